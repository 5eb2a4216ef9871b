"""Configures logs without personal data: anything like a NIK or a phone number is cut out in the last step."""

import logging
import sys
import threading
import warnings
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot import log_tracebacks
from bot.log_repeats import Repeats
from bot.safe_output import escaped, safe
from data.language.redaction import redact


def redact_value(value: object) -> object:
    """A logged value of any type without personal numbers."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        cut = redact(str(value))
        return value if cut == str(value) else cut
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {redact_value(name): redact_value(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact_value(one) for one in value]
    return redact(str(value))


def redactor(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last processor before rendering."""
    return {name: redact_value(value) for name, value in event.items()}


def _render(style: Literal["json", "text"]) -> Any:
    if style == "json":
        written = structlog.processors.JSONRenderer(ensure_ascii=False)
        return lambda logger, method, event: escaped(str(written(logger, method, event)))
    shown = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    return lambda logger, method, event: safe(shown(logger, method, event))


def configure(style: Literal["json", "text"], level: int = logging.INFO) -> None:
    """Sends our logs, those of libraries, warnings and uncaught errors through the redactor, to standard error."""
    repeats = Repeats()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        log_tracebacks.without_values,
        structlog.processors.StackInfoRenderer(),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redactor, _render(style)],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(repeats.filter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in ("aiosqlite", "asyncio"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
    warnings.simplefilter("default")
    structlog.configure(
        processors=[repeats.processor, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _ignored


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    structlog.get_logger().critical("uncaught", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    structlog.get_logger().critical("uncaught", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _ignored(args: "sys.UnraisableHookArgs") -> None:
    """Logs an error that nobody can catch, as in a destructor; Python itself would print its message."""
    structlog.get_logger().error("ignored", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
