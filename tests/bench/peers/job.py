"""What a peer is told to do, and the list that it looks NIKs up in."""

import hashlib
import hmac
import json
import re
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NIK = re.compile(r"\b\d{16}\b")


@dataclass(frozen=True)
class Answer:
    """An answer, the same for all bots."""

    text: str
    buttons: list[list[dict[str, Any]]]
    """Rows of buttons as Telegram wants them: `text`, `callback_data`."""


@dataclass(frozen=True)
class Job:
    """The JSON file that a peer is given; those in JavaScript read the same."""

    how: str
    """`polling` or `webhook`."""
    api: str
    """Where Telegram is."""
    token: str
    port: int
    """Where updates are taken, with `webhook`: on `/telegram/webhook`."""
    snapshot: str
    """A coverage snapshot of ours (data/coverage/snapshot.sql)."""
    key: str
    """32 bytes in hexadecimal digits, by which NIKs are hashed."""
    database: str
    """Where a durable peer keeps what it keeps."""
    answers: dict[str, str]
    """The texts: `listed`, `not_listed`, `no_nik`."""
    buttons: list[list[dict[str, Any]]]
    ca: str = ""
    """A file with the certificate of Telegram, with TLS."""

    @property
    def webhook_url(self) -> str:
        """Where Telegram brings updates."""
        return f"http://127.0.0.1:{self.port}/telegram/webhook"


def given() -> Job:
    """The job named on the command line."""
    return Job(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))


class People:
    """The list, looked up in the loop's own thread: the fastest way there is."""

    def __init__(self, job: Job) -> None:
        self._rows = sqlite3.connect(f"file:{job.snapshot}?mode=ro&immutable=1", uri=True)
        self._key = bytes.fromhex(job.key)
        self._answers, self._buttons = job.answers, job.buttons

    def hash_in(self, text: str) -> bytes | None:
        """The hash of the NIK in a text, as the snapshot has it."""
        found = _NIK.search(text)
        return hmac.digest(self._key, found[0].encode(), hashlib.sha256)[:16] if found else None

    def answer(self, nik: bytes | None) -> Answer:
        """What is said about it."""
        if nik is None:
            return Answer(self._answers["no_nik"], self._buttons)
        row = self._rows.execute("SELECT status FROM people WHERE nik = ?", (nik,)).fetchone()
        return Answer(self._answers["listed" if row and row[0] == 0 else "not_listed"], self._buttons)

    def answer_to(self, text: str) -> Answer:
        """What is said to a message."""
        return self.answer(self.hash_in(text))
