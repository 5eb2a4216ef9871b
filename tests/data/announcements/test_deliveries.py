"""What becomes of deliveries outside the sending: a restored copy, a second attempt, people who leave, and time."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import retention
from data.announcements import deliveries
from data.announcements.announcements import State
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.tallies import Tally
from data.database.opening import open_database
from tests.support.recipients import TELEGRAM, WEB, Lists, Row

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
STATES = ("pending", "claimed", "sent", "gone", "failed", "unknown")


@pytest.fixture
async def lists(tmp_path: Path) -> AsyncIterator[Lists]:
    database = await open_database(tmp_path / "live.db")
    async with database.transaction() as tx:
        yield Lists(tx, NOW)
    await database.close()


def test_outcomes_and_reasons_are_kept_by_these_words() -> None:
    assert [one.value for one in DeliveryOutcome] == ["sent", "gone", "failed", "unknown", "pending"]
    assert (
        deliveries.UNSUBSCRIBED,
        deliveries.INTERRUPTED,
        deliveries.ABORTED,
        deliveries.NOT_VISITED,
        deliveries.RESTORED,
        deliveries.ERASED,
    ) == ("unsubscribed", "interrupted", "aborted", "not_visited", "restored", "erased")


# ---------------------------------------------------------------- a restored copy


async def test_in_a_restored_copy_what_was_open_may_have_been_sent(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    for state in STATES:
        await lists.put(one, state, Row(state, fence=4, tries=2, at=EARLIER))
        await lists.put(other, state, Row(state, at=EARLIER))
    await lists.put(one, "on the web", Row("pending", at=EARLIER), WEB)
    others = await lists.rows(other), await lists.tally(other)
    assert await deliveries.mark_unknown_after_restore(lists.tx, one.id, NOW) == 3
    rows = await lists.rows(one)
    assert rows["pending"] == rows["claimed"] == Row("unknown", "restored", 4, 2, NOW)
    assert [rows[state] for state in STATES[2:]] == [Row(state, None, 4, 2, EARLIER) for state in STATES[2:]]
    assert await lists.tally(one) == Tally(total=6, sent=1, gone=1, failed=1, unknown=3)
    assert await lists.tally(one, WEB) == Tally(total=1, unknown=1)
    assert (await lists.rows(other), await lists.tally(other)) == others


async def test_in_a_restored_copy_a_claim_of_an_erased_chat_loses_its_address(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    for broadcast, erased in ((one, "5000"), (other, "6000")):
        await lists.put(broadcast, erased, Row("claimed", "erased"))
        await lists.put(broadcast, "5001", Row("claimed", "timeout"))
        await lists.put(broadcast, "5002", Row("failed", "erased"))
    assert await deliveries.mark_unknown_after_restore(lists.tx, one.id, NOW) == 2
    rows = await lists.rows(one)
    (anonymous,) = rows.keys() - {"5001", "5002"}
    assert anonymous.startswith("erased-")
    assert rows[anonymous] == rows["5001"] == Row("unknown", "restored", at=NOW)
    assert (await lists.rows(other)).keys() == {"6000", "5001", "5002"}


# ---------------------------------------------------------------- sent again by staff


async def test_what_is_unknown_waits_again_when_staff_say_so(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    for state in STATES:
        await lists.put(one, state, Row(state, "timeout", 4, 2, EARLIER))
    for broadcast, channel in ((one, WEB), (other, TELEGRAM)):
        await lists.put(broadcast, "unknown", Row("unknown", "timeout", 4, 2, EARLIER), channel)
    assert await deliveries.resend_unknown(lists.tx, one.id, NOW) == 2
    rows = await lists.rows(one)
    assert rows.pop("unknown") == Row("pending", None, None, 2, NOW)
    assert rows == {state: Row(state, "timeout", 4, 2, EARLIER) for state in STATES[:-1]}
    assert await lists.tally(one) == Tally(total=6, sent=1, gone=1, failed=1)
    assert await lists.tally(one, WEB) == Tally(total=1)
    assert await lists.row(other, "unknown") == Row("unknown", "timeout", 4, 2, EARLIER)
    assert await lists.tally(other) == Tally(total=1, unknown=1)


async def test_an_outcome_is_set_for_one_recipient_of_one_broadcast_on_one_channel(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    for broadcast, address, channel in (
        (one, "5000", TELEGRAM),
        (one, "5001", TELEGRAM),
        (one, "5000", WEB),
        (other, "5000", TELEGRAM),
    ):
        await lists.put(broadcast, address, Row("claimed", fence=4, tries=1, at=EARLIER), channel)
    await deliveries.set_outcome(lists.tx, one.id, TELEGRAM, "5000", DeliveryOutcome.FAILED, "too_long", NOW)
    untouched = Row("claimed", None, 4, 1, EARLIER)
    assert await lists.rows(one) == {"5000": Row("failed", "too_long", 4, 1, NOW), "5001": untouched}
    assert await lists.rows(one, WEB) == {"5000": untouched}
    assert await lists.rows(other) == {"5000": untouched}


async def test_what_ends_together_is_counted_for_each_announcement_over_all_channels(lists: Lists) -> None:
    one, other = await lists.broadcast(), await lists.broadcast()
    ended = [
        (one, "5000", TELEGRAM),
        (one, "5001", TELEGRAM),
        (one, "5000", WEB),
        (other, "5000", TELEGRAM),
    ]
    for broadcast, address, channel in [*ended, (one, "5002", TELEGRAM)]:
        await lists.put(broadcast, address, Row("claimed", at=EARLIER), channel)
    rows = [(broadcast.id, channel, address) for broadcast, address, channel in ended]
    counts = await deliveries.end_all(lists.tx, rows, DeliveryOutcome.FAILED, "too_long", NOW)
    assert counts == {one.id: 3, other.id: 1}
    assert await lists.tally(one) == Tally(total=3, failed=2)
    assert await lists.tally(one, WEB) == await lists.tally(other) == Tally(total=1, failed=1)
    assert (await lists.row(one, "5002")).state == "claimed"


# ---------------------------------------------------------------- people who left


async def test_who_unsubscribes_gets_nothing_that_is_not_on_its_way(lists: Lists) -> None:
    made = {state: await lists.broadcast() for state in STATES}
    for state, one in made.items():
        await lists.put(one, "5000", Row(state, at=EARLIER))
        await lists.put(one, "5001", Row("pending", at=EARLIER))
        await lists.put(one, "5000", Row("pending", at=EARLIER), WEB)
    await deliveries.cancel_for(lists.tx, TELEGRAM, "5000", NOW)
    assert await lists.row(made["pending"], "5000") == Row("gone", "unsubscribed", at=NOW)
    assert await lists.tally(made["pending"]) == Tally(total=2, gone=1)
    for state, one in made.items():
        if state != "pending":
            assert await lists.row(one, "5000") == Row(state, at=EARLIER)
        assert await lists.row(one, "5001") == Row("pending", at=EARLIER)
        assert await lists.row(one, "5000", WEB) == Row("pending", at=EARLIER)
        assert await lists.tally(one, WEB) == Tally(total=1)


async def test_who_is_erased_leaves_no_address_but_on_a_message_on_its_way(lists: Lists) -> None:
    made = {state: await lists.broadcast() for state in STATES}
    for state, one in made.items():
        await lists.put(one, "5000", Row(state, at=EARLIER))
        await lists.put(one, "5001", Row("claimed", at=EARLIER))
        await lists.put(one, "5000", Row("claimed", at=EARLIER), WEB)
    await deliveries.anonymise(lists.tx, TELEGRAM, "5000", NOW)
    seen = set[str]()
    for state, one in made.items():
        rows = await lists.rows(one)
        assert rows.pop("5001") == Row("claimed", at=EARLIER)
        ((address, row),) = rows.items()
        seen.add(address)
        match state:
            case "claimed":
                assert (address, row) == ("5000", Row("claimed", "erased", at=EARLIER))
            case "pending":
                assert row == Row("gone", "unsubscribed", at=NOW)
            case _:
                assert row == Row(state, at=EARLIER)
        assert await lists.row(one, "5000", WEB) == Row("claimed", at=EARLIER)
    assert len(seen) == len(STATES)
    assert all(len(address) == len("erased-") + 16 for address in seen - {"5000"})


# ---------------------------------------------------------------- time


async def test_recipients_are_kept_for_a_year_after_the_end_and_then_only_counted(lists: Lists) -> None:
    older = await lists.broadcast(State.DONE, ended=NOW - 400 * DAY)
    old = await lists.broadcast(State.DONE, ended=NOW - 365 * DAY - SECOND)
    newer = await lists.broadcast(State.DONE, ended=NOW - 365 * DAY)
    going = await lists.broadcast()
    for one in (older, old, newer, going):
        for address in ("5000", "5001", "5002"):
            await lists.put(one, address, Row("sent"))
    assert [await deliveries.delete_old(lists.tx, NOW, 2) for _ in range(5)] == [2, 1, 2, 1, 0]
    assert await lists.rows(older) == await lists.rows(old) == {}
    assert await lists.tally(old) == Tally(total=3, sent=3)
    assert len(await lists.rows(newer)) == len(await lists.rows(going)) == 3


async def test_one_sweep_forgets_the_recipients_of_every_old_broadcast(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    async with database.transaction() as tx:
        lists = Lists(tx, NOW)
        for _ in range(3):
            await lists.put(await lists.broadcast(State.DONE, ended=NOW - 400 * DAY), "5000", Row("sent"))
    assert (await retention.sweep(database, NOW))["deliveries"] == 3
    assert (await retention.sweep(database, NOW))["deliveries"] == 0
    await database.close()


@pytest.mark.parametrize("state", State)
async def test_who_does_not_visit_within_a_month_is_not_waited_for(lists: Lists, state: State) -> None:
    old = await lists.broadcast(state, started=NOW - 30 * DAY - SECOND)
    newer = await lists.broadcast(state, started=NOW - 30 * DAY)
    for one in (old, newer):
        for address in ("5000", "5001", "5002"):
            await lists.put(one, address, Row("pending"), WEB)
        await lists.put(one, "5003", Row("sent"), WEB)
        await lists.put(one, "5000", Row("pending"))
    ends = [2, 1, 0] if state in {State.SENDING, State.DONE} else [0, 0, 0]
    assert [await deliveries.end_missed_visits(lists.tx, NOW, 2) for _ in range(3)] == ends
    rows = await lists.rows(old, WEB)
    assert rows.pop("5003") == Row("sent")
    assert set(rows.values()) == {Row("failed", "not_visited", at=NOW) if any(ends) else Row("pending")}
    assert await lists.tally(old, WEB) == Tally(total=4, sent=1, failed=sum(ends))
    assert await lists.rows(old) == {"5000": Row("pending")}
    assert await lists.tally(newer, WEB) == Tally(total=4, sent=1)


async def test_what_a_sweep_would_change_is_what_it_changes(lists: Lists) -> None:
    """An alarm counts the rows beforehand, by these conditions."""
    one = await lists.broadcast(State.DONE, started=NOW - 400 * DAY, ended=NOW - 366 * DAY)
    other = await lists.broadcast(started=NOW - 31 * DAY)
    for broadcast, state in ((one, "sent"), (one, "gone"), (other, "pending"), (other, "sent")):
        await lists.put(broadcast, state, Row(state), WEB)
    counted = [
        (await lists.tx.rows(f"SELECT count(*) FROM deliveries WHERE {condition}", before))[0][0]
        for condition, before in deliveries.sweep_conditions(NOW)
    ]
    ended, deleted = await deliveries.end_missed_visits(lists.tx, NOW, 9), await deliveries.delete_old(lists.tx, NOW, 9)
    assert counted == [deleted, ended] == [2, 1]


async def test_what_a_sweep_would_change_begins_a_second_after_a_month_and_a_year(lists: Lists) -> None:
    one = await lists.broadcast(State.DONE, started=NOW - 365 * DAY, ended=NOW - 365 * DAY)
    other = await lists.broadcast(started=NOW - 30 * DAY)
    await lists.put(one, "5000", Row("sent"))
    await lists.put(other, "5000", Row("pending"), WEB)
    for now, counts in ((NOW, [0, 0]), (NOW + SECOND, [1, 1])):
        assert [
            (await lists.tx.rows(f"SELECT count(*) FROM deliveries WHERE {condition}", before))[0][0]
            for condition, before in deliveries.sweep_conditions(now)
        ] == counts
