"""The verb `expect`: says when many people will come, so that limits of volume do not stand in their way."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from bot.commands import dates
from bot.commands.noted import actor
from bot.commands.screen import configured, out, stop
from bot.settings import Settings
from data import audit, expected
from data.database import open_database
from data.expected import Crowd
from data.texts import WIB

app = typer.Typer()


def _day(text: str) -> date:
    found = dates.typed(text, date(2026, 12, 1))
    if found < datetime.now(WIB).date():
        raise typer.BadParameter("the day has passed")
    return found


@app.command("expect")
def expect(
    first: Annotated[
        date | None, typer.Argument(parser=_day, metavar="[DATE]", help="The first day, in Bekasi: 2026-12-01.")
    ] = None,
    people: Annotated[int | None, typer.Argument(min=1, max=10_000_000, help="How many people may come a day.")] = None,
    *,
    days: Annotated[int, typer.Option(min=1, max=31, help="For how many days.")] = 1,
) -> None:
    """Expect many people, because the city announces something: limits of volume are raised meanwhile.

    Each 10,000 people raise by once its size what one web address may send and ask (SIGAP_MESSAGES_PER_IP,
    SIGAP_CHATS_PER_IP, SIGAP_CHECKS_PER_IP, SIGAP_CHECKS_PER_IP_DAY). Never raised: the quota of a chat, the tries of a
    second factor, and what is left where somebody guesses. It is in the audit; a running bot takes it within seconds.
    The approval of a broadcast expects its audience by itself, for 24 hours.

    Without a date: lists what is expected.
    """
    found = configured()
    if first is None:
        _show(asyncio.run(_to_come(found)))
        return
    if people is None:
        stop("Say how many people may come: sigap expect 2026-12-01 100000")
    begins = datetime.combine(first, time(), WIB)
    asyncio.run(_add(found, Crowd(begins, begins + timedelta(days=days), people)))
    _show(asyncio.run(_to_come(found)))


async def _add(found: Settings, crowd: Crowd) -> None:
    now = datetime.now(UTC)
    database = await open_database(found.database, found.head_of_audit)
    try:
        async with database.transaction() as tx:
            await expected.add(tx, crowd)
            until = crowd.ends.astimezone(WIB).isoformat()
            begins = crowd.begins.astimezone(WIB).isoformat()
            await audit.note(tx, now, actor(), "crowd.expected", people=crowd.people, begins=begins, until=until)
    finally:
        await database.close()


async def _to_come(found: Settings) -> list[Crowd]:
    database = await open_database(found.database, found.head_of_audit)
    try:
        async with database.transaction() as tx:
            return await expected.to_come(tx, datetime.now(UTC))
    finally:
        await database.close()


def _show(crowds: list[Crowd]) -> None:
    for one in crowds:
        begins, ends = (f"{moment.astimezone(WIB):%Y-%m-%d %H:%M}" for moment in (one.begins, one.ends))
        raised = expected.times(one.people)
        out.print(
            f"{begins} to {ends} WIB: {one.people:,} people, limits of volume {raised} times as high.", soft_wrap=True
        )
    if not crowds:
        out.print("Nobody beyond the usual is expected.")
