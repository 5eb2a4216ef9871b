"""Every number that a command takes has bounds: a NIK typed in its place is refused, and not shown."""

from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
import typer

from bot.verbs import VERBS
from tests.conftest import BUDI
from tests.support.processes import House


def _numbers(verbs: typer.Typer) -> dict[str, Any]:
    """What each number of each command must be, by command and name."""
    found: dict[str, Any] = {}
    for command in verbs.registered_commands:
        assert command.callback
        for name, kind in get_type_hints(command.callback, include_extras=True).items():
            if get_origin(kind) is Annotated and int in {kind.__origin__, *get_args(kind.__origin__)}:
                found[f"{command.callback.__name__} {name}"] = kind.__metadata__[0]
    return found


NUMBERS = {name: bounds for verb in VERBS.values() for name, bounds in _numbers(verb.app).items()}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_has_bounds_below_a_nik(name: str) -> None:
    assert len(NUMBERS) >= 10
    assert NUMBERS[name].min is not None
    assert NUMBERS[name].min >= 0
    assert NUMBERS[name].max is not None
    assert NUMBERS[name].max < 10**11


def test_no_snapshot_is_called_by_a_nik(tmp_path: Path) -> None:
    done = House(tmp_path / "house", {"SIGAP_NIK_KEY": "5a" * 32}).sigap("rollback", BUDI)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Error: ")
    assert BUDI.encode() not in done.stderr
