"""Prints the report of an import."""

from functools import partial

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.safe_output import one_line
from data.coverage.columns.error_values import is_error
from data.coverage.importing import remark_rows, word_advice
from data.coverage.importing.job import SHOWN, Report, short
from data.import_texts import list_names, render, shown

_MOST_UNREAD = 20
"""Column headings that are named; a file may have 16,000."""
_MOST_WORDS = 10
"""Unknown status words that are named."""


def show_import(console: Console, report: Report, language: str) -> None:
    """Prints the rows read, published and rejected by reason, duplicates, counts by cohort, and the time."""
    says = partial(render, language=language)
    _show_columns(console, report, language)
    for note in report.notes:
        console.print(one_line(note.in_language(language)), soft_wrap=True, markup=False, highlight=False)
    if report.notes:
        console.print()
    console.print(_totals(report, language))
    if report.cohorts:
        cohorts = Table(says("report.cohort"), box=None, pad_edge=False)
        cohorts.add_column(says("report.listed"), justify="right")
        cohorts.add_column(says("report.ended"), justify="right")
        for name, counts in sorted(report.cohorts.items(), key=lambda item: -item[1][0]):
            cohorts.add_row(one_line(name) or says("report.no_cohort"), *(shown(one, language) for one in counts))
        console.print()
        console.print(cohorts)
    if report.over and report.about:
        console.print()
        as_of = report.about.as_of.isoformat()
        console.print(says("report.over", count=report.over, as_of=as_of), soft_wrap=True)
    _show_rejected(console, report, language)
    _show_unknown(console, report, language)
    if report.duplicates:
        console.print()
        console.print(Text.assemble((says("report.same_nik"), "bold"), f" {says('report.best_kept')}"))
        for rows in report.duplicate_rows:
            console.print(
                f"  {says('report.rows', rows=list_names([report.named_row(row) for row in rows], SHOWN))}",
                soft_wrap=True,
            )


def _show_columns(console: Console, report: Report, language: str) -> None:
    if not report.columns:
        return
    fields = [f"{render(f'field.{name}', language)} = {short(one)!r}" for name, one in report.columns.items()]
    line = render("report.columns", language, columns=", ".join(fields))
    if report.unread_columns:
        unread = [repr(short(heading)) for heading in report.unread_columns]
        line += render("report.not_read", language, columns=list_names(unread, _MOST_UNREAD))
    console.print(line, soft_wrap=True)
    console.print()


def _totals(report: Report, language: str) -> Table:
    totals = Table(box=None, show_header=False, pad_edge=False)
    totals.add_column(justify="left")
    totals.add_column(justify="right")

    def add(key: str, count: int, indent: str = "") -> None:
        totals.add_row(indent + render(f"report.{key}", language), shown(count, language))

    add("rows_read", report.rows)
    add("rows_rejected", report.rejected.total())
    add("duplicate_rows", report.duplicates)
    if about := report.about:
        add("people", about.people)
        add("listed", about.listed, "  ")
        add("ended", about.ended, "  ")
        add("unclear", about.unclear, "  ")
        add("gone", about.gone)
    if report.unknown_regency:
        add("unfamiliar", report.unknown_regency)
    seconds = f"{report.seconds:.2f}"
    took = seconds if language == "en" else seconds.replace(".", ",")
    totals.add_row(render("report.time", language), render("report.seconds", language, seconds=took))
    return totals


def _show_rejected(console: Console, report: Report, language: str) -> None:
    for reason, count in report.rejected.most_common():
        _show_rows(console, report, "report.rejected", reason, report.rejected_rows[reason], count, language)
    for reason, count in report.unclear.most_common():
        _show_rows(console, report, "report.unclear_rows", reason, report.unclear_rows[reason], count, language)
        if reason == "remark_left":
            for sentence in remark_rows.of_list(report):
                console.print(
                    f"  {one_line(sentence.in_language(language))}", soft_wrap=True, markup=False, highlight=False
                )


def _show_rows(
    console: Console, report: Report, what: str, reason: str, first: list[tuple[int, str]], count: int, language: str
) -> None:
    """Prints a reason, and the first rows that it concerns."""
    rows = [(render("report.row", language, row=report.named_row(row)), nik) for row, nik in first]
    line = ", ".join(row + (f" ({nik})" if nik else "") for row, nik in rows)
    if more := count - len(first):
        line = render("few", language, names=line, more=more)
    console.print()
    people = report.contradicting if reason == "rows_contradict" else 0
    head = (
        render("report.unclear_people", language, people=people, count=count)
        if people
        else render(what, language, count=count)
    )
    console.print(Text.assemble((head, "bold"), f" {render(f'reason.{reason}', language)}."))
    console.print(f"  {line}")


def _show_unknown(console: Console, report: Report, language: str) -> None:
    if not report.unknown_words:
        return
    console.print()
    for word, count in report.unknown_words[:_MOST_WORDS]:
        console.print(render("report.unknown_word", language, word=word, count=count), soft_wrap=True)
    errors = [word for word, _ in report.unknown_words if is_error(word)]
    if others := report.unknown_words[_MOST_WORDS:]:
        rows = sum(count for _, count in others)
        console.print(render("report.unknown_others", language, words=len(others), count=rows), soft_wrap=True)
    if errors:
        console.print(render("report.error_advice", language, errors=_joined(errors, language)), soft_wrap=True)
    for sentence in word_advice.advice([one for one in report.unknown_words if not is_error(one[0])]):
        console.print(sentence.in_language(language), soft_wrap=True)


def _joined(names: list[str], language: str) -> str:
    """Names as part of a sentence."""
    shown_ones = names[:_MOST_WORDS]
    last = render("report.and", language)
    return f" {last} ".join([", ".join(shown_ones[:-1]), shown_ones[-1]]) if shown_ones[1:] else shown_ones[0]
