"""Who is not listed is not sent to pages for members by a follow-up, right after the check or later."""

import pytest

from data.content.texts import LANGUAGES
from tests.conftest import BUDI, NOBODY, Office, Opened
from tests.support.step_texts import text_of

FOR_MEMBERS = tuple(
    text_of(page, code)
    for code in LANGUAGES
    for page in (
        "info.membership",
        "info.contribution",
        "answer.about.still_running",
        "answer.paid.amount",
        "answer.about.member_next",
    )
)
FOLLOW_UPS = [
    "terus?",
    "berapa?",
    "dapetnya berapa",
    "bayar ga?",
    "sampai kapan",
    "kartunya mana",
    "masih aktif ga",
    "then what",
]


@pytest.mark.parametrize("said", FOLLOW_UPS)
async def test_who_is_not_listed_reads_no_page_for_members(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says(said)
    assert not chat.reply.text.startswith(FOR_MEMBERS)
    assert "JMO" not in chat.reply.text or "sendiri" in chat.reply.text


async def test_nor_later_in_the_conversation(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("kenapa?")
    for said in FOLLOW_UPS:
        await chat.says(said)
        assert not chat.reply.text.startswith(FOR_MEMBERS), said


async def test_who_is_listed_does(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("kartunya mana")
    assert chat.reply.text.startswith(text_of("answer.check.no_card"))


async def test_who_is_not_listed_learns_how_to_pay_oneself(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says("bayarnya berapa")).outcome == "info.self_pay"
    await chat.says("kenapa?")
    assert (await chat.says("jadi saya bayar berapa, saya kan ojek")).outcome == "info.self_pay"
