"""A chat follows its person to a new address, once, and two people are never taken for one."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from data import departures, moves
from data.announcements import deliveries
from data.channels import WHATSAPP
from data.chats import chats, inbox, outgoing, quotas
from data.chats.chats import Chat, Guide, Subscription
from data.chats.questions import AnswerGuide, SubscribePrompt
from data.chats.recent_answers import RecentAnswer
from data.database.opening import open_database
from data.database.sqlite import Database
from data.hashing import Key
from data.moves import Moved
from data.staff import cadres
from data.watches import watches
from data.watches.watches import Watch
from tests.conftest import NOW

CHANNEL = WHATSAPP.name
OLD, NEW, OTHER = "ID.old", "ID.new", "ID.other"
NIKS = b"a" * 16, b"b" * 16
SUBSCRIBED = Subscription(NOW - timedelta(days=9), "Ya, kabari saya", "Jatiasih")


@pytest_asyncio.fixture
async def database(tmp_path: Path, key: Key) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "live.db", key=key)
    yield opened
    await opened.close()


def _rows(database: Database, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database.path)) as live:
        return live.execute(sql).fetchall()


async def _move(database: Database, key: Key | None, before: str, after: str) -> Moved:
    async with database.transaction() as tx:
        return await moves.move(tx, key, CHANNEL, before, after, NOW)


async def _save(database: Database, chat: Chat) -> None:
    async with database.transaction() as tx:
        await chats.save(tx, chat, NOW)


async def _load(database: Database, address: str) -> Chat:
    return await database.group_commit(partial(chats.load, channel=CHANNEL, address=address, now=NOW))


async def _everything(database: Database, key: Key, address: str) -> None:
    """Stores something in every table that holds what is known of a chat."""
    async with database.transaction() as tx:
        guide = Guide("where", NOW, {"for": "self"})
        recent = (RecentAnswer(NOW, "menu", ("check",)),)
        chat = Chat(CHANNEL, address, "su", AnswerGuide(NOW + timedelta(hours=1)), recent, SUBSCRIBED, guide, NOW, NOW)
        await chats.save(tx, chat, NOW)
        for nik in NIKS:
            assert await watches.add(tx, Watch(CHANNEL, address, nik, None, 1, NOW))
        code = await cadres.invite(tx, "Posyandu Melati", NOW + timedelta(days=30), "111", NOW)
        assert await cadres.accept(tx, CHANNEL, address, code, NOW)
        await inbox.keep(tx, b"m" * 16, CHANNEL, address, "{}", NOW, 1, "")
        await outgoing.put(tx, CHANNEL, address, "watch", "changed", "{}", NOW)
        bucket = quotas.chat_bucket(key, CHANNEL, address)
        await quotas.count_nik(tx, bucket, NIKS[0], NOW)
        await quotas.count_mismatch(tx, bucket, NIKS[0], NOW)
        await quotas.keep_proof(tx, bucket, NIKS[0], b"f" * 16, NOW)
        await tx.run(
            "INSERT INTO broadcasts (id, state, writer, texts, audience, changed) "
            "VALUES (1, 'sending', '1', '{}', '{}', 0)"
        )
        await tx.run(
            "INSERT INTO deliveries (broadcast, channel, address, language) VALUES (1, ?, ?, 'id')", CHANNEL, address
        )


_OF_A_CHAT = ("chats", "watches", "cadres", "outgoing", "deliveries")


async def test_all_that_is_known_follows_and_nothing_is_left(database: Database, key: Key) -> None:
    await _everything(database, key, OLD)
    before = await _load(database, OLD)
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    assert await _load(database, NEW) == replace(before, address=NEW)
    for table in (*_OF_A_CHAT, "turns"):
        assert {address for (address,) in _rows(database, f"SELECT DISTINCT address FROM {table}")} == {NEW}
    bucket = quotas.chat_bucket(key, CHANNEL, NEW)
    for table in ("asked", "mismatches", "proved"):
        assert _rows(database, f"SELECT DISTINCT bucket FROM {table}") == [(bucket,)]
    assert len(_rows(database, "SELECT 1 FROM watches")) == len(NIKS)


async def test_no_table_with_an_address_is_forgotten(database: Database) -> None:
    named = {
        str(table)
        for (table,) in _rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if {"channel", "address"} <= {row[1] for row in _rows(database, f"PRAGMA table_info({table})")}
    }
    assert named == {*_OF_A_CHAT, "turns"}


async def test_a_report_that_comes_again_changes_nothing(database: Database, key: Key) -> None:
    await _everything(database, key, OLD)
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    moved = await _load(database, NEW)
    assert await _move(database, key, OLD, NEW) is Moved.NOTHING
    assert await _move(database, key, NEW, NEW) is Moved.NOTHING
    assert await _load(database, NEW) == moved


async def test_what_the_new_chat_has_stays_and_what_it_lacks_follows(database: Database, key: Key) -> None:
    await _everything(database, key, OLD)
    answered = (RecentAnswer(NOW + timedelta(minutes=1), "menu"),)
    await _save(database, Chat(CHANNEL, NEW, "en", recent=answered))
    async with database.transaction() as tx:
        assert await watches.add(tx, Watch(CHANNEL, NEW, NIKS[0], None, 7, NOW))
        await quotas.count_nik(tx, quotas.chat_bucket(key, CHANNEL, NEW), NIKS[1], NOW)
        await outgoing.put(tx, CHANNEL, NEW, "watch", "changed", "{}", NOW)
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    found = await _load(database, NEW)
    assert (found.language, found.subscription, found.question) == ("en", SUBSCRIBED, None)
    assert [one.at for one in found.recent] == [NOW, answered[0].at]
    watching = await database.group_commit(partial(watches.of_chat, channel=CHANNEL, address=NEW))
    assert {one.nik: one.snapshot for one in watching} == {NIKS[0]: 7, NIKS[1]: 1}
    assert len({one.since for one in watching}) == len(NIKS)
    assert len(_rows(database, "SELECT 1 FROM asked")) == len(NIKS)
    assert len(_rows(database, "SELECT 1 FROM outgoing")) == 1


@pytest.mark.parametrize(("question", "kept"), [(None, None), (SubscribePrompt(NOW + timedelta(hours=1)), SUBSCRIBED)])
async def test_who_stopped_at_the_new_address_is_not_subscribed_again(
    database: Database, key: Key, question: SubscribePrompt | None, kept: Subscription | None
) -> None:
    await _everything(database, key, OLD)
    await _save(database, Chat(CHANNEL, NEW, question=question, invited=NOW))
    await _move(database, key, OLD, NEW)
    assert (await _load(database, NEW)).subscription == kept


async def test_two_people_are_never_taken_for_one(database: Database, key: Key) -> None:
    for address in (OLD, OTHER, NEW):
        await _save(database, Chat(CHANNEL, address, "su"))
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    assert await _move(database, key, OTHER, NEW) is Moved.COLLISION  # another chat moved there
    await _save(database, Chat(CHANNEL, OLD, "en"))
    assert await _move(database, key, OLD, OTHER) is Moved.COLLISION  # it moved elsewhere
    assert [(await _load(database, one)).language for one in (OLD, OTHER, NEW)] == ["en", "su", "su"]


async def test_a_late_repetition_does_not_undo_a_move_back(database: Database, key: Key) -> None:
    await _save(database, Chat(CHANNEL, OLD, "su"))
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    assert await _move(database, key, NEW, OLD) is Moved.DONE
    assert await _move(database, key, OLD, NEW) is Moved.NOTHING
    assert (await _load(database, OLD)).language == "su"


async def test_what_the_old_address_wrote_meanwhile_follows_too(database: Database, key: Key) -> None:
    await _save(database, Chat(CHANNEL, OLD, "su"))
    await _move(database, key, OLD, NEW)
    await _save(database, Chat(CHANNEL, OLD, "en", guide=Guide("where", NOW)))
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    found = await _load(database, NEW)
    assert (found.language, found.guide) == ("su", Guide("where", NOW))


async def test_a_new_number_does_not_refill_the_quota_after_the_chat_was_erased(database: Database, key: Key) -> None:
    await _everything(database, key, OLD)
    async with database.transaction() as tx:
        await departures.erase(tx, CHANNEL, OLD, NOW)
    assert await _move(database, key, OLD, NEW) is Moved.DONE
    bucket = quotas.chat_bucket(key, CHANNEL, NEW)
    assert (await database.group_commit(partial(quotas.usage, bucket=bucket, nik_hash=NIKS[0], now=NOW))).repeated
    assert (await _load(database, NEW)).used is None


async def test_a_delivery_that_both_have_is_counted_once_and_keeps_no_old_address(database: Database, key: Key) -> None:
    await _everything(database, key, OLD)
    async with database.transaction() as tx:
        await tx.run(
            "INSERT INTO deliveries (broadcast, channel, address, language) VALUES (1, ?, ?, 'id')", CHANNEL, NEW
        )
    await _move(database, key, OLD, NEW)
    found = {str(address): state for address, state in _rows(database, "SELECT address, state FROM deliveries")}
    assert found.pop(NEW) == "pending"
    ((address, state),) = found.items()
    assert address.startswith(deliveries.ERASED)
    assert state == "gone"


async def test_a_table_of_moves_names_nobody(database: Database, key: Key) -> None:
    await _save(database, Chat(CHANNEL, OLD, "su"))
    await _move(database, key, OLD, NEW)
    ((before, after, _at),) = _rows(database, "SELECT * FROM moves")
    assert {before, after}.isdisjoint({OLD, NEW, OLD.encode(), NEW.encode()})


async def test_without_a_key_a_chat_moves_as_well(database: Database) -> None:
    await _save(database, Chat(CHANNEL, OLD, "su"))
    assert await _move(database, None, OLD, NEW) is Moved.DONE
    assert await _move(database, None, OTHER, NEW) is Moved.NOTHING
