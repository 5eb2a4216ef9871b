"""What is remembered of the last answers, and what is not: the row is read as it lies in the database."""

from contextlib import closing

from data.database import read_only
from tests.conftest import BUDI, NOBODY, Office, Opened, Person


def _remembered(chat: Person) -> str:
    with closing(read_only.to_read(chat.app.settings.database)) as connection:
        ((recent,),) = connection.execute("SELECT recent FROM chats")
    return str(recent)


async def test_pages_and_choices_are_remembered(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara daftar sigap gimana")
    assert '"info.register"' in _remembered(chat)
    assert '"menu"' in _remembered(chat)


async def test_what_a_check_found_is_not(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for nik in (BUDI, NOBODY):
        await chat.says(nik)
        kept = _remembered(chat)
        assert '"page":"check"' in kept
        assert "found" not in kept
        assert "not_listed" not in kept
        assert nik not in kept


async def test_that_somebody_despairs_is_not(bot: Opened) -> None:
    chat = await bot()
    answer = await chat.says("saya capek hidup, pengen mati aja")
    assert answer.outcome == "info.despair"
    kept = _remembered(chat)
    assert "despair" not in kept
    assert '"choices":[' not in kept
