"""What people type in place of a button, and its place in the list: cases in tests/cases/typed_choices.jsonl."""

import json
import re
from pathlib import Path

import pytest

from data.coverage.second_factor import Factor
from handlers import steps
from handlers.context import Context
from handlers.messages import Answer, Turn
from tests.conftest import BUDI, Office, Opened, Person

_CASES = Path(__file__).parents[2] / "cases" / "typed_choices.jsonl"
_ENOUGH = 0.95


async def _after(chat: Person, before: list[str]) -> Answer:
    await chat.presses_value("invite.no")
    for line in before:
        pressed = re.fullmatch(r"\[(.+)\]", line)
        answer = await (chat.presses_value(pressed[1]) if pressed else chat.says(line))
    return answer


def _button(answer: Answer, value: str) -> str:
    """The value of the button of this answer; those of a NIK are named by their number, since they carry a token."""
    choices = [one for reply in answer.replies for one in reply.choices]
    if value.startswith("check.pick."):
        n = value.rpartition(".")[2]
        return next(one.value for one in choices if (one.value.endswith(".all") if n == "all" else one.label[0] == n))
    return next((one.value for one in choices if one.value == value or one.value.startswith(f"{value}.")), value)


def _said(answer: Answer) -> list[str]:
    return [reply.text for reply in answer.replies]


async def test_natural_replies_press_the_button_that_they_mean(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publishes()
    app = (await bot()).app
    pressed: list[str] = []
    run_step = steps.run

    async def press(ctx: Context, value: str) -> Turn:
        pressed.append(value)
        return await run_step(ctx, value)

    monkeypatch.setattr(steps, "run", press)
    cases = [json.loads(line) for line in _CASES.read_text(encoding="utf-8").splitlines()]
    wrong = []
    for n, case in enumerate(cases):
        typist, presser = Person(app, f"types {n}"), Person(app, f"presses {n}")
        await _after(typist, case["before"])
        pressed.clear()
        typed = await typist.says(case["reply"])
        named = "".join(pressed)
        value = _button(await _after(presser, case["before"]), case["value"])
        by_button = await presser.presses_value(value)
        if _said(typed) != _said(by_button) or (named.startswith("guide.for.") and named != value):
            wrong.append(f"{case['before']} {case['reply']!r}: {typed.outcome}, {typed.offered}, not {case['value']}")
    assert len(cases) >= 200
    assert len(wrong) <= (1 - _ENOUGH) * len(cases), "\n".join(wrong)


@pytest.mark.parametrize(
    ("said", "outcome"), [("kk", "check.found"), ("nomor kk", "check.found"), ("yang kedua", "check.factor")]
)
async def test_a_kk_or_a_nik_may_be_said_in_words(office: Office, bot: Opened, said: str, outcome: str) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("3275011101059007")
    assert (await chat.says(said)).outcome == outcome
