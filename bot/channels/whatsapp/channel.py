"""The WhatsApp channel (Cloud API): receives by webhook, and sends messages."""

import asyncio
import dataclasses
import re
from collections.abc import Mapping, Sequence

import structlog
from starlette.routing import Route

from bot.channels.background import BackgroundTasks
from bot.channels.whatsapp import addresses, render
from bot.channels.whatsapp.client import Client
from bot.channels.whatsapp.decode import PayloadDecoder
from bot.channels.whatsapp.media import MediaIds
from bot.channels.whatsapp.receiver import Receiver
from bot.channels.whatsapp.standing import Standing
from bot.channels.whatsapp.webhook import WEBHOOK, WhatsAppWebhook
from bot.metrics import Metrics
from bot.sending.address import Address
from bot.sending.backoff import Backoff, until_done
from bot.sending.capabilities import Capabilities, Rates
from bot.sending.contract import Inbound, Priority
from bot.sending.errors import Refused, SendError
from bot.sending.outgoing import Deletion, Edit, Outgoing, Photo, Text
from bot.setting_values.whatsapp import WhatsAppAccess
from bot.settings import Settings
from bot.timing import DEFAULT, Timing
from data.channels import WHATSAPP, WHATSAPP_LIMITS
from handlers.messages import Picture

log = structlog.get_logger()

CAPABILITIES = Capabilities(
    text_limit=WHATSAPP_LIMITS.text,
    caption_limit=WHATSAPP_LIMITS.caption,
    max_buttons=render.MOST_ROWS,
    picture_buttons=render.MOST_BUTTONS,
    pages_buttons=True,
    can_push=True,
    has_receipts=True,
    rates=Rates(overall=40, chat=0.166, chat_burst=45, bulk=20),
)
"""Rates: Meta allows 80 messages a second, received ones included, and one in 6 seconds to each person, or 45 at once
(docs: throughput, and messages: pair rate limits). So half of the 80 are left for what people write."""
_LINK = "https://wa.me/"


class WhatsApp:
    """The WhatsApp channel of a running bot."""

    name = WHATSAPP.name

    def __init__(self, settings: Settings, access: WhatsAppAccess, metrics: Metrics, timing: Timing = DEFAULT) -> None:
        """Raises ValueError for a malformed token."""
        self.capabilities = dataclasses.replace(CAPABILITIES, rates=_rates(settings))
        self._client = Client(access, settings.whatsapp_api_url, timing)
        self._media = MediaIds(self._client)
        self._standing = Standing(metrics)
        self._background = BackgroundTasks()
        self._number = ""
        self._number_known = asyncio.Event()
        self._number_patience = timing.whatsapp_timeout
        self._decoder = PayloadDecoder(access.phone_id, metrics)
        self._webhook = WhatsAppWebhook(access, self._decoder)

    @property
    def ready(self) -> bool:
        """Whether people's messages are taken, and WhatsApp lets us answer."""
        return self._webhook.receiver is not None and not self._standing.suspended

    def routes(self) -> Sequence[Route]:
        """The webhook."""
        return [Route(WEBHOOK, self._webhook)]

    # ------------------------------------------------------------ from start to stop

    async def run(self, inbound: Inbound) -> None:
        """Waits until it is cancelled, as messages come to the webhook. Raises nothing: other channels go on."""
        self._client.open()
        self._background.start(self._read_number())
        try:
            async with asyncio.timeout(self._number_patience):
                await self._number_known.wait()
        except TimeoutError:
            log.warning("whatsapp.number_not_read")  # the replies that wait must not wait for a mere link
        await inbound.begin(f"{_LINK}{self._number}")
        self._webhook.receiver = Receiver(
            inbound, self._client, self._decoder, self._background.start, self._standing.reported
        )
        await asyncio.Event().wait()

    async def close(self, patience: float) -> None:  # noqa: ARG002 - all that is left are courtesies
        """Ends what is under way, and closes the connections."""
        await self._background.close()
        await self._media.close()
        await self._client.close()

    def advice(self, problem: SendError) -> str:
        """What the operator can do about an error that ended the channel; none of ours does."""
        return f"WhatsApp refuses to work with us: {problem}. `sigap doctor` says what is missing."

    async def _read_number(self) -> None:
        """Reads our phone number, until it is answered; so we also learn at once that the token is wrong."""
        number = await until_done(
            self._client.display_number, Backoff(0.5, 60.0), again=lambda _: True, failed=self._standing.failed
        )
        self._standing.worked()
        self._number = re.sub(r"\D", "", number)
        self._number_known.set()

    # ------------------------------------------------------------ sending

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:  # noqa: ARG002
        """Sends one message now; returns its id. Raises SendError."""
        if isinstance(outgoing, Edit | Deletion):
            raise Refused("on WhatsApp, nothing can be edited or deleted")
        to = {**addresses.recipient(address.chat), **({"biz_opaque_callback_data": tag} if tag else {})}
        try:
            if isinstance(outgoing, Photo) and isinstance(outgoing.file, Picture):
                sent = await self._send_picture(outgoing, outgoing.file, to)
            else:
                sent = await self._client.send({**to, **render.message(outgoing)})
        except SendError as problem:
            self._standing.failed(problem)
            raise
        self._standing.worked()
        return sent

    async def _send_picture(self, photo: Photo, picture: Picture, to: Mapping[str, object]) -> str:
        """Sends a picture by its id, uploaded anew where Meta refuses that; where it refuses both, the words."""
        try:
            media = await self._media.id_of(picture)
            try:
                return await self._client.send({**to, **render.message(photo, media)})
            except Refused:
                self._media.forget(picture, media)
                media = await self._media.id_of(picture)
                return await self._client.send({**to, **render.message(photo, media)})
        except Refused as problem:
            log.error("whatsapp.photo_refused", photo=picture.name, reason=str(problem))  # noqa: TRY400
            return await self._client.send({**to, **render.message(Text(render.spoken(photo), photo.choices))})


def _rates(settings: Settings) -> Rates:
    overall = settings.whatsapp_rate
    return Rates(overall, settings.whatsapp_chat_rate, settings.whatsapp_chat_burst, overall / 2)
