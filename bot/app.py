"""Puts the house together: opens what is needed, wires it, and closes it in reverse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.dispatch import Dispatch
from bot.settings import Settings
from data.coverage import Coverage
from data.database import open_database
from handlers.context import House


@dataclass(frozen=True)
class App:
    """A running bot without its channels."""

    dispatch: Dispatch
    coverage: Coverage


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[App]:
    """The bot, from open to close. Raises DatabaseProblem or KeyProblem."""
    key = settings.key()
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database)
        stack.push_async_callback(database.close)
        coverage = Coverage(settings.snapshots, key)
        stack.push_async_callback(coverage.close)
        await coverage.start()
        house = House(
            coverage,
            key,
            stale_days=settings.stale_days,
            checks_per_day=settings.checks_per_day,
            controller=settings.controller,
            dpo=settings.dpo,
        )
        yield App(Dispatch(database, house), coverage)
