"""The pages of docs/reference/ say what the code says, and leave nothing out."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.main import get_group

from bot import alarms
from bot.metrics import Metrics
from bot.settings import Settings
from bot.verbs import VERBS
from data.coverage.lookup import Coverage
from workshop.reference import failures, metrics, retention, settings
from workshop.reference.pages import FOLDER, NAMES, written
from workshop.reference.source import PACKAGES, first_sentence, job_of, modules, tree_of

pages = cache(written)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_as_the_code_has_it(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "write them again: poe reference"


def test_every_setting_stands_there_with_a_meaning_of_its_own() -> None:
    meanings = settings.meanings()
    assert {*meanings} == {*Settings.model_fields}
    assert len({*meanings.values()}) == len(meanings)
    told = re.findall(r"^\| `(SIGAP_[A-Z_]+)` \|", pages()["settings.md"], re.MULTILINE)
    assert told == [f"SIGAP_{name.upper()}" for name in meanings]


def _commands() -> Iterator[tuple[str, Any]]:
    for name, verb in VERBS.items():
        group = get_group(verb.app)
        command = group.commands.get(name, group)
        yield f"sigap {name}", command
        yield from ((f"sigap {name} {word}", one) for word, one in getattr(command, "commands", {}).items())


@pytest.mark.parametrize(("name", "command"), [*_commands()], ids=str)
def test_every_command_stands_there_with_each_of_its_options(name: str, command: Any) -> None:
    section = re.split(r"^#{2,3} ", pages()["commands.md"], flags=re.MULTILINE)
    (mine,) = (one for one in section if one.startswith(f"{name}\n"))
    for param in command.params:
        assert param.help, f"{param.name} of {name} has no help"
        assert param.hidden or (
            param.metavar or param.opts[0] if param.param_type_name == "argument" else param.opts[0]
        )
        assert param.help.split("\n")[0] in mine


def test_every_metric_stands_there_under_the_name_that_prometheus_shows() -> None:
    counted = Metrics()
    counted.watch(cast("Coverage", SimpleNamespace(about=None)))
    counted.watch_connections(lambda: 0)
    shown = {f"{one.name}_total" if one.type == "counter" else one.name for one in counted.registry.collect()}
    assert {one.name for one in metrics.declared()} == shown
    page = pages()["metrics.md"]
    assert all(f"| `{name}` |" in page for name in shown)


def _raised() -> Iterator[str]:
    """The kinds of all alarms that the code can raise."""
    for module in modules(*PACKAGES):
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Call) and re.search(r"\._?alarm$", ast.unparse(node.func)) and node.args:
                first = node.args[0]
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "alarm":
                first = node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
            else:
                continue
            if isinstance(first, ast.Constant):
                yield str(first.value)
            else:
                assert ast.unparse(first) == "*limit.alarm", f"{module}: its kind cannot be seen"


def test_every_alarm_that_can_be_raised_has_a_meaning_and_no_other_has() -> None:
    assert {*_raised()} == {*alarms.MEANINGS}


def test_a_services_word_for_each_failure_stands_there() -> None:
    assert {*failures.named()} == {failure for answers in failures.ANSWERS.values() for failure in answers}


def test_every_table_of_the_live_database_is_told_of_once_as_being_about_people_or_not() -> None:
    about_people = {name for one in retention.KEPT for name in one.tables}
    assert about_people.isdisjoint(retention.OF_THE_BOT)
    assert about_people | {*retention.OF_THE_BOT} == retention.tables()


@pytest.mark.parametrize("module", [*modules(*PACKAGES, "workshop")], ids=str)
def test_every_module_opens_with_its_job(module: Any) -> None:
    assert job_of(module)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Says one thing. And another.", "Says one thing."),
        ('Ends in a quote, "so." Then more.', 'Ends in a quote, "so."'),
        ('Reads spans: "Jan s.d. Des 2025", also others. More.', 'Reads spans: "Jan s.d. Des 2025", also others.'),
        ("Over two\nlines.\n\nA paragraph more.", "Over two lines."),
        ("Reads `.env` and 1.5 of it", "Reads `.env` and 1.5 of it"),
    ],
)
def test_the_first_sentence_of_a_docstring(text: str, first: str) -> None:
    assert first_sentence(text) == first
