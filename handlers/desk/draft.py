"""Shows a draft, saves and discards it, and summarises a broadcast in a few words."""

from datetime import datetime

from data import channels
from data.announcements import transitions, workflow
from data.announcements.announcements import Attachment, Audience, Broadcast
from data.announcements.quiet_hours import after_quiet, is_quiet
from data.announcements.transitions import Action
from data.content import texts
from handlers.desk.request import StaffRequest, button
from handlers.desk.status_card import title
from handlers.desk.time import sending_time
from handlers.messages import Turn
from handlers.outcomes import Outcome

LANGUAGES = ("id", "su", "en")
"""The languages of announcements, in the order in which staff see them."""


def language_name(code: str) -> str:
    """What staff call a language."""
    return texts.staff_label(f"language.{code}")


async def own_draft(request: StaffRequest) -> Broadcast:
    """The request's broadcast. Raises Stale or NotAllowed unless it is a draft of this member."""
    return transitions.require(Action.WRITE, await request.broadcast(), request.actor)


async def show(request: StaffRequest) -> Turn:
    """Shows the draft, and what can be done with it."""
    return draft_view(request, await own_draft(request))


def draft_view(request: StaffRequest, draft: Broadcast, lead: str = "") -> Turn:
    """The draft below a sentence on what just happened."""
    n = draft.id
    note = texts.staff("draft.note", note=draft.note) if draft.note else ""
    refused = texts.staff("draft.refused", why=draft.refused) if draft.refused else ""
    return request.answer(
        Outcome.STAFF_DRAFT,
        "draft",
        button("text", "text", n),
        button("file", "file", n),
        button("audience", "audience", n),
        button("time", "time", n),
        button("check", "check", n),
        button("throw", "throw", n),
        lead="\n\n".join(part for part in (lead, note, refused) if part),
        number=n,
        said=summary(draft, request.now),
    )


def summary(draft: Broadcast, now: datetime) -> dict[str, object]:
    """A broadcast in a few words: languages, file, audience, time."""
    written = [
        texts.staff_phrase("draft.letters", language=language_name(code), count=len(draft.texts[code]))
        for code in LANGUAGES
        if code in draft.texts
    ]
    begins = f": {title(draft)}" if len(written) == 1 else ""
    night = texts.staff_phrase("draft.at_night", reason=draft.override) if draft.override else ""
    return {
        "written": ", ".join(written) + begins or texts.staff_phrase("draft.no_text"),
        "attached": _file(draft.attachment),
        "people": audience_words(draft),
        "at": _at(draft, now) + night,
    }


def _file(attached: Attachment | None) -> str:
    if attached and attached.kind in {"photo", "pdf"}:
        return texts.staff_phrase(f"draft.{attached.kind}", name=attached.name).strip()
    return texts.staff_phrase("draft.no_file")


def _at(draft: Broadcast, now: datetime) -> str:
    """When it will be sent: never before its approval, and at night only with a reason."""
    if draft.starts is None:
        return texts.staff_phrase("draft.at_once")
    if draft.starts <= now:
        return texts.staff_phrase("draft.at_past", at=sending_time.in_words(draft.starts))
    if is_quiet(draft.starts) and not draft.override:
        return texts.staff_phrase("after_quiet", at=sending_time.in_words(after_quiet(draft.starts)))
    return sending_time.in_words(draft.starts)


def audience_words(draft: Broadcast) -> str:
    """The audience in words."""
    audience = draft.audience
    parts = [
        _place(audience),
        texts.staff_phrase("people.language", language=language_name(audience.language)) if audience.language else "",
        texts.staff_phrase("people.channel", channel=channels.label(audience.channel)) if audience.channel else "",
    ]
    return ", ".join(part for part in parts if part) or texts.staff_phrase("people.all")


def _place(audience: Audience) -> str:
    if audience.kecamatan is None:
        return ""
    key = "people.kecamatan" if audience.alone else "people.kecamatan_too"
    return texts.staff_phrase(key, kecamatan=audience.kecamatan)


async def save(request: StaffRequest, action: Action, draft: Broadcast, **detail: object) -> Broadcast:
    """Saves what this action changed. The audit log gets the detail, with the hash of the content."""
    return await workflow.edit(
        request.ctx.tx, action, draft, request.actor, request.now, **detail, content=draft.content.hex()
    )


async def discard(request: StaffRequest) -> Turn:
    """Discards the draft, after a confirmation."""
    draft = await own_draft(request)
    if request.argument != "yes":
        yes = button("throw.yes", "throw", draft.id, "yes")
        return request.answer(
            Outcome.STAFF_DRAFT, "throw.sure", yes, button("back", "draft", draft.id), number=draft.id
        )
    await workflow.throw_away(request.ctx.tx, draft.id, request.actor, request.now)
    return request.answer(Outcome.STAFF_THROWN_AWAY, "throw.done", button("lobby", "lobby"), number=draft.id)
