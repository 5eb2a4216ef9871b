"""The verb `serve`: runs the bot until it is stopped."""

import logging
import signal
from collections.abc import Callable
from typing import Annotated

import typer
from rich.text import Text

from bot import server
from bot.command_line.output import INTERRUPTED, configured, out, say_warning
from bot.settings import Settings

app = typer.Typer()


@app.command()
def serve(
    *,
    allow_synthetic: Annotated[
        bool, typer.Option("--allow-synthetic", help="Serve made-up people too, for tests and pilots.")
    ] = False,
) -> None:
    """Run the bot: the web chat, Telegram when SIGAP_TELEGRAM_TOKEN is set, and WhatsApp with its four settings.

    Telegram is polled; with SIGAP_PUBLIC_URL (https) it sends to /telegram/webhook instead. WhatsApp sends to
    /whatsapp/webhook. /healthz and /readyz show our health, /metrics has a port of its own. SIGTERM or Ctrl-C finishes
    the answers under way. Put a web server with HTTPS in front, and name it in SIGAP_TRUSTED_PROXIES.
    """
    found = configured(logging.INFO)
    found.required_key()
    if allow_synthetic:
        say_warning("made-up people may be served; each answer says so.")
    run(found, show_url, allow_synthetic=allow_synthetic)


def show_url(name: str, url: str) -> None:
    """Prints the URL of something that can be reached."""
    style = "" if name == "Metrics" else "bold green"
    out.print(Text.assemble(f"{name}:".ljust(10), (url, style)), soft_wrap=True)
    if name == "Metrics":
        out.print("Ctrl-C stops.", soft_wrap=True)


def run(found: Settings, on_listening: Callable[[str, str], None], **how: bool) -> None:
    """Serves until SIGTERM or Ctrl-C. Raises typer.Exit after Ctrl-C, and what `bot.server.run` raises."""
    if server.run(found, on_listening, **how) is signal.SIGINT:
        raise typer.Exit(INTERRUPTED)
