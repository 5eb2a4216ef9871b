"""The ids of buttons and rows: the values of the choices, told apart where two have the same.

Meta refuses a message in which two buttons have one id; two of our labels may well lead to one step.
"""

from collections.abc import Sequence

from handlers.messages import Choice

_MARK = "#"
"""No value of a choice holds it."""


def ids(choices: Sequence[Choice]) -> list[str]:
    """An id for each choice: its value; from the second with one value on, also a number."""
    found: dict[str, int] = {}
    made = []
    for one in choices:
        found[one.value] = n = found.get(one.value, 0) + 1
        made.append(one.value if n == 1 else f"{one.value}{_MARK}{n}")
    return made


def value(pressed: str) -> str:
    """The value of the choice whose button or row with this id was pressed."""
    return pressed.partition(_MARK)[0]
