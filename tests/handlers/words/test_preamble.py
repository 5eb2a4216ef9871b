"""A denial, or "what I ask is", before a question is read apart from it; a "not" within the question is none."""

import pytest

from handlers.words.preamble import Preamble, read


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("bukan itu, aku nanya biayanya", Preamble(denies=True, rest="biayanya")),
        ("lah gw kan ga nanya itu", Preamble(denies=True, rest="")),
        ("bukan min, maksud sy uangnya bs kembali", Preamble(denies=True, rest="uangnya bs kembali")),
        ("tadi ada di data. yg sy tanya kartunya", Preamble(denies=True, rest="kartunya")),
        ("gw tanya kenapa ga dapet", Preamble(denies=False, rest="kenapa ga dapet")),
        ("bukan warga bekasi, bisa dapat?", None),
        ("salah satu keluarga saya meninggal", None),
        ("itu bukan punya saya", None),
        ("tidak itu saja", None),
        ("saya tidak bisa kerja", None),
        ("maksudnya gimana", None),
        ("", None),
    ],
)
def test_the_beginning_is_read_apart(said: str, read_as: Preamble | None) -> None:
    assert read(said) == read_as
