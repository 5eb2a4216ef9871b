"""Runs `sigap` in processes that find their modules loaded: a command takes a tenth of the time, a server half.

One process has loaded the libraries and our modules, and has called nothing of ours. For each command it forks one that
then is what the shell would have started: its own environment, folder, umask, streams and signals. What a test asks of
the start itself, of what a verb loads, of a terminal or of limits it asks the program: see `SIGAP` in
`tests.support.processes`.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self, TextIO, cast

LIBRARIES = (
    "aiohttp", "aiosqlite", "anyio", "asyncio", "fontTools.ttLib", "fpdf", "httptools", "httpx", "jinja2",
    "prometheus_client", "pydantic", "pydantic_settings", "python_calamine", "rapidfuzz.fuzz", "rapidfuzz.process",
    "rich.progress", "rich.table", "rich.traceback", "segno", "starlette.applications", "structlog", "telegram",
    "typer", "uvicorn", "uvicorn.protocols.http.httptools_impl", "uvloop", "xlsxwriter",
)  # fmt: skip
"""What commands load. No thread may be left by one: it would be missing in a fork."""
OURS = ("bot", "handlers", "data")
AT_THE_START = ("PYTHON", "LC_", "LANG", "LD_", "SSL_", "TZ")
"""How the names begin of what Python looks for only when it starts."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
_NUMBER = 4
"""Bytes of a number between the two sides."""


def of_python(env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What an environment tells Python at its start."""
    return {name: value for name, value in env.items() if name.startswith(AT_THE_START)}


def can_run(env: dict[str, str]) -> bool:
    """Whether a command with this environment would start just as we did."""
    return of_python(env) == of_python()


class Process:
    """One that runs: as far as tests need it what `subprocess.Popen` gives."""

    def __init__(
        self, words: tuple[str, ...], env: dict[str, str], streams: tuple[int, int, int], umask: int | None = None
    ) -> None:
        """Starts it in the folder that is ours now."""
        self.args, self.returncode, self.max_weight = words, cast("int | None", None), 0
        """Most: the memory that it, or a process that it started, held at once, in KB: with the libraries of all."""
        self._line = _keeper().answers()
        asked = {"words": words, "env": env, "folder": str(Path.cwd()), "umask": umask}
        socket.send_fds(self._line, [json.dumps(asked).encode()], streams)
        self._line.shutdown(socket.SHUT_WR)
        self.pid = _number(self._line)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has one. Raises TimeoutExpired after so many seconds."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode, self.max_weight = _number(self._line), _number(self._line)
            self._line.close()
        return self.returncode

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def send_signal(self, how: int) -> None:
        """Sends it a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, how)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    said: "subprocess.CompletedProcess[bytes]"
    most: int
    """The memory that it, or a process that it started, held at once, in KB: with the libraries of all."""


def run(
    words: tuple[str, ...], env: dict[str, str], given: bytes = b"", umask: int | None = None, patience: float = 120
) -> Done:
    """Runs one command to its end. Raises TimeoutExpired after so many seconds."""
    with contextlib.ExitStack() as stack:
        typed, out, wrong = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        typed.write(given)
        typed.seek(0)
        process = Process(words, env, (typed.fileno(), out.fileno(), wrong.fileno()), umask)
        try:
            code = process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        out.seek(0)
        wrong.seek(0)
        return Done(subprocess.CompletedProcess(words, code, out.read(), wrong.read()), process.max_weight)


def _number(line: socket.socket) -> int:
    said = line.recv(_NUMBER, socket.MSG_WAITALL)
    if len(said) < _NUMBER:
        raise ConnectionError("what runs the commands has ended")
    return int.from_bytes(said, "big", signed=True)


@dataclass
class _Keeper:
    """What has loaded the libraries, as we see it."""

    folder: "tempfile.TemporaryDirectory[str]" = field(default_factory=lambda: tempfile.TemporaryDirectory("-warm"))

    def __post_init__(self) -> None:
        """Starts it: it ends when we do, as its end of a pipe tells it, and is nobody's child."""
        ours, its = socket.socketpair()
        with socket.socket(socket.AF_UNIX) as door, its:
            door.bind(self.address)
            door.listen(64)
            given = (door.fileno(), its.fileno())
            words = [sys.executable, "-P", __file__, *map(str, given)]
            env, nothing = os.environ | ONE_THREAD, subprocess.DEVNULL
            subprocess.run(words, env=env, pass_fds=given, stdin=nothing, stdout=nothing, check=True)
        self.life = ours
        atexit.register(self.ends)

    @property
    def address(self) -> str:
        return str(Path(self.folder.name) / "door")

    def answers(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.connect(self.address)
        return line

    def ends(self) -> None:
        self.life.close()
        self.folder.cleanup()


@cache
def _keeper() -> _Keeper:
    return _Keeper()


# ---------------------------------------------------------------- the other side


@dataclass(frozen=True)
class _Command:
    """What one of our processes shall become."""

    words: tuple[str, ...]
    env: dict[str, str]
    folder: str
    umask: int | None
    streams: tuple[int, ...]

    def becomes(self) -> None:
        """Makes this process what a shell would have started."""
        for number, stream in enumerate(self.streams):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.clear()
        os.environ.update(self.env)
        os.chdir(self.folder)
        if self.umask is not None:
            os.umask(self.umask)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
            made = _stream(number, getattr(sys, name))
            setattr(sys, name, made)
            setattr(sys, f"__{name}__", made)
        sys.argv = list(self.words)
        if output := sys.modules.get("bot.command_line.output"):  # its consoles have read COLUMNS and NO_COLOR already
            output.out.__init__()
            output.err.__init__(stderr=True)


def _stream(number: int, like: TextIO) -> TextIO:
    """A stream as Python makes it at its start."""
    mode, lines = ("w" if number else "r"), (1 if number == 2 else -1)
    made = open(number, mode, lines, encoding=like.encoding, errors=like.errors, closefd=False)  # noqa: SIM115
    return cast("TextIO", made)


def _next_command(door: socket.socket, life: socket.socket) -> _Command:
    """Returns in a process of its own for each command that is asked for; ends when nobody can ask any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait for a command are waited for by nobody
    while True:
        heard, _, _ = select.select([door, life], [], [])
        if life in heard:
            sys.exit()
        line, _ = door.accept()
        if os.fork() == 0:
            door.close()
            life.close()
            return _waited_for(line)
        line.close()


def _waited_for(line: socket.socket) -> _Command:
    """Returns in the process that becomes the command; the other tells how that ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked, streams, _, _ = socket.recv_fds(line, 1 << 16, 3)
    while more := line.recv(1 << 16):
        asked += more
    pid = os.fork()
    if pid == 0:
        line.close()
        said = json.loads(asked)
        return _Command(tuple(said["words"]), said["env"], said["folder"], said["umask"], tuple(streams))
    for stream in streams:
        os.close(stream)
    with contextlib.suppress(BrokenPipeError):
        _tell(line, pid)
        _, status, used = os.wait4(pid, 0)
        _tell(line, os.waitstatus_to_exitcode(status))
        _tell(line, used.ru_maxrss)
    os._exit(0)


def _tell(line: socket.socket, number: int) -> None:
    line.sendall(number.to_bytes(_NUMBER, "big", signed=True))


def _ours() -> Iterator[str]:
    """Our modules: what one does when it is loaded depends on nothing that a command brings along."""
    for name in OURS:
        package = importlib.import_module(name)
        yield from (found.name for found in pkgutil.walk_packages(package.__path__, f"{name}."))


def _wait_for_commands() -> None:
    """Loads the modules; returns in each process that has become a command."""
    door, life = (socket.socket(fileno=int(number)) for number in sys.argv[1:])
    if os.fork():
        os._exit(0)  # so that it is nobody's child: tests count their own
    os.setsid()
    gc.disable()  # looking for garbage takes a tenth of the time, and none of it is
    for name in (*LIBRARIES, *_ours()):
        importlib.import_module(name)
    assert "tests" not in sys.modules
    assert len(list(Path("/proc/self/task").iterdir())) == 1
    gc.freeze()
    gc.enable()
    _next_command(door, life).becomes()


def _run() -> None:
    """Runs `sigap`, or a program of a test: PYTHON -c PROGRAM ..."""
    if sys.argv[:2] == [sys.executable, "-c"]:
        program = sys.argv[2]
        sys.argv[:3] = ["-c"]
        exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
        return
    from bot.entry import main  # noqa: PLC0415 - this side alone loads what is ours

    main()


def _run_to_the_end() -> None:
    """Runs the command, and does what Python does at the end that anybody could notice.

    It does not take apart all that is loaded, module by module: that takes three times as long as a short command.
    """
    code = 0
    try:
        _run()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _wait_for_commands()
    _run_to_the_end()
