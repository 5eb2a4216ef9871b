"""Rows below the headings: which hold nobody, and which hold somebody whose NIK is broken."""

from collections.abc import Sequence

import pytest

from data.coverage.lists.non_person_rows import NonPersonRows

COLUMNS = {"nik": 1, "name": 2}
"""Beside them: the number of the row at 0, the address at 3, a remark at 4."""


def holds_nobody(*rows: Sequence[object], columns: dict[str, int] = COLUMNS) -> list[bool]:
    filler = NonPersonRows(columns)
    return [filler.holds_nobody(at, [*cells, *[""] * (5 - len(cells))]) for at, cells in enumerate(rows, start=2)]


@pytest.mark.parametrize(
    "row",
    [
        [], [None, "", " "], ["-", "-", "-"],
        ["1", "2", "3", "4", "5"], ["(1)", "(2)", "(3)"], [-1.0, -2.0, -3.0, -4.0, -5.0], ["(-1)", "- 2", 3],
        [1, 2, 3, 4],
        ["No", "NIK", "Nama", "Alamat"], ["", "NO. KTP", "NAMA LENGKAP"],
        ["41"], [41.0], ["41."], [1041.0, "", "", "", ""], ["42", "-", "-"], ["43", "", "", "Kota Bekasi", "aktif"],
        ["No. KK : 3275010101090000"], ["No. KK : 327501010109000", "", "Alamat : JATIASIH"],
        ["NO KK: 3275.0101.0109.0001", "", ""], ["", "No. KK : 3275010101090002", ""], ["No. KK", "32750101010900", ""],
        ["Nomor Kartu Keluarga", "3275010101090", ""], ["Kepala Keluarga : ASEP"], ["", "", "Kepala Keluarga : ASEP"],
        ["Kecamatan : Jatiasih"], ["KECAMATAN BEKASI TIMUR"], ["", "Kelurahan Aren Jaya"], ["A. Kec. Jatiasih"],
        ["II. KECAMATAN RAWALUMBU"], ["RT 001 / RW 002"], ["", "", "RW 05"], ["Halaman 2 dari 30"], ["Hal. 3"],
        ["JUMLAH"], ["", "JUMLAH", "40 orang"], ["Jumlah", "40", ""], ["TOTAL", "", "1.234", "", 40.0],
        ["", "", "Total"],
        ["Sub Total", "40"], ["SUBTOTAL", 40.0], ["Grand Total", "51.666"], ["Jumlah seluruhnya", "", "51.666"],
        ["", "40 orang"], ["", "", "40 (empat puluh) orang"], ["Terbilang: empat puluh orang"], ["", 40.0],
        ["", "51666"],
        ["", "Bekasi, 5 November 2025"], ["", "", "", "Bekasi,   November 2025"], ["", "Bekasi", " 5 November 2025"],
        ["Kota Bekasi, 05-11-2025"], ["", "", "", "", "Jakarta, ........... 2025"], ["", "", "Bekasi, Nopember 2025"],
        ["Mengetahui,"], ["", "Mengetahui", "", "Bekasi, 5 November 2025"], ["", "Kepala Dinas,"],
        ["", "", "", "Camat Jatiasih"],
        ["", "Lurah Jatiasih", "", "Ketua RW 05"], ["", "", "KEPALA DINAS TENAGA KERJA"], ["a.n. Wali Kota Bekasi"],
        ["", "NIP 19700101 199003 1 001"], ["", "NIP. 197001011990031001"], ["", "", "NIP: 19700101 199003 1 001"],
        ["NIP.", "197001011990031001"], ["", "19700101 199003 1 001"], ["", "", "ttd"], ["", "Tanda tangan"],
        ["Catatan: data per 5 November"], ["Sumber : Disnaker"], ["*) belum diverifikasi"], ["Keterangan :"],
    ],
)  # fmt: skip
def test_lines_that_hold_nobody(row: list[object]) -> None:
    assert holds_nobody(row) == [True]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "line",
    [
        "Ditetapkan di Bekasi", "pada tanggal 5 November 2026", "Dikeluarkan di : Bekasi", "Bks, 5 Nov 2026",
        "Bekasi 5 November 2026", "Jatiasih, 05-11-2026", "Bekasi,    -  - 2026", "Tim Verifikasi:", "Tim Verifikasi",
        "Lurah Jatiasih", "Plt. Lurah", "a/n Kepala Dinas", "Wakil Wali Kota", "NIP. 197001011990031001",
        "197001011990031001", "199001012022211001", "Yang membuat pernyataan,", "Penanggung Jawab Data", "Verifikator",
        "Keluarga Bapak ASEP", "KELUARGA IBU SITI", "A | NO KK", "A | 3275010101090000", "RT 03 / RW 05", "Jumlah: 12",
        "Jumlah KK: 5", "- 2 -", "Tembusan Yth.", "Lampiran Keputusan Wali Kota Bekasi", "PEMERINTAH KOTA BEKASI",
        "Kampung Sawah", "Ojek Online", "Dicetak oleh: admin", "Ditandatangani secara elektronik oleh", "Cap/ttd",
        "Demikian daftar ini dibuat dengan sebenarnya", "PIHAK KEDUA", "Kantor Cabang Bekasi", "Perempuan = 20",
    ],
)  # fmt: skip
def test_a_line_below_or_between_people_holds_nobody_wherever_it_stands(line: str, at: int) -> None:
    assert holds_nobody([*[""] * at, line]) == [True]


@pytest.mark.parametrize(
    "row",
    [
        ["Ketua RT 03", "", "BUDI"], ["Petugas Kebersihan", "", "SITI"], ["Penata rambut", "belum ada", "SITI"],
        ["BEKASI, 05-11-1980", "", "BUDI"], ["Bekasi, 5 November 1980", "", "BUDI", "Jl. Mawar"],
        ["5", "197001011990031001", "BUDI"], ["", "197001011990031001", "BUDI", "Jl. Mawar"],
        ["19700101 199003 1 001", "", "BUDI"], ["A", "327505090388940"], ["", "#N/A"], ["", "327505090388940112"],
        ["", "", "A. RAHMAN"], ["Kader", "-", "EUIS"], ["Ojek Online", "", "ASEP"], ["Kp. Sawah", "3275", "LILIS"],
        ["Keluarga Bapak ASEP", "327505090388940", "UJANG"], ["A | 1", "32750509038894", "UJANG"],
    ],
)  # fmt: skip
def test_beside_a_name_or_a_broken_nik_such_words_are_somebodys(row: list[object]) -> None:
    assert holds_nobody(row) == [False]


def test_the_letter_of_a_family_may_stand_in_a_cell_of_its_own() -> None:
    rows = [["A", "NO KK"], ["B", "No. KK : 3275010101099007"], ["C", "No KK", "3275010101099007"], ["II", "", "Ojek"]]
    assert holds_nobody(*rows) == [True] * 4


def test_the_numbers_of_officials_stand_below_their_names() -> None:
    block = [
        ["", "Ditetapkan di Bekasi"], ["", "pada tanggal 5 November 2026"], ["", "", "Tim Verifikasi:"], [],
        ["", "ASEP, S.IP", "", "H. UJANG"], ["", "197001011990031001", "", "196901011990031002"],
    ]  # fmt: skip
    assert holds_nobody(*block) == [True] * 6


@pytest.mark.parametrize(
    "row",
    [
        ["5", "", "BUDI"], ["", "", "BUDI SANTOSO", "Jl. Mawar"], ["5", "belum ada", "BUDI"], ["5", "-", "SITI AMINAH"],
        ["5", "3275", "BUDI"], ["5", "327505090388940", "BUDI"], ["", "32750509O3889401", "BUDI"],
        ["5", "32750509O3889401"],
        ["5", "327505090388940", ""], ["", "327505090388940", ""], ["", "3.27505E+15"],
        ["", 3.275050903889401e15, "BUDI"],
        ["5", "32750509038894011", "TOTAL HARAPAN"], ["", "327505090388", "JUMLAH RAHAYU"],
        ["Kec. Jatiasih", "", "BUDI"],
        ["5", "", "", "3275050903889401"], ["", "3275 0509 0388 94", "Kepala Dinas"], ["5", "", "Lurahwati"],
        ["5", "", "ANI"],
        ["Jatiasih", "", "An Nisa"], ["5", "", "TOTO"], ["5", "", "Nipah"], ["RT 05", "", "BUDI", "Jl. Mawar"],
    ],
)  # fmt: skip
def test_somebody_with_a_broken_nik_stays_somebody(row: list[object]) -> None:
    assert holds_nobody(row) == [False]


def test_below_a_signature_the_names_of_officials_are_nobody() -> None:
    block = [
        ["", "JUMLAH", "40 orang"], [], ["", "Mengetahui,", "", "Bekasi, 5 November 2025"],
        ["", "Camat Jatiasih", "", "Kepala Dinas,"], [], [], ["", "Drs. ASEP, M.Si", "", "H. UJANG"],
        ["", "NIP 19700101 199003 1 001", "", "NIP 19690101 199003 1 002"],
    ]  # fmt: skip
    assert holds_nobody(*block) == [True] * 8


def test_a_person_below_a_total_or_a_signature_of_the_page_before_is_somebody() -> None:
    assert holds_nobody(["JUMLAH"], ["", "", "BUDI"]) == [True, False]
    assert holds_nobody(["", "Mengetahui,"], ["6", "", "BUDI"]) == [True, False]
    assert holds_nobody(["", "Mengetahui,"], ["", "327505090388940", "BUDI"]) == [True, False]
    filler = NonPersonRows(COLUMNS)
    assert filler.holds_nobody(10, ["", "Mengetahui,", ""])
    assert not filler.holds_nobody(12, ["", "", "BUDI"])  # row 11 was somebody with a good NIK


def test_where_no_column_holds_names_a_row_with_words_is_somebody() -> None:
    only = {"nik": 1}
    rows = [
        ["1", "belum ada"],
        ["2", "", "ojol"],
        ["", "3275"],
        ["7"],
        ["", "JUMLAH", "2"],
        ["", "", "", "Bekasi, 5 November 2025"],
    ]
    assert holds_nobody(*rows, columns=only) == [False, False, False, True, True, True]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ({"nik": 0, "name": 1}, ["120", "Total", "", "2.016.000"]),
        ({"nik": 3, "name": 1}, ["120", "", "Jumlah peserta", "16.800.000"]),
        ({"nik": 1}, ["", "2.016.000.000", "Jumlah"]),
        ({"nik": 4, "name": 1}, ["", "TOTAL", "", "", "2.016.000.000"]),
        ({"nik": 1, "name": 2}, ["Bekasi Timur", "", "Total", "120"]),
        ({"nik": 2, "name": 1}, ["", "T O T A L", "120"]),
        ({"nik": 1, "name": 2}, ["", "", "", "GRAND TOTAL :", "120 orang"]),
        ({"nik": 1, "name": 2}, ["51", 2016000000.0, "", "Jumlah seluruhnya"]),
    ],
)
def test_a_total_holds_nobody_wherever_it_stands(columns: dict[str, int], row: list[object]) -> None:
    assert holds_nobody(row, columns=columns) == [True]


@pytest.mark.parametrize(
    "row",
    [
        ["5", "", "TOTAL HARAPAN", "x"], ["5", "", "BUDI", "Jumlah"], ["5", "327505090388940", "", "Jumlah"],
        ["5", "3.275.015.607.589.600", "Total"], ["5", "belum ada", "", "Total"],
    ],
)  # fmt: skip
def test_somebody_beside_a_word_for_a_total_stays_somebody(row: list[object]) -> None:
    assert holds_nobody(row) == [False]
