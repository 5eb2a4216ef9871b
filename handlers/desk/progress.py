"""Following a broadcast while it is sent: pause, resume, abort; and its report at the end."""

from data.announcements import announcements, deliveries, status_cards, tallies
from data.announcements.announcements import OPEN, Broadcast, State
from data.announcements.tallies import Tally
from data.content import texts
from handlers.desk import preflight, stale_button
from handlers.desk.draft import people
from handlers.desk.request import STATES, StaffRequest, accept_labels, button
from handlers.desk.status_card import card, state_of, thousands
from handlers.messages import Choice, Reply, Turn

REASONS = {
    "blocked": "bot diblokir atau akun hilang",
    deliveries.UNSUBSCRIBED: "berhenti berlangganan sebelum gilirannya",
    deliveries.INTERRUPTED: "bot mati saat pesan sedang dikirim",
    deliveries.RESTORED: "cadangan data dipulihkan, mungkin sudah terkirim",
    deliveries.ABORTED: "siaran dihentikan",
    deliveries.NOT_VISITED: "tidak membuka chat web lagi",
    "not_written": "pesan tidak bisa disusun (kesalahan program)",
    "throttled": "Telegram terus menolak karena terlalu ramai",
    "unknown": "jawaban Telegram hilang di jalan",
    "stopped": "bot berhenti saat pesan sedang dikirim",
}
RESULTS = {
    "pending": "belum dikirim",
    "claimed": "sedang dikirim",
    "sent": "terkirim",
    "gone": "tak bisa dikirimi lagi",
    "failed": "gagal",
    "unknown": "tak pasti sampai",
}
_ORDER = {"gone": "Tak bisa dikirimi lagi", "failed": "Gagal", "unknown": "Tak pasti sampai"}


async def show(officer: StaffRequest) -> Turn:
    """How it stands; while it is on its way, in a message that edits itself."""
    one = await officer.broadcast()
    if one is None or one.state in {State.DRAFT, State.HANDED_IN}:
        return await stale_button.told(officer)
    content, lobby = button("content", "content", one.id), button("lobby", "lobby")
    if one.state in OPEN:
        await status_cards.start_anew(officer.ctx.tx, one.id, officer.member.address)
        state = state_of(one, officer.now)
        ways = (*_ways(officer, one), content, lobby)
        return officer.answer("followed", "follow", *ways, number=one.id, state=state)
    tally = tallies.pushed(await tallies.by_channel(officer.ctx.tx, one.id))
    said = card(one, tally, 0.0, officer.now, officer.ctx.services.staff)
    buttons = (*said.choices, content, lobby)
    waiting = accept_labels(officer.now, buttons, one.id)
    return officer.ctx.answer("staff.followed", said.text, buttons, pending=waiting)


def _ways(officer: StaffRequest, one: Broadcast) -> tuple[Choice, ...]:
    """What can be done at once, without waiting for the card."""
    if stale_button.may_withdraw(officer, one):
        return (button("withdraw", "withdraw", one.id),)
    if not officer.may_control or one.state is State.APPROVED:
        return ()
    other = button("pause", "pause", one.id) if one.state is State.SENDING else button("resume", "resume", one.id)
    return other, button("abort", "abort", one.id)


async def content(officer: StaffRequest) -> Turn:
    """What people get, or got, once more."""
    one = await officer.broadcast()
    if one is None or one.state in {State.DRAFT, State.HANDED_IN}:
        return await stale_button.told(officer)
    names = {"writer": officer.name_of(one.writer), "approver": officer.name_of(one.approver)}
    ways = button("report", "report", one.id), button("lobby", "lobby")
    asked = officer.answer("content", "content", *ways, number=one.id, said=names)
    return officer.with_more(asked, *preflight.previews(officer, one))


async def pause(officer: StaffRequest) -> Turn:
    """Stops the sending for a while."""
    return await _pause(officer, "paused")


async def halt(officer: StaffRequest) -> Turn:
    """The same, when somebody typed that it must stop."""
    return await _pause(officer, "paused.typed")


async def _pause(officer: StaffRequest, key: str) -> Turn:
    if not await announcements.pause(officer.ctx.tx, officer.number, officer.now):
        return await show(officer)
    await officer.note("broadcast.paused")
    n = officer.number
    return officer.answer("paused", key, button("resume", "resume", n), button("abort", "abort", n), number=n)


async def resume(officer: StaffRequest) -> Turn:
    """Goes on."""
    if not await announcements.resume(officer.ctx.tx, officer.number, officer.now):
        return await show(officer)
    await officer.note("broadcast.resumed")
    n = officer.number
    return officer.answer("resumed", "resumed", button("pause", "pause", n), button("follow", "follow", n), number=n)


async def abort(officer: StaffRequest) -> Turn:
    """Ends it for good, after a question. Until the answer it goes on: pausing is quicker."""
    one = await officer.broadcast()
    if one is None or one.state not in OPEN:
        return await show(officer)
    left = tallies.pushed(await tallies.by_channel(officer.ctx.tx, one.id)).left
    early = ".early" if one.started is None else ""
    if officer.word != "yes":
        yes = button("abort.yes", "abort", one.id, "yes")
        more = (button("pause", "pause", one.id),) if one.state is State.SENDING else ()
        more = (button("withdraw", "withdraw", one.id),) if stale_button.may_withdraw(officer, one) else more
        no = button("abort.no", "follow", one.id)
        return officer.answer("asked", f"abort.sure{early}", yes, *more, no, number=one.id, left=thousands(left))
    await announcements.abort(officer.ctx.tx, one.id, officer.now)
    await officer.note("broadcast.aborted", left=left)
    ways = button("report", "report", one.id), button("lobby", "lobby")
    return officer.answer("aborted", f"aborted{early}", *ways, number=one.id, left=thousands(left))


# ---------------------------------------------------------------- the report


async def report(officer: StaffRequest) -> Turn:
    """Who was reached and who was not, and why not."""
    one = await officer.broadcast()
    if one is None or one.approved is None:
        return await stale_button.told(officer)
    await officer.note("broadcast.report")
    counts = await tallies.by_channel(officer.ctx.tx, one.id)
    whole = tallies.total_of(counts.values())
    again = (button("resend", "resend", one.id),) if _may_resend(officer, one) and whole.unknown else ()
    buttons = (button("csv", "csv", one.id), *again, button("content", "content", one.id), button("lobby", "lobby"))
    return officer.answer(
        "report",
        "report",
        *buttons,
        number=one.id,
        state=STATES[one.state],
        started=texts.moment(one.started, texts.DEFAULT) if one.started else "belum",
        ended=texts.moment(one.ended, texts.DEFAULT) if one.ended else "belum",
        writer=officer.name_of(one.writer),
        approver=officer.name_of(one.approver) + (" (sendiri, mode satu orang)" if one.self_approved else ""),
        people=people(one),
        total=thousands(whole.total),
        sent=thousands(whole.sent),
        left=_left(counts),
        reasons=await _reasons(officer, one),
    )


def _left(counts: dict[str, Tally]) -> str:
    left, pushed = tallies.total_of(counts.values()).left, tallies.pushed(counts).left
    if left == pushed:
        return thousands(left)
    if not pushed:
        return f"{thousands(left)}, saat mereka membuka chat web"
    return f"{thousands(left)}, di antaranya {thousands(left - pushed)} saat mereka membuka chat web"


async def _reasons(officer: StaffRequest, one: Broadcast) -> str:
    found = await tallies.reasons(officer.ctx.tx, one.id)
    lines = []
    for state, title in _ORDER.items():
        own = [(reason, count) for kind, reason, count in found if kind == state]
        if own:
            lines.append(f"{title}: {thousands(sum(count for _, count in own))}")
            lines += [f"- {REASONS.get(reason, reason)}: {thousands(count)}" for reason, count in own]
    return "\n".join(lines)


async def csv(officer: StaffRequest) -> Turn:
    """The same as a table, without whose chats they are."""
    one = await officer.broadcast()
    if one is None or one.approved is None:
        return await stale_button.told(officer)
    await officer.note("broadcast.csv")
    asked = officer.answer("csv", "csv", button("lobby", "lobby"), number=one.id)
    return officer.with_more(asked, Reply("", made=f"report-{one.id}.csv"))


def _may_resend(officer: StaffRequest, one: Broadcast) -> bool:
    return officer.member.approves and one.state is State.DONE


async def resend(officer: StaffRequest) -> Turn:
    """To those of whom nobody knows whether they got it, after a question: some may get it twice."""
    one = await officer.broadcast()
    counts = await tallies.by_channel(officer.ctx.tx, officer.number)
    unknown = tallies.total_of(counts.values()).unknown
    if one is None or not _may_resend(officer, one) or not unknown:
        return await show(officer)
    if officer.word != "yes":
        yes = button("resend.yes", "resend", one.id, "yes")
        no = button("abort.no", "report", one.id)
        return officer.answer("asked", "resend.sure", yes, no, unknown=thousands(unknown))
    count = await deliveries.resend_unknown(officer.ctx.tx, one.id, officer.now)
    await announcements.reopen(officer.ctx.tx, one.id, officer.now)
    await officer.note("broadcast.resent", people=count)
    return officer.answer("resent", "resent", button("follow", "follow", one.id), count=thousands(count))
