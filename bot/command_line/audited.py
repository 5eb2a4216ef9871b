"""Writes commands into the audit: their beginning, and how they ended."""

import asyncio
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from bot.settings import Settings
from data.audit import audit_log
from data.database.opening import open_database
from data.database.sqlite import DatabaseProblem
from data.language.redaction import redact


def actor() -> str:
    """The operating system's user at the command line."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return f"cli:{redact(name)}"  # some log in with a personal number


@contextmanager
def audited(settings: Settings, action: str, **detail: object) -> Iterator[dict[str, object]]:
    """Writes `ACTION.begun`, and at the end `ACTION.done` with the entries of the dictionary, or `ACTION.failed`.

    An action that cannot be written into the audit does not begin. Raises DatabaseProblem.
    """
    _note(settings, f"{action}.begun", detail)
    details: dict[str, object] = {}
    try:
        yield details
    except BaseException as error:
        with suppress(DatabaseProblem):
            _note(settings, f"{action}.failed", {"reason": type(error).__name__})
        raise
    try:
        _note(settings, f"{action}.done", details)
    except DatabaseProblem as problem:
        raise DatabaseProblem(f"It was done, but the audit does not say so. {problem}") from None


def _note(settings: Settings, action: str, detail: dict[str, object]) -> None:
    async def write() -> None:
        database = await open_database(settings.database, settings.audit_checkpoint)
        try:
            async with database.transaction() as tx:
                await audit_log.note(tx, datetime.now(UTC), actor(), action, **detail)
        finally:
            await database.close()

    asyncio.run(write())
