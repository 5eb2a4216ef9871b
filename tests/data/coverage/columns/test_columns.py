"""What the headings, status words and dates of the labour office's lists mean."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.coverage.columns.columns import HEADINGS, STATUS_WORDS, NoDate, day, heading, is_listed

NOVEMBER_5 = date(2025, 11, 5)


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("NIK", "nik"),
        ("nik", "nik"),
        (" N I K ", "nik"),
        ("NIK*", "nik"),
        ("\ufeffNIK", "nik"),
        ("NIK (16 digit)", "nik"),
        ("No. KTP", "nik"),
        ("No KTP", "nik"),
        ("NO.KTP/NIK", "nik"),
        ("Nomor KTP", "nik"),
        ("NIK KTP", "nik"),
        ("NIK e-KTP", "nik"),
        ("No. NIK", "nik"),
        ("Nomor Induk Kependudukan", "nik"),
        ("NOMOR INDUK KEPENDUDUKAN (NIK)", "nik"),
        ("No. Induk Kependudukan", "nik"),
        ("NIK Peserta", "nik"),
        ("NIK_TENAGA_KERJA", "nik"),
        ("No KK", "kk"),
        ("No. KK", "kk"),
        ("Nomor Kartu Keluarga", "kk"),
        ("NKK", "kk"),
        ("Nama", "name"),
        ("Nama Lengkap", "name"),
        ("NAMA (sesuai KTP)", "name"),
        ("Nama Sesuai KTP", "name"),
        ("Nama Tenaga Kerja", "name"),
        ("Segmen", "cohort"),
        ("Kelompok", "cohort"),
        ("Program", "cohort"),
        ("Segmen Kepesertaan", "cohort"),
        ("TMT", "starts"),
        ("Tgl. Mulai", "starts"),
        ("Tanggal Mulai", "starts"),
        ("TMT Kepesertaan", "starts"),
        ("Start Date", "starts"),
        ("Tanggal Akhir", "ends"),
        ("Tgl. Berakhir", "ends"),
        ("Berlaku Sampai", "ends"),
        ("s/d", "ends"),
        ("Status", "status"),
        ("STATUS KEPESERTAAN", "status"),
        ("synthetic", "synthetic"),
    ],
)
def test_offices_head_their_columns_in_many_ways(written: str, field: str) -> None:
    assert heading(written) == field


@pytest.mark.parametrize("written", ["NIK\n(16 digit)", "NIK (16\ndigit)", "Nomor Induk\nKependudukan"])
def test_a_heading_may_be_wrapped_inside_its_cell(written: str) -> None:
    assert heading(written) == "nik"


@pytest.mark.parametrize(
    "written", ["No", "No.", "No Urut", "Nomor", "", None, 1, 1.0, "Alamat", "Kecamatan", "No HP", "Desil", "Pekerjaan"]
)
def test_a_column_of_something_else_means_nothing(written: object) -> None:
    assert heading(written) is None


def test_no_heading_means_two_things() -> None:
    words = [word for field in HEADINGS.values() for word in field]
    assert len(words) == len(set(words))
    assert all(heading(word) == field for field, known in HEADINGS.items() for word in known)


# ---------------------------------------------------------------- status words


@pytest.mark.parametrize(
    "written", ["Aktif", "AKTIF", " aktif ", "Masih  Aktif", "Aktif\xa0Kembali", "aktif_kembali", "Ya", "Terdaftar"]
)
def test_words_that_mean_listed(written: str) -> None:
    assert is_listed(written) is True


@pytest.mark.parametrize("written", ["", " ", "\t", None, "-"])
def test_no_status_at_all_means_listed(written: object) -> None:
    assert is_listed(written) is True


@pytest.mark.parametrize(
    "written",
    ["Nonaktif", "NON AKTIF", "Non-Aktif", "Tidak Aktif", "TIDAK  AKTIF", "Keluar", "Meninggal Dunia", "Stop"],
)
def test_words_that_mean_ended(written: str) -> None:
    assert is_listed(written) is False


@pytest.mark.parametrize("written", ["menunggu", "proses", "aktif?", "tidak tahu", "1", 1.0, "Kawin", "?"])
def test_a_word_we_do_not_know_is_neither(written: object) -> None:
    assert is_listed(written) is None


def test_the_table_of_status_words_can_be_reached_word_by_word() -> None:
    assert all(is_listed(word) is listed for word, listed in STATUS_WORDS.items())
    assert all(is_listed(word.upper()) is listed for word, listed in STATUS_WORDS.items())


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "written",
    [
        "05/11/2025",
        "5/11/2025",
        "5-11-2025",
        "05.11.2025",
        "2025-11-05",
        "2025/11/05",
        "2025-11-5",
        "5 November 2025",
        "05 NOVEMBER 2025",
        "5 Nopember 2025",
        "5 Nop 2025",
        "5 Nov 2025",
        "5-Nov-2025",
        "5  november   2025",
        " 05/11/2025 ",
        "'05/11/2025",
        "2025-11-05 00:00:00",
        "2025-11-05T00:00:00",
        "05/11/2025 00:00",
        "45966",
        "45966.0",
        45966,
        45966.0,
        45966.5,
        datetime(2025, 11, 5),  # noqa: DTZ001 - as Excel has it
        datetime(2025, 11, 5, 23, 59),  # noqa: DTZ001
        NOVEMBER_5,
    ],
)
def test_the_fifth_of_november_however_it_is_written(written: object) -> None:
    assert day(written) == NOVEMBER_5


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5 Agu 2025", date(2025, 8, 5)),
        ("5 Agt 2025", date(2025, 8, 5)),
        ("5 Agustus 2025", date(2025, 8, 5)),
        ("1 Mei 2025", date(2025, 5, 1)),
        ("1 Januari 2026", date(2026, 1, 1)),
        ("28 Pebruari 2025", date(2025, 2, 28)),
        ("17 Okt 2025", date(2025, 10, 17)),
        ("31 Des 2025", date(2025, 12, 31)),
        ("31 December 2025", date(2025, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("03/04/2025", date(2025, 4, 3)),
        (1 + (date(2024, 2, 28) - date(1899, 12, 30)).days, date(2024, 2, 29)),
    ],
)
def test_other_days_are_read_day_first_and_in_indonesian(written: object, meant: date) -> None:
    assert day(written) == meant


@pytest.mark.parametrize("written", ["", "  ", None, "-", "--", "'", "N/A", "null", "0000-00-00"])
def test_an_empty_date_is_no_date(written: object) -> None:
    assert day(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "25/13/2025",
        "11/25/2025",
        "31/02/2025",
        "29/02/2025",
        "00/11/2025",
        "05/11/25",
        "5 Nov 25",
        "5/11-2025",
        "besok",
        "5 Brumaire 2025",
        "November 2025",
        "2025",
        "20251105",
        "05/11/2525",
        "05/11/0025",
        "9999-12-31",
        "99999",
        "00001",
        45966000,
        -5.0,
        True,
        1e300,
        timedelta(days=45966),
        "05/11/2025 s/d 05/11/2026",
    ],
)
def test_what_is_no_sure_date_is_refused_and_never_guessed(written: object) -> None:
    with pytest.raises(NoDate):
        day(written)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_the_same_in_every_form(meant: date) -> None:
    months = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
    forms: list[object] = [
        f"{meant:%d/%m/%Y}",
        f"{meant.day}-{meant.month}-{meant.year}",
        meant.isoformat(),
        f"{meant.day} {months[meant.month - 1]} {meant.year}",
        datetime(meant.year, meant.month, meant.day),  # noqa: DTZ001
    ]
    if (serial := (meant - date(1899, 12, 30)).days) > 9999:
        assert day(float(serial)) == meant
    assert {day(form) for form in forms} == {meant}


@given(st.one_of(st.text(), st.text("0123456789/-. :nov't", max_size=20), st.floats(), st.integers(), st.times()))
def test_any_cell_is_a_day_or_empty_or_refused(cell: object) -> None:
    try:
        found = day(cell)
    except NoDate:
        return
    assert found is None or date(1950, 1, 1) <= found <= date(2100, 12, 31)


@given(st.one_of(st.text(), st.none(), st.floats(), st.booleans()))
def test_any_cell_is_a_heading_or_not_and_a_status_or_not(cell: object) -> None:
    assert heading(cell) in {None, *HEADINGS}
    assert is_listed(cell) in {True, False, None}
