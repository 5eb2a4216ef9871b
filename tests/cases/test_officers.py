"""Officers are not residents: their words lead to the desk, subscribe nobody, and are counted nowhere."""

import sqlite3
from contextlib import closing

import pytest

from data.content import texts
from tests.conftest import BUDI, Office, Opened
from tests.support.officers import APPROVER, STAFF, VIEWER, WRITER, Officer, at_work, resident

OF_THE_DESK = (
    "kirim pengumuman ke warga", "eh tunggu jamnya salah", "mau kirim info ke semua warga",
    "tolong umumkan jadwal sosialisasi", "besok jam 8 ya", "bikin siaran baru dong", "cara kirim broadcast gimana",
    "tolong siarkan ke kecamatan jatiasih", "salah ketik tadi", "stop dulu siarannya", "batalkan pengumuman tadi",
    "hapus pengumuman yang tadi", "pengumumannya belum terkirim", "kabari warga jatiasih", "infokan ke warga ya",
    "daftarkan warga ke pengumuman", "mau info terbaru dong", "ganti gambarnya", "ubah jamnya jadi jam 9",
    "siapa yang harus setuju", "berapa orang yang langganan", "laporan siaran kemarin", "min bisa kirim pesan massal?",
    "mau woro woro ke warga", "halo min saya petugas", "pesan untuk warga: besok libur",
    "warga yang belum dikabari siapa", "minta dikabari kalau sudah disetujui", "kok belum disetujui",
    "tunda siaran ke sore", "saya mau berlangganan pengumuman", "tolong kirim info sigap ke saya", "mau dong dikabari",
    "kalau ada info kabari ya", "jangan kirim dulu", "sudah dikirim belum?", "kirim ulang", "ada yang salah",
    "gambarnya ketinggalan", "pak budi sudah setuju?", "assalamualaikum, mau kirim pengumuman",
    "berhenti kirim pengumuman", "mau nyebarin info bansos", "blast ke pelanggan", "tolong sampaikan ke masyarakat",
    "undang kader", "mau undang kader dong", "daftarkan kader baru", "tambah kader", "berapa yang sudah cek",
    "berapa orang yang udah ngecek hari ini?", "lihat statistik",
    "besok ada sosialisasi di kantor kecamatan jatiasih, tolong disebarkan",
)  # fmt: skip
OF_A_RESIDENT = (
    ("apa manfaatnya?", "info.benefits"), ("dapat apa", "info.benefits"), ("kantor bpjs dimana", "offices.bpjs"),
    ("apa itu sigap?", "info.about"), (BUDI, "check.found"), ("suami saya kecelakaan kerja", "info.emergency"),
    ("saya putus asa, mau mati saja", "info.despair"), ("makasih", "thanks"), ("berhenti", "unsubscribed"),
)  # fmt: skip


def _live(office: Office, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        return live.execute(query).fetchall()


def _subscribed(office: Office) -> list[tuple[object, ...]]:
    return _live(office, "SELECT address FROM chats WHERE subscribed IS NOT NULL")


@pytest.mark.parametrize("address", [WRITER, APPROVER, VIEWER])
async def test_plain_words_lead_to_the_desk_and_subscribe_nobody(office: Office, bot: Opened, address: str) -> None:
    office.publishes()
    ani = at_work(await bot(staff=STAFF), address)
    for said in OF_THE_DESK:
        answer = await ani.says(said)
        assert answer.outcome == "staff.lobby", said
        assert "Siaran pengumuman" in ani.said
    assert _subscribed(office) == []
    assert _live(office, "SELECT * FROM counts") == []


async def test_the_same_words_of_a_resident_stay_a_residents(office: Office, bot: Opened) -> None:
    office.publishes()
    siti = resident((await bot(staff=STAFF)).app, "999")
    for said in ("mau dong dikabari", "tolong kirim info sigap ke saya"):
        assert (await siti.says(said)).outcome == "subscribed", said
    assert _subscribed(office) == [("999",)]
    assert sum(int(str(one)) for (one,) in _live(office, "SELECT count FROM counts")) == 2


@pytest.mark.parametrize(("said", "outcome"), OF_A_RESIDENT)
async def test_staff_may_try_the_bot_out_and_are_not_counted(
    office: Office, bot: Opened, said: str, outcome: str
) -> None:
    office.publishes()
    ani = at_work(await bot(staff=STAFF), WRITER)
    answer = await ani.says(said)
    assert answer.outcome == outcome or texts.text(outcome, "id") in ani.said
    assert not answer.outcome.startswith("staff.")
    assert _live(office, "SELECT * FROM counts") == []


@pytest.mark.parametrize("said", ["langganan", "/langganan", "subscribe", "kabari saya", "Langganan pengumuman"])
async def test_only_a_button_makes_one_of_the_staff_a_subscriber(office: Office, bot: Opened, said: str) -> None:
    ani = at_work(await bot(staff=STAFF), WRITER)
    assert (await ani.says(said)).outcome == "staff.asked"
    assert _subscribed(office) == []
    await ani.presses("Semua pengumuman")
    assert _subscribed(office) == [(WRITER,)]
    await ani.says("berhenti")
    assert _subscribed(office) == []


async def test_a_typed_yes_or_kecamatan_subscribes_no_staff(office: Office, bot: Opened) -> None:
    office.publishes()
    ani = at_work(await bot(staff=STAFF), WRITER)
    (reply,) = (await ani.says(BUDI)).replies
    assert "invite.yes" not in [one.value for one in reply.choices]  # nobody asks them whether they want announcements
    await ani.says("ya")
    await ani.presses_value("subscribe.kecamatan")
    await ani.says("Jatiasih")
    assert _subscribed(office) == []
    await ani.presses("Jatiasih")
    assert _live(office, "SELECT kecamatan FROM chats WHERE subscribed IS NOT NULL") == [("Jatiasih",)]


@pytest.mark.parametrize("said", ["/start", "/help", "/menu", "/start cek", "halo", "bantuan"])
async def test_the_way_in_is_named_to_staff_alone(bot: Opened, said: str) -> None:
    anybody = await bot(staff=STAFF)
    ani, citra = at_work(anybody, WRITER), at_work(anybody, VIEWER)
    answer = await resident(anybody.app, "999").says(said)
    assert "/siaran" not in "".join(reply.text for reply in answer.replies)
    if said == "/start cek":  # a link to something else
        return
    await ani.says(said)
    assert "/siaran" in ani.said
    assert "/kader" in ani.said
    await citra.says(said)
    assert "/siaran" in citra.said
    assert "/kader" not in citra.said  # a viewer may not


async def test_in_need_staff_are_helped_first(office: Office, bot: Opened) -> None:
    ani: Officer = at_work(await bot(staff=STAFF), WRITER)
    await ani.says("saya putus asa, mau mati saja, siarannya belum terkirim")
    assert texts.text("info.despair", "id") in ani.said
