"""Lines within a list that change what its rows mean are never passed over, and other lines are no question."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Refused
from tests.cases.test_second_files import LEFT, NIKS, people, text
from tests.conftest import AS_OF, NOW, Office

HEAD, *EVERYBODY = people("Status", "Alamat", "TMT", of=lambda _: ["AKTIF", "Jl. Mawar", "01/01/2026"])
Lines = Sequence[Sequence[object]]


def listed(office: Office, rows: Lines) -> int:
    path: Path = text(office.home, rows)
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, dry_run=True)
    report = importer.publish(order, lambda *_: None)
    assert report.about
    return report.about.listed


def refused(office: Office, rows: Lines, *switches: str) -> str:
    with pytest.raises(Refused) as found:
        listed(office, rows)
    assert found.value.switches == [*switches]
    return " ".join(gate.sentence.in_language("id") for gate in found.value.gates)


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize(
    "title",
    [
        "B. PESERTA YANG SUDAH KELUAR", "PESERTA MENINGGAL DUNIA", "II. Daftar Peserta Nonaktif", "Tidak aktif",
        "(sudah pindah ke Depok)", "Status peserta: keluar", "TMS", "II. TIDAK MEMENUHI SYARAT", "PESERTA DITOLAK",
        "B. DIGANTI", "DATA GANDA", "Yang sudah tidak bekerja", "C. BATAL",
    ],
)  # fmt: skip
def test_a_title_of_people_who_left_above_people_who_are_active(office: Office, title: str, at: int) -> None:
    line: list[object] = [*[""] * at, title]
    said = refused(office, [HEAD, *EVERYBODY[LEFT:], line, *EVERYBODY[:LEFT]], "--all-listed")
    assert f"Baris {len(NIKS) - LEFT + 2} “{title}”" in said


@pytest.mark.parametrize(
    "title",
    [
        "B. PESERTA BARU",
        "Kecamatan Jatiasih",
        "Keluarga Alm. BUDI",
        "Peserta aktif dan nonaktif",
        "RW 05",
        "B. PENGGANTI",
        "II. MEMENUHI SYARAT",
    ],
)
def test_another_title_is_no_question(office: Office, title: str) -> None:
    assert listed(office, [HEAD, *EVERYBODY[LEFT:], [title], *EVERYBODY[:LEFT]]) == len(NIKS)


def test_a_title_above_people_who_have_ended_is_no_question(office: Office) -> None:
    ended = [[*cells[:3], "KELUAR", *cells[4:]] for cells in EVERYBODY[:LEFT]]
    rows: Lines = [HEAD, *EVERYBODY[LEFT:], ["B. PESERTA YANG SUDAH KELUAR"], *ended]
    assert listed(office, rows) == len(NIKS) - LEFT


@pytest.mark.parametrize(
    "again",
    [
        ["No", "NIK", "Nama", "Status", "Alamat", "Tgl Keluar"], ["No", "NIK", "Nama", "Status", "Tgl Keluar"],
        ["No", "NIK", "Nama", "Alamat", "Status"], ["No", "Nama", "NIK", "Status"],
        ["No", "NIK", "Nama", "Status", "Status Keluar"], ["No", "No KK", "Nama", "NIK", "Status"],
    ],
)  # fmt: skip
def test_other_headings_within_the_list(office: Office, again: list[str]) -> None:
    more = [[*cells[:3], "AKTIF", "31/10/2026", "31/10/2026"] for cells in EVERYBODY[:LEFT]]
    assert "adalah baris judul lagi" in refused(office, [HEAD, *EVERYBODY[LEFT:], [], again, *more])


@pytest.mark.parametrize(
    "again",
    [HEAD, ["NO.", "No. KTP", "NAMA", "STATUS PESERTA", "ALAMAT", "T.M.T"], ["No", "NIK", "Nama", "Status", "", ""]],
)
def test_the_same_headings_again_are_no_question(office: Office, again: list[object]) -> None:
    assert listed(office, [HEAD, *EVERYBODY[LEFT:], again, *EVERYBODY[:LEFT]]) == len(NIKS)


@pytest.mark.parametrize(
    "line",
    [
        ["*) Meninggal dunia"], ["", "* = sudah keluar"], ["", "", "Ket: * peserta keluar"], ["Tanda + : meninggal"],
        ["Keterangan:", "warna merah", "=", "sudah keluar / meninggal"], ["Baris kuning : pindah domisili"],
        ["Yang diarsir sudah tidak aktif"], ["", "† meninggal"],
    ],
)  # fmt: skip
def test_a_legend_of_people_who_left(office: Office, line: list[str]) -> None:
    said = refused(office, [HEAD, *EVERYBODY, [], line])
    assert "tidak dibaca" in said
    assert "Non Aktif" in said


@pytest.mark.parametrize(
    "line",
    [
        ["*) belum diverifikasi"], ["Warna hijau = aktif"], ["Catatan: data per 5 November"], ["* sesuai KTP"],
        ["Tanda tangan"], ["", "Kampung Kuning"], ["Bekasi, 5 November 2026"],
    ],
)  # fmt: skip
def test_another_line_below_the_list_is_no_question(office: Office, line: list[str]) -> None:
    assert listed(office, [HEAD, *EVERYBODY, [], line]) == len(NIKS)


def test_a_colour_that_the_status_says_too_is_no_question(office: Office) -> None:
    ended = [[*cells[:3], "KELUAR", *cells[4:]] for cells in EVERYBODY[:LEFT]]
    assert listed(office, [HEAD, *ended, *EVERYBODY[LEFT:], ["Warna merah = keluar"]]) == len(NIKS) - LEFT


@pytest.mark.parametrize("heading", ["Tgl Akhir", "TMT"])
@pytest.mark.parametrize("sign", ["/", "-", "."])
def test_days_with_the_month_first_are_never_misread(office: Office, heading: str, sign: str) -> None:
    def written(at: int, *, month_first: bool) -> str:
        parts = ["12", f"{at % 28 + 1:02}"]
        return sign.join([*(parts if month_first else reversed(parts)), "2026"])

    rows = people("Status", heading, of=lambda at: ["AKTIF", written(at, month_first=True)])
    assert "ditulis dengan bulan di depan" in refused(office, rows)
    rows = people("Status", heading, of=lambda at: ["AKTIF", written(at, month_first=False)])
    assert listed(office, rows) == len(NIKS)


@pytest.mark.parametrize("wrong", [1, LEFT, 30])
def test_one_day_that_was_mistyped_does_not_make_the_others_american(office: Office, wrong: int) -> None:
    rows = people("Status", "Tgl Akhir", of=lambda at: ["AKTIF", "12/31/2026" if at < wrong else "31/12/2026"])
    assert "ditulis dengan bulan di depan" not in refused(office, rows, "--accept-unclear", str(wrong))


@pytest.mark.parametrize(
    "line",
    [
        ["Keterangan : M = Meninggal, P = Pindah"], ["2 = Keluar"], ["1 = Aktif 2 = Keluar"], ["*) P: pindah domisili"],
        ["Ket: M = mati"], ["", "AL = alih profesi; MD = meninggal dunia"], ["03 = nonaktif"],
    ],
)  # fmt: skip
def test_a_legend_of_codes_of_people_who_left(office: Office, line: list[str]) -> None:
    assert "menjelaskan kode" in refused(office, [HEAD, *EVERYBODY, [], line])
    ended = [[*cells[:3], "KELUAR", *cells[4:]] for cells in EVERYBODY[:LEFT]]
    assert listed(office, [HEAD, *ended, *EVERYBODY[LEFT:], [], line]) == len(NIKS) - LEFT


@pytest.mark.parametrize(
    "line",
    [
        ["Keterangan : L = Laki-laki, P = Perempuan"], ["K = Kawin, CM = Cerai Mati, CH = Cerai Hidup"],
        ["1 = Kepala Keluarga 2 = Istri"], ["A = Aktif"], ["NB: data per 5 November 2026"], ["S = SD, M = MTs"],
    ],
)  # fmt: skip
def test_another_legend_of_codes_is_no_question(office: Office, line: list[str]) -> None:
    assert listed(office, [HEAD, *EVERYBODY, [], line]) == len(NIKS)
