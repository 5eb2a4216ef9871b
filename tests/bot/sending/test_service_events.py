"""What a service reports beside messages is stored and acted upon: receipts, new addresses, news for staff."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial

import pytest
from prometheus_client import CollectorRegistry

from bot.open_channel import OpenChannel
from bot.sending import replies, tags
from bot.sending.address import Address
from bot.sending.capabilities import Capabilities, Rates
from bot.sending.contract import Priority
from bot.sending.errors import Gone, OptedOut, SendError, Undeliverable, Unknown, Unreachable, WindowClosed
from bot.sending.notices import staff_reports
from bot.sending.notices.staff_reports import StaffReports
from bot.sending.outgoing import Outgoing
from bot.sending.receipts import Price, Receipt, State
from bot.sending.tags import Tag
from data import costs
from data.channels import STAFF, WHATSAPP
from data.chats import outgoing
from data.content import texts
from data.costs import Cost
from handlers.messages import Incoming
from tests.conftest import BUDI, Office, Opened, Person
from tests.support.recording_channel import RecordingChannel
from tests.support.telegram_servers import until

NAME = WHATSAPP.name
_FAST = Capabilities(can_push=True, has_receipts=True, rates=Rates(10_000, 10_000, 100, 10_000))
KEY = b"k" * 16


@pytest.fixture(autouse=True)
def _long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "_FIRST_WAIT", 600.0)  # so that only an event ends them


@asynccontextmanager
async def _opened(chat: Person, channel: RecordingChannel) -> AsyncIterator[OpenChannel]:
    opened = OpenChannel(channel, chat.app.dispatch, chat.app.replies, chat.app.events, chat.app.metrics)
    yield opened
    await opened.close(0)


def _channel(*fails: SendError) -> RecordingChannel:
    return RecordingChannel(NAME, _FAST, fails=[*fails])


def _incoming(text: str = "menu", address: str = "ID.a", id_: str = "1") -> Incoming:
    return Incoming(id_, NAME, address, text, pushed=True)


async def _asks(opened: OpenChannel, incoming: Incoming) -> None:
    opened.reply(incoming, await opened.handle(incoming))


def _rows(office: Office, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        return live.execute(sql).fetchall()


def _none_waits(office: Office) -> bool:
    return not _rows(office, "SELECT 1 FROM turns WHERE answer IS NOT NULL")


def _billed(message: str, tag: str = "", state: State = "delivered", *, free: bool = False) -> Receipt:
    return Receipt(message, state, tag, Price("service", free))


def _value(registry: CollectorRegistry, name: str, **labels: str) -> float:
    return registry.get_sample_value(name, labels) or 0.0


# ------------------------------------------------------------ receipts


def test_a_tag_says_which_part_of_which_answer_it_is() -> None:
    tag = Tag("check.not_listed", KEY, 3)
    assert tags.read(str(tag)) == tag
    assert len(str(tag)) < tags.LONGEST


_NOT_OURS = (
    "",
    "x",
    "1|a|b|c",
    "1|menu|AAAA|0",
    "2|menu|a2tra2tra2tra2tra2traw|0",
    "1|menu|a2tra2tra2tra2tra2traw|٣",
    "|" * 500,
)


@pytest.mark.parametrize("written", _NOT_OURS)
def test_a_tag_of_somebody_else_is_none(written: str) -> None:
    assert tags.read(written) is None


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
async def test_a_reply_that_may_have_arrived_is_not_sent_again_once_a_receipt_says_so(
    office: Office, bot: Opened, state: State
) -> None:
    channel = _channel(Unknown())
    async with _opened(await bot(), channel) as opened:
        await _asks(opened, _incoming())
        await until(lambda: not channel.fails)
        await opened.note_receipts([Receipt("wamid.1", state, channel.tags[0])])
        await until(lambda: _none_waits(office))
    assert channel.sent == []


class _Early(RecordingChannel):
    """Each receipt is faster than the answer to the request, which is lost."""

    inbound: OpenChannel

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:
        await super().send(address, outgoing, priority, tag)
        await self.inbound.note_receipts([Receipt("wamid.1", "sent", tag)])
        raise Unknown


async def test_a_receipt_may_be_faster_than_the_answer_of_the_service(office: Office, bot: Opened) -> None:
    channel = _Early(NAME, _FAST)
    async with _opened(await bot(), channel) as opened:
        channel.inbound = opened
        await _asks(opened, _incoming())
        await until(lambda: _none_waits(office))
    assert len(channel.sent) == 1


async def test_a_reply_that_failed_is_sent_again_in_spite_of_other_receipts(office: Office, bot: Opened) -> None:
    channel = _channel(Unknown())
    async with _opened(await bot(), channel) as opened:
        await _asks(opened, _incoming())
        await until(lambda: not channel.fails)
        await opened.note_receipts([Receipt("wamid.1", "failed", channel.tags[0], problem=Undeliverable())])
        await opened.note_receipts([Receipt("wamid.1", "sent", str(Tag("menu", KEY, 0)))])
    assert not _none_waits(office)


async def test_after_a_crash_the_progress_tells_what_arrived(office: Office, bot: Opened) -> None:
    chat = await bot()
    async with _opened(chat, _channel()) as opened:
        incoming = _incoming()
        answer = await opened.handle(incoming)
        tag = str(Tag(answer.outcome, incoming.message_key, 0))
        await opened.note_receipts(
            [Receipt("wamid.1", "read", tag), Receipt("wamid.2", "read", str(Tag("menu", KEY, 5)))]
        )
    (left,) = await chat.app.replies.pending(NAME)
    assert left.done == 1
    channel = _channel()
    async with _opened(chat, channel) as opened:
        await opened.replies.load()
        await until(lambda: _none_waits(office))
    assert channel.sent == []


async def test_a_batch_is_counted_once_in_one_piece_of_work(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, pieces, count = await bot(), [], costs.count

    async def counted(*args: object) -> list[Cost]:
        pieces.append(args)
        return await count(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(costs, "count", counted)
    states: tuple[State, ...] = ("sent", "delivered", "read")
    batch = [_billed(f"wamid.{n}", str(Tag("check.found", KEY, 0)), one) for n in range(50) for one in states]
    async with _opened(chat, _channel()) as opened:
        await opened.note_receipts(batch)
        await asyncio.gather(*(opened.note_receipts([one]) for one in batch))  # the service repeats them one by one
    assert len(pieces) <= 3
    assert _rows(office, "SELECT category, free, outcome, messages FROM costs") == [("service", 0, "check.found", 50)]
    registry, labels = chat.app.metrics.registry, {"channel": NAME, "category": "service", "outcome": "check.found"}
    assert _value(registry, "sigap_channel_messages_total", **labels, free="no") == 50
    assert _value(registry, "sigap_channel_cost_dollars_total", **labels) == pytest.approx(1.25)


@pytest.mark.parametrize(("problem", "waits"), [(Gone(), False), (OptedOut(), True)])
async def test_who_cannot_be_reached_any_more_leaves_and_other_failures_are_counted(
    office: Office, bot: Opened, problem: SendError, waits: bool
) -> None:
    chat = await bot()
    async with _opened(chat, _channel()) as opened:
        for text in ("langganan", "semua"):
            await opened.handle(_incoming(text, id_=text))
        subscribed = "SELECT subscribed IS NOT NULL FROM chats"
        assert _rows(office, subscribed) == [(1,)]
        await opened.note_receipts([Receipt("wamid.1", "failed", problem=WindowClosed(), recipient="ID.a")])
        assert _rows(office, subscribed) == [(1,)]
        await opened.note_receipts([Receipt("wamid.2", "failed", problem=problem, recipient="ID.a")])
        assert _rows(office, subscribed) == [(0,)]
        assert _none_waits(office) is not waits  # who wants no announcements still gets answers
    for why in ("window_closed", problem.code):
        assert _value(chat.app.metrics.registry, "sigap_not_sent_total", channel=NAME, why=why) == 1


async def test_who_tells_the_service_that_they_want_no_announcements_still_gets_answers(
    office: Office, bot: Opened
) -> None:
    async with _opened(await bot(), _channel()) as opened:
        for text in ("langganan", "semua"):
            await opened.handle(_incoming(text, id_=text))
        await opened.opted_out("ID.a")
        assert _rows(office, "SELECT subscribed IS NOT NULL FROM chats") == [(0,)]
        assert not _none_waits(office)


# ------------------------------------------------------------ new addresses


async def test_replies_that_wait_go_to_the_new_address_in_order(office: Office, bot: Opened) -> None:
    channel = _channel(Unreachable(retry_after=0.2), Unreachable(retry_after=0.2))
    async with _opened(await bot(), channel) as opened:
        for n in range(3):
            await _asks(opened, _incoming("menu", id_=str(n)))
        await until(lambda: len(channel.fails) < 2)
        await opened.moved("ID.a", "ID.b")
        assert _rows(office, "SELECT DISTINCT address FROM turns WHERE answer IS NOT NULL") == [("ID.b",)]
        await until(lambda: _none_waits(office))
    assert [address.chat for address, *_ in channel.sent] == ["ID.b"] * 3


async def test_replies_go_behind_those_that_wait_at_the_new_address(office: Office, bot: Opened) -> None:
    wait = Unreachable(retry_after=0.2)
    channel = _channel(wait, wait, wait, wait)
    async with _opened(await bot(), channel) as opened:
        for n, address in enumerate(("ID.a", "ID.b", "ID.a", "ID.b")):
            await _asks(opened, _incoming("menu", address, str(n)))
        await opened.moved("ID.a", "ID.b")
        await until(lambda: _none_waits(office))
    assert [address.chat for address, *_ in channel.sent] == ["ID.b"] * 4
    assert not len(opened.replies)


async def test_a_check_at_the_new_number_counts_with_those_before(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_day=1)
    async with _opened(chat, _channel()) as opened:
        assert (await opened.handle(_incoming(BUDI))).outcome == "check.found"
        await opened.moved("ID.a", "ID.b")
        answer = await opened.handle(_incoming("3275010103889530", "ID.b"))
        assert answer.outcome == "check.quota"


# ------------------------------------------------------------ staff

_STAFF = "111:writer:Ani; 222:approver:Budi; 333:viewer:Citra"


@pytest.mark.parametrize(("staff", "told"), [(_STAFF, {"222"}), ("111:writer; 333:viewer", {"333"}), ("", set())])
async def test_staff_are_told_once(office: Office, bot: Opened, staff: str, told: set[str]) -> None:
    chat = await bot(staff=staff)
    async with _opened(chat, _channel()) as opened:
        for _ in range(2):
            await opened.tell_staff("template_status", {"name": "kabar", "event": "PAUSED"})
    found = _rows(office, "SELECT channel, address, kind FROM outgoing")
    assert {(channel, kind) for channel, _, kind in found} <= {(STAFF, staff_reports.KIND)}
    assert {address for _, address, _ in found} == told
    assert len(found) == len(told)
    assert _value(chat.app.metrics.registry, "sigap_alarms_total", kind="whatsapp_account") == 1


@pytest.mark.parametrize("kind", ["template_status", "a kind that no version of ours knows"])
async def test_a_report_says_what_the_service_says(bot: Opened, kind: str) -> None:
    chat = await bot(staff=_STAFF)
    async with _opened(chat, _channel()) as opened:
        await opened.tell_staff(kind, {"subject": "-", "event": "PAUSED", "limit": "250"})
    database = chat.app.events._database
    (message,) = await database.group_commit(partial(outgoing.pending, channel=STAFF, most=9))
    prepared = await database.group_commit(partial(StaffReports().prepare, message=message))
    assert prepared
    (reply,) = prepared.replies
    assert WHATSAPP.label in reply.text
    assert reply.text.endswith("\n\nKejadian: PAUSED\nlimit: 250")


def test_every_kind_of_report_has_a_text() -> None:
    kinds = "template_status template_quality account phone_quality capability preference standby other"
    assert all(texts.is_staff_text(f"{staff_reports.KIND}.{one}") for one in kinds.split())
