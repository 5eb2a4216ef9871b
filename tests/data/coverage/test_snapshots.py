"""The snapshot directory: one file is live, named by a pointer that is never half written."""

import itertools
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from data import hashing
from data.coverage import publishing, snapshots
from data.coverage.importing.job import Accepted, Refused
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About, Damaged, Missing, Seal, SnapshotProblem, WrongKey, WrongSchema
from tests.conftest import AS_OF, BUDI, NOW, PEOPLE, Office

OTHER = hashing.parse("11" * 32)


def publish(office: Office, times: int = 1) -> None:
    """Publishes lists of consecutive days."""
    for _ in range(times):
        office.publishes(as_of=AS_OF + timedelta(days=len(snapshots.numbers(office.snapshots))))


def live(office: Office) -> int:
    return snapshots.read_pointer(office.snapshots).number


def verified(office: Office, key: hashing.Key | None = None) -> About:
    """The live snapshot, as the bot would take it."""
    return snapshots.verify(office.snapshots, snapshots.read_pointer(office.snapshots), key or office.key)


def path_of(office: Office, number: int) -> Path:
    return snapshots.file_of(office.snapshots, number)


def change(path: Path, statement: str, *values: object) -> None:
    """Somebody writes into a snapshot file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute(statement, values)


def names(office: Office) -> set[str]:
    return {path.name for path in office.snapshots.iterdir()}


# ---------------------------------------------------------------- the pointer


def test_the_pointer_names_the_file_with_its_size_and_checksum(office: Office) -> None:
    publish(office)
    pointer, path = snapshots.read_pointer(office.snapshots), path_of(office, 1)
    assert pointer == Seal(number=1, bytes=path.stat().st_size, sha256=snapshots.checksum(path))
    about = verified(office)
    assert (about.number, about.as_of, about.made_at, about.people, about.gone) == (1, AS_OF, NOW, 4, 0)
    assert about.schema_version == snapshots.SCHEMA_VERSION
    assert about.key_fingerprint == office.key.fingerprint
    assert about.second_factor is Factor.NONE


def test_before_the_first_import_nothing_is_there(office: Office) -> None:
    with pytest.raises(Missing, match="sigap import"):
        snapshots.read_pointer(office.snapshots)
    for number in (None, 1):
        with pytest.raises(Missing):
            publishing.roll_back(office.snapshots, office.key, number)
    assert snapshots.numbers(office.snapshots) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 90, b"3", b"{}", b'{"number": 1}', b'{"number": 1, "bytes": 2, "sha256": 3}', b"\xff\xfe", b"[]"],
)
def test_a_damaged_pointer_is_refused_and_another_import_or_rollback_mends_it(office: Office, content: bytes) -> None:
    publish(office, 2)
    pointer = office.snapshots / "current"
    pointer.write_bytes(content)
    with pytest.raises(Damaged, match="sigap rollback N"):
        snapshots.read_pointer(office.snapshots)
    with pytest.raises(Damaged):
        publishing.roll_back(office.snapshots, office.key, None)
    assert publishing.roll_back(office.snapshots, office.key, 1).number == 1
    assert verified(office).number == 1


def test_the_pointer_is_replaced_and_never_rewritten(office: Office) -> None:
    publish(office)
    with (office.snapshots / "current").open("rb") as held:
        old = held.read()
        publish(office)
        held.seek(0)
        assert held.read() == old
    assert live(office) == 2
    assert "current.new" not in names(office)


def test_a_reader_sees_one_whole_pointer_or_the_other_at_any_moment(office: Office) -> None:
    publish(office, 2)
    seen, problems, done = set[int](), list[Exception](), threading.Event()

    def reads() -> None:
        while not done.is_set():
            try:
                seen.add(verified(office).number)
            except (SnapshotProblem, ValidationError) as problem:
                problems.append(problem)

    reader = threading.Thread(target=reads)
    reader.start()
    ends = time.monotonic() + 60
    for turn in itertools.count():  # until the reader, which may wait for a busy machine, has seen both
        if turn >= 300 and (len(seen) > 1 or problems or time.monotonic() > ends):
            break
        publishing.point_to(office.snapshots, snapshots.read_seal(office.snapshots, 1 + turn % 2))
    done.set()
    reader.join()
    assert problems == []
    assert seen == {1, 2}


def test_a_pointer_left_half_written_by_a_killed_import_changes_nothing(office: Office) -> None:
    publish(office)
    (office.snapshots / "current.new").write_text('{"number": 2, "by')
    assert verified(office).number == 1
    publish(office)
    assert verified(office).number == 2
    assert "current.new" not in names(office)


# ---------------------------------------------------------------- what is kept


def test_the_newest_three_are_kept(office: Office) -> None:
    publish(office, 3)
    assert snapshots.numbers(office.snapshots) == [1, 2, 3]
    publish(office, 2)
    assert snapshots.numbers(office.snapshots) == [3, 4, 5]
    assert not names(office) & {"coverage-1.db", "coverage-2.db"}
    assert verified(office).number == 5


def test_the_live_one_is_kept_however_old(office: Office) -> None:
    publish(office, 3)
    publishing.roll_back(office.snapshots, office.key, 1)
    for number in (4, 5):
        path_of(office, number).write_bytes(path_of(office, 3).read_bytes())
    assert publishing.prune(office.snapshots) == [2]
    assert snapshots.numbers(office.snapshots) == [1, 3, 4, 5]
    assert verified(office).number == 1


def test_tenth_comes_after_ninth(office: Office) -> None:
    publish(office, 11)
    assert snapshots.numbers(office.snapshots) == [9, 10, 11]
    assert publishing.roll_back(office.snapshots, office.key, None).number == 10
    assert publishing.roll_back(office.snapshots, office.key, None).number == 9


def test_a_number_is_never_used_twice(office: Office) -> None:
    publish(office, 3)
    publishing.roll_back(office.snapshots, office.key, 1)
    report = office.publishes()
    assert report.about
    assert report.about.number == 4


def test_other_files_in_the_directory_are_left_alone(office: Office) -> None:
    publish(office)
    for name in ("coverage-x.db", "coverage-1.db.bak", "notes.txt"):
        (office.snapshots / name).write_text("mine")
    publish(office, 4)
    assert {"coverage-x.db", "coverage-1.db.bak", "notes.txt"} <= names(office)
    assert verified(office)


def test_what_a_killed_import_left_behind_is_cleaned_by_the_next(office: Office) -> None:
    publish(office)
    for name in ("coverage-2.db.part", "coverage-2.stage", "coverage-7.db.part"):
        (office.snapshots / name).write_bytes(b"half")
    assert verified(office).number == 1
    publish(office)
    assert not [name for name in names(office) if name.endswith((".part", ".stage"))]
    assert verified(office).number == 2


def test_a_file_finished_but_never_sealed_is_replaced_by_the_next_import(office: Office) -> None:
    publish(office)
    path_of(office, 2).write_bytes(path_of(office, 1).read_bytes())
    assert live(office) == 1
    publish(office)
    assert live(office) == 2
    assert verified(office).number == 2


# ---------------------------------------------------------------- rollback


def test_the_live_snapshot_survives_a_lost_seal_and_a_refused_import(office: Office) -> None:
    office.publishes()
    (office.snapshots / "coverage-1.json").unlink()
    with pytest.raises(Refused):
        office.publishes(PEOPLE[:1], accepted=Accepted())
    assert live(office) == 1
    assert verified(office).number == 1


def test_rollback_never_goes_to_a_snapshot_that_was_withdrawn(office: Office) -> None:
    publish(office, 2)
    publishing.roll_back(office.snapshots, office.key, None)
    publish(office)
    assert live(office) == 3
    assert publishing.roll_back(office.snapshots, office.key, None).number == 1


def test_rollback_goes_to_the_one_before_until_there_is_none(office: Office) -> None:
    publish(office, 3)
    for number in (2, 1):
        assert publishing.roll_back(office.snapshots, office.key, None).number == number
        assert verified(office).number == number
    with pytest.raises(Missing, match="no snapshot before 1"):
        publishing.roll_back(office.snapshots, office.key, None)
    assert live(office) == 1
    assert snapshots.numbers(office.snapshots) == [1, 2, 3]


def test_rollback_goes_to_any_number_that_is_there_also_forward(office: Office) -> None:
    publish(office, 3)
    for number in (1, 3, 3, 2):
        assert publishing.roll_back(office.snapshots, office.key, number).number == number
        assert verified(office).number == number


@pytest.mark.parametrize("number", [0, 1, 5, -1, 999])
def test_rollback_to_a_number_that_is_not_there_names_those_that_are(office: Office, number: int) -> None:
    publish(office, 4)
    with pytest.raises(Missing, match="There are: 2, 3, 4"):
        publishing.roll_back(office.snapshots, office.key, number)
    assert live(office) == 4


def test_rollback_refuses_what_was_made_with_another_key(office: Office) -> None:
    office.publishes(key=OTHER)
    publish(office)
    with pytest.raises(WrongKey, match=OTHER.fingerprint):
        publishing.roll_back(office.snapshots, office.key, 1)
    assert verified(office).number == 2


def test_rollback_refuses_another_schema_version(office: Office) -> None:
    publish(office)
    change(path_of(office, 1), "UPDATE about SET value = '3' WHERE name = 'schema_version'")
    publishing.point_to(
        office.snapshots, publishing.write_seal(office.snapshots, 1)
    )  # as that other version published it
    publish(office)
    with pytest.raises(WrongSchema, match="schema version 3"):
        publishing.roll_back(office.snapshots, office.key, 1)
    assert verified(office).number == 2


@pytest.mark.parametrize("damage", ["empty", "cut", "header", "middle", "person gone", "no table"])
def test_rollback_refuses_a_damaged_snapshot(office: Office, damage: str) -> None:
    publish(office, 2)
    path = path_of(office, 1)
    whole = path.read_bytes()
    match damage:
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "header":
            path.write_bytes(b"\x00" * 100 + whole[100:])
        case "middle":
            path.write_bytes(whole[:4096] + b"\xa5" * 4096 + whole[8192:])
        case "person gone":
            change(path, "DELETE FROM people WHERE nik = ?", office.key.of_nik(BUDI))
        case _:
            change(path, "DROP TABLE people")
    with pytest.raises(SnapshotProblem):
        publishing.roll_back(office.snapshots, office.key, 1)
    assert verified(office).number == 2


def test_rollback_refuses_a_snapshot_with_a_single_bit_flipped(office: Office) -> None:
    """A flipped bit in somebody's hash keeps the file a sound database, and makes that person "not listed"."""
    publish(office, 2)
    path = path_of(office, 1)
    whole, nik_hash = path.read_bytes(), office.key.of_nik(BUDI)
    assert nik_hash in whole
    path.write_bytes(whole.replace(nik_hash, nik_hash[:-1] + bytes([nik_hash[-1] ^ 1])))
    with pytest.raises(Damaged):
        publishing.roll_back(office.snapshots, office.key, 1)
    assert verified(office).number == 2


# ---------------------------------------------------------------- what is not taken


@pytest.mark.parametrize("place", [0, 18, 100, 4096, 5000, -1])
def test_a_live_file_with_one_byte_changed_is_damaged(office: Office, place: int) -> None:
    publish(office)
    path = path_of(office, 1)
    whole = bytearray(path.read_bytes())
    whole[place] ^= 1
    path.write_bytes(whole)
    with pytest.raises(Damaged, match="size or checksum"):
        verified(office)


def test_a_live_file_that_is_gone_or_grown_is_damaged(office: Office) -> None:
    publish(office)
    path = path_of(office, 1)
    with path.open("ab") as opened:
        opened.write(b"\x00")
    with pytest.raises(Damaged, match="size or checksum"):
        verified(office)
    path.unlink()
    with pytest.raises(Damaged, match="not there"):
        verified(office)


def test_a_wrong_key_is_refused_by_both_fingerprints(office: Office) -> None:
    publish(office)
    with pytest.raises(WrongKey) as refused:
        verified(office, OTHER)
    assert office.key.fingerprint in str(refused.value)
    assert OTHER.fingerprint in str(refused.value)
    assert office.key.secret.hex() not in str(refused.value)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE about SET value = '3' WHERE name = 'schema_version'", WrongSchema),
        ("UPDATE about SET value = '01' WHERE name = 'schema_version'", WrongSchema),
        ("DELETE FROM about WHERE name = 'schema_version'", WrongSchema),
        ("DELETE FROM about WHERE name = 'as_of'", Damaged),
        ("UPDATE about SET value = 'soon' WHERE name = 'as_of'", Damaged),
        ("INSERT INTO about VALUES ('mood', 'good')", Damaged),
        ("DROP TABLE about", Damaged),
    ],
)
def test_a_file_that_says_something_else_of_itself_is_refused(
    office: Office, statement: str, problem: type[SnapshotProblem]
) -> None:
    publish(office)
    change(path_of(office, 1), statement)
    publishing.point_to(office.snapshots, publishing.write_seal(office.snapshots, 1))  # even when the checksum is right
    with pytest.raises(problem):
        verified(office)


def test_every_problem_has_a_reason_of_its_own() -> None:
    reasons = [problem.reason for problem in (Missing, Damaged, WrongKey, WrongSchema)]
    assert reasons == ["missing", "damaged", "wrong_key", "wrong_schema"]


def test_a_published_file_is_opened_for_reading_only(office: Office) -> None:
    publish(office)
    with closing(snapshots.connect(path_of(office, 1))) as opened:
        assert opened.execute("SELECT count(*) FROM people").fetchone() == (len(PEOPLE),)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.execute("DELETE FROM people")
    assert not [name for name in names(office) if name.endswith(("-journal", "-wal", "-shm"))]
    assert verified(office)


def test_a_path_with_odd_signs_is_no_matter(tmp_path: Path, key: hashing.Key) -> None:
    home = tmp_path / "data ? #1 %20 'é'"
    home.mkdir()
    office = Office(home, key)
    publish(office, 2)
    assert verified(office).gone == 0
    assert publishing.roll_back(office.snapshots, key, None).number == 1


# ---------------------------------------------------------------- one at a time


@contextmanager
def another_at_work(office: Office) -> Iterator[None]:
    """Another process holds the directory, as an import does."""
    code = (
        "import sys; from pathlib import Path; from data.coverage import publishing\n"
        "with publishing.locked(Path(sys.argv[1])):\n    print('at work', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, office.snapshots], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert b"at work\n" in iter(other.stdout.readline, b"")  # it may first say what it closed to others
        try:
            yield
        finally:
            other.kill()


def test_two_imports_at_once_the_second_is_refused(office: Office) -> None:
    publish(office)
    (office.snapshots / "coverage-2.db.part").write_bytes(b"the other's work")
    before = names(office)
    with another_at_work(office):
        for work in (
            lambda: publish(office),
            lambda: publishing.roll_back(office.snapshots, office.key, 1),
        ):
            with pytest.raises(SnapshotProblem, match="at work"):
                work()
        assert names(office) == before
        assert verified(office).number == 1  # reading needs no turn
    publish(office)  # a killed import holds nothing
    assert live(office) == 2


def test_threads_take_turns_too(office: Office) -> None:
    with publishing.locked(office.snapshots), pytest.raises(SnapshotProblem, match="at work"):
        publish(office)
    publish(office)
    assert live(office) == 1


def test_the_directory_is_for_its_owner_only(office: Office) -> None:
    publish(office)
    assert office.snapshots.stat().st_mode & 0o077 == 0
