"""Start and end dates as offices write them: of a month, or of a year in two digits; what is not sure stays unclear."""

from datetime import date

import pytest

from data.coverage.columns.columns import NoDate
from data.coverage.columns.rough_days import ends, starts
from data.coverage.importing import importer
from data.coverage.importing.job import Accepted, ImportJob, Report
from tests.cases.test_second_files import LEFT, NIKS
from tests.conftest import AS_OF, NOW, Office, write_csv


def published(office: Office, over: str, going_on: str, starts: str = "10/2025") -> Report:
    rows = [[nik, "BUDI", starts, over if at < LEFT else going_on] for at, nik in enumerate(NIKS)]
    path = write_csv(office.home / "peserta.csv", rows, ["NIK", "Nama", "TMT", "Tanggal Akhir"])
    accepted = Accepted(unclear=len(NIKS))
    return importer.publish(
        ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=accepted), lambda *_: None
    )


@pytest.mark.parametrize(
    ("over", "going_on"),
    [
        ("31-Okt-26", "31-Des-27"), ("10/2026", "12/2027"), ("Oktober 2026", "Desember 2027"), ("Okt-26", "Des-27"),
        ("31-X-2026", "31-XII-2027"), ("Sabtu, 31 Oktober 2026", "Jumat, 31 Desember 2027"),
        ("31 Okt '26", "31 Des '27"),
        ("2026-10", "2027-12"), ("10-2026", "12-2027"), ("31102026", "31122027"), ("20261031", "20271231"),
        ("s/d 31/10/2026", "s.d. 31/12/2027"), ("31/10/2026", "31/12/9999"), ("31/10/2026", "Seumur hidup"),
        ("akhir Oktober 2026", "Akhir bulan Desember 2027"), ("31/10/2026", "9999-12-31 00:00:00"),
    ],
)  # fmt: skip
def test_ends_are_read(office: Office, over: str, going_on: str) -> None:
    report = published(office, over, going_on)
    assert report.about
    assert (report.about.listed, report.about.ended, report.about.unclear) == (
        len(NIKS) - LEFT,
        LEFT,
        0,
    )


@pytest.mark.parametrize(
    "wrong", ["13/2026", "31/10/26", "10/26", "32-Okt-26", "Okt", "20261331", "31-XIII-2026", "2026"]
)
def test_what_is_not_sure_stays_unclear(office: Office, wrong: str) -> None:
    report = published(office, wrong, "31-Des-27")
    assert report.unclear == {"end_unreadable": LEFT}
    assert published(office, "31/10/2026", "31/12/2027", wrong).unclear == {"start_unreadable": len(NIKS)}


def test_a_month_begins_on_its_first_day_and_ends_on_its_last() -> None:
    assert (starts("02/2028"), ends("02/2028")) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (starts("mulai Feb 2027"), ends("hingga Feb 2027")) == (date(2027, 2, 1), date(2027, 2, 28))
    with pytest.raises(NoDate):
        starts("31/12/9999")
