"""People on a sheet without headings, or whose row got into one cell, are never passed over without a word."""

from pathlib import Path

import pytest
import xlsxwriter

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Refused
from tests.cases.test_second_files import LEFT, NIKS, Rows, people, text
from tests.conftest import AS_OF, NOW, Office

HEAD, *EVERYBODY = people("Status", of=lambda _: ["AKTIF"])


def workbook(path: Path, **sheets: Rows) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    return path


def order(office: Office, path: Path, *, all_sheets: bool = False) -> ImportJob:
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_sheets=all_sheets, dry_run=True)


OTHERS: dict[str, Rows] = {
    "none": EVERYBODY[:LEFT],
    "unknown": [["No", "Identitas", "Nama", "Status"], *EVERYBODY[:LEFT]],
    "far below": [*[[""]] * 60, HEAD, *EVERYBODY[:LEFT]],
    "numbers": [[int(NIKS[0]), "ASEP"]],
    "spaced": [[f"{NIKS[0][:6]} {NIKS[0][6:12]} {NIKS[0][12:]}", "ASEP"]],
}


@pytest.mark.parametrize("all_sheets", [False, True])
@pytest.mark.parametrize("headings", OTHERS)
def test_a_sheet_with_people_and_without_headings_is_refused(office: Office, headings: str, all_sheets: bool) -> None:
    path = workbook(office.home / "daftar.xlsx", Jatiasih=[HEAD, *EVERYBODY[LEFT:]], Lanjutan=OTHERS[headings])
    with pytest.raises(UnreadableFile, match="sheet 'Lanjutan' holds NIKs") as refused:
        importer.publish(order(office, path, all_sheets=all_sheets), lambda *_: None)
    assert "salin baris judul lembar 'Jatiasih'" in refused.value.sentence.in_language("id")


@pytest.mark.parametrize(
    "other",
    [
        [["Kecamatan", "Jumlah"], ["Jatiasih", 40]], [["No KK", "Jumlah"], ["3275011101059007", 4]], [],
        [["NIP 197001011990031001"]], [["Pencatatan"], ["081234567890"]],
    ],
)  # fmt: skip
def test_a_sheet_that_holds_nobody_is_no_question(office: Office, other: Rows) -> None:
    path = workbook(office.home / "daftar.xlsx", Jatiasih=[HEAD, *EVERYBODY], Rekap=other)
    report = importer.publish(order(office, path), lambda *_: None)
    assert report.about
    assert report.about.listed == len(NIKS)


@pytest.mark.parametrize("between", [",", "\t", " ", " - "])
def test_a_row_that_got_into_one_cell_is_somebody(office: Office, between: str) -> None:
    rows = [[between.join(map(str, cells))] if at < LEFT else cells for at, cells in enumerate(EVERYBODY)]
    path = text(office.home, [HEAD, *rows])
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, path), lambda *_: None)
    assert refused.value.switches == ["--accept-rejected", str(LEFT)]
