"""Where to go and whom to call: only contacts with a source or verified by staff, else the kelurahan's counter."""

from collections.abc import Awaitable, Callable
from functools import partial

from msgspec.structs import replace

from data.content import texts
from data.content.contacts import DETAILS, MATTERS, Contact, Matter
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome

_TOPIC = "office"


async def ask_matter(ctx: Context) -> Turn:
    """Asks which matter the person needs an office for, and lists the offices."""
    buttons = ctx.buttons(*(f"offices.{matter}" for matter in MATTERS), "menu")
    return ctx.answer(Outcome.OFFICES, ctx.text("offices"), buttons, topic=_TOPIC)


async def _show(matter: Matter, ctx: Context) -> Turn:
    """The offices for a matter, each with the source of its details."""
    known = [contact for contact in ctx.services.contacts if matter in contact.matters]
    parts = [ctx.text(f"offices.{matter}"), *(_written(ctx, contact) for contact in known)]
    if not known:
        parts.append(ctx.text("offices.no_contact"))
    turn = ctx.answer(Outcome.OFFICES, _fitting(parts), ctx.buttons("offices", "menu"), topic=_TOPIC)
    return turn.remembered(part=f"offices.{matter}")


async def _show_for_human(matter: Matter, ctx: Context) -> Turn:
    """The same, for somebody who would rather talk to a person."""
    turn = await _show(matter, ctx)
    (reply,) = turn.answer.replies
    first = replace(reply, text=_fitting([ctx.text("human"), *reply.text.split("\n\n")]))
    return replace(turn, answer=replace(turn.answer, outcome=Outcome.INFO_HUMAN, topic="human", replies=(first,)))


def _fitting(parts: list[str]) -> str:
    """As many parts as fit into one reply, in their order."""
    text = parts[0]
    for part in parts[1:]:
        if len(text) + 2 + len(part) <= texts.LONGEST_REPLY:
            text += f"\n\n{part}"
    return text


def _written(ctx: Context, contact: Contact) -> str:
    details = [
        ctx.phrase(f"contact_{name}", value=value) for name in DETAILS if (value := getattr(contact, name)) is not None
    ]
    if contact.address and not contact.hours:
        details.append(ctx.phrase("contact_hours_unknown"))
    return "\n".join([f"• {contact.name}", *details, _basis(ctx, contact)])


def _basis(ctx: Context, contact: Contact) -> str:
    """The source of a contact, or the day when staff verified it."""
    if contact.verified_on:
        return ctx.phrase("contact_verified", day=ctx.day(contact.verified_on))
    day = texts.partial_date(contact.source_date or "", ctx.language)
    return ctx.phrase("contact_source", source=contact.source_name, day=day)


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {
    "offices": ask_matter,
    **{f"offices.{matter}": partial(_show, matter) for matter in MATTERS},
    **{f"human.{matter}": partial(_show_for_human, matter) for matter in MATTERS},
}
