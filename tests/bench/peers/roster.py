"""Which bots there are, what each needs, and how it is started."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import platformdirs

HERE = Path(__file__).parent
_ROOT = HERE.parent.parent.parent
_OLDEST_NODE = 20


class Missing(Exception):
    """A peer cannot run here; the message says why."""


@dataclass(frozen=True)
class Bot:
    """A bot that is measured."""

    name: str
    """On the command line, and the name of its file in this folder."""
    title: str
    durable: bool = False
    """Whether it does what ours promises, and makes both calls."""
    package: str = ""
    """The npm or PyPI package whose version is told."""
    module: str = ""
    """What is imported from it; empty for npm."""


OURS = Bot("ours", "SIGAP Bot", durable=True, package="python-telegram-bot", module="telegram")
BOTS = (
    OURS,
    Bot("grammy_durable", "grammY with better-sqlite3, durable", durable=True, package="grammy"),
    Bot("pytelegrambotapi_durable", "pyTelegramBotAPI with sqlite3, durable", True, "pytelegrambotapi", "telebot"),
    Bot("telegraf_bare", "telegraf", package="telegraf"),
    Bot("grammy_bare", "grammY (by polling: its runner)", package="grammy"),
    Bot("pytelegrambotapi_bare", "pyTelegramBotAPI (asynchronous)", package="pytelegrambotapi", module="telebot"),
    Bot("aiogram_bare", "aiogram", package="aiogram", module="aiogram"),
    Bot("python_telegram_bot_bare", "python-telegram-bot (with sniffio)", False, "python-telegram-bot", "telegram"),
    Bot("no_framework", "no framework", package="msgspec", module="msgspec"),
)
"""Ours first, then those that do the same work."""


def named(names: Sequence[str]) -> list[Bot]:
    """The bots of these names, in the order of BOTS; all of them if there are none."""
    return [bot for bot in BOTS if not names or bot.name in names]


def command(bot: Bot, job: Path) -> tuple[list[str], dict[str, str]]:
    """How a peer is started, and what it needs in its environment. Raises Missing."""
    if bot.module:
        _python_package(bot)
        return [sys.executable, "-m", f"tests.bench.peers.{bot.name}", str(job)], {"PYTHONPATH": str(_ROOT)}
    node, modules = _node()
    return [node, str(HERE / f"{bot.name}.js"), str(job)], {"NODE_PATH": str(modules), "NODE_ENV": "production"}


def version_of(bot: Bot) -> str:
    """The version of its package. Raises Missing."""
    if bot.module:
        _python_package(bot)
        return version(bot.package)
    _, modules = _node()
    found = json_version(modules / bot.package / "package.json")
    return (
        f"{found} (better-sqlite3 {json_version(modules / 'better-sqlite3' / 'package.json')})"
        if bot.durable
        else found
    )


def json_version(file: Path) -> str:
    """The version in a package.json."""
    import json  # noqa: PLC0415

    return str(json.loads(file.read_text(encoding="utf-8"))["version"])


@cache
def _install_group() -> str:
    """Installs the group `bench` into the environment that runs; returns why that failed, or nothing."""
    uv = os.environ.get("UV")
    if not uv:
        return "start it by `uv run --locked --group bench python -m tests.bench`"
    done = subprocess.run(
        [uv, "sync", "--locked", "--inexact", "--group", "bench", "--quiet"],
        cwd=_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr.strip().splitlines()[-1] if done.returncode and done.stderr.strip() else ""


def _python_package(bot: Bot) -> None:
    if find_spec(bot.module) is None and (why := _install_group()):
        raise Missing(f"{bot.package} is not installed: {why}")
    try:
        version(bot.package)
    except PackageNotFoundError:
        raise Missing(f"{bot.package} is not installed") from None


@cache
def _node() -> tuple[str, Path]:
    """node, and a folder with the packages of package-lock.json; they are installed when they are first needed.

    Raises Missing.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise Missing("node is not installed" if not node else "npm is not installed")
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(told.removeprefix("v").partition(".")[0]) < _OLDEST_NODE:
        raise Missing(f"node {told} is older than {_OLDEST_NODE}")
    lock = (HERE / "package-lock.json").read_bytes()
    named = hashlib.sha256(lock + told.encode()).hexdigest()[:12]
    folder = platformdirs.user_cache_path("sigap-bench") / f"peers-{named}"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        print(f"npm ci, into {folder} (better-sqlite3 may be compiled: a minute or two) ...", flush=True)
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Missing(f"npm ci failed in {folder}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
        (folder / "whole").touch()
    return node, folder / "node_modules"
