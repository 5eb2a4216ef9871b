"""The words of a broadcast, in each language."""

import re
from dataclasses import replace
from datetime import timedelta

from data.announcements import announcements as broadcasts
from data.announcements import authenticity, size_limits
from data.announcements.announcements import Broadcast, State
from data.chats.chats import Pending
from data.content import texts
from data.language.invisible_signs import without_invisible
from data.nik import disclosed_numbers
from handlers.desk import draft as drafts
from handlers.desk import stale_button
from handlers.desk.request import PATIENCE, PREFIX, StaffRequest, button
from handlers.messages import Reply, Turn
from handlers.subscription import subscription

_CUT = timedelta(seconds=5)
"""So soon after a text that is too long comes its second half: the app cuts what is longer than a message."""
_CUT_FROM = 4000
"""Characters of the first half, at least."""
_BESIDE = 500
"""Characters of the words that may make up a number together with what the name of the file holds."""
_FOOTER = re.compile(r"\b(?:kode c[eé]k|check code)\b", re.IGNORECASE)
"""Stands under every announcement, before its code."""


async def begin(officer: StaffRequest) -> Turn:
    """A new draft: first its words. One of this member that is still empty is taken for it."""
    for empty in await broadcasts.in_states(officer.ctx.tx, State.DRAFT):
        if empty.writer == officer.member.address and not empty.texts and not empty.attachment:
            return _ask(officer.for_announcement(empty.id, texts.DEFAULT), empty)
    draft = await broadcasts.create(officer.ctx.tx, officer.member.address, officer.now)
    officer = officer.for_announcement(draft.id, texts.DEFAULT)
    await officer.note("broadcast.begun")
    return _ask(officer, draft)


async def ask_text(officer: StaffRequest) -> Turn:
    """Which language, and then the words."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if officer.word in drafts.LANGUAGES:
        return _ask(officer, draft)
    if texts.DEFAULT not in draft.texts:
        return _ask(officer.for_announcement(draft.id, texts.DEFAULT), draft)
    buttons = [button(f"language.{code}", "text", draft.id, code) for code in drafts.LANGUAGES]
    return officer.answer("draft", "text.which", *buttons, button("back", "draft", draft.id))


def _ask(officer: StaffRequest, draft: Broadcast) -> Turn:
    code = officer.word
    more = (button("empty", "empty", draft.id, code),) if code in draft.texts and code != texts.DEFAULT else ()
    key = "text.change" if code in draft.texts else "text.ask" if code == texts.DEFAULT else "text.ask_other"
    words = {"language": drafts.LANGUAGES[code], "most": most_letters(officer, draft, code)}
    asked = officer.asks("text", key, *more, button("back", "draft", draft.id), word=code, **words)
    return officer.with_more(asked, Reply(draft.texts[code])) if code in draft.texts else asked


def most_letters(officer: StaffRequest, draft: Broadcast, language: str) -> int:
    """How many letters the words may have, beside what we write below them."""
    whole = size_limits.TELEGRAM_CAPTION if draft.attachment else size_limits.TELEGRAM_TEXT
    probe = replace(draft, texts={texts.DEFAULT: "x", language: "x"})
    return (
        whole
        - size_limits.utf16_units(subscription.announcement(probe, language, officer.ctx.services.sender).text)
        + 1
    )


async def heard_text(officer: StaffRequest) -> Turn:
    """The words in one language."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if officer.ctx.incoming.kind != "text" or not officer.typed:
        return officer.again("text.words_only", button("back", "draft", draft.id))
    return await take_text(officer, draft, officer.typed)


async def take_text(officer: StaffRequest, draft: Broadcast, written: str) -> Turn:
    """Keeps the words, if they may be said and fit."""
    back, seen = button("back", "draft", draft.id), without_invisible(written).strip()
    unseen, written = len(seen) < len(written.replace("\r\n", "\n").strip()), _without_footer(officer, seen)
    if not written:
        return officer.again("text.words_only", back)
    if found := discloses(officer, written, draft):
        return officer.again(f"text.{found}", back)
    if authenticity.codes(written) and _FOOTER.search(written):
        return officer.again("text.footer", back)
    most = most_letters(officer, draft, officer.word)
    if (over := _cut_before(officer) + size_limits.utf16_units(written) - most) > 0:
        return _too_long(officer, draft, written, over, most)
    draft = await drafts.keep(officer, replace(draft, texts=draft.texts | {officer.word: written}))
    await officer.note("broadcast.text", language=officer.word, letters=len(written), content=draft.content.hex())
    lead = texts.staff("text.kept", language=drafts.LANGUAGES[officer.word])
    if unseen:
        lead = f"{lead} {texts.staff('text.unseen')}"
    return drafts.sheet(officer, draft, lead)


def discloses(officer: StaffRequest, written: str, draft: Broadcast | None = None) -> disclosed_numbers.Kind | None:
    """Whether the words give somebody's number away, whatever it is called; the telephones of offices may be said.

    With a draft: also whether they do so together with the name of its file, each holding a half.
    """
    contacts = officer.ctx.services.contacts
    lines = [line for one in contacts for line in (one.phone, one.whatsapp) if line]
    known = frozenset[str]().union(*map(disclosed_numbers.phones_in, lines))
    seen = [written]
    if draft and draft.attachment and draft.attachment.name:
        name = draft.attachment.name
        seen += [f"{written[-_BESIDE:]}\n{name}", f"{name}\n{written[:_BESIDE]}"]
    return next(filter(None, (disclosed_numbers.kind_of(one, officer.ctx.today, known) for one in seen)), None)


def _without_footer(officer: StaffRequest, written: str) -> str:
    """An announcement that was passed on, without the lines that stood under it: the new one gets its own."""
    for code in authenticity.codes(written):
        for language in texts.LANGUAGES:
            footer = texts.text("announcement", language, sender=officer.ctx.services.sender, check_code=code)
            written = written.removesuffix(footer).rstrip()
    return written


def _too_long(officer: StaffRequest, draft: Broadcast, written: str, over: int, most: int) -> Turn:
    """Says by how much; what follows at once may be its second half."""
    back, answers = button("back", "draft", draft.id), {"number": draft.id, "word": officer.word, "buttons": {}}
    if len(written) >= _CUT_FROM or _cut_before(officer):
        answers |= {"whole": over + most, "cut": officer.now.timestamp()}
    waiting = Pending(f"{PREFIX}text", officer.now + PATIENCE, answers)
    return officer.answer("asked", "text.too_long", back, pending=waiting, over=over, most=most)


def _cut_before(officer: StaffRequest) -> int:
    """How long the first half was, when this is the second one."""
    answers = officer.ctx.chat.pending.answers if officer.ctx.chat.pending else {}
    fresh = officer.now.timestamp() - answers.get("cut", 0) <= _CUT.total_seconds()
    return int(answers["whole"]) if fresh else 0


async def empty_text(officer: StaffRequest) -> Turn:
    """No words of its own in a language: its people get the Indonesian ones."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    kept = {code: words for code, words in draft.texts.items() if code != officer.word or code == texts.DEFAULT}
    draft = await drafts.keep(officer, replace(draft, texts=kept))
    await officer.note("broadcast.text", language=officer.word, letters=0, content=draft.content.hex())
    return drafts.sheet(officer, draft)
