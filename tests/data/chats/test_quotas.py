"""A chat's checks and wrong second factors are counted for 24 hours to the second, and a right one for 180 days."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import hashing
from data.chats import quotas
from data.chats.quotas import Usage
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(hours=24)
HERE, ELSEWHERE = b"a chat", b"another chat"
BUDI, SITI, JOKO = b"Budi's NIK", b"Siti's NIK", b"Joko's NIK"
NAME, OTHER_NAME = b"a name's hash", b"another name's hash"


@pytest.fixture
async def tx(tmp_path: Path) -> AsyncIterator[Transaction]:
    database: Database = await open_database(tmp_path / "live.db")
    async with database.transaction() as opened:
        yield opened
    await database.close()


async def test_different_niks_of_the_last_24_hours_are_counted_for_each_chat(tx: Transaction) -> None:
    await quotas.count_nik(tx, HERE, BUDI, NOW)
    await quotas.count_nik(tx, HERE, BUDI, NOW)
    await quotas.count_nik(tx, HERE, SITI, NOW + HOUR)
    await quotas.count_nik(tx, ELSEWHERE, JOKO, NOW)
    assert await quotas.usage(tx, HERE, BUDI, NOW + HOUR) == Usage(HERE, 2, repeated=True)
    assert await quotas.usage(tx, HERE, JOKO, NOW + HOUR) == Usage(HERE, 2, repeated=False)
    assert await quotas.usage(tx, ELSEWHERE, JOKO, NOW + HOUR) == Usage(ELSEWHERE, 1, repeated=True)


async def test_a_check_counts_for_24_hours_and_not_a_second_more(tx: Transaction) -> None:
    await quotas.count_nik(tx, HERE, BUDI, NOW)
    assert await quotas.usage(tx, HERE, BUDI, NOW + DAY - SECOND) == Usage(HERE, 1, repeated=True)
    assert await quotas.usage(tx, HERE, BUDI, NOW + DAY) == Usage(HERE, 0, repeated=False)


async def test_a_nik_asked_again_counts_from_its_first_check(tx: Transaction) -> None:
    await quotas.count_nik(tx, HERE, BUDI, NOW)
    await quotas.count_nik(tx, HERE, BUDI, NOW + 23 * HOUR)
    assert await quotas.usage(tx, HERE, BUDI, NOW + DAY) == Usage(HERE, 0, repeated=False)


@pytest.mark.parametrize("later", [DAY, 3 * DAY])
async def test_a_nik_asked_again_after_a_day_counts_anew(tx: Transaction, later: timedelta) -> None:
    await quotas.count_nik(tx, HERE, BUDI, NOW)
    await quotas.count_nik(tx, HERE, BUDI, NOW + later)
    assert await quotas.usage(tx, HERE, BUDI, NOW + later + 23 * HOUR) == Usage(HERE, 1, repeated=True)


async def test_the_next_check_is_allowed_a_day_after_the_oldest_that_counts(tx: Transaction) -> None:
    for bucket, nik, at in (
        (HERE, SITI, NOW + 2 * HOUR),
        (HERE, BUDI, NOW + HOUR),
        (HERE, JOKO, NOW + 3 * HOUR),
        (ELSEWHERE, JOKO, NOW + HOUR / 2),
        (HERE, b"one of yesterday", NOW),
    ):
        await quotas.count_nik(tx, bucket, nik, at)
    assert await quotas.opens_at(tx, HERE, 0, NOW + DAY) == NOW + HOUR + DAY
    assert await quotas.opens_at(tx, HERE, 1, NOW + DAY) == NOW + 2 * HOUR + DAY
    assert await quotas.opens_at(tx, HERE, 0, NOW + DAY - SECOND) == NOW + DAY


async def test_wrong_factors_are_listed_by_nik_and_chat_the_oldest_first(tx: Transaction) -> None:
    for bucket, nik, at in (
        (HERE, BUDI, NOW + HOUR),
        (HERE, BUDI, NOW),
        (HERE, BUDI, NOW),
        (HERE, SITI, NOW + 2 * HOUR),
        (ELSEWHERE, BUDI, NOW + 3 * HOUR),
    ):
        await quotas.count_mismatch(tx, bucket, nik, at)
    assert await quotas.mismatches(tx, HERE, BUDI, NOW + 4 * HOUR) == [NOW, NOW, NOW + HOUR]
    assert await quotas.mismatches(tx, HERE, BUDI, NOW + DAY - SECOND) == [NOW, NOW, NOW + HOUR]
    assert await quotas.mismatches(tx, HERE, BUDI, NOW + DAY) == [NOW + HOUR]
    assert await quotas.mismatches(tx, ELSEWHERE, SITI, NOW + 4 * HOUR) == []


async def test_a_right_factor_is_remembered_for_its_nik_and_chat_for_180_days(tx: Transaction) -> None:
    await quotas.keep_proof(tx, HERE, BUDI, NAME, NOW)
    assert await quotas.proof(tx, HERE, BUDI, NOW + 180 * DAY - SECOND) == NAME
    assert await quotas.proof(tx, HERE, BUDI, NOW + 180 * DAY) is None
    assert await quotas.proof(tx, HERE, SITI, NOW) is None
    assert await quotas.proof(tx, ELSEWHERE, BUDI, NOW) is None


async def test_the_factor_that_was_right_last_is_remembered_from_then_on(tx: Transaction) -> None:
    await quotas.keep_proof(tx, HERE, BUDI, NAME, NOW)
    await quotas.keep_proof(tx, HERE, BUDI, OTHER_NAME, NOW + 90 * DAY)
    assert await quotas.proof(tx, HERE, BUDI, NOW + 269 * DAY) == OTHER_NAME


async def test_an_erased_chat_loses_its_right_factors_and_no_other_chat_does(tx: Transaction) -> None:
    for bucket, nik in ((HERE, BUDI), (HERE, SITI), (ELSEWHERE, BUDI)):
        await quotas.keep_proof(tx, bucket, nik, NAME, NOW)
    await quotas.forget_proofs(tx, HERE)
    assert [await quotas.proof(tx, HERE, nik, NOW) for nik in (BUDI, SITI)] == [None, None]
    assert await quotas.proof(tx, ELSEWHERE, BUDI, NOW) == NAME


@pytest.mark.parametrize(
    ("bucket_of", "written"),
    [
        (quotas.chat_bucket, b"bucket\0chat\0telegram\x005000"),
        (quotas.cadre_bucket, b"bucket\0cadre\0telegram\x005000"),
    ],
)
def test_counts_outlive_an_upgrade_since_they_stand_under_the_same_hash(
    key: hashing.Key, bucket_of: Callable[[hashing.Key, str, str], bytes], written: bytes
) -> None:
    assert bucket_of(key, "telegram", "5000") == key.keyed(written)


def test_wrong_cadre_codes_are_counted_under_the_same_hash_for_ever(key: hashing.Key) -> None:
    assert quotas.cadre_code_hash(key) == key.keyed(b"a cadre's code")
