"""Explains remarks which contradict that somebody is listed, for one row and for the whole list."""

from collections.abc import Collection, Iterator, Sequence

from data.coverage.columns.cell_names import letters
from data.coverage.columns.name_remarks import words_of_leaving_in_name
from data.coverage.columns.remarks import words_of_leaving
from data.coverage.importing.job import Gate, Report
from data.coverage.lists.sheets import Sheet
from data.coverage.lists.unread_columns import plain_columns, remark_columns
from data.import_texts import Sentence
from data.shortened import cut

_MOST = 10
"""Most remarks that are named."""
_LONGEST = 200
"""Most characters of a remark that are quoted beside its row."""
_SELECTION = ("layak", "lolos", "memenuhi", "eligible", "verif", "verval", "setujui", "ditolak", "seleksi")


def of_list(report: Report) -> Iterator[Sentence]:
    """The columns and words that say that people have left, the most frequent first, and what to do."""
    for column, words, count in report.remarks[:_MOST]:
        named = column or Sentence("remark.no_heading")
        yield Sentence("remark.words", {"column": named, "words": words, "count": count})
    if others := report.remarks[_MOST:]:
        yield Sentence("remark.others", {"words": len(others), "count": sum(count for *_, count in others)})
    if report.remarks:
        yield _advice(report.columns)


def of_row(sheet: Sheet, cells: Sequence[object]) -> Sentence:
    """The remark in one row, and what to do."""
    status = sheet.columns.get("status")
    for at in (sheet.columns.get("name"), *plain_columns(sheet), *remark_columns(sheet)):
        if at is None or at >= len(cells):
            continue
        if words_of_leaving_in_name(str(cells[at])) if at == sheet.columns.get("name") else words_of_leaving(cells[at]):
            heading = str(sheet.headings[at]).strip() if at < len(sheet.headings) else ""
            values = {
                "column": cut(heading) or letters(at + 1),
                "cell": cut(" ".join(str(cells[at]).split()), _LONGEST),
                "advice": _advice(sheet.columns),
            }
            if status is None or status >= len(cells):
                return Sentence("remark.row_no_status", values)
            return Sentence("remark.row", values | {"status": cut(str(cells[status]))})
    return Sentence("reason.remark_left")


def _advice(columns: Collection[str]) -> Sentence:
    return Sentence("remark.advice" if "status" in columns else "remark.advice_no_status")


def of_candidates(report: Report) -> Iterator[Gate]:
    """The question about a list without a status that holds the results of a selection among candidates."""
    if "status" in report.columns:
        return
    for column, words, count in report.remarks:
        if any(word in words for word in _SELECTION):
            values = {"column": column or Sentence("remark.no_heading"), "words": words, "count": count}
            yield Gate(Sentence("remark.selected", values), ("--all-listed",))
            return
