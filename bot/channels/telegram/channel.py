"""The Telegram channel: receives updates by polling or by webhook, and sends messages, edits and deletions."""

import asyncio
import dataclasses
import re
from collections.abc import Mapping, Sequence

import structlog
from pydantic import ValidationError
from starlette.routing import Route

from bot.channels.background import BackgroundTasks
from bot.channels.telegram import forum_topics, menu, parse
from bot.channels.telegram.client import CONNECTIONS, Api
from bot.channels.telegram.decode import UpdateDecoder
from bot.channels.telegram.flood_deletions import FloodDeletions
from bot.channels.telegram.media import Files, Generate
from bot.channels.telegram.optional_fields import OptionalFields
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.receiver import UpdateReceiver
from bot.channels.telegram.update_models import Me
from bot.channels.telegram.update_source import WEBHOOK, UpdateSource
from bot.channels.telegram.webhook import TelegramWebhook
from bot.metrics import Metrics
from bot.sending.address import Address
from bot.sending.capabilities import Capabilities, Rates
from bot.sending.contract import Inbound, Priority
from bot.sending.errors import Gone, Refused, SendError, Unauthorised
from bot.sending.outgoing import Deletion, Edit, Outgoing
from bot.settings import Settings
from bot.timing import DEFAULT, Timing
from data.channels import TELEGRAM, TELEGRAM_LIMITS
from data.staff import members

log = structlog.get_logger()

_NAME_AGAIN = 5.0
"""Seconds until we ask again for our own name, when it could not be read."""
CAPABILITIES = Capabilities(
    text_limit=TELEGRAM_LIMITS.text,
    caption_limit=TELEGRAM_LIMITS.caption,
    can_push=True,
    can_edit=True,
    can_delete=True,
)


class Telegram:
    """The Telegram channel of a running bot."""

    name = TELEGRAM.name

    def __init__(self, settings: Settings, generate: Generate, metrics: Metrics, timing: Timing = DEFAULT) -> None:
        """`generate` makes the files for staff that are named in replies."""
        self.capabilities = dataclasses.replace(CAPABILITIES, rates=_rates(settings))
        self._api = Api(settings, timing)
        self._bulk_api = Api(settings, timing)  # has connections of its own: replies never wait for one
        self._fields = OptionalFields()
        self._files = Files(self._api, self._fields, generate)
        self._bulk_files = Files(self._bulk_api, self._fields, generate)
        self._paid = {"allow_paid_broadcast": "true"} if settings.telegram_paid else {}
        self._flood_deletions = FloodDeletions(self._api)
        self._decoder = UpdateDecoder(metrics)
        self._staff = members.read(settings.staff)
        self._background = BackgroundTasks()
        self._polls = not settings.public_url
        self._source = UpdateSource(self._api, metrics, {} if self._polls else _webhook(settings))
        self._webhook = TelegramWebhook(settings.webhook_secret, self._source, self._decoder)

    @property
    def ready(self) -> bool:
        """Whether people's messages reach us, and we can answer."""
        return self._source.ready

    def routes(self) -> Sequence[Route]:
        """The webhook."""
        return [Route(WEBHOOK, self._webhook)]

    # ------------------------------------------------------------ from start to stop

    async def run(self, inbound: Inbound) -> None:
        """Receives updates until it is cancelled.

        Raises Unauthorised when Telegram does not know our token, Refused when it does not accept our webhook.
        """
        await self._api.open()
        await self._bulk_api.open()
        me = await self._get_me()
        receiver = UpdateReceiver(
            self._api, inbound, me, self._decoder, self._flood_deletions, self._background.start, self._staff
        )
        await inbound.begin(f"https://t.me/{me.username}")
        self._webhook.receiver = receiver
        self._background.start(menu.show(self._api))
        await self._source.begin()
        if self._polls:
            await Polling(self._api, self._source, self._decoder, receiver).run()
        else:
            await self._source.watch_webhook()

    async def close(self, patience: float) -> None:
        """Finishes the deletions under way, within `patience` seconds, and closes the connections."""
        await self._flood_deletions.close(patience)
        await self._background.close()
        await self._api.close()
        await self._bulk_api.close()

    def advice(self, problem: SendError) -> str:
        """What the operator can do about an error that ended the channel."""
        if isinstance(problem, Unauthorised):
            return (
                "Telegram does not know our token. Set SIGAP_TELEGRAM_TOKEN to the one that @BotFather shows, and "
                "start again. Replies that were not sent yet are kept for 24 hours."
            )
        return (
            f"Telegram refuses to work with us: {problem}. Look at SIGAP_TELEGRAM_TOKEN, and at SIGAP_PUBLIC_URL, "
            "which must be an https address that the internet reaches."
        )

    async def _get_me(self) -> Me:
        while True:
            try:
                return Me.model_validate(await self._api.call_until_answered("getMe", {}))
            except ValidationError:
                log.error("telegram.name_not_read", again_in=_NAME_AGAIN)  # noqa: TRY400 - it would show the answer
                await asyncio.sleep(_NAME_AGAIN)

    # ------------------------------------------------------------ sending

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:  # noqa: ARG002
        """Sends one message now; returns its id. Raises SendError."""
        if isinstance(outgoing, Deletion):
            return await self._delete(address.chat, outgoing.message)
        if isinstance(outgoing, Edit):
            return await self._edit(address.chat, outgoing)
        files = self._bulk_files if priority is Priority.ANNOUNCEMENT else self._files
        paid = self._paid if priority in {Priority.REPLY, Priority.ANNOUNCEMENT} else {}
        try:
            return await files.send(outgoing, forum_topics.where(address) | paid)
        except Refused as problem:
            if not (address.thread and re.search("thread|topic", str(problem), re.IGNORECASE)):
                raise
            return await files.send(outgoing, {"chat_id": address.chat, **paid})  # the topic was closed or deleted

    async def _edit(self, chat: str, edit: Edit) -> str:
        at = {"chat_id": chat, "message_id": edit.message}
        try:
            await self._fields.send(edit.new, lambda found: self._api.call("editMessageText", {**at, **found}))
        except Refused as problem:
            if "not modified" not in str(problem):
                raise
        return edit.message

    async def _delete(self, chat: str, message: str) -> str:
        try:
            await self._api.call("deleteMessage", {"chat_id": chat, "message_id": message})
        except Refused as problem:
            if "not found" not in str(problem):  # otherwise deleted before, by us or by the person
                raise
        except Gone as problem:
            if "rights" not in str(problem):
                raise
            raise Refused(str(problem)) from None  # in a group where we may write, but not delete
        return ""


def _rates(settings: Settings) -> Rates:
    return Rates(settings.telegram_rate, settings.telegram_chat_rate, settings.telegram_chat_burst, settings.bulk_rate)


def _webhook(settings: Settings) -> Mapping[str, object]:
    """The parameters of `setWebhook`."""
    return {
        "url": f"{settings.public_url}{WEBHOOK}",
        "secret_token": settings.webhook_secret,
        "allowed_updates": list(parse.ALLOWED),
        "max_connections": CONNECTIONS,
    }
