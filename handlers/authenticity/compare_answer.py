"""Says whether a message is genuine, altered (and where), another text with our code, or not ours."""

from datetime import timedelta

from data.announcements import announcements
from data.announcements.announcements import Broadcast, State
from data.announcements.authenticity import Comparison, Original
from data.chats.questions import CompareMessage
from data.clock import wib_day
from data.language import similarity
from data.language.similarity import Difference
from data.shortened import fitted
from handlers.context import Context, NextQuestion
from handlers.coverage import several_niks
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome

STEP = "genuine"
"""The name of the question for a message to compare."""
SHOW_PREFIX = "genuine.show."
"""The prefix of a button's value, before the number and the language of an announcement."""
TOPIC = "scam_report"
PATIENCE = timedelta(hours=1)
DIGITS_SHOWN = 4
"""Numbers with more digits may be account or telephone numbers, and are never quoted."""
_SHOWN = 30
"""The most characters shown of each side of a difference."""
_ALL_SHOWN = 190
"""The most characters shown of all differences together."""


async def genuine(ctx: Context, original: Original) -> Turn:
    """The text is ours, letter by letter; the picture must be ours, too."""
    broadcast, incoming = original.broadcast, ctx.incoming
    if incoming.hides_links:
        return altered(ctx, "linked", original)
    if incoming.kind != "text":
        ours, theirs = broadcast.attachment, incoming.attachment
        if not ours or not theirs or ours.mark != theirs.mark:
            return altered(ctx, "picture", original)
    now = await announcements.load(ctx.tx, broadcast.id)
    remark = ctx.phrase("genuine_file_left") if broadcast.attachment and incoming.kind == "text" else ""
    remark += ctx.phrase("genuine_stopped") if now and now.state is State.ABORTED else ""
    text = ctx.text("genuine.same", day=_day(ctx, broadcast), whom=_whom(ctx, broadcast), remark=remark)
    shows = (_show_button(ctx, original),) if remark else ()
    buttons = (*shows, *ctx.buttons("genuine", "menu"))
    return _answer(ctx, Outcome.GENUINE_YES, text, buttons, original)


def show_differences(ctx: Context, verdict: Comparison, original: Original) -> Turn:
    """The message is one of our announcements, but altered; or only its code is ours."""
    sides = {(True, False): "before", (False, True): "behind"}
    side = sides.get((bool(verdict.before), bool(verdict.behind)), "around")
    words = {"side": ctx.phrase(f"genuine_{side}"), "differs": _differences(ctx, verdict.differences, original)}
    return altered(ctx, verdict.kind, original, **words)


def altered(ctx: Context, how: str, original: Original, **words: object) -> Turn:
    """Says how the message was altered; `how` names the text to use."""
    text = ctx.text(f"genuine.{how}", day=_day(ctx, original.broadcast), **words)
    buttons = (_show_button(ctx, original), *ctx.buttons("info.scams", "genuine", "menu"))
    return _answer(ctx, Outcome.GENUINE_ALTERED, text, buttons, original)


def code_only(ctx: Context, original: Original, question: NextQuestion) -> Turn:
    """Says which announcement the code belongs to, when its text was not given."""
    text = ctx.text("genuine.code", day=_day(ctx, original.broadcast), whom=_whom(ctx, original.broadcast))
    buttons = (_show_button(ctx, original), *ctx.buttons("menu"))
    return ctx.answer(Outcome.GENUINE_CODE, text, buttons, topic=TOPIC, question=question, original=_id_of(original))


def not_ours(ctx: Context, *, holds_a_nik: bool) -> Turn:
    """The message is not ours; whether it is fraud, we cannot know."""
    text = ctx.text("genuine.not_ours", remark=ctx.phrase("genuine_nik") if holds_a_nik else "")
    buttons = ctx.buttons("info.scams", "offices", "genuine", "menu")
    return _answer(ctx, Outcome.GENUINE_NOT_OURS, text, buttons)


def unreadable(ctx: Context) -> Turn:
    """A picture or file without text that is not ours: it cannot be read, so the question stays open."""
    return ctx.answer(
        Outcome.GENUINE_NOT_OURS, ctx.text("genuine.unread"), ctx.buttons("info.scams", "menu"), topic=TOPIC
    )


def _day(ctx: Context, broadcast: Broadcast) -> str:
    """The day, in Bekasi, on which sending began."""
    return ctx.day(wib_day(broadcast.started or ctx.now))


def _whom(ctx: Context, broadcast: Broadcast) -> str:
    audience = broadcast.audience
    if audience.kecamatan:
        return ctx.phrase("genuine_kecamatan", kecamatan=audience.kecamatan)
    return ctx.phrase("genuine_some" if audience.language or audience.channel else "genuine_all")


def _show_button(ctx: Context, original: Original) -> Choice:
    return Choice(ctx.label("genuine.show"), f"{SHOW_PREFIX}{_id_of(original)}")


def _id_of(original: Original) -> str:
    return f"{original.broadcast.id}.{original.language}"


def _answer(
    ctx: Context, outcome: Outcome, text: str, buttons: tuple[Choice, ...], original: Original | None = None
) -> Turn:
    """The answer to a compared message. The original is kept in case its button's label is typed."""
    return ctx.answer(
        outcome,
        text,
        buttons,
        topic=TOPIC,
        question=several_niks.question_after(ctx, CompareMessage),
        original=_id_of(original) if original else "",
    )


# ---------------------------------------------------------------- where it differs


def _differences(ctx: Context, found: tuple[Difference, ...], original: Original) -> str:
    """The first one or two differences. Numbers, links and look-alike letters of the other text are not quoted."""
    lines: list[str] = []
    left = DIGITS_SHOWN
    for one in found[:2]:
        digits = similarity.digits(one.theirs)
        ours, other = _without_shared_end(one)
        theirs = _quoted(ctx, other, original, hides_a_number=digits > left)
        left -= min(digits, left)
        key = "genuine_new" if not ours else "genuine_changed" if other else "genuine_lost"
        lines.append(ctx.phrase(key, ours=fitted(ours, _SHOWN), theirs=theirs))
    return "\n".join(lines if sum(map(len, lines)) < _ALL_SHOWN else lines[:1])


def _without_shared_end(one: Difference) -> tuple[str, str]:
    """Both sides without the punctuation at their end that they share."""
    ends_alike = len(one.ours) > 1 and len(one.theirs) > 1 and one.ours[-1] == one.theirs[-1] in ".,;:"
    return (one.ours[:-1], one.theirs[:-1]) if ends_alike else (one.ours, one.theirs)


def _quoted(ctx: Context, theirs: str, original: Original, *, hides_a_number: bool) -> str:
    if similarity.holds_a_link(theirs):
        return ctx.phrase("genuine_link")
    if hides_a_number:
        return ctx.phrase("genuine_number")
    if similarity.has_lookalikes(theirs, original.text):
        return ctx.phrase("genuine_lookalike")
    return f"“{fitted(theirs, _SHOWN)}”"
