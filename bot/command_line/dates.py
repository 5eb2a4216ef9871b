"""Reads a day that was typed on the command line."""

from datetime import date, datetime

import typer

from data.clock import WIB
from data.coverage.columns.columns import NoDate, day
from data.import_texts import render


def typed(text: str, example: date) -> date:
    """The day, as people write it. Raises typer.BadParameter with an example for whatever else was typed."""
    try:
        found = day(text)
    except NoDate:
        found = None
    if found is None:
        raise typer.BadParameter(f"write the day as {example:%Y-%m-%d} or {example:%d/%m/%Y}")
    return found


class UnfitDay(ValueError):
    """No day, or one to come; the message says so in the language asked for."""


def of_list(text: str, language: str) -> date:
    """The day that a list speaks of: not one to come. Raises UnfitDay."""
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
    """The day that a list speaks of: not one to come. Raises typer.BadParameter."""
    try:
        return of_list(text, "en")
    except UnfitDay as problem:
        raise typer.BadParameter(str(problem)) from None
