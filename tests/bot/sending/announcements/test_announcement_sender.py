"""A broadcast in the test's loop: real SQLite, the real Telegram channel over HTTP to the strict fake, our clock."""

import asyncio
import itertools
import logging
import random
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import build_telegram, running
from bot.sending import compose
from bot.sending.address import Address
from bot.sending.announcements import announcement_delivery, announcement_runner
from bot.sending.capabilities import Rates
from bot.sending.contract import Priority
from bot.sending.errors import Unreachable
from bot.sending.outgoing import Outgoing
from bot.sending.paced_channel import PacedChannel
from bot.sending.rate_limit import RateLimit
from bot.settings import Settings
from bot.timing import Timing
from data.announcements import announcements, delivery_claims, leases, schedule, workflow
from data.announcements.announcements import Attachment, Audience, Broadcast, State
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Claim, Result
from data.announcements.tallies import Tally
from data.announcements.transitions import Actor
from data.content.texts import label, text
from data.database import older_copy
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction
from data.staff.members import Member, Role
from tests.conftest import NOW, Clock, Office, Opened
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Person, person
from tests.support import sent_broadcasts as of
from tests.support.sent_broadcasts import TEXTS, announced, arrived
from tests.support.telegram_channel import UNLIMITED, OnTelegram
from tests.support.telegram_servers import all_answered, until

RATE = 250
WINDOW = RATE // 4
NORTH, SOUTH = "Bekasi Utara", "Bekasi Selatan"


@pytest.fixture
def channel() -> str:
    return "telegram"


QUICK = Timing(announcement_poll=0.02)


@dataclass
class Town:
    """The bot on Telegram, its subscribers, and its staff, who write to the database."""

    office: Office
    bot: OnTelegram
    clock: Clock
    looks: of.Looks
    chats: list[int] = field(default_factory=list)

    @property
    def api(self) -> BotApi:
        assert self.bot.api
        return self.bot.api

    @property
    def sending(self) -> PacedChannel:
        assert self.bot.open
        return self.bot.open.sending

    @property
    def live(self) -> Path:
        return self.office.home / "live.db"

    @property
    def addresses(self) -> list[str]:
        return [str(one) for one in self.chats]

    async def subscribe(self, count: int, language: str | None = None, kecamatan: str | None = None) -> list[int]:
        """So many more people who want announcements, and have talked to the bot before."""
        new = list(of.crowd(self.api, count, 5_000_000_001 + len(self.chats)))
        await self.want_them(new, language=language, kecamatan=kecamatan)
        self.chats += new
        return new

    async def want_them(self, chats: Iterable[str | int], *, later: bool = False, **more: Any) -> None:
        """These want announcements since yesterday, or only from the next second on."""
        since = self.clock.now + timedelta(seconds=1) if later else of.yesterday(self.clock.now)
        await asyncio.to_thread(partial(of.subscribe, self.live, chats, since=since, **more))

    def phone(self, chat: int) -> Person:
        return Person(self.api, chat)

    async def approve(self, texts: dict[str, str] = TEXTS, **more: Any) -> int:
        return await asyncio.to_thread(partial(of.approve, self.live, self.clock.now, texts, **more))

    def state(self, number: int) -> State:
        return of.state(self.live, number)

    def tally(self, number: int) -> Tally:
        return of.tally(self.live, number)

    def states(self, number: int) -> dict[str, str]:
        return of.states(self.live, number)

    def reasons(self, number: int) -> dict[str, str | None]:
        return {one.address: one.reason for one in of.deliveries(self.live, number)}

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["asyncio.Task[None]"]:
        """While the bot looks after broadcasts."""
        task = asyncio.create_task(self.bot.app.announcements.run([self.sending]))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def sends(self, *numbers: int) -> None:
        """Sends until these have ended; nothing comes after that, and the counts are right."""
        async with self.at_work():
            await until(lambda: all(of.ended(self.live, one) for one in numbers))
            await self.looks.more()
        assert all(of.right(self.live, one) for one in numbers)

    def holds_back(self, *chats: int) -> asyncio.Event:
        """Telegram takes the messages to these chats, or to all, only once the event is set."""
        do, go_on = self.api._do, asyncio.Event()

        async def later(method: str, parameters: dict[str, Any]) -> Any:
            if method == "sendmessage" and (not chats or int(parameters["chat_id"]) in chats):
                await go_on.wait()
            return await do(method, parameters)

        self.api._do = later  # type: ignore[method-assign]
        return go_on

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.live)

    async def nothing_on_its_way(self, number: int) -> None:
        """What was claimed has been settled."""
        await until(lambda: of.count(self.live, number, "claimed") == 0)

    async def some_arrived(self, count: int) -> None:
        await until(lambda: len(announced(self.api)) >= count)

    async def puts(self, number: int, state: State) -> None:
        """As another process does it; in a thread, as the bot, too, may be writing just now."""
        await asyncio.to_thread(of.put, self.live, number, state)

    async def in_database(self, work: Callable[[Transaction], object]) -> None:
        """As staff do it, in a turn of the bot itself."""
        await self.bot.app.dispatch._database.group_commit(work)  # type: ignore[arg-type]


@pytest.fixture
async def town(office: Office, bot: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Town:
    return await _town(office, bot, clock, monkeypatch, QUICK)


async def _town(
    office: Office, bot: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch, timing: Timing, **settings: float
) -> Town:
    office.publishes()
    chat = await bot(timing=timing, **{"telegram_bulk_rate": RATE, **settings})
    assert isinstance(chat, OnTelegram)
    town = Town(office, chat, clock, of.Looks(monkeypatch))
    await until(lambda: town.sending.started)
    return town


# ---------------------------------------------------------------- who gets it


async def test_everybody_gets_it_once_in_their_own_language(town: Town) -> None:
    spoken = {one: language for language in ("id", "su", "en") for one in await town.subscribe(8, language)}
    spoken |= dict.fromkeys(await town.subscribe(4), "id")  # who never chose one
    number = await town.approve()
    await town.sends(number)
    assert town.tally(number) == Tally(total=28, sent=28)
    heard = {one.chat: one for one in announced(town.api)}
    assert len(announced(town.api)) == len(heard) == 28
    for chat, language in spoken.items():
        assert heard[chat].text.startswith(TEXTS[language])
        assert "Pemerintah Kota Bekasi" in heard[chat].text
        assert [one["text"] for one in heard[chat].keyboard[-1]] == [label("unsubscribe", language)]


async def test_who_speaks_a_language_that_was_not_written_gets_the_indonesian_words(town: Town) -> None:
    (euis,), (ann,) = await town.subscribe(1, "su"), await town.subscribe(1, "en")
    number = await town.approve({"id": TEXTS["id"], "en": TEXTS["en"]})
    await town.sends(number)
    assert town.phone(euis).last.text.startswith(TEXTS["id"])
    assert "BERHENTI" in town.phone(euis).last.text
    assert town.phone(ann).last.text.startswith(TEXTS["en"])


async def test_who_does_not_want_it_is_not_on_the_list(town: Town) -> None:
    north, all_of_them, south = [(await town.subscribe(2, kecamatan=one))[0] for one in (NORTH, None, SOUTH)]
    person(town.api).says("halo")  # no subscriber
    await town.all_answered()
    number = await town.approve(audience=Audience(kecamatan=NORTH))
    await town.want_them(of.crowd(town.api, 3, 5_100_000_001), later=True)
    await town.sends(number)
    assert arrived(town.api).keys() == {str(one + n) for one in (north, all_of_them) for n in range(2)}
    assert str(south) not in town.states(number)


async def test_the_list_is_frozen_as_of_the_approval_page_by_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcement_runner, "_PAGE_SIZES", (7, 7))
    chats = await town.subscribe(30)
    number = await town.approve()
    prepare = town.bot.app.announcements.prepare
    assert await prepare()  # a first page, and the bot is killed
    assert len(town.states(number)) == 7
    await town.want_them(of.crowd(town.api, 5, chats[-1] + 1), later=True)
    await town.bot.app.replies.recipient_gone("telegram", str(chats[3]))  # of the first page
    await town.bot.app.replies.recipient_gone("telegram", str(chats[20]))  # not yet listed
    await town.sends(number)
    assert town.tally(number) == Tally(total=29, sent=28, gone=1)
    assert arrived(town.api).keys() == {str(one) for one in chats} - {str(chats[3]), str(chats[20])}


async def test_where_we_cannot_write_the_list_waits_and_the_broadcast_ends(town: Town) -> None:
    await town.subscribe(3)
    await town.want_them(["visitor"], channel="web")
    await town.want_them(["terminal"], channel="console")  # no public
    number = await town.approve()
    await town.sends(number)
    assert town.state(number) is State.DONE
    assert town.states(number) == dict.fromkeys(town.addresses, "sent") | {"visitor": "pending"}
    assert of.tally(town.live, number, "web") == Tally(total=1)


async def test_a_broadcast_that_nobody_is_to_get_ends(town: Town) -> None:
    number = await town.approve()
    await town.sends(number)
    assert town.state(number) is State.DONE


async def test_a_photo_or_a_file_goes_by_its_id(town: Town) -> None:
    await town.subscribe(3)
    photo, file = town.api.files.add("photo", "poster.jpg"), town.api.files.add("document", "surat.pdf")
    by_id = town.api.files.shown(photo)["photo"][-1]["file_id"], town.api.files.shown(file)["document"]["file_id"]
    first = await town.approve(attachment=Attachment("photo", by_id[0], photo.mark))
    second = await town.approve(attachment=Attachment("pdf", by_id[1], file.mark, "surat.pdf"))
    await town.sends(first, second)
    heard = announced(town.api)
    assert [(one.photo, one.document) for one in heard] == [(by_id[0], "")] * 3 + [("", by_id[1])] * 3
    assert [one.file for one in heard] == [photo] * 3 + [file] * 3
    assert all(one.text.startswith(TEXTS["id"]) for one in heard)


# ---------------------------------------------------------------- what Telegram does to us


async def test_who_blocked_us_is_gone_and_no_longer_subscribed(town: Town) -> None:
    blocked, *others = await town.subscribe(5)
    town.api.chat(blocked).blocked = True
    stranger = 5_200_000_001  # whose account no longer exists
    await town.want_them([stranger])
    number = await town.approve()
    await town.sends(number)
    assert town.tally(number) == Tally(total=6, sent=4, gone=2)
    assert town.states(number) == {str(blocked): "gone", str(stranger): "gone"} | {str(one): "sent" for one in others}
    assert town.reasons(number)[str(blocked)] == "blocked"
    town.api.chat(blocked).blocked = False
    again = await town.approve()
    await town.sends(again)
    assert town.tally(again) == Tally(total=4, sent=4)
    assert arrived(town.api)[str(blocked)] == 0


async def test_a_refusal_is_failed_with_its_reason_and_without_what_it_quotes(town: Town) -> None:
    await town.subscribe(5)
    town.api.faults.next += [("sendMessage", "refuse")] * 2
    number = await town.approve()
    await town.sends(number)
    assert town.tally(number) == Tally(total=5, sent=3, failed=2)
    reasons = {one.reason for one in of.deliveries(town.live, number) if one.state == "failed"}
    assert len(reasons) == 1
    (reason,) = reasons
    assert reason
    assert "parse entities" in reason
    assert "3275050903889401" not in reason


@pytest.mark.parametrize("fault", ["error_500", "error_502", "error_after", "reset_before", "reset_after", "hang"])
async def test_what_may_have_arrived_is_unknown_and_never_sent_again(
    office: Office, bot: Opened, clock: Clock, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = 1 if fault == "hang" else QUICK.telegram_timeout
    town = await _town(office, bot, clock, monkeypatch, replace(QUICK, telegram_timeout=patience))
    town.api.faults.hang_seconds = 2
    await town.subscribe(20)
    town.api.faults.next += [("sendMessage", fault)] * 3
    number = await town.approve()
    await town.sends(number)
    await town.sends(number)  # as after another start
    assert town.tally(number) == Tally(total=20, sent=17, unknown=3)
    assert town.api.calls["sendmessage"] == 20
    assert arrived(town.api).total() == (20 if fault in {"error_after", "reset_after"} else 17)
    assert max(arrived(town.api).values()) == 1


async def test_staff_may_send_to_the_unknown_again_knowing_it(town: Town) -> None:
    chats = await town.subscribe(6)
    town.api.faults.next += [("sendMessage", "error_after"), ("sendMessage", "error_500")]
    number = await town.approve()
    await town.sends(number)
    unknown = {one for one, state in town.states(number).items() if state == "unknown"}
    assert len(unknown) == 2

    budi = Actor(Member("222", frozenset({Role.APPROVER}), "Budi"), {})

    async def again(tx: Transaction) -> None:
        assert await workflow.resend_unknown(tx, number, budi, town.clock.now) == 2

    await town.in_database(again)
    await until(lambda: town.state(number) is State.APPROVED)
    async with town.at_work():
        await until(lambda: town.state(number) is State.DONE)
    assert town.tally(number) == Tally(total=6, sent=6)
    assert of.right(town.live, number)
    assert arrived(town.api).keys() == {str(one) for one in chats}
    assert arrived(town.api).total() == 7  # one of the two had it already
    assert {one for one, times in arrived(town.api).items() if times == 2} < unknown


async def test_told_to_wait_the_bulk_lane_alone_waits_and_sends_it_once(town: Town) -> None:
    await town.subscribe(30)
    asks = person(town.api)
    number = await town.approve()
    async with town.at_work():
        await town.some_arrived(5)
        town.api.faults.next += [("sendMessage", "throttle")]
        await until(lambda: town.api.faults.seen["throttle"] == 1)
        asks.says("menu")
        await until(lambda: town.state(number) is State.DONE)
    moments = [one.at for one in announced(town.api)]
    pause, since = max((later - one, one) for one, later in itertools.pairwise(moments))
    assert pause > 0.9
    assert asks.last.at < since + pause  # asked while announcements were told to wait, the reply did not wait
    assert town.tally(number) == Tally(total=30, sent=30)
    assert max(arrived(town.api).values()) == 1
    assert town.api.calls["sendmessage"] == 32


async def test_a_chat_that_is_always_told_to_wait_holds_nobody_up_and_is_given_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcement_delivery, "_MOST_TRIES", 2)
    monkeypatch.setattr(town.sending, "pause_bulk", lambda _: town.sending._limits.pause_bulk(0.05))
    bad, *others = await town.subscribe(10)
    check = town.api.throttle.check

    def throttled(chat: int, *, paid: bool = False) -> bool:
        if chat == bad:
            town.api.throttle.rules.chat_per_second = 1
            town.api.throttle._chats[bad] = (0.0, time.monotonic())
        else:
            town.api.throttle.rules.chat_per_second = 1e6
        return check(chat, paid=paid)

    monkeypatch.setattr(town.api.throttle, "check", throttled)
    number = await town.approve()
    await town.sends(number)
    assert town.tally(number) == Tally(total=10, sent=9, failed=1)
    assert town.reasons(number)[str(bad)] == "throttled"
    assert arrived(town.api).keys() == {str(one) for one in others}


async def test_where_nobody_listens_nothing_was_sent_and_it_is_tried_again_later_and_later(town: Town) -> None:
    await town.subscribe(40)
    number = await town.approve()
    (site,) = town.api._runner.sites
    port = town.api._runner.addresses[0][1]
    await site.stop()
    held: list[tuple[float, float]] = []
    hold = town.sending.pause_bulk

    def noted(seconds: float) -> None:
        held.append((time.monotonic(), seconds))
        hold(seconds)

    town.sending.pause_bulk = noted  # type: ignore[method-assign]
    async with town.at_work():
        await until(lambda: len(held) >= 2)
        assert announced(town.api) == []
        await web.TCPSite(town.api._runner, "127.0.0.1", port).start()
        await until(lambda: town.state(number) is State.DONE)
    assert [seconds for _, seconds in held] == [0.5, 1.0]  # twice as long, and once for all that went together
    assert held[1][0] - held[0][0] >= 0.5
    assert town.tally(number) == Tally(total=40, sent=40)
    assert max(arrived(town.api).values()) == 1


async def test_those_that_fail_together_make_it_wait_longer_only_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[float] = []
    announce, hold = town.sending._channel.send, town.sending.pause_bulk

    failed = asyncio.Event()

    async def fails(address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:
        if failed.is_set():
            return await announce(address, outgoing, priority, tag)
        await failed.wait()
        raise Unreachable

    def noted(seconds: float) -> None:
        held.append(seconds)
        hold(seconds)

    monkeypatch.setattr(town.sending._channel, "send", fails)
    monkeypatch.setattr(town.sending, "pause_bulk", noted)
    await town.subscribe(100)
    number = await town.approve()
    async with town.at_work():
        await until(lambda: of.count(town.live, number, "claimed") > 5)
        failed.set()
        await until(lambda: town.state(number) is State.DONE)
    assert held == [0.5]
    assert town.tally(number) == Tally(total=100, sent=100)


async def test_after_twenty_refusals_in_a_row_it_is_paused_with_an_alarm(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.subscribe(200)
    town.api.faults.next += [("sendMessage", "refuse")] * 200
    number = await town.approve()
    with caplog.at_level(logging.ERROR):
        async with town.at_work():
            await until(lambda: town.state(number) is State.PAUSED)
            await town.nothing_on_its_way(number)
            tried = town.api.calls["sendmessage"]
            await town.looks.more()
            assert town.api.calls["sendmessage"] == tried
    assert 20 <= town.tally(number).failed <= 20 + WINDOW
    assert town.bot.app.metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "broadcast_refused"}) == 1
    assert "broadcast_refused" in caplog.text
    town.api.faults.next.clear()
    await town.puts(number, State.SENDING)
    await town.sends(number)
    assert town.tally(number) == Tally(total=200, sent=200 - tried, failed=tried)


async def test_refusals_now_and_then_do_not_pause_it(town: Town) -> None:
    await town.subscribe(120)
    town.api.faults.rates = {"throttle": 0.0}
    number = await town.approve()
    calls, original = iter(range(1000)), town.api._fault
    town.api._fault = lambda method: (  # type: ignore[method-assign]
        "refuse" if method == "sendmessage" and next(calls) % 4 else original(method)
    )
    await town.sends(number)
    assert town.tally(number) == Tally(total=120, sent=30, failed=90)


async def test_a_message_that_cannot_be_written_is_failed_and_pauses_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> dict[str, str]:
        raise KeyError("a bug")

    monkeypatch.setattr(compose, "announcement", broken)
    await town.subscribe(100)
    number = await town.approve()
    async with town.at_work():
        await until(lambda: town.state(number) is State.PAUSED)
        await town.nothing_on_its_way(number)
    assert town.tally(number).failed >= 20
    assert town.tally(number).failed + of.count(town.live, number, "pending") == 100
    assert {one.reason for one in of.deliveries(town.live, number) if one.state == "failed"} == {"not_written"}
    assert "broadcast.not_written" in caplog.text


# ---------------------------------------------------------------- who stops in the middle


async def test_who_says_berhenti_in_the_middle_hears_nothing_after_the_confirmation(town: Town) -> None:
    chats = await town.subscribe(200)
    town.api.latency = 0.005
    rng = random.Random(6)
    stopping = [town.phone(one) for one in rng.sample(chats, 40)]
    number = await town.approve()
    async with town.at_work():
        for phone in stopping:
            phone.says("BERHENTI")
            await asyncio.sleep(rng.uniform(0, 0.04))
        await until(lambda: town.state(number) is State.DONE)
        await town.all_answered()
    heard = {one.chat: one.at for one in announced(town.api)}
    confirmed = {one.chat: one.at for one in town.api.sent if one.text == text("unsubscribed", "id")}
    assert confirmed.keys() == {one.chat for one in stopping}
    spared = confirmed.keys() - heard.keys()
    assert 5 < len(spared) < 40  # some stopped in time, some had it already
    assert all(heard[one] < confirmed[one] for one in confirmed.keys() & heard.keys())
    assert {one for one, state in town.states(number).items() if state == "gone"} == {str(one) for one in spared}
    assert town.tally(number) == Tally(total=200, sent=200 - len(spared), gone=len(spared))
    assert {town.reasons(number)[str(one)] for one in spared} == {"unsubscribed"}


async def test_the_confirmation_waits_for_an_announcement_on_its_way_to_the_same_chat(town: Town) -> None:
    (chat,) = await town.subscribe(1)
    number = await town.approve()
    arrives = town.holds_back(chat)
    async with town.at_work():
        await until(lambda: town.api.calls["sendmessage"] == 1)
        town.phone(chat).says("BERHENTI")
        asks = person(town.api)
        asks.says("menu")
        await until(lambda: bool(asks.replies))  # others do not wait
        arrives.set()
        await until(lambda: len(town.phone(chat).replies) == 2)
    first, second = town.phone(chat).replies
    assert first.text.startswith(TEXTS["id"])
    assert second.text == text("unsubscribed", "id")
    assert town.tally(number) == Tally(total=1, sent=1)


def _has_replies(who: Person, count: int) -> bool:
    return len(who.replies) == count


async def test_the_confirmation_waits_also_while_it_is_noted_outside_what_is_sent(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    (chat,) = await town.subscribe(1)
    number = await town.approve()
    noting, noted = threading.Event(), threading.Event()
    sends = older_copy.note_sending

    def slowly(*values: Any) -> None:
        noting.set()
        assert noted.wait(60)
        sends(*values)

    monkeypatch.setattr(older_copy, "note_sending", slowly)
    async with town.at_work():
        await until(noting.is_set)
        town.phone(chat).says("BERHENTI")
        asks = person(town.api)
        for asked in range(1, 4):  # one after the other: what stopped first would be answered by now
            asks.says("menu")
            await until(partial(_has_replies, asks, asked))
        assert not town.phone(chat).replies
        noted.set()
        await until(lambda: len(town.phone(chat).replies) == 2)
    first, second = town.phone(chat).replies
    assert first.text.startswith(TEXTS["id"])
    assert second.text == text("unsubscribed", "id")
    assert town.tally(number) == Tally(total=1, sent=1)


async def test_who_wants_only_another_kecamatan_by_now_gets_none_of_it(town: Town) -> None:
    chats = await town.subscribe(100)
    mind_changed, stays = town.phone(chats[-1]), town.phone(chats[-2])
    number = await town.approve(audience=Audience(kecamatan=NORTH))
    async with town.at_work():
        await town.some_arrived(5)
        for phone, place in ((mind_changed, SOUTH), (stays, NORTH)):
            phone.presses_data("subscribe.kecamatan")
            await town.all_answered()
            phone.says(place)
            await town.all_answered()
            assert place in phone.last.text
        assert arrived(town.api)[str(chats[-1])] == 0
        await until(lambda: town.state(number) is State.DONE)
    assert arrived(town.api).keys() == {str(one) for one in chats[:-1]}
    assert town.tally(number) == Tally(total=100, sent=99, gone=1)
    whole_city = await town.approve()
    await town.sends(whole_city)
    assert town.tally(whole_city) == Tally(total=100, sent=100)  # still a subscriber


async def test_a_chat_erased_in_the_middle_gets_nothing_more_and_leaves_no_address(town: Town) -> None:
    chats = await town.subscribe(60)
    had_it, on_its_way, waits = town.phone(chats[0]), town.phone(chats[10]), town.phone(chats[-1])
    number = await town.approve()
    arrives = town.holds_back(on_its_way.chat)
    async with town.at_work():
        await until(lambda: town.states(number).get(str(on_its_way.chat)) == "claimed")
        await until(lambda: town.states(number)[str(had_it.chat)] == "sent")
        for phone in (had_it, on_its_way, waits):
            phone.says("/hapus")
        await until(lambda: town.api.taken)
        arrives.set()
        await until(lambda: town.state(number) is State.DONE)
        await town.all_answered()
    assert arrived(town.api).keys() == {str(one) for one in chats[:-1]}
    assert town.tally(number) == Tally(total=60, sent=59, gone=1)
    assert of.right(town.live, number)
    left = town.states(number)
    assert {str(one.chat) for one in (had_it, on_its_way, waits)} & left.keys() == set()
    assert sorted(state for one, state in left.items() if one.startswith("erased-")) == ["gone", "sent", "sent"]


# ---------------------------------------------------------------- what staff do meanwhile


@pytest.mark.parametrize("to", [State.PAUSED, State.ABORTED])
async def test_after_a_pause_or_an_abort_only_what_is_on_its_way_arrives(town: Town, to: State) -> None:
    """Within two seconds: each look at the database heeds it, and there are two a second."""
    assert Timing().announcement_poll <= 0.5
    await town.subscribe(400)
    number = await town.approve()
    async with town.at_work():
        await town.some_arrived(20)
        await town.puts(number, to)
        begun = of.count(town.live, number, "claimed", "sent")
        await town.nothing_on_its_way(number)
        await town.looks.more()
        heard = announced(town.api)
        assert len(heard) <= begun < 400
        if to is State.PAUSED:
            await town.puts(number, State.SENDING)
            await until(lambda: town.state(number) is State.DONE)
        else:
            await until(lambda: of.ended(town.live, number))
    sent = len(announced(town.api))
    assert max(arrived(town.api).values()) == 1
    assert of.right(town.live, number)
    if to is State.PAUSED:
        assert town.tally(number) == Tally(total=400, sent=400)
    else:
        assert sent == len(heard)
        assert town.tally(number) == Tally(total=400, sent=sent, failed=400 - sent)
        reasons = {one.reason for one in of.deliveries(town.live, number) if one.state == "failed"}
        assert reasons == {"aborted"}
        assert town.state(number) is State.ABORTED


async def test_aborted_before_its_list_was_whole_it_ends_with_its_counts_right(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcement_runner, "_PAGE_SIZES", (7, 7))
    await town.subscribe(30)
    number = await town.approve()
    for _ in range(2):
        await town.bot.app.announcements.prepare()
    await town.puts(number, State.ABORTED)
    await town.sends(number)
    assert town.tally(number) == Tally(total=14, failed=14)
    assert announced(town.api) == []


async def test_one_after_the_other_first_come_first_served(town: Town) -> None:
    await town.subscribe(30)
    texts = [{"id": f"Pengumuman {name}\n\nIsi."} for name in ("satu", "dua", "tiga")]
    later = await town.approve(texts[2], starts=town.clock.now + timedelta(seconds=5))
    town.clock.passes(seconds=2)
    first = await town.approve(texts[0])
    town.clock.passes(seconds=1)
    second = await town.approve(texts[1])
    town.clock.passes(seconds=10)
    await town.sends(later, first, second)
    assert [one.text.split()[1] for one in announced(town.api)] == ["satu"] * 30 + ["dua"] * 30 + ["tiga"] * 30


async def test_a_paused_one_keeps_its_turn(town: Town) -> None:
    await town.subscribe(300)
    first = await town.approve({"id": "Pengumuman satu\n\nIsi."})
    second = await town.approve({"id": "Pengumuman dua\n\nIsi."})
    async with town.at_work():
        await until(lambda: town.state(first) is State.SENDING)
        await town.puts(first, State.PAUSED)
        await town.looks.more()
        assert town.state(second) is State.APPROVED
        await town.puts(first, State.SENDING)
        await until(lambda: town.state(second) is State.DONE)
    assert town.tally(first) == town.tally(second) == Tally(total=300, sent=300)


async def test_one_approved_for_later_starts_then(town: Town) -> None:
    await town.subscribe(5)
    number = await town.approve(starts=town.clock.now + timedelta(hours=2))
    async with town.at_work():
        await until(lambda: town.tally(number).total == 5)
        town.clock.passes(hours=1, minutes=59)
        await town.looks.more()
        assert town.state(number) is State.APPROVED
        town.clock.passes(minutes=1)
        await until(lambda: town.state(number) is State.DONE)
    assert town.tally(number) == Tally(total=5, sent=5)


async def test_at_nine_in_the_evening_it_stops_and_goes_on_at_seven(town: Town) -> None:
    town.clock.now = datetime(2026, 11, 22, 13, 59, 59, tzinfo=UTC)
    await town.subscribe(150)
    number = await town.approve()
    async with town.at_work():
        await town.some_arrived(10)
        town.clock.passes(seconds=1)
        await town.looks.more()
        await town.nothing_on_its_way(number)
        sent = len(announced(town.api))
        assert sent < 150
        town.clock.passes(hours=9, minutes=59, seconds=59)  # 06:59:59
        await town.looks.more()
        assert len(announced(town.api)) == sent
        assert town.state(number) is State.SENDING
        assert of.count(town.live, number, "claimed") == 0
        town.clock.passes(seconds=1)
        await until(lambda: town.state(number) is State.DONE)
    assert town.tally(number) == Tally(total=150, sent=150)


async def test_one_handed_in_at_night_waits_for_the_morning_and_one_with_a_reason_does_not(town: Town) -> None:
    town.clock.now = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    await town.subscribe(5)
    waits = await town.approve({"id": "Pengumuman biasa\n\nIsi."})
    urgent = await town.approve({"id": "Pengumuman banjir\n\nIsi."}, override="Banjir di Jatiasih")
    async with town.at_work():
        await until(lambda: town.state(urgent) is State.DONE)
        await town.looks.more()
        assert town.state(waits) is State.APPROVED
        assert arrived(town.api, "biasa").total() == 0
        town.clock.passes(hours=8)
        await until(lambda: town.state(waits) is State.DONE)
    assert town.tally(waits) == town.tally(urgent) == Tally(total=5, sent=5)


# ---------------------------------------------------------------- chats that hear enough just now


async def test_a_chat_that_just_got_three_replies_is_sent_it_later_and_others_first(town: Town) -> None:
    chatty, *others = await town.subscribe(30)
    town.sending._limits = RateLimit(1e5, 2, 3, bulk_rate=RATE)
    phone = town.phone(chatty)
    for _ in range(3):
        phone.says("menu")
    await town.all_answered()
    assert len(phone.replies) == 3
    third = phone.last.at
    number = await town.approve()
    await town.sends(number)
    heard = announced(town.api)
    assert heard[-1].chat == chatty
    assert sorted(one.chat for one in heard[:-1]) == others
    assert heard[-1].at - third >= 0.3  # half a second, less what the third took to arrive on a busy machine
    assert town.tally(number) == Tally(total=30, sent=30)


# ---------------------------------------------------------------- two at once, clocks, and ends


@asynccontextmanager
async def beside(town: Town) -> AsyncIterator[tuple[announcement_runner.AnnouncementRunner, PacedChannel]]:
    """Another process with the same data: its own connections, in the same loop. It does not poll."""
    settings = town.bot.app.settings
    async with running(Settings.model_validate(settings.model_dump() | UNLIMITED), town.clock, timing=QUICK) as app:
        telegram = build_telegram(app)
        await telegram._bulk_api.open()
        sending = PacedChannel(telegram)
        sending.started = True
        try:
            yield app.announcements, sending
        finally:
            await telegram._bulk_api.close()


@asynccontextmanager
async def both_sending(town: Town) -> AsyncIterator[None]:
    async with beside(town) as (others, beside_us), town.at_work():
        task = asyncio.create_task(others.run([beside_us]))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("hours", [1, -1], ids=["forward", "back"])
@pytest.mark.parametrize("two", [False, True], ids=["one", "two"])
async def test_a_clock_that_jumps_sends_nothing_twice_and_loses_nothing(town: Town, hours: int, two: bool) -> None:
    await town.subscribe(200)
    town.api.latency = 0.03
    number = await town.approve(override="a test")  # it will be night, too
    async with both_sending(town) if two else town.at_work():
        for count in range(5, 180, 5):
            await town.some_arrived(count)
            town.clock.passes(hours=hours)
        await until(lambda: town.state(number) is State.DONE)
    assert town.tally(number) == Tally(total=200, sent=200)
    assert of.right(town.live, number)
    assert arrived(town.api) == dict.fromkeys(town.addresses, 1)


async def test_of_two_processes_one_sends_and_the_other_takes_over_at_once_when_it_ends(town: Town) -> None:
    await town.subscribe(200)
    number = await town.approve()
    async with beside(town) as (others, beside_us):
        first = asyncio.create_task(town.bot.app.announcements.run([town.sending]))
        await town.some_arrived(20)
        second = asyncio.create_task(others.run([beside_us]))
        await town.some_arrived(60)
        assert {one.fencing_token for one in of.deliveries(town.live, number)} == {None, 1}  # it only looks
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await until(lambda: town.state(number) is State.DONE)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
    assert {one.fencing_token for one in of.deliveries(town.live, number)} == {1, 2}
    assert town.tally(number) == Tally(total=200, sent=200)
    assert arrived(town.api) == dict.fromkeys(town.addresses, 1)


async def test_stopped_at_any_moment_what_is_on_its_way_is_settled_and_nothing_is_unknown(town: Town) -> None:
    await town.subscribe(150)
    town.api.latency = 0.004
    rng = random.Random(6)
    number = await town.approve()
    stops = 0
    while not of.ended(town.live, number):
        async with town.at_work():
            await asyncio.sleep(rng.uniform(0.001, 0.03))
        assert of.count(town.live, number, "claimed") == 0
        stops += 1
    assert stops > 10
    assert town.tally(number) == Tally(total=150, sent=150)
    assert arrived(town.api) == dict.fromkeys(town.addresses, 1)


async def test_one_that_does_not_arrive_in_time_when_we_stop_is_unknown(
    office: Office, bot: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await _town(office, bot, clock, monkeypatch, replace(QUICK, announcement_finish=0.2))
    town.api.faults.hang_seconds = 1
    await town.subscribe(3)
    town.api.faults.next += [("sendMessage", "hang")]
    number = await town.approve()
    async with town.at_work():
        await town.some_arrived(2)
    assert town.tally(number) == Tally(total=3, sent=2, unknown=1)
    assert sorted(town.states(number).values()) == ["sent", "sent", "unknown"]
    await town.sends(number)
    assert arrived(town.api).total() == 2


async def test_what_became_of_messages_is_kept_until_the_database_takes_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await town.subscribe(60)
    number = await town.approve()
    settle, fails = delivery_claims.settle, iter([False] * 4 + [True] * 3 + [False] * 1000)

    async def now_and_then(tx: Transaction, channel: str, results: Sequence[Result], now: datetime) -> None:
        await settle(tx, channel, results, now)
        if next(fails):
            raise OSError("the disk is full")

    monkeypatch.setattr(delivery_claims, "settle", now_and_then)
    with caplog.at_level(logging.ERROR):
        await town.sends(number)
    assert "broadcast.failed" in caplog.text
    assert town.tally(number) == Tally(total=60, sent=60)
    assert arrived(town.api) == dict.fromkeys(town.addresses, 1)


async def test_claims_of_a_dead_process_become_unknown_although_the_database_fails_at_the_takeover(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.subscribe(20)
    number = await town.approve()
    while await town.bot.app.announcements.prepare():
        pass

    async def dies(tx: Transaction) -> None:
        await tx.run("INSERT INTO lanes VALUES ('telegram', 'dead', 7, 0)")
        for one in town.addresses[:2]:
            await tx.run("UPDATE deliveries SET state = 'claimed', fence = 7, tries = 1 WHERE address = ?", one)

    await town.in_database(dies)
    claim, fails = delivery_claims.claim, iter([True] * 2 + [False] * 1000)

    async def now_and_then(*given: Any) -> tuple[list[Claim], bool]:
        if next(fails):
            raise OSError("the disk is full")
        return await claim(*given)

    monkeypatch.setattr(delivery_claims, "claim", now_and_then)
    await town.sends(number)
    assert town.tally(number) == Tally(total=20, sent=18, unknown=2)
    assert arrived(town.api).keys() == set(town.addresses[2:])


async def test_a_process_that_stood_still_between_claim_and_sending_sends_nothing_on_that_claim(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, stood_still = announcement_delivery.AnnouncementDelivery._deliver, iter([True] * 5 + [False] * 1000)

    async def later(
        one: announcement_delivery.AnnouncementDelivery, broadcast: Broadcast, claim: Claim, claimed_at: float
    ) -> tuple[DeliveryOutcome, str]:
        return await sent(one, broadcast, claim, claimed_at - (leases.LEASE_SECONDS + 1) * next(stood_still))

    monkeypatch.setattr(announcement_delivery.AnnouncementDelivery, "_deliver", later)
    await town.subscribe(30)
    number = await town.approve()
    await town.sends(number)
    assert town.tally(number) == Tally(total=30, sent=30)
    assert arrived(town.api) == dict.fromkeys(town.addresses, 1)
    assert Counter(one.tries for one in of.deliveries(town.live, number)) == {1: 25, 2: 5}


async def test_before_telegram_has_told_us_our_name_nothing_is_claimed(town: Town) -> None:
    await town.subscribe(10)
    number = await town.approve()
    town.sending.started = False
    async with town.at_work():
        await town.looks.more()
        assert {one.tries for one in of.deliveries(town.live, number)} == {0}
        town.sending.started = True
        await until(lambda: town.state(number) is State.DONE)
    assert town.tally(number) == Tally(total=10, sent=10)


async def test_no_more_than_the_window_is_on_its_way_however_many_wait(town: Town) -> None:
    await town.subscribe(1500)
    town.sending.capabilities = replace(town.sending.capabilities, rates=Rates(1e5, 1e5, 1000, 2000))
    town.sending._limits = RateLimit(1e5, 1e5, 1000, bulk_rate=2000)
    number = await town.approve()
    arrive = town.holds_back()
    async with town.at_work():
        await until(lambda: of.count(town.live, number, "claimed") >= 100)
        await town.looks.more()
        names = [getattr(one.get_coro(), "__qualname__", "") for one in asyncio.all_tasks()]
        assert names.count("AnnouncementSender._send") == of.count(town.live, number, "claimed") == 100
        arrive.set()
        await until(lambda: town.state(number) is State.DONE)
    assert town.tally(number) == Tally(total=1500, sent=1500)


# ---------------------------------------------------------------- claims whose process woke up late


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(tmp_path / "live.db")
    yield database
    await database.close()


async def _claimed(tx: Transaction, live: Path, number: int, fence: int) -> list[Claim]:
    one = await announcements.load(tx, number)
    assert one
    claims, _ = await delivery_claims.claim(tx, one, "telegram", fence, 10, NOW)
    return claims


@pytest.mark.parametrize(
    "outcome", [DeliveryOutcome.SENT, DeliveryOutcome.PENDING, DeliveryOutcome.FAILED, DeliveryOutcome.GONE]
)
@pytest.mark.parametrize("meanwhile", [State.SENDING, State.DONE, State.ABORTED])
async def test_a_result_that_comes_after_another_took_over_still_counts(
    database: Database, tmp_path: Path, outcome: DeliveryOutcome, meanwhile: State
) -> None:
    live = tmp_path / "live.db"
    of.subscribe(live, [1], since=of.yesterday(NOW))
    number = of.approve(live, NOW)
    prepare = partial(announcement_runner._prepare_page, now=NOW, most=1000)
    while await database.group_commit(prepare):
        pass
    (claim,) = await database.group_commit(partial(_claimed, live=live, number=number, fence=1))
    await database.group_commit(partial(delivery_claims.mark_interrupted, channel="telegram", fencing_token=2, now=NOW))
    assert of.tally(live, number) == Tally(total=1, unknown=1)
    if meanwhile is State.DONE:
        await database.group_commit(prepare)
        assert of.state(live, number) is State.DONE
    else:
        of.put(live, number, meanwhile)
        await database.group_commit(prepare)
    late = Result(claim, outcome, "late")
    for _ in range(2):  # told twice, it counts once
        await database.group_commit(partial(delivery_claims.settle, channel="telegram", results=[late], now=NOW))
    (row,) = of.deliveries(live, number)
    if outcome is not DeliveryOutcome.PENDING:
        assert row.state == outcome
    elif meanwhile is State.ABORTED:
        assert (row.state, row.reason) == ("failed", "aborted")
    else:
        assert row.state == "pending"  # and it is sent: its broadcast goes on
        await database.group_commit(prepare)
        assert of.state(live, number) is State.SENDING
        assert await database.group_commit(partial(_claimed, live=live, number=number, fence=2)) != []
        await database.group_commit(partial(delivery_claims.settle, channel="telegram", results=[late], now=NOW))
        assert of.states(live, number) == {"1": "claimed"}  # the old one says nothing of the new
    if outcome is not DeliveryOutcome.PENDING:
        assert of.right(live, number)


@pytest.mark.parametrize(
    ("holder", "later", "fence"),
    [
        ("a", 0.1, 1),  # keeps it
        ("a", 2.9, 1),
        ("a", 3600, 1),  # nobody took it meanwhile
        ("a", -3600, 1),
        ("b", 2.9, None),  # the first one is alive
        ("b", 3.1, 2),
        ("b", -0.1, 2),  # given in the future: the clock was set back
        ("b", -3600, 2),
    ],
)
async def test_a_lease_runs_out_and_a_clock_that_is_set_back_does_not_make_it_last(
    database: Database, holder: str, later: float, fence: int | None
) -> None:
    async def hold(tx: Transaction, who: str, seconds: float) -> int | None:
        return await leases.acquire_or_renew(tx, "telegram", who, NOW + timedelta(seconds=seconds))

    assert await database.group_commit(partial(hold, who="a", seconds=0)) == 1
    assert await database.group_commit(partial(hold, who=holder, seconds=later)) == fence
    assert await database.group_commit(partial(hold, who=holder, seconds=later)) == fence


async def test_what_is_told_twice_of_a_claim_says_nothing_of_the_next_claim(database: Database, tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    of.subscribe(live, [1], since=of.yesterday(NOW))
    number = of.approve(live, NOW)
    while await database.group_commit(partial(announcement_runner._prepare_page, now=NOW, most=1000)):
        pass
    claim_it = partial(_claimed, live=live, number=number, fence=1)
    (first,) = await database.group_commit(claim_it)
    told = partial(
        delivery_claims.settle,
        channel="telegram",
        results=[Result(first, DeliveryOutcome.PENDING, "throttled")],
        now=NOW,
    )
    await database.group_commit(told)
    (second,) = await database.group_commit(claim_it)
    await database.group_commit(told)
    assert of.states(live, number) == {"1": "claimed"}
    await database.group_commit(
        partial(delivery_claims.settle, channel="telegram", results=[Result(second, DeliveryOutcome.SENT)], now=NOW)
    )
    assert of.tally(live, number) == Tally(total=1, sent=1)


async def test_looking_whether_a_broadcast_has_ended_does_not_read_its_list(database: Database, tmp_path: Path) -> None:
    """With 500,000 people it is looked into twice a second, beside replies."""
    live = tmp_path / "live.db"
    statements: list[str] = []
    with closing(database._statements.cursor()) as cursor:
        database._statements.set_trace_callback(statements.append)
        number = of.approve(live, NOW)
        of.put(live, number, State.SENDING)
        aborted = of.approve(live, NOW)
        of.put(live, aborted, State.ABORTED)
        await database.group_commit(partial(schedule.advance, now=NOW))
        await database.group_commit(partial(schedule.clear_aborted, broadcast=aborted, most=10, now=NOW))
        database._statements.set_trace_callback(None)
        for one in statements:
            if "FROM deliveries" in one and "count(" not in one:
                plan = " ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {one}"))
                assert "INDEX deliveries_" in plan, one
