"""What staff is to do about status words that are not known."""

import pytest

from data.coverage.importing.word_advice import advice


@pytest.mark.parametrize(
    "written", ['"', '""', "”", "〃", "sda", "s.d.a", "S.D.A.", "sda.", "idem", "Idem", "''", "sama"]
)
def test_marks_for_the_row_above_are_to_be_filled_in(written: str) -> None:
    assert [one.key for one in advice([(written, 5)])] == ["report.as_above"]


@pytest.mark.parametrize("written", ["Menikah", "BELUM KAWIN", "Kawin Tercatat", "cerai mati", "Janda", "Lajang"])
def test_words_of_marriage_stand_under_the_wrong_heading(written: str) -> None:
    assert [one.in_language("id") for one in advice([(written, 5)])] == [
        "Sepertinya ini status perkawinan. Ganti judul kolomnya menjadi “Status Perkawinan”."
    ]


@pytest.mark.parametrize(
    "written",
    (
        "Layak,TIDAK LAYAK,Lolos verifikasi,Tidak Memenuhi Syarat,TMS,Diusulkan,Calon penerima,Cadangan,Diterima,"
        "belum diverifikasi,Eligible,Daftar tunggu,Terverifikasi"
    ).split(","),
)
def test_what_came_of_choosing_candidates_is_never_to_become_active(written: str) -> None:
    assert [one.key for one in advice([(written, 5)])] == ["report.of_selection"]
    assert "Jangan diganti menjadi 'Aktif'" in advice([(written, 5)])[0].in_language("id")


@pytest.mark.parametrize("written", ["√", "v", "X", "✓", "[ikon]", "(v)"])
def test_ticks_are_not_to_be_replaced_all_at_once(written: str) -> None:
    assert [one.key for one in advice([(written, 5)])] == ["report.of_ticks"]


def test_a_word_is_to_be_replaced_in_its_own_column_and_as_a_whole() -> None:
    (told,) = (one.in_language("id") for one in advice([("NA", 46), ("A", 254)]))
    assert "pilih dulu kolom status saja" in told
    assert "Cocokkan seluruh isi sel" in told


@pytest.mark.parametrize("written", ["Aktip", "lihat SK", "s/d 2026", "sdh", "A", "???", "belum aktif"])
def test_other_words_are_to_be_replaced(written: str) -> None:
    assert [one.key for one in advice([(written, 5)])] == ["report.unknown_advice"]


def test_each_kind_is_told_once() -> None:
    found = advice([("Aktip", 9), ("sda", 5), ("idem", 2), ("Menikah", 1)])
    assert [one.key for one in found] == ["report.as_above", "report.of_marriage", "report.unknown_advice"]
    assert advice([]) == []
