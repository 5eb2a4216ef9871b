"""Reads a whole number that was typed on the command line."""

import typer

from bot import amounts


def typed(text: str) -> int:
    """The number, as people write it. Raises typer.BadParameter for whatever may mean another one."""
    try:
        return amounts.read(text)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None
