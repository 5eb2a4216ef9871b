"""Reviews a broadcast before it is sent: the pre-flight summary, the exact preview, submission and approval.

Handing in and approving are bound to the content that was shown: their buttons carry the beginning of its hash.
"""

from dataclasses import replace
from datetime import datetime

from data.announcements import status_cards, transitions, workflow
from data.announcements.announcements import Broadcast, State
from data.announcements.transitions import Action, ContentChanged, NotAllowed, Reason, Refused
from data.announcements.workflow import token_of
from data.content import texts
from data.language.invisible_signs import without_invisible
from handlers.desk import draft as drafts
from handlers.desk import preflight, stale_button, writing
from handlers.desk.request import StaffRequest, button
from handlers.desk.time import sending_time
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome

_LONGEST_NOTE = 300


# ---------------------------------------------------------------- the writer


async def check(request: StaffRequest) -> Turn:
    """Shows the summary and the exact preview, and offers to submit the draft."""
    draft = await drafts.own_draft(request)
    if texts.DEFAULT not in draft.texts:
        return await writing.ask_text(request)
    if found := next(filter(None, (writing.discloses(request, words, draft) for words in draft.texts.values())), None):
        return drafts.draft_view(request, draft, texts.staff(f"text.{found}"))
    draft = await drafts.save(request, Action.CHECK, replace(draft, refused=None))
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
    if texts.DEFAULT not in draft.texts:
        return await writing.ask_text(request)
    await request.record("broadcast.tested", content=draft.content.hex())
    reaches = await preflight.reaches_somebody(request, draft)
    hand = (button("hand", "hand", draft.id, token_of(draft)),) if reaches else ()
    asked = request.answer(Outcome.STAFF_PREVIEW, "check.tested", *hand, button("change", "draft", draft.id))
    return request.insert_before_last(asked, *preflight.previews(request, draft))


async def submit(request: StaffRequest) -> Turn:
    """Submits the draft for approval."""
    n, change = request.number, button("change", "draft", request.number)
    try:
        draft = await workflow.hand_in(request.ctx.tx, n, request.actor, request.argument, request.now)
    except ContentChanged:
        return request.answer(Outcome.STAFF_ASKED, "check.changed", button("check", "check", n))
    except Refused as problem:
        if problem.reason is Reason.NOBODY:  # the last subscriber left in the meantime
            return request.answer(Outcome.STAFF_ASKED, "check.nobody", button("audience", "audience", n), change)
        return drafts.draft_view(request, problem.broadcast)
    others = _who_may_approve(request, draft)
    withdraw = button("withdraw", "withdraw", draft.id)
    if request.may(Action.APPROVE, draft):
        alone = button("approve.alone", "approve", draft.id, token_of(draft))
        return request.answer(Outcome.STAFF_HANDED_IN, "handed_in.alone", alone, withdraw, number=draft.id)
    key = "handed_in" if others else "handed_in.nobody"
    return request.answer(Outcome.STAFF_HANDED_IN, key, withdraw, number=draft.id, others=", ".join(others))


def _who_may_approve(request: StaffRequest, broadcast: Broadcast) -> list[str]:
    members = request.ctx.services.staff.values()
    return [one.name for one in members if one.may_approve(broadcast.writer, single_approver=False)]


async def withdraw(request: StaffRequest) -> Turn:
    """Makes it a draft again, if nothing was sent yet."""
    draft = await workflow.withdraw(request.ctx.tx, request.number, request.actor, request.now)
    return drafts.draft_view(request, draft, texts.staff("withdrawn"))


# ---------------------------------------------------------------- the approver


async def show(request: StaffRequest) -> Turn:
    """Shows a submitted broadcast with summary and preview; approvers also get the buttons to decide."""
    one = await request.broadcast()
    if one is None or one.state is not State.HANDED_IN:
        return await stale_button.explain(request)
    if not request.may(Action.APPROVE, one):
        more = (button("withdraw", "withdraw", one.id),) if request.may(Action.WITHDRAW, one) else ()
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


async def approve(request: StaffRequest) -> Turn:
    """Approves exactly the content that was shown."""
    ctx, n = request.ctx, request.number
    try:
        one = await workflow.approve(
            ctx.tx, n, request.actor, request.argument, request.now, sender=ctx.services.sender
        )
    except NotAllowed:
        return request.answer(Outcome.STAFF_NOT_YOURS, "review.own", button("lobby", "lobby"))
    except Refused as problem:
        why = problem.broadcast.refused
        return request.answer(Outcome.STAFF_ASKED, "review.refused", button("return", "return", n), why=why)
    except ContentChanged:
        return request.answer(Outcome.STAFF_ASKED, "review.changed", button("review", "review", n))
    await status_cards.start_anew(ctx.tx, n, request.member.address)
    buttons = button("follow", "follow", n), button("abort", "abort", n)
    before = await preflight.sent_before(request, one)
    queue = f" {preflight.queue_note(before)}" if before else ""
    return request.answer(
        Outcome.STAFF_APPROVED, "approved", *buttons, number=n, at=_sent_at_words(one, request.now), queue=queue
    )


def _sent_at_words(one: Broadcast, now: datetime) -> str:
    leaves = one.sent_at(now)
    if leaves > max(one.starts or now, now):
        return texts.staff_phrase("after_quiet", at=sending_time.in_words(leaves))
    return sending_time.in_words(leaves) if leaves > now else texts.staff_phrase("right_now")


async def ask_note(request: StaffRequest) -> Turn:
    """Asks what is to be changed before returning it."""
    one = transitions.require(Action.SEND_BACK, await request.broadcast(), request.actor)
    return request.ask("note", "review.note", button("review", "review", one.id))


async def take_note(request: StaffRequest) -> Turn:
    """Returns the broadcast to its writer with this note."""
    one = transitions.require(Action.SEND_BACK, await request.broadcast(), request.actor)
    written = without_invisible(request.text)
    if not written.strip() or writing.discloses(request, written):
        return request.ask_again("review.note_in_words", button("review", "review", one.id))
    note = " ".join(written.split())[:_LONGEST_NOTE]
    await workflow.send_back(request.ctx.tx, one.id, request.actor, note, request.now)
    return request.answer(
        Outcome.STAFF_RETURNED, "review.returned", button("lobby", "lobby"), writer=request.name_of(one.writer)
    )
