"""The button that shows the others, where a message had no room for them."""

import pytest

from data.content.texts import text
from handlers.outcomes import Outcome
from tests.conftest import NOBODY, Opened


async def test_the_buttons_from_there_on_are_shown_and_work(bot: Opened) -> None:
    chat = await bot()
    menu = await chat.presses_value("menu")
    (reply,) = menu.replies
    more = await chat.presses_value("more.2")
    assert more.outcome == Outcome.MENU
    assert more.replies[0].text == text("more", "id")
    assert more.replies[0].choices == reply.choices[2:]
    pressed = await chat.presses_value(more.replies[0].choices[0].value)
    assert pressed.outcome != Outcome.CHECK_EXPIRED


async def test_those_of_the_picture_follow_it(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.update.kelurahan")
    (picture,) = (await chat.presses_value("picture.kelurahan")).replies
    more = await chat.presses_value("more.2")
    assert more.replies[0].choices == picture.choices[2:]


@pytest.mark.parametrize("value", ["more.", "more.x", "more.99", "more.999999", "more.²", "more.-1"])
async def test_an_odd_place_leads_nowhere(bot: Opened, value: str) -> None:
    chat = await bot()
    await chat.presses_value("menu")
    assert (await chat.presses_value(value)).outcome == Outcome.CHECK_EXPIRED


async def test_what_a_check_found_is_never_shown_by_it(bot: Opened) -> None:
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.presses_value("more.1")).outcome == Outcome.CHECK_EXPIRED
