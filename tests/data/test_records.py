"""Copies with some fields changed are as the standard library makes them."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from data.chats.chats import Chat
from data.chats.questions import AskFactor
from data.coverage.second_factor import Factor
from data.records import replace
from handlers.messages import Answer, Incoming, Reply, Turn
from handlers.outcomes import Outcome

NOW = datetime(2026, 11, 29, tzinfo=UTC)
QUESTION = AskFactor(NOW, b"0", Factor.NAME)
CHAT = Chat("web", "a", language="su", question=QUESTION)
ANSWER = Answer(Outcome.MENU, replies=(Reply("halo"),))


@pytest.mark.parametrize(
    ("record", "changed"),
    [
        (CHAT, {"question": None}),
        (CHAT, {"language": "en", "invited": NOW}),
        (QUESTION, {"until": NOW + timedelta(hours=1), "session": "s"}),
        (ANSWER, {"private": True}),
        (Turn(ANSWER, CHAT), {"chat": None}),
        (Incoming("m", "web", "a", "halo"), {"address": "b"}),
        (CHAT, {}),
    ],
    ids=repr,
)
def test_a_copy_is_as_the_standard_library_makes_it(record: object, changed: dict[str, object]) -> None:
    before = repr(record)
    assert replace(record, **changed) == dataclasses.replace(record, **changed)  # type: ignore[type-var]
    assert repr(record) == before


def test_a_field_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Chat has no colour"):
        replace(CHAT, colour="red")
