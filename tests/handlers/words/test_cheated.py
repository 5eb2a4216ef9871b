"""Who paid, or gave a code or the NIK, to people who pretend to be from SIGAP, was cheated; who fears it was not."""

import pytest

from handlers.words import cheated
from tests.support.readings import reading


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("saya udah transfer 100rb ke yg ngaku petugas sigap", "money"),
        ("udah bayar 75rb katanya biar masuk sigap", "money"),
        ("tadi saya kasih kode otp ke orang yg ngaku dari bpjs", "money"),
        ("aduh otp nya udah saya sebutin", "money"),
        ("kak sy kena tipu", "money"),
        ("i already paid the guy 50k so that i get listed", "money"),
        ("tos mayar 50rb ka calo", "money"),
        ("saya keburu kirim foto ktp ke akun sigap palsu", "nik"),
        ("penipunya tau nik saya", "nik"),
        ("nik sm foto ktp udah sy kirim ke admin sigapnya", "nik"),
        ("saya sudah bayar iuran bpjs mandiri", ""),
        ("sudah kirim nik tadi", ""),
        ("saya udah kasih berkas ke petugas kelurahan", ""),
        ("disuruh bayar 50rb sama admin", ""),
        ("kalau saya kasih otp gimana", ""),
        ("takut ketipu", ""),
        ("dia minta foto ktp tapi belum saya kasih", ""),
        ("kode pos saya sudah saya kasih", ""),
    ],
)
def test_what_was_given_to_a_cheat(said: str, given: str) -> None:
    assert cheated.given(reading(said).spelt) == given


def test_to_whom_it_went_need_not_be_said_where_fraud_is_spoken_of() -> None:
    spelt = reading("sudah saya transfer kemarin").spelt
    assert (cheated.given(spelt), cheated.given(spelt, of_a_fraud=True)) == ("", "money")
