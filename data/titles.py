"""Titles and file names that say whom a list holds: candidates, or people who have left."""

import re
from collections.abc import Iterable

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
