"""What the tables, rows and cells of a web page are called says of people that they have left; it is asked about."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report
from tests.cases.test_second_files import LEFT, NIKS, people
from tests.conftest import AS_OF, NOW, Office

HEAD, *EVERYBODY = people("Status", of=lambda _: ["AKTIF"])


def published(office: Office, body: str) -> Report:
    path: Path = office.home / "daftar.xls"
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    accepted = Accepted(replace=True)
    return importer.publish(
        ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=accepted), lambda *_: None
    )


def table(rows: Sequence[Sequence[object]], of_table: str = "", of_rows: str = "", of_cells: str = "") -> str:
    """The attributes of rows and of cells stand at those of the first people."""
    made = []
    for at, cells in enumerate(rows):
        left = 0 < at <= LEFT
        written = "".join(f"<td {of_cells if left and to == 2 else ''}>{cell}</td>" for to, cell in enumerate(cells))
        made.append(f"<tr {of_rows if left else ''}>{written}</tr>")
    return f"<table {of_table}>{''.join(made)}</table>"


CALLED = (
    'id="tbl_nonaktif"', 'id="tblKeluar"', 'class="table peserta-nonaktif"', 'summary="Peserta keluar"',
    'name="tms"', 'aria-label="Data meninggal"', 'data-tab="nonaktif"', 'title="Daftar yang ditolak"',
)  # fmt: skip
OTHERS = (
    'id="tbl_hal2"', 'class="table table-bordered"', 'class="tab-pane fade inactive"', 'id="tbl_aktif"',
    'data-page="2"', 'class="no-print"', 'title="Halaman 2"',
)  # fmt: skip


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize("around", [False, True])
def test_a_second_table_that_is_called_as_of_people_who_left(office: Office, called: str, around: bool) -> None:
    second = table([HEAD, *EVERYBODY[:LEFT]], "" if around else called)
    second = f"<div {called}><p>{second}</div>" if around else second
    with pytest.raises(Refused) as refused:
        published(office, table([HEAD, *EVERYBODY[LEFT:]], 'id="satu"') + second)
    assert refused.value.switches == ["--all-listed"]


@pytest.mark.parametrize("called", OTHERS)
@pytest.mark.parametrize("around", [False, True])
def test_another_name_is_no_question(office: Office, called: str, around: bool) -> None:
    second = table([HEAD, *EVERYBODY[:LEFT]], "" if around else called)
    second = f"<div {called}>{second}</div>" if around else second
    report = published(office, f'<div id="nonaktif"></div>{table([HEAD, *EVERYBODY[LEFT:]])}{second}')
    assert report.about
    assert report.about.listed == len(NIKS)


@pytest.mark.parametrize(
    "called",
    [
        'class="nonaktif"', 'title="Sudah keluar"', 'data-status="nonaktif"', 'class="row pesertaKeluar"',
        'aria-label="Non aktif"', 'title="meninggal 3/2026"',
    ],
)  # fmt: skip
@pytest.mark.parametrize("of_rows", [False, True])
def test_rows_and_cells_of_people_who_left(office: Office, called: str, of_rows: bool) -> None:
    page = table([HEAD, *EVERYBODY], of_rows=called if of_rows else "", of_cells="" if of_rows else called)
    with pytest.raises(UnreadableFile, match="still in the programme"):
        published(office, page)
    ended = [[*cells[:3], "KELUAR"] for cells in EVERYBODY[:LEFT]]
    page = table([HEAD, *ended, *EVERYBODY[LEFT:]], of_rows=called if of_rows else "")
    assert published(office, page).published


@pytest.mark.parametrize(
    "called",
    ['class="table-danger"', 'class="odd"', 'id="row_12"', 'title="Aktif"', 'class="btn-hapus"', 'class="aktif"'],
)
def test_other_names_of_rows_and_cells_are_no_question(office: Office, called: str) -> None:
    for page in (table([HEAD, *EVERYBODY], of_rows=called), table([HEAD, *EVERYBODY], of_cells=called)):
        report = published(office, page)
        assert report.about
        assert report.about.listed == len(NIKS)


def chosen(of: int | None, kind: str = "selected") -> str:
    options = "".join(
        f'<option value="{at}" {kind if of == at else ""}>{word}</option>'
        for at, word in enumerate(("AKTIF", "NON AKTIF"))
    )
    return f'<select name="status">{options}</select>'


@pytest.mark.parametrize("kind", ["selected", 'selected="selected"'])
def test_what_is_chosen_from_a_list_is_the_cell(office: Office, kind: str) -> None:
    rows = people("Status", of=lambda at: [chosen(int(at < LEFT), kind)])
    report = published(office, table(rows))
    assert report.about
    assert (report.about.listed, report.about.ended, report.unclear.total()) == (
        len(NIKS) - LEFT,
        LEFT,
        0,
    )


def test_where_nothing_is_chosen_a_page_shows_the_first(office: Office) -> None:
    report = published(office, table(people("Status", of=lambda _: [chosen(None)])))
    assert report.about
    assert report.about.listed == len(NIKS)
