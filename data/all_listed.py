"""Whether a list makes people "listed" without saying so of each: that must be meant.

A list of candidates looks like one of the insured.
"""

from collections.abc import Iterator

from data import texts
from data.column_checks import Watch
from data.list_texts import Sentence
from data.orders import Gate, Order, Report
from data.sheets import Sheet
from data.titles import doubtful_word

SWITCH = ("--all-listed",)
_SHARE = 0.01
"""Of people without a status beside others who have one: so many may stay unclear without a question."""


def doubts(order: Order, sheet: Sheet, watch: Watch, report: Report) -> Iterator[Gate]:
    """What somebody must mean, and nobody has said; it holds the sentence that these people would read.

    To be asked when the rows are read and the snapshot is built.
    """
    if order.all_listed or not report.about:
        return
    as_of = texts.day(order.as_of, texts.DEFAULT)
    hear = " ".join(texts.text("check.found", texts.DEFAULT, as_of=as_of, since="", until="").split())
    blank = report.unclear["status_blank"]
    values = {"people": report.about.listed + blank, "hear": hear}
    if found := _of_titles(order, sheet) if watch.lacks_status else {}:
        yield Gate(Sentence("all_listed.title", values | found), SWITCH)
    elif not watch.has_status:
        yield Gate(Sentence("all_listed.no_status", values), SWITCH)
    elif blank > max(_SHARE * report.about.people, order.accepted.unclear):
        yield Gate(Sentence("all_listed.blank", values | {"blank": blank}), SWITCH)


def _of_titles(order: Order, sheet: Sheet) -> dict[str, object]:
    """Where a word like "usulan" stands, and which; empty when there is none."""
    for where, titles in (("title", sheet.titles), ("file", [path.name for path in order.paths])):
        if word := doubtful_word(titles):
            return {"where": Sentence(f"all_listed.of_{where}"), "word": word}
    return {}
