"""A message in Sundanese is known by its small words; a Sundanese greeting before Indonesian changes nothing."""

import pytest

from tests.support.readings import reading


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("sampurasun, abdi tukang bacep, naha abdi tiasa kenging bantosan?", "su"),
        ("punten kang, naon ari sigap teh", "su"),
        ("teu ngartos kang, nu gampang atuh basana", "su"),
        ("saratna naon wae", "su"),
        ("operator teh saha", "su"),
        ("punten teh mau tanya", ""),
        ("hatur nuhun kang", ""),
        ("halo kang dagang di pasar kena ga", ""),
        ("naon sih", ""),
    ],
)
def test_the_language_of_a_message(said: str, language: str) -> None:
    assert reading(said).spoken == language
