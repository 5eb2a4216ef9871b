"""A real Chromium: the one on this machine, or one installed with apt where that may be done."""

import fcntl
import os
import shutil
import subprocess
import tempfile
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


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> str:
    """Tries apt; returns what went wrong, or nothing."""
    apt = shutil.which("apt-get")
    if apt is None:
        return "there is no apt-get"
    first = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if first and not shutil.which("sudo"):
        return "apt-get needs root, and there is no sudo"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*first, apt, "install", "-y", "-q", "--no-install-recommends", "chromium"]
    for command in (install, [*first, apt, "update", "-q"], install):
        done = subprocess.run(command, capture_output=True, env=quiet, timeout=280, check=False)
        if done.returncode == 0 and command is install:
            return ""
    return f"apt-get could not install chromium (exit code {done.returncode})"


@cache
def chromium() -> str:
    """The path of Chromium. Skips the test where there is none; on CI that is a failure."""
    if path := _found():
        return path
    with (Path(tempfile.gettempdir()) / "sigap-tests-chromium.lock").open("w") as lock:  # one process installs it
        fcntl.flock(lock, fcntl.LOCK_EX)
        problem = "" if _found() else _install()
    if path := _found():
        return path
    message = (
        f"no Chromium: {problem or 'apt-get installed none'}. Install it (apt-get install chromium) to run this test."
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
