"""Makes Telegram go deaf in every way we know, and says who was still answered: `python -m tests.faults.deaf`.

Each story starts the real `sigap serve` against our strict fake Telegram:

  anew      update ids begin anew, as after a week without updates, and some are those of older updates
  webhook   the webhook is taken away, and then replaced by another program's
  hooked    while we poll, another program sets a webhook
  rival     a second program polls with our token for some seconds
  album     six photos in one message: in one batch, apart, with a crash between, with words under the last, too old
  pressed   a pressed button is to be answered 2 s later (429)
  menu      the first attempts to set the commands fail (500)
  hidden    a message with a NIK that is too old to be deleted, one that cannot be deleted for a while, a crash between

Printed is one line of JSON with a figure for each thing that was looked at; `wrong` names those that are not as they
should be, and what they should be. The exit code is 1 when there is one. Looking after the webhook, and the time after
which a second program counts as gone, are shortened (`--real` leaves them as they are).
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import httpx

from data.content.texts import phrase, text
from tests.conftest import BUDI, PEOPLE, write_csv
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.support.processes import House, Serving, wait_until_told
from tests.support.telegram_servers import _readyz, all_answered, serving, wired

Figures = dict[str, object]
HURRIED = """
import sys
from bot.channels.telegram import update_source
update_source.CHECK_SECONDS, update_source.RIVAL_SECONDS = (0.2, 0.4), 2.0
from bot.cli import app
sys.argv[0] = "sigap"
app()
"""
HIDDEN = phrase("hidden", "id")
FOLK = 130
TOO_OLD = 49 * 3600

RIGHT: Figures = {
    "anew.answered": FOLK,
    "anew.unconfirmed": 0,
    "anew.needless_polls": 0,
    "anew.repeats_of_old_numbers_answered": True,
    "webhook.answered_after_it_was_taken": True,
    "webhook.answered_after_it_was_replaced": True,
    "webhook.answered_after_another_secret": True,
    "webhook.all_kinds_again": True,
    "webhook.alarms": 4,
    "webhook.not_ready_while_it_cannot_be_set": True,
    "webhook.ready_again": True,
    "hooked.answered": True,
    "hooked.alarms": 1,
    "hooked.ready_again": True,
    "rival.not_ready": True,
    "rival.alarm": True,
    "rival.ready_again": True,
    "rival.answered": True,
    "album.replies": [1, 1, 1, 1],
    "album.left_in_the_chat": 0,
    "album.too_old_replies": 2,
    "album.words_answered": True,
    "pressed.asked": 2,
    "pressed.spins": 0,
    "menu.commands_shown": True,
    "menu.languages": 4,
    "hidden.too_old_said_deleted": False,
    "hidden.too_old_told_how": True,
    "hidden.answered_while_nothing_is_deleted": True,
    "hidden.said_deleted_before_it_was": False,
    "hidden.deleted_in_the_end": True,
    "hidden.answers_after_a_crash": 1,
    "hidden.said_deleted_after_a_crash": True,
    "tracebacks": 0,
}


class Town:
    """One bot, and the Telegram that it talks to."""

    def __init__(self, house: House, api: BotApi, running: Serving) -> None:
        self.house, self.api, self.running = house, api, running

    async def until(self, true: Callable[[], bool], patience: float = 120) -> bool:
        """Whether it became true in time."""
        end = time.monotonic() + patience
        while not true() and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return true()

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.house.live)

    async def ready(self) -> bool:
        """What `/readyz` says of Telegram."""
        return bool((await asyncio.to_thread(_readyz, self.running.url)).get("telegram"))

    async def until_ready(self, wanted: bool, patience: float = 90) -> bool:
        """Whether `/readyz` said so in time."""
        end = time.monotonic() + patience
        while (await self.ready()) is not wanted and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return (await self.ready()) is wanted

    async def answered(self, who: Person, patience: float = 90) -> bool:
        """Whether somebody who says something now gets an answer."""
        before = len(who.replies)
        who.says("menu")
        return await self.until(lambda: len(who.replies) > before, patience)

    async def alarms(self, kind: str) -> int:
        """How often this alarm was raised."""
        async with httpx.AsyncClient() as client:
            shown = (await client.get(self.running.metrics)).text
        found = [line for line in shown.splitlines() if line.startswith(f'sigap_alarms_total{{kind="{kind}"}}')]
        return int(float(found[0].rsplit(" ", 1)[1]))

    async def post(self, method: str, **what: object) -> int:
        """Another program with our token calls a method; the status it gets."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.api.url}/bot{self.api.token}/{method}", json=what) as response,
        ):
            return response.status

    async def killed_and_started(self) -> None:
        """The bot dies, and lives again."""
        self.running.process.kill()
        await asyncio.to_thread(self.running.process.wait)
        self.running = self.house.start()
        await asyncio.to_thread(wait_until_told, self.running)


@asynccontextmanager
async def town(home: Path, *, webhook: bool, real: bool = False) -> AsyncIterator[Town]:
    """A bot that has just begun to hear."""
    house = House(home / "house")
    await asyncio.to_thread(house.sigap, "key", house.env["SIGAP_NIK_KEY_FILE"])
    list_ = write_csv(home / "people.csv", PEOPLE)
    done = await asyncio.to_thread(house.sigap, "import", str(list_), "--as-of", "2026-11-05")
    assert done.returncode == 0, done.stderr
    if not real:
        house.program = (sys.executable, "-c", HURRIED)
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api, serving(wired(house, api, webhook=webhook)) as running:
        made = Town(house, api, running)
        try:
            yield made
        finally:
            made.running.process.kill()
            await asyncio.to_thread(made.running.process.wait)


async def anew(home: Path, real: bool) -> Figures:
    """Ids begin anew; the first of them were given before, to the same chat."""
    async with town(home, webhook=False, real=real) as one:
        old = person(one.api)
        one.api.ids_begin_anew(700_101)
        for _ in range(3):
            old.says("menu")
        await one.all_answered()
        one.api.ids_begin_anew(700_101)
        repeats = [await one.answered(old) for _ in range(3)]
        one.api.ids_begin_anew(101)
        before = one.api.calls["getupdates"]
        folk = [person(one.api) for _ in range(FOLK)]
        for each in folk:
            each.says("menu")
        await one.until(lambda: all(each.replies for each in folk) and not one.api.pending, 60)
        await one.all_answered()
        polls = one.api.calls["getupdates"] - before
        return {
            "answered": sum(len(each.replies) == 1 for each in folk),
            "unconfirmed": one.api.pending,
            "needless_polls": max(0, polls - FOLK),
            "repeats_of_old_numbers_answered": all(repeats),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


async def webhook(home: Path, real: bool) -> Figures:
    """The webhook is taken away, replaced, set with another secret, for other kinds; then it cannot be set."""
    async with town(home, webhook=True, real=real) as one:
        phone = person(one.api)
        await one.post("deleteWebhook")
        taken = await one.answered(phone)
        await one.post("setWebhook", url="http://127.0.0.1:9/other")
        replaced = await one.answered(phone)
        ours = dict(one.api.webhook)
        await one.post("setWebhook", **{**ours, "secret_token": "another"})
        secret = await one.answered(phone)
        await one.post("setWebhook", **{**ours, "allowed_updates": '["poll"]'})
        kinds = await one.until(lambda: "callback_query" in str(one.api.webhook.get("allowed_updates")))
        alarms = await one.alarms("telegram_webhook")
        one.api.faults.next += [("setWebhook", "error_500")] * 2
        await one.post("deleteWebhook")
        deaf = await one.until_ready(False)
        return {
            "answered_after_it_was_taken": taken,
            "answered_after_it_was_replaced": replaced,
            "answered_after_another_secret": secret,
            "all_kinds_again": kinds,
            "alarms": alarms,
            "not_ready_while_it_cannot_be_set": deaf,
            "ready_again": await one.until_ready(True),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


async def hooked(home: Path, real: bool) -> Figures:
    """Another program sets a webhook while we poll."""
    async with town(home, webhook=False, real=real) as one:
        await one.post("setWebhook", url="http://127.0.0.1:9/other")
        answered = await one.answered(person(one.api))
        return {
            "answered": answered,
            "alarms": await one.alarms("telegram_webhook"),
            "ready_again": await one.until_ready(True),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


async def rival(home: Path, real: bool) -> Figures:
    """A second program polls for three seconds, and then no more."""
    async with town(home, webhook=False, real=real) as one:
        end = time.monotonic() + 3
        deaf = False
        while time.monotonic() < end:
            await one.post("getUpdates", timeout="0", offset="1")
            deaf = deaf or not await one.ready()
            await asyncio.sleep(0.2)
        return {
            "not_ready": deaf,
            "alarm": await one.alarms("telegram_poller") > 0,
            "ready_again": await one.until_ready(True),
            "answered": await one.answered(person(one.api)),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


def _photo(who: Person, name: str, words: str | None = None, date: int | None = None, album: str = "99") -> None:
    shown = who.api.files.shown(who.api.files.add("photo", f"{name}.jpg", b""))
    who._writes(date, **shown, **({"caption": words} if words else {}), media_group_id=album)


async def album(home: Path, real: bool) -> Figures:
    """Six photos together, in batches of one, over a crash, with a question under the last; and too old to delete."""
    async with town(home, webhook=False, real=real) as one:
        together, apart, crashed, asking, old = (person(one.api) for _ in range(5))
        for n in range(6):
            _photo(together, f"together{n}")
            _photo(asking, f"asking{n}", f"cek {BUDI}" if n == 5 else None)
            _photo(old, f"old{n}", date=int(time.time()) - TOO_OLD)
        for n in range(6):
            _photo(apart, f"apart{n}")
            await one.until(lambda: not one.api.pending)
        for n in range(6):
            _photo(crashed, f"crashed{n}")
            if n == 2:
                await one.all_answered()  # on disk, too: a reply that was under way at a crash may come once more
                await one.killed_and_started()
        await one.all_answered()
        folk = (together, apart, crashed, asking)
        return {
            "replies": [len(_answers(each)) for each in folk],
            "left_in_the_chat": sum(len(each.own_messages) for each in folk),
            "too_old_replies": len(old.replies),
            "words_answered": any(each.text.startswith("✅") for each in asking.replies),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


def _answers(who: Person) -> list[str]:
    """What the phone shows."""
    return [one.text for one in who.replies]


async def pressed(home: Path, real: bool) -> Figures:
    """Telegram wants a press answered two seconds later."""
    async with town(home, webhook=False, real=real) as one:
        one.api.hold("answerCallbackQuery", 2)
        person(one.api).presses_data("menu")
        await one.until(lambda: not one.api.unanswered, 15)
        return {
            "asked": one.api.calls["answercallbackquery"],
            "spins": len(one.api.unanswered),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


async def menu(home: Path, real: bool) -> Figures:
    """The commands cannot be set at first."""
    async with town(home, webhook=False, real=real) as one:
        await one.until(lambda: len(one.api.commands) == 4)
        one.api.commands.clear()
        one.api.faults.next += [("setMyCommands", "error_500"), ("setMyCommands", "error_502")]
        one.api.faults.next += [("setMyCommands", "refuse"), ("setChatMenuButton", "error_500")]
        await one.killed_and_started()
        await one.until(lambda: len(one.api.commands) == 4 and not one.api.faults.next, 40)
        return {
            "commands_shown": "menu" in person(one.api).commands,
            "languages": len(one.api.commands),
            "tracebacks": one.running.said.count(b"Traceback"),
        }


async def hidden(home: Path, real: bool) -> Figures:
    """What is said of the deletion is what happened."""
    async with town(home, webhook=False, real=real) as one:
        old, unlucky, crashed = (person(one.api) for _ in range(3))
        old.says(BUDI, date=int(time.time()) - TOO_OLD)
        await one.all_answered()
        one.api.faults.next += [("deleteMessage", "error_500")] * 4
        unlucky.says(BUDI)
        answered = await one.until(lambda: bool(_answers(unlucky)), 15)
        said = HIDDEN in _answers(unlucky)[0]
        deleted = await one.until(lambda: not unlucky.own_messages, 30)
        one.api.faults.next += [("sendMessage", "hang")]
        crashed.says(BUDI)
        await one.until(lambda: not crashed.own_messages and "hang" in one.api.faults.seen)
        await one.killed_and_started()
        await one.until(lambda: bool(_answers(crashed)))
        await one.all_answered()
        return {
            "too_old_said_deleted": any(HIDDEN in each for each in _answers(old)),
            "too_old_told_how": _answers(old)[-1] == text("not_hidden", "id"),
            "answered_while_nothing_is_deleted": answered,
            "said_deleted_before_it_was": said,
            "deleted_in_the_end": deleted,
            "answers_after_a_crash": len(_answers(crashed)),
            "said_deleted_after_a_crash": HIDDEN in _answers(crashed)[0],
            "tracebacks": one.running.said.count(b"Traceback"),
        }


STORIES: dict[str, Callable[[Path, bool], Awaitable[Figures]]] = {
    one.__name__: one for one in (anew, webhook, hooked, rival, album, pressed, menu, hidden)
}


async def run(names: list[str], home: Path, *, real: bool = False) -> Figures:
    """The figures of these stories, by `story.figure`; `tracebacks` are those of all."""
    found: Figures = {}
    tracebacks = 0
    for name in names:
        (home / name).mkdir()
        seen = await STORIES[name](home / name, real)
        tracebacks += int(str(seen.pop("tracebacks")))
        found |= {f"{name}.{figure}": value for figure, value in seen.items()}
    return found | {"tracebacks": tracebacks}


def wrong(found: Figures) -> Figures:
    """The figures that are not as they should be, with what they should be."""
    return {name: RIGHT[name] for name, value in found.items() if value != RIGHT[name]}


def main() -> None:
    """Prints the figures; fails when one is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", metavar="STORY", help="only these; by default all")
    parser.add_argument("--real", action="store_true", help="with the real times: a story takes up to two minutes more")
    given = parser.parse_args()
    if unknown := {*given.stories} - {*STORIES}:
        parser.error(f"no such story: {', '.join(sorted(unknown))}; there are {', '.join(STORIES)}")
    with tempfile.TemporaryDirectory() as home:
        found = asyncio.run(run(given.stories or [*STORIES], Path(home), real=given.real))
    print(json.dumps(found | {"wrong": wrong(found)}))  # noqa: T201
    sys.exit(bool(wrong(found)))


if __name__ == "__main__":
    main()
