"""Remarks in columns that are not read: which say that somebody has left."""

import pytest

from data.column_checks import without
from data.remarks import Remarks, remark_columns, says_left
from data.sheets import opened
from tests.conftest import BUDI, Office, write_csv


@pytest.mark.parametrize(
    "written",
    [
        "MATI", "Mati", "almarhum", "Almarhumah", "ALM.", "(alm)", "Sudah meninggal", "meninggal dunia",
        "Meninggal 5/1/25",
        "MENINGGAL", "wafat", "suami sudah meninggal", "istri meninggal", "Pindah ke Kab. Bekasi", "pindah",
        "PINDAH DOMISILI", "sudah pindah rumah", "keluar", "Keluar dari program", "dikeluarkan", "berhenti",
        "berhenti kerja",
        "resign", "mengundurkan diri", "PHK", "Non aktif", "NON-AKTIF", "nonaktif", "tidak aktif", "tdk aktif",
        "dinonaktifkan per 1/10", "sudah tidak bekerja", "bukan lagi peserta", "tidak lagi ojol", "dicoret",
        "dibatalkan",
        "batal", "ditolak", "graduasi", "tidak layak", "sudah PNS, tidak berhak", "menjadi ASN", "expired",
        "berakhir 10/2025",
        "kadaluarsa", "kedaluwarsa", "belum terdaftar", "bukan peserta", "tidak ditemukan", "deceased", "tutup usia",
        "diberhentikan", "meningal", "sdh meninggl", "mutasi", "pndah ke bdg", "hilang kontak", "pulang kampung",
        "maot", "sudah PPU", "tidak dikenal",
        "meninggal_dunia", "KTP luar, bukan warga Bekasi", "Telah berpulang", "Sdh meninggal",
    ],
)  # fmt: skip
def test_remarks_that_say_that_somebody_has_left(written: str) -> None:
    assert says_left(written)
    assert says_left(f"  {written.lower()} ")
    assert says_left(f"RT 05: {written}")


@pytest.mark.parametrize(
    "written",
    [
        "", "-", None, 1.0, "ojol", "Pedagang keliling", "aktif", "Aktif kembali", "masih hidup", "belum meninggal",
        "tidak pindah", "belum pernah berhenti", "CERAI MATI", "cerai mati, 3 anak", "pindahan dari Jakarta",
        "pindah datang", "kartu sudah keluar", "KTP belum keluar", "keluarga", "Kepala Keluarga", "Kartu Keluarga",
        "pengeluaran 2 juta", "Gg. H. Mat", "matic", "Almira", "mandor", "penerima PKH", "tidak terdaftar DTKS",
        "belum menerima bansos", "BPU, bukan penerima upah", "jaminan pensiun",
        "mutasi masuk", "KTP hilang", "tinggal di kontrakan", "pelanggan warung", "Jl. Kematangan", "sakit", "tidak",
        "ya", "valid", "TIDAK VALID", "lansia", "janda", "pekerjaan selesai", "KTP dikeluarkan oleh Disdukcapil", BUDI,
    ],
)  # fmt: skip
def test_remarks_that_say_something_else(written: object) -> None:
    assert not says_left(written)


def test_a_short_word_says_it_only_where_it_stands_alone() -> None:
    assert says_left("MD")
    assert says_left("M.D.")
    assert not says_left("dr. Asep, MD")


def test_five_million_different_remarks_are_not_all_held() -> None:
    remarks = Remarks()
    assert [remarks["MATI"], remarks[f"ojol {5}"], remarks[None], remarks[5.0]] == [True, False, False, False]
    for number in range(60_000):
        assert not remarks[f"ojol {number}"]
    assert len(remarks) <= 20_000
    assert remarks["MATI"]


def test_remarks_are_looked_for_where_they_may_stand(office: Office) -> None:
    headings = [
        "No",
        "NIK",
        "Nama",
        "Status",
        "Alamat",
        "Keterangan",
        "Status Kawin",
        "",
        "Validasi Dukcapil",
        "Exp",
        "Desil",
    ]
    path = write_csv(office.home / "list.csv", [["1", BUDI, *["x"] * 9]], headings)
    with opened(path) as sheet:
        assert [headings[at] for at in remark_columns(sheet)] == ["Keterangan", "", "Validasi Dukcapil"]
        ignored = without(sheet, {"keterangan"})
        assert [headings[at] for at in remark_columns(ignored)] == ["", "Validasi Dukcapil"]
