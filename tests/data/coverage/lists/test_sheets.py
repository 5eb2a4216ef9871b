"""Reads the lists as offices make them: CSV and Excel, with titles, blank rows and strange encodings."""

import csv
import io
import json
import resource
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import workbook_reader
from data.coverage.lists.list_files import open_list
from data.files import memory_limit
from tests.conftest import BUDI, HEADINGS, PEOPLE, SITI

BUDI_ROW, SITI_ROW = PEOPLE[:2]
Cells = Sequence[object]
Book = dict[str, list[Cells]]


def file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "list"  # the kind of file is told by its content
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


def lines(rows: Iterable[Iterable[str]], delimiter: str) -> str:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue()


def workbook(folder: Path, sheets: Book) -> Path:
    path = folder / "list.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(number, column, cell)
    book.close()
    return path


def read(path: Path, sheet: str | None = None) -> list[tuple[int, list[object]]]:
    """Row number and NIK, name... of every row, in the order of the headings; all progress stays within 0 to 1."""
    with open_list(path, sheet) as found:
        rows = []
        for row, cells in found.rows:
            assert 0 <= found.progress() <= 1
            rows.append((row, list(cells)))
    return rows


def columns(path: Path, sheet: str | None = None) -> dict[str, int]:
    with open_list(path, sheet) as found:
        return found.columns


def niks(path: Path, sheet: str | None = None) -> dict[int, object]:
    """Row number -> NIK, of the rows that have one."""
    at = columns(path, sheet)["nik"]
    return {row: cells[at] for row, cells in read(path, sheet) if len(cells) > at and cells[at]}


# ---------------------------------------------------------------- CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_delimiter_in_every_encoding_reads_the_same(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = (HEADINGS, (BUDI, "RENÉ, “BUDI”; é", "3275011101059007", "RT/RW", "05/11/2025", "", "Aktif"), SITI_ROW)
    path = file(tmp_path, lines(rows, delimiter), encoding)
    assert columns(path) == {"nik": 0, "name": 1, "kk": 2, "cohort": 3, "starts": 4, "ends": 5, "status": 6}
    assert read(path) == [(2, list(rows[1])), (3, list(rows[2]))]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_of_either_byte_order_is_told_by_its_mark(tmp_path: Path, encoding: str) -> None:
    path = file(tmp_path, "\ufeff" + lines((HEADINGS, BUDI_ROW), "\t"), encoding)
    assert niks(path) == {2: BUDI}


def test_one_letter_of_windows_far_down_makes_the_whole_file_windows(tmp_path: Path) -> None:
    rows = lines((HEADINGS, *[BUDI_ROW] * 30_000), ";").encode()  # more than one piece
    path = file(tmp_path, rows + f"{SITI};RENÉ\r\n".encode("cp1252"))
    assert read(path)[-1] == (30_002, [SITI, "RENÉ"])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(tmp_path: Path, newline: str) -> None:
    path = file(tmp_path, newline.join(["NIK;Nama", f"{BUDI};BUDI", f"{SITI};SITI"]))
    assert niks(path) == {2: BUDI, 3: SITI}


def test_a_single_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert niks(file(tmp_path, f"NIK\n{BUDI}\n{SITI}\n")) == {2: BUDI, 3: SITI}


def test_titles_with_other_delimiters_do_not_mislead(tmp_path: Path) -> None:
    titles = "sep=;\nDAFTAR PESERTA, SIGAP, KOTA BEKASI, 2025\nper 5 November 2025, pukul 10,30\n\n"
    path = file(tmp_path, titles + f"No;NIK;Nama\n1;{BUDI};BUDI, S.E., M.M.\n")
    assert columns(path) == {"nik": 1, "name": 2}
    assert niks(path) == {6: BUDI}


def test_a_column_of_numbers_is_not_the_nik(tmp_path: Path) -> None:
    path = file(tmp_path, f"No,No. KTP,No KK\n1,{BUDI},3275011101059007\n")
    assert columns(path) == {"nik": 1, "kk": 2}


def test_titles_and_blank_rows_keep_the_row_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    path = file(tmp_path, f"DAFTAR PESERTA\n\n;;\nNIK;Nama\n\n{BUDI};BUDI\n;\n\n{SITI};SITI\n")
    assert niks(path) == {6: BUDI, 9: SITI}


def test_line_breaks_within_a_cell_do_not_shift_the_row_numbers(tmp_path: Path) -> None:
    path = file(tmp_path, f'"DAFTAR\nPESERTA\n2025"\n"NIK","Nama\nLengkap"\n{BUDI},"BUDI\n\nSANTOSO"\n{SITI},SITI\n')
    assert columns(path) == {"nik": 0, "name": 1}
    assert niks(path) == {3: BUDI, 4: SITI}


@pytest.mark.parametrize(("titles", "is_read"), [(49, True), (50, False)])
def test_the_headings_are_looked_for_in_fifty_rows(tmp_path: Path, titles: int, is_read: bool) -> None:
    rows: list[Cells] = [*[["Judul"]] * titles, ["NIK"], [BUDI]]
    for path in (file(tmp_path, f"{'Judul' + chr(10)}" * titles + f"NIK\n{BUDI}\n"), workbook(tmp_path, {"A": rows})):
        if is_read:
            assert niks(path) == {51: BUDI}
        else:
            with pytest.raises(UnreadableFile, match="first 50 rows"):
                read(path)


def test_a_quote_that_is_never_closed_does_not_swallow_people_in_silence(tmp_path: Path) -> None:
    path = file(tmp_path, f'NIK,Nama\n{BUDI},"BUDI\n{SITI},SITI\n')
    with pytest.raises(UnreadableFile):
        read(path)


def test_a_cell_that_never_ends_is_refused_wherever_it_begins(tmp_path: Path) -> None:
    endless = '"' + "x\n" * 100_000
    for content in (endless, f"NIK,Nama\n{BUDI},{endless}", f"NIK,Nama\n{'1,2' + chr(10)}" * 60 + endless):
        with pytest.raises(UnreadableFile):
            read(file(tmp_path, content))


# ---------------------------------------------------------------- what is no list


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x00" * 1000,
        b"No,Nama\n1,BUDI\n",
        b"PK\x05\x06" + b"\x00" * 18,
        b"%PDF-1.7\nNIK Nama\n",
        b"<html><table><tr><td>NIK</td></tr></table></html>",
        f"{BUDI}\n{SITI}\n".encode(),
    ],
)
def test_a_file_without_a_nik_heading_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(file(tmp_path, content))


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is empty"):
        read(file(tmp_path, b""))


def test_a_missing_nik_heading_is_called_so_with_what_to_write(tmp_path: Path) -> None:
    for path in (file(tmp_path, "No;Nama\n1;BUDI\n"), workbook(tmp_path, {"A": [["No", "Nama"], [1, "BUDI"]]})):
        with pytest.raises(UnreadableFile, match=r"No NIK column .* 'Nomor Induk Kependudukan'"):
            read(path)


def test_two_nik_columns_are_refused_by_their_numbers(tmp_path: Path) -> None:
    cells = ["NIK", "Nama", "No. KTP"]
    for path in (file(tmp_path, ";".join(cells)), workbook(tmp_path, {"A": [cells, [BUDI, "BUDI", SITI]]})):
        with pytest.raises(UnreadableFile, match="Columns A and C"):
            read(path)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(UnreadableFile, match="cannot be read"):
            read(path)


# ---------------------------------------------------------------- Excel


def test_excel_cells_come_as_they_are(tmp_path: Path) -> None:
    start = datetime(2025, 11, 5)  # noqa: DTZ001 - as Excel has it
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["NIK", "TMT", "Tanggal Akhir", "Nama"])
        sheet.write_string(1, 0, BUDI)
        sheet.write_datetime(1, 1, start, book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(1, 2, 45966)
        sheet.write_string(1, 3, "BUDI")
        sheet.write_number(2, 0, int(SITI))
    assert read(path) == [(2, [BUDI, date(2025, 11, 5), 45966.0, "BUDI"]), (3, [float(SITI), "", "", ""])]


def test_titles_and_blank_rows_in_excel_keep_the_row_numbers(tmp_path: Path) -> None:
    rows: list[Cells] = [[], ["DAFTAR PESERTA"], [], ["", "No", "NIK"], [], ["", 1, BUDI], [], ["", 2, SITI]]
    path = workbook(tmp_path, {"Peserta": rows})
    assert columns(path) == {"nik": 2}
    assert niks(path) == {6: BUDI, 8: SITI}


def test_the_people_may_be_on_the_second_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Sampul": [["DINAS TENAGA KERJA"]], "Data": [["NIK", "Nama"], [BUDI, "BUDI"]]})
    assert niks(path) == {2: BUDI}


def test_sheets_with_headings_and_nobody_do_not_count(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Format": [["NIK", "Nama"]], "Isi": [["NIK", "Nama"], [BUDI, "BUDI"]], "Kosong": []})
    assert niks(path) == {2: BUDI}


def test_a_chart_sheet_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Data!$B$2:$B$2"})
        book.add_chartsheet("Grafik").set_chart(chart)
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["NIK", "Desil"])
        sheet.write_string(1, 0, BUDI)
        sheet.write_number(1, 1, 2)
    assert niks(path) == {2: BUDI}


def test_several_sheets_with_people_are_named_and_one_must_be_chosen(tmp_path: Path) -> None:
    sheets: Book = {"Sampul": [["SIGAP"]], "Rentan": [["NIK"], [BUDI]], "RT RW": [["No", "NIK"], [1, SITI]]}
    path = workbook(tmp_path, sheets)
    with pytest.raises(UnreadableFile, match=r"Rentan, RT RW.*--sheet") as refused:
        read(path)
    assert "Sampul" not in str(refused.value)
    assert niks(path, "Rentan") == {2: BUDI}
    assert niks(path, "RT RW") == {2: SITI}


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Sampul": [["SIGAP"]], "Rentan": [["NIK"], [BUDI]]})
    with pytest.raises(UnreadableFile, match=r"no sheet 'Rentang'.*Sampul, Rentan"):
        read(path, "Rentang")
    with pytest.raises(UnreadableFile, match="No NIK column"):
        read(path, "Sampul")


def archive(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        archive({"foto.jpg": "x"}),
        archive({"NIK": "NIK"}),
        archive({"xl/workbook.xml": "<workbook/>"}),
        archive({"xl/workbook.xml": "<workbook", "xl/_rels/workbook.xml.rels": "<"}),
        b"PK\x03\x04",
        b"PK\x03\x04" + f"\nNIK\n{BUDI}\n".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    ],
    ids=["photo", "text", "half a workbook", "broken xml", "four bytes", "disguised csv", "old excel"],
)
def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(file(tmp_path, content))


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, kept: float) -> None:
    whole = workbook(tmp_path, {"Data": [["NIK", "Nama"], *[[BUDI, "BUDI"]] * 100]}).read_bytes()
    with pytest.raises(UnreadableFile):
        read(file(tmp_path, whole[: int(len(whole) * kept)]))


# ---------------------------------------------------------------- anything at all


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def reads_or_refuses(path: Path) -> None:
    try:
        rows = read(path)
    except UnreadableFile:
        return
    numbers = [row for row, _ in rows]
    assert numbers == sorted(set(numbers))
    assert all(row >= 2 for row in numbers)


@pytest.fixture
def bounded() -> Iterator[None]:
    """So much memory as the process of the reader may have, so that ours ends rather than the machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + memory_limit.MOST, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def reads_or_refuses_here(content: bytes) -> None:
    """Reads a workbook without a process of its own: that takes its time, and whatever breaks it is only refused."""
    said = [json.loads(line) for line in workbook_reader.read(io.BytesIO(content), "one")]
    if len(said) == 1:
        assert said[0].keys() == {"unreadable"}
        return
    found, *batches, end = said
    assert 0 <= found["found"]["columns"]["nik"] < found["found"]["width"]
    assert end == {"end": True}
    indexes = [index + at for _, index, rows in batches for at in range(len(rows))]
    assert indexes == sorted(set(indexes))
    assert all(index >= 1 for index in indexes)


@given(
    st.binary(max_size=2000),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"NIK;Nama\n", b"\xff\xfeN\0I\0K\0\n\0", b"\xef\xbb\xbfNIK\n"]
    ),
)
@settings(max_examples=300, deadline=None)
@example(b"\xd8", b"\xff\xfeN\0I\0K\0\n\0")
@example(b"\x00\xdc\x00\xd8", b"\xff\xfeN\0I\0K\0\n\0")
@example(b'"' * 1001, b"NIK;Nama\n")
def test_any_bytes_are_rows_or_refused(folder: Path, content: bytes, prefix: bytes) -> None:
    reads_or_refuses(file(folder, prefix + content))


@pytest.fixture(scope="module")
def sound(folder: Path) -> bytes:
    """A workbook, the same in every run."""
    path = folder / "sound.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2025, 11, 5)})  # noqa: DTZ001
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["NIK", "TMT", "Nama"])
        sheet.write_string(1, 0, BUDI)
        sheet.write_number(1, 1, 45966, book.add_format({"num_format": "dd/mm/yyyy"}))
    return path.read_bytes()


DAMAGE = st.dictionaries(st.integers(0, 9999), st.integers(0, 255), min_size=1, max_size=4)


def damaged(sound: bytes, damage: dict[int, int]) -> bytes:
    content = bytearray(sound)
    for place, byte in damage.items():
        content[place % len(content)] = byte
    return bytes(content)


@pytest.mark.usefixtures("bounded")
@given(DAMAGE)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_a_workbook_with_any_damage_is_rows_or_refused(sound: bytes, damage: dict[int, int]) -> None:
    reads_or_refuses_here(damaged(sound, damage))


@given(DAMAGE)
@settings(max_examples=15, deadline=None)
def test_a_damaged_workbook_is_rows_or_refused_in_its_process(
    folder: Path, sound: bytes, damage: dict[int, int]
) -> None:
    reads_or_refuses(file(folder, damaged(sound, damage)))


XML = st.text(st.sampled_from("<>/=\"'&; \nNIK0123456789-.:rcvtsABsheetDataRow"), max_size=80)


@pytest.mark.usefixtures("bounded")
@given(XML, st.sampled_from(["n", "s", "str", "inlineStr", "b", "e", "d", "x"]), XML)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_a_workbook_with_any_sheet_inside_is_rows_or_refused(value: str, kind: str, after: str) -> None:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = (
        f'<worksheet {space}><sheetData><row r="1"><c r="A1" t="str"><v>NIK</v></c></row>'
        f'<row r="2"><c r="A2" t="{kind}"><v>{value}</v></c></row>{after}</sheetData></worksheet>'
    )
    parts = {
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{relations}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    reads_or_refuses_here(archive(parts))


@pytest.mark.parametrize("heading", ["Nomor Identitas", "NIK / NO. KK", "No. Peserta"])
def test_where_no_column_is_headed_nik_the_one_that_holds_numbers_is_named(tmp_path: Path, heading: str) -> None:
    rows: list[Sequence[str]] = [["No", heading, "Nama"], ["1", BUDI, "BUDI"], ["2", SITI, "SITI"]]
    for path in (
        file(tmp_path, "\n".join(map(";".join, rows))),
        file(tmp_path, "\n".join(map(",".join, rows))),
        workbook(tmp_path, {"A": [*rows]}),
    ):
        with pytest.raises(UnreadableFile) as refused:
            read(path)
        assert f"Nomor 16 angka ada di kolom B ({heading})." in refused.value.sentence.in_language("id")
        assert "  " not in refused.value.sentence.in_language("id")


def test_numbers_of_family_cards_are_not_taken_for_niks(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["No", "No KK", "Nama"], ["1", BUDI, "BUDI"], ["2", SITI, "SITI"]]
    with pytest.raises(UnreadableFile) as refused:
        read(workbook(tmp_path, {"A": rows}))
    assert "16 angka" not in refused.value.sentence.in_language("id")


@pytest.mark.parametrize("second", [[["Nomor Identitas", "Nama"]], [], [["DAFTAR TAMBAHAN"], ["No ID", "Nama"]]])
@pytest.mark.parametrize("all_sheets", [False, True])
def test_people_on_a_sheet_without_headings_are_not_passed_over(
    tmp_path: Path, second: list[list[str]], *, all_sheets: bool
) -> None:
    sheets: Book = {
        "Peserta": [["NIK", "Nama"], [BUDI, "BUDI"]],
        "Tambahan": [*second, [SITI, "SITI"], [BUDI, "BUDI"]],
    }
    path = workbook(tmp_path, sheets)
    with pytest.raises(UnreadableFile) as refused, open_list(path, all_sheets=all_sheets):
        pass
    assert refused.value.sentence.key == "book.unheaded"
    assert "Lembar (sheet) 'Tambahan' berisi NIK" in refused.value.sentence.in_language("id")
    with open_list(path, "Peserta") as sheet:  # somebody has said which one counts
        assert [cells[0] for _, cells in sheet.rows] == [BUDI]


def test_a_sheet_of_whoever_signs_holds_nobody(tmp_path: Path) -> None:
    sheets: Book = {"Peserta": [["NIK", "Nama"], [BUDI, "BUDI"]], "Petugas": [["PJ", "SITI"], ["NIK PJ:", SITI]]}
    assert [cells[0] for _, cells in read(workbook(tmp_path, sheets))] == [BUDI]
