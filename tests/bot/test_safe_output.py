"""What comes from outside cannot command a terminal, nor run in a spreadsheet."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table as Grid
from rich.text import Text

from bot import logs
from bot.command_line.output import say_error, say_warning
from bot.safe_output import SafeConsole, Table, escaped, one_line, safe
from bot.settings import Settings
from data.audit import audit_log
from data.chats import unanswered
from data.database.opening import open_database
from tests.conftest import AS_OF, BUDI
from tests.support.processes import House

HARM = {
    "a colour": "\x1b[31mmerah\x1b[0m",
    "a title": "\x1b]0;dicuri\x07",
    "a link": "\x1b]8;;https://palsu.example\x1b\\klik\x1b]8;;\x1b\\",
    "the clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "an escape of one byte": "\x9b31m\x9d0;x\x9c",
    "a cleared screen": "\x1bc\x1b[2J\x0c",
    "a line written over": "aman\rHAPUS\x08\x08",
    "the other direction": "\u202egnp.exe\u2066x\u2069\u200f\u061c",
    "what nobody sees": "a\u200bb\ufeffc\u00add\U000e0041",
    "half a sign": "\ud83d",
    "a delete": "a\x7fb\x00c",
}
OBEYED = {chr(one) for one in (*range(32), *range(127, 160))} - {"\n"}
OBEYED |= set("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad\u2028\u2029")


def harmless(shown: str) -> bool:
    return not OBEYED & set(shown)


@pytest.mark.parametrize("text", HARM.values(), ids=HARM)
def test_no_sign_that_a_terminal_obeys_is_left(text: str) -> None:
    assert harmless(safe(text))
    assert harmless(one_line(f"a\n{text}"))
    assert "\n" not in one_line(f"a\n{text}\x85\u2028")


@given(st.text())
def test_whatever_is_shown_is_harmless(text: str) -> None:
    assert harmless(one_line(text))
    assert json.loads(escaped(json.dumps(text, ensure_ascii=False))) == text
    assert harmless(escaped(json.dumps(text, ensure_ascii=False)))


@pytest.mark.parametrize("text", ["Bu Siti, é, 中文, ناس", "👩‍👩‍👧 ❤️ 🇮🇩", "[red]merah[/red] :smile:", "a\nb"])
def test_words_and_emoji_stay(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert safe(text) == text
    SafeConsole().print(text)
    assert capsys.readouterr().out == f"{text}\n"


@pytest.mark.parametrize("text", HARM.values(), ids=HARM)
def test_wherever_it_stands_on_the_screen(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    console = SafeConsole()
    grid = Grid(text, title=text)
    grid.add_row(text)
    grid.add_row(Text(text))
    console.print(text, Text(text), grid)
    say_error(f"Sheet {text}")
    say_warning(text)
    caught = capsys.readouterr()
    assert harmless(caught.out)
    assert harmless(caught.err)
    assert len(caught.err.splitlines()) == 2


def test_colours_of_our_own_still_work(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    SafeConsole().print(Text("merah", "red"))
    assert "\x1b[31m" in capsys.readouterr().out


def _said(house: House, *words: str) -> str:
    done = house.sigap(*words)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


HARMFUL = "".join(HARM.values()).replace("\ud83d", "").replace("\x00", "")


async def test_what_visitors_wrote_and_what_the_audit_holds(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    settings = Settings.model_validate({"data_dir": house.home / "sigap"})
    database = await open_database(settings.database, settings.audit_checkpoint)
    async with database.transaction() as tx:
        await unanswered.note(tx, f"{HARMFUL} apa ini \x1b[31m[red]", (), datetime.now(UTC).date())
        await audit_log.note(tx, datetime.now(UTC), "cli:\x1b[2Jani", "import.done", name=HARMFUL)
    await database.close()
    for words in (("questions",), ("audit", "show"), ("statistics",), ("broadcasts",), ("doctor",), ("snapshots",)):
        said = _said(house, *words)
        assert harmless(said), words
    assert "[red]" in _said(house, "questions")
    assert _said(house, "audit", "show", "--csv", str(tmp_path / "audit.csv"))
    assert harmless((tmp_path / "audit.csv").read_text(encoding="utf-8").replace("\r\n", "\n"))


def test_what_stands_in_a_list_or_in_its_name(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    assert house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"]).returncode == 0
    path = tmp_path / f"{HARM['a colour']}[red]{HARM['the other direction']}.xlsx"
    cells = [HARM[name] for name in ("a colour", "a link", "the other direction")]
    with xlsxwriter.Workbook(str(tmp_path / "made.xlsx")) as book:
        for title in ("A\u202eB\x9b", "C red D"):
            sheet = book.add_worksheet(title)
            for row, line in enumerate((["NIK", "Kelompok", *cells], [BUDI, cells[2], *cells])):
                for column, cell in enumerate(line):
                    sheet.write_string(row, column, cell)
    (tmp_path / "made.xlsx").rename(path)
    said = _said(house, "import", str(path), "--as-of", str(AS_OF))
    assert harmless(said)
    assert "Beberapa lembar (sheet)" in said
    assert "C red D" in said
    said = _said(house, "import", str(path), "--as-of", str(AS_OF), "--sheet", "C red D", "--all-listed")
    assert harmless(said)
    assert "Kolom: NIK = 'NIK'" in said
    assert harmless(_said(house, "import", str(path) + "\x1b[2J", "--as-of", str(AS_OF)))


def test_the_log_is_shown_in_a_terminal_too(capsys: pytest.CaptureFixture[str]) -> None:
    render = logs._render("text")
    assert harmless(render(None, "info", {"event": HARM["a link"], "reason": HARM["the clipboard"]}))


FORMULAS = ["=1+1", "+A1", "-2+3", "@SUM(A1)", "  =1", "\t=1", "\r=1", "\n=1", '=cmd|"/c calc"!A1', "＝1+1", "＠a"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_finds_no_formula(text: str) -> None:
    made = io.StringIO(newline="")
    Table(made).write((text, f"aman;{text}", 5))
    ((first, second, number),) = csv.reader(io.StringIO(made.getvalue(), newline=""))
    assert first.startswith("'")
    assert number == "5"
    quoted = second.replace('"', '""')
    assert f'"{quoted}"' in made.getvalue()  # parted at semicolons, it is still one cell


def test_numbers_and_words_are_written_as_they_are() -> None:
    made = io.StringIO(newline="")
    Table(made).write(("-1001234567", "+5.5", "-", "a-b", "a=b", "", 7, None))
    assert made.getvalue() == '"-1001234567","+5.5","-","a-b","a=b","",7,""\r\n'
