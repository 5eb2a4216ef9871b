"""Made-up participants: as the labour office would have them, and nobody real."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.coverage.importing import importer, sample
from data.coverage.importing.job import ImportJob, Report
from data.coverage.lists.list_files import open_list
from data.coverage.second_factor import Factor
from data.nik.form import flaw
from data.nik.regions import REGENCIES
from tests.conftest import AS_OF, NOW, YES, Office

TODAY = NOW.date()
COUNT, SEED = 3000, 7


def quiet(_: str, __: float) -> None:
    pass


def imported(office: Office, path: Path, factor: Factor = Factor.NONE) -> Report:
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, factor, accepted=YES)
    return importer.publish(order, quiet)


def cells(path: Path) -> list[list[object]]:
    with open_list(path) as sheet:
        return [list(row) for _, row in sheet.rows]


# ---------------------------------------------------------------- who they are


def test_the_same_seed_makes_the_same_people_and_another_one_others() -> None:
    people = list(sample.people(COUNT, SEED, TODAY))
    assert people == list(sample.people(COUNT, SEED, TODAY))
    others = {made.nik for made in sample.people(COUNT, SEED + 1, TODAY)}
    assert len(others & {made.nik for made in people}) < COUNT / 100


def test_the_same_seed_writes_the_same_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    for path in (one, two):
        sample.write(path, COUNT, SEED, TODAY, quiet)
    assert one.read_bytes() == two.read_bytes()


@given(st.integers(0, 2**32), st.dates(date(2025, 1, 1), date(2040, 12, 31)))
@settings(max_examples=25, deadline=None)
def test_every_nik_is_well_formed_known_to_be_made_up_and_there_once(seed: int, today: date) -> None:
    people = list(sample.people(200, seed, today))
    niks = [made.nik for made in people]
    assert len(set(niks)) == len(people) == 200
    for made in people:
        assert flaw(made.nik, today) is None
        assert len(made.nik) == len(made.kk) == 16
        assert made.nik[:4] in REGENCIES
        assert made.nik[12] == made.kk[12] == "9"
        assert made.name == made.name.upper()
        assert made.ends is None or made.starts <= made.ends


def test_they_are_mixed_as_real_people_are() -> None:
    people = list(sample.people(COUNT, SEED, TODAY))
    statuses = Counter(made.status for made in people)
    assert 0.02 < statuses["Nonaktif"] / COUNT < 0.06
    assert set(statuses) == {"Aktif", "Nonaktif"}
    assert 0.01 < sum(made.starts > TODAY for made in people) / COUNT < 0.03
    assert 0.15 < sum(not made.nik.startswith("3275") for made in people) / COUNT < 0.25
    assert 0.45 < sum(int(made.nik[6:8]) > 40 for made in people) / COUNT < 0.55
    assert len({made.cohort for made in people}) == 6
    assert 0.05 < sum(made.nik.endswith("0") for made in people) / COUNT < 0.15


@pytest.mark.parametrize("seed", range(5))
def test_the_unlisted_nik_is_well_formed_and_not_among_them(seed: int) -> None:
    nik = sample.unlisted(500, seed, TODAY)
    assert flaw(nik, TODAY) is None
    assert nik[12] == "9"
    assert nik not in {made.nik for made in sample.people(500, seed, TODAY)}
    assert nik == sample.unlisted(500, seed, TODAY)


# ---------------------------------------------------------------- the files


def test_csv_and_excel_hold_the_same_cells(tmp_path: Path) -> None:
    paths = [tmp_path / "people.csv", tmp_path / "people.XLSX"]
    for path in paths:
        sample.write(path, 300, SEED, TODAY, quiet)
    assert paths[0].read_bytes()[:3] == b"NIK"
    assert paths[1].read_bytes()[:2] == b"PK"
    made = [list(one.cells()) for one in sample.people(300, SEED, TODAY)]
    assert [cells(path) for path in paths] == [made, made]


@pytest.mark.parametrize("factor", Factor)
def test_csv_and_excel_import_without_a_rejected_row_and_with_the_same_counts(office: Office, factor: Factor) -> None:
    reports = []
    for name in ("people.csv", "people.xlsx"):
        path = office.home / name
        sample.write(path, COUNT, SEED, TODAY, quiet)
        reports.append(imported(office, path, factor))
    for report in reports:
        assert (report.rows, report.rejected.total(), report.duplicates, report.unknown_regency) == (COUNT, 0, 0, 0)
        assert report.about
        assert report.about.synthetic
        assert report.about.people == COUNT
        assert report.about.gone == 0
    one, two = reports
    assert one.cohorts == two.cohorts
    assert len(one.cohorts) == 6
    assert one.about
    assert two.about
    assert replace(one, about=None, seconds=0, source="") == replace(two, about=None, before=None, seconds=0, source="")
    assert (one.about.listed, one.about.ended) == (two.about.listed, two.about.ended)


@pytest.mark.parametrize("name", ["nobody.csv", "nobody.xlsx"])
def test_a_file_of_nobody_has_its_headings(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    sample.write(path, 0, SEED, TODAY, quiet)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as raw:
            assert list(csv.reader(raw)) == [list(sample.HEADINGS)]
    else:
        assert path.stat().st_size > 0


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    sample.write(tmp_path / "people.csv", 10_000, SEED, TODAY, lambda what, share: told.append((what, share)))
    assert told == [("writing", 0.5), ("writing", 1.0), ("writing", 1.0)]
