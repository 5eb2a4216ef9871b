"""What a list and a person write as a first name or as the end of a KK, read as one."""

import pytest

from data.coverage.second_factor import (
    Factor,
    first_name,
    is_remark,
    last_digits,
    typed_digits,
    typed_names,
    with_other_readings,
)
from data.language.normalize import normalize


def test_factors_are_kept_by_these_words() -> None:
    assert [one.value for one in Factor] == ["none", "name", "kk"]


# ---------------------------------------------------------------- the end of a KK


@pytest.mark.parametrize(
    "written",
    [
        "3275011101059007",
        " 3275011101059007 ",
        "3275 0111 0105 9007",
        "3275.0111.0105.9007",
        "3275-0111-0105-9007",
        "'3275011101059007",
        "’3275011101059007",
        "`3275011101059007",
        '="3275011101059007"',
        "３２７５０１１１０１０５９００７",
    ],
)
def test_a_list_may_write_a_kk_in_many_ways(written: str) -> None:
    assert last_digits(written) == "9007"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "9007",
        "327501110105900",
        "32750111010590071",
        "327501110105900X",
        "3275011101059007X",
        "3275/0111/0105/9007",
        '"=3275011101059007',
    ],
)
def test_what_is_no_whole_kk_has_no_end(written: str) -> None:
    assert last_digits(written) == ""


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("9007", ["9007"]),
        ("KK saya 9007 ya", ["9007"]),
        ("９００７", ["9007"]),
        ("3275011101059007", ["9007"]),
        ("3275 0111 0105 9007", ["9007"]),
        ("3275.0111-0105 9007", ["9007"]),
        ("no 1: 9007", ["9007"]),
        ("no 95: 9007", ["9007"]),
        ("", []),
        ("tidak tahu", []),
        ("900", []),
        ("90071", []),
        ("90 07", []),
        ("9007 atau 9008", []),
        ("9007, 9008", []),
        ("327501110105900", []),
        ("12345678", []),
        ("1234 5678", []),
    ],
)
def test_four_digits_or_a_whole_kk_are_an_answer(typed: str, digits: list[str]) -> None:
    assert typed_digits(normalize(typed)) == digits


# ---------------------------------------------------------------- the first name

TITLES = (
    "H HJ HAJI HAJJAH DR DRS DRA DRG DRH IR KH PROF SDR SDRI SDRA SAUDARA SAUDARI NY NYONYA TN TUAN NN ALM ALMH "
    "ALMARHUM ALMARHUMAH BPK BAPAK PAK IBU BU RR RD RA TB UST USTAD USTADZ USTADZAH KYAI KIAI PDT"
)
ONE_NAME = {
    "MUHAMMAD": "MUHAMAD MUHAMMED MOHAMAD MUHAMAT MOCHAMMAD MUKHAMAD MOKHAMMET MUH MOH MOCH MUCH MOKH MUKH MUHD MOHD "
    "MHD MHMD MUHMAD MOHMAD MD",
    "AHMAD": "ACHMAD AKHMAD AHMAT ACHMAT AKHMAT AHMED ACHMED AKHMED ACH AKH AHM",
    "SITI": "ST SITTI",
    "ABDUL": "ABD ABDOEL",
}


@pytest.mark.parametrize("title", TITLES.split())
def test_a_title_before_a_name_is_none_and_alone_it_is_one(title: str) -> None:
    assert first_name(f"{title} BUDI") == first_name(f"{title.lower()}. budi") == "BUDI"
    assert first_name(title) == title


@pytest.mark.parametrize(
    ("name", "written"), [(name, written) for name, all_of_it in ONE_NAME.items() for written in all_of_it.split()]
)
def test_spellings_of_a_name_are_one(name: str, written: str) -> None:
    assert first_name(written) == first_name(f"h. {written.lower()} fauzi") == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("", ""),
        ("123", ""),
        ("BUDI", "BUDI"),
        ("BUDI SANTOSO", "BUDI"),
        ("budi", "BUDI"),
        ("B", "B"),
        ("B. SANTOSO", "SANTOSO"),
        ("B SANTOSO", "SANTOSO"),
        ("NU'MAN", "NUMAN"),
        ("NU’MAN", "NUMAN"),
        ("Xaver budi", "XAVER"),
        ("É'LISA", "ELISA"),
        ("H. ALM. A. BUDI", "BUDI"),
        ("BUDI H.", "BUDI"),
    ],
)
def test_the_first_name_is_the_first_word_that_is_no_title(written: str, name: str) -> None:
    assert first_name(written) == name


REMARKS = (
    "OK OKE OKAY OKEH YA IYA YOI YES NO LUPA KENAPA KNP APA APAAN GAK GA NGGAK ENGGAK KAGAK KAGA TIDAK TAU "
    "GATAU BUAT MAKSUD MAKSUDNYA GIMANA BAGAIMANA SIAPA WHAT WHY HOW SORRY MAAF TUNGGU BENTAR SEBENTAR BELUM "
    "UDAH SUDAH NANTI SIAP BAIK EMANG EMANGNYA NUWUN NUHUN MAKASIH THANKS CEK HALO HALLO HELLO PAK BU BANG "
    "KAK MIN ADMIN BRO GAN"
)


@pytest.mark.parametrize("word", REMARKS.split())
def test_a_remark_is_no_name(word: str) -> None:
    assert is_remark([word])
    assert not is_remark([word, "BUDI"])


def test_nothing_is_no_remark() -> None:
    assert not is_remark([])


@pytest.mark.parametrize(
    "begins", ["nama saya", "nama depan:", "a.n.", "atas nama", "my name is", "my name’s", "Ibu", "saya", "ok"]
)
def test_how_people_begin_is_no_name_but_may_be_one(begins: str) -> None:
    assert typed_names(f"{begins} Budi")[-1] == "BUDI"
    assert len(typed_names(f"{begins} Budi")) <= 2


@pytest.mark.parametrize("typed", ["Budi?", "Budi 2", "Budi ٢", "", "B", "?"])
def test_a_question_digits_and_single_letters_are_no_name(typed: str) -> None:
    assert typed_names(typed) == []


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("Budi", ["BUDI"]),
        ("Rd. Saleh", ["SALEH", "RADEN"]),
        ("Rr. Sri", ["SRI", "RADEN"]),
        ("Tb. Ahmad", ["AHMAD", "TUBAGUS"]),
        ("M. Nur", ["NUR", "MUHAMMAD"]),
        ("A. Fauzi", ["FAUZI", "AHMAD"]),
        ("S. Aminah", ["AMINAH", "SITI"]),
        ("R. Saleh", ["SALEH", "RADEN"]),
        ("Muhammad Ali", ["MUHAMMAD", "ALI"]),
        ("H. Muhammad Ali", ["MUHAMMAD", "ALI"]),
        ("Ahmad Fauzi", ["AHMAD", "FAUZI"]),
        ("Achmad Fauzi", ["AHMAD", "FAUZI"]),
        ("Siti Aminah", ["SITI", "AMINAH"]),
        ("Abdul Rahim", ["ABDUL", "RAHIM"]),
        ("Raden Saleh", ["RADEN", "SALEH"]),
        ("Tubagus Ali", ["TUBAGUS", "ALI"]),
        ("Siti", ["SITI"]),
        ("Nyai Siti", ["SITI", "NYAI"]),
        ("Nyai Siti Aminah", ["SITI", "NYAI"]),
        ("nama saya Muhammad Ali", ["MUHAMMAD", "ALI"]),
        ("Muhammad H. Ali", ["MUHAMMAD", "ALI"]),
        ("Muhammad A", ["MUHAMMAD"]),
        ("Rd. Li", ["LI", "RADEN"]),
        ("B", []),
        ("nama saya Budi", ["BUDI", "NAMA"]),
        ("Raden", ["RADEN"]),
        ("Rd", ["RD"]),
    ],
)
def test_an_answer_is_the_name_and_at_most_one_more_that_a_list_may_have(typed: str, readings: list[str]) -> None:
    assert with_other_readings(typed_names(typed), typed) == readings


OLD_SPELLINGS = (
    "MUHAMAD MUHAMMED MOHAMAD MOHAMMAD MOHAMMED MOCHAMAD MOCHAMMAD MUCHAMAD MUCHAMMAD MUH MOH MOCH MUHD MOHD"
)


@pytest.mark.parametrize("title", "H HJ HAJI HAJJAH DR DRS DRA IR KH PROF".split())
def test_in_an_older_list_these_titles_were_none(title: str) -> None:
    assert with_other_readings(["BUDI"], f"{title} Budi", as_before=True) == ["BUDI"]


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("Achmad Fauzi", ["AHMAD", "ACHMAD"]),
        ("Sdr. Budi", ["BUDI", "SDR"]),
        ("Muchamad Ali", ["MUHAMMAD", "ALI"]),
        *((f"{one} Ali", ["MUHAMMAD", "ALI"]) for one in OLD_SPELLINGS.split()),
        ("Abd Rahim", ["ABDUL", "RAHIM"]),
        ("Abdoel Rahim", ["ABDUL", "RAHIM"]),
        ("Mhd Ali", ["MUHAMMAD", "MHD"]),
    ],
)
def test_an_older_list_was_read_in_another_way(typed: str, readings: list[str]) -> None:
    assert with_other_readings(typed_names(typed), typed, as_before=True) == readings
