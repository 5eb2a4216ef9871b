"""Turns what Meta reports of our messages into receipts: sent, delivered, read, failed, and what each costs."""

from collections.abc import Mapping

from bot.channels.whatsapp import addresses, failures
from bot.channels.whatsapp.payload_models import Pricing, Status
from bot.channels.whatsapp.senders import Contacts
from bot.sending.errors import SendError, Unrecognised
from bot.sending.receipts import Price, Receipt, State

_STATES: Mapping[str, State] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
"""`played` is for voice messages. The person deleting a message (`deleted`) and a product that is sold out (`warning`)
say nothing of the sending."""


def receipt(status: Status, contacts: Contacts) -> Receipt | None:
    """The receipt; None for a status that says nothing of the sending."""
    state = _STATES.get(status.status)
    if state is None:
        return None
    return Receipt(
        status.id,
        state,
        status.biz_opaque_callback_data or "",
        _price(status.pricing) if status.pricing else None,
        _problem(status) if state == "failed" else None,
        addresses.group(status.recipient_id) or contacts.sender(status.recipient_id, status.recipient_user_id).address,
    )


def _price(pricing: Pricing) -> Price:
    """What the message costs. Without a type, as in versions before 24, it counts as billed, unless an ad led to it."""
    category = pricing.category.lower()
    free = pricing.type.lower().startswith("free_") or category == "referral_conversion"
    return Price(category, free)


def _problem(status: Status) -> SendError:
    return failures.problem_of(status.errors[0].code) if status.errors else Unrecognised("without a code")
