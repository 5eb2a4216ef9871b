"""News is what a watcher would be told differently: every change there is."""

import sqlite3
from contextlib import closing
from datetime import date
from importlib.resources import files
from itertools import count, product
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.coverage import snapshots
from data.coverage.second_factor import Factor
from data.coverage.snapshots import Status
from data.watches import snapshot_diff
from data.watches.watches import Watch
from tests.conftest import AS_OF, NOW, Office, Opened
from tests.handlers.subscription.test_watches import LATER, NEWS, TELL_ME, learns, neighbour, news_in

_WAS = ("absent", "ended by date", "ended by status", "gone", "unclear")
_IS = ("absent", "listed", "begins later", "ended by date", "ended by status", "unclear")


def _row(nik: str, how: str) -> tuple[str, ...]:
    starts = "01/01/2028" if how == "begins later" else "01/01/2026"
    ends = "31/10/2026" if how == "ended by date" else ""
    word = {"ended by status": "Nonaktif", "unclear": "#N/A"}.get(how, "Aktif")
    return (nik, "A", "", "RT/RW", starts, ends, word)


async def test_told_is_who_would_hear_another_answer_and_nobody_else(office: Office, bot: Opened) -> None:
    ways = {f"327501010388{9000 + n}": way for n, way in enumerate(product(_WAS, _IS))}
    keeps = _row("3275010103889999", "listed")
    office.publishes([keeps, *(_row(nik, "listed") for nik, (was, _) in ways.items() if was == "gone")])
    before = [_row(nik, was) for nik, (was, _) in ways.items() if was not in {"absent", "gone"}]
    office.publishes([keeps, *before], as_of=LATER)
    first = await bot()
    chats = {nik: neighbour(first, nik[-4:]) for nik in ways}
    heard = {nik: (await chat.says(nik)).outcome for nik, chat in chats.items()}
    for chat in chats.values():
        await chat.presses(TELL_ME)
    office.publishes([keeps, *(_row(nik, now) for nik, (_, now) in ways.items() if now != "absent")], as_of=LATER)
    await learns(first)
    told = {nik for nik, chat in chats.items() if news_in(await chat.says("menu")) == [NEWS]}
    hears = {nik: (await chat.says(nik)).outcome for nik, chat in chats.items()}
    sure = {"check.found", "check.ended"}
    assert {ways[nik] for nik in told} == {ways[nik] for nik in ways if hears[nik] in sure - {heard[nik]}}
    assert {hears[nik] for nik in told} == sure
    assert len(told) == 14


_HELD = {
    "absent": None,
    "listed": (Status.LISTED, None),
    "ends later": (Status.LISTED, date(2027, 1, 1)),
    "ended by date": (Status.LISTED, date(2026, 10, 31)),
    "ended by status": (Status.ENDED, None),
    "gone": (Status.REMOVED, None),
    "unclear": (Status.UNCLEAR, None),
}
_SAID = {"absent": "not listed", "listed": "listed", "ends later": "listed", "unclear": "unclear"}
"""Of all others: ended."""
_RIGHT, _WRONG = b"right" * 3 + b"!", b"wrong" * 3 + b"!"
_FILES = count(1)


def _write_snapshot(directory: Path, number: int, factor: Factor, held: str) -> None:
    """The file of a snapshot that holds one person so."""
    about = snapshots.About(
        schema_version=snapshots.SCHEMA_VERSION, number=number, as_of=AS_OF, made_at=NOW, source_sha256="",
        key_fingerprint="", second_factor=factor, synthetic=False, listed=0, ended=0, gone=0,
    )  # fmt: skip
    with closing(sqlite3.connect(snapshots.file_of(directory, number))) as db, db:
        db.executescript(files("data.coverage").joinpath("snapshot.sql").read_text(encoding="utf-8"))
        values = about.model_dump(mode="json") | {"synthetic": 0}
        db.executemany("INSERT INTO about VALUES (?, ?)", [(name, str(value)) for name, value in values.items()])
        if row := _HELD[held]:
            status, ends = row
            kept_factor = None if factor is Factor.NONE else _RIGHT
            db.execute(
                "INSERT INTO people (nik, status, ends, factor) VALUES (?, ?, ?, ?)",
                (b"n" * 16, int(status), ends and ends.toordinal(), kept_factor),
            )


def _said(held: str, factor: Factor, typed: bytes) -> str:
    """What a watcher hears, told from the situation's name alone."""
    return _SAID.get(held, "ended") if factor is Factor.NONE or typed == _RIGHT else "not listed"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.sampled_from(sorted(_HELD)),
    st.sampled_from(sorted(_HELD)),
    st.sampled_from([Factor.NONE, Factor.NAME]),
    st.sampled_from([_RIGHT, _WRONG]),
    st.booleans(),
)
def test_news_is_what_the_watcher_would_be_told_differently(
    tmp_path: Path, was: str, held: str, factor: Factor, typed: bytes, pruned: bool
) -> None:
    directory = tmp_path / str(next(_FILES))
    directory.mkdir()
    if not pruned:
        _write_snapshot(directory, 1, factor, was)
    _write_snapshot(directory, 2, factor, held)
    watch = Watch("test", "a", b"n" * 16, None if factor is Factor.NONE else typed, 1, NOW)
    ((same, is_news),) = snapshot_diff.find_changed(directory, 2, [watch], NOW.date())
    assert same is watch
    then, now = _said(was, factor, typed), _said(held, factor, typed)
    expected: bool | None = now == "listed" if pruned else now not in {then, "not listed"}
    if now == "unclear":
        expected = None
    assert is_news is expected
