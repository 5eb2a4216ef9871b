"""What a check costs on WhatsApp: `python -m tests.bench.whatsapp_costs`. The counts of messages are exact.

Each path is walked by somebody new, through the real channel to our strict fake, which counts what arrives. Money: the
list of data/content/prices.toml, 1,000 messages a month free, everybody in the same month.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.settings import Settings
from data import hashing
from data.channels import WHATSAPP
from data.content import prices
from data.coverage.second_factor import Factor
from tests.conftest import BUDI, JOKO, NOBODY, NOW, Clock, Office
from tests.support.whatsapp_channel import OnWhatsApp, on_whatsapp

FREE = 1000
"""Messages of a number and month that are free, as reported."""
CROWDS = (54_000, 1_000_000)
MOST = 2
"""Messages from the first one to a status with its next step; one more for each reason in `Walk.most`."""


@dataclass(frozen=True)
class Walk:
    """A way to an answer about a NIK."""

    name: str
    says: tuple[str, ...]
    """What one types, or `[a value]`: a button. The last of it is answered with a status."""
    factor: Factor = Factor.NONE

    @property
    def most(self) -> int:
        """The most messages that it may take."""
        return MOST + (self.factor is not Factor.NONE) + (not any(one.isdigit() for one in self.says[0]))


WALKS = (
    Walk("NIK at once, listed", (BUDI,)),
    Walk("NIK at once, ended", (JOKO,)),
    Walk("NIK at once, not listed", (NOBODY,)),
    Walk("NIK with a digit missing, then whole", (BUDI[:15], BUDI)),
    Walk("two NIKs, one is chosen", (f"{BUDI} {NOBODY}", "1")),
    Walk("greeting, then NIK", ("halo", BUDI)),
    Walk("greeting, button, then NIK", ("halo", "[check]", BUDI)),
    Walk("photo of a KTP, then NIK", ("(photo)", BUDI)),
    Walk("voice note, then NIK", ("(voice)", BUDI)),
    Walk("NIK at once, then the name", (BUDI, "budi"), Factor.NAME),
    Walk("NIK at once, then digits of the KK", (BUDI, "9007"), Factor.KK),
    Walk("greeting, NIK, then the name", ("halo", BUDI, "budi"), Factor.NAME),
    Walk("greeting, button, NIK, then the name", ("halo", "[check]", BUDI, "budi"), Factor.NAME),
)


@dataclass(frozen=True)
class Walked:
    """What a walk came to."""

    outcomes: tuple[str, ...]
    messages: tuple[int, ...]
    """Messages that arrived, for each that was sent to us."""


@asynccontextmanager
async def somebody(factor: Factor = Factor.NONE) -> AsyncIterator[OnWhatsApp]:
    """Somebody new on WhatsApp; the bot has a list."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "sigap", hashing.parse("5a" * 32))
        office.home.mkdir()
        office.publishes(factor=factor)
        settings = Settings.model_validate({"data_dir": office.home, "nik_key": office.key.secret.hex()})
        async with on_whatsapp(settings, Clock()) as person:
            yield person


async def walk(one: Walk) -> Walked:
    """Somebody new walks this way."""
    async with somebody(one.factor) as person:
        answers, counts = [], []
        for said in one.says:
            before = len(person.phone.replies) if person.phone else 0
            if said.startswith("["):
                answer = await person.presses_value(said.strip("[]"))
            elif said.startswith("("):
                answer = await person.sends("voice" if "voice" in said else "photo")
            else:
                answer = await person.says(said)
            assert person.phone
            answers.append(str(answer.outcome))
            counts.append(len(person.phone.replies) - before)
    return Walked(tuple(answers), tuple(counts))


def dollars(messages: int, people: int, price: float) -> float:
    """What a service bills where so many people get so many messages each in one month, in US dollars."""
    return max(0, messages * people - FREE) * price


async def table() -> str:
    """The table of the docs, as Markdown."""
    price = prices.dollars(WHATSAPP.name, "service", NOW.date())
    crowds = " | ".join(f"{people:,} people, US$" for people in CROWDS)
    lines = [f"| way to a status | messages | {crowds} |", "|---|---|---|---|"]
    for one in WALKS:
        messages = sum((await walk(one)).messages)
        costs = " | ".join(f"{dollars(messages, people, price):,.0f}" for people in CROWDS)
        lines.append(f"| {one.name} | {messages} | {costs} |")
    return "\n".join(lines)


if __name__ == "__main__":
    logs.configure("text", logging.CRITICAL)
    print(asyncio.run(table()))
