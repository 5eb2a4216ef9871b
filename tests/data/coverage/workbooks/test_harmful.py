"""A file that was made to harm ends in a sentence: the host stays up, and so does what was published."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import xlsxwriter

from bot import settings
from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import list_files, workbook_process
from data.files.given_files import Unfit, opened, read
from tests.conftest import AS_OF, BUDI
from tests.data.coverage.lists.test_sheets import Cells, niks, workbook
from tests.data.coverage.lists.test_sheets import read as read_rows
from tests.support import harmful_files, warm
from tests.support.paths import TESTS
from tests.support.processes import SIGAP, House

LISTS = TESTS / "lists"
CASES = dict(harmful_files.all_files())
REFUSED = [name for name in CASES if name != "1,500 sheets"]


def _snapshots(house: House) -> dict[str, str]:
    folder = house.home / "sigap" / "coverage"
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


def _imported(house: House, path: Path) -> tuple[int, str, int]:
    """Exit code, all that was said, and the most memory that one process held, in MB."""
    words = (SIGAP, "import", str(path), "--as-of", str(AS_OF), "--all-listed")
    done = warm.run(words, house.env, patience=600)
    return done.said.returncode, (done.said.stdout + done.said.stderr).decode().strip(), done.most // 1024


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_a_sentence_and_nothing_has_changed(house: House, tmp_path: Path, case: str) -> None:
    path = tmp_path / "list"
    CASES[case](path)
    before = _snapshots(house)
    code, said, most = _imported(house, path)
    assert code in {1, 2}, said
    assert said.startswith("Error: ")
    assert len(said.splitlines()) == 1
    assert not re.search(f"Traceback|panicked|memory allocation|{BUDI}", said)
    assert most < 1024
    assert _snapshots(house) == before
    if path.is_file() and not path.is_symlink():
        path.unlink()


def test_the_cell_at_the_far_corner_is_named(house: House) -> None:
    code, said, most = _imported(house, LISTS / "cell_at_the_far_corner.xlsx")
    assert code == 2
    assert "terisi sampai sel XFD1048576" in said
    assert most < 200


def test_a_blank_in_the_last_row_costs_nothing(house: House) -> None:
    code, said, most = _imported(house, LISTS / "blank_in_the_last_row.xlsx")
    assert code == 0, said
    assert re.search(r"Orang di daftar +40\b", said)
    assert most < 200


def test_a_workbook_that_lies_about_its_dimension_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list"
    lie = '<dimension ref="A1:XFD1048576"/>'
    content = harmful_files.sheet().replace("<sheetData>", f"{lie}<sheetData>")
    path.write_bytes(harmful_files.packed(harmful_files.parts(content)))
    assert len(niks(path)) == 1


@pytest.mark.parametrize("shown", ["#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA", "#NEXT_YEARS!"])
@pytest.mark.parametrize("kind", ['t="e"', "s='1'\n t='e'"])
def test_an_error_is_read_as_what_it_shows_and_is_no_blank(tmp_path: Path, shown: str, kind: str) -> None:
    path = tmp_path / "list"
    more = f'<row r="3"><c r="A3" t="str"><v>{BUDI}</v></c><c r="B3" {kind}><f>A1</f><v>{shown}</v></c></row>'
    path.write_bytes(harmful_files.packed(harmful_files.parts(harmful_files.sheet(more))))
    assert read_rows(path)[-1] == (3, [BUDI, shown])


def test_a_sheet_that_cannot_be_read_is_never_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "list"
    content = harmful_files.parts(harmful_files.sheet(), sheets=2)
    content["xl/worksheets/sheet1.xml"] = harmful_files.sheet('<row r="3"><c r="A3" t="new"><v>1</v></c></row>')
    path.write_bytes(harmful_files.packed(content))
    with pytest.raises(UnreadableFile, match=r"^The sheet 'Data 1' cannot be read.* --sheet\.$"):
        niks(path)
    assert len(read_rows(path, "Data 2")) == 1


def test_a_chart_sheet_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        chart = book.add_chart({"type": "column"})
        book.add_chartsheet("Grafik").set_chart(chart)
        sheet = book.add_worksheet("Data")
        sheet.write_column(0, 0, ["NIK", BUDI])
        chart.add_series({"values": "=Data!$A$2:$A$2"})
    assert list(niks(path).values()) == [BUDI]


def test_blanks_far_away_change_nothing_of_what_is_read(tmp_path: Path) -> None:
    rows: list[Cells] = [
        ["", "NIK", "Nama & gelar", "TMT"],
        ["", BUDI, "<H. BUDI> & “SITI”", 45966.5],
        ["", "", "", True],
    ]
    near, far = workbook(tmp_path, {"Data": rows}), tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(far), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Data")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write_string(1_048_575, 16_383, " \n ")
        sheet.write_blank(900_000, 200, None, book.add_format({"bold": True}))
    assert read_rows(far) == read_rows(near)


def test_a_reader_that_is_killed_is_told_from_a_list_that_ended(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [["NIK"], *[[BUDI]] * 60_000]})
    with path.open("rb") as file, workbook_process.open_book(file, None) as book:
        next(book.rows)
        (reader,) = psutil.Process().children()
        reader.kill()
        with pytest.raises(UnreadableFile, match="within 1 GB"):
            list(book.rows)


def test_a_reader_dies_with_the_import_that_started_it(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [["NIK"], *[[BUDI]] * 60_000]})
    waits = (
        "import sys, time; from pathlib import Path; from data.coverage.lists import workbook_process\n"
        "with Path(sys.argv[1]).open('rb') as file, workbook_process.open_book(file, None) as book:\n"
        "    next(book.rows); print('reads', flush=True); time.sleep(100)"
    )
    with subprocess.Popen([sys.executable, "-c", waits, str(path)], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        assert starter.stdout.readline() == "reads\n"
        (reader,) = psutil.Process(starter.pid).children()
        starter.kill()
        reader.wait(300)  # it ends, or the test does


def test_a_long_cell_is_told_of_as_a_long_row_is(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(f"NIK,x\n{BUDI},{'a' * 300_000}\n")
    with pytest.raises(UnreadableFile, match="more than 262,144 characters"):
        read_rows(path)


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    harmful_files.FILES["a pipe to which nobody writes"](pipe)
    for path in (pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(Unfit, match="and no file"):
            opened(path, 1 << 20)
    with pytest.raises(FileNotFoundError):
        opened(tmp_path / "nowhere", 1)


def test_no_more_is_read_than_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read(path, 5) == b"12345"
    with pytest.raises(Unfit, match="holds 5 bytes, and at most 4 bytes are read"):
        read(path, 4)
    with pytest.raises(Unfit, match="says that it is empty"):
        read(Path("/proc/self/cmdline"))


def test_a_file_that_grows_is_read_only_as_far_as_it_may_grow(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1" * 100_000)

    def all_of(*, grows: bool) -> int:
        with opened(path, 200_000, grows=grows) as file, path.open("ab") as more:
            count = 0
            while piece := file.read(10_000):
                count += len(piece)
                more.write(b"2" * 10_000)
                more.flush()
                assert count < 1_000_000
            return count

    with pytest.raises(Unfit, match="was written to while it was read"):
        all_of(grows=False)
    with pytest.raises(Unfit, match="holds more than 195 KB"):
        all_of(grows=True)


def test_a_list_that_grows_while_it_is_read_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("NIK\n" + f"{BUDI}\n" * 10_000)

    def read_slowly() -> None:
        with list_files.open_list(path) as sheet, path.open("a") as more:
            for read_so_far, _ in enumerate(sheet.rows):
                more.write(f"{BUDI}\n" * 2)
                more.flush()
                assert read_so_far < 20_000

    with pytest.raises(UnreadableFile, match="was written to while it was read"):
        read_slowly()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "a pipe to which nobody writes") for name in ("contacts.toml", "coverage/current", "live.db")),
        ("coverage/coverage-7.db", "a pipe to which nobody writes"),
        ("contacts.toml", "a device without end"),
        ("contacts.toml", "a file that says it is empty, and never ends"),
        ("audit.head", "a file that says it is empty, and never ends"),
    ],
)
def test_no_file_of_ours_makes_us_wait_or_read_for_ever(tmp_path: Path, name: str, kind: str) -> None:
    house = House(tmp_path / "house", {"SIGAP_NIK_KEY": "5a" * 32})
    (house.home / "sigap" / "coverage").mkdir(parents=True)
    harmful_files.FILES[kind](house.home / "sigap" / name)
    for verb in ("doctor", "snapshots", "ask"):
        done = house.sigap(verb)  # it ends, or the test does
        assert b"Traceback" not in done.stderr


ENDLESS = "a file that says it is empty, and never ends"
SETTINGS: dict[str, bytes] = {
    "a line that is none": b"SIGAP_LOG=text\nSIGAP_TELEGRAM_TOKEN 123:SECRET\n",
    "a quotation mark that is not closed": b'\n\nSIGAP_STAFF="SECRET\n',
    "a line of blanks": b"SIGAP_SENDER=SECRET" + b" " * 60_000 + b"x",
    "a word without a value": b"SIGAP_LOG=text\n123:SECRET\n",
    "a value without a name": b"=SECRET\n",
    "no text": b"SIGAP_SENDER=SECRET\xff\xfe",
    "too much": b"SIGAP_SENDER=SECRET\n" * 50_000,
}


@pytest.mark.parametrize(
    "kind",
    [
        "a pipe to which nobody writes",
        "a device without end",
        "10 GB of nothing",
        ENDLESS,
        "a link to itself",
        *SETTINGS,
    ],
)
def test_nor_does_a_file_of_settings(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ".env"
    harmful_files.FILES[kind](path) if kind in harmful_files.FILES else path.write_bytes(SETTINGS[kind])
    done = House(tmp_path / "house").sigap("snapshots")
    said = done.stderr.decode()
    assert done.returncode == 2
    assert re.fullmatch(r"Error: The file \.env cannot be read: [^\n]+\n", said)
    assert "SECRET" not in said
    assert ("line 2 is" in said) is (kind in {"a line that is none", "a word without a value"})


def test_nothing_in_a_file_of_settings_is_replaced(tmp_path: Path) -> None:
    sender = "${" * 7_000
    (tmp_path / ".env").write_text(f'SIGAP_SENDER="{sender}"\nsigap_stale_days=7 # a week\nOTHER=x\nSIGAP_DPO=\n')
    found = settings.read()
    assert (found.sender, found.stale_days, found.dpo) == (sender, 7, "")


@pytest.mark.parametrize("kind", ["a pipe to which nobody writes", "a device without end", "10 GB of nothing", ENDLESS])
def test_nor_does_a_key_or_a_secret(tmp_path: Path, kind: str) -> None:
    house = House(tmp_path / "house")
    harmful_files.FILES[kind](tmp_path / "file")
    for setting in ("SIGAP_NIK_KEY_FILE", "SIGAP_TELEGRAM_TOKEN_FILE", "SIGAP_TELEGRAM_SECRET_FILE"):
        house.env[setting] = str(tmp_path / "file")
    done = house.sigap("doctor")
    assert done.returncode in {1, 2}
    assert b"cannot be read: it " in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
