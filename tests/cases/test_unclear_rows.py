"""Lists with people of whom something cannot be read: refused by the gate, and published at most as unclear."""

from pathlib import Path

import pytest

from data.coverage.importing import importer
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from tests.conftest import AS_OF, NOW, Office, Opened

HERE = Path(__file__).parent


def published(office: Office, name: str, accepted: Accepted) -> Report:
    """What `sigap import` does with a case."""
    return importer.publish(
        ImportJob(HERE / name, AS_OF, NOW, office.key, office.snapshots, accepted=accepted), lambda *_: None
    )


@pytest.mark.parametrize(
    ("name", "unclear", "asked", "clear"),
    [
        ("01_status_error_cell.xlsx", 10, "3275010302619000", "3275112003629010"),
        ("21_rows_that_contradict.csv", 3, "3275010101609100", "3275040404639103"),
        ("22_errors_in_any_column.csv", 10, "3275010101609100", "3275111111709110"),
    ],
)
async def test_a_list_with_unreadable_people_is_refused_and_never_lists_them(
    office: Office, bot: Opened, name: str, unclear: int, asked: str, clear: str
) -> None:
    with pytest.raises(Refused) as refused:
        published(office, name, Accepted(replace=True, older=True, rejected=1000, unclear=unclear - 1))
    assert refused.value.switches == ["--accept-unclear", str(unclear)]
    report = published(office, name, Accepted(unclear=unclear))
    assert report.about
    assert (report.about.unclear, report.rejected.total()) == (unclear, 0)
    chat = await bot()
    assert (await chat.says(asked)).outcome == "check.unclear"
    assert (await chat.says(clear)).outcome == "check.found"


@pytest.mark.parametrize("name", ["21_rows_twice_but_alike.csv", "22_the_same_mended.csv"])
async def test_its_twin_without_the_trap_is_published(office: Office, bot: Opened, name: str) -> None:
    report = published(office, name, Accepted())
    assert report.published
    assert report.about
    assert (report.about.listed, report.about.unclear) == (60, 0)
    chat = await bot()
    for nik in ("3275010101609100", "3275020202619101", "3275030303629102"):
        assert (await chat.says(nik)).outcome == "check.found"
