"""Which item of the list in the last answer is meant? "Yang kedua" below a text with 1. 2. 3. is its second item."""

from data.content import follow_up_texts
from handlers.context import Context
from handlers.memory import matcher
from handlers.reading import Reading

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
    place = _beside_a_question(ctx.reading)
    return _at(listed_in(text), place) if place else None


def _beside_a_question(reading: Reading) -> int | None:
    """The place of the item that more is asked about: "nomor 3 urusnya dimana"."""
    return matcher.place_named(reading) if reading.follow_up and reading.follow_up.kinds else None


def _at(items: tuple[str, ...], place: int | str) -> str | None:
    if not items:
        return None
    if place == matcher.LAST:
        return items[-1]
    if place == matcher.MIDDLE:
        return items[len(items) // 2] if len(items) % 2 else None
    return items[place - 1] if isinstance(place, int) and 0 < place <= len(items) else None
