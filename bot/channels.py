"""What can become of a message that we send, by name; each failure says what to do next."""

from typing import Protocol

from bot.dispatch import Letter


class SendError(Exception):
    """A message did not arrive, as far as we know."""


class Throttled(SendError):
    """Too fast: wait so many seconds, then send it again."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait {retry_after} s")
        self.retry_after = retry_after


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


class Channel(Protocol):
    """A channel that sends by itself: an answer is a number of parts, sent one after the other."""

    name: str

    def parts(self, letter: Letter) -> int:
        """How many parts this answer has."""

    def is_quick(self, letter: Letter, part: int) -> bool:
        """Whether a part may be done again without harm, so that what stands before it need not be noted first."""

    async def send(self, letter: Letter, part: int) -> None:
        """Sends one part. Raises SendError."""
