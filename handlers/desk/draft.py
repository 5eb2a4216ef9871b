"""A broadcast that is being written, as it stands."""

from dataclasses import replace
from datetime import datetime

from data.announcements import announcements
from data.announcements.announcements import Audience, Broadcast, State
from data.announcements.quiet_hours import after_quiet, is_quiet
from data.content import texts
from handlers.desk import stale_button
from handlers.desk.request import StaffRequest, button
from handlers.desk.status_card import title
from handlers.desk.time import sending_time
from handlers.messages import Turn

LANGUAGES = {"id": "Indonesia", "su": "Sunda", "en": "Inggris"}
CHANNELS = {"telegram": "Telegram", "web": "chat web"}


async def own(officer: StaffRequest) -> Broadcast | None:
    """The broadcast spoken of, if it is a draft of this member."""
    found = await officer.broadcast()
    return found if found and found.state is State.DRAFT and found.writer == officer.member.address else None


async def show(officer: StaffRequest) -> Turn:
    """The draft as it stands, and what can be done with it."""
    draft = await own(officer)
    return sheet(officer, draft) if draft else await stale_button.told(officer)


def sheet(officer: StaffRequest, draft: Broadcast, lead: str = "") -> Turn:
    """The draft as it stands, after a word on what just happened."""
    n = draft.id
    note = texts.staff("draft.note", note=draft.note) if draft.note else ""
    refused = texts.staff("draft.refused", why=draft.refused) if draft.refused else ""
    return officer.answer(
        "draft",
        "draft",
        button("text", "text", n),
        button("file", "file", n),
        button("audience", "audience", n),
        button("time", "time", n),
        button("check", "check", n),
        button("throw", "throw", n),
        lead="\n\n".join(part for part in (lead, note, refused) if part),
        number=n,
        said=said_of(draft, officer.now),
    )


def said_of(draft: Broadcast, now: datetime) -> dict[str, object]:
    """A broadcast in a few words: languages, file, people, time."""
    written = [f"{LANGUAGES[code]} ({len(draft.texts[code])} huruf)" for code in LANGUAGES if code in draft.texts]
    begins = f": {title(draft)}" if len(written) == 1 else ""
    attached = draft.attachment
    files = {None: "tidak ada", "photo": "gambar", "pdf": f"PDF {attached.name if attached else ''}".strip()}
    night = f", malam hari juga (alasan: {draft.override})" if draft.override else ""
    return {
        "written": ", ".join(written) + begins or "belum ada",
        "attached": files.get(attached.kind if attached else None, "tidak ada"),
        "people": people(draft),
        "at": _at(draft, now) + night,
    }


def _at(draft: Broadcast, now: datetime) -> str:
    """When it goes out: never before it is approved, and not at night."""
    if draft.starts is None:
        return "segera setelah disetujui"
    if draft.starts <= now:
        return f"{sending_time.said(draft.starts)} sudah lewat, jadi segera setelah disetujui"
    if is_quiet(draft.starts) and not draft.override:
        return f"{sending_time.said(after_quiet(draft.starts))}, sesudah waktu tenang"
    return sending_time.said(draft.starts)


def people(draft: Broadcast) -> str:
    """Who gets it."""
    audience = draft.audience
    parts = [
        _place(audience),
        f"bahasa {LANGUAGES[audience.language]}" if audience.language else "",
        f"lewat {CHANNELS.get(audience.channel, audience.channel)}" if audience.channel else "",
    ]
    return ", ".join(part for part in parts if part) or "semua pelanggan"


def _place(audience: Audience) -> str:
    if audience.kecamatan is None:
        return ""
    chosen = f"yang memilih Kecamatan {audience.kecamatan}"
    return chosen if audience.alone else f"{chosen} atau tidak memilih kecamatan"


async def keep(officer: StaffRequest, draft: Broadcast) -> Broadcast:
    """What was refused before may be taken now; what was to be changed may be so now."""
    return await announcements.save(officer.ctx.tx, replace(draft, refused=None), officer.now)


async def throw_away(officer: StaffRequest) -> Turn:
    """Forgets the draft, after a question."""
    draft = await own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if officer.word != "yes":
        yes = button("throw.yes", "throw", draft.id, "yes")
        return officer.answer("draft", "throw.sure", yes, button("back", "draft", draft.id), number=draft.id)
    await announcements.delete_draft(officer.ctx.tx, draft.id)
    await officer.note("broadcast.thrown_away")
    return officer.answer("thrown_away", "throw.done", button("lobby", "lobby"), number=draft.id)
