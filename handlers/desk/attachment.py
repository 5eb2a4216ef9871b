"""Attaches a picture or PDF to a broadcast."""

from dataclasses import replace

from data import channels
from data.announcements.announcements import Attachment, Broadcast
from data.announcements.transitions import Action
from data.content import texts
from data.language.invisible_signs import without_invisible
from handlers.desk import draft as drafts
from handlers.desk import writing
from handlers.desk.request import StaffRequest, button
from handlers.messages import Turn


async def ask_file(request: StaffRequest) -> Turn:
    """Asks for the picture or PDF."""
    draft = await drafts.own_draft(request)
    more = (button("nofile", "nofile", draft.id),) if draft.attachment else ()
    return request.ask("file", "file.ask", *more, button("back", "draft", draft.id))


async def take_file(request: StaffRequest) -> Turn:
    """Attaches the picture or PDF; its caption is not used."""
    draft = await drafts.own_draft(request)
    back, attached = button("back", "draft", draft.id), request.ctx.incoming.attachment
    if attached and attached.kind == "image":
        return request.ask_again("file.image", back)
    # The size is checked before the kind, which is read from the file, and large files cannot be downloaded.
    if attached and attached.size > channels.TELEGRAM_LIMITS.download:
        return request.ask_again("file.too_large", back, most=channels.TELEGRAM_LIMITS.download // 2**20)
    if attached is None or attached.kind == "other":
        return request.ask_again("file.wrong", back)
    if writing.discloses(request, attached.name):
        return request.ask_again("file.number", back)
    attached = replace(attached, name=without_invisible(attached.name))
    fitting = replace(draft, attachment=attached)
    if any(writing.discloses(request, words, fitting) for words in draft.texts.values()):
        return request.ask_again("file.number", back)
    if code := _too_long_with(request, fitting):
        over = channels.utf16_units(draft.texts[code]) - writing.max_characters(request, fitting, code)
        return request.ask_again("file.text_too_long", back, over=over, language=drafts.language_name(code))
    lead = texts.staff("file.kept_alone" if request.text else "file.kept")
    if request.ctx.incoming.album:  # the other parts are ignored
        lead += f" {texts.staff('file.only_one')}"
    return await _attach(request, draft, attached, lead)


def _too_long_with(request: StaffRequest, draft: Broadcast) -> str | None:
    """The first language whose text is too long for a caption; None if all fit."""
    return next(
        (
            code
            for code, words in draft.texts.items()
            if channels.utf16_units(words) > writing.max_characters(request, draft, code)
        ),
        None,
    )


async def remove_file(request: StaffRequest) -> Turn:
    """Removes the attachment."""
    return await _attach(request, await drafts.own_draft(request), None)


async def _attach(request: StaffRequest, draft: Broadcast, attached: Attachment | None, lead: str = "") -> Turn:
    draft = replace(draft, attachment=attached, refused=None)
    await drafts.save(request, Action.ATTACH, draft, kind=attached.kind if attached else None)
    return drafts.draft_view(request, draft, lead)
