"""The text that a step gives, be it a page or the answer to a fine question."""

from data.content import fine_answers, texts


def text_of(step: str, code: str = "id") -> str:
    """The text of a step, as it is without anything filled in. Raises KeyError for a step that has none."""
    answer = fine_answers.of_step(step)
    return answer.text(code) if answer else texts.text(step, code)
