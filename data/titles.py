"""Titles and file names that say whom a list holds: candidates, or people who have left.

So do the titles of groups within it.
"""

import re
from collections.abc import Iterable

from data.remarks import says_left

_LONGEST = 300
"""Characters of a title that are looked at."""

_CANDIDATES = (
    r"(?:di|peng|meng)?usul(?:an|kan|kannya)?|calon|kandidat|candidates?|cadangan|(?:peng)?ajuan|(?:di|meng)?ajukan"
    r"|proposal|proposed|rencana|prospek|potensi(?:al)?|pendaftar|pelamar|daftar tunggu|waiting list|waitlist"
    r"|antr[ei]an|menunggu|tunggu|inden|belum|blm|draft?|simulasi"
)
_REFUSED = (
    r"(?:di|me)?tolak(?:an)?|penolakan|rejected|gagal|gugur|batal|dibatalkan|pembatalan|cancel\w*|tms|unvalid|invalid"
    r"|bermasalah|bukan(?! penerima upah)|non peserta|(?:tidak|tdk) (?:layak|lolos|memenuhi|valid|padan|sesuai"
    r"|terdaftar|tercatat|berhak|dibayar\w*|lagi|diperpanjang|aktif)"
)
_LEFT = (
    r"(?:di|pe)?non ?akti[fv]\w*|inactive|deactivated|graduasi|meninggal\w*|wafat|almarhum\w*|(?<!jaminan )kematian"
    r"|mati|pindah|keluar|dikeluarkan|berhenti|diberhentikan|pemberhentian|dihentikan|penghentian|mengundurkan|pengunduran"
    r"|mundur|resign\w*|phk|terminat\w*|mutasi(?! masuk)|dihapus|hapus|penghapusan|dicoret|coret|pencoretan|dicabut"
    r"|pencabutan|dikurangi|pengurangan|eks|mantan|berakhir|habis|expired?|k[ae]d[ae]lu\w*sa"
)
_WORDS = re.compile(rf"\b(?:{_CANDIDATES}|{_REFUSED}|{_LEFT})\b")


def doubtful_word(titles: Iterable[str]) -> str | None:
    """The first word in the titles that says so, as it is written there in small letters; None when there is none."""
    for title in titles:
        spread = re.sub(r"([a-z])([A-Z])", r"\1 \2", title[:_LONGEST])
        text = " ".join(re.findall(r"[a-z]+", spread.lower()))
        if found := _WORDS.search(text):
            return found[0]
    return None


_OF_A_GROUP = re.compile(
    r"\b(?:daftar|data|peserta|penerima|pekerja|kelompok|golongan|warga|orang|anggota|segmen|yang|yg|sudah|telah|sdh"
    r"|tidak|tdk|belum|blm|nama nama)\b"
)
"""Words that are in no name."""
_OF_THE_DEAD = re.compile(r"\b(?:almarhum(?:ah)?|almh?)\b\.?")
_MARK = re.compile(r"^(?:[ivxlc]{1,5}|[a-z]|\d{1,2}) ?[.)] ?")


def is_title_of_others(text: str, *, beside_number: bool, as_name: bool) -> bool:
    """Whether a line within a list is the title of a group of candidates, or of people who have left.

    In the column of names it may be a person: `as_name`, and `beside_number` where a number stands before it.
    """
    line = _MARK.sub("", text[:_LONGEST].lower())
    if as_name:
        if beside_number and not _OF_A_GROUP.search(line):
            return False
        line = _OF_THE_DEAD.sub("", line)
    return doubtful_word([line]) is not None or says_left(line)
