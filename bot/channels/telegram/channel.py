"""Telegram: takes what people write, by polling or by webhook, and sends the answers.

An update is acknowledged only once its answer is committed; so the polling loop is ours, as python-telegram-bot's
own confirms an update when it is queued.
"""

import asyncio
import hmac
import random
import re
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

import structlog
from pydantic import ValidationError

from bot.app import App
from bot.channels.telegram import deletions, document_kinds, forum_topics, menu, parse
from bot.channels.telegram import render as written
from bot.channels.telegram.client import CONNECTIONS, POLL_SECONDS, Api, Taken, Unreadable
from bot.channels.telegram.decode import Reading, shape_of
from bot.channels.telegram.deletions import Hidden, Hiding
from bot.channels.telegram.media import Files
from bot.channels.telegram.parse import Left, Update
from bot.channels.telegram.unanswered import Unanswered
from bot.channels.telegram.update_offset import Place, number_of
from bot.channels.telegram.update_source import Reached
from bot.dispatch import NotKept, QueuedReply
from bot.sending.contract import Busy, Part, Refused, SendError, Throttled, Unauthorised, Unknown, Unreachable
from bot.sending.rate_limit import RateLimit
from bot.sending.replies import Outbox
from data.announcements.announcements import Broadcast
from data.channels import TELEGRAM, TELEGRAM_LIMITS
from data.content.texts import text
from data.records import replace
from data.staff import members
from handlers.messages import Incoming, Reply
from handlers.outcomes import Outcome
from handlers.subscription import subscription

log = structlog.get_logger()

WEBHOOK = "/telegram/webhook"
SECRET_HEADER = b"x-telegram-bot-api-secret-token"
_CALLBACK_TRIES = 5
_CALLBACK_PATIENCE = 60.0
"""Seconds; after so long nothing spins any more."""
_UNNUMBERED = 1.0
"""Seconds until the next poll, while all that comes is an update without a number, or nothing, and that at once."""
_HASTY = 0.5
"""Seconds; a poll that brings nothing is held open much longer."""
_NAME_AGAIN = 5.0
"""Seconds until we ask again for our own name, when it could not be read."""
_LOOK_PATIENCE = 10.0
"""Seconds that a message of staff waits for the first bytes of its file."""
_PATIENCE = 0.25
"""Seconds that a broadcast waits for its next message before it looks around."""


class Telegram:
    """The Telegram channel of a running bot."""

    name = TELEGRAM.name

    def __init__(self, app: App) -> None:
        settings = app.settings
        self._settings = settings
        self._dispatch = app.dispatch
        self._api = Api(settings, app.timing)
        self._files = Files(self._api, app.made)
        self._limits = RateLimit(
            settings.telegram_rate,
            settings.telegram_chat_rate,
            settings.telegram_chat_burst,
            bulk_rate=settings.bulk_rate,
        )
        self._bulk_api = Api(settings, app.timing)  # connections of its own: replies never wait for one
        self._announcing: dict[str, asyncio.Future[None]] = {}
        """Ends when what is announced to a chat has arrived, or not: what it hears next comes after it."""
        self._paid = {"allow_paid_broadcast": "true"} if settings.telegram_paid else {}
        self.bulk_rate = settings.bulk_rate
        self._outbox = Outbox(self, app.dispatch, app.metrics)
        self._unanswered = Unanswered(self._api)
        self._reading = Reading(app.metrics)
        self._secret = settings.webhook_secret.encode()
        self._staff = set(members.read(settings.staff))
        """Those who were not shown their commands yet."""
        self._members = frozenset(self._staff)
        self._username, self._id = "", 0
        self.listening = False
        """Whether updates may come: we know our name, and the answers of the last run are on their way."""
        self._reached = Reached(self._api, app.metrics, self._webhook() if settings.public_url else {})
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether we hear what people write, and can answer."""
        return self._reached.ready

    # ------------------------------------------------------------ from start to stop

    async def run(self, told: Callable[[str, str], None] = lambda *_: None) -> None:
        """Runs until it is cancelled; `told` hears where people find us.

        Raises Unauthorised when Telegram does not know our token, Refused when it will not work with us.
        """
        await self._api.open()
        await self._bulk_api.open()
        await self._introduce()
        told("Telegram", f"https://t.me/{self._username}")
        await self._outbox.load()
        self.listening = True
        self._soon(menu.show(self._api))
        listening = asyncio.create_task(self._listen())
        try:
            ends: list[asyncio.Future[Any]] = [listening, self._outbox.lost]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self._outbox.lost.done():
                raise self._outbox.lost.result()
            await listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def close(self, patience: float) -> None:
        """Finishes what is being sent, within so many seconds, and hangs up."""
        await asyncio.gather(self._outbox.close(patience), self._unanswered.close(patience))
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self._api.close()
        await self._bulk_api.close()

    async def _introduce(self) -> None:
        """Learns our own name."""
        while True:
            try:
                me = parse.Me.model_validate(await self._api.surely("getMe", {}))
            except ValidationError:
                log.error("telegram.name_not_read", again_in=_NAME_AGAIN)  # noqa: TRY400 - nothing of what was said
                await asyncio.sleep(_NAME_AGAIN)
            else:
                self._username, self._id = me.username, me.id
                return

    async def _listen(self) -> None:
        await self._reached.begin()
        await (self._reached.watch() if self._settings.public_url else self._poll())

    def _webhook(self) -> dict[str, Any]:
        return {
            "url": f"{self._settings.public_url}{WEBHOOK}",
            "secret_token": self._secret.decode(),
            "allowed_updates": list(parse.ALLOWED),
            "max_connections": CONNECTIONS,
        }

    async def _show_staff_commands(self, address: str) -> None:
        if not await menu.show_staff(self._api, address):
            self._staff.add(address)  # when they write again

    # ------------------------------------------------------------ what comes in

    async def _poll(self) -> None:
        """Asks for updates, for ever; the place moves only after the commit, and past what cannot be read."""
        loop, at, wait = asyncio.get_running_loop(), Place(), 0.5
        while True:
            begun = loop.time()
            asked = {"timeout": POLL_SECONDS, "allowed_updates": list(parse.ALLOWED), **at.parameters}
            try:
                found = await self._api.call("getUpdates", asked)
                self._reached.heard()
                if not isinstance(found, list):
                    raise Unreadable(b"")
                wait = 0.5
                no_hurry = not found and loop.time() - begun < _HASTY
                if not await self._take_all(found, at) or no_hurry:
                    await asyncio.sleep(_UNNUMBERED)
            except Unauthorised:
                raise
            except Taken as problem:
                await self._reached.taken(problem, wait)
                wait *= 2
            except Unreadable as problem:
                alone = at.one_by_one
                if at.passes(problem.payload):
                    if alone:
                        self._reading.skip("no JSON", type(problem).__name__)
                    wait = 0.5
                    continue
                wait = await self._poll_again(problem, wait)
            except (SendError, NotKept) as problem:
                wait = await self._poll_again(problem, wait)

    async def _poll_again(self, problem: Exception, wait: float) -> float:
        """Waits after a poll that failed; how long the next time."""
        log.warning("telegram.poll_failed", problem=type(problem).__name__, reason=str(problem))
        await asyncio.sleep(getattr(problem, "retry_after", wait))
        return min(30.0, wait * 2)

    async def _take_all(self, found: list[Any], at: Place) -> bool:
        """Handles what a poll brought; False when nothing of it has a number, so that it comes again."""
        numbered = [(number, one) for one in found if (number := number_of(one)) is not None]
        without = [one for one in found if number_of(one) is None]
        if without:
            self._reading.skip([*map(shape_of, without[:3])], "no update_id")
        in_order = sorted(numbered, key=lambda each: each[0])
        await self._take([update for _, one in in_order if (update := self._reading.update(one))])
        return at.passed([number for number, _ in numbered], repr(without[0]) if without else None)

    async def receive(self, body: bytes) -> None:
        """One update, as a webhook brought it. Raises NotKept: then it must come again."""
        self._reached.heard()
        if update := self._reading.update(body):
            await self._take([update])

    def drop(self, size: int) -> None:
        """Counts an update of so many bytes that a webhook brought, which is too long to be read."""
        self._reached.heard()
        self._reading.skip({"bytes": size}, "too long")

    def knows(self, secret: bytes) -> bool:
        """Whether a webhook comes from Telegram."""
        return hmac.compare_digest(secret, self._secret)

    async def _take(self, found: list[Update]) -> None:
        """Handles updates side by side, in order in each chat. Raises NotKept after all were tried."""
        for update in found:
            if update.callback_query:
                self._soon(self._stop_spinning(update.callback_query.id))
        read = [one for update in found if (one := self._reading.incoming(update, self._username, self._id))]
        if len(read) == 1:
            self._put(await self._handle(read[0]))
            return
        results = await asyncio.gather(*map(self._handle, _words_first(read)), return_exceptions=True)
        for result in results:
            if not isinstance(result, BaseException):
                self._put(result)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    def _put(self, letter: QueuedReply | None) -> None:
        if letter:
            self._outbox.put(letter)

    async def _handle(self, one: Incoming | Left) -> QueuedReply | None:
        """The answer to be sent. Raises NotKept; any other bug costs this message alone."""
        try:
            return await self._answer(one)
        except NotKept:
            raise
        except Exception as problem:  # noqa: BLE001 - it would be no better the next time
            self._reading.skip(type(one).__name__, type(problem).__name__)
            return None

    async def _answer(self, one: Incoming | Left) -> QueuedReply | None:
        if isinstance(one, Left):
            try:
                await self._dispatch.recipient_gone(self.name, one.address)
            except Exception as problem:  # nothing of it can be wrong, so it is the database
                raise NotKept from problem
            return None
        answer = await self._dispatch.handle(await self._looked_into(one))
        if one.address in self._staff:
            self._staff.remove(one.address)
            self._soon(self._show_staff_commands(one.address))
        letter = QueuedReply(one.message_key, one.address, answer, one.reference)
        if answer.outcome == Outcome.FLOOD and not answer.replies:  # passed over in silence, and kept nowhere
            if answer.private and (message := forum_topics.read(one.reference).message):
                self._unanswered.take_out(one.address, message)
            return None
        return None if letter.empty else letter

    async def _looked_into(self, one: Incoming) -> Incoming:
        """The message; of a file of staff whose kind was not told, with what its first bytes show."""
        attached = one.attachment
        if attached is None or attached.kind != "other" or one.address not in self._members:
            return one
        if attached.size > TELEGRAM_LIMITS.download:  # Telegram refuses to hand it out, and nobody wants it on a phone
            return one
        try:
            async with asyncio.timeout(_LOOK_PATIENCE):
                beginning = await self._api.beginning(attached.reference, document_kinds.BEGINNING)
        except (SendError, TimeoutError) as problem:
            log.warning("telegram.file_not_read", problem=type(problem).__name__)
            return one
        return replace(one, attachment=replace(attached, kind=document_kinds.seen(attached.name, beginning)))

    async def _stop_spinning(self, callback: str) -> None:
        """Tells the phone that its press has arrived; the answer comes as a message of its own."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_CALLBACK_PATIENCE):
                for _ in range(_CALLBACK_TRIES):
                    try:
                        await self._api.call("answerCallbackQuery", {"callback_query_id": callback})
                    except (Throttled, Unreachable, Unknown) as problem:
                        await asyncio.sleep(getattr(problem, "retry_after", 0.3) + random.uniform(0, 0.2))  # noqa: S311
                    except SendError:
                        return  # too old, most likely: nothing spins any more
                    else:
                        return

    # ------------------------------------------------------------ what goes out

    def parts(self, letter: QueuedReply) -> list[Part]:
        """Each message with what is in it, and the deletion of what the person wrote."""
        answer, spot = letter.answer, forum_topics.read(letter.reference)
        chat = {"chat_id": letter.address, **spot.named}
        if answer.private and spot.message:
            return deletions.parts(answer, chat, Hiding(self._api, letter.address, spot.message))
        return [Part(message | chat) for reply in answer.replies for message in written.messages(reply)]

    async def send(self, letter: QueuedReply, part: Part) -> None:
        """Sends a message, after the person's was deleted where it must be. Raises SendError."""
        what: Mapping[str, str] | None = part.what
        if announcing := self._announcing.get(letter.address):  # who stops hears nothing after it is confirmed
            await asyncio.wait([announcing])
        if isinstance(part, Hidden) and part.hiding:
            if part.again:
                await self._hide(letter, part.hiding)
                return
            what = part.what if await part.hiding.before_the_answer() else part.plain
        if what is not None:
            await self._limits.wait(letter.address)
            await self._send_there({**what, **self._paid})

    async def _send_there(self, what: dict[str, str]) -> None:
        """Into its topic, or, where that one is closed or gone by now, into the chat. Raises SendError."""
        try:
            await self._files.send(what)
        except Refused as problem:
            if not (what.pop("message_thread_id", "") and re.search("thread|topic", str(problem), re.IGNORECASE)):
                raise
            await self._files.send(what)

    async def tell(self, address: str, reply: Reply) -> None:
        """Writes to somebody who did not just write to us, below replies. Raises SendError."""
        for message in written.messages(reply):
            await self._limits.wait(address, low=True)
            await self._api.call("sendMessage", {"chat_id": address, **message})

    # ------------------------------------------------------------ what goes out to many

    async def bulk(self, most: int) -> int:
        """How many messages of a broadcast may go now, at most so many; waits a quarter of a second for the first."""
        if not self.listening:  # we cannot send yet
            await asyncio.sleep(_PATIENCE)
            return 0
        return await self._limits.bulk(most, _PATIENCE)

    def pause_bulk(self, seconds: float) -> None:
        """Sends nothing of a broadcast for so long; replies go on."""
        self._limits.pause_bulk(seconds)

    def announcement(self, broadcast: Broadcast, language: str) -> dict[str, str]:
        """The one message of a broadcast."""
        said = subscription.announcement(broadcast, language, self._settings.sender)
        return written.announcement(said) | self._paid

    def keep_back(self, address: str) -> None:
        """Replies to this chat wait for the announcement that is on its way to it."""
        self._announcing.setdefault(address, asyncio.get_running_loop().create_future())

    def let_go(self, address: str) -> None:
        """They wait no longer."""
        if announcing := self._announcing.pop(address, None):
            announcing.set_result(None)

    async def announce(self, address: str, what: Mapping[str, str]) -> None:
        """Sends it, with nothing to wait for. Raises SendError."""
        if not self._limits.chat_is_free(address):
            raise Busy
        self._limits.mark_sent()
        await self._bulk_api.call(written.method(what), {"chat_id": address, **what})

    # ------------------------------------------------------------ what staff see change

    async def post(self, address: str, reply: Reply) -> str:
        """Writes to one of the staff; the id of the message, by which it can be changed. Raises SendError."""
        await self._limits.wait(address)
        said = await self._api.call("sendMessage", {"chat_id": address, **written.messages(reply)[0]})
        return str(said["message_id"])

    async def change(self, address: str, message: str, reply: Reply) -> None:
        """Makes an earlier message say something else. Raises SendError."""
        await self._limits.wait(address)
        what = {"chat_id": address, "message_id": message, **written.messages(reply)[0]}
        try:
            await self._api.call("editMessageText", what)
        except Refused as problem:
            if "not modified" not in str(problem):
                raise

    async def _hide(self, letter: QueuedReply, deletion: Hiding) -> None:
        """The last try to delete what held a NIK or a photo; where Telegram refuses, the answer tells how to do it."""
        await deletion.now()
        if deletion.done or not letter.answer.replies:
            return
        await self._limits.wait(letter.address)
        said = written.messages(Reply(text("not_hidden", letter.answer.language)))[0]
        await self._send_there({"chat_id": letter.address, **forum_topics.read(letter.reference).named, **said})

    def _soon(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _words_first(read: list[Incoming | Left]) -> list[Incoming | Left]:
    """In each album the part with words comes first, as the album is answered by the first: there is the question."""
    found = [*read]
    for n, one in enumerate(found):
        if isinstance(one, Incoming) and one.album and not one.text.strip():
            for later in range(n + 1, len(found)):
                other = found[later]
                if isinstance(other, Incoming) and other.album_key == one.album_key and other.text.strip():
                    found[n], found[later] = other, one
                    break
    return found
