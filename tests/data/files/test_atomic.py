"""A file is replaced whole or not at all."""

import os
from pathlib import Path

import pytest

from data.files import atomic
from tests.support.paths import ROOT


def test_a_file_is_replaced_and_no_draft_stays(tmp_path: Path) -> None:
    path = tmp_path / "current"
    path.write_bytes(b"old")
    atomic.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_reaches_the_disk_before_its_name_and_the_folder_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, steps, real = tmp_path / "current", list[tuple[str, bool]](), os.fsync

    def noted(handle: int) -> None:
        steps.append((Path(f"/proc/self/fd/{handle}").readlink().name, path.exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    atomic.write(path, b"new")
    assert steps == [("current.new", False), (tmp_path.name, True)]


def test_what_does_not_reach_the_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "current"
    path.write_bytes(b"old")

    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(atomic, "fsync", fails)
    with pytest.raises(OSError, match="Input/output error"):
        atomic.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_forced_to_the_disk_in_one_module_only() -> None:
    data = ROOT / "data"
    forcing = {str(one.relative_to(data)) for one in data.rglob("*.py") if "os.fsync(" in one.read_text("utf-8")}
    # A copy across disks and the probe of a full disk hold a handle that is open for writing.
    assert forcing == {"files/atomic.py", "backups/backup_files.py", "database/failures.py"}
