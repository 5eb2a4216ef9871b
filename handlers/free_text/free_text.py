"""Plain words: an accident or despair first, then what was asked, one question or two."""

import re

from data.chats import unanswered
from data.content import texts
from data.language import spelling
from data.records import replace
from handlers.context import Context, Step
from handlers.free_text import intent_pages, misused_nik
from handlers.free_text.intent import NOT_OURS, Intent, understand
from handlers.free_text.intent_pages import page_for
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import welcome
from handlers.phrases import commands, wishes
from handlers.phrases.wishes import Near
from handlers.subscription import subscription

_URGENT_SHARE = 0.2
"""So probable a claim is enough to help first."""
_SURE_PART = 0.6
"""So sure each of two questions must be to be answered on its own."""
_BEHIND_A_GREETING = 0.05
"""So probable a topic is worth answering behind a greeting, when its words stand there too."""
_PART = re.compile(r"[^?\n]+\??")
_SMALL_TALK = frozenset({"greeting", "thanks", "language", "check_coverage", NOT_OURS, None})
AROUND_A_NIK = frozenset(
    spelling.words(
        "nik ktp saya ini itu cek tolong dong ya pak bu bang no nomor punya nama dan sama coba kalau yang di nya ? "
        "punten mangga her his is my the this here that check please for of it number"
    )
)
_SHORTEST_QUESTION = 2
"""Words beside those that only lead to the NIK."""
_SHORTEST_PART = 2
"""Words of a question."""
_MOST_PARTS = 8
"""A message of more is read as one."""


def _read_as_spelt(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases as they are looked for; `$` at the end of one is the end of the message."""
    ends = ("$" if phrase.endswith("$") else "" for phrase in phrases)
    return tuple(f" {' '.join(spelling.words(one))} {end}" for one, end in zip(phrases, ends, strict=True))


SIGNS = {name: _read_as_spelt(phrases) for name, phrases in texts.keywords().signs.items()}


def _has_sign(name: str, text: str) -> bool:
    """Whether a sign of accident, despair or insult stands in the text, however it is spelt."""
    plain = f" {' '.join(spelling.words(text))} $"
    return any(phrase in plain for phrase in SIGNS[name])


_FILLERS = frozenset(
    spelling.words(
        "saya aku kami kita sudah lagi saja juga sih dong nih kok sangat sekali rasanya ini itu begini gini jadi terus "
        "anymore even just really so"
    )
)
"""Words that may stand anywhere in what despair says."""


def _without_fillers(words: list[str]) -> str:
    return f" {' '.join(word for word in words if word not in _FILLERS)} "


_WEARY = tuple(_without_fillers(one.split()) for one in SIGNS["weary"])
_LIFELESS, _OTHER_LIVES = ("|".join(one.strip() for one in SIGNS[name]) for name in ("lifeless", "other_lives"))
_NO_DESPAIR = re.compile(
    rf" (?:{_LIFELESS}) tidak mau h?idup(?= )| tidak mau h?idup (?:{_LIFELESS}|{_OTHER_LIVES})(?= )"
)


def despairs(text: str) -> bool:
    """Whether somebody does not want to live any more: not a motor that "ga mau hidup"."""
    if _has_sign("despair", text):
        return True
    said = _NO_DESPAIR.sub(" ", _without_fillers(spelling.words(text)))
    return any(phrase in said for phrase in _WEARY)


def reports_accident(text: str) -> bool:
    """Whether somebody was hurt and lives: not what would be if, and not how one claims in general."""
    if not _has_sign("accident", text) or (_has_sign("what_if", text) and not _has_sign("just_now", text)):
        return False
    if _has_sign("died", text) and not _has_sign("alive", text):
        return False
    intent = understand(text)
    return intent.topic == "claim" or (
        intent.probabilities.get("claim", 0.0) >= _URGENT_SHARE and intent.topic != NOT_OURS
    )


_PAGE_FOR_WISH = {
    "unsubscribe": "announcements",
    "erase": "privacy",
    "language.id": "language",
    "language.en": "language",
    "language.su": "language",
}
"""What is wished beside a number, and the page that has a button for it: the number may be somebody else's."""


def _wish_beside(text: str, told: Turn) -> str:
    """The page that offers what is wished beside a number: "stop 0812...", "hapus NIK 3275..."; empty for no wish."""
    if not (wish := wishes.meant(text)):
        rest = [word for word in spelling.words(text) if word not in AROUND_A_NIK]
        wish = commands.COMMANDS.get(rest[0], "") if len(rest) == 1 else ""
    if wish == "unsubscribe" or (not wish and wishes.stops_in_part(text)):
        return _PAGE_FOR_WISH["unsubscribe"] if told.chat and told.chat.subscription else ""
    return _PAGE_FOR_WISH.get(wish, "")


def is_about_the_number(text: str) -> bool:
    """Whether a message that holds some other number asks for nothing but a check."""
    intent = understand(text)
    return intent.topic in {None, "check_coverage"} and not intent_pages.pages_named(text).keys() - {"check"}


def is_in_need(text: str) -> bool:
    """Whether somebody is in despair, or tells of an accident."""
    return despairs(text) or reports_accident(text)


async def help_first(ctx: Context, steps: dict[str, Step], text: str) -> Turn | None:
    """Help for who is in despair, or tells of an accident, whatever else was asked or waits."""
    if despairs(text):
        return (await steps["info.despair"](ctx)).with_topic(understand(text).topic or "human")
    if reports_accident(text):
        return await _followed_by(await steps["info.emergency"](ctx), ctx, steps["info.claim.accident"])
    return None


async def answer(ctx: Context, steps: dict[str, Step], text: str) -> Turn:
    """The answer to a message without a NIK, one question or two."""
    if wishes.asks_to_be_forgotten(text):
        return await steps["privacy"](ctx)
    intent = _behind_a_greeting(understand(text), text)
    if two := _two_questions(text, intent):
        turn = await _answer_one(ctx, steps, *two[0])
        return await _followed_by(turn, ctx, steps[_page(*two[1])])
    turn = await _answer_one(ctx, steps, intent, text)
    if more := _other_half(turn, text):
        return await _followed_by(turn, ctx, steps[more])
    return await _followed_by(turn, ctx, steps["announcements"]) if _may_stop(ctx, turn, text) else turn


def _may_stop(ctx: Context, turn: Turn, text: str) -> bool:
    """Whether a part of it asks to get no more, and the answer to the whole has no button for that."""
    in_need = subscription.is_distressing(turn) or turn.answer.outcome == Outcome.INFO_BENEFITS_DEATH
    if not ctx.chat.subscription or in_need or not wishes.stops_in_part(text):
        return False
    return "unsubscribe" not in {choice.value for reply in turn.answer.replies for choice in reply.choices}


def _behind_a_greeting(intent: Intent, text: str) -> Intent:
    """A greeting with a question behind it is the question."""
    likely = intent.suggestions[0] if intent.suggestions else ""
    asks = intent.probabilities.get(likely, 0.0) >= _BEHIND_A_GREETING and intent_pages.has_phrase_of(likely, text)
    return replace(intent, topic=likely) if intent.topic == "greeting" and asks else intent


_WHAT_AND_HOW = {
    "info.claim.accident": ("info.benefits", "info.benefits.accident"),
    "info.claim.death": ("info.benefits", "info.benefits.death"),
    "info.benefits.accident": ("info.claim", "info.claim.accident"),
    "info.benefits.death": ("info.claim", "info.claim.death"),
}
"""What one gets and how: beside each page, the words that ask for the other half, and its page."""


def _other_half(turn: Turn, text: str) -> str:
    """The page that answers the other half of "what do I get and how", if a phrase asks for it."""
    words, more = _WHAT_AND_HOW.get(turn.answer.outcome, ("", ""))
    return more if intent_pages.pages_named(text).get(words, 0) > 1 else ""


async def _answer_one(ctx: Context, steps: dict[str, Step], intent: Intent, text: str) -> Turn:
    if intent.topic not in {"claim", "benefits"} and misused_nik.is_reported(text):
        return (await steps["info.misused"](ctx)).with_topic(intent.topic or "privacy")
    if intent.topic in {NOT_OURS, "human", None} and _has_sign("distress", text):
        return (await steps["info.despair"](ctx)).with_topic(intent.topic or "human")
    if intent.topic in {"scam_report", "contribution", None} and _has_sign("scammed", text):
        return await steps["info.scammed"](ctx)
    if intent.topic in {NOT_OURS, "human", None} and _has_sign("insult", text):
        return (await steps["info.calm"](ctx)).with_topic(intent.topic or "human")
    if intent.topic in {NOT_OURS, None} and "offices.emergency" in intent_pages.pages_named(text):
        return (await steps["offices.emergency"](ctx)).with_topic(intent.topic or "office")
    if intent.topic in {"check_coverage", None} and _is_bereaved(text, intent):
        return (await steps["info.claim.death"](ctx)).unsure(intent.suggestions)
    if intent.topic is None:
        if await ctx.may_keep("question"):
            await unanswered.note(ctx.tx, text, intent.suggestions, ctx.today)
        return intent_pages.ask_which_topic(ctx, intent) if intent.suggestions else await welcome.not_understood(ctx)
    if intent.topic == "human":
        return await steps[_person_for(text)](ctx)
    return await _answer_topic(ctx, steps, intent, text)


async def _answer_topic(ctx: Context, steps: dict[str, Step], intent: Intent, text: str) -> Turn:
    """The page; of what only seems to be about announcements or a language, another that is named, or a choice."""
    topic = intent.topic or ""
    near = wishes.nearness(topic, text) if topic in wishes.NEAR else Near.SURELY
    if near is not Near.SURELY:
        others = [one for one in intent_pages.topics_named(text) if one not in wishes.NEAR and one != "human"]
        if not others and near is Near.HARDLY:
            return intent_pages.ask_which_topic(ctx, intent)
        topic = others[0] if others else topic
    return (await steps[_page(replace(intent, topic=topic), text)](ctx)).with_topic(topic)


_INSTEAD = {
    "subscribe": "announcements",
    "unsubscribe": "announcements",
    "language.id": "language",
    "language.en": "language",
    "language.su": "language",
}
"""What answers words that do not ask for a change as a whole (`phrases.wishes`): a page that offers it by a button."""


def _page(intent: Intent, text: str) -> str:
    """The page for what is meant; it changes nothing."""
    step = page_for(intent, text)
    return _INSTEAD.get(step, step)


def _is_bereaved(text: str, intent: Intent) -> bool:
    """Whether somebody died and it may be about a claim: no menu then, and no question for a number."""
    died = _has_sign("died", text) and not _has_sign("alive", text)
    return died and intent.probabilities.get("claim", 0.0) >= _URGENT_SHARE


def _person_for(text: str) -> str:
    """Whom to turn to: the office for the matter, if it is named."""
    points = intent_pages.pages_named(text)
    for step, office in _MATTERS.items():
        if any(one == step or one.startswith(f"{step}.") for one in points):
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


async def with_wish(ctx: Context, steps: dict[str, Step], told: Turn, text: str) -> Turn:
    """What is said of a number that is no NIK, and a button for the wish that stood beside it."""
    offered = _wish_beside(text, told)
    return await _followed_by(told, ctx, steps[offered]) if offered else told


async def with_question(ctx: Context, steps: dict[str, Step], checked: Turn, text: str) -> Turn:
    """The answer to the NIK, and to the question that stood beside it; who needs help now is helped first."""
    if set(spelling.words(text)) <= AROUND_A_NIK:
        return checked
    if help_first := "info.despair" if despairs(text) else "info.emergency" if reports_accident(text) else "":
        return checked.preceded_by((await steps[help_first](ctx)).answer.replies)
    if checked.chat is None or not (asked := _asked_beside(text, checked)):
        return checked
    more = await steps[asked](replace(ctx, chat=checked.chat))
    if checked.answer.outcome == Outcome.CHECK_FACTOR:  # what is asked stands last
        return checked.preceded_by(more.answer.replies)
    return replace(checked.followed_by(more.answer.replies), chat=more.chat)


def _asked_beside(text: str, checked: Turn) -> str:
    """The page for the question beside a NIK; of a member who has died, it is the claim."""
    if checked.answer.outcome == Outcome.CHECK_FOUND and "info.claim.death" in intent_pages.pages_named(text):
        return "info.claim.death"
    if misused_nik.is_reported(text):
        return "info.misused"
    if offered := _wish_beside(text, checked):
        return offered
    if len(set(spelling.words(text)) - AROUND_A_NIK) < _SHORTEST_QUESTION:
        return ""
    intent = understand(text)
    clear = intent.probability >= _SURE_PART and intent.topic not in _SMALL_TALK
    return _page(intent, text) if clear and intent.topic != "subscribe" else ""  # the answer has a button for that


def _two_questions(text: str, whole: Intent) -> list[tuple[Intent, str]]:
    """Both questions of a message that asks two, each clear by itself; else none."""
    parts = [part.strip() for part in _PART.findall(text) if len(part.split()) >= _SHORTEST_PART]
    if not 2 <= len(parts) <= _MOST_PARTS:
        return []
    read = [(understand(part), part) for part in parts if part.endswith("?")]
    asked = [(intent, part) for intent, part in read if intent.probability >= _SURE_PART and intent.topic]
    different = list({intent.topic: (intent, part) for intent, part in reversed(asked)}.values())[::-1]
    clear = len(different) == 2 and all(one.topic not in {NOT_OURS, "greeting", "thanks"} for one, _ in different)
    return different if clear and whole.topic in {None, *(one.topic for one, _ in different)} else []


async def _followed_by(turn: Turn, ctx: Context, step: Step) -> Turn:
    """A second answer behind the first."""
    if turn.chat is None:
        return turn
    more = await step(replace(ctx, chat=turn.chat))
    return replace(turn.followed_by(more.answer.replies), chat=more.chat)
