"""What people are told where a company keeps their messages, and we cannot delete them (`Channel.keeps_messages`).

Where the NIK is asked: that it is so, and where one can ask without that company. Once, below the first message that
should not stay in the chat: how to delete it by hand.
"""

from msgspec.structs import replace

from data import channels
from handlers.context import Context
from handlers.messages import Reply, Turn
from handlers.one_message import LONGEST
from handlers.outcomes import Outcome


def tell(ctx: Context, turn: Turn) -> Turn:
    """The turn, with a line below its words where there is something to tell, and room for it."""
    if not channels.keeps_messages(ctx.incoming.channel) or ctx.incoming.private_link:
        return turn
    if turn.answer.outcome == Outcome.CHECK_ASKED:
        return _with_line(turn, _who_keeps_it(ctx)) or turn
    if not turn.answer.private or turn.chat is None or turn.chat.told_to_delete:
        return turn
    told = _with_line(turn, ctx.phrase("delete_it_yourself"))
    return replace(told, chat=replace(turn.chat, told_to_delete=ctx.now)) if told else turn


def _who_keeps_it(ctx: Context) -> str:
    """That the company of the channel keeps the message; the web chat does without it, where people can reach that."""
    channel = channels.label(ctx.incoming.channel)
    link = ctx.services.links.get(channels.WEB.name)
    said = "kept_by_channel" if link else "kept_by_channel_alone"
    return ctx.phrase(said, channel=channel, **({"link": link} if link else {}))


def _with_line(turn: Turn, line: str) -> Turn | None:
    """The turn with a line below the last words that answer; None where they have no room for it."""
    at = next((n for n, one in reversed([*enumerate(turn.answer.replies)]) if _may_grow(one)), None)
    if at is None:
        return None
    replies = [*turn.answer.replies]
    replies[at] = replace(replies[at], text=f"{replies[at].text}\n\n{line}")
    if len(replies[at].words) > LONGEST:
        return None
    return replace(turn, answer=replace(turn.answer, replies=tuple(replies)))


def _may_grow(reply: Reply) -> bool:
    return not (reply.apart or reply.aside) and bool(reply.text)
