"""Plays the operator's bad days with the real bot: `python -m tests.faults.operator [STORY ...]`.

Each story is one bad day, from its beginning until all is well again:

  full    the disk is full for a while: nobody is answered falsely, nothing is lost, one alarm
  locked  another process holds the database: an answer, or "cannot answer now", within 5 seconds
  clock   the clock is 40 days ahead at a start: nothing is forgotten until `sigap sweep --yes`
  sweep   a sweep of many turns while people write: how long anybody waits, and that the file shrinks
  key     the NIK key changes, with kills on the way: who waits for news goes on, or is told once that it has ended
  restore a backup from before an announcement is brought back, by hand and by `sigap restore`: nobody is sent it twice,
          and who left meanwhile leaves once more

Without a name all are played. Printed is one line of JSON: figures by story, and under `wrong` what should not have
been. Exit code 1 when there is something wrong. A small disk is mounted where that is allowed (as root); elsewhere a
limit of file sizes stands for it.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot import logs
from bot.upkeep.sweeper import forget
from data import hashing
from data.backups import backup_files
from data.content.texts import text
from data.coverage import snapshots
from data.coverage.importing import sample
from data.database.opening import open_database
from data.database.sqlite import Transaction
from tests.conftest import NOBODY, write_csv
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.faults.scan import TODAY
from tests.support import sent_broadcasts
from tests.support.processes import House, Serving
from tests.support.small_disks import full, small_disk
from tests.support.telegram_servers import all_answered, serving, wired
from tests.support.visitors import Visitor

CANNOT = text("unavailable", "id")
LONGEST = 5.0
"""Seconds that anybody may wait."""
AHEAD = timedelta(days=40)


@dataclass
class Seen:
    """What came of a story."""

    figures: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def sure(self, what: str, *, holds: bool) -> None:
        """Notes what should have been, and was not."""
        if not holds:
            self.wrong.append(what)


def furnished(house: House, people: int = 50) -> list[str]:
    """Makes the key and publishes a list; the NIKs in it."""
    made = list(sample.people(people, 1, TODAY))
    listed = write_csv(house.home / "people.csv", (one.cells() for one in made), sample.HEADINGS)
    for words in (("key", house.env["SIGAP_NIK_KEY_FILE"]), ("import", str(listed), "--as-of", "2026-11-01")):
        done = house.sigap(*words)
        assert done.returncode == 0, done.stderr
    return [one.nik for one in made]


def _lines(running: Serving, since: int) -> list[str]:
    return [line for line in running.said[since:].decode("utf-8", "replace").splitlines() if line.strip()]


async def _until(holds: Callable[[], Awaitable[bool]], patience: float) -> float:
    """Waits for it; the seconds it took, or infinity."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        if await holds():
            return round(time.monotonic() - begun, 2)
        await asyncio.sleep(0.05)
    return float("inf")


async def _ready(client: httpx.AsyncClient) -> bool:
    return (await client.get("/readyz")).status_code == 200


async def _not_ready(client: httpx.AsyncClient) -> bool:
    return not await _ready(client)


async def _metric(running: Serving, name: str) -> float:
    async with httpx.AsyncClient() as client:
        said = (await client.get(running.metrics)).text
    found = re.search(rf"^{re.escape(name)} (\S+)$", said, re.MULTILINE)
    return float(found[1]) if found else -1.0


async def disk_full(home: Path) -> Seen:
    """Nobody hears what is false, Telegram keeps what it has, and all is answered once there is room."""
    seen, house = Seen(), House(home / "full")
    with small_disk(house.home / "sigap", 8) as mounted:
        async with BotApi() as api:
            niks = await asyncio.to_thread(furnished, wired(house, api, webhook=False))
            async with serving(house, "--allow-synthetic") as running:
                await _full_for_a_while(seen, house, api, running, niks, mounted=mounted)
                await asyncio.to_thread(running.stop)
    return seen


async def _full_for_a_while(
    seen: Seen, house: House, api: BotApi, running: Serving, niks: list[str], *, mounted: bool
) -> None:
    residents = [person(api) for _ in range(3)]
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.says("halo")
        since = len(running.said)
        with full(house.home / "sigap", mounted=mounted, pid=running.process.pid):
            seen.figures["not_ready_after"] = await _until(lambda: _not_ready(client), 30)
            begun = time.monotonic()
            said = [await visitor.says(f"cek {niks[n]}") for n in range(3)]
            seen.figures["web_seconds"] = round(time.monotonic() - begun, 2)
            seen.sure("the web says that it cannot answer now", holds=set(said) == {CANNOT})
            for resident in residents:
                resident.says("halo")
            seen.figures["given_after"] = await _until(lambda: _given(api), 30)
            done = await asyncio.to_thread(house.sigap, "import", "people.csv", "--as-of", "2026-11-02", "--replace")
            seen.sure("an import says why in a sentence", holds=mounted <= (b"room" in done.stderr))
            seen.sure("no traceback in an import", holds=b"Traceback" not in done.stderr)
            heard = sum(len(one.replies) for one in residents)
            seen.sure("Telegram is not answered while nothing can be kept", holds=heard == 0)
            seen.figures["alarms"] = await _metric(running, 'sigap_alarms_total{kind="cannot_write"}')
            seen.figures["writable"] = await _metric(running, "sigap_writable")
            seen.figures["log_lines"] = len(_lines(running, since))
        seen.figures["ready_after"] = await _until(lambda: _ready(client), 30)
        await _until(lambda: _all_heard(residents), 120)
        await all_answered(api, house.live)
        seen.figures["answers"] = [len(one.replies) for one in residents]
        seen.figures["mounted"] = mounted
        seen.sure("not ready within 15 s", holds=seen.figures["not_ready_after"] < 15)
        seen.sure("Telegram has given what it had", holds=seen.figures["given_after"] < 30)
        seen.sure("one alarm", holds=seen.figures["alarms"] == 1)
        seen.sure("the metric shows it", holds=seen.figures["writable"] == 0)
        seen.sure("few log lines", holds=seen.figures["log_lines"] <= 6)
        seen.sure("each resident is answered once", holds=seen.figures["answers"] == [1, 1, 1])
        seen.sure("the web answers again", holds=await visitor.says("halo") != CANNOT)
        seen.sure("ready again", holds=seen.figures["ready_after"] < 30)


async def _given(api: BotApi) -> bool:
    """Whether Telegram gave the bot what it had; it keeps all that until the bot says that it has it."""
    return bool(api.pending) and not api.waited_for


async def _all_heard(residents: list[Any]) -> bool:
    return all(one.replies for one in residents)


async def database_locked(home: Path, held: float = 30) -> Seen:
    """Another process writes for long: whoever asks hears something soon, and nothing is lost."""
    seen, house = Seen(), House(home / "locked")
    async with BotApi() as api:
        await asyncio.to_thread(furnished, wired(house, api, webhook=False))
        async with serving(house, "--allow-synthetic") as running:
            resident = person(api)
            async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
                visitor = Visitor(client)
                await visitor.says("halo")
                waits, said = [], []
                with closing(sqlite3.connect(house.home / "sigap" / "live.db", isolation_level=None)) as other:
                    other.execute("BEGIN EXCLUSIVE")
                    resident.says("halo")
                    end = time.monotonic() + held
                    while time.monotonic() < end:
                        for ask in (
                            lambda: visitor.says("halo"),
                            lambda: client.get("/"),
                            lambda: client.get("/readyz"),
                        ):
                            begun = time.monotonic()
                            said.append(await ask())
                            waits.append(time.monotonic() - begun)
                    other.execute("ROLLBACK")
                seen.figures = {"asked": len(waits), "longest_wait": round(max(waits), 2)}
                seen.sure("an answer within 5 s", holds=max(waits) < LONGEST)
                seen.sure("cannot answer now", holds=CANNOT in said)
                seen.figures["ready_after"] = await _until(lambda: _ready(client), 10)
                await _until(lambda: _all_heard([resident]), 120)
                seen.figures["answers"] = len(resident.replies)
                seen.sure("Telegram is answered once", holds=len(resident.replies) == 1)
                seen.sure("all is well afterwards", holds=await visitor.says("halo") != CANNOT)
            await asyncio.to_thread(running.stop)
    return seen


async def clock_ahead(home: Path, chats: int = 3000) -> Seen:
    """A start 40 days later, as the clock has it: nothing is forgotten before somebody says so."""
    seen, house = Seen(), House(home / "clock")
    await asyncio.to_thread(furnished, house)
    live = house.home / "sigap" / "live.db"
    with house.serving("--allow-synthetic") as running:
        running.stop()
    _fill(live, chats, turns=0)
    _age(live, AHEAD)
    with house.serving("--allow-synthetic") as running:
        seen.figures["alarms"] = await _until(lambda: _is(running, 'sigap_alarms_total{kind="sweep_held"}', 1), 10)
        seen.figures["left"] = _count(live, "chats")
        shown = await asyncio.to_thread(house.sigap, "sweep")
        seen.figures["left_after_a_look"] = _count(live, "chats")
        done = await asyncio.to_thread(house.sigap, "sweep", "--yes")
        seen.figures["left_after_yes"] = _count(live, "chats")
        verified = await asyncio.to_thread(house.sigap, "audit", "show", "--action", "sweep")
        running.stop()
    with house.serving("--allow-synthetic") as running:
        again = await _metric(running, 'sigap_alarms_total{kind="sweep_held"}')
        running.stop()
    seen.sure("an alarm", holds=seen.figures["alarms"] < 10)
    seen.sure("no chat is forgotten at the start", holds=seen.figures["left"] == chats)
    seen.sure("a look forgets nothing", holds=seen.figures["left_after_a_look"] == chats)
    seen.sure("a look shows the table", holds=f"chats: {chats:,} of {chats:,} rows".encode() in shown.stdout)
    seen.sure("--yes forgets", holds=(done.returncode, seen.figures["left_after_yes"]) == (0, 0))
    seen.sure("it is in the audit", holds=b"sweep.done" in verified.stdout)
    seen.sure("no alarm after it", holds=again == 0)
    return seen


async def _is(running: Serving, name: str, value: float) -> bool:
    return await _metric(running, name) == value


def _fill(live: Path, chats: int, turns: int) -> None:
    """Web chats and turns of today."""
    today = int(time.time())
    with closing(sqlite3.connect(live)) as opened:
        opened.executemany(
            "INSERT INTO chats (channel, address, used) VALUES ('web', ?, ?)",
            ((f"{n:032}", today) for n in range(chats)),
        )
        opened.executemany(
            "INSERT INTO turns (seen, at) VALUES (?, ?)", ((random.randbytes(16), today) for _ in range(turns))
        )
        opened.commit()


def _age(live: Path, by: timedelta) -> None:
    """Makes everything so much older: the same as a clock that is ahead."""
    seconds = int(by.total_seconds())
    with closing(sqlite3.connect(live)) as opened:
        opened.execute("UPDATE chats SET used = used - ?", (seconds,))
        opened.execute("UPDATE turns SET at = at - ?", (seconds,))
        opened.execute("UPDATE facts SET value = value - ? WHERE name IN ('swept', 'written')", (seconds,))
        opened.commit()


def _count(live: Path, table: str) -> int:
    with closing(sqlite3.connect(live)) as opened:
        return int(opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def long_sweep(home: Path, turns: int = 36_000) -> Seen:
    """While very many turns are forgotten others write: none waits long, and the file is small again."""
    seen = Seen()
    live = home / "sweep" / "live.db"
    database = await open_database(live)
    _fill(live, chats=0, turns=turns)
    _age(live, timedelta(days=3))
    await database.checkpoint()  # all of it in the file
    before = live.stat().st_size
    waits: list[float] = []
    sweeping_ = asyncio.create_task(forget(database, datetime.now(UTC), 24))

    async def write(tx: Transaction) -> None:
        await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', ?, ?)", f"{len(waits)}", int(time.time()))

    begun = time.monotonic()
    while not sweeping_.done():
        asked = time.monotonic()
        await database.group_commit(write)
        waits.append(time.monotonic() - asked)
        await asyncio.sleep(0.005)
    forgotten = await sweeping_
    await database.close()
    waits.sort()
    seen.figures = {
        "forgotten": forgotten.get("turns", 0),
        "seconds": round(time.monotonic() - begun, 2),
        "writes_meanwhile": len(waits),
        "median_wait_ms": round(1000 * waits[len(waits) // 2], 1),
        "longest_wait_ms": round(1000 * waits[-1], 1),
        "bytes_before": before,
        "bytes_after": live.stat().st_size,
    }
    seen.sure("all is forgotten", holds=seen.figures["forgotten"] == turns)
    seen.sure("others had their turn", holds=len(waits) > 10 * seen.figures["seconds"])
    seen.sure("nobody waited long", holds=waits[-1] < 1)
    seen.sure("the file shrinks", holds=seen.figures["bytes_after"] < before / 3)
    return seen


async def key_changed(home: Path, residents: int = 60, kills: int = 10) -> Seen:
    """Whoever waits for news of a NIK in the list goes on; whoever waits for another hears once that it has ended."""
    seen, house = Seen(), House(home / "key")
    live, new_key = house.home / "sigap" / "live.db", house.home / "keys" / "new.key"
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        niks = await asyncio.to_thread(furnished, wired(house, api, webhook=False), residents)
        *folk, last = [person(api) for _ in range(residents + 1)]
        async with serving(house, "--allow-synthetic") as running:
            for one in (*folk, last):
                one.says("halo")
            await _until(lambda: _all_heard([*folk, last]), 60)
            await asyncio.to_thread(running.stop)
        old = hashing.read(Path(house.env["SIGAP_NIK_KEY_FILE"]))
        new = hashing.make(new_key)
        in_list, in_none = folk[: residents // 2], folk[residents // 2 :]
        waited_for = dict(zip((one.id for one in in_list), niks, strict=False))
        waited_for |= {one.id: f"327501010389{9000 + n}" for n, one in enumerate(in_none)}
        _watch(live, {chat: old.of_nik(nik) for chat, nik in waited_for.items()})
        words = ("rekey", str(house.home / "people.csv"), "--as-of", "2026-11-01", "--new-key", str(new_key))
        begun = time.monotonic()
        foreseen = await asyncio.to_thread(house.sigap, *words, "--dry-run")
        seen.figures["seconds"] = round(time.monotonic() - begun, 2)
        counts = f"{len(in_list)} are carried over (0 have news), {len(in_none)} end."
        seen.sure("a dry run says how many end", holds=counts.encode() in foreseen.stdout)
        moments = [seen.figures["seconds"] * (0.3 + 0.7 * n / kills) for n in range(kills)]
        seen.figures["kills"] = [await _rekey_killed(house, words, moment) for moment in moments]
        done = await asyncio.to_thread(house.sigap, *words)
        seen.sure("the same command ends it", holds=done.returncode == 0)
        refused = await asyncio.to_thread(house.sigap, "serve", "--allow-synthetic")
        seen.sure("with the old key nothing starts", holds=refused.returncode == 2 and b"sigap rekey" in refused.stderr)
        house.env["SIGAP_NIK_KEY_FILE"] = str(new_key)
        heard = {one.id: len(one.replies) for one in (*folk, last)}
        async with serving(house, "--allow-synthetic") as running:
            seen.figures["told_after"] = await _until(lambda: _all_told(in_none, heard), 60)
            _watch(live, {last.id: new.of_nik(NOBODY)}, news="rekeyed")
            await _until(lambda: _all_told([last], heard), 60)  # with the next look, as a second notice would be
            await asyncio.to_thread(running.stop)
    kept = _niks_watched(live)
    told = [[one.text for one in each.replies[heard[each.id] :]] for each in in_none]
    seen.figures |= {
        "carried": sum(kept.get(one.id) == new.of_nik(waited_for[one.id]) for one in in_list),
        "ended": len(in_none),
        "told_once": told.count([text("watch.rekeyed", "id")]),
        "told_twice": sum(len(each) > 1 for each in told),
        "others_told": sum(len(each.replies) > heard[each.id] for each in in_list),
    }
    verified = await asyncio.to_thread(house.sigap, "audit", "verify")
    seen.sure("the audit is sound", holds=verified.returncode == 0)
    seen.sure("all in the list are carried", holds=seen.figures["carried"] == len(in_list))
    seen.sure("all others are told once", holds=seen.figures["told_once"] == len(in_none))
    seen.sure("nobody else is told", holds=seen.figures["others_told"] == 0)
    seen.sure("those who were told wait no more", holds=len(kept) == len(in_list))
    seen.sure("each kill left the old key, the new one, or the way on", holds="other" not in seen.figures["kills"])
    return seen


async def _rekey_killed(house: House, words: tuple[str, ...], seconds: float) -> str:
    """Kills the change of the key after so long; what a start with the old key would find then."""
    with house.start(*words[1:], verb=words[0]).process as process:
        await asyncio.sleep(seconds)
        process.kill()
    doctor = (await asyncio.to_thread(house.sigap, "doctor")).stdout
    if b"a change of the key was interrupted" in doctor:
        return "interrupted"
    if b"writable and sound" in doctor:
        return "old"
    return "new" if b"used with the key" in doctor else "other"


async def _all_told(folk: list[Person], heard: dict[int, int]) -> bool:
    return all(len(one.replies) > heard[one.id] for one in folk)


def _watch(live: Path, niks: dict[int, bytes], news: str | None = None) -> None:
    now = int(time.time())
    with closing(sqlite3.connect(live, timeout=60)) as opened:
        opened.executemany(
            "INSERT INTO watches (channel, address, nik, snapshot, since, compared, news) "
            "VALUES ('telegram', ?, ?, 1, ?, 1, ?)",
            ((str(chat), nik, now, news) for chat, nik in niks.items()),
        )
        opened.commit()


def _niks_watched(live: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(live)) as opened:
        return {int(chat): nik for chat, nik in opened.execute("SELECT address, nik FROM watches")}


MEMBERS = 13
LATER = timedelta(days=1)
"""Until when nothing is sent: the copy is made before."""
OVERRIDE = "Banjir"
"""Why it may be sent at night."""


async def backup_brought_back(home: Path) -> Seen:
    """Sent to 13, two leave, the copy from before it comes back: it is sent to nobody again, and the two stay away."""
    seen = Seen()
    for way in ("by_hand", "by_command"):
        await _brought_back(seen, House(home / way), way)
    return seen


async def _brought_back(seen: Seen, house: House, way: str) -> None:
    live = house.home / "sigap" / "live.db"
    async with BotApi() as api:
        await asyncio.to_thread(furnished, wired(house, api, webhook=False))
        people = [person(api) for _ in range(MEMBERS)]
        for one in people:
            api.chat(one.id).known = True  # they have written to the bot before
        figures = seen.figures[way] = {}
        number, backup = await _sent_after_a_copy(seen, house, api, people, way)
        figures["sent"] = len(sent_broadcasts.announced(api))
        if way == "by_hand":
            for end in ("-wal", "-shm"):
                live.with_name(live.name + end).unlink(missing_ok=True)
            shutil.copyfile(backup, live)
        else:
            done = await asyncio.to_thread(house.sigap, "restore", str(backup))
            seen.sure(f"{way}: it is brought back", holds=done.returncode == 0)
        await _settled(seen, house, api, people[2], way)
        states = Counter(one.state for one in sent_broadcasts.deliveries(live, number))
        figures |= {"sent_in_all": len(sent_broadcasts.announced(api)), "states": dict(states)}
        figures |= {"subscribed": _subscribed(live), "chats": _count(live, "chats")}
        seen.sure(f"{way}: sent once", holds=figures["sent"] == figures["sent_in_all"] == MEMBERS)
        seen.sure(f"{way}: the two stay away", holds=figures["subscribed"] == MEMBERS - 2)
        seen.sure(f"{way}: one is forgotten", holds=figures["chats"] == MEMBERS - 1)
        seen.sure(f"{way}: nobody waits for it", holds=states == {"unknown": MEMBERS - 2, "gone": 2})


async def _sent_after_a_copy(seen: Seen, house: House, api: BotApi, people: list[Person], way: str) -> tuple[int, Path]:
    """The number of the announcement, and the copy from when all were still to be sent it; two left since."""
    live, safe = house.home / "sigap" / "live.db", house.home / "safe"
    safe.mkdir()
    async with serving(house, "--allow-synthetic") as running:
        moment = datetime.now(UTC)
        sent_broadcasts.subscribe(live, (one.id for one in people), since=sent_broadcasts.yesterday(moment))
        number = sent_broadcasts.approve(live, moment, starts=moment + LATER, override=OVERRIDE)
        await _until(lambda: _listed(live, number), 60)
        copy = safe / "live.db"
        if way == "by_hand":
            _copy_by_hand(live, copy)
        else:
            done = await asyncio.to_thread(house.sigap, "backup", str(safe))
            seen.sure(f"{way}: a backup is made", holds=done.returncode == 0)
            copy = next(safe.glob("sigap-*"))
        seen.sure(f"{way}: nothing was sent before", holds=not sent_broadcasts.announced(api))
        held = copy if copy.is_file() else copy / "live.db"
        for one in (held, live):  # it is time to send it, whichever of them is served
            _starts(one, number, moment)
        await _until(lambda: _sent_to(api, MEMBERS), 60)
        people[0].says("BERHENTI")
        people[1].says("/hapus")
        await _until(lambda: _all_heard(people[:2]), 60)
        await all_answered(api, live)
        await asyncio.to_thread(running.stop)
    return number, copy


async def _settled(seen: Seen, house: House, api: BotApi, writes: Person, way: str) -> None:
    figures = seen.figures[way]
    heard = len(writes.replies)
    async with serving(house, "--allow-synthetic") as running, httpx.AsyncClient(base_url=running.url) as client:
        figures["alarms"] = await _until(lambda: _is(running, 'sigap_alarms_total{kind="older_copy"}', 1), 10)
        figures["readyz"] = (await client.get("/readyz")).status_code
        told = await asyncio.to_thread(house.sigap, "doctor")
        seen.sure(f"{way}: doctor says what to do", holds=told.returncode == 1 and b"sigap restored" in told.stdout)
        writes.says("menu")
        await _until(lambda: _heard_more(writes, heard), 60)
        figures["answered"] = len(writes.replies) - heard
        figures["sent_before_it_is_settled"] = len(sent_broadcasts.announced(api))
        settled = await asyncio.to_thread(house.sigap, "restored", "--yes")
        figures["ready_after"] = await _until(lambda: _ready(client), 15)
        await all_answered(api, house.home / "sigap" / "live.db")
        await asyncio.to_thread(running.stop)
    verified = await asyncio.to_thread(house.sigap, "audit", "verify")
    seen.sure(f"{way}: it is settled", holds=settled.returncode == 0)
    seen.sure(f"{way}: an alarm, and not ready", holds=figures["alarms"] < 10 and figures["readyz"] == 503)
    seen.sure(f"{way}: who writes is answered", holds=figures["answered"] == 1)
    seen.sure(f"{way}: ready again", holds=figures["ready_after"] < 15)
    seen.sure(f"{way}: the audit is sound", holds=verified.returncode == 0)
    seen.sure(f"{way}: and names the gap", holds=b"lost when a backup was restored" in verified.stdout)


async def _heard_more(one: Person, than: int) -> bool:
    return len(one.replies) > than


def _starts(database: Path, number: int, moment: datetime) -> None:
    with sent_broadcasts.opened(database) as opened:
        opened.execute("UPDATE broadcasts SET starts = ? WHERE id = ?", (int(moment.timestamp()), number))
    manifest = database.with_name(backup_files.MANIFEST)
    if manifest.exists():
        said = json.loads(manifest.read_text())
        said["files"][database.name] = {"bytes": database.stat().st_size, "sha256": snapshots.checksum(database)}
        manifest.write_text(json.dumps(said))


def _copy_by_hand(live: Path, copy: Path) -> None:
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


async def _listed(live: Path, number: int) -> bool:
    return len(sent_broadcasts.deliveries(live, number)) == MEMBERS


async def _sent_to(api: BotApi, people: int) -> bool:
    return len(sent_broadcasts.announced(api)) >= people


def _subscribed(live: Path) -> int:
    with closing(sqlite3.connect(live)) as opened:
        return int(opened.execute("SELECT count(*) FROM chats WHERE subscribed IS NOT NULL").fetchone()[0])


STORIES: dict[str, Callable[[Path], Awaitable[Seen]]] = {
    "full": disk_full,
    "locked": database_locked,
    "clock": clock_ahead,
    "sweep": long_sweep,
    "key": key_changed,
    "restore": backup_brought_back,
}


async def run(names: list[str], home: Path) -> dict[str, Seen]:
    """What came of these stories, one after the other."""
    return {name: await STORIES[name](home) for name in names}


def main() -> None:
    """Prints what came of them; fails when something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", metavar="STORY", help=f"of {', '.join(STORIES)}; by default all")
    given = parser.parse_args()
    if unknown := set(given.stories) - STORIES.keys():
        parser.error(f"there is no story {', '.join(sorted(unknown))}; there are {', '.join(STORIES)}")
    logs.configure("json")  # to standard error
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        told = asyncio.run(run(given.stories or list(STORIES), Path(home)))
    wrong = [f"{name}: {one}" for name, seen in told.items() for one in seen.wrong]
    print(json.dumps({name: seen.figures for name, seen in told.items()} | {"wrong": wrong}))  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
