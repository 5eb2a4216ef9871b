"""Replies arrive whatever the channel goes through: a real database, and a channel that fails as it is told."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.sending import replies
from bot.sending.capabilities import Capabilities, Rates
from bot.sending.errors import Gone, SendError, Unknown, Unreachable
from bot.sending.paced_channel import PacedChannel
from bot.sending.replies import MOST_UNKNOWN, ReplySender
from bot.sending.stored_replies import QueuedReply
from data import departures
from data.database.failures import Trouble
from data.database.sqlite import CannotWrite
from handlers.messages import Incoming
from tests.conftest import Office, Opened, Person
from tests.support.recording_channel import RecordingChannel
from tests.support.telegram_servers import until

_FAST = Rates(overall=10_000, chat=10_000, chat_burst=100, bulk=10_000)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(replies, "_LONGEST_WAIT", 0.002)


def _waits(office: Office) -> int:
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        ((count,),) = live.execute("SELECT count(*) FROM turns WHERE answer IS NOT NULL").fetchall()
    return int(count)


async def _tries(office: Office, chat: Person, *fails: SendError) -> int:
    """Sends an answer on a channel that fails like this before it works; returns how many messages arrived."""
    incoming = Incoming("1", "telegram", "7", "menu", pushed=True)
    answer = await chat.app.dispatch.handle(incoming)
    assert len(answer.replies) == 1
    assert _waits(office) == 1
    channel = RecordingChannel(capabilities=Capabilities(can_push=True, rates=_FAST), fails=[*fails])
    sender = ReplySender(PacedChannel(channel), chat.app.replies, chat.app.metrics)
    sender.put(QueuedReply(incoming.message_key, "7", answer))
    await until(lambda: not len(sender) and not _waits(office))
    return len(channel.sent)


async def test_an_outage_does_not_use_up_the_tries_of_a_reply_that_may_have_arrived(
    office: Office, bot: Opened
) -> None:
    outage = [Unreachable() for _ in range(MOST_UNKNOWN + 1)]
    assert await _tries(office, await bot(), *outage, Unknown(), *outage, Unknown()) == 1


@pytest.mark.parametrize(("times", "arrived"), [(MOST_UNKNOWN, 1), (MOST_UNKNOWN + 1, 0)])
async def test_a_reply_that_may_have_arrived_is_sent_again_eight_times(
    office: Office, bot: Opened, times: int, arrived: int
) -> None:
    assert await _tries(office, await bot(), *(Unknown() for _ in range(times))) == arrived


async def test_that_somebody_left_is_stored_as_soon_as_that_works(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, leave = [True, True], departures.end_all_messages

    async def end_all_messages(*args: object, **more: object) -> None:
        if full:
            full.pop()
            raise CannotWrite(Path("live.db"), Trouble.FULL)
        await leave(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(departures, "end_all_messages", end_all_messages)
    assert await _tries(office, await bot(), Gone()) == 0
    assert not full
