"""A clerk gets the list back with the reason in a red cell beside each row that was not taken."""

import re
import stat
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import load_workbook

from data import import_texts
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer, rejected_file
from data.coverage.importing.job import ImportJob, Refused
from data.coverage.lists.titles import doubtful_word
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOW, SITI, Office, Opened, write_csv
from tests.support.processes import House

HEADINGS = ("No", "NIK", "Nama", "Status", "Tanggal Akhir")
FORMULA = '=HYPERLINK("http://x.example","klik")'
ROWS = [
    ("1", BUDI, "BUDI", "Aktif", "31/12/2026"),
    ("2", "", "TANPA NIK", "Aktif", ""),
    ("3", SITI, FORMULA, "Aktip", ""),
    ("4", "12345", "@SUM(A1)", "Non Aktif", "2025-10-31"),
    ("5", DEWI, "http://x.example", "Aktif", "besok"),
    ("6", JOKO, "JOKO", "Aktif", "", "slipped"),
]
WRONG = {3: "nik_missing", 4: "status_unknown", 5: "nik_too_short", 6: "end_unreadable", 7: "row_slipped"}


def given_back(office: Office, path: Path, *more: Path, language: str = "id", all_sheets: bool = False) -> Path:
    """What is written back of a list."""
    order = ImportJob(
        path, AS_OF, NOW, office.key, office.snapshots, more=more, keep_reasons=True, all_sheets=all_sheets
    )
    with pytest.raises(Refused) as refused:
        importer.publish(order, lambda *_: None)
    report = refused.value.report
    assert report.reasons
    made = office.home.parent / "kembali.xlsx"
    rejected_file.write(
        made, rejected_file.ImportedLists(order.paths, None, all_sheets, report.reasons, report.source), language
    )
    return made


def red(path: Path) -> set[str]:
    """The cells that are red."""
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        fills = re.findall(r"<fill>(.*?)</fill>", styles)
        formats = re.findall(r'<xf [^>]*fillId="(\d+)"', styles.partition("<cellXfs")[2])
        reds = {str(at) for at, fill in enumerate(formats) if "FFFF0000" in fills[int(fill)]}
        cells = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', archive.read("xl/worksheets/sheet1.xml").decode())
    return {place for place, style in cells if style in reds}


@pytest.mark.parametrize("language", import_texts.LANGUAGES)
def test_the_reason_stands_beside_each_row_and_all_columns_are_kept(office: Office, language: str) -> None:
    made = given_back(office, write_csv(office.home / "daftar.csv", ROWS, HEADINGS), language=language)
    sheet = load_workbook(str(made)).get_sheet_by_index(0).to_python()
    assert sheet[0][:6] == [*HEADINGS, import_texts.render("rejected.heading", language)]
    assert [row[:5] for row in sheet[1:]] == [list(row[:5]) for row in ROWS]
    for number, row in enumerate(sheet[1:], start=2):
        reason = import_texts.render(f"reason.{WRONG[number]}", language) if number in WRONG else ""
        assert [cell for cell in row[5:] if cell] == [*filter(None, [reason]), *ROWS[number - 2][5:]]
    assert red(made) == {"F3", "F4", "F5", "F6", "F7"}


def test_a_text_never_becomes_a_formula_or_a_link(office: Office) -> None:
    made = given_back(office, write_csv(office.home / "daftar.csv", ROWS, HEADINGS))
    with zipfile.ZipFile(made) as archive:
        content = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in content
        assert "hyperlink" not in content
        assert not [name for name in archive.namelist() if "rels" in name and "sheet" in name]


def test_titles_stay_above_and_numbers_stay_numbers(office: Office) -> None:
    path = office.home / "daftar.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Peserta")
        sheet.write(0, 0, "DAFTAR PESERTA")
        sheet.write_row(3, 0, ["NIK", "Nama", "Gaji"])
        sheet.write_row(4, 0, [float(BUDI), "BUDI", 2_500_000])
        sheet.write_row(5, 0, [SITI, "SITI", 0.5])
    made = given_back(office, path)
    read = load_workbook(str(made)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert read[3][:3] == ["NIK", "Nama", "Gaji"]
    assert read[4][:3] == [float(BUDI), "BUDI", 2_500_000.0]  # as a text it would be taken, its last digit wrong
    assert read[5][:3] == [SITI, "SITI", 0.5]
    assert "DAFTAR PESERTA" in {row[0] for row in read[:3]}
    with pytest.raises(Refused) as refused:
        importer.publish(ImportJob(made, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert refused.value.report.rejected == {"nik_number_cell": 1}


def test_what_was_mended_is_published(office: Office) -> None:
    made = given_back(office, write_csv(office.home / "daftar.csv", ROWS[:2], HEADINGS))
    mended = load_workbook(str(made)).get_sheet_by_index(0).to_python()
    mended[2][1] = SITI
    path = office.home / "betul.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(mended):
            sheet.write_row(number, 0, cells)
    report = importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert report.about
    assert report.about.people == 2


OURS = [import_texts.render("rejected.heading", language) for language in import_texts.LANGUAGES]
LEFT = "keterangannya mengatakan orang ini sudah keluar, pindah, atau meninggal"


@pytest.mark.parametrize("heading", [*OURS, f" {OURS[0]} "])
@pytest.mark.parametrize("files", [1, 2])
async def test_the_column_of_an_earlier_import_is_no_remark(
    office: Office, bot: Opened, heading: str, files: int
) -> None:
    headings = ("NIK", "Nama", "Status", heading)
    one = write_csv(office.home / "satu.csv", [(BUDI, "BUDI", "Aktif", LEFT), (JOKO, "JOKO", "Aktif", "")], headings)
    two = write_csv(office.home / "dua.csv", [(SITI, "SITI", "Aktif", "sudah pindah")], headings)
    report = importer.publish(
        ImportJob(one, AS_OF, NOW, office.key, office.snapshots, more=(two,)[: files - 1]), lambda *_: None
    )
    assert report.published
    assert not report.unclear
    assert report.unread_columns == []
    told = [note.in_language("id") for note in report.notes]
    assert told == [f"Kolom '{heading.strip()}' dari impor sebelumnya dilewati."]
    assert (await (await bot()).says(BUDI)).outcome == "check.found"


@pytest.mark.parametrize("heading", ["Periksa", "SIGAP", "SIGAP: periksa 2", "Hasil SIGAP: periksa"])
def test_another_column_with_such_words_is_still_a_remark(office: Office, heading: str) -> None:
    headings = ("NIK", "Nama", "Status", heading)
    path = write_csv(office.home / "daftar.csv", [(BUDI, "BUDI", "Aktif", "sudah pindah")], headings)
    with pytest.raises(Refused):
        importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)


def test_written_back_twice_there_is_one_column_of_reasons_and_what_slipped_is_read(office: Office) -> None:
    rows = [(BUDI, "BUDI", "Aktif", ""), (SITI, "SITI", "Aktif", "", "sudah meninggal"), (DEWI, "DEWI", "Aktip", "")]
    once = given_back(office, write_csv(office.home / "daftar.csv", rows, ("NIK", "Nama", "Status", "Alamat")))
    again = once.rename(office.home / "hasil.xlsx")
    with pytest.raises(Refused) as refused:
        importer.publish(ImportJob(again, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert refused.value.report.unclear == {"remark_left": 1, "status_unknown": 1}
    twice = load_workbook(str(given_back(office, again))).get_sheet_by_index(0).to_python()
    assert twice[0] == ["NIK", "Nama", "Status", "Alamat", OURS[0], ""]
    assert [bool(row[4]) for row in twice[1:]] == [False, True, True]


def titled(path: Path, sheets: dict[str, str], *, heading: int = 1) -> Path:
    """A workbook whose sheets have a title above the headings."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        for n, (name, title) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            sheet.write(0, 1, title)
            for number, cells in enumerate([("NIK", "Nama"), (f"{BUDI[:-1]}{n + 2}", "BUDI"), ("7", "SITI")]):
                sheet.write_row(heading + number, 0, cells)
    return path


@pytest.mark.parametrize("heading", [1, 2, 5])
def test_a_title_and_the_name_of_the_sheet_stay(office: Office, heading: int) -> None:
    path = titled(office.home / "kota.xlsx", {"Peserta Baru": "DAFTAR USULAN 2026"}, heading=heading)
    made = given_back(office, path)
    book = load_workbook(str(made))
    assert book.sheet_names == ["Peserta Baru"]
    read = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert read[0][:2] == ["", "DAFTAR USULAN 2026"]
    assert read[heading][:2] == ["NIK", "Nama"]
    with pytest.raises(Refused) as refused:
        importer.publish(ImportJob(made, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert "usulan" in refused.value.in_language("id")


def test_each_sheet_keeps_its_own_title(office: Office) -> None:
    path = titled(office.home / "kota.xlsx", {"Jatiasih": "KECAMATAN JATIASIH", "Medan Satria": "CADANGAN"})
    book = load_workbook(str(given_back(office, path, all_sheets=True)))
    assert book.sheet_names == ["Jatiasih", "Medan Satria"]
    tops = [book.get_sheet_by_name(name).to_python(skip_empty_area=False)[0][1] for name in book.sheet_names]
    assert tops == ["KECAMATAN JATIASIH", "CADANGAN"]


@pytest.mark.parametrize("name", ["calon.xlsx", f"{'daftar warga kota bekasi ' * 2}usulan.xlsx"])
def test_a_doubtful_word_in_the_name_of_the_file_stays_in_that_of_the_sheet(office: Office, name: str) -> None:
    made = given_back(office, titled(office.home / name, {"Lembar1": ""}))
    (sheet,) = load_workbook(str(made)).sheet_names
    assert doubtful_word([sheet]) == doubtful_word([name])


def test_headings_of_two_rows_are_written_in_one_and_read_alike(office: Office) -> None:
    path = office.home / "daftar.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Peserta")
        sheet.merge_range(0, 0, 0, 3, "DAFTAR PESERTA")
        sheet.write_row(1, 0, ["", "", "Masa Kepesertaan", ""])
        sheet.write_row(2, 0, ["NIK", "Nama", "Tanggal Awal", "Tanggal Akhir"])
        sheet.write_row(3, 0, [BUDI, "BUDI", "01/01/2026", "31/12/2026"])
        sheet.write_row(4, 0, ["7", "SITI", "01/01/2026", "31/12/2026"])
    before = given_back(office, path)
    read = load_workbook(str(before)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert read[0][0] == "DAFTAR PESERTA"
    again = before.rename(office.home / "hasil.xlsx")
    with pytest.raises(Refused) as refused:
        importer.publish(ImportJob(again, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    report = refused.value.report
    assert report.columns.keys() == {"nik", "name", "starts", "ends"}
    assert (report.rows, report.rejected) == (2, {"nik_too_short": 1})


def test_each_file_is_a_sheet_of_its_own(office: Office) -> None:
    one = write_csv(office.home / "a[1].csv", [(BUDI, "X"), ("1", "Y")], ("NIK", "Nama"))
    (office.home / "b").mkdir()
    two = write_csv(office.home / "b" / "A[1].csv", [("Z", SITI), ("W", "2")], ("Nama", "NIK"))
    book = load_workbook(str(given_back(office, one, two)))
    assert book.sheet_names == ["a_1_", "A_1_ 2"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [[bool(row[2]) for row in sheet[1:]] for sheet in sheets] == [[False, True], [False, True]]
    assert sheets[1][1][:2] == ["Z", SITI]


@pytest.mark.parametrize("together", [True, False])
def test_each_sheet_of_a_workbook_stays_one(office: Office, together: bool) -> None:
    path = office.home / "kota.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        for name, nik in (("Jatiasih", BUDI), ("Rawalumbu", "7")):
            sheet = book.add_worksheet(name)
            for number, cells in enumerate([("NIK", "Nama"), (nik, "X"), (SITI[:-1], "Y")]):
                sheet.write_row(number, 0, cells)
    other = [write_csv(office.home / "lain.csv", [("8", "Z")], ("NIK", "Nama"))] if together else []
    made = load_workbook(str(given_back(office, path, *other, all_sheets=True)))
    assert made.sheet_names == (["kota Jatiasih", "kota Rawalumbu", "lain"] if together else ["Jatiasih", "Rawalumbu"])
    wrong = [[bool(row[2]) for row in made.get_sheet_by_name(name).to_python()[1:]] for name in made.sheet_names]
    assert wrong == [[False, True], [True, True], *([[True]] if together else [])]


def test_a_list_that_changed_meanwhile_is_not_written_back(office: Office) -> None:
    path = write_csv(office.home / "daftar.csv", ROWS, HEADINGS)
    read = rejected_file.ImportedLists([path], None, False, {3: "nik_missing"}, "0" * 64)
    with pytest.raises(UnreadableFile, match="written to while"):
        rejected_file.write(office.home.parent / "kembali.xlsx", read, "id")
    assert [one.name for one in office.home.parent.iterdir() if "kembali" in one.name or one.name[0] == "."] == []


def test_a_clerk_asks_for_it_and_is_told_to_delete_it(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"])
    path, made = str(write_csv(tmp_path / "daftar.csv", ROWS, HEADINGS)), tmp_path / "kembali.xlsx"
    words = ("import", path, "--as-of", str(AS_OF), "--rejected")
    done = house.sigap(*words, str(made))
    assert done.returncode == 1
    assert "di samping 5 baris" in done.stdout.decode()
    assert "hapus segera setelah selesai" in done.stdout.decode()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["daftar.csv", "house", "kembali.xlsx"]
    before = made.read_bytes()
    inside = Path(house.env["SIGAP_DATA_DIR"]) / "x.xlsx"
    for name, why in (
        (made, "sudah ada"),
        (inside, "di folder data"),
        (tmp_path / "x.csv", "berakhir dengan .xlsx"),
        (tmp_path / "tidak" / "x.xlsx", "tidak ada"),
    ):
        done = house.sigap(*words, str(name))
        assert done.returncode == 2
        assert why in done.stderr.decode()
    assert made.read_bytes() == before
    assert not inside.exists()
