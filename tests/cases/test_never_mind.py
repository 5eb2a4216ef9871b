"""Never mind is understood at every question: it leaves it, and never becomes a name, a text or a first name."""

import sqlite3
from contextlib import closing

import pytest

from data.coverage.second_factor import Factor
from handlers.phrases import yes_no
from tests.conftest import BUDI, Office, Opened
from tests.support.officers import STAFF, WRITER, Officer, at_work
from tests.support.readings import reading

NEVER_MIND = (
    "nggak jadi", "gak jadi", "Ga jadi!!", "gk jd", "tdk jadi", "kagak jadi deh", "teu jadi", "moal jadi", "gajadi",
    "batal", "BATAL.", "batalin aja", "batalkan", "cancel", "/batal", "/cancel", "urungkan", "ga usah", "gausah",
    "gak usah deh pak", "tidak perlu", "ga mau", "lupakan saja", "nanti aja", "lain kali", "never mind", "forget it",
    "menu", "kembali", "keluar", "salah pencet", "eh maaf, nggak jadi undang kader", "B A T A L", "gak jadi 🙏",
    "jangan dilanjutkan", "bolay",
)  # fmt: skip
NOT_YET = (
    "tunggu", "Tunggu dulu ya", "eh tunggu", "eh salah", "salah ketik", "bentar", "sebentar pak", "cek dulu",
    "saya cek dulu ya", "hapus", "hapus aja", "ulang", "tanya dulu", "antosan", "wait", "salah nama maaf",
)  # fmt: skip
NAMES = (
    "Tunggu Bahagia RW 03", "Posyandu Cek Sehat", "RT 04 salah satu", "Bu Bentari", "Ulang Tahun RW 5",
    "Posyandu Melati RW 05", "Menu Sehat RW 3", "Pos Kembali Ceria", "RT 04 Batalyon", "PKK Balik Papan", "Pak Jadi",
    "Kader Tidak Mampu RW 2", "Yayasan Mau Maju",
)  # fmt: skip


@pytest.fixture
async def ani(bot: Opened) -> Officer:
    return at_work(await bot(staff=STAFF), WRITER)


@pytest.fixture
async def asked(ani: Officer) -> Officer:
    """Asked for the name of a new cadre."""
    await ani.says("/kader")
    await ani.presses("Undang kader")
    await ani.presses("3 bulan")
    return ani


def _invitations(office: Office) -> int:
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        return int(live.execute("SELECT count(*) FROM invitations").fetchone()[0])


@pytest.mark.parametrize("said", [*NEVER_MIND, *NOT_YET, "tidak", "enggak", "no", "jangan dulu", "skip"])
async def test_it_invites_nobody_of_that_name(office: Office, asked: Officer, said: str) -> None:
    assert (await asked.says(said)).outcome in {"staff.cadre.listed", "menu"}
    assert _invitations(office) == 0
    assert (await asked.says("RT 09")).outcome != "staff.cadre.invited"  # nothing waits for a name any more


@pytest.mark.parametrize("said", ["ya", "boleh", "oke pak", "ini buat apa?", "namanya apa ya?"])
async def test_a_yes_or_a_question_is_no_name_either(office: Office, asked: Officer, said: str) -> None:
    assert (await asked.says(said)).outcome == "staff.cadre.asked"
    assert _invitations(office) == 0


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_that_holds_such_a_word_is_a_name(office: Office, asked: Officer, name: str) -> None:
    assert (await asked.says(name)).outcome == "staff.cadre.invited"
    assert _invitations(office) == 1


@pytest.mark.parametrize("said", [*NEVER_MIND, *NOT_YET])
async def test_it_is_no_text_of_an_announcement(ani: Officer, said: str) -> None:
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.says(said)
    await ani.presses_value("desk.draft.1")
    assert "Teks: belum ada" in ani.said


@pytest.mark.parametrize("said", [one for one in (*NEVER_MIND, *NOT_YET) if not one.startswith("/")])
async def test_beside_an_open_draft_it_changes_nothing(ani: Officer, said: str) -> None:
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.presses("Kembali")  # the draft, still empty, lies open
    await ani.says(said)
    await ani.presses_value("desk.draft.1")
    assert "Teks: belum ada" in ani.said


@pytest.mark.parametrize(
    "said", ["nggak jadi", "batal", "ga usah deh", "urungkan", "lupakan", "never mind", "lain kali"]
)
async def test_it_is_no_first_name_and_costs_no_try(office: Office, bot: Opened, said: str) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(said)).outcome == "menu"
    await chat.says(BUDI)
    assert (await chat.says("Budi")).outcome == "check.found"


@pytest.mark.parametrize(
    ("said", "yes", "no"),
    [
        ("ya", True, False),
        ("boleh deh", True, False),
        ("oke pak", True, False),
        ("tidak", False, True),
        ("no", False, True),
        ("gak usah kabari", False, True),
        ("ya atau tidak", False, False),
        ("mau tanya kantor", False, False),
        ("nomor berapa", False, False),
    ],
)
def test_yes_and_no_are_whole_messages(said: str, yes: bool, no: bool) -> None:
    assert (yes_no.agrees(reading(said)), yes_no.declines(reading(said))) == (yes, no)
