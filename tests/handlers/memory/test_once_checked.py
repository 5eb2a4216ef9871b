"""What the last check found stays in mind, however many answers came since."""

import pytest

from data.content.texts import phrase
from tests.conftest import BUDI, NOBODY, Office, Opened, Person


async def _after_a_check(office: Office, bot: Opened, nik: str) -> Person:
    office.publishes()
    chat = await bot()
    await chat.says(nik)
    await chat.presses_value("info.contribution")
    return chat


def _result(said: str) -> str:
    """The heading of the last result, told once more."""
    sign = "✅ " if said == "listed" else ""
    day = "5 November 2026"
    return f"{phrase('result_nik', 'id')}:\n{sign}{phrase(f'heading_{said}', 'id', as_of=day)}"


@pytest.mark.parametrize("said", ["kartunya kok ga dikirim kirim ya", "kartu saya ambil dimana bang"])
async def test_who_is_listed_and_asks_for_the_card_is_told_where(office: Office, bot: Opened, said: str) -> None:
    chat = await _after_a_check(office, bot, BUDI)
    assert (await chat.says(said)).outcome == "info.membership"


@pytest.mark.parametrize(
    "said",
    [
        "kok saya ga pernah dikabarin kalau dapat",
        "berarti aman ya saya",
        "oke makasih kak, brarti tenang ya",
        "nik kan tadi udah saya kirim",
    ],
)
async def test_who_is_listed_is_told_so_again(office: Office, bot: Opened, said: str) -> None:
    chat = await _after_a_check(office, bot, BUDI)
    await chat.says(said)
    assert chat.reply.words.startswith(_result("listed"))


@pytest.mark.parametrize("said", ["berarti tenang ya", "lah tadi kan udah dikirim"])
async def test_who_is_not_listed_is_told_so_again(office: Office, bot: Opened, said: str) -> None:
    chat = await _after_a_check(office, bot, NOBODY)
    await chat.says(said)
    assert chat.reply.words.startswith(_result("not_listed"))


@pytest.mark.parametrize(
    ("nik", "said", "outcome"),
    [
        (BUDI, "nik saya aman ga", "privacy"),
        (BUDI, "saya mau cek nik lagi", "check.asked"),
        (BUDI, "nik istri saya", "check.asked"),
    ],
)
async def test_what_is_no_question_about_it_is_answered_by_itself(
    office: Office, bot: Opened, nik: str, said: str, outcome: str
) -> None:
    chat = await _after_a_check(office, bot, nik)
    assert (await chat.says(said)).outcome == outcome


async def test_who_is_not_listed_and_asks_why_is_not_only_told_so_again(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says("kok saya ga dapat ya")).outcome == "info.why"
