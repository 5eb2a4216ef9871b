"""A list that says nobody's status is published only when somebody means it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest
import xlsxwriter

from data.content import texts
from data.coverage import snapshots
from data.coverage.importing import importer, sample
from data.coverage.importing.job import Accepted, ImportJob, Refused
from data.coverage.lists.titles import doubtful_word
from tests.conftest import AS_OF, NOW, Office, write_csv
from tests.support.processes import SIGAP, House

PEOPLE = [(made.nik, made.name) for made in sample.people(30, 5, NOW.date())]
STATUSES = ["AKTIF", "NON AKTIF"]


def order(office: Office, headings: Sequence[str], *cells: Sequence[str], name: str = "peserta.csv") -> ImportJob:
    """A list of people; the cells stand in turn beside them."""
    rows = [[*person, *(column[at % len(column)] for column in cells)] for at, person in enumerate(PEOPLE)]
    path = write_csv(office.home / name, rows, ["NIK", "Nama", *headings])
    return ImportJob(path, AS_OF, NOW, office.key, office.snapshots)


def workbook(path: Path, title: str, sheet: str, statuses: Sequence[str]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        made = book.add_worksheet(sheet)
        made.write(0, 0, title)
        made.write_row(2, 0, ["NIK", "Nama", "Status"])
        for at, person in enumerate(PEOPLE):
            made.write_row(at + 3, 0, [*person, statuses[at % len(statuses)]])
    return path


def publish(one: ImportJob) -> bool:
    return importer.publish(one, lambda *_: None).published


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ([], []),
        (["Desil", "Alamat"], [["1"], ["Jl. Mawar"]]),
        (["TMT"], [["01/01/2026"]]),
        (["Status"], [[""]]),
        (["Status", "Tanggal Akhir"], [["-", ""], [""]]),
        (["Tanggal Akhir"], [[""]]),
    ],
)
def test_a_list_without_any_status_must_be_meant(office: Office, headings: list[str], cells: list[list[str]]) -> None:
    one = order(office, headings, *cells)
    with pytest.raises(Refused) as refused:
        publish(one)
    hear = texts.text("check.found", "id", as_of="5 November 2026", since="", until="")
    assert " ".join(f"Tercatat · per 5 November 2026. {hear}".split()) in str(refused.value)
    assert "30 people" in str(refused.value)
    assert refused.value.switches == ["--all-listed"]
    assert publish(replace(one, all_listed=True))


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["Status"], [STATUSES]),
        (["Tanggal Akhir"], [["31/12/2026"]]),
        (["Tanggal Akhir"], [["", "31/12/2025"]]),
        (["Status", "Tanggal Akhir"], [["AKTIF"], [""]]),
    ],
)
def test_a_list_with_a_status_says_it_itself(office: Office, headings: list[str], cells: list[list[str]]) -> None:
    assert publish(order(office, headings, *cells))


def test_a_blank_status_beside_others_says_nothing(office: Office) -> None:
    """Offices write a status once for a group, or mark only who left: a blank is neither."""
    one = order(office, ["Status"], ["", "NON AKTIF"])
    with pytest.raises(Refused, match="15 people have no status word") as refused:
        publish(one)
    assert refused.value.switches == ["--all-listed"]
    assert publish(replace(one, all_listed=True))
    assert publish(replace(one, accepted=Accepted(replace=True, unclear=15)))


@pytest.mark.parametrize("name", ["usulan_pekerja_rentan.csv", "CalonPeserta.csv", "peserta dinonaktifkan.csv"])
def test_a_file_that_is_called_a_list_of_candidates_is_refused(office: Office, name: str) -> None:
    with pytest.raises(Refused, match="file's name says"):
        publish(order(office, ["Status"], ["AKTIF", ""], name=name))
    with pytest.raises(Refused, match="file's name says"):
        publish(order(office, ["Tanggal Akhir"], ["31/12/2026"], name=name))
    assert publish(order(office, ["Status"], STATUSES, name=name))


@pytest.mark.parametrize(
    ("title", "sheet"),
    [
        ("DAFTAR USULAN PEKERJA RENTAN 2026", "Data"),
        ("DAFTAR PEKERJA RENTAN", "Cadangan"),
        ("Calon peserta tahap 3", "A"),
    ],
)
def test_a_title_that_says_candidates_is_refused_unless_each_has_a_status(
    office: Office, title: str, sheet: str
) -> None:
    one = ImportJob(office.home / "list.xlsx", AS_OF, NOW, office.key, office.snapshots)
    workbook(one.path, title, sheet, ["AKTIF", ""])
    with pytest.raises(Refused, match="title of the list"):
        publish(one)
    assert publish(replace(one, all_listed=True))
    workbook(one.path, title, sheet, ["AKTIF"])
    assert publish(one)


LEFT = [
    "keluar.csv", "nonaktif.csv", "Peserta Meninggal.csv", "data-dicoret_okt.csv", "TDK AKTIF.csv", "Tidak.csv",
    "Form pengurangan TK.csv", "RT yang diganti.csv", "NA.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_a_file_that_is_called_a_list_of_people_who_left_lists_nobody(office: Office, name: str) -> None:
    for headings, cells in (([], []), (["Status"], [["AKTIF", ""]]), (["Tanggal Akhir"], [["", "31/12/2026"]])):
        one = order(office, headings, *cells, name=name)
        for all_listed in (False, True):
            with pytest.raises(Refused, match="file's name says") as refused:
                publish(replace(one, all_listed=all_listed))
            assert refused.value.switches == []
    assert publish(order(office, ["Status"], STATUSES, name=name))
    assert publish(
        replace(order(office, ["Tanggal Akhir"], ["31/12/2025"], name=name), accepted=Accepted(replace=True))
    )


@pytest.mark.parametrize("name", LEFT)
def test_who_left_by_the_files_name_and_is_active_by_their_status_must_be_meant(office: Office, name: str) -> None:
    one = order(office, ["Status"], ["AKTIF"], name=name)
    with pytest.raises(Refused, match="by its columns all of them are in the programme") as refused:
        publish(one)
    assert refused.value.switches == ["--all-listed"]
    assert publish(replace(one, all_listed=True))


@pytest.mark.parametrize(
    ("title", "sheet"),
    [
        ("DAFTAR PESERTA", "TMS"), ("Peserta yang ditolak", "A"), ("", "Tidak Memenuhi Syarat"), ("", "Gugur"),
        ("REKAP DATA TIDAK LAYAK 2026", "A"), ("", "Data Ganda"), ("", "DO"), ("", "Stop 2"), ("", "Eks Peserta"),
        ("PESERTA YANG SUDAH TIDAK BEKERJA", "A"), ("", "Reject"), ("", "Tidak Padan"),
    ],
)  # fmt: skip
def test_who_was_refused_by_a_title_and_is_active_by_their_status_must_be_meant(
    office: Office, title: str, sheet: str
) -> None:
    one = ImportJob(office.home / "list.xlsx", AS_OF, NOW, office.key, office.snapshots)
    workbook(one.path, title, sheet, ["AKTIF"])
    with pytest.raises(Refused, match="people who have left or were refused") as refused:
        publish(one)
    assert refused.value.switches == ["--all-listed"]
    assert publish(replace(one, all_listed=True))
    workbook(one.path, title, sheet, STATUSES)
    assert publish(replace(one, accepted=Accepted(replace=True)))


@pytest.mark.parametrize(
    ("title", "sheet"),
    [
        ("DAFTAR PESERTA", "MS"), ("MASYARAKAT KURANG MAMPU", "A"), ("PEKERJA BUKAN PENERIMA UPAH", "Tambah"),
        ("PEKERJA RENTAN TIDAK TERDAFTAR DTKS", "A"), ("", "Valid"), ("PESERTA LAYAK DAN TERDAFTAR", "Peserta Lama"),
        ("PEKERJA BUKAN KARYAWAN", "Pengganti"), ("PESERTA AKTIF, BUKAN YANG GAGAL", "A"),
    ],
)  # fmt: skip
def test_other_titles_above_people_who_are_active_are_no_question(office: Office, title: str, sheet: str) -> None:
    one = ImportJob(office.home / "list.xlsx", AS_OF, NOW, office.key, office.snapshots)
    workbook(one.path, title, sheet, ["AKTIF"])
    assert publish(one)


@pytest.mark.parametrize(
    "name", ["peserta aktif.csv", "Data Keluarga.csv", "Peserta aktif dan nonaktif.csv", "PHK.csv"]
)
def test_other_names_are_opened_by_the_switch(office: Office, name: str) -> None:
    assert publish(replace(order(office, [], name=name), all_listed=True))


@pytest.mark.parametrize("name", ["keluar.csv", "Meninggal.csv", "Usulan.csv"])
def test_beside_others_each_file_is_judged_by_its_own_name(office: Office, name: str) -> None:
    for headings, cells in (
        ([], [[], []]),
        (["Status"], [["AKTIF"], [""]]),
        (["Tanggal Akhir"], [["31/12/2026"], [""]]),
    ):
        halves = PEOPLE[:15], PEOPLE[15:]
        paths = [
            write_csv(office.home / called, [[*one, *cell] for one in half], ["NIK", "Nama", *headings])
            for called, half, cell in zip(("peserta.csv", name), halves, cells, strict=True)
        ]
        one = ImportJob(paths[0], AS_OF, NOW, office.key, office.snapshots, more=(paths[1],))
        with pytest.raises(Refused, match=rf"^{name}: The file's name says"):
            publish(one)
        if name != "Usulan.csv":
            with pytest.raises(Refused, match=rf"^{name}: The file's name says"):
                publish(replace(one, all_listed=True))


@pytest.mark.parametrize("heading", ["Status", "Tanggal Akhir"])
def test_a_file_that_says_nobodys_status_beside_one_that_does_must_be_meant(office: Office, heading: str) -> None:
    word = {"Status": "AKTIF", "Tanggal Akhir": "31/12/2026"}[heading]
    one = write_csv(office.home / "barat.csv", [[*made, word] for made in PEOPLE[:29]], ["NIK", "Nama", heading])
    two = write_csv(office.home / "timur.csv", [[*made, "-"] for made in PEOPLE[29:]], ["NIK", "Nama", heading])
    for paths in ((one, two), (two, one)):
        both = ImportJob(paths[0], AS_OF, NOW, office.key, office.snapshots, more=paths[1:])
        with pytest.raises(Refused, match=r"In timur\.csv stands nobody's status") as refused:
            publish(both)
        assert refused.value.switches == ["--all-listed"]
    assert publish(replace(both, all_listed=True))
    write_csv(two, [[*made, word] for made in PEOPLE[29:]], ["NIK", "Nama", heading])
    assert publish(both)


def test_a_sheet_that_says_nobodys_status_beside_one_that_does_must_be_meant(office: Office) -> None:
    one = ImportJob(office.home / "list.xlsx", AS_OF, NOW, office.key, office.snapshots, all_sheets=True)
    for word in ("", "31/12/2026"):
        with xlsxwriter.Workbook(str(one.path)) as book:
            for title, half, end in (("Barat", PEOPLE[:25], "31/12/2026"), ("Timur", PEOPLE[25:], word)):
                made = book.add_worksheet(title)
                for at, cells in enumerate([("NIK", "Nama", "Tanggal Akhir"), *((*person, end) for person in half)]):
                    made.write_row(at, 0, cells)
        if word:
            assert publish(one)
        else:
            with pytest.raises(Refused, match=r"In list\.xlsx, Timur stands nobody's status"):
                publish(one)


@pytest.mark.parametrize(
    "title", ["USULAN PENERIMA 2027", "CALON PESERTA", "DAFTAR TUNGGU", "CADANGAN", "DAFTAR NOMINASI", "Rekomendasi RW"]
)
def test_a_status_that_candidates_have_too_is_none_below_such_a_title(office: Office, title: str) -> None:
    one = ImportJob(office.home / "list.xlsx", AS_OF, NOW, office.key, office.snapshots)
    for statuses in (["Baru"], ["Terdaftar"], ["AKTIF", "Baru"], ["Ya", "Tidak"]):
        workbook(one.path, title, "Data", statuses)
        with pytest.raises(Refused, match="is written of candidates, too") as refused:
            publish(one)
        assert refused.value.switches == ["--all-listed"]
        assert publish(replace(one, all_listed=True, dry_run=True)) is False
        workbook(one.path, "DAFTAR PESERTA", "Data", statuses)
        assert publish(replace(one, dry_run=True)) is False
    workbook(one.path, title, "Data", ["AKTIF"])
    assert publish(one)


@pytest.mark.parametrize("name", ["Usulan 2027", "CALON PENERIMA", "Cadangan", "Kandidat 3"])
def test_a_segment_of_candidates_must_be_meant(office: Office, name: str) -> None:
    one = order(office, ["Status", "Segmen"], ["AKTIF"], ["Ojek", name])
    with pytest.raises(Refused, match=f"“{name}” sounds like candidates") as refused:
        publish(one)
    assert refused.value.switches == ["--all-listed"]
    assert publish(replace(one, all_listed=True))
    ended = order(office, ["Status", "Segmen"], ["AKTIF", "NON AKTIF"], ["Ojek", name])
    assert publish(replace(ended, accepted=Accepted(replace=True)))
    assert publish(order(office, ["Status", "Segmen"], ["AKTIF"], ["Ojek", "Bukan Penerima Upah"]))


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("DAFTAR USULAN CALON PESERTA", "usulan"), ("Data calon penerima", "calon"),
        ("peserta_dinonaktifkan_2025.xlsx", "dinonaktifkan"),
        ("Peserta Non-Aktif", "non aktif"), ("Rekap NONAKTIF", "nonaktif"), ("PESERTA TIDAK AKTIF", "tidak aktif"),
        ("Data ditolak verifikasi", "ditolak"), ("CADANGAN", "cadangan"), ("Pengajuan Nov 2025.xlsx", "pengajuan"),
        ("DAFTAR TUNGGU", "daftar tunggu"), ("Peserta Graduasi", "graduasi"), ("data meninggal dunia", "meninggal"),
        ("Peserta keluar Okt", "keluar"), ("bukan peserta", "bukan"), ("Hasil: tidak layak", "tidak layak"),
        ("UsulanBekasiTimur.csv", "usulan"), ("peserta-pindah", "pindah"), ("Penghapusan peserta", "penghapusan"),
    ],
)  # fmt: skip
def test_words_that_say_whom_a_list_holds(title: str, word: str) -> None:
    assert doubtful_word(["Pemerintah Kota Bekasi", title]) == word


@pytest.mark.parametrize(
    "title",
    [
        "DAFTAR PESERTA PROGRAM SIGAP KOTA BEKASI TAHUN 2025", "PEKERJA BUKAN PENERIMA UPAH (BPU)", "Kartu Keluarga",
        "JAMINAN KECELAKAAN KERJA DAN JAMINAN KEMATIAN (JKK/JKM)", "Pendaftaran peserta tahap 2", "peserta aktif.xlsx",
        "Kelurahan Kaliabang Tengah", "Keadaan 5 November 2025", "Dinas Tenaga Kerja", "Kematangan", "Sheet1", "",
        "Nama-nama Kepala Keluarga penerima", "Matikan", "DATA PEKERJA RENTAN HASIL VERIFIKASI",
    ],
)  # fmt: skip
def test_honest_titles(title: str) -> None:
    assert doubtful_word([title]) is None


def test_somebody_at_the_keyboard_is_asked(house: House, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "peserta.csv", PEOPLE, ["NIK", "Nama"])
    words = ["import", str(path), "--as-of", str(AS_OF)]
    done = house.sigap(*words)
    assert (done.returncode, b"--all-listed" in done.stderr) == (1, True)
    before = snapshots.read_pointer(house.home / "sigap" / "coverage").number
    for answer, code in (("n", 1), ("y", 0)):
        child = pexpect.spawn(SIGAP, words, env=house.env | {"TERM": "dumb"}, encoding="utf-8", timeout=120)
        child.expect("Tercatat · per 5 November 2026")
        child.expect(r"\[y/N\]")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == code, child.before
        assert snapshots.read_pointer(house.home / "sigap" / "coverage").number == before + (code == 0)
