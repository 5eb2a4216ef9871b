"""Reads a day that was typed on the command line."""

from datetime import date, datetime

import typer

from data.columns import NoDate, day
from data.texts import WIB


def typed(text: str, example: date) -> date:
    """The day, as people write it. Raises typer.BadParameter with an example for whatever else was typed."""
    try:
        found = day(text)
    except NoDate:
        found = None
    if found is None:
        raise typer.BadParameter(f"write the day as {example:%Y-%m-%d} or {example:%d/%m/%Y}")
    return found


def past_day(text: str) -> date:
    """The day that a list speaks of: not one to come. Raises typer.BadParameter."""
    found = typed(text, date(2025, 11, 5))
    if found > datetime.now(WIB).date():
        raise typer.BadParameter("the day lies in the future")
    return found
