"""What nobody asked for is sent with a reply's promises: real SQLite, and a channel that does what each story needs."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.metrics import Metrics
from bot.sending.address import Address
from bot.sending.capabilities import Capabilities, Rates
from bot.sending.contract import Priority
from bot.sending.errors import Gone, Refused, SendError, Throttled, Unauthorised, Unknown, Unreachable
from bot.sending.notices import outgoing_sender
from bot.sending.notices.outgoing_sender import OutgoingSender, Prepared
from bot.sending.outgoing import Outgoing, Text
from bot.sending.paced_channel import PacedChannel
from bot.timing import Timing
from data.chats import outgoing
from data.chats.outgoing import QueuedMessage
from data.coverage import emergency_stop
from data.database.failures import Trouble
from data.database.opening import open_database
from data.database.sqlite import CannotWrite, Database, Transaction
from handlers.messages import Reply
from tests.conftest import NOW
from tests.support.recording_channel import RecordingChannel
from tests.support.telegram_servers import until

QUICK = Timing(notice_poll=0.01, notice_first_retry=0.01, notice_longest_retry=0.01, notice_finish=0)
"""Told to stop, it stops at once, in the middle of whatever it does, as if it were killed."""


_FAST = Rates(overall=10_000, chat=10_000, chat_burst=100, bulk=10_000)


@dataclass
class Post(RecordingChannel):
    """A channel that notes what arrives, and fails as it is told."""

    capabilities: Capabilities = field(default=Capabilities(can_push=True, rates=_FAST))
    arrived: list[tuple[str, str]] = field(default_factory=list)
    """Address and text of each message."""
    tried: list[str] = field(default_factory=list)
    """The address of each try."""
    before: dict[str, deque[Exception]] = field(default_factory=dict)
    """By address: what happens to the next messages, which do not arrive."""
    after: dict[str, deque[Exception]] = field(default_factory=dict)
    """The same for messages that arrive all the same."""
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    """By text: what an answer to the message waits for, once it has arrived."""

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:  # noqa: ARG002
        assert isinstance(outgoing, Text)
        assert priority is Priority.NOTICE
        self.tried.append(address.chat)
        await asyncio.sleep(0)
        if problems := self.before.get(address.chat):
            raise problems.popleft()
        self.arrived.append((address.chat, outgoing.text))
        if outgoing.text in self.held:
            await self.held[outgoing.text].wait()
        if problems := self.after.get(address.chat):
            raise problems.popleft()
        return ""


@dataclass
class Lines:
    """A kind of message: its body holds its parts, and a story says when it is no longer true."""

    untrue: set[str] = field(default_factory=set)
    ended: list[tuple[str, str, bool]] = field(default_factory=list)
    """Address and name of each that was settled, and whether it arrived."""

    async def prepare(self, _tx: Transaction, message: QueuedMessage) -> Prepared | None:
        if message.name in self.untrue:
            return None
        parts = tuple(Reply(line) for line in json.loads(message.body))
        return Prepared(parts, "line", partial(self._settle, message))

    async def _settle(self, message: QueuedMessage, _tx: Transaction, arrived: bool) -> None:
        self.ended.append((message.address, message.name, arrived))


@dataclass
class Street:
    """A queue, the channel, and the sender between them, which may have several lives."""

    database: Database
    post: Post = field(default_factory=Post)
    lines: Lines = field(default_factory=Lines)
    metrics: Metrics = field(default_factory=Metrics)
    channel: PacedChannel = field(init=False)

    def __post_init__(self) -> None:
        self.channel = PacedChannel(self.post)
        self.channel.started = True

    async def queues(self, *messages: tuple[str, str]) -> None:
        """Queues messages, each an address and a name; parts of the text are those between slashes in the name."""
        async with self.database.transaction() as tx:
            for address, name in messages:
                await outgoing.put(tx, "telegram", address, "lines", name, json.dumps(name.split("/")), NOW)

    async def _forget(self, channel: str, address: str) -> None:
        async with self.database.transaction() as tx:
            await outgoing.forget(tx, channel, address)

    @asynccontextmanager
    async def life(self) -> AsyncIterator["asyncio.Task[None]"]:
        """One life of the sender; at the end it is killed."""
        kinds = {"lines": self.lines}
        sender = OutgoingSender(self.channel, kinds, self._forget, self.database, self.metrics, QUICK)
        task = asyncio.create_task(sender.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def waiting(self) -> list[tuple[str, str]]:
        async with self.database.transaction() as tx:
            return [*await tx.rows("SELECT address, name FROM outgoing ORDER BY id")]

    async def sends_all(self) -> None:
        """Runs until nothing waits any more."""
        async with self.life():
            await self.until_sent()

    async def until_sent(self) -> None:
        async with asyncio.timeout(60):
            while await self.waiting():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    def not_sent(self, why: str) -> float:
        labels = {"channel": "telegram", "why": why}
        return self.metrics.registry.get_sample_value("sigap_not_sent_total", labels) or 0


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    database = await open_database(tmp_path / "live.db")
    yield Street(database)
    await database.close()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The channel of each look for messages."""
    found, pending = list[str](), outgoing.pending

    async def counted(tx: Transaction, channel: str, most: int) -> list[QueuedMessage]:
        found.append(channel)
        return await pending(tx, channel, most)

    monkeypatch.setattr(outgoing, "pending", counted)
    return found


# ---------------------------------------------------------------- at least once, and in order


async def test_each_arrives_once_and_in_order_within_its_chat(street: Street) -> None:
    await street.queues(("1", "a"), ("2", "b"), ("1", "c"), ("1", "d"))
    await street.sends_all()
    assert [text for address, text in street.post.arrived if address == "1"] == ["a", "c", "d"]
    assert sorted(street.post.arrived) == [("1", "a"), ("1", "c"), ("1", "d"), ("2", "b")]
    assert street.lines.ended.count(("1", "a", True)) == 1
    assert street.metrics.registry.get_sample_value(
        "sigap_news_told_total", {"channel": "telegram", "kind": "line"}
    ) == len(street.post.arrived)


async def test_killed_before_it_sends_it_sends_in_its_next_life(street: Street) -> None:
    street.post.before["1"] = deque([Unreachable()] * 1000)
    await street.queues(("1", "a"), ("2", "b"))
    async with street.life():
        await until(lambda: street.post.tried.count("1") > 2)
    assert await street.waiting() == [("1", "a")]
    street.post.before.clear()
    await street.sends_all()
    assert sorted(street.post.arrived) == [("1", "a"), ("2", "b")]


async def test_killed_between_sending_and_marking_it_repeats_that_one_alone(street: Street) -> None:
    street.post.held["b"] = asyncio.Event()
    await street.queues(("1", "a"), ("2", "b"), ("3", "c"))
    async with street.life():
        await until(lambda: ("2", "b") in street.post.arrived)
    assert await street.waiting() == [("2", "b"), ("3", "c")]
    street.post.held["b"].set()
    await street.sends_all()
    assert street.post.arrived == [("1", "a"), ("2", "b"), ("2", "b"), ("3", "c")]
    assert street.lines.ended == [("1", "a", True), ("2", "b", True), ("3", "c", True)]


async def test_killed_between_two_parts_it_goes_on_with_the_second(street: Street) -> None:
    street.post.held["second"] = asyncio.Event()
    await street.queues(("1", "first/second/third"))
    async with street.life():
        await until(lambda: ("1", "second") in street.post.arrived)
    street.post.held["second"].set()
    await street.sends_all()
    assert [text for _, text in street.post.arrived] == ["first", "second", "second", "third"]


async def test_what_arrived_and_cannot_be_noted_is_noted_later_and_not_sent_again(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove, full = outgoing.remove, [True]

    async def refuses(tx: Transaction, message: QueuedMessage) -> None:
        if full[0]:
            failures.append(message.address)
            raise CannotWrite(street.database.path, Trouble.FULL)
        await remove(tx, message)

    failures: list[str] = []
    monkeypatch.setattr(outgoing, "remove", refuses)
    await street.queues(("1", "a"))
    async with street.life():
        await until(lambda: len(failures) > 3)
        full[0] = False
        await street.until_sent()
    assert street.post.arrived == [("1", "a")]


# ---------------------------------------------------------------- failures, as for replies


async def test_unreachable_for_a_while_it_arrives_once_and_others_meanwhile(street: Street) -> None:
    street.post.before["1"] = deque([Unreachable()] * 20)
    await street.queues(("1", "a"), ("1", "after a"), ("2", "b"))
    await street.sends_all()
    assert street.post.arrived == [("2", "b"), ("1", "a"), ("1", "after a")]
    assert street.not_sent("unreachable") == 20


@pytest.mark.parametrize(("first", "arrived"), [(Unreachable(), False), (Unknown(), True)])
async def test_unreachable_for_a_day_it_is_given_up_and_counts_as_arrived_only_if_it_may_have(
    street: Street, monkeypatch: pytest.MonkeyPatch, first: SendError, *, arrived: bool
) -> None:
    monkeypatch.setattr(outgoing_sender, "LONGEST_TRIED", 0.1)
    street.post.before["1"] = deque([first, *[Unreachable()] * 1000])
    await street.queues(("1", "a"))
    with capture_logs() as logged:
        await street.sends_all()
    assert street.post.arrived == []
    assert len(street.post.tried) > 2
    assert street.lines.ended == [("1", "a", arrived)]
    assert [one["event"] for one in logged] == ["outgoing.given_up"]


async def test_what_may_have_arrived_is_sent_again_8_times(street: Street) -> None:
    street.post.after["1"] = deque([Unknown()] * 100)
    await street.queues(("1", "a"), ("2", "b"))
    with capture_logs() as logged:
        await street.sends_all()
    assert street.post.arrived.count(("1", "a")) == 1 + 8
    assert street.post.arrived.count(("2", "b")) == 1
    assert ("1", "a", True) in street.lines.ended  # most likely it did
    assert [(one["event"], one["tries"]) for one in logged] == [("outgoing.given_up", 9)]


async def test_who_is_gone_gets_nothing_more_and_others_do(street: Street) -> None:
    street.post.before["1"] = deque([Gone()])
    await street.queues(("1", "a"), ("1", "after a"), ("2", "b"))
    await street.sends_all()
    assert street.post.tried == ["1", "2"]
    assert street.post.arrived == [("2", "b")]
    assert street.not_sent("gone") == 1


async def test_what_is_refused_is_not_sent_again_and_the_next_is(street: Street) -> None:
    street.post.before["1"] = deque([Refused("too odd")])
    await street.queues(("1", "a"), ("1", "after a"))
    with capture_logs() as logged:
        await street.sends_all()
    assert street.post.arrived == [("1", "after a")]
    assert [(one["event"], one["reason"]) for one in logged] == [("outgoing.refused", "too odd")]


async def test_told_to_wait_it_writes_to_nobody_meanwhile(street: Street) -> None:
    street.post.before["1"] = deque([Throttled(retry_after=0.2)])
    await street.queues(("1", "a"), ("2", "b"))
    begun = asyncio.get_running_loop().time()
    async with street.life():
        await until(lambda: len(street.post.tried) > 1)
        assert asyncio.get_running_loop().time() - begun >= 0.2
        await street.until_sent()
    assert sorted(street.post.arrived) == [("1", "a"), ("2", "b")]


async def test_with_a_token_that_is_not_known_it_ends_and_loses_nothing(street: Street) -> None:
    street.post.before["1"] = deque([Unauthorised()])
    await street.queues(("1", "a"), ("2", "b"))
    async with street.life() as task:
        await until(task.done)
    assert await street.waiting() == [("1", "a"), ("2", "b")]
    assert street.post.tried == ["1"]


async def test_a_message_that_this_program_cannot_read_holds_nobody_up_and_waits(street: Street) -> None:
    await street.queues(("2", "b"))
    async with street.database.transaction() as tx:
        await tx.run("UPDATE outgoing SET body = 'of a later version'")
    await street.queues(("2", "after b"), ("3", "c"))
    with capture_logs() as logged:
        async with street.life():
            await until(lambda: street.post.arrived == [("3", "c")] and len(logged) > 2)
    assert await street.waiting() == [("2", "b"), ("2", "after b")]
    assert {one["event"] for one in logged} == {"outgoing.failed"}


# ---------------------------------------------------------------- what changes meanwhile


async def test_what_is_no_longer_true_is_withdrawn_also_between_two_tries(street: Street) -> None:
    street.lines.untrue.add("a")
    street.post.before["2"] = deque([Unreachable()] * 1000)
    await street.queues(("1", "a"), ("2", "b"))
    async with street.life():
        await until(lambda: street.post.tried.count("2") > 2)
        street.lines.untrue.add("b")
        await street.until_sent()
    assert street.post.arrived == []
    assert street.lines.ended == []


async def test_who_erases_the_chat_between_two_tries_gets_nothing(street: Street) -> None:
    street.post.before["1"] = deque([Unreachable()] * 3)
    await street.queues(("1", "a"), ("2", "b"))
    async with street.life():
        await until(lambda: len(street.post.before["1"]) == 2)
        await street._forget("telegram", "1")
        tried = street.post.tried.count("1")
        await street.queues(("3", "c"))
        await street.until_sent()
    assert street.post.tried.count("1") <= tried + 1  # the one under way when it was erased
    assert sorted(street.post.arrived) == [("2", "b"), ("3", "c")]


async def test_who_erases_the_chat_while_others_are_written_to_gets_nothing(street: Street) -> None:
    street.post.held["a"] = asyncio.Event()
    await street.queues(("1", "a"), ("2", "b"), ("3", "c"))
    async with street.life():
        await until(lambda: bool(street.post.arrived))
        await street._forget("telegram", "2")  # "b" was read already
        street.post.held["a"].set()
        await street.until_sent()
    assert street.post.arrived == [("1", "a"), ("3", "c")]


async def test_who_erases_the_chat_while_announcements_and_notices_pause_gets_nothing(
    street: Street, looks: list[str]
) -> None:
    street.channel.pause_bulk(0.3)  # as after an announcement that the channel throttled
    await street.queues(("1", "a"), ("2", "b"))
    async with street.life():
        await until(lambda: bool(looks))
        await street._forget("telegram", "1")
        await street.until_sent()
    assert street.post.arrived == [("2", "b")]


async def test_none_goes_before_the_channel_has_begun_and_sends_the_replies_that_were_left(
    street: Street, looks: list[str]
) -> None:
    street.channel.started = False
    await street.queues(("1", "a"))
    async with street.life():
        await until(lambda: bool(looks))
        await street._forget("telegram", "1")
        await street.queues(("2", "b"))
        street.channel.started = True
        await street.until_sent()
    assert street.post.arrived == [("2", "b")]


async def test_stopped_by_staff_it_waits_and_goes_on_afterwards(street: Street, looks: list[str]) -> None:
    street.post.held["a"] = asyncio.Event()
    await street.queues(("1", "a"), ("2", "b"))
    async with street.life():
        await until(lambda: bool(street.post.arrived))
        async with street.database.transaction() as tx:  # with "b" read already
            await emergency_stop.stop(tx, NOW, "wrong list")
        street.post.held["a"].set()
        seen = len(looks)
        await until(lambda: len(looks) > seen + 2)
        assert street.post.arrived == [("1", "a")]
        assert await street.waiting() == [("2", "b")]
        async with street.database.transaction() as tx:
            await emergency_stop.go_on(tx)
        await street.until_sent()
    assert street.post.arrived == [("1", "a"), ("2", "b")]
