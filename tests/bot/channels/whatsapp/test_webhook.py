"""Who may bring webhooks, how long they may be, and what Meta is answered."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.channels.whatsapp import webhook as module
from bot.channels.whatsapp.decode import PayloadDecoder
from bot.channels.whatsapp.receiver import Receiver
from bot.channels.whatsapp.webhook import LONGEST, WEBHOOK, WhatsAppWebhook
from bot.dispatch import NotKept
from bot.metrics import Metrics
from bot.sending.receipts import Receipt
from bot.setting_values.whatsapp import WhatsAppAccess
from handlers.messages import Answer, Incoming
from handlers.outcomes import Outcome
from tests.conftest import BUDI
from tests.support.whatsapp_payloads import PHONE_ID, SECRET, body, message, of_messages, payload, signature

WORD = "kata-yang-sama-ü"


@dataclass
class Kept:
    """In place of the bot: it keeps what comes, or does not."""

    handled: list[Incoming] = field(default_factory=list)
    full: bool = False

    async def begin(self, url: str) -> None:
        """No replies were left by an earlier run."""

    async def handle(self, incoming: Incoming) -> Answer:
        if self.full:
            raise NotKept
        self.handled.append(incoming)
        return Answer(Outcome.CHECK_NOT_LISTED)

    def reply(self, incoming: Incoming, answer: Answer) -> None:
        """Nothing is sent."""

    async def left(self, address: str) -> None:
        """Nobody leaves."""

    async def opted_out(self, address: str) -> None:
        """Everybody wants everything."""

    async def moved(self, before: str, after: str) -> None:
        """Nobody moves."""

    async def note_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Nothing was sent."""

    async def tell_staff(self, kind: str, details: Mapping[str, str]) -> None:
        """Nothing happened."""

    async def mark_read(self, message: str) -> None:
        """Nothing was answered."""


class Door:
    """The webhook of a running bot, as Meta meets it."""

    def __init__(self, *, begun: bool = True) -> None:
        self.metrics = Metrics()
        decoder = PayloadDecoder(PHONE_ID, self.metrics)
        self.app = WhatsAppWebhook(WhatsAppAccess("token", PHONE_ID, SECRET, WORD), decoder)
        self.bot = Kept()
        if begun:
            self.app.receiver = Receiver(self.bot, self.bot, decoder, self._start)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="https://sigap.example")

    def _start(self, _: Coroutine[Any, Any, None]) -> None:
        raise AssertionError("nothing was answered")

    async def brings(self, raw: bytes, signed: str | bytes | None = "right", method: str = "POST") -> int:
        """The status for a body with this signature."""
        said = signature(raw) if signed == "right" else signed
        value = said.encode() if isinstance(said, str) else said
        headers = {} if value is None else {b"x-hub-signature-256": value}
        return (await self.client.request(method, WEBHOOK, content=raw, headers=headers)).status_code

    async def asks(self, **given: str) -> httpx.Response:
        """What the dashboard hears."""
        asked = {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444", **given}
        return await self.client.get(WEBHOOK, params=asked)

    @property
    def skipped(self) -> float:
        return self.metrics.registry.get_sample_value("sigap_updates_skipped_total", {"channel": "whatsapp"}) or 0


RAW = body(payload(of_messages(message(text={"body": "cek ü 😀"}))))


async def test_what_is_signed_is_handled() -> None:
    door = Door()
    assert await door.brings(RAW) == 200
    assert [one.text for one in door.bot.handled] == ["cek ü 😀"]


FORGED: Mapping[str, tuple[str | bytes | None, int]] = {
    "no signature": (None, 401),
    "an empty signature": ("", 401),
    "of another secret": (signature(RAW, "another"), 403),
    "of another body": (signature(RAW + b" "), 403),
    "without its kind": (signature(RAW).removeprefix("sha256="), 403),
    "of an older kind": (signature(RAW).replace("sha256", "sha1"), 403),
    "cut": (signature(RAW)[:-1], 403),
    "in capitals": (signature(RAW).upper(), 403),
    "not ASCII": ("sha256=ü".encode(), 403),
    "not even UTF-8": (b"sha256=\xff\xfe", 403),
}


@pytest.mark.parametrize("label", FORGED)
async def test_what_somebody_else_signed_is_not_read(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    monkeypatch.setattr(PayloadDecoder, "payload", _never)
    signed, status = FORGED[label]
    assert await door.brings(RAW, signed) == status
    assert not door.bot.handled
    assert not door.skipped


def _never(*_: object) -> None:
    raise AssertionError("it was read")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_are_refused(method: str) -> None:
    assert await Door().brings(RAW, method=method) == 405


async def test_until_the_bot_has_begun_meta_must_wait() -> None:
    door = Door(begun=False)
    assert await door.brings(RAW) == 503
    assert (await door.asks()).text == "1158201444"


async def test_what_was_not_stored_comes_again() -> None:
    door = Door()
    door.bot.full = True
    assert await door.brings(RAW) == 500
    door.bot.full = False
    assert await door.brings(RAW) == 200
    assert len(door.bot.handled) == 1


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"object": 1}', b"{}"])
async def test_what_cannot_be_read_is_not_asked_for_again(raw: bytes) -> None:
    door = Door()
    assert await door.brings(raw) == 200
    assert door.skipped == 1


async def test_a_webhook_may_be_as_long_as_metas_longest() -> None:
    door = Door()
    raw = body(payload(of_messages(*(message(id=f"wamid.{n}", text={"body": "x" * 3000}) for n in range(900)))))
    assert 2.5e6 < len(raw) < 3e6
    assert await door.brings(raw) == 200
    assert len(door.bot.handled) == 900


async def test_one_that_is_too_long_is_counted_and_not_asked_for_again() -> None:
    door = Door()
    raw = b"x" * (LONGEST + 1)
    assert await door.brings(raw) == 200
    assert door.skipped == 1
    assert await door.brings(raw, signature(b"y")) == 403
    assert door.skipped == 1


class Slow:
    """Somebody who sends a body in pieces, and none before the one before was read."""

    def __init__(self, door: Door, signed: str = "sha256=x") -> None:
        self._pieces: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        headers = [(b"x-hub-signature-256", signed.encode())]
        scope = {"type": "http", "method": "POST", "headers": headers, "query_string": b""}
        self.said: list[dict[str, Any]] = []
        self.task = asyncio.create_task(door.app(scope, self._pieces.get, self._hear))  # type: ignore[arg-type]

    async def _hear(self, said: dict[str, Any]) -> None:
        self.said.append(said)

    async def sends(self, piece: bytes, *, more: bool = True) -> None:
        self._pieces.put_nowait({"type": "http.request", "body": piece, "more_body": more})
        for _ in range(10):
            await asyncio.sleep(0)

    async def hangs_up(self) -> int:
        self._pieces.put_nowait({"type": "http.disconnect"})
        return await self.status()

    async def status(self) -> int:
        await self.task
        return int(self.said[0]["status"])


async def test_a_body_may_come_in_pieces() -> None:
    door = Door()
    slow = Slow(door, signature(RAW))
    for at in range(0, len(RAW), 7):
        await slow.sends(RAW[at : at + 7])
    await slow.sends(b"", more=False)
    assert await slow.status() == 200
    assert len(door.bot.handled) == 1


async def test_a_body_that_breaks_off_is_not_read() -> None:
    door = Door()
    slow = Slow(door, signature(RAW))
    await slow.sends(RAW)
    assert await slow.hangs_up() == 400
    assert not door.bot.handled


async def test_strangers_cannot_fill_the_memory() -> None:
    door = Door()
    large = b"x" * (module._SMALL + 1)
    strangers = [Slow(door) for _ in range(module._MOST_LARGE)]
    for one in strangers:
        await one.sends(large)
    late = Slow(door)
    await late.sends(large)
    assert await late.status() == 503
    assert await door.brings(RAW) == 200
    assert [await one.hangs_up() for one in strangers] == [400] * len(strangers)
    assert await door.brings(large) == 200


async def test_an_endless_body_is_left() -> None:
    slow = Slow(Door(), signature(b""))
    piece = b"x" * 2**20
    for _ in range(16 * LONGEST // 2**20 + 1):
        await slow.sends(piece)
    assert await slow.status() == 403


async def test_the_dashboard_hears_its_challenge() -> None:
    said = await Door().asks()
    assert (said.status_code, said.text) == (200, "1158201444")
    assert said.headers["content-type"].startswith("text/plain")
    assert said.headers["x-content-type-options"] == "nosniff"


UNKNOWN: Mapping[str, dict[str, str]] = {
    "another word": {"hub.verify_token": "lain"},
    "no word": {"hub.verify_token": ""},
    "a longer word": {"hub.verify_token": WORD + "x"},
    "another mode": {"hub.mode": "unsubscribe"},
    "no mode": {"hub.mode": ""},
    "no challenge": {"hub.challenge": ""},
    "a long challenge": {"hub.challenge": "1" * 257},
    "a challenge of two lines": {"hub.challenge": "1\r\nset-cookie: a=b"},
    "a challenge beyond ASCII": {"hub.challenge": "ü"},
    "a long query": {"hub.mode": "x" * 5000},
}


@pytest.mark.parametrize("label", UNKNOWN)
async def test_others_hear_nothing(label: str) -> None:
    said = await Door().asks(**UNKNOWN[label])
    assert (said.status_code, said.content) == (403, b"")


async def test_a_handshake_without_a_query_is_refused() -> None:
    assert (await Door().client.get(WEBHOOK)).status_code == 403


async def test_no_word_of_a_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    door = Door()
    await door.brings(body(payload(of_messages(message(text={"body": BUDI}), {"id": "", "text": {"body": BUDI}}))))
    assert BUDI not in caplog.text
