"""Reviews a broadcast before it is sent: the pre-flight summary, the exact preview, submission and approval.

An approval is bound to the content that was shown: its button carries the beginning of a hash of it, and the row stores
the whole hash.
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
from handlers.outcomes import Outcome
from handlers.subscription import subscription

_TOKEN = 8
_LONGEST_NOTE = 300


def token_of(broadcast: Broadcast) -> str:
    """The beginning of the content's hash, for use in buttons."""
    return broadcast.content.hex()[:_TOKEN]


# ---------------------------------------------------------------- the writer


async def check(request: StaffRequest) -> Turn:
    """Shows the summary and the exact preview, and offers to submit the draft."""
    draft = await drafts.own_draft(request)
    if draft is None:
        return await stale_button.explain(request)
    if texts.DEFAULT not in draft.texts:
        return await writing.ask_text(request)
    if found := next(filter(None, (writing.discloses(request, words, draft) for words in draft.texts.values())), None):
        return drafts.draft_view(request, draft, texts.staff(f"text.{found}"))
    draft = await broadcasts.save(request.ctx.tx, replace(draft, refused=None), request.now)
    await request.record("broadcast.checked", content=draft.content.hex())
    send_test, change = button("test", "test", draft.id), button("change", "draft", draft.id)
    if await preflight.reaches_somebody(request, draft):
        hand = button("hand", "hand", draft.id, token_of(draft))
        asked = request.answer(Outcome.STAFF_PREVIEW, "check.hand_in", hand, send_test, change)
    else:
        asked = request.answer(
            Outcome.STAFF_PREVIEW, "check.nobody", button("audience", "audience", draft.id), send_test, change
        )
    first = Reply(await preflight.summary(request, draft))
    return request.insert_before_last(asked, first, *preflight.previews(request, draft))


async def send_test(request: StaffRequest) -> Turn:
    """Sends the announcement to the writer, exactly as people receive it."""
    draft = await drafts.own_draft(request)
    if draft is None:
        return await stale_button.explain(request)
    if texts.DEFAULT not in draft.texts:
        return await writing.ask_text(request)
    await request.record("broadcast.tested", content=draft.content.hex())
    reaches = await preflight.reaches_somebody(request, draft)
    hand = (button("hand", "hand", draft.id, token_of(draft)),) if reaches else ()
    asked = request.answer(Outcome.STAFF_PREVIEW, "check.tested", *hand, button("change", "draft", draft.id))
    return request.insert_before_last(asked, *preflight.previews(request, draft))


async def submit(request: StaffRequest) -> Turn:
    """Submits the draft for approval."""
    draft = await drafts.own_draft(request)
    if draft is None:
        return await stale_button.explain(request)
    if draft.refused:
        return drafts.draft_view(request, draft)
    if request.argument != token_of(draft):
        return request.answer(Outcome.STAFF_ASKED, "check.changed", button("check", "check", draft.id))
    if not await preflight.reaches_somebody(request, draft):  # the last subscriber left in the meantime
        ways = button("audience", "audience", draft.id), button("change", "draft", draft.id)
        return request.answer(Outcome.STAFF_ASKED, "check.nobody", *ways)
    one = replace(draft, state=State.HANDED_IN, fingerprint=draft.content, note=None)
    await broadcasts.save(request.ctx.tx, one, request.now)
    await request.record("broadcast.handed_in", content=draft.content.hex())
    others = _who_may_approve(request, draft)
    withdraw = button("withdraw", "withdraw", draft.id)
    if _may_approve(request, draft):
        alone = button("approve.alone", "approve", draft.id, token_of(draft))
        return request.answer(Outcome.STAFF_HANDED_IN, "handed_in.alone", alone, withdraw, number=draft.id)
    key = "handed_in" if others else "handed_in.nobody"
    return request.answer(Outcome.STAFF_HANDED_IN, key, withdraw, number=draft.id, others=", ".join(others))


def _who_may_approve(request: StaffRequest, broadcast: Broadcast) -> list[str]:
    members = request.ctx.services.staff.values()
    return [one.name for one in members if one.may_approve(broadcast.writer, single_approver=False)]


async def withdraw(request: StaffRequest) -> Turn:
    """Makes it a draft again, if nothing was sent yet."""
    one = await request.broadcast()
    if one is None or not stale_button.may_withdraw(request, one):
        return await stale_button.explain(request)
    await _undo(request, one)
    await request.record("broadcast.withdrawn")
    draft = await drafts.own_draft(request)
    return drafts.draft_view(request, draft, texts.staff("withdrawn")) if draft else await stale_button.explain(request)


async def _undo(request: StaffRequest, one: Broadcast, note: str | None = None) -> None:
    """Makes it a draft again, without its approval and list of recipients."""
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
    await broadcasts.save(request.ctx.tx, again, request.now)
    await audience.discard_list(request.ctx.tx, one.id)


# ---------------------------------------------------------------- the approver


async def show(request: StaffRequest) -> Turn:
    """Shows a submitted broadcast with summary and preview; approvers also get the buttons to decide."""
    one = await request.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.explain(request)
    if not _may_approve(request, one):
        mine = one.writer == request.member.address
        more = (button("withdraw", "withdraw", one.id),) if mine else ()
        others = ", ".join(_who_may_approve(request, one)) or texts.staff_phrase("review.no_approver")
        asked = request.answer(
            Outcome.STAFF_PREVIEW, "review.waits", *more, button("lobby", "lobby"), number=one.id, others=others
        )
        return request.insert_before_last(asked, *preflight.previews(request, one))
    await request.record("broadcast.reviewed", content=one.content.hex())
    asked = request.answer(
        Outcome.STAFF_PREVIEW,
        "review.approve",
        button("approve", "approve", one.id, token_of(one)),
        button("return", "return", one.id),
        button("lobby", "lobby"),
        writer=request.name_of(one.writer),
        number=one.id,
    )
    return request.insert_before_last(
        asked, Reply(await preflight.summary(request, one)), *preflight.previews(request, one)
    )


def _may_approve(request: StaffRequest, one: Broadcast) -> bool:
    return request.member.may_approve(one.writer, single_approver=request.ctx.services.single_approver)


async def approve(request: StaffRequest) -> Turn:
    """Approves exactly the content that was shown."""
    one = await request.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.explain(request)
    if not _may_approve(request, one):
        await request.record("broadcast.approval_refused")
        return request.answer(Outcome.STAFF_NOT_YOURS, "review.own", button("lobby", "lobby"))
    if one.refused:
        return request.answer(
            Outcome.STAFF_ASKED, "review.refused", button("return", "return", one.id), why=one.refused
        )
    if request.argument != token_of(one) or one.fingerprint != one.content:
        return request.answer(Outcome.STAFF_ASKED, "review.changed", button("review", "review", one.id))
    alone = one.writer == request.member.address
    sender = request.ctx.services.sender
    approved = replace(
        one,
        state=State.APPROVED,
        approver=request.member.address,
        approved=request.now,
        self_approved=alone,
        footers={code: subscription.footer_of(one, code, sender) for code in one.texts},
    )
    await broadcasts.save(request.ctx.tx, approved, request.now)
    await status_cards.start_anew(request.ctx.tx, one.id, request.member.address)
    coming = await _expect_readers(request, one)
    await request.record(
        "broadcast.approved",
        content=one.content.hex(),
        alone=alone,
        at_night=bool(one.override),
        expected=coming,
    )
    buttons = button("follow", "follow", one.id), button("abort", "abort", one.id)
    before = await preflight.sent_before(request, one)
    queue = f" {preflight.queue_note(before)}" if before else ""
    return request.answer(
        Outcome.STAFF_APPROVED, "approved", *buttons, number=one.id, at=_sent_at_words(one, request.now), queue=queue
    )


async def _expect_readers(request: StaffRequest, one: Broadcast) -> int:
    """Tells the limits to expect as many visitors as there are recipients, for a day; returns their number."""
    people = sum((await audience.count_reach(request.ctx.tx, one.audience)).values())
    begins = _sent_at(one, request.now)
    await expected_crowds.add(request.ctx.tx, Crowd(begins, begins + timedelta(days=1), people))
    return people


def _sent_at(one: Broadcast, now: datetime) -> datetime:
    """When it will be sent if it is approved now."""
    begins = max(one.starts or now, now)
    return after_quiet(begins) if is_quiet(begins) and not one.override else begins


def _sent_at_words(one: Broadcast, now: datetime) -> str:
    leaves = _sent_at(one, now)
    if leaves > max(one.starts or now, now):
        return texts.staff_phrase("after_quiet", at=sending_time.in_words(leaves))
    return sending_time.in_words(leaves) if leaves > now else texts.staff_phrase("right_now")


async def ask_note(request: StaffRequest) -> Turn:
    """Asks what is to be changed before returning it."""
    one = await request.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.explain(request)
    return request.ask("note", "review.note", button("review", "review", one.id))


async def take_note(request: StaffRequest) -> Turn:
    """Returns the broadcast to its writer with this note."""
    one = await request.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.explain(request)
    written = without_invisible(request.text)
    if not written.strip() or writing.discloses(request, written):
        return request.ask_again("review.note_in_words", button("review", "review", one.id))
    note = " ".join(written.split())[:_LONGEST_NOTE]
    await _undo(request, one, f"{request.member.name}: {note}")
    await request.record("broadcast.returned")
    return request.answer(
        Outcome.STAFF_RETURNED, "review.returned", button("lobby", "lobby"), writer=request.name_of(one.writer)
    )
