"""Reads a day that was typed on the command line."""

from datetime import date

import typer

from data.columns import NoDate, day


def typed(text: str, example: date) -> date:
    """The day, as people write it. Raises typer.BadParameter with an example for whatever else was typed."""
    try:
        found = day(text)
    except NoDate:
        found = None
    if found is None:
        raise typer.BadParameter(f"write the day as {example:%Y-%m-%d} or {example:%d/%m/%Y}")
    return found
