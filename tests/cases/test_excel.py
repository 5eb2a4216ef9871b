"""What Excel hides is read right, or refused with what to do; beside each trap stands a clean twin."""

import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data.coverage.columns import columns
from data.coverage.columns.column_kinds import Kind, kind
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Report
from data.coverage.lists.list_files import open_list
from data.coverage.lists.sheets import Sheet, place
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOW, SITI, Office

HERE = Path(__file__).parent
NIKS = (BUDI, SITI, JOKO, DEWI)


@dataclass
class Read:
    """What a list says."""

    sheet: Sheet
    rows: list[tuple[int, list[object]]]

    def under(self, field: str) -> list[object]:
        return [cells[self.sheet.columns[field]] for _, cells in self.rows]

    @property
    def notes(self) -> list[str]:
        return [note.key for note in self.sheet.notes]

    def told(self) -> str:
        return " ".join(note.in_language("en") for note in self.sheet.notes)


def read(path: Path, sheet: str | None = None, *, all_sheets: bool = False) -> Read:
    with open_list(path, sheet, all_sheets=all_sheets) as found:
        return Read(found, [(row, list(cells)) for row, cells in found.rows])


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        read(path)
    for language in ("id", "en"):
        assert "{" not in refused.value.sentence.in_language(language)
    return refused.value


def book(folder: Path, fill: Callable[[xlsxwriter.Workbook, Worksheet], object], **options: object) -> Path:
    """A workbook with one sheet."""
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(path), options) as made:
        fill(made, made.add_worksheet("Data"))
    return path


def people(sheet: Worksheet, top: int, *others: str) -> None:
    """A row of headings, and below it people with nothing but their NIK."""
    sheet.write_row(top, 0, ["NIK", *others])
    for row, nik in enumerate(NIKS, start=top + 1):
        sheet.write_string(row, 0, nik)


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("file", "errors"),
    [
        ("01_status_error_cell.xlsx", {"#N/A": 10, "AKTIF": 30}),
        ("old/errors.xls", {"#N/A": 3, "#REF!": 2, "AKTIF": 35}),
    ],
)
def test_an_error_comes_as_what_it_shows_and_never_as_a_blank(file: str, errors: dict[str, int]) -> None:
    assert Counter(read(HERE / file).under("status")) == errors


def test_twins_without_errors_are_read_as_ever() -> None:
    assert Counter(read(HERE / "old/clean.xls").under("status")) == {"KELUAR": 10, "AKTIF": 30}
    assert Counter(read(HERE / "old/clean.ods").under("status")) == {"KELUAR": 1, "AKTIF": 5}


# ---------------------------------------------------------------- formulas without a result


@pytest.mark.parametrize("file", ["02_status_formula_not_computed.xlsx", "old/not_computed.xls"])
def test_a_formula_that_was_never_computed_is_refused(file: str) -> None:
    told = str(refusal(HERE / file))
    assert "formulas whose results are not stored (40 rows)" in told
    assert "(STATUS" in told.upper()
    assert "save it as .xlsx" in told


def test_a_formula_over_several_rows_that_was_never_computed_is_refused(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        people(sheet, 0, "Status")
        sheet.write_array_formula("C2:C3", "{=A2:A3}")  # some other, computed
        sheet.write_formula("B2", '=IF(A2="","","AKTIF")', value="AKTIF")

    path = book(tmp_path, fill)
    as_written = _with_sheet(path, lambda xml: xml)
    assert read(as_written).under("status") == ["AKTIF", "", "", ""]
    whole_column = _with_sheet(path, lambda xml: xml.replace(b"<f>", b'<f t="array" ref="B2:B5">'))
    assert "(3 rows)" in str(refusal(whole_column))


def test_a_formula_whose_result_is_blank_is_a_blank(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        people(sheet, 0, "Status")
        for row in range(1, 5):
            sheet.write_formula(row, 1, '=IF(1=1,"","AKTIF")', value="x")

    path = _with_sheet(book(tmp_path, fill), lambda xml: xml.replace(b"<v>x</v>", b"<v></v>"))
    assert read(path).under("status") == [""] * 4
    missing = _with_sheet(path, lambda xml: xml.replace(b' t="str"', b"").replace(b"<v></v>", b"<v/>"))
    assert "(4 rows)" in str(refusal(missing))


def test_a_formula_without_a_result_matters_only_where_it_is_read(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        people(sheet, 0, "Status", "Umur")
        for row in range(1, 5):
            sheet.write(row, 1, "Aktif")
            sheet.write_formula(row, 2, "=1+1", value="")
        sheet.write_formula(6, 0, "=COUNTA(A2:A5)", value="")

    found = read(book(tmp_path, fill))
    assert found.under("status")[:4] == ["Aktif"] * 4
    assert found.notes == ["note.no_result"]


def _with_formulas_below(tmp_path: Path, heading: str) -> Path:
    """Everybody is Aktif; below another heading stand formulas without a result."""

    def fill(_: object, sheet: Worksheet) -> None:
        people(sheet, 0, "Status", heading)
        for row in range(1, 5):
            sheet.write(row, 1, "Aktif")
            sheet.write_formula(row, 2, "=VLOOKUP(A2,Lama!A:C,3,0)", value="")

    return book(tmp_path, fill)


@pytest.mark.parametrize(
    "heading",
    [
        "Jatuh Tempo",
        "Pindah",
        "Graduasi",
        "Dicoret",
        "Non-Aktif",
        "Keaktifan",
        "Terdaftar BPJS",
        "Hasil",
        "Cek",
        "Ket",
        "",
    ],
)
def test_a_formula_without_a_result_is_noticed_wherever_it_may_say_who_is_listed(tmp_path: Path, heading: str) -> None:
    path = _with_formulas_below(tmp_path, heading)
    assert f"C ({heading}) holds formulas whose results are not stored (4 rows)" in str(refusal(path))


@pytest.mark.parametrize("heading", ["Usia", "Kelurahan", "Tanggal Lahir", "Nama Kepala Keluarga", "Iuran"])
def test_a_formula_without_a_result_that_says_nothing_of_it_is_told_of(tmp_path: Path, heading: str) -> None:
    assert read(_with_formulas_below(tmp_path, heading)).notes == ["note.no_result"]


def test_a_remark_beside_somebody_without_a_nik_is_no_heading(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"NIK;Nama;Ket\n;BUDI;pindah ke Karawang\n{SITI};SITI;\n")
    assert [row for row, _ in read(path).rows] == [2, 3]


def _with_sheet(path: Path, changed: Callable[[bytes], bytes]) -> Path:
    """The workbook with its first sheet rewritten."""
    after = path.with_name(f"after {path.name}")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(after, "w") as anew:
        for part in before.namelist():
            content = before.read(part)
            anew.writestr(part, changed(content) if part == "xl/worksheets/sheet1.xml" else content)
    return after


# ---------------------------------------------------------------- merged cells


@pytest.mark.parametrize("file", ["05_status_merged_over_rows.xlsx", "old/merged.xls"])
def test_a_merged_cell_holds_for_all_its_rows(file: str) -> None:
    assert Counter(read(HERE / file).under("status")) == {"NON AKTIF": 20, "AKTIF": 20}


def test_merged_subtitles_and_signatures_make_nobody(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        people(sheet, 1, "Nama", "Status")
        sheet.merge_range("B3:C4", "KELUAR")
        sheet.merge_range("B5:B6", "Aktif")
        sheet.merge_range("A8:C9", "Bekasi, 5 November 2026")
        sheet.merge_range("B10:C12", "Kepala Dinas")

    found = read(book(tmp_path, fill))
    assert found.under("status")[:4] == ["KELUAR", "KELUAR", "", ""]
    assert found.under("name")[2:4] == ["Aktif", "Aktif"]
    assert [cell for cell in found.under("nik")[4:] if cell] == ["Bekasi, 5 November 2026"]
    assert not any(found.under("status")[4:])


# ---------------------------------------------------------------- headings in two rows


def test_dates_in_the_second_heading_row_are_read() -> None:
    found = read(HERE / "03_dates_in_second_heading_row.xlsx")
    assert Counter(found.under("ends")) == {"31/10/2025": 50, "31/12/2027": 60}
    assert found.notes == ["note.heading_rows"]


def test_a_status_in_the_first_heading_row_is_read() -> None:
    found = read(HERE / "04_status_in_first_heading_row.xlsx")
    assert Counter(found.under("status")) == {"NON AKTIF": 10, "AKTIF": 30}
    assert found.sheet.columns.keys() >= {"starts", "ends", "nik"}


def test_the_second_heading_row_of_a_register_holds_nobody() -> None:
    found = read(HERE / "17_register_by_family.xlsx")
    assert found.rows[0][0] == 3
    assert found.sheet.columns == {"nik": 2, "name": 1}


def test_headings_in_two_rows_are_read_in_a_csv_too_and_again_on_the_next_page(tmp_path: Path) -> None:
    head = "No;NIK;MASA KEPESERTAAN;;KETERANGAN\n;;TANGGAL AWAL;TANGGAL AKHIR;\n"
    path = tmp_path / "list.csv"
    path.write_text(f"{head}1;{BUDI};01/01/2025;31/10/2025;\n{head}2;{SITI};01/01/2025;31/12/2027;\n")
    found = read(path)
    assert found.sheet.columns == {"nik": 1, "starts": 2, "ends": 3}
    assert [cells for _, cells in found.rows if len(cells) == 1] == [[""], [""]]
    assert [row for row, cells in found.rows if cells[1:2] in ([BUDI], [SITI])] == [3, 6]


def test_tick_columns_below_a_status_are_not_taken_for_the_status(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"NIK;STATUS;\n;AKTIF;TIDAK AKTIF\n{BUDI};v;\n{SITI};;v\n")
    found = read(path)
    assert columns.is_listed(found.under("status")[0]) is None
    assert kind(found.sheet.headings[2]) is Kind.ENDS  # not read: the list is refused


@pytest.mark.parametrize("group", ["STATUS", "Keaktifan", "Status Kepesertaan", "PESERTA BPJS"])
def test_a_heading_merged_over_others_alone_in_its_row_heads_them(tmp_path: Path, group: str) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        sheet.merge_range("A1:D1", "DAFTAR STATUS PESERTA")
        sheet.merge_range("C3:D3", group)
        sheet.write_row(3, 0, ["NIK", "Nama", "A", "NA"])
        for row, nik in enumerate(NIKS, start=4):
            sheet.write_row(row, 0, [nik, "BUDI", "v"])

    found = read(book(tmp_path, fill))
    assert [*found.sheet.headings] == ["NIK", "Nama", f"{group} A", f"{group} NA"]
    assert "DAFTAR STATUS PESERTA" in found.sheet.titles


def test_a_title_merged_over_the_list_heads_nothing(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        sheet.merge_range("A1:C1", "STATUS KEPESERTAAN")
        people(sheet, 1, "Nama", "Status")

    assert [*read(book(tmp_path, fill)).sheet.headings] == ["NIK", "Nama", "Status"]


def test_a_heading_that_is_an_error_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"#;NIK;#REF!\n1;{BUDI};KELUAR\n")
    assert "(#REF!)" in str(refusal(path))
    path.write_text(f"#;NIK;Status\n1;{BUDI};KELUAR\n")
    assert read(path).under("status") == ["KELUAR"]


def test_headings_in_three_rows_are_read(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        for cells, text in (("A1:F1", "LAPORAN"), ("A3:A5", "NIK"), ("B3:E3", "BPJS"), ("B4:C4", "MASA")):
            sheet.merge_range(cells, text)
        sheet.merge_range("D4:D5", "STATUS")
        sheet.write_row(4, 1, ["MULAI", "BERAKHIR"])
        for row, nik in enumerate(NIKS, start=6):  # a blank row between
            sheet.write_row(row, 0, [nik, "01/01/2025", "31/12/2027", "KELUAR"])

    path = book(tmp_path, fill)
    found = read(path)
    assert found.sheet.columns == {"nik": 0, "starts": 1, "ends": 2, "status": 3}
    assert found.under("status")[1:] == ["KELUAR"] * 4


def test_a_heading_that_cannot_be_joined_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"NIK;Nama;\nsuami;istri;STATUS\n{BUDI};BUDI;KELUAR\n")
    assert "'STATUS'" in str(refusal(path))


def test_a_first_row_without_a_nik_is_no_second_heading_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"NIK;Nama;Pendidikan;Ket\n;BUDI;SD;selesai\n{SITI};SITI;SD;\n")
    found = read(path)
    assert found.sheet.columns == {"nik": 0, "name": 1}
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    "above", ["DAFTAR PESERTA AKTIF;;", "Status : Aktif;;", "Kelurahan;: Jatiasih;", "USULAN;2025;"]
)
def test_titles_above_the_headings_stay_titles(tmp_path: Path, above: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{above}\nNIK;Nama;Status\n{BUDI};BUDI;KELUAR\n")
    found = read(path)
    assert found.sheet.columns == {"nik": 0, "name": 1, "status": 2}
    assert found.sheet.titles[0] == above.partition(";")[0]


# ---------------------------------------------------------------- dates since 1904


@pytest.mark.parametrize("file", ["12_numbers_as_dates_1904.xlsx", "old/since_1904.xls"])
def test_days_count_from_1904_where_the_workbook_says_so(file: str) -> None:
    found = read(HERE / file)
    assert Counter(found.under("ends")) == {date(2027, 12, 31): 40}
    assert found.notes == ["note.dates_1904"]


def test_other_workbooks_count_as_ever_and_a_text_is_not_guessed_at(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        people(sheet, 0, "Tanggal Akhir")
        sheet.write(1, 1, 45290)
        sheet.write_datetime(2, 1, date(2027, 12, 31), made.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_string(3, 1, "45290")
        sheet.write_string(4, 1, "31/12/2027")

    assert read(book(tmp_path, fill)).under("ends") == [45290.0, date(2027, 12, 31), "45290", "31/12/2027"]
    since_1904 = read(book(tmp_path, fill, date_1904=True)).under("ends")
    assert since_1904[:2] == [date(2027, 12, 31)] * 2
    assert since_1904[3] == "31/12/2027"
    with pytest.raises(columns.NoDate):
        columns.day(since_1904[2])


# ---------------------------------------------------------------- what is hidden


def test_a_hidden_sheet_is_read_only_when_it_is_named() -> None:
    path = HERE / "10_only_a_hidden_sheet.xlsx"
    assert "only on a hidden sheet: Lama" in str(refusal(path))
    found = read(path, "Lama")
    assert len(found.rows) == 40
    assert found.notes == ["note.hidden_sheet"]


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_the_sheet_that_people_see_is_the_one_that_counts(tmp_path: Path, how: str) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        people(sheet, 3)
        other = made.add_worksheet("2023")
        people(other, 0)
        getattr(other, how)()

    path = book(tmp_path, fill)
    for found in (read(path), read(path, all_sheets=True)):
        assert found.under("nik") == [*NIKS]
        assert "not read: 2023" in found.told()


def test_filtered_rows_are_read_and_counted() -> None:
    found = read(HERE / "11_filtered_rows.xlsx")
    assert len(found.rows) == 40
    assert "20 rows that are hidden" in found.told()


def test_hidden_rows_and_columns_of_an_old_workbook_are_told_of() -> None:
    found = read(HERE / "old/hidden.xls")
    assert found.notes == ["note.hidden_sheets", "note.hidden_columns", "note.hidden_rows"]
    assert "D (STATUS KEPESERTAAN)" in found.told()
    assert "10 rows" in found.told()


def test_hidden_rows_without_anybody_are_not_told_of(tmp_path: Path) -> None:
    def fill(_: object, sheet: Worksheet) -> None:
        sheet.set_row(0, None, None, {"hidden": True})
        people(sheet, 1)
        sheet.set_column(5, 9, None, None, {"hidden": True})
        sheet.set_row(40, None, None, {"hidden": True})

    assert read(book(tmp_path, fill)).notes == []


@pytest.mark.parametrize("file", ["errors.ods", "merged.ods", "not_computed.ods"])
def test_an_ods_that_hides_something_is_to_be_saved_as_xlsx(file: str) -> None:
    assert "save it as .xlsx" in str(refusal(HERE / "old" / file))


# ---------------------------------------------------------------- a sheet for each kecamatan


def _published(office: Office, path: Path, *, all_sheets: bool, all_listed: bool = False) -> Report:
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_sheets=all_sheets, all_listed=all_listed)
    return importer.publish(order, lambda *_: None)


def test_all_sheets_are_imported_as_one_list(office: Office) -> None:
    path = HERE / "19_a_sheet_for_each_kecamatan.xlsx"
    assert "--all-sheets" in str(refusal(path))
    found = read(path, all_sheets=True)
    assert len(found.rows) == len(set(found.under("nik"))) == 40
    assert place(found.rows[-1][0], found.sheet.sheets) == ("Bantargebang", 11)
    assert found.sheet.titles == ("Jatiasih", "Pondokgede", "Rawalumbu", "Bantargebang")


def test_sheets_may_order_their_columns_as_they_like(tmp_path: Path, office: Office) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["No", "NIK", "Nama", "Status"])
        sheet.write_row(1, 0, ["1", BUDI, "BUDI", "AKTIF"])
        made.add_worksheet("Sampul").write(0, 0, "DAFTAR PESERTA")
        other = made.add_worksheet("Medan Satria")
        other.write_row(3, 0, ["Status", "Ket", "NAMA", "No. KTP"])
        other.write_row(4, 0, ["KELUAR", "pindah", "SITI", SITI])
        other.write_row(5, 0, ["AKTIF", "", "BUDI", BUDI])
        other.write_row(6, 0, ["AKTIF", "", "JOKO", "123"])

    path = book(tmp_path, fill)
    found = read(path, all_sheets=True)
    assert found.under("nik") == [BUDI, SITI, BUDI, "123"]
    assert found.under("status") == ["AKTIF", "KELUAR", "AKTIF", "AKTIF"]
    assert found.sheet.headings[4] == "Ket"
    assert [cells[4] for _, cells in found.rows] == ["", "pindah", "", ""]
    assert "Sampul" in found.told()


def test_a_sheet_that_says_nobodys_status_is_refused_beside_one_that_does(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        people(sheet, 0, "Status")
        people(made.add_worksheet("Mustikajaya"), 0, "Nama")

    with pytest.raises(UnreadableFile, match="'Mustikajaya' has no column 'Status', and sheet 'Data' has one"):
        read(book(tmp_path, fill), all_sheets=True)


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        (["STS"], ["Aktif"], "Column B (STS) may be the status"),
        ([""], ["Non Aktif"], "Column B may be the status"),
        (["Kondisi", "STS"], ["baik", "Aktif"], "One of the columns B (Kondisi), C (STS) may be the status"),
        (["Alamat"], ["Jl. Mawar"], None),
    ],
)
def test_the_column_that_may_be_the_status_is_named(
    tmp_path: Path, headings: list[str], cells: list[str], said: str | None
) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        people(sheet, 0, "Status")
        other = made.add_worksheet("Mustikajaya")
        people(other, 0, *headings)
        for row in range(1, 5):
            other.write_row(row, 1, cells)

    with pytest.raises(UnreadableFile) as refused:
        read(book(tmp_path, fill), all_sheets=True)
    told = str(refused.value)
    assert "'Mustikajaya' has no column 'Status'" in told
    assert said in told if said else "may be the status" not in told
    assert "delete it" in told


def test_all_sheets_without_a_status_are_named_at_once(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        people(sheet, 0, "Nama")
        people(made.add_worksheet("Barat"), 0, "Status")
        people(made.add_worksheet("Timur"), 0, "Nama")

    with pytest.raises(UnreadableFile, match="The sheets 'Data', 'Timur' have no column 'Status', and sheet 'Barat'"):
        read(book(tmp_path, fill), all_sheets=True)


@pytest.mark.parametrize("title", ["Non-Aktif", "KELUAR 2025", "Usulan", "Meninggal"])
def test_a_sheet_of_people_who_left_is_not_read_with_those_who_are_listed(tmp_path: Path, title: str) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        people(sheet, 0, "Nama")
        people(made.add_worksheet(title), 0, "Nama")

    with pytest.raises(UnreadableFile, match=f"'{title}' has no status column.*delete the sheet '{title}'"):
        read(book(tmp_path, fill), all_sheets=True)


def test_double_and_rejected_rows_are_named_with_their_sheet(tmp_path: Path, office: Office) -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        for number, one in enumerate([sheet, *(made.add_worksheet(f"Kec {n}") for n in range(1, 3))]):
            people(one, number, "Status")
            for row in range(60):
                nik = f"32750{number + 1}01{row % 12 + 1:02}{60 + row % 30}{9100 + row}"
                one.write_row(row + number + 5, 0, [nik, "Aktif"])

    report = _published(office, book(tmp_path, fill), all_sheets=True, all_listed=True)
    assert report.rows == 192
    assert report.named_row(report.duplicate_rows[0][1]) == "'Kec 1' 3"
    assert report.named_row(report.duplicate_rows[0][0]) == "'Data' 2"
