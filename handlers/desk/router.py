"""Lets the staff in, and nobody else: to others none of this exists."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from data.announcements import announcements
from data.announcements.announcements import State
from data.content import texts
from data.staff import members
from data.staff.members import Member
from handlers.context import Context
from handlers.desk import (
    attachment,
    audience,
    cadres,
    draft,
    overview,
    progress,
    review,
    schedule,
    takeover,
    typed_replies,
    unmatched,
    unprompted,
    writing,
)
from handlers.desk.request import PREFIX, PRESS, StaffRequest, button
from handlers.messages import Choice, Reply, Turn
from handlers.phrases import commands, yes_no

Step = Callable[[StaffRequest], Awaitable[Turn]]

COMMANDS = {"siaran": "lobby", "statistik": "figures", "kader": "cadre"}
"""What staff type; Telegram lists these for them alone."""
_BARE = {"siaran", "statistik"}
"""Those that mean the same without their stroke."""
_A_CHOICE = 3
"""Where so many buttons stand, a nod does not say which."""
_BEGINS = {"welcome", "menu"}
"""Answers to /start and /help."""
_LOST = {"not_understood", "attached", "too_much_text"}
"""Answers of the bot that did not know what was meant."""

# The one table of steps of the desk: for everybody who works here, for writers, for who approves, for both of these.
FOR_ALL: dict[str, Step] = {
    "lobby": overview.show,
    "open": overview.open_one,
    "follow": progress.show,
    "report": progress.report,
    "csv": progress.csv,
    "content": progress.content,
    "figures": overview.figures_shown,
}
FOR_WRITERS: dict[str, Step] = {
    "new": writing.begin,
    "draft": draft.show,
    "take": takeover.take_over,
    "text": writing.ask_text,
    "empty": writing.empty_text,
    "add": unprompted.add,
    "swap": unprompted.swap,
    "leave": unprompted.leave,
    "file": attachment.ask_file,
    "nofile": attachment.no_file,
    "throw": draft.throw_away,
    "audience": audience.show,
    "kecamatan": audience.which_kecamatan,
    "language": audience.which_language,
    "channel": audience.which_channel,
    "only": audience.choose,
    "time": schedule.ask,
    "when": schedule.choose,
    "reason": schedule.ask_reason,
    "check": review.check,
    "test": review.test,
    "hand": review.hand_in,
    "withdraw": review.withdraw,
}
FOR_APPROVERS: dict[str, Step] = {
    "review": review.show,
    "approve": review.approve,
    "return": review.ask_note,
    "resend": progress.resend,
}
FOR_BOTH: dict[str, Step] = {
    "pause": progress.pause,
    "resume": progress.resume,
    "abort": progress.abort,
}
TYPED: dict[str, Step] = {
    "text": writing.heard_text,
    "file": attachment.heard_file,
    "kecamatan": audience.heard_kecamatan,
    "time": schedule.heard,
    "reason": schedule.heard_reason,
    "note": review.heard_note,
}
"""Questions that wait for typed words, or a file."""
_BEHIND = {"note": "return"}
"""The step that led to such a question, where it has another name."""


def _may(member: Member, step: str) -> bool:
    if step in FOR_WRITERS:
        return member.writes
    if step in FOR_APPROVERS:
        return member.approves
    return member.writes or member.approves if step in FOR_BOTH or step == "cadre" else True


_STEPS = FOR_ALL | FOR_WRITERS | FOR_APPROVERS | FOR_BOTH


async def respond(ctx: Context) -> Turn | None:
    """The answer to one of the staff at work; None for anybody and anything else."""
    incoming = ctx.incoming
    member = members.member(ctx.services.staff, incoming.channel, incoming.address)
    if member is None or incoming.private_link:
        return None
    officer = StaffRequest(ctx, member)
    if incoming.choice is not None:
        value = incoming.choice.removeprefix(PREFIX)
        return await _step(officer, value) if incoming.choice.startswith(PREFIX) else None
    command = commands.command_name(incoming.text)
    if command and (commands.command(incoming.text) or not yes_no.never_mind(incoming.text)):  # not /batal
        return await _step(officer, COMMANDS[command]) if command in COMMANDS else None
    return await _typed(officer)


async def _step(officer: StaffRequest, value: str) -> Turn:
    """A button or a command: `STEP.NUMBER.WORD`."""
    step, _, rest = value.partition(".")
    number, _, word = rest.partition(".")
    if not _may(officer.member, step):
        role = "penulis" if step in FOR_WRITERS else "penyetuju" if step in FOR_APPROVERS else "penulis dan penyetuju"
        return officer.answer("no_role", "no_role", button("lobby", "lobby"), role=role)
    if step == "cadre":
        return await cadres.respond(officer.ctx, officer.member, rest)
    if step not in _STEPS:
        return await overview.show(officer)
    known = number.isdecimal() and len(number) <= 9
    return await _STEPS[step](officer.for_announcement(int(number) if known else 0, word))


async def _typed(officer: StaffRequest) -> Turn | None:
    """Words: an alarm, the name of a command, the words on a button, or the answer to a question of the desk."""
    if officer.typed:
        if typed_replies.is_alarm(officer.typed) and officer.may_control and (turn := await _halt(officer)):
            return turn
        if commands.fold(officer.typed) in _BARE:
            return await _step(officer, COMMANDS[commands.fold(officer.typed)])
    pending = officer.ctx.chat.pending
    if pending is None or not pending.step.startswith(PREFIX):
        return await _unasked(officer)
    step = pending.step.removeprefix(PREFIX)
    if step.startswith("cadre"):
        return await _step(officer, step)
    buttons: dict[str, str] = pending.answers.get("buttons", {})
    if value := typed_replies.meant(officer.typed, buttons, exactly=pending.step != PRESS):
        return await _step(officer, value.removeprefix(PREFIX))
    officer = officer.for_announcement(pending.answers["number"], pending.answers["word"])
    if pending.step == PRESS:
        return await _beside(officer, buttons)
    if typed_replies.is_back(officer.typed) or (step == "text" and typed_replies.is_no_text(officer.typed)):
        return await overview.open_one(officer)
    behind = _BEHIND.get(step, step)
    return await (TYPED[step](officer) if _may(officer.member, behind) else _step(officer, behind))


async def _beside(officer: StaffRequest, buttons: Mapping[str, str]) -> Turn | None:
    """Words that are on none of the buttons."""
    if typed_replies.is_nod(officer.typed) and len(buttons) >= _A_CHOICE:
        return officer.again("press", *(Choice(*one) for one in buttons.items()))
    return await unprompted.heard(officer) or await _unasked(officer)


async def _unasked(officer: StaffRequest) -> Turn | None:
    """The desk, for words that answer nothing of it; None where a resident would say the same."""
    if not unmatched.is_for_the_desk(officer.ctx):
        return None
    turn = await overview.show(officer.for_announcement(0))
    return officer.with_more(turn, Reply(texts.staff("lobby.unasked")))


async def _halt(officer: StaffRequest) -> Turn | None:
    """Pauses what is being sent, as pausing can be undone; None when nothing is, and they may mean something else."""
    sending = await announcements.in_states(officer.ctx.tx, State.SENDING)
    if sending:
        return await progress.halt(officer.for_announcement(sending[0].id))
    return await overview.show(officer) if "siaran" in commands.fold(officer.typed) else None


def way_back(ctx: Context, turn: Turn) -> Turn:
    """The answer, with a button to the desk where one of the staff was not understood, or begins."""
    incoming, replies = ctx.incoming, turn.answer.replies
    member = members.member(ctx.services.staff, incoming.channel, incoming.address)
    if member is None or incoming.private_link or not replies:
        return turn
    if turn.answer.outcome in _BEGINS and incoming.choice is None:
        named = "lobby.named" if member.writes or member.approves else "lobby.named.look"
        return turn.and_also((Reply(texts.staff(named), (button("lobby", "lobby"),), aside=True),))
    if turn.answer.outcome not in _LOST:
        return turn
    *first, last = replies
    shown = replace(last, choices=(*last.choices, button("lobby", "lobby")))
    return replace(turn, answer=replace(turn.answer, replies=(*first, shown)))


def turned_away(ctx: Context) -> Context:
    """One of the staff presses a button of residents, or gives a command of theirs: no question of ours waits then."""
    pending, incoming = ctx.chat.pending, ctx.incoming
    leaves = incoming.choice is not None or commands.command_name(incoming.text)
    if pending and pending.step.startswith(PREFIX) and leaves:
        return replace(ctx, chat=replace(ctx.chat, pending=None))
    return ctx
