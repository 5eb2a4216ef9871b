"""What the error codes of Meta mean for us: the errors of `bot.sending.errors`.

A code comes with the answer to a request, or later with a status webhook. Source of the codes:
developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes, read in November 2026.
"""

from collections.abc import Mapping

from bot.sending.errors import (
    Busy,
    OptedOut,
    Refused,
    SendError,
    Suspended,
    Throttled,
    Undeliverable,
    Unknown,
    Unreachable,
    Unrecognised,
    WindowClosed,
)

_MINUTE, _HOUR = 60.0, 3600.0
INVALID, MISSING_OBJECT = 100, 33
"""The code of any wrong request; with this subcode, the Graph API does not find our phone number, or may not use it."""

_MEANINGS: Mapping[type[SendError], Mapping[int, str]] = {
    Throttled: {
        4: "the app calls too often",
        80007: "the business account calls too often",
        130429: "more messages a second than the number may send and receive",
        131048: "too many people blocked the number or reported it as spam",
    },
    Busy: {131056: "too many messages to one person"},
    WindowClosed: {131047: "the person last wrote more than 24 hours ago"},
    Undeliverable: {
        130472: "the person is part of an experiment of Meta's",
        130497: "the account may not write to people in this country",
        131021: "the recipient is our own number",
        131026: "not on WhatsApp, has an old version, or did not accept the terms",
        131030: "a test number writes to listed people only",
        131049: "the person got enough advertising",
    },
    OptedOut: {131050: "the person stopped our advertising"},
    Refused: {
        INVALID: "a parameter is wrong or unknown",
        131008: "a parameter is missing",
        131009: "the value of a parameter is wrong",
        131051: "the type of the message is unknown",
        131052: "the media cannot be fetched",
        131053: "the media cannot be used",
        131062: "this message needs a phone number, and the recipient has only an id",
        131063: "marketing templates go by another API",
        132000: "the template has another number of parameters",
        132001: "there is no such template, or it is not approved",
        132005: "the text of the template is too long",
        132007: "the template offends a policy",
        132008: "a parameter of the template has a wrong form",
        132012: "a parameter of the template has a wrong type",
        132015: "the template is paused",
        132016: "the template is disabled",
        132018: "the parameters of the template are wrong",
        132068: "the flow is blocked",
        132069: "the flow is throttled",
        135000: "a parameter is wrong, and Meta does not say which",
        137000: "the person's identity key is another one",
    },
    Unreachable: {131057: "the account is in maintenance"},
    Unknown: {
        1: "a wrong request, or a failure of Meta's",
        2: "a failure of Meta's, or too much load",
        131000: "a failure of Meta's",
        131016: "a service of Meta's is not available",
        133004: "a server of Meta's is not available",
    },
    Suspended: {
        0: "the token is not accepted",
        3: "the app may not do this",
        10: "a permission is missing",
        MISSING_OBJECT: "the phone number was deleted",
        190: "the token has expired",
        368: "the account is blocked for offending a policy",
        131005: "a permission is missing",
        131031: "the account is locked",
        131037: "the display name is not approved",
        131042: "the payment method does not work",
        131044: "the payment method does not work",
        131045: "the certificate of the number is wrong",
        133010: "the number is not registered",
        133016: "the number was registered too often",
    },
}
"""By error: the codes that mean it, and why Meta sends each. A code that is not here means `Unrecognised`."""
_PERMISSIONS = range(200, 300)
"""All mean that a permission is missing."""
_CLASSES: Mapping[int, type[SendError]] = {
    **dict.fromkeys(_PERMISSIONS, Suspended),
    **{code: kind for kind, codes in _MEANINGS.items() for code in codes},
}
_PAUSES: Mapping[int, float] = {4: _MINUTE, 80007: _MINUTE, 130429: 1.0, 131048: _HOUR}
"""Seconds until we try again. Meta names no time: the first two are counted by the hour, the third by the second, and
the fourth ends once people trust the number again."""
_TOO_MANY, _FAILED = 429, 500


def _listed(kind: type[SendError]) -> str:
    return ", ".join(map(str, _MEANINGS[kind]))


ANSWERS: Mapping[type[SendError], str] = {
    **{kind: _listed(kind) for kind in _MEANINGS},
    Throttled: f"{_listed(Throttled)}; status 429",
    Unreachable: f"no connection; {_listed(Unreachable)}",
    Unknown: f"{_listed(Unknown)}; 5xx with another code; no answer in 10 s; an answer that cannot be read",
    Suspended: f"{_listed(Suspended)}, {_PERMISSIONS[0]} to {_PERMISSIONS[-1]}",
    Unrecognised: "any other code",
}
"""The answers of Meta for which each error is raised. For the reference; `problem_of` decides."""


def problem_of(code: int, *, subcode: int | None = None, status: int = 400) -> SendError:
    """The error that a code means. `status` is that of the HTTP answer; leave it out for a code of a webhook."""
    if code == INVALID and subcode == MISSING_OBJECT:
        return Suspended(reason(code))
    kind = _CLASSES.get(code) or (Unknown if status >= _FAILED else Unrecognised)
    return kind(reason(code), retry_after=_PAUSES.get(code))


def reason(code: int) -> str:
    """The code with what it means, and nothing that Meta quotes of the message."""
    meaning = _MEANINGS.get(_CLASSES.get(code, Unrecognised), {}).get(code)
    return f"code {code}: {meaning}" if meaning else f"code {code}"


def without_code(status: int) -> SendError:
    """The error for an answer that does not have the form of Meta's, as one of a proxy: it says nothing of the message.

    Only its status 429 does: who answers so has done nothing.
    """
    if status == _TOO_MANY:
        return Throttled("status 429", retry_after=_MINUTE)
    return Unknown(f"unreadable, status {status}")
