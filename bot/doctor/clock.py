"""Compares our clock with a server's."""

import email.utils
from datetime import UTC, datetime

import aiohttp

from bot.doctor.finding import Finding

_OFF = 5.0
"""Seconds."""


async def compare(url: str, whose: str) -> Finding:
    """Asks the server at this URL for the time; `whose` names it: `Telegram's`."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.head(url) as response,
        ):
            there = email.utils.parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError) as problem:
        return Finding("clock", "warning", f"cannot be compared ({type(problem).__name__})")
    off = abs((datetime.now(UTC) - there).total_seconds())
    if off > _OFF:
        return Finding("clock", "warning", f"{off:.0f} s off {whose}", "Let the machine set its clock (NTP).")
    return Finding("clock", "ok", f"as {whose}")
