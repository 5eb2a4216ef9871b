"""Reads a whole number that is typed on the command line."""

import typer

from bot.setting_values import whole_numbers


def typed(text: str) -> int:
    """The number. Raises typer.BadParameter when it is ambiguous or not a number."""
    try:
        return whole_numbers.read(text)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None
