"""Logs an error by its type and its place in the code, never by its message.

The message may quote what somebody typed: `KeyError: 'tiga'`, `ValueError: invalid literal for int()`.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from structlog.typing import EventDict, WrappedLogger

_MOST_FRAMES = 40
"""An endless recursion has a thousand; the first and the last say what went wrong."""
_MOST_ERRORS = 10
"""In a chain, or in a group."""
_SHORTEST = 4
"""Characters: a shorter message is not cut out of a sentence."""


def without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor that replaces `exc_info` by the type and places of the error, and removes its message elsewhere."""
    error = error_of(event.pop("exc_info", None))
    if error is None:
        return event
    errors = list(_chain(error))
    said = event.get("event")
    if isinstance(said, str) and " " in said:  # a sentence of a library; our own events are single names
        event["event"] = _without_messages(said, errors)
    event["exception"] = "\n".join(map(_places, reversed(errors)))
    return event


def error_of(exc_info: Any) -> BaseException | None:
    """The logged error: `exc_info` may be the error, a tuple as of `sys.exc_info`, or True."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if len(exc_info) > 1 else None
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes and the members of groups, each once."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _MOST_ERRORS:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        waiting += [before] if before else []


def _without_messages(said: str, errors: list[BaseException]) -> str:
    """The sentence without messages of the errors, such as asyncio's `exception=KeyError('tiga')`."""
    for one in errors:
        for message in (_shown(repr, one), _shown(str, one)):
            if len(message) >= _SHORTEST:
                said = said.replace(message, type(one).__name__)
    return said


def _shown(how: Callable[[object], str], error: BaseException) -> str:
    try:
        return how(error)
    except Exception:  # noqa: BLE001 - an error whose message cannot be read
        return ""


def _places(error: BaseException) -> str:
    """A traceback as Python prints it, without the message and without lines of code."""
    frames = [
        f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_name}'
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if len(frames) > _MOST_FRAMES:
        half = _MOST_FRAMES // 2
        frames = [*frames[:half], f"  ... {len(frames) - _MOST_FRAMES} more", *frames[-half:]]
    kind = type(error)
    module = "" if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}."
    return "\n".join(["Traceback (most recent call last):", *frames, f"{module}{kind.__qualname__}"])
