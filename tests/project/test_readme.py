"""The README is short, and what it tells to run and to read is there."""

import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from bot.settings import Settings
from bot.verbs import VERBS
from tests.support.paths import ROOT
from workshop import screenshot

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_it_fits_two_screens() -> None:
    assert len(README.splitlines()) <= 110
    assert len(README.encode()) <= 9_000


def test_the_first_two_blocks_are_the_two_commands_of_one_line_each() -> None:
    assert len(BLOCKS) == 2
    run, test = (block.strip() for block in BLOCKS)
    assert "\n" not in run + test
    assert run.endswith("sigap demo")
    assert test.endswith("poe test")


def test_both_commands_take_one_version_of_uv_and_exactly_what_is_locked() -> None:
    versions = {tuple(re.findall(r" uv(\S*);", block)) for block in BLOCKS}
    assert len(versions) == 1
    assert re.fullmatch(r"==\d+\.\d+\.\d+", *versions.pop())
    assert all(".uv/bin/uv run --locked " in block for block in BLOCKS)


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in script if line and not line.startswith("#")]
    assert commands == ["set -euxo pipefail", 'cd "$(dirname "$0")/.."', BLOCKS[1].strip()]


def test_that_command_runs_every_test() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert config["tool"]["poe"]["tasks"]["test"]["cmd"] == "pytest"
    assert config["tool"]["pytest"]["ini_options"]["testpaths"] == ["tests"]


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", README)
    local = {link.partition("#")[0] for pair in links for link in pair if link and not link.startswith("http")}
    assert {link for link in local if not (ROOT / link).exists()} == set()


def test_the_picture_is_of_a_phone_and_small() -> None:
    assert screenshot.FILE.stat().st_size <= screenshot.LARGEST
    with Image.open(screenshot.FILE) as picture:
        assert picture.size == (screenshot.WIDTH * screenshot.DENSITY, screenshot.HEIGHT * screenshot.DENSITY)
    assert f'src="{screenshot.FILE.relative_to(ROOT)}"' in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_tells_of_a_setting_or_a_command_that_does_not_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    settings = {f"SIGAP_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"SIGAP_[A-Z_]*[A-Z]", text)) <= settings
    assert set(re.findall(r"(?:`|^\$ )sigap ([a-z]+)", text, re.MULTILINE)) <= {*VERBS}
    assert not re.search(r"uv run (?!--locked)", text)
