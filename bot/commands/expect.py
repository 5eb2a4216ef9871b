"""The verb `expect`: raises the limits of volume while many people are expected."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from bot.command_line import dates, whole_numbers
from bot.command_line.audited import actor
from bot.command_line.output import configured, out, stop
from bot.settings import Settings
from data.audit import audit_log
from data.clock import WIB
from data.database.opening import open_database
from data.limits import expected_crowds
from data.limits.expected_crowds import Crowd

app = typer.Typer()


def _day(text: str) -> date:
    found = dates.typed(text, date(2026, 12, 1))
    if found < datetime.now(WIB).date():
        raise typer.BadParameter("the day has passed")
    return found


def _people(words: list[str]) -> int:
    """The number of people; `100 000` comes as two words."""
    found = whole_numbers.typed(" ".join(words))
    if found > expected_crowds.MOST:
        raise typer.BadParameter(f"Kota Bekasi has {expected_crowds.MOST:,} people; write how many of them may come")
    return found


@app.command("expect")
def expect(
    first: Annotated[
        date | None, typer.Argument(parser=_day, metavar="[DATE]", help="The first day, in Bekasi: 2026-12-01.")
    ] = None,
    people: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PEOPLE]", help="How many people may come a day: 100000 or 100.000; 0 withdraws it."),
    ] = None,
    *,
    days: Annotated[int, typer.Option(min=1, max=31, help="For how many days.")] = 1,
) -> None:
    """Expect many people, because the city announces something: limits of volume are raised meanwhile.

    Every 10,000 people raise the limits for one web address by their normal size: messages, chats, checks, and what we
    store (SIGAP_MESSAGES_PER_IP, SIGAP_CHATS_PER_IP, SIGAP_CHECKS_PER_IP, SIGAP_CHECKS_PER_IP_DAY); fewer people raise
    nothing. Of several crowds on one day the largest counts. Never raised are the quota of a chat, the tries of a
    second factor, and the limits while somebody guesses. The command is in the audit, and a running bot follows within
    seconds. When a broadcast is approved, its audience is expected automatically, for 24 hours. 0 people withdraw what
    was expected on that day (or on --days days).

    Without a date: lists what is expected.
    """
    found = configured()
    if first is None:
        _show(*asyncio.run(_upcoming(found)))
        return
    if not people:
        stop("Say how many people may come: sigap expect 2026-12-01 100000")
    begins = datetime.combine(first, time(), WIB)
    crowd = Crowd(begins, begins + timedelta(days=days), _people(people))
    if crowd.people:
        asyncio.run(_add(found, crowd))
        if expected_crowds.limit_factor(crowd.people) == 1:
            out.print(
                f"Fewer than {expected_crowds.FOR_EACH:,} people raise no limit: they fit as it is.", soft_wrap=True
            )
    elif not asyncio.run(_withdraw(found, crowd)):
        out.print("Nothing to withdraw: nobody beyond the usual was expected then.", soft_wrap=True)
    _show(*asyncio.run(_upcoming(found)))


async def _add(found: Settings, crowd: Crowd) -> None:
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        async with database.transaction() as tx:
            await expected_crowds.add(tx, crowd)
            await audit_log.note(
                tx, datetime.now(UTC), actor(), "crowd.expected", people=crowd.people, **_noted_times(crowd)
            )
    finally:
        await database.close()


async def _withdraw(found: Settings, crowd: Crowd) -> int:
    """Withdraws the crowds in that time; returns how many there were."""
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        async with database.transaction() as tx:
            if withdrawn := await expected_crowds.withdraw(tx, crowd.begins, crowd.ends):
                await audit_log.note(
                    tx, datetime.now(UTC), actor(), "crowd.withdrawn", crowds=withdrawn, **_noted_times(crowd)
                )
            return withdrawn
    finally:
        await database.close()


def _noted_times(crowd: Crowd) -> dict[str, str]:
    return {"begins": crowd.begins.astimezone(WIB).isoformat(), "until": crowd.ends.astimezone(WIB).isoformat()}


async def _upcoming(found: Settings) -> tuple[list[Crowd], int]:
    """The crowds that are expected, and how many people are expected now."""
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        async with database.transaction() as tx:
            now = datetime.now(UTC)
            return await expected_crowds.upcoming(tx, now), await expected_crowds.people(tx, now)
    finally:
        await database.close()


def _show(crowds: list[Crowd], people_now: int) -> None:
    for one in crowds:
        begins, ends = (f"{moment.astimezone(WIB):%Y-%m-%d %H:%M}" for moment in (one.begins, one.ends))
        out.print(f"{begins} to {ends} WIB: {_raised(one.people)}", soft_wrap=True)
    if not crowds:
        out.print("Nobody beyond the usual is expected.")
    elif people_now:
        out.print(f"Now in all: {_raised(people_now)}", soft_wrap=True)
    else:
        out.print("Now in all: nobody beyond the usual.", soft_wrap=True)


def _raised(people: int) -> str:
    raised = expected_crowds.limit_factor(people)
    limits = "limits of volume as usual" if raised == 1 else f"limits of volume {raised} times as high"
    return f"{people:,} people, {limits}."
