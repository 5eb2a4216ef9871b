"""Real browsers: those on this machine, or installed with apt where that may be done."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


PATIENCE = 120_000
"""Milliseconds that anything may take: no measure of how fast it is, only an end of a test that hangs."""


CHROMIUM = ("chromium",)
FIREFOX = ("firefox-esr",)
WEBKIT = ("webkit2gtk-driver", "xvfb")
"""Debian's packages of each browser."""


def _program(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _chromium() -> str | None:
    return _program(*NAMES)


def _firefox() -> str | None:
    return _program("firefox-esr")


def _webkit() -> str | None:
    return _program("WebKitWebDriver") if _program("Xvfb") else None


def _install(packages: tuple[str, ...]) -> str:
    """Tries apt; returns what went wrong, or nothing."""
    apt = shutil.which("apt-get")
    if apt is None:
        return "there is no apt-get"
    first = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if first and not shutil.which("sudo"):
        return "apt-get needs root, and there is no sudo"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*first, apt, "install", "-y", "-q", "--no-install-recommends", *packages]
    for command in (install, [*first, apt, "update", "-q"], install):
        done = subprocess.run(command, capture_output=True, env=quiet, timeout=280, check=False)
        if done.returncode == 0 and command is install:
            return ""
    return f"apt-get could not install {' '.join(packages)} (exit code {done.returncode})"


def _at_hand(find: Callable[[], str | None], packages: tuple[str, ...]) -> str:
    """The path of a browser. Skips the test where there is none; on CI that is a failure."""
    if path := find():
        return path
    with (Path(tempfile.gettempdir()) / "sigap-tests-apt.lock").open("w") as lock:  # one process installs at a time
        fcntl.flock(lock, fcntl.LOCK_EX)
        problem = "" if find() else _install(packages)
    if path := find():
        return path
    wanted = " ".join(packages)
    message = f"no {wanted}: {problem or 'apt-get installed none'}. Run apt-get install {wanted} to run this test."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@cache
def chromium() -> str:
    """The path of Chromium. Skips the test where there is none; on CI that is a failure."""
    return _at_hand(_chromium, CHROMIUM)


@cache
def firefox() -> str:
    """The path of Firefox, likewise."""
    return _at_hand(_firefox, FIREFOX)


@cache
def webkit() -> str:
    """The path of WebKitWebDriver, likewise, with Xvfb beside it."""
    return _at_hand(_webkit, WEBKIT)
