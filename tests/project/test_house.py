"""The house stays in order: rooms and files of a size, layers, and the checks that CI runs."""

import shlex
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from workshop.reference.source import PACKAGES, modules

CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = [module for module in modules(*PACKAGES, "workshop") if module.name != "__init__.py"]

MOST_MODULES = 20
"""In one folder: more do not fit on a screen, and are more than one thing."""
MOST_LINES = 300
"""In one module."""


def test_no_folder_is_crowded() -> None:
    folders = Counter(module.parent.as_posix() for module in MODULES)
    assert {folder for folder, many in folders.items() if many > MOST_MODULES} == set()


def test_no_module_is_long() -> None:
    lines = {module.as_posix(): len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {module for module, many in lines.items() if many > MOST_LINES} == set()


def test_every_package_is_in_the_layers_contract() -> None:
    contract = CONFIG["tool"]["importlinter"]["contracts"][0]
    assert contract["layers"] == list(PACKAGES)
    assert CONFIG["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)


CHECKS = [one["cmd"] for one in CONFIG["tool"]["poe"]["tasks"]["check"]["sequence"]]
"""What `poe check` runs."""


def test_poe_check_looks_at_style_form_layers_and_types() -> None:
    assert {command.split()[0] for command in CHECKS} == {"ruff", "lint-imports", "mypy"}


@pytest.mark.parametrize("command", CHECKS)
def test_the_house_is_clean(command: str) -> None:
    name, *given = shlex.split(command)
    tool = Path(sys.executable).with_name(name)
    done = subprocess.run([tool, *given], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_channel_is_kept_from_the_others() -> None:
    folder = ROOT / "bot" / "channels"
    shared = {"background", "headings", "http_client", "json_messages", "keep_alive", "large_calls"}
    shared |= {"skipped_updates", "webhook_body"}
    found = {one.stem for one in folder.iterdir() if one.name[0] != "_"} - shared
    contracts = {one["name"]: one for one in CONFIG["tool"]["importlinter"]["contracts"]}
    assert {*contracts["no channel knows another"]["modules"]} == {f"bot.channels.{name}" for name in found}
