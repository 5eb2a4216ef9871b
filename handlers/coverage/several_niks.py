"""Names one of several NIKs by its position in the message and its last four digits.

The last four digits are stored encrypted beside the hashes, so that they can be read only with the key.
"""

from typing import Any

from data.hashing import Key
from data.records import replace
from handlers.context import Context
from handlers.messages import Choice, Turn

_ENDINGS = 10_000


def ending(nik: str) -> str:
    """The only part of a NIK that is shown."""
    return f"••••{nik[12:]}"


def seal_endings(key: Key, token: str, niks: list[str]) -> list[int]:
    """The last four digits of each NIK, encrypted."""
    return [(int(nik[12:]) + _pad(key, token, n)) % _ENDINGS for n, nik in enumerate(niks)]


def _pad(key: Key, token: str, n: int) -> int:
    return int.from_bytes(key.keyed(f"ending\0{token}\0{n}".encode())[:8], "big")


def _shown(ctx: Context, others: dict[str, Any], n: int) -> str:
    assert ctx.services.key
    digits = (others["ends"][n] - _pad(ctx.services.key, others["token"], n)) % _ENDINGS
    return f"••••{digits:04}"


def label(ctx: Context, others: dict[str, Any], n: int) -> str:
    """The label of the button for one of them."""
    return f"{n + 1}. {_shown(ctx, others, n)}"


def buttons(ctx: Context, others: dict[str, Any], without: str = "") -> tuple[Choice, ...]:
    """A button for each NIK except the one with this hash; its value is an index into data that only we keep."""
    return tuple(
        Choice(label(ctx, others, n), f"check.pick.{others['token']}.{n}")
        for n, nik in enumerate(others.get("niks", ()))
        if nik != without
    )


def with_heading(ctx: Context, nik_hash: bytes, others: dict[str, Any], turn: Turn) -> Turn:
    """The answer, headed by its NIK if the message held several."""
    niks = others.get("niks", [])
    if nik_hash.hex() not in niks or not turn.answer.replies:
        return turn
    n = niks.index(nik_hash.hex())
    head = ctx.phrase("about_nik", number=n + 1, ending=_shown(ctx, others, n))
    first, *rest = turn.answer.replies
    headed = replace(first, text=f"{head}\n\n{first.text}")
    return replace(turn, answer=replace(turn.answer, replies=(headed, *rest)))
