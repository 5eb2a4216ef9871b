"""Nobody's number goes into what many will read, and no sign that is not seen."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.language.invisible_signs import without_invisible
from data.nik.disclosed_numbers import kind_of, phones_in
from tests.bot.test_stalls import NASTY
from tests.conftest import BUDI
from tests.support import disclosures, pace
from tests.support.announced import announced

TODAY = date(2026, 11, 29)
_MOST_PIECES = 60
"""Of work, see `tests.support.pace`: the slowest takes some 35; what is not linear takes thousands."""
_WORDS = {
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan".split(),
    "su": "enol hiji dua tilu opat lima genep tujuh dalapan salapan".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}

_HOME = {
    "Java": "nol siji loro telu papat limo enem pitu wolu songo",
    "Betawi": "noo se dua tige empat lime enam tuju lapan sembilan",
}


def _in(digits: str, between: str = "") -> str:
    """The NIK in other digits."""
    return between.join(digits[int(digit)] for digit in BUDI)


HIDDEN = {
    "bare": BUDI,
    "called a KK": f"nomor KK {BUDI}",
    "called an account": f"rekening BJB {BUDI}",
    "called money": "Rp 3.275.050.903.889.401",
    "spaced": "KK 3275 0509 0388 9401",
    "dotted": "3275.0509.0388.9401",
    "as it is made up": "32.75.05.090388.9401",
    "dashed": "3275-0509-0388-9401",
    "in brackets": "(3275)(0509)(0388)(9401)",
    "torn by lines": "3275\n0509\n0388\n9401",
    "torn by commas": "3275, 0509, 0388, 9401",
    "one by one": " ".join(BUDI),
    "full-width": _in("０１２３４５６７８９"),
    "Arabic": _in("٠١٢٣٤٥٦٧٨٩"),
    "circled": _in("⓪①②③④⑤⑥⑦⑧⑨"),
    "circled in black": _in("⓿❶❷❸❹❺❻❼❽❾"),
    "raised": _in("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "keycaps": "".join(f"{digit}\ufe0f\u20e3" for digit in BUDI),
    "O for 0": BUDI.replace("0", "O"),
    "l for 1, o for 0": BUDI.replace("1", "l").replace("0", "o"),
    "O in groups": "3275 O5O9 O388 94Ol",
    "Cyrillic O": BUDI.replace("0", "О"),
    **{f"in words ({code})": " ".join(words[int(digit)] for digit in BUDI) for code, words in _WORDS.items()},
    "in words, joined": "".join(_WORDS["id"][int(digit)] for digit in BUDI),
    "half in words": "tiga dua tujuh lima 0509 0388 9401",
    "split by zero width": "\u200b".join(BUDI),
    "split by word joiners": "\u2060".join(BUDI),
    "split by soft hyphens": "\u00ad".join(BUDI),
    "split by blank letters": "\u3164".join(BUDI),
    "turned round": f"\u202e{BUDI[::-1]}\u202c",
    "in a link": f"https://contoh.id/?nik={BUDI}",
    "in a file's name": f"KTP_{BUDI}.pdf",
    "in a file's name, in groups": "KK-3275_0509_0388_9401.pdf",
    "within a word": f"a{BUDI}b",
    "a digit short": BUDI[:15],
    "with words between": "3275 lalu 0509 lalu 0388 lalu 9401",
    "with letters between": "3275x0509x0388x9401",
    "far apart": (" " * 20).join(("3275", "0509", "0388", "9401")),
    "in pairs": "32 75 05 09 03 88 94 01",
    "with a false time of day": "3275 05.09 0388 9401",
    "escaped in a link": "https://contoh.id/?q=" + "".join(f"%3{digit}" for digit in BUDI),
    "escaped twice in a link": "https://contoh.id/?q=" + "".join(f"%253{digit}" for digit in BUDI),
    "as entities": "".join(f"&#{ord(digit)};" for digit in BUDI),
    "torn in a link": "https://contoh.id/3275/0509/0388/9401",
    "letter by letter": " ".join("".join(_WORDS["id"][int(digit)] for digit in BUDI).upper()),
    "in words with Cyrillic letters": " ".join(_WORDS["id"][int(digit)] for digit in BUDI).replace("a", "а"),
    "in tens": "tiga puluh dua tujuh puluh lima nol lima nol sembilan nol tiga delapan delapan sembilan empat nol satu",
    **{f"in words of {name}": " ".join(words.split()[int(digit)] for digit in BUDI) for name, words in _HOME.items()},
    "Chinese": _in("〇一二三四五六七八九"),
    "a card": "5221842001234567",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_nik_is_found_however_it_is_written_and_called(how: str) -> None:
    assert kind_of(f"Jadwal sosialisasi. {HIDDEN[how]} Datang jam 09.00, ya.", TODAY) == "nik"


@pytest.mark.parametrize(
    "written",
    [
        "0812-3456-7890",
        "+62 812 3456 7890",
        "081234567890",
        "O812 3456 789O",
        " ".join("081234567890"),
        "812 3456 7890",
        "08.12.34.56.78.90",
        "0812 lalu 3456 lalu 7890",
        "https://wa.me/6281234567890",
    ],
)
def test_a_mobile_phone_is_found_unless_it_is_an_office_s(written: str) -> None:
    said = f"Hubungi Bu Siti di WA {written}"
    assert kind_of(said, TODAY) == "phone"
    assert kind_of(said, TODAY, phones_in("021-171 / 0812 3456 7890")) is None
    assert kind_of(f"{said}, 0899-8888-7777", TODAY, phones_in("+62 812-3456-7890")) == "phone"


@pytest.mark.parametrize(
    "said",
    [
        "Sabtu, 5 Desember 2026 pukul 09.00 di Kantor Kecamatan Jatiasih",
        "Telepon (021) 8896 0250, 1500910, atau 112",
        "Tanggal 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 Desember 2026",
        "Pukul 08.00-12.00 dan 13.00-15.30, tanggal 5/12/2026, 12/12/2026, 19/12/2026",
        "RT 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12 / RW 01 02 03 04",
        "Tahun 2024 2025 2026 2027, iuran Rp 16.800, 12.500 pekerja, 1.234.567.890",
        "11/12/2026 08.00 - 10.00, lalu 12/12/2026 13.00 - 15.00 WIB",
        "11-12-2026 08:00 s.d. 10:00; 5 Desember 2026 08.00 - 12.00",
        "Antrean 1112 dan 1113, loket 2026, gelombang 1 dan 2",
        "https://www.tiktok.com/@pemkotbekasi/video/7301234567890123456",
        "x.com/pemkotbekasi/status/1730123456789012345?s=20",
        "https://www.facebook.com/permalink.php?story_fbid=122134567890123&id=100064567890123",
        "https://maps.google.com/?cid=12345678901234567890 dan https://goo.gl/maps/a1b2",
        "https://docs.google.com/forms/d/e/1FAIpQLSd902138475610293847/viewform",
        "https://us02web.zoom.us/j/81234567890?pwd=aBc123, Meeting ID: 812 3456 7890",
        "UU 24/2013, PP 40/2019, kode pos 17421 17422 17423 17424",
        "Bu Lilis, Pak Oli, Bibi di Solo: satu orang satu kursi, dua hari, tiga sesi",
    ],
)
def test_what_an_announcement_needs_may_be_said(said: str) -> None:
    assert kind_of(said, TODAY) is None


@pytest.mark.parametrize("how", disclosures.HIDDEN)
@pytest.mark.parametrize("nik", disclosures.NIKS)
def test_every_nik_is_found_however_it_is_hidden(how: str, nik: str) -> None:
    hidden = disclosures.HIDDEN[how](nik)
    assert kind_of(f"Jadwal sosialisasi. {hidden} Datang jam 09.00, ya.", TODAY) == "nik", hidden
    assert kind_of(f"Sabtu, 5 Desember 2026\n{hidden}\nTelepon (021) 8896 0250", TODAY) == "nik", hidden


@pytest.mark.parametrize("phone", disclosures.PHONES)
def test_every_phone_is_found_however_it_is_hidden(phone: str) -> None:
    assert kind_of(f"Hubungi Bu Siti di WA {phone} ya", TODAY) == "phone"


@pytest.mark.parametrize("part", range(20))
def test_whatever_ordinary_announcements_hold_may_be_said(part: int) -> None:
    for said in disclosures.ORDINARY[part::20]:
        assert kind_of(said, TODAY) is None, said
        assert kind_of(f"Info: {said}. Terima kasih.", TODAY) is None, said


def test_several_of_them_in_one_announcement_may_nearly_always_be_said() -> None:
    """Numbers of several kinds side by side may look like a NIK by chance; an announcement that is full of them."""
    rnd = random.Random(2026)
    texts = ["\n".join(rnd.sample(disclosures.ORDINARY, 4)) for _ in range(400)]
    assert sum(kind_of(text, TODAY) is not None for text in texts) < 12


@pytest.mark.parametrize(
    "word", ["t\u0131ga", "T\u0130GA", "DELAPAN T\u0130GA", "h\u0131j\u0131", "f\u0131ve", "s\u0131jis\u0131ji"]
)
def test_a_word_with_a_dotless_or_a_dotted_i_is_a_word(word: str) -> None:
    assert kind_of(f"Ada {word} kegiatan", TODAY) is None


def test_a_number_of_an_office_may_be_said_with_what_stands_beside_it() -> None:
    offices = phones_in("0811 9115 910")
    assert kind_of("WA Center 0811-9115-910, 1 orang 1 nomor, 12 loket", TODAY, offices) is None
    assert kind_of("WA Center 811 9115 910", TODAY, offices) is None
    assert kind_of("WA Center +62 (811) 9115 910", TODAY, offices) is None
    assert kind_of("WA Center 0811-9115-910 / 0812 3456 7890", TODAY, offices) == "phone"


_LONG = {
    **NASTY,
    **{
        piece: (piece * 4096)[:4096]
        for piece in (
            "t1g ", "9/3/1988 ", "10/12/2026 ", "01/12 ", "12.05 10.10 ", "3|2|", "3\u25cb", "tiga ", "ti-ga ",
            "12 orang ", "3275 0509 0388 ", "1. 32\n", "0812 ", "<b>3</b>", "%253", "rt 01 ", "5, 6, ",
            "021 8896 0250, ",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", _LONG)
def test_no_text_takes_long(name: str) -> None:
    phones = phones_in("0811 9115 910")
    assert pace.fewest_pieces(lambda: kind_of(_LONG[name], TODAY, phones), _MOST_PIECES) < _MOST_PIECES


def test_announcements_as_they_were_sent_may_be_said() -> None:
    for one in announced():
        for words in one.texts.values():
            assert kind_of(words, TODAY) is None
            assert without_invisible(words) == words


@pytest.mark.parametrize(
    "sign",
    [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
     *"\u200b\u200c\u200d\u2060\ufeff\u00ad",
     *"\U000e0041\U000e007f\ufe0f\ufe00\U000e0100\u034f\u3164\u2800\u115f\uffa0\x00\x1b\x7f\ue000"],
)  # fmt: skip
def test_a_sign_that_is_not_seen_is_left_out(sign: str) -> None:
    assert without_invisible(f"Kan{sign}tor {sign}buka{sign}") == "Kantor buka"


@pytest.mark.parametrize(
    "seen", ["⚠️ Penting", "👨‍👩‍👧 keluarga", "1️⃣ pertama", "❤️‍🔥", "👍🏽", "café, cafe\u0301", "a\n\nb\tc", "naïve"]
)
def test_what_is_seen_stays(seen: str) -> None:
    assert without_invisible(seen) == seen


def test_a_heap_of_accents_is_made_smaller() -> None:
    assert len(without_invisible("a" + "\u0301\u0323" * 50)) < 6


@given(st.text(max_size=60))
def test_leaving_out_once_is_enough(text: str) -> None:
    seen = without_invisible(text)
    assert len(seen) <= len(text)
    assert without_invisible(seen) == seen
