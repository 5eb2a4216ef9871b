"""The second factor: the first name as on the KTP, or the last 4 digits of the KK."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from enum import StrEnum

from data.language.normalize import normalize, unicode_form

KK_DIGITS = 4
_MOST_READINGS = 2
"""The most names that one answer is compared with, as one try."""


class Factor(StrEnum):
    """What a snapshot asks for in addition to the NIK."""

    NONE = "none"
    NAME = "name"
    KK = "kk"


_TITLES = frozenset(
    "H HJ HAJI HAJJAH DR DRS DRA DRG DRH IR KH PROF SDR SDRI SDRA SAUDARA SAUDARI NY NYONYA TN TUAN NN ALM ALMH "
    "ALMARHUM ALMARHUMAH BPK BAPAK PAK IBU BU RR RD RA TB UST USTAD USTADZ USTADZAH KYAI KIAI PDT".split()
)
"""Words that lists put before a name. Such a word standing alone is a name."""
_SPELLINGS = {
    **{
        f"M{vowel}{middle}AM{double}{second}{end}": "MUHAMMAD"
        for vowel in "UO"
        for middle in ("H", "CH", "KH")
        for double in ("", "M")
        for second in "AE"
        for end in "DT"
    },
    **dict.fromkeys("MUH MOH MOCH MUCH MOKH MUKH MUHD MOHD MHD MHMD MUHMAD MOHMAD MD".split(), "MUHAMMAD"),
    **dict.fromkeys("ACHMAD AKHMAD AHMAT ACHMAT AKHMAT AHMED ACHMED AKHMED ACH AKH AHM".split(), "AHMAD"),
    **dict.fromkeys("ST SITTI".split(), "SITI"),
    "ABD": "ABDUL",
    "ABDOEL": "ABDUL",
}
"""Spellings of one name that a KTP and its owner may write differently."""
_IN_FULL = {"RD": "RADEN", "RR": "RADEN", "TB": "TUBAGUS"}
"""Titles that are names if they are written in full."""
OFTEN_SHORT = frozenset({"MUHAMMAD", "AHMAD", "SITI", "ABDUL", "RADEN", "TUBAGUS"})
"""First names that a list may hold as an initial or a title, which is left out: M. ALI, RD. SALEH."""
_OF_INITIALS = {"M": "MUHAMMAD", "A": "AHMAD", "S": "SITI", "R": "RADEN"}
"""Names that an initial typed by its owner may stand for, if the list has them in full: "M. Nur"."""
_MAY_BE_NAMES = frozenset({"NYAI"})
"""Words that begin an answer but are first names just as often."""

_TITLES_BEFORE = frozenset("H HJ HAJI HAJJAH DR DRS DRA IR KH PROF".split())
_SPELLINGS_BEFORE = {
    **dict.fromkeys("MUHAMAD MUHAMMED MOHAMAD MOHAMMAD MOHAMMED MOCHAMAD MOCHAMMAD MUCHAMAD".split(), "MUHAMMAD"),
    **dict.fromkeys("MUCHAMMAD MUH MOH MOCH MUHD MOHD".split(), "MUHAMMAD"),
    "ABD": "ABDUL",
    "ABDOEL": "ABDUL",
}
"""The same as used by imports until December 2026: the hashes of those lists are of names read in this way."""

_REMARKS = frozenset(
    "OK OKE OKAY OKEH YA IYA YOI YES NO LUPA KENAPA KNP APA APAAN GAK GA NGGAK ENGGAK KAGAK KAGA TIDAK TAU "
    "GATAU BUAT MAKSUD MAKSUDNYA GIMANA BAGAIMANA SIAPA WHAT WHY HOW SORRY MAAF TUNGGU BENTAR SEBENTAR BELUM "
    "UDAH SUDAH NANTI SIAP BAIK EMANG EMANGNYA NUWUN NUHUN MAKASIH THANKS CEK HALO HALLO HELLO PAK BU BANG "
    "KAK MIN ADMIN BRO GAN".split()
)
"""Words that people say instead of an answer. Some are also names: "nama saya Siap" is an answer, "siap" is not."""

_WORD = re.compile(r"[A-Z']+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
_SPEECH = re.compile(
    r"^\W*+(?:(?:nama|nm|name|ngaran|jeneng)"
    r"(?:\s*+(?:depan|lengkap|saya|sy|aku|gua|gue|ktp|ku|nya|kuring|abdi|ibu|bapak|suami|istri|anak|ayah)\b)*"
    r"(?:\s*+(?:di ktp|sesuai ktp))?|(?:my|first|the)\s++(?:first\s++)?name(?:'s)?|saya|sy|aku|gua|gue|i\s?'?a?m"
    r"|it'?s|(?:ok|oke|ya|iya)\b"
    r"|atas nama|a[./]?\s?n\.?"
    r"|(?:bapak|pak|bpk|ibu|bu|mas|mbak|bang|abang|kang|teh|ceu|nyai|mpok|kakak|kak|adik|dik|om|tante)\b\.?)"
    r"(?:\s*+(?:is|adalah|itu|ialah)\b)?(?:\s*+[:=]\s*+|\s++)",
    re.IGNORECASE,
)
"""How people begin the answer: "nama saya Budi", "a.n. Budi", "Ibu Siti", "my name is Budi"."""


def first_name(text: str) -> str:
    """The first name in capital letters; empty if there is none.

    Accents, titles (H., Hj., Ny., Alm.) and initials before another word are left out; spellings of Muhammad are one,
    and of Ahmad; ST. is Siti.
    """
    first, _, _ = text.partition(" ")
    if first.isascii() and first.isalpha() and first.isupper() and len(first) > 1 and first not in _TITLES:
        return _SPELLINGS.get(first, first)  # most names of a list; the long way gives the same result
    return _spelled(_words(text), _TITLES, _SPELLINGS)


def _words(text: str) -> list[str]:
    letters = unicode_form("NFKD", text.translate(_APOSTROPHES)).upper()
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    return [word for found in _WORD.findall(letters) if (word := found.replace("'", ""))]


def _spelled(words: list[str], titles: Collection[str], spellings: Mapping[str, str]) -> str:
    rest = words[len(_left_out(words, titles)) :]
    return spellings.get(rest[0], rest[0]) if rest else ""


def _left_out(words: list[str], titles: Collection[str] = _TITLES) -> list[str]:
    """The titles and initials before the first name."""
    at = 0
    while at < len(words) - 1 and (words[at] in titles or len(words[at]) == 1):
        at += 1
    return words[:at]


def typed_names(text: str) -> list[str]:
    """The first names that an answer may mean: as it stands, and without its beginning ("nama saya ...").

    Never more than two, as both count as one try. Empty if it is no name: a question, digits, or no word of two
    letters.
    """
    if "?" in text or any(char.isdecimal() for char in text):
        return []
    return list(dict.fromkeys(name for one in _answers(text) if len(name := first_name(one)) > 1))


def with_other_readings(names: list[str], text: str, *, as_before: bool = False) -> list[str]:
    """The name that an answer means, and another one under which the list may have this person. Never more than two.

    "Rd. Saleh" may be RADEN SALEH there, "M. Nur" MUHAMMAD NUR, "Muhammad Ali" M. ALI, "Nyai Siti" NYAI. `as_before` is
    a list imported before December 2026, in which "Achmad" was read as written.
    """
    _, meant = _answers(text)
    words = _words(meant)
    name = _spelled(words, _TITLES, _SPELLINGS)
    if len(name) <= 1:
        return names
    others = [_IN_FULL[word] for word in words[:-1] if word in _IN_FULL]
    if as_before:
        others.append(_spelled(words, _TITLES_BEFORE, _SPELLINGS_BEFORE))
    others += [_OF_INITIALS[word] for word in _left_out(words) if word in _OF_INITIALS]
    if names[0] in _MAY_BE_NAMES:
        others.append(names[0])
    if name in OFTEN_SHORT:
        others.append(_spelled(words[len(_left_out(words)) + 1 :], _TITLES, _SPELLINGS))
    return list(dict.fromkeys(one for one in (name, *others, *names) if len(one) > 1))[:_MOST_READINGS]


def _answers(text: str) -> tuple[str, str]:
    """The answer as it stands, and without its beginning."""
    answer = text.strip().translate(_APOSTROPHES)
    return answer, _SPEECH.sub("", answer, count=1)


def is_remark(names: list[str]) -> bool:
    """Whether an answer is no name in any reading: "lupa", "nanti dulu", "ok siap".

    A remark is not compared with anything, so it counts as no try. "Ok Budi" is an answer: one reading is a name.
    """
    return bool(names) and all(name in _REMARKS for name in names)


def last_digits(text: str) -> str:
    """The last 4 digits of a 16-digit KK number; empty for any other length."""
    digits = re.sub(r"[\s.\-'’`]", "", normalize(text).strip().removeprefix("=").strip('"'))
    return digits[-KK_DIGITS:] if re.fullmatch(r"[0-9]{16}", digits) else ""


def typed_digits(plain: str) -> list[str]:
    """The 4 digits in a person's normalized answer, or the last 4 of a whole KK number; empty otherwise."""
    runs = re.findall(r"[0-9]+", re.sub(r"(?<=[0-9]{4})[ .\-](?=[0-9]{4})", "", plain))
    longest = max(runs, key=len, default="")
    alone = [len(run) for run in runs].count(len(longest)) == 1
    return [longest[-KK_DIGITS:]] if alone and len(longest) in {KK_DIGITS, 16} else []
