"""The Telegram channel: receives updates by polling or by webhook, and sends replies, notices and announcements."""

import asyncio
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from pydantic import ValidationError

from bot.app import App
from bot.channels.telegram import deletions, forum_topics, menu, parse
from bot.channels.telegram import render as written
from bot.channels.telegram.background import BackgroundTasks
from bot.channels.telegram.client import CONNECTIONS, Api
from bot.channels.telegram.decode import UpdateDecoder
from bot.channels.telegram.deletions import DeletionPart, MessageDeletion
from bot.channels.telegram.flood_deletions import FloodDeletions
from bot.channels.telegram.media import Files
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.receiver import UpdateReceiver
from bot.channels.telegram.update_models import Me
from bot.channels.telegram.update_source import WEBHOOK, UpdateSource
from bot.sending.contract import Part
from bot.sending.errors import Busy, Refused
from bot.sending.rate_limit import RateLimit
from bot.sending.replies import ReplySender
from bot.sending.stored_replies import QueuedReply
from data.announcements.announcements import Broadcast
from data.channels import TELEGRAM
from data.content.texts import text
from data.staff import members
from handlers.messages import Reply
from handlers.subscription import subscription

log = structlog.get_logger()

_NAME_AGAIN = 5.0
"""Seconds until we ask again for our own name, when it could not be read."""
_PATIENCE = 0.25
"""Seconds that an announcement waits for a free slot before the sender looks around."""


class Telegram:
    """The Telegram channel of a running bot."""

    name = TELEGRAM.name

    def __init__(self, app: App) -> None:
        settings = app.settings
        self._settings = settings
        self._api = Api(settings, app.timing)
        self._files = Files(self._api, app.exports)
        self._limits = RateLimit(
            settings.telegram_rate,
            settings.telegram_chat_rate,
            settings.telegram_chat_burst,
            bulk_rate=settings.bulk_rate,
        )
        self._bulk_api = Api(settings, app.timing)  # has connections of its own: replies never wait for one
        self._announcing: dict[str, asyncio.Future[None]] = {}
        """By chat, the announcement under way: done once that is settled. Replies to the chat wait for it."""
        self._paid = {"allow_paid_broadcast": "true"} if settings.telegram_paid else {}
        self.bulk_rate = settings.bulk_rate
        self._replies = ReplySender(self, app.replies, app.metrics)
        self._flood_deletions = FloodDeletions(self._api)
        self._decoder = UpdateDecoder(app.metrics)
        self._secret = settings.webhook_secret.encode()
        self._background = BackgroundTasks()
        self._receiver = UpdateReceiver(
            self._api,
            app.dispatch,
            app.replies,
            self._replies,
            self._decoder,
            self._flood_deletions,
            self._background.start,
            members.read(settings.staff),
        )
        self.listening = False
        """Whether updates may come: we know our name, and have queued the replies of the last run."""
        self._source = UpdateSource(self._api, app.metrics, self._webhook() if settings.public_url else {})

    @property
    def ready(self) -> bool:
        """Whether people's messages reach us, and we can answer."""
        return self._source.ready

    # ------------------------------------------------------------ from start to stop

    async def run(self, on_listening: Callable[[str, str], None] = lambda *_: None) -> None:
        """Runs until it is cancelled; calls `on_listening` with our name and URL.

        Raises Unauthorised when Telegram does not know our token, Refused when it does not accept our webhook.
        """
        await self._api.open()
        await self._bulk_api.open()
        me = self._receiver.me = await self._get_me()
        on_listening("Telegram", f"https://t.me/{me.username}")
        await self._replies.load()
        self.listening = True
        self._background.start(menu.show(self._api))
        listening = asyncio.create_task(self._listen())
        try:
            ends: list[asyncio.Future[Any]] = [listening, self._replies.failed]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self._replies.failed.done():
                raise self._replies.failed.result()
            await listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def close(self, patience: float) -> None:
        """Finishes the messages under way, within `patience` seconds, and closes the connections."""
        await asyncio.gather(self._replies.close(patience), self._flood_deletions.close(patience))
        await self._background.close()
        await self._api.close()
        await self._bulk_api.close()

    async def _get_me(self) -> Me:
        while True:
            try:
                return Me.model_validate(await self._api.call_until_answered("getMe", {}))
            except ValidationError:
                log.error("telegram.name_not_read", again_in=_NAME_AGAIN)  # noqa: TRY400 - it would show the answer
                await asyncio.sleep(_NAME_AGAIN)

    async def _listen(self) -> None:
        await self._source.begin()
        if self._settings.public_url:
            await self._source.watch_webhook()
        else:
            await Polling(self._api, self._source, self._decoder, self._receiver).run()

    # ------------------------------------------------------------ the webhook

    def _webhook(self) -> dict[str, Any]:
        return {
            "url": f"{self._settings.public_url}{WEBHOOK}",
            "secret_token": self._secret.decode(),
            "allowed_updates": list(parse.ALLOWED),
            "max_connections": CONNECTIONS,
        }

    def accepts(self, secret: bytes) -> bool:
        """Whether a webhook has our secret token, and so comes from Telegram."""
        return hmac.compare_digest(secret, self._secret)

    async def receive(self, body: bytes) -> None:
        """Handles the update of a webhook. Raises NotKept: then it must come again."""
        self._source.note_contact()
        if update := self._decoder.update(body):
            await self._receiver.receive([update])

    def drop(self, size: int) -> None:
        """Counts the update of a webhook that is too long to be read; `size` is in bytes."""
        self._source.note_contact()
        self._decoder.skip({"bytes": size}, "too long")

    # ------------------------------------------------------------ replies and notices

    def parts(self, queued: QueuedReply) -> list[Part]:
        """Each message of an answer, and the deletion of the person's message where it must go."""
        answer, position = queued.answer, forum_topics.read(queued.reference)
        chat = {"chat_id": queued.address, **position.parameters}
        if answer.private and position.message:
            return deletions.parts(answer, chat, MessageDeletion(self._api, queued.address, position.message))
        return [Part(message | chat) for reply in answer.replies for message in written.messages(reply)]

    async def send(self, queued: QueuedReply, part: Part) -> None:
        """Sends a message, after the person's message was deleted where it must go. Raises SendError."""
        what: Mapping[str, str] | None = part.what
        if announcing := self._announcing.get(queued.address):  # nothing may follow the end of a subscription
            await asyncio.wait([announcing])
        if isinstance(part, DeletionPart) and part.deletion:
            if part.again:
                await self._delete_finally(queued, part.deletion)
                return
            what = part.what if await part.deletion.try_before_answer() else part.without_remark
        if what is not None:
            await self._limits.wait(queued.address)
            await self._send_to_topic({**what, **self._paid})

    async def _send_to_topic(self, what: dict[str, str]) -> None:
        """Sends into the topic, or into the chat when the topic was closed or deleted. Raises SendError."""
        try:
            await self._files.send(what)
        except Refused as problem:
            if not (what.pop("message_thread_id", "") and re.search("thread|topic", str(problem), re.IGNORECASE)):
                raise
            await self._files.send(what)

    async def _delete_finally(self, queued: QueuedReply, deletion: MessageDeletion) -> None:
        """The last try to delete a message with a NIK or a photo; if Telegram refuses, says how to do it by hand."""
        await deletion.try_once()
        if deletion.done or not queued.answer.replies:
            return
        await self._limits.wait(queued.address)
        said = written.messages(Reply(text("not_hidden", queued.answer.language)))[0]
        await self._send_to_topic({"chat_id": queued.address, **forum_topics.read(queued.reference).parameters, **said})

    async def send_notice(self, address: str, reply: Reply) -> None:
        """Writes first, with a lower priority than replies. Raises SendError."""
        for message in written.messages(reply):
            await self._limits.wait(address, bulk=True)
            await self._api.call("sendMessage", {"chat_id": address, **message})

    # ------------------------------------------------------------ announcements

    async def reserve_bulk(self, most: int) -> int:
        """How many announcements may go now, up to `most`; waits a quarter of a second for the first."""
        if not self.listening:  # we cannot send yet
            await asyncio.sleep(_PATIENCE)
            return 0
        return await self._limits.reserve_bulk(most, _PATIENCE)

    def pause_bulk(self, seconds: float) -> None:
        """Sends no announcement for this time; replies go on."""
        self._limits.pause_bulk(seconds)

    def render_announcement(self, broadcast: Broadcast, language: str) -> dict[str, str]:
        """The one message of an announcement."""
        said = subscription.announcement(broadcast, language, self._settings.sender)
        return written.announcement(said) | self._paid

    def hold_replies(self, address: str) -> None:
        """Holds replies to this chat until the announcement under way is settled."""
        self._announcing.setdefault(address, asyncio.get_running_loop().create_future())

    def release_replies(self, address: str) -> None:
        """Lets the held replies go."""
        if announcing := self._announcing.pop(address, None):
            announcing.set_result(None)

    async def send_announcement(self, address: str, what: Mapping[str, str]) -> None:
        """Sends it without waiting for a rate limit. Raises SendError."""
        if not self._limits.chat_is_free(address):
            raise Busy
        self._limits.mark_sent()
        await self._bulk_api.call(written.method(what), {"chat_id": address, **what})

    # ------------------------------------------------------------ status messages of staff

    async def post(self, address: str, reply: Reply) -> str:
        """Writes to a member of staff; returns the id by which the message can be edited. Raises SendError."""
        await self._limits.wait(address)
        said = await self._api.call("sendMessage", {"chat_id": address, **written.messages(reply)[0]})
        return str(said["message_id"])

    async def edit(self, address: str, message: str, reply: Reply) -> None:
        """Changes an earlier message. Raises SendError."""
        await self._limits.wait(address)
        what = {"chat_id": address, "message_id": message, **written.messages(reply)[0]}
        try:
            await self._api.call("editMessageText", what)
        except Refused as problem:
            if "not modified" not in str(problem):
                raise
