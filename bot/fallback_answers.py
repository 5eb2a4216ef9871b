"""Answers to messages that the conversation did not answer: there were too many, a bug, or nothing can be stored."""

from datetime import datetime

import structlog

from data.clock import wib_day
from data.content.texts import text
from data.nik import exposed_numbers
from handlers.messages import Answer, Incoming, Reply
from handlers.outcomes import Outcome
from handlers.pages import unsupported

log = structlog.get_logger()

SILENCE = Answer(Outcome.FLOOD, sure=False)
"""For a message beyond the limit of a chat that was told so before."""


def too_many_messages(language: str, most: int) -> Answer:
    """Asks to wait: the chat sent more than `most` messages within a minute."""
    return _said(Outcome.FLOOD, text("flood", language, most=most), language)


def crowded_network(language: str) -> Answer:
    """Asks to wait: the network of the chat sends too many."""
    return _said(Outcome.FLOOD, text("flood.network", language), language)


def unavailable(language: str) -> Answer:
    """Says that nothing can be stored now."""
    return _said(Outcome.UNAVAILABLE, text("unavailable", language), language)


def apology(incoming: Incoming, language: str, now: datetime) -> Answer:
    """Apologises for a bug."""
    return _said(Outcome.ERROR, text("error", language), language, private=is_private(incoming, now))


def is_private(incoming: Incoming, now: datetime) -> bool:
    """Whether a message that gets no answer must be deleted from the chat all the same."""
    if incoming.kind in unsupported.PRIVATE or incoming.exposes_nik:
        return True
    try:
        kinds = exposed_numbers.kinds_in(incoming.text, wib_day(now))
        return exposed_numbers.must_leave_the_chat(kinds, forwarded=incoming.forwarded)
    except Exception:  # this may be the bug that broke the turn: then nobody knows what the message holds
        log.exception("turn.numbers_not_read", channel=incoming.channel)
        return True


def _said(outcome: Outcome, said: str, language: str, *, private: bool = False) -> Answer:
    return Answer(outcome, sure=False, replies=(Reply(said),), language=language, private=private)
