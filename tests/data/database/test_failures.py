"""What keeps us from writing is told apart, and no advice destroys what is there."""

import errno
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data import hashing
from data.coverage import snapshots
from data.coverage.snapshots import Damaged
from data.database import failures, migration_copies, migrations, sqlite
from data.database.failures import CannotWrite, Trouble
from data.database.opening import examine, open_database
from data.database.sqlite import DatabaseProblem, Transaction
from tests.conftest import Office
from tests.support.processes import House
from tests.support.small_disks import full, make_read_only, small_disk

DESTROYS = re.compile(r"move it away|delete|remove|a new one is made|make one", re.IGNORECASE)


@pytest.mark.parametrize("trouble", Trouble)
def test_no_advice_destroys_anything(trouble: Trouble, tmp_path: Path) -> None:
    said = failures.advice(trouble, tmp_path / "live.db")
    assert not DESTROYS.search(said)
    if trouble in {Trouble.FULL, Trouble.READ_ONLY, Trouble.DENIED}:
        assert "nothing is lost" in said
    if trouble is Trouble.DAMAGED:
        assert said.index("backup") < said.index("is lost")


async def test_a_full_disk_is_told_from_a_damaged_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 2) as mounted:
        await (await open_database(disk / "live.db")).close()
        with full(disk, mounted=mounted):
            with pytest.raises(DatabaseProblem, match="no room") as caught:
                examine(disk / "live.db")
            assert not DESTROYS.search(str(caught.value))
            with pytest.raises(CannotWrite, match="no room"):
                await open_database(disk / "live.db")
        assert examine(disk / "live.db") == migrations.newest()


async def test_a_write_that_finds_no_room_says_so_and_the_next_one_with_room_succeeds(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 2) as mounted:
        opened = await open_database(disk / "live.db")

        async def write_much(tx: Transaction) -> None:
            for n in range(1000):
                await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', ?, 0)", f"{n:0400}")

        with full(disk, mounted=mounted), pytest.raises(CannotWrite) as caught:
            await opened.group_commit(write_much)
        assert caught.value.trouble is Trouble.FULL
        async with opened.transaction() as tx:
            assert await tx.rows("SELECT count(*) FROM chats") == [(0,)]
            await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', 'a', 0)")
        await opened.close()


async def test_a_read_only_disk_is_told_from_a_full_one(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 2) as mounted:
        await (await open_database(disk / "live.db")).close()
        said = str(sqlite.cannot_be_used(disk / "live.db", OSError(errno.EROFS, "Read-only file system")))
        if mounted:
            make_read_only(disk)
            with pytest.raises(DatabaseProblem, match="read-only") as caught:
                examine(disk / "live.db")
            assert str(caught.value) == said
        assert "read-only" in said
        assert not DESTROYS.search(said)


def test_a_file_of_another_user_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    ours = tmp_path / "live.db"
    ours.touch()
    denied = sqlite3.OperationalError("attempt to write a readonly database")
    denied.sqlite_errorcode = sqlite3.SQLITE_READONLY
    assert failures.trouble_of(denied, ours) is Trouble.READ_ONLY
    assert failures.trouble_of(PermissionError(13, os.strerror(13)), ours) is Trouble.DENIED
    assert "chown" in failures.advice(Trouble.DENIED, ours)


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\0" + bytes(range(256)) * 40])
async def test_a_damaged_file_names_the_backup_first_and_what_would_be_lost(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "live.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseProblem, match="backup") as caught:
        await open_database(path)
    assert "who subscribed" in str(caught.value)
    assert path.read_bytes() == content


async def test_a_newer_version_names_the_copy_from_before_the_update(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    await (await open_database(path)).close()
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA user_version = 999")
    path.with_name("live.db.before-999").touch()
    with pytest.raises(DatabaseProblem, match=r"newer version.*live\.db\.before-999"):
        await open_database(path)
    with pytest.raises(DatabaseProblem, match="newer version"):
        examine(path)


def test_a_pipe_in_its_place_is_not_moved_away(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "live.db")
    with pytest.raises(DatabaseProblem, match="backup") as caught:
        examine(tmp_path / "live.db")
    assert not DESTROYS.search(str(caught.value))


def test_a_key_that_is_gone_is_brought_back_not_made_anew(office: Office) -> None:
    house = House(office.home.parent / "house", {"SIGAP_DATA_DIR": str(office.home)})
    words: tuple[str, ...]
    for words in (("serve",), ("doctor",)):  # nothing was made with a key yet
        said = house.sigap(*words)
        assert b"sigap key" in said.stdout + said.stderr
    office.publishes()
    for words in (("serve",), ("doctor",), ("import", "list.csv", "--as-of", "2026-11-05")):
        done = house.sigap(*words)
        said_now = (done.stdout + done.stderr).decode()
        assert office.key.fingerprint in said_now
        assert "Bring back the copy of that key" in said_now
        assert "sigap key" not in said_now
    del house.env["SIGAP_NIK_KEY_FILE"]
    assert b"Bring back the copy of that key" in house.sigap("serve").stderr


def test_when_the_only_snapshot_is_damaged_nobody_is_told_to_roll_back(office: Office) -> None:
    office.publishes()
    seal = snapshots.read_pointer(office.snapshots)
    path = snapshots.file_of(office.snapshots, seal.number)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    with pytest.raises(Damaged, match=r"backup.*only one") as caught:
        snapshots.verify(office.snapshots, seal, office.key)
    assert "rollback" not in str(caught.value)
    path.write_bytes(whole)
    office.publishes()
    newer = snapshots.read_pointer(office.snapshots)
    snapshots.file_of(office.snapshots, newer.number).unlink()
    with pytest.raises(Damaged, match=rf"backup.*sigap rollback {seal.number}"):
        snapshots.verify(office.snapshots, newer, office.key)


def test_a_key_of_another_house_is_named(office: Office) -> None:
    office.publishes()
    assert snapshots.key_of(office.snapshots) == office.key.fingerprint
    assert "Make no new one" in str(hashing.recovery_advice(office.key.fingerprint, "It is gone"))


# ---------------------------------------------------------------- a copy before each update


def _older(path: Path) -> None:
    """A live database as the release before left it, with somebody in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        for number, script in migrations.scripts()[:-1]:
            made.executescript(script)
            made.execute(f"PRAGMA user_version = {number}")
        made.execute("INSERT INTO chats (channel, address, used) VALUES ('t', 'a', 0)")


async def test_a_copy_is_made_before_an_update_and_the_file_can_shrink_after_it(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    _older(path)
    for _ in range(2):
        await (await open_database(path)).close()
    (copy,) = migration_copies.all_copies(path)
    assert copy.name == f"live.db.before-{migrations.newest():03}"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(path)) as live:
        assert kept.execute("PRAGMA user_version").fetchone() == (migrations.scripts()[-2][0],)
        assert kept.execute("SELECT address FROM chats").fetchall() == [("a",)]
        assert live.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert live.execute("SELECT address FROM chats").fetchall() == [("a",)]
    assert not any("part" in name for name in os.listdir(tmp_path))  # noqa: PTH208


async def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 2) as mounted:
        _older(disk / "live.db")
        before = (disk / "live.db").read_bytes()
        with full(disk, mounted=mounted), pytest.raises(DatabaseProblem, match="room"):
            await open_database(disk / "live.db")
        assert (disk / "live.db").read_bytes() == before
        assert migration_copies.all_copies(disk / "live.db") == []
