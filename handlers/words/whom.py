"""Recognises whom a matter is about: "untuk ibu saya", "nik istri", "kalau anak saya?"."""

import re

SELF = "self"
"""The sender."""
OTHER = "other"
"""Somebody else, as a button says; `phrases.kin_other` is how we write it."""
_FAMILY = {
    "ibu": "ibu biang mother mom mum",
    "bapak": "bapak father dad",
    "istri": "istri wife",
    "suami": "suami husband",
    "anak": "anak son daughter child",
    "kakak": "kakak kaka lanceuk",
    "adik": "adik adek adi",
    "nenek": "nenek nini grandmother grandma",
    "kakek": "kakek aki grandfather grandpa",
    "mertua": "mertua mitoha",
    "orangtua": "orangtua ortu parents sepuh",
    "saudara": "saudara sodara dulur brother sister",
}
_OTHERS = {
    "tetangga": "tetangga tatangga neighbour neighbor",
    "teman": "teman temen kawan friend rerencangan babaturan",
}
"""People of whom is told what they have got, so that they must be named as those who ask: "untuk teman saya"."""
KIN = {word: who for who, words in {**_FAMILY, **_OTHERS}.items() for word in words.split()} | {"orang tua": "orangtua"}
"""The key of each word for a person; `phrases.kin_KEY` is how we write it."""

_WHO = f"({'|'.join(sorted(KIN, key=len, reverse=True))})"
_FOR = "untuk|for|nik|cek|check|kalau|if|about|punya|punyanya|bisa|nomor|nama|namanya|milik"
_ASKED_FOR = re.compile(rf"\b(?:{_FOR}) (?:nik |ktp |punya |untuk |si |pun |my ){{0,3}}{_WHO}(?:nya|ku| saya)?\b")
_MENTIONED = re.compile(rf"\b{_WHO}(?:ku|nya)? saya\b|\bmy {_WHO}\b|\bpun {_WHO}\b|\b{_WHO}ku\b")
_ADDRESSED = re.compile(r"\b(?:cek|check|kalau|bisa|nama|nomor|if|punya) (?:ibu|bapak)\b(?! (?:saya|ku))")
"""How we may be addressed: "bisa bu?", "cek pak"."""
_FOR_SELF = re.compile(r"\b(?:untuk|nik|punya|kalau|cek|for) (?:nik )?(?:saya|diri|sendiri|me)\b|\bmyself\b|\bmy own\b")
_SELF = re.compile(r"\b(?:saya|i|me)\b")
_SAID_BY = re.compile(r"\b(?:bilang|kata|suruh|disuruh|says|said|daftarin|tanya)\b")
_CHECKS = frozenset("cek dicek ngecek mengecek periksa diperiksa dicekin cekin cekkan check checked".split())
_NO_CHECK = frozenset("tidak sudah belum desil kesehatan bansos data kk".split())
"""Words beside which it is another matter: "data ibu diperiksa", "sudah dicek"."""
_LONGEST_STATEMENT = 7
"""In words; what is said of a person in a longer message does not make the matter theirs."""


_HURT = re.compile(
    rf"\b{_WHO}(?:ku|nya)?(?: (?:sudah|baru|telah|tadi|kemarin|saya|mengalami|kena|has|just))*"
    r" (?:meninggal|tewas|gugur|kecelakaan|jatuh|ketabrak|tertabrak|died|passed|fell|tidak)\b"
)


def _harmed(spelt: str) -> str:
    """The key of the person to whom harm was done, in a message that tells of it; empty if it names nobody."""
    found = _MENTIONED.search(spelt) or _HURT.search(spelt)
    return KIN[next(filter(None, found.groups()))] if found and not _SAID_BY.search(spelt) else ""


def named_in(words: list[str], *, of_harm: bool = False) -> str:
    """The key of the person a message (`spelling.words`) is about, `SELF` for its sender; empty if it names nobody.

    Of a message that tells of harm it is whom that was done to, however long it is.
    """
    said = " ".join(words)
    if of_harm:
        return _harmed(said)
    if _ADDRESSED.search(said):
        return ""
    asked = _ASKED_FOR.search(said)
    found = asked or _MENTIONED.search(said)
    if found is None:
        return SELF if _FOR_SELF.search(said) else ""
    who = KIN[next(filter(None, found.groups()))]
    if _SAID_BY.search(said) or _SELF.search(f"{said[: found.start()]} {said[found.end() :]}"):
        return ""  # somebody said so, or what they have is compared with what the sender has
    if asked:
        return who
    return who if len(words) <= _LONGEST_STATEMENT and who not in _OTHERS else ""


def asks_for_a_check(words: list[str]) -> bool:
    """Whether a message about somebody asks to check their NIK; a "tidak" at its end only asks."""
    said = [word for word in words if word not in {"?", "ya", "juga"}]
    while said and said[-1] == "tidak":
        said.pop()
    return not _CHECKS.isdisjoint(said) and _NO_CHECK.isdisjoint(said)
