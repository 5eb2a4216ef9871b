"""Questions about the result of a check are answered with that result, for as long as the check is remembered."""

import pytest

from data.content.texts import phrase
from data.coverage.second_factor import Factor
from tests.conftest import BUDI, DEWI, NOBODY, SITI, Office, Opened
from tests.handlers.memory.test_shared_phones import Shared


def heading(code: str, day: str, said: str = "not_listed") -> str:
    """The heading of the last result, told once more."""
    return f"{phrase('result_nik', code)}:\n{phrase(f'heading_{said}', code, as_of=day)}"


@pytest.mark.parametrize(
    "said",
    [
        "jadi saya ga kebagian?",
        "berarti belum masuk ya",
        "so i am not registered?",
        "artinya nama saya tidak ada?",
        "does that mean i am not insured",
        "janten abdi teu kacatet?",
        "jadi dapat?",
        "jd dapet apa engga",
        "bingung nih. jadi ibu ini kebagian apa tidak",
        "tadi katanya ga ada di data, berarti ga ditanggung dong, masih bisa urus ga",
    ],
)
async def test_who_is_not_listed_never_reads_yes(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    answer = await chat.says(said)
    months = {"id": "November", "en": "November", "su": "Nopémber"}
    assert chat.reply.words.startswith(heading(answer.language, f"5 {months[answer.language]} 2026"))
    assert chat.reply.text.startswith(phrase("short_not_listed", answer.language))


async def test_other_answers_may_stand_between(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for said in (NOBODY, "makasih", "cara klaim", "kantor bpjs dimana"):
        await chat.says(said)
    await chat.says("jadi saya belum terdaftar?")
    assert chat.reply.words.startswith(heading("id", "5 November 2026"))
    assert (await chat.says("kabari saya")).outcome == "watch.kept"


@pytest.mark.parametrize(("nik", "result"), [(BUDI, "listed"), (DEWI, "ended"), (SITI, "later")])
async def test_each_result_is_looked_up_anew_with_its_date(office: Office, bot: Opened, nik: str, result: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(nik)
    await chat.says("jadi dapat atau tidak?")
    days = {"since": " sejak 5 November 2025", "until": "", "starts": "1 Januari 2027"}
    assert chat.reply.heading
    assert chat.reply.heading.text == heading("id", "5 November 2026", result)
    assert chat.reply.text.startswith(phrase(f"short_{result}", "id", **days))


async def test_it_says_whose_nik_it_was_and_asks_for_that_of_another(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("nik suami saya")
    await chat.says(NOBODY)
    await chat.says("berarti dia tidak ditanggung?")
    assert chat.reply.words.startswith("NIK suami Anda:\nTidak tercatat · per 5 November 2026")
    await chat.says("jadi ibu saya dapat ga?")
    assert chat.reply.text.startswith("Boleh. Kirim NIK ibu Anda")


@pytest.mark.parametrize("said", ["jadi bayarnya berapa?", "jadi kapan dapat?", "tidak"])
async def test_other_questions_are_not_taken_for_it(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says(said)
    assert not chat.reply.words.startswith(heading("id", "5 November 2026"))


async def test_a_shared_phone_shows_no_result_again(office: Office, bot: Opened) -> None:
    office.publishes()
    phone = Shared((await bot()).app)
    await phone.says(NOBODY)
    assert (await phone.says("jadi dapat?")).outcome != "simpler"


async def test_nor_does_a_chat_that_did_not_give_the_second_factor(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("batal")
    await chat.says("jadi saya dapat?")
    assert "5 November 2026" not in chat.reply.words
