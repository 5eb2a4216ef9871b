"""The page of the commands: their help, arguments and options, from the command line itself."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

from typer.main import get_group

from bot.command_line.output import INTERRUPTED, REFUSED, TERMINATED, USAGE
from bot.verbs import VERBS, Verb
from workshop.reference.markdown import code, generated, table

_MARKUP = re.compile(r"\[/?(?:bold|dim|italic)\]")


def page() -> str:
    """The page."""
    return generated(
        "Commands",
        "Every command of `sigap`, with its arguments and options.",
        "In a checkout, `sigap` is `.uv/bin/uv run --locked sigap`. `sigap COMMAND --help` says the same in the "
        "terminal; the help of `sigap import` is in Indonesian (with `--language en` in English).",
        table(("command", "what it does"), ((f"[`sigap {n}`](#sigap-{n})", v.summary) for n, v in VERBS.items())),
        "Exit codes:",
        table(("code", "meaning"), _EXIT_CODES),
        *(part for name, verb in VERBS.items() for part in _verb(name, verb)),
    )


_EXIT_CODES = (
    ("0", "done"),
    (
        str(REFUSED),
        "refused: the list, the snapshot, malformed lines given to `sigap ask`, an error that `sigap doctor` found",
    ),
    (str(USAGE), "a mistake in the command, a file or a setting"),
    (str(INTERRUPTED), "stopped by Ctrl-C"),
    (str(TERMINATED), "stopped by SIGTERM"),
)


def _verb(name: str, verb: Verb) -> Iterator[str]:
    group = get_group(verb.app)
    command = group.commands.get(name, group)
    yield from _section("##", f"sigap {name}", command)
    for word, part in getattr(command, "commands", {}).items():
        yield from _section("###", f"sigap {name} {word}", part)


def _section(heading: str, name: str, command: Any) -> Iterator[str]:
    """A command: its help, how it is typed, what may be typed after it."""
    shown = [one for one in command.params if not one.hidden]
    yield f"{heading} {name}"
    yield f"```console\n$ {' '.join([name, *map(_typed, shown)])}\n```"
    yield _MARKUP.sub("", command.help or "")
    if shown:
        rows = ((_names(one), _default(one), one.help or "") for one in shown)
        yield table(("argument or option", "default", "meaning"), rows)


def _typed(param: Any) -> str:
    """As in the line that says how a command is typed."""
    if param.param_type_name == "argument":
        written = param.metavar or param.name.upper()
    else:
        written = " ".join(filter(None, (_words(param, "|"), _value(param))))
    return written if param.required else f"[{written}]"


def _names(param: Any) -> str:
    if param.param_type_name == "argument":
        return code(param.metavar or param.name.upper())
    return code(" ".join(filter(None, (_words(param, ", "), _value(param)))))


def _words(param: Any, between: str) -> str:
    """The option, and the one that says the opposite."""
    return between.join((*param.opts, *param.secondary_opts))


def _value(param: Any) -> str:
    """What follows an option; nothing after a switch."""
    annotation = param.type_descriptor.annotation
    if param.is_flag:
        return ""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "|".join(str(one.value) for one in annotation)
    return str(param.metavar or getattr(annotation, "__name__", "value").upper())


def _default(param: Any) -> str:
    """Of a switch: nothing; it is off unless it is typed, or on unless its opposite is."""
    if param.required or param.default is None or getattr(param, "is_flag", False):
        return ""
    return code(str(param.default.value if isinstance(param.default, Enum) else param.default))
