"""Nothing that was typed reaches a log."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.logs import CUT, redact, redact_value
from data.nik import find
from tests.conftest import BUDI
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
    assert redact(f"typed {spelling} here") == f"typed {CUT} here"


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
    assert redact(f"typed {typed}").count(CUT) == 1


@pytest.mark.parametrize("gap", ["    ", "\n\n\n\n", " | ", " = ", "; ", "* ", " ~ ", "+", "][", "\u0301"])
def test_unusual_gaps_are_cut_too(gap: str) -> None:
    spelled = gap.join(BUDI[at : at + 4] for at in range(0, 16, 4))
    assert CUT in redact(spelled)
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
    assert text.count(CUT) >= 8
    text = text.replace(f'ValueError(f"no such person: {BUDI}")', "")
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
