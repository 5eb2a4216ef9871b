"""Whom a matter is about: words only, until it ends, another NIK comes, or a day has passed."""

import pytest

from data.content.texts import phrase, text
from data.coverage.second_factor import Factor
from data.nik.nik import SHOWN_EXAMPLE
from handlers.words import whom
from tests.conftest import BUDI, JOKO, NOBODY, Clock, Office, Opened, Person
from tests.support.readings import reading

OF_MOTHER = phrase("nik_of", "id", who=phrase("kin_ibu", "id"))


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("untuk ibu saya", "ibu"),
        ("buat emak saya", "ibu"),
        ("nik istri", "istri"),
        ("kalo istri saya?", "istri"),
        ("punya anak saya bisa dicek juga?", "anak"),
        ("suami sy ojol", "suami"),
        ("bapak saya dapet sigap ga ya", "bapak"),
        ("bisa buat org tua ga", "orangtua"),
        ("what about my wife?", "istri"),
        ("for my mother", "ibu"),
        ("kanggo pun bapa", "bapak"),
        ("kok punya saya belum", whom.SELF),
        ("untuk saya", whom.SELF),
    ],
)
def test_a_message_names_whom_it_is_about(said: str, who: str) -> None:
    assert reading(said).whom == who


@pytest.mark.parametrize(
    "said",
    [
        "bisa bu?",
        "cek pak",
        "makasih bu",
        "tetangga saya dapat, saya tidak",
        "teman saya dapat kartunya",
        "bapak saya bilang saya dapat",
        "pak lurah bilang data saya salah",
        "kata suami saya disuruh daftar",
        "cara klaim",
        "kakak, ini gimana",
    ],
)
def test_who_is_addressed_or_quoted_is_not_meant(said: str) -> None:
    assert reading(said).whom == ""


def test_each_person_can_be_named_in_each_language() -> None:
    for code in ("id", "en", "su"):
        assert [who for who in {*whom.KIN.values()} if not phrase(f"kin_{who}", code)] == []


@pytest.fixture
async def daughter(office: Office, bot: Opened) -> Person:
    """Somebody who asked on behalf of their mother."""
    office.publishes()
    chat = await bot()
    await chat.says("cek")
    await chat.says("untuk ibu saya")
    return chat


async def test_the_nik_of_that_person_is_asked_for_and_answered(daughter: Person) -> None:
    assert phrase("kin_ibu", "id") in daughter.reply.text
    await daughter.says(NOBODY)
    assert daughter.reply.words.startswith(OF_MOTHER)
    assert (await daughter.says("trus gimana")).outcome == "guide"
    assert daughter.reply.text.startswith(phrase("guide_for_kin", "id", who=phrase("kin_ibu", "id")))
    assert text("guide.who", "id") not in daughter.reply.text


async def test_another_nik_is_somebody_elses(daughter: Person) -> None:
    await daughter.says(NOBODY)
    await daughter.says(BUDI)
    assert OF_MOTHER not in daughter.reply.words
    await daughter.says(f"nik istri saya {JOKO}")
    assert daughter.reply.words.startswith(phrase("nik_of", "id", who=phrase("kin_istri", "id")))


@pytest.mark.parametrize("said", ["menu", "makasih", "halo", "untuk saya"])
async def test_it_ends_with_its_matter(daughter: Person, said: str) -> None:
    await daughter.says(said)
    await daughter.says(NOBODY)
    assert OF_MOTHER not in daughter.reply.words


async def test_it_ends_after_a_day(daughter: Person, clock: Clock) -> None:
    clock.passes(hours=25)
    await daughter.says(NOBODY)
    assert OF_MOTHER not in daughter.reply.words


async def test_a_page_between_does_not_end_it(daughter: Person) -> None:
    await daughter.says("kenapa perlu nik")
    await daughter.says(NOBODY)
    assert daughter.reply.words.startswith(OF_MOTHER)


async def test_who_asks_for_themselves_reads_of_nobody_else(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert not any(phrase(f"kin_{who}", "id") in chat.reply.words for who in {*whom.KIN.values()})


async def test_a_button_says_that_a_nik_is_somebody_elses(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("cek")
    await chat.presses("Ini untuk orang lain")
    assert phrase("kin_other", "id") in chat.reply.words
    await chat.says(NOBODY)
    assert chat.reply.words.startswith(phrase("nik_of", "id", who=phrase("kin_other", "id")))
    assert "Ini untuk orang lain" not in {choice.label for choice in chat.choices}
    await chat.presses("Mulai periksa data")
    assert chat.reply.words.startswith(phrase("guide_for_kin", "id", who=phrase("kin_other", "id")))


async def test_who_it_is_may_be_named_by_a_button_or_taken_back(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("cek")
    await chat.presses("Ini untuk orang lain")
    await chat.presses("Ibu")
    assert phrase("kin_ibu", "id") in chat.reply.words
    await chat.presses("Untuk saya")
    assert chat.reply.words == text("check.ask", "id", example=SHOWN_EXAMPLE)
    await chat.says(NOBODY)
    assert phrase("kin_ibu", "id") not in chat.reply.words


@pytest.mark.parametrize("nik", [NOBODY, JOKO, BUDI])
@pytest.mark.parametrize("typed", [False, True])
async def test_a_result_may_be_said_to_be_somebody_elses(office: Office, bot: Opened, nik: str, *, typed: bool) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(nik)
    await (chat.says if typed else chat.presses)("Ini untuk orang lain")
    assert phrase("kin_other", "id") in chat.reply.words
    assert "Ini untuk orang lain" not in {choice.label for choice in chat.choices}
    await chat.says("panduan")
    assert chat.reply.words.startswith(phrase("guide_for_kin", "id", who=phrase("kin_other", "id")))
    await chat.says("cek")
    assert phrase("kin_other", "id") in chat.reply.words


async def test_with_a_second_factor_the_nik_is_asked_for_again(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("Budi Santoso")
    (button,) = (choice for choice in chat.choices if choice.label == "Ini untuk orang lain")
    await chat.presses_value(button.value)
    assert phrase("kin_other", "id") in chat.reply.words
    stranger = await bot()
    stranger.address = "another"
    assert (await stranger.presses_value(button.value)).outcome == "check.expired"


async def test_the_guide_for_somebody_else_makes_the_check_theirs(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("/panduan")
    await chat.presses("Untuk orang lain")
    clock.passes(days=40)
    await chat.says("lanjutkan")
    await chat.says("cek")
    assert phrase("kin_other", "id") in chat.reply.words
