"""Where one network made us keep as much as any may: the others behind it hear so, and are asked nothing in vain."""

from dataclasses import dataclass

import pytest

from bot.app import App
from data.content.texts import LANGUAGES, text
from data.coverage.second_factor import Factor
from data.limits import storage_caps
from data.limits.networks import Origin, networks_of
from data.limits.storage_caps import Kept
from handlers.messages import Answer, Incoming
from tests.conftest import BUDI, NOBODY, Office, Opened

CARRIER = Origin("web", networks_of("192.0.2.1"))


@dataclass
class Browser:
    """A cookie behind the carrier's one address."""

    app: App
    name: str
    sent: int = 0

    async def says(self, typed: str = "", choice: str | None = None) -> Answer:
        self.sent += 1
        message = Incoming(f"{self.sent}", "web", self.name, typed, choice, CARRIER, acknowledges=True)
        return await self.app.dispatch.handle(message)


@pytest.fixture
async def app(office: Office, bot: Opened) -> App:
    office.publishes(factor=Factor.NAME)
    return (await bot()).app


def full(monkeypatch: pytest.MonkeyPatch, *kinds: Kept) -> None:
    for kind in kinds:
        monkeypatch.setitem(storage_caps._OF_NETWORK, kind, 0)


async def test_fresh_cookies_with_nothing_but_a_language_take_no_room_from_who_asks(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(storage_caps._OF_NETWORK, "language", 3)
    for n in range(20):
        await Browser(app, f"fresh {n}").says("english")
    resident = Browser(app, "resident")
    assert (await resident.says(BUDI)).outcome == "check.factor"
    assert (await resident.says("Budi")).outcome == "check.found"


async def test_other_questions_take_no_room_from_who_asks_a_nik(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    full(monkeypatch, "chat", "language", "subscription", "question")
    resident = Browser(app, "resident")
    assert (await resident.says(BUDI)).outcome == "check.factor"
    assert (await resident.says("Budi")).outcome == "check.found"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_cannot_be_asked_for_a_first_name_is_told_so_instead(
    app: App, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    full(monkeypatch, "check")
    resident = Browser(app, "resident")
    if language != "id":
        await resident.says(choice=f"language.{language}")  # a chat that is known goes on
        assert (await resident.says(BUDI)).outcome == "check.factor"
    full(monkeypatch, "language")
    said = await Browser(app, "fresh").says(choice=f"language.{language}", typed="")
    assert (said.outcome, said.replies[0].text) == ("no_room", text("no_room", language))
    fresh = await Browser(app, "another").says(BUDI)
    assert (fresh.outcome, [reply.text for reply in fresh.replies]) == ("no_room", [text("no_room", "id")])
    assert fresh.private  # the NIK is still taken out of the chat
    alarms = app.metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "no_room"})
    assert alarms == 2  # one for each kind


@pytest.mark.parametrize("typed", [f"{BUDI} {NOBODY}", "mau betulkan data", "[subscribe.kecamatan]", "[guide]"])
async def test_no_question_is_asked_whose_answer_would_come_to_nothing(
    app: App, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    full(monkeypatch, "chat", "check", "language")
    resident = Browser(app, "resident")
    pressed = typed.startswith("[")
    answer = await resident.says("" if pressed else typed, typed.strip("[]") if pressed else None)
    assert answer.outcome == ("info.update" if typed.startswith("mau") else "no_room")


async def test_what_is_answered_stays_answered_and_only_the_question_behind_it_goes(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishes()
    full(monkeypatch, "chat", "check", "language")
    answer = await Browser((await bot()).app, "resident").says(BUDI)
    assert answer.outcome == "check.found"
    (reply,) = answer.replies
    assert text("invite", "id") not in reply.text
    assert "invite.yes" not in [one.value for one in reply.choices]


async def test_who_subscribed_is_kept_though_there_is_no_room_for_other_chats(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(monkeypatch, "chat", "check", "language")
    resident = Browser(app, "resident")
    assert (await resident.says(choice="subscribe")).outcome == "subscribed"
    assert (await resident.says(choice="unsubscribe")).replies[0].text.startswith(text("unsubscribed", "id"))


async def test_who_only_said_hello_is_answered_all_the_same_and_not_remembered(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(storage_caps._OF_NETWORK, "recent", 2)
    said = [(await Browser(app, f"visitor {n}").says("halo")).outcome for n in range(5)]
    assert said == ["welcome"] * 5
    async with app.dispatch._database.transaction() as tx:
        assert await tx.rows("SELECT count(*) FROM chats") == [(2,)]
    assert not app.metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "no_room"})


async def test_a_hello_first_gets_nobody_past_the_limits(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    full(monkeypatch, "check", "chat")
    resident = Browser(app, "resident")
    assert (await resident.says("halo")).outcome == "welcome"
    assert (await resident.says(BUDI)).outcome == "no_room"
    assert (await resident.says(choice="guide")).outcome == "no_room"
    assert (await resident.says("halo")).outcome == "welcome"
