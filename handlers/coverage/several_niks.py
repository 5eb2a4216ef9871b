"""Which of several NIKs an answer is about: its place in the message, and its last four digits.

We keep no digit of a NIK. The last four are kept as the hashes are, so that only who has the key can read them.
"""

from typing import Any

from data.hashing import Key
from data.records import replace
from handlers.context import Context
from handlers.messages import Choice, Turn

_ENDINGS = 10_000


def ending(nik: str) -> str:
    """All that is shown of a NIK."""
    return f"••••{nik[12:]}"


def seal_endings(key: Key, token: str, niks: list[str]) -> list[int]:
    """The last four digits of each, to be kept beside the hashes."""
    return [(int(nik[12:]) + _pad(key, token, n)) % _ENDINGS for n, nik in enumerate(niks)]


def _pad(key: Key, token: str, n: int) -> int:
    return int.from_bytes(key.keyed(f"ending\0{token}\0{n}".encode())[:8], "big")


def _shown(ctx: Context, others: dict[str, Any], n: int) -> str:
    assert ctx.services.key
    digits = (others["ends"][n] - _pad(ctx.services.key, others["token"], n)) % _ENDINGS
    return f"••••{digits:04}"


def label(ctx: Context, others: dict[str, Any], n: int) -> str:
    """The words on the button of one of them."""
    return f"{n + 1}. {_shown(ctx, others, n)}"


def buttons(ctx: Context, others: dict[str, Any], without: str = "") -> tuple[Choice, ...]:
    """A button for each but the one of this hash; its value carries a place in what only we keep."""
    return tuple(
        Choice(label(ctx, others, n), f"check.pick.{others['token']}.{n}")
        for n, nik in enumerate(others.get("niks", ()))
        if nik != without
    )


def with_heading(ctx: Context, nik_hash: bytes, others: dict[str, Any], turn: Turn) -> Turn:
    """The answer, headed by the NIK that it is about, where the message held several."""
    niks = others.get("niks", [])
    if nik_hash.hex() not in niks or not turn.answer.replies:
        return turn
    n = niks.index(nik_hash.hex())
    head = ctx.phrase("about_nik", number=n + 1, ending=_shown(ctx, others, n))
    first, *rest = turn.answer.replies
    headed = replace(first, text=f"{head}\n\n{first.text}")
    return replace(turn, answer=replace(turn.answer, replies=(headed, *rest)))
