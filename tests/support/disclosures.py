"""How a NIK or a mobile phone may be hidden in an announcement, and what ordinary announcements hold."""

# ruff: noqa: E501 - tables of what people write

from collections.abc import Callable, Iterable
from itertools import product

NIKS = (
    "3275050903889401",
    "3201124112959123",
    "1271051512019005",
    "3603230107779234",
    "9171022806709456",
    "3174064801999876",
    "3275122908859310",
)
"""Synthetic: each serial begins with 9. Of women and men, of Bekasi and elsewhere."""

_WORDS = {
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan".split(),
    "id, kosong": "kosong satu dua tiga empat lima enam tujuh lapan sembilan".split(),
    "id, ampat": "nol satu dua tiga ampat lima anam tujuh delapan sembilan".split(),
    "su": "enol hiji dua tilu opat lima genep tujuh dalapan salapan".split(),
    "en": "zero one two three four five six seven eight nine".split(),
    "jv": "nol siji loro telu papat limo enem pitu wolu songo".split(),
    "betawi": "noo se dua tige empat lime enam tuju lapan sembilan".split(),
}
_ID = _WORDS["id"]
_TENS = (
    "",
    "",
    "dua puluh",
    "tiga puluh",
    "empat puluh",
    "lima puluh",
    "enam puluh",
    "tujuh puluh",
    "delapan puluh",
    "sembilan puluh",
)
_TENS_EN = " x twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
_SMALL_CAPITALS = dict(zip("abdegijlmnoptuh", "ᴀʙᴅᴇɢɪᴊʟᴍɴᴏᴘᴛᴜʜ", strict=True))
_SYLLABLES = "nol sa-tu du-a ti-ga em-pat li-ma e-nam tu-juh de-la-pan sem-bi-lan".split()

Spelling = Callable[[str], str]


def _four(gap: str) -> Spelling:
    return lambda nik: gap.join(nik[at : at + 4] for at in range(0, 16, 4))


def _pairs(gap: str) -> Spelling:
    return lambda nik: gap.join(nik[at : at + 2] for at in range(0, 16, 2))


def _each(gap: str) -> Spelling:
    return gap.join


def _at(shape: str) -> Spelling:
    """Digits for each #, the rest as it stands: "##.##.## ###### ####"."""

    def spelled(nik: str) -> str:
        digits = iter(nik)
        return "".join(next(digits) if char == "#" else char for char in shape)

    return spelled


def _said(words: list[str], gap: str = " ", how: Callable[[str], str] = str) -> Spelling:
    return lambda nik: gap.join(how(words[int(digit)]) for digit in nik)


def _with(**other: str) -> Spelling:
    """Some digits by other signs: _0="O"."""
    table = str.maketrans({name[1:]: sign for name, sign in other.items()})
    return lambda nik: nik.translate(table)


def _tens(words: Iterable[str], ones: list[str], between: str) -> Spelling:
    """Digits in twos, where there is a word for them: "tiga puluh dua"."""
    names = list(words)

    def two(pair: str) -> str:
        tens, one = int(pair[0]), int(pair[1])
        if tens < 2:
            return f"{ones[tens]} {ones[one]}"
        return f"{names[tens]}{f'{between}{ones[one]}' if one else ''}"

    def spelled(nik: str) -> str:
        return " ".join(two(nik[at : at + 2]) for at in range(0, 16, 2))

    return spelled


def _doubled(nik: str) -> str:
    said, at = [], 0
    while at < len(nik):
        twice = nik[at : at + 1] == nik[at + 1 : at + 2]
        said.append(f"dobel {nik[at]}" if twice else nik[at])
        at += 2 if twice else 1
    return " ".join(said)


def _born(shape: str) -> Spelling:
    """With the birth date written out, as it stands in the digits."""
    months = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()

    def spelled(nik: str) -> str:
        day, month, year = nik[6:8], nik[8:10], nik[10:12]
        century = "20" if int(year) < 26 else "19"
        return shape.format(
            a=nik[:6], p=nik[:4], q=nik[4:6], d=int(day), dd=day, m=int(month), mm=month, y=year, c=f"{century}{year}",
            name=months[int(month) - 1], z=nik[12:], z1=nik[12:14], z2=nik[14:],
        )  # fmt: skip

    return spelled


_GAPS = {
    "spaces": " ", "dots": ".", "dashes": "-", "slashes": "/", "commas": ", ", "lines": "\n", "empty lines": "\n\n\n\n",
    "colons": ":", "semicolons": " ; ; ; ", "underscores": "_______", "many underscores": "_" * 14, "leaders": "." * 9,
    "more leaders": "." * 30, "ellipses": "…………", "stars": " *** ", "hearts": "❤️❤️❤️❤️", "hands": "🙏" * 8, "flags": "🇮🇩" * 3,
    "families": "👨‍👩‍👧‍👦", "arrows": " ==> ", "bars": " | ", "brackets": ") (", "wide spaces": "\u3000\u3000", "tabs": "\t\t\t",
    "middle dots": " · · · ", "tildes": "~~~~~~~~", "hashes": " ### ", "plus": " + ", "equals": " === ",
}  # fmt: skip
_BETWEEN = {
    "lalu": " lalu ", "kemudian": " kemudian ", "selanjutnya": " selanjutnya ", "terus": ", terus ", "dan lalu": " dan lalu ",
    "in brackets": " (kemudian) ", "sambung": " sambung ", "x": "x", "a": "a", "dan": " dan ", "sama": " sama ", "strip": " strip ",
    "titik": " titik ", "spasi": " spasi ", "bold": "</b><b>", "comments": "<!-- -->", "breaks": "<br>", "then": " then ",
}  # fmt: skip
_LOOKS = {
    "Greek O": {"_0": "Ο"}, "Greek o": {"_0": "ο"}, "Armenian": {"_0": "օ"}, "theta": {"_0": "Θ"}, "O with stroke": {"_0": "Ø"},
    "o with stroke": {"_0": "ø"}, "circle": {"_0": "○"}, "large circle": {"_0": "◯"}, "degree": {"_0": "°"}, "red circle": {"_0": "⭕"},
    "Hebrew": {"_0": "ס"}, "Arabic heh": {"_0": "ه"}, "Cyrillic O": {"_0": "О"}, "Cyrillic Ze": {"_3": "З"}, "Ezh": {"_3": "Ʒ"},
    "Cyrillic be": {"_6": "б"}, "b for 6": {"_6": "b"}, "B for 8": {"_8": "B"}, "g": {"_9": "g"}, "q": {"_9": "q"},
    "Cherokee": {"_4": "Ꮞ", "_9": "Ꮽ"}, "A for 4": {"_4": "A"}, "S for 5": {"_5": "S"}, "S, g, O": {"_5": "S", "_9": "g", "_0": "O"},
    "Z, S, B, O, I": {"_2": "Z", "_5": "S", "_8": "B", "_0": "O", "_1": "I"}, "bar for 1": {"_1": "|"}, "click for 1": {"_1": "ǀ"},
    "E, S, O, I": {"_3": "E", "_5": "S", "_0": "O", "_1": "I"}, "Greek iota": {"_1": "Ι"}, "palochka": {"_1": "Ӏ"}, "brackets": {"_0": "()"},
}  # fmt: skip

HIDDEN: dict[str, Spelling] = {
    "bare": str,
    **{f"fours, {name}": _four(gap) for name, gap in _GAPS.items()},
    **{f"pairs, {name}": _pairs(gap) for name, gap in _GAPS.items()},
    **{f"each, {name}": _each(gap) for name, gap in _GAPS.items()},
    **{f"fours, {name}": _four(gap) for name, gap in _BETWEEN.items()},
    **{f"pairs, {name}": _pairs(gap) for name, gap in _BETWEEN.items()},
    **{f"each, {name}": _each(gap) for name, gap in _BETWEEN.items()},
    **{f"looks, {name}": _with(**signs) for name, signs in _LOOKS.items()},
    **{f"words, {name}": _said(words) for name, words in _WORDS.items()},
    "words, joined": _said(_ID, ""),
    "words, capitals": _said(_ID, "", str.title),
    "words, commas": _said(_ID, ", "),
    "words, dashes": _said(_ID, "-"),
    "words, dots": _said(_ID, "."),
    "words, hashes": _said(_ID, " #"),
    "words, dan": _said(_ID, " dan "),
    "words, accents": _said(_ID, " ", lambda word: word.replace("a", "á").replace("e", "è")),
    "words, long": _said(_ID, " ", lambda word: word + word[-1] * 2),
    "words, a bit long": _said(_ID, " ", lambda word: word.replace("a", "aa")),
    "words, in syllables": _said(_SYLLABLES),
    "words, in letters": _said(_ID, " ", ".".join),
    "words, small capitals": _said(_ID, " ", lambda word: "".join(_SMALL_CAPITALS.get(c, c) for c in word)),
    "words, dotless": _said(_ID, " ", lambda word: word.replace("i", "ı")),
    "words, dotted": _said(_ID, " ", lambda word: word.upper().replace("I", "İ")),
    "words, Cyrillic": _said(_ID, " ", lambda word: word.replace("a", "а").replace("e", "е")),
    "words, leet": _said(_ID, " ", lambda word: word.replace("a", "4").replace("i", "1")),
    "words, bold": _said(_ID, " ", lambda word: f"*{word}*"),
    "words, squared": _said(_ID, " ", lambda word: "".join(chr(0x1F150 + ord(c) - 97) for c in word)),
    "words, ordinals": _said(_ID, " ke-"),
    "tens": _tens(_TENS, _ID, " "),
    "tens, joined": _tens((one.replace(" ", "") for one in _TENS), _ID, " "),
    "tens, English": _tens(_TENS_EN, _WORDS["en"], " "),
    "tens, English, joined": _tens(_TENS_EN, _WORDS["en"], "-"),
    "doubled": _doubled,
    "times": _at("##.## ##.## ##.## ##.##"),
    "times, colons": _at("##:## ##:## ##:## ##:##"),
    "a time in the middle": _at("#### ##.## #### ####"),
    "two dotted halves": _at("##.##.##.## ##.##.##.##"),
    "a date in the middle": _at("## ## ## ##/##/## ## ##"),
    "a dashed date": _at("##.##.## ##-##-## ##.##"),
    "dates": _at("##/##/## ##/##/## ####"),
    "thirds": _at("###### ###### ####"),
    "labelled": _at("Provinsi ##, kota ##, kecamatan ##, lahir ######, seri ####"),
    "a table": _at("Prov | ##\nKota | ##\nKec | ##\nTgl | ##\nBln | ##\nThn | ##\nSeri | ####"),
    "parts": _at("bagian satu ####, bagian dua ####, bagian tiga ####, bagian empat ####"),
    "a list": _at("1) ####\n2) ####\n3) ####\n4) ####"),
    "a list, dots": _at("1. ####\n2. ####\n3. ####\n4. ####"),
    "halves": _at("depan ######## belakang ########"),
    "halves, sisanya": _at("######## sisanya ########"),
    "halves, said": _at("Delapan angka pertama: ########. Delapan angka terakhir: ########"),
    "eleven and five": _at("########### sisanya #####"),
    "six, six, four": _at("###### kemudian ###### kemudian ####"),
    "masked once": _at("#### #### #### xxxx, empat terakhir ####"),
    "born": _born("{a} {d}/{m}/{c} {z}"),
    "born, dashes": _born("{a} {dd}-{mm}-{c} {z}"),
    "born, dots": _born("{p} {q} {dd}.{mm}.{c} {z1} {z2}"),
    "born, underscores": _born("{p}_{q}_{dd}_{mm}_{c}_{z}"),
    "born, named": _born("{a}, lahir {dd}-{mm}-{y}, {z}"),
    "born, month": _born("awal {a} tgl lahir {dd} {name} {c} akhir {z}"),
    "born, short": _born("{a} {d}/{m}/{y} {z}"),
    "in a link": lambda nik: f"https://contoh.id/?nik={nik}",
    "torn in a link": lambda nik: f"https://contoh.id/{_four('/')(nik)}",
    "escaped": lambda nik: "".join(f"%2525253{digit}" for digit in nik),
    "entities": lambda nik: "".join(f"&#{ord(digit)};" for digit in nik),
    "escaped as code": lambda nik: "".join(f"\\u003{digit}" for digit in nik),
    "in bold": lambda nik: "".join(f"<b>{digit}</b>" for digit in nik),
    "coloured": lambda nik: "".join(f'<span style="color:#112233">{digit}</span>' for digit in nik),
    "struck": lambda nik: "".join(f"{digit}\u0336" for digit in nik),
    "in a file's name": lambda nik: f"KK_{nik}.pdf",
    "keycaps, spaced": lambda nik: " ".join(f"{digit}\ufe0f\u20e3" for digit in nik),
    "money": _at("Rp #.###.###.###.###.###"),
    "without a digit": lambda nik: nik[:15],
}


def hidden() -> list[tuple[str, str]]:
    """Each spelling of each NIK, by name."""
    return [(f"{name}, {nik[-4:]}", spell(nik)) for (name, spell), nik in product(HIDDEN.items(), NIKS)]


PHONES = [
    "081234567890", "0812-3456-7890", "0812 3456 7890", "0812.3456.7890", "0812/3456/7890", "+62 812-3456-7890", "62812 3456 7890",
    "0062 812 3456 7890", "+62 (0)812 3456 7890", "(0812) 34567890", "08 12 34 56 78 90", "08.12.34.56.78.90", "08-12-34-56-78-90",
    "08 (12) 34 (56) 78 (90)", "+62 8 1 2 3 4 5 6 7 8 9 0", "0 8 1 2 3 4 5 6 7 8 9 0", "0812 kemudian 3456 kemudian 7890",
    "0812 lalu 3456 lalu 7890", "0812, terus 3456, terus 7890", "81234567890", "85712345678", "812-3456 7890", "812 3456 7890",
    "8123 4567 890", "812 34567890", "812.3456.7890", "812/3456/7890", "857-1234-5678", "ID 812 3456 7890", "id: 812-3456-7890",
    "8 1 2 3 4 5 6 7 8 9 0", "delapan satu dua tiga empat lima enam tujuh delapan sembilan nol",
    "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol", "O8I2 3456 789O", "0812\n3456\n7890", "08 lalu 12 lalu 34 lalu 56 lalu 78 lalu 90",
    "https://wa.me/6281234567890", "wa.me/+62-812-3456-7890", "api.whatsapp.com/send?phone=6281234567890", "tel:+6281234567890", "0812 🙏 3456 🙏 7890",
    "0812_3456_7890", "<b>0812</b><b>3456</b><b>7890</b>", "081 234 567 890", "08-1234-56789", "0877 1234 5678", "0895-1234-56789",
]  # fmt: skip

# ---------------------------------------------------------------- what may be said

_DAYS = [(day, 12, 2026) for day in range(1, 32)] + [(day, 1, 2027) for day in range(1, 32)]
_DATE_FORMS = (
    "{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}",
    "{d:02}/{m:02}/{s}", "{d:02}-{m:02}-{s}", "{d:02}/{m:02}", "{d}/{m}", "{d} Des {y}", "{d:02} {m:02} {y}",
)  # fmt: skip
_ROWS = (
    "\n",
    " ",
    ", ",
    " dan ",
    "; ",
    " - ",
    "\n- ",
    " 08.00\n",
    " 08.00-12.00\n",
    " pukul 09.00 WIB\n",
    " Jatiasih\n",
)


def _schedules() -> list[str]:
    """Days in a row, from different days on, in every way to write them."""
    return [
        between.join(form.format(d=d, m=m, y=y, s=y % 100) for d, m, y in _DAYS[first : first + 6 * step : step])
        for form, between, first, step in product(_DATE_FORMS, _ROWS, (0, 9, 20, 30), (1, 3))
    ]


def _hours() -> list[str]:
    """Times in a row."""
    return [
        between.join(f"{hour:02}{colon}{minute:02}" for hour in range(first, first + 6))
        for colon, between, minute, first in product(
            ".:", ("\n", " ", ", ", " - ", " Jatiasih\n"), (0, 15, 30), (7, 8, 10, 11, 12)
        )
    ]


ORDINARY = [
    "Sabtu, 5 Desember 2026 pukul 09.00 di Kantor Kecamatan Jatiasih",
    "Hubungi 1500910 atau 1500-910",
    "Call center 1500 910, 14045, 119, 112, 110, 165",
    "Telepon (021) 88960250",
    "Telepon (021) 8896 0250, 1500910, atau 112",
    "021-8896 0250 ext 123",
    "021 8896025 / 021 8896026 / 021 8896027",
    "(021) 889-60250, (021) 824-12345",
    "(021) 8895-6001 s.d. 8895-6009",
    "+62 21 8896 0250",
    "62-21-88960250, 88960251",
    "Faks 021.8895.6001",
    "0-800-1-500-910",
    "0800-1-500-910 bebas pulsa",
    "021 500 910 / 021 500 911",
    "Hotline Disnaker 021-88964012 atau 021-88964013",
    "Kantor Cabang Bekasi Kota Jl. Pramuka No. 29, 17141, (021) 8895 6001, 8895 6002",
    "Jam 08.00–15.00 WIB, 1–31 Desember 2026",
    "1 Desember 2026 s/d 31 Januari 2027",
    "Pendaftaran: 01/12/2026 - 31/12/2026",
    "Pendaftaran 01/12/2026-31/12/2026",
    "01-12-2026 - 31-12-2026",
    "01/12/2026 08.00 02/12/2026 08.00 03/12/2026",
    "01/12/2026 08:00-12:00\n02/12/2026 08:00-12:00",
    "11/12/2026 08.00 - 10.00, lalu 12/12/2026 13.00 - 15.00 WIB",
    "11-12-2026 08:00 s.d. 10:00; 5 Desember 2026 08.00 - 12.00",
    "TMT 01-12-2026 s.d. 30-11-2027; 01-12-2027 s.d. 30-11-2028",
    "2026-12-01 08:00, 2026-12-02 08:00",
    "08/12/2026 09.00, 08/01/2027 09.00",
    "8/12/2026 8/1/2027 8/2/2027",
    "Tgl 8-12-2026 s/d 20-12-2026 Pkl 08.00-15.00 WIB, Tgl 8-1-2027",
    "08 Des 2026 08.00 08.30 09.00",
    "11 12 2026 13 12 2026",
    "dari pukul 08 12 desember 2026 sampai 20 desember",
    "Pukul 08.12.34",
    "08.00 12.00 13.00 15.00",
    "Pukul 08.00-12.00 dan 13.00-15.30, tanggal 5/12/2026, 12/12/2026, 19/12/2026",
    "08.00 Jatiasih\n09.00 Jatirasa\n10.00 Jatikramat\n11.00 Jatiluhur\n12.00 Jatisari\n13.00 Jatimekar",
    "08.00\n09.00\n10.00\n11.00\n12.00\n13.00",
    "Kegiatan 01/12 02/12 03/12 04/12 05/12 di balai",
    "Jadwal: 7/12 Jatiasih, 8/12 Bantargebang, 9/12 Medan Satria, 10/12 Pondok Gede, 11/12 Rawalumbu",
    "Senin-Jumat 08.00-15.00, Sabtu 08.00-12.00, Minggu tutup",
    "Tanggal 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 Desember 2026",
    "Desember: 1 3 5 7 9 11 13 15 17 19 21 23",
    "Gelombang 08: 12, 13, 14 Desember",
    "Tahap 1: 1-7 Desember, tahap 2: 8-14 Desember, tahap 3: 15-21 Desember 2026",
    "Desember 2026, Januari 2027, Februari 2027, Maret 2027",
    "12/2026, 01/2027, 02/2027, 03/2027",
    "Rp 1.500.000.000",
    "Rp16.800/bulan, Rp 50.400 untuk 3 bulan, Rp 201.600 setahun",
    "Rp 42.000.000 (empat puluh dua juta rupiah)",
    "Rp 8.123.456.789",
    "Anggaran 8.123.456.789 dan 3.275.050.903",
    "Rp 16.800 Rp 20.000 Rp 33.600",
    "16.800 20.000 33.600 50.400",
    "32.750 50.903 88.940 12.345",
    "1.500.000 - 2.500.000",
    "JKK 10.000 JKM 6.800 JHT 20.000",
    "JKK 0,24%; JKM 0,30%; JHT 2%",
    "0,24 0,30 0,54 1,00 2,00 3,70 5,70",
    "dua ratus lima puluh ribu rupiah",
    "satu juta dua ratus lima puluh ribu",
    "Santunan 42 juta, beasiswa 174 juta, biaya makam 10 juta, berkala 12 juta",
    "Rp12.000.000 Rp20.000.000 Rp10.000.000",
    "Kuota 12.345 orang; 6.789 dari 10.000 (67,89 %)",
    "Tahap 1: 1.250 orang, tahap 2: 2.500 orang, tahap 3: 3.750 orang",
    "Peserta 32.750, 50.903, 88.940",
    "Data 2025: 32.750 orang. Data 2026: 50.903 orang, naik 88.940",
    "3275 peserta, 0509 kelompok",
    "Jatiasih 12 orang, Jatisari 15 orang, Jatirasa 11 orang, Jatimekar 14 orang, Jatiluhur 12 orang, Jatikramat 10 orang, 20 kursi, 30 menit",
    "Jatiasih 1250 orang, Jatisari 1115 orang, Jatirasa 1210 orang, Jatimekar 1312 orang",
    "Usia 17-65 tahun; lahir 1961-2009",
    "Tahun 2024 2025 2026 2027, iuran Rp 16.800, 12.500 pekerja, 1.234.567.890",
    "Tahun 2020, 2021, 2022, 2023, 2024",
    "Perda No. 12 Tahun 2019, Perwal 45/2023, SK 400.10/Kep.123-Disnaker/XII/2026",
    "Nomor: 560/1234/Disnaker.HI/XII/2026",
    "Nomor surat 800/123/4567/2026",
    "SK Nomor 560.05/Kep.380-Disnaker/XII/2026",
    "Nomor 012345/ABC/2026 tanggal 01-12-2026",
    "UU 24/2013, PP 40/2019, kode pos 17421 17422 17423 17424",
    "UU 24 Tahun 2011, PP 44 Tahun 2015, Permenaker 5 Tahun 2021, Perpres 36 Tahun 2023",
    "kode pos 17141",
    "Kode pos 17421, 17422, 17423",
    "Jl. Ir. H. Juanda No. 100, RT 001/RW 005",
    "RT 01/RW 02, RT 03/RW 04, RT 05/RW 06, RT 07/RW 08",
    "RT 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12 / RW 01 02 03 04",
    "RW 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16",
    "RT 08, 09, 10, 11, 12, 13",
    "RW 11, 12, 13, 14, 15, 16, 17, 18, 19, 20",
    "TPS 001, 002, 003, 004, 005",
    "TPS 12 13 14 15 16 17 18 19",
    "Blok A1 No. 12, B2 No. 15, C3 No. 11",
    "Kode wilayah 3275051001, 3275051002, 3275051003",
    "32.75.05.1001 Jatiasih, 32.75.05.1002 Jatisari",
    "angka 3275 0509 berarti Kota Bekasi, Jatiasih",
    "koordinat -6.238270, 106.975571",
    "Koordinat -6.238270,106.975571",
    "https://maps.google.com/?q=-6.238270,106.975571",
    "https://www.google.com/maps/@-6.2382701,106.9755712,17z",
    "maps.app.goo.gl/abc -6.2382,106.9755",
    "https://maps.app.goo.gl/3275050903",
    "https://maps.google.com/?cid=12345678901234567890 dan https://goo.gl/maps/a1b2",
    "https://bit.ly/3AbCdEf1234",
    "https://bekasikota.go.id/detail/12345",
    "https://youtu.be/dQw4w9WgXcQ",
    "https://www.instagram.com/p/C1234567890/",
    "https://www.tiktok.com/@pemkotbekasi/video/7301234567890123456",
    "x.com/pemkotbekasi/status/1730123456789012345?s=20",
    "https://www.facebook.com/permalink.php?story_fbid=122134567890123&id=100064567890123",
    "https://docs.google.com/forms/d/e/1FAIpQLSd902138475610293847/viewform",
    "https://us02web.zoom.us/j/81234567890?pwd=aBc123, Meeting ID: 812 3456 7890",
    "https://www.bpjsketenagakerjaan.go.id/berita/28745/Kabar",
    "Meeting ID 987 6543 2109 passcode 123456",
    "Zoom ID: 8765 4321 098",
    "scan20261129081234.pdf",
    "Scan_20261129_081234.pdf",
    "1764403954123.pdf",
    "IMG-20261129-WA0012.jpg",
    "IMG_20261129_081234.jpg",
    "IMG_20261129_081234567.jpg",
    "WhatsApp Image 2026-11-29 at 08.12.34.jpeg",
    "Screenshot 2026-11-29 081234.png",
    "Undangan 5 Desember 2026 (1).pdf",
    "Layanan aduan SP4N LAPOR SMS 1708",
    "ISBN 978-602-1234-56-7",
    "Antre 001 s.d. 250 jam 08.00, 251 s.d. 500 jam 10.00, 501 s.d. 750 jam 13.00",
    "Antrean 1112 dan 1113, loket 2026, gelombang 1 dan 2",
    "Antrean 1112, 1113, 1114, 1115, 1116",
    "Antrean: 0001 0002 0003 0004 0005",
    "Kelompok 1: 1-100, kelompok 2: 101-200, kelompok 3: 201-300",
    "Loket 08, 12, 34, 56, 78, 90",
    "Nomor 1 2 3 4 5 6 7 8 9 10 dipanggil dulu",
    "1️⃣ Bawa KTP 2️⃣ Bawa KK 3️⃣ Isi formulir 4️⃣ Tunggu 5️⃣ Selesai",
    "1. Bawa KTP\n2. Bawa KK\n3. Isi formulir\n4. Tunggu\n5. Selesai\n6. Pulang\n7. Tunggu kabar",
    "1.\n2.\n3.\n4.\n5.\n6.\n7.\n8.\n9.\n10.\n11.\n12.\n13.\n",
    "NIK 16 angka, bukan 15 atau 17",
    "Halaman 12-13, 14-15, 16-17, 18-19, 20-21",
    "0811, 0812, 0813, 0821, 0822, 0823 nomor Telkomsel",
    "Email: disnaker@bekasikota.go.id, IG @disnaker_kotabekasi2026",
    "#2026 #1500910",
    "SIGAP2026",
    "Kode cek: K7M2PQ. Ketik BERHENTI untuk berhenti",
    "satu, dua, tiga: ayo daftar!",
    "Satu orang, dua anak, tiga cucu, empat tetangga, lima RT, enam RW, tujuh kelurahan, delapan kecamatan",
    "Bu Lilis, Pak Oli, Bibi di Solo: satu orang satu kursi, dua hari, tiga sesi",
    "So So lolos Bill Bob",
    "Oli SOS BOB 2026 BISS 1234",
    "Bu Tri, Pak Dwi, Bu Eka dan Panca hadir; kedua pihak setuju",
    "Undangan No. 005/123/Kec.JTA tanggal 27 November 2026, 30 orang, 3 jam, 2 sesi",
    "Sesi 1 08.00-10.00 (50 orang), sesi 2 10.15-12.00 (50 orang), sesi 3 13.00-15.00 (75 orang)",
    "PPU 12.345, BPU 23.456, PMI 1.234, jasa konstruksi 4.567 peserta",
    "Suhu 36,5°C, tensi 120/80, usia 17+, vaksin 1 dan 2",
    "Iuran 16.800 x 12 = 201.600",
    "Pembukaan 09.00. Sambutan 09.15. Materi 09.30. Tanya jawab 10.45. Penutup 11.30.",
    "Bus 1 B 7123 KAA, bus 2 B 7456 KBA, bus 3 B 7789 KCA",
    "Ruang 101, 102, 103, 104, 105, 201, 202, 203",
    "Perwal 11/2021, 12/2022, 13/2023, 14/2024",
    *_schedules(),
    *_hours(),
]
