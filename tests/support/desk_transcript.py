"""Writes what staff read, to be tried as a tired officer would: docs/transcripts/desk.md.

Ani writes, Budi approves, on one long day, with every wrong turn that we could think of; then a cadre and the figures.
What the sender does in between is put into the database by hand, so that each line is the same each time.
"""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, running
from bot.settings import Settings
from data import hashing
from data.announcements import announcements, delivery_claims
from data.announcements.announcements import Attachment
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Result
from data.database.sqlite import Transaction
from handlers.messages import Answer, Reply
from tests.conftest import BUDI, Clock, Office
from tests.support.officers import APPROVER, PDF, STAFF, VIEWER, WRITER, Officer, resident

MORNING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NAMES = {WRITER: "Ani (writer)", APPROVER: "Budi (approver)", VIEWER: "Citra (viewer)"}
TEXT = "Jadwal sosialisasi SIGAP||Sabtu, 5 Desember 2026 pukul 09.00 di Kantor Kecamatan Jatiasih. Bawa KTP dan KK."

# Who does what: typed words, `[a button]`, `(attaches ...)`; a line beginning with `#` is a heading, with `!` an event.
DAY = f"""
# The day begins
ani: /siaran
# Nothing there yet: Ani writes, with every slip of a long day
ani: [Tulis siaran baru]
ani: Pak Budi {BUDI} sudah dapat kartu
ani: {"sangat panjang " * 300}
ani: (attaches a photo that is not asked for)
ani: {TEXT}
ani: Acara ini gratis, tidak dipungut biaya.
ani: [Sambung ke teks]
ani: [Tulis teks]
ani: [Sunda]
ani: batal
ani: [Gambar atau PDF]
ani: (attaches a voice message)
ani: (attaches a PDF of 30 MB)
ani: (attaches a PDF)
ani: (attaches a second PDF, which nobody asked for)
ani: [Kembali]
ani: [Penerima]
ani: [Satu kecamatan]
ani: Surabaya
ani: jati aseh
ani: [Satu bahasa]
ani: [Kembali]
ani: [Semua pelanggan]
ani: [Kembali]
ani: [Waktu kirim]
ani: nanti aja
ani: [Waktu kirim]
ani: kemarin jam 8
ani: malam ini jam 10
ani: [Waktu lain]
ani: besok
ani: jam 8 pagi
ani: [Waktu kirim]
ani: [Segera]
# She looks at it, and hands it in
ani: [Periksa & ajukan]
ani: sudah benar
ani: [Tes ke saya lagi]
ani: ajukan
ani: [desk.hand.1.00000000]
# She cannot approve it herself, nor can a viewer
ani: /siaran
ani: [desk.approve.1.00000000]
citra: /siaran
citra: [desk.review.1]
citra: [desk.approve.1.00000000]
budi: [desk.open.7]
# Budi looks, and wants something changed
budi: /siaran
budi: [#1 perlu disetujui]
budi: [Kembalikan]
budi: (attaches a voice message)
budi: Tulis juga nomor ruangannya
ani: [desk.open.1]
ani: [Tulis teks]
ani: [Indonesia]
ani: {TEXT} Ruang 2.
ani: [Periksa & ajukan]
ani: [Ajukan]
# Budi approves
budi: [desk.review.1]
budi: [Setujui]
budi: [desk.approve.1.00000000]
# Approved and not begun: it can still be taken back
ani: [desk.text.1.id]
ani: [Tarik kembali]
ani: [Periksa & ajukan]
ani: [Ajukan]
budi: [desk.review.1]
budi: setujui
! the list is made, and a fifth is sent
budi: [Ikuti pengiriman]
# Something is wrong: pause, look, go on
ani: STOP!!
ani: [Lanjutkan]
ani: /siaran
ani: [Jeda #1]
ani: lanjutkan
ani: [desk.text.1.id]
budi: [desk.abort.1]
budi: [Tidak jadi]
! the rest is sent, some in doubt
ani: [desk.report.1]
ani: [Unduh tabel (CSV)]
ani: [desk.content.1]
budi: [desk.report.1]
budi: [Kirim ulang]
budi: [Tidak jadi]
# An old button, a second draft thrown away
ani: [desk.approve.1.00000000]
ani: [desk.text.1.id]
ani: /siaran
ani: [Tulis siaran baru]
ani: Libur besok
ani: [Buang draf]
ani: [Ya, buang]
# Figures
citra: /statistik
# Cadres
ani: /kader
ani: [desk.cadre.new]
"""


class Day:
    """The day, as it is played."""

    def __init__(self, app: App, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.people = {
            name: Officer(app, address, "telegram")
            for name, address in (("ani", WRITER), ("budi", APPROVER), ("citra", VIEWER))
        }
        self.written: list[str] = []

    async def plays(self, script: str) -> str:
        for line in filter(None, script.splitlines()):
            self.clock.passes(seconds=30)
            if line.startswith("# "):
                self.written.append(f"## {line[2:]}\n")
            elif line.startswith("! "):
                self.written.append(f"*({line[2:]})*\n")
                await (self._a_fifth() if "fifth" in line else self._the_rest())
            else:
                who, _, does = line.partition(": ")
                await self._does(self.people[who], does)
        return "\n".join(self.written)

    async def _does(self, officer: Officer, does: str) -> None:
        shown = does if len(does) < 200 else f"{does[:60]}... ({len(does)} letters)"
        self.written.append(f"**{NAMES[officer.address]}** > {shown.replace('||', ' / ')}\n")
        answer = await self._act(officer, does)
        self.written += [_bubble(reply) for reply in answer.replies]
        self.written.append(f"<sub>{answer.outcome}</sub>\n")

    async def _act(self, officer: Officer, does: str) -> Answer:
        if does.startswith("[desk."):
            return await officer.presses_value(does.strip("[]"))
        if does.startswith("["):
            return await officer.presses(does.strip("[]"))
        if does.startswith("(attaches"):
            attached = {"voice": (None, "voice"), "30": (Attachment("pdf", "x", "y", "besar.pdf", 30 << 20), "file")}
            attachment, kind = next((what for word, what in attached.items() if word in does), (PDF, "file"))
            return await officer.attaches(attachment, kind)  # type: ignore[arg-type]
        return await officer.says(does.replace("||", "\n\n"))

    async def _a_fifth(self) -> None:
        while await self.app.announcements.prepare():
            pass
        await self._settle(20, lambda _: DeliveryOutcome.SENT)

    async def _the_rest(self) -> None:
        await self._settle(
            100,
            lambda n: DeliveryOutcome.UNKNOWN if n < 2 else DeliveryOutcome.GONE if n < 5 else DeliveryOutcome.SENT,
        )
        while await self.app.announcements.prepare():
            pass

    async def _settle(self, most: int, outcome: "object") -> None:
        async def work(tx: Transaction) -> None:
            one = await announcements.load(tx, 1)
            assert one
            claims, _ = await delivery_claims.claim(tx, one, "telegram", 1, most, self.clock())
            reasons = {DeliveryOutcome.UNKNOWN: "unknown", DeliveryOutcome.GONE: "blocked"}
            ends = [outcome(n) for n in range(len(claims))]  # type: ignore[operator]
            results = [Result(claim, end, reasons.get(end)) for claim, end in zip(claims, ends, strict=True)]
            await delivery_claims.settle(tx, "telegram", results, self.clock())

        await self.app.dispatch._database.group_commit(work)


def _bubble(reply: Reply) -> str:
    said = reply.text or f"[{reply.made}]"
    if reply.attachment:
        said = f"[{reply.attachment.name or reply.attachment.kind}]\n{said}"
    if reply.made and reply.text:
        said = f"[{reply.made}]\n{said}"
    quoted = "\n".join(f"> {part}".rstrip() for part in said.splitlines())
    buttons = " ".join(f"`{choice.label}`" for choice in reply.choices)
    return f"{quoted}\n{f'>{chr(10)}> {buttons}{chr(10)}' if buttons else ''}"


@asynccontextmanager
async def _open() -> AsyncIterator[Day]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "sigap"
        home.mkdir()
        office = Office(home, hashing.parse("5a" * 32))
        office.publishes()
        settings = Settings(data_dir=home, nik_key=SecretStr(office.key.secret.hex()), staff=STAFF)
        clock = Clock(MORNING)
        async with running(settings, clock, limit_inbound=False) as app:
            for n in range(100):
                await resident(app, f"{n:03}").says("langganan")
            for n in range(3):
                await resident(app, f"web-{n}", "web").says("langganan")
            yield Day(app, clock)


async def document() -> str:
    """The whole file docs/transcripts/desk.md."""
    head = (
        "# What staff read\n\nWritten by `python -m tests.transcripts`; a test keeps it true. People and day are"
        " made up; check codes are written as XXXXXX.\n"
    )
    async with _open() as day:
        played = await day.plays(DAY)
    return "\n".join([head, re.sub(r"(Kode c[eé]k|Check code) \w{6}", r"\1 XXXXXX", played)])
