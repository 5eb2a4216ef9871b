"""The words for what the data holds about one NIK as of today, without heading and buttons."""

from data.coverage import lookup
from data.coverage.lookup import Person, Standing
from data.coverage.snapshots import About, Status
from handlers.context import Context
from handlers.messages import Standing as Result
from handlers.outcomes import Outcome

RESULTS: dict[Standing, Result] = {
    Standing.LISTED: "listed",
    Standing.ENDED: "ended",
    Standing.UNCLEAR: "unclear",
    Standing.NOT_LISTED: "not_listed",
}


def standing_today(ctx: Context, person: Person | None) -> Standing:
    """The person's standing as of today."""
    if person is None:
        return Standing.NOT_LISTED
    return lookup.standing(person.status, person.ends, ctx.today)


def begins_later(ctx: Context, person: Person) -> bool:
    """Whether the person is listed, and their contribution is paid only from a later day."""
    listed = standing_today(ctx, person) is Standing.LISTED
    return listed and person.starts is not None and person.starts > ctx.today


def outcome_and_text(ctx: Context, about: About, person: Person | None) -> tuple[Outcome, str]:
    """What is answered about this person; None is nobody in the list."""
    standing = standing_today(ctx, person)
    if person is None:
        return Outcome.CHECK_NOT_LISTED, ctx.text("check.not_listed")
    if standing is Standing.UNCLEAR:
        return Outcome.CHECK_UNCLEAR, ctx.text("check.unclear")
    if standing is Standing.ENDED:
        text = _removed(ctx, about, person) if person.status is Status.REMOVED else _ended(ctx, person)
        return Outcome.CHECK_ENDED, text
    return Outcome.CHECK_FOUND, _listed(ctx, person)


def _listed(ctx: Context, person: Person) -> str:
    days = _since_until(ctx, person)
    if person.starts and begins_later(ctx, person):
        return ctx.text("check.found_later", starts=ctx.day(person.starts), until=days["until"])
    return ctx.text("check.found", **days)


def _ended(ctx: Context, person: Person) -> str:
    known = person.ends if person.ends is not None and person.ends < ctx.today else None
    ended = ctx.phrase("ended_on", day=ctx.day(known)) if known else ctx.phrase("ended")
    return ctx.text("check.ended", ended=ended)


def _removed(ctx: Context, about: About, person: Person) -> str:
    """Was in earlier data and no longer is; or was corrected on the same day."""
    last = person.last_listed
    if last is None or last >= about.as_of:
        return ctx.text("check.gone_same_day")
    return ctx.text("check.gone", last_listed=ctx.day(last))


def after_harm(ctx: Context, about: About, person: Person | None, told: str, *, again: bool = False) -> str:
    """The answer about somebody who died or was hurt: the result, and what to do about that."""
    pays = person is not None and standing_today(ctx, person) is Standing.LISTED and _has_begun(ctx, person)
    result = _result(ctx, about, person, ctx.about, again=again)
    return ctx.text(f"check.{told}_listed" if pays else f"check.{told}", result=result)


def _has_begun(ctx: Context, person: Person) -> bool:
    return person.starts is None or person.starts <= ctx.today


def in_short(ctx: Context, person: Person | None) -> str:
    """One sentence below the heading of a result: what it means for the contribution."""
    standing = standing_today(ctx, person)
    if person is None or standing is not Standing.LISTED:
        return ctx.phrase(f"short_{RESULTS[standing]}")
    if person.starts and begins_later(ctx, person):
        return ctx.phrase("short_later", starts=ctx.day(person.starts))
    return ctx.phrase("short_listed", **_since_until(ctx, person))


def _since_until(ctx: Context, person: Person) -> dict[str, str]:
    """From when and until when the contribution is paid, as far as it is known."""
    since = ctx.phrase("since", day=ctx.day(person.starts)) if person.starts else ""
    return {"since": since, "until": ctx.phrase("until", day=ctx.day(person.ends)) if person.ends else ""}


def _result(ctx: Context, about: About, person: Person | None, whose: str, *, again: bool = True) -> str:
    """One sentence: what the data holds about this NIK, with its date."""
    nik = (
        ctx.phrase("result_nik_of", who=ctx.phrase(f"kin_{whose}"))
        if whose
        else ctx.phrase("result_nik" if again else "this_nik")
    )
    as_of, standing = ctx.day(about.as_of), standing_today(ctx, person)
    if person is None or standing is Standing.NOT_LISTED:
        return ctx.phrase("result_not_listed", nik=nik, as_of=as_of)
    if standing is Standing.UNCLEAR:
        return ctx.phrase("result_unclear", nik=nik, as_of=as_of)
    if standing is Standing.ENDED:
        return ctx.phrase("result_ended", nik=nik, as_of=as_of)
    if person.starts and begins_later(ctx, person):
        return ctx.phrase("result_later", nik=nik, as_of=as_of, starts=ctx.day(person.starts))
    return ctx.phrase("result_listed", nik=nik, as_of=as_of, **_since_until(ctx, person))
