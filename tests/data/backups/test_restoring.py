"""An older copy of the live database is seen as one: nothing is sent twice, and who left stays away."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.sending.announcements.announcement_sender import AnnouncementSender
from bot.sending.paced_channel import PacedChannel
from bot.timing import DEFAULT
from bot.upkeep.older_copy_check import OlderCopyCheck
from data import hashing
from data.announcements import deliveries, visits
from data.announcements.announcements import State
from data.audit import audit_log, verification
from data.backups import after_restore
from data.backups.after_restore import Settlement
from data.chats import chats, inbox, notices, outgoing
from data.chats.chats import Chat, Subscription
from data.database import audit_checkpoint, older_copy, outside_log, rollback_detection
from data.database.opening import open_database
from data.database.outside_log import Line, OutsideFile
from data.database.sqlite import Database, Transaction
from data.hashing import Key
from data.watches import watches
from data.watches.watches import News, Watch
from handlers.subscription import subscription
from tests.conftest import NOW
from tests.support import sent_broadcasts as of
from tests.support.recording_channel import RecordingChannel

NIK, OTHER = b"\x01" * 16, b"\x02" * 16


@dataclass
class Home:
    """A data directory, and copies of its database."""

    home: Path
    key: Key

    @property
    def live(self) -> Path:
        return self.home / "live.db"

    @property
    def log(self) -> Path:
        return self.home / outside_log.FILE

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Database]:
        database = await open_database(self.live, key=self.key)
        try:
            yield database
        finally:
            await database.close()

    def copy(self) -> Path:
        copy = self.home / "aside.db"
        with closing(sqlite3.connect(self.live)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy

    def bring_back(self, copy: Path) -> None:
        for end in ("-wal", "-shm"):
            self.live.with_name(self.live.name + end).unlink(missing_ok=True)
        shutil.copyfile(copy, self.live)

    async def settle(self, *used: Key, without: bool = False) -> Settlement:
        async with self.at_work() as database:
            assert database.rollback_guard.behind
            done = await after_restore.settle(database, used, NOW, "cli:ani", without=without)
        async with self.at_work() as database:
            assert not database.rollback_guard.behind
        return done

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.live)) as opened:
            return opened.execute(sql).fetchall()

    def subscribed(self) -> set[object]:
        return {address for (address,) in self.rows("SELECT address FROM chats WHERE subscribed IS NOT NULL")}

    def verify(self) -> verification.Report:
        return verification.examine(self.live, self.home / "audit.head")


class Silent(PacedChannel):
    """A channel that takes an announcement, and notes when it is told to wait."""

    def __init__(self) -> None:
        self.behind = RecordingChannel()
        super().__init__(self.behind)
        self.started = True
        self.held = asyncio.Event()

    async def reserve_bulk(self, most: int) -> int:
        await asyncio.sleep(0)
        return 0 if self.held.is_set() else most

    def pause_bulk(self, seconds: float) -> None:
        assert seconds
        self.held.set()


@pytest.fixture
def home(tmp_path: Path, key: Key) -> Home:
    return Home(tmp_path, key)


async def subscribe(tx: Transaction, address: str) -> None:
    before = await chats.load(tx, "telegram", address, NOW)
    after = Chat("telegram", address, subscription=Subscription(NOW - timedelta(days=1), "Siap"))
    await chats.save(tx, after, NOW)
    await chats.note_change(tx, before, after)


async def stop(tx: Transaction, address: str) -> None:
    before = await chats.load(tx, "telegram", address, NOW)
    after = Chat("telegram", address)
    await chats.save(tx, after, NOW)
    await chats.note_change(tx, before, after)


async def send(database: Database, number: int, address: str) -> None:
    """One message of a broadcast leaves."""
    async with database.transaction() as tx:
        await tx.run("UPDATE deliveries SET state = 'sent' WHERE address = ?", address)
        risen = await older_copy.next_number(tx)
    older_copy.note_sending(database.rollback_guard, risen, number)


async def begin(home: Home, count: int = 4) -> int:
    """So many subscribers, of whom each waits for an announcement that is being sent."""
    async with home.at_work():
        pass
    of.subscribe(home.live, range(count), since=of.yesterday(NOW))
    number = of.approve(home.live, NOW, override="Banjir")
    with of.opened(home.live) as opened:
        opened.execute("UPDATE broadcasts SET state = 'sending', frozen = 'all', started = approved")
        opened.execute(
            "INSERT INTO deliveries (broadcast, channel, address, language) "
            "SELECT ?, channel, address, 'id' FROM chats",
            (number,),
        )
        opened.execute("INSERT INTO tallies (broadcast, channel, total) VALUES (?, 'telegram', ?)", (number, count))
    return number


# ---------------------------------------------------------------- it is seen


async def test_a_copy_from_the_middle_of_a_sending_is_an_older_one(home: Home) -> None:
    number = await begin(home)
    async with home.at_work() as database:
        await send(database, number, "0")
        copy = home.copy()
        await send(database, number, "1")
    home.bring_back(copy)
    done = await home.settle()
    assert (done.broadcasts, done.unknown) == ([number], 3)
    assert of.state(home.live, number) is State.DONE
    assert of.states(home.live, number) == {"0": "sent", "1": "unknown", "2": "unknown", "3": "unknown"}
    assert of.tally(home.live, number).unknown == 3


async def test_a_crash_at_any_moment_is_no_older_copy(home: Home) -> None:
    async with home.at_work() as database:
        async with database.transaction() as tx:
            await older_copy.next_number(tx)  # a claim was committed, and the process died before it noted so
        database.rollback_guard.outside.add(
            outside_log.line("left", 2, "stop", "5a5a5a5a:" + "0" * 32)
        )  # or before the commit
    async with home.at_work() as database:
        assert not database.rollback_guard.behind
    with home.log.open("ab") as opened:
        opened.write(b"kept 9")  # or in the middle of a line
    async with home.at_work() as database:
        assert not database.rollback_guard.behind
        async with database.transaction() as tx:
            await subscribe(tx, "1")
    assert rollback_detection.examine(home.live, home.log, home.home / "audit.head") is None


@pytest.mark.parametrize("what", ["subscribes", "stops", "is_forgotten", "waits_no_longer", "comes_to_the_web", "acts"])
async def test_whatever_happened_since_makes_a_copy_an_older_one(home: Home, what: str) -> None:
    number = await begin(home)
    async with home.at_work() as database:
        async with database.transaction() as tx:
            await watches.add(tx, Watch("telegram", "1", NIK, None, 1, NOW))
            await tx.run("UPDATE deliveries SET channel = 'web' WHERE address = '3'")
            await chats.save(tx, Chat("web", "3", subscription=Subscription(NOW, "")), NOW)
            assert await visits.waiting_for(tx, await chats.load(tx, "web", "3", NOW)) != []
        copy = home.copy()
        async with database.transaction() as tx:
            match what:
                case "subscribes":
                    await subscribe(tx, "9")
                case "stops":
                    await stop(tx, "1")
                case "is_forgotten":
                    await chats.erase(tx, "telegram", "1")
                case "waits_no_longer":
                    assert await watches.remove(tx, "telegram", "1", int(NOW.timestamp()))
                case "comes_to_the_web":
                    await visits.mark_shown(tx, number, "web", "3", NOW)
                case _:
                    await audit_log.note(tx, NOW, "telegram:111", "cadre.invited")
    home.bring_back(copy)
    found = rollback_detection.examine(home.live, home.log, home.home / "audit.head")
    assert found
    assert "older copy" in str(found)
    await home.settle()
    assert rollback_detection.examine(home.live, home.log, home.home / "audit.head") is None


async def test_a_database_without_what_is_noted_outside_may_be_an_older_one(home: Home) -> None:
    async with home.at_work() as database, database.transaction() as tx:
        await subscribe(tx, "1")
    home.log.unlink()
    async with home.at_work() as database:
        assert database.rollback_guard.behind
    await home.settle()


async def test_where_nothing_could_ever_be_noted_no_copy_is_older(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_file: OutsideFile, _line: Line) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(OutsideFile, "add", refuses)
    monkeypatch.setattr(OutsideFile, "takes_lines", False)
    for n in range(2):
        async with home.at_work() as database:
            assert not database.rollback_guard.behind
            async with database.transaction() as tx:
                await subscribe(tx, str(n))
    assert not home.log.exists()


async def test_it_stays_an_older_copy_however_often_it_is_started_until_somebody_says_so(home: Home) -> None:
    async with home.at_work() as database:
        copy = home.copy()
        async with database.transaction() as tx:
            await subscribe(tx, "1")
    home.bring_back(copy)
    metrics = Metrics()
    async with home.at_work() as database:
        alarm = OlderCopyCheck(database, metrics)
        for n in range(3):
            async with database.transaction() as tx:
                await subscribe(tx, f"{n}-since")  # its number rises past what was noted
            await alarm.check()
    assert metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "older_copy"}) == 1
    async with home.at_work() as database:
        assert database.rollback_guard.behind
    await home.settle()
    assert home.subscribed() == {"0-since", "1-since", "2-since"}


# ---------------------------------------------------------------- nothing is sent by itself


async def test_while_it_is_an_older_copy_only_answers_are_sent(home: Home) -> None:
    number = await begin(home)
    async with home.at_work() as database:
        async with database.transaction() as tx:
            await watches.add(tx, Watch("telegram", "1", NIK, None, 1, NOW))
            await tx.run("UPDATE watches SET news = 'changed', compared = 2")
            await tx.run("UPDATE deliveries SET channel = 'web' WHERE address = '3'")
            await chats.save(tx, Chat("web", "3", subscription=Subscription(NOW, "")), NOW)
            assert await visits.waiting_for(tx, await chats.load(tx, "web", "3", NOW)) != []
            await inbox.keep(tx, b"seen", "telegram", "1", "{}", NOW, 1, "")
        copy = home.copy()
        await send(database, number, "1")
    home.bring_back(copy)
    async with home.at_work() as running:
        for closed in (True, False):
            async with running.transaction() as tx:
                assert await older_copy.is_behind(tx) is closed
                assert (await watches.with_unqueued_news(tx, ["telegram"], "watch", 2, 9) == []) is closed
                assert (await watches.with_news_of_chat(tx, "telegram", "1", 2) == []) is closed
                assert await inbox.queued_answers(tx, "telegram") == []
                if closed:
                    assert await visits.waiting_for(tx, await chats.load(tx, "web", "3", NOW)) == []
            if closed:
                async with home.at_work() as other:  # `sigap restored`, while the bot runs
                    done = await after_restore.settle(other, [], NOW, "cli:ani", without=False)
                    assert (done.answers, done.news) == (1, 0)


async def test_news_that_may_have_been_told_are_not_where_nothing_says_what_was(home: Home) -> None:
    async with home.at_work() as database, database.transaction() as tx:
        for n, (nik, news) in enumerate(((NIK, News.CHANGED), (OTHER, News.EXPIRED))):
            await watches.add(tx, Watch("telegram", "1", nik, None, 1, NOW + timedelta(seconds=n)))
            await tx.run("UPDATE watches SET news = ?, compared = 2 WHERE nik = ?", news, nik)
    home.log.unlink()
    assert (await home.settle()).news == 2
    assert home.rows("SELECT nik, news, snapshot FROM watches") == [(NIK, None, 2)]


async def test_news_that_were_told_are_not_told_again_and_others_are(home: Home) -> None:
    async with home.at_work() as database:
        async with database.transaction() as tx:
            for address in ("1", "2"):
                await watches.add(tx, Watch("telegram", address, NIK, None, 1, NOW))
            await tx.run("UPDATE watches SET news = 'changed', compared = 2")
        copy = home.copy()
        async with database.transaction() as tx:
            await watches.end_after_notice(tx, (await watches.with_news_of_chat(tx, "telegram", "1", 2))[0])
    home.bring_back(copy)
    assert (await home.settle()).unwatched == 1
    assert home.rows("SELECT address, news FROM watches") == [("2", "changed")]


async def test_a_notice_that_was_queued_in_the_copy_is_sent_only_where_its_watch_goes_on(home: Home) -> None:
    async with home.at_work() as database:
        async with database.transaction() as tx:
            for address in ("1", "2"):
                await watches.add(tx, Watch("telegram", address, NIK, None, 1, NOW))
            await tx.run("UPDATE watches SET news = 'changed', compared = 2")
            assert await notices.queue_missing(tx, 2, NOW, 9) == 2
        copy = home.copy()
        async with database.transaction() as tx:
            (sent, _) = await outgoing.pending(tx, "telegram", 9)
            await outgoing.remove(tx, sent)
            await watches.end_after_notice(tx, (await watches.with_news_of_chat(tx, "telegram", sent.address, 2))[0])
    home.bring_back(copy)
    async with home.at_work() as database, database.transaction() as tx:
        assert await outgoing.pending(tx, "telegram", 9) == []
        assert await notices.queue_missing(tx, 2, NOW, 9) == 0
    await home.settle()
    assert home.rows("SELECT address FROM outgoing") == []
    async with home.at_work() as database, database.transaction() as tx:
        assert await notices.queue_missing(tx, 2, NOW, 9) == 1
        assert [one.address for one in await outgoing.pending(tx, "telegram", 9)] == ["2"]


# ---------------------------------------------------------------- who left leaves once more


async def test_the_last_word_of_each_counts(home: Home) -> None:
    async with home.at_work() as database:
        async with database.transaction() as tx:
            for address in ("stays", "stops", "returns", "erased", "erased and back", "blocks"):
                await subscribe(tx, address)
            await watches.add(tx, Watch("telegram", "blocks", NIK, None, 1, NOW))
            await watches.add(tx, Watch("telegram", "stays", NIK, None, 1, NOW))
            await watches.add(tx, Watch("telegram", "stays", OTHER, None, 1, NOW + timedelta(seconds=1)))
        copy = home.copy()
        for work in (
            partial(stop, address="stops"),
            partial(stop, address="returns"),
            partial(subscribe, address="returns"),
            partial(chats.erase, channel="telegram", address="erased"),
            partial(chats.erase, channel="telegram", address="erased and back"),
            partial(subscribe, address="erased and back"),
            partial(older_copy.note_departure, how=outside_log.Departure.BLOCKED),
        ):
            async with database.transaction() as tx:
                if work.func is older_copy.note_departure:
                    await older_copy.note_departure(tx, outside_log.Departure.BLOCKED, "telegram", "blocks")
                else:
                    await work(tx)
        async with database.transaction() as tx:
            await watches.remove(tx, "telegram", "stays", int(NOW.timestamp()))
    said = home.log.read_bytes()
    assert b"stays" not in said
    assert b"telegram" not in said
    assert home.log.stat().st_mode & 0o777 == 0o600
    home.bring_back(copy)
    done = await home.settle()
    assert (done.stopped, done.erased, done.unwatched) == (2, 2, 2)
    assert home.subscribed() == {"stays", "returns"}
    assert {address for (address,) in home.rows("SELECT address FROM chats")} == {"stays", "stops", "returns", "blocks"}
    assert home.rows("SELECT address, nik FROM watches") == [("stays", OTHER)]


async def test_who_comes_back_before_it_is_settled_stays(home: Home) -> None:
    async with home.at_work() as database:
        async with database.transaction() as tx:
            await subscribe(tx, "1")
        copy = home.copy()
        async with database.transaction() as tx:
            await stop(tx, "1")
    home.bring_back(copy)
    async with home.at_work() as database:
        async with database.transaction() as tx:
            await chats.erase(tx, "telegram", "1")
        async with database.transaction() as tx:
            await subscribe(tx, "1")
    assert (await home.settle()).erased == 0


async def test_with_another_key_the_old_one_is_asked_for(home: Home) -> None:
    async with home.at_work() as database:
        async with database.transaction() as tx:
            await subscribe(tx, "1")
        copy = home.copy()
        async with database.transaction() as tx:
            await stop(tx, "1")
    home.bring_back(copy)
    old, home.key = home.key, hashing.parse("77" * 32)
    async with home.at_work() as database:
        with pytest.raises(after_restore.OtherKey, match=f"1 with the key {old.fingerprint[:8]}"):
            await after_restore.settle(database, [], NOW, "cli:ani", without=False)
    assert home.subscribed() == {"1"}
    await home.settle(old)
    assert home.subscribed() == set()


async def test_what_cannot_be_noted_does_not_keep_anybody_from_leaving_and_is_not_sent(home: Home) -> None:
    await begin(home)
    home.log.unlink()
    async with home.at_work() as database:
        home.log.unlink()
        home.log.mkdir()
        async with database.transaction() as tx:
            await chats.unsubscribe(tx, "telegram", "1")
            await older_copy.note_departure(tx, outside_log.Departure.STOPPED, "telegram", "1")
        with pytest.raises(OSError, match=r"."):
            older_copy.note_sending(database.rollback_guard, 1, 1)
    assert "1" not in home.subscribed()


async def test_where_what_is_sent_cannot_be_noted_nothing_is_and_somebody_hears_of_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await begin(home)
    metrics, channel = Metrics(), Silent()
    write = partial(subscription.announcement, sender="SIGAP")

    def refuses(_file: OutsideFile, _line: Line) -> None:
        raise PermissionError(13, "Permission denied")

    async with home.at_work() as database:
        monkeypatch.setattr(OutsideFile, "add", refuses)
        sender = AnnouncementSender(database, channel, write, lambda: NOW, metrics, DEFAULT)
        running = asyncio.create_task(sender.run())
        async with asyncio.timeout(120):
            await channel.held.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert channel.behind.sent == []
    assert set(of.states(home.live, number).values()) == {"pending"}
    assert metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "cannot_write"}) == 1


# ---------------------------------------------------------------- announcements that did not go out yet


async def test_what_is_not_due_is_approved_again_and_what_was_sent_since_ends(home: Home) -> None:
    async with home.at_work():
        pass
    of.subscribe(home.live, range(2), since=of.yesterday(NOW))
    later = of.approve(home.live, NOW, starts=NOW + timedelta(days=2))
    paused = of.approve(home.live, NOW)
    handed_in = of.approve(home.live, NOW)
    of.put(home.live, paused, State.PAUSED)
    of.put(home.live, handed_in, State.HANDED_IN)
    copy = home.copy()
    async with home.at_work() as database:
        await send(database, handed_in, "0")
    home.bring_back(copy)
    done = await home.settle()
    assert (done.approve_again, done.given_up, done.broadcasts) == ([later], [handed_in], [paused])
    assert of.state(home.live, later) is State.HANDED_IN
    assert of.state(home.live, handed_in) is State.ABORTED
    assert of.states(home.live, paused) == {"0": "unknown", "1": "unknown"}
    async with home.at_work() as database, database.transaction() as tx:
        assert await deliveries.resend_unknown(tx, paused, NOW) == 2  # staff may, knowing it


# ---------------------------------------------------------------- the audit


async def acts(home: Home, count: int, who: str = "telegram:111") -> None:
    async with home.at_work() as database:
        for _ in range(count):
            async with database.transaction() as tx:
                await audit_log.note(tx, NOW, who, "cadre.invited")


async def test_the_audit_is_sound_afterwards_and_names_the_gap(home: Home) -> None:
    await acts(home, 3)
    copy = home.copy()
    await acts(home, 2)
    home.bring_back(copy)
    assert [one.what for one in home.verify().findings] == [verification.MISSING_AT_END]
    await acts(home, 1, "telegram:222")  # while nobody has said so yet
    found = [f"Action 4: {verification.NOT_CONFIRMED}.", f"Action 5: {verification.MISSING_AT_END}."]
    assert [str(one) for one in home.verify().findings] == found
    done = await home.settle()
    assert (done.first, done.last) == (4, 5)
    await acts(home, 1)
    report = home.verify()
    assert report.findings == []
    assert [(lost, row.actor) for lost, row in report.lost] == [(range(4, 6), "cli:ani")]
    async with home.at_work() as database:
        head = audit_checkpoint.read(database.audit_head)
        before = database.audit_head.stat().st_size
        async with database.transaction() as tx:
            await audit_log.shorten_checkpoint(tx, head)
        assert database.audit_head.stat().st_size <= before
    assert home.verify().findings == []


async def test_rows_taken_away_are_found_though_somebody_says_that_they_were_lost(home: Home) -> None:
    await acts(home, 5)
    with of.opened(home.live) as opened:
        opened.execute("DELETE FROM audit WHERE seq = 3")
        detail = json.dumps({"first": 3, "last": 3})
        opened.execute("UPDATE audit SET action = ?, detail = ? WHERE seq = 5", (audit_log.RESTORED, detail))
    assert f"Action 3: {verification.MISSING}." in [str(one) for one in home.verify().findings]


async def test_what_is_taken_away_after_it_was_said_is_found(home: Home) -> None:
    await acts(home, 3)
    copy = home.copy()
    await acts(home, 4)
    home.bring_back(copy)
    await acts(home, 2, "telegram:222")
    done = await home.settle()
    assert (done.first, done.last) == (4, 7)
    await acts(home, 2)
    assert home.verify().findings == []
    with of.opened(home.live) as opened:
        ((newest,),) = opened.execute("SELECT max(seq) FROM audit").fetchall()
        opened.execute("DELETE FROM audit WHERE seq = ?", (newest,))
    assert [str(one) for one in home.verify().findings] == [f"Action {newest}: {verification.MISSING_AT_END}."]
    with of.opened(home.live) as opened:
        opened.execute("DELETE FROM audit WHERE seq = 5")
    assert home.verify().findings != []


async def test_where_nothing_of_the_audit_was_lost_none_is_named(home: Home) -> None:
    await acts(home, 2)
    async with home.at_work() as database:
        copy = home.copy()
        async with database.transaction() as tx:
            await subscribe(tx, "1")
    home.bring_back(copy)
    await acts(home, 1)
    done = await home.settle()
    assert (done.first, done.last) == (None, None)
    assert (home.verify().findings, home.verify().lost) == ([], [])


# ---------------------------------------------------------------- the file


def test_old_lines_are_left_out_and_the_newest_number_stays(tmp_path: Path) -> None:
    file = OutsideFile(tmp_path / "outside.log")
    old, new = 1, outside_log.line("kept", 0).at
    for line in (
        Line("left", 1, old, "stop", "5a5a5a5a:00"),
        Line("kept", 1, old),
        Line("left", 2, new, "stop", "5a5a5a5a:11"),
        Line("sent", 3, new, "7"),
        Line("sent", 4, new, "7"),
        Line("kept", 2, new),
        Line("sent", 2, old, "6"),
    ):
        file.add(line)
    file.shorten()
    found = file.lines()
    assert found
    assert [(one.kind, one.number) for one in found] == [("left", 2), ("sent", 4), ("kept", 2)]
    assert outside_log.highest_number(found) == 4


async def test_two_processes_that_note_at_once_lose_no_line(home: Home) -> None:
    async with home.at_work() as one, home.at_work() as other:

        async def many(database: Database, name: str) -> None:
            for n in range(20):
                async with database.transaction() as tx:
                    await subscribe(tx, f"{name}{n}")

        await asyncio.gather(many(one, "a"), many(other, "b"))
    numbers = [line.number for line in OutsideFile(home.log).lines() or [] if line.kind == "came"]
    assert sorted(numbers) == [*range(1, 41)]
