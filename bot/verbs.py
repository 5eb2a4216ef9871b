"""The verbs of the command line; only the used one is imported, because all together take most of a second."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from bot.loading import loading


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, before its module is imported."""

    module: str
    """The module in `bot.commands`; its `app` holds the verb, or is the group of its subcommands."""
    summary: str
    """The line in `sigap --help`: the first sentence of the verb's own help."""

    @property
    def app(self) -> typer.Typer:
        """The Typer app of the module."""
        with loading():
            found = import_module(f"bot.commands.{self.module}").app
        assert isinstance(found, typer.Typer)
        return found


VERBS = {
    "demo": Verb("demo", "Try the bot with 51,666 made-up people, in a browser. Needs no token, server or network."),
    "serve": Verb(
        "serve",
        "Run the bot: the web chat, Telegram when SIGAP_TELEGRAM_TOKEN is set, and WhatsApp with its four settings.",
    ),
    "doctor": Verb(
        "doctor",
        "Check settings, key, snapshot, contacts, database and Telegram, and say what to do. Exit code 1 on an error.",
    ),
    "chat": Verb("chat", "Talk with the bot in the terminal, with the coverage that is published."),
    "ask": Verb("chat", "The same conversation for scripts: JSON lines in, JSON lines out."),
    "key": Verb("key", "Make a new key file. A snapshot can only be read with the key it was made with."),
    "sample": Verb("sample", "Write made-up participants to try an import with: serials 9xxx, never a real person."),
    "import": Verb("import_list", "Check a participants file, build a coverage snapshot and publish it."),
    "snapshots": Verb("snapshots", "List the snapshots that are kept, and which one is live."),
    "rollback": Verb("snapshots", "Publish an earlier snapshot again. A running bot uses it within seconds."),
    "questions": Verb(
        "insights",
        "Show the questions that the bot did not understand: redacted, counted, the most frequent first.",
    ),
    "statistics": Verb(
        "insights",
        "Show the statistics: checks, topics, whether answers helped, costs, subscribers, broadcasts.",
    ),
    "broadcasts": Verb("broadcasts", "List the broadcasts, or show the report of one."),
    "expect": Verb(
        "expect", "Expect many people, because the city announces something: limits of volume are raised meanwhile."
    ),
    "checks": Verb("checks", "Stop all checks of NIKs at once, when the list may be wrong; alone: show the state."),
    "poster": Verb(
        "poster",
        "Make a poster for an office: one A4 page with QR codes of web chat, Telegram and WhatsApp, ready to print.",
    ),
    "sweep": Verb("sweep", "Show, table by table, what a sweep would delete now; with --yes delete it."),
    "rekey": Verb(
        "rekey",
        "Change to a new NIK key, when the old one leaked or was lost, or when your rules ask for one every few years.",
    ),
    "backup": Verb(
        "backup", "Copy everything that cannot be made again to a new folder DIR/sigap-DATE-TIME, while the bot runs."
    ),
    "restore": Verb("backup", "Put a backup in place. The bot must be stopped; nothing is deleted."),
    "restored": Verb(
        "backup",
        "Say that a backup was restored; the bot may write first again, a running one within seconds.",
    ),
    "audit": Verb(
        "audit",
        "Show what staff, cadres and commands did, and verify that nothing was changed or removed.",
    ),
}


class Verbs(TyperGroup):
    """The group of verbs: shows their summaries without importing them."""

    def __init__(self, **given: Any) -> None:
        listed = {name: TyperCommand(name, help=verb.summary) for name, verb in VERBS.items()}
        super().__init__(**(given | {"commands": listed}))

    def resolve_command(self, *given: Any) -> Any:
        """Finds the verb that was typed, and imports it. Raises UsageError when there is none of that name."""
        name, _, words = super().resolve_command(*given)
        if name is None:
            return name, None, words
        group = get_group(VERBS[name].app)
        return name, group.commands.get(name, group), words
