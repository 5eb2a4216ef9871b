"""Marks each message of ours with a tag that its receipts bring back: which answer it is a part of, and its outcome.

So the costs are counted by outcome, and a receipt finds its answer, without a table of the messages that we sent. A tag
names no person: it holds the hash of the message that was answered.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from msgspec import Struct

LONGEST = 200
"""Characters."""
_VERSION = "1"
_SEPARATOR = "|"
_KEY_BYTES = 16


class Tag(Struct, frozen=True):
    """One part of an answer."""

    outcome: str
    message_key: bytes
    """The key of the message it answers (`data.chats.inbox`)."""
    part: int
    """Counted from 0."""

    def __str__(self) -> str:
        key = urlsafe_b64encode(self.message_key).decode().rstrip("=")
        return _SEPARATOR.join((_VERSION, self.outcome, key, str(self.part)))


def read(written: str) -> Tag | None:
    """The tag as it was written; None for one that no version of ours wrote."""
    fields = written.split(_SEPARATOR) if len(written) <= LONGEST else []
    if len(fields) != 4 or fields[0] != _VERSION or not (fields[3].isascii() and fields[3].isdecimal()):
        return None
    try:
        key = urlsafe_b64decode(f"{fields[2]}==")
    except ValueError:
        return None
    return Tag(fields[1], key, int(fields[3])) if len(key) == _KEY_BYTES else None
