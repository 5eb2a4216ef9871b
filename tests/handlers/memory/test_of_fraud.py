"""Who was cheated stays with that matter, and is never told what this bot does with a NIK."""

import pytest

from tests.conftest import Opened
from tests.support.step_texts import text_of

_VICTIM = "saya udah transfer 100rb ke yg ngaku petugas sigap"


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("uangnya bisa kembali ga ya", "answer.scam.money_back"),
        ("lapornya ke siapa", "answer.scam.report_where"),
        ("nik saya juga udah saya kasih ke dia, bahaya ga", "answer.scam.nik_given"),
        ("berarti saya ga kedaftar padahal udah bayar", "answer.scam.paid_for_place"),
        ("jadi itu penipuan ya", "answer.scam.was_fraud"),
        ("cara blokir danaku gimana", "answer.scam.block_account"),
        ("dia minta foto ktp tapi ga saya kasih", "answer.scam.not_given"),
    ],
)
async def test_what_a_victim_asks(bot: Opened, said: str, answered: str) -> None:
    chat = await bot()
    assert (await chat.says(_VICTIM)).outcome == "info.scammed"
    await chat.says(said)
    assert chat.reply.text == text_of(answered)


async def test_who_gave_only_the_nik_is_not_told_of_privacy(bot: Opened) -> None:
    chat = await bot()
    await chat.says("saya keburu kirim foto ktp ke akun sigap palsu")
    assert chat.reply.text == text_of("answer.scam.nik_given")


async def test_another_question_is_answered_as_ever(bot: Opened) -> None:
    chat = await bot()
    await chat.says(_VICTIM)
    assert (await chat.says("syarat sigap apa")).outcome == "info.eligible"


async def test_without_a_fraud_the_same_words_mean_something_else(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says("nik saya aman ga")).outcome == "privacy"


async def test_who_is_asked_for_a_code_is_warned_and_who_gave_it_is_helped(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says("ada yang minta otp")).outcome == "info.scams"
    assert (await chat.says("udah terlanjur saya kasih bang")).outcome == "info.scammed"
