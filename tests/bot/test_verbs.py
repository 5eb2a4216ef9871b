"""The command line loads what the verb needs, and no more: a verb for scripts is not to take a second to start."""

import subprocess
import sys

import pytest
from typer.core import TyperGroup
from typer.main import get_group

from bot.verbs import VERBS

HEAVY = {"aiohttp", "fpdf", "jinja2", "prometheus_client", "resvg_py", "starlette", "telegram", "uvicorn", "xlsxwriter"}
LIGHT = ("audit", "backup", "broadcasts", "expect", "import", "key", "poster", "rollback", "snapshots", "sweep")


@pytest.mark.parametrize("name", VERBS)
def test_the_list_of_verbs_says_of_each_how_its_own_help_begins(name: str) -> None:
    group = get_group(VERBS[name].app)
    verb = group.commands.get(name, group)
    assert verb.help
    assert VERBS[name].summary == " ".join(verb.help.split("\n\n")[0].split())
    assert isinstance(verb, TyperGroup) == (name in {"audit", "checks"})


def _loaded(name: str, beside: str = "bot") -> set[str]:
    """The heavy libraries that a process has loaded once a verb is ready to run, and a module beside it."""
    told = f"import sys, bot.cli, {beside}; from bot.verbs import VERBS; VERBS[{name!r}].app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.split())


@pytest.mark.parametrize("name", LIGHT)
def test_a_verb_for_scripts_loads_neither_network_nor_conversation(name: str) -> None:
    assert _loaded(name) == set()


def test_what_is_called_heavy_is_what_the_other_verbs_load() -> None:
    """Else a misspelt name would never be found."""
    with_a_token = _loaded("serve", "bot.channels.telegram.channel")
    with_files = _loaded("serve", "bot.channels.large_calls")
    assert with_a_token | with_files | _loaded("demo") | {"fpdf", "resvg_py"} == HEAVY
    assert with_a_token - _loaded("serve") == {"telegram"}
    assert with_files - _loaded("serve") == {"aiohttp"}


def test_the_help_loads_no_verb() -> None:
    told = (
        "import sys; from bot.cli import app\n"
        "try: app(['--help'])\n"
        "finally: print(*(name for name in sys.modules if name.startswith('bot.commands.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
    words = " ".join(done.stdout.replace("│", " ").split())
    assert [verb.summary for verb in VERBS.values() if verb.summary not in words] == []
