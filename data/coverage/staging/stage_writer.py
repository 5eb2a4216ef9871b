"""Hashes people and stages them, in a process of its own: on the second core, while the import reads on.

The argument is the staging file. Standard input is the key, then blocks of people, each behind its length; a length of
0 ends the list. Standard output has one line of JSON: `{"staged": people}`, `{"memory": true}` where memory did not
suffice, or `{"error": ...}`, an error of SQLite. When the input ends early, the import was stopped or killed: this
process ends, too, and nothing is committed.
"""

import json
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from msgspec.msgpack import Decoder

from data.coverage.staging import stage
from data.coverage.staging.stage import Person
from data.files import memory_limit
from data.hashing import KEY_BYTES, Key

LENGTH_BYTES = 4


def main() -> None:
    """Stages the people from standard input, and says on standard output how that ended."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # the end of the input ends it
    memory_limit.no_core_dumps()
    try:
        said: dict[str, object] = {"staged": _write(sys.stdin.buffer, Path(sys.argv[1]))}
    except MemoryError:
        said = {"memory": True}
    except sqlite3.Error as error:
        said = {"error": str(error)}
    print(json.dumps(said))  # noqa: T201


def _write(blocks: BinaryIO, file: Path) -> int:
    key = Key(blocks.read(KEY_BYTES))
    decode = Decoder(list[Person]).decode
    staged = 0
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, isolation_level=None)) as db:
        db.executescript(stage.UNSAFE.format(schema="main"))
        db.execute("BEGIN IMMEDIATE")
        while length := int.from_bytes(_whole(blocks, LENGTH_BYTES)):
            people = decode(_whole(blocks, length))
            stage.insert(db, people, key, "main")
            staged += len(people)
        db.execute("COMMIT")
    return staged


def _whole(blocks: BinaryIO, length: int) -> bytes:
    """The next bytes of the input. Raises EOFError where it ends early."""
    read = blocks.read(length)
    if len(read) < length:
        raise EOFError
    return read


if __name__ == "__main__":
    main()
