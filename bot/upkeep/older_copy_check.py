"""Raises an alarm when the live database is an older copy, as after a backup was restored by hand."""

from bot.metrics import Metrics
from data.database import older_copy, rollback_detection
from data.database.sqlite import Database


class OlderCopyCheck:
    """One alarm each time the database becomes an older copy."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics
        self._alarmed = False

    async def check(self) -> None:
        """Raises the alarm `older_copy`, once until the database is the newest copy again."""
        behind_now = await self._database.group_commit(older_copy.is_behind)
        if behind_now and not self._alarmed:
            self._metrics.alarm("older_copy", await self._meaning())
        self._alarmed = behind_now

    async def _meaning(self) -> str:
        closed = "Only replies are sent"
        gap = await self._database.group_commit(older_copy.gap)
        if gap is None:
            log_file = self._database.rollback_guard.outside
            return f"{closed}, because {log_file} cannot be read. Make it readable, and start again."
        return f"{closed}, because {gap}. {rollback_detection.ADVICE}"
