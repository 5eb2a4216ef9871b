"""Reads days that are typed on the command line."""

from datetime import date, datetime

import typer

from data.clock import WIB
from data.coverage.columns.columns import NoDate, day
from data.import_texts import render


def typed(text: str, example: date) -> date:
    """The day. Raises typer.BadParameter, with an example, for anything else."""
    try:
        found = day(text)
    except NoDate:
        found = None
    if found is None:
        raise typer.BadParameter(f"write the day as {example:%Y-%m-%d} or {example:%d/%m/%Y}")
    return found


class UnfitDay(ValueError):
    """Not a day, or a day in the future; the message is in the requested language."""


def list_day(text: str, language: str) -> date:
    """The day of a list, which is not in the future. Raises UnfitDay."""
    try:
        found = day(text)
    except NoDate:
        found = None
    if found is None:
        raise UnfitDay(render("date.unreadable", language))
    if found > datetime.now(WIB).date():
        raise UnfitDay(render("date.future", language))
    return found


def past_day(text: str) -> date:
    """A day that is not in the future. Raises typer.BadParameter."""
    try:
        return list_day(text, "en")
    except UnfitDay as problem:
        raise typer.BadParameter(str(problem)) from None
