"""Finds who wrote a message: by the message itself, and by the contacts that come with it."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import pairwise

from bot.channels.whatsapp import addresses
from bot.channels.whatsapp.payload_models import Contact, Message, Odd, Preference, Status


@dataclass(frozen=True, slots=True)
class Sender:
    """A person, as far as a webhook names them."""

    user_id: str = ""
    phone: str = ""

    @property
    def address(self) -> str:
        """The address of their private chat; empty for nobody."""
        return self.user_id or self.phone


@dataclass(frozen=True, slots=True)
class Move:
    """The chat of a person has a new address."""

    before: str
    after: str


class Contacts:
    """The contacts of one value, by their ids."""

    def __init__(self, contacts: Iterable[Contact | Odd], senders: Set[str]) -> None:
        """`senders` are the phones or ids of the people in the value: one of each is the same person."""
        self._known: dict[str, Sender] = {}
        found = [_sender(one.wa_id, one.user_id) for one in contacts if isinstance(one, Contact)]
        for one in found:
            self._known.update(dict.fromkeys(filter(None, (one.user_id, one.phone)), one))
        self._only = found[0] if len(found) == 1 and len(senders) <= 1 else Sender()

    def sender(self, phone: object, user_id: object) -> Sender:
        """The person with this phone or id, either of which may be missing."""
        said = _sender(phone, user_id)
        known = self._known.get(said.user_id) or self._known.get(said.phone) or self._only
        return Sender(said.user_id or known.user_id, said.phone or known.phone)


def _sender(phone: object, user_id: object) -> Sender:
    return Sender(addresses.user_id(user_id), addresses.phone(phone))


def first_id(one: Message | Preference | Status) -> str:
    """What tells the people of one value apart, who wrote or were written to."""
    if isinstance(one, Preference):
        return str(one.user_id or one.wa_id)
    if isinstance(one, Status):
        return str(one.recipient_user_id or one.recipient_id)
    return str(one.from_user_id or one.sender)


def moves(message: Message) -> tuple[Move, ...]:
    """The moves that a system message reports; none for one that reports anything else.

    The chat may still be known by the old phone, where the old id never wrote to us: it moves to the old id first.
    """
    system = message.system
    if system is None or system.type not in _CHANGES:
        return ()
    before = _sender(system.customer or message.sender, system.previous_user_id)
    named = addresses.user_id(system.user_id) or addresses.user_id(message.from_user_id)
    after = named if named != before.user_id else ""
    after = after or addresses.phone(system.wa_id) or addresses.phone(system.new_wa_id)
    steps = [step for step in (before.phone, before.user_id, after) if step]
    if not after or len(steps) == 1:
        return ()
    return tuple(Move(one, other) for one, other in pairwise(steps) if one != other)


_CHANGES = frozenset({"user_changed_number", "user_changed_user_id", "customer_changed_number"})
