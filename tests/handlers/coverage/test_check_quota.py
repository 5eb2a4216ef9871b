"""One more NIK: within the quota of the chat, and within what its network and channel may ask."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count

import pytest

from bot.app import App
from data.clock import WIB
from data.content.texts import text
from data.limits.check_limits import CheckLimiter, Refusal
from data.limits.networks import Origin, networks_of
from data.staff import cadres
from handlers.messages import Answer, Choice, Incoming
from tests.conftest import BUDI, DEWI, JOKO, NOBODY, NOW, SITI, Clock, Office, Opened

HERE = Origin("web", networks_of("198.51.100.7"))
ELSEWHERE = Origin("web", networks_of("203.0.113.9"))
_NUMBERS = count(1)


@dataclass
class Visitor:
    """Somebody who writes from a network."""

    app: App
    chat: str
    origin: Origin | None = HERE
    last: Answer | None = field(default=None, init=False)

    async def says(self, said: str, choice: str | None = None) -> Answer:
        incoming = Incoming(f"{self.chat} {next(_NUMBERS)}", "web", self.chat, said, choice, origin=self.origin)
        self.last = await self.app.dispatch.handle(incoming)
        return self.last

    async def presses(self, label: str) -> Answer:
        """Presses the first button whose label holds these words."""
        return await self.says("", next(one.value for one in self.choices if label in one.label))

    @property
    def choices(self) -> list[Choice]:
        assert self.last
        return [one for reply in self.last.replies for one in reply.choices]

    @property
    def read(self) -> str:
        assert self.last
        return self.last.replies[0].text

    @property
    def words(self) -> str:
        assert self.last
        return self.last.replies[0].words


def _limiter(app: App) -> CheckLimiter:
    return app.dispatch._services.check_limiter


async def becomes_a_cadre(who: Visitor) -> None:
    """Gives somebody the role of a cadre for a month."""
    async with who.app.dispatch._database.transaction() as tx:
        code = await cadres.invite(tx, "Posyandu RW 05", NOW + timedelta(days=30), "111", NOW)
    assert (await who.says(f"KADER {code}")).outcome == "cadre.accepted"


async def test_beyond_the_quota_the_number_and_the_hour_of_the_next_check_are_said(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_day=2)
    for nik in (BUDI, NOBODY):
        await chat.says(nik)
    answer = await chat.says(JOKO)
    assert (answer.outcome, answer.topic) == ("check.quota", "check_coverage")
    assert chat.reply.text == text("check.quota", "id", most=2, opens="23 November 2026 pukul 12.00 WIB")
    assert [one.value for one in chat.choices] == ["menu"]


async def test_where_a_larger_quota_ended_the_next_check_waits_until_enough_have_passed(
    office: Office, bot: Opened, clock: Clock
) -> None:
    office.publishes()
    chat = await bot(checks_per_day=5)
    for nik in (BUDI, NOBODY, JOKO):
        await chat.says(nik)
        clock.passes(minutes=10)
    smaller = await bot(checks_per_day=2)
    smaller.ids = chat.ids
    assert (await smaller.says(DEWI)).outcome == "check.quota"
    assert "23 November 2026 pukul 12.10 WIB" in smaller.reply.text


async def test_beyond_the_quota_the_buttons_of_the_others_go_on_working(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = Visitor((await bot(checks_per_day=1)).app, "melati")
    await chat.says(f"{BUDI} {NOBODY}")
    first, second, _ = chat.choices
    assert (await chat.says("", first.value)).outcome == "check.found"
    assert (await chat.says("", second.value)).outcome == "check.quota"
    assert (await chat.says("", first.value)).outcome == "check.found"


async def test_a_cadre_has_a_quota_of_their_own(office: Office, bot: Opened) -> None:
    office.publishes()
    melati = Visitor((await bot(checks_per_day=1, cadre_checks_per_day=2)).app, "melati")
    await becomes_a_cadre(melati)
    for nik, outcome in ((BUDI, "check.found"), (NOBODY, "check.not_listed"), (JOKO, "check.quota")):
        assert (await melati.says(nik)).outcome == outcome
    assert melati.read == text("check.quota", "id", most=2, opens="23 November 2026 pukul 12.00 WIB")


async def test_beyond_the_quota_words_refer_to_the_others_of_the_message_and_to_no_watch(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    melati = Visitor((await bot(checks_per_day=1)).app, "melati")
    await melati.says(f"{NOBODY} {BUDI}")
    for _ in range(2):
        assert (await melati.says("1")).outcome == "check.not_listed"
        assert (await melati.says("2")).outcome == "check.quota"
    assert (await melati.says("kabari saya")).outcome == "subscribed"  # to announcements: no NIK is watched
    assert (await melati.says("", "subscribe.kecamatan")).outcome == "subscribed.where"
    assert (await melati.says("Jatiasih")).outcome == "subscribed"
    assert (await melati.says("1")).outcome == "check.not_listed"
    await melati.says(JOKO)
    assert (await melati.says("2")).outcome != "check.quota"  # that message named one NIK


async def test_a_nik_that_was_refused_does_not_count(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    app = (await bot(checks_per_day=1, checks_per_ip=1)).app
    assert (await Visitor(app, "tulip").says(JOKO)).outcome == "check.ended"
    melati = Visitor(app, "melati")
    assert (await melati.says(BUDI)).outcome == "check.quota"
    clock.passes(hours=2)
    assert (await melati.says(NOBODY)).outcome == "check.not_listed"


async def test_a_network_that_asked_all_it_may_hears_when_it_may_again(
    office: Office, bot: Opened, clock: Clock
) -> None:
    office.publishes()
    app = (await bot(checks_per_ip=1)).app
    await Visitor(app, "tulip").says(JOKO)
    melati = Visitor(app, "melati")
    await melati.says(f"{BUDI} {NOBODY}")
    answer = await melati.presses("1.")
    assert (answer.outcome, answer.topic) == ("check.quota", "check_coverage")
    assert melati.read.endswith(text("check.quota_crowd", "id", opens="22 November 2026 pukul 13.01 WIB"))
    assert (await Visitor(app, "mawar", ELSEWHERE).says(BUDI)).outcome == "check.found"
    clock.passes(minutes=61)
    assert (await melati.presses("Coba lagi")).outcome == "check.found"
    assert "9401" in melati.words  # still known as one of the two
    assert (await melati.presses("2.")).outcome == "check.quota"


@pytest.mark.parametrize(
    ("where", "outcome", "words"),
    [
        ("network", "check.quota", "check.quota_address"),
        ("crowd", "check.quota", "check.quota_crowd"),
        ("everywhere", "check.busy", "check.busy"),
    ],
)
async def test_each_limit_has_its_words(
    office: Office, bot: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch, where: str, outcome: str, words: str
) -> None:
    office.publishes()
    app, asked = (await bot()).app, list[tuple[object, ...]]()
    melati, chat = Visitor(app, "melati"), Incoming("", "web", "melati", "").chat

    async def refuses(*given: object) -> Refusal:
        asked.append(given)
        return Refusal(where, 10, clock.now + timedelta(minutes=5))  # type: ignore[arg-type]

    await melati.says(SITI)
    with monkeypatch.context() as now_full:
        now_full.setattr(_limiter(app), "refuses", refuses)
        assert (await melati.says(BUDI)).outcome == outcome
        assert melati.read == text(words, "id", opens="22 November 2026 pukul 12.05 WIB")
        assert [one.label for one in melati.choices] == ["Coba lagi", "Menu"]
        assert asked == [(HERE, chat, office.key.of_nik(BUDI), 1, clock.now)]
        assert (await melati.says(SITI)).outcome == "check.found"  # asked before: no new NIK
        await melati.says(BUDI)
    assert (await melati.presses("Coba lagi")).outcome == "check.found"


@pytest.mark.parametrize(
    ("opens", "said"),
    [("12:05:00", "12.05"), ("12:05:00.000001", "12.06"), ("12:05:01", "12.06"), ("12:05:59", "12.06")],
)
async def test_who_comes_at_the_minute_that_we_said_is_answered(
    office: Office, bot: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch, opens: str, said: str
) -> None:
    office.publishes()
    app = (await bot()).app

    async def refuses(*_: object) -> Refusal:
        return Refusal("network", 10, datetime.combine(clock.now.date(), time.fromisoformat(opens), WIB))

    monkeypatch.setattr(_limiter(app), "refuses", refuses)
    melati = Visitor(app, "melati")
    await melati.says(BUDI)
    assert f"22 November 2026 pukul {said} WIB" in melati.read


async def test_what_came_out_teaches_the_limits_once_for_each_nik(
    office: Office, bot: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishes()
    app, told = (await bot()).app, list[tuple[object, ...]]()
    melati, chat = Visitor(app, "melati"), Incoming("", "web", "melati", "").chat

    async def record_result(
        origin: Origin, who: str, nik_hash: bytes, asked: int, *, missed: bool, now: datetime
    ) -> None:
        told.append((origin, who, nik_hash, asked, missed, now))

    monkeypatch.setattr(_limiter(app), "record_result", record_result)
    for nik in (BUDI, NOBODY, BUDI):
        await melati.says(nik)
    await Visitor(app, "ask", None).says(JOKO)  # nobody can say where that comes from
    hashes = office.key.of_nik(BUDI), office.key.of_nik(NOBODY)
    assert told == [(HERE, chat, hashes[0], 1, False, clock.now), (HERE, chat, hashes[1], 2, True, clock.now)]
