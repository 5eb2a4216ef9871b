"""Whatever button an answer shows, its label may be typed instead."""

import pytest
from msgspec.structs import replace

from bot import dispatch
from data.content import areas
from data.content.texts import LANGUAGES
from handlers import conversation, steps
from handlers.context import Context
from handlers.guide.guide_steps import GUIDE_STEPS
from handlers.memory import typed_choice
from handlers.messages import Choice, Turn
from handlers.phrases import commands
from tests.conftest import Office, Opened, Person
from tests.support import readings
from tests.transcripts import residents

_TOKENS = ("watch.", "check.again.", "check.as_kk.", "check.as_nik.", "check.other.")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Context, Turn]]:
    """All answers that are given, each with the message that it answers."""
    answered: list[tuple[Context, Turn]] = []
    respond = conversation.respond

    async def heard(ctx: Context) -> Turn:
        turn = await respond(ctx)
        answered.append((ctx, turn))
        return turn

    monkeypatch.setattr(dispatch, "respond", heard)
    return answered


def _step(value: str) -> str:
    """The step of a value; typed, the last answer takes the place of its token."""
    token = next((one for one in _TOKENS if value.startswith(one)), "")
    return token.rstrip(".") if token and not value.startswith("watch.drop.") else value


def _typed(ctx: Context, turn: Turn, words: str) -> str | None:
    """The value that typed words press after this answer."""
    assert turn.chat
    typed = replace(ctx.incoming, text=words, choice=None, kind="text", forwarded=False)
    after = replace(ctx, chat=turn.chat, incoming=typed, reading=readings.reading(words))
    return typed_choice.by_label(after) or commands.step_named(after.reading, factor_awaited=False)


def _buttons(turn: Turn) -> list[Choice]:
    return [choice for reply in turn.answer.replies if not reply.aside for choice in reply.choices]


def _typed_in_vain(shown: list[tuple[Context, Turn]]) -> list[tuple[str, str, str, str]]:
    """The labels that press another button when they are typed: the answer, the label, its value, what is pressed."""
    typed = {
        (str(turn.answer.outcome), choice.label, _step(choice.value), _step(_typed(ctx, turn, choice.label) or ""))
        for ctx, turn in shown
        if turn.chat and not ctx.incoming.private_link
        for choice in _buttons(turn)
    }
    return sorted(one for one in typed if one[2] != one[3])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_label_of_each_keyboard_may_be_typed(shown: list[tuple[Context, Turn]], language: str) -> None:
    await residents.scenes(language)
    typed = _typed_in_vain(shown)
    assert sum(len(_buttons(turn)) for _, turn in shown) > 1000
    assert not typed, "\n".join(map(str, typed))


async def test_each_label_of_each_page_may_be_typed(
    shown: list[tuple[Context, Turn]], office: Office, bot: Opened
) -> None:
    office.publishes()
    app = (await bot()).app
    places = [f"page.{n}" for n in range(3)] + [f"kec.{n}" for n in range(len(areas.all_kecamatan()))]
    pages = [
        *(step for step in steps.STEPS if step not in {"erase", "news"}),
        *(f"guide.to.{step}" for step in GUIDE_STEPS),
        *(f"guide.problem.{name}" for name, step in GUIDE_STEPS.items() if step.trouble),
        *(f"{room}.place.{place}" for room in ("guide", "subscribe") for place in places),
    ]
    for value in pages:
        await Person(app, value).presses_value(value)
    typed = _typed_in_vain(shown)
    assert len(shown) == len(pages)
    assert not typed, "\n".join(map(str, typed))


@pytest.mark.parametrize(
    ("page", "said", "outcome"),
    [
        ("menu.2", "Mau daftar?", "info.register"),
        ("info.eligible", "Cek desil saya", "info.desil"),
        ("info.contribution", "Cek peserta BPJS", "info.membership"),
        ("info.benefits", "Meninggal dunia", "info.benefits.death"),
        ("info.benefits", "Kecelakaan kerja", "info.benefits.accident"),
        ("info.why", "Lihat angkanya", "info.why.figures"),
        ("info.update", "Sesudah itu?", "info.update.after"),
        ("info.claim.accident", "Berkas kecelakaan", "info.claim.papers"),
        ("info.about", "Pengumuman SIGAP", "subscribed"),
        ("info.eligible", "Check my desil", "info.desil"),
        ("info.contribution", "Cék peserta BPJS", "info.membership"),
    ],
)
async def test_a_label_that_a_button_had_before_still_presses_it(
    bot: Opened, page: str, said: str, outcome: str
) -> None:
    chat = await bot()
    await chat.presses_value("invite.no")  # else the invitation takes the next words
    await chat.presses_value(page)
    assert (await chat.says(said)).outcome == outcome
