"""Generates synthetic participants for trials and tests. None is a real person: every serial has the form 9xxx."""

import csv
import errno
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from data.coverage.importing.job import Progress
from data.files import own_files
from data.nik.regions import KOTA_BEKASI, KOTA_BEKASI_KECAMATAN, REGENCIES

HEADINGS = ("NIK", "Nama", "No KK", "Kelompok", "TMT", "Tanggal Akhir", "Status", "synthetic")
_COHORTS = (
    "Pekerja rentan 2025",
    "RT/RW",
    "Kader posyandu",
    "Honorer",
    "Tenaga pendidik",
    "Tenaga kesehatan",
)
_WEIGHTS = (23, 30, 20, 12, 10, 5)
_FIRST = (
    "Agus Ahmad Andi Asep Budi Cecep Dadang Dede Deni Dewi Dian Eko Endang Eni Euis Fitri Hadi Hendra Iis Imas Indra "
    "Iwan Jaka Joko Kartini Lilis Maman Mulyadi Nana Neneng Nur Oman Rahmat Ratna Rina Rini Rohmat Rudi Sari Siti "
    "Slamet Sri Sugeng Sumarni Sunarto Supri Suryana Tati Titin Udin Wahyu Wati Yanti Yayah Yusuf Zainal"
).split()
_LAST = (
    "Firmansyah Gunawan Handayani Hidayat Kurniawan Kusuma Lestari Maulana Nugraha Permana Pratama Purnama Rahayu "
    "Ramadhan Saputra Setiawan Sudrajat Suherman Suryadi Susanti Sutisna Wibowo Wijaya Wulandari"
).split()
_FIRST_BIRTH, _BIRTH_DAYS = date(1955, 1, 1), 365 * 50
_FROM_ELSEWHERE = 0.2
_ELSEWHERE = tuple(sorted(REGENCIES - {KOTA_BEKASI}))
_SYNTHETIC_SERIALS = range(9000, 10000)


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """One synthetic participant, as the labour office would write the row."""

    nik: str
    name: str
    kk: str
    cohort: str
    starts: date
    ends: date | None
    status: str

    def cells(self) -> tuple[str, ...]:
        """The cells of the row below HEADINGS."""
        ends = f"{self.ends:%d/%m/%Y}" if self.ends else ""
        return (self.nik, self.name, self.kk, self.cohort, f"{self.starts:%d/%m/%Y}", ends, self.status, "1")


def people(count: int, seed: int, today: date) -> Iterator[SyntheticPerson]:
    """Yields `count` different people; the same count, seed and day give the same people.

    About 94 in 100 are listed, 4 have ended, 2 begin in the future; one in five carries a NIK first issued elsewhere.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret is made here
    seen: set[str] = set()
    while len(seen) < count:
        nik = _nik(rng)
        if nik in seen:
            continue
        seen.add(nik)
        fate = rng.random()
        starts = today - timedelta(days=rng.randrange(30, 700))
        ends, status = None, "Aktif"
        if fate < 0.04:
            ends, status = today - timedelta(days=rng.randrange(1, 29)), "Nonaktif"
        elif fate < 0.06:
            starts = today + timedelta(days=rng.randrange(5, 60))
        name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}".upper()
        issued = f"{rng.randrange(1, 29):02}{rng.randrange(1, 13):02}{rng.randrange(5, 26):02}"
        kk = f"{nik[:6]}{issued}{rng.choice(_SYNTHETIC_SERIALS)}"
        cohort = rng.choices(_COHORTS, _WEIGHTS)[0]
        yield SyntheticPerson(nik, name, kk, cohort, starts, ends, status)


def _nik(rng: random.Random) -> str:
    if rng.random() < _FROM_ELSEWHERE:
        place = f"{rng.choice(_ELSEWHERE)}{rng.randrange(1, 20):02}"
    else:
        place = f"{KOTA_BEKASI}{rng.randrange(1, KOTA_BEKASI_KECAMATAN + 1):02}"
    born = _FIRST_BIRTH + timedelta(days=rng.randrange(_BIRTH_DAYS))
    day = born.day + (40 if rng.random() < 0.5 else 0)
    return f"{place}{day:02}{born:%m%y}{rng.choice(_SYNTHETIC_SERIALS)}"


def unlisted(count: int, seed: int, today: date) -> str:
    """A synthetic NIK that is not among `people(count, seed, today)`."""
    taken = {made.nik for made in people(count, seed, today)}
    rng = random.Random(-seed - 1)  # noqa: S311
    return next(nik for nik in iter(lambda: _nik(rng), "") if nik not in taken)


def write(path: Path, count: int, seed: int, today: date, progress: Progress) -> None:
    """Writes participants as CSV, or as Excel if the name ends in .xlsx. Raises OSError."""
    rows = (made.cells() for made in _counted(people(count, seed, today), count, progress))
    if path.suffix.lower() == ".xlsx":
        with (
            own_files.open_private(path) as opened,
            TemporaryDirectory(prefix="sigap-") as folder,
            _workbook(folder, rows).open("rb") as made,  # it is written whole: only a copy can run out of room
        ):
            shutil.copyfileobj(made, opened)
        return
    with TextIOWrapper(own_files.open_private(path), encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(HEADINGS)
        table.writerows(rows)


def _workbook(folder: str, rows: Iterator[tuple[str, ...]]) -> Path:
    """Writes the workbook into a temporary folder. Raises OSError."""
    made = Path(folder, "sample.xlsx")
    book = xlsxwriter.Workbook(str(made), {"constant_memory": True, "strings_to_numbers": False, "tmpdir": folder})
    try:
        sheet = book.add_worksheet("Peserta")
        for number, cells in enumerate(chain([HEADINGS], rows)):
            sheet.write_row(number, 0, cells)
        book.close()
    except FileCreateError as error:
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(errno.EIO, str(error))) from None
    return made


def _counted(made: Iterator[SyntheticPerson], count: int, progress: Progress) -> Iterator[SyntheticPerson]:
    for number, one in enumerate(made, start=1):
        if not number % 5000:
            progress("writing", number / count)
        yield one
    progress("writing", 1.0)
