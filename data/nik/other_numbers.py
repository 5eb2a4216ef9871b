"""Masks digits that are clearly no personal number: amounts, dates, addresses, links, counts."""

import re

_MONTHS = (
    r"jan\w*|feb\w*|peb\w*|mar\w*|apr\w*|mei|may|jun\w*|jul\w*|agu?s?t?\w*|aug\w*|sep\w*|o[kc]t\w*|no[vp]\w*|de[sc]\w*"
)
LINK = re.compile(r"https?://\S+|www\.\S+|(?<![\w.-])(?:[\w-]{1,63}\.){1,4}[a-z]{2,8}[/?]\S+")
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        # list marks, digits stuck to a word (imei1), coordinates, links
        r"(?m:^)[^\S\n]*\d{1,2}[.)]\s+(?=\d{12})",
        r"(?<!nik)(?<!ktp)(?<=[a-z][a-z])\d{1,2}(?=[\s:)]|$)",
        r"-?\d{1,3}\.\d{4,},\s*-?\d{1,3}\.\d{4,}",
        r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9.-]{1,64}",
        # amounts of money
        r"(?<![a-z])rp\.?\s*(?:\d{1,3}(?:[.,]\d{3})+|\d{1,9})(?:,\d{1,2})?(?!\d)",
        r"(?<!\d)(?<!\d[.,])\d{1,3}(?:[.,]\d{1,3})*\s*(?:ribu|rb|juta|jt|miliar|milyar|rupiah|perak)(?![a-z])",
        # dates
        r"(?<!\d)(?<!\d[-/. ])\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d{2}(?!\d)(?![-/.]\d)",
        r"(?<!\d)(?<!\d[-/. ])(?:19|20)\d{2}([-/])\d{1,2}\1\d{1,2}(?!\d)(?![-/.]\d)",
        rf"(?<!\d)\d{{1,2}}\s+(?:{_MONTHS})\s+(?:19|20)\d{{2}}(?!\d)",
        # addresses
        r"(?<![a-z])rt\s*/\s*rw\W{0,3}\d{1,3}(?!\d)(?:\s*/\s*\d{1,3}(?!\d))?",
        r"(?<![a-z])r[tw]\W{0,3}\d{1,3}(?!\d)(?:\s*/\s*\d{1,3}(?!\d))?",
        r"kode\s*pos\W{0,3}\d{5}(?!\d)",
        # times of day, Excel's 3.2E+15, small counts
        r"(?<!\d)\d{1,2}[.:]\d{2}\s*(?:wib|pagi|siang|sore|malam)",
        r"(?<!\d)\d(?:[.,]\d+)?\s*e\s*\+\s*\d{1,2}(?!\d)",
        r"(?<![\d.,])\d[.,]\d{1,15}+\s?e\s?15(?!\d)",
        r"(?<![\d.,])\d{1,2}\s*(?:digits?|angka|orang|tahun|thn|bulan|bln|anak|kali|x)(?![a-z])",
    )
]


def mask(text: str) -> str:
    """The text with dates, amounts, addresses and links blanked out; every other character stays where it was."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda match: "¤" * len(match[0]), text)
    return text
