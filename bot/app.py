"""Composes the bot: opens what it needs, connects the parts, builds the channels, and closes all in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot import logs
from bot.chat_reader import ChatReader
from bot.dispatch import Dispatch, now
from bot.flood_guard import FloodGuard
from bot.inbound_limit import InboundLimiter, InboundLimits
from bot.metrics import Metrics
from bot.open_channel import OpenChannel
from bot.reports.exports import Exports
from bot.sending.announcements.announcement_runner import AnnouncementRunner
from bot.sending.contract import Channel
from bot.sending.notices import staff_reports
from bot.sending.notices.staff_reports import StaffReports
from bot.sending.notices.watch_notices import WatchNotifier
from bot.sending.paced_channel import PacedChannel
from bot.sending.service_events import ServiceEvents
from bot.sending.status_messages import StatusMessages
from bot.sending.stored_replies import StoredReplies
from bot.setting_values.whatsapp import WhatsAppAccess
from bot.settings import Settings
from bot.timing import DEFAULT, Timing
from bot.upkeep.budget import Budget
from bot.upkeep.disk_check import DiskCheck
from bot.upkeep.older_copy_check import OlderCopyCheck
from bot.upkeep.readiness import Readiness
from bot.upkeep.shared_state import SharedState
from bot.upkeep.sweeper import Sweeper, seconds_passed
from data import channels
from data.content import contacts
from data.coverage import snapshots
from data.coverage.lookup import Coverage
from data.database import bot_lock, stored_values
from data.database.opening import open_database
from data.database.sqlite import Database
from data.hashing import Key
from data.limits import check_limits
from data.limits.check_limits import CheckLimiter
from data.limits.storage_caps import Caps
from data.staff import members
from handlers import steps
from handlers.services import Services
from handlers.subscription import subscription

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Telegram
    from bot.channels.web.routes import Web
    from bot.channels.whatsapp.channel import WhatsApp

log = structlog.get_logger()

_SWEEP_EVERY = 600
_EXPECTED_CROWDS_EVERY = 20
_EMERGENCY_STOP_EVERY = 3
_BUDGET_EVERY = 5
_DISK_CHECK_EVERY = 10
"""Seconds."""
_BUSY_MS = 2_000
"""How long a transaction waits for another process that writes. An answer needs two transactions at most."""


@dataclass(frozen=True)
class App:
    """A running bot without its channels."""

    settings: Settings
    key: Key | None
    dispatch: Dispatch
    chats: ChatReader
    readiness: Readiness
    replies: StoredReplies
    events: ServiceEvents
    coverage: Coverage
    metrics: Metrics
    sweeper: Sweeper
    shared_state: SharedState
    watch_notifier: WatchNotifier
    announcements: AnnouncementRunner
    status_messages: Callable[[PacedChannel], StatusMessages]
    """Makes the status messages for the channel on which staff work."""
    exports: Exports
    clock: Callable[[], datetime] = now
    former_cookie_keys: str = ""
    """The keys before this one, as `bot.channels.web.cookies` writes them."""
    timing: Timing = DEFAULT


@asynccontextmanager
async def running(
    settings: Settings, clock: Callable[[], datetime] = now, *, limit_inbound: bool = True, timing: Timing = DEFAULT
) -> AsyncIterator[App]:
    """The bot, from open to close. `limit_inbound` is False in the terminal, where people can only flood themselves.

    Raises DatabaseProblem, KeyProblem or ContactsProblem.
    """
    if not structlog.is_configured():
        logs.configure(settings.log)  # the library's default would log what people typed
    key = settings.key()
    known = contacts.read(settings.data_dir)
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database, settings.audit_checkpoint, key=key, busy_ms=_BUSY_MS)
        stack.push_async_callback(database.close)
        stack.enter_context(bot_lock.shared(settings.data_dir))
        if key:
            await asyncio.to_thread(stored_values.require_key, settings.database, key)
        coverage = Coverage(settings.snapshots, key, patience=timing.lookup)
        stack.push_async_callback(coverage.close)
        await coverage.start()
        if key:
            fits = coverage.about is not None or not snapshots.numbers(settings.snapshots)
            await _run_once(partial(_note_key, database, key.fingerprint if fits else ""))
        metrics = Metrics()
        metrics.watch(coverage)
        services = Services(
            coverage,
            key,
            stale_days=settings.stale_days,
            checks_per_day=settings.checks_per_day,
            check_limiter=CheckLimiter(_check_limits(settings), metrics.alarm),
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
            steps=steps.STEPS,
            links={channels.WEB.name: settings.chat_url} if settings.chat_url else {},
        )
        chats = ChatReader(database, coverage, clock)
        disk_check = DiskCheck(database, clock, metrics)
        limiter = InboundLimiter(_inbound_limits(settings)) if limit_inbound else None
        guard = FloodGuard(limiter, services.staff, chats, metrics) if limiter else None
        dispatch = Dispatch(database, services, clock, metrics, disk_check, guard)
        shared = SharedState(database, services, clock, metrics, limiter)
        passed = seconds_passed if clock is now else lambda: clock().timestamp()  # no second clock to compare with
        sweeper = Sweeper(database, clock, passed, metrics, settings.audit_months)
        replies = StoredReplies(database, clock, shared)
        budget = Budget(database, services, {channels.WHATSAPP.name: settings.whatsapp_budget}, clock, metrics)
        await _run_once(shared.learn_usual_results)
        for task, seconds in (
            (sweeper.sweep, _SWEEP_EVERY),
            (shared.apply_expected_crowds, _EXPECTED_CROWDS_EVERY),
            (shared.read_emergency_stop, _EMERGENCY_STOP_EVERY),
            (budget.refresh, _BUDGET_EVERY),
            (disk_check.works, _DISK_CHECK_EVERY),
            (OlderCopyCheck(database, metrics).check, _DISK_CHECK_EVERY),
        ):
            await _run_once(task)
            stack.push_async_callback(_cancel, asyncio.create_task(_run_repeatedly(task, seconds)))
        yield App(
            settings,
            key,
            dispatch,
            chats,
            Readiness(disk_check, database.rollback_guard, coverage, shared),
            replies,
            ServiceEvents(database, key, services.staff, budget, clock, metrics),
            coverage,
            metrics,
            sweeper,
            shared,
            WatchNotifier(
                database,
                coverage,
                settings.snapshots,
                clock,
                replies.recipient_gone,
                metrics,
                timing,
                {staff_reports.KIND: StaffReports()},
            ),
            AnnouncementRunner(
                database, partial(subscription.announcement, sender=settings.sender), clock, metrics, timing
            ),
            partial(
                StatusMessages, database, services.staff, clock, single_approver=settings.single_approver, timing=timing
            ),
            Exports(database, clock),
            clock,
            stored_values.read_in(settings.database, stored_values.COOKIES),
            timing,
        )


def open_channels(app: App, on_listening: Callable[[str, str], None] = lambda *_: None) -> list[OpenChannel]:
    """The channels that the server runs: those that the settings name, and last the web, which takes all other paths.

    `on_listening` is called with the name and URL of each that people can reach elsewhere.
    """
    found: list[Channel] = [build_telegram(app)] if app.settings.telegram else []
    if access := app.settings.whatsapp:
        found.append(build_whatsapp(app, access))
    found.append(build_web(app, found[:]))
    return [OpenChannel(one, app.dispatch, app.replies, app.events, app.metrics, on_listening) for one in found]


def build_telegram(app: App) -> "Telegram":
    """Telegram, imported only when it is used: its libraries are a third of all imports."""
    from bot.channels.telegram.channel import Telegram  # noqa: PLC0415

    return Telegram(app.settings, app.exports, app.metrics, app.timing)


def build_whatsapp(app: App, access: WhatsAppAccess) -> "WhatsApp":
    """WhatsApp, imported only when it is used."""
    from bot.channels.whatsapp.channel import WhatsApp  # noqa: PLC0415

    return WhatsApp(app.settings, access, app.metrics, app.timing)


def build_web(app: App, others: Sequence[Channel] = ()) -> "Web":
    """The web chat; a terminal needs none of its libraries."""
    from bot.channels.web.cookies import Cookies  # noqa: PLC0415
    from bot.channels.web.routes import Web  # noqa: PLC0415

    settings = app.settings
    cookies = Cookies(
        app.key, app.clock, app.former_cookie_keys, settings.web_path, framed=bool(settings.embed_origins)
    )
    return Web(
        app.settings,
        app.dispatch,
        app.chats,
        app.readiness,
        cookies,
        app.metrics,
        others,
    )


def _check_limits(settings: Settings) -> check_limits.CheckLimits:
    return check_limits.CheckLimits(
        network_hour=settings.checks_per_ip,
        network_day=settings.checks_per_ip_day,
        web_hour=settings.checks_per_hour,
        accounts_hour=settings.telegram_checks_per_hour,
    )


def _inbound_limits(settings: Settings) -> InboundLimits:
    return InboundLimits(
        of_chat=settings.messages_per_minute,
        of_network=settings.messages_per_ip,
        chats_of_network=settings.chats_per_ip,
    )


async def _note_key(database: Database, fingerprint: str) -> None:
    """Notes the key that the database is used with from now on; empty for a key that does not fit the snapshots."""
    async with database.transaction() as tx:
        if fingerprint and await stored_values.read(tx, stored_values.KEY) != fingerprint:
            await stored_values.write(tx, stored_values.KEY, fingerprint)


async def _run_repeatedly(task: Callable[[], Awaitable[object]], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _run_once(task)


async def _run_once(task: Callable[[], Awaitable[object]]) -> None:
    try:
        await task()
    except Exception:  # the next time is another chance
        log.exception("background.failed", task=getattr(task, "__name__", ""))


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
