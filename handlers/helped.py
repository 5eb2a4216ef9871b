"""Asks by two buttons below an answer whether it helped, once a visit; counts that, and offers more where it did not.

A visit is the 24 hours that the last answers of a chat are kept. An answer ends a matter where it answers a typed
question by a fine answer or an information page; a menu, a check, a guide or small talk ends none.
"""

from collections.abc import Callable

from msgspec.structs import replace

from data import ratings
from data.chats.questions import SubscribePrompt
from data.chats.recent_answers import RecentAnswer
from data.content import fine_answers
from data.ratings import Rating
from handlers import one_message
from handlers.context import Context, Step
from handlers.free_text import intent_pages
from handlers.memory import offered
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome
from handlers.pages import info
from handlers.subscription import subscription, subscription_prompt

LISTENERS = frozenset({"command", "intent", "about_last_answer", "beside_a_question"})
"""The listeners that answer a typed question; others press a button of an answer, or answer a check or a need."""
_GRAVE = subscription_prompt.SORROW | {
    Outcome.INFO_BENEFITS_ACCIDENT,
    Outcome.INFO_CLAIM_PAPERS,
    Outcome.INFO_DESPAIR,
    Outcome.INFO_SCAMS,
    Outcome.INFO_MISUSED,
    Outcome.GENUINE_ASKED,
    Outcome.GENUINE_ALTERED,
    Outcome.GENUINE_NOT_OURS,
    Outcome.INFO_CALM,
    Outcome.INFO_HUMAN,
}
"""Pages below which, and for a visit after which, nothing is asked: death, accident, fraud, despair and complaint."""
_OF_FRAUD = "scam_report"
_STEPS_OF_PAGES: dict[str, str] = {Outcome.CHECK_ASKED: "check"}
"""The steps of pages that have another name."""
_BAD_NEWS = frozenset({Outcome.INFO_WHY, Outcome.INFO_NOT_OURS, Outcome.INFO_KABUPATEN, Outcome.INFO_CITY})
"""Pages for who is not listed, or not here: people would judge that rather than the answer."""
_NO_NEWS = "no_news"
"""The kind of a follow-up that complains that nothing has happened."""
_NO_OFFER = frozenset({"menu", "language"})
_MOST_OFFERS = one_message.MOST_BUTTONS - 2
"""Besides the person and the menu."""
_MOST_PARTS = 3


# ---------------------------------------------------------------- the question


def ask_once(ctx: Context, turn: Turn, is_out_of_place: Callable[[], bool]) -> Turn:
    """The turn and, once a visit, the two buttons below an answer that ends a matter; nothing else is changed."""
    if not _may_ask(ctx, turn) or is_out_of_place():
        return turn
    (reply,) = turn.answer.replies
    choices = _with_question(reply.choices, ctx.buttons(*offered.HELPED))
    asked = replace(turn, answer=replace(turn.answer, replies=(replace(reply, choices=choices),)))
    return asked.remembered(choices=tuple(one.value for one in choices), helped="asked")


def _may_ask(ctx: Context, turn: Turn) -> bool:
    chat, incoming = turn.chat, ctx.incoming
    if chat is None or not chat.recent or turn.listener not in LISTENERS or ctx.is_staff:
        return False
    if incoming.kind != "text" or incoming.forwarded or incoming.private_link:
        return False
    if chat.question or isinstance(ctx.chat.question, SubscribePrompt):  # no second request right after that one
        return False
    if any(one.helped or one.harm or one.of_despair or one.page in _GRAVE for one in chat.recent):
        return False
    if len(turn.answer.replies) != 1 or not turn.answer.sure or subscription.is_distressing(turn):
        return False
    if (asked := ctx.reading.follow_up) and _NO_NEWS in asked.kinds:
        return False
    return _ends_a_matter(chat.recent[-1]) and not any(chat.recent[-1] is one for one in ctx.chat.recent)


def _ends_a_matter(answer: RecentAnswer) -> bool:
    """Whether it is a fine answer or an information page, and no complaint is behind it."""
    if answer.simpler or answer.asked:
        return False
    if fine := fine_answers.of_step(answer.part):
        return fine.ends_a_matter and fine.topic != _OF_FRAUD and fine.page not in _NO_OFFER | _BAD_NEWS
    return not answer.part and answer.page in info.PAGES and answer.page not in _BAD_NEWS


def _with_question(choices: tuple[Choice, ...], question: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The buttons with those of the question before the menu. Where there is no room, the menu goes, then the last."""
    room = one_message.MOST_BUTTONS - len(question)
    others = [one for one in choices if one.value not in offered.NAVIGATION]
    menu = [one for one in choices if one.value in offered.NAVIGATION][: max(room - len(others), 0)]
    return (*others[:room], *question, *menu)


# ---------------------------------------------------------------- what is said to it


async def thank(ctx: Context) -> Turn:
    """Counts that the answer helped, and says thanks."""
    ctx, _, rating = await _rate(ctx, helped=True)
    return _counted(ctx.answer(Outcome.HELPED, ctx.text("helped.yes"), ctx.buttons("menu")), rating)


async def offer_more(ctx: Context) -> Turn:
    """Counts that the answer did not help, and offers the next best answers and a person."""
    ctx, answer, rating = await _rate(ctx, helped=False)
    buttons = ctx.buttons(*(_offers(answer) if answer else ()), "info.human", "menu")
    return _counted(ctx.answer(Outcome.NOT_HELPED, ctx.text("helped.no"), buttons), rating)


STEPS: dict[str, Step] = dict(zip(offered.HELPED, (thank, offer_more), strict=True))


async def _rate(ctx: Context, *, helped: bool) -> tuple[Context, RecentAnswer | None, Rating | None]:
    """Counts what is said of the answer below which it was asked; once, and nothing after that is forgotten.

    Returns the context that notes so, the answer, and what was counted.
    """
    at = next((n for n, one in enumerate(ctx.chat.recent) if one.helped), None)
    if at is None:
        return ctx, None, None
    answer = ctx.chat.recent[at]
    if answer.helped == "told":
        return ctx, answer, None
    rating = Rating(answer.page, answer.part, helped)
    await ratings.add(ctx.tx, ctx.today, rating)
    recent = (*ctx.chat.recent[:at], replace(answer, helped="told"), *ctx.chat.recent[at + 1 :])
    return replace(ctx, chat=replace(ctx.chat, recent=recent)), answer, rating


def _counted(turn: Turn, rating: Rating | None) -> Turn:
    return replace(turn, answer=replace(turn.answer, rated=rating))


def _offers(answer: RecentAnswer) -> tuple[str, ...]:
    """The steps to offer: the page behind a shorter answer, its parts, first those without a button, and other topics.

    The message was surely understood, so that few of what it may have meant instead are likely.
    """
    fine = fine_answers.of_step(answer.part)
    page = fine.page if fine else _STEPS_OF_PAGES.get(answer.page, answer.page)
    parts = info.PAGES[page].buttons if page in info.PAGES else ()
    given = {"info.human", *_NO_OFFER, *(() if answer.part else (page,))}
    own = sorted((one for one in parts if one not in given), key=answer.choices.__contains__)[:_MOST_PARTS]
    instead = (intent_pages.MAIN[topic] for topic in answer.next_best)
    wanted = dict.fromkeys((*((page,) if answer.part else ()), *own, *instead))
    return tuple(one for one in wanted if one not in given and not offered.changes(one))[:_MOST_OFFERS]
