"""`sigap checks`: stops all checks and lets them go on, in every process, whatever is published or restarted."""

import json
import os
import pty
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import examination
from bot.settings import Settings
from data.audit import audit_log
from data.backups import backups, restore
from data.backups.backup_files import Places
from data.clock import WIB
from data.content.texts import day, text
from data.coverage import emergency_stop
from data.database.opening import open_database
from tests.conftest import BUDI, NOBODY, NOW, PEOPLE, Office, write_csv
from tests.handlers.coverage.test_checks_off import REASON, STOPPED
from tests.support.processes import SIGAP, House, Serving


@pytest.fixture
def command(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("SIGAP_DATA_DIR", str(office.home))
    monkeypatch.setenv("SIGAP_NIK_KEY", office.key.secret.hex())
    return lambda *words: CliRunner().invoke(app, words)


def noted(office: Office) -> list[tuple[str, dict[str, Any]]]:
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        rows = live.execute("SELECT action, detail FROM audit ORDER BY seq").fetchall()
    return [(action, json.loads(detail)) for action, detail in rows]


def test_stopped_shown_and_noted(command: Callable[..., Any], office: Office) -> None:
    assert command("checks").output.endswith("Checks are on.\n")
    done = command("checks", "off", f"  {REASON}\n")
    assert done.exit_code == 0
    assert " ".join(STOPPED.split()) in done.output
    assert REASON in command("checks").output
    assert "a new reason now" in command("checks", "off", "another", "--yes").output
    assert "another" in command("checks").output
    assert command("checks", "on").exit_code == 0
    assert command("checks").output.endswith("Checks are on.\n")
    assert "nothing was stopped" in command("checks", "on").output
    found = noted(office)
    assert [action for action, _ in found] == ["checks.off", "checks.off", "checks.on"]
    assert found[0][1] == {"reason": REASON, "again": False}
    assert found[1][1] == {"reason": "another", "again": True}


@pytest.mark.parametrize(
    "reason",
    [
        "", "  ", f"NIK {BUDI} salah", "3275 0509 0388 9401", "norek 1234567890", "3275xxxxxxxx9401",
        "3275050903889S01", "0812-3456-7890 menelepon", "٣٢٧٥٠٥٠٩٠٣٨٨٩٤٠١", "x" * 201,
        "rekening 0000 0000 0000 0000",
        "tiga dua tujuh lima nol lima nol sembilan nol tiga delapan delapan sembilan empat nol satu",
    ],
)  # fmt: skip
def test_a_reason_with_somebodys_number_is_refused_and_not_repeated(
    command: Callable[..., Any], office: Office, reason: str
) -> None:
    done = command("checks", "off", reason)
    assert done.exit_code == 2
    assert "Checks were not stopped" in done.output
    assert not any(word in done.output for word in reason.split() if word.isdecimal())
    assert command("checks").output.endswith("Checks are on.\n")
    assert noted(office) == []


def test_a_reason_may_hold_dates_and_amounts(command: Callable[..., Any]) -> None:
    assert command("checks", "off", "list of 20/11/2026 had 11.666 people, not 51,666; snapshot 12").exit_code == 0
    assert command("checks", "off", "told wrongly 08.00-12.00 and 13.00-15.00; ask (021) 8895 1234").exit_code == 0


def test_the_correction_goes_from_a_day_to_that_of_the_stop(command: Callable[..., Any], office: Office) -> None:
    today = datetime.now(WIB).date()
    before = today - timedelta(days=2)
    command("checks", "off", REASON)
    done = command("checks", "on", "--corrected-since", str(before))
    assert text("check.corrected_days", "id", first=day(before, "id"), last=day(today, "id")) in done.output
    assert f"answers of {before} to {today} may have been wrong" in command("checks").output
    assert noted(office)[-1][1]["first"] == str(before)
    done = command("checks", "on", "--corrected-since", str(today))  # it was said wrongly
    assert text("check.corrected_day", "id", first=day(today, "id")) in done.output
    assert command("checks", "on", "--corrected-since", str(today + timedelta(days=1))).exit_code == 2
    assert command("checks", "on", "--corrected-since", str(today), "--no-correction").exit_code == 2
    assert command("checks", "on", "--no-correction").exit_code == 0
    assert command("checks").output.endswith("Checks are on.\n")


@pytest.mark.parametrize("words", [["off"], ["of", "x"], ["on", "--corrected-since", "soon"]])
def test_a_mistake_changes_nothing(command: Callable[..., Any], words: list[str]) -> None:
    assert command("checks", *words).exit_code == 2
    assert command("checks").output.endswith("Checks are on.\n")


def test_doctor_warns_and_says_why(command: Callable[..., Any], office: Office) -> None:
    office.publishes()
    settings = Settings.model_validate({"data_dir": office.home, "nik_key": office.key.secret.hex()})
    assert "checks" not in {one.name for one in examination.examine(settings)}
    command("checks", "off", REASON)
    (found,) = [one for one in examination.examine(settings) if one.name == "checks"]
    assert (found.level, REASON in found.said) == ("warning", True)


def test_it_lasts_over_a_rollback_and_an_import_that_both_say_so(house: House) -> None:
    assert house.sigap("checks", "off", REASON).returncode == 0
    people = write_csv(house.home / "people.csv", PEOPLE)
    for words in (("import", str(people), "--as-of", "2026-11-06"), ("rollback", "1")):
        done = house.sigap(*words)
        assert done.returncode == 0
        assert b"checks are stopped since" in done.stderr
    assert REASON.encode() in house.sigap("checks").stdout


async def test_a_backup_from_before_does_not_switch_checks_on_again(office: Office, tmp_path: Path) -> None:
    live = office.home / "live.db"
    places = Places(home=office.home, head=office.home / "audit.head")
    office.publishes()

    async def does(action: str) -> None:
        database = await open_database(live, key=office.key)
        async with database.transaction() as tx:
            await audit_log.note(tx, NOW, "telegram:111", action)
            if action == "checks.off":
                await emergency_stop.stop(tx, NOW, REASON)
        await database.close()

    await does("backup")
    folder = backups.make(places, tmp_path / "backups", NOW, ("0.1.0", office.key.fingerprint), lambda *_: None)
    await does("checks.off")
    restore.bring_back(places, folder, NOW + timedelta(hours=1), lambda *_: None)
    assert emergency_stop.off_in(live) == emergency_stop.Off(NOW, REASON)


def test_on_a_terminal_it_asks_first(house: House) -> None:
    """A real terminal: `n` changes nothing, `y` does; --yes is not asked."""
    assert "Stop all checks?" in typed_at(house, "n\n", "checks", "off", REASON)
    assert emergency_stop.off_in(house.live) is None
    assert "Stop all checks?" in typed_at(house, "y\n", "checks", "off", REASON)
    assert emergency_stop.off_in(house.live)
    assert "Let checks go on?" not in typed_at(house, "", "checks", "on", "--yes")
    assert emergency_stop.off_in(house.live) is None


def typed_at(house: House, typed: str, *words: str) -> str:
    """What a command says on a terminal where this is typed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([SIGAP, *words], env=house.env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, typed.encode())
    said = b""
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        while True:
            try:
                piece = terminal.read(4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            said += piece
    assert process.wait(60) in {0, 1}
    return said.decode("utf-8", "replace")


# ---------------------------------------------------------------- several processes


def _json(url: str, body: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"content-type": "application/json"} if data else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, json.load(answer)


def asks(server: Serving, nik: str, number: int) -> str:
    """What the web chat answers first."""
    _, said = _json(f"{server.url}/chat", {"id": f"m{number}", "text": nik})
    return str(said["replies"][0]["text"])


def soon(holds: Callable[[], bool], patience: float = 120) -> None:
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_every_running_process_takes_it_at_once_and_a_new_one_too(house: House) -> None:
    beside = House(house.home, {**house.env, "SIGAP_WEB_PORT": "0"})
    with house.serving() as one:
        with beside.serving() as other:
            for server in (one, other):
                not_listed = text("check.not_listed", "id", as_of="5 November 2026")
                assert asks(server, NOBODY, 1) == f"Tidak tercatat · per 5 November 2026\n\n{not_listed}"
            assert house.sigap("checks", "off", REASON).returncode == 0
            for server in (one, other):
                assert asks(server, NOBODY, 2) == asks(server, BUDI, 3) == f"Belum bisa dicek\n\n{STOPPED}"
                soon(lambda server=server: _json(f"{server.url}/readyz")[1].get("checks") is False)  # type: ignore[misc]
                status, ready = _json(f"{server.url}/readyz")
                assert (status, ready["ready"]) == (200, True)
                with urllib.request.urlopen(server.metrics, timeout=60) as answer:
                    assert b"\nsigap_checks_on 0.0" in answer.read()
            other.process.kill()
        with beside.serving() as third:
            assert asks(third, NOBODY, 4) == f"Belum bisa dicek\n\n{STOPPED}"
            line = subprocess.run(
                [SIGAP, "ask"],
                env=house.env,
                input=json.dumps({"chat": "a", "text": NOBODY}).encode(),
                capture_output=True,
                timeout=60,
                check=True,
            )
            assert json.loads(line.stdout)["outcome"] == "check.stopped"
            assert house.sigap("checks", "on").returncode == 0
            for server in (one, third):
                assert asks(server, BUDI, 5).startswith("✅ Tercatat · per 5 November 2026\n\nMenurut data SIGAP")
                soon(lambda server=server: "checks" not in _json(f"{server.url}/readyz")[1])  # type: ignore[misc]
        assert REASON.encode() not in one.said
