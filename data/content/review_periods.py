"""How long each kind of fact holds before it must be reviewed."""

from calendar import monthrange
from datetime import date
from typing import Literal

Kind = Literal["contact", "programme", "procedure", "amount", "law"]
MONTHS: dict[Kind, int] = {
    "contact": 6,  # telephone numbers, addresses, opening hours
    "programme": 3,  # who is covered, how many, from when: decided with each budget
    "procedure": 6,  # what to bring where, what an app shows
    "amount": 6,  # contributions, benefits, discounts
    "law": 12,
}
"""Months until a review, by kind of fact."""


def review_by(looked: date | None, kind: Kind) -> date:
    """The last day before a review is due, for a fact last reviewed on that day; without a day, it is long overdue."""
    if looked is None:
        return date.min
    month = looked.month - 1 + MONTHS[kind]
    year, month = looked.year + month // 12, month % 12 + 1
    return date(year, month, min(looked.day, monthrange(year, month)[1]))


def first_day(written: str) -> date | None:
    """The first day of a date that may be only a month or a year; None for `undated`."""
    if written == "undated":
        return None
    year, month, dom = (*map(int, written.split("-")), 1, 1)[:3]
    return date(year, month, dom)
