"""The house stays as the README draws it, and passes the checks that CI runs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
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
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = config["tool"]["importlinter"]["contracts"][0]
    assert contract["layers"] == list(PACKAGES)
    assert config["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("lint-imports", "--no-cache"),
        ("mypy",),
    ],
    ids=" ".join,
)
def test_the_house_is_clean(command: tuple[str, ...]) -> None:
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
