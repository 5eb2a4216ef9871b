"""A NIK in whatever shape people type it."""

import json
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.language.normalize import HIDDEN_MARKS
from data.nik.form import flaw
from data.nik.nik import EXAMPLE, SHOWN_EXAMPLE, Found, find, masked
from data.nik.regions import PROVINCES, REGENCIES
from tests.support import pace

TODAY = date(2026, 11, 22)
CASES = [
    json.loads(line)
    for name in ("nik_cases.jsonl", "nik_cases_more.jsonl")
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").rstrip("\n").split("\n")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"][:60])
def test_labelled_case(case: dict[str, object]) -> None:
    found = find(str(case["text"]), TODAY)
    also = case.get("also", [])
    assert isinstance(also, list)
    right = [(case["nik"], case["problem"]), *((one["nik"], one["problem"]) for one in also)]
    assert (found.nik, found.problem) in right


@pytest.mark.parametrize(
    ("text", "niks"),
    [
        ("3275050903889401 3275055003919539", ["3275050903889401", "3275055003919539"]),
        ("NIK dan KK: 3275050903889401 3275011101059007", ["3275050903889401"]),
        ("NIK 3275050903889401, no KK 3275011101059007", ["3275050903889401"]),
        ("3275050903889401 (nik) 3275011101059007 (kk)", ["3275050903889401"]),
        ("hp 081200000038 nik 3275050903889401", ["3275050903889401"]),
        ("3275 0509 0388 9401 0812 0000 0038", ["3275050903889401"]),
        ("lahir 09-03-1988 nik 3275 0509 0388 9401", ["3275050903889401"]),
        ("kk, tolong cek 3275050903889401", ["3275050903889401"]),
        ("ini NIK bukan KK 3275050903889401", ["3275050903889401"]),
        ("nik nya 3275050903889401, bukan nomor kk", ["3275050903889401"]),
        ("KTP/KK 3275050903889401", ["3275050903889401"]),
        ("no peserta bpjs 3275050903889401", ["3275050903889401"]),
        ("3275050903889401 (kk 3275011101059007)", ["3275050903889401"]),
        ("Siti 3275050903889401 (WA 081200000038)", ["3275050903889401"]),
        ("3275050903889401 (rek BCA 1234567890)", ["3275050903889401"]),
        ("3275050903889401 (KK Bekasi)", ["3275050903889401"]),
        ("3275050903889401 ini kk 3275011101059007", ["3275050903889401"]),
        ("3275050903889401 no kk 3275011101059007", ["3275050903889401"]),
        ("3275011101059007 : KK\n3275050903889401 : NIK", ["3275050903889401"]),
        ("3275011101059007 nomor kk, 3275050903889401 nomor nik", ["3275050903889401"]),
        ("3275011101059007 itu kk saya, nik 3275050903889401", ["3275050903889401"]),
        ("3275011101059007 kk\n3275050903889401 nik", ["3275050903889401"]),
        ("3275011101059007 <- kk\n3275050903889401 <- nik", ["3275050903889401"]),
        ("NIK kula 3275050903889401, KK kula 3275011101059007", ["3275050903889401"]),
        ("my identity card number is 3275050903889401", ["3275050903889401"]),
        ("KTP card number 3275050903889401", ["3275050903889401"]),
        ("tolong balas ke wa ya 3275050903889401", ["3275050903889401"]),
        ("3275050903889401 kk, makasih", ["3275050903889401"]),
        ("saya kerja mandiri 3275050903889401", ["3275050903889401"]),
        ("ojol gojek gopay 3275050903889401", ["3275050903889401"]),
    ],
)
def test_every_well_formed_nik_is_named_once_in_order(text: str, niks: list[str]) -> None:
    assert find(text, TODAY).niks == niks


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("kartu keluarga saya 3275 0111 0105 9007", "kk"),
        ("3275011101059007 itu nomor kk", "kk"),
        ("VA BCA 8800010000009001", "account"),
        ("nomor hp 0812-0000-0038", "phone"),
        ("0812 0000 0038", "phone"),
        ("KKS 6032980000009234", "card"),
        ("NPWP 3275050903889401", "card"),
        ("nomor kpj 12345678901", "member"),
        ("KK kami 3275011101059007", "kk"),
        ("nokk 3275011101059007", "kk"),
        ("kk barudak 3275011101059007", "kk"),
        ("3275011101059007 eta kk abdi", "kk"),
        ("kk saya 👉 3275011101059007", "kk"),
        ("ini KK bukan NIK 3275011101059007", "kk"),
        ("nomor kartu keluarga saya yang baru adalah 3275011101059007", "kk"),
        ("KK a.n. Budi: 3275011101059007", "kk"),
        ("no va bpjs: 8888801234569001", "account"),
        ("transfer ke mandiri 9990000000001", "bank"),
        ("3275050903880000", "zeros"),
        ("harga Rp 16.800", None),
        ("halo", None),
    ],
)
def test_another_number_is_called_by_its_name(text: str, other: str | None) -> None:
    assert find(text, TODAY) == Found(other=other)


@pytest.mark.parametrize(
    ("ddmmyy", "today", "problem"),
    [
        ("290200", TODAY, None),  # 2000 was a leap year
        ("290224", TODAY, None),
        ("290225", TODAY, "bad_date"),
        ("290228", TODAY, None),  # 1928, as 2028 lies in the future
        ("290226", TODAY, "bad_date"),
        ("221126", TODAY, None),  # born today
        ("231126", TODAY, None),  # in 1926
        ("690200", TODAY, None),  # a woman
        ("710100", TODAY, None),
        ("720100", TODAY, "bad_date"),
        ("710400", TODAY, "bad_date"),
        ("400100", TODAY, "bad_date"),
        ("000100", TODAY, "bad_date"),
        ("011300", TODAY, "bad_date"),
        ("010000", TODAY, "bad_date"),
    ],
)
def test_the_birth_date_exists(ddmmyy: str, today: date, problem: str | None) -> None:
    assert flaw(f"327505{ddmmyy}9401", today) == problem


def test_no_province_of_today_is_refused_and_no_regency_either() -> None:
    assert len(PROVINCES) == 38
    assert len(REGENCIES) == 514
    for province in PROVINCES:
        assert find(f"{province}99990903889401", TODAY).nik  # an unknown regency may be an old one
    for code in ("10", "20", "54", "97", "00"):
        assert find(f"{code}01010903889401", TODAY).problem == "unknown_region"


def test_our_example_is_well_formed_and_nobodys() -> None:
    assert find(SHOWN_EXAMPLE, TODAY).nik == EXAMPLE
    assert EXAMPLE[12] == "9"


def test_a_masked_nik_gives_no_birth_date_away() -> None:
    assert masked("3275050903889401") == "3275••••9401"


WELL_FORMED = st.builds(
    lambda place, born, woman, serial: f"{place}{born.day + 40 * woman:02}{born:%m%y}{serial}",
    st.sampled_from(sorted(REGENCIES)).map(lambda code: f"{code}01"),
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.booleans(),
    st.integers(9000, 9999),
)


@given(WELL_FORMED, st.sampled_from(["", " ", ".", "-", "\u00a0", "\u200b", " - ", "_"]), st.integers(1, 8))
def test_any_well_formed_nik_is_found_however_it_is_grouped(nik: str, separator: str, size: int) -> None:
    typed = separator.join(nik[start : start + size] for start in range(0, 16, size))
    assert find(f"cek {typed} ya", TODAY).nik == nik


@given(WELL_FORMED, st.integers(0, 15))
def test_a_missing_digit_is_never_made_up(nik: str, hole: int) -> None:
    found = find(nik[:hole] + nik[hole + 1 :], TODAY)
    assert found.nik is None
    assert found.problem in {"too_short", "none"}


@given(st.text())
def test_any_text_gets_a_finding(text: str) -> None:
    found = find(text, TODAY)
    assert (found.problem is None) == (found.nik is not None)
    assert all(flaw(nik, TODAY) is None for nik in found.niks)


@pytest.mark.parametrize(
    "piece",
    [
        "3",
        "3 ",
        "3275 ",
        "x",
        "3x",
        "o1",
        "3275\n",
        "(1) ",
        "rp 1.",
        "nik ",
        "kk 1 ",
        "0812",
        "#",
        "nik dan kk an a ",
        "1 an a ",
    ],
)
def test_no_text_of_4096_signs_takes_long(piece: str) -> None:
    text = (piece * 4096)[:4096]
    assert pace.fewest_pieces(lambda: find(text, TODAY), 500) < 500  # a pattern that runs away takes minutes


@given(
    st.sampled_from(["", "cek ", "/cek ", "nik ", "Cek NIK ", "/CEK nik "]),
    st.from_regex(r"(3[1-6]|[0-9]{2})[0-9]{14}", fullmatch=True),
)
def test_a_number_that_stands_alone_is_read_as_one_in_a_line_of_its_own(before: str, digits: str) -> None:
    assert find(f"{before}{digits}", TODAY) == find(f"{before}{digits}\n", TODAY)


def test_every_accent_that_does_not_look_like_one_is_counted_as_one() -> None:
    hidden = {
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if not unicodedata.combining(char)
        and (spelt := unicodedata.normalize("NFKD", char)) != char
        and all(map(unicodedata.combining, spelt))
    }
    assert hidden == HIDDEN_MARKS


def test_thirty_niks_with_their_digits_apart_are_all_read() -> None:
    niks = [f"327505090388{serial}" for serial in range(9001, 9031)]
    apart = ", ".join(" ".join(one) for one in niks)
    assert find(apart, TODAY).niks == niks
