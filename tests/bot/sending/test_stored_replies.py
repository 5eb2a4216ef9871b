"""What arrived is forgotten, and what may not have been is kept."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from bot.metrics import Metrics
from bot.sending.stored_replies import StoredReplies, dump_answer
from bot.upkeep.shared_state import SharedState
from data.chats import inbox
from data.database.opening import open_database
from data.database.sqlite import CannotWrite, Transaction
from handlers.messages import Answer, Reply
from handlers.outcomes import Outcome
from tests.conftest import NOW

KEYS = [b"first", b"second", b"third"]


async def test_answers_that_arrived_together_are_noted_once_it_is_possible(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    database = await open_database(path, busy_ms=20)
    shared = SharedState(database, None, lambda: NOW, Metrics())  # type: ignore[arg-type]
    stored = StoredReplies(database, lambda: NOW, shared)
    written = dump_answer(Answer(Outcome.MENU, replies=(Reply("hello"),)))

    async def keep(tx: Transaction) -> None:
        for number, key in enumerate(KEYS):
            await inbox.keep(tx, key, "telegram", f"chat {number}", written, NOW, number, "")

    await database.group_commit(keep)
    assert [one.message_key for one in await stored.pending("telegram")] == KEYS
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        failed = await asyncio.gather(*map(stored.mark_sent, KEYS[:2]), return_exceptions=True)
        assert [type(one) for one in failed] == [CannotWrite, CannotWrite]  # each of them tries again
        other.execute("ROLLBACK")
    impatient = asyncio.create_task(stored.mark_sent(KEYS[0]))
    patient = asyncio.create_task(stored.mark_sent(KEYS[1]))
    await asyncio.sleep(0)
    impatient.cancel()  # its answer arrived all the same
    await patient
    assert [one.message_key for one in await stored.pending("telegram")] == KEYS[2:]
    await stored.mark_sent(KEYS[2])
    assert await stored.pending("telegram") == []
    await database.close()
