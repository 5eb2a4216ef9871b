"""The switches that accept the risks for which an import is refused: one for each risk."""

import shlex
from typing import Annotated, NoReturn

import typer
from rich.text import Text

from bot.command_line import whole_numbers
from bot.command_line.output import REFUSED, err, say_error
from bot.safe_output import one_line
from data.coverage.importing.job import Accepted, Refused
from data.import_texts import render
from data.language.redaction import redact

_MOST_ROWS = 20_000_000
"""Of a list."""


def _how_many(text: str) -> int:
    found = whole_numbers.typed(str(text))  # the default is a number, not text
    if not 0 <= found <= _MOST_ROWS:
        raise typer.BadParameter(f"from 0 to {_MOST_ROWS:,}")
    return found


Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Publish a list with 10 % fewer people or worse: the refusal says how many would be told that they were "
        "removed. Also made-up people over real ones, and a list that cannot be compared with the live one.",
    ),
]
Older = Annotated[bool, typer.Option("--older", help="Publish a list that is older than the live one.")]
AcceptRejected = Annotated[
    int,
    typer.Option(
        parser=_how_many,
        min=0,
        max=_MOST_ROWS,
        metavar="N",
        help="Publish with at most N rows rejected, where that is more than 1 %.",
    ),
]
AcceptUnclear = Annotated[
    int,
    typer.Option(
        parser=_how_many,
        min=0,
        max=_MOST_ROWS,
        metavar="N",
        help="Publish with at most N people unclear, where that is more than 1 %.",
    ),
]


def refuse(
    what: str, refused: Refused, command: list[str], accepted: Accepted, language: str = "en", after: str = ""
) -> NoReturn:
    """Ends the command: prints every reason against publishing, and the switches that would accept them.

    The whole command is printed only when the reasons say everything. Where somebody has to look into the list,
    publishing must not be the easiest thing to do. `what` is the key of the first sentence, `after` the last sentence.
    """
    say_error(render(what, language))
    for gate in refused.gates:
        _say(gate.in_language(language))
    if refused.needs_a_look and refused.switches:
        _say(render("gate.look_first", language, switches=shlex.join(refused.switches)))
    elif refused.switches:
        line = shlex.join([*command, *_merged(accepted.words, refused.switches)])
        _say(render("gate.command", language, command=line))
    if after:
        _say(after)
    raise typer.Exit(REFUSED)


def _say(words: str) -> None:
    """One line to standard error, without personal numbers."""
    err.print(Text(one_line(redact(words))), soft_wrap=True)


def _merged(given: list[str], needed: list[str]) -> list[str]:
    """The switches that were given and those that are needed; the needed number wins."""
    names = [word for word in needed if word.startswith("--")]
    kept: list[str] = []
    for at, word in enumerate(given):
        name = word if word.startswith("--") else given[at - 1]
        if name not in names:
            kept.append(word)
    return [*kept, *needed]
