"""Recognises whom a matter is about: "untuk ibu saya", "nik istri", "kalau anak saya?"."""

import re

SELF = "self"
"""The sender."""
KIN = {
    "ibu": "ibu",
    "bapak": "bapak",
    "istri": "istri",
    "suami": "suami",
    "anak": "anak",
    "kakak": "kakak",
    "adik": "adik",
    "nenek": "nenek",
    "kakek": "kakek",
    "mertua": "mertua",
    "orang tua": "orangtua",
    "ortu": "orangtua",
    "kolot": "orangtua",
    "saudara": "saudara",
    "tetangga": "tetangga",
    "teman": "teman",
    "mother": "ibu",
    "mom": "ibu",
    "mum": "ibu",
    "father": "bapak",
    "dad": "bapak",
    "wife": "istri",
    "husband": "suami",
    "son": "anak",
    "daughter": "anak",
    "child": "anak",
    "brother": "saudara",
    "sister": "saudara",
    "parents": "orangtua",
    "grandmother": "nenek",
    "grandma": "nenek",
    "nini": "nenek",
    "grandfather": "kakek",
    "grandpa": "kakek",
    "aki": "kakek",
    "adek": "adik",
    "adi": "adik",
    "lanceuk": "kakak",
    "kaka": "kakak",
    "mitoha": "mertua",
    "tatangga": "tetangga",
    "neighbour": "tetangga",
    "neighbor": "tetangga",
    "friend": "teman",
    "kawan": "teman",
    "sodara": "saudara",
    "dulur": "saudara",
    "rerencangan": "teman",
    "babaturan": "teman",
}
"""The key of each word for a person; `phrases.kin_KEY` is how we write it."""
_WORDS = "|".join(sorted(KIN, key=len, reverse=True))
_LEADS = r"untuk|for|nik|cek|kalau|punya|punyanya|bisa|about|check|what about|if|how about|nomor|namanya|nama|milik"
_NAMED = re.compile(
    rf"\b(?:{_LEADS}) (?:nik |ktp |punya |untuk |si |pun |my )*({_WORDS})(?:nya|ku| saya)?\b"
    rf"|\b({_WORDS})(?:ku|nya)? saya\b|\bmy ({_WORDS})\b|\bpun ({_WORDS})\b|\b({_WORDS})ku\b"
)
_LED = re.compile(rf"\b(?:{_LEADS}) (?:nik |ktp |punya |untuk |si |pun |my )*(?:{_WORDS})(?:nya|ku| saya)?\b")
_SELF = re.compile(
    r"\b(?:untuk|nik|punya|kalau|cek|for) (?:nik )?(?:saya|diri|sendiri|me|myself)\b|\bmyself\b|\bmy own\b"
)
_ADDRESSED = re.compile(r"\b(?:untuk|cek|kalau|bisa|nik|nama|nomor|if|for) (?:ibu|bapak)\b(?! (?:saya|ku))")
"""May be how we are addressed: "bisa bu?", "cek pak"."""
_FOR = re.compile(r"\b(?:untuk|nik|for) (?:ibu|bapak)\b")
_SAID_BY = re.compile(r"\b(?:bilang|kata|suruh|disuruh|says|said|daftarin|tanya)\b")
_MYSELF = re.compile(r"\b(?:saya|i|me)\b")
_NOT_OF_THE_HOUSE = frozenset({"tetangga", "teman"})
"""People of whom is told what they have got."""
_LONGEST_STATEMENT = 7
"""In words; what is said of a person in a longer message does not make the matter theirs."""


def named_in(words: list[str]) -> str:
    """The key of the person a message (`spelling.words`) is about, `SELF` for its sender; empty if it names nobody."""
    said = " ".join(words)
    found = _NAMED.search(said)
    if found is None:
        return SELF if _SELF.search(said) else ""
    who = KIN[next(filter(None, found.groups()))]
    rest = f"{said[: found.start()]} {said[found.end() :]}"
    if _SAID_BY.search(said) or _MYSELF.search(rest):
        return ""
    if _ADDRESSED.search(said):
        return who if _FOR.search(said) else ""
    if _LED.search(said):
        return who
    return who if len(words) <= _LONGEST_STATEMENT and who not in _NOT_OF_THE_HOUSE else ""
