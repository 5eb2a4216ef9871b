"""Asks once, after a useful answer, whether the person wants announcements."""

from collections.abc import Callable

from msgspec.structs import replace

from data.chats import stored_state
from data.chats.chats import Chat
from data.chats.questions import SubscribePrompt
from handlers import one_message
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome
from handlers.phrases import yes_no
from handlers.subscription import subscription

STEP = "invite"
_AFTER = frozenset(
    {
        Outcome.CHECK_FOUND,
        Outcome.INFO_REGISTER,
        Outcome.INFO_ELIGIBLE,
        Outcome.INFO_BENEFITS,
    }
)
"""Outcomes that the question may follow. "Not listed" and pages with a button for announcements already make a better
offer."""
_RESULTS = coverage_answer.ABOUT_A_PERSON - _AFTER
"""Results of a check that the question does not follow."""
_MAY_BE_ASKED = _AFTER | _RESULTS
_YES = yes_no.AGREES | {"kabar"}
"""As spelling.words returns them: "kabari" is "kabar"."""


SORROW = frozenset(
    {
        Outcome.INFO_EMERGENCY,
        Outcome.INFO_EMERGENCY_HOSPITAL,
        Outcome.INFO_SCAMMED,
        Outcome.INFO_CLAIM_ACCIDENT,
        Outcome.INFO_CLAIM_DEATH,
        Outcome.INFO_CLAIM_HEIRS,
        Outcome.INFO_CLAIM_KILLED,
        Outcome.INFO_BENEFITS_DEATH,
    }
)
"""Pages after which, for a day, nobody is asked; after help for somebody who despairs, never (`invited`)."""


_OFFERS_IT = frozenset({"announcements", "subscribe", "subscribe.kecamatan"})
"""Buttons that make the offer already."""
_ASKED_ALREADY = frozenset(
    {
        Outcome.ANNOUNCEMENTS,
        Outcome.SUBSCRIBED,
        Outcome.SUBSCRIBED_WHERE,
        Outcome.UNSUBSCRIBED,
        Outcome.WATCH_KEPT,
        Outcome.WATCH_LIST,
        Outcome.WATCH_DROPPED,
        Outcome.INFO_CALM,
    }
)
"""Answers after which, for a day, the question would be asked twice, or be out of place: news, and a complaint."""
_NOT_AFTER = SORROW | _ASKED_ALREADY


def ask_once(ctx: Context, turn: Turn, is_out_of_place: Callable[[], bool]) -> Turn:
    """The turn and, once in the lifetime of a chat, the question at its end.

    Never after a death, an accident or a complaint, nor to somebody who waits for news or was offered it already.
    """
    chat = turn.chat
    if chat is None or ctx.incoming.private_link or ctx.is_staff:
        return turn
    if isinstance(chat.question, SubscribePrompt):  # a later "ya" answers something else
        chat = replace(chat, question=None)
    if not chat.invited and subscription.is_distressing(turn):  # not later either
        chat = replace(chat, invited=ctx.now)
    turn = turn if chat is turn.chat else replace(turn, chat=chat)
    if not _may_ask(turn, chat) or is_out_of_place():
        return turn
    asked = _ask(ctx, turn, chat)
    if turn.answer.outcome in _RESULTS:
        _finish_unasked(asked)
        return turn
    return asked


def _finish_unasked(asked: Turn) -> None:
    """Does with the question what is done with one that is asked.

    Otherwise the time of an answer would tell who is listed: below other results, nothing is asked.
    """
    one_message.join(asked)
    if asked.chat and asked.chat.question:
        stored_state.dump_question(asked.chat.question)


def _may_ask(turn: Turn, chat: Chat) -> bool:
    if (
        chat.invited
        or chat.subscription
        or chat.question
        or any(one.harm or one.page in _NOT_AFTER for one in chat.recent)
    ):
        return False
    if any(choice.value in _OFFERS_IT for reply in turn.answer.replies for choice in reply.choices):
        return False
    return turn.answer.outcome in _MAY_BE_ASKED and turn.answer.sure and len(turn.answer.replies) == 1


def _ask(ctx: Context, turn: Turn, chat: Chat) -> Turn:
    ctx = replace(ctx, chat=chat)
    question = Reply(ctx.text("invite"), ctx.buttons("invite.yes", "invite.no"), aside=True)
    waiting = SubscribePrompt(ctx.now + coverage_answer.PATIENCE, ctx.incoming.session)
    return replace(turn.followed_by((question,)), chat=replace(chat, question=waiting, invited=ctx.now))


async def respond(ctx: Context) -> Turn | None:
    """The answer to a typed "ya" or "ga usah"; None for other text."""
    words = {*ctx.reading.words}
    if "ya sudah" in ctx.reading.spelt and "kabar" not in words:  # "ya sudah, terima kasih" ends a talk
        return None
    if yes_no.declines(ctx.reading) or yes_no.never_mind(ctx.reading):
        return await decline(ctx)
    return await subscription.subscribe(ctx) if words & _YES and words <= _YES | yes_no.FILLERS else None


async def decline(ctx: Context) -> Turn:
    """Declines; unsubscribes if the chat had accepted before."""
    if ctx.chat.subscription:
        return await subscription.unsubscribe(ctx)
    chat = replace(ctx.chat, invited=ctx.chat.invited or ctx.now)
    return replace(ctx, chat=chat).answer(
        Outcome.INVITE_DECLINED,
        ctx.text("invite.declined"),
        ctx.buttons("menu"),
        topic="subscribe",
        question=subscription.question_after(ctx),
    )
