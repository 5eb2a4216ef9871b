"""The texts that the labour office reads when it imports a list, in Indonesian and English (texts/lists.toml)."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Self

import tomli

from data.problems import Problem
from data.shortened import LONGEST, first_few

LANGUAGES = ("id", "en")
DEFAULT = "id"


@dataclass(frozen=True)
class _Translations:
    """A sentence in both languages; its placeholders stand in braces."""

    id: str
    en: str


@cache
def _all() -> dict[str, _Translations]:
    table = tomli.loads(files("data").joinpath("texts/lists.toml").read_text(encoding="utf-8"))
    return {key: _Translations(**both) for key, both in table.items()}


def render(key: str, language: str, **values: object) -> str:
    """A sentence with its values filled in; numbers get the separators of the language.

    Raises KeyError for an unknown key or a missing value.
    """
    filled = {name: shown(value, language) for name, value in values.items()}
    return str(getattr(_all()[key], language)).format(**filled).strip()


def shown(value: object, language: str) -> str:
    """A value as it appears in a sentence."""
    if isinstance(value, Sentence):
        return value.in_language(language)
    if isinstance(value, int):
        written = f"{value:,}"
        return written if language == "en" else written.replace(",", ".")
    return str(value)


@dataclass(frozen=True)
class Sentence:
    """A sentence whose language is chosen later. Its values may be sentences, too."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The sentence in one language. Raises KeyError for an unknown key."""
        return render(self.key, language, **self.values)

    def plain(self) -> dict[str, Any]:
        """The sentence in a form that JSON can hold, for another process."""
        values = {name: one.plain() if isinstance(one, Sentence) else one for name, one in self.values.items()}
        return {"key": self.key, "values": values}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Self:
        """The sentence from what `plain` returned."""
        values = {name: cls.read(one) if isinstance(one, dict) else one for name, one in plain["values"].items()}
        return cls(plain["key"], values)


class TextProblem(Problem):
    """A problem with a list, given by its key in texts/lists.toml; `str` gives the English sentence."""

    def __init__(self, key: str, **values: object) -> None:
        self.sentence = Sentence(key, values)
        super().__init__(key)

    def __str__(self) -> str:
        return self.sentence.in_language("en")


def list_names(names: Sequence[object], most: int, longest: int = LONGEST) -> Sentence | str:
    """The first `most` names, and how many more there are."""
    if len(names) <= most:
        return first_few(names, most, longest)
    return Sentence("few", {"names": first_few(names[:most], most, longest), "more": len(names) - most})


_OF_ERRNO = {
    errno.ENOENT: "disk.none",
    errno.ENOTDIR: "disk.none",
    errno.EACCES: "disk.denied",
    errno.EPERM: "disk.denied",
    errno.EIO: "disk.broken",
    errno.ENAMETOOLONG: "disk.long_name",
}


def reason_of(error: OSError) -> Sentence | str:
    """Why a file cannot be used, as a sentence."""
    sentence = getattr(error, "sentence", None)
    if isinstance(sentence, Sentence):
        return sentence
    key = _OF_ERRNO.get(error.errno or 0)
    return Sentence(key) if key else str(error.strerror or type(error).__name__)
