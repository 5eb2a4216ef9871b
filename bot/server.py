"""Runs the channels in our own event loop, from the first port opened to the last answer sent."""

import asyncio
import gc
import resource
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import partial
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from bot.app import App, running
from bot.channels.web.connections import Connections
from bot.channels.web.routes import web_app
from bot.channels.web.slow_requests import GuardedProtocol, Patience
from bot.metrics import Metrics
from bot.sending.contract import Refused, Unauthorised
from bot.settings import Settings
from data.chats import unanswered
from data.content import areas, pictures, texts
from data.problems import Problem
from data.shortened import cut
from handlers.free_text.intent import understand

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Telegram

log = structlog.get_logger()

FINISH_SECONDS = 8
"""How long answers in hand may take once we are told to stop; supervisors kill after 10 seconds."""


MOST_FILES = 65_536
"""As many files as we ask for, where we may have them."""
_OTHER_FILES = 256
"""Those that connections leave to the database, to Telegram and to our own files, or a quarter of few ..."""
_BACKLOG = 1024
"""Connections that may wait for us to take them; all at once, so they need room among the files ..."""
_LEAST = 16
"""... but never fewer of either than this."""
_TURNS = 100
"""How often we look whether the connections that we closed are gone."""
_TO_METRICS = 64
"""Connections to `/metrics`."""


class CannotServe(Problem):
    """The bot cannot start serving; the message says what to do."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, which end the process before anything else is closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.servers: list[asyncio.Server] = []

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to us."""
        yield

    async def let_go(self) -> None:
        """Closes what shutting down left open: who has not taken his answer by now would not, and nobody new comes."""
        for listening in self.servers:
            listening.close()
        for _ in range(_TURNS):
            left = list(self.server_state.connections)
            for one in left:
                one.transport.abort()
            if not left:
                break
            await asyncio.sleep(0.01)


def _listen(host: str, port: int, setting: str, *, or_any: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family)  # create_server raises one kind of error for everything
        return socket.create_server((host, port), family=family, backlog=1024)
    except (socket.gaierror, UnicodeError):
        name = setting.replace("PORT", "HOST")
        raise CannotServe(
            f"{name} names no address of this machine: {cut(host)!r} is not known. Set it to 127.0.0.1, or to 0.0.0.0 "
            "to be reached from outside."
        ) from None
    except OSError as error:
        if or_any and port:
            return _listen(host, 0, setting, or_any=False)
        raise CannotServe(
            f"Port {port} on {host} cannot be opened ({error.strerror or error}). "
            f"Stop what uses it, or choose another: {setting}={port + 1 if 0 < port < 65535 else 8080}."
        ) from None


def _raise_file_limit() -> int:
    """Asks for as many open files as the machine allows us; how many we may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY:
        return MOST_FILES
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _connections(settings: Settings, files: int, metrics: Metrics) -> Connections:
    """The connections of the web's port; as many as are set, or as there are files for."""
    room = max(_LEAST, files - min(_OTHER_FILES, files // 4) - _backlog(files))
    if settings.connections > room:
        log.info("serve.connections", most=room, files=files, setting=settings.connections)
    proxies = [ip_network(one.strip()) for one in settings.trusted_proxies.split(",") if one.strip()]
    most = min(settings.connections, room)
    return Connections(most, settings.connections_per_ip, proxies, metrics.no_room)


def _backlog(files: int) -> int:
    return max(_LEAST, min(_BACKLOG, files // 10))


def _server(site: ASGIApp, connections: Connections, metrics: Metrics, files: int) -> _Server:
    config = uvicorn.Config(
        site,
        http=partial(  # type: ignore[arg-type]
            GuardedProtocol, connections=connections, patience=Patience(), refused=metrics.refused
        ),
        ws="none",
        backlog=_backlog(files),
        log_config=None,  # ours, with the redactor
        access_log=False,
        server_header=False,
        proxy_headers=False,  # bot.channels.web takes them, from trusted proxies only
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
    told: Callable[[str, str], None],
    *,
    allow_synthetic: bool = False,
    any_port: bool = False,
) -> signal.Signals:
    """Serves until SIGTERM or SIGINT, which it returns once all that was in hand is finished.

    `told` hears what can be reached, by name and URL; `any_port` takes a free port where
    the one in the settings is taken. Raises CannotServe, and what `running` raises.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(settings, told, allow_synthetic, any_port))


async def _run(
    settings: Settings, told: Callable[[str, str], None], allow_synthetic: bool, any_port: bool
) -> signal.Signals:
    stop: asyncio.Future[signal.Signals] = asyncio.get_running_loop().create_future()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, _note, stop, one)
    files = _raise_file_limit()
    async with AsyncExitStack() as stack:
        chat = stack.enter_context(_listen(settings.web_host, settings.web_port, "SIGAP_WEB_PORT", or_any=any_port))
        figures = stack.enter_context(
            _listen("127.0.0.1", settings.metrics_port, "SIGAP_METRICS_PORT", or_any=any_port)
        )
        app = await stack.enter_async_context(running(settings))
        _refuse_made_up_people(app, allow_synthetic)
        telegram = _telegram(app) if settings.telegram else None
        visitors = _connections(settings, files, app.metrics)
        app.metrics.watch_connections(lambda: visitors.open)
        servers = [
            _server(web_app(app, telegram), visitors, app.metrics, files),
            _server(app.metrics.app(), Connections(_TO_METRICS), app.metrics, files),
        ]
        tasks = [
            asyncio.create_task(server.serve(sockets=[opened]))
            for server, opened in zip(servers, (chat, figures), strict=True)
        ]
        channel = [asyncio.create_task(telegram.run(told))] if telegram else []
        sending = [telegram] if telegram else []
        errands = [asyncio.create_task(app.news.run(sending)), asyncio.create_task(app.broadcasts.run(sending))]
        errands += [asyncio.create_task(app.cards(one).run()) for one in sending]
        ending = [_end(telegram, task) for task in channel if telegram]
        try:
            _read_what_is_read_once()
            _settle_memory()
            told("Chat", _url(chat))
            told("Metrics", f"{_url(figures)}/metrics")
            log.info(
                "serve.ready",
                chat=_url(chat),
                coverage=str(app.coverage.about and app.coverage.about.as_of),
            )
            waiting: list[asyncio.Future[Any]] = [stop, *tasks, *channel]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _finish(servers, tasks, errands, ending)
        log.info("serve.stopped")
        return stop.result() if stop.done() else signal.SIGTERM


def _telegram(app: App) -> "Telegram":
    """Telegram, loaded only where it is wanted: its libraries are a third of all that is loaded."""
    from bot.channels.telegram.channel import Telegram  # noqa: PLC0415

    return Telegram(app)


async def _finish(
    servers: list[_Server],
    tasks: list["asyncio.Task[None]"],
    errands: list["asyncio.Task[None]"],
    ending: list[Coroutine[Any, Any, None]],
) -> None:
    """Finishes what is in hand and closes all that is open, whatever fails. Raises the first of what failed."""
    for server in servers:
        server.should_exit = True
    for errand in errands:
        errand.cancel()
    await asyncio.gather(*errands, return_exceptions=True)
    ended = await asyncio.gather(*tasks, *ending, return_exceptions=True)
    for server in servers:
        await server.let_go()
    for one in ended:
        if isinstance(one, BaseException):
            raise one


async def _end(telegram: "Telegram", channel: "asyncio.Task[None]") -> None:
    """Stops listening, and finishes what is being sent. Raises CannotServe when Telegram ended it."""
    channel.cancel()
    (ended,) = await asyncio.gather(channel, return_exceptions=True)
    await telegram.close(FINISH_SECONDS)
    if isinstance(ended, Unauthorised):
        raise CannotServe(
            "Telegram does not know our token. Set SIGAP_TELEGRAM_TOKEN to the one that @BotFather shows, and start "
            "again. Answers that were not sent yet are kept for 24 hours."
        )
    if isinstance(ended, Refused):
        raise CannotServe(
            f"Telegram refuses to work with us: {ended}. Look at SIGAP_TELEGRAM_TOKEN, and at SIGAP_PUBLIC_URL, which "
            "must be an https address that the internet reaches."
        )
    if isinstance(ended, Exception):
        raise ended


def _read_what_is_read_once() -> None:
    """The model and the tables of words, so that the first message of each kind does not hold everybody up."""
    understand("halo")
    areas.find("jatiasih")
    unanswered.redact("halo")
    pictures.picture_text("app", texts.DEFAULT)
    texts.staff_commands()


def _settle_memory() -> None:
    """What is loaded by now stays: collections leave it out and come less often, a tenth of a message's CPU saved."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _note(stop: "asyncio.Future[signal.Signals]", received: signal.Signals) -> None:
    if not stop.done():
        stop.set_result(received)


def _refuse_made_up_people(app: App, allowed: bool) -> None:
    about = app.coverage.about
    if about and about.synthetic and not allowed:
        raise CannotServe(
            "The published snapshot holds made-up people (`sigap sample`). Import the real list, or, to try things "
            "out, serve it with --allow-synthetic."
        )
