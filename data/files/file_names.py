"""Judges the name of a file that somebody gave us, and shows it: the secret itself may stand there by mistake."""

import os
import re
from pathlib import Path

from data.shortened import cut

_LONGEST, _LONGEST_PART = 4095, 255
"""Bytes of a path, and of each of its parts, that Linux takes."""
_SHOWN = 300
"""Characters of a path in a sentence."""
_KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{48,80}(?![0-9a-f])", re.IGNORECASE)
"""A NIK key, also one that was not copied whole."""
_TOKEN = re.compile(r"(?<![0-9])[0-9]{5,20}(?::|%3a)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
"""Telegram's."""


def holds_a_secret(written: str) -> bool:
    """Whether a NIK key or a token of Telegram stands in this text."""
    text = "".join(written[: 2 * _LONGEST].split())
    return bool(_TOKEN.search(text) or _KEY.search(text))


def why_unfit(written: str) -> str:
    """Why this can be no file's name; empty when it can."""
    # A folder of a container is named by 64 hex digits: only the last name, and one alone, can be a key.
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
    """The path as it may be shown; `otherwise` where it may be a secret: a single word that names nothing here.

    No secret of ours has a dot or a slash in it, as a file's name mostly has.
    """
    alone = not path.is_absolute() and len(path.parts) < 2 and "." not in path.name
    if why_unfit(str(path)) or (alone and not os.path.lexists(path)):
        return otherwise
    return cut(str(path), _SHOWN)
