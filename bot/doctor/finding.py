"""What the doctor says of one thing that it looked at."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and how it is."""

    name: str
    level: Level
    said: str
    advice: str = ""
