"""The position of a message in a chat: its id, and the forum topic that its answer must go to."""

from dataclasses import dataclass

_LONGEST = 2**63


@dataclass(frozen=True, slots=True)
class MessagePosition:
    """Written `123`, `123@77` or `@77` where it is stored with an answer."""

    message: str = ""
    """The id of a message that may be deleted; empty when none may."""
    topic: str = ""
    """Empty in the general topic, and in chats without topics."""

    def __str__(self) -> str:
        return f"{self.message}@{self.topic}" if self.topic else self.message

    @property
    def parameters(self) -> dict[str, str]:
        """The parameter that sends a message to the topic."""
        return {"message_thread_id": self.topic} if self.topic else {}


def read(reference: str) -> MessagePosition:
    """The position as it was written."""
    message, _, topic = reference.partition("@")
    return MessagePosition(message, topic)


def topic_of(thread: object, is_topic: object) -> str:
    """The topic of a message. A thread of replies in a group without topics is not a topic, and cannot be addressed."""
    known = isinstance(thread, int) and not isinstance(thread, bool) and 0 < thread < _LONGEST
    return str(thread) if known and is_topic is True else ""
