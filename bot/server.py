"""Runs the channels: opens the ports, starts everything, and stops in reverse order when a signal comes."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from ipaddress import ip_network
from typing import Any

import structlog
import uvicorn
import uvloop
from starlette.routing import Router
from starlette.types import ASGIApp

from bot.app import App, open_channels, running
from bot.channels.web.connections import Connections
from bot.channels.web.deadlines import Patience
from bot.channels.web.slow_requests import GuardedProtocol
from bot.metrics import Metrics
from bot.open_channel import OpenChannel
from bot.sending.errors import SendError
from bot.setting_values import names
from bot.settings import Settings
from bot.upkeep import open_files
from data.channels import STAFF
from data.chats import unanswered
from data.content import areas, pictures, texts
from data.problems import Problem
from data.shortened import cut
from handlers.words.intent import understand

log = structlog.get_logger()

FINISH_SECONDS = 8
"""How long answers under way may take once we are told to stop; supervisors kill after 10 seconds."""
_CLOSE_CHECKS = 100
"""How often we check whether the connections that we closed are gone."""
_METRICS_CONNECTIONS = 64
"""Connections to `/metrics`."""


class CannotServe(Problem):
    """The bot cannot start serving; the message says what to do."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, which would end the process before anything else is closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.servers: list[asyncio.Server] = []

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Does nothing: the signals are ours."""
        yield

    async def abort_connections(self) -> None:
        """Closes the connections that are left after the shutdown, and accepts no new ones."""
        for listening in self.servers:
            listening.close()
        for _ in range(_CLOSE_CHECKS):
            left = list(self.server_state.connections)
            for one in left:
                one.transport.abort()
            if not left:
                break
            await asyncio.sleep(0.01)


def _open_port(host: str, port: int, setting: str, *, or_any: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family)  # create_server raises the same kind of error for every cause
        return socket.create_server((host, port), family=family, backlog=1024)
    except (socket.gaierror, UnicodeError):
        name = setting.replace("PORT", "HOST")
        raise CannotServe(
            f"{name} is not an address of this machine: {cut(host)!r} is not known. Set it to 127.0.0.1, or to 0.0.0.0 "
            "to be reachable from outside."
        ) from None
    except OSError as error:
        if or_any and port:
            return _open_port(host, 0, setting, or_any=False)
        raise CannotServe(
            f"Port {port} on {host} cannot be opened ({error.strerror or error}). "
            f"Stop what uses it, or choose another: {setting}={port + 1 if 0 < port < 65535 else 8080}."
        ) from None


def _connections(settings: Settings, files: int, metrics: Metrics) -> Connections:
    """The connections of the web's port: as many as the setting says, or as the open files allow."""
    room = open_files.room_for_connections(files)
    if settings.connections > room:
        log.info("serve.connections", most=room, files=files, setting=settings.connections)
    proxies = [ip_network(one.strip()) for one in settings.trusted_proxies.split(",") if one.strip()]
    most = min(settings.connections, room)
    return Connections(most, settings.connections_per_ip, proxies, metrics.no_room)


def _server(site: ASGIApp, connections: Connections, metrics: Metrics, files: int) -> _Server:
    config = uvicorn.Config(
        site,
        http=partial(  # type: ignore[arg-type]
            GuardedProtocol, connections=connections, patience=Patience(), refused=metrics.refused
        ),
        ws="none",
        backlog=open_files.backlog(files),
        log_config=None,  # ours, with the redactor
        access_log=False,
        server_header=False,
        proxy_headers=False,  # bot.channels.web reads them, from trusted proxies only
        lifespan="off",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
    return _Server(config)


def _url(opened: socket.socket) -> str:
    host, port = opened.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(
    settings: Settings,
    on_listening: Callable[[str, str], None],
    *,
    allow_synthetic: bool = False,
    any_port: bool = False,
) -> signal.Signals:
    """Serves until SIGTERM or SIGINT, which it returns once the work under way is finished.

    Calls `on_listening` with the name and URL of everything that can be reached. `any_port` takes a free port when the
    one in the settings is in use. Raises CannotServe, and what `running` raises.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(settings, on_listening, allow_synthetic, any_port))


async def _run(
    settings: Settings, on_listening: Callable[[str, str], None], allow_synthetic: bool, any_port: bool
) -> signal.Signals:
    stop: asyncio.Future[signal.Signals] = asyncio.get_running_loop().create_future()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, _stop, stop, one)
    files = open_files.raise_limit()
    async with AsyncExitStack() as stack:
        chat = stack.enter_context(_open_port(settings.web_host, settings.web_port, "SIGAP_WEB_PORT", or_any=any_port))
        figures = stack.enter_context(
            _open_port("127.0.0.1", settings.metrics_port, "SIGAP_METRICS_PORT", or_any=any_port)
        )
        app = await stack.enter_async_context(running(settings))
        _refuse_synthetic(app, allow_synthetic)
        _require_names(app, allow_synthetic)
        channels = open_channels(app, on_listening)
        visitors = _connections(settings, files, app.metrics)
        app.metrics.watch_connections(lambda: visitors.open)
        servers = [
            _server(_site(channels), visitors, app.metrics, files),
            _server(app.metrics.app(), Connections(_METRICS_CONNECTIONS), app.metrics, files),
        ]
        tasks = [
            asyncio.create_task(server.serve(sockets=[opened]))
            for server, opened in zip(servers, (chat, figures), strict=True)
        ]
        receiving = [asyncio.create_task(one.run()) for one in channels]
        sending = [one.sending for one in channels if one.channel.capabilities.can_push]
        background = [
            asyncio.create_task(app.watch_notifier.run(sending)),
            asyncio.create_task(app.announcements.run(sending)),
            *(asyncio.create_task(app.status_messages(one).run()) for one in sending if one.name == STAFF),
        ]
        ending = [_end(one, task) for one, task in zip(channels, receiving, strict=True)]
        try:
            _warm_caches()
            _settle_memory()
            on_listening("Chat", f"{_url(chat)}{'' if settings.web_path == '/' else settings.web_path}")
            on_listening("Metrics", f"{_url(figures)}/metrics")
            log.info(
                "serve.ready",
                chat=_url(chat),
                coverage=str(app.coverage.about and app.coverage.about.as_of),
            )
            waiting: list[asyncio.Future[Any]] = [stop, *tasks, *receiving]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _finish(servers, tasks, background, ending)
        log.info("serve.stopped")
        return stop.result() if stop.done() else signal.SIGTERM


def _site(channels: Sequence[OpenChannel]) -> ASGIApp:
    """The routes of all channels, on one port."""
    return Router([route for one in channels for route in one.channel.routes()])


async def _finish(
    servers: list[_Server],
    tasks: list["asyncio.Task[None]"],
    background: list["asyncio.Task[None]"],
    ending: list[Coroutine[Any, Any, None]],
) -> None:
    """Finishes the work under way and closes everything, whatever fails. Raises the first error."""
    for server in servers:
        server.should_exit = True
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    ended = await asyncio.gather(*tasks, *ending, return_exceptions=True)
    for server in servers:
        await server.abort_connections()
    for one in ended:
        if isinstance(one, BaseException):
            raise one


async def _end(channel: OpenChannel, receiving: "asyncio.Task[None]") -> None:
    """Stops listening, and finishes the messages under way. Raises CannotServe when an error ended the channel."""
    receiving.cancel()
    (ended,) = await asyncio.gather(receiving, return_exceptions=True)
    await channel.close(FINISH_SECONDS)
    if isinstance(ended, SendError):
        raise CannotServe(channel.channel.advice(ended))
    if isinstance(ended, Exception):
        raise ended


def _warm_caches() -> None:
    """Loads the model and the word tables, so that the first message of each kind does not delay others."""
    understand(["halo"])
    areas.find("jatiasih")
    unanswered.redact("halo")
    pictures.picture_text("app", texts.DEFAULT)
    texts.staff_commands()


def _settle_memory() -> None:
    """Exempts what is loaded by now from garbage collection, which saves a tenth of the CPU of a message."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _stop(stop: "asyncio.Future[signal.Signals]", received: signal.Signals) -> None:
    if not stop.done():
        stop.set_result(received)


def _refuse_synthetic(app: App, allowed: bool) -> None:
    about = app.coverage.about
    if about and about.synthetic and not allowed:
        raise CannotServe(
            "The published snapshot holds made-up people (`sigap sample`). Import the real list; or, to try things "
            "out, serve it with --allow-synthetic."
        )


def _require_names(app: App, allowed: bool) -> None:
    """Refuses to answer from a real list while nobody is named who is responsible for it."""
    about, missing = app.coverage.about, names.missing(app.settings.controller, app.settings.dpo)
    if about and not about.synthetic and missing and not allowed:
        raise CannotServe(
            f"The published list is real, and {' and '.join(missing)} not set: residents must be able to read who is "
            f"responsible for their data, and whom to ask. {names.ADVICE}"
        )
