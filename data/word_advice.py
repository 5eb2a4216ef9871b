"""What to do about status words that are not known: marks for "as above", and words of another kind of status."""

import re
from collections.abc import Iterable

from data.columns import word
from data.list_texts import Sentence

_AS_ABOVE = re.compile(
    r"[\"“”„″〃'’`´,]{1,3}|-?\"-?|s ?[./]? ?d ?[./]? ?a[.]?|(?:idem|ditto|sama|sama dengan (?:di )?atas|sda)[.]?"
)
_OF_MARRIAGE = re.compile(
    r"(?:(?:belum|blm|sudah|sdh|tidak) )?(?:menikah|nikah|kawin)(?: (?:belum )?(?:tercatat|siri))?"
    r"|cerai(?: (?:hidup|mati))?(?: (?:belum )?tercatat)?|janda|duda|lajang|bujang|single|married|divorced|widow(?:ed)?"
)


def advice(unknown: Iterable[tuple[str, int]]) -> list[Sentence]:
    """A sentence for each kind of word among them; they come with how many rows have each."""
    kinds = {_kind(word(written)) for written, _ in unknown}
    return [Sentence(key) for key in ("report.as_above", "report.of_marriage", "report.unknown_advice") if key in kinds]


def _kind(unknown: str) -> str:
    if _AS_ABOVE.fullmatch(unknown):
        return "report.as_above"
    return "report.of_marriage" if _OF_MARRIAGE.fullmatch(unknown) else "report.unknown_advice"
