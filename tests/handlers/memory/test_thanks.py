"""Thanks, a salaam or a sigh swallow nothing, and thanks are answered as they are meant."""

import pytest

from data.content.texts import phrase, text
from tests.conftest import BUDI, NOBODY, Office, Opened
from tests.support import pace
from tests.support.readings import reading


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("makasih, terus bayarnya berapa?", "terus bayarnya berapa?"),
        ("oke makasih, satu lagi bisa buat org tua ga", "bisa buat org tua ga"),
        ("Assalamualaikum wr wb. Pak, kapan cair", "kapan cair"),
        ("ya Allah, terus gimana ini", "terus gimana ini"),
        ("berkasnya apa aja, makasih ya kak", "berkasnya apa aja"),
        ("hatur nuhun, iraha cairna?", "iraha cairna?"),
        ("thank you, how long does it take?", "how long does it take?"),
        ("makasih", ""),
        ("terima kasih banyak ya pak", ""),
        ("bapak saya dapat sigap ga ya", "bapak saya dapat sigap ga ya"),
        ("ya saya mau", "ya saya mau"),
        ("hidup saya susah", "hidup saya susah"),
    ],
)
def test_what_is_said_besides_courtesies_is_left(said: str, rest: str) -> None:
    assert reading(said).without_courtesies.raw == rest


@pytest.mark.parametrize("said", ["ya " * 1300, "- " * 2000, "makasih" * 580, "makasih ," * 400, "kak, " * 800 + "?"])
def test_no_message_takes_long(said: str) -> None:
    assert pace.fewest_pieces(lambda: reading(said).without_courtesies, 100) < 100


@pytest.mark.parametrize(
    ("page", "said", "outcome"),
    [
        ("info.contribution", "makasih kak, sekalian tanya, kalo kecelakaan dapet apa", "info.benefits.accident"),
        ("info.claim.death", "makasih, terus bayarnya berapa?", "info.claim"),
        ("info.desil", "ya Allah, dimana itu pak", "offices"),
        ("info.desil", "assalamualaikum, siapa yang bayar iuran sigap", "info.contribution"),
        ("check", "oke makasih, satu lagi bisa buat org tua ga", "check.asked"),
        ("info.human", "makasih, capek bolak balik, terus dimana kantornya", "offices"),
    ],
)
async def test_the_question_beside_them_is_answered(bot: Opened, page: str, said: str, outcome: str) -> None:
    chat = await bot()
    await chat.presses_value(page)
    assert (await chat.says(said)).outcome == outcome


@pytest.mark.parametrize(
    ("page", "said", "outcome"),
    [
        (
            "info.register",
            "oh begitu, makasih ya kak. klo istri sy yg jualan gorengan bisa dicek juga ga",
            "check.asked",
        ),
        ("info.register", "oh gt mksih bnyk ya mba, klo suami saya gimana", "check.asked"),
        ("info.about", "ya udah makasih. syaratnya apa aja sih emangnya", "info.eligible"),
        ("info.desil", "siap makasiii, klaim kematian bawa apa", "info.claim.death"),
    ],
)
async def test_many_words_of_thanks_swallow_no_question(bot: Opened, page: str, said: str, outcome: str) -> None:
    chat = await bot()
    await chat.presses_value(page)
    assert (await chat.says(said)).outcome == outcome


@pytest.mark.parametrize("said", ["makasih infonya sangat membantu", "oke makasih ya semoga berkah"])
async def test_praise_is_no_question(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.presses_value("info.about")
    assert (await chat.says(said)).outcome == "thanks"


@pytest.mark.parametrize(
    ("page", "said", "reply"),
    [
        ("info.contribution", "makasih ya", "thanks"),
        ("info.contribution", "terima kasih banyak pak", "thanks"),
        ("info.contribution", "terima kasih, suami saya baru meninggal", "thanks.mourning"),
        ("info.claim.death", "makasih", "thanks.strength"),
        ("info.benefits.death", "hatur nuhun", "thanks.quiet"),
        ("info.emergency", "makasih bang", "thanks.need"),
        ("info.why", "makasih sayang", "thanks"),
        ("info.human", "ujung2nya disuruh kelurahan lagi. ok trims", "thanks.weary"),
    ],
)
async def test_thanks_are_answered_as_they_are_meant(bot: Opened, page: str, said: str, reply: str) -> None:
    chat = await bot()
    await chat.presses_value(page)
    answer = await chat.says(said)
    assert (answer.outcome, chat.reply.text) == ("thanks", text(reply, "id"))


@pytest.mark.parametrize(
    "said",
    ["makasih ya, sayang ga dapet", "ya ampun.. ga pernah rejeki saya mah. makasih", "yah ga dapet. makasih kak"],
)
async def test_somebody_disappointed_is_not_offered_another_check(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says(said)
    assert chat.reply.text == text("thanks.disappointed", "id")
    assert "guide" in {choice.value for choice in chat.choices}


async def test_a_sigh_is_no_thanks(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("mau bunuh diri rasanya")
    assert (await chat.says("ya Allah")).outcome == "info.despair"
    await chat.says(NOBODY)
    await chat.says("ya Allah")
    assert chat.reply.text == text("thanks.disappointed", "id")


@pytest.mark.parametrize(
    "said",
    [
        "suami saya meninggal, klaimnya gimana",
        "bapak saya wafat minggu lalu pak, apa ada santunan",
        "my father died, how do i claim",
    ],
)
async def test_who_tells_of_a_death_hears_a_word_of_sympathy_and_that_once(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    sympathy = phrase("condolence", answer.language)
    assert chat.reply.text.startswith(sympathy)
    await chat.says("ibu saya juga sudah meninggal, surat klaimnya apa saja")
    assert sympathy not in chat.reply.text


@pytest.mark.parametrize(
    "said",
    [
        "kalau suami saya meninggal dapat berapa",
        "cara klaim kematian",
        "saya takut bapak saya meninggal, klaimnya gimana",
    ],
)
async def test_who_only_asks_about_a_death_hears_none(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("suami saya koma di rumah sakit")
    await chat.says(said)
    assert phrase("condolence", "id") not in chat.reply.text
    await chat.presses_value("info.claim.death")
    assert phrase("condolence", "id") not in chat.reply.text


@pytest.mark.parametrize(
    "said", ["sip noted, ya udah segitu aja makasih", "ya sudah, terima kasih", "yah sedih, makasih ya"]
)
async def test_who_is_listed_and_says_thanks_is_not_consoled(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(said)).outcome == "thanks"
    assert chat.reply.text == text("thanks", "id")


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("ya sudah, terima kasih", "thanks.disappointed"),
        ("ya udah makasih, belum jelas", "thanks.disappointed"),
        ("ya udah cukup jelas kok makasih", "thanks"),
    ],
)
async def test_a_resigned_word_behind_a_no_is_consoled_unless_it_was_enough(
    office: Office, bot: Opened, said: str, reply: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says(said)
    assert chat.reply.text == text(reply, "id")


@pytest.mark.parametrize("said", ["\x1f", "\x1c makasih", "\x1d\x1e"])
async def test_a_sign_that_is_only_a_space_to_some_breaks_nothing(bot: Opened, said: str) -> None:
    """A separator of records is white space to Python, and no sign that stands between words to us."""
    chat = await bot()
    assert (await chat.says(said)).outcome != "error"
