"""A message is claimed before it is sent and settled once, whatever happens in between to its person or its owner."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.announcements import delivery_claims
from data.announcements.announcements import Audience, Broadcast, State
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Claim, Result
from data.announcements.tallies import Tally
from data.audit import audit_log
from data.clock import unix
from data.database.opening import open_database
from data.hashing import Key
from tests.support.recipients import TELEGRAM, WEB, Lists, Row

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
OURS, ANOTHERS = 7, 6
"""The fencing tokens of a process and of one before it."""


@pytest.fixture
async def lists(tmp_path: Path, key: Key) -> AsyncIterator[Lists]:
    database = await open_database(tmp_path / "live.db", key=key)
    async with database.transaction() as tx:
        yield Lists(tx, NOW)
    await database.close()


async def _subscribes(lists: Lists, address: str, *, kecamatan: str | None = None, channel: str = TELEGRAM) -> None:
    await lists.tx.run(
        "INSERT INTO chats (channel, address, kecamatan, subscribed, used, consent) VALUES (?, ?, ?, ?, ?, 'Siap')",
        channel,
        address,
        kecamatan,
        unix(EARLIER),
        unix(EARLIER),
    )


async def _subscribed(lists: Lists) -> set[tuple[str, str]]:
    rows = await lists.tx.rows("SELECT channel, address FROM chats WHERE subscribed IS NOT NULL")
    return {(channel, address) for channel, address in rows}


def _departures(lists: Lists) -> list[tuple[str, str, str]]:
    """What a restored copy will be told of people who left."""
    written = lists.tx.rollback_guard.outside.lines() or []
    return [(one.kind, one.how, one.who) for one in written if one.kind == "left"]


# ---------------------------------------------------------------- claiming


async def test_pending_messages_are_claimed_the_least_tried_first_up_to_a_number(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    for address, tries, language in (("5003", 0, "su"), ("5001", 1, "id"), ("5002", 0, "en"), ("5000", 2, "id")):
        await _subscribes(lists, address)
        await lists.put(one, address, Row("pending", tries=tries, at=EARLIER), language=language)
        await lists.put(other, address, Row("pending", at=EARLIER))
        await lists.put(one, address, Row("pending", at=EARLIER), WEB)
    claims, more = await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 3, NOW)
    assert claims == [
        Claim(one.id, "5002", "en", OURS, 0),
        Claim(one.id, "5003", "su", OURS, 0),
        Claim(one.id, "5001", "id", OURS, 1),
    ]
    assert more
    assert await lists.rows(one) == {
        "5000": Row("pending", None, None, 2, EARLIER),
        "5001": Row("claimed", None, OURS, 2, NOW),
        "5002": Row("claimed", None, OURS, 1, NOW),
        "5003": Row("claimed", None, OURS, 1, NOW),
    }
    for untouched in (await lists.rows(one, WEB), await lists.rows(other)):
        assert set(untouched.values()) == {Row("pending", at=EARLIER)}
    claims, more = await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 3, NOW)
    assert [claim.address for claim in claims] == ["5000"]
    assert not more
    assert await lists.tally(one) == Tally(total=4)


@pytest.mark.parametrize("state", ["claimed", "sent", "gone", "failed", "unknown"])
async def test_only_what_is_pending_is_claimed(lists: Lists, state: str) -> None:
    one = await lists.broadcast()
    await _subscribes(lists, "5000")
    await lists.put(one, "5000", Row(state, fence=ANOTHERS, tries=1, at=EARLIER))
    assert await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 3, NOW) == ([], False)
    assert await lists.row(one, "5000") == Row(state, None, ANOTHERS, 1, EARLIER)


async def test_who_unsubscribed_or_left_meanwhile_is_not_written_to_and_those_behind_are(lists: Lists) -> None:
    one = await lists.broadcast()
    for address in ("5000", "5001", "5002", "5003"):
        await _subscribes(lists, address)
        await lists.put(one, address, Row("pending"))
    await lists.tx.run("UPDATE chats SET subscribed = NULL WHERE address = '5000'")
    await lists.tx.run("DELETE FROM chats WHERE address = '5001'")
    claims, more = await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 3, NOW)
    assert [claim.address for claim in claims] == ["5002"]
    assert more
    assert await lists.row(one, "5000") == await lists.row(one, "5001") == Row("gone", "unsubscribed", at=NOW)
    assert await lists.tally(one) == Tally(total=4, gone=2)


async def test_who_is_subscribed_on_another_channel_only_is_not_written_to(lists: Lists) -> None:
    one = await lists.broadcast()
    await _subscribes(lists, "5000", channel=WEB)
    await lists.put(one, "5000", Row("pending"))
    assert await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 3, NOW) == ([], False)
    assert (await lists.row(one, "5000")).state == "gone"


async def test_who_wants_only_another_kecamatan_by_now_is_not_written_to(lists: Lists) -> None:
    everyone = await lists.broadcast()
    one = replace(everyone, audience=Audience("Jatiasih"))
    for address, kecamatan in (("5000", None), ("5001", "Jatiasih"), ("5002", "Rawalumbu")):
        await _subscribes(lists, address, kecamatan=kecamatan)
        await lists.put(everyone, address, Row("pending"))
    await lists.put(everyone, "5003", Row("pending"))
    claims, _ = await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 9, NOW)
    assert [claim.address for claim in claims] == ["5000", "5001"]
    assert await lists.tally(everyone) == Tally(total=4, gone=2)


async def test_what_is_for_the_whole_city_goes_to_those_of_a_kecamatan(lists: Lists) -> None:
    one = await lists.broadcast()
    await _subscribes(lists, "5000", kecamatan="Rawalumbu")
    await lists.put(one, "5000", Row("pending"))
    claims, _ = await delivery_claims.claim(lists.tx, one, TELEGRAM, OURS, 9, NOW)
    assert [claim.address for claim in claims] == ["5000"]


# ---------------------------------------------------------------- settling


async def _claimed(
    lists: Lists, *addresses: str, state: str = "claimed", **more: object
) -> tuple[Broadcast, list[Claim]]:
    """Messages on their way, each in its second try."""
    one = await lists.broadcast(**more)  # type: ignore[arg-type]
    for address in addresses:
        await lists.put(one, address, Row(state, fence=OURS, tries=2, at=EARLIER))
    return one, [Claim(one.id, address, "id", OURS, 1) for address in addresses]


@pytest.mark.parametrize("outcome", ["sent", "gone", "failed", "unknown"])
@pytest.mark.parametrize("before", ["claimed", "unknown"])
async def test_an_outcome_is_kept_and_counted_once(lists: Lists, before: str, outcome: str) -> None:
    one, (claim,) = await _claimed(lists, "5000", state=before)
    for _ in range(2 if outcome != "unknown" else 1):
        await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome(outcome), "because")], NOW)
    assert await lists.row(one, "5000") == Row(outcome, "because", OURS, 2, NOW)
    assert await lists.tally(one) == Tally(**{"total": 1, outcome: 1})


async def test_outcomes_of_many_claims_of_two_broadcasts_are_counted_for_each(lists: Lists) -> None:
    one, claims = await _claimed(lists, "5000", "5001", "5002")
    other, others = await _claimed(lists, "5000", "5001")
    sent, failed = DeliveryOutcome.SENT, DeliveryOutcome.FAILED
    results = [Result(claims[0], sent), Result(others[0], failed, "too_long"), Result(claims[1], sent)]
    await delivery_claims.settle(lists.tx, TELEGRAM, results, NOW)
    assert await lists.tally(one) == Tally(total=3, sent=2)
    assert await lists.tally(other) == Tally(total=2, failed=1)
    assert (await lists.row(one, "5002")).state == (await lists.row(other, "5001")).state == "claimed"


@pytest.mark.parametrize(
    "wrong", [{"fencing_token": ANOTHERS}, {"tries": 0}, {"tries": 2}, {"address": "5001"}, {"broadcast": 99}]
)
async def test_what_is_told_of_another_claim_changes_nothing_and_stops_nothing(
    lists: Lists, wrong: dict[str, int | str]
) -> None:
    one, (claim, right) = await _claimed(lists, "5000", "5009")
    stale = replace(claim, **wrong)  # type: ignore[arg-type]
    results = [Result(stale, DeliveryOutcome.SENT), Result(right, DeliveryOutcome.SENT)]
    await delivery_claims.settle(lists.tx, TELEGRAM, results, NOW)
    assert await lists.row(one, "5000") == Row("claimed", None, OURS, 2, EARLIER)
    assert await lists.row(one, "5009") == Row("sent", None, OURS, 2, NOW)
    assert await lists.tally(one) == Tally(total=2, sent=1)


async def test_what_is_told_of_the_same_address_on_another_channel_changes_nothing(lists: Lists) -> None:
    one, (claim,) = await _claimed(lists, "5000")
    await delivery_claims.settle(lists.tx, WEB, [Result(claim, DeliveryOutcome.SENT)], NOW)
    assert (await lists.row(one, "5000")).state == "claimed"


@pytest.mark.parametrize("settled", ["pending", "sent", "gone", "failed"])
async def test_what_was_settled_before_stays_as_it_is(lists: Lists, settled: str) -> None:
    one, (claim,) = await _claimed(lists, "5000", state=settled)
    await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome.FAILED, "late")], NOW)
    assert await lists.row(one, "5000") == Row(settled, None, OURS, 2, EARLIER)


async def test_who_blocked_us_is_unsubscribed_and_a_restored_copy_will_know(lists: Lists) -> None:
    for channel, address in ((TELEGRAM, "5000"), (TELEGRAM, "5001"), (WEB, "5000")):
        await _subscribes(lists, address, channel=channel)
    _, (claim, other) = await _claimed(lists, "5000", "5001")
    results = [Result(claim, DeliveryOutcome.GONE, "blocked"), Result(other, DeliveryOutcome.FAILED, "too_long")]
    await delivery_claims.settle(lists.tx, TELEGRAM, results, NOW)
    assert await _subscribed(lists) == {(TELEGRAM, "5001"), (WEB, "5000")}
    assert _departures(lists) == [("left", "stop", lists.tx.rollback_guard.who(TELEGRAM, "5000"))]


# ---------------------------------------------------------------- certainly not sent


async def test_what_was_certainly_not_sent_waits_again(lists: Lists) -> None:
    await _subscribes(lists, "5000")
    one, (claim,) = await _claimed(lists, "5000")
    await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome.PENDING, "throttled")], NOW)
    assert await lists.row(one, "5000") == Row("pending", "throttled", OURS, 2, NOW)
    assert await lists.tally(one) == Tally(total=1)
    assert await lists.state(one) is State.SENDING
    assert await _subscribed(lists) == {(TELEGRAM, "5000")}


async def test_what_turns_out_not_sent_after_the_end_is_sent_after_all(lists: Lists) -> None:
    one, (claim,) = await _claimed(lists, "5000", state="unknown")
    await lists.tx.run("UPDATE broadcasts SET state = 'done', ended = ?", unix(EARLIER))
    await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome.PENDING, "throttled")], NOW)
    assert (await lists.row(one, "5000")).state == "pending"
    assert await lists.tally(one) == Tally(total=1)
    assert await lists.state(one) is State.APPROVED
    assert await lists.tx.rows("SELECT changed FROM broadcasts") == [(unix(NOW),)]


async def test_what_was_not_sent_of_an_aborted_broadcast_never_is(lists: Lists) -> None:
    one, (claim,) = await _claimed(lists, "5000")
    await lists.tx.run("UPDATE broadcasts SET state = 'aborted'")
    await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome.PENDING, "throttled")], NOW)
    assert await lists.row(one, "5000") == Row("failed", "aborted", OURS, 2, NOW)
    assert await lists.tally(one) == Tally(total=1, failed=1)
    assert await lists.state(one) is State.ABORTED


async def test_what_was_not_sent_of_a_broadcast_that_is_no_more_never_is(lists: Lists) -> None:
    one, (claim,) = await _claimed(lists, "5000")
    await lists.tx.run("DELETE FROM broadcasts")
    await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome.PENDING, "throttled")], NOW)
    assert await lists.row(one, "5000") == Row("failed", "aborted", OURS, 2, NOW)


@pytest.mark.parametrize("mark", ["erased", "throttled"])
async def test_what_was_not_sent_to_an_erased_chat_never_is(lists: Lists, mark: str) -> None:
    one = await lists.broadcast()
    await lists.put(one, "5000", Row("claimed", mark, OURS, 2, EARLIER))
    claim = Claim(one.id, "5000", "id", OURS, 1)
    await delivery_claims.settle(lists.tx, TELEGRAM, [Result(claim, DeliveryOutcome.PENDING, "throttled")], NOW)
    ((address, row),) = (await lists.rows(one)).items()
    if mark == "erased":
        assert address.startswith("erased-")
        assert row == Row("gone", "unsubscribed", OURS, 2, NOW)
        assert await lists.tally(one) == Tally(total=1, gone=1)
    else:
        assert (address, row) == ("5000", Row("pending", "throttled", OURS, 2, NOW))


# ---------------------------------------------------------------- owners that end


async def test_a_stopping_owner_gives_back_what_it_has_not_sent(lists: Lists) -> None:
    one = await lists.broadcast()
    for address, row in (
        ("5000", Row("claimed", None, OURS, 2, EARLIER)),
        ("5001", Row("claimed", None, ANOTHERS, 2, EARLIER)),
        ("5002", Row("unknown", None, OURS, 2, EARLIER)),
    ):
        await lists.put(one, address, row)
    await lists.put(one, "5003", Row("claimed", None, OURS, 2, EARLIER), WEB)
    await delivery_claims.return_claims(lists.tx, TELEGRAM, OURS, NOW)
    assert await lists.rows(one) == {
        "5000": Row("pending", "stopped", OURS, 2, NOW),
        "5001": Row("claimed", None, ANOTHERS, 2, EARLIER),
        "5002": Row("unknown", None, OURS, 2, EARLIER),
    }
    assert (await lists.row(one, "5003", WEB)).state == "claimed"


async def test_of_what_a_dead_owner_had_claimed_nobody_knows_whether_it_arrived(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    for broadcast, address, row in (
        (one, "5000", Row("claimed", None, ANOTHERS, 2, EARLIER)),
        (one, "5001", Row("claimed", None, ANOTHERS - 1, 2, EARLIER)),
        (one, "5002", Row("claimed", None, OURS, 2, EARLIER)),
        (one, "5003", Row("pending", None, ANOTHERS, 2, EARLIER)),
        (other, "5000", Row("claimed", None, ANOTHERS, 2, EARLIER)),
    ):
        await lists.put(broadcast, address, row)
    await lists.put(one, "5000", Row("claimed", None, ANOTHERS, 2, EARLIER), WEB)
    assert await delivery_claims.mark_interrupted(lists.tx, TELEGRAM, OURS, NOW) == 3
    assert await lists.rows(one) == {
        "5000": Row("unknown", "interrupted", ANOTHERS, 2, NOW),
        "5001": Row("unknown", "interrupted", ANOTHERS - 1, 2, NOW),
        "5002": Row("claimed", None, OURS, 2, EARLIER),
        "5003": Row("pending", None, ANOTHERS, 2, EARLIER),
    }
    assert (await lists.row(one, "5000", WEB)).state == "claimed"
    assert await lists.tally(one) == Tally(total=4, unknown=2)
    assert await lists.tally(other) == Tally(total=1, unknown=1)
    noted = await lists.tx.rows("SELECT at, actor, action, detail FROM audit ORDER BY seq")
    assert [(at, actor, action) for at, actor, action, _ in noted] == [(unix(NOW), "bot", "broadcast.interrupted")] * 2
    assert [detail for *_, detail in noted] == [
        audit_log._detail_json({"broadcast": broadcast.id, "channel": TELEGRAM, "unknown": count})
        for broadcast, count in ((one, 2), (other, 1))
    ]


async def test_no_dead_owner_is_nothing_to_note(lists: Lists) -> None:
    assert await delivery_claims.mark_interrupted(lists.tx, TELEGRAM, OURS, NOW) == 0
    assert await lists.tx.rows("SELECT 1 FROM audit") == []


@pytest.mark.parametrize(
    ("state", "fence", "channel", "ours", "foreign"),
    [
        ("claimed", OURS, TELEGRAM, OURS, False),
        ("claimed", ANOTHERS, TELEGRAM, OURS, True),
        ("claimed", OURS + 1, TELEGRAM, OURS, True),
        ("claimed", None, TELEGRAM, OURS, True),
        ("claimed", 1, TELEGRAM, None, True),
        ("claimed", None, TELEGRAM, None, True),
        ("claimed", ANOTHERS, WEB, OURS, False),
        ("unknown", ANOTHERS, TELEGRAM, OURS, False),
        ("pending", None, TELEGRAM, None, False),
    ],
)
async def test_a_claim_is_foreign_if_it_has_another_token(
    lists: Lists, state: str, fence: int | None, channel: str, ours: int | None, foreign: bool
) -> None:
    await lists.put(await lists.broadcast(), "5000", Row(state, fence=fence), channel)
    assert await delivery_claims.has_foreign_claims(lists.tx, TELEGRAM, ours) is foreign
