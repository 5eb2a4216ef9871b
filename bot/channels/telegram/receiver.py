"""Handles updates: finds the message in each, passes it to the bot, and queues the answer."""

import asyncio
import dataclasses
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from msgspec.structs import replace

from bot.channels.telegram import document_kinds, menu
from bot.channels.telegram.client import Api
from bot.channels.telegram.decode import UpdateDecoder
from bot.channels.telegram.flood_deletions import FloodDeletions
from bot.channels.telegram.parse import PersonLeft
from bot.channels.telegram.update_models import Me, Update
from bot.dispatch import NotKept
from bot.sending import address
from bot.sending.backoff import Backoff, until_done
from bot.sending.contract import Inbound
from bot.sending.errors import SendError
from data.channels import TELEGRAM_LIMITS
from handlers.messages import Answer, Incoming
from handlers.outcomes import Outcome

log = structlog.get_logger()

_CALLBACK_TRIES = 5
_CALLBACK_TIMEOUT = 60.0
"""Seconds; after this time the phone has stopped its spinner by itself."""
_DOWNLOAD_TIMEOUT = 10.0
"""Seconds that a message of staff waits for the first bytes of its file."""


class UpdateReceiver:
    """Handles the updates of one running bot, whether they were polled or came by webhook."""

    def __init__(
        self,
        api: Api,
        inbound: Inbound,
        me: Me,
        decoder: UpdateDecoder,
        deletions: FloodDeletions,
        start: Callable[[Coroutine[Any, Any, None]], None],
        staff: Iterable[str],
    ) -> None:
        self._api = api
        self._inbound = inbound
        self._me = me
        self._decoder = decoder
        self._deletions = deletions
        self._start = start
        """Runs a task beside the channel."""
        self._staff = frozenset(staff)
        self._without_menu = set(self._staff)
        """Members of staff whose chat does not show the commands of the desk yet."""

    async def receive(self, updates: list[Update]) -> None:
        """Handles updates side by side, but in order within a chat. Raises NotKept after all were tried."""
        for update in updates:
            if update.callback_query:
                self._start(self._answer_callback(update.callback_query.id))
        found = (self._decoder.incoming(update, self._me.username, self._me.id) for update in updates)
        read = [one for one in found if one]
        if len(read) == 1:
            self._reply(read[0], await self._handle(read[0]))
            return
        in_order = _captions_first(read)
        results = await asyncio.gather(*map(self._handle, in_order), return_exceptions=True)
        for one, result in zip(in_order, results, strict=True):
            if not isinstance(result, BaseException):
                self._reply(one, result)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _handle(self, one: Incoming | PersonLeft) -> Answer | None:
        """The answer, stored. Raises NotKept; any other bug loses this message alone."""
        try:
            if isinstance(one, PersonLeft):
                await self._inbound.left(one.address)
                return None
            return await self._inbound.handle(await self._with_file_kind(one))
        except NotKept:
            raise
        except Exception as problem:  # noqa: BLE001 - the same message would fail again
            self._decoder.skip(type(one).__name__, type(problem).__name__)
            return None

    def _reply(self, one: Incoming | PersonLeft, answer: Answer | None) -> None:
        if answer is None or isinstance(one, PersonLeft):
            return
        if one.address in self._without_menu:
            self._without_menu.remove(one.address)
            self._start(self._show_staff_commands(one.address))
        if answer.outcome != Outcome.FLOOD or answer.replies:
            self._inbound.reply(one, answer)
        elif answer.private and (message := address.read(one.reference).message):  # no answer, and nothing stored
            self._deletions.delete(one.address, message)

    async def _with_file_kind(self, one: Incoming) -> Incoming:
        """The message; where staff sent a file of unknown kind, with the kind that its first bytes show."""
        attached = one.attachment
        if attached is None or attached.kind != "other" or one.address not in self._staff:
            return one
        if attached.size > TELEGRAM_LIMITS.download:
            return one
        try:
            async with asyncio.timeout(_DOWNLOAD_TIMEOUT):
                beginning = await self._api.beginning(attached.reference, document_kinds.BEGINNING)
        except (SendError, TimeoutError) as problem:
            log.warning("telegram.file_not_read", problem=type(problem).__name__)
            return one
        return replace(
            one, attachment=dataclasses.replace(attached, kind=document_kinds.detected_kind(attached.name, beginning))
        )

    async def _show_staff_commands(self, address: str) -> None:
        if not await menu.show_staff(self._api, address):
            self._without_menu.add(address)  # tried again with their next message

    async def _answer_callback(self, callback: str) -> None:
        """Stops the spinner on the pressed button; the answer comes as a message of its own."""
        with suppress(SendError, TimeoutError):  # the press is too old, most likely
            async with asyncio.timeout(_CALLBACK_TIMEOUT):
                await until_done(
                    partial(self._api.call, "answerCallbackQuery", {"callback_query_id": callback}),
                    Backoff(0.4, 0.4),
                    most_tries=_CALLBACK_TRIES,
                )


def _captions_first(read: list[Incoming | PersonLeft]) -> list[Incoming | PersonLeft]:
    """Moves the part with a caption to the front of each album, as the first part is the one that is answered."""
    found = [*read]
    for n, one in enumerate(found):
        if isinstance(one, Incoming) and one.album and not one.text.strip():
            for later in range(n + 1, len(found)):
                other = found[later]
                if isinstance(other, Incoming) and other.album_key == one.album_key and other.text.strip():
                    found[n], found[later] = other, one
                    break
    return found
