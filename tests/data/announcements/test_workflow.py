"""The workflow of an announcement: every action in every state by everybody, and what each leaves behind."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data.announcements import announcements, audience, schedule, workflow
from data.announcements.announcements import DISCARDED, Attachment, Audience, Broadcast, State
from data.announcements.transitions import (
    TRANSITIONS,
    Action,
    Actor,
    ContentChanged,
    NotAllowed,
    Reason,
    Refused,
    Stale,
    Who,
    WorkflowError,
    may,
)
from data.content import texts
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction
from data.limits import expected_crowds
from data.limits.expected_crowds import Crowd
from data.staff.members import Member, Role
from tests.support.paths import ROOT

BEFORE = datetime(2026, 11, 25, 2, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
"""Wednesday, 10.00 in Bekasi."""
NIGHT = datetime(2026, 11, 25, 15, tzinfo=UTC)
"""The same day, 22.00; people are written to from 07.00 the next day."""
MORNING = datetime(2026, 11, 26, 0, tzinfo=UTC)
SENDER = "Pemerintah Kota Bekasi"
TEXT = {"id": "Loket tutup besok.", "en": "The counter is closed tomorrow."}


def _member(address: str, name: str, *roles: Role) -> Member:
    return Member(address, frozenset(roles), name)


ANI = _member("111", "Ani", Role.WRITER)
ANI_DEMOTED = _member("111", "Ani", Role.VIEWER)
BUDI = _member("222", "Budi", Role.APPROVER)
CITRA = _member("333", "Citra", Role.VIEWER)
DEDI = _member("444", "Dedi", Role.WRITER, Role.APPROVER)
EKA = _member("555", "Eka", Role.WRITER)
FARAH = _member("666", "Farah", Role.APPROVER)


def acts(member: Member, *without: Member, single_approver: bool = False) -> Actor:
    """A member of the office, in which some do not work any longer."""
    people = (ANI, BUDI, CITRA, DEDI, EKA, FARAH, member)
    return Actor(member, {one.address: one for one in people if one not in without}, single_approver)


ani, budi, dedi, eka, farah = acts(ANI), acts(BUDI), acts(DEDI), acts(EKA), acts(FARAH)
PEOPLE: dict[str, tuple[str, Actor | None]] = {
    "its writer": (ANI.address, ani),
    "another writer": (ANI.address, eka),
    "a successor": (ANI.address, acts(EKA, ANI)),
    "a successor of somebody demoted": (ANI.address, replace(eka, staff=acts(ANI_DEMOTED).staff)),
    "somebody demoted": (ANI.address, acts(ANI_DEMOTED)),
    "an approver": (ANI.address, budi),
    "a second person with both roles": (ANI.address, dedi),
    "its writer with both roles": (DEDI.address, dedi),
    "its writer in the one-person mode": (DEDI.address, acts(DEDI, single_approver=True)),
    "a writer in the one-person mode": (ANI.address, acts(ANI, single_approver=True)),
    "a viewer": (ANI.address, acts(CITRA)),
    "the bot": (ANI.address, None),
}
"""Who wrote the announcement, and who acts."""
_WITH_BOTH = {"its writer with both roles", "its writer in the one-person mode"}
_OWNERS = {"its writer", "a writer in the one-person mode"} | _WITH_BOTH
_SUCCESSORS = {"a successor", "a successor of somebody demoted"}
_APPROVERS = {"an approver", "a second person with both roles"} | _WITH_BOTH
_SECOND = {"an approver", "a second person with both roles", "its writer in the one-person mode"}
_STAFF = set(PEOPLE) - {"somebody demoted", "a viewer", "the bot"}
_BOT = {"the bot"}

STATES: dict[str, dict[str, Any] | None] = {
    "gone": None,
    "draft": {"state": State.DRAFT},
    "handed in": {"state": State.HANDED_IN},
    "approved": {"state": State.APPROVED, "approver": "222", "approved": BEFORE},
    "reopened": {"state": State.APPROVED, "approver": "222", "approved": BEFORE, "started": BEFORE},
    "sending": {"state": State.SENDING, "approver": "222", "approved": BEFORE, "started": BEFORE},
    "paused": {"state": State.PAUSED, "approver": "222", "approved": BEFORE, "started": BEFORE},
    "aborted": {"state": State.ABORTED, "started": BEFORE},
    "closed": {"state": State.ABORTED, "started": BEFORE, "ended": BEFORE},
    "done": {"state": State.DONE, "approver": "222", "approved": BEFORE, "started": BEFORE, "ended": BEFORE},
}
"""The states of an announcement, where two of them differ in what has begun or ended."""
_OPEN = {"approved", "reopened", "sending", "paused"}

Act = Callable[[Transaction, int, Any], Awaitable[object]]


def edits(action: Action) -> Act:
    async def act(tx: Transaction, number: int, by: Actor) -> object:
        one = await announcements.load(tx, number)
        return await workflow.edit(tx, action, one or Broadcast(number, State.DONE, "111", NOW, {}), by, NOW)

    return act


def shown(do: Callable[..., Awaitable[object]], **more: object) -> Act:
    """An action on what the member sees now."""

    async def act(tx: Transaction, number: int, by: Actor) -> object:
        one = await announcements.load(tx, number)
        return await do(tx, number, by, workflow.token_of(one) if one else "", NOW, **more)

    return act


async def reopens(tx: Transaction, number: int, _by: None) -> None:
    one = await announcements.load(tx, number)
    if one is None or not may(Action.REOPEN, one, None):
        raise Stale(Action.REOPEN, one)  # in the table; `reopen` itself leaves it alone
    await workflow.reopen(tx, one, NOW)


async def gives_up(tx: Transaction, number: int, _by: None) -> None:
    if not await workflow.give_up(tx, number, NOW):
        raise Stale(Action.GIVE_UP)  # in the table; `give_up` itself says False


@dataclass(frozen=True)
class Row:
    """One action: where and to whom it is possible, the state that it leads to, and the audit."""

    act: Act
    come_from: set[str]
    to: State | None
    people: set[str]
    audit: str | None


_EDIT = ({"draft"}, State.DRAFT, _OWNERS)
TABLE = {
    Action.WRITE: Row(edits(Action.WRITE), *_EDIT, "broadcast.text"),
    Action.ATTACH: Row(edits(Action.ATTACH), *_EDIT, "broadcast.attached"),
    Action.AIM: Row(edits(Action.AIM), *_EDIT, "broadcast.audience"),
    Action.PROPOSE_TIME: Row(edits(Action.PROPOSE_TIME), *_EDIT, None),
    Action.SET_TIME: Row(edits(Action.SET_TIME), *_EDIT, "broadcast.time"),
    Action.JUSTIFY_NIGHT: Row(edits(Action.JUSTIFY_NIGHT), *_EDIT, "broadcast.at_night"),
    Action.CHECK: Row(edits(Action.CHECK), *_EDIT, "broadcast.checked"),
    Action.TAKE_OVER: Row(
        lambda tx, n, by: workflow.take_over(tx, n, by, NOW),
        {"draft"}, State.DRAFT, _SUCCESSORS, "broadcast.taken_over",
    ),
    Action.THROW_AWAY: Row(
        lambda tx, n, by: workflow.throw_away(tx, n, by, NOW), {"draft"}, None, _OWNERS, "broadcast.thrown_away"
    ),
    Action.HAND_IN: Row(shown(workflow.hand_in), {"draft"}, State.HANDED_IN, _OWNERS, "broadcast.handed_in"),
    Action.WITHDRAW: Row(
        lambda tx, n, by: workflow.withdraw(tx, n, by, NOW),
        {"handed in", "approved"}, State.DRAFT, _OWNERS, "broadcast.withdrawn",
    ),
    Action.SEND_BACK: Row(
        lambda tx, n, by: workflow.send_back(tx, n, by, "kurang jelas", NOW),
        {"handed in"}, State.DRAFT, _APPROVERS, "broadcast.returned",
    ),
    Action.APPROVE: Row(
        shown(workflow.approve, sender=SENDER), {"handed in"}, State.APPROVED, _SECOND, "broadcast.approved"
    ),
    Action.START: Row(
        lambda tx, n, _: workflow.start(tx, n, NOW),
        {"approved", "reopened"}, State.SENDING, _BOT, "broadcast.started",
    ),
    Action.PAUSE: Row(
        lambda tx, n, by: workflow.pause(tx, n, by, NOW), {"sending"}, State.PAUSED, _STAFF, "broadcast.paused"
    ),
    Action.RESUME: Row(
        lambda tx, n, by: workflow.resume(tx, n, by, NOW), {"paused"}, State.SENDING, _STAFF, "broadcast.resumed"
    ),
    Action.ABORT: Row(
        lambda tx, n, by: workflow.abort(tx, n, by, NOW), _OPEN, State.ABORTED, _STAFF, "broadcast.aborted"
    ),
    Action.END: Row(lambda tx, n, _: workflow.end(tx, n, NOW), {"sending"}, State.DONE, _BOT, "broadcast.ended"),
    Action.CLOSE: Row(
        lambda tx, n, _: workflow.close(tx, n, NOW), {"aborted"}, State.ABORTED, _BOT, "broadcast.ended"
    ),
    Action.REOPEN: Row(reopens, {"done"}, State.APPROVED, _BOT, None),
    Action.RESEND: Row(
        lambda tx, n, by: workflow.resend_unknown(tx, n, by, NOW),
        {"done"}, State.APPROVED, _APPROVERS, "broadcast.resent",
    ),
    Action.APPROVE_AGAIN: Row(
        lambda tx, n, _: workflow.require_new_approval(tx, n, NOW),
        {"approved", "reopened"}, State.HANDED_IN, _BOT, None,
    ),
    Action.END_UNKNOWN: Row(
        lambda tx, n, _: workflow.end_unknown(tx, n, NOW), _OPEN, State.DONE, _BOT, "broadcast.ended"
    ),
    Action.GIVE_UP: Row(gives_up, {"draft", "handed in"}, State.ABORTED, _BOT, None),
}  # fmt: skip


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "live.db")
    yield opened
    await opened.close()


async def _put(tx: Transaction, **changes: Any) -> int:
    """An announcement by Ani to one reader, as far as these changes say; its delivery is unknown."""
    draft = await announcements.create(tx, changes.get("writer", ANI.address), BEFORE)
    one = replace(draft, **{"texts": TEXT} | changes)
    if one.state is State.HANDED_IN and "fingerprint" not in changes:
        one = replace(one, fingerprint=one.content)
    assert await announcements.store(tx, one, State.DRAFT)
    await _deliver(tx, one.id, unknown=1)
    if not await tx.rows("SELECT 1 FROM chats"):
        await _subscribe(tx, "telegram", "9001")
    return one.id


async def _deliver(tx: Transaction, number: int, channel: str = "telegram", **counts: int) -> None:
    """The list of an announcement: its whole, and the given number of deliveries in each state."""
    await tx.run("DELETE FROM deliveries WHERE broadcast = ? AND channel = ?", number, channel)
    await tx.run("DELETE FROM tallies WHERE broadcast = ? AND channel = ?", number, channel)
    await tx.run("UPDATE broadcasts SET frozen = 'all' WHERE id = ?", number)
    for state, count in counts.items():
        for at in range(count):
            await tx.run(
                "INSERT INTO deliveries (broadcast, channel, address, language, state) VALUES (?, ?, ?, 'id', ?)",
                number,
                channel,
                f"{state}-{at}",
                state,
            )
    known = [counts.get(name, 0) for name in ("sent", "gone", "failed", "unknown")]
    await tx.run("INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?)", number, channel, sum(counts.values()), *known)


async def _subscribe(tx: Transaction, channel: str, *addresses: str, language: str = "id") -> None:
    for address in addresses:
        await tx.run(
            "INSERT INTO chats (channel, address, language, subscribed, used) VALUES (?, ?, ?, 1, 1)",
            channel,
            address,
            language,
        )


async def _loaded(tx: Transaction, number: int) -> Broadcast:
    found = await announcements.load(tx, number)
    assert found
    return found


async def _audit(tx: Transaction) -> list[tuple[str, str, dict[str, object]]]:
    """Who did what, with the details."""
    rows = await tx.rows("SELECT actor, action, detail FROM audit ORDER BY seq")
    return [(actor, action, json.loads(detail)) for actor, action, detail in rows]


async def _everything(tx: Transaction) -> list[object]:
    """All that an action could change but the audit."""
    tables = ("broadcasts", "deliveries", "tallies", "expected", "cards", "chats")
    return [await tx.rows(f"SELECT * FROM {one}") for one in tables]


class _TakenBack(Exception):
    """Ends a transaction, so that the next case begins anew."""


@asynccontextmanager
async def _taken_back(database: Database) -> AsyncIterator[Transaction]:
    """A transaction that leaves nothing behind."""
    with contextlib.suppress(_TakenBack):
        async with database.transaction() as tx:
            yield tx
            raise _TakenBack


# ---------------------------------------------------------------- the whole table


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", TABLE)
async def test_every_action_in_every_state_by_everybody(database: Database, action: Action, state: str) -> None:
    row, seen = TABLE[action], set[str]()
    for name, (writer, by) in PEOPLE.items():
        if (by is None) is not (row.people == _BOT):
            continue  # no function: staff cannot call what the bot does, and the bot not what staff do
        seen.add(name)
        async with _taken_back(database) as tx:
            await _one_case(tx, row, action, state, name, writer, by)
    assert row.people <= seen


async def _one_case(
    tx: Transaction, row: Row, action: Action, state: str, name: str, writer: str, by: Actor | None
) -> None:
    stands = STATES[state]
    number = 99 if stands is None else await _put(tx, writer=writer, **stands)
    before, was = await _everything(tx), await announcements.load(tx, number)
    wanted = Stale if state not in row.come_from else NotAllowed if name not in row.people else None
    if was:
        assert may(action, was, by) is (wanted is None)
    if wanted is None:
        await row.act(tx, number, by)
        one = await announcements.load(tx, number)
        assert (one and one.state) == row.to
        audit = [(by.name if by else "bot", row.audit)] if row.audit else []
        assert [(actor, noted) for actor, noted, _ in await _audit(tx)] == audit
        assert all(detail["broadcast"] == number for _, _, detail in await _audit(tx))
        return
    with pytest.raises(wanted) as caught:
        await row.act(tx, number, by)
    assert type(caught.value) is wanted
    assert str(caught.value) == action
    assert await _everything(tx) == before
    refused = [(by.name if by else "", "broadcast.approval_refused", {"broadcast": number})]
    assert await _audit(tx) == (refused if wanted is NotAllowed and action is Action.APPROVE else [])


def test_the_table_has_every_action() -> None:
    assert TABLE.keys() | {Action.BEGIN, Action.PAUSE_REFUSED} == set(Action) == TRANSITIONS.keys()


async def test_what_the_bot_does_is_not_for_staff_and_the_reverse(database: Database) -> None:
    """`may` is asked for buttons, with a member; the rows of the bot and of a restore are for nobody."""
    ours = {Who.BOT, Who.RESTORE}
    async with database.transaction() as tx:
        for state in (stands for stands in STATES.values() if stands):
            one = await _loaded(tx, await _put(tx, **state))
            for action, row in TRANSITIONS.items():
                if row.who in ours:
                    assert not any(may(action, one, by) for _, by in PEOPLE.values() if by)
                else:
                    assert not may(action, one, None)


async def test_two_people_are_needed_where_nothing_else_is_said(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN, writer=DEDI.address))
        assert not may(Action.APPROVE, one, Actor(DEDI, {DEDI.address: DEDI}))
        assert may(Action.APPROVE, one, Actor(DEDI, {DEDI.address: DEDI}, single_approver=True))


async def test_an_error_has_the_announcement_as_it_is(database: Database) -> None:
    async with database.transaction() as tx:
        number = await _put(tx)
        one = await _loaded(tx, number)
        for refused in (
            partial(workflow.pause, tx, number, ani, NOW),
            partial(workflow.throw_away, tx, number, eka, NOW),
            partial(workflow.hand_in, tx, number, ani, "00000000", NOW),
        ):
            with pytest.raises(WorkflowError) as caught:
                await refused()
            assert caught.value.broadcast == one
        with pytest.raises(Stale) as caught:
            await workflow.pause(tx, 99, ani, NOW)
        assert caught.value.broadcast is None


# ---------------------------------------------------------------- the draft


async def test_a_draft_is_begun_once_until_there_is_something_in_it(database: Database) -> None:
    async with database.transaction() as tx:
        first = await workflow.begin(tx, ani, NOW)
        assert (first.state, first.writer, first.changed, first.texts) == (State.DRAFT, ANI.address, NOW, {})
        assert await _audit(tx) == [("telegram:111", "broadcast.begun", {"broadcast": first.id})]
        assert await workflow.begin(tx, ani, NOW) == first == await _loaded(tx, first.id)
        assert (await workflow.begin(tx, eka, NOW)).id != first.id  # hers
        await workflow.edit(tx, Action.WRITE, replace(first, texts=TEXT), ani, NOW)
        second = await workflow.begin(tx, ani, NOW)
        assert second.id != first.id
        await workflow.edit(tx, Action.ATTACH, replace(second, attachment=Attachment("photo", "f", "m")), ani, NOW)
        third = await workflow.begin(tx, ani, NOW)
        assert third.id not in {first.id, second.id}
        assert len([1 for _, action, _ in await _audit(tx) if action == "broadcast.begun"]) == 4


@pytest.mark.parametrize("member", [BUDI, CITRA])
async def test_only_a_writer_begins_a_draft(database: Database, member: Member) -> None:
    async with database.transaction() as tx:
        with pytest.raises(NotAllowed, match="begin"):
            await workflow.begin(tx, acts(member), NOW)
        assert await announcements.latest(tx) == []
        assert await _audit(tx) == []


async def test_an_edit_keeps_everything_and_says_what_it_was(database: Database) -> None:
    async with database.transaction() as tx:
        draft = await _loaded(tx, await _put(tx))
        changed = replace(
            draft,
            texts={"id": "Buka lagi."},
            attachment=Attachment("pdf", "file", "mark", "jadwal.pdf", 7),
            audience=Audience("Jatiasih", "id", "telegram", alone=True),
            starts=NIGHT,
            override="Banjir malam ini",
            refused="too long",
        )
        kept = await workflow.edit(tx, Action.AIM, changed, ani, NOW, people="Jatiasih", count=7)
        assert kept == replace(changed, changed=NOW) == await _loaded(tx, draft.id)
        detail = {"broadcast": draft.id, "people": "Jatiasih", "count": 7}
        assert await _audit(tx) == [("telegram:111", "broadcast.audience", detail)]


async def test_a_draft_of_somebody_who_left_gets_another_writer(database: Database) -> None:
    async with database.transaction() as tx:
        draft = await _loaded(tx, await _put(tx))
        taken = await workflow.take_over(tx, draft.id, acts(EKA, ANI), NOW)
        assert taken == replace(draft, writer=EKA.address, changed=NOW) == await _loaded(tx, draft.id)
        detail = {"broadcast": draft.id, "writer": ANI.address}
        assert await _audit(tx) == [("telegram:555", "broadcast.taken_over", detail)]
        with pytest.raises(NotAllowed):  # it is hers now
            await workflow.take_over(tx, draft.id, acts(DEDI, ANI), NOW)


async def test_a_draft_whose_list_was_just_discarded_is_thrown_away_with_it(database: Database) -> None:
    """The next draft may get its number."""
    async with database.transaction() as tx:
        number = await _put(tx, state=State.APPROVED, approved=BEFORE)
        await workflow.withdraw(tx, number, ani, NOW)
        assert await tx.rows("SELECT broadcast FROM deliveries") == [(number,)]
        await workflow.throw_away(tx, number, ani, NOW)
        assert (await workflow.begin(tx, ani, NOW)).id == number
        assert await tx.rows("SELECT broadcast FROM deliveries") == []


async def test_only_that_draft_is_thrown_away(database: Database) -> None:
    async with database.transaction() as tx:
        stays, goes = await _put(tx), await _put(tx)
        await workflow.throw_away(tx, goes, ani, NOW)
        assert [one.id for one in await announcements.latest(tx)] == [stays]
        assert await _audit(tx) == [("telegram:111", "broadcast.thrown_away", {"broadcast": goes})]


# ---------------------------------------------------------------- handing in


async def test_handing_in_binds_what_was_seen(database: Database) -> None:
    async with database.transaction() as tx:
        draft = await _loaded(tx, await _put(tx, note="Budi: lebih singkat"))
        handed = await workflow.hand_in(tx, draft.id, ani, workflow.token_of(draft), NOW)
        wanted = replace(draft, state=State.HANDED_IN, fingerprint=draft.content, note=None, changed=NOW)
        assert handed == wanted == await _loaded(tx, draft.id)
        detail = {"broadcast": draft.id, "content": draft.content.hex()}
        assert await _audit(tx) == [("telegram:111", "broadcast.handed_in", detail)]


def test_a_token_is_the_beginning_of_the_hash() -> None:
    one = Broadcast(1, State.DRAFT, "111", NOW, TEXT)
    assert workflow.token_of(one) == one.content.hex()[:8]


@pytest.mark.parametrize(
    ("stands", "wanted"),
    [
        ({"refused": "bad markup"}, Reason.CHANNEL),
        ({"texts": {"en": "Closed."}}, Reason.NO_TEXT),
        ({"texts": {}}, Reason.NO_TEXT),
        ({"audience": Audience("Jatiasih", alone=True)}, Reason.NOBODY),
        ({"audience": Audience("Jatiasih", alone=True), "refused": "bad markup"}, Reason.CHANNEL),
    ],
)
async def test_what_would_be_a_mistake_is_not_handed_in(
    database: Database, stands: dict[str, Any], wanted: Reason
) -> None:
    async with database.transaction() as tx:
        number = await _put(tx, **stands)
        before, draft = await _everything(tx), await _loaded(tx, number)
        with pytest.raises(Refused, match="hand in") as caught:
            await workflow.hand_in(tx, number, ani, workflow.token_of(draft), NOW)
        assert (caught.value.reason, caught.value.broadcast) == (wanted, draft)
        assert await _everything(tx) == before
        assert await _audit(tx) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"texts": {"id": "Loket buka."}},
        {"attachment": Attachment("photo", "f", "m")},
        {"audience": Audience(language="id")},
        {"starts": NIGHT},
        {"override": "Banjir malam ini"},
    ],
)
async def test_what_was_changed_since_it_was_seen_is_neither_handed_in_nor_approved(
    database: Database, changes: dict[str, Any]
) -> None:
    async with database.transaction() as tx:
        draft = await _loaded(tx, await _put(tx))
        seen = workflow.token_of(draft)
        await workflow.edit(tx, Action.WRITE, replace(draft, **changes), ani, NOW)
        with pytest.raises(ContentChanged, match="hand in"):
            await workflow.hand_in(tx, draft.id, ani, seen, NOW)
        now_seen = workflow.token_of(await _loaded(tx, draft.id))
        handed = await workflow.hand_in(tx, draft.id, ani, now_seen, NOW)
        with pytest.raises(ContentChanged, match="approve"):
            await workflow.approve(tx, draft.id, budi, seen, NOW, sender=SENDER)
        assert await _loaded(tx, draft.id) == handed
        assert (await workflow.approve(tx, draft.id, budi, now_seen, NOW, sender=SENDER)).state is State.APPROVED


@pytest.mark.parametrize("seen", ["", "0", "00000000"])
async def test_a_token_that_shows_nothing_hands_nothing_in(database: Database, seen: str) -> None:
    async with database.transaction() as tx:
        draft = await _loaded(tx, await _put(tx))
        for token in (seen, draft.content.hex(), draft.content.hex()[:7]):
            with pytest.raises(ContentChanged):
                await workflow.hand_in(tx, draft.id, ani, token, NOW)


# ---------------------------------------------------------------- back to its writer


@pytest.mark.parametrize("back", ["withdrawn", "sent back"])
async def test_what_goes_back_has_neither_approval_nor_list(database: Database, back: str) -> None:
    approved = {
        "fingerprint": b"hash",
        "approver": "222",
        "approved": BEFORE,
        "self_approved": True,
        "footers": {"id": "Pengirim"},
        "note": "Budi: lebih singkat",
        "starts": NIGHT,
        "override": "Banjir malam ini",
        "audience": Audience("Jatiasih"),
        "attachment": Attachment("photo", "f", "m"),
    }
    async with database.transaction() as tx:
        other = await _put(tx, state=State.APPROVED, approved=BEFORE)
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN, **approved))
        assert one.list_complete
        if back == "withdrawn":
            draft = await workflow.withdraw(tx, one.id, ani, NOW)
            note, entry = None, ("telegram:111", "broadcast.withdrawn", {"broadcast": one.id})
        else:
            draft = await workflow.send_back(tx, one.id, budi, "kurang jelas", NOW)
            note, entry = "Budi: kurang jelas", ("telegram:222", "broadcast.returned", {"broadcast": one.id})
        wanted = replace(
            one,
            state=State.DRAFT,
            fingerprint=None,
            approver=None,
            approved=None,
            self_approved=False,
            footers={},
            note=note,
            list_cursor=DISCARDED,
            changed=NOW,
        )
        assert draft == wanted == await _loaded(tx, one.id)
        while await audience.delete_discarded(tx, 1):
            pass
        assert await _loaded(tx, one.id) == replace(draft, list_cursor=None)
        assert await _audit(tx) == [entry]
        assert await tx.rows("SELECT DISTINCT broadcast FROM deliveries") == [(other,)]
        assert await tx.rows("SELECT broadcast FROM tallies") == [(other,)]


# ---------------------------------------------------------------- the approval


async def test_an_approval_signs_expects_readers_and_is_recorded(database: Database) -> None:
    async with database.transaction() as tx:
        await _subscribe(tx, "telegram", "1", "2", language="su")
        await _subscribe(tx, "web", "3", language="en")
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN))
        approved = await workflow.approve(tx, one.id, budi, workflow.token_of(one), NOW, sender=SENDER)
        footers = {code: texts.text("announcement", code, sender=SENDER, check_code=one.code) for code in ("id", "en")}
        wanted = replace(
            one, state=State.APPROVED, approver="222", approved=NOW, self_approved=False, footers=footers, changed=NOW
        )
        assert approved == wanted == await _loaded(tx, one.id)
        assert await expected_crowds.upcoming(tx, BEFORE) == [Crowd(NOW, NOW + timedelta(days=1), 3)]
        detail = {
            "broadcast": one.id, "content": one.content.hex(), "alone": False, "at_night": False, "expected": 3
        }  # fmt: skip
        assert await _audit(tx) == [("telegram:222", "broadcast.approved", detail)]


async def test_whoever_approves_alone_at_night_is_recorded_as_such(database: Database) -> None:
    alone = acts(DEDI, single_approver=True)
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, writer="444", state=State.HANDED_IN, override="Banjir malam ini"))
        approved = await workflow.approve(tx, one.id, alone, workflow.token_of(one), NIGHT, sender=SENDER)
        assert approved.self_approved
        assert await expected_crowds.upcoming(tx, BEFORE) == [Crowd(NIGHT, NIGHT + timedelta(days=1), 1)]
        ((_, _, detail),) = await _audit(tx)
        assert (detail["alone"], detail["at_night"], detail["expected"]) == (True, True, 1)


@pytest.mark.parametrize(
    ("starts", "now", "begins"),
    [
        (None, NIGHT, MORNING),
        (BEFORE, NOW, NOW),
        (NIGHT, NOW, MORNING),
        (NIGHT - timedelta(hours=2), NOW, NIGHT - timedelta(hours=2)),
    ],
)
async def test_readers_are_expected_when_it_is_sent(
    database: Database, starts: datetime | None, now: datetime, begins: datetime
) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN, starts=starts))
        await workflow.approve(tx, one.id, budi, workflow.token_of(one), now, sender=SENDER)
        assert await expected_crowds.upcoming(tx, BEFORE) == [Crowd(begins, begins + timedelta(days=1), 1)]


@pytest.mark.parametrize("stands", [{"refused": "bad markup"}, {"fingerprint": b"other"}, {"fingerprint": None}])
async def test_what_was_refused_or_is_not_what_was_handed_in_is_not_approved(
    database: Database, stands: dict[str, Any]
) -> None:
    async with database.transaction() as tx:
        number = await _put(tx, state=State.HANDED_IN, **stands)
        before, one = await _everything(tx), await _loaded(tx, number)
        with pytest.raises(WorkflowError, match="approve") as caught:
            await workflow.approve(tx, number, budi, workflow.token_of(one), NOW, sender=SENDER)
        assert caught.value.broadcast == one
        if "refused" in stands:
            assert isinstance(caught.value, Refused)
            assert caught.value.reason is Reason.CHANNEL
        else:
            assert isinstance(caught.value, ContentChanged)
        assert await _everything(tx) == before
        assert await _audit(tx) == []


# ---------------------------------------------------------------- while it is sent


@pytest.mark.parametrize("started", [None, BEFORE])
async def test_a_start_is_recorded_once(database: Database, started: datetime | None) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.APPROVED, approved=BEFORE, started=started))
        sending = await workflow.start(tx, one.id, NOW)
        wanted = replace(one, state=State.SENDING, started=started or NOW)  # not changed by staff
        assert sending == wanted == await _loaded(tx, one.id)
        assert await _audit(tx) == [("bot", "broadcast.started", {"broadcast": one.id})]


async def test_a_pause_and_its_end_are_changes(database: Database) -> None:
    later = NOW + timedelta(minutes=5)
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.SENDING, started=BEFORE))
        paused = await workflow.pause(tx, one.id, budi, NOW)
        assert paused == replace(one, state=State.PAUSED, changed=NOW) == await _loaded(tx, one.id)
        resumed = await workflow.resume(tx, one.id, eka, later)
        assert resumed == replace(one, changed=later) == await _loaded(tx, one.id)
        assert await _audit(tx) == [
            ("telegram:222", "broadcast.paused", {"broadcast": one.id}),
            ("telegram:555", "broadcast.resumed", {"broadcast": one.id}),
        ]


async def test_refusals_pause_what_is_being_sent_and_nothing_else(database: Database) -> None:
    async with database.transaction() as tx:
        await workflow.pause_refused(tx, 20, NOW)
        others = [await _put(tx, **stands) for name, stands in STATES.items() if stands and name != "sending"]
        before = [await _loaded(tx, number) for number in others]
        one = await _loaded(tx, await _put(tx, state=State.SENDING, started=BEFORE))
        await workflow.pause_refused(tx, 20, NOW)
        assert await _loaded(tx, one.id) == replace(one, state=State.PAUSED, changed=NOW)
        assert [await _loaded(tx, number) for number in others] == before
        assert await _audit(tx) == [("bot", "broadcast.paused", {"broadcast": one.id, "refused": 20})]


async def test_an_abort_says_how_many_are_left_to_push_to(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.SENDING, started=BEFORE))
        await _deliver(tx, one.id, sent=2, pending=3, claimed=1)
        await _deliver(tx, one.id, "web", pending=5)  # they get it on their next visit
        aborted = await workflow.abort(tx, one.id, budi, NOW)
        assert aborted == replace(one, state=State.ABORTED, changed=NOW) == await _loaded(tx, one.id)
        assert await _audit(tx) == [("telegram:222", "broadcast.aborted", {"broadcast": one.id, "left": 4})]


@pytest.mark.parametrize(
    ("state", "to", "act"),
    [(State.SENDING, State.DONE, workflow.end), (State.ABORTED, State.ABORTED, workflow.close)],
)
async def test_an_end_is_recorded_with_its_counts(
    database: Database, state: State, to: State, act: Callable[[Transaction, int, datetime], Awaitable[Broadcast]]
) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=state, started=BEFORE))
        await _deliver(tx, one.id, sent=2, gone=3, failed=4, unknown=5)
        await _deliver(tx, one.id, "web", sent=10, pending=20)
        over = await act(tx, one.id, NOW)
        assert over == replace(one, state=to, ended=NOW) == await _loaded(tx, one.id)  # not changed by staff
        counts = {"people": 44, "sent": 12, "gone": 3, "failed": 4, "unknown": 5}
        assert await _audit(tx) == [("bot", "broadcast.ended", {"broadcast": one.id} | counts)]
        with pytest.raises(Stale):
            await act(tx, one.id, NOW)


async def test_an_end_without_a_list_counts_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        number = await _put(tx, state=State.SENDING)
        await audience.discard_list(tx, number)
        await workflow.end(tx, number, NOW)
        ((_, _, detail),) = await _audit(tx)
        assert detail == {"broadcast": number, "people": 0, "sent": 0, "gone": 0, "failed": 0, "unknown": 0}


@pytest.mark.parametrize("state", [name for name, stands in STATES.items() if stands])
async def test_only_what_has_ended_is_reopened(database: Database, state: str) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, **(STATES[state] or {})))
        await workflow.reopen(tx, one, NOW)
        reopened = replace(one, state=State.APPROVED, ended=None, changed=NOW) if state == "done" else one
        assert await _loaded(tx, one.id) == reopened
        assert await _audit(tx) == []


async def test_the_unknown_are_sent_to_again_and_nobody_else(database: Database) -> None:
    async with database.transaction() as tx:
        other = await _put(tx, **(STATES["done"] or {}))
        one = await _loaded(tx, await _put(tx, **(STATES["done"] or {})))
        await _deliver(tx, one.id, sent=2, gone=1, unknown=3)
        await _deliver(tx, one.id, "web", unknown=1)
        assert await workflow.resend_unknown(tx, one.id, budi, NOW) == 4
        assert await _loaded(tx, one.id) == replace(one, state=State.APPROVED, ended=None, changed=NOW)
        assert await _audit(tx) == [("telegram:222", "broadcast.resent", {"broadcast": one.id, "people": 4})]
        counted = await tx.rows("SELECT broadcast, state, count(*) FROM deliveries GROUP BY 1, 2 ORDER BY 1, 2")
        assert counted == [(other, "unknown", 1), (one.id, "gone", 1), (one.id, "pending", 4), (one.id, "sent", 2)]


async def test_where_nothing_is_unknown_nothing_is_sent_again(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, **(STATES["done"] or {})))
        await _deliver(tx, one.id, sent=2)
        before = await _everything(tx)
        with pytest.raises(Refused, match="resend unknown") as caught:
            await workflow.resend_unknown(tx, one.id, budi, NOW)
        assert (caught.value.reason, caught.value.broadcast) == (Reason.NOTHING_UNKNOWN, one)
        assert await _everything(tx) == before
        assert await _audit(tx) == []


async def test_what_is_aborted_after_it_was_sent_again_comes_to_an_end(database: Database) -> None:
    async with database.transaction() as tx:
        number = await _put(tx, **(STATES["done"] or {}))
        await workflow.resend_unknown(tx, number, budi, NOW)
        await workflow.start(tx, number, NOW)
        await workflow.abort(tx, number, budi, NOW)
        assert (await _loaded(tx, number)).ended is None
        while await schedule.clear_aborted(tx, number, 10, NOW):
            pass
        assert (await _loaded(tx, number)).ended == NOW
        assert await tx.rows("SELECT state, reason FROM deliveries") == [("failed", "aborted")]
        counts = {"people": 1, "sent": 0, "gone": 0, "failed": 1, "unknown": 0}
        assert (await _audit(tx))[-1] == ("bot", "broadcast.ended", {"broadcast": number} | counts)


# ---------------------------------------------------------------- in a restored older copy


async def test_what_is_not_due_in_an_older_copy_is_approved_again(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN))
        seen = workflow.token_of(one)
        approved = await workflow.approve(tx, one.id, budi, seen, BEFORE, sender=SENDER)
        waits = await workflow.require_new_approval(tx, one.id, NOW)
        wanted = replace(approved, state=State.HANDED_IN, approver=None, approved=None, changed=NOW)
        assert waits == wanted
        assert await _loaded(tx, one.id) == replace(wanted, list_cursor=DISCARDED)
        while await audience.delete_discarded(tx, 1):
            pass
        assert await _loaded(tx, one.id) == replace(wanted, list_cursor=None)
        assert await tx.rows("SELECT * FROM deliveries") == await tx.rows("SELECT * FROM tallies") == []
        assert (await workflow.approve(tx, one.id, farah, seen, NOW, sender=SENDER)).approver == FARAH.address
        assert [action for _, action, _ in await _audit(tx)] == ["broadcast.approved"] * 2


@pytest.mark.parametrize("started", [None, BEFORE])
async def test_what_may_have_reached_people_ends_with_them_unknown(
    database: Database, started: datetime | None
) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.PAUSED, started=started))
        await _deliver(tx, one.id, sent=2, pending=3, claimed=1)
        assert await workflow.end_unknown(tx, one.id, NOW) == 4
        ended = replace(one, state=State.DONE, started=started or NOW, ended=NOW, changed=NOW)
        assert await _loaded(tx, one.id) == ended
        counts = {"people": 6, "sent": 2, "gone": 0, "failed": 0, "unknown": 4}
        assert await _audit(tx) == [("bot", "broadcast.ended", {"broadcast": one.id} | counts)]
        assert await tx.rows("SELECT DISTINCT state FROM deliveries ORDER BY 1") == [("sent",), ("unknown",)]


async def test_what_was_sent_but_is_not_approved_is_given_up_once(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN))
        assert await workflow.give_up(tx, one.id, NOW)
        assert await _loaded(tx, one.id) == replace(one, state=State.ABORTED, changed=NOW)
        assert not await workflow.give_up(tx, one.id, NOW)
        assert not await workflow.give_up(tx, 99, NOW)
        assert await _audit(tx) == []


# ---------------------------------------------------------------- two at once


async def test_of_two_approvers_at_once_one_approves(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN))

    async def approves(by: Actor) -> str:
        work = partial(workflow.approve, number=one.id, by=by, seen=workflow.token_of(one), now=NOW, sender=SENDER)
        try:
            return str((await database.group_commit(work)).approver)
        except Stale as problem:
            return f"after {problem.broadcast and problem.broadcast.approver}"

    assert await asyncio.gather(*map(approves, (budi, farah, dedi))) == ["222", "after 222", "after 222"]
    async with database.transaction() as tx:
        assert [actor for actor, _, _ in await _audit(tx)] == ["telegram:222"]
        assert len(await expected_crowds.upcoming(tx, BEFORE)) == 1


async def test_of_an_approval_and_a_withdrawal_at_once_one_counts(database: Database) -> None:
    async with database.transaction() as tx:
        one = await _loaded(tx, await _put(tx, state=State.HANDED_IN))
    seen = workflow.token_of(one)
    done = await asyncio.gather(
        database.group_commit(partial(workflow.withdraw, number=one.id, by=ani, now=NOW)),
        database.group_commit(partial(workflow.approve, number=one.id, by=budi, seen=seen, now=NOW, sender=SENDER)),
        return_exceptions=True,
    )
    assert isinstance(done[1], Stale)
    async with database.transaction() as tx:
        assert (await _loaded(tx, one.id)).state is State.DRAFT
        assert [action for _, action, _ in await _audit(tx)] == ["broadcast.withdrawn"]


class _Overtaken:
    """A transaction in a database that several write to: another one changes the state after it was read."""

    def __init__(self, tx: Transaction, to: State) -> None:
        self._tx, self._to = tx, to

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def run(self, statement: str, *values: object) -> int:
        if "broadcasts" in statement:
            await self._tx.run("UPDATE broadcasts SET state = ?", self._to)
        return await self._tx.run(statement, *values)


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.APPROVE, Action.SEND_BACK, Action.THROW_AWAY])
async def test_whoever_is_overtaken_changes_nothing(database: Database, action: Action) -> None:
    state = State.DRAFT if action is Action.THROW_AWAY else State.HANDED_IN
    other = State.HANDED_IN if state is State.DRAFT else State.DRAFT
    async with database.transaction() as tx:
        number = await _put(tx, state=state, writer="111")
        one = await _loaded(tx, number)
        overtaken: Any = _Overtaken(tx, other)
        with pytest.raises(Stale) as caught:
            await TABLE[action].act(overtaken, number, ani if action in _BY_ANI else budi)
        assert caught.value.broadcast == replace(one, state=other) == await _loaded(tx, number)
        assert str(caught.value) == action
        assert await _audit(tx) == []
        assert await expected_crowds.upcoming(tx, BEFORE) == []
        assert await tx.rows("SELECT count(*) FROM deliveries") == [(1,)]


_BY_ANI = {Action.WITHDRAW, Action.THROW_AWAY}


# ---------------------------------------------------------------- one place


def test_no_other_module_changes_the_state() -> None:
    """The statements stand in the storage, and the workflow alone has them run."""
    statements, calls = set[str](), set[str]()
    for package in ("bot", "data", "handlers"):
        for path in (ROOT / package).rglob("*.py"):
            source = " ".join(path.read_text(encoding="utf-8").replace('"', "").split())
            name = path.relative_to(ROOT).as_posix()
            updates = re.findall(r"UPDATE broadcasts SET (.*?) WHERE", source)
            if any("state =" in one for one in updates) or re.search(r"(?:INTO|DELETE FROM) broadcasts", source):
                statements.add(name)
            if re.search(r"\b(?:announcements|broadcasts)\.(?:store|create|delete_draft)\(", source):
                calls.add(name)
    assert statements == {"data/announcements/announcements.py"}
    assert calls == {"data/announcements/workflow.py"}


def test_the_page_has_the_table() -> None:
    page = (ROOT / "docs/development/announcement.md").read_text(encoding="utf-8")
    shown = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith("|") and line.count("|") == 6
    ]
    assert shown[2:] == [_as_shown(action) for action in Action]


def _as_shown(action: Action) -> tuple[str, ...]:
    one = TRANSITIONS[action]
    come_from = ", ".join(one.come_from) + (", nothing sent yet" if one.unstarted else "")
    come_from += ", its end not recorded" if one.unended else ""
    audit = f"`{one.audit}`" if one.audit else ""
    return action, come_from.replace("_", " "), (one.to or "deleted").replace("_", " "), one.who, audit
