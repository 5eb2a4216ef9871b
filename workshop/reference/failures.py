"""The page of the failures of sending: what a channel says, and what we do."""

import inspect
from collections.abc import Iterator

from bot.channels.telegram import client
from bot.sending import errors
from bot.sending.errors import SendError
from workshop.reference.markdown import code, generated, table


def page() -> str:
    """The page."""
    rows = [(code(one.__name__), client.ANSWERS.get(one, "never"), *_policy(one), _job(one)) for one in named()]
    return generated(
        "Failures of sending",
        "What can go wrong when a message is sent, by name, and what we do then.",
        "`sigap_not_sent_total` counts failed tries by these names. A channel raises them and nothing else, and "
        "decides which of its own errors mean which failure. Replies, notices, announcements and status messages all "
        "act by the policy that stands on the class (`bot/sending/errors.py`): may the message have arrived, may the "
        "same succeed later, and what else would fail now?",
        table(("failure", "Telegram says", "arrived", "tried again", "concerns", "what we do"), rows),
    )


def _policy(failure: type[SendError]) -> tuple[str, str, str]:
    return failure.delivered, "yes" if failure.retry else "no", failure.concerns


def named() -> Iterator[type[SendError]]:
    """The failures that every channel knows, in the order in which they are declared."""
    found = vars(errors).values()
    return (one for one in found if isinstance(one, type) and issubclass(one, SendError) and one is not SendError)


def _job(failure: type[SendError]) -> str:
    return " ".join((inspect.getdoc(failure) or "").split())
