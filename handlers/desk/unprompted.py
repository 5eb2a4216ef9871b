"""Words or a picture that nobody asked for, while a draft lies open: asks whether they are to go into it."""

from datetime import timedelta

from data.announcements.announcements import Broadcast
from data.content import texts
from data.nik import nik
from handlers.desk import attachment, stale_button, typed_replies, writing
from handlers.desk import draft as drafts
from handlers.desk.request import StaffRequest, accept_labels, button
from handlers.messages import Turn
from handlers.phrases import commands

_ALBUM = timedelta(seconds=10)
"""Pictures that come so soon after another were sent with it."""
_QUESTION = 60
"""Characters; a longer message is more than a question to the bot."""


async def heard(officer: StaffRequest) -> Turn | None:
    """None: no draft lies open, or it is what a resident would say."""
    draft, incoming = await drafts.own(officer), officer.ctx.incoming
    if draft is None:
        return await stale_button.told(officer) if await _is_too_late(officer) else None
    if incoming.attachment and incoming.kind in {"photo", "file"}:
        return await _picture(officer, draft)
    if incoming.kind != "text" or _is_for_residents(officer.typed):
        return None
    if typed_replies.is_nod(officer.typed) or typed_replies.is_no_text(officer.typed):
        return await drafts.show(officer)
    officer = officer.for_announcement(draft.id, officer.word if officer.word in drafts.LANGUAGES else texts.DEFAULT)
    if officer.word not in draft.texts:
        return await writing.heard_text(officer)
    typed = "\n\n".join(part for part in (_held(officer), officer.typed) if part)
    buttons = (button("add", "add", draft.id), button("swap", "swap", draft.id), button("leave", "leave", draft.id))
    waiting = accept_labels(officer.now, buttons, draft.id, officer.word, held=typed)
    return officer.answer("asked", "aside", *buttons, pending=waiting, number=draft.id)


def _is_for_residents(typed: str) -> bool:
    if nik.find(typed).niks or commands.step_named(typed, factor_awaited=False):
        return True
    return typed.endswith("?") and len(typed) <= _QUESTION


async def _is_too_late(officer: StaffRequest) -> bool:
    """Whether it is a new text for what was handed in or approved, as when an earlier message is edited."""
    one = await officer.broadcast()
    long = officer.ctx.incoming.kind == "text" and len(officer.typed) > _QUESTION
    return bool(one and long and stale_button.may_withdraw(officer, one) and not _is_for_residents(officer.typed))


def _held(officer: StaffRequest) -> str:
    """What was typed before, and waits for the same answer."""
    pending = officer.ctx.chat.pending
    return str(pending.answers.get("held", "")) if pending else ""


async def add(officer: StaffRequest) -> Turn:
    """Below what stands there."""
    draft, held, language = await _waiting(officer)
    if draft is None or not held:
        return await drafts.show(officer)
    return await writing.take_text(
        officer.for_announcement(draft.id, language), draft, f"{draft.text_for(language)}\n\n{held}"
    )


async def swap(officer: StaffRequest) -> Turn:
    """Instead of what stands there."""
    draft, held, language = await _waiting(officer)
    if draft is None or not held:
        return await drafts.show(officer)
    return await writing.take_text(officer.for_announcement(draft.id, language), draft, held)


async def _waiting(officer: StaffRequest) -> tuple[Broadcast | None, str, str]:
    """The draft, what was typed, and for which language; nothing typed when an old button was pressed."""
    pending = officer.ctx.chat.pending
    if pending is None or pending.answers.get("number") != officer.number or "held" not in pending.answers:
        return await drafts.own(officer), "", texts.DEFAULT
    return await drafts.own(officer), _held(officer), str(pending.answers["word"])


async def leave(officer: StaffRequest) -> Turn:
    """It was meant for something else."""
    buttons = (button("look", "open", officer.number), button("lobby", "lobby"))
    return officer.ctx.answer("staff.asked", texts.staff("aside.left"), buttons, pending=None)


async def _picture(officer: StaffRequest, draft: Broadcast) -> Turn:
    """The first is taken; of several that were sent together, the others are told of once."""
    if draft.attachment is None:
        return await attachment.heard_file(officer)
    pending = officer.ctx.chat.pending
    told = pending.answers.get("told", 0) if pending else 0
    if officer.now.timestamp() - told <= _ALBUM.total_seconds():
        return officer.ctx.quiet("staff.album")
    buttons = (button("swap_file", "file", draft.id), button("back", "draft", draft.id))
    waiting = accept_labels(officer.now, buttons, draft.id, told=officer.now.timestamp())
    return officer.answer("asked", "aside.file", *buttons, pending=waiting, number=draft.id)
