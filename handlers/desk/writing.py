"""Asks for the text of a broadcast in each language, checks it and saves it."""

import re
from dataclasses import replace
from datetime import timedelta

from data import channels
from data.announcements import workflow
from data.announcements.announcements import Broadcast
from data.announcements.transitions import Action
from data.chats.questions import DeskInput, FirstHalf
from data.content import texts
from data.language.invisible_signs import without_invisible
from data.nik import disclosed_numbers
from handlers.desk import draft as drafts
from handlers.desk.request import PATIENCE, StaffRequest, button
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.subscription import subscription

_CUT = timedelta(seconds=5)
"""Within this time after a text that is too long comes its second half: the app splits long messages."""
_CUT_FROM = 4000
"""The fewest characters of such a first half."""
_BESIDE = 500
"""Characters of the text checked together with the name of the file, as each may hold half of a number."""
_FOOTER = re.compile(r"\b(?:kode c[eé]k|check code)\b", re.IGNORECASE)
"""The words that precede the check code below every announcement."""


async def begin(request: StaffRequest) -> Turn:
    """Begins a draft and asks for its text; reuses an empty draft of this member."""
    draft = await workflow.begin(request.ctx.tx, request.actor, request.now)
    return _ask(request.for_announcement(draft.id, texts.DEFAULT), draft)


async def ask_text(request: StaffRequest) -> Turn:
    """Asks for the language, and then for the text."""
    draft = await drafts.own_draft(request)
    if request.argument in drafts.LANGUAGES:
        return _ask(request, draft)
    if texts.DEFAULT not in draft.texts:
        return _ask(request.for_announcement(draft.id, texts.DEFAULT), draft)
    buttons = [button(f"language.{code}", "text", draft.id, code) for code in drafts.LANGUAGES]
    return request.answer(Outcome.STAFF_DRAFT, "text.which", *buttons, button("back", "draft", draft.id))


def _ask(request: StaffRequest, draft: Broadcast) -> Turn:
    code = request.argument
    more = (button("empty", "empty", draft.id, code),) if code in draft.texts and code != texts.DEFAULT else ()
    key = "text.change" if code in draft.texts else "text.ask" if code == texts.DEFAULT else "text.ask_other"
    words = {"language": drafts.language_name(code), "most": max_characters(request, draft, code)}
    asked = request.ask("text", key, *more, button("back", "draft", draft.id), word=code, **words)
    return request.insert_before_last(asked, Reply(draft.texts[code])) if code in draft.texts else asked


def max_characters(request: StaffRequest, draft: Broadcast, language: str) -> int:
    """The greatest length of the text, in UTF-16 units, that leaves room for the lines below it."""
    whole = channels.longest_announcement(with_file=draft.attachment is not None)
    probe = replace(draft, texts={texts.DEFAULT: "x", language: "x"})
    return (
        whole - channels.utf16_units(subscription.announcement(probe, language, request.ctx.services.sender).text) + 1
    )


async def take_typed(request: StaffRequest) -> Turn:
    """Takes the typed text in one language."""
    draft = await drafts.own_draft(request)
    if request.ctx.incoming.kind != "text" or not request.text:
        return request.ask_again("text.words_only", button("back", "draft", draft.id))
    return await take_text(request, draft, request.text)


async def take_text(request: StaffRequest, draft: Broadcast, written: str) -> Turn:
    """Saves the text if it discloses no personal number and fits."""
    back, seen = button("back", "draft", draft.id), without_invisible(written).strip()
    unseen, read = len(seen) < len(written.replace("\r\n", "\n").strip()), request.reading.of(seen)
    written = _without_footer(request, read)
    if not written:
        return request.ask_again("text.words_only", back)
    if found := discloses(request, written, draft):
        return request.ask_again(f"text.{found}", back)
    if read.of(written).check_codes and _FOOTER.search(written):
        return request.ask_again("text.footer", back)
    most = max_characters(request, draft, request.argument)
    if (over := _cut_before(request) + channels.utf16_units(written) - most) > 0:
        return _too_long(request, draft, written, over, most)
    draft = replace(draft, texts=draft.texts | {request.argument: written}, refused=None)
    await drafts.save(request, Action.WRITE, draft, language=request.argument, letters=len(written))
    lead = texts.staff("text.kept", language=drafts.language_name(request.argument))
    if unseen:
        lead = f"{lead} {texts.staff('text.unseen')}"
    return drafts.draft_view(request, draft, lead)


def discloses(request: StaffRequest, written: str, draft: Broadcast | None = None) -> disclosed_numbers.Kind | None:
    """The kind of personal number that the text discloses; None if it holds none, or only numbers of offices.

    With a draft, the text is also read together with the name of its file, as each may hold half of a number.
    """
    contacts = request.ctx.services.contacts
    lines = [line for one in contacts for line in (one.phone, one.whatsapp) if line]
    known = frozenset[str]().union(*map(disclosed_numbers.phones_in, lines))
    seen = [written]
    if draft and draft.attachment and draft.attachment.name:
        name = draft.attachment.name
        seen += [f"{written[-_BESIDE:]}\n{name}", f"{name}\n{written[:_BESIDE]}"]
    return next(filter(None, (disclosed_numbers.kind_of(one, request.ctx.today, known) for one in seen)), None)


def _without_footer(request: StaffRequest, read: Reading) -> str:
    """A forwarded announcement without the lines below it, since the new one gets its own."""
    written = read.raw
    for code in read.check_codes:
        for language in texts.LANGUAGES:
            footer = texts.text("announcement", language, sender=request.ctx.services.sender, check_code=code)
            written = written.removesuffix(footer).rstrip()
    return written


def _too_long(request: StaffRequest, draft: Broadcast, written: str, over: int, most: int) -> Turn:
    """Says by how much the text is too long; a message right after it may be its second half."""
    split = len(written) >= _CUT_FROM or _cut_before(request)
    half = FirstHalf(request.now, over + most) if split else None
    question = DeskInput(request.now + PATIENCE, "text", {}, draft.id, request.argument, half)
    back = button("back", "draft", draft.id)
    return request.answer(Outcome.STAFF_ASKED, "text.too_long", back, question=question, over=over, most=most)


def _cut_before(request: StaffRequest) -> int:
    """The length of the first half if this text is the second half, else 0."""
    question = request.ctx.question
    half = question.first_half if isinstance(question, DeskInput) else None
    return half.length if half and request.now - half.at <= _CUT else 0


async def remove_text(request: StaffRequest) -> Turn:
    """Removes the text of a language; its readers then get the Indonesian one."""
    draft = await drafts.own_draft(request)
    kept = {code: words for code, words in draft.texts.items() if code != request.argument or code == texts.DEFAULT}
    draft = replace(draft, texts=kept, refused=None)
    await drafts.save(request, Action.WRITE, draft, language=request.argument, letters=0)
    return drafts.draft_view(request, draft)
