"""The snapshot directory: its coverage files, which of them is live, and whether they are unchanged since publication.

The pointer file `current` names the live file with its size and checksum. It is replaced by a rename, so a reader sees
either the old or the new one, never half of one, even after a power cut.
"""

import hashlib
import re
import sqlite3
from contextlib import closing
from datetime import date, datetime
from enum import IntEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data.coverage.second_factor import Factor
from data.files import given_files
from data.hashing import Key
from data.import_texts import Sentence, TextProblem, reason_of

SCHEMA_VERSION = 2
_READ = {"1", "2"}
"""Schema versions that this program reads. Version 1 lacks the status `unclear`."""
MOST = 999_999_999
"""The highest number of a snapshot."""
_NAME = re.compile(r"coverage-(\d{1,9})\.db")


class SnapshotProblem(TextProblem):
    """A snapshot cannot be used; the message says why and what to do."""

    reason = "damaged"


class Missing(SnapshotProblem):
    """Nothing has been published yet."""

    reason = "missing"


class Damaged(SnapshotProblem):
    """The file is not the one that was published."""


class WrongKey(SnapshotProblem):
    """The snapshot was made with another key: every look-up would answer "not listed"."""

    reason = "wrong_key"


class WrongSchema(SnapshotProblem):
    """The snapshot was made by another version of this program."""

    reason = "wrong_schema"


class Seal(BaseModel):
    """What identifies a published snapshot: `coverage-N.json` beside each file, and `current` for the live one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    bytes: int
    sha256: str
    before: int | None = None
    """The snapshot that was live when this one was published."""


class Status(IntEnum):
    """The status of a person in the snapshot; a listing may have ended since."""

    LISTED = 0
    ENDED = 1
    REMOVED = 2
    """In an earlier snapshot, but not in this list."""
    UNCLEAR = 3
    """In this list, but the entry is unclear."""


class About(BaseModel):
    """The description of a snapshot, stored in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int
    number: int
    as_of: date
    """The day for which the list is valid."""
    made_at: datetime
    source_sha256: str
    key_fingerprint: str
    second_factor: Factor
    synthetic: bool
    listed: int
    ended: int
    unclear: int = 0
    gone: int

    @property
    def people(self) -> int:
        """The number of people in the list, without those removed from it."""
        return self.listed + self.ended + self.unclear


def file_of(directory: Path, number: int) -> Path:
    """The path of snapshot `number`."""
    return directory / f"coverage-{number}.db"


def numbers(directory: Path) -> list[int]:
    """The numbers of the snapshots in the directory, oldest first."""
    matches = (_NAME.fullmatch(path.name) for path in directory.glob("coverage-*.db") if path.is_file())
    return sorted(int(match[1]) for match in matches if match)


def read_pointer(directory: Path) -> Seal:
    """The live snapshot. Raises Missing or Damaged."""
    try:
        return Seal.model_validate_json(given_files.read(directory / "current"))
    except FileNotFoundError:
        raise Missing("snapshot.none", directory=directory) from None
    except ValidationError:
        found = numbers(directory)
        key = "snapshot.pointer_of_some" if found else "snapshot.pointer"
        raise Damaged(key, file=directory / "current", numbers=", ".join(map(str, found))) from None
    except OSError as error:
        raise SnapshotProblem("snapshot.folder_unreadable", directory=directory, why=reason_of(error)) from None


def read_seal(directory: Path, number: int) -> Seal:
    """The seal of a snapshot. Raises Damaged."""
    try:
        return Seal.model_validate_json(given_files.read(seal_of(directory, number)))
    except (ValidationError, OSError):
        raise Damaged("snapshot.no_seal", number=str(number)) from None


def seal_of(directory: Path, number: int) -> Path:
    """The path of the seal of snapshot `number`."""
    return file_of(directory, number).with_suffix(".json")


def connect(path: Path) -> sqlite3.Connection:
    """Opens the file read-only: it never changes once published."""
    return sqlite3.connect(uri(path), uri=True)


def uri(path: Path) -> str:
    """The SQLite address of a published file."""
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def read_about(path: Path) -> About:
    """Reads the description in the file. Raises Damaged or WrongSchema."""
    try:
        with closing(connect(path)) as opened:
            values = dict(opened.execute("SELECT name, value FROM about"))
    except sqlite3.Error:
        raise Damaged("snapshot.unreadable", file=path.name) from None
    if values.get("schema_version") not in _READ:
        found = values.get("schema_version", "?")
        raise WrongSchema("snapshot.schema", file=path.name, found=found, read=", ".join(sorted(_READ)))
    try:
        return About.model_validate(values)
    except ValidationError:
        raise Damaged("snapshot.nameless", file=path.name) from None


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def verify(directory: Path, seal: Seal, key: Key | None) -> About:
    """Verifies that a file is as published, with our schema and our key (None: any key). Raises SnapshotProblem."""
    path = file_of(directory, seal.number)
    try:
        whole = path.stat().st_size == seal.bytes and checksum(path) == seal.sha256
    except OSError:
        raise Damaged("snapshot.gone", file=path.name, way=_advice(directory, seal)) from None
    if not whole:
        raise Damaged("snapshot.altered", file=path.name, way=_advice(directory, seal))
    about = read_about(path)
    if key and about.key_fingerprint != key.fingerprint:
        raise WrongKey("snapshot.wrong_key", file=path.name, its=about.key_fingerprint, ours=key.fingerprint)
    return about


def _advice(directory: Path, damaged: Seal) -> Sentence:
    """What to do about a damaged snapshot; the first suggestion loses the least."""
    name = file_of(directory, damaged.number).name
    others = [
        number for number in numbers(directory) if number != damaged.number and _is_as_published(directory, number)
    ]
    if not others:
        return Sentence("snapshot.way_of_one", {"file": name})
    back = damaged.before if damaged.before in others else others[-1]
    return Sentence("snapshot.way", {"file": name, "back": str(back)})


def _is_as_published(directory: Path, number: int) -> bool:
    """Whether a snapshot is as it was published."""
    path = file_of(directory, number)
    try:
        sealed = read_seal(directory, number)
        return path.stat().st_size == sealed.bytes and checksum(path) == sealed.sha256
    except (Damaged, OSError):
        return False


def key_in(directory: Path, seal: Seal) -> str:
    """The fingerprint of the key of one snapshot. Raises SnapshotProblem."""
    return read_about(file_of(directory, seal.number)).key_fingerprint


def key_of(directory: Path) -> str:
    """The fingerprint of the key of the newest readable snapshot; empty if there is none."""
    for number in reversed(numbers(directory)):
        try:
            return read_about(file_of(directory, number)).key_fingerprint
        except SnapshotProblem:
            continue
    return ""


def is_sound(path: Path, about: About) -> bool:
    """Whether SQLite finds the file sound, with as many rows as its description says."""
    try:
        with closing(connect(path)) as opened:
            (state,) = opened.execute("PRAGMA integrity_check").fetchone()
            (rows,) = opened.execute("SELECT count(*) FROM people").fetchone()
    except sqlite3.Error:
        return False
    return bool(state == "ok" and rows == about.people + about.gone)
