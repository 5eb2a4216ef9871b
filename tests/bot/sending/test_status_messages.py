"""Staff are told how a broadcast stands by a message that edits itself, over real HTTP to our strict Telegram."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_telegram, running
from bot.open_channel import OpenChannel
from bot.sending.rate_limit import RateLimit
from bot.sending.reminders import Reminders
from bot.settings import Settings
from bot.timing import Timing
from data.announcements.announcements import Broadcast
from tests.conftest import Clock, Office
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person
from tests.support import sent_broadcasts as of
from tests.support.officers import APPROVER, STAFF, WRITER
from tests.support.telegram_channel import UNLIMITED
from tests.support.telegram_servers import all_answered, until

TEXT = "Jadwal sosialisasi SIGAP\n\nSabtu, 5 Desember 2026 pukul 09.00 di Kantor Kecamatan Jatiasih."
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUICK = Timing(status_poll=0.05, status_edit_interval=0.1, status_gone_pause=0.3)


@dataclass
class Town:
    """The bot with all that runs by itself, two of the staff, and subscribers."""

    api: BotApi
    ani: Person
    budi: Person
    residents: list[Person]
    channel: OpenChannel
    live: Path

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.live)

    def newest(self, who: Person, words: str) -> Sent:
        """The newest message of a chat that holds these words, as it reads now."""
        return next(one for one in reversed(who.replies) if words in one.text)

    async def written(self) -> None:
        """Ani writes and hands in."""
        self.ani.says("/siaran")
        await self.all_answered()
        await self.presses(self.ani, "Tulis siaran baru")
        await self.all_answered()
        self.ani.says(TEXT)
        for label in ("Periksa & ajukan", "Ajukan"):
            await self.presses(self.ani, label)
        await self.all_answered()

    async def presses(self, who: Person, label: str) -> None:
        """Presses a button once it is there."""
        await until(lambda: any(one["text"] == label for said in who.replies for one in chain(*said.keyboard)))
        who.presses(label)


Opened = Callable[..., Awaitable[Town]]


@asynccontextmanager
async def _town(office: Office, people: int, clock: Clock, **more: object) -> AsyncIterator[Town]:
    async with BotApi(rules=Rules(1e6, 1e6, 1000)) as api:
        values = {
            "data_dir": office.home,
            "nik_key": office.key.secret.hex(),
            "telegram_token": api.token,
            "telegram_api_url": api.url,
            "staff": STAFF,
            **UNLIMITED,
            **more,
        }
        async with running(Settings.model_validate(values), clock, limit_inbound=False, timing=QUICK) as app:
            channel = OpenChannel(build_telegram(app), app.dispatch, app.replies, app.events, app.metrics)
            sending = channel.sending
            tasks = [
                asyncio.create_task(work)
                for work in (channel.run(), app.announcements.run([sending]), app.status_messages(sending).run())
            ]
            residents = [Person(api, 7_000_000_000 + n) for n in range(people)]
            for one in residents:
                one.says("langganan")
            ani, budi = Person(api, int(WRITER), name="Ani"), Person(api, int(APPROVER), name="Budi")
            for one in (ani, budi):
                one.says("/start")
            await all_answered(api, app.settings.database)
            try:
                yield Town(api, ani, budi, residents, channel, app.settings.database)
            finally:
                for task in tasks[1:]:
                    task.cancel()
                await asyncio.gather(*tasks[1:], return_exceptions=True)
                tasks[0].cancel()
                await asyncio.gather(tasks[0], return_exceptions=True)
                await channel.close(5)


def _button(sent: Sent, label: str) -> dict[str, Any]:
    return next(one for one in chain(*sent.keyboard) if one["text"] == label)


async def test_from_the_hand_in_to_the_last_word(office: Office) -> None:
    async with _town(office, 30, Clock(MORNING), telegram_bulk_rate=20) as town:
        await town.written()
        await until(lambda: any("menunggu persetujuan Anda" in one.text for one in town.budi.replies))
        assert not any("menunggu persetujuan Anda" in one.text for one in town.ani.replies)
        town.budi.presses("Lihat dan putuskan")
        await town.all_answered()
        assert _button(town.budi.last, "Setujui")["style"] == "success"
        town.budi.presses("Setujui")
        await until(lambda: any("sedang dikirim" in one.text for one in town.budi.replies))
        bars = set[str]()

        def over() -> bool:
            bars.update(one.text for one in town.ani.replies if "sedang dikirim" in one.text)
            return any("Siaran #1 selesai. Terkirim ke 30 dari 30" in one.text for one in town.ani.replies)

        await until(over)
        assert len(bars) >= 3  # it moved
        assert any("pesan per detik" in one for one in bars)
        assert len([one for one in town.ani.replies if "▓" in one.text or "░" in one.text]) == 1  # one message, edited
        assert "100%" in town.newest(town.ani, "▓").text
        codes = {
            _button(town.newest(town.ani, said), "Salin kode cek")["copy_text"]["text"] for said in ("▓", "selesai")
        }
        (code,) = codes
        for one in town.residents:
            (sent,) = [sent for sent in one.replies if sent.text.startswith("Jadwal sosialisasi")]
            assert code in sent.text
        town.ani.presses("Laporan")
        await town.all_answered()
        assert "Terkirim: 30 dari 30" in town.ani.last.text
        town.ani.presses("Unduh tabel (CSV)")
        await town.all_answered()
        assert {description for _, _, description in town.api.refused} == {"Bad Request: chat not found"}  # Dedi


async def test_what_came_back_is_told_to_its_writer(office: Office) -> None:
    async with _town(office, 1, Clock(MORNING)) as town:
        await town.written()
        await until(lambda: any("menunggu persetujuan Anda" in one.text for one in town.budi.replies))
        town.budi.presses("Lihat dan putuskan")
        await town.all_answered()
        town.budi.presses("Kembalikan")
        await town.all_answered()
        town.budi.says("Tanggalnya keliru")
        await until(lambda: any("Catatan dari Budi: Tanggalnya keliru" in one.text for one in town.ani.replies))
        await until(lambda: any("kembali menjadi draf" in one.text for one in town.budi.replies))


async def test_a_card_that_was_deleted_is_written_anew_and_who_blocked_us_is_left_alone(office: Office) -> None:
    async with _town(office, 40, Clock(MORNING), telegram_bulk_rate=10) as town:
        await town.written()
        await until(lambda: any("menunggu persetujuan Anda" in one.text for one in town.budi.replies))
        town.budi.presses("Lihat dan putuskan")
        await town.all_answered()
        town.budi.presses("Setujui")
        await until(lambda: any("sedang dikirim" in one.text for one in town.ani.replies))
        card = town.newest(town.ani, "sedang dikirim")
        del town.api.chat(town.ani.id).messages[card.message_id]
        town.budi.blocks()
        await until(lambda: town.newest(town.ani, "Terkirim").message_id != card.message_id)
        await until(lambda: any("Siaran #1 selesai" in one.text for one in town.ani.replies))


async def test_who_left_the_staff_is_shown_nothing_more(office: Office) -> None:
    async with _town(office, 20, Clock(MORNING)) as town:
        await town.written()
        await until(lambda: any("menunggu persetujuan Anda" in one.text for one in town.budi.replies))
    without_ani = "; ".join(one for one in STAFF.split("; ") if WRITER not in one)
    async with _town(office, 0, Clock(MORNING + timedelta(minutes=10)), staff=without_ani) as town:
        for n in range(20):
            town.api.chat(7_000_000_000 + n).known = True
        heard = len(town.ani.replies)
        town.budi.presses_data("desk.review.1")
        await town.all_answered()
        town.budi.presses("Setujui")
        await until(lambda: any("Siaran #1 selesai" in one.text for one in town.budi.replies))
        assert len(town.ani.replies) == heard


async def test_paused_by_the_button_of_the_card_it_stands_until_it_is_told_to_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = of.Looks(monkeypatch)
    async with _town(office, 30, Clock(MORNING), telegram_bulk_rate=2) as town:
        await town.written()
        town.budi.presses_data("desk.review.1")
        await town.all_answered()
        town.budi.presses("Setujui")
        await until(lambda: any("sedang dikirim" in one.text for one in town.ani.replies))
        town.ani.presses("Jeda")
        await until(lambda: any("dijeda" in one.text for one in town.ani.replies))

        def arrived() -> int:
            return sum(one.text.startswith("Jadwal sosialisasi") for person in town.residents for one in person.replies)

        await until(lambda: of.count(town.live, 1, "claimed") == 0)
        before = arrived()
        await looks.more()
        assert arrived() == before < 30
        town.channel.sending._limits = RateLimit(1e5, 1e5, 1000)
        town.ani.presses("Lanjutkan")
        await until(lambda: any("Siaran #1 selesai. Terkirim ke 30" in one.text for one in town.ani.replies))


def _said(who: Person, words: str) -> int:
    return sum(words in one.text for one in who.replies)


async def test_the_writer_hears_which_approver_could_not_be_told(office: Office) -> None:
    clock = Clock(MORNING)
    async with _town(office, 1, clock) as town:
        town.budi.blocks()
        await town.all_answered()
        await town.written()
        await until(lambda: _said(town.ani, "belum sampai ke Budi, Dedi") == 1)
    clock.passes(minutes=5)
    async with _town(office, 1, clock) as town:  # after a start it is no news; who comes back is told
        await until(lambda: _said(town.budi, "menunggu persetujuan Anda") == 1)
        await town.all_answered()
        assert _said(town.ani, "belum sampai ke") == 0


async def test_who_comes_back_is_told_after_all(office: Office) -> None:
    async with _town(office, 1, Clock(MORNING)) as town:
        town.budi.blocks()
        await town.all_answered()
        await town.written()
        await until(lambda: _said(town.ani, "belum sampai ke Budi, Dedi") == 1)
        town.budi.unblocks()
        await until(lambda: _said(town.budi, "menunggu persetujuan Anda") == 1)
        assert _said(town.ani, "belum sampai ke") == 1


async def test_what_waits_is_reminded_of_once_a_day_while_people_are_awake(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, looks = Clock(MORNING), [0]
    look = Reminders.remind

    async def counted(self: Reminders, found: list[Broadcast]) -> None:
        await look(self, found)
        looks[0] += 1

    async def looked(times: int) -> None:
        """Returns once the bot has looked so often, from now on."""
        end = looks[0] + times
        await until(lambda: looks[0] >= end)

    monkeypatch.setattr(Reminders, "remind", counted)
    async with _town(office, 30, clock, telegram_bulk_rate=10) as town:
        await town.written()
        await until(lambda: _said(town.budi, "menunggu persetujuan Anda") == 1)
        clock.passes(hours=12, minutes=30)  # 21.30
        await looked(2)
        assert _said(town.budi, "Pengingat") == 0
        clock.passes(hours=8)  # 5.30
        await looked(2)
        assert _said(town.budi, "Pengingat") == 0
        clock.passes(hours=2)
        await until(lambda: _said(town.budi, "Pengingat: siaran #1 dari Ani masih menunggu disetujui") == 1)
        assert _said(town.ani, "Pengingat") == 0
        clock.passes(hours=12)
    clock.passes(minutes=1)
    async with _town(office, 1, clock) as town:  # another process on the same day
        await looked(2)
        assert _said(town.budi, "Pengingat") == 0
        clock.passes(hours=12)
        await until(lambda: _said(town.budi, "Pengingat") == 1)
        town.budi.presses_data("desk.review.1")
        await town.all_answered()
        town.budi.presses("Setujui")
        await until(lambda: any("sedang dikirim" in one.text for one in town.budi.replies))
        town.budi.presses_data("desk.pause.1")
        await until(lambda: any("dijeda" in one.text for one in town.budi.replies))
        clock.passes(hours=25)
        await until(lambda: _said(town.ani, "Pengingat: siaran #1 masih dijeda") == 1)
        await until(lambda: _said(town.budi, "Pengingat: siaran #1 masih dijeda") == 1)
        assert "orang belum dikirimi" in town.newest(town.ani, "Pengingat").text
