"""Recognizes titles and file names of lists that hold candidates, or people who have left.

The same words are looked for in the titles of groups within a list.
"""

import re
from collections.abc import Iterable, Iterator

_LONGEST = 300
"""Characters of a title that are looked at."""

_CANDIDATES = (
    r"(?:di|peng|meng)?usul(?:an|kan|kannya)?|calon|kandidat|candidates?|cadangan|(?:peng)?ajuan|(?:di|meng)?ajukan"
    r"|proposal|proposed|rencana|prospek|potensi(?:al)?|pendaftar|pelamar|daftar tunggu|waiting list|waitlist"
    r"|antr[ei]an|menunggu|tunggu|inden|nominasi|nominator"
    r"|(?:di|me)?rekomendasi(?:kan)?|pra ?pendaftaran|penjaringan|bakal|belum|blm|draft?|simulasi"
)
_REFUSED = (
    r"(?:di|me)?tolak(?:an)?|penolakan|reject(?:ed)?|gagal|gugur|batal|dibatalkan|pembatalan|cancel\w*|tms|unvalid|invalid"
    r"|bermasalah|(?:bukan|non) peserta|(?:tidak|tdk) (?:layak|lolos|memenuhi|valid|padan|sesuai|terdaftar|tercatat"
    r"|berhak|dibayar\w*|lanjut\w*)(?! (?:di |dalam |pada )?(?:dtks|dtsen|pbi|jkn|bansos|pkh))"
    r"|(?:not|non) eligible|(?:eks|ex|mantan|bekas) peserta"
    r"|(?:sudah|sdh|telah) (?:tidak|tdk|bukan)|black ?list|daftar hitam|anomali"
    r"|(?:data|nik|peserta) (?:ganda|dobel|double|duplikat|duplicate)"
)
_PERHAPS_REFUSED = r"bukan(?! penerima upah)|tidak terdaftar|tdk terdaftar"
"""Some people with these words are listed: "pekerja bukan karyawan"."""
_LEFT = (
    r"(?:di|pe)?non ?akti[fvp]\w*|inactive|(?:de|non)activ\w*|graduasi|meninggal\w*|wafat|almarhum\w*|almh?|mati"
    r"|pindah(?! (?:datang|masuk))|keluar|dikeluarkan|berhenti|diberhentikan|pemberhentian|dihentikan|penghentian"
    r"|mengundurkan|pengunduran|mundur|resign\w*|terminat\w*|dihapus|hapus|penghapusan|dicoret|coret|pencoretan|dicabut"
    r"|pencabutan|(?:tidak|tdk) (?:aktif|lagi|diperpanjang)|deceased|died|dead|deleted|removed|drop(?:ped)?(?: ?out)?"
    r"|pengurangan|(?:yang|yg|yng) (?:di|ter)ganti(?:kan)?|^(?:tidak|tdk|out|exit|off|na|md)$"
)
"""Words that leave no doubt: everybody below has left."""
_MAY_HAVE_LEFT = (
    r"(?<!jaminan )kematian|phk|mutasi(?! masuk)|dikurangi|eks|ex|mantan|habis|(?<!jaminan )pensiun(?:an)?"
    r"|berakhir|expired?|k[ae]d[ae]lu\w*sa"
)
"""Words with other uses: some programmes are for people who lost their work, and a title may name its last day."""
_ALONE = r"^(?:stop|do|diganti|retur|ganda|dobel|double|duplikat|duplicate)$"
"""Words that count only if the title has no other: they occur in harmless titles."""
_ENDING = re.compile(r"\.(?:xlsx?|xlsm|xlsb|ods|csv|tsv|txt|html?|mht(?:ml)?)$")
"""Endings of file names."""
_WORDS = re.compile(rf"\b(?:{_CANDIDATES}|{_PERHAPS_REFUSED}|{_REFUSED}|{_LEFT}|{_MAY_HAVE_LEFT}|{_ALONE})\b")
_OF_CANDIDATES = re.compile(rf"\b(?:{_CANDIDATES}|{_PERHAPS_REFUSED}|{_REFUSED})\b")
_SURELY_LEFT = re.compile(rf"\b(?:{_LEFT})\b")
_OF_NOBODY_LISTED = re.compile(rf"\b(?:{_LEFT}|{_REFUSED}|{_ALONE})\b")
_ACTIVE = re.compile(r"\b(?<!tidak )(?<!tdk )(?<!non )(?:aktif|active|terdaftar|masuk)\b")


def doubtful_word(titles: Iterable[str]) -> str | None:
    """The first word for candidates or for people who have left, in small letters; None when there is none."""
    return _first(_WORDS, titles)


def word_of_candidates(titles: Iterable[str]) -> str | None:
    """The first word which says that people were proposed or refused."""
    return _first(_OF_CANDIDATES, titles)


def word_of_leaving(titles: Iterable[str]) -> str | None:
    """The first word which says that everybody below has left. Titles that name active people, too, are skipped."""
    return _first(_SURELY_LEFT, _of_no_active(titles))


def word_of_nobody_listed(titles: Iterable[str]) -> str | None:
    """The first word which says that nobody below is listed: all have left or were refused ("TMS", "Data Ganda")."""
    return _first(_OF_NOBODY_LISTED, _of_no_active(titles))


def _of_no_active(titles: Iterable[str]) -> Iterator[str]:
    return (title for title in titles if not _ACTIVE.search(_words(title)))


def says_all_left(line: str) -> bool:
    """Whether a line within a list says that everybody below it has left or was refused."""
    lower = _MARK.sub("", line[:_LONGEST].lower())
    return word_of_nobody_listed([_OF_THE_DEAD.sub("", lower) if _OF_ONE_FAMILY.match(lower) else lower]) is not None


def _first(pattern: re.Pattern[str], titles: Iterable[str]) -> str | None:
    return next((found[0] for title in titles if (found := pattern.search(_words(title)))), None)


def _words(title: str) -> str:
    spread = re.sub(r"([a-z])([A-Z])", r"\1 \2", title[:_LONGEST])
    return " ".join(re.findall(r"[a-z]+", _ENDING.sub("", spread.lower())))


_OF_A_GROUP = re.compile(
    r"\b(?:daftar|data|peserta|penerima|pekerja|kelompok|golongan|warga|orang|anggota|segmen|yang|yg|sudah|telah|sdh"
    r"|tidak|tdk|belum|blm|nama nama)\b"
)
"""Words that are part of no name."""
_OF_THE_DEAD = re.compile(r"\b(?:almarhum(?:ah)?|almh?)\b\.?")
_OF_ONE_FAMILY = re.compile(r"\W*(?:\w{1,3}[.)] ?)?(?:kepala )?(?:keluarga|kel|kk)\b")
"""A family may be named after somebody who died."""
_MARK = re.compile(r"^(?:[ivxlc]{1,5}|[a-z]|\d{1,2}) ?[.)] ?")


def is_title_of_others(text: str, *, beside_number: bool, as_name: bool) -> bool:
    """Whether a line within a list is the title of a group of candidates or of people who have left.

    In the column of names (`as_name`) the line may be a person, above all after a number (`beside_number`).
    """
    line = _MARK.sub("", text[:_LONGEST].lower())
    if as_name:
        if beside_number and not _OF_A_GROUP.search(line):
            return False
        line = _OF_THE_DEAD.sub("", line)
    from data.coverage.columns.remarks import says_left  # noqa: PLC0415 - few lists have such lines

    return doubtful_word([line]) is not None or says_left(line)
