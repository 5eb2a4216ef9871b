"""100 genuine messages, 100 altered in one character, 100 of others: `python -m tests.bench.genuine`.

Each goes through the whole bot, from a chat of its own; prints every error, how near what is not ours comes to being
taken for ours, how near heavily altered announcements still are, and what it costs.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bot.app import running
from bot.settings import Settings
from data.announcements import authenticity
from data.announcements.announcements import Broadcast
from data.announcements.authenticity import NEAR, Original
from data.chats.chats import Chat
from data.database.sqlite import Transaction
from data.language import similarity
from data.language.similarity import Fingerprint
from handlers.authenticity import compare
from handlers.context import Context
from handlers.messages import Incoming
from handlers.subscription.subscription import announcement
from tests.conftest import NOW, Person
from tests.support import announced
from tests.support.announced import SENDER, Case, passes_on
from tests.support.readings import reading
from workshop import messages

MENU = "Asli atau palsu?"


async def outcome(chat: Person, case: Case) -> str:
    """What the person hears: of a forwarded message unasked, of a pasted one after the button."""
    if case.forwarded:
        return (await passes_on(chat, case.text, forwarded=True)).outcome
    address = f"asks-{time.perf_counter_ns()}"
    asked = (await passes_on(chat, MENU, address=address)).outcome
    assert asked == "genuine.asked"
    return (await passes_on(chat, case.text, address=address)).outcome


def of_others() -> list[Case]:
    """A hundred messages that are not ours, every second one forwarded."""
    return [Case(text, at % 2 == 0, f"other {at}") for at, text in enumerate(announced.others())]


async def errors(chat: Person, cases: Iterable[Case], wanted: str) -> list[str]:
    """What went wrong, a line each."""
    return [
        f"{heard} for {case.about}: {case.text[:90]!r}"
        for case in cases
        if (heard := await outcome(chat, case)) != wanted
    ]


def known(sent: list[Broadcast]) -> list[Original]:
    """The originals of announcements."""

    def says(broadcast: Broadcast, language: str) -> tuple[str, ...]:
        return (announcement(broadcast, language, SENDER).text,)

    return [original for one in sent for original in authenticity.originals_of(one, says)]


def nearest(text: str, ours: list[Original]) -> float:
    """How near a text is to the nearest original."""
    shape = Fingerprint.of(similarity.readings(text)[-1].text)
    return max(similarity.nearness(shape, one.body, one.whole) for one in ours)


def reworded(text: str, share: float, rnd: random.Random) -> str:
    """The text with so many of its words made into others."""
    words = text.split()
    for at in rnd.sample(range(len(words)), int(share * len(words))):
        words[at] = f"xq{words[at][::-1]}"
    return " ".join(words)


def distances(sent: list[Broadcast]) -> None:
    """How far the threshold is from both sides."""
    ours, rnd = known(sent), random.Random(announced.SEED)
    typed = [one.text for one in messages.read(messages.of_training()) if len(one.text.split()) > 8]
    print(f"\nNearness, 0 to 1; from {NEAR} on a message is taken for one of ours:")
    for name, texts in (("others", announced.others()), (f"{len(typed):,} typed messages", typed)):
        print(f"  {name:24} at most {max(nearest(one, ours) for one in texts):.2f}")
    lines = announcement(sent[0], "id", SENDER).text.removeprefix(sent[0].text_for("id"))
    footer = lines.replace(sent[0].code or "", "7K7K7K")
    print(
        f"  {'others over our lines':24} at most {max(nearest(one + footer, ours) for one in announced.others()):.2f}"
    )
    for share in (0.1, 0.2, 0.3, 0.4):
        least = min(nearest(reworded(text, share, rnd), ours) for _, text in announced.texts_of(sent))
        print(f"  {f'ours, {share:.0%} of words new':24} at least {least:.2f}")


async def cost(chat: Person) -> None:
    """Milliseconds that looking takes beside an ordinary message, which it lets pass."""
    ordinary = [one.text for one in messages.read(messages.of_training())][::40]
    database = chat.app.dispatch._database
    print("\nMilliseconds of process time a message, that is let pass:")
    for more in (0, 40, 290):

        async def grow(tx: Transaction, more: int = more) -> None:
            for one in (announced.announced() * 29)[:more]:
                await announced.send(tx, one)

        await database.group_commit(grow)
        for name, texts in (
            ("short", [one for one in ordinary if len(one.split()) <= 8]),
            ("long", [one for one in ordinary if len(one.split()) > 8]),
        ):
            async with database.transaction() as tx:
                taken = []
                for text in texts:
                    incoming = Incoming("1", "test", "resident", text)
                    chatting = Chat("test", "resident")
                    ctx = Context(chat.app.dispatch._services, tx, NOW, incoming, chatting, reading(text))
                    begun = time.process_time()
                    await compare.respond(ctx)
                    taken.append(1000 * (time.process_time() - begun))
                ((count,),) = await tx.rows("SELECT count(*) FROM broadcasts")
            taken.sort()
            median, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
            print(f"  {count:4} announcements, {name:5}: median {median:.3f}, p99 {p99:.3f}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"data_dir": Path(folder), "nik_key": "5a" * 32})
        async with running(settings, lambda: NOW) as app:
            chat = Person(app)
            sent = await announced.send_all(chat)
            for name, cases, wanted in (
                ("genuine", list(announced.genuine(sent)), "genuine.yes"),
                ("altered", list(announced.altered(sent)), "genuine.altered"),
                ("others", of_others(), "genuine.not_ours"),
            ):
                found = await errors(chat, cases, wanted)
                print(f"{len(cases)} {name}: {len(found)} errors")
                for one in found:
                    print(f"  {one}")
            distances(sent)
            await cost(chat)


if __name__ == "__main__":
    asyncio.run(main())
