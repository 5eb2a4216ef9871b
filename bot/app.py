"""Puts the house together: opens what is needed, wires it, and closes it in reverse."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import logs
from bot.dispatch import Dispatch, now
from bot.settings import Settings
from data.coverage import Coverage
from data.database import open_database
from handlers.context import Services

log = structlog.get_logger()

_HOUR = 3600


@dataclass(frozen=True)
class App:
    """A running bot without its channels."""

    dispatch: Dispatch
    coverage: Coverage


@asynccontextmanager
async def running(settings: Settings, clock: Callable[[], datetime] = now) -> AsyncIterator[App]:
    """The bot, from open to close. Raises DatabaseProblem or KeyProblem."""
    if not structlog.is_configured():
        logs.configure(settings.log)  # the library's own default would show what people typed
    key = settings.key()
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database)
        stack.push_async_callback(database.close)
        coverage = Coverage(settings.snapshots, key)
        stack.push_async_callback(coverage.close)
        await coverage.start()
        services = Services(
            coverage,
            key,
            stale_days=settings.stale_days,
            checks_per_day=settings.checks_per_day,
            controller=settings.controller,
            dpo=settings.dpo,
        )
        dispatch = Dispatch(database, services, clock)
        await dispatch.sweep()
        sweeper = asyncio.create_task(_hourly(dispatch))
        stack.push_async_callback(_ended, sweeper)
        yield App(dispatch, coverage)


async def _hourly(dispatch: Dispatch) -> None:
    while True:
        await asyncio.sleep(_HOUR)
        try:
            await dispatch.sweep()
        except Exception:  # the next hour is another chance
            log.exception("sweep.failed")


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
