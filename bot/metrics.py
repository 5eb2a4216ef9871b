"""The metrics for Prometheus. No label holds a person, a text or an address."""

import time
from collections import deque
from collections.abc import Callable
from functools import cache

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import alarms
from data.content import areas
from data.costs import Cost
from data.coverage.lookup import Coverage
from handlers.messages import Answer
from handlers.outcomes import Outcome

log = structlog.get_logger()

_ALARM_LOGGED_EVERY = 60.0
"""Seconds between two log lines of one alarm; the metric counts each time."""
_MINUTE, _HOUR = 60.0, 3600.0
_MANY_QUOTAS = 20
_MANY_CODES = 20
_WRONG_CODES = frozenset({Outcome.CADRE_WRONG_CODE, Outcome.CADRE_TOO_MANY_TRIES})
_PLACES = {*areas.all_kecamatan(), *(one.name for one in areas.all_kelurahan())}
_SOURCES = frozenset({"ad", "cek", "panduan", "post", *(f"poster-{areas.link_name(name)}" for name in _PLACES)})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def _reaches_limit(moments: deque[float], within: float) -> bool:
    """Notes an event; returns whether `moments` is full of events of the last `within` seconds."""
    moment = time.monotonic()
    moments.append(moment)
    return len(moments) == moments.maxlen and moment - moments[0] < within


class Metrics:
    """The counters of one running bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter("sigap_answers", "Messages answered.", ["channel", "outcome"], registry=self.registry)
        self._helped = Counter(
            "sigap_helped",
            "What people said by a button: whether an answer helped (yes or no), by its page and fine question.",
            ["page", "question", "helped"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "sigap_answer_seconds",
            "From a message to its answer.",
            ["channel"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._answers_of, self._seconds_of = cache(self._answers.labels), cache(self._seconds.labels)
        self._refused = Counter(
            "sigap_web_refused",
            "Web requests refused before they were read as a message.",
            ["status"],
            registry=self.registry,
        )
        self._no_room = Counter(
            "sigap_web_connections_full",
            "Connections that came when a limit was reached: another one made room, or they were turned away.",
            ["limit"],
            registry=self.registry,
        )
        self._starts = Counter(
            "sigap_starts", "Chats begun from a link or a poster of ours.", ["source"], registry=self.registry
        )
        self._skipped = Counter(
            "sigap_updates_skipped", "Messages that could not be read.", ["channel"], registry=self.registry
        )
        self._not_sent = Counter(
            "sigap_not_sent",
            "Failed tries to send answers and notices, and failures that paused announcements, by the error.",
            ["channel", "why"],
            registry=self.registry,
        )
        self._news = Counter(
            "sigap_news_told", "Watchers told that there is news.", ["channel", "kind"], registry=self.registry
        )
        self._announced = Counter(
            "sigap_announced", "Messages of broadcasts, by what became of them.", ["channel", "outcome"],
            registry=self.registry,
        )  # fmt: skip
        self._billed = Counter(
            "sigap_channel_messages",
            "Messages that a service reported as delivered, by its tariff and the outcome of the answer.",
            ["channel", "category", "free", "outcome"],
            registry=self.registry,
        )
        self._dollars = Counter(
            "sigap_channel_cost_dollars",
            "What these messages cost, in US dollars.",
            ["channel", "category", "outcome"],
            registry=self.registry,
        )
        self._writable = Gauge("sigap_writable", "1 while what we write reaches the disk.", registry=self.registry)
        self._writable.set(1)
        self._checks_on = Gauge("sigap_checks_on", "0 while staff have stopped all checks.", registry=self.registry)
        self._checks_on.set(1)
        self._forgotten = Counter(
            "sigap_forgotten",
            "Rows deleted or emptied after their retention.",
            ["table"],
            registry=self.registry,
        )
        self._alarms = Counter("sigap_alarms", "Events that people should look into.", ["kind"], registry=self.registry)
        for kind in alarms.MEANINGS:  # so that zeros are shown, too
            self._alarms.labels(kind)
        self._logged: dict[str, float] = {}
        self._refused_checks: deque[float] = deque(maxlen=_MANY_QUOTAS)
        self._wrong_codes: deque[float] = deque(maxlen=_MANY_CODES)

    def watch(self, coverage: Coverage) -> None:
        """Shows whether NIKs can be checked, and the day of the data."""
        ready = Gauge("sigap_coverage_ready", "1 while NIKs can be checked.", registry=self.registry)
        ready.set_function(lambda: float(coverage.about is not None))
        day = Gauge("sigap_coverage_as_of_days", "Day of the data, in days since 1970.", registry=self.registry)
        day.set_function(lambda: float(coverage.about.as_of.toordinal() - 719_163) if coverage.about else 0.0)

    def watch_connections(self, count: Callable[[], int]) -> None:
        """Shows how many connections to the web are open."""
        Gauge("sigap_web_connections", "Open connections to the web.", registry=self.registry).set_function(count)

    def answered(self, channel: str, answer: Answer, seconds: float) -> None:
        """Counts one answer; many of some kinds raise an alarm."""
        self._answers_of(channel, answer.outcome).inc()
        self._seconds_of(channel).observe(seconds)
        if rated := answer.rated:
            self._helped.labels(rated.page, rated.part, "yes" if rated.helped else "no").inc()
        if answer.outcome == Outcome.CHECK_QUOTA and _reaches_limit(self._refused_checks, _MINUTE):
            self.alarm(
                "check_quota",
                f"{_MANY_QUOTAS} checks were refused within a minute (SIGAP_CHECKS_PER_DAY): somebody may be guessing "
                "NIKs from several chats.",
            )
        if answer.outcome in _WRONG_CODES and _reaches_limit(self._wrong_codes, _HOUR):
            self.alarm("cadre_codes", f"{_MANY_CODES} wrong codes for cadres within an hour: somebody may be guessing.")

    def chat_started(self, source: str) -> None:
        """Counts a chat that began from a link of ours; links that are not ours count as one source."""
        self._starts.labels(source if source in _SOURCES else "other").inc()

    def skipped(self, channel: str) -> None:
        """Counts a message that is lost because of its form."""
        self._skipped.labels(channel).inc()

    def not_sent(self, channel: str, why: str) -> None:
        """Counts a message that did not arrive, by the error."""
        self._not_sent.labels(channel, why).inc()

    def notified(self, channel: str, kind: str) -> None:
        """Counts a watch notice that was sent."""
        self._news.labels(channel, kind).inc()

    def announced(self, channel: str, outcome: str, count: int) -> None:
        """Counts messages of a broadcast with the same outcome."""
        self._announced.labels(channel, outcome).inc(count)

    def billed(self, cost: Cost) -> None:
        """Counts delivered messages of the same kind, and what they cost."""
        self._billed.labels(cost.channel, cost.category, "yes" if cost.free else "no", cost.outcome).inc(cost.messages)
        if cost.dollars:
            self._dollars.labels(cost.channel, cost.category, cost.outcome).inc(cost.dollars)

    def writable(self, *, works: bool) -> None:
        """Shows whether the last write reached the disk."""
        self._writable.set(works)

    def checks(self, *, on: bool) -> None:
        """Shows whether NIKs are checked, or staff have stopped that."""
        self._checks_on.set(on)

    def swept(self, table: str, rows: int) -> None:
        """Counts the rows that a sweep deleted or emptied."""
        self._forgotten.labels(table).inc(rows)

    def refused(self, status: int) -> None:
        """Counts a web request that was not a message."""
        self._refused.labels(str(status)).inc()

    def no_room(self, limit: str) -> None:
        """Counts a connection beyond a limit, by the limit and the outcome."""
        self._no_room.labels(limit).inc()

    def alarm(self, kind: str, meaning: str, cause: str = "") -> None:
        """Raises an alarm for people to look at: counted each time, logged at most once a minute.

        `cause` is the disk or database error behind it, which is then not logged elsewhere.
        """
        self._alarms.labels(kind).inc()
        moment = time.monotonic()
        if moment - self._logged.get(kind, -_ALARM_LOGGED_EVERY) >= _ALARM_LOGGED_EVERY:
            self._logged[kind] = moment
            log.error("alarm", kind=kind, meaning=meaning, **({"cause": str(cause)} if cause else {}))

    def app(self) -> Starlette:
        """The app that serves `/metrics`, on a port of its own."""

        async def metrics(_request: Request) -> Response:
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return Starlette(routes=[Route("/metrics", metrics)])
