"""Decodes webhooks so that nothing odd in one takes the rest of it along: it is skipped, and counted."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import structlog
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from bot.channels.skipped_updates import SkippedUpdates, shape_of, wrong_fields
from bot.channels.whatsapp import parse, reports, senders, statuses
from bot.channels.whatsapp.payload_models import (
    Change,
    Conversations,
    Entry,
    Message,
    Metadata,
    Odd,
    Payload,
    Preference,
    Status,
)
from bot.channels.whatsapp.reports import Report
from bot.channels.whatsapp.senders import Contacts, Move
from bot.metrics import Metrics
from bot.sending.receipts import Receipt
from data.channels import WHATSAPP
from handlers.messages import Incoming

log = structlog.get_logger()

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)

_ACCOUNT = "whatsapp_business_account"
_OF_PEOPLE = frozenset({"messages", "user_preferences"})
"""The fields whose values are `Conversations`."""
_STOP = "stop"
"""The value of a preference: the person wants no advertising from us."""


@dataclass(slots=True)
class Arrived:
    """What a webhook brought, each kind in the order in which it happened."""

    moves: list[Move] = field(default_factory=list)
    links: list[Move] = field(default_factory=list)
    """From the phone to the id of somebody of whom both are known, for a chat that was begun without the id."""
    messages: list[Incoming] = field(default_factory=list)
    opted_out: list[str] = field(default_factory=list)
    """The addresses of people who want no announcements."""
    receipts: list[Receipt] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


class _Value(NamedTuple):
    """The value of a change, with what can be read of it."""

    metadata: Metadata
    contacts: Contacts
    messages: list[Message]
    statuses: list[Status]
    preferences: list[Preference]


class PayloadDecoder:
    """Decodes the webhooks of one running bot."""

    def __init__(self, phone_id: str, metrics: Metrics) -> None:
        """`phone_id` is the id of our number: an account may have others, whose messages are not ours."""
        self._phone_id = phone_id
        self.skip = SkippedUpdates(WHATSAPP.name, metrics).skip

    def payload(self, raw: bytes) -> Payload | None:
        """The webhook; None when its form is unknown, which would be the same the next time."""
        try:
            return Payload.model_validate(_value(raw))
        except ValidationError as problem:
            self.skip(wrong_fields(problem), "ValidationError")
        except (ValueError, RecursionError) as problem:
            self.skip({"bytes": len(raw)}, type(problem).__name__)
        return None

    def read(self, payload: Payload) -> Arrived:
        """What a webhook brought: whatever of it can be read."""
        arrived, values = Arrived(), list[_Value]()
        if payload.object != _ACCOUNT:
            self.skip("object", "another object")
            return arrived
        for entry in self._readable(payload.entry, Entry):
            for change in self._readable(entry.changes, Change):
                if change.field in _OF_PEOPLE:
                    values += self._values(change)
                else:
                    self._guarded(self._read_report, change, entry.time, arrived)
        self._read_messages(values, arrived)
        self._read_statuses(values, arrived)
        for value in values:
            for one in value.preferences:
                self._guarded(self._read_preference, one, value.contacts, arrived)
        return arrived

    def _values(self, change: Change) -> Iterable[_Value]:
        try:
            given = Conversations.model_validate(change.value)
        except ValidationError as problem:
            self.skip([change.field, *wrong_fields(problem)], "ValidationError")
            return
        if given.metadata.phone_number_id != self._phone_id:
            return
        messages = [*self._readable(given.messages, Message)]
        preferences = [*self._readable(given.user_preferences, Preference)]
        reported = [*self._readable(given.statuses, Status)]
        people = {*map(senders.first_id, messages), *map(senders.first_id, preferences)}
        contacts = Contacts(given.contacts, people | {*map(senders.first_id, reported)})
        yield _Value(given.metadata, contacts, messages, reported, preferences)
        for one in given.errors or ():
            log.warning("whatsapp.error_reported", code=one.code)

    def _read_messages(self, values: list[_Value], arrived: Arrived) -> None:
        found = [(one, value) for value in values for one in value.messages]
        for one, value in sorted(found, key=lambda each: each[0].timestamp):
            self._guarded(self._read_message, one, value, arrived)

    def _read_message(self, message: Message, value: _Value, arrived: Arrived) -> None:
        arrived.moves += senders.moves(message)
        sender = value.contacts.sender(message.sender, message.from_user_id)
        if incoming := parse.read(message, sender, value.metadata):
            arrived.messages.append(incoming)
            if sender.user_id and sender.phone:
                arrived.links.append(Move(sender.phone, sender.user_id))

    def _read_statuses(self, values: list[_Value], arrived: Arrived) -> None:
        found = [(one, value.contacts) for value in values for one in value.statuses]
        for one, contacts in sorted(found, key=lambda each: each[0].timestamp):
            if receipt := self._guarded(statuses.receipt, one, contacts):
                arrived.receipts.append(receipt)

    def _read_preference(self, preference: Preference, contacts: Contacts, arrived: Arrived) -> None:
        arrived.reports.append(reports.of_preference(preference.value, preference.timestamp))
        address = contacts.sender(preference.wa_id, preference.user_id).address
        if preference.value == _STOP and address:
            arrived.opted_out.append(address)

    def _read_report(self, change: Change, moment: int, arrived: Arrived) -> None:
        if change.field in reports.TOLD:
            arrived.reports.append(reports.read(change, moment))
        elif change.field not in reports.UNTOLD:
            self.skip(shape_of({change.field: 1}), "unknown field")

    def _readable(self, each: Iterable[object], kind: type[Model]) -> Iterable[Model]:
        for one in each:
            if isinstance(one, kind):
                yield one
            elif isinstance(one, Odd):
                self.skip([kind.__name__, *one.fields], "ValidationError")

    def _guarded(self, work: Callable[..., T], one: BaseModel, *more: object) -> T | None:
        """The result; None where a bug of ours, or something odd, stops the work."""
        try:
            return work(one, *more)
        except Exception as problem:  # noqa: BLE001 - what stands beside it must be handled, whatever went wrong here
            self.skip(shape_of(one.model_dump(exclude_unset=True)), type(problem).__name__)
            return None


def _value(raw: bytes) -> object:
    """The JSON value. Python's own parser takes lone surrogates beside, which a person may have typed."""
    try:
        return from_json(raw, cache_strings="keys")
    except ValueError:
        return json.loads(raw.decode("utf-8", "replace"))
