"""Queues the notices of watches in `outgoing`: one a chat for all its watches with the same news.

A notice only says that there is news. The watches say of what, and whether that is still true when it is sent.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from data.channels import PUSHED
from data.chats import outgoing
from data.chats.outgoing import QueuedMessage
from data.database.sqlite import Transaction
from data.watches import watches
from data.watches.watches import News

KIND = "watch"


class _Body(BaseModel):
    """What a notice says, as it is stored."""

    version: Literal[1] = 1
    news: News


async def queue(tx: Transaction, channel: str, address: str, news: News, now: datetime) -> None:
    """Queues a notice on a channel where we can write first; on others the news waits for the next visit."""
    if channel in PUSHED:
        await outgoing.put(tx, channel, address, KIND, news, _Body(news=news).model_dump_json(), now)


async def queue_missing(tx: Transaction, live: int, now: datetime, most: int) -> int:
    """Queues notices for watches whose news came without one: they expired, or the key changed.

    Returns how many were queued, at most `most`.
    """
    found = await watches.with_unqueued_news(tx, PUSHED, KIND, live, most)
    for channel, address, news in found:
        await queue(tx, channel, address, news, now)
    return len(found)


def news_of(message: QueuedMessage) -> News:
    """The news of a queued notice. Raises ValidationError for one that this program cannot read."""
    return _Body.model_validate_json(message.body).news
