"""Stages the people of a long list in a process of its own (`stage_writer.py`), on the second core."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec.msgpack import Encoder

from data.coverage.snapshots import SnapshotProblem
from data.coverage.staging.stage import Person
from data.coverage.staging.stage_writer import LENGTH_BYTES
from data.hashing import Key

_PIPE = 1 << 20
"""Bytes on their way to the process: the people of some blocks."""


def has_second_core() -> bool:
    """Whether this process may run on more than one core."""
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


@contextmanager
def staging(file: Path, key: Key) -> Iterator[Callable[[Sequence[Person]], None]]:
    """Gives a function that stages a block of people in the file; at the end all of them are committed.

    Nobody else may have the file open in a transaction meanwhile. Raises SnapshotProblem where the process was killed,
    sqlite3.Error and MemoryError where it met them; so does the function, when it is called after that.
    """
    words = [sys.executable, "-P", "-s", "-m", "data.coverage.staging.stage_writer", str(file)]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}  # our secrets stay here
    with subprocess.Popen(  # noqa: S603 - our own module
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept | {"PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUTF8": "1"},
        start_new_session=True,  # Ctrl-C reaches the import alone, which then ends this process
        pipesize=_PIPE,
    ) as writer:
        encode = Encoder().encode
        staged = 0

        def send(people: Sequence[Person]) -> None:
            nonlocal staged
            block = encode(people)
            _send(writer, len(block).to_bytes(LENGTH_BYTES), block)
            staged += len(people)

        try:
            _send(writer, key.secret)
            yield send
            _send(writer, bytes(LENGTH_BYTES))
            if _result(writer) != staged:
                raise SnapshotProblem("snapshot.writer_ended")
        finally:
            writer.kill()
            assert writer.stdin
            with suppress(BrokenPipeError):
                writer.stdin.close()


def _send(writer: "subprocess.Popen[bytes]", *pieces: bytes) -> None:
    assert writer.stdin
    try:
        for piece in pieces:
            writer.stdin.write(piece)
        writer.stdin.flush()
    except BrokenPipeError:
        _result(writer)
        raise SnapshotProblem("snapshot.writer_ended") from None


def _result(writer: "subprocess.Popen[bytes]") -> int:
    """How many people the process has staged. Waits for its end."""
    assert writer.stdout
    line = writer.stdout.read()
    if not line:
        raise SnapshotProblem("snapshot.writer_ended")
    said = json.loads(line)
    if "memory" in said:
        raise MemoryError
    if "error" in said:
        raise sqlite3.OperationalError(said["error"])
    return int(said["staged"])
