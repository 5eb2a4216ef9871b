"""Checks the name of a file that somebody gave us, and displays it: the name may be a secret pasted by mistake."""

import os
import re
from pathlib import Path

from data.shortened import cut

_LONGEST, _LONGEST_PART = 4095, 255
"""The longest path, and the longest part of one, that Linux accepts, in bytes."""
_SHOWN = 300
"""The most characters of a path shown in a sentence."""
_KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{48,80}(?![0-9a-f])", re.IGNORECASE)
"""A NIK key, even if not copied in full."""
_TOKEN = re.compile(r"(?<![0-9])[0-9]{5,20}(?::|%3a)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
"""A Telegram token."""


def holds_a_secret(written: str) -> bool:
    """Whether a NIK key or a Telegram token stands in this text."""
    text = "".join(written[: 2 * _LONGEST].split())
    return bool(_TOKEN.search(text) or _KEY.search(text))


def why_unfit(written: str) -> str:
    """Why this cannot be the name of a file; empty if it can."""
    # Container folders are named by 64 hex digits, so only a last part that stands alone can be a key.
    absolute = written.startswith(("/", "~/"))
    if _TOKEN.search(written[: 2 * _LONGEST]) or holds_a_secret(Path(written).name if absolute else written):
        return "this takes the name of a file or folder, not the key or token itself"
    if "\0" in written:
        return "a sign stands there that no name can have"
    parts = written.split("/")
    if len(os.fsencode(written)) > _LONGEST or max(len(os.fsencode(part)) for part in parts) > _LONGEST_PART:
        return f"this is too long for the name of a file: at most {_LONGEST:,} bytes, and {_LONGEST_PART} in each part"
    return ""


def display_name(path: Path, otherwise: str) -> str:
    """The path as it may be shown, or `otherwise` if it may be a secret: a single word that names nothing here.

    None of our secrets holds a dot or a slash, as most names of files do.
    """
    alone = not path.is_absolute() and len(path.parts) < 2 and "." not in path.name
    if why_unfit(str(path)) or (alone and not os.path.lexists(path)):
        return otherwise
    return cut(str(path), _SHOWN)
