"""The guide by situation (`data.content.situations`): three messages each, and the list to choose from."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import get_args

from data.content import situations
from data.content.fine_answers import PREFIX as ANSWER
from data.content.situations import AFTER, ASK, BACK, LIST, OFFICE, PAPERS, PREFIX, REFUSED, WHERE, WORDS, Group
from handlers.context import Context
from handlers.messages import Turn
from handlers.one_message import MOST_BUTTONS
from handlers.outcomes import Outcome
from handlers.pages import spoken_language

_TOPIC = "update_data"
GROUPS = {f"{LIST}.{group}": group for group in get_args(Group)}
"""The steps that list the situations of one group."""
_NEXT = {
    **dict.fromkeys((WHERE, OFFICE, PAPERS, WORDS), (AFTER, REFUSED)),
    **dict.fromkeys((AFTER, ASK, BACK), (REFUSED, WHERE)),
    REFUSED: (WHERE, AFTER),
}
"""The other messages of a situation in the order of their buttons: a yes presses the first."""


_TAKEN_ALONG = frozenset({WHERE, AFTER, PAPERS, WORDS})
"""The messages that are needed at the counter."""
_PROGRAMME = "SIGAP"
"""Whose name says that a message speaks of its places already."""
_TOO_MANY = MOST_BUTTONS - 1
"""Situations in a group, with which there is no room for a button back to the list beside that to the menu."""


async def _show(name: str, part: str, ctx: Context) -> Turn:
    step, one = f"{PREFIX}{name}", situations.situations()[name]
    others = (f"{step}{other}" for other in _NEXT[part])
    words, labels = situations.message(name, part, ctx.language), ctx
    if part == WHERE and ctx.incoming.choice is None and ctx.reading.asks_for_sigap and _PROGRAMME not in words:
        words = f"{words}\n\n{ctx.text('situations.sigap')}"
    if ctx.language not in one.where:
        words, labels = spoken_language.with_excuse(ctx, words), spoken_language.in_indonesian(ctx)
    buttons = labels.buttons(*others, *one.buttons, "guide", "menu")
    shown = step if part == WHERE else f"{step}{part}"
    turn = ctx.answer(Outcome.SITUATION, words, buttons, topic=_TOPIC).remembered(part=shown)
    return turn.with_last_reply(remind=one.remind if part in {AFTER, BACK} else None, card=part in _TAKEN_ALONG)


async def _choose_group(ctx: Context) -> Turn:
    buttons = ctx.buttons(*GROUPS, "menu")
    return ctx.answer(Outcome.SITUATIONS, ctx.text(LIST), buttons, topic=_TOPIC)


async def _choose_in(group: str, ctx: Context) -> Turn:
    steps = [f"{PREFIX}{name}" for name, one in situations.situations().items() if one.group == group]
    back = [LIST] if len(steps) < _TOO_MANY else []
    buttons = ctx.buttons(*steps, *back, "menu")
    return ctx.answer(Outcome.SITUATIONS, ctx.text(f"{LIST}.which"), buttons, topic=_TOPIC)


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {
    LIST: _choose_group,
    **{step: partial(_choose_in, group) for step, group in GROUPS.items()},
    **{f"{PREFIX}{name}": partial(_show, name, WHERE) for name in situations.situations()},
    **{f"{PREFIX}{name}{part}": partial(_show, name, part) for name in situations.situations() for part in _NEXT},
    **{
        f"{ANSWER}{asked}": partial(_show, name, WHERE)
        for name, one in situations.situations().items()
        for asked in one.answers
    },
}
"""The steps of the situations; a fine question that a situation answers opens it."""
