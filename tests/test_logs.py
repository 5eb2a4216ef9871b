"""Nothing that was typed reaches a log."""

import asyncio
import errno
import gc
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.logs import REDACTED, redact, redact_value
from data.nik.nik import find
from handlers.context import Context
from tests.conftest import BUDI, Opened
from tests.faults.scan import SPELLINGS as SCAN_SPELLINGS

SPELLINGS = [
    BUDI,
    "3275 0509 0388 9401",
    "3275.0509.0388.9401",
    "327505-090388-9401",
    "32.75.05.090388.9401",
    "3 2 7 5 0 5 0 9 0 3 8 8 9 4 0 1",
    "3275\n0509\n0388\n9401",
    "3275\u200b0509\u200b0388\u200b9401",
    "3275\u00a00509\u00a00388\u00a09401",
    "".join(chr(ord("０") + int(digit)) for digit in BUDI),
    "".join(chr(0x0660 + int(digit)) for digit in BUDI),
    "081200000038",
    "0812-0000-0038",
    "+62 812-0000-0038",
    "+62 (812) 0000 0038",
    "62812 0000 0038",
    "8800010000009001234",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_nik_or_phone_is_cut_out_however_it_is_spelled(spelling: str) -> None:
    assert redact(f"typed {spelling} here") == f"typed {REDACTED} here"


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-22T05:00:00.123456Z",
        "snapshot 12 of 51,666 people",
        "took 0.0123456 s",
        "as_of 2026-11-05",
        "port 8080",
    ],
)
def test_what_is_no_personal_number_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


@given(st.sampled_from(SCAN_SPELLINGS), st.text(max_size=8), st.text(max_size=8))
def test_what_the_bot_finds_the_log_cuts_also_as_repr_and_json(
    spelling: Callable[[str], str], before: str, after: str
) -> None:
    typed = before + spelling(BUDI) + after
    for written in (typed, repr(typed), json.dumps(typed), repr([typed.encode()])):
        left = redact(written)
        assert find(left, date(2026, 11, 22)).niks == [], written
        assert "0388" not in left or "0388" in before + after


@pytest.mark.parametrize(
    "typed",
    [
        "3275 01 2001-01-01 9001",
        "327501 2001-01-15 90010",
        "08 2025-11-05 1234567",
        json.dumps("３２７５ ０１４１ ０５９０ ９００１"),
    ],
)
def test_a_date_inside_a_number_protects_nothing(typed: str) -> None:
    assert redact(f"typed {typed}").count(REDACTED) == 1


@pytest.mark.parametrize("gap", ["    ", "\n\n\n\n", " | ", " = ", "; ", "* ", " ~ ", "+", "][", "\u0301"])
def test_unusual_gaps_are_cut_too(gap: str) -> None:
    spelled = gap.join(BUDI[at : at + 4] for at in range(0, 16, 4))
    assert REDACTED in redact(spelled)
    assert "0388" not in redact(spelled) + redact(repr(spelled))


@given(st.text(st.sampled_from("0123456789"), min_size=12, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_run_of_twelve_digits_survives(number: str, before: str, after: str) -> None:
    assert number not in redact(before + number + after)


@pytest.fixture
def logging_restored() -> Iterator[None]:
    hook, root = sys.excepthook, logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    sys.excepthook, root.handlers, root.level = hook, handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("style", ["json", "text"])
def test_strings_numbers_nests_tracebacks_and_libraries_pass_the_redactor(
    capsys: pytest.CaptureFixture[str], style: Literal["json", "text"]
) -> None:
    logs.configure(style, logging.DEBUG)
    ours = structlog.get_logger()
    ours.info("typed", text=BUDI, number=int(BUDI), nested={"a": [BUDI, (int(BUDI),)], BUDI: b"3275050903889401"})
    try:
        raise ValueError(f"no such person: {BUDI}")
    except ValueError:
        ours.exception("failed")
        logging.getLogger("library").exception("with %s", BUDI)
    logging.getLogger("library").warning("phone %s", "0812-0000-0038")
    sys.excepthook(ValueError, ValueError(BUDI), None)
    text = capsys.readouterr().err
    assert text.count(REDACTED) >= 8
    assert BUDI not in text
    assert "0812" not in text
    if style == "json":
        assert all(json.loads(line)["timestamp"] for line in text.splitlines())


@pytest.mark.parametrize("sign", ["\x9b", "\x7f", "\u202e", "\u2028", "\u2029", "\x85", "\u200f", "\x1b", "\ud800"])
def test_json_holds_no_sign_that_a_terminal_obeys(sign: str) -> None:
    written = logs._render("json")(None, "info", {"event": f"a{sign}b", sign: "é 👍"})
    assert written.isprintable()
    assert json.loads(written) == {"event": f"a{sign}b", sign: "é 👍"}


def test_values_that_are_no_text_stay_as_they_are() -> None:
    assert redact_value({"n": 5, "share": 0.5, "yes": True, "no": None}) == {
        "n": 5,
        "share": 0.5,
        "yes": True,
        "no": None,
    }


# ---------------------------------------------------------------- an error may hold what was typed


TYPED = "Bu Neneng, Jatiasih"
ERRORS: dict[str, Callable[[], object]] = {
    "a key": lambda: {}[TYPED],  # type: ignore[index]
    "a number": lambda: int(TYPED),
    "a group": lambda: _fails(ExceptionGroup(TYPED, [ValueError(TYPED)])),
    "from another": lambda: _fails(RuntimeError(TYPED), KeyError(TYPED)),
    "of the disk": lambda: _fails(OSError(errno.ENOSPC, "No space left", TYPED)),
    "after the disk": lambda: _fails(ValueError(TYPED), OSError(errno.ENOSPC, "No space left", TYPED)),
    "with a note": lambda: _fails(_noted()),
    "that cannot be shown": lambda: _fails(_Unshowable(TYPED)),
}


class _Unshowable(Exception):
    def __str__(self) -> str:
        raise ValueError(TYPED)

    __repr__ = __str__


def _fails(error: BaseException, cause: BaseException | None = None) -> None:
    raise error from cause


def _noted() -> ValueError:
    error = ValueError("no")
    error.add_note(TYPED)
    return error


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("style", ["json", "text"])
@pytest.mark.parametrize("how", ERRORS)
def test_an_error_is_logged_without_its_words(
    capsys: pytest.CaptureFixture[str], style: Literal["json", "text"], how: str
) -> None:
    logs.configure(style)
    try:
        ERRORS[how]()
    except Exception as error:
        structlog.get_logger().exception("turn.failed")
        logging.getLogger("library").exception("failed: %s", repr(error) if "shown" not in how else "")  # noqa: TRY401
        sys.excepthook(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert "Neneng" not in said
    assert "turn.failed" in said
    assert "disk" in how or "tests/test_logs.py" in said  # where it was


@pytest.mark.usefixtures("logging_restored")
def test_what_nobody_could_catch_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    class Torn:
        def __del__(self) -> None:
            raise ValueError(TYPED)

    logs.configure("json")
    Torn()
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "Neneng" not in said


@pytest.mark.usefixtures("logging_restored")
def test_a_task_that_nobody_waits_for_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    async def fails() -> None:
        raise KeyError(TYPED)

    async def forgets() -> None:
        task = asyncio.create_task(fails())
        await asyncio.wait([task])
        del task
        gc.collect()

    logs.configure("json")
    asyncio.run(forgets())
    said = capsys.readouterr().err
    assert "never retrieved" in said
    assert "KeyError" in said
    assert "Neneng" not in said


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("channel", ["web", "telegram", "console"])
async def test_a_turn_that_fails_is_logged_without_what_was_typed(
    bot: Opened, channel: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = await bot()
    chat.channel = channel

    async def broken(ctx: Context) -> None:
        raise KeyError(ctx.incoming.text)

    monkeypatch.setattr("bot.dispatch.respond", broken)
    logs.configure("json")
    assert (await chat.says(TYPED)).outcome == "error"
    said = capsys.readouterr().err
    assert "turn.failed" in said
    assert "KeyError" in said
    assert "Neneng" not in said


_BROKEN_ASK = """
from bot import cli, dispatch
async def broken(ctx):
    raise KeyError(ctx.incoming.text)
dispatch.respond = broken
cli.main()
"""


def test_ask_and_the_terminal_log_nothing_that_was_typed(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "SIGAP_DATA_DIR": str(tmp_path), "HOME": str(tmp_path)}
    for verb, typed in (("ask", json.dumps({"chat": "a", "text": TYPED})), ("chat", TYPED)):
        done = subprocess.run(
            [sys.executable, "-c", _BROKEN_ASK, verb], input=f"{typed}\n", env=env, capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert "KeyError" in done.stderr
        assert "turn.failed" in done.stderr
        assert "Neneng" not in done.stderr
        assert done.returncode == 0
