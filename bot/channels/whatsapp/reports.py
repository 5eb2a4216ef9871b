"""Turns what Meta reports of the account, the number and the templates into what staff are told: never of a person.

Source: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview, read in November 2026.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.channels.whatsapp.payload_models import Change
from data.clock import wib_day

_LONGEST = 100
"""Characters of one detail."""
_MANY_DIGITS = re.compile(r"[0-9]{8,}")
"""The id of an account, or a phone."""


_LAST_MOMENT = 2**32


@dataclass(frozen=True, slots=True)
class Report:
    """What staff are told."""

    kind: str
    """One of `KINDS`: the text of staff `service.KIND`."""
    subject: str
    """What it is about, such as the name of a template; empty for the account as a whole."""
    event: str
    """What happened, in Meta's words: `REJECTED`, `GREEN > RED`."""
    reason: str = ""
    """Why, where Meta says it."""
    day: str = ""
    """When, in Bekasi: `2026-11-30`; empty where Meta does not say it. The same event of another day is told again."""

    @property
    def details(self) -> Mapping[str, str]:
        """What is known, by name."""
        known = {"subject": self.subject, "event": self.event, "reason": self.reason, "day": self.day}
        return {name: said for name, said in known.items() if said}


Value = Mapping[str, Any]


def _template(value: Value) -> str:
    language = value.get("message_template_language")
    return f"{_said(value.get('message_template_name'))} ({_said(language)})"


def _change(value: Value, before: str, after: str) -> str:
    old, new = _said(value.get(before)), _said(value.get(after))
    return f"{old} > {new}" if old else new


def _template_status(value: Value) -> Report:
    reason = value.get("reason")
    info = value.get("other_info")
    if isinstance(info, Mapping) and info.get("title"):  # of a pause: which one it is
        reason = info.get("title")
    return Report("template_status", _template(value), _said(value.get("event")), _said(reason))


def _template_quality(value: Value) -> Report:
    event = _change(value, "previous_quality_score", "new_quality_score")
    return Report("template_quality", _template(value), event)


def _template_category(value: Value) -> Report:
    event = _change(value, "previous_category", "new_category")
    return Report("template_status", _template(value), event)


def _account(value: Value) -> Report:
    """A violation, a restriction, a ban, an alert, a review: what Meta decided, and why."""
    alert = value.get("alert_info")
    of_alert = alert if isinstance(alert, Mapping) else value
    event = value.get("event") or value.get("decision") or of_alert.get("alert_type")
    found = [of_alert, *(one for name in _INNER for one in _each(value.get(name)))]
    reasons = [_said(one[name]) for one in found for name in _WHY if name in one]
    return Report("account", "", _said(event), _said(", ".join(dict.fromkeys(reasons))))


_INNER = ("violation_info", "ban_info", "restriction_info")
_WHY = ("violation_type", "waba_ban_state", "restriction_type", "alert_severity", "alert_status")


def _each(value: object) -> list[Value]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _phone_quality(value: Value) -> Report:
    limit = value.get("max_daily_conversations_per_business") or _change(value, "old_limit", "current_limit")
    return Report("phone_quality", "", _said(value.get("event")), _said(limit))


def _phone_name(value: Value) -> Report:
    name, reason = value.get("requested_verified_name"), value.get("rejection_reason")
    return Report("phone_quality", _said(name), _said(value.get("decision")), _said(reason))


def _capability(value: Value) -> Report:
    limit = value.get("max_daily_conversations_per_business") or value.get("max_daily_conversation_per_phone")
    return Report("capability", "", _said(limit))


def _standby(_: Value) -> Report:
    return Report("standby", "", "")


_READERS: Mapping[str, Callable[[Value], Report]] = {
    "account_alerts": _account,
    "account_review_update": _account,
    "account_update": _account,
    "business_capability_update": _capability,
    "business_status_update": _account,
    "message_template_quality_update": _template_quality,
    "message_template_status_update": _template_status,
    "messaging_handovers": _standby,
    "phone_number_name_update": _phone_name,
    "phone_number_quality_update": _phone_quality,
    "security": _account,
    "standby": _standby,
    "template_category_update": _template_category,
}
"""The last-but-one: another sender, Meta's Business Agent, answers in our place; of what it says, nothing is read."""
TOLD = frozenset(_READERS)
"""The fields of which staff are told."""
KINDS = ("template_status", "template_quality", "account", "phone_quality", "capability", "preference", "standby")
UNTOLD = frozenset(
    "account_settings_update automatic_events calls flows group_lifecycle_update group_participants_update "
    "group_participant_update group_settings_update group_status_update history message_echoes "
    "message_template_components_update partner_solutions payment_configuration_update smb_app_state_sync "
    "smb_message_echoes template_correct_category_detection tracking_events".split()
)
"""The fields that are passed over: they concern nothing of ours, or what staff did themselves."""


def read(change: Change, moment: int) -> Report:
    """What staff are told of a change of a field that is in `TOLD`. `moment` is in seconds since 1970; 0 if unknown."""
    report = _READERS[change.field](change.value if isinstance(change.value, Mapping) else {})
    return replace(report, day=_day(moment))


def of_preference(value: str, moment: int) -> Report:
    """Somebody stopped our advertising, or allows it again; nobody says who."""
    return Report("preference", "", _said(value), day=_day(moment))


def _day(moment: int) -> str:
    return wib_day(datetime.fromtimestamp(moment, UTC)).isoformat() if 0 < moment < _LAST_MOMENT else ""


def _said(value: object) -> str:
    """A word of Meta's, cut and without numbers that could be somebody's; empty for none."""
    found = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return _MANY_DIGITS.sub("...", found)[:_LONGEST]
