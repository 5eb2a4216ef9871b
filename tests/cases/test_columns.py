"""The files of issue 15 that are about columns and about lines that hold nobody, each with a twin that is published."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from data.coverage.importing import importer, sample
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from tests.conftest import AS_OF, NOW, Office

HERE = Path(__file__).parent


def order(office: Office, path: Path, *ignored: str, all_listed: bool = False) -> ImportJob:
    ignore = frozenset(ignored)
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=all_listed, ignore_columns=ignore)


def publish(one: ImportJob) -> Report:
    return importer.publish(one, lambda *_: None)


def twin(office: Office, name: str, column: str, word: str) -> Path:
    """The same file with one word all down a column."""
    with (HERE / name).open(newline="", encoding="utf-8") as given:
        rows = [*csv.reader(given)]
    at = rows[0].index(column)
    for cells in rows[1:]:
        cells[at] = word
    path = office.home / name
    with path.open("w", newline="", encoding="utf-8") as made:
        csv.writer(made).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("08_second_status_column.csv", "Status Dasar"),
        ("09_end_called_exp.csv", "Exp"),
        ("09_end_in_a_range.csv", "Masa Kepesertaan"),
    ],
)
def test_a_column_that_contradicts_is_refused_until_it_is_ignored(office: Office, name: str, column: str) -> None:
    for all_listed in (False, True):
        with pytest.raises(Refused, match=column):
            publish(order(office, HERE / name, all_listed=all_listed))
    assert publish(order(office, HERE / name, column, all_listed=True)).published


def test_the_clean_twins_are_published(office: Office) -> None:
    path = twin(office, "08_second_status_column.csv", "Status Dasar", "HIDUP")
    assert publish(order(office, path)).published
    for name, column in (("09_end_called_exp.csv", "Exp"), ("09_end_in_a_range.csv", "Masa Kepesertaan")):
        path = twin(office, name, column, "")
        assert publish(order(office, path, all_listed=True)).published


@pytest.mark.parametrize("name", ["06_remark_after_row_1000.csv", "07_remark_in_other_words.csv"])
def test_remarks_make_their_rows_unclear_in_any_row_and_in_any_words(office: Office, name: str) -> None:
    with (HERE / name).open(newline="", encoding="utf-8") as given:
        left = sum(bool(cells[-1]) for cells in csv.reader(given)) - 1
    with pytest.raises(Refused) as refused:
        publish(order(office, HERE / name, all_listed=True))
    assert refused.value.switches == ["--accept-unclear", str(left)]
    accepted = replace(order(office, HERE / name, all_listed=True), accepted=Accepted(unclear=left))
    assert publish(accepted).unclear == {"remark_left": left}
    report = publish(order(office, HERE / name, "Keterangan", all_listed=True))
    assert report.unclear == {}
    assert publish(order(office, twin(office, name, "Keterangan", "masih hidup"), all_listed=True)).published


def test_the_head_of_a_family_is_nobody_who_left(office: Office) -> None:
    report = publish(order(office, HERE / "20_head_of_the_family.csv", all_listed=True))
    assert report.about
    assert report.about.listed == 40
    with pytest.raises(Refused) as refused:
        publish(replace(order(office, HERE / "20_head_of_the_family.csv"), all_listed=False))
    assert refused.value.switches == ["--all-listed"]


@pytest.mark.parametrize("name", ["17_register_by_family.xlsx", "18_signatures_below.xlsx"])
def test_lines_that_hold_nobody_are_no_rejected_people(office: Office, name: str) -> None:
    report = publish(order(office, HERE / name, all_listed=True))
    assert report.about
    assert (report.about.listed, report.rejected.total()) == (40, 0)


def test_a_register_of_our_own_counts_its_people_and_whose_nik_is_broken(office: Office) -> None:
    people = [made.nik for made in sample.people(120, 8, NOW.date())]
    path = office.home / "rekap.xlsx"
    rows: list[list[object]] = [
        ["DAFTAR PEKERJA RENTAN KOTA BEKASI"], [], ["No", "NIK", "Nama", "Alamat", "Status", "Tgl Keluar"],
        [-1, -2, -3, -4, -5, -6],
    ]  # fmt: skip
    for rw, first in enumerate(range(0, 120, 40), start=1):
        rows += [[f"RW {rw:03}"], [f"No. KK : 32750101010{rw}0000", "", "Kepala Keluarga : ASEP"]]
        rows += [
            [at, nik, "BUDI", "Jl. Mawar", "AKTIF", ""] for at, nik in enumerate(people[first : first + 40], first)
        ]
        rows += [["", "Jumlah RW", "40 orang"], ["No", "NIK", "Nama", "Alamat", "Status", "Tgl Keluar"]]
    rows += [
        [121, people[0][:-1], "SITI", "Jl. Melati", "AKTIF", ""],
        [122, "", "", "", "", ""],
        [123, "", "", "", "", ""],
    ]
    rows += [["", "TOTAL", "", "120 orang"], [], ["", "Mengetahui,", "", "", "", "Bekasi, 5 November 2025"]]
    rows += [["", "Camat Jatiasih", "", "", "", "Kepala Dinas,"], [], ["", "Drs. UJANG", "", "", "", "H. ASEP, M.Si"]]
    rows += [["", "NIP 19700101 199003 1 001", "", "", "", "NIP. 19690101 199003 1 002"]]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    report = publish(order(office, path))
    assert report.about
    assert (report.about.listed, report.rejected) == (120, {"nik_too_short": 1})
