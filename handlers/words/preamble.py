"""What stands before a question and denies the last answer, or announces the question: "bukan itu, sy nanya ..."."""

import re
from dataclasses import dataclass

from data.language import spelling

_LONGEST = 40
"""In words; a longer message is read as it is."""
_MOST_BEFORE = 14
"""The most words of a preamble."""
_KOK = "kok"
"""Read as "kenapa" elsewhere, it is mere surprise before a question."""
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CALL = (
    r"(?:eh|eits|lah|loh|lho|yah|ya|aduh|duh|maaf|waduh|hadeh|ih|idih|kan|kak|kaka|bang|min|pak|bu|mba|mbak|mas|bot"
    r"|admin|oh|wah|anjir|buset|hah|ah|oalah|sori|sorry|neng|teh|kang|om|tante|jadi|begitu|tuh|no|ko|kok|sir|well)"
)
_ME = r"(?:saya|kami|ane|kita|abdi|i)"
_ASK = (
    r"(?:tanya|tanyain|tanyakan|naros|naroskeun|taros|taroskeun|menanyakan|tanyaan|maksud|maksudnya|minta|maksudkan"
    r"|cari|asked|meant|mean|mau)"
)
_NO = r"(?:bukan|salah|sanes|not|no|keliru)"
_NOT = rf"(?:{_NO}|tidak|beda)"
_THAT = (
    r"(?:itu|ini|begitu|gitu|eta|that|yang (?:itu|ini|tadi)|maksud\w*(?: (?:saya|aku|ane|abdi))?|jawab\w*"
    r"|pertanyaan\w*|itu yang)"
)
_BEHIND = (
    r"(?:saya|kok|kan|sih|dong|deh|ya|tadi|nya|kamu|bot|jawab\w*|pertanyaan\w*|min|kak|bang|pak|bu|bos|mah|teh|atuh"
    r"|kang|lu|lo|mas|mba|mbak|banget|sangat|semua|malah|lagi|euy|jauh|amat|begitu)"
)
_DENIAL = re.compile(
    rf"(?:{_CALL} ){{0,6}}(?:{_NO} (?:{_CALL} ){{0,3}}(?:cek )?{_THAT}|tidak begitu"  # bukan itu
    rf"|{_ME} (?:kan )?{_NOT} (?:ada )?{_ASK}(?: {_THAT})?"  # saya tidak tanya itu
    rf"|{_NOT} (?:ada )?(?:yang )?{_ME} {_ASK}"  # bukan yang saya maksud
    r"|tidak (?:nyambung|cocok|sesuai|sambung|jelas jawab\w*|menjawab|jawab)"
    r"|salah (?:paham|tangkap|jawab|sambung|baca|ngerti)|gagal paham|ngawur|ngaco"
    r"|(?:jawab\w*|bot\w*) (?:kok )?(?:tidak nyambung|salah|ngawur|ngaco|beda|aneh)"
    r"|wrong answer|not what i (?:asked|meant)|(?:that's|thats|that is) not (?:it|what i (?:asked|meant|mean))"
    rf")(?: {_THAT}| {_ME} {_ASK}| (?:yang )?(?:di)?{_ASK}| {_BEHIND}){{0,8}}"
)
"""In canonical spelling."""
_ASKING = re.compile(
    rf"(?:{_CALL} ){{0,6}}(?:(?:orang |kan )?(?:yang )?{_ME} (?:kan |cuma |mau |tadi |lagi |teh |mah ){{0,3}}"
    r"(?:tanya|tanyain|tanyakan|naros|naroskeun|maksud)"
    r"|maksud (?:saya|aku|ane|abdi)|maksudku|maksad abdi|i (?:asked|meant|mean)|i was asking)"
    r"(?: (?:itu|tuh|adalah|kan|tadi|ya|soal|tentang|teh|mah|yang|about|is|was)){0,4}"
)
_LATER = re.compile(
    r"[.,;!?\n]\s{0,3}((?:yang|yg|nu)\s{1,3}(?:saya|sy|gw|gua|gue|aku|abdi|ane)\s{1,3}(?:kan\s{1,3})?(?:tanya|nanya|tanyain|maksud)\w*)\b"
)

_INSTEAD = re.compile(r"[ ,.;!?\n]{1,4}(?:kok|ko)\s{1,3}malah\b.*$", re.DOTALL)
"""What was answered instead, behind the question that was asked: "..., kok malah iuran"."""


@dataclass(frozen=True, slots=True)
class Preamble:
    """The beginning of a message, apart from its question."""

    denies: bool
    """Whether it says that the last answer was about something else."""
    rest: str
    """What is left of the message; empty if that was all."""


def read(normalized: str) -> Preamble | None:
    """The preamble of a normalized message; None if it has none."""
    tokens = list(_TOKEN.finditer(normalized))
    if not 0 < len(tokens) <= _LONGEST:
        return None
    if later := _LATER.search(normalized):
        rest = normalized[later.end(1) :].strip(" ,.:;")
        return Preamble(denies=True, rest=rest) if rest else None
    spelt = [_spelt(token[0]) for token in tokens[: 2 * _MOST_BEFORE]]
    denied = _longest(_DENIAL, spelt)
    asking = _longest(_ASKING, spelt[denied:])
    if not denied and not asking:
        return None
    begins = tokens[denied + asking].start() if denied + asking < len(tokens) else len(normalized)
    rest = normalized[begins:].strip(" ,.:;!-")
    if asking and (instead := _INSTEAD.search(rest)):
        return Preamble(denies=True, rest=rest[: instead.start()])
    return Preamble(bool(denied), rest if any(map(str.isalnum, rest)) else "") if denied or rest else None


def _spelt(token: str) -> list[str]:
    """The words of a token in canonical spelling."""
    return [_KOK] if token == _KOK else spelling.canonical(_WORD.findall(token))


def _longest(pattern: re.Pattern[str], tokens: list[list[str]]) -> int:
    """The number of tokens in the longest beginning that the pattern, which looks no further, matches as a whole."""
    begins = tokens[:_MOST_BEFORE]
    if not pattern.match(" ".join(word for token in begins for word in token)):
        return 0
    for n in range(len(begins), 0, -1):
        if pattern.fullmatch(" ".join(word for token in begins[:n] for word in token)):
            return n
    return 0
