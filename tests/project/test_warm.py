"""A command in a process that finds its libraries loaded ends as the program does that a shell would start."""

import json
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.conftest import BUDI
from tests.support import warm
from tests.support.paths import ROOT
from tests.support.processes import SIGAP, House

ASKED = f'{{"chat": "a", "text": "cek {BUDI} \xe9\u2026"}}\n'.encode()


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("import --help", b""),
        ("import nowhere.csv --as-of 2026-11-05", b""),
        ("nonsense", b""),
        ("ask", ASKED),
        ("ask", b"\xff\xfe\n"),
        ("rollback 1", b"y\n"),
    ],
)
def test_it_says_and_returns_the_same(house: House, furnished: House, tmp_path: Path, words: str, given: bytes) -> None:
    real = subprocess.run([SIGAP, *words.split()], env=house.env, input=given, capture_output=True, check=False)
    other = House(tmp_path / "other")
    other.takes_over(furnished)
    done = warm.run((SIGAP, *words.split()), other.env, given).said
    assert (done.returncode, _without_tokens(done.stdout)) == (real.returncode, _without_tokens(real.stdout))
    assert _untimed(done.stderr) == _untimed(real.stderr)


def _without_tokens(said: bytes) -> bytes:
    """What was said, without the tokens of its buttons, which are others each time."""
    return re.sub(rb'("value": "check\.other)\.[\w-]{12}"', rb'\1"', said)


def _untimed(said: bytes) -> list[bytes]:
    return [line.partition(b'"timestamp"')[0] for line in said.splitlines()]


def test_settings_are_read_in_the_folder_and_the_environment_of_who_asks(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SIGAP_NIK_KEY_FILE=no.key\n")
    assert b"no.key" not in house.sigap("doctor").stdout
    del house.env["SIGAP_NIK_KEY_FILE"]
    assert b"no.key" in house.sigap("doctor").stdout


BECOMES = """
import json, os, sys
from tests.support import warm
streams = tuple(os.open(name, os.O_RDWR) for name in sys.argv[1:4])
warm._Command(("sigap", "x"), {"ONLY": "this"}, sys.argv[4], 0o127, streams).becomes()
streams = sorted(os.listdir("/proc/self/fd"))
print(json.dumps([sys.argv, dict(os.environ), os.getcwd(), os.umask(0), sys.stdin.read(), streams]))
print("wrong", file=sys.stderr)
"""


def test_it_is_what_a_shell_would_have_started(tmp_path: Path) -> None:
    given, out, wrong = files = [tmp_path / name for name in ("given", "out", "wrong")]
    for path in files:
        path.write_text("typed" if path == given else "")
    top = ROOT
    words = [sys.executable, "-c", BECOMES, *map(str, files), str(tmp_path)]
    subprocess.run(words, cwd=top, check=True)
    argv, env, folder, umask, typed, streams = json.loads(out.read_text())
    assert (argv, env, folder, umask, typed) == (["sigap", "x"], {"ONLY": "this"}, str(tmp_path), 0o127, "typed")
    assert streams == ["0", "1", "2", "3"]  # the last is the folder that is listed
    assert wrong.read_text() == "wrong\n"


def test_a_program_of_a_test_is_run_as_python_would_run_it(house: House) -> None:
    program = "import sys; print(__name__, sys.argv)\nif __name__ == '__main__': sys.exit(3)\nprint('not here')"
    done = warm.run((sys.executable, "-c", program, "serve", "x"), house.env).said
    assert (done.returncode, done.stdout, done.stderr) == (3, b"__main__ ['-c', 'serve', 'x']\n", b"")


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [("raise KeyError('k')", 1, b"KeyError: 'k'"), ("raise SystemExit('why')", 1, b"why"), ("int", 0, b"")],
)
def test_it_ends_as_python_ends_it(house: House, program: str, code: int, said: bytes) -> None:
    program = f"import atexit; atexit.register(print, 'at the end')\n{program}"
    done = warm.run((sys.executable, "-c", program), house.env).said
    assert (done.returncode, done.stdout) == (code, b"at the end\n")
    assert done.stderr.strip().endswith(said)


def test_one_that_does_not_end_is_ended(house: House) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        warm.run((SIGAP, "serve"), house.env, patience=0.1)
    assert house.sigap("snapshots").returncode == 0


def test_what_python_looks_for_only_at_its_start_needs_a_start(house: House) -> None:
    assert warm.can_run(house.env)
    assert not warm.can_run({**house.env, "PYTHONUTF8": "0"})
    assert not warm.can_run({**house.env, "LC_ALL": "de_DE"})
    assert b"snapshots" in house.sigap("--help").stdout


def test_it_is_no_child_of_ours_and_its_memory_is_measured(house: House) -> None:
    before = psutil.Process().children()  # a browser of other tests, maybe
    assert warm.run((SIGAP, "snapshots"), house.env).most > 20_000
    assert psutil.Process().children() == before
