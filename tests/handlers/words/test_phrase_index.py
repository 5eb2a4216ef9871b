"""Many phrases are found in one pass over the words, as if each was looked for by itself."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.words.phrase_index import PhraseIndex, PhraseTable

_WORDS = st.lists(st.sampled_from(["iuran", "berapa", "ya", "iurannya", "$"]), max_size=12)
_PHRASES = st.lists(_WORDS.map(" ".join), max_size=12)


@given(_PHRASES, _WORDS)
def test_it_holds_the_phrases_that_stand_in_it_as_whole_words(phrases: list[str], words: list[str]) -> None:
    said = f" {' '.join(words)} "
    assert PhraseIndex(phrases).held_in(words) == {one for one in phrases if one and f" {one} " in said}


def test_a_phrase_that_occurs_twice_is_found_in_both_places() -> None:
    index = PhraseIndex(["berapa lama", "lama"])
    found = index.found_in("berapa lama ya berapa lama".split())
    assert found == [(0, "berapa lama"), (1, "lama"), (3, "berapa lama"), (4, "lama")]


def test_a_phrase_may_stand_under_several_names() -> None:
    table = PhraseTable({"accident": ["jatuh", "luka parah"], "struck": ["jatuh"], "died": ["meninggal"]})
    assert table.held_in("suami saya jatuh".split()) == {"accident", "struck"}
    assert table.held_in("luka parah".split()) == {"accident"}
    assert not table.held_in("parah luka".split())
