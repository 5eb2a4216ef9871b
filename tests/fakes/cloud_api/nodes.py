"""What the Graph API says of our number, account, token and app: what a doctor asks."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.cloud_api.errors import Refusal

_ALWAYS = ("id",)
_USUAL = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type",
          "throughput", "last_onboarded_time", "webhook_configuration")  # fmt: skip
SCOPES = ("whatsapp_business_management", "whatsapp_business_messaging", "public_profile")


@dataclass
class Account:
    """How things stand at Meta; a test changes what is to be wrong."""

    app_id: str = "670843887433847"
    number: dict[str, Any] = field(default_factory=lambda: {
        "verified_name": "SIGAP Kota Bekasi",
        "display_phone_number": "+62 821-1000-2000",
        "code_verification_status": "VERIFIED",
        "quality_rating": "GREEN",
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "messaging_limit_tier": "TIER_250",
        "throughput": {"level": "STANDARD"},
        "last_onboarded_time": "2026-11-02T03:04:05+0000",
        "is_official_business_account": False,
        "is_pin_enabled": True,
    })  # fmt: skip
    """Fields of the phone number."""
    problems: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Errors of `health_status`, by the kind of entity: PHONE_NUMBER, WABA, BUSINESS, APP."""
    subscribed: bool = True
    """Whether the account's events reach our app."""
    callback: str = ""
    """Where the app's webhooks go; empty for where this server sends them."""
    override: str = ""
    """Where those of the number go instead."""
    fields: tuple[str, ...] = ("messages",)
    """What the app is subscribed to."""
    scopes: tuple[str, ...] = SCOPES
    token_valid: bool = True
    token_expires: int = 0
    """Seconds since 1970; 0: never, as for a system user."""


class Nodes:
    """Answers of the Graph API, of one account."""

    def __init__(self, account: Account, phone_id: str, waba_id: str, business_id: str) -> None:
        self.account, self._phone_id, self._waba_id, self._business_id = account, phone_id, waba_id, business_id

    def phone(self, fields: str, webhook: str) -> dict[str, Any]:
        """The phone number. Raises Refusal for a field that it does not have."""
        override = {"phone_number": self.account.override} if self.account.override else {}
        known: dict[str, Any] = {
            "id": self._phone_id,
            **self.account.number,
            "webhook_configuration": {"application": self.account.callback or webhook, **override},
            "health_status": self._health(),
        }
        wanted = [one.strip() for one in fields.split(",")] if fields else list(_USUAL)
        if odd := {*wanted} - {*known}:
            raise Refusal(
                100, f"Tried accessing nonexisting field ({min(odd)}) on node type (WhatsAppBusinessPhoneNumber)"
            )
        return {one: known[one] for one in dict.fromkeys((*wanted, *_ALWAYS))}

    def _health(self) -> dict[str, Any]:
        ids = {"PHONE_NUMBER": self._phone_id, "WABA": self._waba_id, "BUSINESS": self._business_id,
               "APP": self.account.app_id}  # fmt: skip
        entities = []
        for kind, of_kind in ids.items():
            problems = self.account.problems.get(kind)
            state = (
                {"can_send_message": "BLOCKED", "errors": problems} if problems else {"can_send_message": "AVAILABLE"}
            )
            entities.append({"entity_type": kind, "id": of_kind, **state})
        worst = "BLOCKED" if self.account.problems else "AVAILABLE"
        return {"can_send_message": worst, "entities": entities}

    def subscribed_apps(self) -> dict[str, Any]:
        """Which apps hear of the account."""
        app = {"whatsapp_business_api_data": {"link": "https://www.facebook.com/games/?app_id=670843887433847",
                                              "name": "SIGAP", "id": self.account.app_id}}  # fmt: skip
        return {"data": [app] if self.account.subscribed else []}

    def subscriptions(self, webhook: str) -> dict[str, Any]:
        """What our app is told, and where."""
        fields = [{"name": one, "version": "v23.0"} for one in self.account.fields]
        return {"data": [{"object": "whatsapp_business_account", "callback_url": self.account.callback or webhook,
                          "active": True, "fields": fields}]}  # fmt: skip

    def token(self) -> dict[str, Any]:
        """What `debug_token` says of our token."""
        mine = [one for one in self.account.scopes if one.startswith("whatsapp")]
        return {"data": {
            "app_id": self.account.app_id, "type": "SYSTEM_USER", "application": "SIGAP",
            "is_valid": self.account.token_valid, "expires_at": self.account.token_expires, "data_access_expires_at": 0,
            "issued_at": int(time.time()) - 86_400, "scopes": [*self.account.scopes], "user_id": "122100000000000001",
            "granular_scopes": [{"scope": one, "target_ids": [self._waba_id]} for one in mine],
        }}  # fmt: skip
