"""A finding of `sigap doctor`."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "error"]
MOST_NAMED = 5
"""How many files, contacts or names a finding lists, at most."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined, and its state."""

    name: str
    level: Level
    said: str
    """The state, in a few words."""
    advice: str = ""
    """What to do; empty when nothing is to be done."""
