"""Channels as the contract suite tests them: the real channel, the service behind it, and the screen of a person.

A new channel adds a bench here, and its name in `PUSHING` or `ANSWERING`: `tests/bot/sending/test_channel_contract.py`
then holds it to all that the sending code relies on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from bot.app import App, build_telegram, build_web, running
from bot.channels.telegram.channel import Telegram
from bot.channels.whatsapp.channel import WhatsApp
from bot.open_channel import OpenChannel
from bot.sending.contract import Channel
from bot.sending.errors import (
    Busy,
    Gone,
    OptedOut,
    Refused,
    SendError,
    Suspended,
    Throttled,
    Unauthorised,
    Undeliverable,
    Unknown,
    Unreachable,
    Unrecognised,
    WindowClosed,
)
from bot.settings import Settings
from tests.conftest import Office
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.cloud_api.limits import UNLIMITED as NO_RATES
from tests.fakes.cloud_api.people import Person as WhatsAppPerson
from tests.fakes.cloud_api.people import person as whatsapp_person
from tests.fakes.cloud_api.server import CloudApi
from tests.fakes.people import Person, person
from tests.support.telegram_channel import UNLIMITED
from tests.support.telegram_servers import until
from tests.support.whatsapp_channel import access, opened


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the person sees it."""

    text: str
    buttons: tuple[str, ...] = ()


class Bench(Protocol):
    """A channel that can push, begun, with somebody who has written to it."""

    app: App
    opened: OpenChannel

    @property
    def chat(self) -> str:
        """The address of the person."""

    @property
    def screen(self) -> list[Shown]:
        """What the person sees of ours, oldest first."""

    @property
    def own_messages(self) -> list[str]:
        """The ids of what the person wrote and nobody deleted, oldest first."""

    def says(self, text: str) -> None:
        """The person writes."""

    async def fails(self, problem: type[SendError]) -> None:
        """From now on, or for the next message, the service answers so that this error is raised."""


@dataclass
class TelegramBench:
    """Telegram, which is our strict fake over HTTP."""

    app: App
    opened: OpenChannel
    telegram: Telegram
    api: BotApi
    phone: Person
    faults: Mapping[type[SendError], str] = field(
        default_factory=lambda: {Throttled: "throttle", Refused: "refuse", Unknown: "error_500"}
    )

    @property
    def chat(self) -> str:
        return str(self.phone.chat)

    @property
    def screen(self) -> list[Shown]:
        return [Shown(one.text, tuple(button["text"] for button in chain(*one.keyboard))) for one in self.phone.replies]

    @property
    def own_messages(self) -> list[str]:
        return [*map(str, self.phone.own_messages)]

    def says(self, text: str) -> None:
        self.phone.says(text)

    async def fails(self, problem: type[SendError]) -> None:
        if problem is Gone:
            self.api.chat(self.phone.chat).blocked = True
        elif problem is Unreachable:
            await self._listens_no_more()
        elif problem is Unauthorised:
            self.api.token = "1:another"  # the operator took a new one from @BotFather
        else:
            self.api.faults.next.append(("sendMessage", self.faults[problem]))

    async def _listens_no_more(self) -> None:
        """The service takes no new connections, and none of the old ones is left."""
        (site,) = self.api._runner.sites
        await site.stop()
        await self.telegram._api.close()
        await self.telegram._api.open()


@dataclass
class WhatsAppBench:
    """WhatsApp, which is our strict fake over HTTP."""

    app: App
    opened: OpenChannel
    api: CloudApi
    phone: WhatsAppPerson
    faults: Mapping[type[SendError], str | int] = field(
        default_factory=lambda: {
            Throttled: "throttle",
            Busy: 131056,
            OptedOut: 131050,
            WindowClosed: 131047,
            Undeliverable: 131026,
            Refused: 131009,
            Unknown: "error_500",
            Unrecognised: 987_654,
            Suspended: 190,
        }
    )

    @property
    def chat(self) -> str:
        return self.phone.address

    @property
    def screen(self) -> list[Shown]:
        return [Shown(one.shown, one.labels) for one in self.phone.replies]

    @property
    def own_messages(self) -> list[str]:
        return self.phone.own_messages

    def says(self, text: str) -> None:
        self.phone.says(text)

    async def fails(self, problem: type[SendError]) -> None:
        if problem is Unreachable:
            await self._listens_no_more()
        else:
            self.api.faults.next.append(("messages", self.faults[problem]))

    async def _listens_no_more(self) -> None:
        """The service takes no new connections, and none of the old ones is left."""
        assert isinstance(self.opened.channel, WhatsApp)
        await self.api._site.stop()
        await self.opened.channel._client.close()
        self.opened.channel._client.open()


def _settings(office: Office, **more: object) -> Settings:
    return Settings.model_validate({"data_dir": office.home, "nik_key": office.key.secret.hex(), **more})


@asynccontextmanager
async def _telegram(office: Office) -> AsyncIterator[Bench]:
    async with BotApi(rules=Rules(1e6, 1e6, 1000)) as api:
        settings = _settings(office, telegram_token=api.token, telegram_api_url=api.url, **UNLIMITED)
        async with running(settings) as app:
            telegram = build_telegram(app)
            found = OpenChannel(telegram, app.dispatch, app.replies, app.events, app.metrics)
            phone = person(api)
            api.chat(phone.chat).known = True
            task = asyncio.create_task(found.run())
            try:
                await until(lambda: found.sending.started)
                yield TelegramBench(app, found, telegram, api, phone)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await found.close(5)


@asynccontextmanager
async def _whatsapp(office: Office) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(CloudApi(rates=NO_RATES))
        app = await stack.enter_async_context(running(_settings(office, **access(api))))
        phone = whatsapp_person(api)
        phone.state.wrote_at = api.now()
        yield WhatsAppBench(app, await stack.enter_async_context(opened(app, api)), api, phone)


@asynccontextmanager
async def _web(office: Office) -> AsyncIterator[Channel]:
    async with running(_settings(office)) as app:
        yield build_web(app)


PUSHING: Mapping[str, Callable[[Office], AbstractAsyncContextManager[Bench]]] = {
    "telegram": _telegram,
    "whatsapp": _whatsapp,
}
"""Channels that send by themselves."""
ANSWERING: Mapping[str, Callable[[Office], AbstractAsyncContextManager[Channel]]] = {"web": _web}
"""Channels whose answers go back with the request."""
RAISED: Mapping[str, tuple[type[SendError], ...]] = {
    "telegram": (Throttled, Gone, Refused, Unreachable, Unknown, Unauthorised),
    "whatsapp": (
        Throttled,
        Busy,
        OptedOut,
        WindowClosed,
        Undeliverable,
        Refused,
        Unreachable,
        Unknown,
        Unrecognised,
        Suspended,
    ),
}
"""The errors that the service of each pushing channel can cause."""
