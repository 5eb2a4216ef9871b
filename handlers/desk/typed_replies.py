"""Interprets short replies at the desk: the label of a button, a bare yes, going back, "stop"."""

from collections.abc import Mapping

from data.content import texts
from data.language.spelling import fold
from handlers.phrases import yes_no
from handlers.reading import Reading

_TYPED = texts.typed("desk")
_BACK = _TYPED["back"]
"""Labels of buttons that lead back, the nearest page first."""
_BARE_YES = yes_no.YES | frozenset(_TYPED["bare_yes"])
_STOP, _AROUND_STOP = frozenset(_TYPED["stop"]), frozenset(_TYPED["around_stop"])


def button_named(reply: Reading, buttons: Mapping[str, str], *, exactly: bool) -> str | None:
    """The value of the button that the text names; without `exactly`, a few words of its label are enough."""
    labels, said = {fold(label): value for label, value in buttons.items()}, reply.folded
    if said in labels or exactly:
        return labels.get(said)
    if leaves_question(reply):
        return next((labels[way] for way in _BACK if way in labels), None)
    words = {"ya"} if yes_no.agrees(reply) else {*said.split()}
    found = [value for label, value in labels.items() if words and words <= {*label.split()}]
    return found[0] if len(found) == 1 else None


def leaves_question(reply: Reading) -> bool:
    """Whether somebody does not want to answer a question."""
    return yes_no.never_mind(reply) or yes_no.declines(reply)


def is_no_text(reply: Reading) -> bool:
    """Whether the text is no content, for an announcement or a label: it means going back or not being ready yet."""
    return leaves_question(reply) or yes_no.not_yet(reply)


def is_bare_yes(reply: Reading) -> bool:
    """Whether it is a yes that does not say to which button."""
    words = {*reply.folded.split()}
    return bool(words) and words <= _BARE_YES


def stops_sending(reply: Reading) -> bool:
    """Whether it asks to stop the sending: "STOP!!", "hentikan siaran ini"."""
    words = {*reply.folded.split()}
    return bool(words & _STOP) and words <= _STOP | _AROUND_STOP
