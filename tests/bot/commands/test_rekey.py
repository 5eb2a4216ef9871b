"""The NIK key changes: what is carried over, who is told that waiting has ended, and that nothing dies unseen."""

import asyncio
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import pytest
import xlsxwriter

from bot.app import build_web, running
from bot.settings import Settings
from data import hashing
from data.content.texts import label, text
from data.coverage import snapshots
from data.coverage.second_factor import Factor
from data.database import bot_lock, stored_values
from data.hashing import Key
from handlers.messages import Answer
from tests.conftest import BUDI, DEWI, HEADINGS, JOKO, NOBODY, PEOPLE, SITI, Clock, Office, Person, write_csv
from tests.support.processes import House
from tests.support.visitors import Visitor

OLDER = ("3275010103889531", "TONO", "3275011101059011", "RT/RW", "01/01/2025", "", "Aktif")
"""In a list of long ago alone."""
TONO = OLDER[0]
JOKO_AGAIN = ("3275051103159540", "H. JOKO", "3275011101059009", "RT/RW", "01/01/2026", "", "Aktif")
IDS = count()
"""A message that was answered under the old key is not answered again."""
NEWS, ENDED = text("watch.changed", "id"), text("watch.rekeyed", "id")


@dataclass
class Town:
    """A city whose key changes: the office, its command line, and the bot with whichever key."""

    office: Office
    house: House
    old: Key
    new: Key
    clock: Clock

    @property
    def database(self) -> Path:
        return self.office.home / "live.db"

    def has_list(self, people: Iterable[Iterable[str]] = PEOPLE, name: str = "list.csv") -> str:
        return str(write_csv(self.office.home.parent / name, people))

    def rekeys(self, *words: str, people: Iterable[Iterable[str]] = PEOPLE) -> str:
        """What the command says; it must succeed."""
        done = self.tries(*words, people=people)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def tries(self, *words: str, people: Iterable[Iterable[str]] = PEOPLE) -> "subprocess.CompletedProcess[bytes]":
        new_key = str(self.office.home.parent / "new.key")
        return self.house.sigap("rekey", self.has_list(people), "--as-of", "2026-11-05", "--new-key", new_key, *words)

    @asynccontextmanager
    async def bot(self, key: Key | None = None) -> AsyncIterator[Person]:
        values = {"data_dir": self.office.home, "nik_key": (key or self.old).secret.hex()}
        async with running(Settings.model_validate(values), self.clock) as app:
            yield Person(app, ids=IDS)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as opened:
            return opened.execute(sql).fetchall()


@pytest.fixture
def town(office: Office, clock: Clock) -> Town:
    home = office.home.parent
    new = hashing.make(home / "new.key")
    (home / "old.key").write_text(office.key.secret.hex())
    house = House(home / "house", {"SIGAP_DATA_DIR": str(office.home), "SIGAP_NIK_KEY_FILE": str(home / "old.key")})
    office.publishes()
    return Town(office, house, office.key, new, clock)


async def waits(chat: Person, address: str, nik: str, *factor: str) -> None:
    """Asks for a NIK, and waits for news of it."""
    chat.address = address
    await chat.says(f"cek {nik}")
    for word in factor:
        await chat.says(word)
    assert (await chat.presses(label("watch", "id"))).outcome == "watch.kept"


async def hears(chat: Person, address: str) -> list[str]:
    """What a chat is told at its next visit, beside the answer."""
    chat.address = address
    return news_in(await chat.says("menu"))


def news_in(answer: Answer) -> list[str]:
    return [news for news in (NEWS, ENDED) for reply in answer.replies if reply.text.endswith(news)]


async def test_who_waits_goes_on_where_a_list_has_the_nik_and_hears_else_that_it_ended(town: Town) -> None:
    async with town.bot() as chat:
        await waits(chat, "ani", NOBODY)
        await waits(chat, "ani", "3275010103889532")
        await waits(chat, "joko", JOKO)
        await waits(chat, "dewi", DEWI)
    said = town.rekeys("--dry-run")
    assert "2 are carried over (0 have news), 2 end." in said
    assert "nothing was changed" in said
    said = town.rekeys(people=[*PEOPLE[:2], JOKO_AGAIN, PEOPLE[3]])
    assert "2 are carried over (1 have news), 2 end." in said
    assert "test: 1 chats" in said
    async with town.bot(town.new) as chat:
        assert await hears(chat, "ani") == [ENDED]
        assert await hears(chat, "ani") == []
        assert await hears(chat, "joko") == [NEWS]
        assert await hears(chat, "dewi") == []
        assert (await chat.says(f"cek {BUDI}")).outcome == "check.found"
    town.office.publishes([*PEOPLE[:3], (*PEOPLE[3][:6], "Aktif")], key=town.new)
    async with town.bot(town.new) as chat:
        await chat.app.watch_notifier.compare_snapshots()
        assert await hears(chat, "dewi") == [NEWS]


async def test_who_is_only_in_an_older_list_is_carried_over_with_it(town: Town) -> None:
    town.office.publishes([*PEOPLE, OLDER])
    town.office.publishes()
    async with town.bot() as chat:
        await waits(chat, "tono", TONO)
    alone = town.rekeys("--dry-run")
    assert "0 are carried over (0 have news), 1 end." in alone
    assert "0 are carried over; 1 are not" in alone
    said = town.rekeys(town.has_list([OLDER], "older.csv"))
    assert "1 are carried over (0 have news), 0 end." in said
    assert "1 are carried over; 0 are not" in said
    async with town.bot(town.new) as chat:
        assert (await chat.says(f"cek {TONO}")).outcome == "check.ended"


async def test_a_quota_goes_on_and_a_nik_asked_before_is_still_free(town: Town) -> None:
    async with town.bot() as chat:
        for nik in (BUDI, SITI, NOBODY, DEWI, JOKO):
            await chat.says(f"cek {nik}")
        assert (await chat.says("cek 3275010103889533")).outcome == "check.quota"
    town.rekeys()
    async with town.bot(town.new) as chat:
        assert (await chat.says(f"cek {BUDI}")).outcome == "check.found"
        assert (await chat.says("cek 3275010103889533")).outcome == "check.quota"


async def test_with_a_second_factor_only_who_knew_it_is_carried_over(town: Town) -> None:
    """Else whoever hears nothing would learn that a stranger's NIK stands in a list."""
    town.office.publishes(factor=Factor.NAME)
    async with town.bot() as chat:
        await waits(chat, "stranger", JOKO, "Budi")
        await waits(chat, "joko", JOKO, "Joko")
        chat.address = "budi"
        await chat.says(f"cek {BUDI}")
        assert (await chat.says("Budi")).outcome == "check.found"
    said = town.rekeys()
    assert "1 are carried over (0 have news), 1 end." in said
    assert "2 second factors that were given" in said
    assert not town.rows("SELECT * FROM mismatches")
    async with town.bot(town.new) as chat:
        assert chat.app.coverage.about
        assert chat.app.coverage.about.second_factor is Factor.NAME
        assert await hears(chat, "stranger") == [ENDED]
        assert await hears(chat, "joko") == []
        (nik, factor), *_ = town.rows("SELECT nik, factor FROM proved")
        of = {
            town.new.of_nik(one): town.new.of_factor(town.new.of_nik(one), name)
            for one, name in ((BUDI, "BUDI"), (JOKO, "JOKO"))
        }
        assert of[nik] == factor  # type: ignore[index]
    town.office.publishes([*PEOPLE[:2], JOKO_AGAIN, PEOPLE[3]], factor=Factor.NAME, key=town.new)
    async with town.bot(town.new) as chat:
        await chat.app.watch_notifier.compare_snapshots()
        assert await hears(chat, "joko") == [NEWS]


async def test_where_the_old_key_is_lost_all_are_told(town: Town) -> None:
    async with town.bot() as chat:
        await waits(chat, "joko", JOKO)
        chat.channel = "web"
        await waits(chat, "visitor", JOKO)
    town.house.env["SIGAP_NIK_KEY_FILE"] += ".gone"
    refused = town.tries()
    assert refused.returncode == 2
    assert b"sigap rekey --help" in refused.stderr
    said = town.rekeys("--old-key-lost")
    assert "0 are carried over (0 have news), 2 end." in said
    assert "Not told: 1 chats on the web" in said
    async with town.bot(town.new) as chat:
        assert await hears(chat, "joko") == [ENDED]
    assert not town.rows("SELECT * FROM watches")


async def test_a_visitor_on_the_web_keeps_the_chat(town: Town) -> None:
    async with town.bot() as chat, _browser(chat) as client:
        visitor = Visitor(client)
        await visitor.says("halo")
        await visitor.says(f"cek {NOBODY}")
        await visitor.presses(next(one for one in visitor.choices if one.startswith("watch.")))
        cookies = client.cookies
    assert "web: 1 chats" in town.rekeys()
    async with town.bot(town.new) as chat, _browser(chat) as client:
        client.cookies = cookies
        assert 'data-news="yes"' in (await client.get("/")).text
        said = await Visitor(client).posts({"id": "n1", "choice": "news"})
        assert [reply["text"] for reply in said["replies"]] == [ENDED]
    town.clock.passes(days=31)
    async with town.bot(town.new) as chat, _browser(chat) as client:
        client.cookies = cookies
        assert (await client.get("/")).headers.get_list("set-cookie")


@asynccontextmanager
async def _browser(chat: Person) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_web(chat.app).site())
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def test_nothing_hashed_with_the_old_key_stays(town: Town) -> None:
    niks = (BUDI, SITI, JOKO, DEWI, NOBODY)
    async with town.bot() as chat:
        for n, nik in enumerate(niks):
            await waits(chat, f"{n}", nik) if nik not in {BUDI, SITI} else await chat.says(f"cek {nik}")
    town.rekeys()
    kept = b"".join(path.read_bytes() for path in town.office.home.rglob("*") if path.is_file())
    for nik in niks:
        assert town.old.of_nik(nik) not in kept
        assert town.old.of_nik(nik).hex().encode() not in kept
        assert nik.encode() not in kept
    assert snapshots.numbers(town.office.snapshots) == [2]


async def test_what_was_done_is_in_the_audit(town: Town) -> None:
    async with town.bot() as chat:
        await waits(chat, "ani", NOBODY)
    town.rekeys()
    shown = town.house.sigap("audit", "show", "--action", "rekey").stdout.decode()
    assert "rekey.begun" in shown
    assert "rekey.done" in shown
    assert "watches_ended" in shown
    assert NOBODY not in shown
    assert town.house.sigap("audit", "verify").returncode == 0


# ---------------------------------------------------------------- refusals


async def test_while_the_bot_runs_nothing_is_changed(town: Town) -> None:
    async with town.bot() as chat:
        await waits(chat, "ani", NOBODY)
        refused = town.tries()
        assert refused.returncode == 2
        assert b"A bot runs here" in refused.stderr
        assert "1 end." in town.rekeys("--dry-run")
    assert stored_values.key_of(town.database) == town.old.fingerprint
    with bot_lock.exclusive(town.office.home):
        started = town.house.sigap("serve", "--allow-synthetic")
    assert started.returncode == 2
    assert b"The key is being changed here" in started.stderr


async def test_another_key_is_refused_by_name_before_anything_dies(town: Town) -> None:
    async with town.bot() as chat:
        await waits(chat, "ani", NOBODY)
    town.house.env["SIGAP_NIK_KEY_FILE"] = str(town.office.home.parent / "new.key")
    list_ = town.has_list()
    for words in (("serve",), ("chat",), ("import", list_, "--as-of", "2026-11-05", "--replace")):
        refused = town.house.sigap(*words)
        assert refused.returncode == 2, words
        assert b"sigap rekey" in refused.stderr
        assert town.old.fingerprint.encode() in refused.stderr
    assert stored_values.key_of(town.database) == town.old.fingerprint
    doctor = town.house.sigap("doctor").stdout.decode()
    assert "error   live database" in doctor
    assert "sigap rekey" in doctor
    same = town.tries()
    assert b"--old-key FILE, or use --old-key-lost" in same.stderr
    wrong = hashing.make(town.office.home.parent / "wrong.key")
    other = town.tries("--old-key", str(town.office.home.parent / "wrong.key"))
    assert other.returncode == 2
    assert wrong.fingerprint.encode() in other.stderr
    town.rekeys("--old-key", str(town.office.home.parent / "old.key"))


def test_a_list_that_looks_wrong_changes_nothing(town: Town) -> None:
    refused = town.tries(people=PEOPLE[:2])
    assert refused.returncode == 1
    assert b"The key was not changed." in refused.stderr
    assert snapshots.key_of(town.office.snapshots) == town.old.fingerprint
    town.rekeys("--replace", people=PEOPLE[:2])


def test_a_list_on_several_sheets_is_read_as_the_import_reads_it(town: Town, tmp_path: Path) -> None:
    path = str(tmp_path / "kecamatan.xlsx")
    with xlsxwriter.Workbook(path) as book:
        for name, people in (("Jatiasih", PEOPLE[:2]), ("Pondokgede", PEOPLE[2:])):
            sheet = book.add_worksheet(name)
            for at, cells in enumerate([HEADINGS, *people]):
                sheet.write_row(at, 0, cells)
    new_key = str(town.office.home.parent / "new.key")
    words = ["rekey", path, "--as-of", "2026-11-05", "--new-key", new_key]
    one = town.house.sigap(*words)
    assert (one.returncode, b"--all-sheets" in one.stderr) == (2, True)
    both = town.house.sigap(*words, "--all-sheets", "--sheet", "Jatiasih")
    assert (both.returncode, b"give one of them" in both.stderr) == (2, True)
    older = town.house.sigap(*words[:3], "2026-11-04", *words[4:], "--all-sheets")
    line = shlex.split(older.stderr.decode().rpartition("type: ")[2].splitlines()[0])
    assert {"--all-sheets", "--older"} <= {*line}
    done = town.house.sigap(*line[1:])
    assert done.returncode == 0, done.stderr
    assert snapshots.key_of(town.office.snapshots) == town.new.fingerprint
    assert b"of the people who left the list, 0 are carried over" in done.stdout.lower()


# ---------------------------------------------------------------- interrupted


_DIES = """
import os
from bot.cli import main
from data.coverage import publishing
publishing.point_to = lambda *_: os._exit(9)
main()
"""


def _exit_code(town: Town, *words: str) -> int:
    return subprocess.run(words, env=town.house.env, capture_output=True, check=False).returncode


async def test_interrupted_before_the_list_is_published_it_goes_on(town: Town) -> None:
    async with town.bot() as chat:
        await waits(chat, "ani", NOBODY)
        await waits(chat, "joko", JOKO)
    new_key = str(town.office.home.parent / "new.key")
    words = ("rekey", town.has_list(), "--as-of", "2026-11-05", "--new-key", new_key)
    assert await asyncio.to_thread(_exit_code, town, sys.executable, "-c", _DIES, *words) == 9
    assert stored_values.read_in(town.database, stored_values.CHANGING) == town.new.fingerprint
    for key in ("old.key", "new.key"):
        town.house.env["SIGAP_NIK_KEY_FILE"] = str(town.office.home.parent / key)
        for verb in ("serve", "doctor"):
            done = town.house.sigap(verb)
            assert done.returncode in {1, 2}
            assert b"Give the same `sigap rekey` once more" in done.stdout + done.stderr
    town.house.env["SIGAP_NIK_KEY_FILE"] = str(town.office.home.parent / "old.key")
    town.rekeys()
    assert "Everything is under the key" in town.rekeys()
    assert not stored_values.read_in(town.database, stored_values.CHANGING)
    async with town.bot(town.new) as chat:
        assert await hears(chat, "ani") == [ENDED]
        assert await hears(chat, "joko") == []
        await chat.app.watch_notifier.compare_snapshots()
        assert await hears(chat, "joko") == []
