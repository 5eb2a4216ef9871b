"""Looks for what was typed on WhatsApp in all that the bot wrote: `python -m tests.faults.whatsapp_scan`.

Messages also come as captions, forwards, contacts, ids of buttons, in groups and from people who hide their phone. Of
everybody else, the phone must be found nowhere either: the bot knows them by their id, which stands in no log and no
figure. Nor does the id of a message, in which Meta hides the phone.
"""

import random
from collections import Counter
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from data.coverage.importing import sample
from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.people import Person, person
from tests.fakes.cloud_api.server import CloudApi
from tests.faults import chat_scan
from tests.faults.chat_scan import Messenger
from tests.faults.scan import Typed, message, search
from tests.faults.telegram import FAULTS
from tests.support.processes import House
from tests.support.whatsapp_servers import all_answered, serving, wired


def _api() -> AbstractAsyncContextManager[CloudApi]:
    api = CloudApi(rates=UNLIMITED)
    api.faults.rates = FAULTS
    api.faults.hang_seconds = 1
    return api


def _wired(made: House, api: CloudApi, _: random.Random) -> House:
    return wired(made, api)


def _people(api: CloudApi, typed: Typed) -> list[Person]:
    found = [person(api) for _ in range(205)]
    for n, one in enumerate(found[:5]):
        one.join(f"group-{n}")
    for one in found[5:25]:
        one.state.hides_phone = True
    typed.phones |= {one.state.phone for one in found}
    return found


def _writes(phone: Person, rng: random.Random, people: list[sample.SyntheticPerson], typed: Typed) -> None:
    """One message, in some way that WhatsApp has."""
    said = message(rng, people, typed) or "menu"
    kind = rng.randrange(20)
    if kind == 0:
        phone.sends("image", caption=said)
    elif kind == 1:
        phone.edits(said)
    elif kind == 2:
        phone.forwards(said)
    elif kind == 3:
        typed.phones.add("628120000038")
        phone.sends("contacts")
    elif kind == 4:
        nik = rng.choice(people).nik
        typed.niks.add(nik)
        phone.presses_data(f"check.pick.{nik}.0")
    elif kind == 5:
        nik = rng.choice(people).nik
        typed.niks.add(nik)
        phone.completes_flow(nik=nik, more={nik: said})
    else:
        phone.says(said)


def _names(api: CloudApi) -> set[str]:
    ids = {one.user_id.partition(".")[2] for one in api.chats.values()} | {one.phone for one in api.chats.values()}
    return (ids | {"wamid."}) - {""}


def _answers(api: CloudApi) -> int:
    return sum(len(chat.sent) for chat in api.chats.values())


WHATSAPP = Messenger(_api, _wired, serving, _people, _writes, all_answered, _answers, _names)


def run(messages: int, home: Path, seed: int = 1) -> tuple[Counter[str], list[str], Typed]:
    """What happened, the files that leak, and what was typed."""
    return chat_scan.run(messages, home, seed, WHATSAPP)


if __name__ == "__main__":
    search(run, __doc__)
