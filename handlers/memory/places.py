"""Answers the name of a kelurahan or kecamatan alone, after a page that sends people to an office."""

from data.content import areas
from handlers.context import Context
from handlers.guide import area_picker
from handlers.messages import Turn
from handlers.outcomes import Outcome

_SENT_TO_AN_OFFICE = ("offices", "info.human", "info.update", "info.desil", "info.why", "check.", "situation")
"""The beginnings of pages after which a place is where somebody lives."""
_OF_HOSPITALS = frozenset({"answer.claim.hospital_which", "answer.claim.hospital_near"})
_NEAR = "answer.claim.hospital_near"
_MOST_WORDS = 5
_BESIDE = frozenset("di kalo kalau klo yg yang daerah sekitar near in around the ya pak bu min kak bang dong".split())
"""Words that may stand beside the name: "kalo di jatiasih"."""


def named(ctx: Context) -> str:
    """The kelurahan or kecamatan that the message names and nothing else, as we write it; empty if it does not."""
    said = " ".join(word for word in ctx.reading.folded.split() if word not in _BESIDE)
    if ctx.reading.size > _MOST_WORDS or not areas.is_named(said):
        return ""
    place = area_picker.find(ctx.reading)
    if place is None:
        return ""
    if place.kelurahan:
        return ctx.phrase("place_kelurahan", kelurahan=place.kelurahan.name, kecamatan=place.kelurahan.kecamatan)
    return ctx.reading.raw.strip().title()


async def answer(ctx: Context, place: str, page: str) -> Turn | None:
    """Where to go in that place; of hospitals, how to find one. None after a page that sends nobody to an office."""
    last = ctx.last_answer
    if last and last.part in _OF_HOSPITALS:
        return await ctx.go(_NEAR)
    if not page.startswith(_SENT_TO_AN_OFFICE):
        return None
    return ctx.answer(
        Outcome.OFFICES, ctx.text("offices.place", place=place), ctx.buttons("offices", "guide", "menu"), topic="office"
    )
