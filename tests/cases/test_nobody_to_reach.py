"""A broadcast that reaches nobody is not handed in: the pre-flight says so, and offers a way that leads on."""

import pytest

from data.announcements.announcements import State
from tests.cases.test_audience import _draft
from tests.conftest import Opened
from tests.support.officers import STAFF, WRITER, Officer, at_work, resident


@pytest.fixture
async def ani(bot: Opened) -> Officer:
    ani = at_work(await bot(staff=STAFF), WRITER)
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.says("Besok loket tutup.")
    return ani


async def test_with_nobody_to_reach_it_says_so_and_offers_no_handing_in(ani: Officer) -> None:
    await ani.presses("Periksa & ajukan")
    assert "Tidak ada penerimanya" in ani.said
    await ani.can_press("Penerima", "Tes ke saya lagi", "Ubah dulu")
    await ani.presses("Tes ke saya lagi")
    await ani.can_press("Ubah dulu")


async def test_an_old_button_hands_nothing_in_once_the_last_one_left(ani: Officer) -> None:
    siti = resident(ani.app, "1")
    await siti.says("langganan")
    await ani.presses("Periksa & ajukan")
    await siti.says("berhenti")
    await ani.presses("Ajukan")
    assert "Tidak ada penerimanya" in ani.said
    assert (await _draft(ani.app)).state is State.DRAFT


async def test_a_part_that_is_nobody_counts_as_nobody(ani: Officer) -> None:
    await resident(ani.app, "1").says("langganan")
    await ani.presses("Penerima")
    await ani.presses("Satu bahasa")
    await ani.presses("Sunda")
    await ani.presses("Kembali")
    await ani.presses("Periksa & ajukan")
    assert "Ajukan" not in [one.label for one in ani.choices]
    await ani.presses("Penerima")
    await ani.presses("Semua pelanggan")
    await ani.presses("Kembali")
    await ani.presses("Periksa & ajukan")
    await ani.presses("Ajukan")
    assert (await _draft(ani.app)).state is State.HANDED_IN
