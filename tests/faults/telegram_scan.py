"""Talks to the real bot on Telegram, breaks it, and looks for what was typed: `python -m tests.faults.telegram_scan`.

The mixed messages of `scan`, also as captions, forwards, edits, contacts, callback data and in groups, while Telegram
fails and the bot is killed at random. Then everything it wrote is searched: database, WAL, logs, snapshots and figures.
The addresses of chats are kept, as docs/reference/retention.md says; they are no numbers that anybody typed.
"""

import asyncio
import random
from collections import Counter
from pathlib import Path

from data.coverage.importing import sample
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.faults.scan import TODAY, Typed, leaks, message, search
from tests.faults.telegram import FAULTS, figures_of
from tests.faults.web import house
from tests.support.telegram_servers import all_answered, serving, wired

BATCH = 100


def _writes(phone: Person, rng: random.Random, people: list[sample.SyntheticPerson], typed: Typed) -> None:
    """One message, in some way that Telegram has."""
    said = message(rng, people, typed) or "menu"
    kind = rng.randrange(20)
    if kind == 0:
        phone.sends("photo", caption=said)
    elif kind == 1:
        phone.edits(said)
    elif kind == 2:
        phone.forwards(said)
    elif kind == 3:
        typed.phones.add("08120000038")
        phone.sends("contact")
    elif kind == 4:
        nik = rng.choice(people).nik
        typed.niks.add(nik)
        phone.presses_data(f"check.pick.{nik}.0")
    elif kind == 5:
        nik = rng.choice(people).nik
        typed.niks.add(nik)
        phone.api.deliver(phone.chat, message={"message_id": nik, "chat": {"id": nik}, "text": nik, "from": nik})
    else:
        phone.says(said)


async def _talk(messages: int, home: Path, rng: random.Random, typed: Typed) -> tuple[Counter[str], list[str]]:
    people = list(sample.people(500, 1, TODAY))
    happened: Counter[str] = Counter()
    said = b""
    async with BotApi(rules=Rules(1e9, 1e9, 10**9)) as api:
        api.faults.rates = FAULTS
        api.faults.hang_seconds = 1
        made = wired(house(home), api, webhook=rng.random() < 0.5)
        phones = [person(api) for _ in range(200)] + [person(api, group=-1_001_000_000_000 - n) for n in range(5)]
        while happened["messages"] < messages:
            size = min(BATCH, messages - happened["messages"])
            kill_after = rng.randrange(2, size) if happened["kills"] == 0 or rng.random() < 0.3 else None
            async with serving(made, "--allow-synthetic") as running:
                for n in range(size):
                    _writes(rng.choice(phones), rng, people, typed)
                    await asyncio.sleep(0.005)
                    if n == kill_after:
                        running.process.kill()
                happened["messages"] += size
                happened["kills"] += kill_after is not None
                if kill_after is None:
                    await all_answered(api, made.live)
                    said += (await asyncio.to_thread(figures_of, running)).encode()
                    running.process.terminate()
                    happened["stopped"] += await asyncio.to_thread(running.process.wait, 15) == 0
        async with serving(made, "--allow-synthetic"):  # what a kill in the last batch left unanswered
            await all_answered(api, made.live)
        happened["answers"] = len(api.sent)
        happened += api.faults.seen
    return happened, leaks(made.home, said, typed)


def run(messages: int, home: Path, seed: int = 1) -> tuple[Counter[str], list[str], Typed]:
    """What happened, the files that leak, and what was typed."""
    typed = Typed(set(), set())
    happened, found = asyncio.run(_talk(messages, home, random.Random(seed), typed))
    return happened, found, typed


if __name__ == "__main__":
    search(run, __doc__)
