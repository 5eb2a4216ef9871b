"""Says what the data of its day knows of one person. "Cannot check now" is never "not listed"."""

from datetime import timedelta
from typing import Any

from data.chats import Pending
from data.coverage import Person, Status
from data.snapshots import About
from handlers.context import Context
from handlers.messages import Turn

TOPIC = "check_coverage"
PATIENCE = timedelta(hours=24)
"""How long buttons that stand for a NIK keep working."""


def tell(
    ctx: Context, about: About, person: Person | None, pending: Pending | None, *, with_cohort: bool = False
) -> Turn:
    """Listed, ended, gone or not in the list, with the date of the data."""
    as_of = ctx.day(about.as_of)
    buttons = ctx.buttons("info.update", "info.why", "info.eligible", "menu")
    if person is None:
        outcome, text = "check.not_listed", ctx.text("check.not_listed", as_of=as_of)
    elif person.status is Status.GONE:
        outcome, text = "check.ended", _gone(ctx, about, person)
    elif person.status is Status.ENDED or _past(ctx, person):
        outcome, text = "check.ended", _ended(ctx, as_of, person)
    else:
        outcome, text, buttons = (
            "check.found",
            _listed(ctx, as_of, person),
            ctx.buttons("info.benefits", "info.claim", "menu"),
        )
    if with_cohort and person and person.cohort:
        text = f"{text}\n\n{ctx.phrase('cohort', cohort=person.cohort)}"
    return ctx.answer(outcome, remarked(ctx, about, text), buttons, topic=TOPIC, pending=pending)


def _listed(ctx: Context, as_of: str, person: Person) -> str:
    until = ctx.phrase("until", day=ctx.day(person.ends)) if person.ends else ""
    if person.starts and person.starts > ctx.today:
        return ctx.text("check.found_later", as_of=as_of, starts=ctx.day(person.starts), until=until)
    since = ctx.phrase("since", day=ctx.day(person.starts)) if person.starts else ""
    return ctx.text("check.found", as_of=as_of, since=since, until=until)


def _past(ctx: Context, person: Person) -> bool:
    return person.ends is not None and person.ends < ctx.today


def _ended(ctx: Context, as_of: str, person: Person) -> str:
    known = person.ends if _past(ctx, person) else None
    ended = ctx.phrase("ended_on", day=ctx.day(known)) if known else ctx.phrase("ended")
    return ctx.text("check.ended", as_of=as_of, ended=ended)


def _gone(ctx: Context, about: About, person: Person) -> str:
    """Listed per an earlier day, no longer per this one; or corrected on the same day."""
    last = person.last_listed
    if last is None or last >= about.as_of:
        return ctx.text("check.gone_same_day", as_of=ctx.day(about.as_of))
    return ctx.text("check.gone", as_of=ctx.day(about.as_of), last_listed=ctx.day(last))


def remarked(ctx: Context, about: About, text: str) -> str:
    """An answer with a word on old or made-up data."""
    days = (ctx.today - about.as_of).days
    if days > ctx.services.stale_days:
        text = f"{text}\n\n{ctx.phrase('stale', days=days)}"
    return f"{text}\n\n{ctx.phrase('synthetic')}" if about.synthetic else text


def unavailable(ctx: Context, answers: dict[str, Any] | None = None) -> Turn:
    """We cannot check now; `answers` lets a button try the same NIK again."""
    return to_try_again(ctx, "check.unavailable", ctx.text("check.unavailable"), answers)


def to_try_again(ctx: Context, outcome: str, text: str, answers: dict[str, Any] | None) -> Turn:
    """An answer that could not be given now, with a button for the same NIK where we hold its hash."""
    pending = Pending("again", ctx.now + PATIENCE, answers) if answers else None
    buttons = ctx.buttons("check.again", "menu") if answers else ctx.buttons("menu")
    return ctx.answer(outcome, text, buttons, topic=TOPIC, pending=pending)


def expired(ctx: Context) -> Turn:
    """A button whose NIK we keep no longer."""
    return ctx.answer("check.expired", ctx.text("check.expired"), topic=TOPIC)


def others(answers: dict[str, Any]) -> dict[str, Any]:
    """The other NIKs of a message that held several, as they wait for their buttons."""
    return {name: answers[name] for name in ("niks", "token") if name in answers}


def offer_picks(ctx: Context, answers: dict[str, Any]) -> Pending | None:
    """Keeps the NIKs of a message within reach of their buttons."""
    return Pending("pick", ctx.now + PATIENCE, answers) if answers else None
