"""Defines what headings and status words of a list mean, and reads its dates: add a heading or a status word here."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

HEADINGS: dict[str, frozenset[str]] = {
    "nik": frozenset(
        "nik nonik nomornik nikktp noktp nomorktp nomerktp ktp nikpeserta "
        "nomorindukkependudukan noindukkependudukan nomorinduk noinduk nikpekerja niktenagakerja noktpnik "
        "nikektp nonikktp nomornikktp nikktpel".split()
    ),
    "kk": frozenset("kk nokk nomorkk nomerkk kartukeluarga nokartukeluarga nomorkartukeluarga nkk".split()),
    "name": frozenset(
        "nama namalengkap namapeserta namapekerja namatenagakerja namasesuaiktp namaktp namapenerima namawarga "
        "name fullname namatk".split()
    ),
    "cohort": frozenset(
        "program segmen kelompok kategori cohort kohort segmenpeserta kelompokpeserta jenispeserta programsegmen "
        "segmenkepesertaan namaprogram kelompokpekerja profesikelompok gelombang tahap "
        "kelompokpekerjarentan kelompokrentan".split()
    ),
    "starts": frozenset(
        "tmt tanggalmulai tglmulai mulai tmtkepesertaan tanggalmulaikepesertaan tglmulaikepesertaan mulaikepesertaan "
        "tanggalaktif tglaktif mulaiaktif awalkepesertaan tanggalawal tglawal periodeawal mulaiberlaku startdate start "
        "tanggalkepesertaan tglkepesertaan tmtpeserta tmtaktif tanggaltmt tgltmt "
        "tanggalefektif tglefektif mulaitanggal mulaitgl".split()
    ),
    "ends": frozenset(
        "tanggalakhir tglakhir akhir tanggalberakhir tglberakhir berakhir tanggalselesai tglselesai selesai "
        "akhirkepesertaan tanggalakhirkepesertaan tglakhirkepesertaan sampaidengan periodeakhir tanggalnonaktif "
        "tglnonaktif tmtnonaktif tmtakhir enddate end berlakusampai sd sampai".split()
    ),
    "status": frozenset(
        "status statuspeserta statuskepesertaan statusaktif statusbpjs statustk statuspekerja "
        "statuskeaktifan keaktifan".split()
    ),
    "synthetic": frozenset(["synthetic"]),
}

STATUS_WORDS: dict[str, bool] = {  # listed?
    **dict.fromkeys(
        (
            "", "-", "aktif", "active", "ya", "y", "terdaftar", "tercatat", "listed", "peserta aktif", "baru",
            "lanjut", "berlanjut", "diperpanjang", "aktif kembali", "terlindungi", "masih aktif", "sudah aktif",
        ),
        True,
    ),
    **dict.fromkeys(
        (
            "ended", "tidak aktif", "nonaktif", "non aktif", "non-aktif", "inactive", "keluar", "berhenti",
            "dihentikan", "berakhir", "selesai", "meninggal", "meninggal dunia", "wafat", "pindah", "pindah domisili",
            "mengundurkan diri", "dicabut", "dicoret", "expired", "tidak terdaftar", "tidak", "graduasi", "stop",
            "tdk aktif", "tidak aktif lagi", "sudah berakhir", "dinonaktifkan", "off", "terminated",
        ),
        False,
    ),
}  # fmt: skip

SURE_WORDS = frozenset(
    {"aktif", "active", "peserta aktif", "aktif kembali", "terlindungi", "masih aktif", "sudah aktif"}
)
"""Status words that nobody writes about a candidate, unlike "baru" or "terdaftar"."""

TRUE_WORDS = frozenset({"1", "true", "ya", "yes", "y"})

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan", "februari february feb pebruari peb", "maret march mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august agu agt aug ags agst", "september sep sept",
            "oktober october okt oct", "november nopember nov nop", "desember december des dec",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip

_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})[\s\-./]+([a-z]+)[\s\-./,]+(\d{4})")
_MIDNIGHT = re.compile(r"[ t]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?z?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_LONGEST = 200
"""Characters of a heading or a day that are looked at: patterns take time, and a cell may hold 100,000 characters."""
_YEARS = range(1950, 2101)
_MONTHS_A_YEAR = 12
_SAYS_NOTHING = frozenset({"", "-"})
_BLANK = frozenset({"", "-", "--", "n/a", "null", "none", "nil", "0000-00-00"})


class NoDate(ValueError):
    """The text is no date in a known form."""


_HINT = re.compile(r"\((?![^()]{0,60}?(?:ktp|sim|kk|kartu|kawin|nikah|paspor)\b)[^()]*+\)")
"""A hint how to fill in a column, "(dd/mm/yyyy)"; but not what it is about, as in "Berlaku Sampai (KTP)"."""


def heading(cell: object) -> str | None:
    """The field that a heading means; None for an unknown or an ambiguous heading."""
    text = re.sub(
        r"\((?![^()]*(?:ktp|sim\b|kk\b|kartu|kawin|nikah|paspor|kontrak))[^()]*+\)", "", str(cell)[:_LONGEST].lower()
    )
    parts = {_field(part) for part in (text, *text.split("/"))} - {None} if "/" in text else {_field(text)}
    return parts.pop() if len(parts) == 1 else None  # "NIK / No KTP" is one thing, "Nama/NIK" is two


def _field(text: str) -> str | None:
    folded = re.sub(r"[^a-z0-9]", "", text)
    return next((field for field, words in HEADINGS.items() if folded in words), None)


def is_listed(cell: object, more: Mapping[str, bool] | None = None) -> bool | None:
    """Whether a status word means listed (True) or ended (False); None for an unknown word.

    `more` are words that staff added.
    """
    found = word(cell)
    return STATUS_WORDS.get(found, (more or {}).get(found))


def is_blank(cell: object) -> bool:
    """Whether a cell is blank, or holds the dash that offices write instead."""
    return word(cell) in _SAYS_NOTHING


def shown(cell: object) -> str:
    """A cell in one line, as a spreadsheet shows it: whole numbers without Python's ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell if cell is not None else "").split())


def word(cell: object) -> str:
    """A cell in the form for comparisons: small letters, single blanks; Excel's 1.0 is 1."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell if cell is not None else "").strip()[:_LONGEST].replace("_", " ").lower().split())


def is_month_first(cell: object) -> bool | None:
    """Whether a date has the month first, as in "12/31/2026"; None where both readings are possible."""
    match = _DAY_FIRST.match(cell.strip()) if isinstance(cell, str) else None
    first, second = (int(match[1]), int(match[3])) if match else (0, 0)
    if second > _MONTHS_A_YEAR >= first > 0:
        return True
    return False if first > _MONTHS_A_YEAR >= second > 0 else None


def day(cell: object) -> date | None:
    """The day in a cell; None for a blank one. Raises NoDate.

    Reads dd/mm/yyyy (also with dots and dashes), yyyy-mm-dd, "5 November 2025", and Excel's day count. A month above 12
    is refused and never swapped with the day.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell if cell is not None else "").strip().lstrip("'’`")[:_LONGEST].lower()
    if text in _BLANK:
        return None
    text = _MIDNIGHT.sub("", text).strip()
    if match := _DAY_FIRST.fullmatch(text):
        found = (int(match[4]), int(match[3]), int(match[1]))
    elif match := _YEAR_FIRST.fullmatch(text):
        found = (int(match[1]), int(match[3]), int(match[4]))
    elif (match := _IN_WORDS.fullmatch(text)) and match[2] in MONTHS:
        found = (int(match[3]), MONTHS[match[2]], int(match[1]))
    elif match := _SERIAL.fullmatch(text):
        counted = _EXCEL_EPOCH + timedelta(days=int(match[1]))
        found = (counted.year, counted.month, counted.day)
    else:
        raise NoDate(text)
    if found[0] not in _YEARS:
        raise NoDate(text)
    try:
        return date(*found)
    except ValueError:
        raise NoDate(text) from None
