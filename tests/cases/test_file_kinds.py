"""Lists in forms that Excel opens with a warning are read; what is no list is called by its name."""

import base64
import io
import zipfile
from collections import Counter
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from data.coverage.columns.columns import is_listed
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Refused
from data.coverage.lists import book_lists
from data.coverage.lists.list_files import open_list
from data.coverage.lists.page_lists import Pages
from data.coverage.lists.sheets import Row
from data.coverage.workbooks import file_kinds
from data.import_texts import LANGUAGES, Sentence
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOW, SITI, Office

CASES = Path(__file__).parent


def read(path: Path, sheet: str | None = None) -> list[Row]:
    """The rows of a list; those of a page without a process of its own, which takes seconds."""
    with path.open("rb") as file:
        kind = file_kinds.kind_of(file, path.name)
        if kind.is_table:
            book = Pages(file, kind)
            return [
                (index + at, cells)
                for _, index, some in book_lists.read_one(book, sheet, 100).rows
                for at, cells in enumerate(some, start=1)
            ]
    with open_list(path, sheet) as list_:
        return [(row, [*cells]) for row, cells in list_.rows]


def refused(path: Path) -> str:
    """The key of the sentence; that each language says it of this very file."""
    with pytest.raises(UnreadableFile) as problem:
        read(path)
    for language in LANGUAGES:
        told = problem.value.sentence.in_language(language)
        assert told != problem.value.sentence.key
        assert BUDI not in told
    return problem.value.sentence.key


def given(folder: Path, content: bytes | str, name: str = "daftar.xls") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", ["15_web_page_called_xls.xls", "15_xml_2003.xls", "16_utf16_without_mark.csv"])
def test_what_offices_send_is_read(name: str) -> None:
    with open_list(CASES / name) as found:
        at = found.columns["status"]
        assert Counter(is_listed(cells[at]) for _, cells in found.rows) == {True: 39, False: 1}


# ---------------------------------------------------------------- text in two bytes a letter

LINES = f"No;NIK;Nama;Status\n1;{BUDI};BUDI;Aktif\n2;{SITI};ÉLISE;Non Aktif\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "utf-8-sig", "cp1252"])
def test_a_list_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    rows = read(given(tmp_path, LINES.encode(encoding), "daftar.csv"))
    assert rows == [(2, ["1", BUDI, "BUDI", "Aktif"]), (3, ["2", SITI, "ÉLISE", "Non Aktif"])]


# ---------------------------------------------------------------- web pages


def page(rows: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><h3>DAFTAR CALON</h3><table>{rows}</table></body></html>"


HEAD = "<tr><th>NIK<th>Nama<th>Status</tr>"


def line(nik: str, status: str = "Aktif", more: str = "") -> str:
    return f"<tr {more}><td>{nik}<td>X &amp; Y<td>{status}</tr>"


def test_a_page_as_applications_write_it(tmp_path: Path) -> None:
    path = given(
        tmp_path, page(f"<caption>x</caption><thead>{HEAD}</thead>{line(BUDI)}\n{line(SITI, '<b>Non</b> Aktif')}")
    )
    with open_list(path) as found:
        assert "DAFTAR CALON" in found.titles
        assert [[*cells] for _, cells in found.rows] == [[BUDI, "X & Y", "Aktif"], [SITI, "X & Y", "Non Aktif"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_a_page_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    head = f"<meta http-equiv=Content-Type content='text/html; charset={encoding.replace('cp', 'windows-')}'>"
    path = given(tmp_path, page(HEAD + line(BUDI, "É"), head).encode(encoding))
    assert read(path)[0][1][2] == "É"


def test_a_page_within_a_page_that_only_lays_out(tmp_path: Path) -> None:
    inner = f"<table>{HEAD}{line(BUDI)}</table>"
    assert len(read(given(tmp_path, page(f"<tr><td>menu<td>{inner}<td>kanan</tr>")))) == 1


def test_the_list_goes_on_in_a_second_table_with_the_same_headings(tmp_path: Path) -> None:
    content = page(HEAD + line(BUDI)) + page(HEAD + line(SITI) + line(DEWI))
    assert [cells[0] for _, cells in read(given(tmp_path, content))] == [BUDI, SITI, DEWI]


@pytest.mark.parametrize(
    "second",
    [
        f"<tr><th>NIK<th>Status<th>Nama</tr>{line(SITI)}",
        line(SITI),
        "<tr><td>Lampiran</tr><tr><td>3275 0156 0758 9401</tr>",
    ],
)
def test_nobody_in_another_table_is_passed_over(tmp_path: Path, second: str) -> None:
    assert refused(given(tmp_path, page(HEAD + line(BUDI)) + page(second))) == "page.several"


def test_a_table_without_people_is_no_part_of_the_list(tmp_path: Path) -> None:
    content = page("<tr><td>Per 5 November 2025</tr>") + page(HEAD + line(BUDI)) + page("<tr><td>Mengetahui</tr>")
    assert len(read(given(tmp_path, content))) == 1


@pytest.mark.parametrize(
    ("shown", "read_as"),
    [
        ("<img src=x.png alt='Non Aktif'>", "Non Aktif"),
        ("<img src=x.png title='Keluar' alt=''>", "Keluar"),
        ("<span class=b aria-label='Non Aktif'></span>", "Non Aktif"),
        ("<img src=x.png>", "[ikon]"),
        ("<i class='fa fa-times text-danger'></i>", "[ikon]"),
        ("<span class='badge badge-danger'></span>", "[ikon]"),
        ("<span class='glyphicon glyphicon-remove'>&nbsp;</span>", "[ikon]"),
        ("<svg><path d='M0 0'/></svg>", "[ikon]"),
        ("<div style='background: url(silang.png)'></div>", "[ikon]"),
        ("<b class=silang></b>", "[ikon]"),
        ("<span class=s2></span>", "[ikon]"),
        ("<div style='width:9px;background: red'></div>", "[ikon]"),
        ("<span style='display:none'>Aktif</span>", "[ikon]"),
        ("<input type=checkbox>", "☐"),
        ("<input type=radio checked>", "☑"),
        ("<input type=text value='Non Aktif'>", "Non Aktif"),
        ("Aktif <img alt='Non Aktif'>", "Aktif Non Aktif"),
        ("<select><option>Aktif<option selected>Non Aktif</select>", "Non Aktif"),
    ],
)
def test_what_is_drawn_in_a_cell_is_no_blank(tmp_path: Path, shown: str, read_as: str) -> None:
    style = "<style>@media all{.silang::after{content:'x'}} .xl65{color:red} .kosong:after{content:''}</style>"
    with open_list(given(tmp_path, page(HEAD + line(BUDI) + line(SITI, shown), style))) as found:
        assert [cells[2] for _, cells in found.rows] == ["Aktif", read_as]
        assert [note.key for note in found.notes] == ["note.drawn"] * (read_as == "[ikon]")
    if read_as not in {"Non Aktif", "Keluar"}:
        assert is_listed(read_as) is None


@pytest.mark.parametrize(
    ("shown", "read_as"),
    [
        ("", ""),
        ("<span style='mso-spacerun:yes'>&nbsp;</span>", ""),
        ("<p class=MsoNormal>&nbsp;</p>", ""),
        ("<font class=font5></font>", ""),
        ("<i class='fa fa-check'></i> Aktif", "Aktif"),
        ("<span class='badge badge-success'>Aktif</span>", "Aktif"),
        ("Aktif <img src=panah.png alt='urutkan'>", "Aktif"),
        ("<span style='display:none'>1</span>Aktif", "Aktif"),
    ],
)
def test_what_says_nothing_beside_a_text_changes_nothing(tmp_path: Path, shown: str, read_as: str) -> None:
    style = "<style>.kosong:after{content:''} td{border:1px solid}</style>"
    copied = f"<tr><td class=xl65>{SITI} <i class='fa fa-copy' title='salin'></i><td>X<td class=xl65>{shown}</tr>"
    rows = read(given(tmp_path, page(HEAD + line(BUDI) + copied, style)))
    assert rows[1][1] == [SITI, "X", read_as]


SILENT = "<tr><th>NIK<th>Nama</tr>"


def silent(nik: str) -> str:
    return f"<tr><td>{nik}<td>X</tr>"


@pytest.mark.parametrize(
    "between",
    [
        "<h3>PESERTA KELUAR</h3><table>",
        "<p>B. Peserta <b>Non</b>-Aktif</p><table>",
        "<table><tr><td colspan=2>DAFTAR YANG SUDAH MENINGGAL</td></tr></table><table>",
        "<table><caption>CALON PESERTA</caption>",
    ],
)
def test_what_stands_above_a_second_table_changes_what_its_rows_mean(
    office: Office, tmp_path: Path, between: str
) -> None:
    path = given(
        tmp_path, f"<html><h3>PESERTA</h3><table>{SILENT}{silent(BUDI)}</table>{between}{SILENT}{silent(SITI)}</table>"
    )
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=True, dry_run=True)
    with pytest.raises(Refused, match="looks like the title of a group"):
        importer.publish(order, lambda *_: None)


@pytest.mark.parametrize(
    "between",
    [
        "<h3>Kecamatan Jatiasih</h3><table>",
        "<h3>PESERTA</h3><table>",
        "<table><tr><td>Aktif<td>120<tr><td>Keluar<td>3</table><table>",
        "<p>Halaman 2</p><a href=/keluar>Keluar</a><table>",
    ],
)
def test_other_lines_between_tables_change_nothing(office: Office, tmp_path: Path, between: str) -> None:
    path = given(
        tmp_path, f"<html><h3>PESERTA</h3><table>{SILENT}{silent(BUDI)}</table>{between}{SILENT}{silent(SITI)}</table>"
    )
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_listed=True, dry_run=True)
    about = importer.publish(order, lambda *_: None).about
    assert about
    assert about.listed == 2


@pytest.mark.parametrize(
    "begin", ["<table><tr><td>DAFTAR CALON</td></tr></table><table>", "<table><caption>DAFTAR CALON</caption>"]
)
def test_a_title_that_is_a_table_of_its_own_is_a_title(tmp_path: Path, begin: str) -> None:
    menu = "".join(f"<li>menu {at}" for at in range(80))
    with open_list(given(tmp_path, f"<html><ul>{menu}</ul>{begin}{SILENT}{silent(BUDI)}</table>")) as found:
        assert "DAFTAR CALON" in found.titles
        assert len([*found.rows]) == 1


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (f"{HEAD}<tr><td>{BUDI}<td>X<td rowspan=2>Non Aktif</tr><tr><td>{SITI}<td>Y</tr>", "page.merged"),
        (f"<tr><th rowspan=2>NIK<th colspan=2>Masa</tr><tr><th>Mulai<th>Akhir</tr>{line(BUDI)}", "page.merged"),
        (f"<tr><td>Bukan daftar</tr>{line(BUDI)}", "heading.none"),
        (f"<tr><td colspan=99999999>{BUDI}</tr>", "page.damaged"),
        ("", "page.no_table"),
    ],
)
def test_what_excel_would_show_otherwise_is_refused(tmp_path: Path, rows: str, key: str) -> None:
    assert refused(given(tmp_path, page(rows))) == key


@pytest.mark.parametrize("how", ["style='display: none'", "hidden"])
def test_hidden_rows_are_read_and_noted(tmp_path: Path, how: str) -> None:
    made = page(HEAD + line(BUDI) + line(SITI, more=how)), book(xml(XML_HEAD, xml_line(BUDI, more="ss:Hidden='1'")))
    for content in made:
        with open_list(given(tmp_path, content)) as found:
            assert found.notes == (Sentence("note.hidden_rows", {"rows": 1}),)
            assert len(list(found.rows)) == content.count("Aktif")


def test_blank_rows_that_excel_hides_below_each_table_hide_nobody(tmp_path: Path) -> None:
    blank = "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td></td><td></td></tr><![endif]>"
    merged = "<tr><td colspan=3 rowspan=2>DAFTAR</tr><tr></tr>"
    assert [row for row, _ in read(given(tmp_path, page(merged + HEAD + line(BUDI) + blank)))] == [5, 6]


def test_a_nik_that_excel_wrote_as_a_number_stays_one(tmp_path: Path) -> None:
    row = f"<tr><td x:num>{BUDI}<td>X<td>Aktif</tr>"
    assert read(given(tmp_path, page(HEAD + row)))[0][1][0] == float(BUDI)


@pytest.mark.parametrize("words", ["<x:Visible>SheetHidden</x:Visible>", "<x:Visible>SheetVeryHidden</x:Visible>"])
def test_a_page_of_a_workbook_with_a_hidden_sheet_is_refused(tmp_path: Path, words: str) -> None:
    path = given(tmp_path, page(HEAD + line(BUDI), f"<!--[if gte mso 9]><xml>{words}</xml><![endif]-->"))
    assert refused(path) == "page.hidden_sheet"


@pytest.mark.parametrize(
    "written", ["<table><tr><td>" * 3000, "<!--" * 50_000, "<a " * 90_000, "<a x='" + "x" * 200_000]
)
def test_a_page_made_to_harm_is_refused(tmp_path: Path, written: str) -> None:
    assert refused(given(tmp_path, f"<html>{written}")) in {
        "page.damaged",
        "heading.none",
        "page.no_table",
    }


def mail(*pages: str) -> bytes:
    made = MIMEMultipart("related")
    for one in pages:
        made.attach(MIMEText(one, "html", "utf-8"))
    return made.as_bytes()


def test_a_page_with_all_its_parts_in_one_file(tmp_path: Path) -> None:
    path = given(tmp_path, mail("<html><frameset></frameset></html>", page(HEAD + line(BUDI) + line(SITI, "É"))))
    assert [cells[2] for _, cells in read(path)] == ["Aktif", "É"]
    assert refused(given(tmp_path, mail("<html>x</html>"))) == "page.no_table"


def test_each_page_in_one_file_is_a_sheet(tmp_path: Path) -> None:
    names = "".join(
        f'<x:Name>{name}</x:Name> <x:WorksheetSource HRef="daftar_files/sheet00{at}.htm"/>'
        for at, name in enumerate(("Aktif", "KELUAR"), start=1)
    )
    made = MIMEMultipart("related")
    pages = [f"<html><!--[if gte mso 9]><xml>{names}</xml><![endif]--></html>", page(SILENT + silent(BUDI))]
    for at, one in enumerate([*pages, page(SILENT + silent(SITI))]):
        part = MIMEText(one, "html", "utf-8")
        part["Content-Location"] = f"file:///C:/daftar_files/sheet00{at}.htm"
        made.attach(part)
    path = given(tmp_path, made.as_bytes())
    assert refused(path) == "book.several"
    assert read(path, "KELUAR")[0][1][0] == SITI
    with pytest.raises(UnreadableFile, match="'KELUAR' has no status column"), open_list(path, all_sheets=True):
        pass


# ---------------------------------------------------------------- XML Spreadsheet 2003

XML = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">'
)


def cell(text: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def xml(*rows: str, name: str = "Data", after: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{after}</Worksheet>'


def book(*sheets: str) -> str:
    return f"{XML}{''.join(sheets)}</Workbook>"


XML_HEAD = f"<Row>{cell('NIK')}{cell('Nama')}{cell('Tanggal Akhir')}{cell('Status')}</Row>"


def xml_line(nik: str, status: str = "Aktif", more: str = "") -> str:
    day = cell("2026-12-31T00:00:00.000", "DateTime", "ss:Index='3'")
    return f"<Row {more}>{cell(nik)}{day}{cell(status)}</Row>"


def test_xml_as_excel_saves_it(tmp_path: Path) -> None:
    comment = f"<Row>{cell(BUDI)}{cell('X')}<Cell/><Cell><Data ss:Type='String'>Non Aktif</Data><Comment>"
    comment += "<ss:Data><html:B>Aktif</html:B></ss:Data></Comment></Cell></Row>"
    numbers = f"<Row ss:Index='9'>{cell(SITI, 'Number')}{cell('X')}<Cell/>{cell('#N/A', 'Error')}</Row>"
    title = f"<Row ss:Span='1'>{cell('DAFTAR PESERTA', more=chr(39).join(['ss:MergeAcross=', '3', '']))}</Row>"
    with open_list(given(tmp_path, book(xml(title, XML_HEAD, xml_line(JOKO), comment, numbers)))) as found:
        rows = [(row, [str(one) for one in cells]) for row, cells in found.rows]
        assert found.titles == ("Data", "DAFTAR PESERTA")
    assert rows[0] == (4, [JOKO, "", "2026-12-31", "Aktif"])
    assert rows[1] == (5, [BUDI, "X", "", "Non Aktif"])
    assert rows[-1] == (9, [str(float(SITI)), "X", "", "#N/A"])


def test_a_sheet_of_xml_is_chosen_as_one_of_a_workbook(tmp_path: Path) -> None:
    path = given(tmp_path, book(xml(XML_HEAD, xml_line(BUDI)), xml(XML_HEAD, xml_line(SITI), name="Lama")))
    assert refused(path) == "book.several"
    assert read(path, "Lama")[0][1][0] == SITI
    with pytest.raises(UnreadableFile, match="no sheet 'Baru'"):
        read(path, "Baru")


MERGED = 'ss:MergeDown="3"'
HIDDEN = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (book(xml(XML_HEAD, xml_line(BUDI), after=HIDDEN)), "book.only_hidden"),
        (book(xml(XML_HEAD, f"<Row>{cell(BUDI, more=MERGED)}</Row>")), "page.merged"),
        (book(xml(XML_HEAD, f"<Row>{cell(BUDI)}<Cell ss:Formula='=1'/></Row>")), "page.formula"),
        (book(xml(XML_HEAD, f"<Row ss:Index='99999999'>{cell(BUDI)}</Row>")), "page.damaged"),
        (book(xml(XML_HEAD)) + "<", "page.damaged"),
        (book(xml(XML_HEAD, xml_line(BUDI)))[:-40], "page.damaged"),
        (XML.replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook') + "</Workbook>", "book.dtd"),
    ],
)  # fmt: skip
def test_xml_that_excel_would_show_otherwise_is_refused(tmp_path: Path, content: str, key: str) -> None:
    assert refused(given(tmp_path, content)) == key


# ---------------------------------------------------------------- files that are no list


def packed(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"%PDF-1.7\n", "file.pdf"),
        (PICTURE, "file.picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "file.picture"),
        (b"BM" + (70).to_bytes(4, "little") + bytes(64), "file.picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "file.picture"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "file.picture"),
        (packed(**{"[Content_Types].xml": "<x/>", "word__document.xml": "<w/>"}), "file.document"),
        (packed(**{"[Content_Types].xml": "<x/>", "ppt__presentation.xml": "<w/>"}), "file.slides"),
        (packed(**{"Index__Document.iwa": "x", "Data__a.png": "x"}), "file.numbers"),
        (packed(**{"Daftar Peserta.xlsx": "x"}), "file.packed_list"),
        (packed(**{"a__daftar.csv": "x"}), "file.packed_list"),
        (packed(**{"foto.jpg": "x"}), "file.packed"),
        (b"\x1f\x8b\x08\0" + bytes(50), "file.packed"),
        (b"Rar!\x1a\x07\0", "file.packed"),
        (OLE + "WordDocument".encode("utf-16-le") + bytes(20), "file.document"),
        (OLE + "PowerPoint Document".encode("utf-16-le") + bytes(20), "file.slides"),
        (OLE + "__properties_version1.0".encode("utf-16-le") + bytes(20), "file.mail"),
        (b"{\\rtf1\\ansi NIK}", "file.rtf"),
        (b"\xef\xbb\xbf\r\n{\\rtf1\\ansi NIK}", "file.rtf"),
        (b"\r\n\r\n%PDF-1.4\n", "file.pdf"),
        (b'<svg width="9"><text>NIK</text></svg>', "file.picture"),
        (b'[{"NIK": "1"}]', "file.json"),
        (b'\xef\xbb\xbf{\n  "data": [\n    {"nik": "1"}\n]}', "file.json"),
        (b'{"nik": "1"}\n{"nik": "2"}\n', "file.json"),
        (b'[\n["NIK", "Nama", "Status"],\n["1", "BUDI", "Aktif"]\n]', "file.json"),
        (b'callback([{"NIK": "1"}]);', "file.json"),
        (b"[" * 70_000, "file.json"),
        ('[{"NIK": "1"}]'.encode("utf-16-le"), "file.json"),
        (b'{"url": "https://docs.google.com/spreadsheets/d/x", "doc_id": "x"}', "file.google"),
        (b'ID;PWXL;N;E\r\nC;Y1;X1;K"NIK"\r\nE\r\n', "file.sylk"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,3\r\n', "file.dif"),
        (b"INSERT INTO peserta (NIK,Nama) VALUES ('1','BUDI');", "file.database"),
        (b"-- MySQL dump\n\nCREATE TABLE peserta (nik char(16));", "file.database"),
        (b"From: a@b\nTo: c@d\nSubject: Daftar\n\nNIK,Nama\n", "file.mail"),
        (packed(**{"a.csv": "x", "b.csv": "x"}), "file.packed_list"),
        (b"<br />Notice: x\n" + packed(**{"[Content_Types].xml": "<x/>", "xl__a.xml": "x"}), "book.damaged"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "file.document"),
        (b'<?xml version="1.0"?><data><nik>1</nik></data>', "file.xml"),
        (b"\0\1\0\0Standard ACE DB\0" + bytes(50), "file.database"),
        (b"\x7fELF" + bytes(200), "file.binary"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_called_by_its_name(tmp_path: Path, content: bytes, key: str) -> None:
    assert refused(given(tmp_path, content)) == key


LIST = f"NIK,Nama,Status\r\n{BUDI},BUDI,Aktif\r\n{SITI},SITI,Non Aktif\r\n"


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_letters_of_any_width_are_read(tmp_path: Path, encoding: str) -> None:
    assert [cells for _, cells in read(given(tmp_path, LIST.encode(encoding)))] == [
        [BUDI, "BUDI", "Aktif"],
        [SITI, "SITI", "Non Aktif"],
    ]


@pytest.mark.parametrize(
    "before",
    [
        "<br />\n<b>Notice</b>:  Undefined index: nik in <b>/var/www/x.php</b> on line <b>3</b><br />\n",
        "\nNotice: Undefined variable: x in /var/www/html/export.php on line 12\n\n", '{"status": "ok", "rows": 3}',
        "[]\n", "PHP Warning:  foo in x.php on line 3\n", "Laporan Peserta\n\n", "<!-- export -->",
    ],
)  # fmt: skip
def test_what_a_program_wrote_before_its_list_hides_nobody(tmp_path: Path, before: str) -> None:
    table = f"<table border=1>{HEAD}{line(BUDI)}{line(SITI)}</table>"
    for content in (before + table, before + page(HEAD + line(BUDI) + line(SITI))):
        assert [cells[0] for _, cells in read(given(tmp_path, content))] == [BUDI, SITI]
    if not before.startswith(("[", "<!")):
        assert [cells[0] for _, cells in read(given(tmp_path, f"{before}\n{LIST}"))] == [BUDI, SITI]


def test_people_before_a_table_are_not_passed_over(tmp_path: Path) -> None:
    mixed = f"{LIST}<table>{HEAD}{line(JOKO)}</table>"
    assert [cells[0] for _, cells in read(given(tmp_path, mixed))][:2] == [BUDI, SITI]


@pytest.mark.parametrize("content", [f"[A],NIK\n1,{BUDI}\n", f"ID;PROGRAM;NIK\n1;x;{BUDI}\n", f"Set,NIK\n1,{BUDI}\n"])
def test_a_list_that_begins_nearly_so_is_read(tmp_path: Path, content: str) -> None:
    assert BUDI in read(given(tmp_path, content, "daftar.csv"))[0][1]


@pytest.mark.parametrize("content", [f"BM,NIK\n1,{BUDI}\n", f"II*,NIK\n1,{BUDI}\n", f"<No>,NIK\n1,{BUDI}\n"])
def test_a_list_that_begins_like_something_else_is_read(tmp_path: Path, content: str) -> None:
    assert read(given(tmp_path, content, "daftar.csv")) == [(2, ["1", BUDI])]


def test_the_zip_names_the_list_inside(tmp_path: Path) -> None:
    path = given(tmp_path, packed(**{"Daftar Peserta.xlsx": "x", "Lain/Daftar.xlsx": "x"}))
    with pytest.raises(UnreadableFile) as problem:
        read(path)
    assert "di dalamnya ada Daftar Peserta.xlsx, Lain/Daftar.xlsx." in problem.value.sentence.in_language("id")
