"""Decides which messages are compared with our announcements ("is this genuine?"), and shows the originals.

A message is compared when the person asks for it by a button or in words, when it was forwarded and is longer than a
few words, when it resembles an announcement, or when it holds one of our check codes. Nothing of it is stored.
"""

import re

from data.announcements import announcements as broadcasts
from data.announcements import authenticity
from data.announcements.announcements import Broadcast
from data.announcements.authenticity import Comparison, MatchKind, Original, Originals
from data.chats.questions import CompareMessage
from data.content import texts
from data.language import similarity
from data.nik import nik
from handlers.authenticity import compare_answer
from handlers.authenticity.compare_answer import STEP
from handlers.context import Context, NextQuestion, Step
from handlers.free_text import intent_pages, urgent
from handlers.messages import Answer, Reply, Turn
from handlers.outcomes import Outcome
from handlers.pages import unsupported
from handlers.phrases import wishes
from handlers.phrases.commands import fold
from handlers.subscription import subscription

PREFIX = compare_answer.SHOW_PREFIX
_LONGEST_TALK = 1000
"""The most characters of a person's own message about a NIK."""
_FORWARDED = 12
"""A forwarded message of more words is always compared; a shorter one may be the person's own words."""
_TYPED = 8
"""A typed message of more words may be a pasted announcement, even if nobody asked for a comparison."""
_QUESTION = 20
"""In words; a longer message is neither a question nor a cry for help."""
_TALK = 4
"""A message of at most this many words is the person's own, unless it has a link or a number."""
_QUESTIONS = frozenset(map(fold, texts.typed("genuine")["questions"]))
_LONGEST_QUESTION = 40
_NAMED_CODE = re.compile(r"\b(?:k[o0]de\s*c[eé]k|check\s*code)\b", re.IGNORECASE)


async def ask(ctx: Context) -> Turn:
    """Asks for the message to compare."""
    return _ask(ctx, "genuine.ask")


def _ask(ctx: Context, text: str) -> Turn:
    return ctx.answer(
        Outcome.GENUINE_ASKED, ctx.text(text), ctx.buttons("menu"), topic=compare_answer.TOPIC, question=_question(ctx)
    )


def _question(ctx: Context) -> CompareMessage:
    return CompareMessage(ctx.now + compare_answer.PATIENCE)


async def respond(ctx: Context, steps: dict[str, Step]) -> Turn | None:
    """Says whether a message that the person may have received is genuine; None if it is something else."""
    turn = await _compare(ctx, steps)
    return turn.with_message_deleted() if turn and ctx.incoming.kind in unsupported.PRIVATE else turn


async def _compare(ctx: Context, steps: dict[str, Step]) -> Turn | None:
    text, attachment = ctx.incoming.text, ctx.incoming.attachment
    if len(text) < _LONGEST_QUESTION and fold(text) in _QUESTIONS and _open_question(ctx) != "factor":
        return await ask(ctx)
    compared = _is_to_be_compared(ctx)
    looked_into = compared or attachment or len(text.split()) > _TYPED
    if not looked_into and not authenticity.codes(text):
        return None
    known = await ctx.services.originals.originals(ctx.tx, _renderer(ctx), ctx.services.sender)
    of_file = known.of_file(attachment.mark) if attachment else []
    if not text.strip():
        return _file_alone(ctx, of_file)
    if turn := _about_a_code(ctx, known):
        return turn
    found = authenticity.compare(text, known) if looked_into else Comparison(MatchKind.NOT_OURS)
    if found.kind is MatchKind.NOT_OURS and not compared and not of_file:
        return None
    return await _answer_verdict(ctx, steps, found)


def _open_question(ctx: Context) -> str:
    return ctx.question.kind if ctx.question else ""


def _renderer(ctx: Context) -> authenticity.RenderVariants:
    """A function that renders an announcement as it was sent and, if it has a file, also as shown without the file."""

    def says(broadcast: Broadcast, language: str) -> tuple[str, ...]:
        sent = subscription.announcement(broadcast, language, ctx.services.sender).text
        if broadcast.attachment is None:
            return (sent,)
        written = broadcast.text_for(language)
        remark = texts.phrase("attachment_elsewhere", broadcast.language_for(language))
        return sent, f"{written}\n\n{remark}{sent.removeprefix(written)}"

    return says


# ---------------------------------------------------------------- should this text be compared?


def _is_to_be_compared(ctx: Context) -> bool:
    """Whether the person wants the message compared."""
    incoming, size = ctx.incoming, len(ctx.incoming.text.split())
    if incoming.forwarded and size > _FORWARDED:
        return True
    named_code = bool(_NAMED_CODE.search(incoming.text)) and bool(authenticity.codes(incoming.text))
    return named_code or (_open_question(ctx) == STEP and not _is_talk(ctx, size))


def _is_talk(ctx: Context, size: int) -> bool:
    """Whether the text is the person's own: a NIK to check, a short question, a command."""
    text = ctx.incoming.text
    if size <= _FORWARDED and len(text) <= _LONGEST_TALK and nik.find(text, ctx.today).niks:
        return True
    if (text.startswith("/") and size <= _TALK) or (not ctx.incoming.forwarded and wishes.step_wished(text)):
        return True
    if ctx.incoming.forwarded or not _is_short_and_plain(text):
        return False
    asks = text.rstrip().endswith("?") or STEP in intent_pages.pages_named(text)
    return size <= _TALK or (size <= _TYPED and asks)


def _is_short_and_plain(text: str) -> bool:
    """Whether it is as short as people's own messages are, without a link or a number."""
    wants = similarity.holds_a_link(text) or similarity.digits(text) > compare_answer.DIGITS_SHOWN
    return len(text.split()) <= _QUESTION and not wants


def _about_a_code(ctx: Context, known: Originals) -> Turn | None:
    """The answer to a check code alone or a question about one; it says nothing about a text that we have not seen."""
    size = len(ctx.incoming.text.split())
    asks = size <= _TYPED or (size <= _QUESTION and not ctx.incoming.forwarded and _open_question(ctx) != STEP)
    of_code = known.of_codes(ctx.incoming.text) if asks else []
    if not of_code:
        return None
    kind = authenticity.compare(ctx.incoming.text, Originals(of_code)).kind
    if kind is not MatchKind.CODE_ONLY and not (kind is MatchKind.MISSING and size <= _TYPED):
        return None
    question: NextQuestion = _question(ctx) if _open_question(ctx) in {"", STEP} else "keep"
    return compare_answer.code_only(ctx, _in_language(ctx, of_code), question)


def _in_language(ctx: Context, of_one: list[Original]) -> Original:
    return next((one for one in of_one if one.language == ctx.language), of_one[0])


# ---------------------------------------------------------------- the verdict


def _file_alone(ctx: Context, of_file: list[Original]) -> Turn | None:
    """The answer to a picture or file without text, recognised by its hash."""
    if of_file:
        return compare_answer.altered(ctx, "only_file", _in_language(ctx, of_file))
    return compare_answer.unreadable(ctx) if _open_question(ctx) == STEP and ctx.incoming.attachment else None


async def _answer_verdict(ctx: Context, steps: dict[str, Step], found: Comparison) -> Turn | None:
    """Answers with the verdict. Unless the message is genuine, signs of an accident or despair get help first."""
    text, original = ctx.incoming.text, found.original
    if found.kind is MatchKind.SAME and original:
        return await compare_answer.genuine(ctx, original)
    help_first = await _help(ctx, steps, found)
    if help_first and original is None and _is_short_and_plain(text):
        return None  # they describe an emergency, not an announcement
    strangers = [one for one in nik.find(text, ctx.today).niks if not original or one not in original.text]
    turn = (
        compare_answer.show_differences(ctx, found, original)
        if original
        else compare_answer.not_ours(ctx, holds_a_nik=bool(strangers))
    )
    turn = turn.preceded_by(help_first.answer.replies) if help_first else turn
    return turn.with_message_deleted() if strangers else turn


async def _help(ctx: Context, steps: dict[str, Step], found: Comparison) -> Turn | None:
    """Help in an emergency, unless only the announcement itself mentions an accident."""
    if added := f"{found.before} {found.behind}".strip():
        return await urgent.help_first(ctx, steps, added)
    if found.original and await urgent.help_first(ctx, steps, found.original.text):
        return None
    return await urgent.help_first(ctx, steps, ctx.incoming.text)


# ---------------------------------------------------------------- the original


async def show_last(ctx: Context) -> Turn:
    """Shows the original of the last answer, when the label of its button is typed."""
    kept = next((one.original for one in ctx.answers_in_reach() if one.original), "")
    return await show(ctx, f"{PREFIX}{kept}") if kept else await ask(ctx)


async def show(ctx: Context, value: str) -> Turn:
    """Shows the announcement as it was sent; drafts are never shown."""
    number, _, language = value.removeprefix(PREFIX).partition(".")
    known = number.isdecimal() and len(number) <= 9 and language in texts.LANGUAGES
    broadcast = await broadcasts.load(ctx.tx, int(number)) if known else None
    if broadcast is None or broadcast.started is None:
        return _ask(ctx, "genuine.gone")
    sent = subscription.announcement(broadcast, language, ctx.services.sender)
    here = sent if ctx.incoming.pushed else Reply(_renderer(ctx)(broadcast, language)[-1])
    reply = Reply(here.text, ctx.buttons("genuine", "menu"), attachment=here.attachment)
    return ctx.turn(Answer(Outcome.GENUINE_SHOWN, compare_answer.TOPIC, replies=(reply,), language=ctx.language))


STEPS: dict[str, Step] = {"genuine": ask, "genuine.show": show_last}
