"""The table of n-grams finds those that were written, at their places, and no other."""

from binascii import crc_hqx
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.language import ngram_table
from data.language.ngram_table import NgramTable, SameKey


def table(names: list[str]) -> tuple[NgramTable, list[int]]:
    raw, order = ngram_table.arranged(names)
    assert len(raw) == ngram_table.size(len(names))
    return NgramTable(memoryview(raw), len(names)), order


@given(st.sets(st.text(max_size=6), max_size=60), st.sets(st.text(max_size=6), max_size=20))
def test_what_was_written_is_found_at_its_place_and_nothing_else(names: set[str], others: set[str]) -> None:
    known = sorted(names)
    made, order = table(known)
    sought = sorted(names | others)
    places = [place for one in sought for place in made.places(ngram_table.keys([one]))]
    assert [known[order[place]] for place in places] == known
    assert made.places(ngram_table.keys(sought)) == places


def test_ngrams_with_the_same_first_checksum_are_told_apart() -> None:
    alike = defaultdict(list)
    for name in map("".join, product("aiueoknt", repeat=6)):
        alike[crc_hqx(name.encode(), 0)].append(name)
    *known, other = max(alike.values(), key=len)
    assert len(known) >= 3
    made, order = table(known)
    assert [known[order[made.places(ngram_table.keys([name]))[0]]] for name in known] == known
    assert made.places(ngram_table.keys([other])) == []


def test_two_ngrams_of_one_key_are_refused() -> None:
    with pytest.raises(SameKey):
        ngram_table.arranged(["w rumah", "w rumah"])
