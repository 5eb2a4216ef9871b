"""One kecamatan means who chose it: others only by a button, and a kelurahan never becomes its kecamatan unsaid."""

import hashlib
import json

import pytest

from bot.app import App
from data.announcements import announcements
from data.announcements.announcements import Audience, Broadcast, State
from data.database.sqlite import Transaction
from tests.conftest import NOW, Opened
from tests.support.officers import APPROVER, STAFF, WRITER, Officer, at_work, resident


@pytest.fixture
async def ani(bot: Opened) -> Officer:
    """A writer with a draft; two chose Jatiasih, one Rawalumbu, three nothing."""
    ani = at_work(await bot(staff=STAFF), WRITER)
    for address, kecamatan in (("1", "Jatiasih"), ("2", "Jatiasih"), ("3", "Rawalumbu")):
        one = resident(ani.app, address)
        await one.presses_value("subscribe.kecamatan")
        await one.says(kecamatan)
    for address in ("4", "5", "6"):
        await resident(ani.app, address).says("langganan")
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.says("Besok loket tutup.")
    await ani.presses("Penerima")
    await ani.presses("Satu kecamatan")
    return ani


async def _draft(app: App) -> Broadcast:
    async def read(tx: Transaction) -> Broadcast | None:
        return await announcements.load(tx, 1)

    found = await app.dispatch._database.group_commit(read)
    assert found
    return found


async def _listed(app: App) -> list[str]:
    while await app.announcements.prepare():
        pass

    async def read(tx: Transaction) -> list[str]:
        return [one for (one,) in await tx.rows("SELECT address FROM deliveries ORDER BY address")]

    return await app.dispatch._database.group_commit(read)


async def _sent_to(ani: Officer) -> list[str]:
    await ani.presses("Kembali")
    await ani.presses("Periksa & ajukan")
    await ani.presses("Ajukan")
    budi = at_work(ani, APPROVER)
    await budi.presses_value("desk.review.1")
    await budi.presses("Setujui")
    return await _listed(ani.app)


async def test_one_kecamatan_reaches_who_chose_it(ani: Officer) -> None:
    await ani.says("jatiasih")
    assert "Sebanyak 2 orang" in ani.said
    assert await _sent_to(ani) == ["1", "2"]


async def test_the_others_are_added_by_a_button_with_both_counts(ani: Officer) -> None:
    await ani.says("Jatiasih")
    assert "Yang memilih Kecamatan Jatiasih: 2." in ani.said
    assert "tidak memilih kecamatan (minta semua pengumuman): 5." in ani.said
    await ani.presses("Juga 3 lainnya")
    assert "Sebanyak 5 orang" in ani.said
    await ani.presses("Hanya 2 itu")
    assert "Sebanyak 2 orang" in ani.said
    await ani.says("juga 3 lainnya")
    assert await _sent_to(ani) == ["1", "2", "4", "5", "6"]


async def test_another_kecamatan_begins_narrow_again(ani: Officer) -> None:
    await ani.says("jatiasih")
    await ani.presses("Juga 3 lainnya")
    await ani.presses("Satu kecamatan")
    await ani.says("Rawalumbu")
    assert "Sebanyak 1 orang" in ani.said
    assert await _sent_to(ani) == ["3"]


@pytest.mark.parametrize(
    ("typed", "kecamatan"),
    [
        ("Kranji", "Bekasi Barat"),
        ("kelurahan jatimekar", "Jatiasih"),
        ("kel. jatiasih", "Jatiasih"),
        ("jati mekar", "Jatiasih"),
        ("warga kranji saja", "Bekasi Barat"),
    ],
)
async def test_a_kelurahan_is_said_to_be_one_and_asked_about(ani: Officer, typed: str, kecamatan: str) -> None:
    await ani.says(typed)
    assert (await _draft(ani.app)).audience == Audience()
    assert f"bagian dari Kecamatan {kecamatan}" in ani.said
    await ani.says("ya")
    assert (await _draft(ani.app)).audience == Audience(kecamatan, alone=True)


async def test_it_may_be_declined(ani: Officer) -> None:
    await ani.says("kranji")
    await ani.says("ga jadi")
    assert "Penerima sekarang: semua pelanggan" in ani.said
    assert (await _draft(ani.app)).audience == Audience()


@pytest.mark.parametrize("typed", ["Jatiasih", "kecamatan jatiasih", "kec jatiasih aja", "jati asih"])
async def test_a_kecamatan_is_taken_at_once(ani: Officer, typed: str) -> None:
    await ani.says(typed)
    assert (await _draft(ani.app)).audience == Audience("Jatiasih", alone=True)


@pytest.mark.parametrize("typed", ["kranji dan jatiasih", "jatimekar sama pengasinan", "bekasi"])
async def test_two_places_are_asked_again(ani: Officer, typed: str) -> None:
    await ani.says(typed)
    assert (await _draft(ani.app)).audience == Audience()


def test_what_was_handed_in_before_stays_what_it_was() -> None:
    """The hash that an approval is bound to does not move with the update."""
    one = Broadcast(1, State.HANDED_IN, WRITER, NOW, {"id": "x"}, audience=Audience("Jatiasih"))
    place = {"kecamatan": "Jatiasih", "language": None, "channel": None}
    old = json.dumps([[["id", "x"]], None, place, None, None], separators=(",", ":"))
    assert one.content == hashlib.sha256(old.encode()).digest()
    assert announcements._AUDIENCE.validate_json(json.dumps(place)) == Audience("Jatiasih", alone=False)
