"""What staff did is noted with what they did, in a chain that outlives crashes, restarts and its own retention."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from data.audit import audit_log, verification
from data.coverage.second_factor import Factor
from data.database import audit_checkpoint
from data.database.audit_checkpoint import NotAudited
from data.database.sqlite import Transaction
from data.files import atomic
from tests.conftest import BUDI, NOW, Opened
from tests.support.audits import Audit, did
from tests.support.paths import ROOT


@pytest.fixture
def book(tmp_path: Path) -> Audit:
    return Audit(tmp_path)


# ---------------------------------------------------------------- the chain


async def test_the_chain_goes_on_after_a_restart_and_can_be_checked_by_hand(book: Audit) -> None:
    await book.act(3)
    await book.act(2)
    assert book.findings() == []
    before = "0" * 64
    for number, row in enumerate(book.rows(), start=1):
        said = f'["{before}",{row.seq},{row.at},"{row.actor}","{row.action}",{json.dumps(row.detail)}]'
        assert row.hash == hashlib.sha256(said.encode()).digest()
        assert row.seq == number
        before = row.hash.hex()
    assert book.lines()[:4] == ["write 1", "kept 1", "write 2", "kept 2"]


_ACTS = """
import asyncio, sys
from pathlib import Path
from tests.support.audits import Audit
asyncio.run(Audit(Path(sys.argv[1])).act(25))
"""


def acts(book: Audit, script: str = _ACTS) -> "subprocess.Popen[bytes]":
    """A process of its own."""
    root = str(ROOT)
    return subprocess.Popen([sys.executable, "-c", script, str(book.home)], env={**os.environ, "PYTHONPATH": root})


async def test_two_processes_write_one_chain(book: Audit) -> None:
    await book.act(1)
    processes = [acts(book), acts(book)]
    await book.act(25)
    assert [process.wait(60) for process in processes] == [0, 0]
    assert [row.seq for row in book.rows()] == list(range(1, 77))
    assert book.findings() == []


async def test_an_auditor_may_look_while_the_bot_writes(book: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "CHECKPOINT_BYTES", 2000)
    monkeypatch.setattr(audit_log, "CHECKPOINT_ACTIONS", 5)
    async with book.at_work() as database:
        done = False

        async def write() -> None:
            for number in range(300):
                await database.group_commit(partial(did, number=number, moment=NOW + timedelta(days=number)))
                await audit_log.tidy(database, NOW + timedelta(days=number), 3)
            nonlocal done
            done = True

        writing = asyncio.create_task(write())
        looked = 0
        while not done:
            assert await asyncio.to_thread(book.findings) == []
            looked += 1
        await writing
    assert looked > 5


async def test_an_auditor_looks_again_when_the_checkpoint_file_was_shortened_meanwhile(
    book: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await book.act(3)
    read, looked = audit_checkpoint.read, list[int]()

    def while_the_bot_works(path: Path) -> audit_checkpoint.Checkpoint:
        found = read(path)
        looked.append(found.newest)
        if len(looked) == 1:
            assert acts(book, _ACTS).wait(60) == 0
            audit_checkpoint.shorten(path, read(path).newest - 5)
        return found

    monkeypatch.setattr(audit_checkpoint, "read", while_the_bot_works)
    assert book.findings() == []
    assert len(looked) == 4  # twice twice


# ---------------------------------------------------------------- whole or not at all


async def test_a_turn_that_is_rolled_back_leaves_no_action(book: Audit) -> None:
    async with book.at_work() as database:

        async def breaks(tx: Transaction) -> None:
            await did(tx, 1)
            raise KeyError

        good = partial(did, number=2)
        results = await asyncio.gather(
            database.group_commit(good),
            database.group_commit(breaks),
            database.group_commit(good),
            return_exceptions=True,
        )
        assert [type(one) for one in results] == [type(None), KeyError, type(None)]
        with pytest.raises(KeyError):
            async with database.transaction() as tx:
                await breaks(tx)
    assert [row.seq for row in book.rows()] == [1, 2]
    assert book.lines() == ["write 1", "write 2", "write 2", "kept 1", "kept 2", "write 3"]
    assert book.findings() == []


async def test_what_cannot_be_audited_is_not_done_and_others_do_not_suffer(book: Audit) -> None:
    book.head.symlink_to("/dev/full")  # whoever put it there would have us write elsewhere
    async with book.at_work() as database:

        async def staff(tx: Transaction) -> None:
            await tx.run("INSERT INTO chats (channel, address, used) VALUES ('telegram', 'staff', 0)")
            await did(tx, 1)

        async def resident(tx: Transaction) -> None:
            await tx.run("INSERT INTO chats (channel, address, used) VALUES ('telegram', 'resident', 0)")

        refused, fine = await asyncio.gather(
            database.group_commit(staff), database.group_commit(resident), return_exceptions=True
        )
        assert isinstance(refused, NotAudited)
        assert "it is a link" in str(refused)
        assert "SIGAP_AUDIT_HEAD" in str(refused)
        assert fine is None
        async with database.transaction() as tx:
            assert await tx.rows("SELECT address FROM chats") == [("resident",)]
    assert book.rows() == []


async def test_what_does_not_reach_the_disk_is_not_done(book: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    await book.act(1)
    monkeypatch.setattr(atomic, "fsync", fails)
    with pytest.raises(NotAudited, match="Input/output error"):
        await book.act(1)
    assert len(book.rows()) == 1
    assert book.findings() == []


# ---------------------------------------------------------------- crashes


_ACTS = """
import asyncio, sys
from pathlib import Path
from tests.support.audits import Audit
asyncio.run(Audit(Path(sys.argv[1])).act(20))
"""
_DIES = """
import asyncio, os, signal, sys
from pathlib import Path
from data.database import audit_checkpoint
from tests.support.audits import Audit

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

sync = audit_checkpoint.sync
AFTER = lambda path: (sync(path), die())
asyncio.run(Audit(Path(sys.argv[1])).act(2))
audit_checkpoint.{name} = {how}
asyncio.run(Audit(Path(sys.argv[1])).act(1))
"""


@pytest.mark.parametrize(
    ("name", "how", "rows", "last"),
    [("sync", "AFTER", 2, "write 3"), ("confirm", "die", 3, "write 3")],
    ids=["before the commit", "after the commit"],
)
async def test_a_crash_is_no_finding(book: Audit, name: str, how: str, rows: int, last: str) -> None:
    assert acts(book, _DIES.format(name=name, how=how)).wait(60) == -9
    assert len(book.rows()) == rows
    assert book.lines()[-1] == last
    assert book.findings() == []
    await book.act(2)
    assert len(book.rows()) == rows + 2
    assert book.findings() == []


async def test_the_next_start_protects_what_a_crash_left_newest(book: Audit) -> None:
    assert acts(book, _DIES.format(name="confirm", how="die")).wait(60) == -9
    async with book.at_work() as database:
        await audit_log.tidy(database, NOW, 24)
        await audit_log.tidy(database, NOW, 24)
    assert book.lines()[-2:] == ["write 3", "kept 3"]
    with book.behind_our_back() as opened:
        opened.execute("DELETE FROM audit WHERE seq = 3")
    assert book.findings() == [f"Action 3: {verification.MISSING_AT_END}."]


async def test_a_line_that_was_torn_spoils_no_other(book: Audit) -> None:
    await book.act(1)
    with book.head.open("a") as head:
        head.write("write 2 0123")
    await book.act(1)
    assert book.lines() == ["write 1", "kept 1", "write 2", "write 2", "kept 2"]
    assert book.findings() == []


# ---------------------------------------------------------------- the head is lost


async def test_a_lost_head_is_told_and_stops_nobody(book: Audit) -> None:
    await book.act(2)
    book.head.unlink()
    assert book.findings() == [verification.NO_CHECKPOINT]
    await book.act(2)
    assert book.actions()[2] == "audit.unknown_row"
    assert book.findings() == [f"Action 3: {verification.CHECKPOINT_GAP}."]
    assert len(book.rows()) == 5


async def test_an_empty_or_foreign_head_is_told(book: Audit) -> None:
    await book.act(3)
    book.head.write_text("")
    assert book.findings() == [f"Actions 1 to 3: {verification.UNKNOWN_ROW}."]
    book.head.write_text("something else\n")
    assert book.findings()[-1] == "Line 1 of the checkpoint file cannot be read: somebody wrote into it."


# ---------------------------------------------------------------- retention


DAY = timedelta(days=1)


async def pruned(book: Audit, now: datetime, months: int = 24) -> int:
    async with book.at_work() as database:
        before = len(book.rows())
        await audit_log.tidy(database, now, months)
    return before - len(book.rows())


async def test_what_is_older_is_deleted_and_the_rest_can_still_be_verified(book: Audit) -> None:
    await book.act(5, NOW)
    await book.act(5, NOW + 30 * DAY)
    assert await pruned(book, NOW + 100 * DAY) == 0
    assert "audit.pruned" not in book.actions()
    two_years = datetime(2028, 11, 22, 23, tzinfo=UTC)  # the 23rd in Bekasi
    assert await pruned(book, two_years - DAY) == 0
    assert await pruned(book, two_years) == 5 - 1  # and one note of it
    assert book.rows()[0].seq == 6
    last = book.rows()[-1]
    assert (last.actor, last.action) == ("bot", "audit.pruned")
    assert json.loads(last.detail)["last"] == 5
    assert book.findings() == []
    assert await pruned(book, two_years + timedelta(hours=5)) == 0
    assert book.rows()[-1] == last
    assert verification.examine(book.database, book.head).pruned == 5


async def test_retention_forgets_even_what_it_noted_of_itself(book: Audit) -> None:
    moment = NOW
    for _ in range(6):
        await book.act(3, moment)
        moment += 40 * DAY
        await pruned(book, moment, months=1)
        assert book.findings() == []
    assert book.actions() == ["audit.pruned"]
    await book.act(1, moment)
    assert book.findings() == []


async def test_a_backlog_is_deleted_in_steps(book: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "STEP", 7)
    await book.act(30, NOW - 900 * DAY)
    await book.act(2, NOW)
    assert await pruned(book, NOW) == 30 - 5
    assert book.actions()[:2] == ["broadcast.written", "broadcast.approved"]
    assert book.findings() == []


async def test_a_clock_that_jumped_deletes_nothing_out_of_order(book: Audit) -> None:
    await book.act(1, NOW)
    await book.act(1, NOW - 4000 * DAY)
    assert await pruned(book, NOW) == 0
    assert book.findings() == []


async def test_after_pruning_the_first_and_the_deleted_are_guarded_still(book: Audit) -> None:
    await book.act(4, NOW)
    old = book.rows()[3]
    await book.act(3, NOW + 30 * DAY)
    await pruned(book, NOW + 35 * DAY, months=1)
    assert book.rows()[0].seq == 5
    with book.behind_our_back() as opened:
        opened.execute(
            "INSERT INTO audit VALUES (4, ?, ?, ?, ?, ?)", (old.at, old.actor, old.action, old.detail, old.hash)
        )
    assert book.findings() == [f"Action 4: {verification.REAPPEARED}."]
    with book.behind_our_back() as opened:
        opened.execute("DELETE FROM audit WHERE seq <= 5")
    assert book.findings() == [f"Action 5: {verification.MISSING}."]


async def test_who_deletes_by_a_pruning_of_his_own_is_found(book: Audit) -> None:
    await book.act(4, NOW)
    await book.act(3, NOW + 30 * DAY)
    await pruned(book, NOW + 35 * DAY, months=1)
    with book.behind_our_back() as opened:
        ((hash_,),) = opened.execute("SELECT hash FROM audit WHERE seq = 6").fetchall()
        detail = json.dumps({"actions": 4, "hash": hash_.hex(), "last": 6, "months": 1})
        opened.execute("UPDATE audit SET detail = ? WHERE action = 'audit.pruned'", (detail,))
        opened.execute("DELETE FROM audit WHERE seq <= 6")
    assert book.findings() == [f"Action 8: {verification.CHANGED}."]


async def test_the_bot_forgets_old_actions_and_serves_without_a_head(bot: Opened, clock: object) -> None:
    chat = await bot(audit_months=1)
    book = Audit(chat.app.settings.data_dir)
    await book.act(3, NOW - 100 * DAY)
    await chat.app.sweeper.sweep()
    assert book.actions() == ["audit.pruned"]
    await book.act(1, NOW - 100 * DAY)
    book.head.unlink()
    book.head.mkdir()
    await chat.app.sweeper.sweep()  # cannot note, so does not delete
    assert len(book.rows()) == 2
    assert (await chat.says("halo")).outcome == "welcome"


async def test_no_step_of_retention_holds_others_up(book: Audit) -> None:
    async with book.at_work() as database:
        async with database.transaction() as tx:
            for number in range(3000):
                await did(tx, number, NOW - 900 * DAY)
        seen: list[int] = []
        done = False

        async def look(tx: Transaction) -> None:
            ((left,),) = await tx.rows("SELECT count(*) FROM audit")
            seen.append(left)

        async def others() -> None:
            while not done:
                await database.group_commit(look)

        waiting = asyncio.create_task(others())
        await audit_log.tidy(database, NOW, 24)
        done = True
        await waiting
    assert seen[0] - seen[-1] > 2000
    assert max(before - after for before, after in pairwise(seen)) <= audit_log.STEP  # a turn after each step


# ---------------------------------------------------------------- the head stays short


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "CHECKPOINT_BYTES", 1000)
    monkeypatch.setattr(audit_log, "CHECKPOINT_ACTIONS", 5)


@pytest.mark.usefixtures("short")
async def test_a_long_head_is_shortened_and_guards_as_before(book: Audit) -> None:
    await book.act(30)
    book.head.chmod(0o640)
    await pruned(book, NOW)
    assert book.lines() == [f"{kind} {seq}" for seq in range(26, 31) for kind in ("write", "kept")]
    assert book.head.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in book.home.glob("audit*")] == ["audit.head"]
    assert book.findings() == []
    await book.act(1)
    assert book.findings() == []
    with book.behind_our_back() as opened:
        opened.execute("UPDATE audit SET actor = 'telegram:999' WHERE seq = 3")
        book.hash_again(opened)
    assert book.findings() == [f"Actions 26 to 31: {verification.NOT_CONFIRMED}."]


@pytest.mark.usefixtures("short")
async def test_a_head_that_shows_a_tampering_is_left_as_it_is(book: Audit) -> None:
    await book.act(30)
    with book.behind_our_back() as opened:
        opened.execute("DELETE FROM audit WHERE seq = 30")
    await book.act(20)
    await pruned(book, NOW)
    assert len(book.lines()) == 100
    assert book.findings() == [f"Action 30: {verification.NOT_CONFIRMED}."]


async def test_no_line_is_lost_while_the_head_is_shortened(tmp_path: Path) -> None:
    head = tmp_path / "audit.head"
    audit_checkpoint.write(head, 1, bytes(32))

    def append(first: int) -> None:
        for seq in range(first, first + 300):
            audit_checkpoint.confirm(head, seq, bytes(32))

    threads = [threading.Thread(target=append, args=(first,)) for first in (1000, 2000, 3000)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        audit_checkpoint.shorten(head, 500)
    assert len(audit_checkpoint.read(head).kept) == 900
    assert audit_checkpoint.read(head).unreadable == ()


# ---------------------------------------------------------------- what may stand in it


@pytest.mark.parametrize(
    "detail",
    [
        {"nik": BUDI},
        {"nik": int(BUDI)},
        {"who": f"Bu Ani {BUDI} RW 05"},
        {"who": "3275 0509 0388 9401"},
        {"who": "327505.090388.9401"},
        {"phone": "0812-3456-7890"},
        {"phone": "6281234567890"},
    ],
)
async def test_a_number_of_a_person_is_refused_and_not_repeated(book: Audit, detail: dict[str, object]) -> None:
    async with book.at_work() as database:
        with pytest.raises(ValueError, match="no long number") as refused:
            async with database.transaction() as tx:
                await audit_log.note(tx, NOW, "telegram:111", "cadre.check", **detail)
    assert not any(str(value) in str(refused.value) for value in detail.values())
    assert book.rows() == []


async def test_hashes_dates_and_words_are_taken_and_long_texts_cut(book: Audit) -> None:
    async with book.at_work() as database:
        fine = {
            "a": "5" * 32,
            "b": "ab" * 32,
            "c": "2026-11-22 08:00:00 WIB",
            "d": "Posyandu Melati RW 05, 22-11-2026 08.00",
            "e": None,
            "f": True,
            "g": 51_666,
            "h": Factor.KK,
        }
        async with database.transaction() as tx:
            await audit_log.note(tx, NOW, "telegram:111", "cadre.check", **fine, long="é" * 300)
    (row,) = book.rows()
    said = json.loads(row.detail)
    assert said.pop("long") == "é" * 199 + "…"
    assert said == fine
    assert list(json.loads(row.detail)) == sorted([*fine, "long"])


@pytest.mark.parametrize(
    ("actor", "action", "detail"),
    [
        ("Ani", "x", {}),
        ("telegram:", "x", {}),
        ("bot", "Told Ani", {}),
        ("bot", "x", {"a": 1.5}),
        ("bot", "x", {"a": []}),
    ],
)
async def test_what_is_no_action_is_refused(book: Audit, actor: str, action: str, detail: dict[str, object]) -> None:
    async with book.at_work() as database:
        with pytest.raises((ValueError, TypeError)):
            async with database.transaction() as tx:
                await audit_log.note(tx, NOW, actor, action, **detail)
