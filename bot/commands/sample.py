"""The verb `sample`: writes made-up people to try an import with."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line import whole_numbers
from bot.command_line.output import MOST, bar, configured, out, stop
from data.clock import WIB
from data.coverage.importing import sample

app = typer.Typer()

_MOST_PEOPLE = 10_000_000


def _how_many(text: str) -> int:
    found = whole_numbers.typed(str(text))  # the default is a number, not text
    if not 1 <= found <= _MOST_PEOPLE:
        raise typer.BadParameter(f"from 1 to {_MOST_PEOPLE:,}")
    return found


@app.command("sample")
def make_sample(
    file: Annotated[Path, typer.Argument(help="Ends in .csv or .xlsx.")],
    people: Annotated[
        int,
        typer.Option(parser=_how_many, min=1, max=_MOST_PEOPLE, metavar="N", help="How many people: 51666 or 51.666."),
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, max=MOST, help="The same seed gives the same people.")] = 1,
) -> None:
    """Write made-up participants to try an import with: serials 9xxx, never a real person."""
    configured()
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        stop("The file must end in .csv or .xlsx.")
    if file.suffix.lower() == ".xlsx" and people > 1_000_000:
        stop("An Excel sheet holds about a million rows. Take .csv for more.")
    try:
        with bar() as progress:
            sample.write(file, people, seed, datetime.now(WIB).date(), progress)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")
    out.print(f"{people:,} made-up people written to {file}.", soft_wrap=True)
