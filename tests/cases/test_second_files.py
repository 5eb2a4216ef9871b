"""A second file of each kind of trap, as another office would write it, and beside each a clean twin.

Each is built here, imported, and asked about: who has left never hears of being listed, and the twin is published.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer
from data.coverage.importing.job import Accepted, ImportJob, Refused
from tests.conftest import AS_OF, NOW, Office, Opened

LEFT, PEOPLE = 5, 40
"""The first of the people have left, all others are listed."""
NIKS = tuple(
    f"3275{at % 12 + 1:02}{at % 28 + 1:02}{at % 12 + 1:02}{60 + at % 35}9{101 + at * 7}" for at in range(PEOPLE)
)
NAMES = tuple(f"{('ASEP', 'EUIS', 'JAJA', 'LILIS')[at % 4]} {('SURYANA', 'KOMARIAH')[at % 2]}" for at in range(PEOPLE))

Rows = Sequence[Sequence[object]]
Built = Callable[[Path, bool], Path]
"""Writes a list into a folder: with the trap, or its clean twin."""


def people(*headings: str, of: Callable[[int], Sequence[object]]) -> list[list[object]]:
    """Headings, and below them everybody: number, NIK, name, and what `of` says of them."""
    rows = [[at + 1, nik, name, *of(at)] for at, (nik, name) in enumerate(zip(NIKS, NAMES, strict=True))]
    return [["No", "NIK", "Nama Lengkap", *headings], *rows]


def text(folder: Path, rows: Rows, encoding: str = "utf-8", name: str = "daftar.csv", separator: str = ";") -> Path:
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as made:
        csv.writer(made, delimiter=separator).writerows(rows)
    return path


def book(
    folder: Path, rows: Rows, fill: Callable[[Worksheet], object] = lambda _: None, others: Rows = (), **options: object
) -> Path:
    path = folder / "daftar.xlsx"
    with xlsxwriter.Workbook(str(path), options) as made:
        first = made.add_worksheet("Jatiasih")
        for at, cells in enumerate(rows):
            first.write_row(at, 0, cells)
        fill(first)
        if others:
            second = made.add_worksheet("Pondokgede")
            for at, cells in enumerate(others):
                second.write_row(at, 0, cells)
    return path


# ---------------------------------------------------------------- the traps


def errors_for_end_dates(folder: Path, is_trap: bool) -> Path:
    def fill(sheet: Worksheet) -> None:
        for at in range(LEFT if is_trap else 0):
            sheet.write_formula(at + 1, 3, "=VLOOKUP(B2,Z:Z,1,0)", None, "#REF!")

    return book(folder, people("Tgl Akhir", of=lambda at: ["31/10/2025" if at < LEFT else "31/12/2027"]), fill)


def end_dates_never_computed(folder: Path, is_trap: bool) -> Path:
    def fill(sheet: Worksheet) -> None:
        for at in range(PEOPLE):
            day = "" if is_trap else 45961 if at < LEFT else 46752
            sheet.write_formula(at + 1, 4, f"=EDATE(D{at + 2},12)", None, day)

    return book(folder, people("TMT", "Berlaku Sampai", of=lambda _: ["01/01/2025"]), fill)


def status_heads_two_rows(folder: Path, is_trap: bool) -> Path:
    """The row with "NIK" is the lower one; STATUS is merged over both."""
    rows = people("" if is_trap else "STATUS", of=lambda at: ["KELUAR" if at < LEFT else "AKTIF"])
    above = ["", "IDENTITAS", "", "STATUS"] if is_trap else ["DAFTAR PESERTA"]

    def fill(sheet: Worksheet) -> None:
        if is_trap:
            sheet.merge_range("D1:D2", "STATUS")

    return book(folder, [above, *rows], fill)


def remark_merged_over_rows(folder: Path, is_trap: bool) -> Path:
    def fill(sheet: Worksheet) -> None:
        sheet.merge_range(1, 4, LEFT, 4, "sudah meninggal" if is_trap else "pindah datang")

    status = "KELUAR" if not is_trap else "AKTIF"
    return book(folder, people("Status", "Uraian", of=lambda at: [status if at < LEFT else "AKTIF"]), fill)


def end_called_otherwise(folder: Path, is_trap: bool) -> Path:
    """Whether "masa" (a span of time) is that of the cover, or that of living here."""
    heading, word = ("Masa Perlindungan", "1 Jan 2025 s.d. 31 Okt 2025") if is_trap else ("Masa Tinggal", "10 tahun")
    status = "AKTIF" if is_trap else "KELUAR"
    return text(folder, people("Status", heading, of=lambda at: [status if at < LEFT else "AKTIF", word]))


def days_since_1904(folder: Path, is_trap: bool) -> Path:
    days = (44498, 45290) if is_trap else (45960, 46752)
    rows = people("Tgl Selesai", of=lambda at: [days[at >= LEFT]])
    return book(folder, rows, date_1904=is_trap)


def wide_text_without_mark(folder: Path, is_trap: bool) -> Path:
    """As an export that is called .xls: tabs, and two bytes for a letter, the greater one first."""
    rows = people("Status", of=lambda at: ["Non Aktif" if at < LEFT else "Aktif"])
    return text(folder, rows, "utf-16-be" if is_trap else "utf-16", "export.xls", "\t")


def remark_on_the_second_sheet(folder: Path, is_trap: bool) -> Path:
    """The people who left stand on a sheet with its columns in another order."""
    head, *rows = people("Status", of=lambda _: ["Aktif"])
    status, remark = ("Aktif", "wafat") if is_trap else ("Keluar", "")
    others = [["Ket", "Status Peserta", "No. KTP", "Nama"]]
    others += [[remark, status, nik, name] for nik, name in zip(NIKS[:LEFT], NAMES, strict=False)]
    return book(folder, [head, *rows[LEFT:]], others=others)


def end_dates_that_contradict(folder: Path, is_trap: bool) -> Path:
    """A second row for the same people: another end, or an earlier period."""
    begin, end = ("01/01/2026", "31/12/2027") if is_trap else ("01/01/2024", "31/12/2024")
    again = "01/01/2025", "31/10/2025"
    rows = people("TMT", "Tgl Akhir", of=lambda at: [begin, end] if at < LEFT else ["01/01/2026", "31/12/2027"])
    day = "30/06/2026" if is_trap else again[1]
    more = [["", f"'{nik}", name, again[0], day] for nik, name in zip(NIKS[:LEFT], NAMES, strict=False)]
    return text(folder, [*rows, *more])


def list_of_candidates(folder: Path, is_trap: bool) -> Path:
    """Everybody has an end date, and nobody is insured yet."""
    title = "DAFTAR PENGUSULAN PESERTA" if is_trap else "DAFTAR PESERTA"
    return text(
        folder, [[title], [], *people("Tgl Akhir", of=lambda at: ["31/10/2025" if at < LEFT else "31/12/2027"])]
    )


def register_with_signatures(folder: Path, is_trap: bool) -> Path:
    """Lines that hold nobody; the trap among them is one that holds somebody, whose NIK was cut short."""
    head, *rows = people("Hub. Keluarga", "Status", of=lambda at: ["Anak", "KELUAR" if at < LEFT else "AKTIF"])
    families: list[Sequence[object]] = [
        ["No. KK : 3275011101059007 a.n. ASEP"],
        *rows[:20],
        ["Jumlah anggota keluarga : 20"],
        *rows[20:],
    ]
    below: list[Sequence[object]] = [
        ["TOTAL", PEOPLE],
        [],
        ["Mengetahui,", "", "Yang membuat,"],
        ["Camat Jatiasih", "", "Operator Kelurahan"],
    ]
    below += [[], ["ASHARI, S.STP", "", "SITI NURJANAH"], ["NIP 197001011990031001"]]
    cut = [[41, NIKS[7][:13], "NENENG", "Istri", "AKTIF"]] if is_trap else []
    return book(folder, [head, [-1, -2, -3, -4, -5], *families, *cut, *below])


# ---------------------------------------------------------------- what becomes of them


@dataclass(frozen=True)
class Trap:
    """What is built, and what an import does with the trap: a piece of its refusal, or "" where it is read right."""

    built: Built
    refusal: str
    unclear: int = 0
    """So many people are unclear once that is accepted."""
    all_sheets: bool = False


TRAPS = (
    Trap(errors_for_end_dates, "--accept-unclear 5", LEFT),
    Trap(end_dates_never_computed, "formulas whose results are not stored (40 rows)"),
    Trap(status_heads_two_rows, ""),
    Trap(remark_merged_over_rows, "--accept-unclear 5", LEFT),
    Trap(end_called_otherwise, "Masa Perlindungan"),
    Trap(days_since_1904, ""),
    Trap(wide_text_without_mark, ""),
    Trap(remark_on_the_second_sheet, "--accept-unclear 5", LEFT, all_sheets=True),
    Trap(end_dates_that_contradict, "--accept-unclear 5", LEFT),
    Trap(list_of_candidates, "--all-listed"),
    Trap(register_with_signatures, "1 of 41 rows were rejected"),
)


def order(office: Office, path: Path, trap: Trap, accepted: Accepted | None = None) -> ImportJob:
    return ImportJob(
        path, AS_OF, NOW, office.key, office.snapshots, all_sheets=trap.all_sheets, accepted=accepted or Accepted()
    )


def publish(one: ImportJob) -> None:
    assert importer.publish(one, lambda *_: None).published


async def heard(bot: Opened) -> tuple[set[str], set[str]]:
    """What people hear who have left, and who are listed."""
    chat = await bot()
    asked = [(await chat.says(nik)).outcome for nik in (*NIKS[:2], *NIKS[10:12])]
    return set(asked[:2]), set(asked[2:])


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.built.__name__)
async def test_nobody_who_left_hears_of_being_listed(office: Office, bot: Opened, tmp_path: Path, trap: Trap) -> None:
    path = trap.built(tmp_path, True)
    if trap.refusal:
        with pytest.raises((Refused, UnreadableFile)) as refused:
            publish(order(office, path, trap))
        assert trap.refusal in str(refused.value)
    if trap.unclear:
        publish(order(office, path, trap, Accepted(unclear=trap.unclear)))
        assert await heard(bot) == ({"check.unclear"}, {"check.found"})
    elif not trap.refusal:
        publish(order(office, path, trap))
        assert await heard(bot) == ({"check.ended"}, {"check.found"})


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.built.__name__)
async def test_the_clean_twin_is_published(office: Office, bot: Opened, tmp_path: Path, trap: Trap) -> None:
    publish(order(office, trap.built(tmp_path, False), trap))
    assert await heard(bot) == ({"check.ended"}, {"check.found"})
