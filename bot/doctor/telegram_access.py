"""Looks at Telegram: whether it knows the token, how it reaches us, and what time it has there."""

import email.utils
import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.channels.telegram.client import Api
from bot.channels.telegram.update_source import WEBHOOK
from bot.doctor.finding import Finding
from bot.sending.contract import SendError, Unauthorised
from bot.settings import Settings

_RECENT = 3600
"""Seconds in which an error of the webhook still says something."""
_WITHOUT_SECRETS = re.compile(r"[a-z]+://\S+|\d{6,}(:[A-Za-z0-9_-]+)?|[A-Za-z0-9_-]{24,}")
"""Addresses, tokens and long numbers in what Telegram says of an error."""
_CLOCK_OFF = 5.0
"""Seconds."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Asks Telegram, with the token of the settings."""
    api = Api(settings)
    await api.open()
    try:
        me = await api.call("getMe", {})
        yield Finding("Telegram's token", "ok", f"this is @{me['username']}")
        yield _webhook(settings, await api.call("getWebhookInfo", {}))
    except Unauthorised:
        advice = "Set SIGAP_TELEGRAM_TOKEN to the one that @BotFather shows."
        yield Finding("Telegram's token", "error", "Telegram does not know it", advice)
    except SendError as problem:
        said = f"{settings.telegram_api_url} does not answer ({type(problem).__name__}: {problem})"
        yield Finding("Telegram", "error", said, "Look at the network, and at SIGAP_TELEGRAM_API_URL.")
    finally:
        await api.close()
    yield await _clock(settings.telegram_api_url)


def _webhook(settings: Settings, info: object) -> Finding:
    """How Telegram reaches us. Of an address that is not ours only the host is shown: the rest may hold a token."""
    told: Mapping[str, Any] = info if isinstance(info, Mapping) else {}
    wanted = f"{settings.public_url}{WEBHOOK}" if settings.public_url else ""
    known = str(told.get("url") or "")
    error = _WITHOUT_SECRETS.sub("…", str(told.get("last_error_message")))[:200] if _is_recent(told) else ""
    waiting = f"{told.get('pending_update_count', 0)} updates wait{f'; last error: {error}' if error else ''}"
    if known != wanted:
        return Finding(
            "webhook",
            "error",
            f"Telegram has {_host(known) or 'none'}, the settings say {wanted or 'none'}; {waiting}",
            "`sigap serve` sets it at its start, and again within a minute. If it does not last, another program runs "
            "with this token: stop that one, or take a new token from @BotFather.",
        )
    if error and wanted:
        advice = f"Can the internet reach {wanted}, with a certificate that is valid? Does the proxy pass it on to us?"
        return Finding("webhook", "error", waiting, advice)
    return Finding("webhook", "ok", f"{wanted or 'none, Telegram is polled'}; {waiting}")


def _is_recent(told: Mapping[str, Any]) -> bool:
    """Whether the last error of the webhook still says something."""
    date = told.get("last_error_date")
    return isinstance(date, int) and datetime.now(UTC).timestamp() - date < _RECENT


def _host(url: str) -> str:
    """Scheme and host of an address, without a password, a path or a query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…" if parts.netloc else "…" if url else ""


async def _clock(url: str) -> Finding:
    """Our time beside Telegram's."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.head(url) as response,
        ):
            there = email.utils.parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError) as problem:
        return Finding("clock", "warning", f"cannot be compared ({type(problem).__name__})")
    off = abs((datetime.now(UTC) - there).total_seconds())
    if off > _CLOCK_OFF:
        return Finding("clock", "warning", f"{off:.0f} s off Telegram's", "Let the machine set its clock (NTP).")
    return Finding("clock", "ok", "as Telegram's")
