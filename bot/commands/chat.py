"""The verbs for a conversation without a network: `chat` for people, and `ask` for scripts."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

import typer

from bot.app import App, running
from bot.channels import console as terminal
from bot.channels.console import Talk
from bot.command_line.output import REFUSED, configured, out
from bot.settings import Settings
from handlers.messages import Answer, Incoming

app = typer.Typer()


@contextmanager
def talking(settings: Settings) -> Iterator[Talk]:
    """A bot whose loop runs only while a message is handled; in between, typing and Ctrl-C work as in any program."""

    async def answer(bot: App, incoming: Incoming, show: Callable[[Answer], None]) -> None:
        await bot.coverage.refresh()  # needed because the loop does not run between messages
        await bot.watch_notifier.compare_snapshots()
        show(await bot.dispatch.handle(incoming))
        await bot.replies.mark_sent(incoming.message_key)

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        bot = runner.run(stack.enter_async_context(running(settings, limit_inbound=False)))
        try:
            yield lambda incoming, show: runner.run(answer(bot, incoming, show))
        finally:
            runner.run(stack.aclose())


@app.command()
def chat() -> None:
    """Talk with the bot in the terminal, with the coverage that is published."""
    with talking(configured()) as talk:
        terminal.chat(talk, out)


@app.command()
def ask() -> None:
    """The same conversation for scripts: JSON lines in, JSON lines out.

    In: {"chat": "a", "text": "cek NIK saya ..."} or {"chat": "a", "choice": "VALUE"}. Out: outcome, topic and replies,
    one object for each line, in order. Works without key and snapshot too: checks are then "check.unavailable".
    """
    with talking(configured()) as talk:
        malformed = terminal.ask(talk, terminal.stdin_lines(), sys.stdout)
    if malformed:
        raise typer.Exit(REFUSED)
