"""Handles text or a picture that comes unasked while a draft is open: asks whether it belongs to the draft."""

from datetime import timedelta

from msgspec.structs import replace

from data.announcements.announcements import Broadcast
from data.announcements.transitions import Action
from data.chats.questions import DeskButtons
from data.content import texts
from handlers.desk import attachment, stale_button, typed_replies, writing
from handlers.desk import draft as drafts
from handlers.desk.request import StaffRequest, accept_labels, button
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.phrases import commands
from handlers.reading import Reading

_ALBUM = timedelta(seconds=10)
"""Pictures that arrive within this time of each other were sent together."""
_QUESTION = 60
"""The most characters of a question to the bot."""


async def respond(request: StaffRequest) -> Turn | None:
    """Answers such text; None if no draft is open, or if a resident would write the same."""
    draft, incoming = await request.broadcast(), request.ctx.incoming
    if draft is None or not request.may(Action.WRITE, draft):
        return await stale_button.explain(request) if draft and _is_too_late(request, draft) else None
    if incoming.attachment and incoming.kind in {"photo", "file"}:
        return await _picture(request, draft)
    if incoming.kind != "text" or _is_for_residents(request.reading):
        return None
    if typed_replies.is_bare_yes(request.reading) or typed_replies.is_no_text(request.reading):
        return await drafts.show(request)
    request = request.for_announcement(
        draft.id, request.argument if request.argument in drafts.LANGUAGES else texts.DEFAULT
    )
    if request.argument not in draft.texts:
        return await writing.take_typed(request)
    typed = "\n\n".join(part for part in (_text_held(request), request.text) if part)
    buttons = (button("add", "add", draft.id), button("swap", "swap", draft.id), button("leave", "leave", draft.id))
    question = replace(accept_labels(request.now, buttons, draft.id, request.argument), held=typed)
    return request.answer(Outcome.STAFF_ASKED, "aside", *buttons, question=question, number=draft.id)


def _is_for_residents(reading: Reading) -> bool:
    if reading.numbers.niks or commands.step_named(reading, factor_awaited=False):
        return True
    typed = reading.raw.strip()
    return typed.endswith("?") and len(typed) <= _QUESTION


def _is_too_late(request: StaffRequest, one: Broadcast) -> bool:
    """Whether it is a new text for a broadcast already submitted or approved, as when a message is edited."""
    long = request.ctx.incoming.kind == "text" and len(request.text) > _QUESTION
    return long and request.may(Action.WITHDRAW, one) and not _is_for_residents(request.reading)


def _text_held(request: StaffRequest) -> str:
    """Text that was typed earlier and waits for the same decision."""
    question = request.ctx.question
    return question.held if isinstance(question, DeskButtons) else ""


async def append_text(request: StaffRequest) -> Turn:
    """Appends the held text to the draft's text."""
    draft, held, language = await _held(request)
    if not held:
        return await drafts.show(request)
    return await writing.take_text(
        request.for_announcement(draft.id, language), draft, f"{draft.text_for(language)}\n\n{held}"
    )


async def replace_text(request: StaffRequest) -> Turn:
    """Replaces the draft's text with the held text."""
    draft, held, language = await _held(request)
    if not held:
        return await drafts.show(request)
    return await writing.take_text(request.for_announcement(draft.id, language), draft, held)


async def _held(request: StaffRequest) -> tuple[Broadcast, str, str]:
    """The draft, the held text and its language; the text is empty if the button is old."""
    question, draft = request.ctx.question, await drafts.own_draft(request)
    if not isinstance(question, DeskButtons) or question.number != request.number or not question.held:
        return draft, "", texts.DEFAULT
    return draft, question.held, question.argument


async def keep_draft(request: StaffRequest) -> Turn:
    """Leaves the draft as it is."""
    buttons = (button("look", "open", request.number), button("lobby", "lobby"))
    return request.ctx.answer(Outcome.STAFF_ASKED, texts.staff("aside.left"), buttons, closes=True)


async def _picture(request: StaffRequest, draft: Broadcast) -> Turn:
    """Takes the first picture; about others sent together with it, says once that they are ignored."""
    if draft.attachment is None:
        return await attachment.take_file(request)
    asked = request.ctx.question
    told = asked.album_ignored if isinstance(asked, DeskButtons) else None
    if told and request.now - told <= _ALBUM:
        return request.ctx.no_reply(Outcome.STAFF_ALBUM)
    buttons = (button("swap_file", "file", draft.id), button("back", "draft", draft.id))
    question = replace(accept_labels(request.now, buttons, draft.id), album_ignored=request.now)
    return request.answer(Outcome.STAFF_ASKED, "aside.file", *buttons, question=question, number=draft.id)
