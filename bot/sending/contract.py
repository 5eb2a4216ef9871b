"""What the bot asks of a channel, and what it offers to one. A new channel implements `Channel` and nothing else.

What is sent stands in `outgoing.py`, every failure in `errors.py`, what a channel can do in `capabilities.py`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.sending.address import Address
from bot.sending.capabilities import Capabilities
from bot.sending.errors import SendError
from bot.sending.outgoing import Outgoing
from bot.sending.receipts import Receipt
from handlers.messages import Answer, Incoming

if TYPE_CHECKING:  # a terminal needs no web server
    from starlette.routing import BaseRoute


class Priority(StrEnum):
    """Why a message is sent. The sending code paces by it; a channel may choose connections or a tariff by it."""

    REPLY = "reply"
    """Somebody waits for it."""
    STAFF = "staff"
    """A status message or a reminder for staff."""
    NOTICE = "notice"
    """A person asked to be told when something changes."""
    ANNOUNCEMENT = "announcement"
    """One of thousands."""


class Inbound(Protocol):
    """Where a channel takes what people write."""

    async def begin(self, url: str) -> None:
        """Says that the channel can send, before it receives anything; `url` is where people find the bot.

        Returns once the replies that the last run left are queued, so that they go before new ones.
        """

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message. Once it returns, the answer is stored: acknowledge the message.

        Raises NotKept when nothing could be stored: do not acknowledge, so that the message comes again.
        """

    def reply(self, incoming: Incoming, answer: Answer) -> None:
        """Queues the answer: it is sent by `Channel.send`, behind earlier answers to the same chat."""

    async def left(self, address: str) -> None:
        """The person blocked us or left: nothing more is sent. Raises NotKept when that could not be stored."""

    async def opted_out(self, address: str) -> None:
        """The person told the service that they want no announcements: those end, answers go on. Raises NotKept."""

    async def moved(self, before: str, after: str) -> None:
        """The person has a new address, and what we know of the chat follows. Raises NotKept."""

    async def note_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Messages of ours arrived, were read or failed; once it returns, that is stored. Raises NotKept."""

    async def tell_staff(self, kind: str, details: Mapping[str, str]) -> None:
        """The service reports what staff must know, such as a template that was paused. Raises NotKept.

        `kind` is a text of staff (`service.KIND` in `data/texts/staff.toml`), `details` fill it in.
        """


class Channel(Protocol):
    """A channel of the running bot."""

    name: str
    """The name in the database, in statistics and in metrics (`data/channels.py`)."""
    capabilities: Capabilities

    @property
    def ready(self) -> bool:
        """Whether messages of people reach us, and we can answer: `/readyz` shows it."""

    def routes(self) -> Sequence["BaseRoute"]:
        """The HTTP routes that it wants mounted on the bot's public port."""

    async def run(self, inbound: Inbound) -> None:
        """Receives messages until it is cancelled, and passes each to `inbound`.

        Raises SendError only where nothing works until the operator acts: the bot then stops, with `advice`.
        """

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:
        """Sends one message now; returns its id (empty for a deletion). Raises SendError, and nothing else.

        `tag` comes back with the receipts of the message, on a channel that has them; it names no person. The sending
        code has waited for the rates in `capabilities`, and tries again by the policy of the error.
        """

    async def close(self, patience: float) -> None:
        """Finishes its work, within `patience` seconds, and closes its connections; called after the last `send`."""

    def advice(self, problem: SendError) -> str:
        """What the operator can do about an error that ended the channel: the last words of the bot."""
