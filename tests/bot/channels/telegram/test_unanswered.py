"""A NIK in a message that was one too many leaves a Telegram chat like any other, and a flood of them at a pace."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.telegram.client import Api
from bot.channels.telegram.flood_deletions import MOST_OF_A_CHAT, FloodDeletions
from bot.settings import Settings
from data.content.texts import phrase
from tests.cases.test_taken_out import SCAM
from tests.conftest import BUDI, NOBODY, Opened
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import until


@pytest.fixture
def channel() -> str:
    return "telegram"


async def writes_too_much(bot: Opened) -> tuple[OnTelegram, Person]:
    """Somebody whose next message is one too many; nobody told them so yet."""
    chat = await bot(messages_per_minute=2)
    assert isinstance(chat, OnTelegram)
    for _ in range(2):
        await chat.says("menu")
    assert chat.phone
    return chat, chat.phone


async def test_who_is_told_to_wait_hears_that_the_nik_is_out_of_the_chat(bot: Opened) -> None:
    chat, phone = await writes_too_much(bot)
    answer = await chat.says(BUDI)
    assert (answer.outcome, answer.private) == ("flood", True)
    assert phone.last.text.endswith(phrase("hidden", "id"))
    assert len(phone.own_messages) == 2


async def test_what_is_passed_over_in_silence_leaves_the_chat_too(bot: Opened) -> None:
    chat, phone = await writes_too_much(bot)
    await chat.says("menu")
    heard = len(phone.replies)
    for said in (BUDI, "nik saya 3275 0156 0758 960", "no kk saya 3275011101059007", f"halo {NOBODY} tolong"):
        await chat.says(said)
    await chat.sends("photo")
    await until(lambda: len(phone.own_messages) == 3)
    assert len(phone.replies) == heard


async def test_what_gives_nobody_away_stays(bot: Opened) -> None:
    chat, phone = await writes_too_much(bot)
    for said in ("menu", "nomor hp saya 081234567890", "halo", "iuran 16.800 sebulan"):
        assert not (await chat.says(said)).private
    phone.forwards(SCAM)
    await until(lambda: chat.settled)
    assert len(phone.own_messages) == 7


async def test_many_at_once_leave_the_chat_in_few_calls(bot: Opened) -> None:
    chat, phone = await writes_too_much(bot)
    await chat.says("menu")
    assert chat.api
    for _ in range(250):
        phone.says(BUDI)
    await until(lambda: len(phone.own_messages) == 3 and chat.settled)
    assert chat.api.calls["deletemessage"] == 0
    assert chat.api.calls["deletemessages"] < 100


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        yield api


@pytest_asyncio.fixture
async def unanswered(telegram: BotApi) -> AsyncIterator[FloodDeletions]:
    api = Api(Settings(telegram_token=telegram.token, telegram_api_url=telegram.url))
    await api.open()
    one = FloodDeletions(api)
    yield one
    await one.close(5)
    await api.close()


def says(phone: Person, times: int = 1) -> list[str]:
    """The ids of so many messages."""
    found = []
    for _ in range(times):
        phone.says("x")
        found.append(str(phone.last_message))
    return found


@pytest.mark.parametrize("fault", ["error_500", "reset_before", "throttle", "reset_after", "error_after"])
async def test_a_deletion_that_failed_is_tried_again(telegram: BotApi, unanswered: FloodDeletions, fault: str) -> None:
    phone = person(telegram)
    telegram.faults.next += [("deleteMessages", fault)]
    for message in says(phone, 3):
        unanswered.delete(str(phone.chat), message)
    await until(lambda: not len(unanswered))
    assert phone.own_messages == []


async def test_a_server_that_deletes_one_at_a_time_is_asked_so(telegram: BotApi, unanswered: FloodDeletions) -> None:
    phone = person(telegram)
    telegram.faults.next += [("deleteMessages", "refuse")]
    for message in says(phone, 3):
        unanswered.delete(str(phone.chat), message)
    await until(lambda: not len(unanswered))
    assert phone.own_messages == []


async def test_a_flood_waits_and_holds_no_other_chat_up(telegram: BotApi, unanswered: FloodDeletions) -> None:
    flooder, other = person(telegram), person(telegram)
    for message in says(flooder, MOST_OF_A_CHAT + 50):
        unanswered.delete(str(flooder.chat), message)
    unanswered.delete(str(other.chat), *says(other))
    await until(lambda: other.own_messages == [])
    assert len(flooder.own_messages) > MOST_OF_A_CHAT / 2
    await until(lambda: not len(unanswered))
    assert len(flooder.own_messages) == 50  # more than ever wait at once
    assert telegram.calls["deletemessages"] == 1 + MOST_OF_A_CHAT // 100


async def test_who_blocked_us_holds_nobody_up(telegram: BotApi, unanswered: FloodDeletions) -> None:
    gone, other = person(telegram), person(telegram)
    unanswered.delete(str(gone.chat), *says(gone))
    gone.blocks()
    unanswered.delete(str(other.chat), *says(other))
    await until(lambda: other.own_messages == [])


async def test_a_stop_finishes_what_waits(telegram: BotApi, unanswered: FloodDeletions) -> None:
    phone = person(telegram)
    for message in says(phone, 150):
        unanswered.delete(str(phone.chat), message)
    async with asyncio.timeout(10):
        await unanswered.close(5)
    assert phone.own_messages == []
