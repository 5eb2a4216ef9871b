"""Tells staff what a channel's service reports about the account, the number or a template."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from bot.sending.notices.outgoing_sender import Prepared
from data.channels import STAFF, label
from data.chats import inbox, outgoing
from data.chats.outgoing import QueuedMessage
from data.content import texts
from data.database.sqlite import Transaction
from data.staff.members import Role, Staff
from handlers.messages import Reply

KIND = "service"
"""The kind in `outgoing`, and the beginning of the texts: `service.KIND`."""

_NOTHING = frozenset({"", "-"})
"""Details that the service did not give."""


class _Body(BaseModel):
    """A report, as it is stored."""

    version: Literal[1] = 1
    channel: str
    kind: str
    details: dict[str, str]


async def queue(
    tx: Transaction, staff: Staff, channel: str, kind: str, details: Mapping[str, str], now: datetime
) -> bool:
    """Queues a report for all approvers, or for those who only look where there are none. False if it came before."""
    body = _Body(channel=channel, kind=kind, details=dict(details))
    written = json.dumps([kind, sorted(body.details.items())]).encode()
    name = hashlib.blake2b(written, digest_size=16).hexdigest()
    reported = inbox.message_key_of(channel, KIND, name)
    if await inbox.marked_at(tx, reported):
        return False
    await inbox.mark(tx, reported, now, channel=channel)
    for address in recipients(staff):
        await outgoing.put(tx, STAFF, address, KIND, name, body.model_dump_json(), now)
    return True


def recipients(staff: Staff) -> list[str]:
    """The addresses of the approvers; without any, of those who only look."""
    for role in (Role.APPROVER, Role.VIEWER):
        if found := sorted(one.address for one in staff.values() if role in one.roles):
            return found
    return []


class StaffReports:
    """Renders the queued reports."""

    async def prepare(self, _tx: Transaction, message: QueuedMessage) -> Prepared | None:
        """The report in the words of staff, with the details in those of the service."""
        body = _Body.model_validate_json(message.body)
        key = f"{KIND}.{body.kind}"
        text = texts.staff(key if texts.is_staff_text(key) else f"{KIND}.other", channel=label(body.channel))
        details = [f"{_name(name)}: {value}" for name, value in body.details.items() if value not in _NOTHING]
        return Prepared((Reply("\n\n".join(filter(None, (text, "\n".join(details))))),), KIND, _settle)


def _name(detail: str) -> str:
    """The name of a detail; one that this version does not know is shown as it is."""
    key = f"{KIND}.{detail}"
    return texts.staff_phrase(key) if texts.is_staff_phrase(key) else detail


async def _settle(_tx: Transaction, _arrived: bool) -> None:
    """Nothing depends on it."""
