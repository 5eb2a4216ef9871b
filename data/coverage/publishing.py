"""Makes a snapshot the live one: a new one after an import, an earlier one in a rollback; and removes old ones."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from data.coverage.snapshots import (
    About,
    Damaged,
    Missing,
    Seal,
    SnapshotProblem,
    checksum,
    file_of,
    is_sound,
    numbers,
    read_about,
    read_pointer,
    read_seal,
    seal_of,
    verify,
)
from data.files import atomic, own_files
from data.hashing import Key
from data.import_texts import reason_of

KEPT = 3


def write_seal(directory: Path, number: int, before: int | None = None) -> Seal:
    """Writes the seal of a new file: its size and checksum, and the snapshot that was live before it."""
    path = file_of(directory, number)
    made = Seal(number=number, bytes=path.stat().st_size, sha256=checksum(path), before=before)
    _write(seal_of(directory, number), made)
    return made


def point_to(directory: Path, seal: Seal) -> None:
    """Makes a snapshot the live one, in a single rename."""
    _write(directory / "current", seal)


def _write(path: Path, seal: Seal) -> None:
    atomic.write(path, f"{seal.model_dump_json()}\n".encode("ascii"))


def roll_back(directory: Path, key: Key, number: int | None, publishing: Callable[[], None] = lambda: None) -> About:
    """Publishes an earlier snapshot: the one before the live one, or the given one. Raises SnapshotProblem.

    `publishing` is called just before that.
    """
    with locked(directory):
        there = numbers(directory)
        if number is None:
            live = read_pointer(directory)
            number = live.before  # not simply the next lower number, which may have been withdrawn
            if number not in there:
                raise Missing("snapshot.none_before", number=str(live.number))
        elif number not in there:
            raise Missing("snapshot.no_such", number=str(number), numbers=", ".join(map(str, there)) or "-")
        found = read_seal(directory, number)
        about = verify(directory, found, key)
        if not is_sound(file_of(directory, number), about):
            raise Damaged("snapshot.not_sound", number=str(number))
        publishing()
        point_to(directory, found)
        return about


def prune(directory: Path) -> list[int]:
    """Removes all but the newest three and the live one; returns the numbers removed."""
    kept = {*numbers(directory)[-KEPT:], read_pointer(directory).number}
    removed = [number for number in numbers(directory) if number not in kept]
    for number in removed:
        file_of(directory, number).unlink()
        seal_of(directory, number).unlink(missing_ok=True)
    return removed


def remove_of_other_keys(directory: Path, key: Key) -> list[int]:
    """Removes the snapshots of other keys. Returns their numbers."""
    live, removed = read_pointer(directory).number, []
    for number in numbers(directory):
        try:
            other = read_about(file_of(directory, number)).key_fingerprint != key.fingerprint
        except SnapshotProblem:
            continue  # damaged: somebody may want to look at it
        if other and number != live:
            file_of(directory, number).unlink()
            seal_of(directory, number).unlink(missing_ok=True)
            removed.append(number)
    return removed


def remove_leftovers(directory: Path, but: Path | None = None) -> None:
    """Removes the files of a killed import: incomplete ones, and those never sealed. The live snapshot stays."""
    try:
        live = read_pointer(directory).number
    except SnapshotProblem:
        live = None
    unsealed = [number for number in numbers(directory) if number != live and not seal_of(directory, number).exists()]
    left = [*directory.glob("*.part"), *directory.glob("*.stage"), *directory.glob("*.new")]
    for path in {*left, *(file_of(directory, number) for number in unsealed)} - {but}:
        path.unlink(missing_ok=True)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Allows one import or rollback at a time. Raises SnapshotProblem while another one runs."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        own_files.close_to_others(directory.parent)
        lock = own_files.open_private(directory / "import.lock")
    except OSError as error:
        raise SnapshotProblem("snapshot.folder_unwritable", directory=directory, why=reason_of(error)) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SnapshotProblem("snapshot.at_work") from None
        yield
