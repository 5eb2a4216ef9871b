"""The pages that are a picture, as they are seen, and as they are told to who does not see them."""

import json

import pytest
from msgspec.structs import replace
from rich.console import Console
from typer.testing import CliRunner

from bot.channels import console
from bot.cli import app
from bot.sending.stored_replies import dump_answer, load_answer
from data.content import pictures
from data.content.texts import LANGUAGES
from data.coverage.second_factor import Factor
from handlers.messages import Answer, Picture, Reply
from handlers.outcomes import Outcome
from handlers.pictures import STEPS, TOPICS
from tests.conftest import BUDI, CHANNELS, Office, Opened


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_picture_is_shown_and_told_in_the_language_of_the_chat(bot: Opened, language: str) -> None:
    chat = await bot()
    await chat.presses_value(f"language.{language}")
    assert set(TOPICS) == set(pictures.NAMES)
    for name, topic in TOPICS.items():
        answer = await chat.presses_value(f"picture.{name}")
        assert (answer.outcome, answer.topic) == (f"picture.{name}", topic)
        (reply,) = answer.replies
        assert reply.picture == Picture(name, language, pictures.alt(name, language))
        assert reply.text == reply.picture.alt
        assert [choice.value for choice in reply.choices] == ["menu"]


@pytest.mark.parametrize(
    ("step", "name", "offered"),
    [
        ("guide.to.office_papers", "papers", ["guide.to.office_rt", "guide.problem.office_papers"]),
        ("info.update.kelurahan", "kelurahan", ["guide", "info.update.after", "info.update.papers", "menu"]),
    ],
)
async def test_the_buttons_of_before_stay_below_a_picture(
    bot: Opened, step: str, name: str, offered: list[str]
) -> None:
    chat = await bot()
    before = {one.value: one.label for one in (await chat.presses_value(step)).replies[-1].choices}
    for _ in range(2):  # pressed again, it shows the same
        below = (await chat.presses_value(f"picture.{name}")).replies[-1].choices
        assert [one.value for one in below if one.value in offered] == offered
        assert all(before[one.value] == one.label for one in below)
        assert f"picture.{name}" not in [one.value for one in below]
    await chat.presses_value("menu")  # behind something else, the guide alone is one button away
    ways = [one.value for one in (await chat.presses_value(f"picture.{name}")).replies[-1].choices]
    assert ways == (["guide.resume", "menu"] if step.startswith("guide") else ["menu"])


async def test_done_is_still_done_behind_a_picture(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.office_papers")
    await chat.presses_value("picture.papers")
    next_step = [one.value for one in (await chat.says("sudah")).replies[-1].choices]
    assert "guide.problem.office_rt" in next_step


async def test_a_question_that_waits_goes_on_waiting_behind_a_picture(bot: Opened, office: Office) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.factor"
    await chat.presses_value("picture.app")
    assert (await chat.says("Budi")).outcome == "check.found"


def test_ask_names_the_picture_and_says_its_words() -> None:
    lines = [json.dumps({"chat": "a", "choice": step}) for step in (*STEPS, "menu")]
    done = CliRunner().invoke(app, ["ask"], input="\n".join(lines))
    *shown, menu = [json.loads(line)["replies"][0] for line in done.stdout.splitlines()]
    assert [reply["picture"] for reply in shown] == [
        {"name": name, "language": "id", "alt": pictures.alt(name, "id")} for name in TOPICS
    ]
    assert menu["picture"] is None


def test_the_terminal_shows_the_words_of_a_picture_once() -> None:
    screen = Console(record=True, width=52)
    picture = Picture("app", "id", "Unduh aplikasinya.")
    console._show(
        screen, Answer(Outcome.MENU, replies=(Reply(picture.alt, picture=picture), Reply("Lalu?", picture=picture)))
    )
    shown = screen.export_text()
    assert shown.count("Unduh aplikasinya.") == 2  # once for each picture
    assert shown.count("Lalu?") == 1
    assert shown.count("╭") == 3
    assert shown.count(" app ") == 2


def test_answers_kept_before_there_were_pictures_are_still_read() -> None:
    kept = Answer(Outcome.MENU, replies=(Reply("Halo"),))
    assert load_answer(dump_answer(kept)) == kept
    old = '{"outcome": "menu", "replies": [{"text": "Halo", "choices": [], "picture": null}]}'
    assert load_answer(old) == kept
    drawn = replace(kept, replies=(Reply("Halo", picture=Picture("app", "id", "Aplikasi")),))
    assert load_answer(dump_answer(drawn)) == drawn
