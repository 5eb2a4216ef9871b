"""One row of a participants file becomes a keyed person, listed or ended or unclear, or is rejected with a reason.

Rejected is a row without a sound NIK: nobody knows whose it is. A row whose NIK is sound is kept whatever else in it
cannot be read, as unclear: its person must not hear of being in no list.

This loop runs for every row of every import, so it is written for speed: a NIK in the usual form takes a short way,
and dates, status words and names are looked up in caches. Nothing is repaired.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from data.coverage.columns import columns, periods
from data.coverage.columns.remarks import (
    BEGINS,
    IN_NAMES,
    Remarks,
    all_of_it_says_left,
    is_crossed_out,
    is_ditto,
    leaving,
    leaving_in_name,
    name_says_left,
)
from data.coverage.importing.names import Names
from data.coverage.lists.doubtful_lines import Lines
from data.coverage.lists.filler_rows import Filler
from data.coverage.lists.sheets import Sheet
from data.coverage.lists.unread_columns import plain_columns, remark_columns
from data.coverage.lists.workbook_process import ROWS_A_SHEET
from data.coverage.second_factor import Factor, first_name, last_digits
from data.coverage.snapshots import Status
from data.hashing import Key
from data.language import redaction
from data.language.normalize import normalize
from data.nik.form import NIK_LENGTH, flaw
from data.nik.regions import REGENCIES

_LONGEST_NIK = 200
"""Characters of a cell with a NIK: one may hold 200,000, of which each takes time."""
_LONGEST_COHORT = 80
_MOST_COHORTS = 200
_MOST_TITLES = 20
_LATELY = "04"
_LONGEST_DAY = 20
_MOST_UNKNOWN = 1000
"""Different unknown status words that are counted."""

REASONS = (
    "nik_missing", "nik_error", "nik_number_cell", "nik_scientific", "nik_not_digits", "nik_too_short", "nik_too_long",
    "nik_bad_date", "nik_unknown_region", "nik_serial",
)  # fmt: skip
"""Why a row is rejected; each has a sentence in texts/lists.toml, as `reason.` and this word."""

UNCLEAR = (
    "status_unknown", "status_error", "status_blank", "start_unreadable", "end_unreadable", "end_before_start",
    "row_slipped", "cohort_unfit", "remark_left", "struck", "name_missing", "kk_missing", "rows_contradict",
    "names_differ", "nik_is_kk", "number_alone",
)  # fmt: skip
"""Why a row with a sound NIK says nothing sure of its person; each has a sentence in texts/lists.toml."""

Keyed = tuple[bytes, int, int | None, int | None, int | None, bytes | None, int, int | None]
"""NIK hash, status (listed, ended or unclear), start and end day, cohort, factor hash, row, number of the name."""

_SIGNS = str.maketrans("", "", " .-_\t\n\r")
_WRITTEN = str.maketrans("", "", " .-_\t\n\r='\"`’‘\xa0")
_FLOAT = re.compile(r"\d{15,16}[.,]0+")
"""A NIK that went through a number on its way into the file."""
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?\s*+e\s*+(?:\+\s*+)?\d{1,2}")
_ERROR = re.compile(r"#+|#(?:n/?a|nv|getting_data|[a-z][a-z0-9_/]*+[!?])|err:\d{3}", re.IGNORECASE)
"""What stands in a cell whose formula failed: "#N/A", "#REF!", "Err:502"; or "####", where a column was too narrow."""


class Rejected(Exception):
    """A row that cannot be taken: `reason` is a key of REASONS."""

    def __init__(self, reason: str, nik: str = "") -> None:
        self.reason = reason
        self.nik = nik
        super().__init__(reason)


class Unclear(Exception):
    """A row with a sound NIK that says nothing sure of its person: `reason` is a key of UNCLEAR."""

    def __init__(self, reason: str, at: int | None = None) -> None:
        self.reason = reason
        self.at = at
        """The column of the remark, where it is one."""
        super().__init__(reason)


class TooManyCohorts(Exception):
    """The column taken for the cohort holds something else."""


def is_error(cell: object) -> bool:
    """Whether a cell shows an error of Excel, and no word or number that somebody wrote."""
    return bool(_ERROR.fullmatch(str(cell)[:_LONGEST_NIK].strip()))


def _spelled_nik(cell: object) -> str:
    """The 16 digits in a cell that is not simply 16 digits. Raises Rejected."""
    if isinstance(cell, (int, float)):
        raise Rejected("nik_number_cell")
    written = str(cell if cell is not None else "").strip()
    if len(written) > _LONGEST_NIK:
        raise Rejected("nik_too_long" if written[:_LONGEST_NIK].isdigit() else "nik_not_digits")
    text = normalize(written).strip().removeprefix("=").strip("'’‘`´\" \xa0\n\t")
    digits = text.translate(_SIGNS)
    if not digits:
        raise Rejected("nik_missing")
    if _FLOAT.fullmatch(text):
        raise Rejected("nik_number_cell")
    if _SCIENTIFIC.fullmatch(text):
        raise Rejected("nik_scientific")
    if is_error(text):
        raise Rejected("nik_error")
    if not (digits.isascii() and digits.isdigit()):
        raise Rejected("nik_not_digits")
    if len(digits) != NIK_LENGTH:
        raise Rejected("nik_too_short" if len(digits) < NIK_LENGTH else "nik_too_long")
    return digits


class _Days(dict[object, int | None]):
    """Cell -> day number, or None for an empty cell; each spelling is read once. Raises NoDate."""

    def __init__(self) -> None:
        super().__init__()
        self.month_first: dict[str, None] = {}
        """Those that are surely written with the month first, and ..."""
        self.day_first = 0
        """... how many are with the day."""

    def __missing__(self, cell: object) -> int | None:
        month_first = columns.is_month_first(cell)
        if month_first and len(self.month_first) < _MOST_UNKNOWN:
            self.month_first[str(cell).strip()[:_LONGEST_DAY]] = None
        self.day_first += month_first is False
        found = columns.day(cell)
        self[cell] = number = found.toordinal() if found else None
        return number


class _SpanEnds(_Days):
    """The same of a column that says from when until when: the day on which that ends."""

    def __missing__(self, cell: object) -> int | None:
        try:
            return super().__missing__(cell)
        except columns.NoDate:
            if (end := periods.end_of(cell)) is None:
                raise
        self[cell] = number = end.toordinal()
        return number


class _Statuses(dict[object, bool | None]):
    """Cell -> listed or ended, None for an unknown word, and for a blank unless that is meant to be listed."""

    def __init__(self, more: Mapping[str, bool], *, blank_is_listed: bool) -> None:
        super().__init__()
        self._more = more
        self._blank_is_listed = blank_is_listed
        self.unknown: Counter[str] = Counter()
        """Unknown words, and how many rows have each."""
        self._written: dict[str, str] = {}

    def __missing__(self, cell: object) -> bool | None:
        listed = columns.is_listed(cell, self._more)
        if listed and not self._blank_is_listed and columns.is_blank(cell):
            listed = None
        self[cell] = listed
        return listed

    def wonder(self, cell: object) -> None:
        """Notes that a row has a word that is not known."""
        word = columns.word(cell)
        if word in self.unknown or len(self.unknown) < _MOST_UNKNOWN:
            self.unknown[word] += 1
            self._written.setdefault(word, " ".join(_shown(cell)[:_LONGEST_NIK].split()))

    def commonest(self) -> list[tuple[str, int]]:
        """The unknown words as they are written, the commonest first."""
        return [(self._written[word], count) for word, count in self.unknown.most_common()]


def _shown(cell: object) -> str:
    """A cell as the spreadsheet shows it: Excel's numbers come as floats."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell if cell is not None else "")


class _Cohorts(dict[object, int | None]):
    """Cell -> number of the cohort, None for an empty cell. Raises ValueError or TooManyCohorts."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, int] = {}

    def __missing__(self, cell: object) -> int | None:
        name = " ".join(_shown(cell).split())
        if len(name) > _LONGEST_COHORT or redaction.IN_A_COHORT.search(normalize(name)) or _ERROR.fullmatch(name):
            raise ValueError
        if name and name not in self.names and len(self.names) >= _MOST_COHORTS:
            raise TooManyCohorts
        self[cell] = number = self.names.setdefault(name, len(self.names) + 1) if name else None
        return number


def read_niks(sheet: Sheet, factor: Factor, today: date) -> Iterator[tuple[str, str]]:
    """Every NIK of a sheet, and the second factor beside it, if any; whatever else its row holds."""
    at_nik, at_factor = sheet.columns["nik"], sheet.columns.get(factor)
    for _, cells in sheet.rows:
        try:
            nik = _spelled_nik(cells[at_nik] if at_nik < len(cells) else "")
        except Rejected:
            continue
        if not flaw(nik, today):
            cell = cells[at_factor] if at_factor is not None and at_factor < len(cells) else ""
            yield nik, _word(factor, cell)


def _word(factor: Factor, cell: object) -> str:
    """The second factor in a cell; empty when there is none."""
    read = first_name if factor is Factor.NAME else last_digits
    return read(cell) if isinstance(cell, str) else ""


class Participants:
    """Turns the rows of one file into keyed people."""

    def __init__(
        self,
        sheet: Sheet,
        key: Key,
        factor: Factor,
        as_of: date,
        today: date,
        words: Mapping[str, bool] | None = None,
        *,
        all_listed: bool = False,
    ) -> None:
        self.synthetic = False
        self.ending_in_zero = 0
        self.titles: list[tuple[int, str]] = []
        """The first rows with the title of a group of people who are perhaps not listed, and somebody below it."""
        self.lines = Lines(sheet)
        """Lines that change what the rows mean."""
        self.remarks: Counter[tuple[int, str]] = Counter()
        """Columns and words that say that somebody has left, and how many rows have each."""
        self.without_factor = 0
        """Rows of which the second factor cannot be read: another row for the same NIK may hold it."""
        self.names = Names()
        """Those beside the NIKs, as far as they tell whether two rows are of one person."""
        self._born: dict[str, int] = {}
        """Dates of birth as NIKs hold them, and how many people have each."""
        self._areas: dict[str, int] = {}
        """Codes of regencies, and how many NIKs begin with each."""
        self._at = sheet.columns
        self._at_remarks, self._at_plain = remark_columns(sheet), plain_columns(sheet)
        self._width = max(sheet.columns.values()) + 1
        self._most, self._longest = sheet.width, sheet.longest
        self._struck = sheet.struck
        self._key = key
        self._factor = factor
        self._as_of = as_of.toordinal()
        self._today = today
        self._days = _Days()
        self._end_days = self._days if sheet.cover is None else _SpanEnds()
        self._statuses = _Statuses(words or {}, blank_is_listed=all_listed)
        self._cohorts = _Cohorts()
        self._remarks = Remarks()
        self._left_above: dict[int, int] = {}
        """Column -> the last row whose remark there says that somebody has left."""

    @property
    def cohorts(self) -> dict[str, int]:
        """The cohorts met so far and their numbers."""
        return self._cohorts.names

    @property
    def month_first(self) -> str:
        """A day of the list, where more of them are written with the month first than with the day; else empty."""
        days = self._days
        return next(iter(days.month_first)) if len(days.month_first) > days.day_first else ""

    @property
    def unknown_regency(self) -> int:
        """NIKs whose regency code is not in today's table: old codes, kept."""
        return sum(count for area, count in self._areas.items() if area not in REGENCIES)

    @property
    def of_women(self) -> int:
        """NIKs of women: in those the day of birth is 40 higher. A KK number never has that."""
        return sum(count for born, count in self._born.items() if born[0] > "3")

    @property
    def born_lately(self) -> int:
        """NIKs of which the date is in 2004 or later: so are those of KK numbers, on which they were issued."""
        this_year = f"{self._today.year % 100:02}"
        return sum(count for born, count in self._born.items() if _LATELY <= born[4:] <= this_year)

    @property
    def unknown_words(self) -> list[tuple[str, int]]:
        """Status words that are not known, as they are written, and how many rows have each; the commonest first."""
        return self._statuses.commonest()

    def keyed(  # noqa: C901, PLR0912, PLR0915 - the hot loop of an import: every call here costs seconds
        self,
        rows: Iterable[tuple[int, Sequence[object]]],
        reject: Callable[[int, Rejected], None],
        doubt: Callable[[int, str, str], None],
    ) -> Iterator[Keyed]:
        """The people of a sheet one by one. Raises TooManyCohorts.

        Rows without a sound NIK go to `reject`. Of rows that are unclear, number, reason and NIK go to `doubt`; they
        are people all the same.
        """
        at_nik, at_status = self._at["nik"], self._at.get("status")
        at_starts, at_ends = self._at.get("starts"), self._at.get("ends")
        at_cohort, at_synthetic = self._at.get("cohort"), self._at.get("synthetic")
        at_factor, at_remarks, at_plain = self._at.get(self._factor), self._at_remarks, self._at_plain
        at_name, at_kk = self._at.get("name"), self._at.get("kk")
        number_of, known_names = self.names.number, self.names.known
        width, most, longest = self._width, self._most, self._longest
        today, as_of, of_nik = self._today, self._as_of, self._key.of_nik
        days, end_days = self._days, self._end_days
        statuses, cohorts, remarks = self._statuses, self._cohorts, self._remarks
        filler, struck = Filler(self._at), {*self._struck}
        born, areas = self._born, self._areas
        unclear = int(Status.UNCLEAR)
        starts = ends = cohort = factor = name = named = None
        listed: bool | None = True
        has_names = False  # of people above
        title: tuple[int, str] | None = None  # one below which nobody stood so far
        above: tuple[int, str] | None = None  # one right above this person
        look = self.lines.look
        for row, cells in rows:
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901
            nik = ""
            try:
                cell = cells[at_nik]
                if not (type(cell) is str and len(cell) == NIK_LENGTH and cell.isascii() and cell.isdigit()):
                    cell = _spelled_nik(cell)
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
                    look(row, cells)
                title = filler.title
                continue
            alone = False
            if at_name is not None:
                if cells[at_name]:
                    has_names = True
                elif filler.is_of_a_family(cells):
                    continue
                else:
                    alone = has_names and at_status is not None and sum(cell not in {"", None} for cell in cells) == 1
            if title is not None:
                above = title
                if title[0] // ROWS_A_SHEET == row // ROWS_A_SHEET and len(self.titles) < _MOST_TITLES:
                    self.titles.append(title)
                title = filler.title = None
            if nik[-1] == "0":
                self.ending_in_zero += 1
            born[date_of_birth] += 1
            areas[area] += 1
            if at_synthetic is not None and not self.synthetic:
                self.synthetic = _shown(cells[at_synthetic]).strip().lower() in columns.TRUE_WORDS
            nik_hash = of_nik(nik)
            if at_factor is not None:
                factor = self._factor_hash(nik_hash, cells[at_factor])
            if at_name is not None:
                name = cells[at_name]
                named = known_names.get(name.partition(" ")[0]) if type(name) is str else None
                if named is None:
                    named = number_of(name)
            try:
                if alone:  # the number of a family card below a NIK looks like one
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
                    if ends is not None and starts is not None and ends < starts:
                        raise Unclear("end_before_start")
                if at_status is not None:
                    listed = statuses[cells[at_status]]
                    if listed is None:
                        if not columns.is_blank(cells[at_status]):
                            statuses.wonder(cells[at_status])
                            raise Unclear("status_error" if is_error(cells[at_status]) else "status_unknown")
                        if ends is None:  # nothing says whether this person is listed
                            raise Unclear("status_blank")
                        listed = True
                if at_cohort is not None:
                    cohort = cohorts[cells[at_cohort]]
                ended = not listed or (ends is not None and ends < as_of)
                if above is not None:
                    if not ended and at_status is not None:
                        self.lines.note(above)
                    above = None
                if struck and not ended and row in struck:
                    raise Unclear("struck")
                if (
                    type(name) is str
                    and not ended
                    and not (name.replace(" ", "").isalpha() and IN_NAMES.isdisjoint(name.lower().split()))
                    and name_says_left(name)  # takes ten times as long as to see that a name is nothing but one
                ):
                    raise Unclear("remark_left", at_name)
                if at_plain and not ended:
                    for at in at_plain:
                        if at >= len(cells):
                            break
                        cell = cells[at]
                        if type(cell) is str and cell[:2] in BEGINS and all_of_it_says_left(cell):
                            raise Unclear("remark_left", at)
                if at_remarks and not ended:
                    for at in at_remarks:
                        if at >= len(cells):  # they stand in order, and a row may be short
                            break
                        if remarks[cells[at]] and self._says_left(row, at, cells[at]):
                            raise Unclear("remark_left", at)
            except (Unclear, ValueError) as error:
                if factor is None and at_factor is not None:
                    self.without_factor += 1
                if isinstance(error, Unclear) and error.at is not None:
                    self._note_remark(error.at, cells[error.at])
                doubt(row, error.reason if isinstance(error, Unclear) else self._reason(error, cells), nik)
                yield nik_hash, unclear, None, None, None, factor, row, named
                continue
            if factor is None and at_factor is not None:
                self.without_factor += 1
                doubt(row, f"{self._factor}_missing", nik)
            yield nik_hash, int(ended), starts, ends, cohort, factor, row, named

    def _says_left(self, row: int, at: int, cell: object) -> bool:
        """Whether a remark says so by itself, or as the one above it, of which it is the repetition."""
        if is_ditto(cell) and self._left_above.get(at) != row - 1:
            return False
        self._left_above[at] = row
        return True

    def _note_remark(self, at: int, cell: object) -> None:
        words = leaving_in_name(str(cell)) if at == self._at.get("name") else leaving(cell) or str(cell).strip()
        if (at, words) in self.remarks or len(self.remarks) < _MOST_UNKNOWN:
            self.remarks[at, words] += 1

    def _reason(self, error: ValueError, cells: Sequence[object]) -> str:
        """Which cell could not be read."""
        if not isinstance(error, columns.NoDate):
            return "cohort_unfit"
        at = self._at.get("starts")
        return "start_unreadable" if at is not None and cells[at] not in self._days else "end_unreadable"

    def _factor_hash(self, nik_hash: bytes, cell: object) -> bytes | None:
        """The keyed second factor; None where it cannot be read."""
        begin = cell.strip()[: _LONGEST_NIK + 1] if isinstance(cell, str) else ""
        if begin[:1] in "#eE" and _ERROR.fullmatch(begin):  # the first letter costs less than the pattern
            return None
        word = "" if self._factor is Factor.KK and len(begin) > _LONGEST_NIK else _word(self._factor, begin)
        return self._key.of_factor(nik_hash, word) if word else None
