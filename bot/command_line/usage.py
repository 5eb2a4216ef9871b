"""The help and the usage errors of `sigap import`, in the language of the labour office.

In English (`--language en`) they are Typer's own.
"""

import os
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperCommand

from data.import_texts import DEFAULT, render
from data.problems import Problem

_LANGUAGE = "sigap.language"
_ALIKE = 0.8
_SHORTEST = len("--a")
"""A shorter beginning fits too many options."""
_MOST_FILES = 100
_MOST_WORDS = 12
"""The words of a file name that may have been typed without quotation marks."""


class UsageProblem(Problem):
    """The command was typed wrongly; the message says what is wrong, and how to type it."""


class OfficeCommand(TyperCommand):
    """A verb for the labour office, with its own help in Indonesian."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parses the arguments. Raises UsageProblem, or UsageError when English is wanted."""
        language = ctx.meta[_LANGUAGE] = _language(args)
        try:
            return super().parse_args(ctx, args)
        except UsageError as problem:
            if language != DEFAULT:
                raise
            options = [word for param in self.params for word in param.opts if word.startswith("--")]
            raise UsageProblem(f"{_sentence(problem, options)} ({render('usage.help', language)})") from None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes the help."""
        if ctx.meta.get(_LANGUAGE) == DEFAULT:
            formatter.write(files("data").joinpath("texts/import_help.txt").read_text(encoding="utf-8"))
        else:
            super().format_help(ctx, formatter)


def _language(args: Sequence[str]) -> str:
    """The language option, which is needed before the other arguments are parsed."""
    words = " ".join(args).replace("=", " ").casefold()
    return "en" if "--language en" in words else DEFAULT


def _sentence(problem: UsageError, options: Sequence[str]) -> str:
    """The error as a sentence."""
    if isinstance(problem, NoSuchOption):
        key, meant = "usage.no_such_option", _similar_options(problem.option_name, options)
        return render("usage.meant" if meant else key, DEFAULT, option=problem.option_name, meant=meant)
    if isinstance(problem, BadOptionUsage):
        key = "usage.takes_nothing" if "not take" in problem.message else "usage.takes_something"
        return render(key, DEFAULT, option=problem.option_name)
    if not isinstance(problem, BadParameter) or problem.param is None:
        return render("usage.not_understood", DEFAULT)
    option = problem.param.opts[-1]
    if not isinstance(problem, MissingParameter):
        choices = problem.param.type_descriptor.choices
        if choices:
            return render("usage.choose", DEFAULT, option=option, choices=", ".join(map(str, choices)))
        return render("usage.number", DEFAULT, option=option)
    return render("usage.no_file" if problem.param.param_type_name == "argument" else "usage.no_day", DEFAULT)


def _similar_options(typed: str, options: Sequence[str]) -> str:
    """The options that may be meant; only very similar ones, because some publish what would be refused."""
    begun = [option for option in options if option.startswith(typed)] if len(typed) > _SHORTEST else []
    return ", ".join(begun or get_close_matches(typed, options, 1, _ALIKE))


def unquoted(paths: Sequence[Path], language: str) -> str:
    """Advice when a file name with spaces was typed without quotation marks; otherwise empty."""
    if len(paths) == 1 or len(paths) > _MOST_FILES or all(map(_exists, paths)):
        return ""
    words = [*map(str, paths)]
    for begin in range(len(words)):
        for end in range(begin + 2, min(begin + _MOST_WORDS, len(words)) + 1):
            name = " ".join(words[begin:end])
            if _exists(name):
                return render("usage.quote_file", language, file=name)
    return render("usage.quote", language)


def _exists(path: Path | str) -> bool:
    return os.access(path, os.F_OK)  # also False for a name that is too long
