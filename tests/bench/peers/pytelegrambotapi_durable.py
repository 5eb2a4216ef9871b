"""pyTelegramBotAPI that keeps what ours keeps, in SQLite: one commit an update.

In one transaction: was the message handled before? the chat is read, the check counted and refused above the quota, the
NIK looked up, the chat written, the answer put into the outbox; answers that were sent since leave it. Then the message
with the NIK is deleted and the answer sent. What was committed is answered after a kill, and only what was sent since
the last commit is repeated. (By polling the library may confirm an update a moment before it is handled.)
"""

import asyncio
import json
import sqlite3
import time
from contextlib import suppress

from telebot.asyncio_helper import ApiTelegramException
from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench.peers import job as jobs
from tests.bench.peers.pytelegrambotapi_bot import bot_of, serve

QUOTA, DAY = 1_000_000, 24 * 3600
SCHEMA = """
CREATE TABLE IF NOT EXISTS handled (
    chat INTEGER NOT NULL, message INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chats (
    chat INTEGER PRIMARY KEY, language TEXT NOT NULL, answer TEXT NOT NULL, used INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS asked (
    chat INTEGER NOT NULL, nik BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (chat, nik)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    chat INTEGER NOT NULL, message INTEGER NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
"""


class Kept:
    """The database."""

    def __init__(self, job: jobs.Job, people: jobs.People) -> None:
        self._people = people
        self._db = sqlite3.connect(job.database, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):  # as ours has them
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)
        self._sent: list[tuple[int, int]] = []

    def unsent(self) -> list[tuple[int, int, str]]:
        """What a kill left: chats, the messages answered there, and the answers as JSON."""
        return self._db.execute("SELECT chat, message, answer FROM outbox ORDER BY chat, message").fetchall()

    def take(self, message: Message) -> str | None:
        """Handles a message: the answer as JSON; None where it was handled before."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            answer = self._handle(message, int(time.time()))
            self._settle()
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._sent.clear()
        return answer

    def _handle(self, message: Message, now: int) -> str | None:
        run, chat, number = self._db.execute, message.chat.id, message.message_id
        if run("INSERT OR IGNORE INTO handled VALUES (?, ?, ?)", (chat, number, now)).rowcount == 0:
            return None
        known = run("SELECT language, answer FROM chats WHERE chat = ?", (chat,)).fetchone()
        language = known[0] if known else message.from_user.language_code or "id"
        nik = self._people.hash_in(message.text or "")
        if nik:
            ((used,),) = run("SELECT count(*) FROM asked WHERE chat = ? AND at > ?", (chat, now - DAY)).fetchall()
            if used < QUOTA:
                run("INSERT INTO asked VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (chat, nik, now))
            else:
                nik = None
        said = self._people.answer(nik)
        answer = json.dumps({"text": said.text, "buttons": said.buttons})
        run(
            "INSERT INTO chats VALUES (?, ?, ?, ?) ON CONFLICT (chat) DO UPDATE "
            "SET answer = excluded.answer, used = excluded.used",
            (chat, language, answer, now),
        )
        run("INSERT INTO outbox VALUES (?, ?, ?)", (chat, number, answer))
        return answer

    def note_sent(self, chat: int, message: int) -> None:
        """An answer arrived: it leaves the outbox with the next commit."""
        self._sent.append((chat, message))

    def _settle(self) -> None:
        self._db.executemany("DELETE FROM outbox WHERE chat = ? AND message = ?", self._sent)

    async def settle_when_idle(self) -> None:
        """The same when no message comes."""
        while True:
            await asyncio.sleep(0.5)
            self._settle()  # a commit of its own
            self._sent.clear()


async def run(job: jobs.Job) -> None:
    """Answers until it is killed."""
    kept = Kept(job, jobs.People(job))
    bot = bot_of(job)

    async def send(chat: int, number: int, answer: str) -> None:
        said = json.loads(answer)
        with suppress(ApiTelegramException):  # it is gone already
            await bot.delete_message(chat, number)
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(**one) for one in row] for row in said["buttons"]])
        await bot.send_message(chat, said["text"], reply_markup=keyboard)
        kept.note_sent(chat, number)

    @bot.message_handler(content_types=["text"])
    async def handle(message: Message) -> None:
        if answer := kept.take(message):
            await send(message.chat.id, message.message_id, answer)

    for left in kept.unsent():
        await send(*left)
    settling = asyncio.create_task(kept.settle_when_idle())
    if job.how == "polling":
        await bot.infinity_polling(timeout=20, request_timeout=30)
    else:
        await serve(bot, job)
    settling.cancel()


if __name__ == "__main__":
    asyncio.run(run(jobs.given()))
