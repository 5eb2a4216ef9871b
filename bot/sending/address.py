"""Where a message goes: the chat, and the part of it that the channel itself told apart."""

from msgspec import Struct


class Address(Struct, frozen=True):
    """A chat, or a thread of it."""

    chat: str
    thread: str = ""
    """In the channel's own words, such as a forum topic; empty for the chat as a whole."""


class MessagePosition(Struct, frozen=True):
    """Where a person's message stands, as `Incoming.reference` holds it: `123`, `123@77` or `@77`."""

    message: str = ""
    """The id of a message that may be deleted; empty when none may."""
    thread: str = ""
    """The thread that its answer must go to."""

    def __str__(self) -> str:
        return f"{self.message}@{self.thread}" if self.thread else self.message


def read(reference: str) -> MessagePosition:
    """The position as it was written."""
    message, _, thread = reference.partition("@")
    return MessagePosition(message, thread)
