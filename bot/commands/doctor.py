"""The verb `doctor`: shows what is well, and what to do about the rest."""

import typer

from bot.command_line.output import REFUSED, configured, out
from bot.doctor import examination

app = typer.Typer()


@app.command("doctor")
def doctor() -> None:
    """Check settings, key, snapshot, contacts, database and Telegram, and say what to do. Exit code 1 on an error."""
    if not examination.show(out, examination.examine(configured())):
        raise typer.Exit(REFUSED)
