"""What can become of a message that we send, by name; each failure says what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.dispatch import QueuedReply


class SendError(Exception):
    """A message did not arrive, as far as we know."""


class Throttled(SendError):
    """Too fast: wait as long as the channel says, then send again. Other chats go on."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait {retry_after} s")
        self.retry_after = retry_after


class Busy(SendError):
    """The chat gets enough messages just now: other chats of a broadcast come first. Nothing was sent."""


class Gone(SendError):
    """The person blocked us or left: the subscription ends, and nothing more is sent."""


class Refused(SendError):
    """The channel does not accept such a message, which is a bug of ours: logged without the text, not sent again."""


class Unreachable(SendError):
    """Nothing was sent: try again until it works, a reply for up to 24 hours."""


class Unknown(SendError):
    """It may have arrived, or not. A reply is sent again, up to 8 times; a bulk message never by itself."""


class Unauthorised(SendError):
    """The channel does not accept our token: the bot stops with exit code 2; replies wait 24 hours for a good one."""


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
