"""What the button of a step is called: in the texts, or beside the answer or the situation that it leads to."""

from data.content import fine_answers, situations, texts
from data.content.fine_answers import FineAnswer


def key_of(step: str) -> str:
    """The key of the label of a step: its own, but for the later messages of situations, which share theirs."""
    part = situations.part_in(step)
    return situations.row_of(step) if part else step


def has_label(key: str) -> bool:
    """Whether there is a label with this key."""
    return _answer(key) is not None or key in texts.language(texts.DEFAULT).labels


def label(step: str, code: str) -> str:
    """The label of a step in a language. Raises KeyError for a step that has none."""
    if own := texts.language(code).labels.get(step):
        return own
    answer = _answer(step)
    return answer.label_in(code) if answer else texts.label(key_of(step), code)


def _answer(step: str) -> FineAnswer | None:
    """The fine question by which a step is called: that which it answers, or that of the situation."""
    if (name := situations.name_in(step)) and not situations.part_in(step):
        return situations.situations()[name].answer
    return fine_answers.of_step(step)
