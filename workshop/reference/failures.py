"""The page of the failures of sending: what a channel says, and what we do."""

import inspect
from collections.abc import Iterator

from bot.channels.telegram import client
from bot.sending import contract
from bot.sending.contract import SendError
from workshop.reference.markdown import code, generated, table


def page() -> str:
    """The page."""
    rows = [(code(one.__name__), client.ANSWERS.get(one, "never"), _job(one)) for one in named()]
    return generated(
        "Failures of sending",
        "What can go wrong when a message is sent, by name, and what we do then.",
        "`sigap_not_sent_total` counts replies by these names. A channel raises them and nothing else, and decides "
        "which of its own errors mean which failure.",
        table(("failure", "Telegram says", "what we do"), rows),
    )


def named() -> Iterator[type[SendError]]:
    """The failures that every channel knows, in the order in which they are declared."""
    found = vars(contract).values()
    return (one for one in found if isinstance(one, type) and issubclass(one, SendError) and one is not SendError)


def _job(failure: type[SendError]) -> str:
    return " ".join((inspect.getdoc(failure) or "").split())
