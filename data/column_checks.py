"""Looks at what an import does not read: may an unread column say that people have left, and has everybody a status.

Only cells beside a NIK count: titles, totals and signatures stand in columns, too.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from data import columns, periods
from data.cells import letters
from data.column_kinds import Kind, is_named, kinds, names_payment, unread
from data.few import few
from data.headings import UnreadableFile
from data.list_texts import Sentence
from data.numbers import NIK_LENGTH
from data.orders import Gate, Report, short
from data.period_cells import holds_a_time, is_a_span
from data.remarks import says_left
from data.sheets import Row, Sheet

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
    "permanen wni sudah v x1 sehat baik normal benar lunas sesuai dukcapil".split()
) | {"masih hidup", "penduduk tetap", "sudah valid", "data valid"}
"""Words of a second status column that contradict nobody's being listed."""
_TICKS = frozenset(["v", "x", "√", "✓", "✔", "☑", "✗", "✘", "*", "+", "o", "ü", "1"])
"""Marks of a column that is ticked; "ü" is the tick of the typeface Wingdings."""
_PLAIN = frozenset({"ya", "y", "tidak", "baru", "lanjut", "selesai"})
"""Status words that answer other questions, too."""
_NEARLY_ALL = 0.9
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
    words: list[str] = field(default_factory=list)

    def note(self, row: int, cell: object) -> None:
        """A doubtful cell."""
        self.rows += 1
        self.first = self.first or row
        self.ticks += columns.word(cell) in _TICKS
        end = periods.end_of(cell) if self.key in _OF_LISTED else None
        word = f"{end:%d/%m/%Y}" if end else short(" ".join(str(cell).split()))
        if len(self.words) < _WORDS and word not in self.words:
            self.words.append(word)


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
            raise UnreadableFile("columns.no_such", name=short(name), there=few(there, _NAMED))
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
        self.has_status = False
        """Whether somebody has a status word or an end date."""
        self.lacks_status = "status" not in sheet.columns
        """Whether somebody has no status word."""
        self._at_nik = sheet.columns["nik"]
        self._day, self._words = day, words
        self._at_status, self._at_ends = sheet.columns.get("status"), sheet.columns.get("ends")
        spans = _Spans(day)
        headings = unread(sheet)
        self._unread = [
            _Column(at, headings[at], key, _Cells(judge))
            for at, kind in kinds(sheet).items()
            for key, judge in (
                [("columns.words", _is_status_word)]
                if _holds_status_words(sheet, at)
                else _judges(kind, headings[at], sheet, spans)
            )
        ]
        if sheet.cover is not None:
            heading = str(sheet.headings[sheet.cover]).strip()
            self._unread.append(_Column(sheet.cover, heading, "columns.cover", _Cells(spans.is_over)))
        self._of_listed = {id(one.doubtful) for one in self._unread if one.key in _OF_LISTED}
        self._has_status_column = "status" in sheet.columns
        self._ends = short(str(sheet.headings[sheet.columns["ends"]])) if "ends" in sheet.columns else ""
        self._watched: list[tuple[int, _Cells, _Note]] = [(one.at, one.doubtful, one.note) for one in self._unread]
        for name in {"status", "ends"} & sheet.columns.keys():
            self._watched.append((sheet.columns[name], _Cells(_says_anything), self._someone_has_status))
        if not self.lacks_status:
            self._watched.append((sheet.columns["status"], _Cells(_says_nothing), self._someone_lacks_status))
        self._watched.sort(key=lambda watched: watched[0])

    def rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows as they come; each is looked at on its way."""
        for row, cells in rows:
            held = len(cells)
            for at, doubtful, note in self._watched:  # in order
                if at >= held:
                    break
                if doubtful[cells[at]] and _is_beside_a_nik(cells, self._at_nik):
                    if id(doubtful) in self._of_listed and self._has_ended(cells):
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

    def _someone_has_status(self, _row: int, _cell: object) -> None:
        self.has_status = True
        self._forget(self._someone_has_status)

    def _someone_lacks_status(self, _row: int, _cell: object) -> None:
        self.lacks_status = True
        self._forget(self._someone_lacks_status)

    def _forget(self, known: _Note) -> None:
        """One of them is enough: no more rows are looked at for it."""
        self._watched = [watched for watched in self._watched if watched[2] != known]

    def doubts(self, report: Report) -> Iterator[Gate]:
        """What to ask about the columns, at most some sentences."""
        if report.group_titles and self.lacks_status:
            row, title = report.group_titles[0]
            yield Gate(Sentence("rows.group_title", {"row": report.named_row(row), "title": short(title)}))
        ticked = [one for one in self._unread if one.rows and one.ticks == one.rows and one.key in _MAY_BE_TICKED]
        if ticked:
            yield self._of_ticks(ticked[:_NAMED])
        found = [one for one in self._unread if one.rows and one not in ticked]
        for one in found[:_SENTENCES]:
            words = ", ".join(f"\u201c{word}\u201d" for word in one.words)
            values = {"rows": one.rows, "first": report.named_row(one.first), "words": words}
            called = short(one.heading) if one.heading else letters(one.at + 1)
            otherwise = Sentence("columns.ignore" if one.heading else "columns.nameless")
            switch = ("--ignore-columns", one.heading) if one.heading else ()
            named = {"ends": self._ends, "column": called, "otherwise": otherwise}
            yield Gate(Sentence(self._key(one.key), {**values, **named}), switch)
        if len(found) > _SENTENCES:
            yield Gate(Sentence("columns.more", {"more": len(found) - _SENTENCES}))

    def _key(self, key: str) -> str:
        """No second column is to be headed as one that is read already."""
        if key in _BESIDE_STATUS and self._has_status_column:
            return _BESIDE_STATUS[key]
        return _BESIDE_ENDS.get(key, key) if self._ends else key

    def _of_ticks(self, ticked: Sequence[_Column]) -> Gate:
        """Columns of which each is one status, and a mark says whose."""
        called = [f"“{short(one.heading)}”" if one.heading else letters(one.at + 1) for one in ticked]
        words = dict.fromkeys(word for one in ticked for word in one.words)
        named = [one.heading for one in ticked if one.heading]
        otherwise = Sentence("columns.ignore" if len(named) == len(ticked) else "columns.nameless")
        named_words = ", ".join(f"“{word}”" for word in words)
        values = {"columns": ", ".join(called), "words": named_words, "rows": sum(one.rows for one in ticked)}
        key = "columns.ticks_too" if self._has_status_column else "columns.ticks"
        switch = ("--ignore-columns", ",".join(named)) if len(named) == len(ticked) else ()
        return Gate(Sentence(key, {**values, "otherwise": otherwise}), switch)


_BESIDE_STATUS = {"columns.status": "columns.status_too", "columns.answers": "columns.answers_too"}
_BESIDE_ENDS = {"columns.ends": "columns.ends_too", "columns.dates": "columns.dates_too"}
"""What is said instead where the list has such a column already."""
_OF_LISTED = frozenset({"columns.over", "columns.cover"})
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

    def is_over_and_else_unseen(self, cell: object) -> bool:
        """The same, of a column in which dates are asked about anyhow."""
        return self.is_over(cell) and not holds_a_time(cell)

    def is_a_time(self, cell: object) -> bool:
        """Whether a cell names a day or a span, but one of which it is known if it is over."""
        return holds_a_time(cell) and periods.end_of(cell) is None


def _judges(kind: Kind, heading: str, sheet: Sheet, spans: _Spans) -> Iterator[tuple[str, Callable[[object], bool]]]:
    """Which cells of a column are doubtful, and the sentence that is said of them."""
    if kind in {Kind.OTHER, Kind.ANSWERS}:
        yield "columns.dates", holds_a_time
        yield "columns.over", spans.is_over_and_else_unseen
    if kind is Kind.TIMES:
        yield "columns.dates", spans.is_a_time
    if kind in {Kind.TIMES, Kind.PAID} or (kind is Kind.NOTED and names_payment(heading)):
        yield "columns.over", spans.is_over
    if kind is Kind.ANSWERS:
        yield "columns.answers", _is_no
    if kind is Kind.STATUS:
        yield "columns.status", _contradicts if "status" in sheet.columns else _says_anything
    if kind in {Kind.ENDS, Kind.COVER}:
        yield "columns.dates", is_a_span
        yield "columns.ends", _says_more_than_a_span
    if kind is Kind.STARTS and "starts" not in sheet.columns:
        yield "columns.starts", _says_anything


def _is_beside_a_nik(cells: Sequence[object], at: int) -> bool:
    """Whether the row has a NIK that may be sound: other rows are not published, or they hold nobody."""
    text = str(cells[at])[:_LONGEST] if at < len(cells) else ""
    return sum(map(str.isdecimal, text)) == NIK_LENGTH and not any(map(str.isalpha, text))


def _says_nothing(cell: object) -> bool:
    return columns.word(cell) in _BLANK


def _says_anything(cell: object) -> bool:
    return columns.word(cell) not in _BLANK


def _contradicts(cell: object) -> bool:
    """Whether a second status is not plainly one of somebody who is there."""
    word = columns.word(cell)
    return columns.is_listed(word) is not True and word not in _NO_ONE_LEFT


def _says_more_than_a_span(cell: object) -> bool:
    return _says_anything(cell) and not is_a_span(cell)


def _is_no(cell: object) -> bool:
    return bool(_NO.search(columns.word(cell))) or says_left(cell)


def note(sheet: Sheet, report: Report, cover: int | None = None) -> None:
    """Which columns are read, and which are not; the one of spans of cover, too, if that is."""
    read = sheet.columns if cover is None else {**sheet.columns, "ends": cover}
    report.columns = {name: str(sheet.headings[at]) for name, at in read.items()}
    report.unused = [heading for at, heading in unread(sheet).items() if heading and at != cover]


def of_cohorts(report: Report) -> Iterator[Gate]:
    """What to ask about programmes or segments of which one is called as if its people had left."""
    for name in report.cohorts:
        if columns.is_listed(name) is False or says_left(name) or holds_a_time(name):
            values = {"name": short(name), "otherwise": Sentence("columns.ignore")}
            yield Gate(Sentence("columns.cohort", values), ("--ignore-columns", report.columns["cohort"]))
            return
