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
        assert "pertama di baris 2, berakhir “31/12/2024”" in " ".join(refused.value.in_language("id").split())


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


THIS_YEAR = (
    ("Masa Iuran", "TW I", "TW IV"), ("Triwulan", "II", "IV"), ("Periode Bayar", "Jan-Jun", "Jan-Des"),
    ("Bulan", "Januari s.d. Juni", "Januari s.d. Desember"), ("Semester Iuran", "Smt 1", "Smt 2"),
    ("Iuran Bulan", "s/d Agustus", "s/d Desember"), ("Ket Bayar", "lunas s/d Agustus", "lunas s/d Desember"),
    ("Periode Iuran", "Q2", "Q4"), ("Periode Iuran", "Mei - Okt", "Nov - Jan"), ("Kuartal", "3", "4"),
    ("Tahun Perlindungan", "2025", "2026"), ("Tahun Dibayar", "2024", "2026"),
)  # fmt: skip


@pytest.mark.parametrize(("title", "over", "going_on"), THIS_YEAR)
def test_a_span_that_tells_no_year_is_one_of_this_year(office: Office, title: str, over: str, going_on: str) -> None:
    with pytest.raises(Refused, match=f"{title} names a time that is over in 5 rows") as refused:
        listed(order(office, title, [over, going_on]))
    assert refused.value.switches == ["--ignore-columns", title]
    assert listed(order(office, title, [going_on, going_on])) == len(NIKS)
    assert listed(order(office, title, [over, going_on], "KELUAR")) == len(NIKS) - LEFT


@pytest.mark.parametrize(("title", "cell"), [("Tahun Daftar", "2025"), ("Tahun Kepesertaan", "2025"), ("Semester", "")])
def test_other_years_are_no_question(office: Office, title: str, cell: str) -> None:
    assert listed(order(office, title, [cell, cell])) == len(NIKS)


def lasting(office: Office, title: str, starts: str, lasts: str) -> ImportJob:
    rows = [[nik, "BUDI", "AKTIF", starts if at < LEFT else "01/06/2026", lasts] for at, nik in enumerate(NIKS)]
    path: Path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "Status", "TMT", title])
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots)


@pytest.mark.parametrize(
    ("title", "lasts"),
    [
        ("Durasi", "12 bulan"), ("Durasi (bulan)", "12"), ("Lama Perlindungan", "1 tahun"), ("Jumlah Bulan", "12"),
        ("Tenor", "12 bln"), ("Lama Kepesertaan (bln)", "12"), ("Bulan Perlindungan", "12"),
    ],
)  # fmt: skip
def test_so_many_months_from_the_start_on_may_be_over(office: Office, title: str, lasts: str) -> None:
    with pytest.raises(Refused, match=r"cover of the people in 5 rows is over") as refused:
        listed(lasting(office, title, "01/10/2025", lasts))
    assert refused.value.switches == ["--ignore-columns", title]
    assert listed(lasting(office, title, "23/11/2025", lasts)) == len(NIKS)


@pytest.mark.parametrize(("title", "lasts"), [("Lama Bekerja", "3 bulan"), ("Durasi Kerja", "2"), ("Durasi", "lama")])
def test_how_long_something_else_lasts_is_no_question(office: Office, title: str, lasts: str) -> None:
    assert listed(lasting(office, title, "01/01/2025", lasts)) == len(NIKS)
