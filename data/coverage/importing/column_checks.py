"""Asks about suspicious columns, programmes and lines of a list once its rows were read."""

import re
from collections.abc import Iterator, Sequence

from data.coverage.columns import columns
from data.coverage.columns.cell_names import letters
from data.coverage.columns.period_cells import holds_a_time
from data.coverage.columns.remarks import says_left
from data.coverage.importing.column_watch import ColumnWatch, WatchedColumn
from data.coverage.importing.job import Gate, Report, short
from data.coverage.lists.titles import word_of_candidates
from data.import_texts import Sentence

_SENTENCES = 4
"""Most sentences about columns that look wrong; a file may have 16,000 columns."""
_NAMED = 20
"""Most headings that are named in a sentence."""

_SELECTED = re.compile(r"layak|lolos|lulus|memenuhi|eligib|verif|verval|setuj|seleksi|usul|calon|kandidat|tolak")
"""Words of a selection among candidates: such a column must not be made the status, or "Layak" would become "Aktif"."""
_BESIDE_STATUS = {"columns.status": "columns.status_too", "columns.answers": "columns.answers_too"}
_BESIDE_ENDS = {"columns.ends": "columns.ends_too", "columns.dates": "columns.dates_too"}
"""The sentence to use instead where the list has such a column already."""
_MAY_BE_TICKED = _BESIDE_STATUS.keys() | _BESIDE_ENDS.keys()


def of_columns(watch: ColumnWatch, report: Report) -> Iterator[Gate]:
    """The questions about the watched columns, at most `_SENTENCES` and one more."""
    for row, title in report.group_titles:
        if not (watch.lacking or (watch.sheet.part(row) in watch.unsure and word_of_candidates([title]))):
            continue
        yield Gate(Sentence("rows.group_title", {"row": report.named_row(row), "title": short(title)}))
        break
    ticked = [one for one in watch.unread if one.rows and one.ticks == one.rows and one.key in _MAY_BE_TICKED]
    ticked.sort(key=lambda one: one.at)
    if ticked:
        yield _of_ticks(watch, ticked[:_NAMED])
    everybody = report.about.listed if report.about else 0
    found = [
        one
        for one in watch.unread
        if one.rows
        and one not in ticked
        and not (one.matters_if_partial and one.rows >= everybody and one.is_uninformative)
    ]
    for one in found[:_SENTENCES]:
        words = ", ".join(f"\u201c{word}\u201d" for word in one.words)
        values = {"rows": one.rows, "first": report.named_row(one.first), "words": words}
        called = short(one.heading) if one.heading else letters(one.at + 1)
        otherwise = Sentence("columns.ignore" if one.heading else "columns.nameless")
        switch = ("--ignore-columns", one.heading) if one.heading else ()
        named = {"ends": watch.ends, "column": called, "otherwise": otherwise}
        yield Gate(Sentence(_key(watch, one), {**values, **named}), switch)
    if len(found) > _SENTENCES:
        yield Gate(Sentence("columns.more", {"more": len(found) - _SENTENCES}))


def _key(watch: ColumnWatch, one: WatchedColumn) -> str:
    """The sentence for a column. It must not advise a second column of a kind, nor a selection as the status."""
    key = one.key
    if key in _BESIDE_STATUS and watch.has_status_column:
        return _BESIDE_STATUS[key]
    if key == "columns.answers" and _SELECTED.search(" ".join([one.heading, *one.words]).lower()):
        return "columns.selected"
    return _BESIDE_ENDS.get(key, key) if watch.ends else key


def _of_ticks(watch: ColumnWatch, ticked: Sequence[WatchedColumn]) -> Gate:
    """The question about columns that each stand for one status and are ticked."""
    called = [f"“{short(one.heading)}”" if one.heading else letters(one.at + 1) for one in ticked]
    words = dict.fromkeys(word for one in ticked for word in one.words)
    named = [one.heading for one in ticked if one.heading]
    otherwise = Sentence("columns.ignore" if len(named) == len(ticked) else "columns.nameless")
    named_words = ", ".join(f"“{word}”" for word in words)
    values = {"columns": ", ".join(called), "words": named_words, "rows": sum(one.rows for one in ticked)}
    beside_status = watch.has_status_column and not watch.reads_ticks
    if not beside_status and any(one.at in watch.to_tick for one in ticked):
        # These are the status: to ignore them would make listed people of those who are ticked as having left.
        return Gate(Sentence("columns.ticks_of_status", values))
    key = "columns.ticks_too" if beside_status else "columns.ticks"
    switch = ("--ignore-columns", ",".join(named)) if len(named) == len(ticked) else ()
    return Gate(Sentence(key, {**values, "otherwise": otherwise}), switch)


def of_cohorts(report: Report, *, all_listed: bool) -> Iterator[Gate]:
    """The question about a programme or segment whose name suggests that its people have left or were only proposed."""
    for name, (listed, _) in report.cohorts.items():
        if columns.is_listed(name) is False or says_left(name) or holds_a_time(name):
            values = {"name": short(name), "otherwise": Sentence("columns.ignore")}
            yield Gate(Sentence("columns.cohort", values), ("--ignore-columns", report.columns["cohort"]))
            return
        if listed and word_of_candidates([name]) and not all_listed:
            yield Gate(Sentence("columns.cohort_of_candidates", {"name": short(name)}), ("--all-listed",))
            return


def of_lines(report: Report, *, all_listed: bool) -> Iterator[Gate]:
    """What staff must correct where lines within the list, or American dates, change what its rows mean."""
    if report.month_first:
        yield Gate(Sentence("dates.month_first", {"day": report.month_first}))
    has_ended = "status" in report.columns and report.about is not None and report.about.ended > 0
    for key, row, text in report.lines:
        if key in {"rows.colours", "rows.codes"} and has_ended:  # the status column says it, too
            continue
        is_meant = key == "rows.group_active"
        if not (is_meant and all_listed):
            values = {"row": report.named_row(row), "text": short(text)}
            yield Gate(Sentence(key, values), ("--all-listed",) if is_meant else ())
