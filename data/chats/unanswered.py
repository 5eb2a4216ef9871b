"""Counts questions that were not understood: redacted, without the chat, by day, for 90 days."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.content import texts
from data.database.sqlite import Transaction
from data.language import redaction, spelling
from data.language.invisible_signs import without_invisible
from data.language.normalize import normalize

LONGEST = 200
"""The most characters kept of a question."""
MOST_A_DAY = 2_000
"""The most different questions kept for one day."""
_CUT = "…"
_LONGEST_NAME = 4
"""Words that may be a name alone."""
_NUMBER = re.compile(r"\+?\d(?:[\s.\-/()]{0,3}\d){2,}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![^\s@])[^\s@]++@\S+|@\w+|(?<![\w-])[\w-]++\.(?:com|id|co|net|org|xyz|me)\b\S*"
)
_BEFORE_A_NAME = re.compile(
    r"\b(?:nama|namanya|nami|jeneng|jenengku|name is|bernama|a\.?n\.?|atas nama|pak|bpk|bapak|bu|ibu|bang|mas|mbak|"
    r"kang|teh|mang|om|tante|haji|hj|mr|mrs)\b\.?((?:\s+[^\W\d_][\w'.]*){1,5})"
)
_STREET = re.compile(r"\b(?:jl|jln|jalan|gg|gang|blok|perum|perumahan|no|rt|rw)\b\.?\s*\S+")


def redact(text: str) -> str:
    """The question without numbers, addresses, links, and such names as the preceding words reveal.

    A short message without any word that is common in questions is removed entirely, as it may be a name.
    """
    text = normalize(without_invisible(text[: 4 * LONGEST]))
    text = _ADDRESS.sub(_CUT, text)
    text = _STREET.sub(_CUT, text)
    text = redaction.IN_A_QUESTION.sub(_CUT, text)
    text = _BEFORE_A_NAME.sub(_without_name, text)
    said = [word for word in text.split() if any(map(str.isalpha, word))]
    if _CUT not in text and 0 < len(said) <= _LONGEST_NAME and not any(map(_is_common, said)):
        return _CUT
    return " ".join(text.split())[:LONGEST]


def _without_name(found: re.Match[str]) -> str:
    """Removes the name: everything from the first to the last word that is uncommon in questions."""
    said = found[1].split()
    begins = next((at for at, word in enumerate(said) if not _is_common(word)), len(said))
    ends = next((at for at in range(begins, len(said)) if _is_common(said[at])), len(said))
    all_questions = [*said[:begins], *[_CUT] * (ends > begins), *said[ends:]]
    return found[0][: found.start(1) - found.start()] + " " + " ".join(all_questions)


@cache
def _common() -> frozenset[str]:
    """Words that are common in questions: those with other spellings, and those that name a page."""
    pages = texts.keywords().pages.values()
    return frozenset(
        {word for phrases in pages for phrase in phrases for word in spelling.words(phrase)}
        | spelling.canonical_words()
    )


def _is_common(word: str) -> bool:
    return all(one in _common() for one in spelling.words(word))


@dataclass(frozen=True, slots=True)
class Question:
    """All questions with the same words."""

    text: str
    """The latest wording."""
    offered: tuple[str, ...]
    """The topics that were suggested, best first."""
    count: int
    last: date


async def note(tx: Transaction, text: str, offered: tuple[str, ...], today: date) -> None:
    """Counts a question that was not understood. Once a day has `MOST_A_DAY` different ones, new ones are ignored."""
    redacted = redact(text)
    shape = " ".join(sorted({word for word in spelling.words(redacted) if word != "?"}))
    if await _full(tx, shape, today):
        return
    await tx.run(
        "INSERT INTO questions (day, shape, text, offered, count) VALUES (?, ?, ?, ?, 1) "
        "ON CONFLICT (day, shape) DO UPDATE SET count = questions.count + 1, text = excluded.text, "
        "offered = excluded.offered",
        today.toordinal(),
        shape,
        redacted,
        " ".join(offered),
    )


async def _full(tx: Transaction, shape: str, today: date) -> bool:
    """Whether this is a new question beyond the limit of the day."""
    rows = await tx.rows(
        "SELECT count(*), coalesce(sum(CASE WHEN shape = ? THEN 1 ELSE 0 END), 0) FROM questions WHERE day = ?",
        shape,
        today.toordinal(),
    )
    different, known = rows[0]
    return different >= MOST_A_DAY and not known


async def all_questions(tx: Transaction) -> list[Question]:
    """All questions, the most frequent first."""
    rows = await tx.rows(
        "SELECT text, offered, times, newest FROM questions "
        "JOIN (SELECT shape AS alike, sum(count) AS times, max(day) AS newest FROM questions GROUP BY shape) AS sums "
        "ON shape = alike AND day = newest ORDER BY times DESC, newest DESC, shape"
    )
    return [
        Question(text, tuple(offered.split()), count, date.fromordinal(last)) for text, offered, count, last in rows
    ]
