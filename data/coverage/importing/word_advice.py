"""Advises on unknown status words: marks for "as above", ticks, words of another kind of status."""

import re
from collections.abc import Iterable

from data.coverage.columns.columns import word
from data.import_texts import Sentence

_AS_ABOVE = re.compile(
    r"[\"“”„″〃'’`´,]{1,3}|-?\"-?|s ?[./]? ?d ?[./]? ?a[.]?|(?:idem|ditto|sama|sama dengan (?:di )?atas|sda)[.]?"
)
_OF_MARRIAGE = re.compile(
    r"(?:(?:belum|blm|sudah|sdh|tidak) )?(?:menikah|nikah|kawin)(?: (?:belum )?(?:tercatat|siri))?"
    r"|cerai(?: (?:hidup|mati))?(?: (?:belum )?tercatat)?|janda|duda|lajang|bujang|single|married|divorced|widow(?:ed)?"
)
_OF_SELECTION = re.compile(
    r"(?:(?:tidak|tdk|tak|belum|blm|sudah|sdh|telah|tms|ms|dinyatakan|hasil|not)[ :,/-]{0,3}){0,3}"
    r"(?:layak|lolos|lulus|memenuhi(?: syarat| kriteria)?|eligible|qualified|direkomendasi(?:kan)?"
    r"|diusulkan|usul(?:an)?|calon(?: (?:peserta|penerima))?|kandidat|cadangan|(?:di)?terima|(?:di)?setujui|approved"
    r"|pending|ter?verifikasi|(?:di)?verifikasi|diverval|seleksi|terpilih|terseleksi|daftar tunggu|waiting list"
    r"|antr[ei]an)"
    r"(?: (?:menerima|penerima|peserta|seleksi|verifikasi|verval|bantuan|bpjs|sigap)){0,4}[.!]?|m\.?s\.?|t\.?m\.?s\.?"
)
"""Words about candidates, not about cover: translated to "Aktif", they would make candidates participants."""
_TICK = re.compile(r"[vxo√✓✔☑☒☐✗✘×*+●•○üþ]{1,2}|\[(?:[vx√]|ikon)\]|\([vx√]\)")
_KINDS = (
    ("report.as_above", _AS_ABOVE),
    ("report.of_marriage", _OF_MARRIAGE),
    ("report.of_selection", _OF_SELECTION),
    ("report.of_ticks", _TICK),
)
_ELSE = "report.unknown_advice"


def advice(unknown: Iterable[tuple[str, int]]) -> list[Sentence]:
    """One sentence for each kind of unknown word; `unknown` are the words and how many rows have each."""
    kinds = {_kind(word(written)) for written, _ in unknown}
    return [Sentence(key) for key in (*(key for key, _ in _KINDS), _ELSE) if key in kinds]


def _kind(unknown: str) -> str:
    return next((key for key, pattern in _KINDS if pattern.fullmatch(unknown)), _ELSE)
