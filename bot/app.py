"""Puts the house together: opens what is needed, wires it, and closes it in reverse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot import inbound_limit as flooding
from bot import logs
from bot.dispatch import Dispatch, now
from bot.inbound_limit import InboundLimiter
from bot.metrics import Metrics
from bot.reports.exports import MadeFiles
from bot.sending.broadcast_runner import Broadcasts
from bot.sending.staff_chats import Desk
from bot.sending.status_messages import StatusMessages
from bot.sending.watch_notices import WatchNotifier
from bot.settings import Settings
from bot.upkeep.older_copy_check import OlderCopy
from bot.waits import USUAL, Timing
from data.content import contacts
from data.coverage import snapshots
from data.coverage.lookup import Coverage
from data.database import bot_lock, stored_values
from data.database.opening import open_database
from data.database.sqlite import Database
from data.hashing import Key
from data.limits import check_limits
from data.limits.check_limits import Brake
from data.limits.storage_caps import Caps
from data.staff import members
from handlers.context import Services

log = structlog.get_logger()

_SWEEP_EVERY = 600
_LOOK_FOR_CROWDS_EVERY = 20
_LOOK_FOR_A_STOP_EVERY = 3
_TRY_TO_WRITE_EVERY = 10
"""Seconds."""
_BUSY_MS = 2_000
"""How long a transaction waits for another process that writes; an answer waits for two at most."""


@dataclass(frozen=True)
class App:
    """A running bot without its channels."""

    settings: Settings
    key: Key | None
    dispatch: Dispatch
    coverage: Coverage
    metrics: Metrics
    news: WatchNotifier
    broadcasts: Broadcasts
    cards: Callable[[Desk], StatusMessages]
    """Those of the staff, on the channel where they work."""
    made: MadeFiles
    clock: Callable[[], datetime] = now
    cookies_before: str = ""
    """Of the keys before this one (`bot.channels.web.cookies`)."""
    timing: Timing = USUAL


@asynccontextmanager
async def running(
    settings: Settings, clock: Callable[[], datetime] = now, *, floods: bool = True, timing: Timing = USUAL
) -> AsyncIterator[App]:
    """The bot, from open to close. `floods` is off where nobody can flood but oneself.

    Raises DatabaseProblem, KeyProblem or ContactsProblem.
    """
    if not structlog.is_configured():
        logs.configure(settings.log)  # the library's own default would show what people typed
    key = settings.key()
    known = contacts.read(settings.data_dir)
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database, settings.head_of_audit, key=key, busy_ms=_BUSY_MS)
        stack.push_async_callback(database.close)
        stack.enter_context(bot_lock.shared(settings.data_dir))
        if key:
            await asyncio.to_thread(stored_values.require_key, settings.database, key)
        coverage = Coverage(settings.snapshots, key, patience=timing.look_up)
        stack.push_async_callback(coverage.close)
        await coverage.start()
        if key:
            fits = coverage.about is not None or not snapshots.numbers(settings.snapshots)
            await _once(partial(_know_the_key, database, key.fingerprint if fits else ""))
        metrics = Metrics()
        metrics.watch(coverage)
        services = Services(
            coverage,
            key,
            stale_days=settings.stale_days,
            checks_per_day=settings.checks_per_day,
            brake=Brake(_of_checks(settings), metrics.alarm),
            caps=Caps(metrics.alarm),
            contacts=known,
            controller=settings.controller,
            dpo=settings.dpo,
            sender=settings.sender,
            staff=members.read(settings.staff),
            single_approver=settings.single_approver,
            bulk_rate=settings.bulk_rate,
            paid=settings.telegram_paid,
            cadre_checks_per_day=settings.cadre_checks_per_day,
            audit_months=settings.audit_months,
        )
        held_back = InboundLimiter(_of_messages(settings)) if floods else None
        dispatch = Dispatch(database, services, clock, metrics, held_back)
        await _once(dispatch.learn_usual)
        for errand, seconds in (
            (dispatch.sweep, _SWEEP_EVERY),
            (dispatch.look_for_crowds, _LOOK_FOR_CROWDS_EVERY),
            (dispatch.look_for_a_stop, _LOOK_FOR_A_STOP_EVERY),
            (dispatch.ready, _TRY_TO_WRITE_EVERY),
            (OlderCopy(database, metrics).look, _TRY_TO_WRITE_EVERY),
        ):
            await _once(errand)
            stack.push_async_callback(_ended, asyncio.create_task(_again_and_again(errand, seconds)))
        news = WatchNotifier(database, coverage, settings.snapshots, clock, metrics, timing)
        broadcasts = Broadcasts(database, clock, metrics, timing)
        cards = partial(
            StatusMessages, database, services.staff, clock, single_approver=settings.single_approver, timing=timing
        )
        made = MadeFiles(database, clock)
        cookies = stored_values.read_in(settings.database, stored_values.COOKIES)
        yield App(settings, key, dispatch, coverage, metrics, news, broadcasts, cards, made, clock, cookies, timing)


def _of_checks(settings: Settings) -> check_limits.Most:
    return check_limits.Most(
        network_hour=settings.checks_per_ip,
        network_day=settings.checks_per_ip_day,
        web_hour=settings.checks_per_hour,
        accounts_hour=settings.telegram_checks_per_hour,
    )


def _of_messages(settings: Settings) -> flooding.InboundLimits:
    return flooding.InboundLimits(
        of_chat=settings.messages_per_minute,
        of_network=settings.messages_per_ip,
        chats_of_network=settings.chats_per_ip,
    )


async def _know_the_key(database: Database, fingerprint: str) -> None:
    """Notes with which key the database is used from now on; none that does not fit the snapshots beside it."""
    async with database.transaction() as tx:
        if fingerprint and await stored_values.read(tx, stored_values.KEY) != fingerprint:
            await stored_values.write(tx, stored_values.KEY, fingerprint)


async def _again_and_again(errand: Callable[[], Awaitable[object]], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _once(errand)


async def _once(errand: Callable[[], Awaitable[object]]) -> None:
    try:
        await errand()
    except Exception:  # the next time is another chance
        log.exception("errand.failed", errand=getattr(errand, "__name__", ""))


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
