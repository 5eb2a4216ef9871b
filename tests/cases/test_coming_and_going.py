"""A column "Mutasi" says who came and who went, by signs: who went is never published as somebody who is there."""

from collections.abc import Sequence

import pytest

from data import imports
from data.orders import Order, Refused
from tests.cases.test_second_files import LEFT, NIKS
from tests.conftest import AS_OF, NOW, Office, write_csv


def listed(office: Office, titles: Sequence[str], left: Sequence[str], others: Sequence[str]) -> int:
    rows = [[nik, "BUDI", "AKTIF", *(left if at < LEFT else others)] for at, nik in enumerate(NIKS)]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "Status", *titles])
    report = imports.publish(Order(path, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert report.about
    return report.about.listed


@pytest.mark.parametrize(
    ("titles", "left", "others"),
    [
        (["MUTASI"], ["(-)"], ["(+)"]), (["MUTASI"], ["-"], ["+"]), (["Mutasi"], ["-"], [""]),
        (["Mutasi (+/-)"], ["–"], ["+"]), (["Mutasi"], ["[-]"], [""]), (["Mutasi"], ["kurang"], ["tambah"]),
        (["Mutasi (+)", "Mutasi (-)"], ["", "v"], ["v", ""]), (["Peserta (-)"], ["1"], [""]),
        (["(+)", "(-)"], ["", "x"], ["x", ""]),
    ],
)  # fmt: skip
def test_who_went_by_a_sign_is_asked_about(
    office: Office, titles: list[str], left: list[str], others: list[str]
) -> None:
    with pytest.raises(Refused, match=r"in 5 rows"):
        listed(office, titles, left, others)


@pytest.mark.parametrize(
    ("titles", "cells", "some"),
    [
        (["MUTASI"], ["(+)"], [""]), (["Mutasi"], ["-"], ["-"]), (["Mutasi"], ["+"], [""]),
        (["Mutasi"], ["Baru"], [""]), (["Mutasi (+)"], ["v"], [""]), (["Gol. Darah (-)"], ["O"], ["A"]),
        (["Mutasi"], [""], [""]),
        (["Mutasi (-)"], [""], [""]),
    ],
)  # fmt: skip
def test_who_came_and_a_dash_in_each_row_are_no_question(
    office: Office, titles: list[str], cells: list[str], some: list[str]
) -> None:
    assert listed(office, titles, cells, some) == len(NIKS)
