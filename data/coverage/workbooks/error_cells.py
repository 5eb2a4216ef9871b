"""Turns the error cells of a workbook (#N/A, #SPILL!) into text cells, so that they are read as what they show.

The library reads known errors as blank cells, and refuses a sheet with a newer kind of error.
"""

import io
import re
import zipfile
from collections.abc import Collection
from typing import IO

_PIECE = 1 << 20
_LONGEST_TAG = 1 << 12
_ERROR = re.compile(rb"""(<(?:[\w.\-]+:)?c(?=\s)[^<>]*?\st\s*=\s*)(?:"e"|'e')""")


def as_text(archive: zipfile.ZipFile, sheets: Collection[str]) -> io.BytesIO:
    """A copy of the workbook in which the error cells of these parts are text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as anew:
        for part in archive.infolist():
            with archive.open(part) as before, anew.open(part.filename, "w", force_zip64=True) as after:
                if part.filename in sheets:
                    _rewrite(before, after)
                else:
                    while piece := before.read(_PIECE):
                        after.write(piece)
    made.seek(0)
    return made


def _rewrite(before: IO[bytes], after: IO[bytes]) -> None:
    rest = b""
    while piece := before.read(_PIECE):
        piece = rest + piece
        whole = piece.rfind(b">") + 1 or max(len(piece) - _LONGEST_TAG, 0)  # no tag is cut in two
        after.write(_ERROR.sub(rb'\1"str"', piece[:whole]))
        rest = piece[whole:]
    after.write(rest)
