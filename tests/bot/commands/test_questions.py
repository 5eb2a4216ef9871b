"""`sigap questions --export`: what was not understood, as lines that somebody labels and the model learns from."""

import re
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from data.chats import unanswered
from data.content import fine_answers
from data.database.opening import open_database
from tests.conftest import BUDI, NOW, Office
from workshop import questions
from workshop.messages import MalformedLine

TODAY = NOW.date()
ASKED = (
    ("kata pak budi santoso 081234567890 kartunya ketinggalan di pasar terus gimana", 2, TODAY),
    ("ktp saya ilang kumaha", 5, TODAY - timedelta(3)),
    (f"punya saya {BUDI} tolong diliat", 3, TODAY),
    ("zxqv", 9, TODAY),
    ("=1+1 itu apa", 1, TODAY),
    ("how do i know if my mother is in it", 1, TODAY),
)


@pytest.fixture
async def command(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("SIGAP_DATA_DIR", str(office.home))
    monkeypatch.setenv("SIGAP_NIK_KEY", office.key.secret.hex())
    database = await open_database(office.home / "live.db", office.home / "audit.head")
    async with database.transaction() as tx:
        for said, times, day in ASKED:
            for _ in range(times):
                await unanswered.note(tx, said, ("claim",), day)
    await database.close()
    return lambda *words: CliRunner().invoke(app, ("questions", *words))


def rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_most_frequent_come_first_with_a_guess_and_a_style_to_fill_in(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "questions.tsv"
    done = command("--export", str(file))
    assert done.exit_code == 0
    assert f"5 lines to label written to {file}" in done.output.replace("\n", "")
    found = rows(file)
    assert found[0] == ["update.ktp_reprint", "?", "?", "ktp saya ilang kumaha"]
    assert [len(one) for one in found] == [4] * 5
    assert {one[0] for one in found} <= {*fine_answers.answers(), "none"}
    assert [one[1:3] for one in found if one[3].startswith("how")] == [["en", "?"]]


def test_nothing_says_who_asked_or_when(command: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    command("--export", str(file))
    written = file.read_text(encoding="utf-8")
    assert re.findall(r"\d{3,}|budi|santoso|zxqv", written) == []
    assert not any(str(day) in written for day in {day for _, _, day in ASKED})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_spreadsheet_takes_a_line_for_a_formula(command: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    command("--export", str(file))
    assert [text for *_, text in rows(file) if text[0] in "=+-@"] == []


def test_a_file_is_replaced_only_when_told(command: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text("labelled by hand", encoding="utf-8")
    refused = command("--export", str(file))
    assert refused.exit_code == 1
    assert "--overwrite" in refused.stderr
    assert file.read_text(encoding="utf-8") == "labelled by hand"
    assert command("--export", str(file), "--overwrite", "--most", "2").exit_code == 0
    assert len(rows(file)) == 1, "of the two most frequent, one had no word left"


def test_a_folder_that_is_not_there_is_named(command: Callable[..., Any], tmp_path: Path) -> None:
    refused = command("--export", str(tmp_path / "nowhere" / "questions.tsv"))
    assert refused.exit_code == 2
    assert f"there is no folder {tmp_path / 'nowhere'}"[:30] in refused.stderr.replace("\n", "")


def test_a_line_teaches_nothing_before_it_is_filled_in(command: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    command("--export", str(file), "--most", "2")
    with pytest.raises(MalformedLine, match="line 1"):
        questions.read([file])
    file.write_text(file.read_text(encoding="utf-8").replace("\t?\t?\t", "\tid\tshort\t"), encoding="utf-8")
    assert [one.names for one in questions.read([file])] == [("update.ktp_reprint",)]


def test_without_a_file_they_are_shown_as_before(command: Callable[..., Any]) -> None:
    shown = command("--most", "1").output
    assert "6 different" in shown.replace("\n", " ")
    assert "5 not shown" in shown
