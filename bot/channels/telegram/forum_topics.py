"""Where in a chat a message stands: its id, and the topic of a forum that it belongs to, which its answer must name."""

from dataclasses import dataclass

_LONGEST = 2**63


@dataclass(frozen=True, slots=True)
class Spot:
    """As an answer keeps it until it is sent, it is written `123`, `123@77` or `@77`."""

    message: str = ""
    """The id of what may be taken out of the chat; empty where nothing may."""
    topic: str = ""
    """Empty in the general topic, and where there are none."""

    def __str__(self) -> str:
        return f"{self.message}@{self.topic}" if self.topic else self.message

    @property
    def named(self) -> dict[str, str]:
        """The parameter that puts a message there."""
        return {"message_thread_id": self.topic} if self.topic else {}


def read(reference: str) -> Spot:
    """The spot that was written so."""
    message, _, topic = reference.partition("@")
    return Spot(message, topic)


def topic_of(thread: object, is_topic: object) -> str:
    """The topic of a message; a thread of replies in a group without topics is none, and cannot be named."""
    known = isinstance(thread, int) and not isinstance(thread, bool) and 0 < thread < _LONGEST
    return str(thread) if known and is_topic is True else ""
