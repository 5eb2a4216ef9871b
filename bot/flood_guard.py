"""Answers messages beyond the limit by a warning or not at all; nothing of them is stored."""

from collections import OrderedDict
from datetime import datetime

from msgspec.structs import replace

from bot import fallback_answers
from bot.chat_reader import ChatReader
from bot.inbound_limit import Decision, InboundLimiter
from bot.metrics import Metrics
from data.content.texts import DEFAULT
from data.staff import members
from data.staff.members import Staff
from handlers.messages import Answer, Incoming

_MOST_WARNED = 10_000
"""The largest number of chats for which the language of the warning is remembered."""


class FloodGuard:
    """The limit of one running bot. Staff have none: their work takes many messages."""

    def __init__(self, limiter: InboundLimiter, staff: Staff, chats: ChatReader, metrics: Metrics) -> None:
        self.limiter = limiter
        self._staff = staff
        self._chats = chats
        self._metrics = metrics
        self._warned: OrderedDict[str, str] = OrderedDict()
        """By chat, the language in which it was told to wait."""

    async def refuse(self, incoming: Incoming, now: datetime) -> Answer | None:
        """The answer to a message beyond the limit, which is handled when it is sent again later; else None."""
        if members.find(self._staff, incoming.channel, incoming.address):
            return None
        decision = await self.limiter.check(incoming.channel, incoming.address, incoming.origin, now)
        if decision is Decision.ALLOW:
            return None
        answer = await self._warning(incoming, decision)
        private = incoming.reference and fallback_answers.is_private(incoming, now)
        return replace(answer, private=True) if private else answer

    async def _warning(self, incoming: Incoming, decision: Decision) -> Answer:
        """On channels that push, the warning is sent once a minute; the other messages get no answer at all."""
        if decision is Decision.DROP and incoming.pushed:
            return fallback_answers.SILENCE
        if decision is Decision.CROWDED:  # does not read the database: that would cost what the limit protects
            self._metrics.alarm("crowded", "One network has reached the limit of messages or of chats.")
            return fallback_answers.crowded_network(incoming.language or DEFAULT)
        language = await self._language(incoming, decision)
        return fallback_answers.too_many_messages(language, self.limiter.max_weight.of_chat)

    async def _language(self, incoming: Incoming, decision: Decision) -> str:
        """The language of the warning: read once, so that later messages within the minute cost no query."""
        if decision is Decision.WARN:
            known = await self._chats.language(incoming.channel, incoming.address)
            self._warned[incoming.chat] = known or incoming.language or DEFAULT
            self._warned.move_to_end(incoming.chat)
            if len(self._warned) > _MOST_WARNED:
                self._warned.popitem(last=False)
        return self._warned.get(incoming.chat) or incoming.language or DEFAULT
