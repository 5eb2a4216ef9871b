"""The privacy page names who is responsible for the data, where that is set, and asks nobody to be afraid."""

from data.content.texts import phrase
from tests.conftest import Opened


async def test_the_controller_and_the_officer_are_named(bot: Opened) -> None:
    chat = await bot(controller="Disnaker Kota Bekasi", dpo="dpo@example.org")
    await chat.says("/privasi")
    assert phrase("controller", "id", controller="Disnaker Kota Bekasi") in chat.reply.text
    assert phrase("dpo", "id", dpo="dpo@example.org") in chat.reply.text


async def test_without_them_nothing_is_said_of_them(bot: Opened) -> None:
    chat = await bot(controller="", dpo="")
    await chat.says("/privasi")
    assert "bertanggung jawab" not in chat.reply.text
    assert "tidak wajib" in chat.reply.text
