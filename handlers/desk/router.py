"""Routes the messages of staff to the steps of the desk; for anybody else the desk does not exist."""

from collections.abc import Awaitable, Callable, Mapping

from msgspec.structs import replace

from data.announcements import announcements
from data.announcements.announcements import State
from data.announcements.transitions import NotAllowed, Stale
from data.chats.questions import CadreLabel, DeskButtons, DeskInput, DeskQuestion
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
    stale_button,
    takeover,
    typed_replies,
    unmatched,
    unprompted,
    writing,
)
from handlers.desk.request import PREFIX, StaffRequest, button
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome
from handlers.phrases import commands, yes_no

Step = Callable[[StaffRequest], Awaitable[Turn]]

COMMANDS = {"siaran": "lobby", "statistik": "figures", "kader": "cadre"}
"""Commands for staff, which Telegram lists only for them."""
_WITHOUT_SLASH = {"siaran", "statistik"}
"""Commands that also work without the slash."""
_AMBIGUOUS = 3
"""With this many buttons or more, a bare yes does not say which one."""
_GREETINGS = {Outcome.WELCOME, Outcome.MENU}
"""Outcomes of /start and /help."""
_NOT_UNDERSTOOD = {Outcome.NOT_UNDERSTOOD, Outcome.ATTACHED, Outcome.TOO_MUCH_TEXT}
"""Outcomes of messages that were not understood."""

# The steps of the desk: for all staff, for writers, for approvers, for writers and approvers alike.
FOR_ALL: dict[str, Step] = {
    "lobby": overview.show,
    "open": overview.open_one,
    "follow": progress.show,
    "report": progress.report,
    "csv": progress.csv,
    "content": progress.content,
    "figures": overview.show_statistics,
}
FOR_WRITERS: dict[str, Step] = {
    "new": writing.begin,
    "draft": draft.show,
    "take": takeover.take_over,
    "text": writing.ask_text,
    "empty": writing.remove_text,
    "add": unprompted.append_text,
    "swap": unprompted.replace_text,
    "leave": unprompted.keep_draft,
    "file": attachment.ask_file,
    "nofile": attachment.remove_file,
    "throw": draft.discard,
    "audience": audience.show,
    "kecamatan": audience.ask_kecamatan,
    "language": audience.ask_language,
    "channel": audience.ask_channel,
    "only": audience.choose,
    "time": schedule.ask,
    "when": schedule.choose,
    "reason": schedule.ask_reason,
    "check": review.check,
    "test": review.send_test,
    "hand": review.submit,
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
ANSWERS: dict[str, Step] = {
    "text": writing.take_typed,
    "file": attachment.take_file,
    "kecamatan": audience.take_kecamatan,
    "time": schedule.take_time,
    "reason": schedule.take_reason,
    "note": review.take_note,
}
"""The steps that take the typed text or the file for which a question waits."""
_ASKED_BY = {"note": "return"}
"""The step that asked the question, if its name differs from that of the answering step."""


def _may(member: Member, step: str) -> bool:
    if step in FOR_WRITERS:
        return member.writes
    if step in FOR_APPROVERS:
        return member.approves
    return member.writes or member.approves if step in FOR_BOTH or step == "cadre" else True


_STEPS = FOR_ALL | FOR_WRITERS | FOR_APPROVERS | FOR_BOTH


async def respond(ctx: Context) -> Turn | None:
    """The answer of the desk; None for residents, and for messages of staff that are not for the desk."""
    member = _member(ctx)
    if member is None:
        return None
    request, choice = StaffRequest(ctx, member), ctx.incoming.choice
    if choice is not None:
        return await _run_step(request, choice.removeprefix(PREFIX)) if choice.startswith(PREFIX) else None
    if (command := commands.command_name(ctx.reading)) and not _goes_back(ctx):
        return await _run_step(request, COMMANDS[command]) if command in COMMANDS else None
    return await _respond_to_text(request)


def _member(ctx: Context) -> Member | None:
    """The staff member who writes this; None for residents, and in groups."""
    incoming = ctx.incoming
    return None if incoming.private_link else members.find(ctx.services.staff, incoming.channel, incoming.address)


def _goes_back(ctx: Context) -> bool:
    """Whether it is /batal or the like, which is no command."""
    return not commands.command(ctx.reading) and yes_no.never_mind(ctx.reading)


async def _run_step(request: StaffRequest, value: str) -> Turn:
    """The answer to a button or a command, `STEP.NUMBER.ARGUMENT`."""
    step, _, rest = value.partition(".")
    number, _, word = rest.partition(".")
    if not _may(request.member, step):
        role = "writers" if step in FOR_WRITERS else "approvers" if step in FOR_APPROVERS else "both"
        named = texts.staff_phrase(f"role.{role}")
        return request.answer(Outcome.STAFF_NO_ROLE, "no_role", button("lobby", "lobby"), role=named)
    if step == "cadre":
        return await cadres.respond(request.ctx, request.member, rest)
    if step not in _STEPS:
        return await overview.show(request)
    known = number.isdecimal() and len(number) <= 9
    return await _take(_STEPS[step], request.for_announcement(int(number) if known else 0, word))


async def _take(step: Step, request: StaffRequest) -> Turn:
    """The answer of the step; if the announcement is not what the member saw, how it stands now."""
    try:
        return await step(request)
    except (Stale, NotAllowed):
        return await stale_button.explain(request)


async def _respond_to_text(request: StaffRequest) -> Turn | None:
    """The answer to text: "stop", a command without its slash, the label of a button, or an answer to a question."""
    if request.text:
        if (
            typed_replies.stops_sending(request.reading)
            and request.may_control
            and (turn := await _pause_sending(request))
        ):
            return turn
        if request.reading.folded in _WITHOUT_SLASH:
            return await _run_step(request, COMMANDS[request.reading.folded])
    question = request.ctx.question
    if not isinstance(question, DeskQuestion):
        return await _overview_or_none(request)
    if isinstance(question, CadreLabel):
        return await _run_step(request, "cadre.label")
    exactly = isinstance(question, DeskInput)
    if value := typed_replies.button_named(request.reading, question.labels, exactly=exactly):
        return await _run_step(request, value.removeprefix(PREFIX))
    request = request.for_announcement(question.number, question.argument)
    if isinstance(question, DeskButtons):
        return await _respond_to_other_words(request, question.labels)
    step = question.step
    if typed_replies.leaves_question(request.reading) or (step == "text" and typed_replies.is_no_text(request.reading)):
        return await overview.open_one(request)
    behind = _ASKED_BY.get(step, step)
    return await (_take(ANSWERS[step], request) if _may(request.member, behind) else _run_step(request, behind))


async def _respond_to_other_words(request: StaffRequest, buttons: Mapping[str, str]) -> Turn | None:
    """The answer to text that names none of the buttons."""
    if typed_replies.is_bare_yes(request.reading) and len(buttons) >= _AMBIGUOUS:
        return request.ask_again("press", *(Choice(*one) for one in buttons.items()))
    return await unprompted.respond(request) or await _overview_or_none(request)


async def _overview_or_none(request: StaffRequest) -> Turn | None:
    """The overview, for text that answers no question; None where a resident would write the same."""
    if not unmatched.belongs_to_the_desk(request.ctx):
        return None
    turn = await overview.show(request.for_announcement(0))
    return request.insert_before_last(turn, Reply(texts.staff("lobby.unasked")))


async def _pause_sending(request: StaffRequest) -> Turn | None:
    """Pauses what is being sent, since that can be undone; None if nothing is being sent."""
    sending = await announcements.in_states(request.ctx.tx, State.SENDING)
    if sending:
        return await progress.pause_typed(request.for_announcement(sending[0].id))
    return await overview.show(request) if "siaran" in request.reading.folded else None


def add_desk_button(ctx: Context, turn: Turn) -> Turn:
    """The turn, with a button to the desk if a staff member was not understood or just started."""
    incoming, replies = ctx.incoming, turn.answer.replies
    member = members.find(ctx.services.staff, incoming.channel, incoming.address)
    if member is None or incoming.private_link or not replies:
        return turn
    if turn.answer.outcome in _GREETINGS and incoming.choice is None:
        named = "lobby.named" if member.writes or member.approves else "lobby.named.look"
        return turn.followed_by((Reply(texts.staff(named), (button("lobby", "lobby"),), aside=True),))
    if turn.answer.outcome not in _NOT_UNDERSTOOD:
        return turn
    *first, last = replies
    shown = replace(last, choices=(*last.choices, button("lobby", "lobby")))
    return replace(turn, answer=replace(turn.answer, replies=(*first, shown)))


def hide_question(ctx: Context) -> Context:
    """The context without the desk's question, if the staff member used a button or command of residents."""
    leaves = ctx.incoming.choice is not None or commands.command_name(ctx.reading)
    if not (isinstance(ctx.question, DeskQuestion) and leaves) or _is_for_desk(ctx):
        return ctx
    return replace(ctx, chat=replace(ctx.chat, question=None))


def _is_for_desk(ctx: Context) -> bool:
    """Whether a button or command is the desk's."""
    if _member(ctx) is None:
        return False
    if ctx.incoming.choice is not None:
        return ctx.incoming.choice.startswith(PREFIX)
    return commands.command_name(ctx.reading) in COMMANDS or _goes_back(ctx)
