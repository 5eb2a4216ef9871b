"""Reads the `.env` file: a small regular file, and nothing in it is replaced by anything else."""

import io
import os
from pathlib import Path

from dotenv.parser import parse_stream

from data.files import given_files

FILE = ".env"
_MOST = 64 << 10
"""Bytes; all our settings take a few thousand."""
_LONGEST_LINE = 1 << 14
"""Characters: the parser takes time with the square of them."""


class Malformed(Exception):
    """The file is wrong; the message says in which line, and never what stands there: it may be a secret."""


def read() -> dict[str, str]:
    """The settings in the file of the working directory, none when there is no file. Raises Malformed or OSError."""
    path = Path(FILE)
    if not os.path.lexists(path) or path.is_dir():  # Python's own environments are called so, too
        return {}
    try:
        written = given_files.read(path, _MOST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("it is no text") from None
    for number, line in enumerate(written.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            raise Malformed(f"line {number} is longer than {_LONGEST_LINE:,} characters")
    found: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(written)):
        if binding.error or (binding.key and binding.value is None):
            skipped = len(binding.original.string) - len(binding.original.string.lstrip("\r\n"))
            number = binding.original.line + binding.original.string[:skipped].count("\n")
            raise Malformed(f"line {number} is no setting; write NAME=value, and close each quotation mark")
        if binding.key and binding.value is not None:
            found[binding.key] = binding.value
    return found
