"""Updates that are not as we know them: those behind them are heard, by polling and by webhook, and nothing is told."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from bot.channels.skipped_updates import shape_of
from bot.channels.telegram import http
from bot.channels.telegram.parse import read
from bot.channels.telegram.update_models import Update
from bot.channels.telegram.update_offset import UpdateOffset, number_of
from handlers.messages import Incoming
from tests.conftest import BUDI
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.support.processes import House, Serving
from tests.support.telegram_servers import serving, until, wired

SECRET = "3275010103889599"


def _message(**what: object) -> str:
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False}}
    return json.dumps({"update_id": 0, "message": {**message, "text": SECRET, **what}}).replace(
        '"update_id": 0', '"update_id": ID'
    )


def _deep(levels: int) -> str:
    return "[" * levels + "]" * levels


ODD: dict[str, str | bytes] = {
    "entities are a number": _message(entities=1),
    "an entity is a number": _message(entities=[1]),
    "an entity of a list": _message(entities=[{"type": []}]),
    "buttons are a number": _message(reply_markup=1),
    "nested": _message(reply_markup="DEEP").replace('"DEEP"', _deep(10_000)),
    "nested a little": _message(reply_markup="DEEP").replace('"DEEP"', _deep(900)),
    "half a sign": _message(text="\ud83d" + SECRET),
    "half a sign in bytes": _message(text="HALF").encode().replace(b"HALF", b"\xed\xa0\xbd"),
    "no UTF-8": _message(text="BYTES").encode().replace(b"BYTES", b"\xff\xfe"),
    "half a sign on a button": json.dumps(
        {
            "callback_query": {
                "id": "1",
                "from": {"id": 7},
                "data": "\ud83d",
                "message": json.loads(_message().replace("ID", "1"))["message"],
            }
        }
    ).replace("{", '{"update_id": ID, ', 1),
    "a chat beyond 64 bits": _message(chat={"id": 10**30, "type": "private"}),
    "a message beyond 64 bits": _message(message_id=-(10**20)),
    "a number of 5,000 digits": _message(date="LONG").replace('"LONG"', "9" * 5000),
    "no number at all": _message(chat={"id": "NAN", "type": "private"}).replace('"NAN"', "NaN"),
    "endless": _message(message_id="INF").replace('"INF"', "1e999"),
    "no message": '{"update_id": ID, "message": []}',
    "an id as a text": _message().replace("ID", '"ID"').replace('"type"', '"kind"'),
    "a name of another's": _message().replace('"text"', f'"{SECRET}"'),
    "a document of odd size": _message(document={"file_id": "a", "file_unique_id": "b", "file_size": 10**30}),
}


async def answered(api: BotApi, phone: Person) -> None:
    """Waits until the phone shows its answer, and the update is confirmed."""
    await until(lambda: any(one.text.startswith("✅ Tercatat") for one in phone.replies))
    await until(lambda: api.taken)


@pytest.fixture(params=["polling", "webhook"])
async def town(request: pytest.FixtureRequest, house: House) -> AsyncIterator[tuple[BotApi, Serving]]:
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi(rules=Rules(1e6, 1e6, 10**6)))
        api.chat(7).known = True
        wired(house, api, webhook=request.param == "webhook")
        yield api, await stack.enter_async_context(serving(house))


async def test_whatever_comes_those_behind_it_are_heard(town: tuple[BotApi, Serving]) -> None:
    api, running = town
    for odd in ODD.values():
        api.deliver_raw(odd, chat=7)
    api.deliver_raw(_message().replace('"update_id": ID, ', ""), chat=7)  # it cannot even be confirmed
    phone = person(api)
    phone.says(BUDI)
    await answered(api, phone)
    assert running.process.poll() is None
    assert SECRET.encode() not in running.said
    assert b"Traceback" not in running.said
    async with httpx.AsyncClient() as client:
        counted = (await client.get(running.metrics)).text
    assert 'sigap_updates_skipped_total{channel="telegram"}' in counted
    assert 5 < running.said.count(b"telegram.update_not_read") < 2 * len(ODD)


@pytest.mark.parametrize("times", [2, 6])
async def test_who_writes_after_garbled_polls_is_answered(house: House, times: int) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api, serving(wired(house, api, webhook=False)) as running:
        phone = person(api)
        phone.says("menu")
        await until(lambda: bool(phone.replies) and api.taken)
        api.says_instead = {"getupdates": ['{"ok":true,"result":[{"update_id":NaN}]}'] * times}
        api.end_the_poll()
        await until(lambda: not api.says_instead["getupdates"])
        phone.says(BUDI)
        await answered(api, phone)
        assert running.process.poll() is None


async def test_an_update_without_a_number_does_not_spin_and_is_left_behind(house: House) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api, serving(wired(house, api, webhook=False)) as running:
        phone = person(api)
        phone.says("menu")
        await until(lambda: bool(phone.replies) and api.taken)
        before = api.calls["getupdates"]
        api.deliver_raw('{"message": {}}')
        await until(lambda: api.taken)  # it is confirmed by and by
        assert api.calls["getupdates"] - before < 10
        phone.says(BUDI)
        await answered(api, phone)
        assert running.process.poll() is None


@pytest.mark.parametrize("answer", ["[1", '{"ok": true, "result": 5}', '{"ok": true}', "[]", "<html>", _deep(10_000)])
async def test_an_answer_that_is_none_is_asked_for_again(house: House, answer: str) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        api.says_instead = {"getupdates": [answer] * 3}
        async with serving(wired(house, api, webhook=False)) as running:
            phone = person(api)
            phone.says(BUDI)
            await answered(api, phone)
            assert b"Traceback" not in running.said


@pytest.mark.parametrize("method", ["getme", "deletewebhook", "getupdates", "sendmessage"])
async def test_an_odd_error_ends_nothing_and_keeps_no_answer(furnished: House, method: str) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        furnished.env.pop("SIGAP_PUBLIC_URL", None)
        odd = json.dumps({"ok": False, "description": [SECRET], "parameters": [1]})
        api.says_oddly = {method: [(400, odd), (409, odd), (403, '{"ok":false,"description":7}')]}
        async with serving(wired(furnished, api, webhook=False)) as running:
            phone = person(api)
            phone.says(BUDI)
            await answered(api, phone)
            assert not api.says_oddly[method]
            assert running.process.poll() is None
            assert b"Traceback" not in running.said
            assert SECRET.encode() not in running.said


def _passes_at_last(offset: UpdateOffset, unreadable: bytes) -> None:
    """It came several times in a row, alone."""
    assert offset.skip_unreadable(unreadable)  # first they are asked for one by one
    assert offset.parameters["limit"] == 1
    before = offset.offset
    for _ in range(3):
        assert not offset.skip_unreadable(unreadable)
        assert offset.offset == before
    assert offset.skip_unreadable(unreadable)


def test_the_place_moves_past_what_has_a_number() -> None:
    offset = UpdateOffset()
    assert offset.confirm([5, 7])
    assert offset.parameters == {"offset": 8}
    _passes_at_last(offset, b'[{"update_id": "9", ...')
    assert offset.parameters == {"offset": 10}
    assert offset.skip_unreadable(b"<html>")
    for _ in range(20):
        assert not offset.skip_unreadable(b"<html>")
    assert offset.offset == 10
    assert offset.confirm([])
    _passes_at_last(offset, b'{"update_id": 3}')  # ids began anew
    assert offset.offset == 4
    assert offset.skip_unreadable(b'{"update_id": 3}')
    for _ in range(20):
        assert not offset.skip_unreadable(b'{"update_id": 3}')  # it comes again although it was passed


def test_an_answer_that_was_cut_off_a_few_times_loses_no_message() -> None:
    offset = UpdateOffset(offset=9)
    for cut in (b'{"ok":true,"result":[{"update_id":9,', b'{"ok":true,"result":[{"update_id":9') * 5:
        offset.skip_unreadable(cut)
        offset.skip_unreadable(cut)
    assert offset.offset == 9
    assert offset.confirm([9])
    assert offset.parameters == {"offset": 10}


def test_the_place_is_behind_the_last_of_a_batch_whatever_its_number() -> None:
    offset = UpdateOffset()
    assert offset.confirm([700_120, 700_121])
    assert offset.confirm([5, 6])
    assert offset.parameters == {"offset": 7}
    assert not offset.confirm([5, 6])  # not confirmed: no hurry with the next poll
    assert offset.confirm([9])
    assert offset.offset == 10


def test_updates_without_a_number_keep_nobody_waiting_who_stands_behind_them() -> None:
    offset = UpdateOffset(offset=700_131)
    for _ in range(50):  # ids began anew, so steps lead nowhere: those behind are asked for, too
        offset.confirm([], "one")
        assert "limit" not in offset.parameters
    assert offset.offset == 700_131
    assert offset.confirm([12], "one")
    assert offset.parameters == {"offset": 13}


@pytest.mark.parametrize("garbled", [1, 2, 3, 4, 5, 10, 100])
def test_garbled_polls_in_a_row_lose_no_message_that_comes_behind_them(garbled: int) -> None:
    offset = UpdateOffset(offset=700_131)
    for _ in range(garbled):
        offset.confirm([], "the same noise")
    if "timeout" in offset.parameters:
        offset.confirm([])  # the step, which is answered at once
    assert offset.parameters == {"offset": 700_131}
    offset.confirm([], "another noise")
    assert offset.parameters == {"offset": 700_131}


def test_a_hundred_updates_without_a_number_are_passed_one_after_the_other() -> None:
    offset = UpdateOffset(offset=5)
    queue = [*range(5, 105)]
    for _ in range(2000):
        asked = offset.parameters["offset"]
        queue = [one for one in queue if one >= asked]
        offset.confirm([], queue[0] if queue else None)
        if not queue:
            break
    assert not queue
    assert offset.parameters["offset"] <= 105  # the next to write is number 105


@pytest.mark.parametrize(
    ("update", "number"),
    [
        ({"update_id": 5}, 5),
        ({"update_id": "5"}, 5),
        ({"update_id": True}, None),
        ({"update_id": -5}, None),
        ({"update_id": 10**30}, None),
        ({"update_id": "9" * 5000}, None),
        ({"update_id": "٥"}, None),
        ({"update_id": None}, None),
        ({}, None),
        (5, None),
        ([], None),
    ],
)
def test_the_number_of_an_update(update: object, number: int | None) -> None:
    assert number_of(update) == number


def _sent(chat: Mapping[str, object] | None = None, **what: object) -> Incoming | None:
    message = {"message_id": 1, "date": 1, "chat": chat or {"id": 7, "type": "private"}, "from": {"id": 7}, **what}
    update = Update.model_validate_json(json.dumps({"update_id": 1, "message": message}))
    assert SECRET not in repr(update)
    found = read(update, "SigapUjiBot", 1)
    assert found is None or isinstance(found, Incoming)
    return found


UNKNOWN: dict[str, Any] = {
    "checklist": {"title": SECRET, "tasks": [{"id": 1, "text": SECRET}]},
    "paid_media": {"star_count": 1, "paid_media": []},
    "gift": {"gift": {}},
    "unique_gift": {},
    "giveaway": {"chats": []},
    "web_app_data": {"data": SECRET, "button_text": "y"},
    "users_shared": {"request_id": 1, "users": []},
    "chat_shared": {"request_id": 1, "chat_id": 1},
    "passport_data": {"data": []},
    "invoice": {"title": "x"},
    "venue": {"title": "x"},
    "live_photo": [1],
    "a_kind_of_next_year": True,
}


@pytest.mark.parametrize("kind", UNKNOWN)
@pytest.mark.parametrize("beside", [{}, {"via_bot": {"id": 9}, "effect_id": "1", "pinned_message": None}])
def test_what_somebody_sends_gets_an_answer_also_when_we_do_not_know_it(kind: str, beside: Mapping[str, Any]) -> None:
    found = _sent(**{kind: UNKNOWN[kind]}, **beside)
    assert found is not None
    assert (found.kind, found.text) == ("other", "")
    in_group = _sent({"id": -7, "type": "supergroup"}, **{kind: UNKNOWN[kind]})
    assert (in_group is not None) is (SECRET in json.dumps(UNKNOWN[kind]))  # a NIK alone is heard there


def test_words_under_what_we_do_not_know_are_read() -> None:
    found = _sent(paid_media={"star_count": 1}, caption="@SigapUjiBot menu")
    assert found is not None
    assert found.text == "@SigapUjiBot menu"
    assert _sent({"id": -7, "type": "supergroup"}, paid_media={}, caption="@SigapUjiBot menu") is not None
    assert _sent({"id": -7, "type": "supergroup"}, paid_media={}, caption="bagus sekali") is None


@pytest.mark.parametrize(
    "service",
    ["pinned_message", "new_chat_members", "left_chat_member", "message_auto_delete_timer_changed", "boost_added",
     "write_access_allowed", "chat_background_set", "checklist_tasks_done", "video_chat_started", "via_bot"],
)  # fmt: skip
def test_what_telegram_tells_by_itself_gets_none(service: str) -> None:
    told: dict[str, Any] = {service: {"message_id": 1}}
    assert _sent(**told) is None
    assert _sent() is None


def test_a_shape_holds_names_and_types_alone() -> None:
    odd = {"message": {"text": SECRET, SECRET: 1, "Nama": {"a": {"b": {}}}}, "update_id": 5}
    assert shape_of(odd) == {"message": {"text": "str", "?": {"a": "dict"}}, "update_id": "int"}
    assert len(str(shape_of({str(n) * 50: _deep(3) for n in range(1000)}))) < 1000


@pytest.mark.parametrize("entities", [1, "text", {"type": "bold"}, [1], [None], [{"type": ["bold"]}], [{"type": {}}]])
def test_marks_that_are_not_as_we_know_them_may_hide_a_link(entities: object) -> None:
    update = Update.model_validate(json.loads(_message(entities=entities).replace("ID", "1")))
    heard = read(update, "SigapUjiBot", 1)
    assert isinstance(heard, Incoming)
    assert heard.hides_links


@pytest.mark.parametrize("name", ["null", "5", '{"id": 1}', '{"id": "x", "username": "SigapUjiBot"}'])
async def test_a_name_that_cannot_be_read_is_asked_for_again_and_the_web_goes_on(house: House, name: str) -> None:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        api.says_instead = {"getme": [f'{{"ok": true, "result": {name}}}']}
        async with serving(wired(house, api, webhook=False)) as running:
            async with httpx.AsyncClient(base_url=running.url) as client:
                assert (await client.get("/healthz")).status_code == 200
            phone = person(api)
            phone.says(BUDI)
            await answered(api, phone)
            assert b"Traceback" not in running.said


@pytest.mark.parametrize(
    ("named", "seconds"),
    [("3", 3.0), ("-5", 0.0), ("1e999", 3600.0), ("NaN", 1.0), ('"soon"', 1.0), ("[]", 1.0), ("9" * 400, 1.0)],
)
def test_we_wait_as_long_as_can_be_meant(named: str, seconds: float) -> None:
    assert http._retry_after(f'{{"parameters": {{"retry_after": {named}}}}}'.encode()) == seconds
