"""Looks at what an import does not read: may an unread column say that people have left, and has everybody a status.

Only cells beside a NIK count: titles, totals and signatures stand in columns, too.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from data import durations
from data.coverage.columns import columns, periods
from data.coverage.columns.cell_names import letters
from data.coverage.columns.column_kinds import (
    Kind,
    is_named,
    names_changes,
    names_part_of_a_year,
    names_payment,
    names_year_of_cover,
)
from data.coverage.columns.headings import UnreadableFile
from data.coverage.columns.period_cells import holds_a_time, is_a_span
from data.coverage.columns.remarks import says_left
from data.coverage.importing.job import Gate, Report, short
from data.coverage.lists.sheets import Row, Sheet
from data.coverage.lists.titles import word_of_candidates
from data.coverage.lists.unread_columns import kinds, of_one_status, unread
from data.coverage.lists.workbook_process import ROWS_A_SHEET
from data.import_texts import Sentence
from data.nik.form import NIK_LENGTH
from data.shortened import first_few

_SENTENCES = 4
"""What is said of columns that look wrong; a file may have 16,000."""
_WORDS = 3
"""Words of a column that are shown."""
_NAMED = 20
"""Headings that are named."""
_LONGEST = 100
"""Characters of a NIK that are looked at."""
_BLANK = frozenset({"", "-", "--", "0", "0.0", "n/a", "null", "none", "nil", "0000-00-00"})
_MOST = 20_000
"""Cells of a column that are held."""

_NO_ONE_LEFT = frozenset(
    "hidup ada valid padan sesuai cocok terverifikasi verified ok oke lengkap layak lolos diterima disetujui tetap "
    "permanen wni sudah v x1 sehat baik normal benar lunas masuk sesuai dukcapil".split()
) | {"masih hidup", "penduduk tetap", "sudah valid", "data valid"}
"""Words of a second status column that contradict nobody's being listed."""
_NOT_SO = frozenset({"false", "no", "f", "tidak", "bukan", "belum"})
"""Words of a column like "Keluar" by which somebody has not left."""
_TICKS = frozenset(["v", "x", "√", "✓", "✔", "☑", "☒", "✗", "✘", "×", "*", "+", "o", "●", "•", "ü", "þ", "1"])
"""Marks of a column that is ticked; "ü" and "þ" are the ticks of the typeface Wingdings."""
_MARKS = _TICKS | frozenset("ya y iya yes ok oke true ada tidak t tdk no n false 0 ☐ bukan belum".split())
"""Those of a column that is headed with a status of its own."""
_CAME = frozenset({"+", "(+)", "[+]", "tambah", "tambahan", "penambahan", "masuk", "mutasi masuk", "baru", "datang"})
"""Words of a column "Mutasi" of those who came."""
_WENT = frozenset({"-", "(-)", "[-]", "–", "(–)"})
"""Of those who went; a mere dash in each row says nothing."""
_PLAIN = frozenset({"ya", "y", "tidak", "baru", "lanjut", "selesai"})
"""Status words that answer other questions, too."""
_NEARLY_ALL = 0.9
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_NO = re.compile(r"\b(?:tidak|tdk|tak|belum|blm|non|bukan|gagal|batal|no|false|off|putus|lepas)\b|^[nx0]$|tolak|\bnon")


@dataclass
class _Column:
    """A column that is watched."""

    at: int
    heading: str
    key: str
    """Of the sentence that is said of it."""
    doubtful: "_Cells"
    rows: int = 0
    """In which a doubtful cell stands beside a NIK."""
    first: int = 0
    ticks: int = 0
    """How many of them hold a mark and no word."""
    marks: frozenset[str] = _TICKS
    """Which words are marks in this column."""
    words: list[str] = field(default_factory=list)
    is_of_some: bool = False
    """Whether it says something only where it is filled for some of the people, and not for all."""

    def note(self, row: int, cell: object) -> None:
        """A doubtful cell."""
        self.rows += 1
        self.first = self.first or row
        self.ticks += columns.word(cell).strip("()[]. ") in self.marks
        end = periods.end_of(cell) if self.key in _OF_LISTED else None
        word = f"{end:%d/%m/%Y}" if end else short(columns.shown(cell))
        if len(self.words) < _WORDS and word not in self.words:
            self.words.append(word)

    @property
    def is_dull(self) -> bool:
        """Whether what stands in all rows says nothing of anybody: a day on which all were changed, or a dash."""
        return self.key == "columns.dates" or self.words == ["-"]


_Note = Callable[[int, object], None]


class _Cells(dict[object, bool]):
    """Cell -> whether it is doubtful in its column."""

    def __init__(self, judge: Callable[[object], bool]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, cell: object) -> bool:
        if len(self) >= _MOST:
            self.clear()
        self[cell] = doubtful = self._judge(cell)
        return doubtful


def without(sheet: Sheet, ignored: Collection[str]) -> Sheet:
    """The sheet without the columns that are to be ignored. Raises UnreadableFile for a name that no column has."""
    for name in sorted(ignored):
        if not any(is_named(heading, {name}) or _is_part(heading, name, ignored) for heading in sheet.headings):
            there = [short(str(heading)) for heading in sheet.headings if str(heading).strip()]
            raise UnreadableFile("columns.no_such", name=short(name), there=first_few(there, _NAMED))
    if is_named(sheet.headings[sheet.columns["nik"]], ignored):
        raise UnreadableFile("columns.nik_ignored")
    at_ignored = frozenset(at for at, heading in enumerate(sheet.headings) if is_named(heading, ignored))
    read = {name: at for name, at in sheet.columns.items() if at not in at_ignored}
    return replace(sheet, columns=read, ignored=sheet.ignored | at_ignored)


def _is_part(heading: object, name: str, ignored: Collection[str]) -> bool:
    """Whether the name is a piece of a heading with a comma, all of whose pieces are named."""
    return is_named(heading, ignored) and any(is_named(part, {name}) for part in str(heading).split(","))


def with_cover(sheet: Sheet) -> Sheet:
    """The sheet with the ends of its spans of cover ("01/01/2026 - 31/12/2026") read as end dates.

    Only where no column of end dates is there, and in the first rows nothing but such spans stands in the column.
    """
    if "ends" in sheet.columns:
        return sheet
    people = [cells for _, cells in sheet.sample if _is_beside_a_nik(cells, sheet.columns["nik"])]
    for at in (at for at, kind in kinds(sheet).items() if kind is Kind.COVER):
        said = [cells[at] for cells in people if at < len(cells) and _says_anything(cells[at])]
        if said and all(holds_a_time(cell) and periods.end_of(cell) for cell in said):  # not "2026/2027": until when?
            return replace(sheet, columns={**sheet.columns, "ends": at}, cover=at)
    return sheet


class Watch:
    """Watches the unread columns of a sheet, and those of the status, while its rows are read.

    `day` is the one on which a span of time is over or not; `words` are status words that staff added.
    """

    def __init__(self, sheet: Sheet, day: date = date.min, words: Mapping[str, bool] | None = None) -> None:
        every = range(max(len(sheet.tops), 1))
        self.with_status: set[int] = set()
        """The sheets or files, as places in the list's `tops`, in which somebody has a status word or an end date."""
        self.lacking: set[int] = set() if "status" in sheet.columns else {*every}
        """Those in which somebody has no status word."""
        self.unsure: set[int] = set()
        """Those in which somebody has a status word that a candidate may have, too."""
        self._at_nik = sheet.columns["nik"]
        self._day, self._words = day, words
        self._at_status, self._at_ends = sheet.columns.get("status"), sheet.columns.get("ends")
        spans = _Spans(day)
        headings = unread(sheet)
        to_tick = of_one_status(sheet)
        self._unread = [
            _Column(
                at,
                headings[at],
                key,
                _Cells(judge),
                marks=_MARKS if at in to_tick or kind is Kind.ENDS else _TICKS,
                is_of_some=kind is Kind.CHANGED or (kind is Kind.STATUS and names_changes(headings[at])),
            )
            for at, kind in kinds(sheet).items()
            for key, judge in (
                [("columns.words", _is_status_word)]
                if _holds_status_words(sheet, at)
                else _judges(
                    Kind.STATUS if at in to_tick and kind is not Kind.ENDS else kind, headings[at], sheet, spans
                )
            )
        ]
        read = sorted(to_tick - headings.keys())
        self._unread += [
            _Column(at, str(sheet.headings[at]), "columns.status", _Cells(_is_a_mark), marks=_MARKS) for at in read
        ]
        self._reads_ticks = bool(read)
        self._to_tick = to_tick
        if sheet.cover is not None:
            heading = str(sheet.headings[sheet.cover]).strip()
            self._unread.append(_Column(sheet.cover, heading, "columns.cover", _Cells(spans.is_over)))
        self._of_listed = {id(one.doubtful) for one in self._unread if one.key in _OF_LISTED or one.is_of_some}
        self._lasting = {id(one.doubtful) for one in self._unread if one.key == "columns.lasts"}
        self._at_starts = sheet.columns.get("starts")
        self._has_status_column = "status" in sheet.columns
        self._ends = short(str(sheet.headings[sheet.columns["ends"]])) if "ends" in sheet.columns else ""
        self._watched: list[tuple[int, _Cells, _Note]] = [(one.at, one.doubtful, one.note) for one in self._unread]
        self._columns = self._watched
        self._of_status: list[tuple[int, _Cells, set[int]]] = [
            (sheet.columns[name], _Cells(_says_anything), self.with_status)
            for name in ("status", "ends")
            if name in sheet.columns
        ]
        self._blank, self._of_candidates = _Cells(_says_nothing), _Cells(_is_of_candidates)
        self._not_sure = _Cells(lambda cell: self._blank[cell] or self._of_candidates[cell])
        self._part = 0
        self._end: float = 0
        self._sheet = sheet

    def rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows as they come; each is looked at on its way."""
        for row, cells in rows:
            if row >= self._end:
                self._begin(row)
            held = len(cells)
            for at, doubtful, note in self._watched:  # in order
                if at >= held:
                    break
                if doubtful[cells[at]] and _is_beside_a_nik(cells, self._at_nik):
                    if id(doubtful) in self._of_listed and self._has_ended(cells):
                        continue
                    if id(doubtful) in self._lasting and not self._is_over(cells, cells[at]):
                        continue
                    note(row, cells[at])
            yield row, cells

    def _has_ended(self, cells: Sequence[object]) -> bool:
        """Whether the row says by itself, in a column that is read, that its person is not listed any more."""
        status = cells[self._at_status] if self._at_status is not None and self._at_status < len(cells) else ""
        if columns.is_listed(status, self._words) is False:
            return True
        try:
            ends = columns.day(cells[self._at_ends]) if self._at_ends is not None else None
        except (IndexError, columns.NoDate):
            return False
        return ends is not None and ends < self._day

    def _is_over(self, cells: Sequence[object], lasts: object) -> bool:
        """Whether so many months have passed since the start of the row's person."""
        try:
            starts = columns.day(cells[self._at_starts]) if self._at_starts is not None else None
        except (IndexError, columns.NoDate):
            return False
        end = durations.end_of(starts, lasts) if starts else None
        return end is not None and end < self._day

    @property
    def has_status(self) -> bool:
        """Whether somebody has a status word or an end date."""
        return bool(self.with_status)

    @property
    def lacks_status(self) -> bool:
        """Whether somebody has no status word."""
        return bool(self.lacking)

    def _begin(self, row: int) -> None:
        """The first row of a sheet or file: each has a status for itself."""
        self._part = self._sheet.part(row)
        self._end = (self._part + 1) * ROWS_A_SHEET if self._sheet.sheets else math.inf
        self._look()

    def _look(self) -> None:
        """Watches what is not known yet: of a status one of each kind is enough, and no more rows are looked at."""
        of_status = [
            (at, doubtful, self._noting(found)) for at, doubtful, found in self._of_status if self._part not in found
        ]
        if self._has_status_column and not (self._part in self.lacking and self._part in self.unsure):
            doubtful = self._not_sure  # one look at each cell, and not two, while both may be found
            if self._part in self.lacking or self._part in self.unsure:
                doubtful = self._blank if self._part in self.unsure else self._of_candidates
            of_status.append((self._sheet.columns["status"], doubtful, self._note_not_sure))
        self._watched = sorted([*self._columns, *of_status], key=lambda watched: watched[0])

    def _note_not_sure(self, _row: int, cell: object) -> None:
        (self.lacking if self._blank[cell] else self.unsure).add(self._part)
        self._look()

    def _noting(self, found: set[int]) -> _Note:
        def note(_row: int, _cell: object) -> None:
            found.add(self._part)
            self._look()

        return note

    def doubts(self, report: Report) -> Iterator[Gate]:
        """What to ask about the columns, at most some sentences."""
        for row, title in report.group_titles:
            if not (self.lacks_status or (self._sheet.part(row) in self.unsure and word_of_candidates([title]))):
                continue
            yield Gate(Sentence("rows.group_title", {"row": report.named_row(row), "title": short(title)}))
            break
        ticked = [one for one in self._unread if one.rows and one.ticks == one.rows and one.key in _MAY_BE_TICKED]
        ticked.sort(key=lambda one: one.at)
        if ticked:
            yield self._of_ticks(ticked[:_NAMED])
        everybody = report.about.listed if report.about else 0
        found = [
            one
            for one in self._unread
            if one.rows and one not in ticked and not (one.is_of_some and one.rows >= everybody and one.is_dull)
        ]
        for one in found[:_SENTENCES]:
            words = ", ".join(f"\u201c{word}\u201d" for word in one.words)
            values = {"rows": one.rows, "first": report.named_row(one.first), "words": words}
            called = short(one.heading) if one.heading else letters(one.at + 1)
            otherwise = Sentence("columns.ignore" if one.heading else "columns.nameless")
            switch = ("--ignore-columns", one.heading) if one.heading else ()
            named = {"ends": self._ends, "column": called, "otherwise": otherwise}
            yield Gate(Sentence(self._key(one), {**values, **named}), switch)
        if len(found) > _SENTENCES:
            yield Gate(Sentence("columns.more", {"more": len(found) - _SENTENCES}))

    def _key(self, one: _Column) -> str:
        """No second column is to be headed as one that is read already, and none of a selection as a status."""
        key = one.key
        if key in _BESIDE_STATUS and self._has_status_column:
            return _BESIDE_STATUS[key]
        if key == "columns.answers" and _SELECTED.search(" ".join([one.heading, *one.words]).lower()):
            return "columns.selected"
        return _BESIDE_ENDS.get(key, key) if self._ends else key

    def _of_ticks(self, ticked: Sequence[_Column]) -> Gate:
        """Columns of which each is one status, and a mark says whose."""
        called = [f"“{short(one.heading)}”" if one.heading else letters(one.at + 1) for one in ticked]
        words = dict.fromkeys(word for one in ticked for word in one.words)
        named = [one.heading for one in ticked if one.heading]
        otherwise = Sentence("columns.ignore" if len(named) == len(ticked) else "columns.nameless")
        named_words = ", ".join(f"“{word}”" for word in words)
        values = {"columns": ", ".join(called), "words": named_words, "rows": sum(one.rows for one in ticked)}
        beside_status = self._has_status_column and not self._reads_ticks
        if not beside_status and any(one.at in self._to_tick for one in ticked):
            # These are the status: to ignore them would make listed people of those who are ticked as having left.
            return Gate(Sentence("columns.ticks_of_status", values))
        key = "columns.ticks_too" if beside_status else "columns.ticks"
        switch = ("--ignore-columns", ",".join(named)) if len(named) == len(ticked) else ()
        return Gate(Sentence(key, {**values, "otherwise": otherwise}), switch)


_SELECTED = re.compile(r"layak|lolos|lulus|memenuhi|eligib|verif|verval|setuj|seleksi|usul|calon|kandidat|tolak")
"""In a heading or a cell it tells of choosing among candidates: headed as a status, "Layak" would be made "Aktif"."""
_BESIDE_STATUS = {"columns.status": "columns.status_too", "columns.answers": "columns.answers_too"}
_BESIDE_ENDS = {"columns.ends": "columns.ends_too", "columns.dates": "columns.dates_too"}
"""What is said instead where the list has such a column already."""
_OF_LISTED = frozenset({"columns.over", "columns.cover", "columns.lasts"})
"""What is said of people who are listed only."""
_MAY_BE_TICKED = _BESIDE_STATUS.keys() | _BESIDE_ENDS.keys()


def _holds_status_words(sheet: Sheet, at: int) -> bool:
    """Whether the first cells of a column are nearly all words of a status, and it is filled for nearly everybody."""
    if "status" in sheet.columns:
        return False
    people = [cells for _, cells in sheet.sample if _is_beside_a_nik(cells, sheet.columns["nik"])]
    known = sum(_is_status_word(cells[at]) for cells in people if at < len(cells))
    return bool(people) and known >= _NEARLY_ALL * len(people)


def _is_status_word(cell: object) -> bool:
    return _says_anything(cell) and columns.word(cell) not in _PLAIN and columns.is_listed(cell) is not None


class _Spans:
    """Judges spans of time by the day on which the list is published."""

    def __init__(self, day: date) -> None:
        self._day = day

    def is_over(self, cell: object) -> bool:
        """Whether the last day of what a cell names has passed."""
        end = periods.end_of(cell)
        return end is not None and end < self._day

    def is_over_this_year(self, cell: object) -> bool:
        """The same, of a column in which the year may not be told."""
        end = periods.end_of(cell, self._day.year)
        return end is not None and end < self._day

    def is_over_by_its_year(self, cell: object) -> bool:
        """The same, of a column in which a mere year is the last one that counts."""
        year = columns.word(cell)
        return self.is_over_this_year(cell) or bool(_A_YEAR.fullmatch(year) and int(year) < self._day.year)

    def is_over_and_else_unseen(self, cell: object) -> bool:
        """The same, of a column in which dates are asked about anyhow."""
        return self.is_over(cell) and not holds_a_time(cell)

    def is_a_time(self, cell: object) -> bool:
        """Whether a cell names a day or a span, but one of which it is known if it is over."""
        return holds_a_time(cell) and periods.end_of(cell) is None


def _kind(kind: Kind, *, to_tick: bool) -> Kind:
    """What a column can mean of which a mark may say whose status it is."""
    return Kind.STATUS if to_tick and kind is not Kind.ENDS else kind


def _judges(kind: Kind, heading: str, sheet: Sheet, spans: _Spans) -> Iterator[tuple[str, Callable[[object], bool]]]:
    """Which cells of a column are doubtful, and the sentence that is said of them."""
    if kind in {Kind.OTHER, Kind.ANSWERS}:
        yield "columns.dates", holds_a_time
        yield "columns.over", spans.is_over_and_else_unseen
    yield from _judges_of_times(kind, heading, sheet, spans)
    if kind is Kind.ANSWERS:
        yield "columns.answers", _is_no
    if kind is Kind.STATUS and names_changes(heading):
        yield "columns.status", _says_that_somebody_went
    elif kind is Kind.STATUS:
        yield "columns.status", _contradicts if "status" in sheet.columns else _says_anything
    if kind in {Kind.ENDS, Kind.COVER}:
        yield "columns.dates", is_a_span
        yield "columns.ends", _says_more_than_a_span
    if kind is Kind.STARTS and "starts" not in sheet.columns:
        yield "columns.starts", _says_anything


def _judges_of_times(
    kind: Kind, heading: str, sheet: Sheet, spans: _Spans
) -> Iterator[tuple[str, Callable[[object], bool]]]:
    """The same of a column of what was paid for and for how long, and of days on which something changed."""
    if kind is Kind.TIMES:
        yield "columns.dates", spans.is_a_time
    if kind is Kind.TIMES and names_part_of_a_year(heading):
        yield "columns.over", lambda cell: spans.is_over_this_year(f"{heading} {columns.shown(cell)}")
    elif kind in {Kind.TIMES, Kind.PAID} or (kind is Kind.NOTED and names_payment(heading)):
        is_over = spans.is_over_by_its_year if names_year_of_cover(heading) else spans.is_over_this_year
        yield "columns.over", is_over
    if kind is Kind.CHANGED:
        yield "columns.dates", holds_a_time
    if kind is Kind.LASTS and "starts" in sheet.columns and "ends" not in sheet.columns:
        yield "columns.lasts", lambda cell: durations.months(cell) is not None


def _is_beside_a_nik(cells: Sequence[object], at: int) -> bool:
    """Whether the row has a NIK that may be sound: other rows are not published, or they hold nobody."""
    text = str(cells[at])[:_LONGEST] if at < len(cells) else ""
    return sum(map(str.isdecimal, text)) == NIK_LENGTH and not any(map(str.isalpha, text))


def _says_nothing(cell: object) -> bool:
    return columns.word(cell) in _BLANK


def _says_anything(cell: object) -> bool:
    return columns.word(cell) not in _BLANK


def _is_of_candidates(cell: object) -> bool:
    """Whether a status word may be that of somebody who was only proposed."""
    word = columns.word(cell)
    return word not in _BLANK and word not in columns.SURE_WORDS and columns.is_listed(word) is not False


def _is_a_mark(cell: object) -> bool:
    return columns.word(cell).strip("()[]. ") in _MARKS


def _contradicts(cell: object) -> bool:
    """Whether a second status is not plainly one of somebody who is there."""
    word = columns.word(cell)
    return columns.is_listed(word) is not True and word not in _NO_ONE_LEFT


def _says_that_somebody_went(cell: object) -> bool:
    """Whether a cell of a column "Mutasi" is not plainly of somebody who came."""
    word = columns.word(cell)
    return word in _WENT or (word not in _BLANK and word not in _CAME and _contradicts(cell))


def _says_more_than_a_span(cell: object) -> bool:
    return _says_anything(cell) and not is_a_span(cell) and columns.word(cell) not in _NOT_SO


def _is_no(cell: object) -> bool:
    return bool(_NO.search(columns.word(cell))) or says_left(cell)


def note(sheet: Sheet, report: Report, cover: int | None = None) -> None:
    """Which columns are read, and which are not; the one of spans of cover, too, if that is."""
    read = sheet.columns if cover is None else {**sheet.columns, "ends": cover}
    report.columns = {name: str(sheet.headings[at]) for name, at in read.items()}
    report.unused = [heading for at, heading in unread(sheet).items() if heading and at != cover]


def of_cohorts(report: Report, *, all_listed: bool) -> Iterator[Gate]:
    """What to ask about programmes or segments of which one is called as if its people had left, or were proposed."""
    for name, (listed, _) in report.cohorts.items():
        if columns.is_listed(name) is False or says_left(name) or holds_a_time(name):
            values = {"name": short(name), "otherwise": Sentence("columns.ignore")}
            yield Gate(Sentence("columns.cohort", values), ("--ignore-columns", report.columns["cohort"]))
            return
        if listed and word_of_candidates([name]) and not all_listed:
            yield Gate(Sentence("columns.cohort_of_candidates", {"name": short(name)}), ("--all-listed",))
            return


def of_lines(report: Report, *, all_listed: bool) -> Iterator[Gate]:
    """What is to be put right where lines within the list, or the order of its days, change what its rows mean."""
    if report.month_first:
        yield Gate(Sentence("dates.month_first", {"day": report.month_first}))
    has_ended = "status" in report.columns and report.about is not None and report.about.ended > 0
    for key, row, text in report.lines:
        if key == "rows.colours" and has_ended:  # what the colour says is written there, too
            continue
        is_meant = key == "rows.group_active"
        if not (is_meant and all_listed):
            values = {"row": report.named_row(row), "text": short(text)}
            yield Gate(Sentence(key, values), ("--all-listed",) if is_meant else ())
