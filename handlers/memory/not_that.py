"""A denial of the last answer: "bukan itu" gets the next best topics, "bukan X, Y" an answer about Y."""

import re
from dataclasses import dataclass

from msgspec.structs import replace

from data.chats import recent_answers
from data.chats.questions import SubscribePrompt
from data.chats.recent_answers import RecentAnswer
from data.language import spelling
from handlers.context import Context, Listener
from handlers.free_text import intent_pages
from handlers.memory import matcher, offered, typed_choice
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import welcome
from handlers.phrases import yes_no
from handlers.reading import Reading
from handlers.words.intent import NOT_OURS, Intent

_LONGEST = 8
"""In words; a longer message says itself what it is about."""
_DENIES = matcher.words_of("not_that", "denies")
_BESIDE = matcher.words_of("not_that", "beside")
_NOTHING = _BESIDE | frozenset(spelling.words("gimana dong tuh nih sih apa ? kah banget gitu bot kamu lu nya terus"))
"""Words that ask nothing by themselves."""
_MEANT = frozenset({"maksud", "maksudnya", "pertanyaan"})
_RATHER = re.compile(
    r"\A\W*(?:eh\W+)?(?:bukan|bkn|salah(?!\s+satu)|sanes|no|not)\b(?P<what>[^,.;!?\n]{0,40}?)"
    r"(?P<rather>[,.;!]?\s*\b(?:tapi|tp|melainkan|maksud\w*|but)\b|[,.;!])\s*(?=\w)",
    re.IGNORECASE,
)
"""The denial at the beginning of "bukan bpjs, dukcapil"."""
_ALONE = re.compile(
    r"\A\W*(?:(?:eh|lah|loh|salah|maaf|maksud\w*(?: (?:saya|sy|gw|gua|aku))?)\W+){0,3}(?:bukan|bkn|sanes|not)\b"
    r"(?P<what>[^,.;!?\n]{1,40})\Z",
    re.IGNORECASE,
)
"""A denial that says nothing else: "maksud saya bukan desil"."""
_NOT_ASKED = re.compile(
    r"\bsaya (?:kan )?(?:tidak|bukan) (?:ada |mau |lagi )?(?:tanya\w*|nanya\w*) (?!itu\b|ini\b|begitu\b)\w+"
)
"""What stands behind "saya tidak tanya", in canonical spelling, is denied, and not meant instead."""
_LONGEST_ALONE = 6
_HELP_FIRST = frozenset({Outcome.INFO_EMERGENCY, Outcome.INFO_DESPAIR})
_THAT_ONE = re.compile(r"(?:yang|yg|nu|maksud\w*|mau tanya|the|i mean)\b", re.IGNORECASE)
"""What the words behind a denial begin with, if they say what is meant: "bukan uang, yg bpjs itu"."""
_NO_TOPIC = frozenset({NOT_OURS, "greeting", "thanks"})


def remember_next_best(ctx: Context, turn: Turn, intent: Intent) -> Turn:
    """The turn, in which it is kept which other topics the message may have been about."""
    if turn.chat is None or not turn.chat.recent or any(turn.chat.recent[-1] is one for one in ctx.chat.recent):
        return turn
    answered = {turn.answer.topic, intent.topic}
    if turn.answer.outcome == Outcome.NOT_UNDERSTOOD:  # these were offered already
        answered |= {*turn.answer.offered}
    topics = tuple(one for one in intent.probabilities if one not in answered | _NO_TOPIC)
    return replace(turn, chat=replace(turn.chat, recent=recent_answers.with_next_best(turn.chat.recent, topics)))


def is_denied(ctx: Context) -> bool:
    """Whether the message says that the last answer was about something else, and nothing more."""
    newest, reading = ctx.last_answer, ctx.reading
    if newest is None or newest.of_despair or _is_asked(ctx):
        return False
    if reading.preamble and reading.preamble.denies and _says_nothing(reading.of(reading.preamble.rest)):
        return True
    if reading.size <= _LONGEST_ALONE and "," not in reading.raw and _NOT_ASKED.search(reading.spelt):
        return True
    if newest.asked or reading.size > _LONGEST:
        return False
    said = frozenset(reading.words) - {"?"}
    if isinstance(ctx.question, SubscribePrompt) and said <= yes_no.NO:
        return False
    blames_oneself = "saya" in said and not said & _MEANT
    return bool(said & _DENIES) and said <= _DENIES | _BESIDE and not blames_oneself


def _says_nothing(rest: Reading) -> bool:
    """Whether what stands behind a denial asks nothing of its own: "ga nyambung, maksudnya gimana"."""
    return rest.is_blank or rest.is_unclear or set(rest.words) <= _NOTHING


def offer_next_best(ctx: Context) -> Turn:
    """Offers the topics that the last message may have meant instead; without any, the menu."""
    newest = ctx.last_answer
    topics = newest.next_best if newest else ()
    if not topics:
        return ctx.answer(Outcome.NOT_UNDERSTOOD, ctx.text("not_that.open"), welcome.menu_buttons(ctx), sure=False)
    buttons = ctx.buttons(*(intent_pages.MAIN[topic] for topic in topics), "info.human", "menu")
    different = tuple(dict.fromkeys(buttons))
    return ctx.answer(Outcome.NOT_UNDERSTOOD, ctx.text("not_that"), different, sure=False, suggestions=topics)


@dataclass(frozen=True, slots=True)
class Instead:
    """What somebody means who first denies the last answer."""

    reading: Reading
    value: str | None
    """The value of the button of the last answer that is meant; None if it is another matter."""


def meant_instead(ctx: Context) -> Instead | None:
    """What is meant instead: "dukcapil" of "bukan bpjs, dukcapil".

    None if nothing is denied, or if the denial may be part of the question: "bukan warga bekasi, bisa dapat?".
    """
    newest, raw = ctx.last_answer, ctx.reading.raw
    if newest is None or ctx.reading.holds_a_number:
        return None
    before = ctx.reading.preamble
    if before and before.rest and (before.denies or ctx.question is None):
        return Instead(ctx.reading.of(before.rest), _value(ctx, newest, ctx.reading.of(before.rest)))
    if _is_asked(ctx):
        return None
    denied = _RATHER.match(raw)
    if denied is None:
        return None
    instead = ctx.reading.of(raw[denied.end() :])
    value = _value(ctx, newest, instead)
    alone = (
        not denied["what"].strip() or denied["rather"].strip(" ,.;!").isalpha() or bool(_THAT_ONE.match(instead.raw))
    )
    return Instead(instead, value) if value or alone else None


async def not_what_is_denied(by_itself: Listener, ctx: Context, turn: Turn) -> Turn:
    """The turn; to who says "bukan X, Y" and would get X again, the answer to Y by itself, or other topics."""
    newest, reading = ctx.last_answer, ctx.reading
    if newest is None or ctx.incoming.kind != "text" or ctx.incoming.choice is not None or ctx.incoming.forwarded:
        return turn
    if reading.holds_a_number or _is_asked(ctx):
        return turn
    denied = _RATHER.match(reading.raw)
    if denied is None:
        alone = reading.size <= _LONGEST_ALONE and _ALONE.match(reading.raw)
        again = _is_denied_again(ctx, turn) or turn.answer.outcome == newest.page
        return offer_next_best(ctx) if alone and again and turn.answer.outcome not in _HELP_FIRST else turn
    if not (_is_denied_again(ctx, turn) or _is_lost(turn)):
        return turn
    meant = replace(ctx, reading=reading.of(reading.raw[denied.end() :]))
    other = await by_itself(meant)
    return await another_answer(meant) if other is None or _is_denied_again(ctx, other) or _is_lost(other) else other


def _is_denied_again(ctx: Context, turn: Turn) -> bool:
    return turn.answer.outcome not in _HELP_FIRST and is_the_same(ctx, turn)


def _is_lost(turn: Turn) -> bool:
    """Whether it repeats the matter before in short, as nothing was understood."""
    return turn.answer.outcome == Outcome.NOT_UNDERSTOOD and not turn.answer.offered


async def another_answer(meant: Context) -> Turn:
    """A clear answer to what is meant that was not given just now; else the next best topics."""
    step, before = intent_pages.clear_answer(meant.reading), meant.last_answer
    if step and not meant.reading.meaning and before is not None and step != before.part:
        return await meant.go(step)
    return offer_next_best(meant)


def _value(ctx: Context, newest: RecentAnswer, instead: Reading) -> str | None:
    choices = [one for one in offered.of_answer(ctx, newest) if not one.exact]
    return matcher.by_label(instead, choices) or matcher.by_words(instead, choices)


def is_the_same(ctx: Context, turn: Turn) -> bool:
    """Whether the answer is the very page that was denied, which is then not meant."""
    before = ctx.last_answer
    new = turn.chat.recent[-1] if turn.chat and turn.chat.recent else None
    if before is None or new is None or new.asked:
        return False
    return (before.page, before.part) == (new.page, new.part)


def _is_asked(ctx: Context) -> bool:
    """Whether a question is open that a denial may answer; that about announcements is not about the last answer."""
    return typed_choice.asks_something(ctx) and not isinstance(ctx.question, SubscribePrompt)
