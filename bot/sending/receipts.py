"""What a service tells later of a message that we sent: that it arrived, was read or failed, and what it costs."""

from typing import Literal

from msgspec import Struct

from bot.sending.errors import SendError

State = Literal["sent", "delivered", "read", "failed"]


class Price(Struct, frozen=True):
    """How the service bills a message."""

    category: str
    """The tariff, in the words of the service: `service`, `utility`, `marketing`."""
    free: bool
    """Whether it costs nothing: within the free messages of the month, or after an advertisement."""


class Receipt(Struct, frozen=True):
    """The state of one message of ours. It may come twice, out of order, or not at all."""

    message: str
    """The id that `Channel.send` returned."""
    state: State
    tag: str = ""
    """What `Channel.send` was given for the message; empty where the service lost it."""
    price: Price | None = None
    problem: SendError | None = None
    """Why it failed."""
    recipient: str = ""
    """The address of the chat; empty where the service does not say it."""
