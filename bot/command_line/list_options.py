"""The options that describe a list, for the verbs that import one."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.command_line.output import stop
from data.import_texts import render

OneSheet = Annotated[str | None, typer.Option("--sheet", help="The sheet to read, when several hold participants.")]
AllSheets = Annotated[bool, typer.Option("--all-sheets", help="All sheets are one list: one for each kecamatan, say.")]
AllListed = Annotated[
    bool,
    typer.Option(
        "--all-listed", help="Everybody in the list is in the programme, although it has no column that says so."
    ),
]
IgnoreColumns = Annotated[
    list[str] | None,  # Typer takes no other kind of sequence
    typer.Option(
        "--ignore-columns",
        metavar='"A,B"',
        help="Headings of columns that do not matter for who is listed, with commas between. May be repeated.",
    ),
]


def check_sheets(sheet: str | None, language: str, *, all_sheets: bool) -> None:
    """Ends the command when one sheet is named and all are to be read."""
    if sheet is not None and all_sheets:
        stop(render("end.sheet_or_all", language))


def sheet_options(sheet: str | None, *, all_sheets: bool) -> list[str]:
    """The options that choose the sheets, as they are typed."""
    return ["--all-sheets"] if all_sheets else ["--sheet", sheet] if sheet else []


def names(written: Sequence[str] | None) -> frozenset[str]:
    """The headings, which may be separated by commas or given by several options."""
    return frozenset(filter(None, (name.strip() for one in written or () for name in one.split(","))))


def column_options(ignored: frozenset[str], *, all_listed: bool) -> list[str]:
    """The options about columns, as they are typed."""
    words = ["--ignore-columns", ",".join(sorted(ignored))] if ignored else []
    return words + ["--all-listed"] * all_listed
