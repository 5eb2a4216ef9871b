"""A web server with HTTPS, as a city has one: it passes some paths on to the bot, and has a page of its own."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Site:
    """A running web server."""

    port: int
    bot: str
    """The URL of the bot."""
    page: str
    """The page of its own; this and the bot may be set later."""

    def url(self, host: str, path: str = "/") -> str:
        """An address here; browsers need `--host-resolver-rules` for the host."""
        return f"https://{host}:{self.port}{path}"


@asynccontextmanager
async def https_site(folder: Path, bot: str, path: str, *, strips: bool = False, page: str = "") -> AsyncIterator[Site]:
    """Serves HTTPS until the block ends; `folder` is for its certificate.

    What begins with `path` goes on to the bot, without that path if `strips`; everything else is answered with `page`.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *headers = head.decode("latin-1").split("\r\n")[:-2]
        method, asked, version = line.split(" ")
        length = next((int(one.partition(":")[2]) for one in headers if one.lower().startswith("content-length:")), 0)
        body = await reader.readexactly(length)
        if asked.startswith(path):
            to = urlsplit(site.bot)
            passed = f"/{asked.removeprefix(path).lstrip('/')}" if strips else asked
            kept = [one for one in headers if not one.lower().startswith("connection:")]
            lines = [f"{method} {passed} {version}", *kept, "X-Forwarded-Proto: https", "Connection: close", "", ""]
            upstream, upstream_writer = await asyncio.open_connection(to.hostname, to.port)
            try:
                upstream_writer.write("\r\n".join(lines).encode("latin-1") + body)
                writer.write(await upstream.read())
            finally:
                await _closed(upstream_writer)
        else:
            own = site.page.encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html; charset=utf-8\r\n"
                b"content-length: %d\r\n\r\n%s" % (len(own), own)
            )
        await writer.drain()

    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def guarded() -> None:
            try:
                with suppress(
                    OSError, asyncio.IncompleteReadError
                ):  # the browser closed a connection that it did not use
                    await answer(reader, writer)
            finally:
                await _closed(writer)

        task = asyncio.create_task(guarded())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=await asyncio.to_thread(certificate, folder))
    site = Site(server.sockets[0].getsockname()[1], bot, page)
    try:
        yield site
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Closes a connection, and waits until it is closed: otherwise its end may come after that of the loop."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def certificate(folder: Path, name: str = "sigap.test") -> ssl.SSLContext:
    """A certificate for this name that nobody signed; it is left in the folder as `site.crt`."""
    key, made = folder / "site.key", folder / "site.crt"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    names = ["-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run([*making, *names, "-keyout", key, "-out", made], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context
