"""The first name as a list has it, and as its owner types it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.coverage import second_factor
from data.coverage.columns.name_remarks import name_says_left
from data.coverage.second_factor import Factor, first_name, is_remark, typed_names, with_other_readings
from tests.conftest import BUDI, Office, Opened
from tests.handlers.coverage.test_unclear import as_before
from tests.support import pace

CASES = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
MATCHES = [(one["list"], one["typed"]) for one in CASES if one["right"] == "matches"]
OURS = [
    ("SDRI. DEWI LESTARI", "Dewi"),
    ("Sdr Budi", "budi"),
    ("ALMH. SITI AMINAH", "siti"),
    ("ALM.BUDI", "Budi"),
    ("(ALM) BUDI", "Budi"),
    ("BPK. JOKO", "Pak Joko"),
    ("BAPAK JOKO", "joko"),
    ("IBU SRI", "Bu Sri"),
    ("IBU SRI", "Sri"),
    ("NYONYA SITI", "Ny. Siti"),
    ("TUAN BUDI", "tn budi"),
    ("RR. SRI LESTARI", "RR Sri"),
    ("RD. SALEH", "Saleh"),
    ("RD. SALEH", "Raden Saleh"),
    ("RADEN SALEH", "Rd. Saleh"),
    ("RADEN SALEH", "Raden"),
    ("TUBAGUS AHMAD", "Tb. Achmad"),
    ("TB. AHMAD", "Tubagus Ahmad"),
    ("ST. AMINAH", "St. Aminah"),
    ("SITI AMINAH", "St Aminah"),
    ("ST AMINAH", "nama saya Siti"),
    ("UST. AHMAD", "Ustadz Akhmad"),
    ("K.H. AHMAD", "kh ahmad"),
    ("Drs. H. AHMAD", "Ahmad"),
    ("Ir. BUDI", "budi"),
    ("R. BAMBANG", "Bambang"),
    ("HJ. NY. SITI", "Siti"),
    ("R.A. KARTINI", "Kartini"),
    ("AKHMAD FAUZI", "Achmad"),
    ("AHMAT", "Ahmad"),
    ("ACH. FAUZI", "Ahmad"),
    ("AHMAD", "Akhmat"),
    ("MUKHAMMAD ALI", "Mohd"),
    ("MD. ALI", "Muhammad"),
    ("MOKHAMAD ALI", "mochamad"),
    ("MUHAMMED ALI", "nama saya Mhd Ali"),
    ("MUHAMMAD ALI", "M. Muhammad"),
    ("M. ALI", "Muhammad Ali"),
    ("A. FAUZI", "Ahmad Fauzi"),
    ("S. AMINAH", "Siti Aminah"),
    ("M. ALI", "nama saya Muhammad Ali"),
    ("M. ALI", "Pak Muhammad Ali"),
    ("M. ALI", "mas Mohamad Ali"),
    ("M. ALI", "ok Muhammad Ali"),
    ("M. ALI", "mhd ali"),
    ("A. FAUZI", "nama saya Ahmad Fauzi"),
    ("A. FAUZI", "atas nama Achmad Fauzi"),
    ("H. M. ALI", "saya H. Muhammad Ali"),
    ("TUBAGUS AHMAD", "nama saya Tb. Ahmad"),
    ("RADEN SALEH", "nama saya Rd. Saleh"),
    ("MUHAMMAD NUR", "M. Nur"),
    ("MUHAMMAD NUR", "nama saya H. M. Nur"),
    ("M. NUR", "M. Nur"),
    ("AHMAD FAUZI", "A. Fauzi"),
    ("SITI AMINAH", "S. Aminah"),
    ("RADEN SALEH", "R. Saleh"),
    ("NYAI SITI AMINAH", "Nyai Siti Aminah"),
    ("SITI AMINAH", "Nyai Siti Aminah"),
    ("MAS AGUS", "Mas Agus"),
    ("MUHAMAT ALI", "Muhamad"),
    ("IBU", "Ibu"),
    ("ST", "St"),
    ("ALM", "Alm"),
    ("RR", "rr"),
    ("HAJI", "Haji"),
]
OTHERS = [
    ("ST. AMINAH", "Aminah"),
    ("SITI AMINAH", "Aminah"),
    ("NY. SITI", "Aminah"),
    ("MUHAMMAD ALI", "Ali"),
    ("NY. SITI", "Ny"),
    ("TB. AHMAD", "Tb"),
    ("ALM. BUDI", "Alm"),
    ("AHMAD", "Muhammad"),
    ("AHMAD FAUZI", "Fauzi"),
    ("BUDI SANTOSO", "Santoso"),
    ("BUDI SANTOSO", "Slamet Budi"),
    ("SITI", "Sri"),
    ("AHMADI", "Ahmad"),
    ("MAHMUD", "Muhammad"),
    ("AMAT", "Ahmad"),
    ("MUHAMMAD NUR", "Nur"),
    ("MUHAMMAD NUR", "A. Nur"),
    ("AHMAD FAUZI", "nama saya M. Fauzi"),
    ("SITI AMINAH", "N. Aminah"),
    ("ACHMAD FAUZI", "nama saya Fauzi Achmad"),
]


def meets(listed: str, typed: str) -> bool:
    return first_name(listed) in with_other_readings(typed_names(typed), typed)


@pytest.mark.parametrize(("listed", "typed"), MATCHES + OURS)
def test_the_owner_is_known(listed: str, typed: str) -> None:
    assert meets(listed, typed)
    assert meets(listed.lower(), typed.upper())


@pytest.mark.parametrize(("listed", "typed"), OTHERS)
def test_somebody_else_is_not(listed: str, typed: str) -> None:
    assert not meets(listed, typed)


@pytest.mark.parametrize(
    ("listed", "typed"), [pair for pair in MATCHES if not name_says_left(pair[0])]
)  # of "ALM. BUDI" nobody is told that he is listed
async def test_the_bot_tells_the_owner(office: Office, bot: Opened, listed: str, typed: str) -> None:
    office.publishes([(BUDI, listed, "", "", "", "", "")], factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(typed)).outcome == "check.found"


@pytest.mark.parametrize(
    "typed", ["Achmad", "Akhmad Fauzi", "Mukhamad Ali", "St. Aminah", "Ny Siti", "Sdr. Budi", "Mhd Ali"]
)
def test_a_list_imported_before_is_still_answered_to_who_types_as_it_does(typed: str) -> None:
    before = typed.upper().replace(".", "").split()[0]  # as it was read and hashed then
    assert before in with_other_readings(typed_names(typed), typed, as_before=True)
    assert before in with_other_readings(typed_names(f"nama saya {typed}"), f"nama saya {typed}", as_before=True)


@pytest.mark.parametrize(("older", "outcome"), [(True, "check.found"), (False, "check.not_listed")])
async def test_only_an_older_list_is_read_as_it_was(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch, older: bool, outcome: str
) -> None:
    with monkeypatch.context() as before:
        before.setattr(second_factor, "_SPELLINGS", second_factor._SPELLINGS_BEFORE)
        office.publishes([(BUDI, "AKHMAT FAUZI", "", "", "", "", "")], factor=Factor.NAME)
    if older:
        as_before(office)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("nama saya Akhmat Fauzi")).outcome == outcome


@given(
    st.lists(st.sampled_from("nama saya Achmad St Rd. Tubagus Muhammad Ali ibu Ny. oke A. x Siti".split()), min_size=1)
)
def test_one_try_is_for_two_names_at_most(words: list[str]) -> None:
    typed = " ".join(words)
    names = typed_names(typed)
    assert len(names) <= 2
    if names:
        for as_before in (False, True):
            readings = with_other_readings(names, typed, as_before=as_before)
            assert names[-1] == readings[0]
            assert len(readings) <= 2


def test_a_remark_behind_a_title_is_still_none() -> None:
    for said in ("pak lupa", "bapak lupa", "bu tidak tau", "ibu lupa"):
        assert is_remark(typed_names(said)), said


@given(
    st.sampled_from(sorted({*second_factor._TITLES, *second_factor._SPELLINGS, "BUDI", "SITI"})),
    st.sampled_from(["", " BUDI", " H. ALI"]),
)
def test_the_quick_way_reads_as_the_long_one(first: str, rest: str) -> None:
    assert first_name(first + rest) == second_factor._spelled(
        second_factor._words(first + rest), second_factor._TITLES, second_factor._SPELLINGS
    )


def test_five_million_names_take_no_longer() -> None:
    names = ["BUDI SANTOSO", "SITI AMINAH", "MUHAMMAD ALI", "SUPRIYANTO"] * 2500
    assert pace.fewest_pieces(lambda: [first_name(name) for name in names], 50) < 50  # takes 4; the long way 300
