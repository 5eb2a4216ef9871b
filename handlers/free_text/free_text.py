"""Answers free text without a NIK: the question that it asks, or both questions if it asks two."""

import re

from msgspec.structs import replace

from data.chats import unanswered
from data.language import spelling
from handlers.context import Context, also_answer
from handlers.free_text import by_words, intent_pages, misused_nik, of_situation
from handlers.free_text.intent_pages import step_for
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import welcome
from handlers.phrases import wishes
from handlers.phrases.wishes import Likelihood
from handlers.reading import Reading
from handlers.subscription import subscription
from handlers.words import harm
from handlers.words.intent import NOT_OURS, Intent, going_on

SURE_PART = 0.6
"""The probability from which one of two questions is answered by itself."""
_BEHIND_A_GREETING = 0.05
"""The probability from which a topic after a greeting is answered, if one of its phrases occurs as well."""
_CHECKS = frozenset(spelling.words("cek ngecek periksa check"))
_PART = re.compile(r"[^?\n]+\??")
_TELL_ME, _ONE_KECAMATAN = "answer.check.tell_me", "answer.news.kecamatan"
_SHORTEST_PART = 2
"""The fewest words of a question."""
_MOST_PARTS = 8
"""A message with more parts is read as a whole."""


async def answer(ctx: Context, topic_before: str = "") -> Turn:
    """The answer to a message without a NIK. `topic_before`: that of the last answer, if it may go on with it."""
    reading = ctx.reading
    if wishes.asks_to_be_forgotten(reading):
        return await ctx.go("privacy")
    intent = going_on(_behind_a_greeting(reading), topic_before)
    if page := intent_pages.page_of_bare_bpjs(ctx, intent):
        return (await ctx.go(page)).with_topic(intent_pages.topic_of(page))
    if two := _two_questions(reading, intent):
        turn = await _answer_one(ctx, *two[0])
        return await also_answer(ctx, turn, step_for(*two[1]))
    turn = await _answer_one(ctx, intent, reading)
    if more := _other_half(turn, reading):
        return await also_answer(ctx, turn, more)
    return await also_answer(ctx, turn, "announcements") if _may_stop(ctx, turn) else turn


def _may_stop(ctx: Context, turn: Turn) -> bool:
    """Whether part of the message asks to stop announcements and the answer has no button for that."""
    in_need = subscription.is_distressing(turn) or turn.answer.outcome == Outcome.INFO_BENEFITS_DEATH
    if not ctx.chat.subscription or in_need or not wishes.stops_in_part(ctx.reading):
        return False
    return "unsubscribe" not in {choice.value for reply in turn.answer.replies for choice in reply.choices}


def _behind_a_greeting(reading: Reading) -> Intent:
    """The intent of the message; after a greeting, that of the question behind it if there is one."""
    intent = reading.intent
    likely = intent.suggestions[0] if intent.suggestions else ""
    asks = intent.probabilities.get(likely, 0.0) >= _BEHIND_A_GREETING and intent_pages.has_phrase_of(likely, reading)
    return replace(intent, topic=likely) if intent.topic == "greeting" and asks else intent


_WHAT_AND_HOW = {
    "info.claim.accident": ("info.benefits", "info.benefits.accident"),
    "info.claim.death": ("info.benefits", "info.benefits.death"),
    "info.benefits.accident": ("info.claim", "info.claim.accident"),
    "info.benefits.death": ("info.claim", "info.claim.death"),
}
"""For pages on benefits and on claims: the page whose phrases ask for the other half, and the page that answers it."""


def _other_half(turn: Turn, reading: Reading) -> str:
    """The page for the other half of "what do I get and how", if a phrase asks for it."""
    words, more = _WHAT_AND_HOW.get(turn.answer.outcome, ("", ""))
    return more if reading.pages.get(words, 0) > 1 else ""


async def _answer_one(ctx: Context, intent: Intent, reading: Reading) -> Turn:
    if turn := await _answer_by_words(ctx, intent, reading):
        return turn
    if intent.topic is None:
        if page := by_words.kind_word(reading, intent):
            return await ctx.go(page)
        if await ctx.may_keep("question"):
            await unanswered.note(ctx.tx, reading.raw, intent.suggestions, ctx.today)
        return intent_pages.ask_which_topic(ctx, intent) if intent.suggestions else await welcome.not_understood(ctx)
    if intent.topic == "human":
        return await ctx.go(intent_pages.fine_answer(intent.question) or _person_for(reading))
    return await _answer_topic(ctx, intent, reading)


async def _answer_by_words(ctx: Context, intent: Intent, reading: Reading) -> Turn | None:
    """The answer to a message that holds the signs of a need or of a matter; None if it holds none."""
    if intent.topic not in {"claim", "benefits"} and misused_nik.is_reported(reading):
        return (await ctx.go("info.misused")).with_topic(intent.topic or "privacy")
    if page := by_words.step(reading, intent):
        return await ctx.go(page)
    if intent.topic in {NOT_OURS, "human", None} and _needs_company(ctx, reading):
        return (await ctx.go("info.despair")).with_topic(intent.topic or "human")
    if intent.topic in {"scam_report", "contribution", None} and "scammed" in reading.signs:
        return await ctx.go("info.scammed")
    if intent.topic in {NOT_OURS, "human", None} and "insult" in reading.signs:
        return (await ctx.go("info.calm")).with_topic(intent.topic or "human")
    if intent.topic in {NOT_OURS, None} and "offices.emergency" in reading.pages:
        return (await ctx.go("offices.emergency")).with_topic(intent.topic or "office")
    if intent.topic in {"check_coverage", "greeting", NOT_OURS, None} and _is_bereaved(reading, intent):
        return (await ctx.go("info.claim.death")).unsure(intent.suggestions)
    return None


def _needs_company(ctx: Context, reading: Reading) -> bool:
    """Whether somebody is in distress, or despaired just before: no office is then whom they want to talk to."""
    last = ctx.last_answer
    return "distress" in reading.signs or (last is not None and last.of_despair)


async def _answer_topic(ctx: Context, intent: Intent, reading: Reading) -> Turn:
    """The page of the topic. If a subscription or language change is unlikely: another named page, or a choice."""
    topic = intent.topic or ""
    likelihood = wishes.likelihood(topic, reading) if topic in wishes.TO_CONFIRM else Likelihood.SURELY
    if likelihood is not Likelihood.SURELY:
        others = [one for one in intent_pages.topics_named(reading) if one not in wishes.TO_CONFIRM and one != "human"]
        if not others and likelihood is Likelihood.HARDLY:
            return intent_pages.ask_which_topic(ctx, intent)
        topic = others[0] if others else topic
    page = by_words.instead(step_for(replace(intent, topic=topic), reading), reading, intent)
    page = of_situation.instead_of_the_beginning(ctx, page)
    if page == Outcome.INFO_WHY and ctx.last_check is None and _CHECKS.intersection(reading.words):
        page = intent_pages.MAIN["check_coverage"]  # nothing was checked yet that could have a reason
    if page == _TELL_ME and ctx.last_check:
        page = "announcements"  # which has the button to watch that NIK
    if page == Outcome.ANNOUNCEMENTS and intent.question == "news.kecamatan":
        page = _ONE_KECAMATAN  # which says that this can be done
    return (await ctx.go(page)).with_topic(topic)


def _is_bereaved(reading: Reading, intent: Intent) -> bool:
    """Whether somebody died and a claim is likely: then neither the menu nor a request for a NIK is shown."""
    if reading.harm == harm.DEATH:
        return True
    died = intent.topic in {"check_coverage", None} and "died" in reading.signs and "alive" not in reading.signs
    return died and intent.probabilities.get("claim", 0.0) >= harm.CLAIM_LIKELY


def _person_for(reading: Reading) -> str:
    """The page on whom to contact: the office for the matter, if one is named."""
    for step, office in _MATTERS.items():
        if any(one == step or one.startswith(f"{step}.") for one in reading.pages):
            return office
    return "info.human"


_MATTERS = {
    "info.update.papers": "human.population",
    "info.update": "human.welfare",
    "info.desil": "human.welfare",
    "info.claim": "human.bpjs",
    "info.membership": "human.bpjs",
    "info.benefits": "human.bpjs",
    "offices.population": "human.population",
    "offices.welfare": "human.welfare",
    "offices.bpjs": "human.bpjs",
}


def _two_questions(reading: Reading, whole: Intent) -> list[tuple[Intent, Reading]]:
    """Both questions of a message that asks exactly two clear ones; otherwise an empty list."""
    parts = [part.strip() for part in _PART.findall(reading.raw) if len(part.split()) >= _SHORTEST_PART]
    if not 2 <= len(parts) <= _MOST_PARTS:
        return []
    read = [reading.of(part) for part in dict.fromkeys(parts) if part.endswith("?")]
    asked = [(intent, part) for part in read if (intent := part.intent).probability >= SURE_PART and intent.topic]
    different = list({intent.topic: (intent, part) for intent, part in reversed(asked)}.values())[::-1]
    clear = len(different) == 2 and all(one.topic not in {NOT_OURS, "greeting", "thanks"} for one, _ in different)
    return different if clear and whole.topic in {None, *(one.topic for one, _ in different)} else []
