"""Finds a kelurahan or kecamatan of Kota Bekasi by its name."""

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from data.content import areas

Kind = Literal["Kelurahan", "Kecamatan"]

_CLOSE = 0.72
"""The similarity of names that are suggested; Tambun Selatan, of the Kabupaten, is not Bekasi Selatan."""
_KIND = re.compile(r"(?<!\s)\s*+(?:(kel(?:urahan)?)|(kec(?:amatan)?))\b\.?\s*", re.IGNORECASE)


class UnknownOffice(Exception):
    """There is no such kelurahan or kecamatan, or there are both; the message suggests names."""


@dataclass(frozen=True, slots=True)
class Office:
    """A kelurahan or kecamatan."""

    kind: Kind
    name: str

    @property
    def title(self) -> str:
        """The full name."""
        return f"{self.kind} {self.name}"

    @property
    def place(self) -> str:
        """The name as links write it."""
        return areas.link_name(self.name)


def find(written: str) -> Office:
    """The office of that name; spaces and capitals do not matter. Raises UnknownOffice."""
    prefix = _KIND.match(written)
    name = written[prefix.end() :].strip() if prefix else written.strip()
    kinds: tuple[Kind, ...] = ("Kelurahan", "Kecamatan")
    if prefix:
        kinds = ("Kelurahan",) if prefix[1] else ("Kecamatan",)
    known = sorted(_all(), key=lambda one: one.kind in kinds)
    found = [one for one in known if one.kind in kinds and _plain(one.name) == _plain(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownOffice(f"Which one: {' or '.join(one.title for one in found)}?")
    titles = {_plain(one.name): one.title for one in known}  # where two offices have one name, the requested kind
    close = [titles[one] for one in difflib.get_close_matches(_plain(name), titles, n=3, cutoff=_CLOSE)]
    advice = f"Did you mean {' or '.join(close)}?" if close else "Give a kelurahan or kecamatan of Kota Bekasi."
    raise UnknownOffice(f"No {' or '.join(kinds).lower()} is called “{name}”. {advice}")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _all() -> list[Office]:
    return [
        *(Office("Kelurahan", one.name) for one in areas.all_kelurahan()),
        *(Office("Kecamatan", name) for name in areas.all_kecamatan()),
    ]
