"""Which words name a choice, and which make a message of its own."""

import pytest

from handlers.memory import matcher
from handlers.memory.matcher import named
from tests.support.readings import reading

WAYS = (
    named("office", ("Lewat kelurahan", "At the kelurahan"), ("datang langsung",)),
    named("phone", ("Lewat HP", "By phone"), ("hp", "aplikasi")),
    named("stop", ("Berhenti dikabari",), ("berhenti", "stop"), whole=True),
    named("menu", ("Menu",)),
)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("LEWAT HP!!", "phone"),
        ("by phone", "phone"),
        ("berhenti dikabari", "stop"),
        ("hp", None),
        ("lewat", None),
    ],
)
def test_a_label_in_any_language_and_case(said: str, value: str | None) -> None:
    assert matcher.by_label(reading(said), WAYS) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("mau yang lewat hp aja pak", "phone"),
        ("pake aplikasi", "phone"),
        ("klurahan", "office"),
        ("kelurahaan aja", "office"),
        ("datang langsung", "office"),
        ("lewat", None),  # both begin with it
        ("bukan hp", None),
        ("hp saya rusak", None),
        ("kelurahan buka jam berapa", None),
        ("lewat hp bisa?", None),
        ("ibu saya berhenti", None),  # a change needs its whole label
        ("", None),
        ("saya mau", None),
    ],
)
def test_other_words_name_one_choice_or_none(said: str, value: str | None) -> None:
    assert matcher.by_words(reading(said), WAYS) == value


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("2", 2),
        ("nomor 1", 1),
        ("no. 3", 3),
        ("yang kedua aja kak", 2),
        ("nu kadua", 2),
        ("the second one", 2),
        ("pilih yang pertama", 1),
        ("yang terakhir", matcher.LAST),
        ("2 bulan", None),
        ("anak kedua saya", None),
        ("yang", None),
    ],
)
def test_a_place_in_the_list(said: str, place: int | str | None) -> None:
    assert matcher.position(reading(said)) == place


def test_a_number_on_a_label_counts_before_its_place() -> None:
    several = (named("guide", ("Mulai",)), matcher.nik_named("b", 2, "9401"), named("menu", ("Menu",)))
    assert matcher.at_position(several, 2) == "b"
    assert matcher.at_position(several, 1) is None
    assert matcher.at_position(WAYS, 2) == "phone"
    assert matcher.at_position(WAYS, 9) is None
    assert matcher.at_position(WAYS, matcher.LAST) == "menu"
