"""Names one of several NIKs by its position in the message and its last four digits.

The last four digits are stored encrypted beside the hashes, so that they can be read only with the key.
"""

from datetime import date

from msgspec.structs import replace

from data.chats.questions import PickNik, Question
from data.chats.recent_answers import KEPT, SeveralNiks
from data.hashing import Key
from handlers.context import Context, NextQuestion
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome

_ENDINGS = 10_000
ALL = "all"
"""In the value of a button, in place of an index: all of them."""
_SAID_OF_EACH = {
    Outcome.CHECK_FOUND: "each_found",
    Outcome.CHECK_ENDED: "each_ended",
    Outcome.CHECK_UNCLEAR: "each_unclear",
    Outcome.CHECK_NOT_LISTED: "each_not_listed",
    Outcome.CHECK_QUOTA: "each_quota",
}
"""What is said of each NIK where all are answered at once."""


def ending(nik: str) -> str:
    """The only part of a NIK that is shown."""
    return f"••••{nik[12:]}"


def seal_endings(key: Key, token: str, niks: list[str]) -> tuple[int, ...]:
    """The last four digits of each NIK, encrypted."""
    return tuple((int(nik[12:]) + _pad(key, token, n)) % _ENDINGS for n, nik in enumerate(niks))


def _pad(key: Key, token: str, n: int) -> int:
    return int.from_bytes(key.keyed(f"ending\0{token}\0{n}".encode())[:8], "big")


def _shown(ctx: Context, others: SeveralNiks, n: int) -> str:
    assert ctx.services.key
    if not others.ends:
        return "••••"
    digits = (others.ends[n] - _pad(ctx.services.key, others.token, n)) % _ENDINGS
    return f"••••{digits:04}"


def label(ctx: Context, others: SeveralNiks, n: int) -> str:
    """The label of the button for one of them."""
    return f"{n + 1}. {_shown(ctx, others, n)}"


def line(ctx: Context, others: SeveralNiks, n: int, outcome: Outcome, begins: date | None) -> str:
    """One line of the answer about all of them: the masked number, and what the data says.

    `begins` is the later day from which the contribution is paid; None if it is paid already, or not at all.
    """
    if begins:
        return f"{label(ctx, others, n)}: {ctx.phrase('each_later', starts=ctx.day(begins))}"
    return f"{label(ctx, others, n)}: {ctx.phrase(_SAID_OF_EACH.get(outcome, 'each_busy'))}"


def button_for_all(ctx: Context, others: SeveralNiks) -> Choice:
    """The button that has all of them answered at once."""
    return Choice(ctx.label("check.all"), f"check.pick.{others.token}.{ALL}")


def buttons(ctx: Context, others: SeveralNiks | None, without: bytes = b"") -> tuple[Choice, ...]:
    """A button for each NIK except the one with this hash; its value is an index into data that only we keep."""
    if others is None:
        return ()
    return tuple(
        Choice(label(ctx, others, n), f"check.pick.{others.token}.{n}")
        for n, nik in enumerate(others.hashes)
        if nik != without
    )


def question(ctx: Context, others: SeveralNiks | None) -> PickNik | None:
    """The question which of them to check; None without any."""
    return PickNik(ctx.now + KEPT, others, ctx.incoming.session) if others else None


def question_after(ctx: Context, *answered: type[Question]) -> NextQuestion:
    """The open question after one of these was answered: which of several NIKs to check, if they still wait.

    It waits as long as their buttons work: no hash is kept for longer because something else was answered.
    """
    if not isinstance(ctx.question, answered):
        return "keep"
    last = ctx.last_check
    if last is None or last.asked is None or last.asked.others is None:
        return None
    return PickNik(last.at + KEPT, last.asked.others, ctx.incoming.session)


def with_heading(ctx: Context, nik_hash: bytes, others: SeveralNiks | None, turn: Turn) -> Turn:
    """The answer, headed by its NIK if the message held several."""
    if others is None or nik_hash not in others.hashes or not turn.answer.replies:
        return turn
    n = others.hashes.index(nik_hash)
    head = ctx.phrase("about_nik", number=n + 1, ending=_shown(ctx, others, n))
    first, *rest = turn.answer.replies
    if first.heading:
        headed = replace(first, heading=replace(first.heading, text=f"{head}\n{first.heading.text}"))
    else:
        headed = replace(first, text=f"{head}\n\n{first.text}")
    return replace(turn, answer=replace(turn.answer, replies=(headed, *rest)))
