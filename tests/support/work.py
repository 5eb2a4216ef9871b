"""Counts the work of a turn: its SQL statements, and how often functions are called."""

import re
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import FrameType

from bot.app import App

_VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\bNULL\b")


@dataclass(frozen=True)
class Work:
    """What was done."""

    statements: tuple[str, ...]
    """SQL in its order, with a question mark for each value."""
    calls: "Counter[str]"
    """How often each function was called in the thread of the event loop, those written in C too."""


async def of(app: App, turn: Callable[[], Awaitable[object]]) -> Work:
    """The work until `turn` is done, of whatever runs in the event loop meanwhile."""
    found, calls = list[str](), Counter[str]()

    def note(frame: FrameType, event: str, called: object) -> None:
        if event == "call":
            calls[f"{frame.f_code.co_filename}: {frame.f_code.co_qualname}"] += 1
        elif event == "c_call":
            calls[getattr(called, "__qualname__", "")] += 1

    connection, before = app.dispatch._database._statements, sys.getprofile()
    connection.set_trace_callback(found.append)
    sys.setprofile(note)
    try:
        await turn()
    finally:
        sys.setprofile(before)
        connection.set_trace_callback(None)
    return Work(tuple(_VALUE.sub("?", " ".join(one.split())) for one in found), calls)
