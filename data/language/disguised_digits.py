"""Spells out the digits of a text, however they are disguised: other scripts, look-alikes, words, escapes, markup."""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from data.language.invisible_signs import without_invisible
from data.language.normalize import is_invisible, unicode_form

_WORDS = {
    word: digit
    for digit, words in {
        "0": "nol kosong enol nul zero sifir",
        "1": "satu hiji siji se one eka",
        "2": "dua loro two dwi",
        "3": "tiga tige tilu telu three tri",
        "4": "empat ampat opat papat four catur",
        "5": "lima limo lime five panca",
        "6": "enam anam enem genep six",
        "7": "tujuh tuju pitu seven sapta",
        "8": "delapan lapan dalapan wolu eight asta",
        "9": "sembilan salapan sanga songo nine nawa",
        "1 belas": "onebelas",
        "sepuluh": "sepuluh ten",
        "sebelas": "sebelas eleven",
        " puluh": "puluh",
        " belas": "belas",
        "2 belas": "twelve",
        "3 belas": "thirteen",
        "4 belas": "fourteen",
        "5 belas": "fifteen",
        "6 belas": "sixteen",
        "7 belas": "seventeen",
        "8 belas": "eighteen",
        "9 belas": "nineteen",
        "2 puluh": "twenty",
        "3 puluh": "thirty",
        "4 puluh": "forty fourty",
        "5 puluh": "fifty",
        "6 puluh": "sixty",
        "7 puluh": "seventy",
        "8 puluh": "eighty",
        "9 puluh": "ninety",
    }.items()
    for word in words.split()
}
"""Number words in Indonesian, Betawi, Sundanese, Javanese and English, and those used in names of laws."""
_DOUBLED = re.compile(r"([a-z])\1+")


def _short(word: str) -> str:
    """The word with each repeated letter written once: "tiga" for "tigaaa"."""
    return _DOUBLED.sub(r"\1", word)


_SHORT_WORDS = {_short(word): digit for word, digit in _WORDS.items()}
_ALL_WORDS = _SHORT_WORDS | _WORDS
_FIRST = sorted({word[0] for word in _ALL_WORDS})
_JOINED = re.compile(
    "|".join(
        f"{first}(?:{'|'.join(sorted((w[1:] for w in _ALL_WORDS if w[0] == first), key=len, reverse=True))})"
        for first in _FIRST
    )
)
"""One number word in a row of them without spaces: "tigaduatujuhlima"."""
_NOO = re.compile(r"(?<![^\W_])noo+(?![^\W\d_])")
"""Betawi for zero; "no" means something else."""
_TOKEN = re.compile(r"[a-z]+(?:[\-.'’*_\\][a-z]+)*")
_MARKS_IN_A_WORD = re.compile(r"[\-.'’*_\\]")
_LEET = re.compile(r"(?<![a-z0-9])(?=[0-9]*[a-z])(?=[a-z]*[0-9])[a-z0-9]{3,9}(?![a-z0-9])")
_FROM_LEET = str.maketrans("01345", "oieas")
_TWICE = re.compile(r"(?<![^\W_])(?:dobel|doble|double|dabel|ganda)[ \-:]{0,3}(\d)(?!\d)")
_THRICE = re.compile(r"(?<![^\W_])(?:tripel|triple)[ \-:]{0,3}(\d)(?!\d)")
_TENS = re.compile(
    r"(?<!\d)(?:([1-9]) {0,2}puluh(?: {1,2}([1-9])(?!\d)(?! {0,2}(?:puluh|belas)))?|([1-9]) {0,2}belas|"
    r"(sepuluh)|(sebelas))(?![^\W\d_])"
)

_ALIKE = {
    "0": "oq°○◯◦⭕⚪⚫●⬤øθ⊘∅Ꮎσοо𐓂օסهھہەଠഠဝჿዐᴏᴑⲟⵔꓳꬽ𐊒𐊫𐐬𐓪𐔖𑢵𑣈𑣗",
    "1": "ilıɩɪιіӏ׀וןاߊᎥᛁ∣⍳⏽ⲓⵏꓲꙇꭵ𐊊𐌉𑣃𖼨ǀ",
    "2": "zƨζϩᏃᒿꓜꙅꝛ𐋵𑢩",
    "3": "зӡэʒȝɜⳍꝫꞫ𑣊𖼻𝈆",
    "4": "Ꮞ𑢯чʮ",
    "5": "sѕƽտᏕᏚꓢ𐊖𐑈𑢻𖼺",
    "6": "бьƅᏏᏮᑲᖯⳓ𑣕",
    "7": "𐓒𑣆𝈒",
    "8": "bȣβвᏴᗷꓐꞵ𐊂𐊡𐌁𐌚",
    "9": "gƍԛգզցᶃɡⳋꝯ𑢬𑣌𑣖Ꮽ",
}
"""Lower-case letters and signs read as a digit among digits: Unicode's confusables (UTS 39), and others in chats."""
_LETTERS = {ord(c): digit for digit, signs in _ALIKE.items() for sign in signs for c in {sign, sign.lower()}}
_LETTERS[ord("q")] = "9"
LIKE_DIGITS = frozenset(map(chr, _LETTERS)) | frozenset("db")
"""Lower-case letters and signs that people write for a digit, or may read as one."""
_OTHERWISE = _LETTERS | {ord("a"): "4", ord("e"): "3", ord("b"): "6", ord("|"): "1"}
"""Letters that may also stand between digits, as in "3a2a7a5"."""
_CLASS, _WIDER = (re.escape("".join(map(chr, signs))) for signs in (_LETTERS, _OTHERWISE))
_LOOKS_LIKE_DIGITS = re.compile(rf"(?<![^\W_])(?<![{_CLASS}])[0-9{_CLASS}]++(?![^\W_])")
_MAY_LOOK_LIKE_DIGITS = re.compile(rf"(?<![^\W_])(?<![{_WIDER}])[0-9{_WIDER}]++(?![^\W_])")
_LONE_ZEROS = re.compile(r"(?<![^\W_])[oli○◯]{1,4}(?![^\W_])")
_HAS_A_DIGIT = re.compile(r"[0-9]")
_EMPTY_BRACKETS = re.compile(r"\(\)|\[\]|\{\}")
_LATIN = str.maketrans(
    "аеорсухіјѕһԁмткпѵԝɡαοιυνρτκəᴀʙᴄᴅᴇғɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıøɑⅼ",
    "aeopcyxijshdmtknvwgaoiuvptkeabcdefghijklmnoprstuvwyzioal",
)
"""Lower-case Cyrillic, Greek and phonetic letters that look like Latin ones."""
_SQUARED = {
    code + nth: chr(ord("a") + nth) for code in (0x1F130, 0x1F150, 0x1F170, 0x24B6, 0x24D0) for nth in range(26)
}
_ONE_BY_ONE = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-]{1,3}[^\W\d_]){3,}(?![^\W_])")
"""Words whose letters are separated: "T I G A D U A"."""
_COMMENT = re.compile(r"<!--[^<>]{0,400}-->")
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_CODED = re.compile(r"\\u00(3\d)|\\x(3\d)")
_ESCAPED_OFTEN = 8
_SHORTEST = 2
_MANY_JOINED = 2
_LONG_ENOUGH = 4
"""Letters among digits that may also be just letters: "blok A1"."""


def spelled_out(text: str) -> list[str]:
    """The text in lower case, with every digit as an ASCII digit; two texts if a sign can be read in two ways.

    Line breaks are kept.
    """
    seen = unicode_form("NFKC", without_invisible(_unescaped(text)))
    seen = seen.replace("İ", "i").translate(_SQUARED)
    shown = "".join(map(_digit, unicode_form("NFKD", seen))).lower()
    words = _EMPTY_BRACKETS.sub("0", shown)
    if not words.isascii():
        words = _in_our_letters(words)
    words = _ONE_BY_ONE.sub(lambda found: re.sub(r"[ .\-]", "", found[0]), words)
    words = _LEET.sub(_from_leet, words)
    words = _TOKEN.sub(_said, _NOO.sub("0", words))
    words = _TENS.sub(_counted, words)
    words = _THRICE.sub(r"\1\1\1", _TWICE.sub(r"\1\1", words))
    first = _LONE_ZEROS.sub(_alone, _LOOKS_LIKE_DIGITS.sub(_as_digits, words))
    other = _MAY_LOOK_LIKE_DIGITS.sub(_as_other_digits, words)
    return list(dict.fromkeys((first, other)))


_IN_LATIN: dict[int, str | int] = {**_SQUARED, **_LATIN, **str.maketrans("внуβεζηχ", "bhybezhx")}
"""The same with letters of which only the capitals look Latin: "ВЕRНЕNТI"."""


def in_latin(text: str) -> str:
    """A lower-case text with Latin letters in place of look-alikes: "ѕtoр" is "stop"."""
    return text if text.isascii() else text.translate(_IN_LATIN)


def _in_our_letters(words: str) -> str:
    """Replaces look-alikes with Latin letters, except those beside digits that look like a digit."""
    return "".join(
        shown if at and _among_digits(words, at) else meant
        for at, (shown, meant) in enumerate(zip(words, words.translate(_LATIN), strict=True))
    )


def _among_digits(text: str, at: int) -> bool:
    return text[at - 1].isdecimal() or text[at + 1 : at + 2].isdecimal()


def _unescaped(text: str) -> str:
    """What a link or page shows for its escapes (%33, &#51;), even nested ones, without markup."""
    for _ in range(_ESCAPED_OFTEN):
        shown = unescape(unquote(text))
        if shown == text:
            break
        text = shown
    text = _CODED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    return _TAG.sub(" ", _COMMENT.sub("", text))


def _digit(char: str) -> str:
    if char.isascii():
        return char
    if is_invisible(char):
        return ""
    value = unicodedata.numeric(char, -1)  # also of Chinese digits
    return str(int(value)) if value in range(10) else char


def _from_leet(found: re.Match[str]) -> str:
    """A word in which digits stand for letters, as in "t1g4"; any other text unchanged."""
    word = found[0].translate(_FROM_LEET)
    return word if _short(word) in _SHORT_WORDS and len(word) > _MANY_JOINED else found[0]


def _said(found: re.Match[str]) -> str:
    """The digits that a word means: "tiga", "tigaa", "ti-ga", "tiga-dua-tujuh", "tigaduatujuh"."""
    written = found[0]
    behind = found.string[found.start() - 1 : found.start()] if found.start() else ""
    if behind.isalnum() and not behind.isdecimal():
        return written
    parts = [part for part in _MARKS_IN_A_WORD.split(written) if part]
    if len(parts) > 1 and parts[0] == "ke":  # "ke-dua"
        parts = parts[1:]
    meant = [_of_word(part) for part in parts]
    if all(meant):
        return " ".join(one for one in meant if one)
    whole = _of_word("".join(parts)) if len(parts) > 1 else None
    return whole or written


def _of_word(word: str) -> str | None:
    if len(word) < _SHORTEST:
        return None
    for one in (word, word.removeprefix("ke")):
        if known := _SHORT_WORDS.get(_short(one)):
            return known
    return _of_joined(word) or _of_joined(_short(word))


def _of_joined(word: str) -> str | None:
    pieces = _JOINED.findall(word)
    if len(pieces) >= _MANY_JOINED and sum(map(len, pieces)) == len(word) and pieces[0] != "se":
        return " ".join(_ALL_WORDS[piece].strip() for piece in pieces)
    return None


def _counted(found: re.Match[str]) -> str:
    tens, ones, teen, ten, _ = found.groups()
    if tens:
        return f"{tens}{ones or 0}"
    return f"1{teen}" if teen else "10" if ten else "11"


def _as_digits(found: re.Match[str]) -> str:
    return found[0].translate(_LETTERS) if _HAS_A_DIGIT.search(found[0]) else found[0]


def _as_other_digits(found: re.Match[str]) -> str:
    written = found[0]
    meant = _HAS_A_DIGIT.search(written) and (len(written) >= _LONG_ENOUGH or written.isdecimal())
    return written.translate(_OTHERWISE) if meant else written


def _alone(found: re.Match[str]) -> str:
    return found[0].translate(_LETTERS)
