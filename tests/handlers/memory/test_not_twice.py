"""The same page is never given twice running, and nobody is told that a new question was answered already."""

import pytest

from data.content.fine_answers import answers
from data.content.follow_up_texts import simple
from data.content.texts import LANGUAGES, text
from handlers.pages.info import PAGES
from tests.conftest import BUDI, Office, Opened, Person
from tests.support.step_texts import text_of


def _values(chat: Person) -> list[str]:
    return [choice.value for choice in chat.choices]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_no_page_the_text_is_given_twice_running(bot: Opened, language: str) -> None:
    app = (await bot()).app
    for page in PAGES:
        chat = Person(app, page, language=language)
        first = (await chat.presses_value(page)).replies[0]  # an invitation to announcements may stand at its end
        again = (await chat.presses_value(page)).replies
        assert len(again) == 1
        assert not first.text.startswith(again[0].text), page
        assert again[0].choices, page
        third = (await chat.presses_value(page)).replies[0]
        assert first.text.startswith(third.text), page


async def test_its_parts_are_offered_and_may_be_typed(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.claim")
    parts = [*(one for one in _values(chat)[:-1] if not one.startswith("helped.")), "info.human", "menu"]
    await chat.presses_value("info.claim")
    assert (chat.reply.text, _values(chat)) == (text("again", "id", in_short=simple("info.claim", "id")), parts)
    assert (await chat.says("yang kedua")).outcome == "info.claim.death"


async def test_of_two_questions_about_a_page_each_gets_its_answer(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.claim.accident")
    await chat.says("kapan uangnya cair?")
    await chat.says("lapornya kemana")
    assert chat.reply.text == text_of("answer.claim.accident_report")


async def test_who_mourns_is_told_the_order_of_things_and_that_once(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.claim.death")
    await chat.presses_value("info.claim.death")
    assert chat.reply.text == text_of("answer.claim.death_steps")
    await chat.says("caranya gimana?")
    assert chat.reply.text == text("again.answer", "id", in_short=answers()["claim.death_steps"].simple_in("id"))


async def test_another_page_between_them_lets_it_come_again(bot: Opened) -> None:
    chat = await bot()
    first = (await chat.presses_value("info.claim")).replies
    await chat.presses_value("info.benefits")
    assert (await chat.presses_value("info.claim")).replies == first


async def test_who_asks_twice_to_check_is_told_what_to_send(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cek")
    await chat.says("cek nik")
    assert chat.reply.text == text("again.check", "id")


@pytest.mark.parametrize(
    ("before", "twice", "reply"),
    [
        (
            "cek",
            ["nik yang mana?", "contohnya"],
            text("again.answer", "id", in_short=answers()["check.nik_where"].simple_in("id")),
        ),
        ("cek", ["kalo istri saya?", "kalo istri saya?"], text("again.check", "id")),
        ("menu", ["halo", "halo kak"], text("menu", "id")),
        (
            "menu",
            ["data saya disimpan ga", "data saya disimpan ga"],
            text("again.answer", "id", in_short=answers()["privacy.stored"].simple_in("id")),
        ),
    ],
)
async def test_what_is_no_page_of_information_neither(bot: Opened, before: str, twice: list[str], reply: str) -> None:
    chat = await bot()
    for said in (before, *twice):
        await chat.says(said)
    assert chat.reply.text == reply


async def test_of_another_person_it_is_asked_anew(bot: Opened) -> None:
    chat = await bot()
    await chat.says("kalo istri saya?")
    await chat.says("kalo ibu saya?")
    assert "NIK ibu Anda" in chat.reply.text


async def test_who_is_not_understood_twice_is_offered_a_person(bot: Opened) -> None:
    chat = await bot()
    await chat.says("qwxz blorp")
    await chat.says("zzkq wrtp")
    assert chat.reply.text == text("again.lost", "id")
    assert "info.human" in _values(chat)


async def test_who_despairs_twice_gets_help_in_other_words(bot: Opened) -> None:
    chat = await bot()
    await chat.says("saya pengen mati aja")
    answer = await chat.says("saya pengen mati aja")
    assert chat.reply.text == text("again.despair", "id")
    assert answer.outcome == "info.despair"


async def test_who_despairs_is_not_sent_to_an_office(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cape hidup gw")
    for said in (
        "percuma ngomong sama robot",
        "emang ada orang yg bisa diajak ngomong?",
        "ga ngerti",
        "ga",
        "bot goblok",
    ):
        before = chat.reply.text
        assert (await chat.says(said)).outcome == "info.despair", said
        assert chat.reply.text != before, said


async def test_each_check_is_answered_in_full(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    first = await chat.says(BUDI)
    assert first.replies[0].text.startswith((await chat.says(BUDI)).replies[0].text)


async def test_different_offices_are_different_pages(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("offices.bpjs")
    welfare = (await chat.presses_value("offices.welfare")).replies[0].text
    assert welfare.startswith(text("offices.welfare", "id"))


async def test_nobody_is_told_that_a_new_question_was_answered(bot: Opened) -> None:
    chat = await bot()
    await chat.says("desil itu apa")
    await chat.says("desil keluarga")
    assert chat.reply.text.startswith(simple("info.desil", "id"))
    assert "jawab" not in chat.reply.text
    await chat.says("keluarga saya desil 3")
    assert chat.reply.text.startswith(text_of("answer.eligible.in_desil"))
    assert "jawab" not in chat.reply.text


async def test_another_question_about_the_page_gets_its_short_answer(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.eligible")
    await chat.says("yang jualan sayur bisa dibantu ga sama sigap")
    assert chat.reply.text in {text_of("answer.eligible.who"), text_of("answer.eligible.jobs")}


async def test_the_same_words_again_are_answered_in_other_words(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara klaim gimana")
    assert chat.reply.text == text_of("answer.claim.how")
    await chat.says("cara klaim gimana")
    assert chat.reply.text == text_of("info.claim")
