"""Messages that name a step by themselves: commands, greetings, labels of our own buttons."""

import re

from data.content import texts
from data.language.disguised_digits import in_latin
from data.language.normalize import normalize

COMMANDS = {word: step for step, words in texts.typed("commands").items() for word in words}


def fold(text: str) -> str:
    """The text in lower case, with single spaces and without repeated letters: "Haloooo!!" is "halo"."""
    letters = re.sub(r"[^\w\s]", " ", in_latin(text.casefold()))
    return " ".join(re.sub(r"(.)\1{2,}", r"\1", letters).split())


# Labels of our own buttons, typed instead of pressed.
_LABELS = {
    fold(label): step
    for code in texts.LANGUAGES
    for step, label in texts.language(code).labels.items()
    if not step.startswith(("language.", "check.as_", "guide.", "picture.", "info.calm", "info.despair", "invite."))
}
_PHRASES = {fold(phrase): step for step, phrases in texts.typed("phrases").items() for phrase in phrases}
_BARE = {fold(word): step for step, words in texts.typed("words").items() for word in words}
_NO_NAMES = frozenset({"menu", "unsubscribe"})
_WHILE_A_FACTOR_IS_AWAITED = _LABELS | _PHRASES | {word: step for word, step in _BARE.items() if step in _NO_NAMES}
"""Without the other single words: Hai, Ping and Indonesia are first names, too."""
_USUALLY = _WHILE_A_FACTOR_IS_AWAITED | _BARE


_CHANGING = ("subscribe", "unsubscribe", "erase", "language.", "watch")
"""The beginnings of steps that change something."""


def step_named(text: str, *, factor_awaited: bool) -> str | None:
    """The step that the message as a whole names. Questions change nothing: "stop?" names no step, "menu?" does."""
    step = (_WHILE_A_FACTOR_IS_AWAITED if factor_awaited else _USUALLY).get(fold(text))
    return None if step and step.startswith(_CHANGING) and "?" in normalize(text) else step


_LINKS = {"cek": "check", "panduan": "guide"}
"""The parameter of /start in our links, and its step."""


def command_name(text: str) -> str:
    """The name of a command: `cek` in `/cek@SigapBot 3275...`; empty if the text is no command."""
    name = text.strip().partition(" ")[0]
    return re.split(r"[\s@]", name[1:], maxsplit=1)[0].casefold() if name.startswith("/") else ""


def command(text: str) -> str | None:
    """The step of a command: `/cek`, `/cek@SigapBot 3275...`, `/start panduan` from a link; None for other text."""
    step, rest = COMMANDS.get(command_name(text)), text.strip().partition(" ")[2]
    return _LINKS.get(rest.strip(), step) if step == "start" else step
