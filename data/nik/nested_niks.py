"""Says whether a NIK stands anywhere in a decoded JSON value: behind words, in the options of a poll, on a contact."""

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import unquote

from data.language.normalize import unicode_form
from data.nik.form import NIK_LENGTH, flaw
from data.nik.nik import EXAMPLE, find

_MOST = 20_000
"""The most values that are looked at."""
_MOST_READ = 20
"""The most texts that are read as messages are, which takes time; the others are searched for 16 digits."""
_LONGEST = 65_536
"""The most characters of one text that are looked at: sixteen times those of a message."""
_UNSEEN = ("id", "callback_data")
"""How the names of fields end that nobody sees."""
_ENCODED = 3
"""How often a link may have been percent-encoded."""
_ALONE = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_BETWEEN = re.compile(r"(?<=[0-9])[\s.,\-_+/]{1,3}(?=[0-9])")


def holds_a_nik(value: object, today: date | None = None) -> bool:
    """Whether a well-formed NIK other than our example stands in a string of the value, but for what nobody sees."""
    today = today or date.today()  # noqa: DTZ011 - a birth date has no time zone
    waiting, read = [value], 0
    for _ in range(_MOST):
        if not waiting:
            break
        one = waiting.pop()
        if isinstance(one, str):
            text = _decoded(one)
            if sum(map(str.isdigit, text)) < NIK_LENGTH:
                continue
            read += 1
            if _stands_in(text, today) or (read <= _MOST_READ and set(find(text, today).niks) - {EXAMPLE}):
                return True
        elif isinstance(one, Mapping):
            waiting += [inner for name, inner in one.items() if not str(name).endswith(_UNSEEN)]
        elif isinstance(one, list | tuple):
            waiting += one
    return False


def _decoded(text: str) -> str:
    """The text as it is shown: a link may hold its digits as %33%32."""
    text = text[:_LONGEST]
    for _ in range(_ENCODED):
        if "%" not in text:
            break
        text = unquote(text)
    return text if text.isascii() else unicode_form("NFKC", text)[:_LONGEST]


def _stands_in(text: str, today: date) -> bool:
    found = {*_ALONE.findall(text), *_ALONE.findall(_BETWEEN.sub("", text))}
    return any(flaw(digits, today) is None for digits in found - {EXAMPLE})
