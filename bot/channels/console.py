"""The bot in a terminal, without a network: a chat for people, and JSON lines for scripts."""

import json
import secrets
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, TextIO

from msgspec import Struct
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.channels import json_messages
from bot.channels.json_messages import Malformed
from bot.safe_output import escaped
from bot.sending.capabilities import Capabilities
from data import channels
from handlers.messages import Answer, Choice, Incoming, Reply
from handlers.outcomes import Outcome

with suppress(ImportError):
    import readline  # noqa: F401 - gives `input` line editing; no history is written to a file

_WIDTH = 52  # about what fits on a 360-pixel phone
_LONGEST_LINE = 1 << 20
"""Bytes."""
CAPABILITIES = Capabilities()
"""Also those of `sigap ask`. Neither is run by the server."""
_LEAVE = {"/keluar", "/exit", "/quit"}


Talk = Callable[[Incoming, Callable[[Answer], None]], None]
"""Handles one message, shows its answer, and then marks it as sent."""


# ---------------------------------------------------------------- for people


def chat(talk: Talk, console: Console) -> None:
    """Talks until the person leaves. Raises KeyboardInterrupt on Ctrl-C."""
    choices: list[Choice] = []

    def show(answer: Answer) -> None:
        choices[:] = _show(console, answer)

    line: str | None = "/start"
    while line is not None:
        number = int(line) if len(line) == 1 and line.isdecimal() else 0
        choice = choices[number - 1].value if 1 <= number <= len(choices) else None
        talk(Incoming(secrets.token_hex(8), channels.CONSOLE, "terminal", "" if choice else line, choice), show)
        line = _read()


def _read() -> str | None:
    """What was typed; None at the end of the input or on /keluar."""
    try:
        line = input("> ").encode("utf-8", "replace").decode("utf-8")
    except EOFError:
        return None
    return None if line.strip().lower() in _LEAVE else line


_NOT_SHOWN = ("language", "private", "fine_question", "rated")
_NOT_SHOWN_OF_REPLY = ("attachment", "made", "aside", "apart", "original", "copies", "placeholder", "link")
"""Fields of an answer, and of its replies, that a script does not need."""


def _bubble(console: Console, words: str, colour: str, title: str | None = None, heading: str = "") -> Panel:
    shown = Text(words)
    shown.stylize("bold", 0, len(heading))
    return Panel(shown, width=min(_WIDTH, console.width), border_style=colour, title=title)


def _show(console: Console, answer: Answer) -> list[Choice]:
    """Prints the bubbles, for a picture its alt text, and numbered buttons; returns the buttons."""
    choices: list[Choice] = []
    for reply in answer.replies:
        if reply.picture:
            console.print(_bubble(console, reply.picture.alt, "cyan", title=reply.picture.name))
        if reply.caption:
            heading = reply.headline
            console.print(_bubble(console, reply.caption, "green", heading=heading))
        if reply.link:
            console.print(Text(f" {reply.link}"))
        choices += reply.choices
    for number, choice in enumerate(choices, start=1):
        console.print(Text.assemble((f" {number} ", "reverse"), f" {choice.label}"))
    return choices


# ---------------------------------------------------------------- for scripts


_MALFORMED = Answer(Outcome.MALFORMED, sure=False)


def ask(talk: Talk, lines: Iterable[str], out: TextIO) -> int:
    """Answers each JSON line with one JSON line, in order; returns the number of malformed lines."""
    malformed = 0
    for line in lines:
        try:
            asked = json_messages.read(json_messages.Line, line)
        except Malformed as problem:
            malformed += 1
            _write(out, None, _MALFORMED, error=str(problem))
        else:
            incoming = Incoming(secrets.token_hex(8), channels.ASK, asked.chat, asked.text or "", asked.choice)
            talk(incoming, partial(_write, out, asked.chat))
    return malformed


def _write(out: TextIO, chat: str | None, answer: Answer, **more: str) -> None:
    """Prints an answer as one line of JSON."""
    shown = _fields(answer, _NOT_SHOWN)
    line = {"chat": chat, **shown, "answer": answer.fine_question, **more}
    for written, reply in zip(shown["replies"], answer.replies, strict=True):
        written["text"] = reply.words
    out.write(escaped(json.dumps(line, ensure_ascii=False)) + "\n")
    out.flush()


def _fields(record: Any, left_out: Collection[str] = ()) -> Any:
    """All fields of a record and of those in it, also where they have their default."""
    if isinstance(record, Reply):
        left_out = _NOT_SHOWN_OF_REPLY
    if isinstance(record, Struct):
        names = [name for name in record.__struct_fields__ if name not in left_out]
        return {name: _fields(getattr(record, name)) for name in names}
    return [_fields(one) for one in record] if isinstance(record, tuple) else record


def stdin_lines() -> Iterable[str]:
    """Standard input as UTF-8 lines; invalid bytes become question marks instead of an error.

    A line that is too long is replaced by an empty one, which is malformed as well, and takes no memory.
    """
    read = partial(sys.stdin.buffer.readline, _LONGEST_LINE)
    while raw := read():
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            while (rest := read()) and not rest.endswith(b"\n"):
                pass
            raw = b""
        yield raw.decode("utf-8", "replace")
