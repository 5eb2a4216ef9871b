"""Runs tests against mutants: each in a fork of a process that has collected them, and only those that run its lines.

A mutant is killed if one of them fails or takes far too long. What runs when a module is imported cannot be changed in
a process that has imported it: such mutants get a process that imports them, in place of the module, from the start.
"""

import importlib
import importlib.abc
import importlib.util
import itertools
import multiprocessing
import pickle
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest

from workshop.mutation import forks
from workshop.mutation.mutants import Mutant

_OPTIONS = ("-q", "-x", "-n0", "-W", "ignore::pytest.PytestAssertRewriteWarning")
_PATIENCE = 20.0
"""In seconds: how long the tests of a mutant may take at least. A busy machine is no killed mutant."""
_TIMES = 6
"""How many times as long as without the mutant they may take."""
_MEMORY = Path("/dev/shm")  # noqa: S108 - only its presence is asked for


class End(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NOT_RUN = "survived, as no test runs it"


class TrialFailed(Exception):
    """The tests fail without any mutant, or a mutant could not be put in place: nothing can be said."""


@dataclass(slots=True)
class _Untouched:
    """What the tests do without a mutant."""

    seconds: dict[str, float] = field(default_factory=dict)
    """How long each takes, by its name."""
    tests: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Those that run a line."""

    kills: Counter[str] = field(default_factory=Counter)
    """How many mutants each has killed so far."""

    def names(self, lines: Sequence[int] | None, most: float) -> list[str]:
        """The tests that run one of these lines, or all; the likeliest to kill first, and `most` seconds of them."""
        wanted = self.seconds.keys() if lines is None else set().union(*(self.tests.get(line, ()) for line in lines))
        names = sorted(wanted, key=lambda name: self.seconds[name] / (1 + self.kills[name]))
        spent = itertools.accumulate((self.seconds[name] for name in names), initial=0.0)
        return [name for name, before in zip(names, spent, strict=False) if before < most]


def try_all(mutants: Sequence[Mutant], tests: Sequence[str], root: Path, most: float) -> Iterator[tuple[Mutant, End]]:
    """What became of each mutant of one module. The process must not have imported any module of ours.

    At most `most` seconds of tests are run against a mutant, beginning with those that killed others.
    Raises TrialFailed if the tests fail without a mutant.
    """
    for name in ("aiosqlite", "hypothesis", "pydantic_settings", "starlette.applications", "telegram.ext"):
        importlib.import_module(name)  # for all the processes that begin anew
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    path = mutants[0].path
    inside = [one for one in mutants if one.function]
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        places, output = Path(folder) / "tests", Path(folder) / "output"
        receiver, sender = multiprocessing.Pipe(duplex=False)

        def run() -> int:
            plugin = _Session(inside, path, root, most, sender)
            return pytest.main([*_OPTIONS, f"--basetemp={places}", *tests], plugins=[plugin])

        child = forks.fork(run, output)
        sender.close()
        try:
            for mutant in inside:
                yield mutant, receiver.recv()
            untouched = receiver.recv()
        except EOFError:
            raise TrialFailed(
                f"{_ending(output)}\n{path}: the tests fail without a change, or one cannot be made"
            ) from None
        finally:
            forks.wait(child)
        names = untouched.names(None, most)  # also those that only look at a constant
        outside = [one for one in mutants if not one.function]
        seconds = sum(untouched.seconds.values())
        if outside:
            unchanged = replace(outside[0], source=(root / path).read_text(encoding="utf-8"))
            if _imported(unchanged, names, seconds, places, root) is not End.SURVIVED:
                raise TrialFailed(f"{path}: the tests fail in a process that imports it unchanged")
        for mutant in outside:
            yield mutant, _imported(mutant, names, seconds, places, root)


def _ending(output: Path) -> str:
    """The last lines of what a process has written."""
    return "\n".join(output.read_text(encoding="utf-8", errors="replace").splitlines()[-60:])


def _imported(mutant: Mutant, names: Sequence[str], seconds: float, places: Path, root: Path) -> End:
    """Tries a mutant in a process that imports it."""

    def run(which: Sequence[str]) -> int:
        sys.meta_path.insert(0, _InPlace(mutant, root))
        return pytest.main([*_OPTIONS, f"--basetemp={places}", *which])

    most = _PATIENCE + _TIMES * seconds
    code = forks.wait(forks.fork(partial(run, names)), most)
    if code == pytest.ExitCode.USAGE_ERROR:  # the change is in the names of tests, which kills nobody
        functions = dict.fromkeys(name.partition("[")[0] for name in names)
        code = forks.wait(forks.fork(partial(run, list(functions))), most)
    return _end(code, mutant)


class _InPlace(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports a mutant in place of its module."""

    def __init__(self, mutant: Mutant, root: Path) -> None:
        self._mutant, self._file = mutant, root / mutant.path

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != _module_name(self._mutant.path):
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(self._file))

    def get_source(self, _fullname: str) -> str:
        return self._mutant.source

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self._file)
        exec(compile(self._mutant.source, str(self._file), "exec"), module.__dict__)  # noqa: S102


class _Session:
    """Runs the collected tests without a mutant, and then those that a mutant needs, once for each."""

    def __init__(
        self, mutants: Sequence[Mutant], path: Path, root: Path, most: float, sender: "Connection[object, object]"
    ) -> None:
        self._mutants, self._path, self._root, self._most, self._sender = mutants, path, root, most, sender

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own."""
        by_name = {item.nodeid: item for item in session.items}
        places = Path(session.config.option.basetemp)
        kept, output = places.with_name("kept"), places.with_name("watched")

        def watched() -> int:
            kept.write_bytes(pickle.dumps(_watched(session, str(self._root / self._path))))
            return int(session.testsfailed > 0)

        if forks.wait(forks.fork(watched, output)):
            raise TrialFailed(_ending(output))
        untouched = pickle.loads(kept.read_bytes())  # noqa: S301 - written by ourselves
        for mutant in self._mutants:
            self._sender.send(self._tried(mutant, untouched, by_name, places, session))
        self._sender.send(untouched)
        return True

    def _tried(
        self,
        mutant: Mutant,
        untouched: _Untouched,
        by_name: dict[str, pytest.Item],
        places: Path,
        session: pytest.Session,
    ) -> End:
        names = untouched.names(mutant.lines, self._most)
        if not names:
            return End.NOT_RUN

        def run() -> int:
            _put_in_place(mutant, self._root)
            killer.write_text(_run([by_name[name] for name in names], session))
            return int(session.testsfailed > 0)

        killer = places.with_name("killer")
        killer.write_text(names[0])
        most = _PATIENCE + _TIMES * sum(untouched.seconds[name] for name in names)
        end = _end(forks.wait(forks.fork(run), most), mutant)
        if end is End.KILLED:
            untouched.kills[killer.read_text()] += 1
        for place in places.iterdir():
            shutil.rmtree(place, ignore_errors=True)
        return end


def _watched(session: pytest.Session, file: str) -> _Untouched:
    """Runs all the tests, and notes which of them run which lines of a file."""
    result, current = _Untouched(), [""]

    def trace(frame: FrameType, _event: str, _value: object) -> Any:
        if frame.f_code.co_filename != file:
            return None
        result.tests[frame.f_lineno].add(current[0])
        return trace

    sys.settrace(trace)
    threading.settrace(trace)
    for at, item in enumerate(session.items):
        current[0], began = item.nodeid, time.monotonic()
        _run([item], session, session.items[at + 1 :])
        result.seconds[item.nodeid] = time.monotonic() - began
    sys.settrace(None)
    threading.settrace(None)
    return result


def _run(items: Sequence[pytest.Item], session: pytest.Session, later: Sequence[pytest.Item] = ()) -> str:
    """Runs tests up to the first that fails. Returns its name."""
    for at, item in enumerate(items):
        after = [*items[at + 1 : at + 2], *later[:1]]
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=after[0] if after else None)
        if session.testsfailed:
            return item.nodeid
    return ""


def _put_in_place(mutant: Mutant, root: Path) -> None:
    """Gives the function its changed code, also where others have imported it."""
    assert mutant.function
    code = compile(mutant.source, str(root / mutant.path), "exec")
    for name in mutant.function.split("."):
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name)
    found: Any = sys.modules[_module_name(mutant.path)]
    for name in mutant.function.split("."):
        found = vars(found)[name]
    while not isinstance(found, FunctionType):
        found = getattr(found, "fget", None) or getattr(found, "__wrapped__", None) or found.__func__
    assert found.__code__.co_freevars == code.co_freevars
    found.__code__ = code


def _module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def _end(code: int | None, mutant: Mutant) -> End:
    """What a process's code says of its mutant."""
    if code is None:
        return End.TIMED_OUT
    if code == forks.NOT_RUN:
        raise TrialFailed(str(mutant))
    return End.KILLED if code else End.SURVIVED
