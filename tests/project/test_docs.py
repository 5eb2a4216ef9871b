"""The documentation names only what is there, and quotes only what is said."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group

from bot.settings import Settings
from bot.verbs import VERBS
from data.coverage.importing import row_reasons
from tests.support.paths import ROOT
from workshop import import_messages

DOCS = ROOT / "docs"
WRITTEN = sorted(
    path
    for path in (*DOCS.rglob("*.md"), ROOT / "CONTRIBUTING.md")
    if not {"reference", "transcripts"} & {*path.relative_to(ROOT).parts}
)
"""Pages written by hand; the generated import messages are among them, as they name nothing that is not there."""
INDONESIAN = [DOCS / name for name in ("labour-office.md", "staff.md", "helpers.md")]

_PATH = re.compile(r"`((?:bot|handlers|data|tests|docs|workshop)(?:/[\w.-]+)+/?)`")
_MODULE = re.compile(r"python -m ((?:tests|workshop)[\w.]*)")
_NO_LABEL = re.compile(r"/|--|SIGAP_|sigap |\[(?:listed|ended)\]|verified_on")


def named(page: Path) -> set[str]:
    """The files, folders and modules that a page names."""
    text = page.read_text(encoding="utf-8")
    modules = {module.rstrip(".").replace(".", "/") for module in _MODULE.findall(text)}
    modules = {f"{module}.py" if (ROOT / f"{module}.py").is_file() else module for module in modules}
    return modules | {found.rstrip("/") for found in _PATH.findall(text)}


every_page = pytest.mark.parametrize("page", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
every_guide = pytest.mark.parametrize("page", INDONESIAN, ids=lambda path: path.stem)


@every_page
def test_every_path_that_is_named_is_there(page: Path) -> None:
    assert {name for name in named(page) if not (ROOT / name).exists()} == set()


def _rows_of_where() -> list[tuple[list[str], list[str]]]:
    """The files and the names of each row of the page that says where to change what."""
    page = (ROOT / "docs" / "development" / "where.md").read_text(encoding="utf-8")
    cells = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    found = [(re.findall(r"`([\w./]+\.\w+)`", one[2]), re.findall(r"`([\w.\[\]]+)`", one[3])) for one in cells]
    return [(files, names) for files, names in found if files and names]


def test_what_is_said_to_be_changed_somewhere_is_there() -> None:
    rows = _rows_of_where()
    assert len(rows) > 20
    for files, names in rows:
        content = "".join((ROOT / file).read_text(encoding="utf-8") for file in files)
        for name in (part for one in names for part in one.strip("[]").split(".")):
            assert name in content, (files, name)


def test_every_room_stands_in_the_architecture() -> None:
    page = (ROOT / "docs" / "development" / "architecture.md").read_text(encoding="utf-8")
    rooms = {
        module.parent.relative_to(ROOT).as_posix()
        for package in ("bot", "handlers", "data")
        for module in (ROOT / package).rglob("*.py")
    } - {"bot", "handlers", "data"}
    assert {*re.findall(r"^\| `([\w/]+)` \|", page, re.MULTILINE)} == rooms


@every_page
def test_every_setting_that_is_named_is_one(page: Path) -> None:
    settings = {f"SIGAP_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"SIGAP_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))) <= settings


def _options(command: Any) -> set[str]:
    return {
        option for one in command.params for option in (*one.opts, *one.secondary_opts) if option.startswith("--")
    } | {"--help"}


@cache
def _verbs() -> dict[str, set[str]]:
    """Each verb, and its options."""
    found = {"sigap": {"--help"}}
    for name, verb in VERBS.items():
        group = get_group(verb.app)
        command = group.commands.get(name, group)
        found[f"sigap {name}"] = _options(command)
        below: dict[str, Any] = getattr(command, "commands", {})
        found |= {f"sigap {name} {one}": _options(each) for one, each in below.items()}
    return found


@every_page
def test_every_command_and_option_that_is_named_is_one(page: Path) -> None:
    for line in re.findall(r"^\s*\$ (sigap .*)|`(sigap [^`]*)`", page.read_text(encoding="utf-8"), re.MULTILINE):
        said = "".join(line)
        verb = next((one for one in sorted(_verbs(), key=len, reverse=True) if re.match(rf"{one}\b", said)), "")
        assert verb != "sigap" or said.startswith("sigap --"), said
        assert set(re.findall(r"(?<!\S)--[a-z-]+", said)) <= _verbs()[verb], said


@cache
def _said_in_indonesian() -> tuple[re.Pattern[str], ...]:
    """Every run of whole sentences of a line that staff, residents or the labour office read; a value is anything."""
    texts = ROOT / "data" / "texts"
    lists = [both["id"] for both in tomllib.loads((texts / "lists.toml").read_text(encoding="utf-8")).values()]
    staff = tomllib.loads((texts / "staff.toml").read_text(encoding="utf-8"))["replies"].values()
    replies = [
        one["text"] for one in tomllib.loads((texts / "id.toml").read_text(encoding="utf-8"))["replies"].values()
    ]
    published = "Terbit sebagai data nomor {number}; bot yang sedang berjalan memakainya dalam beberapa detik."
    found = set()
    for line in "\n".join([*lists, *staff, *replies, published]).splitlines():
        sentences = re.split(r"(?<=[.?!:]) ", line)
        runs = (
            " ".join(sentences[begin:end])
            for begin in range(len(sentences))
            for end in range(begin + 1, len(sentences) + 1)
        )
        found |= {run for run in runs if sum(map(str.isalpha, re.sub(r"\{\w+\}", "", run))) > 11}
    return tuple(re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(one))) for one in found)


def quoted(page: Path) -> list[str]:
    """What stands in quotation blocks, line by line."""
    lines = re.findall(r"^ *> (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [line.strip() for line in lines]


@every_guide
def test_every_message_that_is_quoted_is_said_so(page: Path) -> None:
    assert quoted(page)
    assert [line for line in quoted(page) if not any(one.fullmatch(line) for one in _said_in_indonesian())] == []


@cache
def _labels() -> set[str]:
    texts = ROOT / "data" / "texts"
    return {
        label
        for name in ("staff.toml", "id.toml")
        for label in tomllib.loads((texts / name).read_text(encoding="utf-8"))["labels"].values()
    }


@every_guide
def test_every_button_that_is_named_stands_in_the_chat(page: Path) -> None:
    prose = re.sub(r"^ *```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    buttons = {one for one in re.findall(r"`([^`]+)`", prose) if not _NO_LABEL.match(one)}
    assert buttons <= _labels()


def test_the_messages_of_an_import_are_all_there(as_written: Callable[[Path, str], None]) -> None:
    as_written(import_messages.PAGE, import_messages.page())
    assert all(keys for _, keys in import_messages.grouped())


def test_what_rejects_a_row_stands_apart_from_what_makes_its_person_unclear() -> None:
    grouped = {group.title: {key.removeprefix("reason.") for key in keys} for group, keys in import_messages.grouped()}
    assert grouped["Baris yang ditolak"] == {*row_reasons.REASONS}
    assert grouped["Orang yang tidak jelas"] >= {*row_reasons.UNCLEAR}


def test_every_decision_is_listed() -> None:
    index = (DOCS / "decisions" / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", index) == sorted(
        path.name for path in (DOCS / "decisions").glob("0*.md")
    )


def test_the_links_of_contributing_lead_somewhere() -> None:
    """Those of the site are checked when it is built."""
    links = re.findall(r"\]\(([^)#:]+)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", "workshop/mkdocs.yml")
    run = subprocess.run(
        [*command, "--site-dir", str(tmp_path / "site")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    warnings = [line for line in run.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert warnings == []
    assert run.returncode == 0, run.stderr
