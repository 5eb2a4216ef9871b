"""The command line, run as a newcomer and as staff run it: each command is a process of its own."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import psutil
import pytest

from data.content.texts import text
from data.coverage.importing import sample
from data.coverage.staging import stage_process
from tests.conftest import BUDI, NOBODY, PEOPLE, write_csv
from tests.support import warm
from tests.support.processes import SIGAP, House


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        **warm.of_python(),
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "SIGAP_DATA_DIR": str(tmp_path / "sigap"),
        "SIGAP_NIK_KEY_FILE": str(tmp_path / "nik.key"),
    }


def sigap(env: dict[str, str], *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    done = warm.run((SIGAP, *words), env, typed.encode()).said
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def published(env: dict[str, str], furnished: House) -> dict[str, str]:
    shutil.copytree(furnished.home / "sigap", env["SIGAP_DATA_DIR"])
    shutil.copy(furnished.env["SIGAP_NIK_KEY_FILE"], env["SIGAP_NIK_KEY_FILE"])
    return env


def ask(env: dict[str, str], *said: dict[str, str]) -> list[dict[str, Any]]:
    done = sigap(env, "ask", typed="".join(json.dumps(one) + "\n" for one in said))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ask_answers_each_line_in_order(published: dict[str, str]) -> None:
    found, missing, why = ask(
        published,
        {"chat": "a", "text": f"cek {BUDI}"},
        {"chat": "b", "text": NOBODY},
        {"chat": "b", "choice": "info.why"},
    )
    assert list(found) == ["chat", "outcome", "topic", "sure", "offered", "replies", "answer"]
    assert (found["chat"], found["outcome"], found["topic"], found["sure"]) == (
        "a",
        "check.found",
        "check_coverage",
        True,
    )
    assert (missing["chat"], missing["outcome"]) == ("b", "check.not_listed")
    assert why["outcome"] == "info.why"
    (reply,) = missing["replies"]
    assert set(reply) == {"text", "choices", "picture", "heading", "remind", "card"}
    assert reply["picture"] is None
    assert reply["heading"] == {"text": "Tidak tercatat · per 5 November 2026", "standing": "not_listed"}
    assert set(reply["choices"][0]) == {"label", "value", "role"}


def test_ask_works_without_key_and_snapshot(env: dict[str, str]) -> None:
    del env["SIGAP_NIK_KEY_FILE"]
    hello, check, short, lost = ask(
        env,
        {"chat": "a", "text": "halo"},
        {"chat": "a", "text": BUDI},
        {"chat": "a", "text": BUDI[:-1]},
        {"chat": "b", "text": "kalau begitu bagaimana"},
    )
    assert hello["outcome"] == "welcome"
    assert check["outcome"] == "check.unavailable"
    assert short["outcome"] == "check.too_short"
    assert not lost["sure"]
    assert 1 <= len(lost["offered"]) <= 3


def test_ask_says_what_is_wrong_with_a_line_and_goes_on(env: dict[str, str]) -> None:
    del env["SIGAP_NIK_KEY_FILE"]
    lines = [
        "nonsense",
        '{"chat": "a"}',
        '{"chat": "a", "text": 5}',
        '{"chat": "a", "text": "x", "choice": "y"}',
        "[]",
        f'{{"chat": "a", "text": {"1" * 5000}}}',
    ]
    done = sigap(env, "ask", typed="\n".join([*lines, '{"chat": "a", "text": "halo"}', ""]))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["outcome"] for answer in answers] == ["malformed"] * 6 + ["welcome"]
    assert all(answer["error"] for answer in answers[:6])
    assert done.returncode == 1


def test_ask_survives_bytes_that_are_no_text(env: dict[str, str]) -> None:
    done = subprocess.run(
        [SIGAP, "ask"], check=False, env=env | {"SIGAP_NIK_KEY_FILE": ""},
        input=b'{"chat": "a", "text": "\xff\xfe"}\n\x00\n',
        capture_output=True, timeout=240, cwd=env["HOME"],
    )  # fmt: skip
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["not_understood", "malformed"]


def test_ask_is_not_filled_up_by_a_line_without_end(env: dict[str, str]) -> None:
    begin, some = b'{"chat": "a", "text": "', b"x" * (1 << 20)
    with subprocess.Popen(
        ["/bin/sh", "-c", 'ulimit -v 1000000; exec "$0" ask', SIGAP],
        env=env | {"SIGAP_NIK_KEY_FILE": ""}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=env["HOME"],
    ) as asked:  # fmt: skip
        assert asked.stdin
        asked.stdin.write(begin)
        for _ in range(1500):
            asked.stdin.write(some)
        out, _ = asked.communicate(b'"}\n{"chat": "a", "text": "halo"}\n', timeout=240)
    assert [json.loads(line)["outcome"] for line in out.splitlines()] == ["malformed", "welcome"]


def test_staff_import_list_and_roll_back(published: dict[str, str], tmp_path: Path) -> None:
    write_csv(tmp_path / "new.csv", [*PEOPLE, (NOBODY, "X", "", "", "", "", "Aktif")])
    assert sigap(published, "import", str(tmp_path / "new.csv"), "--as-of", "20/11/2026").returncode == 0
    assert ask(published, {"chat": "a", "text": NOBODY})[0]["outcome"] == "check.found"
    listed = sigap(published, "snapshots").stdout
    assert [line.split()[0] for line in listed.splitlines() if "2026-11" in line] == ["1", "live"]
    assert "Published snapshot 1" in sigap(published, "rollback").stdout
    assert ask(published, {"chat": "b", "text": NOBODY})[0]["outcome"] == "check.not_listed"
    nothing_before = sigap(published, "rollback")
    assert nothing_before.returncode == 1
    assert "no snapshot before 1" in nothing_before.stderr
    assert "Published snapshot 2" in sigap(published, "rollback", "2").stdout


def test_a_bad_list_is_refused_with_its_rows_and_no_nik(published: dict[str, str], tmp_path: Path) -> None:
    bad = [(BUDI[:-1], "A"), ("3275053113889401", "B"), ("3.27505E+15", "C"), *([nik] for nik, *_ in PEOPLE)]
    write_csv(tmp_path / "bad.csv", bad)
    refused = sigap(published, "import", str(tmp_path / "bad.csv"), "--as-of", "2026-11-20", "--language", "en")
    assert refused.returncode == 1
    assert "row 2" in refused.stdout
    assert "3275••••9401" in refused.stdout
    command = ["import", str(tmp_path / "bad.csv"), "--as-of", "2026-11-20"]
    words = shlex.split(re.findall(r"add: (--accept.*)", refused.stderr)[0])
    assert words == ["--accept-rejected", "3", "--all-listed"]
    assert sigap(published, *command, "--accept-rejected", "2", "--all-listed").returncode == 1
    assert "3275053113889401" not in refused.stdout + refused.stderr
    dry = sigap(published, *command, *words, "--dry-run")
    assert dry.returncode == 0
    assert "tidak ada yang diterbitkan" in dry.stdout
    assert "2026-11-20" not in sigap(published, "snapshots").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "nowhere.csv", "--as-of", "2026-11-05"), "nowhere.csv tidak bisa dibaca: berkas itu tidak ada"),
        (("import", "nowhere.csv", "--as-of", "2026-11-05", "--language", "en"), "nowhere.csv cannot be read"),
        (("import", "nowhere.csv", "--as-of", "kemarin"), "Tulis misalnya 2025-11-05 atau 05/11/2025"),
        (("import", "nowhere.csv", "--as-of", "kemarin", "--language", "en"), "write the day as"),
        (("import", "nowhere.csv", "--as-of", "2090-11-05", "--language", "en"), "lies in the future"),
        (("sample", "people.txt"), "must end in .csv or .xlsx"),
        (("sample", "nowhere/people.csv"), "cannot be written"),
        (("nonsense",), "No such command"),
        (("key", "nik.key"), "exists already"),
        (("key", "sigap/nik.key"), "lies in the data directory"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_with_exit_code_2(
    published: dict[str, str], words: tuple[str, ...], says: str
) -> None:
    done = sigap(published, *words)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("SIGAP_CHECKS_PER_DAY", "viele", "SIGAP_CHECKS_PER_DAY"),
        ("SIGAP_STALE_DAYS", "0", "SIGAP_STALE_DAYS"),
        ("SIGAP_NIK_KEY", "secret-but-short", "64 hex digits"),
        ("SIGAP_NIK_KEY_FILE", "missing.key", "no key file missing.key"),
        ("SIGAP_DATA_DIR", "/proc/nowhere", "cannot be opened"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_kept_secret(
    env: dict[str, str], setting: str, value: str, says: str
) -> None:
    done = sigap(env | {"SIGAP_NIK_KEY_FILE": ""} | {setting: value}, "ask", typed="")
    assert done.returncode == 2
    assert says in done.stderr
    assert "secret-but-short" not in done.stderr
    assert "Traceback" not in done.stderr


def test_help_teaches_every_command(env: dict[str, str]) -> None:
    everything = sigap(env, "--help").stdout
    for verb in ("demo", "chat", "ask", "key", "sample", "import", "snapshots", "rollback", "audit"):
        assert verb in everything
        assert sigap(env, verb, "--help").returncode == 0


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_no_colour_when_nobody_wants_it(published: dict[str, str], no_colour: str, coloured: bool) -> None:
    env = published | {"TERM": "xterm-256color", "NO_COLOR": no_colour}
    child = pexpect.spawn(SIGAP, ["rollback", "1"], env=env, encoding="utf-8", timeout=240)
    child.expect(pexpect.EOF)
    assert "Published" in str(child.before)
    assert bool(re.search("\x1b\\[[0-9;]*3[0-9]m", str(child.before))) is coloured


def test_demo_runs_from_nothing_and_answers(env: dict[str, str]) -> None:
    del env["SIGAP_NIK_KEY_FILE"]
    child = pexpect.spawn(SIGAP, ["demo", "--terminal"], env=env | {"TERM": "dumb"}, encoding="utf-8", timeout=240)
    child.expect(r"(\d{16})\s+listed")
    listed = str(child.match[1])  # type: ignore[index]
    child.expect(r"(\d{16})\s+not in the list")
    missing = str(child.match[1])  # type: ignore[index]
    child.expect("> ")
    child.sendline(f"cek {listed}")
    child.expect("Tercatat")
    child.expect("> ")
    child.sendline(missing)
    child.expect("Tidak tercatat")
    child.expect("Kenapa tak tercatat")
    child.expect("> ")
    child.sendline("3")
    child.expect("Kami tidak tahu alasannya")
    child.expect("> ")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    again = sigap(env, "demo", "--terminal")
    assert again.returncode == 0
    assert listed in again.stdout  # made once


def test_demo_opens_the_chat_in_a_browser_where_there_is_a_screen(env: dict[str, str], tmp_path: Path) -> None:
    del env["SIGAP_NIK_KEY_FILE"]
    browser, visited = tmp_path / "browser", tmp_path / "visited"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{visited}"\n')
    browser.chmod(0o755)
    screen = {"DISPLAY": ":9", "BROWSER": f"{browser} %s", "TERM": "dumb"}
    ports = {"SIGAP_WEB_PORT": "0", "SIGAP_METRICS_PORT": "0"}
    child = pexpect.spawn(SIGAP, ["demo"], env=env | screen | ports, encoding="utf-8", timeout=240)
    child.expect(r"Chat:\s+(http://127\.0\.0\.1:\d+)")
    url = str(child.match[1])  # type: ignore[index]
    child.expect("Ctrl-C stops")
    for _ in range(100):
        if visited.exists() and visited.read_text():
            break
        time.sleep(0.05)
    assert visited.read_text().strip() == url
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


@pytest.mark.parametrize("columns", [30, 45, 80, 200])
def test_every_word_of_a_reply_is_shown_however_narrow_the_window(env: dict[str, str], columns: int) -> None:
    del env["SIGAP_NIK_KEY_FILE"]
    shown = sigap(env | {"COLUMNS": str(columns)}, "chat", typed="/privasi\n").stdout
    words = " ".join(re.sub("[│╭╮╰╯─>]", " ", shown).split())
    for key, values in (("welcome", {}), ("privacy", {"most": 5, "responsible": ""})):
        for word in text(key, "id", **values).split():
            assert word in words, word


def test_ctrl_c_is_quiet_while_the_command_starts(env: dict[str, str]) -> None:
    """At fifteen moments from the loading of the first modules to the end."""
    began = time.monotonic()
    assert subprocess.run([SIGAP, "snapshots"], env=env, capture_output=True, timeout=240, check=False).returncode == 0
    takes = time.monotonic() - began
    for moment in range(4, 34, 2):
        running = subprocess.Popen([SIGAP, "snapshots"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with suppress(subprocess.TimeoutExpired):
            running.wait(takes * moment / 30)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=240)
        # The signal itself ends what begins before Python listens; a shell calls that 130, too.
        assert running.returncode in {0, 130, -signal.SIGINT}
        # On a machine that slows down it may come before our first line: what Python says then names no file of ours.
        assert b"Traceback" not in errors or b"/bot/" not in errors, (moment, errors)


TYPED = f"--\u202ex\x1b[2J\n{BUDI} 0812-3456-7890"


@pytest.mark.parametrize(
    "words",
    [
        ("import", TYPED),
        (TYPED.lstrip("-"),),
        ("import", "a", "--as-of", TYPED),
        ("rollback", TYPED),
        ("import", "a", "--as-of", "2026-01-01", TYPED.lstrip("-")),
        ("import", "a", "--as-of", "2026-01-01", "--second-factor", TYPED),
        ("audit", TYPED.lstrip("-")),
    ],
)
def test_what_is_typed_wrongly_is_told_like_every_other_error(env: dict[str, str], words: tuple[str, ...]) -> None:
    done = sigap(env, *words)
    assert done.returncode == 2
    assert re.fullmatch(r"Error: [^\n]+\n", done.stderr), done.stderr
    assert not {"\u202e", "\x1b"} & set(done.stderr)
    assert BUDI not in done.stderr
    assert "3456" not in done.stderr
    assert done.stdout == ""


def test_help_is_shown_when_it_is_asked_for(env: dict[str, str]) -> None:
    assert sigap(env, "import", "--help").stdout.count("--as-of") >= 1
    nothing = sigap(env)
    assert nothing.returncode == 2
    assert "Usage: sigap" in nothing.stdout
    assert nothing.stderr == ""


def test_ctrl_c_leaves_the_chat_cleanly(env: dict[str, str]) -> None:
    del env["SIGAP_NIK_KEY_FILE"]
    child = pexpect.spawn(SIGAP, ["chat"], env=env | {"TERM": "dumb"}, encoding="utf-8", timeout=240)
    child.expect("> ")
    for _ in range(3):  # readline misses one that comes between its prompt and its waiting
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=10) == 0:
            break
    child.close()
    assert child.exitstatus == 130
    assert "Traceback" not in str(child.before)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list that takes seconds to import."""
    path = tmp_path_factory.mktemp("big") / "big.csv"
    sample.write(path, 150_000, 3, date(2026, 11, 22), lambda *_: None)
    return path


def _writers(pid: int) -> list[psutil.Process]:
    """The processes that stage people for an import; on one core that is the import itself."""
    process = psutil.Process(pid)
    return process.children() if stage_process.has_second_core() else [process]


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_an_import_that_is_stopped_leaves_nothing_half_done(
    published: dict[str, str], big: Path, how: signal.Signals, code: int
) -> None:
    running = subprocess.Popen(
        [SIGAP, "import", str(big), "--as-of", "2026-11-20", "--replace"],
        env=published,
        stderr=subprocess.PIPE,
        text=True,
    )
    coverage = Path(published["SIGAP_DATA_DIR"]) / "coverage"
    while not (list(coverage.glob("*.stage")) and (writers := _writers(running.pid))):
        assert running.poll() is None
    os.kill(running.pid, how)
    _, errors = running.communicate(timeout=240)
    assert running.returncode == code
    assert "nothing half-done" in errors
    assert psutil.wait_procs(writers, timeout=60)[1] == []
    assert sorted(path.name for path in coverage.iterdir()) == [
        "coverage-1.db",
        "coverage-1.json",
        "current",
        "import.lock",
    ]
    assert ask(published, {"chat": "a", "text": BUDI})[0]["outcome"] == "check.found"


def test_a_report_names_few_headings_and_rows_and_no_number_of_a_person(published: dict[str, str]) -> None:
    headings = ["NIK", f"{'y' * 30}{BUDI[:11]}", "SITI AMINAH BINTI " * 9, *(f"k{at}" for at in range(6000))]
    folder = Path(published["HOME"])
    with (folder / "odd.csv").open("w") as file:
        file.write(",".join(headings) + "\n")
        file.write(f"{BUDI}\n" * 50_000)
    words = ("--as-of", "2026-11-05", "--dry-run", "--replace", "--all-listed", "--language", "en")
    done = sigap(published, "import", str(folder / "odd.csv"), *words)
    assert done.returncode == 0, done.stderr
    assert " and 5,982 more" in done.stdout
    assert BUDI[:4] not in done.stdout
    assert "SITI AMINAH BINTI SITI AMINAH BINTI SITI…" in done.stdout
    assert "rows 2, 3, 4," in done.stdout
    assert " and 49,980 more" in done.stdout
    assert len(done.stdout) < 3000
