"""Looks for what was typed on Telegram in all that the bot wrote: `python -m tests.faults.telegram_scan`.

Messages also come as captions, forwards, edits, contacts, callback data and in groups (`chat_scan`). The addresses of
chats are kept, as docs/reference/retention.md says; they are no numbers that anybody typed.
"""

import random
from collections import Counter
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from data.coverage.importing import sample
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.faults import chat_scan
from tests.faults.chat_scan import Messenger
from tests.faults.scan import Typed, message, search
from tests.faults.telegram import FAULTS
from tests.support.processes import House
from tests.support.telegram_servers import all_answered, serving, wired


def _api() -> AbstractAsyncContextManager[BotApi]:
    api = BotApi(rules=Rules(1e9, 1e9, 10**9))
    api.faults.rates = FAULTS
    api.faults.hang_seconds = 1
    return api


def _wired(made: House, api: BotApi, rng: random.Random) -> House:
    return wired(made, api, webhook=rng.random() < 0.5)


def _people(api: BotApi, _: Typed) -> list[Person]:
    return [person(api) for _ in range(200)] + [person(api, group=-1_001_000_000_000 - n) for n in range(5)]


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


TELEGRAM = Messenger(_api, _wired, serving, _people, _writes, all_answered, lambda api: len(api.sent))


def run(messages: int, home: Path, seed: int = 1) -> tuple[Counter[str], list[str], Typed]:
    """What happened, the files that leak, and what was typed."""
    return chat_scan.run(messages, home, seed, TELEGRAM)


if __name__ == "__main__":
    search(run, __doc__)
