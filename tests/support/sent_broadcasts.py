"""Broadcasts as tests need them: subscribers by the thousand, approved announcements, and what became of each.

What writes waits for who else is writing: where that may be a bot in the same loop, it must be called in a thread.
"""

import itertools
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.announcements import delivery_claims
from data.announcements.announcements import Attachment, Audience, State
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Result
from data.announcements.tallies import Tally
from data.database.sqlite import Transaction
from tests.fakes.bot_api import BotApi, Sent
from tests.support.telegram_servers import until

TELEGRAM = "telegram"
TEXTS = {
    "id": "Peserta baru SIGAP\n\nAda 1.000 peserta baru.",
    "su": "Peserta anyar SIGAP\n\nAya 1.000 peserta anyar.",
    "en": "New SIGAP members\n\nThere are 1,000 new members.",
}
_CODES = itertools.count(1)
_CODE = re.compile(r"\bC0\d{4}\b")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the list."""

    address: str
    channel: str
    language: str
    state: str
    reason: str | None
    tries: int
    fencing_token: int | None


class Looks:
    """How often the lanes of this process have looked whether there is something to send: once a transaction."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._seen, settle = 0, delivery_claims.settle

        async def counted(tx: Transaction, channel: str, results: Sequence[Result], now: datetime) -> None:
            self._seen += 1
            await settle(tx, channel, results, now)

        monkeypatch.setattr(delivery_claims, "settle", counted)

    async def more(self, times: int = 3) -> None:
        """Returns once they have looked so often from now on; with 3, the second began and ended meanwhile."""
        end = self._seen + times
        await until(lambda: self._seen >= end)


@contextmanager
def opened(live: Path) -> Iterator[sqlite3.Connection]:
    """The live database, beside whoever else has it open; all or nothing is written."""
    with closing(sqlite3.connect(live, timeout=60)) as connection, connection:
        yield connection


def subscribe(
    live: Path,
    addresses: Iterable[str | int],
    *,
    since: datetime,
    channel: str = TELEGRAM,
    language: str | None = None,
    kecamatan: str | None = None,
) -> None:
    """These chats want announcements; half a million of them in some seconds."""
    moment = int(since.timestamp())
    rows = ((channel, str(one), language, kecamatan, moment, moment) for one in addresses)
    with opened(live) as connection:
        connection.executemany(
            "INSERT INTO chats (channel, address, language, kecamatan, subscribed, used, consent) "
            "VALUES (?, ?, ?, ?, ?, ?, 'Siap')",
            rows,
        )


def crowd(api: BotApi, count: int, first: int = 5_000_000_001) -> range:
    """So many people who have written to the bot on Telegram before; their chats."""
    chats = range(first, first + count)
    for one in chats:
        api.chat(one).known = True
    return chats


def approve(
    live: Path,
    now: datetime,
    texts: dict[str, str] = TEXTS,
    *,
    audience: Audience | None = None,
    attachment: Attachment | None = None,
    starts: datetime | None = None,
    override: str | None = None,
) -> int:
    """An announcement that was written by one and approved by another at this moment; its number."""
    moment = int(now.timestamp())
    picture = attachment and json.dumps({name: getattr(attachment, name) for name in Attachment.__slots__})
    aimed = {name: getattr(audience or Audience(), name) for name in Audience.__slots__}
    with opened(live) as connection:
        ((number,),) = connection.execute(
            "INSERT INTO broadcasts (state, writer, texts, attachment, audience, starts, override, code, fingerprint, "
            "approver, approved, changed) VALUES ('approved', '111', ?, ?, ?, ?, ?, ?, x'00', '222', ?, ?) "
            "RETURNING id",
            (json.dumps(texts), picture, json.dumps(aimed), starts and int(starts.timestamp()), override,
             f"C{next(_CODES):05}", moment, moment),
        ).fetchall()  # fmt: skip
    return int(number)


def put(live: Path, number: int, state: State) -> None:
    """Staff pause, resume or abort it."""
    with opened(live) as connection:
        connection.execute("UPDATE broadcasts SET state = ? WHERE id = ?", (state, number))


def state(live: Path, number: int) -> State:
    """How far a broadcast is."""
    with opened(live) as connection:
        return State(connection.execute("SELECT state FROM broadcasts WHERE id = ?", (number,)).fetchone()[0])


def ended(live: Path, number: int) -> bool:
    """Whether nothing more happens."""
    with opened(live) as connection:
        return bool(
            connection.execute(
                "SELECT ended IS NOT NULL AND state IN ('done', 'aborted') FROM broadcasts WHERE id = ?", (number,)
            ).fetchone()[0]
        )


def tally(live: Path, number: int, channel: str = TELEGRAM) -> Tally:
    """The counts that staff see."""
    with opened(live) as connection:
        row = connection.execute(
            "SELECT total, sent, gone, failed, unknown FROM tallies WHERE broadcast = ? AND channel = ?",
            (number, channel),
        ).fetchone()
    return Tally(*row) if row else Tally()


def deliveries(live: Path, number: int) -> list[Delivery]:
    """Every row of its list."""
    with opened(live) as connection:
        rows = connection.execute(
            "SELECT address, channel, language, state, reason, tries, fence FROM deliveries WHERE broadcast = ?",
            (number,),
        ).fetchall()
    return [Delivery(*row) for row in rows]


def states(live: Path, number: int) -> dict[str, str]:
    """What became of each chat."""
    return {one.address: one.state for one in deliveries(live, number)}


def count(live: Path, number: int, *wanted: str) -> int:
    """How many deliveries are in one of these states."""
    marks = ", ".join("?" * len(wanted))
    with opened(live) as connection:
        return int(
            connection.execute(
                f"SELECT count(*) FROM deliveries WHERE broadcast = ? AND state IN ({marks})", (number, *wanted)
            ).fetchone()[0]
        )


def right(live: Path, number: int) -> bool:
    """Whether the counts that staff see are those of the rows."""
    rows = deliveries(live, number)
    for channel in {one.channel for one in rows}:
        found = Counter(one.state for one in rows if one.channel == channel)
        counted = Tally(
            found.total(),
            found[DeliveryOutcome.SENT],
            found[DeliveryOutcome.GONE],
            found[DeliveryOutcome.FAILED],
            found[DeliveryOutcome.UNKNOWN],
        )
        if tally(live, number, channel) != counted:
            return False
    return True


def announced(api: BotApi, words: str = "") -> list[Sent]:
    """The announcements that really arrived, known by their check code; only those with these words."""
    return [one for one in list(api.sent) if _CODE.search(one.text) and words in one.text]


def arrived(api: BotApi, words: str = "") -> Counter[str]:
    """How many announcements each chat got."""
    return Counter(str(one.chat) for one in announced(api, words))


def yesterday(now: datetime) -> datetime:
    """When people subscribed."""
    return now - timedelta(days=1)
