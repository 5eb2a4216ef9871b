"""What the log says of an error: its kind, and where in the code it came from; never its value.

The words of an error may be those that somebody typed: `KeyError: 'tiga'`, `ValueError: invalid literal for int()`.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from structlog.typing import EventDict, WrappedLogger

_MOST_FRAMES = 40
"""A loop of calls has a thousand; those beside the error say what went wrong."""
_MOST_ERRORS = 10
"""In a chain, or in a group."""
_SHORTEST = 4
"""Characters of words that are cut out of a sentence."""


def without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor that puts the places of an error for its `exc_info`, and cuts its words out of what else is said."""
    error = error_of(event.pop("exc_info", None))
    if error is None:
        return event
    errors = list(_chain(error))
    said = event.get("event")
    if isinstance(said, str) and " " in said:  # a sentence of a library; our own events are names
        event["event"] = _without_words(said, errors)
    event["exception"] = "\n".join(map(_places, reversed(errors)))
    return event


def error_of(exc_info: Any) -> BaseException | None:
    """The error that is logged, in whichever form it is given: itself, a tuple as of `sys.exc_info`, or True."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if len(exc_info) > 1 else None
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came from, and those of a group, each once."""
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


def _without_words(said: str, errors: list[BaseException]) -> str:
    """As asyncio writes of a task that failed: `exception=KeyError('tiga')`."""
    for one in errors:
        for words in (_shown(repr, one), _shown(str, one)):
            if len(words) >= _SHORTEST:
                said = said.replace(words, type(one).__name__)
    return said


def _shown(how: Callable[[object], str], error: BaseException) -> str:
    try:
        return how(error)
    except Exception:  # noqa: BLE001 - an error that cannot even be shown
        return ""


def _places(error: BaseException) -> str:
    """As Python prints it, without the words of the error and without lines of code."""
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
