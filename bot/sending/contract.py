"""What can become of a message that we send, by name; each failure says what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.dispatch import QueuedReply


class SendError(Exception):
    """A message did not arrive, as far as we know."""


class Throttled(SendError):
    """Too fast: wait so many seconds, then send it again."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait {retry_after} s")
        self.retry_after = retry_after


class Busy(SendError):
    """The chat hears enough just now: others first. Nothing was sent."""


class Gone(SendError):
    """The person blocked us or left: stop writing to them."""


class Refused(SendError):
    """The channel does not take such a message: a bug of ours. Sending it again would not help."""


class Unreachable(SendError):
    """Nothing was sent: try again later."""


class Unknown(SendError):
    """It may have arrived, or not. A reply is sent again; a bulk message never by itself."""


class Unauthorised(SendError):
    """The channel does not know us: nothing can be sent until a person has put our token right."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to do of an answer: a message, or something beside it."""

    what: Mapping[str, str]
    """As the channel wants it."""
    again: bool = False
    """It may be done again without harm, so that what stands before it need not be noted first."""


class Channel(Protocol):
    """A channel that sends by itself."""

    name: str

    def parts(self, letter: QueuedReply) -> Sequence[Part]:
        """The parts of an answer, to be sent one after the other; always as many."""

    async def send(self, letter: QueuedReply, part: Part) -> None:
        """Sends one part. Raises SendError."""
