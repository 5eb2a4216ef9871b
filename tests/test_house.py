"""The house stays as the README draws it, and passes the checks that CI runs."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("bot", "handlers", "data")
MODULES = sorted(
    path.relative_to(ROOT)
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_is_in_the_readmes_map_and_opens_with_its_job(module: Path) -> None:
    assert re.search(rf"^{re.escape(str(module))}\s+\S", README, re.MULTILINE)
    assert (ROOT / module).read_text(encoding="utf-8").startswith('"""')


def test_the_map_names_no_module_that_is_gone() -> None:
    named = re.findall(r"^((?:bot|handlers|data)/[\w/]+\.py)", README, re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []


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
