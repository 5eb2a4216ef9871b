"""Small runs of what `tests/faults/` runs at length."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import import_kill, scan, switching, web, web_scan
from tests.processes import Serving


def test_an_import_killed_at_any_moment_leaves_a_whole_snapshot_live(tmp_path: Path) -> None:
    seen = import_kill.run(10, 20_000, tmp_path)
    assert seen.total() == 10
    assert seen["old list live"]


def test_snapshots_switch_under_load_without_an_unanswered_message(tmp_path: Path) -> None:
    seen, slowest = switching.run(4, tmp_path)
    assert slowest < 5
    assert seen["unanswered"] == 0
    assert set(seen) <= {"check.found", "check.ended", "check.not_listed", "unanswered"}
    assert seen["check.found"] > 0
    assert seen["check.ended"] > 0  # gone, as the other list has it


def test_nothing_typed_is_found_in_any_file_or_output(tmp_path: Path) -> None:
    happened, found, typed = scan.run(500, tmp_path)
    assert found == []
    assert len(typed.niks) > 200
    assert happened["answers"] > 250


def test_the_scan_would_find_a_leak(tmp_path: Path) -> None:
    nik, phone = "3275050903889401", "081212345678"
    typed = scan.Typed({nik}, {phone})
    home = tmp_path / "house"
    home.mkdir()
    for spelling in scan.SPELLINGS:
        for encoding in ("utf-8", "utf-16-le"):
            (home / "file").write_bytes(b"\x00\xff" + f" {spelling(nik)} ".encode(encoding))
            assert scan.leaks(home, b"", typed) == ["file"], (spelling(nik), encoding)
    (home / "file").write_bytes(b"x" + int(nik).to_bytes(8, "big"))
    assert scan.leaks(home, b"", typed) == ["file"]
    (home / "file").write_bytes(b"nothing here")
    assert scan.leaks(home, b"", typed) == []
    assert scan.leaks(home, b"call +62 812-1234-5678", typed) == ["output"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with web.house(tmp_path_factory.mktemp("web")).serving("--allow-synthetic") as running:
        yield running


async def test_fresh_cookies_learn_no_more_than_one_address_may(server: Serving) -> None:
    learnt = await web.guess(server, web._sequence(60))
    assert learnt["statuses"] == 30
    assert learnt["refusals"] == 30


async def test_a_flood_is_held_back_and_others_are_answered(server: Serving) -> None:
    heard, quiet, busy = await web.flood(server, 1)
    assert heard == {"answered": 20, "held back": 80}
    assert quiet
    assert busy


async def test_nonsense_is_refused_and_nothing_breaks(server: Serving) -> None:
    seen = await web.break_it(server, 200)
    assert [status for status in seen if status.startswith("5")] == []
    assert {"400", "415", "431"} <= seen.keys()
    assert b"Traceback" not in server.said


def test_nothing_said_to_the_web_server_is_found_in_what_it_wrote(tmp_path: Path) -> None:
    happened, found, typed = web_scan.run(300, tmp_path)
    assert found == []
    assert happened["answered"] > 150
    assert happened["kills"] > 0
    assert len(typed.niks) > 100
