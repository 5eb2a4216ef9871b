"""Reads the `.env` file, which must be small and regular; nothing in it is substituted."""

import io
import os
from pathlib import Path

from dotenv.parser import parse_stream

from data.files import given_files

FILE = ".env"
_LARGEST = 64 << 10
"""Bytes; all our settings take a few thousand."""
_LONGEST_LINE = 1 << 14
"""Characters: the time of the parser grows with the square of a line's length."""


class Malformed(Exception):
    """The file is wrong. The message names the line, and never its content, which may be a secret."""


def read() -> dict[str, str]:
    """The settings in the working directory's `.env`; empty without a file. Raises Malformed or OSError."""
    path = Path(FILE)
    if not os.path.lexists(path) or path.is_dir():  # a virtual environment may have this name, too
        return {}
    try:
        written = given_files.read(path, _LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("it is not a text file") from None
    for number, line in enumerate(written.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            raise Malformed(f"line {number} is longer than {_LONGEST_LINE:,} characters")
    found: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(written)):
        if binding.error or (binding.key and binding.value is None):
            skipped = len(binding.original.string) - len(binding.original.string.lstrip("\r\n"))
            number = binding.original.line + binding.original.string[:skipped].count("\n")
            raise Malformed(f"line {number} is not a setting; write NAME=value, and close each quotation mark")
        if binding.key and binding.value is not None:
            found[binding.key] = binding.value
    return found
