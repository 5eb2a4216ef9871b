"""A backup is whole, holds no secret, and what is brought back knows that it is one."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doctor import examination
from bot.settings import Settings
from data.audit import audit_log
from data.backups import backup_files, backups, restore
from data.backups.backup_files import BackupProblem, Places
from data.coverage import snapshots
from data.database import older_copy, outside_log
from data.database.opening import open_database
from data.database.sqlite import DatabaseProblem
from tests.conftest import NOW, Office
from tests.support.processes import SIGAP, House

BACKED_UP = {
    "audit.head", "contacts.toml", "coverage/coverage-1.db", "coverage/coverage-1.json", "coverage/current", "live.db",
    "manifest.json", "outside.log",
}  # fmt: skip


def _quiet(_what: str, _share: float) -> None: ...


def _places(office: Office) -> Places:
    return Places(home=office.home, head=office.home / "audit.head")


def _make(office: Office, parent: Path) -> Path:
    return backups.make(_places(office), parent, NOW, ("0.1.0", office.key.fingerprint), _quiet)


def _inside(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


async def _acts(office: Office, count: int = 1) -> None:
    database = await open_database(office.home / "live.db", key=office.key)
    for n in range(count):
        async with database.transaction() as tx:
            await audit_log.note(tx, NOW, "telegram:111", "cadre.invited")
            await older_copy.note_return(tx, outside_log.Departure.STOPPED, "telegram", str(n))
    await database.close()


def _actions(live: Path) -> int:
    with closing(sqlite3.connect(live)) as opened:
        return int(opened.execute("SELECT count(*) FROM audit").fetchone()[0])


@pytest.fixture
async def at_home(office: Office) -> Office:
    """Everything that there may be to back up, and a secret."""
    office.publishes()
    (office.home / "contacts.toml").write_text('[a]\nname = "A"\nmatters = ["emergency"]\nphone = "112"\n')
    (office.home / "nik.key").write_text(office.key.secret.hex())
    await _acts(office, 2)
    return office


async def test_it_holds_all_that_cannot_be_made_again_and_no_secret(at_home: Office, tmp_path: Path) -> None:
    database = await open_database(at_home.home / "live.db")  # a bot is at work
    async with database.transaction() as tx:
        await audit_log.note(tx, NOW, "telegram:111", "cadre.invited")  # stands in the log of changes only
    made = _make(at_home, tmp_path / "safe")
    await database.close()
    assert made.name == f"sigap-{NOW:%Y%m%d-%H%M%S}"
    assert _inside(made) == BACKED_UP
    assert _actions(made / "live.db") == 3
    assert {path.stat().st_mode & 0o077 for path in (made, *made.rglob("*"))} == {0}
    assert not any(at_home.key.secret.hex().encode() in one.read_bytes() for one in made.rglob("*") if one.is_file())
    assert _make(at_home, tmp_path / "safe").name == f"{made.name}-1"


async def test_what_is_written_while_it_is_copied_is_in_it_whole_or_not_at_all(at_home: Office, tmp_path: Path) -> None:
    live = at_home.home / "live.db"
    with closing(sqlite3.connect(live)) as opened:
        opened.execute("CREATE TABLE fill (what BLOB)")
        opened.executemany("INSERT INTO fill VALUES (zeroblob(4000))", [()] * 6000)
        opened.commit()
    written: list[str] = []

    def meanwhile(what: str, _share: float) -> None:
        if what == "database" and len(written) < 5:
            with closing(sqlite3.connect(live, timeout=1)) as other:
                other.execute("INSERT INTO facts VALUES (?, '')", (f"meanwhile {len(written)}",))
                other.commit()
            written.append(what)

    about = ("0.1.0", at_home.key.fingerprint)
    made = backups.make(_places(at_home), tmp_path / "safe", NOW, about, meanwhile)
    assert len(written) == 5
    with closing(sqlite3.connect(made / "live.db")) as opened:
        assert opened.execute("SELECT count(*) FROM facts WHERE name LIKE 'meanwhile%'").fetchone() == (0,)
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_brought_back_it_knows_that_it_is_one_and_nothing_is_destroyed(at_home: Office, tmp_path: Path) -> None:
    made = _make(at_home, tmp_path / "safe")
    await _acts(at_home, 3)
    head, log = (at_home.home / "audit.head").read_bytes(), (at_home.home / "outside.log").read_bytes()
    at_home.publishes()
    brought, aside = restore.bring_back(_places(at_home), made, NOW, _quiet)
    assert brought.key == at_home.key.fingerprint
    assert _actions(aside / "live.db") == 5
    assert _actions(at_home.home / "live.db") == 2
    assert snapshots.read_pointer(at_home.snapshots).number == 1
    assert snapshots.read_pointer(aside / "coverage").number == 2
    assert (at_home.home / "audit.head").read_bytes() == head  # they know more than the backup
    assert (at_home.home / "outside.log").read_bytes() == log
    database = await open_database(at_home.home / "live.db", key=at_home.key)
    async with database.transaction() as tx:
        gap = await older_copy.gap(tx)
    await database.close()
    assert gap
    assert (gap.action, gap.number, gap.blind) == (2, 2, False)
    assert not (at_home.home / "restore.part").exists()


async def test_on_a_new_machine_it_brings_all_and_is_behind_all_the_same(at_home: Office, tmp_path: Path) -> None:
    made = _make(at_home, tmp_path / "safe")
    new = Places(home=tmp_path / "new" / "sigap", head=tmp_path / "elsewhere" / "audit.head")
    restore.bring_back(new, made, NOW, _quiet)
    assert _inside(new.home) >= BACKED_UP - {"manifest.json", "audit.head", "outside.log"}
    assert new.head.exists()
    assert new.outside.exists()
    database = await open_database(new.live, new.head, key=at_home.key)
    assert database.rollback_guard.behind
    async with database.transaction() as tx:
        gap = await older_copy.gap(tx)
    await database.close()
    assert gap
    assert gap.blind


def _cut_short(folder: Path) -> None:
    with (folder / "live.db").open("r+b") as opened:
        opened.truncate(4096)


def _changed(folder: Path) -> None:
    path = folder / "coverage" / "coverage-1.db"
    written = bytearray(path.read_bytes())
    written[len(written) // 2] ^= 1
    path.write_bytes(written)


def _leads_out(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text())
    said["files"]["../../escaped"] = said["files"]["live.db"]
    (folder / "manifest.json").write_text(json.dumps(said))


def _is_a_link(folder: Path) -> None:
    path = folder / "outside.log"
    path.rename(folder.parent / "moved")
    path.symlink_to(folder.parent / "moved")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "the database cut short": _cut_short,
    "one bit of a snapshot": _changed,
    "a file is gone": lambda folder: (folder / "audit.head").unlink(),
    "no list": lambda folder: (folder / "manifest.json").unlink(),
    "an unreadable list": lambda folder: (folder / "manifest.json").write_text("{"),
    "a list that leads out": _leads_out,
    "a link": _is_a_link,
    "of a newer version": lambda folder: (folder / "manifest.json").write_text(
        (folder / "manifest.json").read_text().replace('"database": ', '"database": 9')
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_one_that_is_not_whole_is_refused_and_changes_nothing(
    at_home: Office, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    made = _make(at_home, tmp_path / "safe")
    damage(made)
    before = {one: one.read_bytes() for one in at_home.home.rglob("*") if one.is_file()}
    with pytest.raises(BackupProblem):
        restore.bring_back(_places(at_home), made, NOW, _quiet)
    assert {one: one.read_bytes() for one in at_home.home.rglob("*") if one.is_file()} == before


async def test_what_goes_wrong_in_the_middle_leaves_all_as_it_was(
    at_home: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _make(at_home, tmp_path / "safe")
    await _acts(at_home)
    names = _inside(at_home.home)

    def fails(source: Path, target: Path) -> None:
        if target.name == "live.db" and source.parent.name == "restore.part":
            raise OSError(28, "No space left on device")
        source.rename(target)

    monkeypatch.setattr(restore, "_put", fails)
    with pytest.raises(BackupProblem, match="No space left"):
        restore.bring_back(_places(at_home), made, NOW, _quiet)
    assert _inside(at_home.home) == names
    assert _actions(at_home.home / "live.db") == 3


async def test_while_somebody_works_there_none_is_brought_back(at_home: Office, tmp_path: Path) -> None:
    made = _make(at_home, tmp_path / "safe")
    database = await open_database(at_home.home / "live.db")
    with pytest.raises(DatabaseProblem, match="Stop it first"):
        restore.bring_back(_places(at_home), made, NOW, _quiet)
    await database.close()
    restore.bring_back(_places(at_home), made, NOW, _quiet)


async def test_a_folder_of_backups_names_the_newest(at_home: Office, tmp_path: Path) -> None:
    for days in range(2):
        backups.make(_places(at_home), tmp_path / "safe", NOW + timedelta(days=days), ("", ""), _quiet)
    with pytest.raises(BackupProblem, match=r"sigap restore \S+/sigap-20261123-050000"):
        backup_files.verify(tmp_path / "safe", _quiet)


async def test_none_is_made_into_the_data_directory_nor_of_what_is_damaged(at_home: Office, tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="lies in the data directory"):
        _make(at_home, at_home.home / "safe")
    with (at_home.home / "live.db").open("r+b") as opened:
        opened.seek(5000)
        opened.write(os.urandom(20_000))
    with pytest.raises(BackupProblem, match="No backup was made"):
        _make(at_home, tmp_path / "safe")
    assert list((tmp_path / "safe").iterdir()) == []


def test_by_its_commands_and_stopped_it_leaves_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    live, safe = tmp_path / "house" / "sigap" / "live.db", tmp_path / "safe"
    for words in (("key", house.env["SIGAP_NIK_KEY_FILE"]), ("expect", "2099-01-01", "50000")):
        assert house.sigap(*words).returncode == 0
    assert b"nothing to settle" in house.sigap("restored").stdout
    with closing(sqlite3.connect(live)) as opened:
        opened.execute("CREATE TABLE fill (what BLOB)")
        opened.executemany("INSERT INTO fill VALUES (zeroblob(100000))", [()] * 2000)
        opened.commit()
    stopped = subprocess.Popen([SIGAP, "backup", str(safe)], env=house.env, stderr=subprocess.PIPE)
    end = time.monotonic() + 120
    while not list(safe.glob("*.part/live.db")) and time.monotonic() < end:
        time.sleep(0.001)
    stopped.send_signal(signal.SIGINT)
    stopped.communicate(timeout=120)
    assert stopped.returncode == 130
    assert list(safe.iterdir()) == []
    done = house.sigap("backup", str(safe))
    assert done.returncode == 0, done.stderr
    (made,) = safe.iterdir()
    assert str(made).encode() in done.stdout
    assert house.sigap("expect", "2099-01-02", "50000").returncode == 0
    assert house.sigap("restore", str(made)).returncode == 0
    doctored = house.sigap("doctor")
    assert b"sigap restored" in doctored.stdout
    (aside,) = live.parent.glob("before-restore-*")
    assert f"{aside.name}: data from before a backup was restored".encode() in doctored.stdout
    settled = house.sigap("restored")
    assert settled.returncode == 0, settled.stderr
    assert b"of the audit were lost" in settled.stdout
    verified = house.sigap("audit", "verify")
    assert verified.returncode == 0, verified.stderr
    assert b"were lost when a backup was restored" in verified.stdout


async def test_doctor_warns_of_a_copy_that_was_made_by_hand(at_home: Office) -> None:
    shutil.copyfile(at_home.home / "live.db", at_home.home / "live.db.bak")
    (at_home.home / "live.db.before-007").touch()  # ours
    values = {"data_dir": at_home.home, "nik_key": at_home.key.secret.hex()}
    found = {one.name: one for one in await asyncio.to_thread(examination.examine, Settings.model_validate(values))}
    assert found["copies"].level == "warning"
    assert found["copies"].said.startswith("live.db.bak: ")
    assert "sigap backup DIR" in found["copies"].advice
