"""Says that the live database is an older copy, as after a backup was brought back: somebody must look."""

from bot.metrics import Metrics
from data.database import older_copy, rollback_detection
from data.database.sqlite import Database


class OlderCopyCheck:
    """One alarm each time it becomes so."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics
        self._said = False

    async def look(self) -> None:
        """Raises the alarm `older_copy`, once until the database is the newest again."""
        behind_now = await self._database.group_commit(older_copy.is_behind)
        if behind_now and not self._said:
            self._metrics.alarm("older_copy", await self._meaning())
        self._said = behind_now

    async def _meaning(self) -> str:
        closed = "Nothing is sent but answers"
        gap = await self._database.group_commit(older_copy.gap)
        if gap is None:
            unread = self._database.rollback_guard.outside
            return f"{closed}, because {unread} cannot be read. Make it readable; start again."
        return f"{closed}, because {gap}. {rollback_detection.ADVICE}"
