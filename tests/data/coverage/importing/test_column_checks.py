"""Columns that an import does not read: which may say that people have left, and which are honest."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter

from data.coverage.columns import columns
from data.coverage.columns.column_kinds import Kind, is_named, kind
from data.coverage.columns.headings import UnreadableFile
from data.coverage.columns.period_cells import holds_a_time
from data.coverage.importing import importer, sample
from data.coverage.importing.column_checks import of_columns
from data.coverage.importing.column_watch import ColumnWatch
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from data.coverage.lists.list_files import open_list
from tests.conftest import AS_OF, BUDI, NOW, Office, write_csv
from tests.support.paths import TESTS

TABLE = json.loads((TESTS / "cases").joinpath("unread_columns.json").read_text(encoding="utf-8"))
NIKS = [made.nik for made in sample.people(60, 3, NOW.date())]


def listing(office: Office, headings: Sequence[str], cells: Sequence[str]) -> ImportJob:
    """People who are all active; the cells stand in turn in the columns that follow."""
    more = [[cells[at % len(cells)]] for at in range(len(NIKS))]
    rows = [[nik, "BUDI", "AKTIF", *more[at]] for at, nik in enumerate(NIKS)]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "Status", *headings])
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True)


def publish(order: ImportJob) -> Report:
    return importer.publish(order, lambda *_: None)


@pytest.mark.parametrize(("heading", "cells"), TABLE["honest"])
def test_an_honest_column_is_published_as_it_is(office: Office, heading: str, cells: list[str]) -> None:
    report = publish(listing(office, [heading], cells))
    assert report.about
    assert report.about.listed == len(NIKS)


@pytest.mark.parametrize(("heading", "cells"), TABLE["dangerous"])
def test_a_dangerous_column_is_refused_until_it_is_named(office: Office, heading: str, cells: list[str]) -> None:
    order = listing(office, [heading], cells)
    with pytest.raises(Refused) as refused:
        publish(order)
    if heading:
        assert shlex.join(["--ignore-columns", heading]) in str(refused.value)
        assert publish(replace(order, ignore_columns=frozenset(heading.split(",")))).about


def test_a_dangerous_word_after_thousands_of_rows_is_found(office: Office) -> None:
    people = [[made.nik, "AKTIF", ""] for made in sample.people(3000, 4, NOW.date())]
    people[2500][2] = "berlaku s.d. 31/10/2025"
    path = write_csv(office.home / "peserta.csv", people, ["NIK", "Status", "Ket"])
    with pytest.raises(Refused, match=r"in 1 rows \(first in row 2502\)"):
        publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots))


def test_dates_of_signatures_and_numbered_columns_stand_beside_nobody(office: Office) -> None:
    rows = [
        ["1", "2", "3", "4"],
        *([nik, "BUDI", "AKTIF", ""] for nik in NIKS),
        ["", "", "", "Bekasi, 5 November 2025"],
    ]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "Status", "Tgl Keluar"])
    report = publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots))
    assert (report.published, report.rejected.total()) == (True, 0)


def test_a_second_start_is_no_question_and_an_only_one_is(office: Office) -> None:
    with pytest.raises(Refused, match="TMT"):
        publish(listing(office, ["Mulai Ikut"], ["05/11/2025"]))
    rows = [[nik, "AKTIF", "05/11/2025", "01/01/2024"] for nik in NIKS]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Status", "TMT", "Mulai Ikut"])
    assert publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots)).published


@pytest.mark.parametrize("below", [[], [["", "", "", "Tempat", "Tgl/Bln/Th", ""]]])
def test_the_two_columns_of_place_and_day_of_birth_are_one(office: Office, below: list[list[str]]) -> None:
    order = listing(office, ["Desil"], ["1"])
    rows = [[nik, "BUDI", "AKTIF", "BEKASI", "01/02/1980", "1"] for nik in NIKS]
    write_csv(order.path, [*below, *rows], ["NIK", "Nama", "Status", "Tempat/Tgl Lahir", "", "Desil"])
    assert publish(order).about


def test_an_end_in_the_second_row_of_headings_is_seen(office: Office) -> None:
    order = listing(office, ["Desil"], ["1"])
    rows = [["", "", "", "Mulai", "Berakhir", ""], *([nik, "B", "AKTIF", "x", "31/10/2025", ""] for nik in NIKS)]
    write_csv(order.path, rows, ["NIK", "Nama", "Status", "Perlindungan", "", "Desil"])
    with pytest.raises(Refused, match=r"column E may be the end date|60 of 60 people are unclear"):
        publish(order)


@pytest.mark.parametrize("written", ["Exp", "exp ", "EXP.", "Tgl Bayar, Exp", "Exp,Tgl Bayar"])
def test_ignored_columns_are_named_as_people_type(office: Office, written: str) -> None:
    order = listing(office, ["Exp", "Tgl Bayar"], ["31/10/2025"])
    assert publish(replace(order, ignore_columns=frozenset(written.split(",")))).about


def test_a_heading_with_a_comma_is_named_as_it_stands() -> None:
    assert is_named("Exp, bulan", {"Exp", " bulan"})
    assert not is_named("Exp, bulan", {"Exp"})
    assert not is_named("", {""})


def test_a_column_that_is_not_there_cannot_be_ignored(office: Office) -> None:
    order = listing(office, ["Exp"], ["31/10/2025"])
    with pytest.raises(UnreadableFile, match=r"“Epx”.*NIK, Nama, Status, Exp"):
        publish(replace(order, ignore_columns=frozenset({"Epx"})))
    with pytest.raises(UnreadableFile, match="NIK cannot"):
        publish(replace(order, ignore_columns=frozenset({"NIK"})))


def test_a_status_that_is_ignored_says_nobodys_status(office: Office) -> None:
    order = replace(listing(office, ["Desil"], ["1"]), ignore_columns=frozenset({"Status"}))
    with pytest.raises(Refused, match="--all-listed"):
        publish(order)
    assert publish(replace(order, all_listed=True)).columns == {"nik": "NIK", "name": "Nama", "status": "Status"}


def test_a_programme_that_is_called_like_an_end_is_asked_about(office: Office) -> None:
    for segment, refused in (("Pekerja rentan", False), ("Graduasi", True), ("Sudah keluar", True)):
        order = listing(office, ["Segmen"], ["Kader", segment])
        if refused:
            with pytest.raises(Refused, match=segment):
                publish(order)
        else:
            assert publish(order).about


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31/10/2025", True), ("31-10-25", True), ("2025-10-31", True), ("31 Oktober 2025", True), ("1 Okt 25", True),
        ("31.10.2025", True), (date(2025, 10, 31), True), ("2025-10-31 00:00:00", True), ("'31/10/2025", True),
        ("Jan - Okt 2025", True), ("2024 s/d 2025", True), ("sampai Oktober 2025", True), ("s.d 31/10/2025", True),
        ("", False), (None, False), (45961, False), (45961.0, False), ("45961", False), ("0812-3456-7890", False),
        ("001/002", False), ("32.75.01", False), ("Jl. Mawar No. 5 RT 01/02", False), ("2025", False), (BUDI, False),
        ("Blok A 1-2", False), ("17 Agustus", False), ("Jl. 17 Agustus 1945", False), ("6-12", False),
        ("1.500.000", False),
        ("RT 05/06 Kel. Mei", False), ("A" * 5000, False),
    ],
)  # fmt: skip
def test_a_day_or_a_span_is_known_from_other_numbers(cell: object, expected: bool) -> None:
    assert holds_a_time(cell) is expected


@pytest.mark.parametrize("heading", ["TglKeluar", "tgl_keluar", "TGL. KELUAR", "Tgl\nKeluar", "Tgl. Keluar (jika ada)"])
def test_a_heading_is_known_however_it_is_written(heading: str) -> None:
    assert kind(heading) is Kind.ENDS


def test_a_list_without_unread_columns_is_not_looked_at_but_for_its_status(office: Office) -> None:
    path = listing(office, ["Alamat"], ["x"]).path
    with open_list(path) as sheet:
        watch = ColumnWatch(sheet)
        rows = [*watch.watch_rows(sheet.rows)]
    assert len(rows) == len(NIKS)
    assert (watch.with_status, watch.lacking, [*of_columns(watch, Report())]) == ({0}, set(), [])


GROUPS = ("A. PESERTA AKTIF", "B. PESERTA YANG SUDAH KELUAR")


def in_groups(
    office: Office, titles: Sequence[str], at: int, headings: Sequence[str], person: Sequence[str]
) -> ImportJob:
    """People under the titles of groups, which stand in the column `at`."""
    rows: list[list[str]] = []
    each = len(NIKS) // len(titles)
    for group, title in enumerate(titles):
        rows.append(["" if column != at else title for column in range(len(headings))])
        rows += [[nik if cell == "NIK" else cell for cell in person] for nik in NIKS[group * each : (group + 1) * each]]
    path = write_csv(office.home / "peserta.csv", rows, headings)
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=True)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "title",
    [
        "B. PESERTA YANG SUDAH KELUAR", "II. NON AKTIF", "Meninggal dunia", "B) Usulan tambahan",
        "DAFTAR CALON PESERTA",
        "Yang sudah bekerja di pabrik", "KELOMPOK 2: TIDAK LAYAK", "Keterangan : di bawah ini sudah pindah",
    ],
)  # fmt: skip
def test_the_title_of_a_group_that_left_is_refused_where_somebody_has_no_status(
    office: Office, title: str, at: int
) -> None:
    headings, person = ["No", "NIK", "Nama", "Alamat", "Status"], ["1", "NIK", "BUDI", "Jl. Mawar", "AKTIF"]
    order = in_groups(office, [GROUPS[0], title], at, headings[:4], person[:4])
    with pytest.raises(Refused, match=r"Row 33 “") as refused:
        publish(order)
    assert refused.value.switches == []
    assert refused.value.report.rejected.total() == 0
    report = publish(in_groups(office, [GROUPS[0], title], at, headings, person))
    assert report.published


def test_the_title_of_a_group_is_seen_where_no_column_holds_names(office: Office) -> None:
    order = in_groups(office, GROUPS, 0, ["No", "NIK", "Alamat"], ["1", "NIK", "x"])
    with pytest.raises(Refused, match="Row 33"):
        publish(order)


@pytest.mark.parametrize(
    "title",
    [
        "B. KECAMATAN RAWALUMBU", "KELOMPOK PEDAGANG", "Kepala Keluarga : ASEP (ALM)", "No. KK : 3275010101090000",
        "RW 05 Pindahan", "B. PESERTA TAHAP 2", "Penerima lama", "JUMLAH PESERTA KELUAR", "",
    ],
)  # fmt: skip
def test_other_lines_between_people_change_nothing(office: Office, title: str) -> None:
    for at in (0, 1):
        order = in_groups(office, [GROUPS[0], title], at, ["No", "NIK", "Nama"], ["1", "NIK", "BUDI"])
        report = publish(order)
        assert (report.published, report.rejected) == (True, {})


def test_a_note_below_the_last_person_is_no_title(office: Office) -> None:
    rows = [["1", nik, "BUDI"] for nik in NIKS]
    path = write_csv(office.home / "peserta.csv", [*rows, ["Yang sudah meninggal dihapus"]], ["No", "NIK", "Nama"])
    assert publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=True)).published


def test_somebody_without_a_nik_is_no_title(office: Office) -> None:
    rows = [["1", nik, "BUDI"] for nik in NIKS]
    rows.insert(5, ["6", "", "ALMARHUM UJANG"])
    path = write_csv(office.home / "peserta.csv", rows, ["No", "NIK", "Nama"])
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=True, accepted=Accepted(rejected=1))
    assert publish(order).rejected == {"nik_missing": 1}


def asked(order: ImportJob) -> str:
    with pytest.raises(Refused) as refused:
        publish(order)
    return " ".join(refused.value.in_language("id").split())


def as_list(office: Office, headings: Sequence[str], *cells: Sequence[str]) -> ImportJob:
    """The cells stand in turn beside the NIKs."""
    rows = [[nik, *cells[at % len(cells)]] for at, nik in enumerate(NIKS)]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", *headings])
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True)


def test_columns_of_ticks_become_one_status(office: Office) -> None:
    order = as_list(office, ["AKTIF", "NON AKTIF"], ("v", ""), ("", "v"))
    told = asked(order)
    assert "Kolom “AKTIF”, “NON AKTIF” berisi tanda “v” di 60 baris" in told
    assert "buat satu kolom “Status”" in told
    assert "Tanggal Akhir" not in told.partition("Daftar ini")[0]
    assert "--ignore-columns" not in told  # it would list who is ticked as having left
    assert publish(replace(order, ignore_columns=frozenset({"AKTIF", "NON AKTIF"}), all_listed=True)).about


@pytest.mark.parametrize(
    ("group", "yes", "no"),
    [("STATUS", "AKTIF", "NON AKTIF"), ("STATUS KEPESERTAAN", "AKTIF", "TIDAK AKTIF"), ("STATUS", "NON AKTIF", "AKTIF"),
     ("KEPESERTAAN", "TERDAFTAR", "TIDAK TERDAFTAR"), ("PESERTA BPJS", "YA", "TIDAK"), ("STATUS", "YA", "TIDAK"),
     ("KET", "AKTIF", "KELUAR"), ("STATUS", "AKTIF", "SELESAI")],
)  # fmt: skip
@pytest.mark.parametrize(
    "ticked",
    [[("Ya", ""), ("", "Ya")], [("v", ""), ("", "v")], [("x", ""), ("", "x")], [("1", ""), ("", "1")],
     [("√", ""), ("", "√")], [("YA", "TIDAK"), ("TIDAK", "YA")], [("Ya", ""), ("Ya", "Ya")], [("Ya", ""), ("", "")],
     [("v", "x"), ("x", "v")], [("(v)", ""), ("", "(v)")]],
)  # fmt: skip
def test_marks_below_two_rows_of_headings_are_no_status(
    office: Office, group: str, yes: str, no: str, ticked: list[tuple[str, str]]
) -> None:
    rows = [["", yes, no], *([nik, *ticked[at % len(ticked)]] for at, nik in enumerate(NIKS))]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", group, ""])
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True, all_listed=True)
    told = asked(order)
    assert "dan tanda tidak dibaca" in told
    assert "buat satu kolom “Status”" in told
    assert "sudah punya kolom Status" not in told


def test_a_number_that_marks_somebody_is_shown_as_it_stands(office: Office) -> None:
    path = office.home / "peserta.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["NIK", "AKTIF", "NON AKTIF"])
        for at, nik in enumerate(NIKS, start=1):
            sheet.write_row(at, 0, [nik, *((1, None) if at % 2 else (None, 1))])
    assert "berisi tanda “1” di" in asked(ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True))


@pytest.mark.parametrize("title", ["B. CALON PESERTA", "USULAN TAHUN 2027"])
def test_below_the_title_of_a_group_of_candidates_a_status_must_be_sure(office: Office, title: str) -> None:
    for word in ("Baru", "Terdaftar", "Aktif"):
        people = [[nik, "BUDI", word] for nik in NIKS]
        path = write_csv(
            office.home / "x.csv", [*people[:20], [title, "", ""], *people[20:]], ["NIK", "Nama", "Status"]
        )
        order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True)
        if word == "Aktif":
            assert publish(order).about
        else:
            assert "seperti judul kelompok" in asked(order)


@pytest.mark.parametrize(
    ("group", "below", "cells"),
    [
        ("MEROKOK", ["YA", "TIDAK"], [("v", ""), ("", "v")]),
        ("STATUS PERNIKAHAN", ["YA", "TIDAK"], [("v", ""), ("", "v")]),
        ("MASA", ["MULAI", "AKHIR"], [("01/01/2026", "31/12/2027")]),
    ],
)
def test_other_columns_below_one_heading_are_no_ticked_status(
    office: Office, group: str, below: list[str], cells: list[tuple[str, str]]
) -> None:
    rows = [["", *below], *([nik, *cells[at % len(cells)]] for at, nik in enumerate(NIKS))]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", group, ""])
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True, all_listed=True)
    about = publish(order).about
    assert about
    assert about.listed == len(NIKS)


def test_no_second_status_is_advised(office: Office) -> None:
    for heading, word in (("Status Dasar", "MATI"), ("NON AKTIF", "v"), ("Peserta BPJS TK", "Tidak")):
        told = asked(as_list(office, ["Status", heading], ("AKTIF", word), ("AKTIF", "")))
        assert "sudah punya kolom Status" in told
        assert "betulkan Status mereka" in told
        assert "judul “Status”" not in told


def test_a_span_beside_the_end_that_was_made_of_it_is_to_be_deleted(office: Office) -> None:
    span = "01/01/2025 - 31/12/2026"
    told = asked(as_list(office, ["Masa Kepesertaan"], ("01/01/2025 - 31/10/2025",)))
    assert "berjudul “TMT” dan “Tanggal Akhir”, lalu hapus kolom itu" in told
    order = as_list(office, ["Masa Kepesertaan", "TMT", "Tanggal Akhir"], (span, "01/01/2025", "31/12/2026"))
    told = asked(order)
    assert "hapus kolom Masa Kepesertaan di Excel" in told
    assert "pisahkan" not in told


@pytest.mark.parametrize("heading", ["STS", "Ket", "Kolom1", "Posisi"])
def test_a_status_under_another_heading_is_noticed(office: Office, heading: str) -> None:
    order = replace(as_list(office, [heading], ("AKTIF",), ("Aktif",)), all_listed=True)
    told = asked(order)
    assert f"Kolom {heading} berisi “AKTIF”, “Aktif” di 60 baris" in told
    assert "ganti judulnya menjadi “Status”" in told
    assert publish(replace(order, ignore_columns=frozenset({heading}))).about
    for words in (["Ya"], ["ojol"], ["aktif", "ojol"]):
        honest = as_list(office, [heading], *([word] for word in words))
        assert publish(replace(honest, all_listed=True)).about


@pytest.mark.parametrize(
    ("heading", "means"),
    [
        ("Tanggal Pindah Domisili", Kind.ENDS), ("Tgl Update Nonaktif", Kind.ENDS), ("Status Non Aktif", Kind.ENDS),
        ("Tanggal Keluar dari Tempat Kerja", Kind.ENDS), ("Dihapus", Kind.ENDS),
        ("KETERANGAN MENINGGAL", Kind.ENDS), ("Ket. Pindah", Kind.ENDS), ("Ket Pindah Datang", Kind.NOTED),
        ("TMS", Kind.ENDS),
        ("Tidak Layak", Kind.ENDS), ("Keterangan RT/RW", Kind.NOTED), ("Catatan Petugas", Kind.NOTED),
        ("Tanggal Lahir", Kind.HARMLESS), ("Nama Kepala Keluarga", Kind.HARMLESS),
        ("Tgl Pengeluaran Kartu", Kind.HARMLESS),
    ],
)  # fmt: skip
def test_what_ends_a_listing_counts_whatever_else_the_heading_names(heading: str, means: Kind) -> None:
    assert kind(heading) is means


def test_the_end_of_a_card_is_no_end_of_a_listing() -> None:
    assert columns.heading("Berlaku Sampai (KTP)") is None
    assert columns.heading("Berlaku Sampai (dd/mm/yyyy)") == "ends"
