"""Messages that name a step by themselves: commands, greetings, labels of our own buttons."""

import re

from data.content import texts
from data.language.spelling import fold
from handlers.reading import Reading

COMMANDS = {word: step for step, words in texts.typed("commands").items() for word in words}


# Labels of our own buttons, typed instead of pressed.
_LABELS = {
    fold(label): step
    for code in texts.LANGUAGES
    for step, label in texts.language(code).labels.items()
    if not step.startswith(
        (
            *("language.", "check.as_", "check.all", "guide.", "picture.", "info.calm", "info.despair", "invite."),
            *("helped.", "situation."),
        )
    )
}
_PHRASES = {fold(phrase): step for step, phrases in texts.typed("phrases").items() for phrase in phrases}
_BARE = {fold(word): step for step, words in texts.typed("words").items() for word in words}
_NO_NAMES = frozenset({"menu", "unsubscribe"})
_WHILE_A_FACTOR_IS_AWAITED = _LABELS | _PHRASES | {word: step for word, step in _BARE.items() if step in _NO_NAMES}
"""Without the other single words: Hai, Ping and Indonesia are first names, too."""
_USUALLY = _WHILE_A_FACTOR_IS_AWAITED | _BARE


_CHANGING = ("subscribe", "unsubscribe", "erase", "language.", "watch")
"""The beginnings of steps that change something."""


def step_named(reading: Reading, *, factor_awaited: bool) -> str | None:
    """The step that the message as a whole names. Questions change nothing: "stop?" names no step, "menu?" does."""
    step = (_WHILE_A_FACTOR_IS_AWAITED if factor_awaited else _USUALLY).get(reading.folded)
    return None if step and step.startswith(_CHANGING) and "?" in reading.normalized else step


_LINKS = {"cek": "check", "panduan": "guide"}
"""The parameter of /start in our links, and its step."""


def command_name(reading: Reading) -> str:
    """The name of a command: `cek` in `/cek@SigapBot 3275...`; empty if the text is no command."""
    name = reading.raw.strip().partition(" ")[0]
    return re.split(r"[\s@]", name[1:], maxsplit=1)[0].casefold() if name.startswith("/") else ""


def command(reading: Reading) -> str | None:
    """The step of a command: `/cek`, `/cek@SigapBot 3275...`, `/start panduan` from a link; None for other text."""
    step, rest = COMMANDS.get(command_name(reading)), reading.raw.strip().partition(" ")[2]
    return _LINKS.get(rest.strip(), step) if step == "start" else step
