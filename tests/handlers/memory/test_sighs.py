"""A sigh, and anger at the bot or the city, get a kind word; a question about the bot, and a mourner's sigh, do not."""

import pytest

from data.content.texts import text
from tests.conftest import NOBODY, Office, Opened


@pytest.mark.parametrize(
    "said", ["hadeuh", "lu bot ngerti apaan sih", "anjir pemkot, gw 15 taun jadi kuli ga pernah dapet bantuan"]
)
async def test_anger_gets_a_kind_word(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("syaratnya apa")
    answer = await chat.says(said)
    assert (answer.outcome, chat.reply.text) == ("info.calm", text("calm.sigh", "id"))


async def test_after_bad_news_a_sigh_is_one_about_that(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("tuh kan percuma")
    assert chat.reply.text == text("thanks.disappointed", "id")


@pytest.mark.parametrize("said", ["bot ini resmi ga", "makasih bot", "anjing saya hilang"])
async def test_other_messages_get_none(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says(said)
    assert chat.reply.text != text("calm.sigh", "id")
