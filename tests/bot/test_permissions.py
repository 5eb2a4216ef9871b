"""What we write is for us alone, whatever the shell that started us allows; what lies open is named."""

import json
import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from bot.doctor import examination
from bot.doctor.finding import Finding
from bot.settings import Settings
from data.files.own_files import accessible_to_others, close_to_others, open_private
from tests.conftest import AS_OF, BUDI, PEOPLE, Office, write_csv
from tests.support.processes import SIGAP, House


@pytest.mark.parametrize("umask", [0, 0o002, 0o277, 0o777], ids=oct)
def test_nobody_else_reads_what_we_write(tmp_path: Path, umask: int) -> None:
    house = House(tmp_path / "house")
    given = write_csv(tmp_path / "list.csv", PEOPLE)
    made = tmp_path / "made"
    made.mkdir()
    said = json.dumps({"chat": "a", "text": f"cek {BUDI}"}) + "\n"
    for words, typed in (
        (("key", house.env["SIGAP_NIK_KEY_FILE"]), ""),
        (("sample", str(made / "sample.csv"), "--people", "5"), ""),
        (("sample", str(made / "sample.xlsx"), "--people", "5"), ""),
        (("import", str(given), "--as-of", str(AS_OF)), ""),
        (("ask",), said),
        (("audit", "show", "--csv", str(made / "audit.csv")), ""),
        (
            ("poster", "--office", "Kelurahan Jatiasih", "--telegram", "SigapUjiBot", "--output", str(made / "a.pdf")),
            "",
        ),
    ):
        done = house.sigap(*words, given=typed.encode(), umask=umask)
        assert done.returncode == 0, (words, done.stderr)
    open_private = [path for folder in (house.home, made) for path in folder.rglob("*")]
    names = {path.name for path in open_private}
    assert {"nik.key", "live.db", "audit.head", "current", "coverage-1.db", "coverage-1.json", "audit.csv"} <= names
    for path in open_private:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_files_beside_the_live_database_while_it_serves(house: House) -> None:
    with house.serving():
        beside = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (house.home / "sigap").glob("live.db*")}
    assert beside == {"live.db": 0o600, "live.db-wal": 0o600, "live.db-shm": 0o600}


def test_a_table_that_lay_open_is_closed_before_it_is_written(house: House, tmp_path: Path) -> None:
    table = tmp_path / "audit.csv"
    table.write_text("")
    table.chmod(0o666)
    assert house.sigap("audit", "show", "--csv", str(table)).returncode == 0
    assert stat.S_IMODE(table.stat().st_mode) == 0o600


def _files(office: Office, **settings: object) -> Finding:
    values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), **settings}
    return {one.name: one for one in examination.examine(Settings.model_validate(values))}["files"]


def test_the_doctor_names_what_lies_open_and_how_to_close_it(office: Office, tmp_path: Path) -> None:
    office.publishes()
    token = tmp_path / "the token"
    token.write_text("1:a")
    subprocess.run(["chmod", "-R", "go=", str(office.home), str(token)], check=True)
    assert _files(office, telegram_token_file=token).level == "ok"
    (office.home / "coverage" / "coverage-1.db").chmod(0o640)
    found = _files(office, telegram_token_file=token)
    assert (found.level, found.advice) == ("warning", f"chmod -R go= {office.home}")
    assert found.said.endswith("coverage-1.db")
    token.chmod(0o604)
    found = _files(office, telegram_token_file=token)
    assert found.advice == f"chmod -R go= {office.home} '{token}'"
    subprocess.run(found.advice, shell=True, check=True)
    assert _files(office, telegram_token_file=token).level == "ok"


def test_a_link_is_judged_by_what_it_leads_to_and_not_followed_further(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir(mode=0o700)
    (outside / "open").touch()
    (outside / "open").chmod(0o666)
    (inside / "link").symlink_to(outside)
    (inside / "ring").symlink_to(inside / "ring")
    assert list(accessible_to_others(inside)) == []
    outside.chmod(0o707)
    assert list(accessible_to_others(inside)) == [inside / "link"]
    (tmp_path / "top").symlink_to(outside)
    assert sorted(accessible_to_others(tmp_path / "top")) == [outside, outside / "open"]


def test_the_doctor_sees_behind_links(office: Office, tmp_path: Path) -> None:
    office.publishes()
    subprocess.run(["chmod", "-R", "go=", str(office.home)], check=True)
    real, elsewhere = tmp_path / "real", tmp_path / "elsewhere.db"
    real.mkdir(mode=0o777)
    real.chmod(0o777)
    (tmp_path / "link").symlink_to(real)
    found = _files(office, data_dir=tmp_path / "link")
    assert (found.level, found.advice) == ("warning", f"chmod -R go= {real}")
    elsewhere.touch()
    elsewhere.chmod(0o666)
    (office.home / "live.db").unlink(missing_ok=True)
    (office.home / "live.db").symlink_to(elsewhere)
    found = _files(office)
    assert found.said.endswith("/live.db")
    assert found.advice == f"chmod go= {elsewhere}"
    subprocess.run(found.advice, shell=True, check=True)
    assert _files(office).level == "ok"


def test_the_doctor_changes_no_mode_of_what_is_not_ours(office: Office) -> None:
    found = _files(office, data_dir=Path("/dev/null"))
    assert found.level == "warning"
    assert "chmod" not in found.advice


def test_a_folder_in_which_others_can_exchange_a_secret_is_named(office: Office, tmp_path: Path) -> None:
    subprocess.run(["chmod", "-R", "go=", str(office.home)], check=True)
    shared = tmp_path / "shared"
    shared.mkdir()
    for name, text in (("nik.key", office.key.secret.hex()), ("token", "1:a")):
        (shared / name).write_text(text)
        (shared / name).chmod(0o600)
    given = {"data_dir": office.home, "nik_key_file": shared / "nik.key", "telegram_token_file": shared / "token"}
    for mode, level in ((0o777, "warning"), (0o1777, "ok"), (0o755, "ok")):
        shared.chmod(mode)
        found = {one.name: one for one in examination._local(Settings.model_validate(given))}
        assert (found["key"].level, found["files"].level) == (level, level)
        assert found["files"].advice == (f"chmod go-w {shared}" if level == "warning" else "")


def test_what_lay_open_in_the_data_directory_is_closed_when_it_is_used(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"])
    home = house.home / "sigap"
    (home / "coverage").mkdir(parents=True)
    for name in ("live.db", "audit.head", "coverage/old.json", "contacts.toml"):
        (home / name).touch()
        (home / name).chmod(0o666)
    for folder in (home, home / "coverage"):
        folder.chmod(0o777)
    done = house.sigap("import", str(write_csv(tmp_path / "list.csv", PEOPLE)), "--as-of", str(AS_OF))
    assert done.returncode == 0, done.stderr
    assert b"closed_to_others" in done.stderr
    with house.serving():
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home, *home.rglob("*"))}
    assert modes.pop("contacts.toml") == 0o666  # the staff's own; the doctor names it
    assert modes.pop("sigap") == modes.pop("coverage") == 0o700
    assert set(modes.values()) == {0o600}
    assert "live.db-wal" in modes


def test_what_is_not_ours_by_name_kind_or_owner_is_left_as_it_is(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    for path in (elsewhere, home / "photo.jpg", home / "live.db"):
        path.touch()
        path.chmod(0o666)
    home.chmod(0o777)
    (home / "audit.head").symlink_to(elsewhere)
    os.link(elsewhere, home / "live.db-wal")
    assert close_to_others(home) == [home / "live.db"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, elsewhere, home / "photo.jpg")] == [
        0o777,
        0o666,
        0o666,
    ]


def test_the_head_of_the_audit_is_not_written_through_a_link(noted: House, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (tmp_path / "head").symlink_to(precious)
    noted.env["SIGAP_AUDIT_HEAD"] = str(tmp_path / "head")
    done = noted.sigap("rollback", "1")
    assert done.returncode == 2
    assert b"it is a link; name the file itself" in done.stderr
    assert precious.read_text() == "precious"


OUTPUTS = {
    "sample.csv": ("sample", "{}", "--people", "5000"),
    "sample.xlsx": ("sample", "{}", "--people", "5000"),
    "audit.csv": ("audit", "show", "--csv", "{}"),
    "poster.pdf": ("poster", "--office", "Kelurahan Jatiasih", "--telegram", "SigapUjiBot", "--output", "{}"),
    "nik.key": ("key", "{}"),
}


@pytest.fixture
def noted(house: House) -> House:
    """Where something stands in the audit, and what is written meanwhile has a folder of its own."""
    (house.home / "temporary").mkdir()
    return house


@pytest.mark.parametrize(("name", "kind"), list(zip(OUTPUTS, ("full", "full", "pipe", "full", "link"), strict=True)))
def test_an_output_that_cannot_be_written_is_told_in_a_sentence(
    noted: House, tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / name
    words = [SIGAP, *(word.format(path) for word in OUTPUTS[name])]
    if kind == "full":
        words = ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", *words]
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "precious")
    env = noted.env | {"TMPDIR": str(noted.home / "temporary")}
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2, done
    assert re.fullmatch(r"Error: [^\n]+\n", done.stderr), done.stderr
    assert list((noted.home / "temporary").iterdir()) == []


def test_nothing_is_written_to_what_is_no_file(tmp_path: Path) -> None:
    precious, pipe, link = (tmp_path / name for name in ("precious", "pipe", "link"))
    precious.write_text("precious")
    os.mkfifo(pipe)
    link.symlink_to(precious)
    for path, said in (
        (pipe, "a pipe, and no file"),
        (link, "a link"),
        (tmp_path, "a folder"),
        (Path("/dev/full"), "a device"),
        (tmp_path / "nowhere" / "file", "no folder"),
    ):
        with pytest.raises(OSError, match=said):
            open_private(path)
    with pytest.raises(FileExistsError):
        open_private(precious, anew=True)
    assert precious.read_text() == "precious"


def test_what_lay_open_is_closed_before_it_is_written(noted: House, tmp_path: Path) -> None:
    for name in ("sample.csv", "sample.xlsx", "audit.csv", "poster.pdf"):
        path = tmp_path / name
        path.write_text("x" * 100_000)
        path.chmod(0o666)
        done = noted.sigap(*(word.format(path) for word in OUTPUTS[name]))
        assert done.returncode == 0, done.stderr
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not path.read_bytes().endswith(b"xxx")
