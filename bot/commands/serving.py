"""The verbs that run servers: `demo` with made-up people, and `serve`."""

import logging
import signal
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from bot import console as terminal
from bot import serve as servers
from bot.commands import demo as demonstration
from bot.commands.screen import INTERRUPTED, bar, configured, out, say_warning
from bot.settings import Settings

app = typer.Typer()


@app.command()
def demo(
    *,
    terminal_chat: Annotated[bool, typer.Option("--terminal", help="Chat here in the terminal.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the chat in a browser, where there is a screen.")] = True,
) -> None:
    """Try the bot with 51,666 made-up people, in a browser. Needs no token, server or network.

    With SIGAP_TELEGRAM_TOKEN it also answers on Telegram.
    """
    found = configured()
    with bar() as progress:
        made = demonstration.prepare(found, datetime.now(UTC), progress)
    demonstration.show(out, made)
    if terminal_chat:
        out.print("Type a NIK, a sentence, or the number of a button. /keluar leaves.\n")
        terminal.chat(made, out)
        return

    def told(name: str, url: str) -> None:
        _show_url(name, url)
        if name == "Chat" and browser and demonstration.has_screen():
            webbrowser.open(url)

    _serve(made, told, allow_synthetic=True, any_port=True)


@app.command()
def serve(
    *,
    allow_synthetic: Annotated[
        bool, typer.Option("--allow-synthetic", help="Serve made-up people too, for tests and pilots.")
    ] = False,
) -> None:
    """Run the bot: the web chat, and Telegram when SIGAP_TELEGRAM_TOKEN is set.

    Telegram is polled; with SIGAP_PUBLIC_URL (https) it sends to /telegram/webhook instead. /healthz and /readyz tell
    how we are, /metrics stands on a port of its own. SIGTERM or Ctrl-C finishes the answers in hand. Put a web server
    that speaks HTTPS in front, and name that one in SIGAP_TRUSTED_PROXIES.
    """
    found = configured(logging.INFO)
    found.sure_key()
    if allow_synthetic:
        say_warning("made-up people may be served; each answer says so.")
    _serve(found, _show_url, allow_synthetic=allow_synthetic)


def _show_url(name: str, url: str) -> None:
    style = "" if name == "Metrics" else "bold green"
    out.print(Text.assemble(f"{name}:".ljust(10), (url, style)), soft_wrap=True)
    if name == "Metrics":
        out.print("Ctrl-C stops.", soft_wrap=True)


def _serve(found: Settings, told: Callable[[str, str], None], **how: bool) -> None:
    if servers.run(found, told, **how) is signal.SIGINT:
        raise typer.Exit(INTERRUPTED)
