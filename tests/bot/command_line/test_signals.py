"""Once a list is published, no signal keeps the command from saying so."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from data.audit import audit_reader
from tests.conftest import AS_OF, PEOPLE, write_csv
from tests.support.processes import SIGAP, House

ENDLESSLY = 240
"""Seconds."""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM], ids=lambda how: how.name)
def test_what_is_published_is_told_and_noted_whatever_comes_after(tmp_path: Path, how: signal.Signals) -> None:
    house = House(tmp_path / "house")
    assert house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"]).returncode == 0
    words = [SIGAP, "import", str(write_csv(tmp_path / "list.csv", PEOPLE)), "--as-of", str(AS_OF)]
    running = subprocess.Popen(words, env=house.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    pointer, end = house.home / "sigap" / "coverage" / "current", time.monotonic() + ENDLESSLY
    while not pointer.exists() and running.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    while running.poll() is None and time.monotonic() < end:  # all the way to its end
        running.send_signal(how)
        time.sleep(0.002)
    said, errors = running.communicate(timeout=ENDLESSLY)
    assert running.returncode == 0, errors
    assert b"Terbit sebagai data nomor 1" in said
    assert json.loads(pointer.read_text())["number"] == 1
    with audit_reader.open_at_one_moment(house.home / "sigap" / "live.db") as opened:
        assert {row.action for row in audit_reader.newest_rows(opened, 10, "")} == {"import.begun", "import.done"}
