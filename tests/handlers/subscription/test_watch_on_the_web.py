"""A watch on the web ends sooner than updates take: Telegram and a calendar are offered there."""

from pydantic import SecretStr

from bot.settings import Settings
from data.content.texts import text
from tests.conftest import NOBODY, Clock, Office, Opened, Person
from tests.support.telegram_channel import on_telegram

LINK = "https://t.me/SigapUjiBot?start=cek"


async def _watches(chat: Person) -> None:
    await chat.says(NOBODY)
    await chat.presses("Kabari saya")


async def test_who_waits_on_the_web_is_shown_telegram_where_there_is_one(office: Office, clock: Clock) -> None:
    office.publishes()
    settings = Settings(data_dir=office.home, nik_key=SecretStr(office.key.secret.hex()))
    async with on_telegram(settings, clock) as phone:
        await phone.says("halo")  # by then the channel knows its name
        visitor = Person(phone.app, "visitor", "web")
        await _watches(visitor)
        assert visitor.reply.text.startswith(text("watch.kept_here", "id"))
        assert visitor.reply.text.endswith(LINK)
        assert visitor.reply.remind == 28
        await phone.says(NOBODY)
        await phone.presses("Kabari saya")
        assert phone.reply.text == text("watch.kept", "id")


async def test_without_telegram_the_calendar_is_left(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await _watches(chat)
    assert chat.reply.text == text("watch.kept_here", "id")
    assert chat.reply.remind == 28
