"""Examines Telegram: whether it knows the token, how it reaches us, and whether our clocks agree."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram.client import Api
from bot.channels.telegram.update_source import WEBHOOK
from bot.doctor import clock
from bot.doctor.finding import Finding
from bot.doctor.foreign_words import host_of, without_secrets
from bot.sending.errors import SendError, Unauthorised
from bot.settings import Settings

_RECENT = 3600
"""Seconds during which an error of the webhook is reported."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Asks Telegram, with the token from the settings."""
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
        yield Finding("Telegram", "error", said, "Check the network, and SIGAP_TELEGRAM_API_URL.")
    finally:
        await api.close()
    yield await clock.compare(settings.telegram_api_url, "Telegram's")


def _webhook(settings: Settings, info: object) -> Finding:
    """How Telegram reaches us. Of a foreign URL only the host is shown, because the rest may hold a token."""
    reported: Mapping[str, Any] = info if isinstance(info, Mapping) else {}
    wanted = f"{settings.public_url}{WEBHOOK}" if settings.public_url else ""
    known = str(reported.get("url") or "")
    error = without_secrets(str(reported.get("last_error_message")))[:200] if _is_recent(reported) else ""
    waiting = f"{reported.get('pending_update_count', 0)} updates wait{f'; last error: {error}' if error else ''}"
    if known != wanted:
        return Finding(
            "webhook",
            "error",
            f"Telegram has {host_of(known) or 'none'}, the settings say {wanted or 'none'}; {waiting}",
            "`sigap serve` sets it when it starts, and again within a minute. If that does not last, another program "
            "uses this token: stop it, or get a new token from @BotFather.",
        )
    if error and wanted:
        advice = f"Can the internet reach {wanted}, with a certificate that is valid? Does the proxy forward it to us?"
        return Finding("webhook", "error", waiting, advice)
    return Finding("webhook", "ok", f"{wanted or 'none, Telegram is polled'}; {waiting}")


def _is_recent(reported: Mapping[str, Any]) -> bool:
    """Whether the last error of the webhook is recent."""
    date = reported.get("last_error_date")
    return isinstance(date, int) and datetime.now(UTC).timestamp() - date < _RECENT
