"""Examines WhatsApp: whether Meta knows the token, how the number stands, and whether what people write reaches us."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime

from bot.channels.whatsapp import failures
from bot.channels.whatsapp.account import Account, Number, Token
from bot.channels.whatsapp.reports import TOLD
from bot.channels.whatsapp.webhook import WEBHOOK
from bot.doctor import clock
from bot.doctor.finding import MOST_NAMED, Finding, Level
from bot.doctor.foreign_words import host_of, without_secrets
from bot.sending.errors import SendError, Suspended
from bot.setting_values.whatsapp import WhatsAppAccess
from bot.settings import Settings

_GUIDE = "docs/operators/whatsapp.md"
_LONGEST = 200
"""Characters of what Meta says."""
_NEW_TOKEN = f"Make a token of a system user and set SIGAP_WHATSAPP_TOKEN ({_GUIDE}, step 5)."
_ADVICE: Mapping[str, str] = {
    failures.reason(0): _NEW_TOKEN,
    failures.reason(190): _NEW_TOKEN,
    failures.reason(100): "SIGAP_WHATSAPP_PHONE_ID is not a number of this account (it is the Phone number ID, without "
    "+62), or the system user may not use the account.",
}
"""By the reason of a refusal."""
_OTHERWISE = f"Look up the code in WhatsApp Manager's overview and in {_GUIDE}."
_SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")
_APPROVED = frozenset({"APPROVED", "AVAILABLE_WITHOUT_REVIEW"})
_REFUSED = frozenset({"DECLINED", "EXPIRED"})
_QUALITY: Mapping[str, Level] = {"YELLOW": "warning", "RED": "error"}
_HEALTH: Mapping[str, Level] = {"AVAILABLE": "ok", "LIMITED": "warning"}
_MESSAGES = "messages"


async def examine(settings: Settings, access: WhatsAppAccess) -> AsyncIterator[Finding]:
    """Asks Meta, with the token from the settings."""
    yield _budget(settings)
    account = Account(access, settings.whatsapp_api_url)
    account.open()
    try:
        number = await account.number()
        for finding in _number(settings, number):
            yield finding
        async for finding in _app(account, number):
            yield finding
    except Suspended as problem:
        advice = _ADVICE.get(str(problem), _OTHERWISE)
        yield Finding("WhatsApp", "error", f"Meta refuses to work with us ({problem})", advice)
    except SendError as problem:
        said = f"{settings.whatsapp_api_url} does not answer ({type(problem).__name__}: {problem})"
        yield Finding("WhatsApp", "error", said, "Check the network, and SIGAP_WHATSAPP_API_URL.")
    finally:
        await account.close()
    yield await clock.compare(settings.whatsapp_api_url, "Meta's")


def _budget(settings: Settings) -> Finding:
    if settings.whatsapp_budget:
        return Finding("WhatsApp's budget", "ok", f"{settings.whatsapp_budget:,.2f} US dollars a month")
    return Finding(
        "WhatsApp's budget",
        "warning",
        "none: every message after the free ones of a month is billed, however many",
        "Set SIGAP_WHATSAPP_BUDGET to the US dollars that may be spent in a month.",
    )


def _number(settings: Settings, number: Number) -> Iterator[Finding]:
    """What Meta says of the number itself."""
    yield _registration(number)
    yield _display_name(number)
    quality = number.quality_rating
    yield Finding(
        "WhatsApp's quality",
        _QUALITY.get(quality, "ok"),
        f"{quality or 'not rated yet'}; people to whom we may write first: {number.messaging_limit_tier or 'unknown'}",
        "People block or report the number. Look at what it sent in the last days." if quality in _QUALITY else "",
    )
    yield from _health(number)
    yield _webhook(settings, number)


def _registration(number: Number) -> Finding:
    name, shown = "WhatsApp's number", number.display_phone_number
    if number.platform_type not in {"", "CLOUD_API"}:
        advice = f"Register it for the Cloud API ({_GUIDE}, step 6)."
        return Finding(name, "error", f"{shown} is on {number.platform_type}", advice)
    if number.status not in {"", "CONNECTED"}:
        advice = f"Register it with its PIN ({_GUIDE}, step 6); if Meta took it away, ask in WhatsApp Manager."
        return Finding(name, "error", f"{shown} is {number.status}", advice)
    if number.code_verification_status == "NOT_VERIFIED":
        return Finding(name, "warning", f"{shown} was not verified", "Verify it by SMS or call in WhatsApp Manager.")
    if number.account_mode == "SANDBOX":
        advice = f"Add a number of the city's own ({_GUIDE}, step 3)."
        return Finding(name, "warning", f"{shown} is Meta's test number, which writes to listed people only", advice)
    return Finding(name, "ok", f"{shown}, connected")


def _display_name(number: Number) -> Finding:
    state, name = number.name_status, number.verified_name
    said = f"{name or 'none'} ({state or 'no state'})"
    if state in _APPROVED:
        return Finding("WhatsApp's name", "ok", said)
    advice = (
        f"Give the number a display name by Meta's guidelines ({_GUIDE}, step 4). Until then people see the number."
    )
    return Finding("WhatsApp's name", "error" if state in _REFUSED else "warning", said, advice)


def _health(number: Number) -> Iterator[Finding]:
    """Whether Meta lets us send, with the parts of the account that stand in the way."""
    overall = number.health_status.can_send_message
    if not overall:
        yield Finding("WhatsApp's health", "warning", "Meta does not say whether the number can send")
        return
    held = [one for one in number.health_status.entities if one.can_send_message not in {"", "AVAILABLE"}]
    if not held:
        yield Finding("WhatsApp's health", _HEALTH.get(overall, "error"), f"sending is {overall}")
    for one in held:
        level = _HEALTH.get(one.can_send_message, "error")
        described = [f"code {each.error_code}: {each.error_description}" for each in one.errors]
        said = without_secrets("; ".join([*described, *one.additional_info]))[:_LONGEST]
        solution = without_secrets(" ".join(each.possible_solution for each in one.errors))[:_LONGEST]
        yield Finding(f"WhatsApp's {one.entity_type}", level, f"{one.can_send_message}: {said}", solution or _OTHERWISE)


def _webhook(settings: Settings, number: Number) -> Finding:
    """Whether Meta sends what people write to us. Of a foreign URL only the host is shown."""
    if not settings.public_url:
        advice = "Set SIGAP_PUBLIC_URL to the https address of the bot: Meta sends to no other."
        return Finding("WhatsApp's webhook", "error", "there is no public address", advice)
    wanted = f"{settings.public_url}{WEBHOOK}"
    if number.webhook == wanted:
        return Finding("WhatsApp's webhook", "ok", wanted)
    return Finding(
        "WhatsApp's webhook",
        "error",
        f"Meta has {host_of(number.webhook) or 'none'}, the settings say {wanted}",
        f"Enter {wanted} in the app's dashboard, with SIGAP_WHATSAPP_VERIFY_TOKEN ({_GUIDE}, step 7).",
    )


async def _app(account: Account, number: Number) -> AsyncIterator[Finding]:
    """Whether our app is told what happens on the account, and our token and secret are right. Raises SendError."""
    health = number.health_status
    account_id, app_id = health.id_of("WABA"), health.id_of("APP")
    if not (account_id and app_id):
        yield Finding("WhatsApp's app", "warning", "Meta does not name the account and the app, so they were not seen")
        return
    if app_id in await account.subscribed_apps(account_id):
        yield Finding("WhatsApp's app", "ok", "is told what happens on the account")
    else:
        advice = f"Subscribe the app to the account ({_GUIDE}, step 7)."
        yield Finding("WhatsApp's app", "error", "is not told what happens on the account", advice)
    try:
        token, subscribed = await account.token_and_fields(app_id)
    except Suspended as problem:
        advice = "Set SIGAP_WHATSAPP_APP_SECRET to the one in the app's dashboard (App settings, Basic)."
        yield Finding("WhatsApp's app secret", "error", f"Meta does not accept it ({problem})", advice)
        return
    yield Finding("WhatsApp's app secret", "ok", "is accepted")
    yield _token(token)
    yield _fields(subscribed)


def _token(token: Token) -> Finding:
    name = "WhatsApp's token"
    if not token.is_valid:
        return Finding(name, "error", "is not valid", _NEW_TOKEN)
    if missing := [one for one in _SCOPES if one not in token.scopes]:
        return Finding(name, "error", f"lacks the permission {' and '.join(missing)}", _NEW_TOKEN)
    if token.expires_at:
        ends = datetime.fromtimestamp(token.expires_at, UTC)
        return Finding(name, "error", f"expires at {ends:%Y-%m-%d %H:%M} UTC", _NEW_TOKEN)
    return Finding(name, "ok", "does not expire, and has both permissions")


def _fields(subscribed: set[str]) -> Finding:
    """The webhook fields. Whether Business Agent is on cannot be asked: only the field standby shows it at work."""
    name = "WhatsApp's webhook fields"
    if _MESSAGES not in subscribed:
        advice = f"Subscribe the app to the field messages ({_GUIDE}, step 7)."
        return Finding(name, "error", "messages is not among them: nothing that people write reaches us", advice)
    if missing := sorted(TOLD - subscribed):
        named = ", ".join(missing[:MOST_NAMED]) + (" and others" if len(missing) > MOST_NAMED else "")
        advice = f"Subscribe the app to them ({_GUIDE}, step 7), so that staff learn what Meta decides."
        return Finding(name, "warning", f"not subscribed: {named}", advice)
    return Finding(name, "ok", f"{len(subscribed)}, messages among them")
