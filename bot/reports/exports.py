"""Generates the files that staff ask for, at the moment they are sent."""

import asyncio
import io
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot import safe_output
from bot.reports import chart, drawing
from data import statistics
from data.announcements import tallies
from data.clock import wib_day
from data.content import texts
from data.database import long_reads
from data.database.sqlite import Database
from handlers.desk import progress, statistics_page

_REPORT = re.compile(r"report-(\d{1,9})\.csv")


class Exports:
    """Generates a file by its name, from the live database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._drawing = asyncio.Lock()
        """One picture is drawn at a time."""

    async def __call__(self, name: str) -> bytes:
        """The content of a file. Raises KeyError for an unknown name."""
        if name == statistics_page.PICTURE:
            return await self._figures()
        if found := _REPORT.fullmatch(name):
            return await self._report(int(found[1]))
        raise KeyError(name)

    async def _figures(self) -> bytes:
        today = wib_day(self._clock())
        found = await long_reads.apart(self._database, partial(statistics.figures, today=today))
        svg = await asyncio.to_thread(chart.figures_svg, found)
        async with self._drawing:
            return await drawing.png_elsewhere(svg)

    async def _report(self, broadcast: int) -> bytes:
        """The counts of an announcement: a line for each channel, language, result and reason."""
        lines = await long_reads.apart(self._database, partial(tallies.outcome_counts, broadcast=broadcast))
        written = io.StringIO(newline="")
        table = safe_output.Table(written)
        table.write([texts.staff_phrase(f"csv.{one}") for one in ("channel", "language", "result", "reason", "people")])
        for one in lines:
            reason, result = progress.reason_name(one.reason), progress.result_name(one.state)
            table.write((one.channel, one.language, result, reason, one.count))
        return written.getvalue().encode("utf-8-sig")  # so that Excel reads it
