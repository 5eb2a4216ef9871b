"""The colours of the pictures, and which icon stands beside which line."""

from dataclasses import dataclass
from typing import Literal

INK, QUIET, WHITE, GROUND = "#14231f", "#3f524c", "#ffffff", "#e9f0ed"
AMBER, ON_AMBER = "#fdf0cf", "#4d3800"
"""Cautions."""
RED, ON_RED = "#a61b1b", "#fbeaea"
"""What is not included, and what stands behind it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What one picture looks like."""

    strong: str
    soft: str
    icon: str
    icons: tuple[str, ...]
    """Beside each line."""
    marks: Literal["number", "check", "box"]


_GREEN, _BLUE, _PURPLE = ("#0b5d4e", "#dff0ea"), ("#1c4f8f", "#e2ecf8"), ("#5a3d86", "#ece6f5")

THEMES = {
    "kelurahan": Theme(*_GREEN, "office", ("people", "papers", "computer", "meeting", "house", "ranking"), "number"),
    "app": Theme(*_BLUE, "phone", ("phone", "account", "mail", "write", "house", "ranking"), "number"),
    "protects": Theme(*_GREEN, "shield", ("helmet", "candle", "illness", "savings", "cash"), "check"),
    "papers": Theme(*_PURPLE, "checklist", ("account", "family_card", "letter", "income", "photo", "speak"), "box"),
}
