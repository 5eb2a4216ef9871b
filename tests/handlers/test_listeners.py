"""Each listener answers a message and each follow-up adds to an answer, which without it is another one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot import dispatch
from bot.app import App, running
from bot.settings import Settings
from data import hashing
from data.content.texts import label
from data.coverage.second_factor import Factor
from handlers import conversation, follow_ups, listeners
from handlers.context import Context
from handlers.messages import Answer, Incoming, Turn
from tests.conftest import AS_OF, BUDI, NOBODY, PEOPLE, Clock, Office, Person
from tests.handlers.subscription.test_subscription import announces
from tests.handlers.subscription.test_watches import LATER, SLAMET, learns
from tests.support import announced, readings
from tests.support.officers import STAFF, WRITER

LISTENERS = [one.__name__ for one in conversation.LISTENERS]
FOLLOW_UPS = list(dict.fromkeys(one.__name__ for one in (*conversation.FOLLOW_UPS, *conversation.WITHOUT_COOKIES)))
DESPAIRS = "saya pengen mati aja, ga ada yang nolong"


@dataclass
class Town:
    """A bot, and whoever writes to it. The last message of a story may be answered without one listener."""

    office: Office
    app: App
    monkeypatch: pytest.MonkeyPatch
    left_out: str = ""
    said: str = ""
    """Words to say in place of those of the story."""
    last: Answer = field(default_factory=lambda: dispatch.REPEATED)
    turns: list[Turn] = field(default_factory=list)
    """What was answered, as the conversation returned it."""
    ids: "count[int]" = field(default_factory=count)

    @property
    def person(self) -> Person:
        """The one who writes."""
        return Person(self.app, "somebody")

    async def writes(self, text: str = "", choice: str | None = None, **more: object) -> Answer:
        """Sends a message of somebody, or of whomever `more` names."""
        await self.app.coverage.refresh()
        fields = {"id": str(next(self.ids)), "channel": "test", "address": "somebody", **more}
        return await self.app.dispatch.handle(Incoming(text=text, choice=choice, **fields))  # type: ignore[arg-type]

    async def writes_last(self, text: str = "", choice: str | None = None, **more: object) -> None:
        """The same for the message that the story is about."""
        for name in ("LISTENERS", "FOR_A_NIK_ALONE", "FOLLOW_UPS", "WITHOUT_COOKIES"):
            kept = tuple(one for one in getattr(conversation, name) if one.__name__ != self.left_out)
            self.monkeypatch.setattr(conversation, name, kept)
        self.turns.clear()
        self.last = await self.writes(text, choice, **more)


Story = Callable[[Town], Awaitable[None]]
STORIES: dict[str, Story] = {}


def story(told: Story) -> Story:
    """A story of the listener or follow-up whose name it has."""
    STORIES[told.__name__] = told
    return told


# ---------------------------------------------------------------- a message for each listener


@story
async def staff_desk(town: Town) -> None:
    await town.writes_last("siaran", channel="telegram", address=WRITER, pushed=True)


@story
async def group(town: Town) -> None:
    await town.writes_last(f"cek {BUDI}", private_link="https://t.me/SigapUjiBot?start=cek")


@story
async def button(town: Town) -> None:
    await town.writes_last(choice="menu")


@story
async def endless(town: Town) -> None:
    await town.writes_last("\ufdfa" * 500)


@story
async def compare_with_originals(town: Town) -> None:
    await town.writes_last(announced.others()[0], forwarded=True)


@story
async def too_long(town: Town) -> None:
    await town.writes_last("apa itu sigap? " * 300)


@story
async def attachment(town: Town) -> None:
    town.office.publishes(factor=Factor.NAME)
    await town.writes(BUDI)
    await town.writes_last(kind="photo")


@story
async def cadre_code(town: Town) -> None:
    await town.writes_last("KADER")


@story
async def offered_label(town: Town) -> None:
    await town.writes("panduan")
    await town.writes(BUDI)
    await town.writes_last("Untuk saya")


@story
async def back(town: Town) -> None:
    await town.writes("panduan")
    await town.writes_last("besok lagi aja ya")


@story
async def leave_question(town: Town) -> None:
    town.office.publishes(factor=Factor.NAME)
    await town.writes(BUDI)
    await town.writes_last("nggak jadi")


@story
async def about_situation(town: Town) -> None:
    await town.writes(choice="situation.dead_in_kk")
    await town.writes_last("akte sama kk barunya berapa hari jadinya, saya minta apa ke petugasnya")


@story
async def correction(town: Town) -> None:
    await town.writes("syaratnya apa")
    await town.writes_last("lah gw ga nanya itu")


@story
async def fraud(town: Town) -> None:
    await town.writes_last("saya udah transfer 100rb ke yg ngaku petugas sigap")


@story
async def item_of_the_text(town: Town) -> None:
    await town.writes(choice="info.update")
    await town.writes_last("yang kedua")


@story
async def offered_choice(town: Town) -> None:
    await town.writes("Cara periksa data")
    await town.writes_last("lewat kantor lurah")


@story
async def about_last_check(town: Town) -> None:
    await town.writes(NOBODY)
    await town.writes_last("eh salah ketik nik")


@story
async def command(town: Town) -> None:
    await town.writes_last("/hapus")


@story
async def nik_or_kk(town: Town) -> None:
    town.office.publishes(factor=Factor.KK)
    await town.writes(BUDI)
    await town.writes_last("3275011101059007")


@story
async def number_in_a_link(town: Town) -> None:
    await town.writes_last(f"https://contoh.go.id/cek?nik={BUDI}")


@story
async def numbers(town: Town) -> None:
    await town.writes_last(f"bang cek {BUDI}")


@story
async def urgent_need(town: Town) -> None:
    await town.writes_last("suami saya ketabrak motor pas narik tadi pagi")


@story
async def question_elsewhere(town: Town) -> None:
    town.office.publishes(factor=Factor.NAME)
    await town.writes(BUDI, session="a")
    await town.writes_last("Budi Santoso", session="b")


@story
async def opt_out(town: Town) -> None:
    town.office.publishes(factor=Factor.NAME)
    await town.writes("LANGGANAN")
    await town.writes(BUDI)
    await town.writes_last("hp saya mau dijual, stop ya")


@story
async def denial(town: Town) -> None:
    await town.writes("kalau kecelakaan kerja dapat berapa")
    await town.writes_last("bukan")


@story
async def open_question(town: Town) -> None:
    town.office.publishes(factor=Factor.NAME)
    await town.writes(BUDI)
    await town.writes_last(town.said or "nama saya Budi Santoso")


@story
async def sigh(town: Town) -> None:
    await town.writes("syaratnya apa")
    await town.writes_last("hadeh")


@story
async def yes_or_no(town: Town) -> None:
    await town.writes(choice="info.update")
    await town.writes_last("boleh")


@story
async def other_number(town: Town) -> None:
    await town.writes_last("0812-0000-0038")


@story
async def beside_a_question(town: Town) -> None:
    await town.writes("cara cek")
    await town.writes_last("oke makasih, satu lagi bisa buat org tua ga")


@story
async def about_last_answer(town: Town) -> None:
    await town.writes("desil saya berapa")
    await town.writes_last("tiap berapa bulan diperbarui?")


@story
async def check_of_somebody(town: Town) -> None:
    await town.writes_last("kalau punya ibu saya yang jual gorengan bisa dicek ga")


@story
async def intent(town: Town) -> None:
    await town.writes_last("sopir angkot bisa dapat sigap ga")


@story
async def condolence(town: Town) -> None:
    await town.writes_last("suami saya meninggal minggu lalu, klaimnya gimana")


@story
async def salaam(town: Town) -> None:
    await town.writes_last("assalamualaikum, mau daftar sigap gimana caranya")


# ---------------------------------------------------------------- an answer for each follow-up


@story
async def not_what_is_denied(town: Town) -> None:
    await town.writes("iuran berapa")
    await town.writes_last("bukan iurannya, santunannya berapa")


@story
async def not_twice(town: Town) -> None:
    await town.writes("halo")
    await town.writes_last("halo kak")


@story
async def unread_part(town: Town) -> None:
    await town.writes_last("apa itu sigap", kind="voice")


@story
async def deletion(town: Town) -> None:
    await town.writes_last(BUDI)


@story
async def without_memory(town: Town) -> None:
    await town.writes_last("LANGGANAN", keeps_cookies=False)


@story
async def desk_button(town: Town) -> None:
    await town.writes_last("/start", channel="telegram", address=WRITER, pushed=True)


@story
async def watch_news(town: Town) -> None:
    answer = await town.writes(NOBODY)
    (button,) = (one.value for one in answer.replies[0].choices if one.label == label("watch", "id"))
    await town.writes(choice=button)
    town.office.publishes([*PEOPLE, SLAMET], as_of=LATER)
    await learns(town.person)
    await town.writes_last("halo")


@story
async def announcements_on_visit(town: Town) -> None:
    await town.writes("LANGGANAN", channel="web")
    await announces(town.person, "Cek NIK lagi mulai 1 Desember.")
    await town.writes_last("halo", channel="web")


@story
async def subscription_question(town: Town) -> None:
    await town.writes_last("sopir angkot bisa dapat sigap ga")


@story
async def helped_question(town: Town) -> None:
    await town.writes_last("desil saya berapa ya")


@story
async def text_field(town: Town) -> None:
    await town.writes(NOBODY)
    await town.writes_last("eh salah ketik nik")


@story
async def company_keeps_it(town: Town) -> None:
    await town.writes_last(BUDI, channel="whatsapp", pushed=True)


# ---------------------------------------------------------------- what they show


@pytest.fixture
def plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: hashing.Key) -> Callable[..., Awaitable[Town]]:
    """Plays a story from its beginning, with a bot of its own, up to the last answer."""

    async def play(name: str, *, left_out: str = "", said: str = "") -> Town:
        home = tmp_path / f"without {left_out}"
        home.mkdir(mode=0o700)
        with monkeypatch.context() as patched:
            async with _town(home, patched, key, left_out) as town:
                town.said = said
                await STORIES[name](town)
                return town

    return play


@asynccontextmanager
async def _town(home: Path, monkeypatch: pytest.MonkeyPatch, key: hashing.Key, left_out: str) -> AsyncIterator[Town]:
    office = Office(home, key)
    office.publishes(as_of=AS_OF)
    settings = Settings.model_validate({"data_dir": home, "nik_key": key.secret.hex(), "staff": STAFF})
    async with running(settings, Clock()) as app:
        town = Town(office, app, monkeypatch, left_out)

        async def respond(ctx: Context) -> Turn:
            town.turns.append(await conversation.respond(ctx))
            return town.turns[-1]

        monkeypatch.setattr(dispatch, "respond", respond)
        yield town


def _heard(answer: Answer) -> tuple[str, list[object], bool]:
    """What somebody is told, with which buttons and words for the text field, and whether the message is deleted."""
    return (
        answer.outcome,
        [(reply.text, [one.label for one in reply.choices], reply.placeholder) for reply in answer.replies],
        answer.private,
    )


def test_there_is_a_story_of_each() -> None:
    assert list(STORIES) == [*LISTENERS, *sorted(FOLLOW_UPS, key=list(STORIES).index)]


def test_follow_ups_name_listeners_that_there_are() -> None:
    assert {*LISTENERS} >= follow_ups._ABOUT_THE_WHOLE


@pytest.mark.parametrize("name", LISTENERS)
async def test_each_listener_answers_its_message(plays: Callable[..., Awaitable[Town]], name: str) -> None:
    town = await plays(name)
    assert [turn.listener for turn in town.turns] == [name]


@pytest.mark.parametrize("name", [*LISTENERS, *FOLLOW_UPS])
async def test_without_any_one_the_answer_is_another(plays: Callable[..., Awaitable[Town]], name: str) -> None:
    answered = await plays(name)
    without = await plays(name, left_out=name)
    assert _heard(answered.last) != _heard(without.last)


@pytest.mark.parametrize("name", LISTENERS)
async def test_to_other_listeners_before_that_of_numbers_a_nik_alone_says_nothing(
    plays: Callable[..., Awaitable[Town]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = conversation.LISTENERS[: conversation.LISTENERS.index(listeners.numbers)]
    others, read, taken = {*before} - {*conversation.FOR_A_NIK_ALONE}, list[str](), list[str]()
    as_it_is = conversation.respond

    async def respond(ctx: Context) -> Turn:
        for text in (BUDI, f"cek {NOBODY}"):
            typed = replace(ctx.incoming, text=text, choice=None, kind="text", private_link="")
            alone = replace(ctx, incoming=typed, reading=readings.reading(text))
            read.append(text)
            taken.extend([one.__name__ for one in others if await one(alone)])
        return await as_it_is(ctx)

    monkeypatch.setattr(conversation, "respond", respond)
    await plays(name)
    assert read
    assert taken == []


async def test_help_comes_before_the_answer_to_a_question(plays: Callable[..., Awaitable[Town]]) -> None:
    """A name may be any words, so that only the order of the listeners lets help come first."""
    town = await plays("open_question", said=DESPAIRS)
    assert (town.last.outcome, town.turns[0].listener) == ("info.despair", "urgent_need")
