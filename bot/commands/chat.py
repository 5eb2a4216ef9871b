"""The verbs for a conversation without a network: `chat` for people, and `ask` for scripts."""

import sys

import typer

from bot.channels import console as terminal
from bot.command_line.output import REFUSED, configured, out

app = typer.Typer()


@app.command()
def chat() -> None:
    """Talk with the bot in the terminal, with the coverage that is published."""
    terminal.chat(configured(), out)


@app.command()
def ask() -> None:
    """The same conversation for scripts: JSON lines in, JSON lines out.

    In: {"chat": "a", "text": "cek NIK saya ..."} or {"chat": "a", "choice": "VALUE"}. Out: outcome, topic and replies,
    one object for each line, in order. Works without key and snapshot too: checks are then "check.unavailable".
    """
    if terminal.ask(configured(), terminal.stdin_lines(), sys.stdout):
        raise typer.Exit(REFUSED)
