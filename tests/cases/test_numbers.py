"""NIKs as they come out of Excel, with letters for digits, in links; and NIKs that others use."""

import json
from pathlib import Path

import pytest

from data.content import texts
from data.nik import nik
from handlers.free_text import misused_nik
from tests.conftest import BUDI, NOBODY, NOW, Office, Opened
from tests.support.readings import reading

CASES = [json.loads(line) for line in Path(__file__).with_name("texts.jsonl").read_text(encoding="utf-8").splitlines()]
NIK = "3275015607589603"
TODAY = NOW.date()


def said(*kinds: str) -> list[str]:
    return [one["text"] for one in CASES if one["kind"] in kinds]


LETTERS = (
    *said("letters_for_digits"),
    "32750|5607589603",
    "3275!15607589603",
    "327S 0156 0758 96O3",
    "nik saya 327501q607589603",
    "3275015607589бОЗ",
    "32750156075896D3",
    "3275O156O7589603",
    "NIK 3275-0156-07S8-9603",
    "3275015x07589603",
    "3275015607589G0З, tolong cek",
    "ǀ275015607589603",
    "3275015607589G03",
    "3275015607589b03",
    "3275.0156.0758.9G03",
    "327501 560758 9G03",
    "327S01 560758 9603",
    "3275O1 560758 9603",
    "32 75 O1 560758 9603",
    "3275 0I56 0758 9603",
    "3Z75 0156 0758 9603",
    "3275 01S6 0758 9603",
    "3275 0156 07S8 9603",
    "3275 0156 0T58 9603",
    "32750)5607589603",
)


@pytest.mark.parametrize("text", LETTERS)
async def test_letters_for_digits_are_named(office: Office, bot: Opened, text: str) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(text)
    assert answer.outcome == "check.too_short"
    assert chat.reply.text.startswith(texts.text("check.obscured", "id", example="")[:60])


@pytest.mark.parametrize(
    "text",
    [
        "327501560758960!",
        "327501560758960 di bekasi",
        "3275 0156 0758 96 so",
        "B 1234 XYZ",
        "paket SPXID0123456789012 belum sampai",
        "imei 35B209900176148",
        "blok A1 no 12 gang 3",
        "hp1 081200000038",
        "imei1: 350000000009624",
        "0812 3456 7890 B12",
        "sandi 12345(6789",
    ],
)
def test_other_letters_are_no_digits(text: str) -> None:
    assert not nik.find(text, TODAY).obscured


@pytest.mark.parametrize(
    "text",
    [
        *said("rounded_by_excel"),
        "nik 3.275.015.607.589.600,00",
        "3275015607589600,0",
        "3 275 015 607 589 600",
        "3.275.015.607.589.600\n3.275.055.003.919.530",
        "3,27502E+15",
        "3.27501560758E+15",
        "cek 3.275E15 dong",
        "3,2750156075896E15",
        "3.2750156075896e15",
        "3.275015607589600,00",
        "3275 0156 0758 9600,00",
        "3275-0156-0758-9600.0",
    ],
)
async def test_what_excel_rounded_is_asked_for_from_the_ktp(office: Office, bot: Opened, text: str) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(text)).outcome == "check.rounded"
    assert "Excel" in chat.reply.text


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("3275015607589600", "check.not_listed"),
        ("3275 0156 0758 9600", "check.not_listed"),
        ("32.75.01.560758.9600", "check.not_listed"),
        (f"{BUDI}.00", "check.found"),
        ("3275 0509 0388 9401,00", "check.found"),
        ("3.275.050.903.889.401", "check.found"),
        ("3,275,050,903,889,401.00", "check.found"),
        ("3.275.050.903.889.401,00", "check.found"),
        ("Rp3.275.015.607.589.600", "check.asked"),
    ],
)
async def test_a_number_that_excel_left_alone_is_checked(office: Office, bot: Opened, text: str, outcome: str) -> None:
    office.publishes()
    assert (await (await bot()).says(text)).outcome == outcome


@pytest.mark.parametrize("text", said("taken_for_money"))
async def test_no_nik_is_taken_for_money(office: Office, bot: Opened, text: str) -> None:
    office.publishes()
    assert (await (await bot()).says(text)).outcome.startswith("check.")


@pytest.mark.parametrize(
    "text",
    [
        *said("html_blanks"),
        "3275&#160;0156&#xA0;0758&ensp;9603",
        "3275%200156%200758%209603",
        "3275<br>0156<br/>0758<br />9603",
        "3275&amp;nbsp;0156&amp;nbsp;0758&amp;nbsp;9603",
        "NIK&nbsp;3275015607589603",
    ],
)
def test_blanks_of_a_page_are_blanks(text: str) -> None:
    assert nik.find(text, TODAY).niks == [NIK]


@pytest.mark.parametrize(
    "text",
    [
        *said("nik_in_a_link"),
        f"cek https://contoh.go.id/{NIK}/status",
        f"www.contoh.id/?a=1&nik={NIK}&b=2",
        f"HTTPS://CONTOH.ID/NIK={NIK}",
        f"tolong cek https://contoh.id/?ktp={NIK} ya",
        "https://x.id/?nik=3275.0156.0758.9603",
        "https://x.id/cek/3275-0156-0758-9603",
        "https://x.id/?nik=3275+0156+0758+9603",
    ],
)
async def test_a_nik_in_a_link_is_taken_out(office: Office, bot: Opened, text: str) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(text)
    assert (answer.outcome, answer.private) == ("check.in_a_link", True)
    assert chat.reply.text == texts.text("check.in_a_link", "id")
    assert (await chat.says(f"{text} {NOBODY}")).outcome == "check.not_listed"


async def test_a_link_without_a_nik_is_answered_as_before(bot: Opened) -> None:
    for text in (
        "https://contoh.go.id/cek",
        "https://fb.com/100012345678901",
        "https://x.id/2026-11-22/00015",
        "https://wa.me/6281200000038",
    ):
        answer = await (await bot()).says(text)
        assert answer.outcome != "check.in_a_link"
        assert not answer.private


MISTYPED = (
    ("3275 0156 0758 96O3", "check.too_short"),
    ("3275 O156 O758 96O3", "check.too_short"),
    ("327501560758960E", "check.too_short"),
    ("32750156o7589603 tolong cek bang", "check.too_short"),
    ("NIK : 32750l5607589603", "check.too_short"),
    ("3275-0156-0758-960", "check.too_short"),
    ("nik saya 32750156 0758 960", "check.too_short"),
    ("3275 0156 0758 96033", "check.too_long"),
    ("32750156075896030 cek dong", "check.too_long"),
    ("nik: 3275 0156 0758 9xxx", "check.too_short"),
    ("3275015607589***", "check.too_short"),
    ("32750156075896..", "check.too_short"),
    ("3275 0156 0758 960 tiga", "check.too_short"),
    ("3275,0156,0758,960", "check.too_short"),
    ("3275/0156/0758/960", "check.too_short"),
    ("NIK.327501560758960", "check.too_short"),
    ("nik327501560758960", "check.too_short"),
    ("NIK=3275O15607589603", "check.too_short"),
    ("niknya 3275.0156.0758.96o3 ya pak", "check.too_short"),
    ("3275 015 607 589 60З", "check.too_short"),
    ("３２７５０１５６０７５８９６０", "check.too_short"),
    ("٣٢٧٥٠١٥٦٠٧٥٨٩٦٠", "check.too_short"),
    ("3275 0156 0758 96 03 8 9", "check.too_long"),
    ("3.27501560758960E+15", "check.rounded"),
    ("3275015607589600.0", "check.rounded"),
    ("https://bit.ly/cek?nik=3275015607589603", "check.in_a_link"),
    ("http://contoh.id/3275_0156_0758_9603", "check.in_a_link"),
    ("3275 0199 0758 9603", "check.bad_date"),
    ("nik 3275015613589603", "check.bad_date"),
    ("3275013213589603", "check.bad_date"),
    ("0075015607589603", "check.unknown_region"),
    ("9975 0156 0758 9603", "check.unknown_region"),
    ("32750I5607589603", "check.too_short"),
    ("3275 0156 07S8 96O3 atas nama Budi", "check.too_short"),
    ("327S-0IS6-0758-9603", "check.too_short"),
    ("3275015607 589 60q", "check.too_short"),
    ("nik sy 3 2 7 5 0 1 5 6 0 7 5 8 9 6 0", "check.too_short"),
    ("32 75 01 56 07 58 96 0", "check.too_short"),
    ("32 75 01 56 07 58 96 03 3", "check.too_long"),
    ("3275O1-56O758-9603", "check.too_short"),
    ("3275 0156 0758 960B", "check.too_short"),
    ("3275|0156|0758|960", "check.too_short"),
    ("3275;0156;0758;960", "check.too_short"),
    ("3275, 0156, 0758, 960", "check.too_short"),
    ("3275/0156/0758/96033", "check.too_long"),
    ("32/75/01/56/07/58/960", "check.too_short"),
    ("NIK 3275 o156 o758 96o3", "check.too_short"),
    ("3275b15607589603", "check.too_short"),
    ("3275 0156 0758 9б03", "check.too_short"),
    ("nik saya 3275 0156 O7S8 9603 tlg", "check.too_short"),
    ("327501560758960_", "check.too_short"),
    ("3275 0156 0758 _603", "check.too_short"),
    ("3275 0156 **** 9603", "check.too_short"),
    ("3275-0156-0758-96xx", "check.too_short"),
    ("3275,0156,0758,96", "check.too_short"),
    ("3275.0156.0758.960", "check.too_short"),
    ("3275/0156/0758/96", "check.too_short"),
    ("3275.0156.0758.96033", "check.too_long"),
    ("32750156075896033", "check.too_long"),
    ("327501560758960333", "check.too_long"),
    ("NIK: 3275 0156 0758 9603 3", "check.too_long"),
    ("( 3275 0156 0758 960 )", "check.too_short"),
    ("[327501560758960]", "check.too_short"),
    ("*327501560758960*", "check.too_short"),
    ("`327501560758960`", "check.too_short"),
    ('"3275 0156 0758 960"', "check.too_short"),
    ("nik:327501560758960;", "check.too_short"),
    ("ktp 3275 0156 0758 960, nama Siti", "check.too_short"),
    ("3275 01 560758 960", "check.too_short"),
    ("32.75.01.560758.960", "check.too_short"),
    ("3275 015607 58960", "check.too_short"),
    ("3275 0132 0758 9603", "check.bad_date"),
    ("3275 0172 0758 9603", "check.bad_date"),
    ("3275 0156 1358 9603", "check.bad_date"),
    ("3275 0156 0058 9603", "check.bad_date"),
    ("2275 0156 0758 9603", "check.unknown_region"),
    ("4075015607589603", "check.unknown_region"),
    ("3,27501560758960E+15", "check.rounded"),
    ("3 275 015 607 589 600,00", "check.rounded"),
    ("https://x.id/3275015607589603?ok", "check.in_a_link"),
    ("32750156O758960З", "check.too_short"),
    ("3275015б07589603", "check.too_short"),
    ("3275О15607589603", "check.too_short"),
)


@pytest.mark.parametrize(("text", "outcome"), MISTYPED)
async def test_a_slip_in_a_nik_is_named_and_taken_out(office: Office, bot: Opened, text: str, outcome: str) -> None:
    office.publishes()
    answer = await (await bot()).says(text)
    assert (answer.outcome, answer.private) == (outcome, True)


@pytest.mark.parametrize(
    "text",
    [
        "nomor surat 3275/014/2026",
        "surat no 3275/0156/2026/12",
        "kode wilayah 3275,3276,3216,3171",
        "3275/01/2026/0001",
        "1.000,2.000,3.000,4.000",
        "3275,500,000,000",
        "2023/2024/2025/2026",
    ],
)
def test_other_numbers_between_marks_are_no_nik(text: str) -> None:
    assert nik.find(text, TODAY).problem == "none"


MISUSED = (
    "NIK saya dipakai orang lain",
    "nik gw dipake orang",
    "nik sy dipake org lain gmn ya",
    "ktp saya dipakai orang buat pinjol",
    "NIK saya disalahgunakan",
    "ktp saya dicatut",
    "nik saya dicuri orang",
    "NIK saya digunakan orang lain di BPJS",
    "nik saya terdaftar atas nama orang lain",
    "nik saya keluar nama orang lain pas dicek",
    "identitas saya dipakai oknum",
    "nik bapak saya dipakai tetangga",
    "someone is using my NIK",
    "my NIK is used by somebody else",
    "my identity was stolen",
    "NIK abdi dianggo batur",
    "nik kula dienggo wong liyo",
    "kok nik saya kepake orang lain?",
    "nik saya ganda sama orang lain",
    "lapor, NIK saya dipakai orang tidak dikenal",
    "nik saya dijual orang",
    "NIK saya udah dipake orang lain buat daftar",
    "tolong pak ktp saya disalahgunakan pinjol",
    "nik suami saya dipakai bosnya tanpa izin dari orang rumah",
    "orang lain pakai NIK saya",
    "ada orang pakai nik saya",
    "ada yang pake ktp saya buat kredit",
    "mantan suami pakai NIK saya",
    "siapa yang pakai nik saya",
    "tetangga nyolong data saya",
    "kok nik saya dipakai",
    "kenapa ktp saya dipake ya",
    "takut nik saya dipakai orang lain",
    "takut nik saya dipakai orang",
    "data saya dicuri orang",
    "NIK kuring dipake batur",
    "ktp saya hilang, takut disalahgunakan",
    "stop data orang lain pakai NIK saya",
    "foto ktp saya disebar",
    "data saya dipakai pinjol tolong hapus",
    "KTP dipinjam orang tak dikenal",
    "NIK saya di salah gunakan",
    "nik saya disalah gunakan orang",
    "data saya di curi",
    "nik saya di pakai orang lain",
    "nik saya dibajak",
    "nik abdi dianggo ku jalmi sanes",
    "nikku digunakno wong liya",
    "someone registered with my NIK",
    "nik saya dijadikan peserta sama orang yang tidak dikenal",
    "nik aye dipake orang bang",
    "ktp gue dipinjem temen ga dibalikin trus dipake pinjol",
    "data diri saya dipakai orang buat ngutang",
    "kk saya dipakai tetangga buat bansos",
    "ada yg ngutang pake ktp saya",
    "saya ditagih pinjol padahal ga pernah minjem, ktp saya dipake orang",
    "nik anak saya dipakai orang lain",
    "identitas ibu saya dicuri",
    "nik kula dienggo tiyang sanes",
    "ktp abdi dipake batur keur nginjeum",
    "someone used my ktp to borrow money",
    "my identity card was used by someone else",
    "nik saya udah kedaftar atas nama orang lain",
    "pas dicek nik saya punya nama orang lain",
    "nik saya double sama orang",
    "oknum rt pakai nik warga, nik saya juga dipakai",
    "ktp saya difotoin orang trus dipake",
    "nik saya dipakai bos lama buat laporan",
    "data saya bocor dan dipakai orang",
    "lapor ktp saya dicatut jadi anggota partai",
    "nik saya ganda sama orang",
    "ktp saya dipinjam trus ga dikembaliin malah dipakai orang ngutang",
)


@pytest.mark.parametrize("text", MISUSED)
async def test_who_tells_that_others_use_his_nik_hears_where_to_go(bot: Opened, text: str) -> None:
    chat = await bot()
    assert (await chat.says(text)).outcome == "info.misused"
    assert {"offices.population", "offices.bpjs"} <= {one.value for one in chat.choices}


async def test_with_the_nik_both_are_answered(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(f"NIK saya {BUDI} dipakai orang lain, gimana ya")
    assert answer.outcome == "check.found"
    (reply,) = answer.replies
    assert reply.text.endswith(f"\n\n{texts.text('info.misused', 'id')}")


@pytest.mark.parametrize(
    "text",
    [
        "nik saya dipakai buat apa",
        "NIK saya aman ga di sini",
        "takut kirim nik, nanti dipakai orang lain",
        "takut ngasih nik saya, disalahgunakan",
        "apakah NIK saya aman?",
        "nik saya dipakai untuk apa?",
        "kenapa nik saya dipakai untuk cek",
        "siapa yang bisa pakai NIK saya",
        "mantan bisa cek pakai nik saya ga",
        "tetangga mau pakai NIK saya, boleh?",
        "saya pakai nik orang lain",
        "orang tua daftar pakai KTP saya sendiri",
        "ada orang mau daftar pakai KTP Bekasi",
        "Data saya dipakai untuk pinjaman online tidak?",
        "data saya bisa disalahgunakan?",
        "ktpku ora disebar to",
        "NIKku ojo disebar yo",
        "nomer KTP abdi moal disalahgunakeun ku pihak sanes?",
        "boleh cek nik orang lain?",
        "nik dipakai untuk apa saja",
        "ktp saya hilang",
        "kartu bpjs bisa dipakai di rumah sakit mana",
        "nik istri saya ada?",
        "jangan sampai nik saya disalahgunakan",
        "nik saya nanti dipakai orang ga",
        "pakai ktp orang lain bisa?",
        "apakah NIK akan disalahgunakan",
        "nik saya bakal dipakai siapa",
        "nik saya dijadikan apa",
        "bayar di pakai ktp saya",
        "nik saya dipakai buat cek apa aja sih",
        "boleh pakai nik istri saya ga",
        "saya pakai nik suami buat ngecek",
        "nik saya aman kan di sini",
        "apakah data saya akan dipakai pihak lain",
        "nik buat apa",
        "kenapa harus pakai nik",
        "pakai nik siapa",
        "nik anak bisa dipakai ga",
        "ktp saya rusak",
        "nik saya salah satu angka",
        "nik saya ga terdaftar",
        "kk saya masih pakai kk orang tua",
        "siapa yang pakai data dtsen",
        "orang lain bisa ngecek nik saya ga",
        "data saya dipakai buat kampanye ga",
        "can other people check my NIK?",
        "nik saya sama dengan orang tua ga",
        "data saya bocor ga kalau dipakai orang",
        "nik saya tidak disalahgunakan kan",
    ],
)
def test_who_asks_what_may_happen_to_it_is_told_of_privacy(text: str) -> None:
    assert not misused_nik.is_reported(reading(text))
