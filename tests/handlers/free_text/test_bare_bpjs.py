"""Here "bpjs" is BPJS Ketenagakerjaan, unless something about health stands beside it."""

import pytest

from tests.conftest import Opened


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("bpjs", "info.about"),
        ("yang soal bpjs itu kak", "info.about"),
        ("mau tanya bpjs dong", "info.about"),
        ("saya harus lapor ke bpjs ya", "offices"),
        ("ke bpjs nya boleh?", "offices"),
        ("bpjs buat berobat anak", "info.kesehatan"),
        ("bpjs kelas 2 turun kelas", "info.kesehatan"),
        ("kartu bpjs saya mati, nunggak setahun", "info.kesehatan"),
        ("bpjs kesehatan", "info.kesehatan"),
    ],
)
async def test_which_bpjs_is_meant(bot: Opened, said: str, outcome: str) -> None:
    chat = await bot()
    assert (await chat.says(said)).outcome == outcome


async def test_who_says_that_they_meant_the_bpjs_is_not_sent_to_the_other_one(bot: Opened) -> None:
    chat = await bot()
    await chat.says("ada bantuan uang ga")
    assert (await chat.says("bukan uang maksudnya, yg dari bpjs itu")).outcome == "info.about"
