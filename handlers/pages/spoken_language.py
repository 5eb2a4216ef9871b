"""Answers in the language of a whole sentence, and says what is in another language than was hoped for."""

from msgspec.structs import replace

from data.content import texts
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome

_IN_AN_EMERGENCY = frozenset({Outcome.INFO_EMERGENCY, Outcome.INFO_EMERGENCY_HOSPITAL})


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
    return turn if code == texts.DEFAULT else _with_line(turn, texts.phrase("spoken", code))


def offer_indonesian(ctx: Context, turn: Turn) -> Turn:
    """The first answer to somebody who writes Javanese or Betawi, which says that we answer in Indonesian.

    In an emergency it does not.
    """
    incoming = ctx.incoming
    if ctx.last_answer or turn.answer.language != texts.DEFAULT or incoming.choice is not None or incoming.forwarded:
        return turn
    if turn.answer.outcome in _IN_AN_EMERGENCY or ctx.is_staff or incoming.private_link:
        return turn
    if ctx.reading.is_a_nik_alone or not ctx.reading.dialect:
        return turn
    return _with_line(turn, ctx.phrase("in_indonesian"))


def in_indonesian(ctx: Context) -> Context:
    """The same message in a chat in Indonesian: for the buttons of an answer that is in no other language."""
    return replace(ctx, chat=replace(ctx.chat, language=texts.DEFAULT))


def with_excuse(ctx: Context, answer: str) -> str:
    """An Indonesian answer; behind a sentence that says so, where the chat is in another language."""
    return answer if ctx.language == texts.DEFAULT else f"{ctx.phrase('in_indonesian')}\n\n{answer}"


def _with_line(turn: Turn, line: str) -> Turn:
    """The turn with one more line below its answer; to somebody who despairs, there is none."""
    if turn.answer.outcome == Outcome.INFO_DESPAIR or not turn.answer.replies:
        return turn
    first, *rest = turn.answer.replies
    return replace(turn, answer=replace(turn.answer, replies=(replace(first, text=f"{first.text}\n\n{line}"), *rest)))
