"""The bot in a terminal: a chat for people, and JSON lines for scripts. The same conversation, no network."""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Annotated, TextIO

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.app import App, running
from bot.dispatch import Answer
from bot.settings import Settings
from handlers.messages import Choice, Incoming

_WIDTH = 52  # about what fits on a 360-pixel phone
_LEAVE = {"/keluar", "/exit", "/quit"}


def _whole(text: str | None) -> str | None:
    """Half a surrogate pair, which JSON lets pass, becomes a question mark."""
    return text and text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Asked(BaseModel):
    """One line of `sigap ask`."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    chat: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    text: Annotated[str | None, AfterValidator(_whole)] = Field(default=None, repr=False)
    choice: Annotated[str | None, AfterValidator(_whole)] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Asked":
        if (self.text is None) == (self.choice is None):
            raise ValueError('give either "text" or "choice"')
        return self


async def _take(app: App, channel: str, address: str, text: str, choice: str | None) -> Answer:
    """One message in, its answer out; printing it is as sure as sending gets here."""
    await app.coverage.refresh()  # between messages the loop stands still
    incoming = Incoming(secrets.token_hex(8), channel, address, text, choice)
    answer = await app.dispatch.handle(incoming)
    await app.dispatch.sent(incoming)
    return answer


@contextmanager
def _at_work(settings: Settings) -> Iterator[tuple[App, asyncio.Runner]]:
    """A bot whose loop runs only while a message is at work, so that typing and Ctrl-C stay the terminal's own."""
    with asyncio.Runner() as runner:
        bot = running(settings)
        app = runner.run(_enter(bot))
        try:
            yield app, runner
        finally:
            runner.run(_leave(bot))


async def _enter(bot: AbstractAsyncContextManager[App]) -> App:
    return await bot.__aenter__()


async def _leave(bot: AbstractAsyncContextManager[App]) -> None:
    await bot.__aexit__(None, None, None)


# ---------------------------------------------------------------- for people


def chat(settings: Settings, console: Console) -> None:
    """Talks until the person leaves. Raises KeyboardInterrupt on Ctrl-C, with everything closed."""
    with _at_work(settings) as (app, runner):

        def say(text: str, choice: str | None = None) -> list[Choice]:
            return _show(console, runner.run(_take(app, "console", "terminal", "" if choice else text, choice)))

        choices = say("/start")
        while (line := _read(console)) is not None:
            number = int(line) if len(line) == 1 and line.isdecimal() else 0
            choices = say(line, choices[number - 1].value if 1 <= number <= len(choices) else None)


def _read(console: Console) -> str | None:
    """What was typed; None at the end of the input or on /keluar."""
    try:
        line = console.input("> ").encode("utf-8", "replace").decode("utf-8")
    except EOFError:
        return None
    return None if line.strip().lower() in _LEAVE else line


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
    with _at_work(settings) as (app, runner):
        for line in lines:
            answer = runner.run(_answer(app, line))
            malformed += "error" in answer
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
            out.flush()
    return malformed


async def _answer(app: App, line: str) -> dict[str, object]:
    try:
        asked = Asked.model_validate(json.loads(line))
    except (json.JSONDecodeError, RecursionError):
        return _line(None, Answer("malformed", sure=False)) | {"error": "this line is no JSON"}
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
        return _line(None, Answer("malformed", sure=False)) | {"error": wrong}
    return _line(asked.chat, await _take(app, "ask", asked.chat, asked.text or "", asked.choice))


def _line(chat: str | None, answer: Answer) -> dict[str, object]:
    return {
        "chat": chat,
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
