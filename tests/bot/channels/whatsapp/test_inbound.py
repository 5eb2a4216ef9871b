"""The running channel and the strict fake of Meta: what people do there reaches the bot, over real HTTP."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import pytest
import uvicorn
from starlette.routing import Router

from bot.channels.whatsapp.webhook import WEBHOOK
from tests.bot.channels.whatsapp.test_channel import Running, running_channel
from tests.conftest import BUDI, Office
from tests.fakes.cloud_api.people import ATTACHED, Person, person
from tests.fakes.cloud_api.reports import REPORTS
from tests.support.telegram_servers import until


@asynccontextmanager
async def _reachable(one: Running) -> AsyncIterator[None]:
    config = uvicorn.Config(
        Router([*one.channel.routes()]), port=0, log_config=None, ws="none", lifespan="off", access_log=False
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment]
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}{WEBHOOK}"
    try:
        assert await one.api.webhooks.verify(url, one.api.verify_token)
        yield
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def town(office: Office) -> AsyncIterator[Running]:
    office.publishes()
    async with running_channel(office) as one, _reachable(one):
        await until(lambda: bool(one.writer.replies))
        yield one


async def _answer(who: Person, before: int) -> str:
    await until(lambda: len(who.replies) > before)
    return who.last.text


async def _says(who: Person, text: str) -> str:
    before = len(who.replies)
    who.says(text)
    return await _answer(who, before)


async def _settled(town: Running) -> None:
    await until(lambda: town.api.taken)
    await asyncio.sleep(0.1)


async def test_a_nik_is_looked_up_and_its_message_marked_as_read(town: Running) -> None:
    assert "Tercatat" in await _says(town.writer, BUDI)
    await until(lambda: town.writer.last_message in town.api.read)


async def test_whatever_is_sent_is_answered_once(town: Running) -> None:
    for kind in ATTACHED:
        who = person(town.api)
        who.sends(kind)
        await _answer(who, 0)
    sent = len(town.api.sent)
    town.api.webhooks.repeat()
    await _settled(town)
    assert len(town.api.sent) == sent


async def test_signs_deletions_and_edits(town: Running) -> None:
    who = town.writer
    before = len(who.replies)
    who.reacts("👍")
    who.deletes()
    await _settled(town)
    assert len(who.replies) == before
    who.says("halo")
    await _answer(who, before)
    who.edits(BUDI)
    assert "Tercatat" in await _answer(who, before + 1)


async def test_a_button_is_pressed(town: Running) -> None:
    await _says(town.writer, BUDI)
    sent = town.writer.last
    before = len(town.writer.replies)
    town.writer.presses((sent.buttons or sent.rows)[0].title)
    assert await _answer(town.writer, before)


async def test_a_group_gets_the_private_link_only(town: Running) -> None:
    who = person(town.api, group="Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD")
    for text in ("halo", BUDI):
        said = await _says(who, text)
        assert f"https://wa.me/{town.api.number}" in said
        assert "Tercatat" not in said


@pytest.mark.parametrize("hides", [{"hides_phone": True}, {"hides_id": True}, {}])
async def test_whoever_takes_a_new_number_keeps_the_chat(town: Running, office: Office, hides: dict[str, Any]) -> None:
    who = person(town.api, **hides)
    await _says(who, "english")
    who.changes_number(announced=False)
    await _says(who, "halo")
    who.announces_change()
    who.announces_change()
    await _settled(town)
    with sqlite3.connect(next(office.home.glob("*.db"))) as database:
        found = database.execute("SELECT language FROM chats WHERE address = ?", (who.address,)).fetchall()
    assert found == [("en",)]


async def test_reports_reach_staff(town: Running) -> None:
    for field, value in REPORTS.values():
        town.api.tells(field, value)
    await _settled(town)
    assert town.alarms("whatsapp_account") >= 10


async def test_disorder_and_repetition_lose_nothing(town: Running) -> None:
    town.api.faults.rates = {"duplicate": 0.5, "disorder": 0.5}
    town.api.webhooks.batch = 20
    people = [person(town.api) for _ in range(20)]
    async with town.api.webhooks.held():
        for n in range(3):
            for who in people:
                who.says(f"menu {n}")
    await until(lambda: all(len(who.replies) >= 3 for who in people))
    await _settled(town)
    assert [len(who.replies) for who in people] == [3] * len(people)
