"""Talks to the real bot on a messenger, breaks it, and looks for what was typed: the part that all scans share.

The mixed messages of `scan`, in every way that a messenger has, while its service fails and the bot is killed.
Then everything the bot wrote is searched: database, WAL, logs, snapshots and figures.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.coverage.importing import sample
from tests.faults.scan import TODAY, Typed, leaks
from tests.faults.telegram import figures_of
from tests.faults.web import house
from tests.support.processes import House, Serving

BATCH = 100
Writes = Callable[[Any, random.Random, list[sample.SyntheticPerson], Typed], None]


@dataclass(frozen=True)
class Messenger:
    """A messenger: our strict fake of its service, and the people on it."""

    api: Callable[[], AbstractAsyncContextManager[Any]]
    wired: Callable[[House, Any, random.Random], House]
    """Tells a house of the service."""
    serving: Callable[..., AbstractAsyncContextManager[Serving]]
    people: Callable[[Any, Typed], list[Any]]
    """Those who will write; what of theirs must be found nowhere is noted."""
    writes: Writes
    """One message of a person, in some way that the messenger has."""
    all_answered: Callable[[Any, Path], Awaitable[None]]
    answers: Callable[[Any], int]
    names: Callable[[Any], set[str]] = lambda _: set()
    """What names people and messages at the service: no log and no figure may hold it."""


def named(said: bytes, names: set[str]) -> list[str]:
    """Which of these stand in logs and figures."""
    return sorted(one for one in names if one.encode() in said)


async def _talk(
    messages: int, home: Path, rng: random.Random, typed: Typed, on: Messenger
) -> tuple[Counter[str], list[str]]:
    people = list(sample.people(500, 1, TODAY))
    happened: Counter[str] = Counter()
    said = b""
    async with on.api() as api:
        made = on.wired(house(home), api, rng)
        phones = on.people(api, typed)
        while happened["messages"] < messages:
            size = min(BATCH, messages - happened["messages"])
            kill_after = rng.randrange(2, size) if happened["kills"] == 0 or rng.random() < 0.3 else None
            async with on.serving(made, "--allow-synthetic") as running:
                for n in range(size):
                    on.writes(rng.choice(phones), rng, people, typed)
                    await asyncio.sleep(0.005)
                    if n == kill_after:
                        running.process.kill()
                happened["messages"] += size
                happened["kills"] += kill_after is not None
                if kill_after is None:
                    await on.all_answered(api, made.live)
                    said += (await asyncio.to_thread(figures_of, running)).encode()
                    running.process.terminate()
                    happened["stopped"] += await asyncio.to_thread(running.process.wait, 15) == 0
            said += running.said
        async with on.serving(made, "--allow-synthetic") as running:  # what a kill in the last batch left unanswered
            await on.all_answered(api, made.live)
        said += running.said
        happened["answers"] = on.answers(api)
        happened += api.faults.seen
        in_logs = ["logs or figures"] if named(said, on.names(api)) else []
    return happened, [*leaks(made.home, said, typed), *in_logs]


def run(messages: int, home: Path, seed: int, on: Messenger) -> tuple[Counter[str], list[str], Typed]:
    """What happened, the files that leak, and what was typed."""
    typed = Typed(set(), set())
    happened, found = asyncio.run(_talk(messages, home, random.Random(seed), typed, on))
    return happened, found, typed
