"""The forum topic of a message, which its answer must go to: the thread of an `Address`."""

from bot.sending.address import Address

_LONGEST = 2**63


def where(address: Address) -> dict[str, str]:
    """The parameters that send a message to a chat, and to its topic."""
    topic = {"message_thread_id": address.thread} if address.thread else {}
    return {"chat_id": address.chat, **topic}


def topic_of(thread: object, is_topic: object) -> str:
    """The topic of a message. A thread of replies in a group without topics is not a topic, and cannot be addressed."""
    known = isinstance(thread, int) and not isinstance(thread, bool) and 0 < thread < _LONGEST
    return str(thread) if known and is_topic is True else ""
