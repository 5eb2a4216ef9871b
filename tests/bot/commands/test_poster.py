"""`sigap poster`: one printed page, whose codes a phone can read, for an office that exists."""

import asyncio
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from bot.channels.telegram.parse import read
from bot.channels.telegram.update_models import Update
from bot.metrics import _SOURCES
from bot.posters import drawing, offices
from bot.posters.drawing import Code
from bot.posters.offices import UnknownOffice
from data.content import areas, poster_texts, texts
from data.content.texts import DEFAULT, LANGUAGES
from handlers.messages import Incoming
from tests.fakes.bot_api import BotApi
from tests.fakes.cloud_api.server import CloudApi
from tests.support.processes import House
from tests.support.whatsapp_channel import access

WEB = Code("Chat di web", "https://sigap.bekasikota.example", "sigap.bekasikota.example")
TELEGRAM = Code("Telegram", "https://t.me/SigapBekasiBot?start=poster-kaliabang-tengah", "@SigapBekasiBot")
WHATSAPP = Code("WhatsApp", "https://wa.me/6282110002000", "+6282110002000")
ALL = (WEB, TELEGRAM, WHATSAPP)
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def drawn(language: str, codes: tuple[Code, ...] = (WEB, TELEGRAM)) -> bytes:
    return drawing.draw("Kelurahan Kaliabang Tengah", codes, poster_texts.poster_text(language), language, NOW)


def codes_in(pdf: bytes | Path, dots_per_inch: float = 150) -> set[str]:
    """What a phone reads from the printed page."""
    with closing(pypdfium2.PdfDocument(pdf)) as pages:
        printed = pages[0].render(scale=dots_per_inch / 72).to_pil()
    return {code.text for code in zxingcpp.read_barcodes(printed)}


def said_in(pdf: bytes | Path) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as pages:
        return " ".join(pages[0].get_textpage().get_text_range().replace("\xa0", " ").split())


# ---------------------------------------------------------------- the page


@each_language
@pytest.mark.parametrize("codes", [(WEB,), (TELEGRAM,), (WEB, TELEGRAM), ALL], ids=["web", "telegram", "both", "all"])
def test_it_is_one_a4_page_whose_codes_can_be_read_from_afar(language: str, codes: tuple[Code, ...]) -> None:
    pdf = drawn(language, codes)
    with closing(pypdfium2.PdfDocument(pdf)) as pages:
        assert len(pages) == 1
        assert [round(side / 72 * 25.4) for side in pages[0].get_size()] == [210, 297]
    for dots_per_inch in (60, 150, 300):
        assert codes_in(pdf, dots_per_inch) == {code.url for code in codes}


@each_language
def test_it_says_what_it_is_and_what_it_promises(language: str) -> None:
    words, said = poster_texts.poster_text(language), said_in(drawn(language))
    for sentence in (words.title, words.subtitle, *words.about, words.scan, *words.promises, words.footer):
        assert sentence in said
    for known in ("Kelurahan Kaliabang Tengah", WEB.shown, TELEGRAM.shown):
        assert known in said
    assert len(words.about) == 3
    for word in ("NIK", "OTP", "PIN"):
        assert word in " ".join(words.promises)


@each_language
@pytest.mark.parametrize("codes", [(WEB, TELEGRAM), ALL], ids=["two", "three"])
def test_no_words_leave_the_page_or_cover_others(language: str, codes: tuple[Code, ...]) -> None:
    with closing(pypdfium2.PdfDocument(drawn(language, codes))) as pages:
        page = pages[0].get_textpage()
        boxes = [page.get_rect(number) for number in range(page.count_rects())]
    assert len(boxes) > 12
    margin = 14 / 25.4 * 72
    for left, bottom, right, top in boxes:
        assert margin <= left < right <= 595 - margin
        assert 14 <= bottom < top <= 842 - 14
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


def test_our_letters_are_in_it_so_that_any_printer_has_them() -> None:
    pdf = drawn(DEFAULT)
    fonts = set(re.findall(rb"/FontName /([\w+-]+)", pdf))
    assert len(fonts) == pdf.count(b"/FontFile2") == 2
    assert all(b"AtkinsonHyperlegible" in font for font in fonts)
    assert len(pdf) < 60_000


def test_the_same_poster_is_the_same_file() -> None:
    assert drawn("su") == drawn("su")


def test_a_poster_without_room_for_its_codes_is_refused() -> None:
    words = poster_texts.poster_text(DEFAULT)
    wordy = words.model_copy(update={"about": words.about * 4})
    with pytest.raises(drawing.NoRoom):
        drawing.draw("Kelurahan Jatiasih", (WEB,), wordy, DEFAULT, NOW)


def test_a_long_address_still_fits_and_can_be_read() -> None:
    long = "https://layanan.ketenagakerjaan.bekasikota.go.id/perlindungan-pekerja/sigap/percakapan"
    pdf = drawn(DEFAULT, (Code("Chat di web", long, long.removeprefix("https://")), TELEGRAM))
    assert codes_in(pdf) == {long, TELEGRAM.url}
    assert long.removeprefix("https://") in said_in(pdf)


@each_language
def test_its_facts_have_known_sources(language: str) -> None:
    ours, original = poster_texts.poster_text(language), poster_texts.poster_text(DEFAULT)
    assert ours.source == original.source
    assert {source.split()[0] for source in ours.source} <= texts.sources().keys()
    assert len(ours.promises) == len(original.promises)
    assert "2025" in ours.footer


# ---------------------------------------------------------------- the office


@pytest.mark.parametrize(
    ("written", "title", "place"),
    [
        ("Kelurahan Jatiasih", "Kelurahan Jatiasih", "jatiasih"),
        ("kecamatan  JATIASIH", "Kecamatan Jatiasih", "jatiasih"),
        ("kec. medan satria", "Kecamatan Medansatria", "medansatria"),
        ("Kel.Kali Abang-Tengah", "Kelurahan Kaliabang Tengah", "kaliabang-tengah"),
        ("bojongrawalumbu", "Kelurahan Bojong Rawalumbu", "bojong-rawalumbu"),
        ("Bekasi Barat", "Kecamatan Bekasi Barat", "bekasi-barat"),
    ],
)
def test_an_office_is_known_in_any_spelling_of_its_name(written: str, title: str, place: str) -> None:
    found = offices.find(written)
    assert (found.title, found.place) == (title, place)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("jatiasih", "Which one: Kelurahan Jatiasih or Kecamatan Jatiasih?"),
        ("Kelurahan Jatiashi", "Kelurahan Jatiasih"),
        ("Kelurahan Rawalumbu", "Kecamatan Rawalumbu"),
        ("Kelurahan Pejuangg", "Kelurahan Pejuang"),
        ("Tambun Selatan", "kelurahan or kecamatan of Kota Bekasi"),
        ("Kelurahan", "kelurahan or kecamatan of Kota Bekasi"),
        ("", "kelurahan or kecamatan of Kota Bekasi"),
    ],
)
def test_one_that_is_not_known_is_told_which_are_close(written: str, said: str) -> None:
    with pytest.raises(UnknownOffice, match=re.escape(said)):
        offices.find(written)


def test_the_link_of_every_office_is_counted_when_it_brings_somebody() -> None:
    named = [f"Kelurahan {one.name}" for one in areas.all_kelurahan()]
    named += [f"Kecamatan {name}" for name in areas.all_kecamatan()]
    assert len(named) == 56 + 12
    for name in named:
        place = offices.find(name).place
        assert f"poster-{place}" in _SOURCES
        message = {
            "message_id": 1,
            "chat": {"id": 1, "type": "private"},
            "from": {"id": 1},
            "text": f"/start poster-{place}",
        }
        incoming = read(Update.model_validate({"update_id": 1, "message": message}), "SigapBekasiBot", 7)
        assert isinstance(incoming, Incoming)
        assert incoming.source == f"poster-{place}"


# ---------------------------------------------------------------- the command


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.chdir(tmp_path)
    return House(tmp_path / "house")


def test_staff_make_a_poster(house: House, tmp_path: Path) -> None:
    house.env["SIGAP_PUBLIC_URL"] = WEB.url
    done = house.sigap("poster", "--office", "kel. jatiasih", "--telegram", "@SigapBekasiBot", "--language", "su")
    assert done.returncode == 0, done.stderr
    assert b"Poster for Kelurahan Jatiasih written to poster-kelurahan-jatiasih.pdf" in done.stdout
    made = tmp_path / "poster-kelurahan-jatiasih.pdf"
    assert codes_in(made) == {WEB.url, "https://t.me/SigapBekasiBot?start=poster-jatiasih"}
    assert all(url.encode() in done.stdout for url in codes_in(made))
    assert poster_texts.poster_text("su").title in said_in(made)


async def test_telegram_is_asked_the_name_of_the_bot(house: House, tmp_path: Path) -> None:
    made = tmp_path / "out.pdf"
    words = ("poster", "--office", "Kelurahan Pejuang", "--output", str(made))
    async with BotApi() as api:
        house.env |= {"SIGAP_TELEGRAM_TOKEN": api.token, "SIGAP_TELEGRAM_API_URL": api.url}
        done = await asyncio.to_thread(house.sigap, *words)
    assert done.returncode == 0, done.stderr
    assert codes_in(made) == {"https://t.me/SigapUjiBot?start=poster-pejuang"}
    made.unlink()
    done = await asyncio.to_thread(house.sigap, *words)
    assert done.returncode == 2
    assert b"--telegram USERNAME" in done.stderr
    assert not made.exists()


async def test_whatsapp_is_asked_the_number_and_staff_read_that_it_bills(house: House, tmp_path: Path) -> None:
    made = tmp_path / "out.pdf"
    words = ("poster", "--office", "Kelurahan Pejuang", "--output", str(made))
    async with CloudApi() as api:
        house.env |= {f"SIGAP_{name.upper()}": str(value) for name, value in access(api).items()}
        done = await asyncio.to_thread(house.sigap, *words)
    assert done.returncode == 0, done.stderr
    assert codes_in(made) == {"https://wa.me/6282110002000"}
    assert b"WhatsApp bills the answers" in done.stdout
    done = await asyncio.to_thread(house.sigap, *words)
    assert done.returncode == 2
    assert b"--whatsapp NUMBER" in done.stderr
    done = await asyncio.to_thread(house.sigap, *words, "--whatsapp", "+62 811-2222-3333")
    assert codes_in(made) == {"https://wa.me/6281122223333"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--office", "Pejuang", "--whatsapp", "0811 2222"), "country code"),
        (("--office", "Kelurahan Pejuang"), "SIGAP_PUBLIC_URL"),
        (("--office", "Kelurahan Pejuangg", "--telegram", "SigapBekasiBot"), "Did you mean Kelurahan Pejuang?"),
        (("--office", "Pejuang", "--telegram", "not a name"), "username"),
        (
            ("--office", "Pejuang", "--telegram", "SigapBekasiBot", "--output", "/no/such/place.pdf"),
            "cannot be written",
        ),
    ],
    ids=["no country", "no address", "unknown office", "no username", "no such folder"],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    house: House, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = house.sigap("poster", *words)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.decode().split())
    assert list(tmp_path.glob("*.pdf")) == []


def test_an_address_of_this_machine_only_is_warned_of(house: House) -> None:
    house.env["SIGAP_PUBLIC_URL"] = "http://127.0.0.1:8080"
    done = house.sigap("poster", "--office", "Pejuang")
    assert done.returncode == 0
    assert b"this machine only" in done.stderr


def test_what_serves_does_not_load_what_draws() -> None:
    """It takes a second, and memory that a server would keep."""
    told = "import sys, bot.commands.serve; print(*sorted({'fpdf', 'segno', 'PIL', 'fontTools'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
