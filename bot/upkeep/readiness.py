"""Whether people can be answered: what `/readyz` shows."""

from collections.abc import Mapping

from bot.upkeep.disk_check import DiskCheck
from bot.upkeep.shared_state import SharedState
from data.coverage.lookup import Coverage
from data.database.outside_log import RollbackGuard


class Readiness:
    """The readiness of one process, without that of its channels."""

    def __init__(
        self, disk_check: DiskCheck, rollback_guard: RollbackGuard, coverage: Coverage, shared_state: SharedState
    ) -> None:
        self._disk_check = disk_check
        self._rollback_guard = rollback_guard
        self._coverage = coverage
        self._shared_state = shared_state

    async def state(self, channels: Mapping[str, bool]) -> dict[str, object]:
        """Ready: the live database can be written, NIKs can be checked, and the channels (by name) are connected.

        When the live database is an older copy, `up_to_date` is false, because we only reply then. While staff
        have stopped all checks, `checks` is false, but we are ready: another process could answer no more than we can.
        """
        about = self._coverage.about
        able = {"database": await self._disk_check.works()}
        if self._rollback_guard.behind:
            able["up_to_date"] = False
        able |= channels
        ready = all(able.values()) and about is not None
        state: dict[str, object] = {"ready": ready, **able, "coverage": about.as_of.isoformat() if about else None}
        if not self._shared_state.checks_on:
            state["checks"] = False
        return state
