"""The labour office's list becomes the published snapshot, or is refused and changes nothing."""

import csv
import hashlib
import io
import json
import re
import resource
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data import hashing, import_texts
from data.coverage import snapshots
from data.coverage.columns import columns
from data.coverage.columns.columns import TRUE_WORDS
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer, sample
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from data.coverage.importing.row_reasons import REASONS
from data.coverage.importing.row_reasons import UNCLEAR as UNCLEAR_REASONS
from data.coverage.second_factor import Factor
from data.coverage.snapshots import SnapshotProblem
from data.import_texts import render
from data.nik.nik import masked
from data.nik.regions import PROVINCES
from tests.conftest import AS_OF, BUDI, DEWI, HEADINGS, JOKO, NOBODY, NOW, PEOPLE, SITI, YES, Office, write_csv
from tests.support import harmful_files

TODAY = NOW.date()
LISTED, ENDED, GONE, UNCLEAR = 0, 1, 2, 3
NOTHING = Accepted()
Cells = Sequence[object]


def imported(
    office: Office,
    path: Path,
    *,
    as_of: date = AS_OF,
    factor: Factor = Factor.NONE,
    key: hashing.Key | None = None,
    sheet: str | None = None,
    accepted: Accepted = NOTHING,
    dry_run: bool = False,
) -> Report:
    """What `sigap import` does with a file."""
    key = key or office.key
    order = ImportJob(path, as_of, NOW, key, office.snapshots, factor, sheet, accepted=accepted, dry_run=dry_run)
    return importer.publish(replace(order, all_listed=True), lambda *_: None)


def listing(office: Office, rows: Iterable[Iterable[str]], headings: Iterable[str] = HEADINGS) -> Path:
    return write_csv(office.home / "list.csv", rows, headings)


def workbook(office: Office, headings: Cells, *rows: Cells) -> Path:
    """An Excel file whose cells are of the type given: a Python number is a number cell."""
    path = office.home / "list.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Peserta")
        for number, cells in enumerate((headings, *rows)):
            sheet.write_row(number, 0, cells)
    return path


def many(count: int, seed: int = 1) -> list[tuple[str, ...]]:
    """Listed people with synthetic serials, under HEADINGS."""
    return [(made.nik, made.name, made.kk, "RT/RW", "01/01/2026", "", "") for made in sample.people(count, seed, TODAY)]


def row_of(nik: str, **cells: str) -> tuple[str, ...]:
    """One row under HEADINGS, empty but for these."""
    values = {"name": "BUDI", "kk": "3275011101059007", "cohort": "", "starts": "", "ends": "", "status": "", **cells}
    return (nik, *values.values())


Row = tuple[int, int | None, int | None, str | None, bytes | None, int | None]


def live(office: Office) -> int | None:
    """Number of the live snapshot."""
    try:
        return snapshots.read_pointer(office.snapshots).number
    except snapshots.Missing:
        return None


def found(office: Office, nik: str, key: hashing.Key | None = None) -> Row | None:
    """Status, start, end, cohort, factor and last listed of a person in the live snapshot."""
    path = snapshots.file_of(office.snapshots, live(office) or 0)
    with closing(snapshots.connect(path)) as opened:
        row: Row | None = opened.execute(
            "SELECT status, starts, ends, cohorts.name, factor, last_listed FROM people "
            "LEFT JOIN cohorts ON cohorts.id = cohort WHERE nik = ?",
            ((key or office.key).of_nik(nik),),
        ).fetchone()
    return row


def status(office: Office, nik: str) -> int | None:
    row = found(office, nik)
    return row and row[0]


def files(office: Office) -> set[str]:
    return {path.name for path in office.snapshots.iterdir()} - {"import.lock"}


def refused(office: Office, path: Path, *switches: str, **how: Accepted | bool | date) -> Refused:
    """That the list is refused, that these switches and no fewer would publish it, and that nothing has changed."""
    before, files_before = live(office), files(office) if office.snapshots.exists() else set()
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=True)
    with pytest.raises(Refused) as raised:
        importer.publish(ImportJob(**{**vars(order), **how}), lambda *_: None)
    assert raised.value.switches == [*switches]
    assert not raised.value.report.published
    assert live(office) == before
    assert files(office) == files_before
    return raised.value


# ---------------------------------------------------------------- what is taken


def test_a_list_is_published_with_a_full_report(office: Office) -> None:
    report = imported(office, listing(office, PEOPLE))
    assert report.published
    assert report.before is None
    assert (report.rows, report.duplicates, report.rejected.total(), report.unknown_regency) == (4, 0, 0, 0)
    assert report.cohorts == {"Pekerja rentan 2025": (2, 0), "RT/RW": (0, 2)}
    assert report.seconds > 0
    assert report.about
    assert (report.about.listed, report.about.ended, report.about.gone) == (
        2,
        2,
        0,
    )
    assert report.about.as_of == AS_OF
    assert report.about.made_at == NOW
    assert report.about.source_sha256 == hashlib.sha256((office.home / "list.csv").read_bytes()).hexdigest()
    assert found(office, BUDI) == (LISTED, date(2025, 11, 5).toordinal(), None, "Pekerja rentan 2025", None, None)
    assert found(office, SITI) == (
        LISTED,
        date(2027, 1, 1).toordinal(),
        date(2027, 12, 31).toordinal(),
        "Pekerja rentan 2025",
        None,
        None,
    )
    assert [status(office, nik) for nik in (JOKO, DEWI, NOBODY)] == [ENDED, ENDED, None]


@pytest.mark.parametrize("kind", ["a pipe to which nobody writes", "a device without end", "a folder", "another list"])
@pytest.mark.parametrize("is_workbook", [False, True])
def test_a_list_is_opened_once_whatever_its_path_leads_to_later(office: Office, kind: str, is_workbook: bool) -> None:
    path = workbook(office, HEADINGS, *PEOPLE) if is_workbook else listing(office, PEOPLE)
    mark = hashlib.sha256(path.read_bytes()).hexdigest()

    def exchanged(what: str, share: float) -> None:
        if (what, share) == ("reading", 1.0):
            path.unlink()
            if kind == "another list":
                path.write_text("NIK\n")
            else:
                harmful_files.FILES[kind](path)

    report = importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), exchanged)
    assert report.about
    assert report.about.source_sha256 == mark


def test_a_list_that_is_written_to_while_it_is_read_is_refused(office: Office) -> None:
    path = listing(office, PEOPLE)

    def written(what: str, share: float) -> None:
        if (what, share) == ("reading", 1.0):
            with path.open("a") as file:
                file.write("x\n")

    with pytest.raises(UnreadableFile, match="was written to while it was read"):
        importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), written)
    assert files(office) == set()


def test_of_many_columns_that_look_wrong_a_few_are_named(office: Office) -> None:
    path = listing(office, [[BUDI, *["keluar"] * 6000]], ["NIK", *(f"k{at} status" for at in range(6000))])
    told = str(refused(office, path))
    assert "k0 status" in told
    assert told.endswith("So it is with 5,996 more columns.")
    assert len(told) < 1200


@pytest.mark.parametrize("written", [BUDI, f"No. {BUDI[:6]}-{BUDI[6:12]}-{BUDI[12:]}", "0812345678901", float(BUDI)])
def test_a_row_with_somebody_in_it_is_no_heading_row(office: Office, written: str | float) -> None:
    path = workbook(office, ["NIK", written, "Nama", "SITI AMINAH"], [SITI, "x", "y", "z"])
    with pytest.raises(UnreadableFile, match="No NIK column"):
        imported(office, path, dry_run=True)


def test_progress_runs_from_reading_to_done(office: Office) -> None:
    told: list[tuple[str, float]] = []
    order = ImportJob(listing(office, many(20_100)), AS_OF, NOW, office.key, office.snapshots, all_listed=True)
    importer.publish(order, lambda what, share: told.append((what, share)))
    assert [what for what, _ in told] == sorted(
        (what for what, _ in told), key=["reading", "sorting", "checking"].index
    )
    assert all(0 <= share <= 1 for _, share in told)
    assert told[-1] == ("checking", 1.0)
    assert len(told) > 5


@pytest.mark.parametrize(
    "written",
    [
        BUDI,
        f"'{BUDI}",
        f"’{BUDI}",
        f'="{BUDI}"',
        f" {BUDI} ",
        f"{BUDI}\xa0",
        f"\t{BUDI}",
        f"{BUDI}\n",
        "3275 0509 0388 9401",
        "3275.0509.0388.9401",
        "327505.090388.9401",
        "327505-090388-9401",
        "3.275.050.903.889.401",
        "\u200b" + BUDI,
        "３２７５０５０９０３８８９４０１",
    ],
)
def test_a_nik_is_taken_however_the_office_exports_text(office: Office, written: str) -> None:
    assert imported(office, listing(office, [row_of(written)])).rejected.total() == 0
    assert status(office, BUDI) == LISTED
    assert imported(office, workbook(office, HEADINGS, row_of(written))).rejected.total() == 0
    assert status(office, BUDI) == LISTED


def test_a_nik_of_every_province_is_taken(office: Office) -> None:
    niks = [f"{province}0101010190{9001 + n}" for n, province in enumerate(sorted(PROVINCES))]
    assert len(niks) == 38
    report = imported(office, listing(office, map(row_of, niks)))
    assert report.rejected.total() == 0
    assert [status(office, nik) for nik in niks] == [LISTED] * 38


def test_an_old_regency_code_is_taken_and_counted(office: Office) -> None:
    report = imported(office, listing(office, [row_of("3299010101909001"), row_of(BUDI)]))
    assert (report.rejected.total(), report.unknown_regency) == (0, 1)
    assert status(office, "3299010101909001") == LISTED


def test_titles_blank_rows_repeated_headings_and_numbered_columns_hold_nobody(office: Office) -> None:
    numbered = [str(n + 1) for n in range(len(HEADINGS))]
    rows: list[Sequence[str]] = [
        numbered,
        PEOPLE[0],
        [],
        [""] * 7,
        HEADINGS,
        ["(1)", "(2)", "(3)"],
        PEOPLE[1],
        ["", " ", "\t"],
        numbered,
    ]
    report = imported(office, listing(office, rows))
    assert (report.rows, report.rejected.total()) == (2, 0)
    excel = workbook(office, HEADINGS, list(range(1, 8)), PEOPLE[0], [], HEADINGS, ["", " "], PEOPLE[1])
    report = imported(office, excel)
    assert (report.rows, report.rejected.total()) == (2, 0)


def test_people_on_another_sheet_are_found_and_a_sheet_can_be_chosen(office: Office) -> None:
    path = office.home / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Sampul").write(0, 0, "DAFTAR PESERTA")
        for title, nik in (("Rentan", BUDI), ("RT RW", SITI)):
            sheet = book.add_worksheet(title)
            sheet.write_row(2, 1, ["NIK"])
            sheet.write_string(3, 1, nik)
    with pytest.raises(UnreadableFile, match=r"Rentan, RT RW.*--sheet"):
        imported(office, path)
    assert live(office) is None
    imported(office, path, sheet="RT RW")
    assert (status(office, BUDI), status(office, SITI)) == (None, LISTED)


def test_excel_dates_and_day_counts_are_the_days_they_show(office: Office) -> None:
    path = office.home / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["NIK", "TMT", "Tanggal Akhir"])
        sheet.write_string(1, 0, BUDI)
        sheet.write_datetime(1, 1, date(2025, 11, 5), book.add_format({"num_format": "d mmm yyyy"}))
        sheet.write_number(1, 2, 46753)
    imported(office, path)
    row = found(office, BUDI)
    assert row
    assert row[1:3] == (date(2025, 11, 5).toordinal(), date(2028, 1, 1).toordinal())


@pytest.mark.parametrize(("ends", "expected"), [("04/11/2026", ENDED), ("05/11/2026", LISTED), ("", LISTED)])
def test_an_end_before_the_day_of_the_list_is_ended(office: Office, ends: str, expected: int) -> None:
    imported(office, listing(office, [row_of(BUDI, ends=ends)]))
    assert status(office, BUDI) == expected


# ---------------------------------------------------------------- what is rejected

REJECTED: dict[str, list[tuple[str, ...]]] = {
    "nik_missing": [row_of(""), row_of(" - "), row_of("'")],
    "nik_scientific": [row_of("3.27505E+15"), row_of("3,27505E+15"), row_of("3E15"), row_of("'3.27505e+15")],
    "nik_not_digits": [row_of("32750509O3889401"), row_of("3275050903889401a"), row_of("belum ada")],
    "nik_error": [row_of(error) for error in ("#N/A", " #REF! ", "#NAME?", "Err:502", "################")],
    "nik_too_short": [row_of(BUDI[:-1]), row_of("3275"), row_of("0")],
    "nik_too_long": [row_of(BUDI + "1"), row_of(BUDI + SITI)],
    "nik_bad_date": [row_of("3275053102889401"), row_of("3275050913889401"), row_of("3275050003889401")],
    "nik_unknown_region": [row_of("9975050903889401"), row_of("0075050903889401")],
    "nik_serial": [row_of("3275050903880000")],
}
DOUBTED: dict[str, list[tuple[str, ...]]] = {
    "status_unknown": [row_of(BUDI, status="menunggu"), row_of(BUDI, status="aktif?")],
    "status_error": [row_of(BUDI, status=error) for error in ("#N/A", "#REF!", "#VALUE!", "#NV", "#GETTING_DATA")],
    "start_unreadable": [row_of(BUDI, starts="11/25/2025"), row_of(BUDI, starts="besok", ends="besok")],
    "end_unreadable": [row_of(BUDI, ends="31/02/2025"), row_of(BUDI, starts="05/11/2025", ends="05/11/25")],
    "end_before_start": [row_of(BUDI, starts="05/11/2025", ends="04/11/2025")],
    "row_slipped": [(*row_of(BUDI), "S.PD"), (*row_of(BUDI), "", "x")],
    "cohort_unfit": [
        row_of(BUDI, cohort="x" * 81),
        row_of(BUDI, cohort=NOBODY),
        row_of(BUDI, cohort="KK 3275 0111 0105 9007"),
        row_of(BUDI, cohort="3275.0111.0105.9007"),
        row_of(BUDI, cohort="081212345678"),
    ],
}
FACTOR_DOUBTED = {
    "name_missing": [row_of(BUDI, name=""), row_of(BUDI, name="1234"), row_of(BUDI, name="-")],
    "kk_missing": [row_of(BUDI, kk=""), row_of(BUDI, kk="327501110105900"), row_of(BUDI, kk="3.27501E+15")],
}
SAME_FACTOR = {"name_missing": Factor.NAME, "kk_missing": Factor.KK}


def niks_shown(report: Report) -> list[str]:
    """Anything in the report that could be a NIK in full, in the clear or nearly so."""
    text = re.sub(r"'[0-9a-f]{64}'", "", repr(replace(report, seconds=0)))
    return re.findall(r"\d(?:[ .\-]?\d){11,}", text)


def test_every_reason_is_tried_here() -> None:
    assert {*REJECTED, "nik_number_cell"} == set(REASONS)
    elsewhere = {
        "remark_left",
        "rows_contradict",
        "status_blank",
        "struck",
        "names_differ",
        "nik_is_kk",
        "number_alone",
    }
    assert {*DOUBTED, *FACTOR_DOUBTED} | elsewhere == set(UNCLEAR_REASONS)
    every = [*REASONS, *UNCLEAR_REASONS]
    assert all(render(f"reason.{reason}", language) for reason in every for language in ("id", "en"))


@pytest.mark.parametrize("reason", DOUBTED | FACTOR_DOUBTED)
def test_a_row_with_a_sound_nik_is_kept_as_unclear_whatever_else_in_it_cannot_be_read(
    office: Office, reason: str
) -> None:
    for bad in (DOUBTED | FACTOR_DOUBTED)[reason]:
        path = listing(office, [PEOPLE[1], bad, PEOPLE[2]])
        report = imported(office, path, factor=SAME_FACTOR.get(reason, Factor.NONE), accepted=YES)
        assert (report.rows, report.rejected.total(), report.unclear) == (3, 0, Counter({reason: 1}))
        assert report.unclear_rows == {reason: [(3, masked(BUDI))]}
        assert niks_shown(report) == []
        assert report.about
        assert (report.about.unclear, report.about.people) == (1, 3)
        assert found(office, BUDI) == (UNCLEAR, None, None, None, None, None)
        assert (status(office, SITI), status(office, JOKO)) == (LISTED, ENDED)


@pytest.mark.parametrize("reason", REJECTED)
def test_a_rejected_row_is_reported_with_reason_row_and_masked_nik(office: Office, reason: str) -> None:
    bad = REJECTED[reason]
    path = listing(office, [PEOPLE[1], *bad, PEOPLE[2]])
    report = imported(office, path, accepted=YES)
    assert report.rejected == Counter({reason: len(bad)})
    assert report.rows == len(bad) + 2
    shown = [masked(cells[0]) if well_formed(cells[0]) else "" for cells in bad]
    assert report.rejected_rows == {reason: list(enumerate(shown, start=3))}
    assert niks_shown(report) == []
    assert status(office, BUDI) is None
    assert (status(office, SITI), status(office, JOKO)) == (LISTED, ENDED)


@pytest.mark.parametrize("cell", [BUDI + ".0", BUDI + ",00", BUDI[:-1] + ".0"])
def test_a_nik_that_went_through_a_number_is_named_so(office: Office, cell: str) -> None:
    report = imported(office, listing(office, [PEOPLE[1], row_of(cell)]), accepted=YES)
    assert report.rejected == Counter({"nik_number_cell": 1})


@pytest.mark.parametrize("heading", ["Status Kepesertaan Terakhir", "Masa Berakhir", "Mulai Ikut"])
def test_a_column_that_looks_important_is_not_passed_over_in_silence(office: Office, heading: str) -> None:
    path = listing(office, [(BUDI, "keluar")], ["NIK", heading])
    with pytest.raises(Refused, match=heading) as refused:
        imported(office, path)
    assert refused.value.report.unread_columns == [heading]
    assert live(office) is None


@pytest.mark.parametrize(
    ("headings", "slipped"),
    [
        ("NIK,Nama,Ket,Status,", "{},Budi, SH,,tidak aktif,"),  # a blank heading at the end
        ("NIK,Kelompok,Nama,Status", "{},ojol,Budi, SH,"),  # a blank cell at the end
    ],
)
def test_a_slipped_row_is_unclear_whatever_stands_at_its_end(office: Office, headings: str, slipped: str) -> None:
    rows = [f"{person[0]},Budi,,aktif{',' * (headings.count(',') - 3)}" for person in many(50)]
    path = office.home / "list.csv"
    path.write_text("\n".join([headings, *rows, slipped.format(BUDI)]), encoding="utf-8")
    report = imported(office, path, accepted=YES)
    assert report.unclear == Counter({"row_slipped": 1})
    assert status(office, BUDI) == UNCLEAR


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("headings", ["Nama,NIK,Status", "Nama,Status,NIK", "NIK,Status,Nama"])
def test_a_swallowed_row_is_noticed_wherever_the_nik_stands(office: Office, headings: str, line_end: str) -> None:
    cells = {"NIK": BUDI, "Nama": '"Budi', "Status": "aktif"}
    first = ",".join(cells[heading] for heading in headings.split(","))
    cells |= {"NIK": SITI, "Nama": 'Siti"'}
    second = ",".join(cells[heading] for heading in headings.split(","))
    path = office.home / "list.csv"
    path.write_bytes(line_end.join([headings, first, second, ""]).encode())
    with pytest.raises(UnreadableFile, match="quotation mark"):
        imported(office, path, accepted=YES)


@pytest.mark.parametrize(
    "heading", ["Tanggal Keluar", "Tgl Meninggal", "Masa Berlaku", "Berlaku s.d.", "Kondisi", "Active"]
)
def test_a_column_that_may_end_a_listing_is_not_passed_over(office: Office, heading: str) -> None:
    with pytest.raises(Refused, match=r"(?:is|are) not read"):
        imported(office, listing(office, [(BUDI, "x")], ["NIK", heading]))


def test_a_column_that_says_people_have_left_is_not_passed_over(office: Office) -> None:
    people = [(person[0], "") for person in many(50)]
    path = listing(office, [*people, (BUDI, "Meninggal")], ["NIK", "Keterangan"])
    assert refused(office, path, "--accept-unclear", "1").report.unclear == {"remark_left": 1}
    imported(office, path, accepted=Accepted(unclear=1))
    assert status(office, BUDI) == UNCLEAR
    assert imported(office, listing(office, [*people, (BUDI, "ojol")], ["NIK", "Keterangan"])).published


def test_two_columns_for_the_status_are_refused(office: Office) -> None:
    with pytest.raises(Refused, match="Status Kepesertaan"):
        imported(office, listing(office, [(BUDI, "aktif", "nonaktif")], ["NIK", "Status", "Status Kepesertaan"]))


@pytest.mark.parametrize("heading", ["Pendidikan Terakhir", "Tgl Bayar Terakhir", "Status Perkawinan", "Status Rumah"])
def test_harmless_columns_are_left_alone(office: Office, heading: str) -> None:
    assert imported(office, listing(office, [(BUDI, "SD")], ["NIK", heading])).published


def test_replace_publishes_over_a_damaged_pointer(office: Office) -> None:
    office.publishes()
    (office.snapshots / "current").write_text("")
    with pytest.raises(SnapshotProblem, match="--replace"):
        imported(office, listing(office, PEOPLE))
    assert imported(office, listing(office, PEOPLE), accepted=YES).published


@pytest.mark.parametrize("heading", ["NIK / No KTP", "Nomor KTP/NIK"])
def test_two_names_of_one_thing_in_a_heading_are_understood(office: Office, heading: str) -> None:
    imported(office, listing(office, [(BUDI, "keluar")], [heading, "Status Keaktifan"]))
    assert status(office, BUDI) == ENDED


def well_formed(cell: str) -> bool:
    return len(cell) == 16 and cell.isdigit()


def test_all_reasons_together_are_counted_apart(office: Office) -> None:
    bad = [cells for rows in REJECTED.values() for cells in rows]
    report = imported(office, listing(office, [*bad, *PEOPLE]), accepted=YES)
    assert report.rejected == Counter({reason: len(rows) for reason, rows in REJECTED.items()})
    assert report.published
    assert niks_shown(report) == []
    numbers = [row for rows in report.rejected_rows.values() for row, _ in rows]
    assert sorted(numbers) == list(range(2, len(bad) + 2))


def test_of_many_rejected_rows_the_first_twenty_are_shown(office: Office) -> None:
    error = refused(office, listing(office, [row_of("3275")] * 50 + [row_of(BUDI)]), "--accept-rejected", "50")
    assert error.report.rejected["nik_too_short"] == 50
    assert error.report.rejected_rows["nik_too_short"] == [(row, "") for row in range(2, 22)]


def test_number_cells_of_excel_are_rejected_and_never_repaired(office: Office) -> None:
    niks = [made.nik for made in sample.people(30, 2, TODAY)]
    path = workbook(office, ["NIK", "Nama"], *([int(nik), "BUDI"] for nik in niks), [SITI, "SITI"], [True, "X"])
    report = imported(office, path, accepted=YES)
    assert report.rejected == Counter(nik_number_cell=31)
    assert report.rejected_rows["nik_number_cell"] == [(row, "") for row in range(2, 22)]
    assert "Text" in import_texts.render("reason.nik_number_cell", "en")
    assert report.about
    assert report.about.people == 1
    assert niks_shown(report) == []
    for nik in niks:
        assert all(status(office, nik[:15] + digit) is None for digit in "0123456789")


def test_a_list_of_number_cells_only_no_switch_can_publish(office: Office) -> None:
    path = workbook(office, ["NIK"], [int(BUDI)], [int(SITI)])
    assert "No row" in str(refused(office, path, accepted=YES))


def test_a_file_of_headings_only_no_switch_can_publish(office: Office) -> None:
    assert refused(office, listing(office, []), accepted=YES).report.rows == 0


def test_number_cells_are_no_kk_and_no_name_either(office: Office) -> None:
    cells = [BUDI, 12, 3275011101059007]
    path = workbook(office, ["NIK", "Nama", "No KK"], cells, [SITI, "SITI", "3275011101059008"])
    assert imported(office, path, factor=Factor.KK, accepted=YES).unclear == Counter(kk_missing=1)
    assert imported(office, path, factor=Factor.NAME, accepted=YES).unclear == Counter(name_missing=1)


@pytest.mark.parametrize(
    "written", ["3275011101059007", "'3275011101059007", "3275 0111 0105 9007", '="3275011101059007"']
)
def test_a_kk_is_taken_however_the_office_exports_text(office: Office, written: str) -> None:
    imported(office, listing(office, [row_of(BUDI, kk=written)]), factor=Factor.KK)
    row = found(office, BUDI)
    assert row
    assert row[4] == office.key.of_factor(office.key.of_nik(BUDI), "9007")


def test_a_cohort_is_named_as_excel_shows_it(office: Office) -> None:
    report = imported(office, workbook(office, ["NIK", "Tahap"], [BUDI, 1], [SITI, "1"]))
    assert report.cohorts == {"1": (2, 0)}


# ---------------------------------------------------------------- one person twice


@pytest.mark.parametrize(
    ("one", "other", "best"),
    [
        ({}, {}, (LISTED, None)),
        ({"ends": "31/12/2026"}, {"ends": "31/12/2027"}, (LISTED, "31/12/2027")),
        ({"ends": "31/12/2027"}, {}, (LISTED, None)),
        ({"starts": "01/01/2025"}, {"starts": "01/06/2025"}, (LISTED, None)),
        ({"ends": "01/02/2026"}, {"ends": "01/03/2026"}, (ENDED, "01/03/2026")),
        ({"status": "Nonaktif"}, {"ends": "01/03/2026"}, (ENDED, None)),
        ({"status": "Nonaktif", "name": "BUDI"}, {"status": "Meninggal", "name": "B. SANTOSO"}, (ENDED, None)),
        # an earlier period, and the one that is on
        (
            {"starts": "01/01/2025", "ends": "31/12/2025"},
            {"starts": "01/01/2026", "ends": "31/12/2026"},
            (LISTED, "31/12/2026"),
        ),
        ({"ends": "31/12/2025", "status": "Nonaktif"}, {"starts": "31/12/2025"}, (LISTED, None)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_a_person_listed_twice_without_contradiction_the_best_row_counts(
    office: Office, one: dict[str, str], other: dict[str, str], best: tuple[int, str | None], turned: bool
) -> None:
    rows = [row_of(BUDI, **one), PEOPLE[1], row_of(f"'{BUDI}", **other)]
    report = imported(office, listing(office, rows[::-1] if turned else rows))
    assert (report.rows, report.duplicates, report.duplicate_rows) == (3, 1, [[2, 4]])
    assert not report.unclear
    row = found(office, BUDI)
    assert row
    assert (row[0], row[2] and f"{date.fromordinal(row[2]):%d/%m/%Y}") == best
    assert report.about
    assert report.about.people == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"status": "Aktif"}, {"status": "Nonaktif"}),
        ({"status": "Aktif", "cohort": "RT/RW"}, {"status": "Meninggal", "cohort": "Kader"}),
        ({"ends": "01/02/2026"}, {"ends": "31/12/2026"}),
        ({"ends": "10/11/2026"}, {"ends": "31/12/2026"}),  # after the day of the list, before that of the import
        ({"ends": "01/02/2026"}, {}),
        ({"ends": "31/12/2030", "status": "Nonaktif"}, {"ends": "31/12/2026"}),
        ({"starts": "01/01/2025", "ends": "31/12/2025"}, {"starts": "01/06/2025", "ends": "31/12/2026"}),
        ({"status": "Nonaktif"}, {"starts": "01/01/2026"}),  # nobody knows when it ended
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_person_whose_rows_contradict_each_other_is_unclear(
    office: Office, one: dict[str, str], other: dict[str, str], turned: bool
) -> None:
    rows = [row_of(BUDI, **one), PEOPLE[1], row_of(f"'{BUDI}", **other), row_of(BUDI, **other)]
    report = imported(office, listing(office, rows[::-1] if turned else rows), accepted=YES)
    assert report.unclear == {"rows_contradict": 3}
    assert report.unclear_rows == {"rows_contradict": [(row, "") for row in ((2, 3, 5) if turned else (2, 4, 5))]}
    assert report.contradicting == 1
    assert niks_shown(report) == []
    assert found(office, BUDI) == (UNCLEAR, None, None, None, None, None)
    assert report.about
    assert (report.about.listed, report.about.unclear, report.about.people) == (
        1,
        1,
        2,
    )


@pytest.mark.parametrize("other", [{}, {"status": "Nonaktif"}, {"status": "?"}])
@pytest.mark.parametrize("turned", [False, True])
def test_one_unclear_row_makes_the_person_unclear_whatever_the_others_say(
    office: Office, other: dict[str, str], turned: bool
) -> None:
    rows = [row_of(BUDI, status="#N/A", name=""), row_of(BUDI, **other), PEOPLE[1]]
    report = imported(office, listing(office, rows[::-1] if turned else rows), factor=Factor.NAME, accepted=YES)
    word = office.key.of_factor(office.key.of_nik(BUDI), "BUDI")
    assert found(office, BUDI) == (UNCLEAR, None, None, None, word, None)
    assert report.about
    assert report.about.unclear == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_name_that_is_missing_in_one_row_is_found_in_another(office: Office, turned: bool) -> None:
    rows = [row_of(BUDI, name="", ends="31/12/2027"), row_of(BUDI), row_of(SITI, name="-"), *many(120)]
    report = imported(office, listing(office, rows[::-1] if turned else rows), factor=Factor.NAME)
    assert (status(office, BUDI), status(office, SITI)) == (LISTED, UNCLEAR)
    assert report.unclear == {"name_missing": 2}
    assert report.about
    assert report.about.unclear == 1


def test_duplicates_are_reported_by_their_rows_in_order(office: Office) -> None:
    rows = [row_of(nik) for nik in (BUDI, SITI, JOKO, SITI, BUDI, BUDI)]
    report = imported(office, listing(office, rows))
    assert (report.duplicates, report.duplicate_rows) == (3, [[2, 6, 7], [3, 5]])
    many_twice = many(30)
    report = imported(office, listing(office, many_twice * 2))
    assert report.duplicates == 30
    assert report.duplicate_rows == [[row, row + 30] for row in range(2, 22)]


# ---------------------------------------------------------------- guards


def test_one_rejected_row_in_a_hundred_is_accepted_and_more_are_refused(office: Office) -> None:
    people = many(199)
    assert imported(office, listing(office, [*people[:99], row_of("1")])).published
    assert imported(office, listing(office, [*people[:198], row_of("1"), row_of("2")])).published
    error = refused(office, listing(office, [*people[:197], *[row_of("1")] * 2]), "--accept-rejected", "2")
    assert "2 of 199 rows" in str(error)
    assert error.report.rejected.total() == 2
    assert imported(office, listing(office, [*people[:197], *[row_of("1")] * 2]), accepted=YES).published


def test_blank_and_heading_rows_do_not_count_for_the_hundred(office: Office) -> None:
    rows: list[Sequence[str]] = [*many(98), row_of("1"), *[[]] * 50, *[HEADINGS] * 50]
    assert "1 of 99" in str(refused(office, listing(office, rows), "--accept-rejected", "1"))


def test_ten_in_a_hundred_fewer_people_are_refused_and_nine_are_accepted(office: Office) -> None:
    people = many(100)
    imported(office, listing(office, people))
    assert "90 people" in str(refused(office, listing(office, people[:90]), "--replace"))
    assert imported(office, listing(office, people[:91])).published
    assert imported(office, listing(office, people[:80]), accepted=YES).published


def test_duplicates_and_the_gone_do_not_hide_that_people_are_missing(office: Office) -> None:
    people = many(100)
    imported(office, listing(office, people))
    imported(office, listing(office, people[:95]))
    refused(office, listing(office, people[:80] * 2), "--replace")


def test_an_older_list_is_refused_unless_staff_says_yes(office: Office) -> None:
    path = listing(office, PEOPLE)
    imported(office, path)
    earlier = AS_OF - timedelta(days=1)
    assert str(earlier) in str(refused(office, path, "--older", as_of=earlier))
    assert imported(office, path).published  # the same day again
    assert imported(office, path, as_of=earlier, accepted=YES).published


def synthetic(office: Office, rows: Iterable[Iterable[str]], word: str = "1") -> Path:
    return listing(office, [(*cells, word) for cells in rows], (*HEADINGS, "synthetic"))


def test_a_synthetic_list_over_real_people_is_refused_unless_staff_says_yes(office: Office) -> None:
    imported(office, listing(office, many(50)))
    path = synthetic(office, many(50, seed=2))
    assert "synthetic" in str(refused(office, path, "--replace"))
    report = imported(office, path, accepted=YES)
    assert report.about
    assert (report.about.synthetic, report.about.gone) == (True, 0)


def test_real_people_replace_a_synthetic_list_and_forget_it(office: Office) -> None:
    imported(office, synthetic(office, many(50)))
    report = imported(office, listing(office, PEOPLE))
    assert report.published
    assert report.about
    assert (report.about.synthetic, report.about.gone) == (False, 0)


@pytest.mark.parametrize("word", [*sorted(TRUE_WORDS), "TRUE", " 1 ", 1, 1.0, True])
def test_one_synthetic_row_makes_the_list_synthetic(office: Office, word: object) -> None:
    headings = ["NIK", "synthetic"]
    report = imported(office, workbook(office, headings, [BUDI, ""], [SITI, word], [JOKO, "0"]))
    assert report.about
    assert report.about.synthetic


def test_a_synthetic_column_that_says_no_is_a_real_list(office: Office) -> None:
    report = imported(office, workbook(office, ["NIK", "synthetic"], [BUDI, ""], [SITI, 0], [JOKO, "0"], [DEWI, False]))
    assert report.about
    assert not report.about.synthetic


def test_a_list_that_lost_its_last_digits_no_switch_can_publish(office: Office) -> None:
    rounded = [row_of(nik[:-1] + "0") for nik, *_ in many(25)]
    assert "ends in 0" in str(refused(office, listing(office, rounded), accepted=YES))
    few = rounded[:19]
    assert imported(office, listing(office, few)).published
    by_chance = [*rounded, *(row_of(nik[:-1] + "1") for nik, *_ in many(5, seed=3))]
    assert imported(office, listing(office, by_chance)).published


def test_a_dry_run_reports_the_same_and_leaves_nothing_behind(office: Office) -> None:
    path = listing(office, PEOPLE)
    tried = imported(office, path, dry_run=True)
    assert not tried.published
    assert files(office) == set()
    done = imported(office, path)
    assert done.published
    assert tried.about == done.about
    assert (tried.rows, tried.cohorts, tried.rejected) == (done.rows, done.cohorts, done.rejected)
    before = files(office)
    assert not imported(office, listing(office, PEOPLE[1:]), accepted=YES, dry_run=True).published
    assert files(office) == before
    assert status(office, BUDI) == LISTED


def test_a_dry_run_is_refused_as_the_import_would_be(office: Office) -> None:
    imported(office, listing(office, many(100)))
    refused(office, listing(office, many(80)), "--replace", dry_run=True)


def test_an_unreadable_file_changes_nothing(office: Office) -> None:
    imported(office, listing(office, PEOPLE))
    before = files(office)
    for content in (b"", b"No,Nama\n", b"PK\x03\x04...", f'NIK,Nama\n{BUDI},"{"x" * 200_000}'.encode()):
        path = office.home / "bad"
        path.write_bytes(content)
        with pytest.raises(UnreadableFile):
            imported(office, path, accepted=YES)
        assert files(office) == before
    assert status(office, BUDI) == LISTED


@pytest.mark.parametrize("moment", ["reading", "sorting", "checking"])
def test_somebody_who_stops_an_import_leaves_nothing_behind(office: Office, moment: str) -> None:
    imported(office, listing(office, PEOPLE))
    before = files(office)

    def stop(what: str, _: float) -> None:
        if what == moment:
            raise KeyboardInterrupt

    order = ImportJob(listing(office, PEOPLE[1:]), AS_OF, NOW, office.key, office.snapshots, accepted=YES)
    with pytest.raises(KeyboardInterrupt):
        importer.publish(order, stop)
    assert files(office) == before
    assert status(office, BUDI) == LISTED


def test_a_full_disk_is_told_and_changes_nothing(office: Office) -> None:
    imported(office, listing(office, PEOPLE))
    before, path = files(office), listing(office, many(5000))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(SnapshotProblem):
            imported(office, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(office) == before
    assert status(office, BUDI) == LISTED


def test_a_column_of_names_taken_for_the_cohort_is_refused(office: Office) -> None:
    def with_cohorts(count: int) -> Path:
        return listing(office, [row_of(cells[0], cohort=f"Kelompok {n}") for n, cells in enumerate(many(count))])

    assert len(imported(office, with_cohorts(200)).cohorts) == 200
    with pytest.raises(UnreadableFile, match="more than 200"):
        imported(office, with_cohorts(201), accepted=YES)


def test_two_hundred_cohorts_may_stand_beside_people_without_one_and_odd_spellings(office: Office) -> None:
    people = many(400)
    spelled = [
        row_of(cells[0], cohort=f" Kelompok  {n % 200}" if n < 200 else f"Kelompok {n % 200}")
        for n, cells in enumerate(people)
    ]
    report = imported(office, listing(office, [row_of(BUDI), *spelled]))
    assert len(report.cohorts) == 201
    assert report.cohorts["Kelompok 7"] == (2, 0)
    assert report.cohorts[""] == (1, 0)


def test_people_are_counted_by_cohort_as_it_is_written_without_needless_blanks(office: Office) -> None:
    rows = [
        row_of(BUDI, cohort="RT/RW"),
        row_of(SITI, cohort=" RT/RW "),
        row_of(JOKO, cohort="Kader  posyandu", status="keluar"),
        row_of(DEWI),
        row_of(NOBODY, cohort="Kader\nposyandu"),
        row_of(BUDI, cohort="Honorer"),
    ]
    report = imported(office, listing(office, rows))
    assert report.cohorts == {"": (1, 0), "Kader posyandu": (1, 1), "RT/RW": (2, 0)}


# ---------------------------------------------------------------- people who left the list


def test_who_left_the_list_is_remembered_for_24_months(office: Office) -> None:
    people = many(50)
    first = date(2022, 1, 1)
    imported(office, listing(office, [*people, *PEOPLE]), as_of=first)
    after = 0
    for after in (30, 365, 730):
        report = imported(office, listing(office, people), as_of=first + timedelta(days=after))
        assert report.about
        assert report.about.gone == 4
        for nik in (BUDI, SITI, JOKO, DEWI):
            row = found(office, nik)
            assert row
            assert (row[0], row[3], row[5]) == (GONE, None, first.toordinal())
    report = imported(office, listing(office, people), as_of=first + timedelta(days=after + 1))
    assert report.about
    assert report.about.gone == 0
    assert found(office, BUDI) is None


def test_who_returns_to_the_list_is_listed_again(office: Office) -> None:
    people = many(50)
    imported(office, listing(office, [*people, PEOPLE[0]]), as_of=date(2026, 1, 1))
    imported(office, listing(office, people), as_of=date(2026, 2, 1))
    assert status(office, BUDI) == GONE
    report = imported(office, listing(office, [*people, PEOPLE[0]]), as_of=date(2026, 3, 1))
    assert found(office, BUDI) == (LISTED, date(2025, 11, 5).toordinal(), None, "Pekerja rentan 2025", None, None)
    assert report.about
    assert report.about.gone == 0
    imported(office, listing(office, people), as_of=date(2026, 4, 1))
    row = found(office, BUDI)
    assert row
    assert (row[0], row[5]) == (GONE, date(2026, 3, 1).toordinal())


@pytest.mark.parametrize(("factor", "word"), [(Factor.NAME, "BUDI"), (Factor.KK, "9007")])
def test_the_second_factor_of_the_gone_still_matches(office: Office, factor: Factor, word: str) -> None:
    people = many(50)
    imported(office, listing(office, [*people, PEOPLE[0]]), factor=factor)
    for _ in range(2):
        imported(office, listing(office, people), factor=factor)
        row = found(office, BUDI)
        assert row
        assert (row[0], row[4]) == (GONE, office.key.of_factor(office.key.of_nik(BUDI), word))


def test_with_another_second_factor_the_old_one_of_the_gone_is_dropped(office: Office) -> None:
    people = many(50)
    imported(office, listing(office, [*people, PEOPLE[0]]), factor=Factor.NAME)
    imported(office, listing(office, people), factor=Factor.KK)
    row = found(office, BUDI)
    assert row
    assert (row[0], row[4]) == (GONE, None)


@pytest.mark.parametrize(("factor", "missing"), [(Factor.NAME, "Nama"), (Factor.KK, "No KK")])
def test_a_second_factor_without_its_column_is_refused(office: Office, factor: Factor, missing: str) -> None:
    headings = [heading if heading != missing else "Keterangan" for heading in HEADINGS]
    with pytest.raises(UnreadableFile, match=f"'{missing}'"):
        imported(office, listing(office, PEOPLE, headings), factor=factor, accepted=YES)
    assert files(office) == set()


@pytest.mark.parametrize(
    "written", ["BUDI", "Budi Santoso", "H. Budi", "budi s.", "Bùdi", "Drs. H. BUDI, M.M.", "BUDI\xa0S"]
)
def test_a_name_is_known_by_its_first_word_however_it_is_written(office: Office, written: str) -> None:
    imported(office, listing(office, [row_of(BUDI, name=written)]), factor=Factor.NAME)
    row = found(office, BUDI)
    assert row
    assert row[4] == office.key.of_factor(office.key.of_nik(BUDI), "BUDI")


# ---------------------------------------------------------------- the key


def test_another_key_is_refused_unless_staff_says_yes_and_then_the_gone_are_forgotten(office: Office) -> None:
    people = many(50)
    path = listing(office, [*people, PEOPLE[0]])
    imported(office, path)
    before = files(office)
    other = hashing.parse("11" * 32)
    with pytest.raises(SnapshotProblem, match="--replace") as raised:
        imported(office, listing(office, people), key=other)
    assert office.key.fingerprint in str(raised.value)
    assert other.fingerprint in str(raised.value)
    assert files(office) == before
    assert status(office, BUDI) == LISTED
    report = imported(office, listing(office, people), key=other, accepted=YES)
    assert report.about
    assert (report.about.key_fingerprint, report.about.gone) == (other.fingerprint, 0)
    assert found(office, people[0][0]) is None
    assert found(office, people[0][0], other)


def test_a_damaged_live_snapshot_stops_an_import_unless_staff_says_yes(office: Office) -> None:
    imported(office, listing(office, PEOPLE))
    path = snapshots.file_of(office.snapshots, 1)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SnapshotProblem, match="--replace"):
        imported(office, listing(office, PEOPLE))
    assert imported(office, listing(office, PEOPLE), accepted=YES).published
    assert (live(office), status(office, BUDI)) == (2, LISTED)


def spellings(number: str) -> Iterator[bytes]:
    """A number as anybody might find it in a file."""
    for text in (number, " ".join(re.findall("....", number)), ".".join(re.findall("....", number)), number[::-1]):
        yield from (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield from (int(number).to_bytes(8, "big"), int(number).to_bytes(8, "little"), bytes.fromhex(number))
    for name in ("md5", "sha1", "sha256"):
        made = hashlib.new(name, number.encode())
        yield from (made.digest()[:16], made.hexdigest()[:32].encode())


@pytest.mark.parametrize("factor", Factor)
def test_no_nik_name_or_kk_is_in_any_file_in_any_form(office: Office, factor: Factor) -> None:
    people = [*many(200), *PEOPLE]
    imported(office, listing(office, people), factor=factor)
    imported(office, listing(office, [*people[:195], row_of(NOBODY, status="?")]), factor=factor)
    content = b"\n".join(path.read_bytes() for path in office.snapshots.iterdir())
    assert b"RT/RW" in content  # we would see it
    for nik, name, kk, *_ in people:
        assert not [form for number in (nik, kk) for form in spellings(number) if form in content]
        for word in {name, *name.split()} - {"H."}:
            if len(word) > 3:
                forms = (word, word.lower(), word.title())
                assert not [form for form in forms if form.encode() in content or form.encode("utf-16-le") in content]
    assert NOBODY.encode() not in content
    secret = office.key.secret
    assert secret not in content
    assert secret.hex().encode() not in content


def test_a_stranger_with_the_snapshot_cannot_try_niks_without_the_key(office: Office) -> None:
    imported(office, listing(office, PEOPLE))
    assert found(office, BUDI)
    assert found(office, BUDI, hashing.parse("00" * 32)) is None


# ---------------------------------------------------------------- anything at all


@pytest.fixture(scope="module")
def any_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("any"), hashing.parse("5a" * 32))


CELL = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.text("0123456789 .-'=\"eE+/", max_size=24),
    st.sampled_from(
        [BUDI, SITI, "", "NIK", "05/11/2025", "31/02/2025", "45966", "99999", "Aktif", "Nonaktif", "0" * 16, "9" * 16]
    ),
)


@given(st.lists(st.lists(CELL, max_size=9), max_size=8), st.sampled_from(Factor), st.booleans())
@settings(max_examples=250, deadline=None)
@example([[BUDI, "", "", "\ud7ff\x00", "", "", ""]], Factor.NONE, True)
def test_any_table_under_good_headings_is_a_report_or_refused(
    any_office: Office, rows: list[list[str]], factor: Factor, says_yes: bool
) -> None:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([HEADINGS, *rows])
    path = any_office.home / "list.csv"
    path.write_bytes(made.getvalue().encode())
    try:
        report = imported(any_office, path, factor=factor, accepted=YES if says_yes else NOTHING)
    except UnreadableFile:
        assert any(columns.heading(cell) == "nik" for cells in rows for cell in cells)  # a second heading of that name
        return
    except Refused as error:
        report = error.report
        assert not report.published
    else:
        assert report.published
        assert report.about
        assert report.about.people + report.duplicates + report.rejected.total() == report.rows
        assert sum(map(sum, report.cohorts.values())) == report.about.people - report.about.unclear
    assert report.rows <= len(rows)
    assert set(report.rejected) <= set(REASONS)
    assert set(report.unclear) <= set(UNCLEAR_REASONS)
    shown = json.dumps([*report.rejected_rows.values(), *report.unclear_rows.values()])
    assert not {BUDI, SITI} & set(re.findall(r"\d{16}", shown))
    assert not [name for name in files(any_office) if name.endswith((".part", ".stage"))]


@given(
    st.lists(
        st.lists(
            st.one_of(
                CELL, st.floats(-1e308, 1e308), st.integers(0, 99_999), st.booleans(), st.dates(date(1900, 1, 2))
            ),
            max_size=9,
        ),
        max_size=4,
    ),
    st.sampled_from(Factor),
)
@settings(max_examples=100, deadline=None)
@example([[BUDI, "", "", "", "", "", "", "05/11/2025"]], Factor.NONE)
@example([["", "", "", "", "", "", "", "A"], ["0000000000000000", "", "", "", "", "", "", "0"]], Factor.NONE)
@example([["", "", "", "", "", "", "00000", "A"], ["0000000000000000", "", "", "", "", "", "", "0"]], Factor.NONE)
def test_any_cells_of_excel_are_a_report_or_refused(
    any_office: Office, rows: list[list[object]], factor: Factor
) -> None:
    path = workbook(any_office, HEADINGS, *rows, PEOPLE[0])
    refused: Refused | None = None
    try:
        report = imported(any_office, path, factor=factor, accepted=YES)
    except UnreadableFile:
        assert any(columns.heading(cell) == "nik" for cells in rows for cell in cells)  # a second heading of that name
        return
    except Refused as error:
        refused = error
    if (
        refused
    ):  # cells beyond the headings may say who has left, and nothing but deleting helps where they have no name
        keys = {gate.sentence.key for gate in refused.gates}
        beyond = {key for key in keys if key.startswith("columns.")}
        assert keys
        assert keys - beyond <= {"rows.signs", "rows.codes", "rows.colours", "rows.other_headings", "dates.month_first"}
        assert not beyond or any(len(cells) > len(HEADINGS) for cells in rows)
        assert not refused.report.published
        return
    assert report.published
    assert status(any_office, BUDI) in {LISTED, UNCLEAR}
    assert not niks_shown(replace(report, about=None, before=None))
