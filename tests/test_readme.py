"""The README tells the truth."""

import re
from pathlib import Path

from typer.main import get_command

from bot.cli import app
from bot.settings import Settings
from data.retention import RULES
from handlers import conversation, info, pictures, status

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_first_two_blocks_are_the_two_commands_of_one_line_each() -> None:
    assert len(BLOCKS) == 2
    run, test = (block.strip() for block in BLOCKS)
    assert "\n" not in run + test
    assert run.endswith("sigap demo")
    assert test.endswith("pytest")


def test_both_commands_take_one_version_of_uv_and_exactly_what_is_locked() -> None:
    versions = {tuple(re.findall(r" uv(\S*);", block)) for block in BLOCKS}
    assert len(versions) == 1
    assert re.fullmatch(r"==\d+\.\d+\.\d+", *versions.pop())
    assert all(".uv/bin/uv run --locked " in block for block in BLOCKS)


def test_nobody_is_told_to_run_it_on_other_than_what_is_locked() -> None:
    assert not re.search(r"uv run (?!--locked)", README)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "pytest" not in script  # it has no command of its own


def test_every_command_and_option_is_told() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    told = set(re.findall(r"^\| `sigap (\w+)", README, re.MULTILINE))
    assert told == set(commands)
    for option in (
        "--dry-run",
        "--second-factor",
        "--sheet",
        "--replace",
        "--older",
        "--accept-rejected",
        "--accept-unclear",
        "--terminal",
        "--people",
        "--seed",
        "--as-of",
        "--no-browser",
        "--allow-synthetic",
    ):
        assert option in README


def test_every_setting_is_told_with_its_default() -> None:
    told = set(re.findall(r"`(SIGAP_[A-Z_]+)`", README))
    assert told == {f"SIGAP_{name.upper()}" for name in Settings.model_fields}
    for name in (
        "checks_per_day",
        "checks_per_ip",
        "checks_per_hour",
        "messages_per_minute",
        "stale_days",
        "log",
        "telegram_rate",
        "telegram_api_url",
    ):
        default = Settings.model_fields[name].default
        assert re.search(rf"`SIGAP_{name.upper()}` \| `?{default}`? \|", README)


def test_every_outcome_is_told() -> None:
    section = README.split("Outcomes:")[1].split("##")[0]
    told = set(re.findall(r"`([a-z_.]+)`", section))
    sources = [
        *Path(conversation.__file__).parent.glob("*.py"),
        ROOT / "bot" / "dispatch.py",
        ROOT / "bot" / "console.py",
    ]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    before = r'(?:\.answer\(\s*|outcome, text = \(?\s*|outcome = |Answer\(|quiet\()"([a-z_.]+)"'
    said = set(re.findall(before, written)) | {f"picture.{name}" for name in pictures.TOPICS}
    said |= {f"check.{problem}" for problem in ("too_short", "too_long", "bad_date", "unknown_region", "not_nik")}
    said |= {"erased", "malformed", "check.quota", "check.busy", "check.unavailable", "check.stopped"}
    said |= set(info.PAGES)
    assert told == said - {"repeated"}


def test_the_table_of_what_is_kept_matches_what_is_forgotten() -> None:
    table = README.split("What is kept about people")[1].split("own checks are not logged")[0]
    hours = {f"{int(age.total_seconds() // 3600)} hours" for age, _ in RULES if age.days in {1, 2}}
    assert hours == {"24 hours", "48 hours"}
    assert all(age in table for age in hours)
    assert "24 months" in table
    assert max(age for age, _ in RULES).days == 730
    assert status.PATIENCE.total_seconds() == 24 * 3600
