"""All NIKs of a message answered at once: each line says what its own answer would say."""

from tests.conftest import BUDI, NOBODY, SITI, Office, Opened


async def test_who_is_paid_for_only_from_a_later_day_is_not_called_listed_already(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {NOBODY} {SITI}")
    await chat.says("semua")
    lines = [line for line in chat.reply.text.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert [line.partition(": ")[2] for line in lines] == [
        "tercatat", "tidak tercatat", "tercatat, mulai 1 Januari 2027",
    ]  # fmt: skip
