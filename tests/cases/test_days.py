"""Headings of days: those on which something was done or typed end nothing, unless one names an end, too."""

from pathlib import Path

import pytest

from data import imports
from data.column_kinds import Kind, kind
from data.columns import heading
from data.orders import Order, Refused
from tests.cases.test_second_files import LEFT, NIKS
from tests.conftest import AS_OF, NOW, Office, write_csv

HONEST = (
    "created_at", "createdAt", "Submitted At", "updated_at", "Last Updated", "Date Modified", "Tgl Masuk",
    "Tanggal Masuk Data", "Tgl Bergabung", "Join Date", "Tanggal Persetujuan", "approved_at", "Tgl Pelatihan",
    "Tanggal Bimtek", "Tgl Lahir", "DOB", "Tanggal Input", "Timestamp", "Cap Waktu", "Tgl Cetak Kartu",
    "Tgl Pelantikan", "Tgl Wawancara", "Tanggal Sertifikat", "Tgl Penyaluran", "Tanggal Surat", "Dibuat Pada",
    "_submission_time", "Tgl Pindah Datang", "Tanggal Pemutakhiran", "Tgl Mulai Bekerja", "Registration Date",
    "Tgl Perubahan Data", "Tanggal BAST", "Tgl Mulai Usaha", "Tgl Perbaikan NIK",
)  # fmt: skip
ENDS = (
    "Tgl Keluar", "Tgl Nonaktif", "Tgl Pindah", "Tgl Meninggal", "Berlaku s/d", "Expired", "expires_at", "deleted_at",
    "Tgl Masuk/Keluar", "Tanggal Masuk dan Keluar", "Tgl Cetak & Berlaku s/d Kartu", "Created / Expired",
    "Tgl Lahir / Meninggal", "Tanggal Persetujuan Keluar", "Tgl Input Nonaktif", "Tgl Pelatihan s.d. Selesai",
    "Updated (expired)", "Tgl Penghapusan", "Tgl Klaim JKM", "Tgl Pembatalan", "Date of Death", "Tgl Tidak Ikut",
    "Tgl Cetak Kartu / Masa Berlaku",
)  # fmt: skip


def order(office: Office, title: str, *days: str) -> Order:
    rows = [[nik, "BUDI", "AKTIF", days[at % len(days)]] for at, nik in enumerate(NIKS)]
    path: Path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "Status", title])
    return Order(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True)


@pytest.mark.parametrize("title", HONEST)
def test_a_day_that_ends_nothing_is_no_question(office: Office, title: str) -> None:
    report = imports.publish(order(office, title, "05/01/2026", "2026-01-05 10:11:12", ""), lambda *_: None)
    assert report.about
    assert report.about.listed == len(NIKS)


@pytest.mark.parametrize("title", ENDS)
def test_a_heading_that_names_an_end_is_judged_by_the_end(office: Office, title: str) -> None:
    assert kind(title) is Kind.ENDS or heading(title) == "ends"
    with pytest.raises(Refused):
        imports.publish(order(office, title, "31/10/2026 keluar", "", ""), lambda *_: None)


CHANGED = ("Tgl Perubahan", "Tanggal Perubahan Kepesertaan", "Tgl Ubah", "Tgl Laporan", "Perubahan Tgl", "Tgl Lapor")


@pytest.mark.parametrize("title", CHANGED)
def test_a_day_of_a_change_that_only_some_have_is_asked_about(office: Office, title: str) -> None:
    with pytest.raises(Refused, match=title) as refused:
        imports.publish(order(office, title, "31/08/2026", "", ""), lambda *_: None)
    assert refused.value.switches == ["--ignore-columns", title]


@pytest.mark.parametrize("title", CHANGED)
def test_one_that_all_have_or_those_who_ended_is_no_question(office: Office, title: str) -> None:
    report = imports.publish(order(office, title, "31/08/2026", "05/01/2026"), lambda *_: None)
    assert report.about
    assert report.about.listed == len(NIKS)
    one = order(office, title, "")
    rows = [[nik, "BUDI", *(["KELUAR", "31/08/2026"] if at < LEFT else ["AKTIF", ""])] for at, nik in enumerate(NIKS)]
    write_csv(one.path, rows, ["NIK", "Nama", "Status", title])
    report = imports.publish(one, lambda *_: None)
    assert report.about
    assert report.about.listed == len(NIKS) - LEFT
