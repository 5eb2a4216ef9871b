"""Words right after a check mean the NIK that was just checked."""

import pytest

from data.content.texts import text
from tests.conftest import BUDI, DEWI, JOKO, NOBODY, Office, Opened
from tests.support.step_texts import text_of


@pytest.mark.parametrize(
    "said",
    ["kabarin ya kalau udah dapet", "tolong kabari kalau ada info baru", "let me know if it changes", "wartosan nya"],
)
async def test_news_is_of_the_nik_and_no_subscription(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says(said)).outcome == "watch.kept"


@pytest.mark.parametrize(
    "said", ["terus saya harus gimana", "trus gimana dong", "jadi saya harus ngapain", "what should i do now"]
)
async def test_what_to_do_now_is_the_guide(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says(said)).outcome == "guide"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("kalo istri saya?", "Boleh. Kirim NIK istri Anda"),
        ("kalau ibu saya gimana", "Boleh. Kirim NIK ibu Anda"),
        ("punya anak saya bisa dicek juga?", "Boleh. Kirim NIK anak Anda"),
        ("what about my wife?", text("check.ask_kin", "en", who="your wife", example="").partition(":")[0]),
        ("boleh cek punya sepupu?", "Bisa, kalau orangnya setuju. Kirim NIK orang itu"),
    ],
)
async def test_somebody_else_is_asked_for_the_nik(office: Office, bot: Opened, said: str, asked: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(said)).outcome == "check.asked"
    assert chat.reply.text.startswith(asked)
    assert (await chat.says(JOKO)).outcome == "check.ended"


async def test_who_is_listed_is_told_what_to_make_sure_of(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("terus saya harus gimana")
    assert chat.reply.text == text_of("answer.about.member_next")


@pytest.mark.parametrize("said", ["bukan itu nik saya", "salah nik", "eh salah"])
async def test_a_wrong_nik_is_asked_again(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says(said)).outcome == "check.asked"
    assert chat.reply.text.startswith("Baik. Kirim NIK yang benar")


async def test_all_of_several_are_answered_at_once_by_their_masked_numbers(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {NOBODY} {DEWI}")
    answer = await chat.says("semua")
    assert len(answer.replies) == 1
    assert "1. ••••9401: tercatat\n2. ••••9530: tidak tercatat\n3. " in chat.reply.text
    assert (await chat.says("kabarin ya")).outcome == "check.several"
    assert chat.reply.text == text("watch.which", "id")
    assert (await chat.says("2")).outcome == "check.not_listed"
    assert (await chat.says("kabari saya")).outcome == "watch.kept"
