"""What the sending code relies on, asked of every channel: each with the service that it really talks to.

A new channel gets a bench in `tests/support/channel_benches.py`, and must pass.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.routing import Mount, Router

from bot.app import open_channels, running
from bot.sending import compose
from bot.sending.address import Address
from bot.sending.contract import Channel, Priority
from bot.sending.errors import Refused, SendError, Unknown
from bot.sending.outgoing import Deletion, Edit, Photo, Text
from bot.sending.stored_replies import QueuedReply
from bot.settings import Settings
from data import channels
from data.content import pictures
from data.content.texts import phrase, text
from handlers.messages import Answer, Choice, Incoming, Picture, Reply
from handlers.outcomes import Outcome
from tests.conftest import Office
from tests.support.channel_benches import ANSWERING, PUSHING, RAISED, Bench, Shown
from tests.support.telegram_servers import until
from workshop.reference import failures
from workshop.reference.channels import MATRIX

SECRET = "nik saya 3275010101909001"
BUTTONS = (Choice("Menu", "menu"), Choice("Cek NIK", "check"))


@pytest.fixture(params=PUSHING)
async def bench(request: pytest.FixtureRequest, office: Office) -> AsyncIterator[Bench]:
    async with PUSHING[request.param](office) as bench:
        yield bench


@pytest.fixture(params=ANSWERING)
async def answering(request: pytest.FixtureRequest, office: Office) -> AsyncIterator[Channel]:
    async with ANSWERING[request.param](office) as channel:
        yield channel


async def sends(bench: Bench, *messages: Text | Photo) -> list[str]:
    """The ids of the messages, sent one after the other."""
    return [await bench.opened.channel.send(Address(bench.chat), one, Priority.REPLY) for one in messages]


# ---------------------------------------------------------------- every channel


def test_every_channel_has_a_bench_and_a_row_in_the_table_of_capabilities() -> None:
    assert {*PUSHING, *ANSWERING} == {*channels.PUBLIC}
    assert {*MATRIX} == {*channels.PUBLIC, channels.CONSOLE, channels.ASK}
    assert {name for name, can in MATRIX.items() if can.can_push} == {*PUSHING} == {*RAISED}
    assert {*channels.PUSHED} <= {*PUSHING}


def test_every_error_but_our_own_is_raised_by_some_channel() -> None:
    assert {one for raised in RAISED.values() for one in raised} == {*failures.named()}


async def test_all_channels_share_one_port_and_no_path_is_taken_twice(office: Office) -> None:
    values = {
        "data_dir": office.home,
        "telegram_token": "1:a",
        "whatsapp_token": "a",
        "whatsapp_phone_id": "1",
        "whatsapp_app_secret": "b",
        "whatsapp_verify_token": "c",
        "nik_key": office.key.secret.hex(),
    }
    async with running(Settings.model_validate(values)) as app:
        opened = open_channels(app)
        assert {one.channel.name for one in opened} == {*channels.PUBLIC}
        routes = [route for one in opened for route in one.channel.routes()]
        paths = [getattr(route, "path", None) for route in routes]
        assert len({*paths}) == len(paths)
        assert [isinstance(route, Mount) and route.path == "" for route in routes] == [False] * (len(routes) - 1) + [
            True
        ]
        for one in opened:
            assert replace(one.channel.capabilities, rates=MATRIX[one.channel.name].rates) == MATRIX[one.channel.name]
            await one.close(1)


# ---------------------------------------------------------------- channels that push


async def test_somebody_who_writes_is_answered_once_in_the_order_of_the_questions(bench: Bench) -> None:
    for _ in range(3):
        bench.says("privasi")
    bench.says("menu")
    await until(lambda: len(bench.screen) >= 4)
    shown = [one.text for one in bench.screen]
    assert shown.count(text("menu", "id")) == 1
    assert shown[3] == text("menu", "id")
    await until(lambda: bench.opened.channel.ready)


async def test_what_strangers_write_has_an_origin(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one, the limits on guessing that span chats do not apply."""
    handle, origins = bench.opened.handle, []

    async def noted(incoming: Incoming) -> Answer:
        origins.append(incoming.origin)
        return await handle(incoming)

    monkeypatch.setattr(bench.opened, "handle", noted)
    bench.says("menu")
    await until(lambda: bool(bench.screen))
    assert origins
    assert all(origins)


async def test_words_and_buttons_arrive_as_they_are(bench: Bench) -> None:
    await sends(bench, Text("Judul & <b>\n\n1 < 2", BUTTONS), Text("😀"))
    assert bench.screen == [Shown("Judul & <b>\n\n1 < 2", ("Menu", "Cek NIK")), Shown("😀")]


async def test_each_message_has_an_id_of_its_own(bench: Bench) -> None:
    ids = await sends(bench, *(Text(f"{n}") for n in range(5)))
    assert len({*ids}) == 5
    assert all(ids)


@pytest.mark.parametrize("sign", ["x", "😀"])
async def test_the_longest_text_goes_and_one_that_is_longer_is_split_or_refused(bench: Bench, sign: str) -> None:
    can = bench.opened.channel.capabilities
    if can.text_limit is None:
        await sends(bench, Text(sign * 100_000))
        assert bench.screen == [Shown(sign * 100_000)]
        return
    longest = sign * (can.text_limit // channels.utf16_units(sign))
    await sends(bench, Text(longest))
    with pytest.raises(Refused):
        await sends(bench, Text(longest + sign))
    pieces = compose.messages(Reply(longest + sign, BUTTONS), can)
    assert len(pieces) == 2
    await sends(bench, *(one for one in pieces if isinstance(one, Text)))
    first, *split = bench.screen
    assert first == Shown(longest)
    assert "".join(one.text for one in split) == longest + sign
    assert [one.buttons for one in split] == [(), ("Menu", "Cek NIK")]


async def test_a_picture_goes_with_its_words_and_longer_words_follow_it(bench: Bench) -> None:
    can = bench.opened.channel.capabilities
    picture = Picture("app", "id", pictures.alt("app", "id"))
    longest = "x" * (can.caption_limit or 1000)
    await sends(bench, Photo(picture, longest, BUTTONS))
    assert bench.screen == [Shown(longest, ("Menu", "Cek NIK"))]
    if can.caption_limit is None:
        return
    pieces = compose.messages(Reply(longest + "x", BUTTONS, picture), can)
    assert [type(one) for one in pieces] == [Photo, Text]
    await sends(bench, *(one for one in pieces if isinstance(one, Photo | Text)))
    assert bench.screen[1:] == [Shown(picture.alt), Shown(longest + "x", ("Menu", "Cek NIK"))]


async def test_a_message_that_is_edited_reads_as_it_was_edited_and_an_edit_without_a_change_is_no_error(
    bench: Bench,
) -> None:
    (message,) = await sends(bench, Text("Satu", BUTTONS))
    if not bench.opened.channel.capabilities.can_edit:
        with pytest.raises(Refused):
            await bench.opened.channel.send(Address(bench.chat), Edit(message, Text("Dua")), Priority.STAFF)
        return
    for _ in range(2):
        said = await bench.opened.channel.send(Address(bench.chat), Edit(message, Text("Dua")), Priority.STAFF)
        assert said == message
    assert bench.screen == [Shown("Dua")]


async def test_a_persons_message_is_deleted_and_one_that_is_gone_counts_as_deleted(bench: Bench) -> None:
    bench.says("menu")
    await until(lambda: bool(bench.screen))
    (own,) = bench.own_messages
    if not bench.opened.channel.capabilities.can_delete:
        with pytest.raises(Refused):
            await bench.opened.channel.send(Address(bench.chat), Deletion(own), Priority.REPLY)
        return
    for _ in range(2):
        assert await bench.opened.channel.send(Address(bench.chat), Deletion(own), Priority.REPLY) == ""
    assert bench.own_messages == []


async def test_a_nik_leaves_the_chat_or_the_person_is_told_once_how_to_delete_it(bench: Bench) -> None:
    if not bench.opened.channel.capabilities.can_delete:
        for n in (1, 2):
            bench.says(SECRET)
            await until(lambda n=n: len(bench.screen) == n)  # type: ignore[misc]
        assert [phrase("delete_it_yourself", "id") in one.text for one in bench.screen] == [True, False]
        return
    bench.says(SECRET)
    await until(lambda: bench.own_messages == [] and bool(bench.screen))
    assert any("hapus" in one.text for one in bench.screen)


@pytest.mark.parametrize(("name", "problem"), [(name, one) for name, raised in RAISED.items() for one in raised])
async def test_what_the_service_answers_becomes_the_error_of_that_name_and_quotes_nothing(
    name: str, problem: type[SendError], office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with PUSHING[name](office) as bench:
            await bench.fails(problem)
            with pytest.raises(SendError) as raised:
                await sends(bench, Text(SECRET, BUTTONS))
    assert raised.type is problem or issubclass(raised.type, problem)
    assert SECRET not in f"{raised.value!r} {raised.value.__cause__!r}"
    assert (raised.value.retry_after is not None) == (raised.value.code == "throttled")
    assert SECRET not in caplog.text
    assert bench.chat not in caplog.text
    if raised.value.ends_channel:
        assert bench.opened.channel.advice(raised.value)


async def test_replies_to_a_chat_keep_their_order_while_the_service_stumbles(bench: Bench) -> None:
    for _ in range(2):
        await bench.fails(Unknown)
    for n in range(6):
        answer = Answer(Outcome.MENU, replies=(Reply(f"{n}a"), Reply(f"{n}b")))
        bench.opened.replies.put(QueuedReply(b"%d" % n, bench.chat, answer))
    await until(lambda: not len(bench.opened.replies))
    assert [one.text for one in bench.screen] == [f"{n}{letter}" for n in range(6) for letter in "ab"]


async def test_nothing_that_people_write_or_read_is_logged(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        bench.says(SECRET)
        await sends(bench, Text("Rahasia warga"))
        await until(lambda: len(bench.screen) >= 2)
    assert "3275010101909001" not in caplog.text
    assert "Rahasia" not in caplog.text
    assert bench.chat not in caplog.text


# ---------------------------------------------------------------- channels that answer with the request


async def test_a_channel_that_cannot_push_refuses_to(answering: Channel) -> None:
    can = answering.capabilities
    assert {can.can_push, can.can_edit, can.can_delete} == {False}
    with pytest.raises(Refused) as raised:
        await answering.send(Address("somebody"), Text(SECRET), Priority.NOTICE)
    assert SECRET not in repr(raised.value)
    assert answering.advice(raised.value)


async def test_it_runs_until_it_is_cancelled_and_serves_its_routes(answering: Channel) -> None:
    class Nobody:
        """It needs no way in: each request has its answer."""

        async def begin(self, url: str) -> None:
            raise AssertionError(url)

        handle = reply = left = begin

    task = asyncio.create_task(answering.run(Nobody()))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(Router([*answering.routes()]))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.get("/healthz")).status_code == 200
        said = await client.post("/chat", json={"id": "1", "text": "menu"})
    assert said.json()["replies"][0]["text"] == text("menu", "id")
    assert answering.ready
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await answering.close(1)
