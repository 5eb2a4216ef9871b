"""Who is in the live list: asked of a file that is followed as it changes, and never guessed."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

import aiosqlite
import psutil
import pytest
from structlog.testing import capture_logs

from data import hashing
from data.coverage import lookup, publishing, snapshots
from data.coverage.lookup import Coverage, Person, Standing, Unavailable, _File, standing
from data.coverage.second_factor import Factor
from data.coverage.snapshots import Status
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOBODY, PEOPLE, Office
from tests.data.coverage.test_snapshots import change, path_of
from tests.support.telegram_servers import until

Followed = Callable[..., Awaitable[Coverage]]
TODAY = date(2026, 11, 22)


@pytest.fixture(params=["copied into memory", "read from its file"])
def in_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Every story holds for small lists and for those that are too large to be copied."""
    if request.param == "read from its file":
        monkeypatch.setattr(lookup, "LARGEST_COPY", 0)
    return bool(lookup.LARGEST_COPY)


@pytest.fixture
def from_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can only happen to a list that is not copied."""
    monkeypatch.setattr(lookup, "LARGEST_COPY", 0)


@pytest.fixture
async def followed(office: Office, in_memory: bool) -> AsyncIterator[Followed]:
    """Follows the office's lists: `coverage = await followed()`."""
    async with AsyncExitStack() as stack:

        async def start(patience: float = 30.0, *, key: hashing.Key | None = office.key) -> Coverage:
            coverage = Coverage(office.snapshots, key, patience)
            await coverage.start()
            stack.push_async_callback(coverage.close)
            return coverage

        yield start


def publish_again(office: Office) -> None:
    """A list of the next day."""
    office.publishes(as_of=AS_OF + timedelta(days=len(snapshots.numbers(office.snapshots))))


def publish_as_it_is(office: Office, number: int = 1) -> None:
    """Publishes a file that somebody wrote into: its checksum is right."""
    publishing.point_to(office.snapshots, publishing.write_seal(office.snapshots, number))


def test_a_list_ten_times_as_long_as_the_citys_is_copied_and_one_of_100_megabytes_is_not() -> None:
    assert 10 * 1_800_000 < lookup.LARGEST_COPY < 100_000_000


@pytest.mark.parametrize(("room", "is_open"), [(0, False), (-1, True)])
async def test_a_list_that_is_copied_needs_its_file_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch, room: int, is_open: bool
) -> None:
    office.publishes()
    file = path_of(office, 1)
    monkeypatch.setattr(lookup, "LARGEST_COPY", file.stat().st_size + room)
    coverage = Coverage(office.snapshots, office.key)
    await coverage.start()
    assert (str(file) in {one.path for one in psutil.Process().open_files()}) is is_open
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[1]
    await coverage.close()


async def says_nothing(coverage: Coverage, office: Office) -> None:
    """Nobody learns anything, though Budi may be listed."""
    with pytest.raises(Unavailable):
        await coverage.look_up(office.key.of_nik(BUDI))


@pytest.mark.parametrize(
    ("status", "ends", "said"),
    [
        (Status.LISTED, None, Standing.LISTED),
        (Status.LISTED, TODAY + timedelta(days=1), Standing.LISTED),
        (Status.LISTED, TODAY, Standing.LISTED),
        (Status.LISTED, TODAY - timedelta(days=1), Standing.ENDED),
        (Status.ENDED, None, Standing.ENDED),
        (Status.ENDED, TODAY + timedelta(days=1), Standing.ENDED),
        (Status.REMOVED, None, Standing.ENDED),
        (Status.UNCLEAR, None, Standing.UNCLEAR),
        (Status.UNCLEAR, TODAY - timedelta(days=1), Standing.UNCLEAR),
    ],
)
def test_a_listing_holds_through_its_last_day(status: Status, ends: date | None, said: Standing) -> None:
    assert standing(status, ends, TODAY) is said


def test_the_answers_are_kept_by_these_words() -> None:
    assert [one.value for one in Standing] == ["listed", "ended", "unclear", "not_listed"]


def test_a_list_is_looked_for_every_second_and_an_answer_waited_for_two() -> None:
    assert (lookup.POLL_SECONDS, lookup.LOOKUP_SECONDS) == (1.0, 2.0)


async def test_a_person_is_found_with_all_that_the_list_has_of_them(office: Office, followed: Followed) -> None:
    office.publishes([*PEOPLE, (NOBODY, "UMI", "3275011101059011", "", "", "", "Aktif")], factor=Factor.NAME)
    coverage, key = await followed(), office.key
    about, budi = await coverage.look_up(key.of_nik(BUDI))
    assert about == coverage.about
    assert about.number == 1
    factor = key.of_factor(key.of_nik(BUDI), "BUDI")
    assert budi == Person(Status.LISTED, date(2025, 11, 5), None, "Pekerja rentan 2025", factor, None)
    _, joko = await coverage.look_up(key.of_nik(JOKO))
    assert joko
    assert (joko.status, joko.ends, joko.cohort) == (Status.ENDED, date(2026, 10, 31), "RT/RW")
    _, umi = await coverage.look_up(key.of_nik(NOBODY))
    assert umi
    assert (umi.starts, umi.cohort) == (None, None)


async def test_who_left_the_list_is_found_with_the_day_of_the_last_one_that_had_them(
    office: Office, followed: Followed
) -> None:
    office.publishes()
    office.publishes(PEOPLE[:3], AS_OF + timedelta(days=1))
    _, dewi = await (await followed()).look_up(office.key.of_nik(DEWI))
    assert dewi
    assert (dewi.status, dewi.last_listed) == (Status.REMOVED, AS_OF)


async def test_who_is_in_no_list_is_not_found(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage = await followed()
    assert await coverage.look_up(office.key.of_nik(NOBODY)) == (coverage.about, None)


async def test_before_the_first_list_nothing_is_said_and_the_operator_is_warned_once(
    office: Office, followed: Followed
) -> None:
    with capture_logs() as logs:
        coverage = await followed()
        await coverage.refresh()
    assert coverage.about is None
    await says_nothing(coverage, office)
    (warning,) = logs
    assert (warning["event"], warning["log_level"], warning["reason"], warning["still_live"]) == (
        "coverage.refused", "warning", "missing", None,
    )  # fmt: skip
    assert "sigap import" in warning["message"]
    publish_again(office)
    await coverage.refresh()
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[1]


async def test_without_a_key_nothing_is_said_and_the_operator_is_warned_once(
    office: Office, followed: Followed
) -> None:
    office.publishes()
    with capture_logs() as logs:
        coverage = await followed(key=None)
        await coverage.refresh()
    await says_nothing(coverage, office)
    assert logs == [
        {
            "event": "coverage.refused",
            "log_level": "warning",
            "reason": "no_key",
            "message": "SIGAP_NIK_KEY is not set: coverage cannot be checked.",
            "still_live": None,
        }
    ]


async def test_a_list_made_with_another_key_is_refused_as_an_error(office: Office, followed: Followed) -> None:
    office.publishes(key=hashing.parse("11" * 32))
    with capture_logs() as logs:
        coverage = await followed()
    await says_nothing(coverage, office)
    assert [(one["log_level"], one["reason"]) for one in logs] == [("error", "wrong_key")]


async def test_a_new_list_is_followed_by_itself(
    office: Office, followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "POLL_SECONDS", 0.01)
    office.publishes()
    with capture_logs() as logs:
        coverage = await followed()
        publish_again(office)
        await until(lambda: sum(one["event"] == "coverage.snapshot" for one in logs) == 2)
    opened = [(one["number"], one["as_of"]) for one in logs if one["event"] == "coverage.snapshot"]
    assert opened == [(1, str(AS_OF)), (2, str(AS_OF + timedelta(days=1)))]
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[0].number == 2


async def test_whatever_fails_once_the_next_list_is_opened(
    office: Office, followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "POLL_SECONDS", 0.01)
    office.publishes()
    coverage, looked = await followed(), threading.Event()

    def broken(_directory: Path) -> snapshots.Seal:
        looked.set()
        raise RuntimeError

    with monkeypatch.context() as meanwhile, capture_logs() as logs:
        meanwhile.setattr(snapshots, "read_pointer", broken)
        await until(looked.is_set)
        await until(lambda: any(one["event"] == "coverage.follow_failed" for one in logs))
        assert (await coverage.look_up(office.key.of_nik(BUDI)))[1]
    publish_again(office)
    await until(lambda: coverage.about is not None and coverage.about.number == 2)


async def test_an_unchanged_list_is_opened_once(office: Office, followed: Followed) -> None:
    office.publishes()
    with capture_logs() as logs:
        coverage = await followed()
        await coverage.refresh()
        await coverage.refresh()
    assert [one["event"] for one in logs] == ["coverage.snapshot"]


async def test_a_damaged_new_list_is_refused_once_and_the_old_one_answers(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage = await followed()
    publish_again(office)
    whole = path_of(office, 2).read_bytes()
    path_of(office, 2).write_bytes(whole[:-1])
    with capture_logs() as logs:
        await coverage.refresh()
        await coverage.refresh()
    assert [(one["log_level"], one["reason"], one["still_live"]) for one in logs] == [("error", "damaged", 1)]
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[0].number == 1
    path_of(office, 2).write_bytes(whole)
    await coverage.refresh()
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[0].number == 2


async def test_a_pointer_damaged_twice_is_reported_twice(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage, pointer = await followed(), office.snapshots / "current"
    sound = pointer.read_bytes()
    with capture_logs() as logs:
        for content in (b"{}", sound, b"{}"):
            pointer.write_bytes(content)
            await coverage.refresh()
    assert [one["event"] for one in logs] == ["coverage.refused", "coverage.refused"]
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[1]


@pytest.mark.usefixtures("from_its_file")
async def test_a_list_that_sqlite_cannot_open_is_called_damaged(
    office: Office, followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishes()

    def broken(*_args: object, **_options: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(aiosqlite, "connect", broken)
    with capture_logs() as logs:
        coverage = await followed()
    await says_nothing(coverage, office)
    assert [(one["log_level"], one["reason"]) for one in logs] == [("error", "damaged")]


async def test_an_open_list_that_is_written_into_is_not_asked_any_more(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage, path = await followed(), path_of(office, 1)
    whole, moment = path.read_bytes(), path.stat()
    change(path, "DELETE FROM people WHERE nik = ?", office.key.of_nik(BUDI))
    os.utime(path, ns=(moment.st_atime_ns, moment.st_mtime_ns + 1))
    await coverage.refresh()
    await says_nothing(coverage, office)
    assert coverage.about is None
    path.write_bytes(whole)
    await coverage.refresh()
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[1]


async def test_an_open_list_that_was_only_touched_is_opened_anew(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage, path = await followed(), path_of(office, 1)
    os.utime(path, ns=(1, 1))
    with capture_logs() as logs:
        await coverage.refresh()
    assert [one["event"] for one in logs] == ["coverage.snapshot"]
    assert (await coverage.look_up(office.key.of_nik(BUDI)))[1]


async def test_an_open_list_that_is_gone_is_not_asked_any_more(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage = await followed()
    path_of(office, 1).unlink()
    await coverage.refresh()
    await says_nothing(coverage, office)


async def test_who_is_being_looked_up_while_the_list_changes_gets_an_answer(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage = await followed()
    asked = [asyncio.create_task(coverage.look_up(office.key.of_nik(BUDI))) for _ in range(20)]
    publish_again(office)
    await coverage.refresh()
    assert all(person for _, person in await asyncio.gather(*asked))


async def test_once_closed_nothing_is_said_and_nothing_followed(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage = await followed()
    await coverage.close()
    await says_nothing(coverage, office)
    publish_again(office)
    await asyncio.wait_for(coverage.close(), 10)
    assert coverage.about is None


async def test_an_open_list_cannot_be_written(office: Office, followed: Followed) -> None:
    office.publishes()
    coverage = await followed()
    assert coverage._live
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await coverage._live.snapshot.rows("DELETE FROM people")


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE people SET status = 9", "ValueError"),
        ("UPDATE people SET starts = 0", "ValueError"),
        ("UPDATE people SET ends = 1000000000000", "OverflowError"),
        ("DROP TABLE cohorts", "OperationalError"),
    ],
)
async def test_a_row_that_makes_no_sense_is_no_answer(
    office: Office, followed: Followed, statement: str, error: str
) -> None:
    office.publishes()
    change(path_of(office, 1), statement)
    publish_as_it_is(office)
    coverage = await followed()
    with capture_logs() as logs:
        await says_nothing(coverage, office)
    assert logs == [{"event": "coverage.damaged", "log_level": "error", "error": error, "number": 1}]


@pytest.mark.usefixtures("from_its_file")
async def test_a_list_that_answers_slowly_is_left_alone_for_a_while(
    office: Office, followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishes()
    coverage, nik, free = await followed(0.5), office.key.of_nik(BUDI), threading.Event()
    assert coverage._live
    assert isinstance(coverage._live.snapshot, _File)
    connection = coverage._live.snapshot._connection
    await connection.create_function("stall", 0, free.wait)
    loop = asyncio.get_running_loop()
    now = [loop.time() + 100.0]
    with monkeypatch.context() as clock, capture_logs() as logs:
        clock.setattr(loop, "time", lambda: now[0])
        stalled = asyncio.create_task(connection.execute("SELECT stall()"))
        asked = asyncio.create_task(coverage.look_up(nik))
        for _ in range(3):
            await asyncio.sleep(0)
        began, now[0] = now[0], now[0] + 0.5
        with pytest.raises(Unavailable):
            await asked
        free.set()
        await stalled
        assert [(one["event"], one["log_level"], one["seconds"]) for one in logs] == [("coverage.slow", "error", 0.5)]
        now[0] = began + lookup.POLL_SECONDS + 0.49
        await says_nothing(coverage, office)
        now[0] = began + lookup.POLL_SECONDS + 0.5
        assert (await coverage.look_up(nik))[1]
    assert len(logs) == 1
