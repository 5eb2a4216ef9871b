"""Looking at a broadcast before it is sent: the pre-flight, the exact preview, handing it in, and the approval.

An approval is bound to what was seen: its button carries the beginning of a hash of it, and the row keeps all of it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from data.announcements import announcements as broadcasts
from data.announcements import audience, status_cards
from data.announcements.announcements import Broadcast, State
from data.announcements.quiet_hours import after_quiet, is_quiet
from data.content import texts
from data.language.invisible_signs import without_invisible
from data.limits import expected_crowds
from data.limits.expected_crowds import Crowd
from handlers.desk import draft as drafts
from handlers.desk import preflight, stale_button, writing
from handlers.desk.request import StaffRequest, button
from handlers.desk.time import sending_time
from handlers.messages import Reply, Turn
from handlers.subscription import subscription

_TOKEN = 8
_LONGEST_NOTE = 300


def token_of(broadcast: Broadcast) -> str:
    """What a button carries of the text it was shown with."""
    return broadcast.content.hex()[:_TOKEN]


# ---------------------------------------------------------------- the writer


async def check(officer: StaffRequest) -> Turn:
    """The pre-flight and the exact preview, and then the question whether to hand it in."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if texts.DEFAULT not in draft.texts:
        return await writing.ask_text(officer)
    if found := next(filter(None, (writing.discloses(officer, words, draft) for words in draft.texts.values())), None):
        return drafts.sheet(officer, draft, texts.staff(f"text.{found}"))
    draft = await broadcasts.save(officer.ctx.tx, replace(draft, refused=None), officer.now)
    await officer.note("broadcast.checked", content=draft.content.hex())
    test, change = button("test", "test", draft.id), button("change", "draft", draft.id)
    if await preflight.reaches_somebody(officer, draft):
        hand = button("hand", "hand", draft.id, token_of(draft))
        asked = officer.answer("preview", "check.hand_in", hand, test, change)
    else:
        asked = officer.answer("preview", "check.nobody", button("audience", "audience", draft.id), test, change)
    first = Reply(await preflight.said(officer, draft))
    return officer.with_more(asked, first, *preflight.previews(officer, draft))


async def test(officer: StaffRequest) -> Turn:
    """To oneself, exactly as people get it."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if texts.DEFAULT not in draft.texts:
        return await writing.ask_text(officer)
    await officer.note("broadcast.tested", content=draft.content.hex())
    reaches = await preflight.reaches_somebody(officer, draft)
    hand = (button("hand", "hand", draft.id, token_of(draft)),) if reaches else ()
    asked = officer.answer("preview", "check.tested", *hand, button("change", "draft", draft.id))
    return officer.with_more(asked, *preflight.previews(officer, draft))


async def hand_in(officer: StaffRequest) -> Turn:
    """Somebody else is to approve it."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if draft.refused:
        return drafts.sheet(officer, draft)
    if officer.word != token_of(draft):
        return officer.answer("asked", "check.changed", button("check", "check", draft.id))
    if not await preflight.reaches_somebody(officer, draft):  # they left since
        ways = button("audience", "audience", draft.id), button("change", "draft", draft.id)
        return officer.answer("asked", "check.nobody", *ways)
    one = replace(draft, state=State.HANDED_IN, fingerprint=draft.content, note=None)
    await broadcasts.save(officer.ctx.tx, one, officer.now)
    await officer.note("broadcast.handed_in", content=draft.content.hex())
    others = _who_may_approve(officer, draft)
    withdraw = button("withdraw", "withdraw", draft.id)
    if _may_approve(officer, draft):
        alone = button("approve.alone", "approve", draft.id, token_of(draft))
        return officer.answer("handed_in", "handed_in.alone", alone, withdraw, number=draft.id)
    key = "handed_in" if others else "handed_in.nobody"
    return officer.answer("handed_in", key, withdraw, number=draft.id, others=", ".join(others))


def _who_may_approve(officer: StaffRequest, broadcast: Broadcast) -> list[str]:
    members = officer.ctx.services.staff.values()
    return [one.name for one in members if one.may_approve(broadcast.writer, single_approver=False)]


async def withdraw(officer: StaffRequest) -> Turn:
    """Back to a draft, as long as nobody was sent anything."""
    one = await officer.broadcast()
    if one is None or not stale_button.may_withdraw(officer, one):
        return await stale_button.told(officer)
    await _undo(officer, one)
    await officer.note("broadcast.withdrawn")
    draft = await drafts.own(officer)
    return drafts.sheet(officer, draft, texts.staff("withdrawn")) if draft else await stale_button.told(officer)


async def _undo(officer: StaffRequest, one: Broadcast, note: str | None = None) -> None:
    """A draft again: no approval, no list."""
    again = replace(
        one,
        state=State.DRAFT,
        fingerprint=None,
        approver=None,
        approved=None,
        self_approved=False,
        footers={},
        note=note,
    )
    await broadcasts.save(officer.ctx.tx, again, officer.now)
    await audience.discard_list(officer.ctx.tx, one.id)


# ---------------------------------------------------------------- the approver


async def show(officer: StaffRequest) -> Turn:
    """What was handed in, with the same pre-flight and preview, for who may approve it."""
    one = await officer.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.told(officer)
    if not _may_approve(officer, one):
        mine = one.writer == officer.member.address
        more = (button("withdraw", "withdraw", one.id),) if mine else ()
        others = ", ".join(_who_may_approve(officer, one)) or "belum ada"
        asked = officer.answer("preview", "review.waits", *more, button("lobby", "lobby"), number=one.id, others=others)
        return officer.with_more(asked, *preflight.previews(officer, one))
    await officer.note("broadcast.reviewed", content=one.content.hex())
    asked = officer.answer(
        "preview",
        "review.approve",
        button("approve", "approve", one.id, token_of(one)),
        button("return", "return", one.id),
        button("lobby", "lobby"),
        writer=officer.name_of(one.writer),
        number=one.id,
    )
    return officer.with_more(asked, Reply(await preflight.said(officer, one)), *preflight.previews(officer, one))


def _may_approve(officer: StaffRequest, one: Broadcast) -> bool:
    return officer.member.may_approve(one.writer, single_approver=officer.ctx.services.single_approver)


async def approve(officer: StaffRequest) -> Turn:
    """Yes: exactly what was seen may be sent."""
    one = await officer.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.told(officer)
    if not _may_approve(officer, one):
        await officer.note("broadcast.approval_refused")
        return officer.answer("not_yours", "review.own", button("lobby", "lobby"))
    if one.refused:
        return officer.answer("asked", "review.refused", button("return", "return", one.id), why=one.refused)
    if officer.word != token_of(one) or one.fingerprint != one.content:
        return officer.answer("asked", "review.changed", button("review", "review", one.id))
    alone = one.writer == officer.member.address
    sender = officer.ctx.services.sender
    approved = replace(
        one,
        state=State.APPROVED,
        approver=officer.member.address,
        approved=officer.now,
        self_approved=alone,
        footers={code: subscription.footer_of(one, code, sender) for code in one.texts},
    )
    await broadcasts.save(officer.ctx.tx, approved, officer.now)
    await status_cards.start_anew(officer.ctx.tx, one.id, officer.member.address)
    coming = await _expect_readers(officer, one)
    await officer.note(
        "broadcast.approved",
        content=one.content.hex(),
        alone=alone,
        at_night=bool(one.override),
        expected=coming,
    )
    buttons = button("follow", "follow", one.id), button("abort", "abort", one.id)
    before = await preflight.before_it(officer, one)
    queue = f" {preflight.after(before)}" if before else ""
    return officer.answer("approved", "approved", *buttons, number=one.id, at=_begins(one, officer.now), queue=queue)


async def _expect_readers(officer: StaffRequest, one: Broadcast) -> int:
    """Who gets it may come and ask at once: how many are expected, for a day."""
    people = sum((await audience.count_reach(officer.ctx.tx, one.audience)).values())
    begins = _leaves(one, officer.now)
    await expected_crowds.add(officer.ctx.tx, Crowd(begins, begins + timedelta(days=1), people))
    return people


def _leaves(one: Broadcast, now: datetime) -> datetime:
    """When it goes out, now that it may."""
    begins = max(one.starts or now, now)
    return after_quiet(begins) if is_quiet(begins) and not one.override else begins


def _begins(one: Broadcast, now: datetime) -> str:
    leaves = _leaves(one, now)
    if leaves > max(one.starts or now, now):
        return f"{sending_time.said(leaves)}, sesudah waktu tenang"
    return sending_time.said(leaves) if leaves > now else "sekarang juga"


async def ask_note(officer: StaffRequest) -> Turn:
    """No: asks what is to be changed."""
    one = await officer.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.told(officer)
    return officer.asks("note", "review.note", button("review", "review", one.id))


async def heard_note(officer: StaffRequest) -> Turn:
    """What is to be changed; its writer reads it."""
    one = await officer.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.told(officer)
    written = without_invisible(officer.typed)
    if not written.strip() or writing.discloses(officer, written):
        return officer.again("review.note_in_words", button("review", "review", one.id))
    note = " ".join(written.split())[:_LONGEST_NOTE]
    await _undo(officer, one, f"{officer.member.name}: {note}")
    await officer.note("broadcast.returned")
    return officer.answer("returned", "review.returned", button("lobby", "lobby"), writer=officer.name_of(one.writer))
