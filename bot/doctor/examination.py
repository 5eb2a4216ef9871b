"""Examines everything that a running bot needs: what is well, what is not, and what to do about it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from rich.console import Console
from rich.text import Text

from bot.doctor import content, installation, live_database
from bot.doctor.finding import Finding, Level
from bot.safe_output import one_line
from bot.setting_values.secrets import SettingsProblem
from bot.settings import Settings

_STYLES: dict[Level, str] = {"ok": "green", "warning": "yellow", "error": "bold red"}


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in order."""

    async def all_findings() -> list[Finding]:
        found = [*_local(settings), *[finding async for finding in _telegram(settings)]]
        return [*found, *[finding async for finding in _whatsapp(settings)]]

    return asyncio.run(all_findings())


def show(console: Console, findings: list[Finding]) -> bool:
    """Prints a line for each finding, with the advice below it; returns False when one is an error."""
    for finding in findings:
        mark = Text(f"{finding.level:8}", _STYLES[finding.level])
        console.print(Text.assemble(mark, (f"{finding.name}: ", "bold"), one_line(finding.said)), soft_wrap=True)
        if finding.advice:
            console.print(f"        → {one_line(finding.advice)}", soft_wrap=True)
    return all(finding.level != "error" for finding in findings)


def _local(settings: Settings) -> Iterator[Finding]:
    """The findings on this machine."""
    yield installation.settings_present(settings)
    yield from installation.trusted_proxies(settings)
    yield from installation.web_site(settings)
    yield installation.file_permissions(settings)
    key, finding = installation.nik_key(settings)
    yield finding
    yield from content.snapshot(settings, key)
    yield from content.stopped_checks(settings)
    yield from content.known_contacts(settings)
    yield from content.facts(settings)
    yield from content.own_status_words(settings)
    yield installation.staff_roles(settings)
    yield live_database.soundness(settings, key)
    yield from live_database.copies(settings)
    yield live_database.audit(settings)
    yield installation.disk_space(settings)


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    try:
        token, _ = settings.telegram, settings.webhook_secret
    except SettingsProblem as problem:
        yield Finding("Telegram", "error", "cannot be used", str(problem))
        return
    if not token:
        yield Finding("Telegram", "ok", "not used: SIGAP_TELEGRAM_TOKEN is not set")
        return
    # Only here: it takes longer to import than everything above takes to run.
    from bot.doctor import telegram_access  # noqa: PLC0415

    async for finding in telegram_access.examine(settings):
        yield finding


async def _whatsapp(settings: Settings) -> AsyncIterator[Finding]:
    try:
        access = settings.whatsapp
    except SettingsProblem as problem:
        yield Finding("WhatsApp", "error", "cannot be used", str(problem))
        return
    if access is None:
        yield Finding("WhatsApp", "ok", "not used: off until the city has decided on it (docs/privacy-impact.md)")
        return
    from bot.doctor import whatsapp_access  # noqa: PLC0415 - as above

    async for finding in whatsapp_access.examine(settings, access):
        yield finding
