"""The picture or the PDF of a broadcast."""

from dataclasses import replace

from data.announcements import size_limits
from data.announcements.announcements import Attachment, Broadcast
from data.content import texts
from data.language.invisible_signs import without_invisible
from handlers.desk import draft as drafts
from handlers.desk import stale_button, writing
from handlers.desk.request import StaffRequest, button
from handlers.messages import Turn


async def ask_file(officer: StaffRequest) -> Turn:
    """Please send it."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    more = (button("nofile", "nofile", draft.id),) if draft.attachment else ()
    return officer.asks("file", "file.ask", *more, button("back", "draft", draft.id))


async def heard_file(officer: StaffRequest) -> Turn:
    """The picture or PDF; a caption is no text of ours."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    back, attached = button("back", "draft", draft.id), officer.ctx.incoming.attachment
    if attached and attached.kind == "image":
        return officer.again("file.image", back)
    if attached and attached.size > size_limits.LARGEST_DOWNLOAD:  # before its kind: nobody could look into it
        return officer.again("file.too_large", back, most=size_limits.LARGEST_DOWNLOAD // 2**20)
    if attached is None or attached.kind == "other":
        return officer.again("file.wrong", back)
    if writing.discloses(officer, attached.name):
        return officer.again("file.number", back)
    attached = replace(attached, name=without_invisible(attached.name))
    fitting = replace(draft, attachment=attached)
    if any(writing.discloses(officer, words, fitting) for words in draft.texts.values()):
        return officer.again("file.number", back)
    if code := _too_long_with(officer, fitting):
        over = size_limits.utf16_units(draft.texts[code]) - writing.most_letters(officer, fitting, code)
        return officer.again("file.text_too_long", back, over=over, language=drafts.LANGUAGES[code])
    lead = texts.staff("file.kept_alone" if officer.typed else "file.kept")
    if officer.ctx.incoming.album:  # the rest of it is not heard
        lead += f" {texts.staff('file.only_one')}"
    return await _attach(officer, draft, attached, lead)


def _too_long_with(officer: StaffRequest, draft: Broadcast) -> str | None:
    """The language whose words are too long below a picture."""
    return next(
        (
            code
            for code, words in draft.texts.items()
            if size_limits.utf16_units(words) > writing.most_letters(officer, draft, code)
        ),
        None,
    )


async def no_file(officer: StaffRequest) -> Turn:
    """Without it."""
    draft = await drafts.own(officer)
    return await _attach(officer, draft, None) if draft else await stale_button.told(officer)


async def _attach(officer: StaffRequest, draft: Broadcast, attached: Attachment | None, lead: str = "") -> Turn:
    draft = await drafts.keep(officer, replace(draft, attachment=attached))
    await officer.note("broadcast.attached", kind=attached.kind if attached else None, content=draft.content.hex())
    return drafts.sheet(officer, draft, lead)
