"""What a turn reads at its beginning holds until the end of its transaction."""

from datetime import timedelta
from pathlib import Path

import pytest

from data import turns
from data.database.opening import open_database
from data.database.sqlite import Transaction
from data.staff import cadres
from data.turns import Message
from data.watches import watches
from data.watches.watches import Watch
from tests.conftest import NOW

MESSAGE = Message(b"1", "telegram", "5")
CHAT = MESSAGE.channel, MESSAGE.address
NIK = b"n" * 16


async def _becomes_cadre(tx: Transaction) -> None:
    code = await cadres.invite(tx, "Posyandu Melati", NOW + timedelta(days=30), "111", NOW)
    assert await cadres.accept(tx, *CHAT, code, NOW)


async def _watches(tx: Transaction) -> None:
    assert await watches.add(tx, Watch(*CHAT, NIK, None, 1, NOW))


@pytest.mark.parametrize("in_the_same_transaction", [True, False])
async def test_a_role_and_a_watch_are_found_from_the_moment_they_begin(
    tmp_path: Path, in_the_same_transaction: bool
) -> None:
    database = await open_database(tmp_path / "live.db")
    async with database.transaction() as tx:
        await turns.begin(tx, MESSAGE, NOW)
        assert await cadres.find(tx, *CHAT, NOW) is None
        assert await watches.of_chat(tx, *CHAT) == []
        await _becomes_cadre(tx)
        await _watches(tx)
        if in_the_same_transaction:
            await _both_are_found(tx)
    async with database.transaction() as tx:
        await turns.begin(tx, MESSAGE, NOW)
        await _both_are_found(tx)
    await database.close()


async def _both_are_found(tx: Transaction) -> None:
    assert await cadres.find(tx, *CHAT, NOW)
    (watch,) = await watches.of_chat(tx, *CHAT)
    assert watch.nik == NIK
    await watches.record_answer(tx, *CHAT, NIK, None)
    assert await watches.of_chat(tx, *CHAT) == []
    await _watches(tx)


async def test_the_chats_of_one_commit_are_told_apart(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    async with database.transaction() as tx:
        await _becomes_cadre(tx)
        await _watches(tx)
        await turns.begin(tx, Message(b"2", "telegram", "6"), NOW)
        await turns.begin(tx, Message(b"3", "web", "5"), NOW)
        assert await cadres.find(tx, "telegram", "6", NOW) is None
        assert await cadres.find(tx, "web", "5", NOW) is None
        await _both_are_found(tx)
    await database.close()
