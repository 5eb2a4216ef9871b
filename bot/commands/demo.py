"""The verb `demo`: the bot with made-up people, to try it out."""

import webbrowser
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.channels import console as terminal
from bot.command_line.output import bar, configured, out
from bot.commands import demo_data, serve
from bot.commands.chat import talking

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
        made = demo_data.prepare(found, datetime.now(UTC), progress)
    demo_data.show(out, made)
    if terminal_chat:
        out.print("Type a NIK, a sentence, or the number of a button. /keluar leaves.\n")
        with talking(made) as talk:
            terminal.chat(talk, out)
        return

    def on_listening(name: str, url: str) -> None:
        serve.show_url(name, url)
        if name == "Chat" and browser and demo_data.has_screen():
            webbrowser.open(url)

    serve.run(made, on_listening, allow_synthetic=True, any_port=True)
