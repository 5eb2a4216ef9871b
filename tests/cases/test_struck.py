"""People who were struck out with a line are unclear; a line elsewhere, and colours, change nothing."""

import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer, rejected_file
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from data.coverage.lists.book_lists import read_one
from data.coverage.lists.list_files import open_list
from data.coverage.lists.page_lists import Pages
from data.coverage.workbooks.file_kinds import Kind
from tests.cases.test_excel import _with_sheet
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOW, SITI, Office

HERE = Path(__file__).parent
PEOPLE = {BUDI: "Aktif", SITI: "Aktif", JOKO: "Aktif", DEWI: "Non Aktif"}
HEADINGS = ("NIK", "Nama", "Status", "No HP")


def workbook(
    path: Path, struck: Mapping[tuple[int, int], Mapping[str, Any]], sheets: tuple[str, ...] = ("Data",)
) -> Path:
    """Four people on each sheet; the cells at these rows and columns have a format of their own."""
    with xlsxwriter.Workbook(str(path)) as book:
        for title in sheets:
            sheet = book.add_worksheet(title)
            sheet.write(0, 0, "DAFTAR PESERTA", book.add_format(dict(struck.get((0, 0), {}))))
            sheet.write_row(1, 0, HEADINGS)
            for row, (nik, status) in enumerate(PEOPLE.items(), start=2):
                for column, cell in enumerate((nik, "X", status, "0812")):
                    form = struck.get((row, column))
                    sheet.write(row, column, cell, book.add_format(dict(form)) if form else None)
    return path


def imported(office: Office, path: Path, *more: Path, **options: Any) -> Report:
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, more=more, dry_run=True, **options)
    return importer.publish(replace(order, accepted=Accepted(unclear=100)), lambda *_: None)


LINE = {"font_strikeout": True}


@pytest.mark.parametrize("columns", [(0,), (1,), (2,), (0, 1, 2, 3)])
def test_who_is_struck_out_is_unclear_and_named(office: Office, columns: tuple[int, ...]) -> None:
    path = workbook(office.home / "list.xlsx", {(3, column): LINE for column in columns} | {(5, 0): LINE})
    report = imported(office, path)
    assert report.unclear == {"struck": 1}
    assert report.unclear_rows["struck"][0][0] == 4
    assert report.about
    assert (report.about.listed, report.about.ended, report.about.unclear) == (2, 1, 1)
    assert "2 rows are struck out (a line goes through what is written): rows 4, 6." in report.notes[0].in_language(
        "en"
    )
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots)
    with pytest.raises(Refused) as refused:
        importer.publish(order, lambda *_: None)
    assert refused.value.switches == ["--accept-unclear", "1"]


@pytest.mark.parametrize(
    "form",
    [
        {(3, 3): LINE}, {(0, 0): LINE}, {(2, 0): {"bg_color": "#FF0000"}, (3, 2): {"font_color": "red"}},
        {(3, 1): {"underline": 1, "bold": True}}, {},
    ],
)  # fmt: skip
def test_a_line_elsewhere_and_colours_change_nothing(office: Office, form: Any) -> None:
    report = imported(office, workbook(office.home / "list.xlsx", form))
    assert (report.unclear.total(), report.notes) == (0, ())
    assert report.about
    assert report.about.listed == 3


def _strings(path: Path, changed: Callable[[bytes], bytes]) -> Path:
    after = path.with_name(f"strings {path.name}")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(after, "w") as anew:
        for part in before.namelist():
            content = before.read(part)
            anew.writestr(part, changed(content) if part == "xl/sharedStrings.xml" else content)
    return after


@pytest.mark.parametrize(
    ("runs", "struck"),
    [
        ("<r><rPr><strike/></rPr><t>{}</t></r>", True),
        ("<r><rPr><b/><strike val='1'/></rPr><t>{}</t></r><r><t xml:space='preserve'> </t></r>", True),
        ("<r><rPr><strike val='0'/></rPr><t>{}</t></r>", False),
        ("<r><rPr><strike/></rPr><t> </t></r><r><t>{}</t></r>", False),
    ],
)
def test_a_text_that_is_struck_letter_by_letter(office: Office, runs: str, struck: bool) -> None:
    path = workbook(office.home / "list.xlsx", {})
    made = runs.format(SITI).encode()
    shared = _strings(path, lambda xml: xml.replace(f"<t>{SITI}</t>".encode(), made))
    assert imported(office, shared).unclear.total() == struck

    def in_the_cell(xml: bytes) -> bytes:
        begin = xml.index(b'<c r="A4"')
        return (
            xml[:begin] + b'<c r="A4" t="inlineStr"><is>' + made + b"</is></c>" + xml[xml.index(b"</c>", begin) + 4 :]
        )

    assert imported(office, _with_sheet(path, in_the_cell)).unclear.total() == struck


def test_on_all_sheets_and_in_several_files(office: Office) -> None:
    clean = workbook(office.home / "a.xlsx", {})
    path = workbook(office.home / "b.xlsx", {(3, 0): LINE}, ("Barat", "Timur"))
    report = imported(office, path, all_sheets=True)
    assert [report.named_row(row) for row, _ in report.unclear_rows["struck"]] == ["'Barat' 4", "'Timur' 4"]
    one = workbook(office.home / "c.xlsx", {(3, 0): LINE})
    report = imported(office, clean, one)
    assert [report.named_row(row) for row, _ in report.unclear_rows["struck"]] == ["'c.xlsx' 4"]


def test_the_line_is_in_the_workbook_that_names_the_reasons(office: Office) -> None:
    path = workbook(office.home / "list.xlsx", {(3, 0): LINE})
    report = imported(office, path, keep_reasons=True)
    back = office.home.parent / "hasil.xlsx"
    rejected_file.write(
        back, rejected_file.ImportedLists([path], None, False, report.reasons or {}, report.source), "id"
    )
    assert imported(office, back).unclear == {"struck": 1}


# ---------------------------------------------------------------- other kinds of files


def _ods(folder: Path, style: str, cell: str = "", person: str = "3275010101609000", column: str = "") -> Path:
    path = folder / "list.ods"
    with zipfile.ZipFile(HERE / "old/clean.ods") as before, zipfile.ZipFile(path, "w") as anew:
        for part in before.namelist():
            content = before.read(part).decode()
            if part == "content.xml":
                styles = f"<office:automatic-styles>{style}</office:automatic-styles>"
                content = content.replace("<office:automatic-styles/>", styles)
                content = content.replace("<office:document-content ", f"<office:document-content {_STYLE} ")
                was = f'<table:table-cell office:value-type="string"><text:p>{person}'
                assert was in content
                content = content.replace(was, was.replace("<table:table-cell", f"<table:table-cell {cell}"))
                content = content.replace('<table:table table:name="Data">', f'<table:table table:name="Data">{column}')
            anew.writestr(part, content)
    return path


_STYLE = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
_LINE = '<style:style style:name="ce1" style:family="table-cell"><style:text-properties {}/></style:style>'
_SOLID = _LINE.format('style:text-line-through-style="solid"')
_COLUMN = (
    '<table:table-column table:default-cell-style-name="ce1"/><table:table-column table:number-columns-repeated="9"/>'
)


@pytest.mark.parametrize(
    ("style", "cell", "column"),
    [
        (_SOLID, 'table:style-name="ce1"', ""),
        (_LINE.format('style:text-line-through-type="double"'), 'table:style-name="ce1"', ""),
        (f'{_SOLID}<style:style style:name="ce2" style:parent-style-name="ce1"/>', 'table:style-name="ce2"', ""),
        (_SOLID, "", _COLUMN),
    ],
)
def test_an_ods_with_struck_text_is_to_be_saved_as_xlsx(tmp_path: Path, style: str, cell: str, column: str) -> None:
    path = _ods(tmp_path, style, cell, column=column)
    with pytest.raises(UnreadableFile, match="text that is struck out"), open_list(path):
        pass


@pytest.mark.parametrize(
    ("style", "cell", "column"),
    [
        (_SOLID, "", ""),
        (_LINE.format('style:text-line-through-style="none"'), 'table:style-name="ce1"', ""),
        (_LINE.format('style:text-underline-style="solid"'), 'table:style-name="ce1"', ""),
        (_SOLID, "", _COLUMN.replace("/>", ' table:number-columns-repeated="9"/>', 1).replace("ce1", "x", 1)),
    ],
)
def test_an_ods_in_which_nothing_is_struck_is_read(tmp_path: Path, style: str, cell: str, column: str) -> None:
    with open_list(_ods(tmp_path, style, cell, column=column)) as found:
        assert len([*found.rows]) == 6


def test_an_old_workbook_with_struck_people(tmp_path: Path) -> None:
    content = bytearray((HERE / "old/clean.xls").read_bytes())
    at = 0
    fonts = 0
    while (at := content.find(struct.pack("<H", 0x0031), at + 1)) >= 0:
        (length,) = struct.unpack_from("<H", content, at + 2)
        if 14 < length < 80 and bytes(content[at + 4 : at + 6]) in {
            struct.pack("<H", 20 * size) for size in (8, 9, 10, 11, 12)
        }:
            content[at + 6] |= 0x08
            fonts += 1
    assert fonts
    path = tmp_path / "list.xls"
    path.write_bytes(content)
    with open_list(path) as found:
        assert len(found.struck) == len([cells for _, cells in found.rows if cells[found.columns["nik"]]]) == 40
    with open_list(HERE / "old/clean.xls") as found:
        assert found.struck == frozenset()


def _page(begin: str, end: str = "", row: str = "", cell: str = "") -> str:
    head = "<style>.coret{text-decoration: line-through}</style>"
    person = f"<tr {row}><td {cell}>{begin}{SITI}{end}<td>X<td>Aktif</tr>"
    return f"<html>{head}<table><tr><th>NIK<th>Nama<th>Status</tr><tr><td>{BUDI}<td>X<td>Aktif</tr>{person}</table>"


@pytest.mark.parametrize(
    ("content", "struck"),
    [
        (_page("<s>", "</s>"), [2]), (_page("<del>", "</del>"), [2]), (_page("<span class=coret>", "</span>"), [2]),
        (_page("", row="style='text-decoration:line-through'"), [2]), (_page("", cell="class='a coret'"), [2]),
        (_page("", row="class=coret"), [2]), (_page("<b>", "</b>"), []), (_page("", row="style='background:red'"), []),
    ],
)  # fmt: skip
def test_a_web_page_with_struck_people(tmp_path: Path, content: str, struck: list[int]) -> None:
    path = tmp_path / "list.xls"
    path.write_text(content, encoding="utf-8")
    with path.open("rb") as file:
        assert [row for _, row in read_one(Pages(file, Kind.PAGE), None, 100).struck] == struck


@pytest.mark.parametrize(("line", "struck"), [("1", [2]), ("0", [])])
def test_an_xml_workbook_with_struck_people(tmp_path: Path, line: str, struck: list[int]) -> None:
    name = "urn:schemas-microsoft-com:office:spreadsheet"

    def row(*cells: str, style: str = "") -> str:
        return f"<Row>{''.join(f'<Cell {style}><Data ss:Type=^String^>{cell}</Data></Cell>' for cell in cells)}</Row>"

    path = tmp_path / "list.xls"
    people = row("NIK", "Status") + row(BUDI, "Aktif") + row(SITI, "Aktif", style="ss:StyleID=^s63^")
    style = f"<Styles><Style ss:ID=^s63^><Font ss:StrikeThrough=^{line}^/></Style></Styles>"
    path.write_text(
        f"<?xml version=^1.0^?><Workbook xmlns=^{name}^ xmlns:ss=^{name}^>{style}<Worksheet ss:Name=^Data^>"
        f"<Table>{people}</Table></Worksheet></Workbook>".replace("^", '"'),
        encoding="utf-8",
    )
    with path.open("rb") as file:
        assert [row for _, row in read_one(Pages(file, Kind.XML), None, 100).struck] == struck


def by_rule(path: Path, rule: Mapping[str, Any], area: str = "A3:D6", form: Mapping[str, Any] = LINE) -> Path:
    """Four people, the second of whom has a remark; a rule strikes them, or not."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(1, 0, ["NIK", "Nama", "Status", "Ket"])
        for row, (nik, status) in enumerate(PEOPLE.items(), start=2):
            sheet.write_row(row, 0, [nik, "X", status, "cek" if nik == SITI else ""])
        sheet.conditional_format(area, {**rule, "format": book.add_format(dict(form))})
    return path


RULES: tuple[Mapping[str, Any], ...] = (
    {"type": "formula", "criteria": '=$D3="cek"'}, {"type": "formula", "criteria": '=$D3<>""'},
    {"type": "formula", "criteria": '=$D3 = "CEK"'},
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_who_is_struck_out_by_a_rule_is_unclear(office: Office, rule: Mapping[str, Any]) -> None:
    report = imported(office, by_rule(office.home / "list.xlsx", rule))
    assert (report.unclear, report.unclear_rows["struck"][0][0]) == ({"struck": 1}, 4)


@pytest.mark.parametrize(
    ("rule", "area"),
    [
        ({"type": "formula", "criteria": '=$D3="lain"'}, "A3:D6"),
        ({"type": "formula", "criteria": '=$D3="cek"'}, "D3:D6"),
        ({"type": "cell", "criteria": "==", "value": '"Non Aktif"'}, "C3:C6"),
        ({"type": "formula", "criteria": '=$C3="Non Aktif"'}, "A3:D6"), ({"type": "duplicate"}, "D3:D6"),
        ({"type": "text", "criteria": "containing", "value": "keluar"}, "B3:C6"),
    ],
)  # fmt: skip
def test_a_rule_that_strikes_nobody_who_is_listed(office: Office, rule: Mapping[str, Any], area: str) -> None:
    report = imported(office, by_rule(office.home / "list.xlsx", rule, area))
    assert report.unclear.total() == 0


def test_a_rule_that_only_colours_is_no_question(office: Office) -> None:
    for rule in (*RULES, {"type": "duplicate"}):
        report = imported(office, by_rule(office.home / "list.xlsx", rule, form={"bg_color": "#FF0000"}))
        assert (report.unclear.total(), report.notes) == (0, ())


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "duplicate"}, {"type": "formula", "criteria": "=LEN($D3)>2"},
        {"type": "formula", "criteria": '=$D$3="cek"'},
        {"type": "cell", "criteria": ">", "value": 5},
    ],
)  # fmt: skip
def test_a_rule_of_which_nobody_knows_whom_it_strikes(office: Office, rule: Mapping[str, Any]) -> None:
    with pytest.raises(UnreadableFile, match=r"Conditional Formatting\) of the cells A3:D6"):
        imported(office, by_rule(office.home / "list.xlsx", rule))


def test_a_rule_that_a_newer_excel_wrote(office: Office) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = (
        f'<extLst><ext xmlns:x14="{space}"><x14:conditionalFormattings><x14:conditionalFormatting>'
        f'<x14:cfRule type="expression"><xm:f xmlns:xm="m">$D3="cek"</xm:f><x14:dxf><font><strike/></font></x14:dxf>'
        f'</x14:cfRule><xm:sqref xmlns:xm="m">A3:D6</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>'
        f"</ext></extLst></worksheet>"
    )
    plain = by_rule(office.home / "list.xlsx", RULES[0], form={"bold": True})
    path = _with_sheet(plain, lambda sheet: sheet.replace(b"</worksheet>", rule.encode()))
    assert imported(office, path).unclear == {"struck": 1}
