"""No framework: only the fields used are decoded, and requests are written by hand. Keeps nothing: it is the floor."""

import asyncio
import json
import ssl
from typing import cast
from urllib.parse import urlsplit

import httptools
import msgspec
import uvloop

from tests.bench.load.keep_alive import KeepAlive
from tests.bench.peers import job as jobs


class Chat(msgspec.Struct):
    """Where to answer."""

    id: int


class Message(msgspec.Struct):
    """What was typed."""

    chat: Chat
    text: str = ""


class Update(msgspec.Struct):
    """What happened."""

    update_id: int
    message: Message


class Updates(msgspec.Struct):
    """What getUpdates returns."""

    result: list[Update]


class Bot:
    """Answers updates."""

    def __init__(self, job: jobs.Job) -> None:
        self._people = jobs.People(job)
        url = urlsplit(job.api)
        tls = ssl.create_default_context(cafile=job.ca) if job.ca else None
        self._telegram = KeepAlive(url.hostname or "", url.port or 443, tls)
        self._path = f"/bot{job.token}/"
        self._keyboard = json.dumps({"inline_keyboard": job.buttons})
        self._read, self._read_all = msgspec.json.Decoder(Update).decode, msgspec.json.Decoder(Updates).decode

    async def call(self, method: str, body: str) -> bytes:
        """The body of Telegram's answer."""
        _, said = await self._telegram.post(self._path + method, body.encode())
        return said

    async def _answer(self, message: Message) -> None:
        text = json.dumps(self._people.answer_to(message.text).text)
        await self.call("sendMessage", f'{{"chat_id":{message.chat.id},"text":{text},"reply_markup":{self._keyboard}}}')

    async def take(self, update: bytes) -> None:
        """Answers an update of the webhook."""
        await self._answer(self._read(update).message)

    async def poll(self) -> None:
        """Asks for updates, and answers those that came together at once."""
        offset = 0
        tasks: set[asyncio.Task[None]] = set()
        while True:
            updates = self._read_all(await self.call("getUpdates", f'{{"offset":{offset},"timeout":20}}')).result
            for one in updates:
                offset = one.update_id + 1
                task = asyncio.create_task(self._answer(one.message))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


class Webhook(asyncio.Protocol):
    """A connection from Telegram: an update at a time."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._parser, self._body = bot, httptools.HttpRequestParser(self), b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Reads on."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """A part of the update."""
        self._body += body

    def on_message_complete(self) -> None:
        """Answers, then says that the update was taken."""
        body, self._body = self._body, b""
        self._task = asyncio.create_task(self._bot.take(body))
        self._task.add_done_callback(lambda _: self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))


async def run(job: jobs.Job) -> None:
    """Answers until it is killed."""
    bot = Bot(job)
    if job.how == "polling":
        await bot.poll()
    await asyncio.get_running_loop().create_server(lambda: Webhook(bot), "127.0.0.1", job.port)
    await bot.call("setWebhook", json.dumps({"url": job.webhook_url, "max_connections": 100}))
    await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(jobs.given()))
