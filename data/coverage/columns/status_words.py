"""Reads the status words that staff add in the data directory to those in data/coverage/columns/columns.py.

    [listed]
    words = ["aktip", "jalan"]
    [ended]
    words = ["resign"]

Capital letters and spaces make no difference.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import tomli
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from data.coverage.columns import columns
from data.files import given_files
from data.import_texts import Sentence, TextProblem, reason_of
from data.shortened import cut

FILE = "status_words.toml"
_MOST = 64 << 10
"""Bytes; a word takes 15."""
_MOST_DOTS = 5
"""Most dots in a key: the parser's memory grows with their square."""
_NAMED = 5
"""Most words that are named when they are wrong."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class StatusWordsProblem(TextProblem):
    """The file of status words is wrong; the message names the word and what to do."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    words: Annotated[list[Word], Field(max_length=1000)] = []


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    listed: _Words = _Words()
    ended: _Words = _Words()


def read(data_dir: Path) -> Mapping[str, bool]:
    """Each word that staff added, in the form of `columns.word`, and whether it means listed.

    Empty where there is no such file. Raises StatusWordsProblem.
    """
    path = data_dir / FILE
    try:
        written = given_files.read(path, _MOST).decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise StatusWordsProblem("words.no_text", file=path) from None
    except OSError as error:
        raise StatusWordsProblem("file.unreadable", file=path, why=reason_of(error)) from None
    found = _parsed(path, written)
    words = {columns.word(word): True for word in found.listed.words}
    ended = {columns.word(word): False for word in found.ended.words}
    _refuse(path, "words.in_both", words.keys() & ended.keys())
    words |= ended
    _refuse(path, "words.unfit", {one for one in words if not _is_word(one)})
    _refuse(path, "words.ours", {one for one in words if columns.STATUS_WORDS.get(one, words[one]) != words[one]})
    return words


def _is_word(word: str) -> bool:
    """Whether a word may be a status: an error value and a blank may not."""
    return any(map(str.isalnum, word)) and not word.startswith(("#", "=", "err:")) and not re.search(r"\d{5}", word)


def _refuse(path: Path, key: str, words: set[str]) -> None:
    if words:
        shown = ", ".join(f"'{re.sub(r'[0-9]{5,}', '…', cut(one))}'" for one in sorted(words)[:_NAMED])
        raise StatusWordsProblem(key, file=path, words=shown)


def _parsed(path: Path, written: str) -> _File:
    lines = written.splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.lstrip().startswith("#") and line.partition("=")[0].count(".") > _MOST_DOTS:
            raise StatusWordsProblem("words.no_toml", file=path, where=Sentence("words.line", {"line": str(number)}))
    try:
        return _File.model_validate(tomli.loads(written))
    except (tomli.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        at = found[1] if found else str(len(lines))
        raise StatusWordsProblem("words.no_toml", file=path, where=Sentence("words.line", {"line": at})) from None
    except ValidationError as error:
        wrong = [".".join(map(str, one["loc"])) for one in error.errors(include_url=False, include_input=False)]
        raise StatusWordsProblem("words.form", file=path, where=", ".join(map(cut, wrong[:_NAMED]))) from None
