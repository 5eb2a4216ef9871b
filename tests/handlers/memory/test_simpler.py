"""Somebody who did not understand gets the last answer in simpler words, and after that a person to ask."""

import pytest

from data.content.fine_answers import answers
from data.content.follow_up_texts import simple
from data.content.texts import text
from data.coverage.second_factor import Factor
from handlers.pages.info import PAGES
from tests.conftest import BUDI, JOKO, NOBODY, SITI, Office, Opened, Person
from tests.support.readings import reading

UNCLEAR = [
    "ga ngerti", "gak paham", "maksudnya?", "maksudnya apa", "ulang dong", "yang jelas dong", "jelasin yg gampang",
    "jelasin lagi dong yg gampang", "bingung saya", "ribet amat, ringkasnya?", "hah? maksudnya saya ga dapet?",
    "teu ngartos", "maksadna naon", "lieur ah", "i dont understand", "what do you mean?", "simpler please",
]  # fmt: skip
CLEAR = [
    "arti desil apa", "apa maksud jkk", "ulangi cek nik", "cara klaim kecelakaan", "explain sigap", "makasih",
    "saya bingung mau daftar di mana", "jelaskan syarat sigap", "pusing kepala saya bpjs nya bisa?",
]  # fmt: skip


@pytest.mark.parametrize("said", UNCLEAR)
def test_who_did_not_understand_is_recognised(said: str) -> None:
    assert reading(said).is_unclear


@pytest.mark.parametrize("said", CLEAR)
def test_a_question_about_something_is_not_taken_for_that(said: str) -> None:
    assert not reading(said).is_unclear


async def test_of_every_page_of_information_it_is_given_in_the_language_of_the_chat(bot: Opened) -> None:
    app = (await bot()).app
    for code in ("id", "en", "su"):
        for page in PAGES:
            chat = Person(app, f"{code}-{page}", language=code)
            await chat.presses_value(page)
            answer = await chat.says("ga ngerti")
            assert (answer.outcome, [one.text for one in answer.replies][:1]) == (page, [simple(page, code)]), page


async def test_it_has_buttons_that_lead_on_and_one_to_a_person(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.update")
    await chat.says("maksudnya?")
    assert [choice.value for choice in chat.choices] == ["guide", "info.human", *_more("info.update"), "menu"]


def _more(page: str) -> list[str]:
    return [one for one in PAGES[page].buttons if one not in {"guide", "info.human", "menu"}][:2]


async def test_who_does_not_understand_that_either_is_sent_to_a_person(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.update")
    await chat.says("ga ngerti")
    assert (await chat.says("masih ga paham")).outcome == "info.human"


async def test_an_answer_to_a_fine_question_has_a_simpler_version_of_its_own_with_its_buttons(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.desil")
    await chat.says("tiap berapa bulan")
    below = [choice.value for choice in chat.choices if not choice.value.startswith("helped.")]
    await chat.says("ga ngerti")
    assert chat.reply.text == answers()["update.desil_often"].simple_in("id")
    assert [choice.value for choice in chat.choices] == below
    assert (await chat.says("masih ga ngerti")).outcome == "info.human"


async def test_of_a_short_answer_without_one_its_page_is_said_in_simpler_words(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("answer.talk.closing")
    await chat.says("ga ngerti")
    assert chat.reply.text == simple("answer", "id")


@pytest.mark.parametrize(
    ("nik", "page"),
    [(NOBODY, "check.not_listed"), (BUDI, "check.found"), (SITI, "check.found_later"), (JOKO, "check.ended")],
)
async def test_what_a_check_found_is_said_again_with_the_date_of_the_data(
    office: Office, bot: Opened, nik: str, page: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(nik)
    await chat.says("maksudnya?")
    assert chat.reply.text == simple(page, "id", as_of="5 November 2026")


async def test_the_watch_can_still_be_set_after_that(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("ga ngerti")
    assert (await chat.says("kabari saya")).outcome == "watch.kept"


async def test_with_a_second_factor_nothing_is_said_that_was_not_said(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    app = (await bot()).app
    replies = []
    for nik, name in ((BUDI, "Joko"), (NOBODY, "Joko")):
        chat = Person(app, nik)
        await chat.says(nik)
        await chat.says(name)
        await chat.says("menu")
        replies.append([one.text for one in (await chat.says("ga ngerti")).replies])
    assert replies[0] == replies[1]


async def test_a_step_of_the_guide_keeps_its_buttons(bot: Opened) -> None:
    chat = await bot()
    await chat.says("panduan")
    before = chat.choices
    await chat.says("ga ngerti")
    assert (chat.reply.text, chat.choices) == (simple("guide.who", "id"), before)
    await chat.presses_value("guide.for.self")
    await chat.says("ga ngerti")  # which has a "no" in it, that would be an answer
    assert chat.reply.text == simple("guide.ktp", "id")


async def test_before_anything_was_answered_it_is_the_greeting(bot: Opened) -> None:
    chat = await bot()
    await chat.says("ga ngerti")
    assert chat.reply.text == text("welcome", "id")
