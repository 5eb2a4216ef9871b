"""What earlier versions stored of the last answers is read: names of texts and buttons that there are no longer."""

import pytest
from msgspec.structs import replace

from data.chats import chats
from data.chats.recent_answers import RecentAnswer
from tests.conftest import Clock, Opened, Person

EARLIER = ("more.update.lost", "guide", "menu")


async def _answered_by_an_earlier_version(chat: Person, clock: Clock) -> None:
    async with chat.app.dispatch._database.transaction() as tx:
        kept = await chats.load(tx, chat.channel, chat.address, clock.now)
        answer = RecentAnswer(clock.now, "info.update.papers", EARLIER, part="more.update.papers")
        await chats.save(tx, replace(kept, recent=(answer,)), clock.now)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("ga ngerti", "info.update.papers"),
        ("bawa apa", "info.update.papers"),
        ("mulai periksa data", "guide"),
        ("menu", "menu"),
    ],
)
async def test_words_after_such_an_answer_mean_its_page(bot: Opened, clock: Clock, said: str, outcome: str) -> None:
    chat = await bot()
    await _answered_by_an_earlier_version(chat, clock)
    assert (await chat.says(said)).outcome == outcome


@pytest.mark.parametrize("said", ["yang pertama", "yang kedua", "ktp hilang/rusak", "iya", "bukan itu", "asdf qwer"])
async def test_its_buttons_may_be_typed(bot: Opened, clock: Clock, said: str) -> None:
    chat = await bot()
    await _answered_by_an_earlier_version(chat, clock)
    assert (await chat.says(said)).outcome not in {"error", "unavailable"}


async def test_a_button_of_a_text_that_there_is_no_longer_is_answered_like_any_unknown_one(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.presses_value("more.update.lost")).outcome == "check.expired"
