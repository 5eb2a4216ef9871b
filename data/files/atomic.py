"""Replaces a file in one step: a reader sees the old one or the new one whole, also after a power cut."""

import os
from pathlib import Path


def fsync(path: Path) -> None:
    """Forces a file or a folder to the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(draft: Path, path: Path) -> None:
    """Moves a finished draft, from the same folder, to its name. Raises OSError; `path` is then as it was.

    The file goes to the disk before its name does, or a power cut could leave the name on an empty file.
    """
    fsync(draft)
    draft.replace(path)
    fsync(path.parent)


def write(path: Path, content: bytes) -> None:
    """Writes a whole file under a draft's name, and puts it in place. Raises OSError."""
    draft = draft_of(path)
    try:
        draft.write_bytes(content)
        replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def draft_of(path: Path) -> Path:
    """The name of a file until it is complete."""
    return path.with_name(f"{path.name}.new")
