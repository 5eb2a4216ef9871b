"""Recognises that somebody died or was hurt, as something that happened: "kalau meninggal" tells of no death."""

import re
from collections.abc import Callable, Set

from handlers.words import whom
from handlers.words.intent import NOT_OURS, Intent

DEATH, ACCIDENT, KILLED = "death", "accident", "killed"
"""What was told: a death, an accident that the person survived, a death by an accident."""
CLAIM_LIKELY = 0.2
"""The probability of a claim from which a sign of an accident is taken seriously."""
_KIN = "|".join(sorted(whom.KIN, key=len, reverse=True))
_GONE = re.compile(
    r"(?<!nama )(?<!data )(?<!nik )(?<!kartu )(?<!ktp )"
    rf"\b(?:(?:{_KIN}|dia|beliau|anjeunna)(?: saya| ku)?(?: (?:sudah|baru|telah))+"
    r" (?:tidak ada|tidak adik|tiada|berpulang|pergi selamanya|dimakamkan|dikubur|dikebumikan|dikafani|mati|wafat|tewas"
    r"|(?:dipanggil|menghadap|berpulang ke) (?:yang|tuhan|allah|ilahi|gusti|sang)|mulih ka rahmat\w*)\b"
    r"(?! (?:di (?!tempat)|dalam|dina|kabar|uang|kerja|kartu|nik|ktp|kk|hp|gaji|penghasilan|nama|data|bpjs|akta|surat))"
    rf"|my (?:{_KIN})(?: is|'s| has)? (?:dead|gone|no more))"
)
"""How people say that somebody died without the word: "suami saya udah ga ada"."""
_IF = re.compile(
    r"\b(?:kalau|misal\w*|seandainya|andai\w*|jika|apabila|bila|sampai|if|in case|would|upami|mun|nanti|takut"
    r"|siapa tahu|hampir|nyaris|belum|tidak)\b(?: \w+){0,6}? (?:meninggal|tewas|gugur|died|dies|die|passed)\b"
)
_SUPPOSED = re.compile(r"\b(?:kalau|misal\w*|seandainya|jika|apabila|bila|if|would|upami|mun)\b")
_WHEN = re.compile(
    r"\b(?:kemarin|semalam|semalem|tadi|barusan|baru saja|hari ini|hari yang lalu"
    r"|(?:se)?(?:minggu|bulan|tahun) (?:yang )?lalu"
    r"|yesterday|last (?:night|week|month|year)|this morning|today|kamari|tadi peuting|wengi)\b"
)
_ON_THE_SPOT = re.compile(
    r"\bmeninggal di (?:tempat|lokasi|tkp|jalan|rumah sakit|perjalanan|proyek)\b|\bdied on the spot\b"
)
"""What only happens, and is not feared."""
_CERTIFICATE = re.compile(rf"\b(?:akta|akte|surat|sertifikat) kematian (?:pun |almarhum\w* |meninggal )?(?:{_KIN})\b")
"""Papers about somebody who died."""
_STILL_LIVES = re.compile(r"\b(?:masih hidup|masih koma|masih kritis|sekarat|still alive)\b")
_SOMEBODY = re.compile(
    rf"\b(?:{_KIN}|dia|beliau|anjeunna|he|she|his|her|keluarga|keluarganya|paman|bibi|om|tante|almarhum|menantu|bojo)\b"
)

_ONE_OF_THEM = re.compile(rf"\b(?:{_KIN}|my (?:friend|neighbou?r|driver|boss|maid|worker)|he|she)\b")
"""Of whom an accident is told in plain words, so that it need not look like a claim: "my husband crash"."""
_A_THING = re.compile(
    r"\b(?:app|apps|aplikasi|jmo|hp|phone|laptop|website|web|server|bot|internet)"
    r"(?: (?:is|has|keeps|always|just|suddenly|tiba))* crash\w*"
)
"""What crashes without hurting anybody."""


def tells_of_death(spelt: str, signs: Set[str]) -> bool:
    """Whether it tells that somebody has died; a question about deaths in general, or a fear, does not."""
    if _STILL_LIVES.search(spelt):
        return False
    if _GONE.search(spelt) or (_CERTIFICATE.search(spelt) and not _SUPPOSED.search(spelt)):
        return True
    if signs.isdisjoint({"died", "mourned"}):
        return False
    when = bool(_WHEN.search(spelt)) or (bool(_ON_THE_SPOT.search(spelt)) and not _SUPPOSED.search(spelt))
    return (when or bool(_SOMEBODY.search(spelt))) and (when or not _IF.search(spelt))


def tells_of_accident(spelt: str, signs: Set[str], intent: Callable[[], Intent]) -> bool:
    """Whether somebody is hurt and alive; hypothetical accidents and questions on how to claim do not count."""
    if "accident" not in signs or ("what_if" in signs and "just_now" not in signs):
        return False
    if _A_THING.search(spelt) or _GONE.search(spelt) or ("died" in signs and "alive" not in signs):
        return False
    if "struck" in signs and _ONE_OF_THEM.search(spelt):
        return True
    meant = intent()
    return meant.topic == "claim" or (meant.probabilities.get("claim", 0.0) >= CLAIM_LIKELY and meant.topic != NOT_OURS)


def told(spelt: str, signs: Set[str], intent: Callable[[], Intent]) -> str:
    """`DEATH`, `ACCIDENT` or `KILLED`, if that is told; empty otherwise, and where a death is only to be registered.

    `signs` are those that the message holds (`words.signs`).
    """
    if tells_of_death(spelt, signs):
        if intent().topic == "update_data":
            return ""
        return KILLED if "fatal" in signs and "illness" not in signs else DEATH
    return ACCIDENT if tells_of_accident(spelt, signs, intent) else ""


def joined(before: str, now: str) -> str:
    """What was told so far: a death after an accident is a death by it."""
    return KILLED if {before, now} in ({DEATH, ACCIDENT}, {KILLED, DEATH}, {KILLED, ACCIDENT}) else now or before
