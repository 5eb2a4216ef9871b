"""Small runs of what `tests/faults/` runs at length."""

from pathlib import Path

from tests.faults import import_kill, scan, switching


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
