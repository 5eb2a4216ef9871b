"""The bot in a terminal: a chat for people, and JSON lines for scripts. The same conversation, no network."""

import asyncio
import getpass
import json
import secrets
import sys
from collections.abc import Iterable
from typing import Annotated, TextIO

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.app import App, running
from bot.dispatch import Answer
from bot.settings import Settings
from handlers.messages import Choice, Incoming

_WIDTH = 52  # about what fits on a 360-pixel phone
_LEAVE = {"/keluar", "/exit", "/quit"}


class Asked(BaseModel):
    """One line of `sigap ask`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    chat: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    text: str | None = None
    choice: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Asked":
        if (self.text is None) == (self.choice is None):
            raise ValueError('give either "text" or "choice"')
        return self


def _incoming(app: App, channel: str, address: str, text: str, choice: str | None) -> Incoming:
    limits = app.dispatch.limits(channel, address)
    return Incoming(secrets.token_hex(8), channel, address, text, choice, limits)


# ---------------------------------------------------------------- for people


def chat(settings: Settings, console: Console) -> None:
    """Talks until the person leaves. Raises KeyboardInterrupt on Ctrl-C, with everything closed."""
    # The loop runs only while a message is at work, so that typing, history and Ctrl-C stay the terminal's own.
    with asyncio.Runner() as runner:
        context = running(settings)
        app = runner.run(_enter(context))
        try:
            choices = _show(console, runner.run(_say(app, "/start", None)))
            while (line := _read(console)) is not None:
                picked = choices[int(line) - 1].value if line.isdecimal() and 1 <= int(line) <= len(choices) else None
                choices = _show(console, runner.run(_say(app, line, picked)))
        finally:
            runner.run(_leave(context))


async def _enter(context: object) -> App:
    return await context.__aenter__()  # type: ignore[attr-defined,no-any-return]


async def _leave(context: object) -> None:
    await context.__aexit__(None, None, None)  # type: ignore[attr-defined]


def _read(console: Console) -> str | None:
    """What was typed; None at the end of the input or on /keluar."""
    try:
        line = console.input("[bold]> [/bold]").encode("utf-8", "replace").decode("utf-8")
    except EOFError:
        return None
    return None if line.strip().lower() in _LEAVE else line


async def _say(app: App, text: str, choice: str | None) -> Answer:
    await app.coverage.refresh()
    incoming = _incoming(app, "console", getpass.getuser(), "" if choice else text, choice)
    answer = await app.dispatch.handle(incoming)
    await app.dispatch.sent(incoming)
    return answer


def _show(console: Console, answer: Answer) -> list[Choice]:
    """Prints the bubbles, the buttons numbered; returns the buttons."""
    choices: list[Choice] = []
    for reply in answer.replies:
        console.print(Panel(Text(reply.text), width=min(_WIDTH, console.width), border_style="green"))
        choices += reply.choices
    for number, choice in enumerate(choices, start=1):
        console.print(Text.assemble((f" {number} ", "reverse"), f" {choice.label}"))
    return choices


# ---------------------------------------------------------------- for scripts


def ask(settings: Settings, lines: Iterable[str], out: TextIO) -> int:
    """Answers JSON lines, each with one JSON line, in order. Returns how many lines were malformed."""
    malformed = 0
    with asyncio.Runner() as runner:
        context = running(settings)
        app = runner.run(_enter(context))
        try:
            for line in lines:
                if not line.strip():
                    continue
                answer = runner.run(_answer(app, line))
                malformed += "error" in answer
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
                out.flush()
        finally:
            runner.run(_leave(context))
    return malformed


async def _answer(app: App, line: str) -> dict[str, object]:
    try:
        asked = Asked.model_validate_json(line)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
        return {"error": wrong, "outcome": "malformed", "replies": []}
    await app.coverage.refresh()
    incoming = _incoming(app, "ask", asked.chat, asked.text or "", asked.choice)
    answer = await app.dispatch.handle(incoming)
    await app.dispatch.sent(incoming)
    return {
        "chat": asked.chat,
        "outcome": answer.outcome,
        "topic": answer.topic,
        "sure": answer.sure,
        "offered": list(answer.offered),
        "replies": [
            {
                "text": reply.text,
                "choices": [{"label": choice.label, "value": choice.value} for choice in reply.choices],
                "picture": reply.picture,
            }
            for reply in answer.replies
        ],
    }


def stdin_lines() -> Iterable[str]:
    """Standard input as UTF-8 lines; bytes that are no UTF-8 become question marks rather than an end."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace")
