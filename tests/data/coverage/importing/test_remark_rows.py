"""Rows that were put aside for a remark: which column and which words, and what to do about it."""

import pytest

from data.coverage.importing import importer, remark_rows, sample
from data.coverage.importing.job import Accepted, ImportJob, Refused
from data.coverage.lists.list_files import open_list
from tests.conftest import AS_OF, BUDI, NOW, Office, write_csv

NIKS = [made.nik for made in sample.people(40, 3, NOW.date())]


def order(office: Office, headings: list[str], rows: list[list[str]]) -> ImportJob:
    path = write_csv(office.home / "peserta.csv", rows, headings)
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=Accepted(unclear=40), dry_run=True)


def test_the_report_says_which_columns_and_which_words(office: Office) -> None:
    rows = [[nik, "BUDI", "Aktif", "pindah ke Karawang" if at < 3 else ""] for at, nik in enumerate(NIKS)]
    rows[9][1], rows[10][3] = "UJANG (ALM)", "12/11 sudah meninggal (SITI)"
    report = importer.publish(order(office, ["NIK", "Nama", "Status", "Keterangan"], rows), lambda *_: None)
    assert [one.in_language("id") for one in remark_rows.of_list(report)] == [
        "Kolom Keterangan menyebut “pindah” di 3 baris.",
        "Kolom Nama menyebut “alm” di 1 baris.",
        "Kolom Keterangan menyebut “meninggal” di 1 baris.",
        "Kalau orang itu sudah keluar, ubah Status menjadi “Non Aktif”. Kalau masih peserta, hapus keterangan itu.",
    ]


def test_beside_the_row_stands_what_to_decide(office: Office) -> None:
    row = [BUDI, "BUDI", "Aktif", "ojol", "pindah ke Karawang"]
    with open_list(order(office, ["NIK", "Nama", "Status", "Catatan", "Keterangan"], [row]).path) as sheet:
        told = remark_rows.of_row(sheet, row).in_language("id")
    assert told.startswith("Kolom Keterangan menyebut “pindah ke Karawang”, tetapi Status “Aktif”. Kalau orang itu")
    with open_list(order(office, ["NIK", "Nama"], [[BUDI, "Budi (alm)"]]).path) as sheet:
        told = remark_rows.of_row(sheet, [BUDI, "Budi (alm)"]).in_language("id")
    assert "Kolom Nama menyebut “Budi (alm)”. Daftar ini tidak punya kolom Status." in told
    assert "statusnya" not in told


@pytest.mark.parametrize("words", ["Tidak layak", "Tidak lolos", "Belum diverifikasi", "Ditolak"])
def test_what_came_of_choosing_among_candidates_is_no_list_of_participants(office: Office, words: str) -> None:
    rows = [[nik, "BUDI", "Layak" if at % 4 else words] for at, nik in enumerate(NIKS)]
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, ["NIK", "Nama", "Verifikasi"], rows), lambda *_: None)
    told = refused.value.in_language("id")
    assert f"Kolom Verifikasi berisi “{words.lower()}” di 10 baris. Ini seperti hasil seleksi calon" in told
    rows = [[nik, "BUDI", "Layak"] for nik in NIKS]
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, ["NIK", "Nama", "Verifikasi"], rows), lambda *_: None)
    assert "seleksi" not in refused.value.in_language("id")


@pytest.mark.parametrize(
    ("heading", "words"),
    [("HASIL VERIFIKASI", "Tidak layak"), ("Hasil Seleksi", "Tidak"), ("Kelayakan", "Belum"), ("Lolos?", "tdk")],
)
def test_a_column_of_a_selection_is_not_to_be_headed_as_the_status(office: Office, heading: str, words: str) -> None:
    rows = [[nik, "BUDI", "Layak" if at % 4 else words] for at, nik in enumerate(NIKS)]
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, ["NIK", "Nama", heading], rows), lambda *_: None)
    told = refused.value.in_language("id")
    assert f"Kolom {heading} berisi “{words}” di 10 baris (pertama di baris 2). Ini seperti hasil seleksi calon" in told
    assert "beri judul “Status” pada kolom itu" not in told


def test_a_question_about_being_insured_may_be_the_status(office: Office) -> None:
    rows = [[nik, "BUDI", "Ya" if at % 4 else "Tidak"] for at, nik in enumerate(NIKS)]
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, ["NIK", "Nama", "Terdaftar BPJS TK"], rows), lambda *_: None)
    assert "beri judul “Status” pada kolom itu" in refused.value.in_language("id")
