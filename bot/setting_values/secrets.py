"""Reads secrets: each is a setting itself, or stands in a file that another setting names."""

from pathlib import Path

from pydantic import SecretStr

from data.files import file_names, given_files
from data.problems import Problem


class SettingsProblem(Problem):
    """A setting is wrong; the message names it and says what it should be."""


def read(name: str, given: SecretStr | None, file: Path | None) -> str:
    """The secret as it was given, or as its file holds it; empty where there is neither. Raises SettingsProblem.

    `name` is that of the setting, in small letters and without SIGAP_.
    """
    if given and given.get_secret_value():
        return given.get_secret_value()
    if file is None:
        return ""
    try:
        return given_files.read(file).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not a text file"
        named = file_names.display_name(
            file, "the file of that name (which is not shown, as it may be the secret itself)"
        )
        raise SettingsProblem(f"SIGAP_{name.upper()}_FILE: {named} cannot be read: {why}.") from None
