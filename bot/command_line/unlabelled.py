"""Questions that were not understood, as lines to label: the columns of workshop/examples/questions, one line each."""

import re
from collections.abc import Iterable
from pathlib import Path

from bot.safe_output import one_line
from data.chats import unanswered
from data.chats.unanswered import Question
from data.files.own_files import open_private
from data.language import spelling
from handlers.words import intent, tongue

TO_FILL_IN = "?"
"""The style, and a language that is not sure. Whoever labels writes it; nothing is learned from a line without it."""
NONE = "none"
"""In place of the fine question, where the model has no guess."""
_NO_WORD = re.compile(r"[\W\d_]*")
_FORMULA_SIGNS = "=+-@'\uff0b\uff0d\uff1d\uff20 "
"""A spreadsheet takes a cell that begins with one of these for a formula."""


def lines(questions: Iterable[Question]) -> list[str]:
    """The likeliest fine question, language, style and words of each, in their order, with tabs between.

    They have no day, count or topics. What was redacted wholly is left out, and what is the same after redaction.
    """
    texts = (one_line(unanswered.redact(one.text)).lstrip(_FORMULA_SIGNS) for one in questions)
    return [_line(text) for text in dict.fromkeys(texts) if not _NO_WORD.fullmatch(text)]


def _line(text: str) -> str:
    asked = intent.understand(spelling.words(text)).questions
    return "\t".join((asked[0].label if asked else NONE, tongue.spoken(text) or TO_FILL_IN, TO_FILL_IN, text))


def write(file: Path, found: Iterable[str], *, overwrite: bool) -> None:
    """Writes the lines to a file that only its owner can read.

    Raises OSError, also as FileExistsError, if there is one that is not to be overwritten.
    """
    content = "".join(f"{line}\n" for line in found)
    with open_private(file, anew=not overwrite) as opened:
        opened.write(content.encode())
