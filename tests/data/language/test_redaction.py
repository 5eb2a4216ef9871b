"""A person's number is recognised by one definition, in named degrees."""

import re
from pathlib import Path

import pytest

from data.language import redaction

ROOT = Path(__file__).parents[1]
NIK = "3275010101909001"
PHONE = "081290009001"


@pytest.mark.parametrize(
    ("degree", "found", "passes"),
    [
        (redaction.IN_A_QUESTION, (NIK, PHONE, "rt 123", "+62 812", "1-2-3"), ("2 orang", "umur 65", "1 - - - - 2 3")),
        (redaction.IN_A_LABEL, (NIK, "0812 3456 7890", "1.2.3.4.5.6"), ("RW 05 RT 12", "Posyandu 12345")),
        (redaction.IN_A_REASON, (NIK, "0812-3456", "14-11-2026"), ("jam 21.30", "5 orang, 300.000")),
        (redaction.IN_A_HEADING, (NIK, PHONE, "123 456 789"), ("Tahun 2026", "12345678")),
        (redaction.IN_A_COHORT, (NIK, PHONE, "3275 0101 0190"), ("Batch 2026-11-30", "Tahap 1 2 3")),
        (redaction.IN_A_MESSAGE, (NIK, PHONE, "3275 0101 0190 9001", "3275_0101_0190"), ("021 8899 1234", "1 juta")),
        (redaction.IN_AN_AUDIT, (NIK, "3275 0101 0190 9001", "0812-3456-7890"), ("2026-11-30", "21.30", "12345678901")),
    ],
)
def test_each_degree_finds_numbers_of_people_and_leaves_what_stands_there_else(
    degree: re.Pattern[str], found: tuple[str, ...], passes: tuple[str, ...]
) -> None:
    assert [one for one in found if not degree.search(f"kata {one} kata")] == []
    assert [one for one in passes if degree.search(f"kata {one} kata")] == []


@pytest.mark.parametrize("digits", ["٣٢٧٥٠١٠١٠١٩٠٩٠٠١", "३२७५०१०१०१९०९००१", "３２７５０１０１０１９０９００１"])
def test_a_nik_in_digits_of_another_script_is_cut_from_logs(digits: str) -> None:
    assert redaction.redact(f"nik={digits}") == f"nik={redaction.CUT}"


def test_no_other_module_has_a_pattern_for_a_persons_number_of_its_own() -> None:
    allowed = {"data/language/redaction.py", "data/coverage/columns/headings.py"}
    found = {
        str(path.relative_to(ROOT))
        for package in ("bot", "handlers", "data")
        for path in (ROOT / package).rglob("*.py")
        if re.search(
            r"^_?(?:LONG_NUMBER|PHONE_NUMBER|PERSONAL_NUMBER)\b|^_LONG_NUMBER", path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert found <= allowed
