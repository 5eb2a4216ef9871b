"""Notes in the audit what is done on the command line: that it begins, and how it ended."""

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
    """Who is at the command line, as the operating system knows it."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return f"cli:{redact(name)}"  # some log in with a number of their own


@contextmanager
def audited(settings: Settings, action: str, **detail: object) -> Iterator[dict[str, object]]:
    """Notes `ACTION.begun`, and at the end `ACTION.done` with what is put into the dictionary, or `ACTION.failed`.

    What cannot be noted does not begin. Raises DatabaseProblem.
    """
    _note(settings, f"{action}.begun", detail)
    came_of_it: dict[str, object] = {}
    try:
        yield came_of_it
    except BaseException as error:
        with suppress(DatabaseProblem):
            _note(settings, f"{action}.failed", {"reason": type(error).__name__})
        raise
    try:
        _note(settings, f"{action}.done", came_of_it)
    except DatabaseProblem as problem:
        raise DatabaseProblem(f"It was done, and the audit could not note so. {problem}") from None


def _note(settings: Settings, action: str, detail: dict[str, object]) -> None:
    async def write() -> None:
        database = await open_database(settings.database, settings.head_of_audit)
        try:
            async with database.transaction() as tx:
                await audit_log.note(tx, datetime.now(UTC), actor(), action, **detail)
        finally:
            await database.close()

    asyncio.run(write())
