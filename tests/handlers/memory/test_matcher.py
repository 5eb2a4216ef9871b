"""Which words name a choice, and which make a message of its own."""

import pytest
from msgspec.structs import replace

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
        ("lewat hp bisa ga", None),  # a question, too
        ("hpnya aja", "phone"),
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


PAGES = (
    replace(named("papers", ("Berkas klaim",), ("surat suratnya",)), topic=True),
    replace(named("gets", ("Dapat apa?",), ("manfaat",)), topic=True),
)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("berkas klaimnya?", "papers"),
        ("manfaat buat saya?", "gets"),
        ("bisa dapet ga?", None),  # a part of a label is no question about it
        ("manfaat atau tidak", "gets"),
    ],
)
def test_a_question_may_name_a_page(said: str, value: str | None) -> None:
    assert matcher.by_words(reading(said), PAGES) == value


KK = (
    named("right", ("KK sudah benar",), ("sudah", "cocok")),
    named("death", ("Ada yang meninggal",), ("meninggal",)),
    named("marriage", ("Nikah atau cerai",), ("nikah", "cerai")),
)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("sudah", "right"),
        ("bapak sudah meninggal", "death"),  # what was said besides "sudah" counts
        ("udah cerai", "marriage"),
        ("nenek meninggal minggu kemarin", "death"),
        ("tidak ada yang meninggal", None),
        ("meninggal, santunannya berapa", None),
        ("nikah dan meninggal", None),
    ],
)
def test_beside_an_answer_to_a_question_a_few_other_words_may_stand(said: str, value: str | None) -> None:
    assert matcher.by_words(reading(said), KK, others=3) == value


@pytest.mark.parametrize(
    ("said", "place", "drops"),
    [
        ("hapus yang kedua", 2, False),
        ("buang nomor 3", 3, False),
        ("hapus aja", None, True),
        ("jangan hapus", None, False),
        ("hapus data saya", None, False),
    ],
)
def test_something_is_taken_out_of_a_list(said: str, place: int | None, drops: bool) -> None:
    assert matcher.position(reading(said), of_a_list=True) == place
    assert matcher.drops(reading(said)) is drops


def test_a_number_on_a_label_counts_before_its_place() -> None:
    several = (named("guide", ("Mulai",)), matcher.nik_named("b", 2, "9401"), named("menu", ("Menu",)))
    assert matcher.at_position(several, 2) == "b"
    assert matcher.at_position(several, 1) is None
    assert matcher.at_position(several, matcher.LAST) == "b"
    assert matcher.by_words(reading("yang ujungnya 9401"), several) == "b"
    assert matcher.at_position(WAYS[:3], matcher.MIDDLE) == "phone"
    assert matcher.at_position(WAYS, matcher.MIDDLE) is None
    assert matcher.at_position(WAYS, 2) == "phone"
    assert matcher.at_position(WAYS, 9) is None
    assert matcher.at_position(WAYS, matcher.LAST) == "menu"
