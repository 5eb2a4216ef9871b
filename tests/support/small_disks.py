"""Disks that are full: a small one mounted where we may, else a limit of file sizes for one process."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LEFT = 64 * 1024


@contextmanager
def small_disk(folder: Path, megabytes: int = 6) -> Iterator[bool]:
    """A disk of so many megabytes at the folder; whether we may mount one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def make_read_only(folder: Path) -> None:
    """What the system does to a disk that fails."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Writes until not a byte more goes in; the file that fills it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as opened:
        for size in (_LEFT, 1024, 1):
            with suppress(OSError):
                while opened.write(bytes(size)) == size:
                    pass
    return filler


@contextmanager
def full(folder: Path, *, mounted: bool, pid: int = 0) -> Iterator[None]:
    """No room in the folder for this process (ours: 0), for as long as it takes."""
    if mounted:
        filler = fill(folder)
        try:
            yield
        finally:
            filler.unlink()
        return
    before = resource.prlimit(pid or os.getpid(), resource.RLIMIT_FSIZE)
    resource.prlimit(pid or os.getpid(), resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid or os.getpid(), resource.RLIMIT_FSIZE, before)
