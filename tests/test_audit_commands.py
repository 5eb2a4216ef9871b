"""`sigap audit`, as an auditor uses it, and what the labour office's commands leave in it."""

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import NOBODY, PEOPLE, write_csv
from tests.processes import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "house")
    (house.home / "keys").mkdir()
    said(house, "key", house.env["SIGAP_NIK_KEY_FILE"])
    return house


def said(house: House, *words: str, code: int = 0) -> str:
    done = house.sigap(*words)
    assert done.returncode == code, done.stderr
    return (done.stdout + done.stderr).decode()


def imported(house: House, *words: str, code: int = 0) -> str:
    file = write_csv(house.home / "list.csv", PEOPLE)
    return said(house, "import", str(file), "--as-of", "2025-11-05", *words, code=code)


def live(house: House) -> Path:
    return house.home / "sigap" / "live.db"


def test_before_anything_was_noted_it_says_so(house: House) -> None:
    assert said(house, "audit", "verify") == "Nothing was noted yet.\n"
    assert said(house, "audit", "show") == "Nothing was noted yet.\n"
    assert not live(house).exists()


def test_what_the_labour_office_does_is_noted_without_a_nik(house: House, tmp_path: Path) -> None:
    imported(house, "--dry-run")
    assert not live(house).exists()
    imported(house)
    write_csv(house.home / "bad.csv", [(PEOPLE[0][0][:-1], "A"), (NOBODY, "B"), *((nik, "C") for nik, *_ in PEOPLE)])
    said(house, "import", str(house.home / "bad.csv"), "--as-of", "2025-11-06", code=1)
    words = ("--accept-rejected", "1", "--all-listed")
    said(house, "import", str(house.home / "bad.csv"), "--as-of", "2025-11-06", *words)
    said(house, "rollback")
    said(house, "rollback", "7", code=1)
    file = tmp_path / "audit.csv"
    said(house, "audit", "show", "--csv", str(file))
    with file.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["action"] for row in rows] == [
        "import.begun",
        "import.done",
        "import.begun",
        "import.failed",
        "import.begun",
        "import.done",
        "rollback.begun",
        "rollback.done",
        "rollback.begun",
        "rollback.failed",
    ]
    assert {row["actor"].split(":")[0] for row in rows} == {"cli"}
    assert '"risks":"--accept-rejected 1 --all-listed"' in rows[4]["detail"]
    assert '"rejected":1' in rows[5]["detail"]
    assert '"reason":"Refused"' in rows[3]["detail"]
    everything = file.read_text() + (house.home / "sigap" / "audit.head").read_text()
    without_hashes = re.sub(r"\b[0-9a-f]{64}\b", "", everything)
    assert not re.search(r"\d{12}", without_hashes)
    with closing(sqlite3.connect(live(house))) as opened:
        dump = "\n".join(opened.iterdump())
    assert not [nik for nik, *_ in PEOPLE if nik in dump]
    assert "10 actions, from 2" in said(house, "audit", "verify")


def test_what_cannot_be_noted_does_not_begin(house: House) -> None:
    house.env["SIGAP_AUDIT_HEAD"] = str(house.home / "nowhere" / "audit.head")
    refused = imported(house, code=2)
    assert "what cannot be audited is not done" in refused
    assert "SIGAP_AUDIT_HEAD" in refused
    assert not list((house.home / "sigap" / "coverage").glob("coverage-*"))


def test_the_head_may_lie_elsewhere_and_verify_finds_what_was_changed(house: House, tmp_path: Path) -> None:
    head = tmp_path / "elsewhere.head"
    house.env["SIGAP_AUDIT_HEAD"] = str(head)
    imported(house)
    assert head.read_text().startswith("write 1 ")
    fine = said(house, "audit", "verify")
    assert re.match(
        r"2 actions, from \d{4}-\d\d-\d\d .* WIB to .* WIB, unbroken, and the same as the checkpoint file\.\n", fine
    )
    noted = fine.split()[-1]
    assert re.fullmatch(r"2:[0-9a-f]{64}", noted)
    said(house, "audit", "verify", "--noted", noted)
    assert "--noted" in said(house, "audit", "verify", "--noted", f"2:{'0' * 64}", code=1)
    assert "812:3fa9" in " ".join(said(house, "audit", "verify", "--noted", "two", code=2).replace("│", " ").split())
    with closing(sqlite3.connect(live(house))) as opened, opened:
        opened.execute("UPDATE audit SET actor = 'cli:somebody' WHERE seq = 1")
    found = said(house, "audit", "verify", code=1)
    assert "Found: Action 1: changed after it was noted" in found
    assert "2 actions were looked at" in found
    said(house, "audit", "verify", "--since", "2")
    with closing(sqlite3.connect(live(house))) as opened, opened:
        opened.execute("DELETE FROM audit")
    assert "Actions 1 to 2: missing at the end" in said(house, "audit", "verify", code=1)
    live(house).write_bytes(b"no database" * 1000)
    assert "cannot be read" in said(house, "audit", "verify", code=2)


def test_show_tells_who_did_what_and_when(house: House) -> None:
    house.env["COLUMNS"] = "160"
    imported(house)
    said(house, "rollback", code=1)
    shown = said(house, "audit", "show").splitlines()
    assert shown[0].split() == ["no.", "when", "who", "what", "detail"]
    assert [line.split()[0] for line in shown[1:]] == ["4", "3", "2", "1"]
    assert re.search(r"1  2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d WIB +cli:\S+ +import\.begun +as_of=2025-11-05", shown[-1])
    assert "risks=nothing" in shown[-1]
    assert len(said(house, "audit", "show", "--most", "1").splitlines()) == 2
    assert len(said(house, "audit", "show", "--action", "rollback").splitlines()) == 3
    assert len(said(house, "audit", "show", "--action", "import.done").splitlines()) == 2
    assert said(house, "audit", "show", "--action", "imp") == "No action is called imp.\n"
    assert "cannot be written" in said(house, "audit", "show", "--csv", "/nowhere/a.csv", code=2)
    with closing(sqlite3.connect(live(house))) as opened, opened:  # whatever stands in it, it can be shown
        opened.execute("UPDATE audit SET at = 9e18, detail = CAST(x'1b5b33316dff' AS TEXT) WHERE seq = 1")
    assert "\x1b" not in said(house, "audit", "show")
    said(house, "audit", "show", "--csv", str(house.home / "audit.csv"))
