"""What Meta answers when it refuses: its codes, each with the words and the HTTP status that Meta documents.

After developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes, read in November 2026.
"""

from typing import Any, NamedTuple


class Error(NamedTuple):
    """A row of Meta's table."""

    status: int
    """Of HTTP, where it is the answer to a call."""
    title: str


ERRORS: dict[int, Error] = {
    0: Error(401, "AuthException"),
    1: Error(400, "API Unknown"),
    2: Error(503, "API Service"),
    3: Error(500, "API Method"),
    4: Error(400, "API Too Many Calls"),
    10: Error(403, "Permission Denied"),
    33: Error(400, "Parameter value is not valid"),
    100: Error(400, "Invalid parameter"),
    190: Error(401, "Access token has expired"),
    200: Error(403, "API Permission"),
    368: Error(403, "Temporarily blocked for policies violations"),
    80007: Error(400, "Rate limit issues"),
    130429: Error(400, "Rate limit hit"),
    130472: Error(400, "User's number is part of an experiment"),
    130497: Error(403, "Business account is restricted from messaging users in this country"),
    131000: Error(500, "Something went wrong"),
    131005: Error(403, "Access denied"),
    131008: Error(400, "Required parameter is missing"),
    131009: Error(400, "Parameter value is not valid"),
    131016: Error(500, "Service unavailable"),
    131021: Error(400, "Recipient cannot be sender"),
    131026: Error(400, "Message undeliverable"),
    131031: Error(403, "Account has been locked"),
    131037: Error(400, "Phone number needs an approved display name"),
    131042: Error(400, "Business eligibility payment issue"),
    131045: Error(500, "Incorrect certificate"),
    131047: Error(400, "Re-engagement message"),
    131048: Error(400, "Spam rate limit hit"),
    131049: Error(400, "Message not delivered to maintain healthy ecosystem engagement"),
    131050: Error(400, "User has stopped marketing messages from your business"),
    131051: Error(400, "Unsupported message type"),
    131052: Error(400, "Media download error"),
    131053: Error(400, "Media upload error"),
    131056: Error(400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: Error(500, "Account in maintenance mode"),
    131062: Error(400, "Business-scoped user IDs are not supported for this message"),
    132000: Error(400, "Template parameter count mismatch"),
    132001: Error(404, "Template does not exist"),
    132005: Error(400, "Template hydrated text too long"),
    132007: Error(400, "Template format character policy violated"),
    132012: Error(400, "Template parameter format mismatch"),
    132015: Error(400, "Template is paused"),
    132016: Error(400, "Template is disabled"),
    133004: Error(503, "Server temporarily unavailable"),
    133010: Error(400, "Phone number not registered"),
    133016: Error(400, "Account register/deregister rate limit exceeded"),
}
"""Codes that may come as the answer to a call or later, in a `failed` status."""


class Refusal(Exception):
    """An answer with an `error`."""

    def __init__(self, code: int, details: str = "", *, title: str = "", subcode: int | None = None) -> None:
        known = ERRORS.get(code, Error(400, "An error that the documentation does not name"))
        super().__init__(f"{code}: {details or title or known.title}")
        self.code, self.details, self.subcode = code, details, subcode
        self.title, self.status = title or known.title, known.status

    @property
    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.title}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "AXsgnV2Cm3ZMGF3dF_cfYIn",
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        return {"error": error}

    @property
    def in_status(self) -> dict[str, Any]:
        """The same in a `failed` status."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details or self.title},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }


def invalid(details: str) -> Refusal:
    """A value that is not allowed where it stands."""
    return Refusal(131009, details)


def missing(name: str) -> Refusal:
    """A parameter that is needed."""
    return Refusal(131008, f"The parameter {name} is required.")


def unexpected(name: str) -> Refusal:
    """A parameter that the API does not know."""
    return Refusal(100, f"Unexpected key {name!r} on param.")
