"""People who ask: each anew as soon as there is an answer, or so many a second."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from tests.bench.load.bot_api import LeanBotApi

FIRST_CHAT = 5_000_000_000
KNOWN_CHATS = 2000


class Asking:
    """Everybody who asks a bot with these texts, and how long each waited.

    With `new_chats` each message is the first of its chat; otherwise KNOWN_CHATS chats ask in turns.
    """

    def __init__(self, api: LeanBotApi, texts: Iterable[str], *, new_chats: bool) -> None:
        self._api, self._texts = api, itertools.cycle(texts)
        chats = itertools.count() if new_chats else itertools.cycle(range(KNOWN_CHATS))
        self._chats = (FIRST_CHAT + n for n in chats)
        self._waiting: dict[int, float] = {}
        """Since when, by chat."""
        self.waits: list[float] = []
        """Seconds from each message to its answer."""
        self.asked = 0
        self._again = False
        api.on_message = self._hears

    @property
    def waiting(self) -> int:
        """How many have no answer yet."""
        return len(self._waiting)

    def ask(self) -> None:
        """One message more."""
        chat, now = next(self._chats), int(time.time())
        state = self._api.chat(chat)
        state.known = True
        person = f'"id":{chat},"first_name":"Budi"'
        self._waiting[chat] = time.perf_counter()
        self.asked += 1
        self._api.deliver_raw(
            f'{{"update_id":ID,"message":{{"message_id":{state.add(by_bot=False, date=now)},"date":{now},'
            f'"chat":{{{person},"type":"private"}},"from":{{{person},"is_bot":false,"language_code":"id"}},'
            f'"text":"{next(self._texts)}"}}}}',
            chat,
        )

    def _hears(self, chat: int) -> None:
        begun = self._waiting.pop(chat, None)
        if begun is None:  # a second message of the bot, behind its answer
            return
        self.waits.append(time.perf_counter() - begun)
        if self._again:
            self.ask()

    async def begin(self, at_once: int, patience: float = 60) -> None:
        """Waits for the first answer to one person; then so many ask all the time, until `end`. Raises TimeoutError."""
        self.ask()
        await self._until(lambda: not self._waiting, patience)
        self._again = True
        for _ in range(at_once):
            self.ask()

    async def warm(self, messages: int, patience: float = 20) -> None:
        """Waits for so many answers, or until the time is over."""
        with suppress(TimeoutError):
            await self._until(lambda: len(self.waits) >= messages, patience)

    async def end(self, patience: float = 180) -> None:
        """Nobody asks any more, and everybody has an answer. Raises TimeoutError."""
        self._again = False
        await self._until(lambda: not self._waiting and self._api.taken, patience)

    async def steadily(self, per_second: float, seconds: float) -> list[float]:
        """How long so many a second waited, in order of length. Raises TimeoutError."""
        self.waits.clear()
        begun = time.perf_counter()
        for n in range(int(per_second * seconds)):
            if (early := begun + n / per_second - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self.ask()
        await self.end()
        return sorted(self.waits)

    async def _until(self, done: Callable[[], bool], patience: float) -> None:
        async with asyncio.timeout(patience):
            while not done():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
