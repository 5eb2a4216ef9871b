"""The strict fake Telegram behind a lean HTTP server, so that it is the bot that is measured.

What it refuses is decided by the same code as in `tests.fakes.bot_api`; it only makes no faults, and takes no files.
"""

import asyncio
import json
import ssl
from collections.abc import Callable, Coroutine
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.bench.load.connection import Connection
from tests.bench.load.keep_alive import KeepAlive
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_chats import ChatState, Parameters, Sent
from tests.fakes.bot_api_rules import Refusal, Rules

_UNLIMITED = Rules(1e9, 1e9, 10**9)


class LeanBotApi(BotApi):
    """The server, and all that people and bot did."""

    def __init__(self, *, latency: float = 0.0, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(rules=_UNLIMITED)
        self.latency, self._tls = latency, tls
        self.on_message: Callable[[int], None] = lambda _chat: None
        """Called with the chat when a message of the bot arrives there."""
        self._errands: set[asyncio.Task[None]] = set()
        self._to_bot: KeepAlive | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self.take), "127.0.0.1", 0, ssl=self._tls)
        scheme = "https" if self._tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self._measuring = asyncio.create_task(self.lateness.measure())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.webhook = {}
        errands = [self._measuring, *self._couriers.values(), *self._errands]
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        self._server.close()
        if self._to_bot:
            self._to_bot.close()

    # ------------------------------------------------------------ calls

    def take(self, path: bytes, kind: bytes, body: bytes, answer: Callable[[int, bytes], None]) -> None:
        """A call of the bot; what waits for nothing is answered at once."""
        url = urlsplit(path.decode())
        _, bot, name = url.path.split("/")
        method, parameters = name.lower(), dict(parse_qsl(url.query))
        if kind.startswith(b"application/json"):
            parameters |= json.loads(body)
        elif body:
            assert kind.startswith(b"application/x-www-form-urlencoded"), f"{method} comes as {kind.decode()}"
            parameters |= dict(parse_qsl(body.decode()))
        if bot != f"bot{self.token}":
            answer(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')
            return
        self.calls[method] += 1
        done = self._result(method, parameters)
        if self.latency or method == "getupdates":
            errand = asyncio.create_task(self._later(done, answer))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
        else:
            answer(*_finished(done))

    async def _later(
        self, done: Coroutine[None, None, tuple[int, bytes]], answer: Callable[[int, bytes], None]
    ) -> None:
        result = await done
        if self.latency:
            await asyncio.sleep(self.latency)
        answer(*result)

    async def _result(self, method: str, parameters: Parameters) -> tuple[int, bytes]:
        try:
            result = await self._do(method, parameters)
        except Refusal as refusal:
            if not (method == "getupdates" and refusal.code == 409):
                self.refused.append((method, refusal.code, refusal.description))
            said = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            return refusal.code, json.dumps(said).encode()
        if method == "getupdates" and result:
            written = [self._raw.get(one["update_id"]) or json.dumps(one).encode() for one in result]
            return 200, b'{"ok":true,"result":[' + b",".join(written) + b"]}"
        return 200, json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()

    def _arrives(self, parameters: Parameters, chat: int, state: ChatState, sent: Sent) -> Parameters:
        arrived = super()._arrives(parameters, chat, state, sent)
        self.on_message(chat)
        return {
            **arrived,
            "from": {"id": self.bot_id, "is_bot": True, "first_name": "SIGAP", "username": self.username},
        }

    # ------------------------------------------------------------ webhooks

    async def _post(self, update: Parameters) -> bool:
        url = urlsplit(self.webhook["url"])
        if self._to_bot is None:
            self._to_bot = KeepAlive(url.hostname or "", url.port or 80)
        body = self._raw.get(update["update_id"]) or json.dumps(update).encode()
        secret = self.webhook.get("secret_token", "")
        headers = f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n" if secret else ""
        try:
            status, _ = await self._to_bot.post(url.path, body, headers)
        except OSError:
            return False
        return 200 <= status < 300


def _finished(coroutine: Coroutine[None, None, tuple[int, bytes]]) -> tuple[int, bytes]:
    """The result of a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: tuple[int, bytes] = done.value
        return result
    raise AssertionError("this call waits for something")
