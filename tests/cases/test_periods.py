"""Spans of time in a cell: one that is over is never published as if it went on; one that goes on is no question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.coverage.columns import periods
from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Refused
from tests.cases.test_second_files import LEFT, NIKS
from tests.conftest import AS_OF, NOW, Clock, Office, Opened, write_csv

PAID = (
    "Iuran Dibayar", "Bulan Iuran", "Periode Bayar", "Tahun Kepesertaan", "Pembayaran", "Masa Iuran", "Tgl Bayar",
    "Keterangan Bayar", "Bulan", "Setoran",
)  # fmt: skip
COVER = ("Masa Berlaku", "Masa Kepesertaan", "Periode Perlindungan", "Masa Aktif Peserta")
OVER = (
    "01/2024 - 12/2024", "Jan s.d. Des 2025", "01/01/2025 s/d 31/10/2026", "2024-01 - 2024-12", "Jan 24 – Des 24",
    "Januari sampai dengan Desember 2025",
)  # fmt: skip
OVER_PAID = (*OVER, "2024/2025", "01-12/2025", "lunas s.d. Agustus 2026", "2025 (Jan-Des)", "Nov & Des 2025", "2024/25")
GOING_ON = ("01/2026 - 12/2026", "s/d 31/12/2026", "Jan s.d. Des 2026", "01/12/2025 s/d 30/11/2026", "2025-2027")


def order(office: Office, title: str, cells: Sequence[str], status: str = "AKTIF") -> ImportJob:
    """Of the first people the first cell, of all others the second."""
    rows = [[nik, "BUDI", status if at < LEFT else "AKTIF", cells[at >= LEFT]] for at, nik in enumerate(NIKS)]
    path: Path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "Status", title])
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots)


def listed(one: ImportJob) -> int:
    report = importer.publish(replace(one, dry_run=True), lambda *_: None)
    assert report.about
    return report.about.listed


@pytest.mark.parametrize("title", PAID)
def test_a_time_that_was_paid_for_and_is_over_is_asked_about(office: Office, title: str) -> None:
    for cell in OVER_PAID:
        with pytest.raises(Refused, match=r"over in 5 rows|in 5 rows \(first in row 2\)") as refused:
            listed(order(office, title, [cell, GOING_ON[0]]))
        assert "--ignore-columns" in refused.value.switches
        assert listed(replace(order(office, title, [cell, ""]), ignore_columns=frozenset([title]))) == len(NIKS)


@pytest.mark.parametrize("title", PAID)
def test_a_time_that_goes_on_or_is_of_people_who_have_ended_is_no_question(office: Office, title: str) -> None:
    for cell in (*GOING_ON, "2026/2027"):
        assert listed(order(office, title, [cell, GOING_ON[1]])) == len(NIKS)
    assert listed(order(office, title, [OVER_PAID[-1], GOING_ON[0]], "KELUAR")) == len(NIKS) - LEFT


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Iuran", "16800"), ("Iuran", "Rp 16.800 - 20.000"), ("Tgl Bayar", "05/11/2025"), ("Bulan Iuran", "Okt 2026"),
        ("Masa Kerja", "2010 - 2020"), ("Tgl Pelatihan", "01/03/2024 - 05/03/2024"), ("Iuran Dibayar", "12 bulan"),
        ("Masa Berlaku KTP", "2012 s/d 2017"), ("Pendidikan", "SMA 2004-2007"), ("Cara Bayar", "APBD"),
    ],
)  # fmt: skip
def test_other_numbers_and_days_are_no_question(office: Office, title: str, cell: str) -> None:
    assert listed(order(office, title, [cell, cell])) == len(NIKS)


@pytest.mark.parametrize("title", COVER)
def test_the_end_of_a_span_of_cover_is_read(office: Office, title: str) -> None:
    for cell in GOING_ON:
        report = importer.publish(order(office, title, [cell, cell]), lambda *_: None)
        assert report.columns["ends"] == title
        assert report.about
        assert (report.published, report.about.listed) == (True, len(NIKS))


@pytest.mark.parametrize("title", COVER)
def test_a_span_of_cover_that_is_over_is_refused(office: Office, title: str) -> None:
    for cell in OVER:
        with pytest.raises(Refused, match=title):
            listed(order(office, title, [cell, GOING_ON[0]]))
    mixed = order(office, title, ["sampai kapan-kapan", GOING_ON[0]])
    with pytest.raises(Refused, match=title):
        listed(mixed)


def test_the_sentence_says_when_it_ended(office: Office) -> None:
    for title, cell in (("Iuran Dibayar", "01/2024 - 12/2024"), ("Masa Berlaku", "berlaku s.d. 12/2024")):
        with pytest.raises(Refused) as refused:
            listed(order(office, title, [cell, GOING_ON[0]]))
        assert "pertama di baris 2, berakhir “31/12/2024”" in " ".join(refused.value.told("id").split())


async def test_the_end_of_the_span_is_told(office: Office, bot: Opened, clock: Clock) -> None:
    importer.publish(order(office, "Masa Berlaku", ["01/2026 - 11/2026", "2026 - 2027"]), lambda *_: None)
    chat = await bot()
    assert [(await chat.says(nik)).outcome for nik in (NIKS[0], NIKS[-1])] == ["check.found", "check.found"]
    clock.now += timedelta(days=20)
    assert [(await chat.says(nik)).outcome for nik in (NIKS[0], NIKS[-1])] == ["check.ended", "check.found"]


@pytest.mark.parametrize(
    ("cell", "end"),
    [
        ("01/2024 - 12/2024", date(2024, 12, 31)), ("Jan s.d. Des 2025", date(2025, 12, 31)),
        ("2024/2025", date(2025, 12, 31)), ("1 Januari - 31 Agustus 2024", date(2024, 8, 31)),
        ("05/01/24-04/01/25", date(2025, 1, 4)), ("202401-202406", date(2024, 6, 30)),
        ("01/2024-12/2024, 01/2025-02/2025", date(2025, 2, 28)), ("bulan 1 s.d. 6 tahun 2025", date(2025, 6, 30)),
        ("Triwulan III 2026", date(2026, 9, 30)), ("TW 1-3 2026", date(2026, 9, 30)), ("2026 TW1", date(2026, 3, 31)),
        ("Smt I/2026", date(2026, 6, 30)), ("Semester 2 tahun 2025", date(2025, 12, 31)),
        ("Q4 2025", date(2025, 12, 31)),
        ("01/26 - 10/26", date(2026, 10, 31)), ("11/25-10/26", date(2026, 10, 31)), ("01/11 - 31/12", None),
        ("Semester 5", None), ("tw 2026", None), ("05/26", None),
        ("Jan - Des", None), ("2024 - sekarang", None), ("12/2024", None), ("0812-3456-7890", None), (45292, None),
        ("001/2024/2025", None), (None, None),
    ],
)  # fmt: skip
def test_the_last_day_that_may_be_meant(cell: object, end: date | None) -> None:
    assert periods.end_of(cell) == end
