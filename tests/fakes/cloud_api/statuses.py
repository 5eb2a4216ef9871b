"""What Meta reports of our messages: sent, delivered, read, played, failed, and what each costs."""

from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes.cloud_api.chats import Chat, Chats, Sent
from tests.fakes.cloud_api.errors import Refusal
from tests.fakes.cloud_api.limits import Rates

Status = Literal["sent", "delivered", "read", "played", "failed"]


@dataclass
class Pricing:
    """How messages are priced."""

    free_left: int = 0
    """Service messages that are still free this month."""
    billable: Literal["right", "false", "absent"] = "absent"
    """What stands in the old field, which must not be counted by."""


class Reporting(Chats):
    """Chats of which the bot hears."""

    def __init__(self, rates: Rates | None = None) -> None:
        super().__init__(rates)
        self.pricing = Pricing()
        self.statuses = True
        """Whether there are any."""
        self.contacts_in_statuses = True
        self._price: dict[str, dict[str, Any]] = {}
        self._priced: set[str] = set()

    def deliver(self, lane: str, field: str, value: dict[str, Any]) -> None:
        """Sends a webhook."""
        raise NotImplementedError

    @property
    def metadata(self) -> dict[str, Any]:
        """What every webhook says of our number."""
        return {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": self.number, "phone_number_id": self.phone_id},
        }

    def fail(self, sent: Sent, code: int, details: str = "") -> None:
        """A message that was taken cannot be delivered after all."""
        self._status(self.chats[sent.chat], sent, "failed", Refusal(code, details))

    def report(self, sent: Sent, status: Status) -> None:
        """A status once more, or out of turn."""
        self._status(self.chats[sent.chat], sent, status)

    def _report(self, chat: Chat, sent: Sent, failure: Refusal | None) -> None:
        if failure:
            self._status(chat, sent, "failed", failure)
            return
        self._price[sent.id] = self._priced_as(chat, sent)
        if "sent" in chat.receipts:
            self._status(chat, sent, "sent")
        if sent.arrived:
            self._arrives(chat, sent)

    def _arrives(self, chat: Chat, sent: Sent) -> None:
        for status in ("delivered", "read", "played"):
            if status in chat.receipts:
                self._status(chat, sent, status)

    def _priced_as(self, chat: Chat, sent: Sent) -> dict[str, Any]:
        category, kind = sent.category, "regular"
        if self.now() < chat.free_until:
            category, kind = "referral_conversion", "free_entry_point"
        elif category == "service" and self.pricing.free_left:
            self.pricing.free_left -= 1
            kind = "free_customer_service"
        said: dict[str, Any] = {"pricing_model": "PMP", "type": kind, "category": category}
        if self.pricing.billable != "absent":
            said["billable"] = self.pricing.billable == "right" and kind == "regular"
        return said

    def _status(self, chat: Chat, sent: Sent, status: Status, failure: Refusal | None = None) -> None:
        if not self.statuses:
            return
        said: dict[str, Any] = {"id": sent.id, "status": status, "timestamp": str(int(self.now()))}
        said |= self._recipient(chat, sent)
        if sent.tag:
            said["biz_opaque_callback_data"] = sent.tag
        if failure:
            said["errors"] = [failure.in_status]
        elif status == "sent" or sent.id not in self._priced:
            # in `sent`, and in one of the others
            said["pricing"] = self._price.get(sent.id) or self._priced_as(chat, sent)
            if status != "sent":
                self._priced.add(sent.id)
        value: dict[str, Any] = {**self.metadata}
        if self.contacts_in_statuses and not failure and not chat.is_group:
            value["contacts"] = [contact(chat)]
        self.deliver(f"status {sent.id}", "messages", {**value, "statuses": [said]})

    def _recipient(self, chat: Chat, sent: Sent) -> dict[str, Any]:
        if chat.is_group:
            return {"recipient_type": "group", "recipient_id": chat.user_id}
        known = {} if chat.hides_id else {"recipient_user_id": chat.user_id}
        if chat.parent_id and known:
            known["recipient_parent_user_id"] = chat.parent_id
        if sent.to != chat.user_id or not chat.hides_phone:
            known["recipient_id"] = chat.phone
        return known


def contact(chat: Chat) -> dict[str, Any]:
    """A person in `contacts`."""
    known: dict[str, Any] = {"profile": {"name": chat.name}}
    if chat.username:
        known["profile"]["username"] = chat.username
    if not chat.hides_phone:
        known["wa_id"] = chat.phone
    if not chat.hides_id:
        known["user_id"] = chat.user_id
        if chat.parent_id:
            known["parent_user_id"] = chat.parent_id
    return known
