"""What people are told when the month's budget of a channel that bills each message is spent.

Emergencies, claims, and whatever ends something are answered as ever. Anything else gets one message a person and day,
with a button to the web chat, where no message is billed; after that nothing.
"""

from data import channels
from data.chats import inbox
from data.content import texts
from handlers.context import Context
from handlers.free_text import urgent
from handlers.messages import Answer, LinkButton, Reply, Turn
from handlers.outcomes import Outcome

_ANSWERED = frozenset(
    {
        Outcome.INFO_EMERGENCY,
        Outcome.INFO_EMERGENCY_HOSPITAL,
        Outcome.INFO_DESPAIR,
        Outcome.INFO_SCAMMED,
        Outcome.INFO_CLAIM,
        Outcome.INFO_CLAIM_ACCIDENT,
        Outcome.INFO_CLAIM_PAPERS,
        Outcome.INFO_CLAIM_DEATH,
        Outcome.INFO_CLAIM_KILLED,
        Outcome.INFO_CLAIM_HEIRS,
        Outcome.INFO_BENEFITS_ACCIDENT,
        Outcome.INFO_BENEFITS_DEATH,
        Outcome.OFFICES,
        Outcome.UNSUBSCRIBED,
        Outcome.INVITE_DECLINED,
        Outcome.WATCH_LIST,
        Outcome.WATCH_DROPPED,
        Outcome.CADRE_GIVEN_BACK,
        Outcome.PRIVACY,
        Outcome.ERASED,
    }
)
"""Emergencies, numbers to call and claims; what ends something, and the pages that lead there."""
_TOPIC = "claim"
_LISTENERS = frozenset({"urgent_need", "opt_out"})
"""The listeners whose answers are for such messages, whatever their outcome."""


class Withheld(Exception):
    """The answer to a message is not given, and what the turn wrote is taken back: no quota is used for it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def withhold(ctx: Context, turn: Turn) -> Turn:
    """The turn. Raises Withheld where the budget of its channel is spent and the answer can wait."""
    if ctx.incoming.channel not in ctx.services.over_budget or not turn.answer.replies or _must_be_answered(ctx, turn):
        return turn
    raise Withheld(turn.answer)


def _must_be_answered(ctx: Context, turn: Turn) -> bool:
    """Whether the answer cannot wait, or its message tells of harm, even if it is about a NIK."""
    if turn.answer.outcome in _ANSWERED or turn.answer.topic == _TOPIC or turn.listener in _LISTENERS:
        return True
    return not ctx.incoming.forwarded and urgent.tells_of_harm(ctx.reading)


async def instead(ctx: Context, withheld: Answer) -> Turn:
    """The message of the day with the way to the web chat; no message where the person got it today, or in a group."""
    key = inbox.message_key_of(ctx.incoming.channel, ctx.incoming.address, f"over budget {ctx.today}")
    told = ctx.incoming.private_link or await inbox.marked_at(ctx.tx, key)
    replies: tuple[Reply, ...] = ()
    if not told:
        await inbox.mark(ctx.tx, key, ctx.now)
        replies = (_reply(ctx, withheld.language),)
    answer = Answer(
        Outcome.OVER_BUDGET, withheld.topic, replies=replies, language=withheld.language, private=withheld.private
    )
    return Turn(answer, ctx.chat)


def _reply(ctx: Context, language: str) -> Reply:
    said = channels.label(ctx.incoming.channel)
    if url := ctx.services.links.get(channels.WEB.name):
        button = LinkButton(texts.phrase("open_web_chat", language), url)
        return Reply(texts.text("over_budget", language, channel=said), link=button)
    return Reply(texts.text("over_budget.alone", language, channel=said))
