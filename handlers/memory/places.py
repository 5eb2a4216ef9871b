"""Answers the name of a kelurahan or kecamatan alone, after a page that sends people to an office."""

from data.content import areas
from handlers.context import Context
from handlers.guide import area_picker
from handlers.messages import Turn
from handlers.outcomes import Outcome

_SENT_TO_AN_OFFICE = ("offices", "info.human", "info.update", "info.desil", "info.why", "check.", "situation")
"""The beginnings of pages after which a place is where somebody lives."""
_MOST_WORDS = 4


def named(ctx: Context) -> str:
    """The kelurahan or kecamatan that the message names and nothing else, as we write it; empty if it does not."""
    if ctx.reading.size > _MOST_WORDS or not areas.is_named(" ".join(ctx.reading.folded.split())):
        return ""
    place = area_picker.find(ctx.reading)
    if place is None:
        return ""
    if place.kelurahan:
        return ctx.phrase("place_kelurahan", kelurahan=place.kelurahan.name, kecamatan=place.kelurahan.kecamatan)
    return ctx.reading.raw.strip().title()


def answer(ctx: Context, place: str, page: str) -> Turn | None:
    """Where to go in that place; None after a page that sends nobody to an office."""
    if not page.startswith(_SENT_TO_AN_OFFICE):
        return None
    return ctx.answer(
        Outcome.OFFICES, ctx.text("offices.place", place=place), ctx.buttons("offices", "guide", "menu"), topic="office"
    )
