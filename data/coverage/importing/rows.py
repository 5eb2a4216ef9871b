"""Turns each row of a list into a person who is listed, ended or unclear, or rejects it with a reason.

A row without a sound NIK is rejected: nobody knows whose it is. A row with a sound NIK is always kept. If something
else in it cannot be read, its person is unclear, so that the bot does not answer "not listed".

The loop runs for every row of every import, so it is written for speed: a NIK in the usual form takes a fast path, and
dates, status words and names are cached. Nothing is repaired.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from data.coverage.columns import columns
from data.coverage.columns.error_values import is_error
from data.coverage.columns.name_remarks import NameWords, words_of_leaving_in_name
from data.coverage.columns.remarks import (
    BEGINS,
    Remarks,
    all_of_it_says_left,
    is_crossed_out,
    is_ditto,
    words_of_leaving,
)
from data.coverage.importing.names import FirstNames
from data.coverage.importing.nik_counts import NikCounts
from data.coverage.importing.row_cells import (
    LONGEST,
    Cohorts,
    Days,
    Ends,
    SpanEnds,
    Statuses,
    factor_word,
    read_nik,
    shown,
)
from data.coverage.importing.row_reasons import Rejected, Unclear
from data.coverage.lists.doubtful_lines import DoubtfulLines
from data.coverage.lists.non_person_rows import NonPersonRows
from data.coverage.lists.sheets import ROWS_A_SHEET, Sheet
from data.coverage.lists.unread_columns import plain_columns, remark_columns
from data.coverage.second_factor import Factor
from data.coverage.snapshots import Status
from data.coverage.staging.stage import Person
from data.nik.form import NIK_LENGTH, flaw

_MOST_TITLES = 20
_MOST_REMARKS = 1000
"""Most different remarks that are counted."""

_WRITTEN = str.maketrans("", "", " .-_\t\n\r='\"`’‘\xa0")


class RowReader:
    """Turns the rows of one list into people, and counts what it finds on the way."""

    def __init__(
        self,
        sheet: Sheet,
        factor: Factor,
        as_of: date,
        today: date,
        words: Mapping[str, bool] | None = None,
        *,
        all_listed: bool = False,
    ) -> None:
        self.synthetic = False
        self.niks = NikCounts()
        self.titles: list[tuple[int, str]] = []
        """The first rows with the title of a group of perhaps unlisted people, if somebody stands below it."""
        self.lines = DoubtfulLines(sheet)
        """Lines that change what the rows mean."""
        self.remarks: Counter[tuple[int, str]] = Counter()
        """Column and words that say that somebody has left -> number of rows."""
        self.without_factor = 0
        """Number of rows without a readable second factor; another row for the same NIK may have it."""
        self.names = FirstNames()
        """First names, to decide whether two rows for one NIK belong to one person."""
        self._at = sheet.columns
        self._at_remarks, self._at_plain = remark_columns(sheet), plain_columns(sheet)
        self._width = max(sheet.columns.values()) + 1
        self._most, self._longest = sheet.width, sheet.longest
        self._struck = sheet.struck
        self._factor = factor
        self._as_of = as_of.toordinal()
        self._today = today
        self._days = Days()
        self._end_days = Ends() if sheet.cover is None else SpanEnds()
        self._statuses = Statuses(words or {}, blank_is_listed=all_listed)
        self._cohorts = Cohorts()
        self._remarks, self._name_words = Remarks(), NameWords()
        self._left_above: dict[int, int] = {}
        """Column -> the last row with a remark there that says that somebody has left."""

    @property
    def cohorts(self) -> dict[str, int]:
        """The cohorts found so far, and their numbers."""
        return self._cohorts.names

    @property
    def month_first(self) -> str:
        """A date of the list if most of its dates have the month first; else empty."""
        return self._days.month_first_with(self._end_days)

    @property
    def unknown_words(self) -> list[tuple[str, int]]:
        """Unknown status words as written, and how many rows have each; the most frequent first."""
        return self._statuses.commonest()

    def read_rows(  # noqa: C901, PLR0912, PLR0915 - the hot loop of an import: every call here costs seconds
        self,
        rows: Iterable[tuple[int, Sequence[object]]],
        reject: Callable[[int, Rejected], None],
        doubt: Callable[[int, str, str], None],
    ) -> Iterator[Person]:
        """Yields the people of a list one by one. Raises TooManyCohorts.

        Rows without a sound NIK go to `reject`. For unclear rows, `doubt` gets row number, reason and NIK; their people
        are yielded all the same.
        """
        at_nik, at_status = self._at["nik"], self._at.get("status")
        at_starts, at_ends = self._at.get("starts"), self._at.get("ends")
        at_cohort, at_synthetic = self._at.get("cohort"), self._at.get("synthetic")
        at_name, at_kk, at_factor = self._at.get("name"), self._at.get("kk"), self._at.get(self._factor)
        has_remarks = bool(self._at_remarks or self._at_plain)
        number_of, known_names = self.names.number, self.names.known
        width, most, longest = self._width, self._most, self._longest
        today, as_of = self._today, self._as_of
        days, end_days = self._days, self._end_days
        statuses, cohorts = self._statuses, self._cohorts
        are_of_names, name_says_left = self._name_words.issuperset, self._name_words.say_left
        filler, struck = NonPersonRows(self._at), {*self._struck}
        niks, born, areas = self.niks, self.niks.born, self.niks.areas
        unclear = int(Status.UNCLEAR)
        starts = ends = cohort = named = 0
        factor = ""
        words: list[str] = []  # of the name
        listed: bool | None = True
        has_names = False  # of people above
        title: tuple[int, str] | None = None  # a title of a group below which nobody has stood so far
        above: tuple[int, str] | None = None  # the title right above this person
        inspect = self.lines.inspect
        for row, cells in rows:
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901
            nik = ""
            try:
                cell = cells[at_nik]
                if not (type(cell) is str and len(cell) == NIK_LENGTH and cell.isascii() and cell.isdigit()):
                    cell = read_nik(cell)
                    if is_crossed_out(cells[at_nik]):
                        struck.add(row)
                nik = cell
                date_of_birth, area = nik[6:12], nik[:4]
                if date_of_birth not in born or area not in areas or nik[12:] == "0000":
                    if wrong := flaw(nik, today):
                        raise Rejected(f"nik_{wrong}", nik)
                    born.setdefault(date_of_birth, 0)
                    areas.setdefault(area, 0)
            except Rejected as rejected:
                if nik or not filler.holds_nobody(row, cells):
                    reject(row, rejected)
                if not nik:
                    inspect(row, cells)
                title = filler.title
                continue
            alone = False
            if at_name is not None:
                name = cells[at_name]
                if name:
                    has_names = True
                    words = name.split() if type(name) is str else []
                    known = known_names.get(words[0]) if words else 0
                    named = (number_of(name) or 0) if known is None else known
                elif filler.is_of_a_family(cells):
                    continue
                else:
                    words, named = [], 0
                    alone = has_names and at_status is not None and sum(cell not in {"", None} for cell in cells) == 1
            if title is not None:
                above = title
                if title[0] // ROWS_A_SHEET == row // ROWS_A_SHEET and len(self.titles) < _MOST_TITLES:
                    self.titles.append(title)
                title = filler.title = None
            if nik[-1] == "0":
                niks.ending_in_zero += 1
            born[date_of_birth] += 1
            areas[area] += 1
            if at_synthetic is not None and not self.synthetic:
                self.synthetic = shown(cells[at_synthetic]).strip().lower() in columns.TRUE_WORDS
            if at_factor is not None:
                factor = self._factor_word(cells[at_factor])
            try:
                if alone:  # it may be the number of a family card, written below the NIKs
                    raise Unclear("number_alone")
                if at_kk is not None:
                    kk = cells[at_kk]
                    if kk == nik or (type(kk) is str and len(kk) > NIK_LENGTH and kk.translate(_WRITTEN) == nik):
                        raise Unclear("nik_is_kk")
                if len(cells) > most and (len(cells) > longest or any(cells[most:])):
                    raise Unclear("row_slipped")
                if at_starts is not None:
                    starts = days[cells[at_starts]]
                if at_ends is not None:
                    ends = end_days[cells[at_ends]]
                    if 0 < ends < starts:
                        raise Unclear("end_before_start")
                if at_status is not None:
                    listed = statuses[cells[at_status]]
                    if listed is None:
                        if not columns.is_blank(cells[at_status]):
                            statuses.count_unknown(cells[at_status])
                            raise Unclear("status_error" if is_error(cells[at_status]) else "status_unknown")
                        if not ends:  # nothing says whether this person is listed
                            raise Unclear("status_blank")
                        listed = True
                if at_cohort is not None:
                    cohort = cohorts[cells[at_cohort]]
                ended = not listed or 0 < ends < as_of
                if above is not None:
                    if not ended and at_status is not None:
                        self.lines.add_title(above)
                    above = None
                if not ended:
                    if struck and row in struck:
                        raise Unclear("struck")
                    if not are_of_names(words) and name_says_left(str(name), words):
                        raise Unclear("remark_left", at_name)
                    if has_remarks and (at := self._remark(row, cells)) is not None:
                        raise Unclear("remark_left", at)
            except (Unclear, ValueError) as error:
                if not factor and at_factor is not None:
                    self.without_factor += 1
                if isinstance(error, Unclear) and error.at is not None:
                    self._note_remark(error.at, cells[error.at])
                doubt(row, error.reason if isinstance(error, Unclear) else self._reason(error, cells), nik)
                yield nik, unclear, 0, 0, 0, factor, row, named
                continue
            if not factor and at_factor is not None:
                self.without_factor += 1
                doubt(row, f"{self._factor}_missing", nik)
            yield nik, 1 if ended else 0, starts, ends, cohort, factor, row, named

    def _remark(self, row: int, cells: Sequence[object]) -> int | None:
        """The first column with a remark that says that somebody has left. A row may have fewer cells than columns."""
        held, remarks = len(cells), self._remarks
        for at in self._at_plain:
            if at >= held:
                break
            cell = cells[at]
            if type(cell) is str and cell[:2] in BEGINS and all_of_it_says_left(cell):
                return at
        for at in self._at_remarks:
            if at >= held:
                break
            if remarks[cells[at]] and self._says_left(row, at, cells[at]):
                return at
        return None

    def _says_left(self, row: int, at: int, cell: object) -> bool:
        """Whether a remark says so by itself, or repeats ("idem") one in the row above that does."""
        if is_ditto(cell) and self._left_above.get(at) != row - 1:
            return False
        self._left_above[at] = row
        return True

    def _note_remark(self, at: int, cell: object) -> None:
        words = (
            words_of_leaving_in_name(str(cell))
            if at == self._at.get("name")
            else words_of_leaving(cell) or str(cell).strip()
        )
        if (at, words) in self.remarks or len(self.remarks) < _MOST_REMARKS:
            self.remarks[at, words] += 1

    def _reason(self, error: ValueError, cells: Sequence[object]) -> str:
        """The reason for a cell that could not be read."""
        if not isinstance(error, columns.NoDate):
            return "cohort_unfit"
        at = self._at.get("starts")
        return "start_unreadable" if at is not None and cells[at] not in self._days else "end_unreadable"

    def _factor_word(self, cell: object) -> str:
        """The second factor as it is hashed; empty where it cannot be read."""
        begin = cell.strip()[: LONGEST + 1] if isinstance(cell, str) else ""
        if begin[:1] in "#eE" and is_error(begin):  # comparing a letter is faster than the pattern
            return ""
        return "" if self._factor is Factor.KK and len(begin) > LONGEST else factor_word(self._factor, begin)
