"""Comments beside cells, which Excel shows and which are no cells: those that say that somebody has left are seen."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Report
from tests.cases.test_file_kinds import XML_HEAD, book, xml, xml_line
from tests.cases.test_second_files import NIKS, people
from tests.conftest import AS_OF, BUDI, NOW, SITI, Office

HERE = Path(__file__).parent
NIK_IN_IT = ">3275"


def published(office: Office, path: Path, *, all_sheets: bool = False) -> Report:
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, all_sheets=all_sheets)
    return importer.publish(order, lambda *_: None)


def workbook(folder: Path, comment: str, at: tuple[int, int] = (1, 2), status: str = "AKTIF", other: str = "") -> Path:
    path = folder / "daftar.xlsx"
    rows = people("Status", of=lambda nth: ["AKTIF" if nth else status])
    with xlsxwriter.Workbook(str(path)) as made:
        for title, written in (("Rekap", other), ("Jatiasih", comment)):
            sheet = made.add_worksheet(title)
            if written:
                sheet.write_comment(*at, written)
        for nth, cells in enumerate(rows):
            sheet.write_row(nth, 0, cells)
    return path


@pytest.mark.parametrize(("row", "column", "name"), [(1, 1, "B2"), (1, 2, "C2"), (1, 3, "D2"), (30, 7, "H31")])
@pytest.mark.parametrize("comment", ["Sudah meninggal 3/2026", "admin:\nNonaktif per Oktober", "pindah ke Depok"])
@pytest.mark.parametrize("all_sheets", [False, True])
def test_a_comment_on_who_left(
    office: Office, row: int, column: int, name: str, comment: str, all_sheets: bool
) -> None:
    path = workbook(office.home, comment, (row, column))
    with pytest.raises(UnreadableFile) as refused:
        published(office, path, all_sheets=all_sheets)
    told = refused.value.sentence.in_language("id")
    assert f"Catatan (comment) di sel {name} menyebut" in told
    assert "hapus catatannya" in told


@pytest.mark.parametrize("comment", ["Sudah dicek", "NIK sesuai KTP", "suami: belum meninggal", "Tgl lahir diperbaiki"])
def test_another_comment_is_no_question(office: Office, comment: str) -> None:
    assert published(office, workbook(office.home, comment)).published


def test_a_comment_that_the_status_says_too_or_that_is_of_nobody_is_no_question(office: Office) -> None:
    for path in (
        workbook(office.home, "meninggal", status="KELUAR"),
        workbook(office.home, "Yang keluar dihapus", (0, 2)),
        workbook(office.home, "sudah keluar", (len(NIKS) + 5, 2)),
        workbook(office.home, "", other="sudah keluar"),
    ):
        assert published(office, path).published


def test_a_comment_in_xml_2003(office: Office) -> None:
    note = '<Comment ss:Author="admin"><ss:Data><html:B>sudah</html:B> keluar</ss:Data></Comment></Cell>'
    line = xml_line(BUDI)
    path = office.home / "daftar.xls"
    path.write_text(book(xml(XML_HEAD, line.replace("</Cell>", note, 1), xml_line(SITI))), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="cells A2 says “keluar”"):
        published(office, path)
    path.write_text(book(xml(XML_HEAD, line.replace("</Cell>", note.replace("keluar", "dicek"), 1))), encoding="utf-8")
    assert published(office, path).published


@pytest.mark.parametrize(("comment", "is_read"), [("meninggal dunia", False), ("sudah dicek", True)])
def test_a_comment_in_an_open_document(office: Office, comment: str, is_read: bool) -> None:
    note = f"<office:annotation><text:p>{comment}</text:p></office:annotation>"
    path = office.home / "list.ods"
    with zipfile.ZipFile(HERE / "old/clean.ods") as before, zipfile.ZipFile(path, "w") as anew:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "content.xml":
                head, _, rest = content.decode().partition(NIK_IN_IT)
                begin = head.rindex("<text:p")
                content = f"{head[:begin]}{note}{head[begin:]}{NIK_IN_IT}{rest}".encode()
            anew.writestr(part, content)
    if is_read:
        assert published(office, path)
        return
    with pytest.raises(UnreadableFile, match="comments on people who have left"):
        published(office, path)


def test_a_comment_in_an_old_workbook(office: Office) -> None:
    with pytest.raises(UnreadableFile, match=r"cells C2, D6 says “meninggal”"):
        published(office, HERE / "old/notes.xls")


def test_comments_in_an_old_workbook_that_contradict_nobody_are_no_question(office: Office) -> None:
    report = published(office, HERE / "old/other_notes.xls")
    assert report.about
    assert (report.about.listed, report.about.ended) == (len(NIKS) - 1, 1)
