"""Numbers of family cards (KK) in the NIK column: several people under one number are never told of as listed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from data.coverage.importing import importer, sample
from data.coverage.importing.job import Accepted, ImportJob, Refused
from data.coverage.importing.names import FirstNames
from tests.conftest import AS_OF, NOW, Office, Opened, write_csv

PEOPLE = [made.nik for made in sample.people(40, 21, NOW.date())]
FAMILY = "3275011101109007"
"""The number of a KK that was issued on 11 January 2010; as a NIK it would be that of a boy."""


def order(
    office: Office, rows: Sequence[Sequence[str]], headings: Sequence[str] = ("NIK", "Nama", "Status")
) -> ImportJob:
    return ImportJob(write_csv(office.home / "peserta.csv", rows, headings), AS_OF, NOW, office.key, office.snapshots)


def with_people(*rows: Sequence[str]) -> list[Sequence[str]]:
    return [*rows, *([nik, f"BUDI {at}", "AKTIF"] for at, nik in enumerate(PEOPLE))]


@pytest.mark.parametrize(
    "names",
    [
        ["ASEP SURYANA", "EUIS KOMARIAH", "DEDE"], ["ASEP", "EUIS"], ["M. ALI", "SITI AMINAH"], ["A. RAHMAN", "EUIS"],
        ["SITI A", "MUHAMMAD B"], ["MUHAMMAD ALI", "MUHAMMAD RIZKI"], ["H. JOKO", "HJ. TUTI"],
    ],
)  # fmt: skip
async def test_several_people_under_one_number_are_unclear(office: Office, bot: Opened, names: list[str]) -> None:
    rows = with_people(*([FAMILY, name, "AKTIF"] for name in names))
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, rows), lambda *_: None)
    assert refused.value.switches == ["--accept-unclear", "1"]
    assert refused.value.report.unclear == {"names_differ": len(names)}
    accepted = replace(order(office, rows), accepted=Accepted(unclear=1))
    assert importer.publish(accepted, lambda *_: None).published
    chat = await bot()
    assert (await chat.says(FAMILY)).outcome == "check.unclear"
    assert (await chat.says(PEOPLE[0])).outcome == "check.found"


@pytest.mark.parametrize(
    "names",
    [
        ["BUDI SANTOSO", "BUDI SANTOSO"], ["BUDI SANTOSO", "H. Budi Santoso, S.E."], ["M. ALI", "MUHAMMAD ALI"],
        ["MUHAMAD RIZKI", "Moch. Rizki"], ["SITI AMINAH", "AMINAH"], ["SUPRIYANTO", "SUPRIANTO"],
        ["SUPRI", "SUPRIYANTO"], ["BUDI", ""], ["BUDI", "#N/A"], ["EUIS", "EUIS KOMARIAH"],
        ["ST. AMINAH", "SITI AMINAH"], ["", ""], ["BUDI", "B. SANTOSO"], ["Euis", "EUS"],
    ],
)  # fmt: skip
def test_one_person_twice_is_no_question(office: Office, names: list[str]) -> None:
    report = importer.publish(order(office, with_people(*([FAMILY, one, "AKTIF"] for one in names))), lambda *_: None)
    assert report.about
    assert (report.published, report.duplicates, report.about.unclear) == (True, 1, 0)


def test_a_list_of_nothing_but_family_numbers_is_refused(office: Office) -> None:
    numbers = [f"327501{1 + at % 28:02}{1 + at % 12:02}{8 + at % 16:02}9{100 + at}" for at in range(40)]
    rows = [[number, f"NAMA{chr(65 + at % 26)}", "AKTIF"] for at, number in enumerate(numbers)]
    with pytest.raises(Refused, match="family cards") as refused:
        importer.publish(order(office, rows), lambda *_: None)
    assert refused.value.switches == []
    with pytest.raises(Refused, match="36 of 40 people"):
        importer.publish(
            order(
                office,
                [[*row, row[0]] for row in rows[:36]] + [[nik, "B", "AKTIF", FAMILY] for nik in PEOPLE[:4]],
                ["NIK", "Nama", "Status", "No KK"],
            ),
            lambda *_: None,
        )


def test_a_list_of_men_or_of_the_young_is_published(office: Office) -> None:
    men = [f"327501{1 + at % 28:02}{1 + at % 12:02}{60 + at % 40:02}9{100 + at}" for at in range(40)]
    young = [f"327501{1 + at % 28 + 40 * (at % 2):02}{1 + at % 12:02}0{4 + at % 4}9{200 + at}" for at in range(40)]
    for numbers in (men, young):
        rows = [[number, "BUDI", "AKTIF"] for number in numbers]
        report = importer.publish(replace(order(office, rows), dry_run=True), lambda *_: None)
        assert report.about
        assert report.about.listed == 40


@pytest.mark.parametrize("nik", ["{}", "'{}", "{:.4} "])
@pytest.mark.parametrize("kk", ["{}", "'{}", '="{}"'])
def test_the_number_of_the_kk_beside_itself_is_unclear_however_it_is_written(office: Office, nik: str, kk: str) -> None:
    rows = [[one, "BUDI", "AKTIF", FAMILY] for one in PEOPLE]
    rows[3][0], rows[3][3] = nik.format(FAMILY) + FAMILY[4:] * ("." in nik), kk.format(FAMILY)
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, rows, ["NIK", "Nama", "Status", "No KK"]), lambda *_: None)
    assert refused.value.report.unclear == {"nik_is_kk": 1}


def test_the_number_of_the_kk_beside_itself_is_unclear(office: Office) -> None:
    headings = ["NIK", "Nama", "Status", "No KK"]
    rows = [[nik, "BUDI", "AKTIF", FAMILY] for nik in PEOPLE]
    assert importer.publish(replace(order(office, rows, headings), dry_run=True), lambda *_: None).unclear == {}
    rows[3][0] = FAMILY
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, rows, headings), lambda *_: None)
    assert refused.value.report.unclear == {"nik_is_kk": 1}


def test_the_number_of_a_family_in_a_line_of_its_own_is_nobody(office: Office) -> None:
    rows = [["No. KK", FAMILY, "", ""], *([str(at), nik, "BUDI", "AKTIF"] for at, nik in enumerate(PEOPLE))]
    report = importer.publish(order(office, rows, ["No", "NIK", "Nama", "Status"]), lambda *_: None)
    assert (report.published, report.rows, report.rejected.total()) == (True, len(PEOPLE), 0)


def test_so_many_names_that_they_are_not_all_held_tell_nothing() -> None:
    names = FirstNames()
    assert names.number("BUDI SANTOSO") == names.number("H. Budi") == 1
    assert [names.number(cell) for cell in (None, 3.0, "", "AL", "#REF!")] == [None] * 5


async def test_the_number_of_a_card_below_a_nik_is_never_listed(office: Office, bot: Opened) -> None:
    rows = [*with_people(), [FAMILY, "", ""]]
    with pytest.raises(Refused) as refused:
        importer.publish(order(office, rows), lambda *_: None)
    assert refused.value.report.unclear == {"number_alone": 1}
    accepted = replace(order(office, rows), accepted=Accepted(unclear=1), all_listed=True)
    assert importer.publish(accepted, lambda *_: None).published
    chat = await bot()
    assert (await chat.says(FAMILY)).outcome == "check.unclear"


@pytest.mark.parametrize("row", [[FAMILY, "", "AKTIF"], [FAMILY, "DEDE", ""]])
def test_a_number_beside_a_name_or_a_status_is_somebody(office: Office, row: list[str]) -> None:
    listed = replace(order(office, with_people(row)), all_listed=True)
    assert importer.publish(listed, lambda *_: None).unclear == {}


def test_numbers_alone_are_people_where_nobody_has_a_name(office: Office) -> None:
    listed = replace(order(office, [[nik, "", ""] for nik in PEOPLE]), all_listed=True)
    assert importer.publish(listed, lambda *_: None).unclear == {}
