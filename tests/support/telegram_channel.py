"""The same people on Telegram: the real channel over HTTP to our strict fake, in the loop of the test."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import structs

from bot.app import build_telegram, running
from bot.channels.telegram.channel import Telegram
from bot.open_channel import OpenChannel
from bot.settings import Settings
from bot.timing import DEFAULT, Timing
from data.content.texts import phrase
from handlers.messages import Answer, Choice, Incoming, Kind, Reply
from handlers.outcomes import Outcome
from tests.conftest import Person
from tests.fakes import people
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.support.telegram_servers import until

_GROUP = -1_001_234_567_890
_ATTACHED: dict[Kind, str] = {"file": "document", "other": "sticker"}
UNLIMITED = {"telegram_rate": 1e5, "telegram_chat_rate": 1e5, "telegram_chat_burst": 1000}


@dataclass
class OnTelegram(Person):
    """Somebody who talks to the bot on Telegram. What they hear is what their phone shows."""

    api: BotApi | None = None
    telegram: Telegram | None = None
    open: OpenChannel | None = None
    phone: people.Person | None = field(default=None, init=False)

    @property
    def settled(self) -> bool:
        """Whether the bot has taken all that happened, and sent what it had to say."""
        assert self.api
        assert self.telegram
        assert self.open
        return self.api.taken and not len(self.open.replies) and not len(self.telegram._flood_deletions)

    async def _send(self, text: str, choice: str | None, *, kind: Kind = "text", private_link: str = "") -> Answer:
        assert self.api
        assert self.telegram
        self.phone = self.phone or people.Person(
            self.api, 6_000_000_000 + zlib.crc32(self.address.encode()), self.language
        )
        self.phone.group = _GROUP if private_link else None
        self.api.chat(_GROUP, "supergroup").may_delete = True
        await self.app.coverage.refresh()
        given: list[Answer] = []
        handle = self.app.dispatch.handle

        async def noted(incoming: Incoming) -> Answer:
            given.append(await handle(incoming))
            return given[-1]

        self.app.dispatch.handle = noted  # type: ignore[method-assign]
        before = len(self.phone.replies)
        if kind != "text":
            self.phone.sends(_ATTACHED.get(kind, kind), text or None)
        elif choice is None:
            self.phone.says(text)
        else:
            self.phone.presses_data(choice)
        await until(lambda: bool(given) and self.settled)
        self.app.dispatch.handle = handle  # type: ignore[method-assign]
        self.last = self._as_shown(given[0], before)
        self.phone.group = None
        return self.last

    def _as_shown(self, answer: Answer, before: int) -> Answer:
        assert self.phone
        assert self.api
        replies = []
        drawn = {f"{one.name}.{one.language}.png": one for reply in answer.replies if (one := reply.picture)}
        headings = [reply.heading for reply in answer.replies if reply.heading]
        shown = self.phone.replies[before:]
        hidden = "group_hidden" if answer.outcome == Outcome.GROUP else "hidden"
        remark = f"\n\n{phrase(hidden, answer.language)}"
        for sent in shown:
            asides = sum(reply.aside for reply in answer.replies)
            assert sent.text.endswith(remark) is (answer.private and sent is shown[-1 - asides])
            pressed = [one for row in sent.keyboard for one in row if "callback_data" in one]
            choices = tuple(Choice(one["text"], one["callback_data"]) for one in pressed)
            picture = drawn[self.api.photos.get(sent.photo, sent.photo)] if sent.photo else None
            said = sent.text.removesuffix(remark)
            heading = next((one for one in headings if said.startswith(one.spoken)), None)
            said = said.removeprefix(heading.spoken).strip() if heading else said
            replies.append(Reply(said, choices, picture, heading=heading))
        assert not answer.private or self.phone.last_message not in self.phone.own_messages
        assert self.api.refused == []
        return structs.replace(answer, replies=tuple(replies))


@asynccontextmanager
async def on_telegram(
    settings: Settings, clock: Callable[[], datetime], timing: Timing = DEFAULT
) -> AsyncIterator[OnTelegram]:
    """The bot with its Telegram channel, polling a fake of its own."""
    async with BotApi(rules=Rules(1e6, 1e6, 1000)) as api:
        values = settings.model_dump() | UNLIMITED | {"telegram_token": api.token, "telegram_api_url": api.url}
        async with running(Settings.model_validate(values), clock, timing=timing) as app:
            telegram = build_telegram(app)
            opened = OpenChannel(telegram, app.dispatch, app.replies, app.events, app.metrics)
            channel = asyncio.create_task(opened.run())
            try:
                yield OnTelegram(app, api=api, telegram=telegram, open=opened)
            finally:
                channel.cancel()
                await asyncio.gather(channel, return_exceptions=True)
                await opened.close(5)
