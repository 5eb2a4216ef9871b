"""The verbs of the staff desk: what people asked and the bot did not understand."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.screen import configured, out
from bot.settings import Settings
from data import questions
from data.database import open_database
from data.questions import Question

app = typer.Typer()


@app.command("questions")
def show_questions(
    most: Annotated[int, typer.Option(min=1, help="How many to show.")] = 50,
) -> None:
    """Show what people asked and the bot did not understand: redacted, counted, those asked most often first.

    Questions are kept for 90 days, without whose they were. Each stands with the topics that were offered instead.
    Those that come often want a text of their own, or lines in workshop/examples, from which the bot learns with
    `python -m workshop.train`.
    """
    found = asyncio.run(_kept(configured()))
    if not found:
        out.print("Nothing in the last 90 days.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("last", no_wrap=True)
    table.add_column("asked", overflow="fold")
    table.add_column("offered", overflow="fold")
    for one in found[:most]:
        table.add_row(str(one.count), str(one.last), Text(one.text), ", ".join(one.offered))
    out.print(table)
    left = len(found) - most
    asked = sum(one.count for one in found)
    out.print(f"{asked:,} questions, {len(found):,} different." + (f" {left:,} not shown: --most." if left > 0 else ""))


async def _kept(settings: Settings) -> list[Question]:
    database = await open_database(settings.database)
    try:
        async with database.transaction() as tx:
            return await questions.kept(tx)
    finally:
        await database.close()
