"""What the labour office reads when it imports a list, in Indonesian and in English (texts/lists.toml)."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.problems import Problem

LANGUAGES = ("id", "en")
DEFAULT = "id"


class _Both(BaseModel):
    """A sentence in both languages; its values stand in braces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    en: str


_ALL = TypeAdapter(dict[str, _Both])


@cache
def _all() -> dict[str, _Both]:
    return _ALL.validate_python(tomllib.loads(files("data").joinpath("texts/lists.toml").read_text(encoding="utf-8")))


def said(key: str, language: str, **values: object) -> str:
    """A sentence with its values set in; numbers get the separators of the language.

    Raises KeyError for an unknown key or a value that is missing.
    """
    shown = {name: _shown(value, language) for name, value in values.items()}
    return str(getattr(_all()[key], language)).format(**shown).strip()


def _shown(value: object, language: str) -> str:
    if isinstance(value, Sentence):
        return value.told(language)
    if isinstance(value, int):
        written = f"{value:,}"
        return written if language == "en" else written.replace(",", ".")
    return str(value)


@dataclass(frozen=True)
class Sentence:
    """A sentence before it is known in which language it is read. Its values may be sentences, too."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def told(self, language: str) -> str:
        """The sentence in one language."""
        if self.key not in _all():
            return self.key
        return said(self.key, language, **self.values)


class Told(Problem):
    """A problem with a list, told by its key in texts/lists.toml; as a string it is English."""

    def __init__(self, key: str, **values: object) -> None:
        self.sentence = Sentence(key, values)
        super().__init__(key)

    def __str__(self) -> str:
        return self.sentence.told("en")
