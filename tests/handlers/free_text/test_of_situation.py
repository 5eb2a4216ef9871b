"""Who talks about a situation asks in whole sentences what comes next, and says what was taken wrongly."""

import pytest

from data.content.situations import AFTER, ASK, BACK, OFFICE, PAPERS, PREFIX, REFUSED, WHERE, WORDS, message
from tests.conftest import Opened

SENTENCES = [
    ("dead_in_kk", "minta apa nanti sama orang loketnya", AFTER),
    ("dead_in_kk", "akte sama kk barunya brp hari jadinya, terus saya minta apa ke petugasnya", AFTER),
    ("dead_in_kk", "kalo kk nya udah beres abis itu saya kemana lagi", AFTER),
    ("dead_in_kk", "surat dari pak rt aja saya ga ada", REFUSED),
    ("nik_offline", "kira2 berapa lama ya nik saya kebaca lagi", AFTER),
    ("nik_offline", "bukan mau ngecek, kapan saya harus ke sana lagi minta bukti apa", AFTER),
    ("nik_offline", "klo petugas loketnya nolak gmn", REFUSED),
    ("ktp_none", "kpn balik lg buat ambil", AFTER),
    ("ktp_lost", "klo blangkonya abis gimana dong", REFUSED),
    ("silence", "saya bukan baru mulai, udah lapor, minta apa biar ada pegangan", AFTER),
    ("silence", "kalo tetep didiemin juga saya ngadu kemana", REFUSED),
    ("desil_rose", "klo petugasnya ga mau ngebenerin gmn", REFUSED),
    ("app_refused", "warga saya ga punya hp tapi petugas suruh lewat aplikasi, jawabnya gimana", REFUSED),
    ("for_parent", "nanti di kelurahan ngomong apa sama petugasnya", WORDS),
]


@pytest.mark.parametrize(("name", "said", "part"), SENTENCES)
async def test_a_sentence_after_the_first_message_is_answered_from_the_same_situation(
    bot: Opened, name: str, said: str, part: str
) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}{name}")
    await chat.says(said)
    assert chat.reply.text == message(name, part, "id")


async def test_how_long_a_nik_takes_is_never_said_to_be_the_time_of_family_data(bot: Opened) -> None:
    chat = await bot()
    await chat.says("nik saya tidak ditemukan waktu buka cek bansos")
    assert chat.reply.text == message("nik_offline", WHERE, "id")
    for said in ("brp lama", "brp hari jadi bisa dipake", "lama ga sih"):
        await chat.says(said)
        assert "1-6 bulan" not in chat.reply.text
        assert "belum kami ketahui" in chat.reply.text


async def test_who_has_read_both_lines_gets_the_one_that_is_asked_for(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}dead_in_kk{AFTER}")
    await chat.says("trus kapan saya balik lg")
    assert chat.reply.text == message("dead_in_kk", BACK, "id")
    await chat.says("minta bukti apa")
    assert chat.reply.text == message("dead_in_kk", ASK, "id")


async def test_a_short_answer_between_does_not_end_the_situation(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}ktp_lost")
    await chat.says("ikd itu apaan")
    assert "IKD itu KTP di HP" in chat.reply.text
    await chat.says("terus kapan saya balik ambil kartunya")
    assert chat.reply.text == message("ktp_lost", AFTER, "id")


@pytest.mark.parametrize(
    ("name", "said", "other"),
    [
        ("moved_in", "tapi kk saya ga mau pindah pak", "kk_elsewhere"),
        ("ktp_none", "ga punya kk juga, numpang di rumah kakak", "no_address"),
        ("ktp_lost", "bukan ilang kak, belum pernah rekam dari muda", "ktp_none"),
        ("for_parent", "dia tetangga, bukan keluarga saya", "rt_for_neighbour"),
    ],
)
async def test_who_denies_it_gets_the_situation_they_are_in(bot: Opened, name: str, said: str, other: str) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}{name}")
    await chat.says(said)
    assert chat.reply.text == message(other, WHERE, "id")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ktp simbok saya ga punya sama sekali, bikin dimana", "ktp_none"),
        ("kk saya di tegal dan ga mau pindah, saya kerja di bekasi", "kk_elsewhere"),
        ("kk sama ktp cocok semua tapi belum masuk juga", "data_right"),
        ("saya rt 05, warga saya pemulung belum dapat apa2", "rt_for_neighbour"),
        ("warga saya mau saya bantu", "rt_for_neighbour"),
        ("tetangga saya ga bisa baca, gimana bantunya", "rt_for_neighbour"),
        ("saya pak RT mau bantu warga", "rt_for_neighbour"),
        ("ibu saya sudah lapor kelurahan bulan lalu kok belum berubah", "silence"),
        ("kok desil saya berubah", "desil_rose"),
        ("desil saya beda sama bulan lalu, kenapa", "desil_rose"),
    ],
)
async def test_a_first_message_opens_the_situation(bot: Opened, said: str, name: str) -> None:
    chat = await bot()
    await chat.says(said)
    assert chat.reply.text.startswith(message(name, WHERE, "id"))


async def test_who_lost_a_ktp_and_wants_sigap_is_told_about_both(bot: Opened) -> None:
    chat = await bot()
    await chat.says("saya kehilangan ktp, mau daftar sigap")
    assert chat.reply.text.startswith(message("ktp_lost", WHERE, "id"))
    assert "bukan pendaftaran SIGAP" in chat.reply.text


@pytest.mark.parametrize(
    "said",
    [
        "petugas minta uang 50rb gimana",
        "klaim santunan kematian bapak saya gimana, minta apa",
        "kalau rs nolak gimana",
        "saya mau mati aja",
    ],
)
async def test_money_claims_and_despair_are_no_questions_about_it(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}silence")
    assert (await chat.says(said)).outcome != "situation"


async def test_nobody_in_a_situation_is_sent_back_to_the_beginning(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}dead_in_kk")
    for part in (AFTER, REFUSED, WHERE):
        await chat.says("urus perbarui data keluarga saya itu")
        assert chat.reply.text == message("dead_in_kk", part, "id")


async def test_two_lines_that_are_asked_for_come_together(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}rt_for_neighbour")
    await chat.says("orangnya tidak bisa ikut, saya aja boleh? bawa apa")
    assert chat.reply.text.split("\n") == [message("rt_for_neighbour", part, "id") for part in (OFFICE, PAPERS)]


async def test_a_line_of_the_first_message_comes_with_what_is_next(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}desil_rose")
    await chat.says("harus bawa apa, kapan hasilnya")
    assert chat.reply.text == f"• {message('desil_rose', PAPERS, 'id')}\n{message('desil_rose', AFTER, 'id')}"


async def test_who_says_again_what_the_situation_is_gets_the_line_that_is_asked_for(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}kk_elsewhere")
    await chat.says("kk nya ga mau pindah kok, harus urus kemana")
    assert chat.reply.text == message("kk_elsewhere", OFFICE, "id")


async def test_after_another_matter_the_situation_is_over(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(f"{PREFIX}baby")
    await chat.says("cara klaim kecelakaan")
    assert (await chat.says("berapa lama")).outcome != "situation"
