"""What is said of a list on the command line beside its name: shared by the verbs that import one."""

from collections.abc import Sequence
from typing import Annotated

import typer

IgnoreColumns = Annotated[
    Sequence[str],
    typer.Option(
        "--ignore-columns",
        metavar='"A,B"',
        help="Headings of columns that say nothing of who is listed, with commas between them.",
    ),
]


def names(written: Sequence[str]) -> frozenset[str]:
    """The headings that were written with commas between them, perhaps one after the other."""
    return frozenset(filter(None, (name.strip() for one in written for name in one.split(","))))


def typed(ignored: frozenset[str]) -> list[str]:
    """The same as it is typed."""
    return ["--ignore-columns", ",".join(sorted(ignored))] if ignored else []
