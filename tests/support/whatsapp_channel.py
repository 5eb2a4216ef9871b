"""The same people on WhatsApp: the real channel over HTTP to our strict fake, in the loop of the test."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import structs

from bot.app import App, build_whatsapp, running
from bot.channels.whatsapp.choice_ids import ids, value
from bot.open_channel import OpenChannel
from bot.settings import Settings
from bot.timing import DEFAULT, Timing
from data.channels import WHATSAPP
from data.content.texts import phrase
from handlers.messages import MORE, Answer, Choice, Incoming, Kind, Reply
from handlers.outcomes import Outcome
from tests.conftest import Person
from tests.fakes.cloud_api import people
from tests.fakes.cloud_api.chats import Sent
from tests.fakes.cloud_api.limits import UNLIMITED as NO_RATES
from tests.fakes.cloud_api.server import APP_SECRET, TOKEN, VERIFY_TOKEN, CloudApi
from tests.support.served_routes import served
from tests.support.telegram_servers import until

_GROUP = "Y2FwaV9ncm91cDoxODA1NTU1MDE3MjoxMjAz"
_ATTACHED: dict[Kind, str] = {
    "photo": "image", "file": "document", "voice": "voice", "contact": "contacts", "location": "location",
    "other": "sticker",
}  # fmt: skip
UNLIMITED = {"whatsapp_rate": 1e5, "whatsapp_chat_rate": 1e5, "whatsapp_chat_burst": 1000}


def access(api: CloudApi) -> dict[str, object]:
    """The settings by which the bot uses this WhatsApp."""
    return {
        "whatsapp_token": TOKEN,
        "whatsapp_phone_id": api.phone_id,
        "whatsapp_app_secret": APP_SECRET,
        "whatsapp_verify_token": VERIFY_TOKEN,
        "whatsapp_api_url": api.url,
        **UNLIMITED,
    }


@asynccontextmanager
async def opened(app: App, api: CloudApi) -> AsyncIterator[OpenChannel]:
    """The channel, reached by the webhooks of this WhatsApp."""
    used = app.settings.whatsapp
    assert used
    whatsapp = build_whatsapp(app, used)
    found = OpenChannel(whatsapp, app.dispatch, app.replies, app.events, app.metrics)
    async with served(whatsapp.routes()) as url:
        channel = asyncio.create_task(found.run())
        try:
            await until(lambda: found.sending.started)
            assert await api.webhooks.verify(f"{url}/whatsapp/webhook", VERIFY_TOKEN)
            yield found
        finally:
            channel.cancel()
            await asyncio.gather(channel, return_exceptions=True)
            await found.close(5)


@dataclass
class OnWhatsApp(Person):
    """Somebody who talks to the bot on WhatsApp. What they hear is what their phone shows."""

    api: CloudApi | None = None
    open: OpenChannel | None = None
    phone: people.Person | None = field(default=None, init=False)

    async def presses(self, label: str) -> Answer:
        """Presses the button with these words, also one that stands behind "others"."""
        wanted = {one.label: one.value for one in self.choices}[label]
        while not self._shows(wanted) and (more := self._others):
            await self._send("", more)
        return await self._send("", wanted)

    def _shows(self, wanted: str) -> bool:
        """Whether a button of the newest message holds this."""
        assert self.phone
        return any(value(one.id) == wanted for one in self.phone.last.pressable)

    @property
    def _others(self) -> str:
        """What the button of the newest message holds that shows others; empty when there is none."""
        assert self.phone
        return next((one.id for one in self.phone.last.pressable if one.id.startswith(MORE)), "")

    @property
    def settled(self) -> bool:
        """Whether the bot has taken all that happened, and sent what it had to say."""
        assert self.api
        assert self.open
        return self.api.taken and not len(self.open.replies)

    async def _send(self, text: str, choice: str | None, *, kind: Kind = "text", private_link: str = "") -> Answer:
        assert self.api
        self.phone = self.phone or people.person(self.api, number=zlib.crc32(self.address.encode()))
        self.phone.join(_GROUP if private_link else "")
        await self.app.coverage.refresh()
        given: list[Answer] = []
        handle = self.app.dispatch.handle

        async def noted(incoming: Incoming) -> Answer:
            given.append(await handle(incoming))
            return given[-1]

        self.app.dispatch.handle = noted  # type: ignore[method-assign]
        before = len(self.phone.replies)
        if kind != "text":
            self.phone.sends(_ATTACHED[kind], text or None)
        elif choice is None:
            self.phone.says(text)
        else:
            self.phone.presses_data(choice)
        await until(lambda: bool(given) and self.settled)
        self.app.dispatch.handle = handle  # type: ignore[method-assign]
        self.last = self._as_shown(given[0], self.phone.replies[before:])
        self.phone.join("")
        return self.last

    def _as_shown(self, answer: Answer, shown: list[Sent]) -> Answer:
        """The answer as it stands on the screen, without the lines that tell who keeps a message with a NIK."""
        assert self.api
        assert self.api.refused == []
        drawn = {f"{one.name}.{one.language}.png": one for reply in answer.replies if (one := reply.picture)}
        headings = [reply.heading for reply in answer.replies if reply.heading]
        replies = []
        for sent in shown:
            picture = drawn[sent.media_name] if sent.media_name else None
            heading = next((one for one in headings if sent.shown.startswith(one.spoken)), None)
            said = _without_lines(answer, sent.shown)
            said = said.removeprefix(heading.spoken).strip() if heading else said
            replies.append(Reply(said, _choices(answer, sent), picture, heading=heading))
        return structs.replace(answer, replies=tuple(replies))


def _without_lines(answer: Answer, said: str) -> str:
    line = f"\n\n{phrase('delete_it_yourself', answer.language)}"
    if line in said:
        assert answer.private
        return said.replace(line, "")
    if answer.outcome == Outcome.CHECK_ASKED:
        kept = f"\n\n{phrase('kept_by_channel_alone', answer.language, channel=WHATSAPP.label)}"
        assert kept in said
        return said.replace(kept, "")
    return said


def _choices(answer: Answer, sent: Sent) -> tuple[Choice, ...]:
    """The buttons of a message, and those behind "others"; with the whole labels."""
    for reply in answer.replies:
        known = dict(zip(ids(reply.choices), reply.choices, strict=True))
        here = [one.id for one in sent.pressable if not one.id.startswith(MORE)]
        if here and {*here} <= known.keys():
            behind = [at for at in known if at not in here] if len(here) < len(sent.pressable) else []
            return tuple(Choice(known[at].label, known[at].value) for at in (*here, *behind))
    return tuple(Choice(one.description or one.title, value(one.id)) for one in sent.pressable)


@asynccontextmanager
async def on_whatsapp(
    settings: Settings, clock: Callable[[], datetime], timing: Timing = DEFAULT
) -> AsyncIterator[OnWhatsApp]:
    """The bot with its WhatsApp channel, and a fake of its own that sends webhooks."""
    async with CloudApi(rates=NO_RATES) as api:
        values = settings.model_dump() | access(api)
        async with running(Settings.model_validate(values), clock, timing=timing) as app, opened(app, api) as found:
            yield OnWhatsApp(app, api=api, open=found)
