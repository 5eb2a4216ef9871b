"""What staff reads after an import says what is so, and what to do."""

from collections.abc import Iterable
from io import StringIO

import pytest
from rich.console import Console

from bot.command_line import import_report
from data.coverage.importing import importer
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOW, SITI, Office, Opened, write_csv

HEADINGS = ("NIK", "Nama", "Status", "Tanggal Akhir")
PASSED, LAST_DAY, AHEAD = "10/11/2026", "22/11/2026", "31/12/2026"
"""End dates after the day of the list: before the day of the import, that day, and after it."""


def reported(office: Office, rows: Iterable[Iterable[str]]) -> Report:
    path = write_csv(office.home / "daftar.csv", rows, HEADINGS)
    accepted = Accepted(rejected=10, unclear=10)
    try:
        return importer.publish(
            ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=accepted), lambda *_: None
        )
    except Refused as refused:
        return refused.report


def shown(report: Report, language: str = "id") -> str:
    console = Console(file=StringIO(), width=500)
    import_report.show_import(console, report, language)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def row(nik: str, status: str = "Aktif", ends: str = "") -> tuple[str, ...]:
    return nik, "BUDI", status, ends


REPLACE = "Ganti kata itu di Excel"
LOOK_UP = "Jangan diganti sekaligus: cari status tiap orang di data asalnya."


@pytest.mark.parametrize(
    ("statuses", "named"),
    [
        (("#N/A", "#N/A", "#REF!"), "#N/A dan #REF! adalah"),
        (("#N/A",), "#N/A adalah"),
        (("#N/A", "#REF!", "#VALUE!"), "#N/A, #REF! dan #VALUE! adalah"),
    ],
)
def test_an_error_of_excel_is_no_word_to_be_replaced(office: Office, statuses: tuple[str, ...], named: str) -> None:
    niks = (SITI, JOKO, DEWI)
    report = reported(office, [row(BUDI), *(row(nik, one) for nik, one in zip(niks, statuses, strict=False))])
    assert report.unclear == {"status_error": len(statuses)}
    told = shown(report)
    assert f"{named} kesalahan rumus Excel, bukan status. {LOOK_UP}" in told
    assert REPLACE not in told
    assert REPLACE not in shown(report, "en")


def test_beside_an_error_a_word_is_still_to_be_replaced(office: Office) -> None:
    report = reported(office, [row(BUDI), row(SITI, "Aktip"), row(JOKO, "#N/A")])
    assert report.unclear == {"status_error": 1, "status_unknown": 1}
    told = shown(report)
    assert "#N/A adalah kesalahan rumus Excel" in told
    assert REPLACE in told


def test_an_unknown_word_alone_is_no_error_of_excel(office: Office) -> None:
    told = shown(reported(office, [row(BUDI), row(SITI, "Aktip"), row(JOKO, "#aktif")]))
    assert REPLACE in told
    assert "kesalahan rumus" not in told


@pytest.mark.parametrize("nik", ["#N/A", "#REF!", "#####"])
def test_a_nik_that_is_an_error_of_excel_is_called_so(office: Office, nik: str) -> None:
    told = shown(reported(office, [row(BUDI), row(nik)]))
    assert "sel NIK berisi kesalahan rumus Excel" in told
    assert "huruf" not in told


def test_rows_that_contradict_each_other_are_counted_as_people_and_named(office: Office) -> None:
    report = reported(
        office, [row(nik, status) for nik in (BUDI, SITI) for status in ("Aktif", "Keluar")] + [row(JOKO)]
    )
    told = shown(report)
    assert "Tidak jelas 2 orang (4 baris):" in told
    assert "baris 2, baris 3, baris 4" in told
    assert "Unclear 2 people (4 rows):" in shown(report, "en")


async def test_who_is_listed_by_the_list_and_over_by_today_is_named_as_such(office: Office, bot: Opened) -> None:
    report = reported(
        office, [row(BUDI, ends=PASSED), row(SITI, ends=LAST_DAY), row(JOKO, ends=AHEAD), row(DEWI, ends="01/10/2026")]
    )
    assert report.about
    assert (report.about.listed, report.about.ended, report.over) == (3, 1, 1)
    assert "Perhatian: 1 orang dihitung tercatat" in shown(report)
    chat = await bot()
    heard = [(await chat.says(nik)).outcome for nik in (BUDI, SITI, JOKO)]
    assert heard == ["check.ended", "check.found", "check.found"]


def test_where_no_end_date_has_passed_since_nothing_is_said_of_it(office: Office) -> None:
    report = reported(office, [row(SITI, ends=LAST_DAY), row(JOKO), row(DEWI, "Keluar", PASSED)])
    assert report.over == 0
    assert "Perhatian" not in shown(report)
