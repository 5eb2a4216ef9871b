"""Residents ask, staff look: the figures are right, the picture shows the same ones, and nobody stands in them."""

import asyncio
import io
import itertools
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from bot.reports import chart, drawing
from bot.reports.exports import Exports
from bot.sending.receipts import Price, Receipt
from bot.sending.tags import Tag
from data import statistics as counts
from data.announcements.tallies import Tally
from data.chats import chats
from data.chats.chats import Chat, Subscription
from data.clock import WIB
from data.content import texts
from data.coverage import emergency_stop
from data.database.sqlite import Database, Transaction
from data.ratings import Score
from data.spending import OfAnswer, Spending
from data.statistics import GROUPS, Day, Figures, Sending, Subscribers, Topic
from handlers.desk import statistics_page
from handlers.free_text.intent_pages import MAIN
from handlers.messages import Incoming, Reply
from handlers.steps import STEPS
from handlers.words.intent import NOT_OURS
from tests.conftest import BUDI, DEWI, JOKO, NOBODY, NOW, Clock, Office, Opened, Person
from workshop.lettering import width

TODAY = NOW.astimezone(WIB).date()
OFFICER = "111"
LARGEST_CAPTION = 1024
"""Characters that Telegram takes beside a picture."""


@pytest.fixture
def channel() -> str:
    return "telegram"


def database(chat: Person) -> Database:
    return chat.app.dispatch._database


async def statistics(chat: Person) -> Reply:
    """What an officer hears to /statistik."""
    answer = await chat.app.dispatch.handle(Incoming("1", "telegram", OFFICER, "/statistik"))
    assert answer.outcome == "staff.figures"
    (reply,) = answer.replies
    return reply


# ---------------------------------------------------------------- what is counted


async def test_a_message_behind_the_figures_is_answered_behind_them(bot: Opened) -> None:
    chat = await bot(staff=f"{OFFICER}:viewer")
    handle = chat.app.dispatch.handle
    said = (Incoming(one, "telegram", OFFICER, one, pushed=True) for one in ("/statistik", "/siaran"))
    await asyncio.gather(*map(handle, said))
    assert [one.answer.outcome for one in await chat.app.replies.pending("telegram")] == [
        "staff.figures",
        "staff.lobby",
    ]


async def test_the_figures_say_what_residents_heard(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot(staff=f"{OFFICER}:viewer")
    await chat.says(BUDI)
    await chat.says("dapat apa saja dari sigap?")
    clock.passes(days=10)
    await chat.says(f"cek nik {NOBODY}")
    await chat.says(BUDI[:-1])
    await chat.says("halo")
    clock.passes(days=1)
    await chat.says(JOKO)
    await chat.says(DEWI)
    await chat.says(NOBODY)
    await chat.says("cek")  # only asked for a number
    await chat.says("bagaimana cara klaim kecelakaan kerja?")
    reply = await statistics(chat)
    assert reply.made == "figures.png"
    assert reply.text.startswith(
        """\
Statistik sampai hari ini, 3 Desember 2026

Cek NIK, 7 hari terakhir (14 hari):
• Tercatat: 0 (1)
• Tidak tercatat: 2 (2)
• Sudah berakhir: 2 (2)
• Belum bisa dicek: 0 (0)
• NIK keliru, lainnya: 1 (1)
Pesan dijawab: 8 (10)

Paling sering ditanyakan, 14 hari:
1. Cek kepesertaan: 7
2. Manfaat: 1
3. Klaim: 1
4. Salam: 1

Terbantu, 14 hari: belum ada

Berlangganan pengumuman: belum ada"""
    )


async def test_while_checks_are_stopped_they_say_so_first_and_not_why(bot: Opened) -> None:
    chat = await bot(staff=f"{OFFICER}:viewer")
    async with database(chat).transaction() as tx:
        await emergency_stop.stop(tx, NOW, "wrong list")
    said = (await statistics(chat)).text
    assert said.startswith("⛔ Cek NIK dihentikan sejak 22 November 2026")
    assert "\n\nStatistik sampai hari ini" in said
    assert "wrong list" not in said


async def test_who_does_not_work_here_sees_no_figures(bot: Opened) -> None:
    chat = await bot(staff=f"{OFFICER}:viewer")
    answer = await chat.says("/statistik")
    assert answer.outcome == "not_understood"
    assert not any(reply.made for reply in answer.replies)


async def test_a_message_is_counted_once_however_often_it_comes(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for _ in range(3):
        await chat.app.dispatch.handle(Incoming("7", "telegram", "5", BUDI))
    (today,) = await database(chat).group_commit(partial(counts.by_day, since=TODAY))
    assert (today.messages, today.checks["found"]) == (1, 1)


async def test_a_bug_is_not_counted(office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_ctx: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(STEPS, "menu", broken)
    chat = await bot()
    await chat.says("menu")
    assert await database(chat).group_commit(partial(counts.by_day, since=TODAY)) == []


async def test_staff_at_work_and_a_page_that_looks_for_news_are_no_residents(bot: Opened) -> None:
    chat = await bot()

    async def work(tx: Transaction) -> None:
        counts.add(tx, TODAY, "telegram", None, "staff.figures")
        counts.add(tx, TODAY, "telegram", None, "desk.cadre.list")
        counts.add(tx, TODAY, "web", None, "news")

    await database(chat).group_commit(work)
    (today,) = await database(chat).group_commit(partial(counts.by_day, since=TODAY))
    assert today == Day(TODAY)
    assert await database(chat).group_commit(partial(counts.by_topic, since=TODAY)) == []


async def test_a_day_is_one_of_bekasi(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    clock.now = datetime(2026, 11, 22, 16, 59, tzinfo=UTC)  # 23.59
    await chat.says(BUDI)
    clock.passes(minutes=1)
    await chat.says(BUDI)
    await chat.says(BUDI)
    days = await database(chat).group_commit(partial(counts.by_day, since=date(2026, 1, 1)))
    assert [(one.day, one.checks["found"]) for one in days] == [(date(2026, 11, 22), 1), (date(2026, 11, 23), 2)]


async def test_nobody_stands_in_the_counts_and_they_outlive_the_chat(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("/hapus")
    clock.passes(days=800)
    await chat.app.sweeper.sweep()

    async def everything(tx: Transaction) -> list[tuple[object, ...]]:
        return await tx.rows("SELECT * FROM counts ORDER BY outcome")

    day = TODAY.toordinal()
    assert await database(chat).group_commit(everything) == [
        (day, "telegram", "check_coverage", "check.found", 1),
        (day, "telegram", "privacy", "erased", 1),
    ]


# ---------------------------------------------------------------- subscribers and broadcasts


async def _announced(tx: Transaction) -> None:
    """Four subscribers, one who is none, and three broadcasts, of which one is old and one was not sent."""
    wants = Subscription(NOW, "ya")
    for chat in (
        Chat("telegram", "1", subscription=wants),
        Chat("telegram", "2", language="su", subscription=Subscription(NOW, "ya", "Jatiasih")),
        Chat("telegram", "3", subscription=Subscription(NOW, "ya", "Jatiasih")),
        Chat("web", "4", language="id", subscription=wants),
        Chat("web", "5"),
    ):
        await chats.save(tx, chat, NOW)
    for number, days in ((1, 31), (2, 29), (3, 2)):
        await tx.run(
            "INSERT INTO broadcasts (id, state, writer, texts, audience, started, changed) "
            "VALUES (?, 'done', '1', '{}', '{}', ?, 0)",
            number,
            int((NOW - timedelta(days=days)).timestamp()),
        )
        await tx.run("INSERT INTO tallies VALUES (?, 'telegram', 2000, 1990, 3, 2, ?)", number, number)
    await tx.run("INSERT INTO tallies VALUES (3, 'web', 100, 10, 0, 0, 0)")
    await tx.run(
        "INSERT INTO broadcasts (id, state, writer, texts, audience, changed) VALUES (4, 'draft', '1', '{}', '{}', 0)"
    )


async def test_subscribers_and_broadcasts_stand_beside_them(bot: Opened) -> None:
    chat = await bot(staff=f"{OFFICER}:viewer")
    await database(chat).group_commit(_announced)
    reply = await statistics(chat)
    assert reply.text.endswith(
        """\
Berlangganan pengumuman: 4
• Telegram 3, web 1
• memilih kecamatan: 2
Siaran, 30 hari: 2, 3.990 terkirim, 5 tidak pasti
• #3, 20 Nov: 2.000 dari 2.100, 3 tidak pasti
• #2, 24 Okt: 1.990 dari 2.000, 2 tidak pasti"""
    )
    found = await database(chat).group_commit(counts.subscribers)
    assert Subscribers("telegram", "Jatiasih", "su", 1) in found
    assert Subscribers("telegram", None, "id", 1) in found


def test_every_topic_has_words_and_an_old_one_keeps_its_name() -> None:
    for topic in (*MAIN, NOT_OURS):
        assert statistics_page.topic_name(topic) != topic
    assert statistics_page.topic_name("of_long_ago") == "of_long_ago"


# ---------------------------------------------------------------- the picture


def _figures(scale: int = 1, topics: int = 6) -> Figures:
    days = (
        Day(TODAY - timedelta(days=13 - n), 9 * n * scale, {group: n * m * scale for m, group in enumerate(GROUPS, 1)})
        for n in range(14)
    )
    named = (Topic(name, (50 - n) * scale) for n, name in enumerate(list(MAIN)[:topics]))
    subscribed = tuple(Subscribers(one, "Bantargebang", "id", 999_999) for one in ("telegram", "web", "whatsapp"))
    sent = (Sending(n, NOW, Tally(999_999, 888_888, 77_777, 6_666, 55_555)) for n in range(199, 170, -1))
    rated = tuple(Score("info.update", f"more.update.{name}", 99_999, 99_999) for name in ("app_papers", *"abcd"))
    answers = tuple(OfAnswer(one, 999_999, 1_000, 24_999.98) for one in ("check.not_listed", "info.why", ""))
    return Figures(tuple(days), tuple(named), subscribed, tuple(sent), rated, (Spending("whatsapp", answers, 7),))


NOTHING = Figures(tuple(Day(TODAY - timedelta(days=13 - n)) for n in range(14)), (), (), ())


def _words(found: Figures) -> list[str]:
    """Everything that is written in the picture."""
    drawn = ET.fromstring(chart.figures_svg(found))
    return [one.text or "" for one in drawn.iter("{http://www.w3.org/2000/svg}text")]


def _image(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    assert image.format == "PNG"
    return image


@pytest.mark.parametrize("found", [_figures(), _figures(1000), NOTHING], ids=["usual", "large", "nothing"])
def test_the_picture_is_as_wide_as_a_phone_and_shows_our_letters(found: Figures) -> None:
    image = _image(drawing.png(chart.figures_svg(found))).convert("L")
    assert image.width == chart.WIDTH
    assert image.height <= 1800  # one screen
    title = np.asarray(image)[20:90, 40:700]
    wide = np.flatnonzero((title < 128).any(axis=0))
    assert wide.max() - wide.min() == pytest.approx(width("Cek NIK per hari", 58, bold=True), abs=12)


def test_other_figures_are_another_picture() -> None:
    made = [drawing.png(chart.figures_svg(one)) for one in (_figures(), _figures(2), _figures(topics=3), NOTHING)]
    assert len(set(made)) == 4
    assert drawing.png(chart.figures_svg(_figures())) == made[0]


def test_the_picture_shows_the_numbers_of_the_text() -> None:
    found = _figures(1234)
    text, words = statistics_page.in_words(found), _words(found)
    for group in GROUPS:
        label = texts.staff_label(f"figures.{group}")
        (longer,) = re.findall(rf"{label}: [\d.]+ \(([\d.]+)\)", text)
        assert words[words.index(label) + 1] == longer
    shown = list(itertools.pairwise(words))
    asked = re.findall(r"^\d\. (.+): ([\d.]+)$", text, re.MULTILINE)
    assert len(asked) == 5
    assert set(asked) <= set(shown)


def test_the_text_fits_beside_the_picture() -> None:
    assert len(statistics_page.in_words(_figures(99_999))) <= LARGEST_CAPTION
    words = statistics_page.in_words(replace(_figures(), spending=()))
    assert "dan 25 siaran sebelumnya" in words
    assert "1. Cara periksa data (more.update.app_papers): 99.999 dari 199.998\n" in words


async def test_what_a_channel_costs_is_told_by_answer_and_by_check(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(staff=f"{OFFICER}:viewer")
    neighbour = Person(chat.app, "ID.a", "whatsapp")
    for nik in (BUDI, NOBODY, JOKO, DEWI):
        await neighbour.says(nik)
    answered = [("check.found", False), ("check.ended", False), ("check.ended", False), ("info.why", True)]
    tags = [str(Tag(outcome, bytes(16), n)) for n, (outcome, _) in enumerate(answered)]
    receipts = [
        Receipt(f"wamid.{n}", "delivered", tag, Price("service", free))
        for n, ((_, free), tag) in enumerate(zip(answered, tags, strict=True))
    ]
    await chat.app.events.note_receipts("whatsapp", receipts)
    assert (await statistics(chat)).text.endswith(
        """
Biaya WhatsApp, 14 hari: 4 pesan (1 gratis), US$ 0,08; US$ 0,019 per cek yang selesai
• Sudah berakhir: 2 pesan, US$ 0,05
• Tercatat: 1 pesan, US$ 0,03
• Kenapa tak tercatat?: 1 pesan, US$ 0,00"""
    )


COUNT = st.one_of(st.just(0), st.integers(1, 99), st.integers(0, 9_999_999))


@given(
    st.lists(st.lists(COUNT, min_size=5, max_size=5), min_size=14, max_size=14),
    st.lists(COUNT.filter(bool), max_size=5),
    st.permutations([*MAIN, NOT_OURS]),
)
def test_nothing_covers_anything_else(days: list[list[int]], asked: list[int], names: list[str]) -> None:
    found = Figures(
        tuple(
            Day(TODAY - timedelta(days=13 - n), 0, dict(zip(GROUPS, one, strict=True))) for n, one in enumerate(days)
        ),
        tuple(Topic(name, count) for name, count in zip(names, asked, strict=False)),
        (),
        (),
    )
    drawn = ET.fromstring(chart.figures_svg(found))
    taken: dict[str, list[tuple[float, float]]] = {}
    for one in drawn.iter("{http://www.w3.org/2000/svg}text"):
        bold = one.get("font-weight") == "700"
        wide = width(one.text or "", float(one.get("font-size", chart._SIZE)), bold=bold)
        x = float(one.attrib["x"]) - {"end": wide, "middle": wide / 2}.get(one.get("text-anchor", ""), 0)
        taken.setdefault(one.attrib["y"], []).append((x, x + wide))
    for row in taken.values():
        assert max(right for _, right in row) <= chart.WIDTH - 10
        assert all(left[1] < right[0] for left, right in itertools.pairwise(sorted(row)))


# Machado, Oliveira and Fernandes 2009, severity 1: what each colour looks like to people without one kind of cones.
_SEEN = {
    "all": np.eye(3),
    "no red": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "no green": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
    "no blue": np.array([[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
}
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _linear(colour: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    written = np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8) / 255
    return np.where(written <= 0.04045, written / 12.92, ((written + 0.055) / 1.055) ** 2.4)


def _lab(colour: str, eyes: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    x, y, z = np.cbrt((_XYZ @ np.clip(_SEEN[eyes] @ _linear(colour), 0, 1)) / _XYZ.sum(axis=1) + 1e-9)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", _SEEN)
def test_colours_are_told_apart_by_whoever_looks(eyes: str) -> None:
    for one, other in itertools.combinations((*(chart.COLOURS[group] for group in GROUPS), "#ffffff"), 2):
        far = float(np.linalg.norm(_lab(one, eyes) - _lab(other, eyes)))
        assert far >= 20, (one, other, far)


def test_numbers_on_colours_can_be_read() -> None:
    for group in GROUPS:
        bright = [
            float(_XYZ[1] @ _linear(one)) for one in (chart.COLOURS[group], chart._ON_DARK.get(group, chart._INK))
        ]
        assert (max(bright) + 0.05) / (min(bright) + 0.05) >= 4.5


async def test_the_picture_is_made_when_it_is_sent(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    make = Exports(database(chat), clock)
    empty = await make("figures.png")
    await chat.says(BUDI)
    assert _image(await make("figures.png")).size != _image(empty).size
    with pytest.raises(KeyError):
        await make("../figures.png")


# ---------------------------------------------------------------- in the terminal


def test_the_terminal_shows_them_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publishes()
    monkeypatch.setenv("SIGAP_DATA_DIR", str(office.home))
    monkeypatch.setenv("SIGAP_NIK_KEY", office.key.secret.hex())
    monkeypatch.setenv("COLUMNS", "100")
    runner = CliRunner()
    nothing = runner.invoke(app, ["statistics"]).stdout
    assert "No broadcast was sent." in nothing
    typed = [f'{{"chat": "a", "text": "{one}"}}\n' for one in (BUDI, NOBODY, NOBODY, "dapat apa saja dari sigap?")]
    assert runner.invoke(app, ["ask"], input="".join(typed)).exit_code == 0
    with closing(sqlite3.connect(office.home / "live.db")) as live, live:
        day = datetime.now(WIB).toordinal()
        live.execute("INSERT INTO costs VALUES (?, 'whatsapp', 'service', 0, 'check.found', 40)", (day,))
        live.execute("UPDATE counts SET channel = 'whatsapp' WHERE outcome LIKE 'check.%'")
    done = runner.invoke(app, ["statistics", "--days", "3"])
    assert done.exit_code == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["together", "1", "2", "0", "0", "0", "4"] in lines
    assert ["check_coverage", "3"] in lines
    assert ["benefits", "1"] in lines
    assert ["check.found", "40", "0", "1.00"] in lines
    said = (
        "whatsapp: 40 messages arrived, 0 of them free: US$ 1.00; 13.33 messages and US$ 0.3333 a completed check (3)."
    )
    assert said in done.stdout
    assert sum(line[:1] != [] and line[0].startswith("20") for line in lines) == 3
