"""How long a fact holds until somebody must look again: the rule, by the kind of fact."""

from calendar import monthrange
from datetime import date
from typing import Literal

Kind = Literal["contact", "programme", "procedure", "amount", "law"]
MONTHS: dict[Kind, int] = {
    "contact": 6,  # telephone numbers, addresses, opening hours
    "programme": 3,  # who is paid for, how many, from when: decided anew with each budget
    "procedure": 6,  # what one brings where, what an app shows
    "amount": 6,  # contributions, benefits, discounts
    "law": 12,
}
"""After so many months it must be looked at again."""


def review_by(looked: date | None, kind: Kind) -> date:
    """The last day on which a fact of this kind, looked at then, need not be looked at again; of no day: long past."""
    if looked is None:
        return date.min
    month = looked.month - 1 + MONTHS[kind]
    year, month = looked.year + month // 12, month % 12 + 1
    return date(year, month, min(looked.day, monthrange(year, month)[1]))


def first_day(written: str) -> date | None:
    """The first day that a date may mean, of which only the month or the year may be known; None for `undated`."""
    if written == "undated":
        return None
    year, month, dom = (*map(int, written.split("-")), 1, 1)[:3]
    return date(year, month, dom)
