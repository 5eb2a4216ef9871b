"""A cell of a list may hold anything: what it costs to look at one does not grow with it."""

from typing import Any

import pytest

from data.coverage.columns import columns
from data.coverage.importing.row_reasons import Rejected
from data.coverage.importing.rows import RowReader
from data.coverage.lists.sheets import Sheet
from data.coverage.second_factor import Factor
from data.hashing import Key
from tests.conftest import AS_OF, BUDI
from tests.support import pace

SIGNS = ["\ufdfa", "\u3316", "\u0301", "9", "é", "_", "'", "."]
KEY = Key(b"5" * 32)
_MOST_PIECES = 12
"""Of work, see `tests.support.pace`."""


def _people(factor: Factor = Factor.NONE) -> RowReader:
    at = {"nik": 0, "starts": 1, "ends": 2, "status": 3, "cohort": 4, "name": 5, "kk": 6, "synthetic": 7}
    sheet = Sheet(at, [*at], 8, 8, [], iter(()), lambda: 0.0, lambda: "")
    return RowReader(sheet, factor, AS_OF, AS_OF)


def _unseen(_row: int, _why: str, _nik: str) -> None:
    """Nobody looks at the rows that are unclear."""


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("field", range(8))
def test_a_long_cell_takes_no_longer_than_its_reading(field: int, sign: str) -> None:
    row: list[Any] = [BUDI, "", "", "aktif", "JKK", "BUDI", "3275012345679001", ""]
    row[field] = sign * 80_000
    factor = {5: Factor.NAME, 6: Factor.KK}.get(field, Factor.NONE)

    def keyed() -> None:
        list(_people(factor).read_rows([(2, row)], lambda _row, _why: None, _unseen))

    assert pace.fewest_pieces(keyed, _MOST_PIECES) < _MOST_PIECES


def test_a_nik_behind_which_something_stands_far_away_is_none() -> None:
    why: list[Rejected] = []
    for cell in (BUDI + " " * 300 + "x", BUDI * 20, " " * 300 + BUDI):
        list(_people().read_rows([(2, [cell, *[""] * 7])], lambda _row, rejected: why.append(rejected), _unseen))
    assert [one.reason for one in why] == ["nik_not_digits", "nik_too_long"]


def test_a_status_is_found_however_many_blanks_stand_around_it() -> None:
    assert columns.is_listed(" " * 1000 + "keluar" + " " * 1000) is False
    assert columns.is_listed("keluar " * 100) is None
