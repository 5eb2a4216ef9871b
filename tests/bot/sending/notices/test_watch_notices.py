"""Watchers are told on Telegram, which is our strict fake over HTTP: by the bot in the test's loop, or as a process."""

import asyncio
import itertools
import logging
import re
import sqlite3
import statistics
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from bot.sending.notices import outgoing_sender
from bot.timing import Timing
from data import hashing
from data.chats import outgoing
from data.chats.outgoing import QueuedMessage
from data.content.texts import label, phrase, text
from data.coverage import emergency_stop, publishing
from data.database import migrations
from data.database.opening import open_database
from data.database.sqlite import Transaction
from data.watches import watches
from data.watches.watches import Watch
from handlers.messages import Reply
from handlers.subscription import watch
from tests.conftest import DEWI, JOKO, NOBODY, NOW, PEOPLE, Clock, Office, Opened
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Refusal, Rules
from tests.fakes.people import Person, person
from tests.faults.watchers import rows, told
from tests.handlers.subscription.test_watches import DEWI_AGAIN, NEWS, SLAMET, kept, neighbour, news_in, waits
from tests.support.processes import House, Serving
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import all_answered, serving, until, wired

BEFORE_THE_QUEUE = 9
"""The last version of the live database without a queue of notices."""
LISTED_NOW = (*PEOPLE[:3], DEWI_AGAIN, SLAMET)


# ---------------------------------------------------------------- in the loop of the test


@pytest.fixture
def channel() -> str:
    return "telegram"


QUICK = Timing(notice_poll=0.02, notice_first_retry=0.02, notice_longest_retry=0.02)


class Looks:
    """How often the bot has looked whether there is news to tell: each time, it has told what it found before."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._seen, pending = 0, outgoing.pending

        async def counted(tx: Transaction, channel: str, most: int) -> list[QueuedMessage]:
            self._seen += 1
            return await pending(tx, channel, most)

        monkeypatch.setattr(outgoing, "pending", counted)

    async def more(self, times: int = 2) -> None:
        """Returns once it has looked so often from now on."""
        end = self._seen + times
        await until(lambda: self._seen >= end)


@dataclass
class Square:
    """The bot on Telegram, its office, and people who wait."""

    office: Office
    bot: OnTelegram
    looks: Looks

    @property
    def api(self) -> BotApi:
        assert self.bot.api
        return self.bot.api

    async def meets(self, *niks: str, language: str = "id") -> Person:
        """Somebody who waits for these, and for no announcements."""
        phone = person(self.api, language=language)
        phone.presses_data("invite.no")
        await self.all_answered()
        for nik in niks:
            phone.says(nik)
            await self.all_answered()
            phone.presses(label("watch", language))
            await self.all_answered()
            assert phone.last.text == text("watch.kept", language)
        return phone

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.bot.app.settings.database)

    async def publishes(self) -> None:
        self.office.publishes(LISTED_NOW)
        await self.bot.app.coverage.refresh()

    @asynccontextmanager
    async def telling(self) -> AsyncIterator["asyncio.Task[None]"]:
        """While the bot looks for news and tells it."""
        assert self.bot.open
        task = asyncio.create_task(self.bot.app.watch_notifier.run([self.bot.open.sending]))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def tells(self) -> None:
        """Tells until nothing is left to be told."""
        async with self.telling():
            await self.until(lambda: all(row["news"] is None and row["compared"] == 2 for row in kept(self.office)))

    def not_sent(self, why: str) -> int:
        """How many tries failed like this."""
        return _not_sent(generate_latest(self.bot.app.metrics.registry).decode(), why)

    async def until(self, done: Callable[[], bool]) -> None:
        """Waits for something, and for what should not come."""
        await until(done)
        await self.looks.more()


def _not_sent(figures: str, why: str) -> int:
    found = re.search(rf'^sigap_not_sent_total{{channel="telegram",why="{why}"}} (\S+)$', figures, re.MULTILINE)
    return int(float(found[1])) if found else 0


def _in_doubt(figures: str) -> int:
    """How many messages one life counts of which it does not know whether they arrived: each is sent once more."""
    return _not_sent(figures, "unknown")


def queued(office: Office) -> list[tuple[str, str]]:
    """Address and name of the notices that wait to be sent."""
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        return live.execute("SELECT address, name FROM outgoing ORDER BY id").fetchall()


def heard(phone: Person) -> list[str]:
    """What came beside the answers."""
    spoken = {text(key, code) for key in ("watch.changed", "watch.expired") for code in ("id", "en", "su")}
    return [one.text for one in phone.replies if one.text in spoken]


@pytest.fixture
async def square(office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch) -> Square:
    return await _square(office, bot, monkeypatch, QUICK)


async def _square(office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch, timing: Timing) -> Square:
    office.publishes()
    chat = await bot(timing=timing)
    assert isinstance(chat, OnTelegram)
    return Square(office, chat, Looks(monkeypatch))


async def test_each_watcher_hears_once_in_their_language_and_nobody_else(square: Square) -> None:
    budi, ann, euis = [await square.meets(NOBODY, language=code) for code in ("id", "en", "su")]
    joko = await square.meets(JOKO)
    await square.publishes()
    await square.tells()
    await square.tells()
    assert [heard(one) for one in (budi, ann, euis)] == [[text("watch.changed", code)] for code in ("id", "en", "su")]
    assert heard(joko) == []
    assert [row["address"] for row in kept(square.office)] == [str(joko.id)]
    budi.presses(label("check", "id"))
    await square.all_answered()
    assert budi.last.text.startswith("Kirim NIK")


async def test_a_chat_that_waits_for_several_hears_once_of_all(square: Square) -> None:
    phone = await square.meets(NOBODY, DEWI, JOKO)
    await square.publishes()
    await square.tells()
    assert heard(phone) == [NEWS]
    assert [row["nik"] for row in kept(square.office)] == [square.office.key.of_nik(JOKO)]


async def test_who_waited_for_twelve_months_is_told_so(square: Square, clock: Clock) -> None:
    phone = await square.meets(NOBODY)
    clock.passes(days=366)
    await square.bot.app.sweeper.sweep()
    async with square.telling():
        await square.until(lambda: not kept(square.office))
    assert heard(phone) == [text("watch.expired", "id")]


async def test_while_staff_have_stopped_all_checks_nobody_is_told_anything(square: Square) -> None:
    phone = await square.meets(NOBODY)
    database = square.bot.app.dispatch._database
    async with database.transaction() as tx:
        await emergency_stop.stop(tx, NOW, "wrong list")
    await square.publishes()
    async with square.telling():
        await square.looks.more(4)
        assert heard(phone) == []
        async with database.transaction() as tx:
            await emergency_stop.go_on(tx)
        await square.until(lambda: not kept(square.office))
    assert heard(phone) == [NEWS]


async def test_an_answer_that_is_still_on_its_way_when_checks_are_stopped_does_not_arrive(square: Square) -> None:
    phone = await square.meets()
    square.api.faults.next += [("sendMessage", "error_500")] * 1000
    phone.says(NOBODY)
    await until(lambda: bool(square.api.faults.seen["error_500"]))
    dispatch = square.bot.app.dispatch
    async with dispatch._database.transaction() as tx:
        await emergency_stop.stop(tx, NOW, "wrong list")
    await square.bot.app.shared_state.read_emergency_stop()
    square.api.faults.next.clear()
    await square.all_answered()
    stopped = f"{phrase('heading_unavailable', 'id')}\n\n{text('check.stopped', 'id')}"
    assert phone.last.text.startswith(stopped)
    assert not any("Tidak tercatat" in one.text for one in phone.replies)


async def test_on_other_channels_the_news_waits_for_the_next_message(square: Square) -> None:
    phone = await square.meets(NOBODY)
    visitor = neighbour(square.bot, "visitor")
    await waits(visitor, NOBODY)
    await square.publishes()
    async with square.telling():
        await square.until(lambda: heard(phone) != [])
    assert [row["news"] for row in kept(square.office)] == ["changed"]
    assert news_in(await visitor.says("halo")) == [NEWS]


async def test_who_blocked_us_waits_for_nothing_any_more(square: Square) -> None:
    gone, other = await square.meets(NOBODY, JOKO), await square.meets(NOBODY)
    square.api.chat(gone.chat).blocked = True
    await square.publishes()
    await square.tells()
    assert heard(gone) == []
    assert heard(other) == [NEWS]
    assert kept(square.office) == []
    assert queued(square.office) == []
    assert [code for _, code, _ in square.api.refused] == [403]  # tried once


async def test_who_forgot_us_before_it_was_told_hears_nothing(square: Square) -> None:
    phone = await square.meets(NOBODY)
    await square.publishes()
    await square.bot.app.watch_notifier.compare_snapshots()
    phone.says("/hapus")
    await square.all_answered()
    async with square.telling():
        await square.looks.more()
    assert heard(phone) == []


async def test_what_was_taken_back_before_it_was_told_is_not_told(square: Square) -> None:
    phone = await square.meets(NOBODY)
    await square.publishes()
    await square.bot.app.watch_notifier.compare_snapshots()
    publishing.roll_back(square.office.snapshots, square.office.key, None)
    await square.bot.app.coverage.refresh()
    async with square.telling():
        await square.looks.more()
    assert heard(phone) == []
    assert len(kept(square.office)) == 1


async def test_what_another_list_takes_back_between_two_tries_is_not_told(square: Square) -> None:
    phone = await square.meets(NOBODY)
    await square.publishes()
    async with square.telling():
        async with square.api.unplugged():
            await until(lambda: square.not_sent("unreachable") > 2)
            publishing.roll_back(square.office.snapshots, square.office.key, None)
            await square.bot.app.coverage.refresh()
            await square.until(lambda: not queued(square.office))
        await square.looks.more()
    assert heard(phone) == []
    assert len(kept(square.office)) == 1


async def test_what_another_list_says_as_well_is_told_once(square: Square) -> None:
    phone = await square.meets(NOBODY)
    await square.publishes()
    await square.bot.app.watch_notifier.compare_snapshots()
    assert queued(square.office) == [(str(phone.id), "changed")]
    await square.publishes()
    async with square.telling():
        await square.until(lambda: not kept(square.office))
    assert heard(phone) == [NEWS]
    assert queued(square.office) == []


async def test_nothing_that_names_a_nik_is_queued(square: Square) -> None:
    phone = await square.meets(NOBODY, DEWI)
    await square.publishes()
    await square.bot.app.watch_notifier.compare_snapshots()
    with closing(sqlite3.connect(square.office.home / "live.db")) as live:
        rows = live.execute("SELECT * FROM outgoing").fetchall()
    body = '{"version":1,"news":"changed"}'
    assert rows == [(1, "telegram", str(phone.id), "watch", "changed", body, int(NOW.timestamp()), 0)]


async def test_who_could_not_be_reached_for_a_day_is_told_with_the_next_list(
    square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await square.meets(NOBODY)
    monkeypatch.setattr(outgoing_sender, "LONGEST_TRIED", 0.1)
    await square.publishes()
    async with square.telling():
        async with square.api.unplugged():
            given_up = [(None, 2)]  # the comparison itself would have found news
            await square.until(lambda: [(row["news"], row["compared"]) for row in kept(square.office)] == given_up)
            assert queued(square.office) == []
        await square.looks.more()
        assert heard(phone) == []
        await square.publishes()
        await square.until(lambda: not kept(square.office))
    assert heard(phone) == [NEWS]


async def test_a_notice_that_was_swept_is_queued_again_while_it_is_true(square: Square, clock: Clock) -> None:
    phone = await square.meets(NOBODY)
    await square.publishes()
    await square.bot.app.watch_notifier.compare_snapshots()
    clock.passes(days=8)
    await square.bot.app.sweeper.sweep()
    assert queued(square.office) == []
    await square.tells()
    assert heard(phone) == [NEWS]


async def test_news_that_an_earlier_version_left_is_told_once(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishes()
    office.publishes(LISTED_NOW)
    (office.home / "live.db").unlink()
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        for number, script in migrations.scripts():
            if number <= BEFORE_THE_QUEUE:
                live.executescript(script)
        live.execute(f"PRAGMA user_version = {BEFORE_THE_QUEUE}")
        left = [
            ("telegram", "701", NOBODY, "changed"),
            ("telegram", "701", DEWI, "changed"),
            ("telegram", "702", NOBODY, "expired"),
            ("telegram", "702", DEWI, "changed"),
            ("telegram", "703", NOBODY, "rekeyed"),
            ("web", "704", NOBODY, "changed"),
        ]
        for n, (channel, address, nik, news) in enumerate(left):
            live.execute(
                "INSERT INTO watches (channel, address, nik, snapshot, since, compared, news) "
                "VALUES (?, ?, ?, 1, ?, 2, ?)",
                (channel, address, office.key.of_nik(nik), int(NOW.timestamp()) + n, news),
            )
        live.commit()
    chat = await bot(timing=QUICK)
    assert isinstance(chat, OnTelegram)
    square = Square(office, chat, Looks(monkeypatch))
    phones = [Person(square.api, number, "id") for number in (701, 702, 703)]
    for phone in phones:
        square.api.chat(phone.chat).known = True
    for _ in range(2):
        async with square.telling():
            await square.until(lambda: [row["channel"] for row in kept(office)] == ["web"])
    assert [sorted(one.text for one in phone.replies) for phone in phones] == [
        [NEWS],
        sorted([NEWS, text("watch.expired", "id")]),
        [text("watch.rekeyed", "id")],
    ]
    assert queued(office) == []


# ---------------------------------------------------------------- what Telegram does to us


async def test_told_to_wait_it_waits(square: Square) -> None:
    phones = [await square.meets(NOBODY) for _ in range(2)]
    square.api.faults.next += [("sendMessage", "throttle")]
    await square.publishes()
    begun = time.monotonic()
    await square.tells()
    assert [heard(phone) for phone in phones] == [[NEWS]] * 2
    assert min(one.at for one in told(square.api)) - begun >= 1


@pytest.mark.parametrize("fault", ["error_500", "error_502", "reset_before"])
async def test_what_failed_is_sent_again_once(square: Square, fault: str) -> None:
    phones = [await square.meets(NOBODY) for _ in range(2)]
    square.api.faults.next += [("sendMessage", fault)] * 3
    await square.publishes()
    await square.tells()
    assert [heard(phone) for phone in phones] == [[NEWS]] * 2


@pytest.mark.parametrize("fault", ["error_after", "reset_after"])
async def test_what_may_have_arrived_is_sent_again_rather_than_lost(square: Square, fault: str) -> None:
    phones = [await square.meets(NOBODY) for _ in range(2)]
    square.api.faults.next += [("sendMessage", fault)]
    await square.publishes()
    await square.tells()
    assert sorted(len(heard(phone)) for phone in phones) == [1, 2]
    assert square.not_sent("unknown") == 1


async def test_a_chat_that_always_fails_holds_nobody_up_and_is_given_up(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    doubting = replace(QUICK, notice_first_retry=0.2, notice_longest_retry=0.2)
    square = await _square(office, bot, monkeypatch, doubting)
    phones = [await square.meets(NOBODY) for _ in range(3)]
    bad, open_chat = phones[0], square.api._open_chat
    others_told: list[int] = []

    def fails(parameters: dict[str, Any]) -> Any:
        if int(parameters["chat_id"]) == bad.chat:
            others_told.append(len(told(square.api)))
            raise Refusal(500, "Internal Server Error")
        return open_chat(parameters)

    monkeypatch.setattr(square.api, "_open_chat", fails)
    await square.publishes()
    with caplog.at_level(logging.ERROR):
        await square.tells()
    assert others_told == [0, *[2] * 8]
    assert kept(square.office) == []
    assert "outgoing.given_up" in caplog.text
    assert str(bad.id) not in caplog.text


async def test_what_telegram_does_not_take_is_logged_and_holds_nobody_up(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    phones = [await square.meets(NOBODY) for _ in range(2)]
    square.api.faults.next += [("sendMessage", "refuse")]
    await square.publishes()
    with caplog.at_level(logging.ERROR):
        await square.tells()
    assert sorted(heard(phone) for phone in phones) == [[], [NEWS]]
    assert "outgoing.refused" in caplog.text
    assert "3275050903889401" not in caplog.text


async def test_a_bug_of_ours_is_logged_and_the_next_is_told(
    square: Square, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phones = [await square.meets(NOBODY) for _ in range(2)]
    right, tries = watch.notice, itertools.count()

    def broken(kind: watches.News, language: str) -> Reply:
        if not next(tries):
            raise RuntimeError("a bug")
        return right(kind, language)

    monkeypatch.setattr(watch, "notice", broken)
    await square.publishes()
    with caplog.at_level(logging.ERROR):
        await square.tells()
    assert [heard(phone) for phone in phones] == [[NEWS]] * 2
    assert "outgoing.failed" in caplog.text


async def test_a_token_that_telegram_does_not_know_loses_no_news(
    square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    await square.meets(NOBODY)
    await square.publishes()
    square.api.token = "424242:another"
    compared, not_compared = list[int](), watches.not_compared

    async def counted(tx: Transaction, live: int, most: int) -> list[Watch]:
        compared.append(live)
        return await not_compared(tx, live, most)

    async with square.telling() as task:
        await until(lambda: square.api.strangers["sendmessage"] == 1)
        monkeypatch.setattr(watches, "not_compared", counted)
        await until(lambda: len(compared) > 2 or task.done())
        assert not task.done()  # the news of other channels goes on
    assert [row["news"] for row in kept(square.office)] == ["changed"]


async def test_stopped_in_the_middle_it_finishes_the_message_on_its_way(square: Square) -> None:
    phones = [await square.meets(NOBODY) for _ in range(2)]
    before = square.api.calls["sendmessage"]
    square.api.latency = 0.1
    await square.publishes()
    async with square.telling():
        while square.api.calls["sendmessage"] == before:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    assert sorted(heard(phone) for phone in phones) == [[], [NEWS]]
    assert len(kept(square.office)) == 1
    await square.tells()
    assert [heard(phone) for phone in phones] == [[NEWS]] * 2


# ---------------------------------------------------------------- the real `sigap serve`


async def _wait_for(house: House, phones: list[Person], nik: str) -> None:
    """Writes that they wait, into the live database of a bot that does not run."""
    hashed = hashing.read(Path(house.env["SIGAP_NIK_KEY_FILE"])).of_nik(nik)
    database = await open_database(house.home / "sigap" / "live.db")
    async with database.transaction() as tx:
        for phone in phones:
            phone.api.chat(phone.chat).known = True
            await watches.add(tx, Watch("telegram", str(phone.id), hashed, None, 1, datetime.now(UTC)))
    await database.close()


async def _told(api: BotApi, count: int) -> None:
    await until(lambda: len(told(api)) >= count)


def _figures(running: Serving) -> str:
    with urllib.request.urlopen(running.metrics) as response:
        return str(response.read(), "utf-8")


async def test_a_list_published_while_it_runs_is_told_once_over_all_its_lives(house: House) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        wired(house, api, webhook=False)
        waiting, same = [person(api) for _ in range(20)], [person(api) for _ in range(5)]
        await _wait_for(house, waiting, NOBODY)
        await _wait_for(house, same, JOKO)
        async with serving(house) as running:
            assert told(api) == []
            await asyncio.to_thread(house.publish, LISTED_NOW)
            await _told(api, 20)
            counted = 'sigap_news_told_total{channel="telegram",kind="changed"} 20.0'
            await until(lambda: counted in _figures(running))
            await until(lambda: rows(house, "true") == 5)  # once it is on disk that they arrived: kill -9 comes next
            in_doubt = _in_doubt(_figures(running))
            assert NOBODY.encode() not in running.said
        last = person(api)  # behind all others
        await _wait_for(house, [last], NOBODY)
        async with serving(house) as running:
            await _told(api, 21)
            await until(lambda: rows(house, f"address = '{last.id}'") == 0)
            in_doubt += _in_doubt(_figures(running))
            assert b"Traceback" not in running.said
        heard, right = Counter(one.chat for one in told(api)), Counter(phone.chat for phone in [*waiting, last])
        assert heard.keys() == right.keys()
        assert (heard - right).total() <= in_doubt  # none, unless the machine is so busy that an answer came too late
        assert rows(house, "news IS NULL") == 5


async def test_killed_after_the_news_was_queued_its_next_life_tells_everybody_once(house: House) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        wired(house, api, webhook=False)
        phones = [person(api) for _ in range(20)]
        await _wait_for(house, phones, NOBODY)
        async with serving(house) as running, api.unplugged():
            await asyncio.to_thread(house.publish, LISTED_NOW)
            await until(lambda: rows(house, "news = 'changed'") == 20)
            with closing(sqlite3.connect(house.live)) as live:
                assert live.execute("SELECT count(*), min(name) FROM outgoing").fetchone() == (20, "changed")
            running.process.kill()
            await asyncio.to_thread(running.process.wait)
        assert told(api) == []
        async with serving(house) as running:
            await _told(api, 20)
            await until(lambda: rows(house, "true") == 0)
            in_doubt = _in_doubt(_figures(running))
        heard, right = Counter(one.chat for one in told(api)), Counter(phone.chat for phone in phones)
        assert heard.keys() == right.keys()
        assert (heard - right).total() <= in_doubt
        with closing(sqlite3.connect(house.live)) as live:
            assert live.execute("SELECT count(*) FROM outgoing").fetchone() == (0,)


async def test_told_to_stop_while_it_tells_it_repeats_nothing_at_the_next_start(house: House) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        wired(house, api, webhook=False)
        phones = [person(api) for _ in range(40)]
        await _wait_for(house, phones, NOBODY)
        house.publish(LISTED_NOW)
        api.latency = 0.05
        for count in (5, 15):
            async with serving(house) as running:
                await _told(api, count)
                assert await asyncio.to_thread(running.stop) == 0
                assert b"Traceback" not in running.said
        assert len(told(api)) < 40
        async with serving(house):
            await _told(api, 40)
            await until(lambda: rows(house, "true") == 0)
        assert Counter(one.chat for one in told(api)) == Counter(phone.chat for phone in phones)


async def _answered(phone: Person) -> None:
    await until(lambda: bool(phone.replies))


async def _waited(api: BotApi, times: int) -> list[float]:
    """Seconds until people are answered who write now and then."""
    waits = []
    for _ in range(times):
        phone, begun = person(api), time.monotonic()
        phone.says("menu")
        await _answered(phone)
        waits.append(phone.last.at - begun)
        await asyncio.sleep(0.29)
    return waits


async def test_while_hundreds_are_told_whoever_writes_is_answered_at_once(house: House) -> None:
    async with BotApi() as api:
        wired(house, api, webhook=False, fast=False)
        await _wait_for(house, [person(api) for _ in range(300)], NOBODY)
        async with serving(house):
            quiet = await _waited(api, 3)
            await asyncio.to_thread(house.publish, LISTED_NOW)
            await _told(api, 1)
            busy = await _waited(api, 10)
            moments = [one.at for one in told(api)]
        assert 50 < len(moments) < 300  # all the while
        late = api.lateness.worst
        assert statistics.median(busy) < statistics.median(quiet) + 0.1 + late
        assert max(busy) < max(quiet) + 0.3 + 2 * late  # a second's places would all be taken for longer
        paced = zip(moments, moments[28:], strict=False)
        assert all(later - first > 1 - late for first, later in paced)  # 25 a second
        assert [why for _, code, why in api.refused if code == 429] == []
