"""Remarks beside a person that say that somebody has left or died, in columns of which no field is read.

A remark makes its row unclear, whoever is meant: of "suami sudah meninggal" only the office can tell what it means.
"""

import re

from data.column_kinds import Kind, kinds
from data.sheets import Sheet

_LONGEST = 500
"""Characters of a remark that are looked at."""
_MOST = 20_000
"""Remarks that are held; a column may hold five million different ones."""

_SAYS = re.compile(
    r"""
      \b(?:mati|wafat|wft|almarhum(?:ah)?|alm|almh|tewas|gugur|deceased|died|dead|mendiang)\b
    | m[ei]?nin?gg?al | m[ei]ninggl | \b(?:maot|pupus|ngantunkeun|tilar\ dunya)\b
    | tutup\ (?:usia|umur) | (?:sudah|telah|sdh|tlh)\ (?:tiada|berpulang|mninggal|mgl) | \bberpulang
    | \bpindah(?:\b|domisili|alamat) | \b(?:pndah|pindh|pndh|pulang\ kampung)\b
    | \bmutasi(?!\ masuk)\b
    | \bhilang\ kontak\b | \bmoved\b
    | \b(?:di)?keluar(?:kan)?\b | \bmengundurkan | \bundur\ diri | \bmundur\b | \bresign(?:ed)?\b | \bphk\b
    | \b(?:di)?(?:ber)?hentikan\b | \bberhenti\b | \bdiberhentikan\b | \bstop\b | \bterminated\b
    | \bnon\ ?akti[fv] | \bdinonakti[fv] | \bpenonakti | \b(?:tidak|tdk|tak|gak|nggak|sudah\ tidak)\ akti[fv]
    | \binactive\b
    | \b(?:tidak|tdk|bukan)\ lagi\b | \b(?:sudah|sdh|telah|udah)\ (?:tidak|tdk|bukan)\b
    | \b(?:tidak|tdk|bukan|belum|blm)\ (?:di)?(?:ter)?(?:daftar|catat)(?:kan)?\b | \b(?:bukan|non)\ peserta\b
    | \b(?:di)?(?:batalkan|coret|hapus|cabut|keluarkan|tolak|drop)\b | \bdicoret | \bpembatalan | \bbatal\b | \bdihapus
    | \bdicabut | \bditolak | \bgraduasi\b
    | \b(?:tidak|tdk)\ (?:layak|memenuhi|berhak|lolos|eligible|dibayar|dilanjutkan|diperpanjang)
    | \b(?:tidak|tdk)\ (?:ditemukan|diketahui|dikenal)
    | \bexpired?\b | \bberakhir\b | \bk[ae]d[ae]lu\w*sa\b | \bhabis\ (?:masa|kontrak)
    | \bpensiun\b | \b(?:jadi|menjadi|diangkat|lulus|sbg|sebagai)\ (?:pns|asn|p3k|pppk|tni|polri)\b
    | \b(?:jadi|menjadi)\ karyawan\b | \b(?:sudah|sdh|telah|jadi|menjadi)\ ppu\b
    | \bbukan\ (?:warga|penduduk)\b
    | \b(?:ceased|withdrawn|removed|cancell?ed|rejected)\b
    """,
    re.VERBOSE,
)
_WHOLE = frozenset({"md", "m d", "rip", "x keluar", "out", "ended", "hilang", "pst keluar"})
"""Short words that say it when they stand alone."""
_NOT = re.compile(r"\b(?:belum|blm|tidak|tdk|tak|bukan|jangan)(?: (?:pernah|ada|akan|mau|yang|yg|sedang))?$")
"""Right before a word it turns it round."""
_TURNED = re.compile(
    r"\bcerai mati\b|\bpindah(?: |\s*)(?:datang|masuk)\b|\bmati (?:suri|rasa|lampu)\b|\b(?:hidup mati|harga mati)\b"
    r"|\b(?:kartu|ktp|kk|sk|nomor|no|kpj)(?:nya)? (?:sudah |telah |sdh |blm |belum )?(?:keluar|dikeluarkan)\b"
    r"|\b(?:tidak|tdk|belum|blm|bukan|non) (?:(?:ter\w*|di|dalam|sebagai|peserta|penerima|data) )*"
    r"(?:dtks|dtsen|pbi|jkn|kis|pkh|bpnt|bansos|bpjs kesehatan)\b"
    r"|\bjaminan pensiun\b|\bkeluar (?:kota|kartu)\b|\bdikeluarkan oleh\b"
    r"|\bsudah (?:tidak|bukan) (?:masalah|kendala|sakit)\b"
)
"""Phrases in which those words mean something else: of a widow's marriage, of a card that came out."""
_WORD = re.compile(r"[a-z0-9]+")
_BEGINS = frozenset(
    "mati wafa wft alma alm almh tewa gugu dece died dead mend meni mene maot pupu ngan tila tutu suda sdh "
    "tela tlh berp pind pndh move kelu dike meng undu mund resi phk hent dihe berh dibe stop term non nona "
    "nonk dino peno tida tdk tak gak ngga inac buka udah belu blm bata diba core dico hapu diha cabu dica tola "
    "dito drop didr pemb grad expi bera keda kede kada kade habi pens jadi menj dian lulu sbg seba ceas with "
    "remo canc reje md m rip x out ende hila pst pnda pula muta".split()
)
"""How those words begin, by at most four letters: most remarks have none of them, and need no longer look."""


def says_left(cell: object) -> bool:
    """Whether a remark says that somebody has left, died or was taken off."""
    if not isinstance(cell, str):
        return False
    words = _WORD.findall(cell[:_LONGEST].lower())
    text = " ".join(words)
    if _BEGINS.isdisjoint([word[:4] for word in words]) and "ning" not in text:
        return False
    if text in _WHOLE:
        return True
    text = _TURNED.sub("…", text)
    return any(_is_meant(text, match) for match in _SAYS.finditer(text))


def _is_meant(text: str, match: "re.Match[str]") -> bool:
    return not _NOT.search(text[: match.start()].rstrip())


class Remarks(dict[object, bool]):
    """Cell -> whether it says that somebody has left."""

    def __missing__(self, cell: object) -> bool:
        if len(self) >= _MOST:
            self.clear()
        self[cell] = says = says_left(cell)
        return says


def remark_columns(sheet: Sheet) -> tuple[int, ...]:
    """The unread columns in which remarks may stand; a row may be shorter than they reach."""
    return tuple(at for at, kind in kinds(sheet).items() if kind in {Kind.NOTED, Kind.OTHER})
