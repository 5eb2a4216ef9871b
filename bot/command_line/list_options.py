"""What is said of a list on the command line beside its name: shared by the verbs that import one."""

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
        "--all-listed", help="Everybody in the list is in the programme, though it has no column that says so of each."
    ),
]
IgnoreColumns = Annotated[
    list[str] | None,  # Typer takes no other kind of sequence
    typer.Option(
        "--ignore-columns",
        metavar='"A,B"',
        help="Headings of columns that say nothing of who is listed, with commas between them. May be given again.",
    ),
]


def check_sheets(sheet: str | None, language: str, *, all_sheets: bool) -> None:
    """Ends the command where one sheet is named and all are to be read."""
    if sheet is not None and all_sheets:
        stop(render("end.sheet_or_all", language))


def of_sheets(sheet: str | None, *, all_sheets: bool) -> list[str]:
    """Which sheets are read, as it is typed."""
    return ["--all-sheets"] if all_sheets else ["--sheet", sheet] if sheet else []


def names(written: Sequence[str] | None) -> frozenset[str]:
    """The headings that were written with commas between them, perhaps one after the other."""
    return frozenset(filter(None, (name.strip() for one in written or () for name in one.split(","))))


def typed(ignored: frozenset[str], *, all_listed: bool) -> list[str]:
    """The same as it is typed."""
    words = ["--ignore-columns", ",".join(sorted(ignored))] if ignored else []
    return words + ["--all-listed"] * all_listed
