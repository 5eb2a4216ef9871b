"""Whom a matter is about: words only, until it ends, another NIK comes, or a day has passed."""

import pytest

from data.content.texts import phrase, text
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
