"""The operator's bad days, in small: what `tests/faults/operator.py` plays at length."""

import logging
from pathlib import Path

import pytest
import structlog

from bot import logs
from data.database.failures import Trouble
from data.database.sqlite import CannotWrite
from tests.faults import operator


async def test_a_full_disk_is_seen_said_and_outlived(tmp_path: Path) -> None:
    seen = await operator.disk_full(tmp_path)
    assert seen.wrong == [], seen.figures


async def test_a_locked_database_keeps_nobody_waiting(tmp_path: Path) -> None:
    seen = await operator.database_locked(tmp_path, held=7)
    assert seen.wrong == [], seen.figures


async def test_a_key_that_changes_ends_no_waiting_unseen(tmp_path: Path) -> None:
    seen = await operator.key_changed(tmp_path, residents=6, kills=1)
    assert seen.wrong == [], seen.figures


async def test_a_backup_that_is_brought_back_sends_nothing_twice(tmp_path: Path) -> None:
    seen = await operator.backup_brought_back(tmp_path)
    assert seen.wrong == [], seen.figures


def test_a_trouble_that_repeats_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    log = structlog.get_logger()
    for n in range(50):
        try:
            raise CannotWrite(tmp_path / "live.db", Trouble.FULL)
        except CannotWrite:
            log.exception("turn.failed", number=n)
            logging.getLogger("library").exception("something failed")
        log.warning("telegram.poll_failed", problem="NotKept")
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert '"cause": "disk_full"' in said[0]
    assert "Traceback" not in said[0]
    try:
        raise CannotWrite(tmp_path / "live.db", Trouble.LOCKED)
    except CannotWrite:
        log.exception("turn.failed")
    log.error("something.else")
    log.error("something.else")
    assert len(capsys.readouterr().err.splitlines()) == 3
