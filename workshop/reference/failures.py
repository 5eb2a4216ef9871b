"""The page of the failures of sending: what a channel says, and what we do."""

import inspect
from collections.abc import Iterator, Mapping

from bot.channels.telegram import client as telegram
from bot.channels.whatsapp import failures as whatsapp
from bot.sending import errors
from bot.sending.errors import SendError
from data import channels
from workshop.reference.markdown import code, generated, table

ANSWERS: Mapping[str, Mapping[type[SendError], str]] = {
    channels.TELEGRAM.name: telegram.ANSWERS,
    channels.WHATSAPP.name: whatsapp.ANSWERS,
}
"""By channel, the answers of its service for which each error is raised. WhatsApp's are the codes of Meta."""


def page() -> str:
    """The page."""
    rows = [(code(one.__name__), *_said(one), *_policy(one), _job(one)) for one in named()]
    return generated(
        "Failures of sending",
        "What can go wrong when a message is sent, by name, and what we do then.",
        "`sigap_not_sent_total` counts failed tries by these names. A channel raises them and nothing else, and "
        "decides which of its own errors mean which failure. Replies, notices, announcements and status messages all "
        "act by the policy that stands on the class (`bot/sending/errors.py`): may the message have arrived, may the "
        "same succeed later, and what else would fail now?",
        table(
            (
                "failure",
                *(f"{channels.label(name)} says" for name in ANSWERS),
                "arrived",
                "tried again",
                "concerns",
                "what we do",
            ),
            rows,
        ),
    )


def _said(failure: type[SendError]) -> tuple[str, ...]:
    return tuple(answers.get(failure, "never") for answers in ANSWERS.values())


def _policy(failure: type[SendError]) -> tuple[str, str, str]:
    return failure.delivered, "yes" if failure.retry else "no", failure.concerns


def named() -> Iterator[type[SendError]]:
    """The failures that every channel knows, in the order in which they are declared."""
    found = vars(errors).values()
    return (one for one in found if isinstance(one, type) and issubclass(one, SendError) and one is not SendError)


def _job(failure: type[SendError]) -> str:
    return " ".join((inspect.getdoc(failure) or "").split())
