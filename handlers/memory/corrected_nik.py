"""A NIK that replaces another one: "3275... eh salah, 3275..." asks about the second alone."""

import re

from handlers.reading import Reading

_CORRECTS = re.compile(
    r"\b(?:salah(?!\s+satu)|keliru|ralat|koreksi|typo|maksud\w*|harusnya|seharusnya"
    r"|(?:yang|yg|nu) (?:ben[ae]r|betul|leres)|wrong|i mean|i meant|sanes|lepat)\b",
    re.IGNORECASE,
)


def is_correction(reading: Reading) -> bool:
    """Whether the words beside a number say that it replaces another NIK; a KK replaces none."""
    return "kk" not in reading.words and bool(_CORRECTS.search(reading.normalized))


def last_meant(reading: Reading) -> Reading | None:
    """The part with the NIK that is meant, of a message that corrects one by another; None of any other."""
    if len(reading.numbers.niks) != 2:
        return None
    marks = list(_CORRECTS.finditer(reading.raw))
    if not marks:
        return None
    before, behind = reading.of(reading.raw[: marks[0].start()]), reading.of(reading.raw[marks[-1].end() :])
    return behind if len(before.numbers.niks) == 1 and behind.numbers.nik else None
