"""Opens one list, or several files that together are one list, such as a file for each kecamatan.

The files may have different columns. Their rows are moved into one layout, which has a column for each field and for
each other heading, so that the rest of the import sees a single list.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import likely_columns, list_files
from data.coverage.lists.sheets import ROWS_A_SHEET, Row, Sheet
from data.import_texts import LANGUAGES, Sentence, render
from data.shortened import cut, first_few

MOST = 50
"""Most files; each may hold a workbook in memory until its rows are read."""
_OUR_NAME = "SIGAP"
"""The beginning of the heading that an import writes above its reasons, in every language."""
_DECIDE = frozenset({"status", "ends"})
"""Fields that decide who is listed: without either of them everybody in a file would be."""


def is_reason_column(heading: object) -> bool:
    """Whether a heading is that of the column in which an import wrote its reasons beside the rejected rows."""
    written = str(heading).strip()
    # Few headings begin like this, and loading all texts takes as long as reading 10,000 rows.
    return written.startswith(_OUR_NAME) and written in {render("rejected.heading", language) for language in LANGUAGES}


def names(paths: Sequence[Path]) -> tuple[str, ...]:
    """The names of the files as sentences show them, with their folders where two have the same name."""
    plain = [path.name for path in paths]
    return tuple(cut(path.name if plain.count(path.name) == 1 else str(path)) for path in paths)


@contextmanager
def open_lists(
    paths: Sequence[Path], sheet: str | None = None, needed: Collection[str] = (), *, all_sheets: bool = False
) -> Iterator[Sheet]:
    """Opens all files as one list; `needed` are fields that each file must have.

    Each file (with `all_sheets`, each sheet of each workbook) is one of the `sheets` in which `sheets.place` finds a
    row. The reason column of an earlier import is ignored: its reasons are no remarks of the office. Raises
    UnreadableFile, also while the rows are read.
    """
    if len(paths) == 1:
        with list_files.open_list(paths[0], sheet, all_sheets=all_sheets) as found:
            yield _without_reason_column(found)
        return
    if len(paths) > MOST:
        raise UnreadableFile("lists.many", most=MOST)
    if twice := _first_repeated(paths):
        raise UnreadableFile("lists.twice", file=cut(str(twice), 300))
    shown = names(paths)
    with ExitStack() as stack:
        each: list[Sheet] = []
        for path, name in zip(paths, shown, strict=True):
            with _naming_file(name):
                each.append(stack.enter_context(list_files.open_list(path, sheet, all_sheets=all_sheets)))
        _check(each, shown, needed)
        yield _without_reason_column(_chain(each, shown))


def _without_reason_column(sheet: Sheet) -> Sheet:
    ours = frozenset(at for at, heading in enumerate(sheet.headings) if is_reason_column(heading))
    if not ours:
        return sheet
    note = Sentence("note.ours", {"column": str(sheet.headings[min(ours)]).strip()})
    return replace(sheet, ignored=sheet.ignored | ours, notes=(*sheet.notes, note))


def checksum_of(checksums: Sequence[str]) -> str:
    """The checksum of a list of files with these checksums; for one file it is that file's own."""
    if len(checksums) == 1:
        return checksums[0]
    return hashlib.sha256("".join(checksums).encode("ascii")).hexdigest()


def _first_repeated(paths: Sequence[Path]) -> Path | None:
    """The first file that is given twice, even by different paths."""
    found = [path.resolve() for path in paths]
    return next((path for path, one in zip(paths, found, strict=True) if found.count(one) > 1), None)


@contextmanager
def _naming_file(name: str) -> Iterator[None]:
    """Adds the name of the file to an UnreadableFile."""
    try:
        yield
    except UnreadableFile as problem:
        if problem.sentence.key == "lists.of_file" or "file" in problem.sentence.values:
            raise
        raise UnreadableFile("lists.of_file", file=name, problem=problem.sentence) from None


def _check(each: Sequence[Sheet], files: Sequence[str], needed: Collection[str]) -> None:
    """Raises UnreadableFile where a file lacks a field that another has: its people would get wrong answers."""
    for field in needed:
        missing = [file for file, one in zip(files, each, strict=True) if field not in one.columns]
        if missing and len(missing) < len(files):
            raise UnreadableFile("lists.no_field", file=missing[0], field=Sentence(f"field.{field}"))
    silent = [file for file, one in zip(files, each, strict=True) if not _DECIDE & one.columns.keys()]
    if silent and len(silent) < len(files):
        other = next(file for file in files if file not in silent)
        one = each[files.index(silent[0])]
        people = (cells for _, cells in one.sample)
        hint = likely_columns.hint(one.headings, people, one.columns["nik"], set(one.columns.values()))
        raise UnreadableFile("lists.no_status", file=first_few(silent, MOST), other=other, hint=hint)


def _chain(each: Sequence[Sheet], files: Sequence[str]) -> Sheet:
    layout = _Layout(each)
    places = [[f"{file}, {one}" for one in sheet.sheets] or [file] for file, sheet in zip(files, each, strict=True)]
    bases = [ROWS_A_SHEET * sum(map(len, places[:at])) for at in range(len(each))]
    parts = [layout.rows(at, one, bases[at]) for at, one in enumerate(each)]
    done = 0

    def rows() -> Iterator[Row]:
        nonlocal done
        for file, (sample, below) in zip(files, parts, strict=True):
            with _naming_file(file):
                yield from sample
                yield from below()
            done += 1

    def progress() -> float:
        return (done + (each[done].progress() if done < len(each) else 0.0)) / len(each)

    def checksum() -> str:
        return checksum_of([one.checksum() for one in each])

    notes = [
        Sentence("lists.note", {"file": file, "note": note})
        for file, one in zip(files, each, strict=True)
        for note in one.notes
    ]
    tops = tuple(replace(top, file=file) for file, one in zip(files, each, strict=True) for top in one.tops)
    sample = [row for first, _ in parts for row in first]
    width = len(layout.headings)
    return Sheet(
        layout.columns,
        layout.headings,
        width,
        width,
        sample,
        rows(),
        progress,
        checksum,
        tuple(notes),
        tuple(chain(*places)),
        struck=frozenset(base + row for base, one in zip(bases, each, strict=True) for row in one.struck),
        tops=tops,
    )


class _Layout:
    """The columns of all files side by side; columns of the same field or heading are merged."""

    def __init__(self, each: Sequence[Sheet]) -> None:
        self.columns: dict[str, int] = {}
        self.headings: list[object] = []
        self._moved: list[list[int]] = []
        others: dict[tuple[str, int], int] = {}
        for one in each:
            fields = {at: field for field, at in one.columns.items()}
            seen: dict[str, int] = {}
            moved: list[int] = []
            for at in range(max(one.width, len(one.headings))):
                heading = one.headings[at] if at < len(one.headings) else ""
                if field := fields.get(at):
                    if field not in self.columns:
                        self.columns[field] = self._add(heading)
                    moved.append(self.columns[field])
                    continue
                word = " ".join(str(heading).split()).casefold()
                seen[word] = seen.get(word, 0) + 1  # a file may have two columns of one heading
                key = (word, seen[word])
                if key not in others:
                    others[key] = self._add(heading)
                moved.append(others[key])
            self._moved.append(moved)

    def _add(self, heading: object) -> int:
        self.headings.append(heading)
        return len(self.headings) - 1

    def rows(self, at: int, sheet: Sheet, base: int) -> tuple[list[Row], Callable[[], Iterator[Row]]]:
        """The sample rows of one file, and a function that gives the rows after them, moved into this layout."""
        moved, width = self._moved[at], len(self.headings)
        most = ROWS_A_SHEET * max(len(sheet.sheets), 1)
        own, longest = len(moved), sheet.longest

        def placed(row: int, cells: Sequence[object]) -> Row:
            if row >= most:  # its number would belong to the next file
                raise UnreadableFile("rows.many", most=ROWS_A_SHEET)
            made: list[object] = [""] * width
            for to, cell in zip(moved, cells):  # noqa: B905 - a row may be shorter, or have slipped
                made[to] = cell
            if len(cells) > own and (len(cells) > longest or any(cells[own:])):
                made.append(next(filter(None, cells[own:]), "?"))  # it has slipped; a cell too many shows that later
            return base + row, made

        read = iter(sheet.rows)
        sample = [placed(*next(read)) for _ in sheet.sample]
        return sample, lambda: (placed(row, cells) for row, cells in read)
