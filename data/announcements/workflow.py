"""What staff and the bot do with an announcement: each action checks its rule, changes the state, writes the audit.

The rules are those of `data.announcements.transitions`. An action that they do not allow raises Stale or NotAllowed,
one that would be a mistake now raises Refused; then nothing has changed. A number is that of the announcement, `by` who
acts, `seen` the `token_of` the content that was shown.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from data.announcements import announcements, audience, deliveries, tallies
from data.announcements.announcements import DISCARDED, Broadcast, State
from data.announcements.transitions import (
    APPROVAL_REFUSED,
    TRANSITIONS,
    Action,
    Actor,
    ContentChanged,
    NotAllowed,
    Reason,
    Refused,
    Stale,
    may,
    require,
)
from data.audit import audit_log
from data.content import texts
from data.database.sqlite import Transaction
from data.limits import expected_crowds
from data.limits.expected_crowds import Crowd

_BOT = "bot"
"""Our own name in the audit log."""
_TOKEN = 8
_PAGE = 10_000
_CROWD = timedelta(days=1)
"""How long readers of an announcement are expected after its start."""


def token_of(broadcast: Broadcast) -> str:
    """The beginning of the content's hash: it fits into a button."""
    return broadcast.content.hex()[:_TOKEN]


async def _found(tx: Transaction, action: Action, number: int, by: Actor | None = None) -> Broadcast:
    return require(action, await announcements.load(tx, number), by)


async def _move(
    tx: Transaction,
    action: Action,
    one: Broadcast,
    by: Actor | None,
    now: datetime,
    detail: Mapping[str, object] | None = None,
    /,
    **changes: Any,
) -> Broadcast:
    """Stores the changes and the new state, and records the action. Raises Stale if another one came first."""
    to = TRANSITIONS[action].to
    assert to
    moved = replace(one, state=to, **changes)
    if not await announcements.store(tx, moved, one.state):
        raise Stale(action, await announcements.load(tx, one.id))
    await _record(tx, action, one.id, by, now, detail or {})
    return moved


async def _record(
    tx: Transaction, action: Action, number: int, by: Actor | None, now: datetime, detail: Mapping[str, object]
) -> None:
    if noted := TRANSITIONS[action].audit:
        await audit_log.note(tx, now, by.name if by else _BOT, noted, broadcast=number, **detail)


# ---------------------------------------------------------------- the draft


async def begin(tx: Transaction, by: Actor, now: datetime) -> Broadcast:
    """An empty draft of this member: the one that was begun before, or a new one."""
    if not by.member.writes:
        raise NotAllowed(Action.BEGIN)
    for empty in await announcements.in_states(tx, State.DRAFT):
        if empty.writer == by.member.address and not empty.texts and not empty.attachment:
            return empty
    draft = await announcements.create(tx, by.member.address, now)
    await _record(tx, Action.BEGIN, draft.id, by, now, {})
    return draft


async def edit(
    tx: Transaction, action: Action, draft: Broadcast, by: Actor, now: datetime, **detail: object
) -> Broadcast:
    """Saves a draft that was loaded in this transaction and changed as the action says; the detail is for the audit."""
    require(action, draft, by)
    return await _move(tx, action, draft, by, now, detail, changed=now)


async def take_over(tx: Transaction, number: int, by: Actor, now: datetime) -> Broadcast:
    """Makes the draft of somebody who is no longer a writer one of this member's."""
    one = await _found(tx, Action.TAKE_OVER, number, by)
    detail = {"writer": one.writer}
    return await _move(tx, Action.TAKE_OVER, one, by, now, detail, writer=by.member.address, changed=now)


async def throw_away(tx: Transaction, number: int, by: Actor, now: datetime) -> None:
    """Deletes a draft."""
    one = await _found(tx, Action.THROW_AWAY, number, by)
    while one.list_cursor and await audience.delete_discarded(tx, _PAGE):  # its number may be given again
        pass
    if not await announcements.delete_draft(tx, number):
        raise Stale(Action.THROW_AWAY, await announcements.load(tx, number))
    await _record(tx, Action.THROW_AWAY, one.id, by, now, {})


async def hand_in(tx: Transaction, number: int, by: Actor, seen: str, now: datetime) -> Broadcast:
    """Hands a draft in for approval, exactly as it was shown."""
    draft = await _found(tx, Action.HAND_IN, number, by)
    if draft.refused:
        raise Refused(Action.HAND_IN, draft, Reason.CHANNEL)
    if seen != token_of(draft):
        raise ContentChanged(Action.HAND_IN, draft)
    if texts.DEFAULT not in draft.texts:
        raise Refused(Action.HAND_IN, draft, Reason.NO_TEXT)
    if not await _readers(tx, draft):
        raise Refused(Action.HAND_IN, draft, Reason.NOBODY)
    content = draft.content
    detail = {"content": content.hex()}
    return await _move(tx, Action.HAND_IN, draft, by, now, detail, fingerprint=content, note=None, changed=now)


async def withdraw(tx: Transaction, number: int, by: Actor, now: datetime) -> Broadcast:
    """Makes it a draft again."""
    one = await _found(tx, Action.WITHDRAW, number, by)
    return await _back_to_draft(tx, Action.WITHDRAW, one, by, now)


async def _back_to_draft(
    tx: Transaction, action: Action, one: Broadcast, by: Actor, now: datetime, note: str | None = None
) -> Broadcast:
    """Makes it a draft again, without its approval and its list of recipients."""
    draft = await _move(
        tx, action, one, by, now,
        fingerprint=None, approver=None, approved=None, self_approved=False, footers={}, note=note, changed=now,
    )  # fmt: skip
    await audience.discard_list(tx, one.id)
    return replace(draft, list_cursor=DISCARDED if one.list_cursor else None)


# ---------------------------------------------------------------- the decision


async def send_back(tx: Transaction, number: int, by: Actor, note: str, now: datetime) -> Broadcast:
    """Returns it to its writer; the note says what is to be changed."""
    one = await _found(tx, Action.SEND_BACK, number, by)
    return await _back_to_draft(tx, Action.SEND_BACK, one, by, now, f"{by.member.name}: {note}")


async def approve(tx: Transaction, number: int, by: Actor, seen: str, now: datetime, *, sender: str) -> Broadcast:
    """Approves exactly what was shown, signed by this sender; as many visitors as it has readers are expected.

    The audit log keeps the attempt of somebody who may not approve it.
    """
    try:
        one = await _found(tx, Action.APPROVE, number, by)
    except NotAllowed:
        await audit_log.note(tx, now, by.name, APPROVAL_REFUSED, broadcast=number)
        raise
    if one.refused:
        raise Refused(Action.APPROVE, one, Reason.CHANNEL)
    if seen != token_of(one) or one.fingerprint != one.content:
        raise ContentChanged(Action.APPROVE, one)
    alone = one.writer == by.member.address
    expected, begins = await _readers(tx, one), one.sent_at(now)
    detail = {"content": one.content.hex(), "alone": alone, "at_night": bool(one.override), "expected": expected}
    approved = await _move(
        tx, Action.APPROVE, one, by, now, detail,
        approver=by.member.address, approved=now, self_approved=alone, changed=now,
        footers={code: one.footer(code, sender) for code in one.texts},
    )  # fmt: skip
    await expected_crowds.add(tx, Crowd(begins, begins + _CROWD, expected))
    return approved


async def _readers(tx: Transaction, one: Broadcast) -> int:
    """How many people it reaches now."""
    return sum((await audience.count_reach(tx, one.audience)).values())


# ---------------------------------------------------------------- while it is sent


async def start(tx: Transaction, number: int, now: datetime) -> Broadcast:
    """Begins to send it, or goes on with what was reopened."""
    one = await _found(tx, Action.START, number)
    return await _move(tx, Action.START, one, None, now, started=one.started or now)


async def pause(tx: Transaction, number: int, by: Actor, now: datetime) -> Broadcast:
    """Pauses it."""
    one = await _found(tx, Action.PAUSE, number, by)
    return await _move(tx, Action.PAUSE, one, by, now, changed=now)


async def pause_refused(tx: Transaction, refused: int, now: datetime) -> None:
    """Pauses what is being sent, after the channel refused this many messages in a row."""
    for one in await announcements.in_states(tx, State.SENDING):
        await _move(tx, Action.PAUSE_REFUSED, one, None, now, {"refused": refused}, changed=now)


async def resume(tx: Transaction, number: int, by: Actor, now: datetime) -> Broadcast:
    """Goes on after a pause."""
    one = await _found(tx, Action.RESUME, number, by)
    return await _move(tx, Action.RESUME, one, by, now, changed=now)


async def abort(tx: Transaction, number: int, by: Actor, now: datetime) -> Broadcast:
    """Ends it for good before everybody has it; `close` records the end once no message is under way."""
    one = await _found(tx, Action.ABORT, number, by)
    left = tallies.pushed(await tallies.by_channel(tx, number)).left
    return await _move(tx, Action.ABORT, one, by, now, {"left": left}, changed=now)


async def end(tx: Transaction, number: int, now: datetime) -> Broadcast:
    """Ends it: nobody is left on the channels that push."""
    one = await _found(tx, Action.END, number)
    return await _move(tx, Action.END, one, None, now, await _counts(tx, number), ended=now)


async def close(tx: Transaction, number: int, now: datetime) -> Broadcast:
    """Records the end of an aborted one: every delivery has its outcome."""
    one = await _found(tx, Action.CLOSE, number)
    return await _move(tx, Action.CLOSE, one, None, now, await _counts(tx, number), ended=now)


async def _counts(tx: Transaction, number: int) -> dict[str, object]:
    whole = tallies.total_of((await tallies.by_channel(tx, number)).values())
    return {
        "people": whole.total,
        "sent": whole.sent,
        "gone": whole.gone,
        "failed": whole.failed,
        "unknown": whole.unknown,
    }


async def reopen(tx: Transaction, one: Broadcast, now: datetime) -> None:
    """Queues it again if it has ended: a message whose outcome was unknown turned out unsent."""
    if may(Action.REOPEN, one, None):
        await _move(tx, Action.REOPEN, one, None, now, changed=now, ended=None)


async def resend_unknown(tx: Transaction, number: int, by: Actor, now: datetime) -> int:
    """Queues the deliveries that are unknown once more: some people may get it twice. Returns their number."""
    one = await _found(tx, Action.RESEND, number, by)
    count = await deliveries.resend_unknown(tx, number, now)
    if not count:
        raise Refused(Action.RESEND, one, Reason.NOTHING_UNKNOWN)
    await _move(tx, Action.RESEND, one, by, now, {"people": count}, changed=now, ended=None)
    return count


# ---------------------------------------------------------------- in a restored older copy


async def require_new_approval(tx: Transaction, number: int, now: datetime) -> Broadcast:
    """Takes the approval from one that is not due yet: it may be outdated."""
    one = await _found(tx, Action.APPROVE_AGAIN, number)
    await audience.discard_list(tx, number)
    return await _move(tx, Action.APPROVE_AGAIN, one, None, now, approver=None, approved=None, changed=now)


async def end_unknown(tx: Transaction, number: int, now: datetime) -> int:
    """Ends one that may have reached people: its open deliveries become unknown. Returns their number."""
    one = await _found(tx, Action.END_UNKNOWN, number)
    unknown = await deliveries.mark_unknown_after_restore(tx, number, now)
    counts = await _counts(tx, number)
    started = one.started or now
    await _move(tx, Action.END_UNKNOWN, one, None, now, counts, started=started, ended=now, changed=now)
    return unknown


async def give_up(tx: Transaction, number: int, now: datetime) -> bool:
    """Aborts one that was sent but is not approved in this copy. Returns whether there was one."""
    one = await announcements.load(tx, number)
    if one is None or not may(Action.GIVE_UP, one, None):
        return False
    await _move(tx, Action.GIVE_UP, one, None, now, changed=now)
    return True
