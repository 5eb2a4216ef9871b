"""Asks for confirmation where a list would make people "listed" without stating a status for each of them.

A list of candidates looks just like a list of insured people.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from data.content import texts
from data.coverage.importing.column_watch import ColumnWatch
from data.coverage.importing.job import Gate, ImportJob, Report
from data.coverage.lists.sheets import Sheet, Top
from data.coverage.lists.titles import doubtful_word, word_of_leaving, word_of_nobody_listed
from data.import_texts import Sentence
from data.shortened import cut, first_few

SWITCH = ("--all-listed",)
_SHARE = 0.01
"""This share of people may have no status, beside others who have one, without a question."""
_TITLES = 4
"""Most sheets or files that get a sentence of their own."""
_NAMED = 20
"""Most sheets or files that are named in one sentence."""


def gates(job: ImportJob, sheet: Sheet, watch: ColumnWatch, report: Report) -> Iterator[Gate]:
    """The questions about a list that says of nobody, or not of everybody, that they are listed.

    Each quotes the answer that these people would read. Each sheet and each file is judged by itself. Call this after
    the rows were read and the snapshot was built.
    """
    if not report.about:
        return
    doubtful = [
        gate if len(sheet.tops) == 1 else replace(gate, sentence=_in_part(top, gate.sentence))
        for at, top in enumerate(sheet.tops)
        if (gate := _gate_of_part(job, at, top, watch, report))
    ]
    yield from doubtful[:_TITLES]
    if job.all_listed or doubtful:
        return
    blank = report.unclear["status_blank"]
    silent = [top for at, top in enumerate(sheet.tops) if at not in watch.with_status]
    if not watch.with_status:
        yield Gate(Sentence("all_listed.no_status", _values(job, report)), SWITCH)
    elif silent:
        named = first_few([_part_name(top) for top in silent], _NAMED)
        yield Gate(Sentence("all_listed.no_status_there", _values(job, report) | {"parts": named}), SWITCH)
    elif blank > max(_SHARE * report.about.people, job.accepted.unclear):
        yield Gate(Sentence("all_listed.blank", _values(job, report) | {"blank": blank}), SWITCH)


def _gate_of_part(job: ImportJob, at: int, top: Top, watch: ColumnWatch, report: Report) -> Gate | None:
    """The question about a sheet or file whose title suggests that the people in it are not listed."""
    listed, ended = report.of_parts.get(at, (0, 0))
    is_lacking = at in watch.lacking
    if found := _word_in_titles(top, word_of_leaving):
        if is_lacking and (listed or report.unclear["status_blank"]):
            return Gate(Sentence("all_listed.left", _values(job, report) | found))
        if listed and not ended and not job.all_listed:
            return Gate(Sentence("all_listed.left_and_active", _values(job, report) | found), SWITCH)
        return None
    if (
        listed
        and not (ended or is_lacking or job.all_listed)
        and (found := _word_in_titles(top, word_of_nobody_listed))
    ):
        return Gate(Sentence("all_listed.left_and_active", _values(job, report) | found), SWITCH)
    if (is_lacking or at in watch.unsure) and not job.all_listed and (found := _word_in_titles(top, doubtful_word)):
        key = "all_listed.title" if is_lacking else "all_listed.title_of_candidates"
        return Gate(Sentence(key, _values(job, report) | found), SWITCH)
    return None


def _values(job: ImportJob, report: Report) -> dict[str, object]:
    """How many people are concerned, and what they would read. Loads the texts, so it is called only for a question."""
    as_of = texts.day(job.as_of, texts.DEFAULT)
    heading = texts.phrase("heading_listed", texts.DEFAULT, as_of=as_of)
    answer = texts.text("check.found", texts.DEFAULT, as_of=as_of, since="", until="")
    hear = " ".join(f"{heading}. {answer}".split())
    listed = report.about.listed if report.about else 0
    return {"people": listed + report.unclear["status_blank"], "hear": hear}


def _word_in_titles(top: Top, word_in: Callable[[Iterable[str]], str | None]) -> dict[str, object]:
    """Where a word like "usulan" stands, and the word itself; empty when there is none."""
    for where, titles in (("title", top.titles), ("file", [top.file])):
        if word := word_in(titles):
            return {"where": Sentence(f"all_listed.of_{where}"), "word": word}
    return {}


def _in_part(top: Top, sentence: Sentence) -> Sentence:
    return Sentence("lists.of_file", {"file": _part_name(top), "problem": sentence})


def _part_name(top: Top) -> str:
    return f"{cut(top.file)}, {cut(top.sheet)}" if top.sheet else cut(top.file)
