"""The filled button below a result is the step that the text names, and words for the first button press it."""

from datetime import date

import pytest

from data.coverage.second_factor import Factor
from tests.conftest import BUDI, DEWI, JOKO, NOBODY, PEOPLE, SITI, Office, Opened, Person
from tests.data.coverage.importing.test_importer import row_of

BUTTONS = {
    "check.found": ["info.membership", "info.benefits", "info.claim"],
    "check.ended": ["offices.bpjs", "guide", "watch", "info.why", "info.self_pay"],
    "check.unclear": ["offices.bpjs", "watch", "info.membership"],
    "check.not_listed": ["guide", "watch", "info.why", "info.self_pay"],
}
"""The buttons below each result; behind them, "Ini untuk orang lain" and "Menu"."""
GONE, UNREADABLE = "3275010101800017", "3275010101800025"
ROWS = [*PEOPLE, row_of(UNREADABLE, status="#N/A")]
BY_NIK = [
    (BUDI, "check.found", "info.membership"),
    (SITI, "check.found", "info.membership"),  # from a later day on
    (JOKO, "check.ended", "offices"),
    (DEWI, "check.ended", "offices"),
    (GONE, "check.ended", "offices"),
    (UNREADABLE, "check.unclear", "offices"),
    (NOBODY, "check.not_listed", "guide"),
]


def _steps(chat: Person) -> list[str]:
    """The steps of the buttons, without what the values of some carry besides."""
    carrying = ("watch", "check.other", "check.pick")
    return [next((one for one in carrying if value.value.startswith(f"{one}.")), value.value) for value in chat.choices]


def _publishes(office: Office, factor: Factor = Factor.NONE) -> None:
    office.publishes([*ROWS, row_of(GONE)], as_of=date(2026, 10, 1), factor=factor)
    office.publishes(ROWS, factor=factor)


@pytest.mark.parametrize(("nik", "outcome", "first"), BY_NIK)
async def test_the_filled_button_is_the_step_that_the_text_names(
    office: Office, bot: Opened, nik: str, outcome: str, first: str
) -> None:
    _publishes(office)
    chat = await bot()
    await chat.presses_value("invite.no")  # or its question takes the room of other buttons
    assert (await chat.says(nik)).outcome == outcome
    assert _steps(chat) == [*BUTTONS[outcome], "check.other", "menu"]
    assert [one.role for one in chat.choices] == ["primary", *[""] * (len(chat.choices) - 1)]
    assert (await chat.presses_value(chat.choices[0].value)).outcome == first
    for said in ("1", "yang pertama"):
        await chat.says(nik)
        assert (await chat.says(said)).outcome == first


async def test_where_a_name_was_asked_words_press_the_first_button_too(office: Office, bot: Opened) -> None:
    _publishes(office, Factor.NAME)
    chat = await bot()
    await chat.presses_value("invite.no")
    await chat.says(JOKO)
    assert (await chat.says("joko")).outcome == "check.ended"
    assert _steps(chat)[0] == "offices.bpjs"
    assert (await chat.says("yang pertama")).outcome == "offices"


async def test_a_result_in_short_keeps_its_first_button(office: Office, bot: Opened) -> None:
    _publishes(office)
    chat = await bot()
    for nik, steps in ((BUDI, BUTTONS["check.found"]), (JOKO, BUTTONS["check.ended"])):
        await chat.says(nik)
        await chat.says("ga ngerti")
        assert _steps(chat)[:2] == steps[:2]


@pytest.mark.parametrize(
    ("nik", "outcome"), [(BUDI, "check.found"), (JOKO, "check.ended"), (NOBODY, "check.not_listed")]
)
async def test_buttons_for_other_niks_come_behind_it(office: Office, bot: Opened, nik: str, outcome: str) -> None:
    _publishes(office)
    chat = await bot()
    await chat.presses_value("invite.no")
    await chat.says(f"{nik} {SITI} {DEWI} {GONE} {UNREADABLE}")
    assert (await chat.says("1")).outcome == outcome
    own = [one for one in BUTTONS[outcome] if one not in {"info.why", "info.self_pay"}]
    assert _steps(chat) == [*own, *["check.pick"] * 3, "menu"]
    assert len(chat.choices) <= 7
    assert chat.choices[0].role == "primary"
