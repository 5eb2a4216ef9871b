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
from data.language.spelling import fold
from handlers.authenticity import compare_answer
from handlers.authenticity.compare_answer import STEP
from handlers.context import Context, NextQuestion, Step
from handlers.free_text import urgent
from handlers.messages import Answer, Reply, Turn
from handlers.outcomes import Outcome
from handlers.pages import unsupported
from handlers.phrases import wishes
from handlers.reading import Reading
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
_DOUBTLESS = "answer.scam.no_need_to_doubt"
_WARNINGS = frozenset(
    f"answer.scam.{one}" for one in ("otp", "call", "asked_money", "home_visit", "broker", "levy", "prize")
)
"""Answers about fraud that needs no message: "is it real" is then about that."""
_NAMED_CODE = re.compile(r"\b(?:k[o0]de\s*c[eé]k|check\s*code)\b", re.IGNORECASE)


async def ask(ctx: Context) -> Turn:
    """Asks for the message to compare."""
    return _ask(ctx, "genuine.ask")


def _ask(ctx: Context, key: str) -> Turn:
    return ctx.answer(
        Outcome.GENUINE_ASKED, ctx.text(key), ctx.buttons("menu"), topic=compare_answer.TOPIC, question=_question(ctx)
    )


def _question(ctx: Context) -> CompareMessage:
    return CompareMessage(ctx.now + compare_answer.PATIENCE)


async def respond(ctx: Context) -> Turn | None:
    """Says whether a message that the person may have received is genuine; None if it is something else."""
    turn = await _compare(ctx)
    return turn.with_message_deleted() if turn and ctx.incoming.kind in unsupported.PRIVATE else turn


async def _compare(ctx: Context) -> Turn | None:
    reading, attachment = ctx.reading, ctx.incoming.attachment
    if len(reading.raw) < _LONGEST_QUESTION and reading.folded in _QUESTIONS and _open_question(ctx) != "factor":
        return await (ctx.go(_DOUBTLESS) if _was_warned_of_fraud(ctx) else ask(ctx))
    compared = _is_to_be_compared(ctx)
    looked_into = compared or attachment or reading.size > _TYPED
    if not looked_into and not reading.check_codes:
        return None
    known = await ctx.services.originals.originals(ctx.tx, _renderer(ctx), ctx.services.sender)
    of_file = known.of_file(attachment.mark) if attachment else []
    if reading.is_blank:
        return _file_alone(ctx, of_file)
    if turn := _about_a_code(ctx, known):
        return turn
    found = (
        authenticity.compare(reading.raw, known, reading.check_codes) if looked_into else Comparison(MatchKind.NOT_OURS)
    )
    if found.kind is MatchKind.NOT_OURS and not compared and not of_file:
        return None
    return await _answer_verdict(ctx, found)


def _was_warned_of_fraud(ctx: Context) -> bool:
    """Whether what they ask about is what we have just warned of, such as a call: there is nothing to compare."""
    return ctx.last_answer is not None and ctx.last_answer.part in _WARNINGS


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
    reading = ctx.reading
    if ctx.incoming.forwarded and reading.size > _FORWARDED:
        return True
    named_code = bool(_NAMED_CODE.search(reading.raw)) and bool(reading.check_codes)
    return named_code or (_open_question(ctx) == STEP and not _is_talk(ctx))


def _is_talk(ctx: Context) -> bool:
    """Whether the text is the person's own: a NIK to check, a short question, a command."""
    reading = ctx.reading
    if reading.size <= _FORWARDED and len(reading.raw) <= _LONGEST_TALK and reading.numbers.niks:
        return True
    if reading.raw.startswith("/") and reading.size <= _TALK:
        return True
    if not ctx.incoming.forwarded and wishes.step_wished(reading):
        return True
    if ctx.incoming.forwarded or not _is_short_and_plain(reading):
        return False
    asks = reading.raw.rstrip().endswith("?") or STEP in reading.pages
    went_on = ctx.last_answer is not None and ctx.last_answer.page != Outcome.GENUINE_ASKED
    return reading.size <= _TALK or (reading.size <= _TYPED and (asks or went_on))


def _is_short_and_plain(reading: Reading) -> bool:
    """Whether it is as short as people's own messages are, without a link or a number."""
    wants = similarity.holds_a_link(reading.raw) or similarity.digits(reading.raw) > compare_answer.DIGITS_SHOWN
    return reading.size <= _QUESTION and not wants


def _about_a_code(ctx: Context, known: Originals) -> Turn | None:
    """The answer to a check code alone or a question about one; it says nothing about a text that we have not seen."""
    reading = ctx.reading
    size = reading.size
    asks = size <= _TYPED or (size <= _QUESTION and not ctx.incoming.forwarded and _open_question(ctx) != STEP)
    of_code = known.of_codes(reading.check_codes) if asks else []
    if not of_code:
        return None
    kind = authenticity.compare(reading.raw, Originals(of_code), reading.check_codes).kind
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


async def _answer_verdict(ctx: Context, found: Comparison) -> Turn | None:
    """Answers with the verdict. Unless the message is genuine, signs of an accident or despair get help first."""
    original = found.original
    if found.kind is MatchKind.SAME and original:
        return await compare_answer.genuine(ctx, original)
    help_first = await _help(ctx, found)
    if help_first and original is None and _is_short_and_plain(ctx.reading):
        return None  # they describe an emergency, not an announcement
    strangers = [one for one in ctx.reading.numbers.niks if not original or one not in original.text]
    turn = (
        compare_answer.show_differences(ctx, found, original)
        if original
        else compare_answer.not_ours(ctx, holds_a_nik=bool(strangers))
    )
    turn = turn.preceded_by(help_first.answer.replies) if help_first else turn
    return turn.with_message_deleted() if strangers else turn


async def _help(ctx: Context, found: Comparison) -> Turn | None:
    """Help in an emergency, unless only the announcement itself mentions an accident."""
    if added := f"{found.before} {found.behind}".strip():
        return await urgent.help_first(ctx, ctx.reading.of(added))
    if found.original and await urgent.help_first(ctx, ctx.reading.of(found.original.text)):
        return None
    return await urgent.help_first(ctx, ctx.reading)


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
