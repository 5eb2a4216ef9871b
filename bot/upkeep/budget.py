"""Compares what a service bills with the budget of the month: when it is spent, only what must be answered is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial

from bot.metrics import Metrics
from data import costs
from data.channels import label
from data.clock import wib_day
from data.costs import Cost
from data.database.sqlite import Database
from handlers.services import Services


class Budget:
    """The budgets of the channels that bill, by calendar months of Bekasi. Each turn reads `Services.over_budget`."""

    def __init__(
        self,
        database: Database,
        services: Services,
        limits: Mapping[str, float],
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        """`limits` are US dollars a month by channel; 0 or none: no limit."""
        self._database = database
        self._services = services
        self._limits = {channel: most for channel, most in limits.items() if most > 0}
        self._clock = clock
        self._metrics = metrics
        self._month: date | None = None
        self._spent: dict[str, float] = {}

    async def refresh(self) -> None:
        """Reads what was spent this month, by all processes."""
        if self._limits:
            today = self._begin_month()
            spent = await self._database.group_commit(partial(costs.of_month, today=today))
            if today.replace(day=1) == self._month:  # otherwise it read the month that ended meanwhile
                self._spent = spent
            self._compare()

    def add(self, billed: Iterable[Cost]) -> None:
        """Adds what was billed just now; the next `refresh` reads it from the database."""
        self._begin_month()
        for one in billed:
            self._spent[one.channel] = self._spent.get(one.channel, 0.0) + one.dollars
        self._compare()

    def _begin_month(self) -> date:
        """Today in Bekasi; in a new month nothing is spent yet."""
        today = wib_day(self._clock())
        if (month := today.replace(day=1)) != self._month:
            self._month = month
            self._spent = {}
            self._services.over_budget.clear()
        return today

    def _compare(self) -> None:
        over = self._services.over_budget
        for channel, most in self._limits.items():
            spent = self._spent.get(channel, 0.0)
            if spent < most:
                over.discard(channel)
            elif channel not in over:
                over.add(channel)
                self._metrics.alarm(
                    "whatsapp_budget",
                    f"The budget of {label(channel)} for this month is spent: {spent:,.2f} of {most:,.2f} US dollars. "
                    "Until the next month, emergencies, claims and STOP are answered, and others are sent to the web "
                    "chat once a day. To answer all again, raise the budget and restart.",
                )
