"""Recipients of broadcasts as rows: put on a list in any state, and read again with the counts that staff see."""

from dataclasses import dataclass
from datetime import datetime

from data.announcements import announcements, tallies
from data.announcements.announcements import Broadcast, State
from data.announcements.tallies import Tally
from data.clock import from_unix, unix
from data.database.sqlite import Transaction

TELEGRAM, WEB = "telegram", "web"


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient."""

    state: str
    reason: str | None = None
    fence: int | None = None
    tries: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of recipients in one transaction."""

    tx: Transaction
    now: datetime

    async def broadcast(
        self, state: State = State.SENDING, *, started: datetime | None = None, ended: datetime | None = None
    ) -> Broadcast:
        """One in this state."""
        made = await announcements.create(self.tx, "111", self.now)
        await self.tx.run(
            "UPDATE broadcasts SET state = ?, started = ?, ended = ? WHERE id = ?",
            state,
            unix(started or self.now),
            ended and unix(ended),
            made.id,
        )
        found = await announcements.load(self.tx, made.id)
        assert found
        return found

    async def put(self, one: Broadcast, address: str, row: Row, channel: str = TELEGRAM, language: str = "id") -> None:
        """Puts a chat on a list, and counts it."""
        await self.tx.run(
            "INSERT INTO deliveries (broadcast, channel, address, language, state, reason, tries, fence, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            one.id,
            channel,
            address,
            language,
            row.state,
            row.reason,
            row.tries,
            row.fence,
            row.at and unix(row.at),
        )
        await self.tx.run(
            "INSERT INTO tallies (broadcast, channel) VALUES (?, ?) ON CONFLICT DO NOTHING", one.id, channel
        )
        more = {"total": 1} | ({} if row.state in {"pending", "claimed"} else {row.state: 1})
        await tallies.add(self.tx, one.id, channel, more)

    async def rows(self, one: Broadcast, channel: str = TELEGRAM) -> dict[str, Row]:
        """The recipients on a channel, by address."""
        found = await self.tx.rows(
            "SELECT address, state, reason, fence, tries, at FROM deliveries WHERE broadcast = ? AND channel = ?",
            one.id,
            channel,
        )
        return {
            address: Row(state, reason, fence, tries, None if at is None else from_unix(at))
            for address, state, reason, fence, tries, at in found
        }

    async def row(self, one: Broadcast, address: str, channel: str = TELEGRAM) -> Row:
        """One recipient."""
        return (await self.rows(one, channel))[address]

    async def tally(self, one: Broadcast, channel: str = TELEGRAM) -> Tally:
        """The counts."""
        return (await tallies.by_channel(self.tx, one.id))[channel]

    async def state(self, one: Broadcast) -> State:
        """How far a broadcast is."""
        found = await announcements.load(self.tx, one.id)
        assert found
        return found.state
