"""Runs the real `sigap serve` as a process of its own, and talks to it over the network."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.web.cookies import CHAT_COOKIE, Cookies
from data import hashing
from tests.conftest import PEOPLE, write_csv
from tests.support import warm

SIGAP = str(Path(sys.executable).with_name("sigap"))


@dataclass
class Serving:
    """One running server."""

    process: "subprocess.Popen[bytes] | warm.Process"
    log: Path
    url: str = ""
    metrics: str = ""

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def said(self) -> bytes:
        """Everything it wrote so far, to either stream."""
        return self.log.read_bytes()

    def stop(self, how: signal.Signals = signal.SIGTERM, patience: float = 240) -> int:
        """Tells it to stop; returns its exit code."""
        self.process.send_signal(how)
        return self.process.wait(patience)


@dataclass
class House:
    """Where a server lives: its environment and its files."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)
    files: int = 0
    """How many files a server may have open; 0: as many as we may."""
    program: tuple[str, ...] = (SIGAP,)
    """What is started as the server."""

    def __post_init__(self) -> None:
        self.home = self.home.absolute()
        self.home.mkdir(exist_ok=True, parents=True)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SIGAP_")}
        self.env = {
            **clean,
            "HOME": str(self.home),
            "SIGAP_DATA_DIR": str(self.home / "sigap"),
            "SIGAP_NIK_KEY_FILE": str(self.home / "keys" / "nik.key"),
            "SIGAP_CONTROLLER": "Disnaker Kota Bekasi",
            "SIGAP_DPO": "dpo@example.org",
            "SIGAP_LOG": "json",
            "SIGAP_WEB_PORT": "0",
            "SIGAP_METRICS_PORT": "0",
            **self.env,
        }

    def sigap(self, *words: str, given: bytes = b"", umask: int | None = None) -> "subprocess.CompletedProcess[bytes]":
        """Runs one command to its end, with this as its standard input."""
        command = (SIGAP, *words)
        if warm.can_run(self.env):
            return warm.run(command, self.env, given, umask).said
        mask = -1 if umask is None else umask
        return subprocess.run(
            command, env=self.env, input=given, capture_output=True, timeout=120, umask=mask, check=False
        )

    def publish(self, people: Iterable[Iterable[str]], as_of: str = "2026-11-05") -> None:
        """Imports a list, by the real command."""
        list_ = write_csv(self.home / "people.csv", people)
        done = self.sigap("import", str(list_), "--as-of", as_of, "--replace", "--older")
        assert done.returncode == 0, done.stderr

    def takes_over(self, other: "House") -> None:
        """Begins with a copy of another's key and data: making them takes two processes each time."""
        for name in ("sigap", "keys"):
            shutil.copytree(other.home / name, self.home / name, dirs_exist_ok=True)

    def chats(self, count: int) -> list[str]:
        """Cookies of so many chats, as the server issues them: the header that a browser sends."""
        cookies = Cookies(hashing.read(Path(self.env["SIGAP_NIK_KEY_FILE"])), lambda: datetime.now(UTC))
        return [f"{CHAT_COOKIE}={cookies.issue(CHAT_COOKIE, f'{n:022}', int(time.time()))}" for n in range(count)]

    def start(self, *words: str, verb: str = "serve") -> Serving:
        """Starts `sigap serve`, or `demo`, without waiting for it."""
        with tempfile.NamedTemporaryFile(dir=self.home, suffix=".log", delete=False) as log:
            known = self.program == (SIGAP,) or self.program[:2] == (sys.executable, "-c")
            if not self.files and known and warm.can_run(self.env):
                with Path(os.devnull).open("rb") as nothing:
                    streams = (nothing.fileno(), log.fileno(), log.fileno())
                    return Serving(warm.Process((*self.program, verb, *words), self.env, streams), Path(log.name))
            limited = ["sh", "-c", f'ulimit -n {self.files}; exec "$@"', "sh"] if self.files else []
            command = [*limited, *self.program, verb, *words]
            process = subprocess.Popen(command, env=self.env, stdout=log, stderr=subprocess.STDOUT)
        return Serving(process, Path(log.name))

    @property
    def live(self) -> Path:
        """The live database."""
        return Path(self.env["SIGAP_DATA_DIR"]) / "live.db"

    @contextlib.contextmanager
    def serving(self, *words: str, patience: float = 240) -> Iterator[Serving]:
        """A server that can be reached; killed at the end if it still runs."""
        running = self.start(*words)
        try:
            wait_until_told(running, patience)
            yield running
        finally:
            running.process.kill()
            running.process.wait()


def furnished(home: Path) -> House:
    """A house with a key and a list."""
    house = House(home)
    assert house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"]).returncode == 0
    house.publish(PEOPLE)
    return house


def wait_until_told(running: Serving, patience: float = 240) -> None:
    """Waits for the URLs that a server prints once it can be reached."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        said = running.said.decode("utf-8", "replace")
        chat, metrics = (re.search(rf"^{name}:\s+(\S+)$", said, re.MULTILINE) for name in ("Chat", "Metrics"))
        if chat and metrics:
            running.url, running.metrics = chat[1], metrics[1]
            return
        if running.process.poll() is not None:
            break
        time.sleep(0.02)
    raise AssertionError(f"the server did not start: {said}")
