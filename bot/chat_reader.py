"""Reads what must be known of a chat outside of its turns. What cannot be read is logged, and nobody waits for it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import structlog

from data.announcements import visits
from data.chats import chats
from data.coverage.lookup import Coverage
from data.database.sqlite import Database, Transaction
from data.watches import watches

log = structlog.get_logger()


class ChatReader:
    """The chats of one live database."""

    def __init__(self, database: Database, coverage: Coverage, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._coverage = coverage
        self._clock = clock

    @property
    def list_as_of(self) -> date | None:
        """The day of the list that NIKs are checked against; None while there is none."""
        return self._coverage.about.as_of if self._coverage.about else None

    async def language(self, channel: str, address: str) -> str | None:
        """The language that the person chose for a chat. None when there is none, or when it cannot be read."""
        try:
            return await self._database.group_commit(partial(chats.language_of, channel=channel, address=address))
        except Exception:
            log.exception("language.not_read", channel=channel)
            return None

    async def has_news(self, channel: str, address: str) -> bool:
        """Whether a notice about a NIK or an announcement waits for the next visit. False when it cannot be read."""
        live = self._coverage.about.number if self._coverage.about else 0

        async def read(tx: Transaction) -> bool:
            if await watches.with_news_of_chat(tx, channel, address, live):
                return True
            return bool(await visits.waiting_for(tx, await chats.load(tx, channel, address, self._clock())))

        try:
            return await self._database.group_commit(read)
        except Exception:
            log.exception("news.not_read", channel=channel)
            return False
