"""Firefox and WebKit as Debian ships them, driven over the protocols that they speak themselves.

Playwright drives only browsers that it has changed and that it downloads. Firefox opens a socket for WebDriver BiDi by
itself; WebKit comes with WebKitWebDriver, and needs a screen, which Xvfb gives it.
"""

import asyncio
import contextlib
import json
import os
import re
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import aiohttp

from tests.support import browsers
from tests.support.browsers import PATIENCE

ENTER, TAB, ESCAPE = "\ue007", "\ue004", "\ue00c"
"""Keys, as WebDriver writes them."""
_WAIT = aiohttp.ClientTimeout(total=PATIENCE / 1000)


class Tab(Protocol):
    """One tab of a browser."""

    async def opens(self, url: str) -> None:
        """Loads a page, and waits until it is there."""

    async def resizes(self, width: int, height: int) -> None:
        """Gives the page this size in CSS pixels, or as near as the browser's window can be."""

    async def evaluates(self, expression: str) -> Any:
        """The value of a JavaScript expression."""

    async def acts(self, sources: list[dict[str, Any]]) -> None:
        """Performs actions of a keyboard or a finger, in the form that WebDriver and BiDi share."""


async def types(tab: Tab, keys: str) -> None:
    """Presses keys one after the other."""
    pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    await tab.acts([{"type": "key", "id": "keyboard", "actions": pressed}])


async def taps(tab: Tab, element: str) -> None:
    """Clicks the middle of what a JavaScript expression finds."""
    await until(tab, f"Boolean({element})")
    middle = await tab.evaluates(
        f"(one => {{ one.scrollIntoView({{block: 'nearest'}}); const box = one.getBoundingClientRect(); "
        f"return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]; }})({element})"
    )
    click = [
        {"type": "pointerMove", "x": middle[0], "y": middle[1], "duration": 0},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    await tab.acts([{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": click}])


async def until(tab: Tab, condition: str) -> None:
    """Waits until a JavaScript expression is true."""
    try:
        async with asyncio.timeout(PATIENCE / 1000):
            while not await tab.evaluates(condition):  # noqa: ASYNC110 - the page cannot call us
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never became true: {condition}") from None


# ---------------------------------------------------------------- Firefox


class _FirefoxTab:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._sent, self._context = socket, 0, ""

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._sent += 1
        await self._socket.send_json({"id": self._sent, "method": method, "params": parameters})
        while (answer := await self._socket.receive_json(timeout=PATIENCE / 1000)).get("id") != self._sent:
            pass  # an event that nobody asked for
        assert answer["type"] == "success", answer
        return dict(answer["result"])

    async def begins(self) -> None:
        await self.call("session.new", capabilities={})
        self._context = (await self.call("browsingContext.getTree"))["contexts"][0]["context"]

    async def opens(self, url: str) -> None:
        await self.call("browsingContext.navigate", context=self._context, url=url, wait="complete")

    async def resizes(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        await self.call("browsingContext.setViewport", context=self._context, viewport=size)

    async def evaluates(self, expression: str) -> Any:
        target = {"context": self._context}
        asked = f"JSON.stringify({expression})"
        answer = await self.call("script.evaluate", expression=asked, target=target, awaitPromise=False)
        assert answer["type"] == "success", answer
        return _value(answer["result"].get("value"))

    async def acts(self, sources: list[dict[str, Any]]) -> None:
        await self.call("input.performActions", context=self._context, actions=sources)


@contextlib.asynccontextmanager
async def firefox(home: Path) -> AsyncIterator[Tab]:
    """A tab of a new Firefox, whose profile lies in this folder."""
    command = (browsers.firefox(), "--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port=0")
    said = home / "said"
    with said.open("wb") as errors:
        async with _process(command, {"HOME": str(home)}, errors=errors) as browser:
            while not (found := re.search(rb"ws://\S+(?=\s)", said.read_bytes())):
                assert browser.returncode is None, "Firefox ended"
                await asyncio.sleep(0.05)
            async with (
                aiohttp.ClientSession() as http,
                http.ws_connect(f"{found[0].decode()}/session", max_msg_size=0) as channel,
            ):
                tab = _FirefoxTab(channel)
                await tab.begins()
                yield tab
                await tab.call("browser.close")


# ---------------------------------------------------------------- WebKit


class _WebKitTab:
    def __init__(self, http: aiohttp.ClientSession, session: str) -> None:
        self._http, self._at = http, f"/session/{session}"

    async def _post(self, path: str, **body: Any) -> Any:
        async with self._http.post(self._at + path, json=body) as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return said["value"]

    async def opens(self, url: str) -> None:
        await self._post("/url", url=url)

    async def resizes(self, width: int, height: int) -> None:
        outer = await self.evaluates("[outerWidth - innerWidth, outerHeight - innerHeight]")
        await self._post("/window/rect", width=width + outer[0], height=height + outer[1])

    async def evaluates(self, expression: str) -> Any:
        return _value(await self._post("/execute/sync", script=f"return JSON.stringify({expression});", args=[]))

    async def acts(self, sources: list[dict[str, Any]]) -> None:
        await self._post("/actions", actions=sources)


@contextlib.asynccontextmanager
async def webkit(home: Path) -> AsyncIterator[Tab]:
    """A tab of a new WebKit on a screen of its own."""
    browsers.webkit()  # which brings Xvfb, too
    async with (
        _screen() as display,
        _webkit_driver({"HOME": str(home), "DISPLAY": display, **_PLAIN}) as address,
        aiohttp.ClientSession(address, timeout=_WAIT) as http,
    ):
        browser = {"binary": _mini_browser(), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": browser}}}
        async with http.post("/session", json=wanted) as answer:
            said = await answer.json()
            assert answer.status == 200, said
        tab = _WebKitTab(http, said["value"]["sessionId"])
        yield tab
        async with http.delete(f"/session/{said['value']['sessionId']}") as answer:
            assert answer.status == 200


def _mini_browser() -> str:
    """The small browser that comes with WebKit; the driver would start another by itself."""
    return str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))


_PLAIN = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # it only ever loads our own page, and root may not sandbox
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
}


@contextlib.asynccontextmanager
async def _screen() -> AsyncIterator[str]:
    """A screen that nobody sees; Xvfb picks a free number and writes it when it is ready."""
    read, write = os.pipe()
    try:
        command = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp")
        async with _process(command, {}, pass_fds=(write,)):
            number = await asyncio.to_thread(os.read, read, 16)
            yield f":{number.decode().strip()}"
    finally:
        os.close(read)
        os.close(write)


@contextlib.asynccontextmanager
async def _webkit_driver(environment: dict[str, str]) -> AsyncIterator[str]:
    """The driver's address; it is ready once it accepts connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with _process((browsers.webkit(), f"--port={port}"), environment) as driver:
        while not await _answers(port):
            assert driver.returncode is None, "WebKitWebDriver ended"
            await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


@contextlib.asynccontextmanager
async def _process(
    command: Sequence[str], environment: dict[str, str], pass_fds: tuple[int, ...] = (), errors: IO[bytes] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is ended with the block."""
    running = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=errors or asyncio.subprocess.DEVNULL,
        pass_fds=pass_fds,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
        await running.wait()


def _value(written: str | None) -> Any:
    """What an expression gave; None for what JSON does not have."""
    return None if written is None else json.loads(written)
