"""Replaces a file in one step: a reader sees either the old or the new content in full, even after a power cut."""

import os
from pathlib import Path


def fsync(path: Path) -> None:
    """Forces a file or folder to the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(draft: Path, path: Path) -> None:
    """Renames a finished draft in the same folder to its final name. Raises OSError; `path` is then unchanged.

    The content goes to the disk before the name does; otherwise a power cut could leave the name on an empty file.
    """
    fsync(draft)
    draft.replace(path)
    fsync(path.parent)


def write(path: Path, content: bytes) -> None:
    """Writes a whole file under the name of a draft, then renames it. Raises OSError."""
    draft = draft_of(path)
    try:
        draft.write_bytes(content)
        replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def draft_of(path: Path) -> Path:
    """The name of a file while it is incomplete."""
    return path.with_name(f"{path.name}.new")
