"""Answers in the language of a whole sentence, and says in one line how to change it back."""

from data.content import texts
from data.records import replace
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome


def follow(ctx: Context) -> Context:
    """The context with the chat in the language that the message is written in, where it is ours and that is sure.

    A language other than Indonesian that was chosen stays.
    """
    incoming, reading = ctx.incoming, ctx.reading
    if ctx.language != texts.DEFAULT or incoming.choice is not None or incoming.forwarded or incoming.private_link:
        return ctx
    if ctx.is_staff or ctx.question_elsewhere or (ctx.question and ctx.question.kind == "factor"):
        return ctx
    spoken = "" if reading.is_a_nik_alone or reading.raw.startswith("/") else reading.spoken
    return replace(ctx, chat=replace(ctx.chat, language=spoken)) if spoken else ctx


def with_note(turn: Turn) -> Turn:
    """The turn after a change of language, which says how to go back; to somebody who despairs, it does not."""
    code = turn.answer.language
    if turn.answer.outcome == Outcome.INFO_DESPAIR or not turn.answer.replies or code == texts.DEFAULT:
        return turn
    first, *rest = turn.answer.replies
    noted = replace(first, text=f"{first.text}\n\n{texts.phrase('spoken', code)}")
    return replace(turn, answer=replace(turn.answer, replies=(noted, *rest)))
