"""A webhook is handled as a whole: in order, once, and nothing of it is lost when a part fails."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.app import running
from bot.channels.whatsapp.decode import PayloadDecoder
from bot.channels.whatsapp.receiver import Receiver
from bot.dispatch import NotKept
from bot.metrics import Metrics
from bot.open_channel import OpenChannel
from bot.sending.errors import SendError, Unknown
from bot.sending.receipts import Receipt
from bot.settings import Settings
from data.channels import WHATSAPP
from handlers.messages import Answer, Incoming, Reply
from handlers.outcomes import Outcome
from tests.conftest import BUDI, Office
from tests.support.recording_channel import RecordingChannel
from tests.support.telegram_servers import until
from tests.support.whatsapp_payloads import (
    METADATA,
    PHONE,
    PHONE_ID,
    USER_ID,
    Json,
    body,
    message,
    of_messages,
    of_statuses,
    payload,
    status,
)

NEW = "ID.13491208655300000009"


class Notes:
    """In place of the bot: notes what it is asked, and fails as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.fails: dict[str, Exception] = {}
        """By the name of a call, and by the id of a message."""
        self.read: list[str] = []
        self.answers: dict[str, Answer] = {}

    def _ask(self, *what: str) -> None:
        self.asked.append(what)
        for one in what:
            if one in self.fails:
                raise self.fails[one]

    async def begin(self, url: str) -> None:
        """No replies were left by an earlier run."""

    async def handle(self, incoming: Incoming) -> Answer:
        self._ask("handle", incoming.id)
        await asyncio.sleep(0)
        return self.answers.get(incoming.id, Answer(Outcome.CHECK_NOT_LISTED, replies=(Reply("x"),)))

    def reply(self, incoming: Incoming, _: Answer) -> None:
        self.asked.append(("reply", incoming.id))

    async def left(self, address: str) -> None:
        """WhatsApp does not say who left."""

    async def opted_out(self, address: str) -> None:
        self._ask("opted_out", address)

    async def moved(self, before: str, after: str) -> None:
        self._ask("moved", before, after)

    async def note_receipts(self, receipts: Sequence[Receipt]) -> None:
        self._ask("note_receipts", *(one.state for one in receipts))

    async def tell_staff(self, kind: str, _: Mapping[str, str]) -> None:
        self._ask("tell_staff", kind)

    async def mark_read(self, message: str) -> None:
        self.read.append(message)
        if "mark_read" in self.fails:
            raise self.fails["mark_read"]


class Received:
    """A receiver, and the bot behind it."""

    def __init__(self) -> None:
        self.bot = Notes()
        self.metrics = Metrics()
        self.decoder = PayloadDecoder(PHONE_ID, self.metrics)
        self.tasks: list[asyncio.Task[None]] = []
        self.receiver = Receiver(self.bot, self.bot, self.decoder, self._start)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work))

    async def take(self, *changes: Json) -> None:
        """One webhook comes."""
        given = self.decoder.payload(body(payload(*changes)))
        assert given
        try:
            await self.receiver.receive(given)
        finally:
            await asyncio.gather(*self.tasks)

    @property
    def skipped(self) -> float:
        return self.metrics.registry.get_sample_value("sigap_updates_skipped_total", {"channel": "whatsapp"}) or 0


def _everything() -> tuple[Json, ...]:
    moved = {"type": "user_changed_user_id", "user_id": NEW, "previous_user_id": USER_ID}
    preference = {"user_id": NEW, "value": "stop"}
    return (
        {"field": "account_update", "value": {"event": "X"}},
        {"field": "user_preferences", "value": {"metadata": METADATA, "user_preferences": [preference]}},
        of_statuses(status("read", timestamp="1796000002"), status("sent")),
        of_messages(message(id="wamid.2", timestamp="1796000001", from_user_id=NEW), message(from_user_id=NEW)),
        of_messages(message("system", id="wamid.3", system=moved, **{"from": None}), contacts=None),
    )


ALL = [
    ("moved", USER_ID, NEW),
    ("moved", PHONE, NEW),
    ("handle", "wamid.1"),
    ("handle", "wamid.2"),
    ("reply", "wamid.1"),
    ("reply", "wamid.2"),
    ("note_receipts", "sent", "read"),
    ("opted_out", NEW),
    ("tell_staff", "account"),
    ("tell_staff", "preference"),
]


async def test_moves_come_before_messages_and_receipts_after_them() -> None:
    received = Received()
    await received.take(*_everything())
    assert received.bot.asked == ALL


@pytest.mark.parametrize("broken", ["moved", "wamid.1", "note_receipts", "opted_out", "tell_staff"])
async def test_what_cannot_be_stored_makes_all_come_again_and_the_rest_is_tried(broken: str) -> None:
    received = Received()
    received.bot.fails[broken] = NotKept()
    with pytest.raises(NotKept):
        await received.take(*_everything())
    missing = [("reply", "wamid.1")] if broken == "wamid.1" else []
    assert received.bot.asked == [one for one in ALL if one not in missing]
    assert not received.skipped


@pytest.mark.parametrize("broken", ["moved", "wamid.1", "note_receipts", "opted_out", "tell_staff"])
async def test_a_bug_loses_one_part_alone(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    received = Received()
    received.bot.fails[broken] = ValueError(BUDI)
    await received.take(*_everything())
    missing = [("reply", "wamid.1")] if broken == "wamid.1" else []
    assert received.bot.asked == [one for one in ALL if one not in missing]
    assert received.skipped >= 1
    assert BUDI not in caplog.text


async def test_phone_and_id_are_linked_once_and_again_only_when_it_failed() -> None:
    received = Received()
    received.bot.fails["moved"] = NotKept()
    with pytest.raises(NotKept):
        await received.take(of_messages(message()))
    del received.bot.fails["moved"]
    for n in range(3):
        await received.take(of_messages(message(id=f"wamid.{n}"), message(id=f"wamid.{n}b")))
    assert received.bot.asked.count(("moved", PHONE, USER_ID)) == 2


async def test_what_was_answered_is_marked_as_read() -> None:
    received = Received()
    received.bot.answers["wamid.2"] = Answer(Outcome.REPEATED)
    await received.take(of_messages(message(), message(id="wamid.2")))
    assert received.bot.read == ["wamid.1"]


async def test_nothing_is_marked_as_read_before_its_answer_is_stored() -> None:
    received = Received()
    received.bot.fails["wamid.1"] = NotKept()
    with pytest.raises(NotKept):
        await received.take(of_messages(message()))
    assert received.bot.read == []


@pytest.mark.parametrize("problem", [Unknown("x"), TimeoutError()])
async def test_a_mark_that_fails_stops_nothing(problem: SendError | TimeoutError) -> None:
    received = Received()
    received.bot.fails["mark_read"] = problem
    await received.take(of_messages(message()))
    assert ("reply", "wamid.1") in received.bot.asked


Take = Callable[..., Coroutine[Any, Any, None]]


@asynccontextmanager
async def _running(office: Office) -> AsyncIterator[tuple[RecordingChannel, Take]]:
    """The real bot on a channel that keeps what it is asked to send."""
    values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), "messages_per_minute": 1000}
    channel = RecordingChannel(name=WHATSAPP.name)
    async with running(Settings.model_validate(values)) as app:
        opened = OpenChannel(channel, app.dispatch, app.replies, app.events, app.metrics)
        run = asyncio.create_task(opened.run())
        await until(lambda: opened.sending.started)
        decoder, marks = PayloadDecoder(PHONE_ID, app.metrics), Notes()
        tasks: list[asyncio.Task[None]] = []
        receiver = Receiver(opened, marks, decoder, lambda work: tasks.append(asyncio.create_task(work)))

        async def take(*changes: Json) -> None:
            given = decoder.payload(body(payload(*changes)))
            assert given
            await receiver.receive(given)

        try:
            yield channel, take
        finally:
            run.cancel()
            await asyncio.gather(run, *tasks, return_exceptions=True)
            await opened.close(5)


def _of(person: int, n: int, text: str) -> Json:
    who = {"from": f"62812400{person:05}", "from_user_id": f"ID.{person}"}
    return message(id=f"wamid.{person}.{n}", timestamp=str(1_796_000_000 + n), text={"body": text}, **who)


async def test_a_batch_is_answered_once_and_in_order_within_a_chat(office: Office) -> None:
    async with _running(office) as (channel, take):
        many = [_of(person, n, "menu" if n else "en") for n in range(2) for person in range(25)]
        batch = of_messages(*reversed(many), many[0], contacts=None)
        reports = of_statuses(*(status(state, id=f"wamid.{n}") for n in range(50) for state in ("sent", "read")))
        await take(batch, reports)
        await until(lambda: len(channel.sent) >= 50)
        await take(batch, reports)
        await asyncio.sleep(0.2)
        assert len(channel.sent) == 50
        said: dict[str, list[str]] = {}
        for address, outgoing, _ in channel.sent:
            said.setdefault(address.chat, []).append(getattr(outgoing, "text", ""))
        assert set(said) == {f"ID.{person}" for person in range(25)}
        assert len({*map(tuple, said.values())}) == 1
