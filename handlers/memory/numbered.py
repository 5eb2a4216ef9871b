"""Which item of the list in the last answer is meant? "Yang kedua" below a text with 1. 2. 3. is its second item."""

from data.content import follow_up_texts
from handlers.context import Context
from handlers.memory import matcher
from handlers.reading import Reading

_LONGEST = 7
"""In words, of a message about an item."""
_TABLE = follow_up_texts.follow_up_pages()


def items_of(page: str) -> tuple[str, ...]:
    """The steps of the items of a text with a numbered list; none where it has no such list."""
    return tuple(_TABLE.numbered.get(page, ()))


def listed_in(page: str) -> tuple[str, ...]:
    """The steps of the items of a text that lists them with or without numbers."""
    return tuple(_TABLE.numbered.get(page, _TABLE.listed.get(page, ())))


def item_meant(ctx: Context) -> str | None:
    """The step of the item of the last answer that is meant; None if none is, or if that has no list."""
    last = ctx.last_answer
    if ctx.incoming.kind != "text" or ctx.incoming.forwarded or ctx.incoming.choice is not None:
        return None
    if last is None or last.asked or last.simpler or ctx.question_elsewhere or ctx.reading.numbers.niks:
        return None
    text = last.part or last.page
    if place := matcher.position(ctx.reading):
        return _at(items_of(text), place)
    place = matcher.place_named(ctx.reading)
    if not place or ctx.reading.size > _LONGEST:
        return None
    return _at(listed_in(text) if _asks(ctx.reading) else items_of(text), place)


def _asks(reading: Reading) -> bool:
    """Whether it asks more than for the item: "nomor 3 urusnya dimana"."""
    return reading.follow_up is not None and bool(reading.follow_up.kinds)


def _at(items: tuple[str, ...], place: int | str) -> str | None:
    if not items:
        return None
    if place == matcher.LAST:
        return items[-1]
    if place == matcher.MIDDLE:
        return items[len(items) // 2] if len(items) % 2 else None
    return items[place - 1] if isinstance(place, int) and 0 < place <= len(items) else None
