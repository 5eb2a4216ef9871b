"""python-telegram-bot over aiohttp: what is sent, and what its failures are called."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.client import Api
from bot.channels.telegram.http import ApiRequest, NotSent
from bot.sending.errors import Gone, Refused, SendError, Throttled, Unauthorised, Unknown, Unreachable
from bot.settings import Settings
from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.bot_api_rules import Rules
from tests.support.raw_servers import Connected, raw_server


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        api.chat(5).known = True
        yield api


async def _call(api: BotApi, method: str, *, token: str = TOKEN, **parameters: Any) -> Any:
    ours = Api(Settings.model_validate({"telegram_token": token, "telegram_api_url": api.url}))
    await ours.open()
    try:
        return await ours.call(method, parameters)
    finally:
        await ours.close()


async def test_a_call_arrives_with_every_character(api: BotApi) -> None:
    text = "a&b=c+d é 😀 %20\n\nx?/;:@"
    said = await _call(api, "sendMessage", chat_id="5", text=text)
    assert said["text"] == text
    assert api.sent[0].text == text


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("throttle", Throttled),
        ("error_500", Unknown),
        ("error_502", Unknown),
        ("reset_before", Unknown),
        ("reset_after", Unknown),
    ],
)
async def test_each_failure_has_its_name(api: BotApi, fault: str, named: type[SendError]) -> None:
    api.faults.next.append(("sendMessage", fault))
    with pytest.raises(named):
        await _call(api, "sendMessage", chat_id="5", text="x")


async def test_what_telegram_refuses_has_its_name(api: BotApi) -> None:
    with pytest.raises(Gone):
        await _call(api, "sendMessage", chat_id="99", text="x")
    api.chat(5).blocked = True
    with pytest.raises(Gone):
        await _call(api, "sendMessage", chat_id="5", text="x")
    with pytest.raises(Refused):
        await _call(api, "sendMessage", chat_id="5", text="")
    with pytest.raises(Refused):
        await _call(api, "sendNothing", chat_id="5")
    with pytest.raises(Unauthorised):
        await _call(api, "getMe", token="1:other")


async def test_where_nobody_listens_nothing_was_sent(api: BotApi) -> None:
    port = api.url.rsplit(":", 1)[1]
    await api.__aexit__(None, None, None)
    ours = Api(Settings.model_validate({"telegram_token": "1:x", "telegram_api_url": f"http://127.0.0.1:{port}"}))
    await ours.open()
    with pytest.raises(Unreachable) as problem:
        await ours.call("getMe", {})
    assert "1:x" not in str(problem.value)
    await ours.close()


async def test_what_does_not_answer_is_given_up(api: BotApi) -> None:
    api.faults.next.append(("getMe", "hang"))
    api.faults.hang_seconds = 1
    request = ApiRequest(api.url, connections=1, read_timeout=0.1)
    await request.initialize()
    with pytest.raises(TimedOut):
        await request.do_request(f"{api.url}/bot{api.token}/getMe", "POST", RequestData([]))
    await request.shutdown()
    await asyncio.sleep(0)


async def test_files_go_in_parts(api: BotApi) -> None:
    seen: list[dict[str, Any]] = []

    async def senddocument(parameters: dict[str, Any]) -> Any:
        seen.append({name: getattr(value, "filename", value) for name, value in parameters.items()})
        return True

    api._senddocument = senddocument  # type: ignore[method-assign]
    request = ApiRequest(api.url, connections=1, read_timeout=5)
    bot = Bot(api.token, base_url=f"{api.url}/bot", request=request, get_updates_request=request)
    await request.initialize()
    file = InputFile(b"%PDF-1.4", filename="jadwal.pdf")
    assert await bot.do_api_request("send__document", {"chat_id": 5, "document": file, "caption": "é"})
    await request.shutdown()
    assert seen == [{"chat_id": "5", "caption": "é", "document": "jadwal.pdf"}]


async def test_no_error_names_the_address_that_holds_the_token() -> None:
    for api in ("http://127.0.0.1:1", "http://no.such.host.invalid"):
        request = ApiRequest(api, connections=1, read_timeout=1)
        await request.initialize()
        for data in (RequestData([]), None):  # over our pool, and over aiohttp
            with pytest.raises(NotSent) as problem:
                await request.do_request(f"{api}/bot1:secret/getMe", "POST", data)
            assert "secret" not in f"{problem.value!r} {problem.value.__cause__!r}"
        with pytest.raises(NetworkError) as strange:
            await request.beginning("http://[secret", 1)
        assert "secret" not in repr(strange.value)
        await request.shutdown()
    assert issubclass(BadRequest, NetworkError)


async def test_through_a_proxy_a_call_asks_for_the_whole_address() -> None:
    async def answers(one: Connected) -> None:
        await one.request()
        await one.say(b'HTTP/1.1 200 OK\r\ncontent-length: 25\r\n\r\n{"ok":true,"result":true}')

    async with raw_server(answers) as proxy:
        at = f"http://127.0.0.1:{proxy.port}"
        request = ApiRequest("http://api.telegram.test", connections=1, read_timeout=5, proxy=at)
        await request.initialize()
        bot = Bot(TOKEN, base_url="http://api.telegram.test/bot", request=request, get_updates_request=request)
        assert await bot.do_api_request("send__message", {"chat_id": 5, "text": "x y"}) is True
        await request.shutdown()
    (asked,) = proxy.requests
    assert asked.startswith(f"POST http://api.telegram.test/bot{TOKEN}/sendMessage HTTP/1.1\r\n".encode())
    assert b'"text":"x y"' in asked


async def test_a_redirect_is_not_followed() -> None:
    async def redirects(one: Connected) -> None:
        await one.request()
        await one.say(b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n")

    for file in ({}, {"document": InputFile(b"%PDF-1.4", filename="jadwal.pdf")}):  # over our pool, over aiohttp
        async with raw_server(redirects) as server:
            ours = Api(
                Settings.model_validate(
                    {"telegram_token": TOKEN, "telegram_api_url": f"http://127.0.0.1:{server.port}"}
                )
            )
            await ours.open()
            with pytest.raises(Unknown, match="Odd"):
                await ours.call("sendDocument", {"chat_id": "5", **file})
            await ours.close()
        assert server.connections == 1


ODD = {
    "no text": (400, '{"ok":false,"description":7}'),
    "a list": (400, '{"ok":false,"description":["a"],"parameters":[1]}'),
    "an object": (403, '{"ok":false,"description":{"a":1}}'),
    "parameters are a list": (400, '{"ok":false,"description":"x","parameters":[1]}'),
    "parameters are a text": (500, '{"ok":false,"description":"x","parameters":"y"}'),
    "moved to an object": (400, '{"ok":false,"description":"x","parameters":{"migrate_to_chat_id":{"a":1}}}'),
    "moved too far": (
        400,
        '{"ok":false,"description":"x","parameters":{"migrate_to_chat_id":1LONG}}'.replace("LONG", "0" * 30),
    ),
    "wait a word": (400, '{"ok":false,"description":"x","parameters":{"retry_after":"soon"}}'),
    "wait less than nothing": (400, '{"ok":false,"description":"x","parameters":{"retry_after":-1}}'),
    "nothing said": (400, '{"ok":false}'),
    "null": (400, '{"ok":false,"description":null,"parameters":null}'),
    "somebody else's page": (400, "<html>3275050903889401</html>"),
    "somebody else's page, forbidden": (403, "<html>"),
    "somebody else's page, not found": (404, "<html>"),
    "somebody else's page, unauthorized": (401, "<html>"),
    "nested": (400, "[" * 100_000),
    "in conflict with a number": (409, '{"ok":false,"description":7}'),
    "no success": (200, '{"ok":false,"description":"x"}'),
    "neither success nor error": (200, "{}"),
    "success as a text": (200, '{"ok":"true","result":{"message_id":1}}'),
    "success without a result": (200, '{"ok":true}'),
    "a word for a message": (200, '{"ok":true,"result":"x"}'),
    "no message": (200, '{"ok":true,"result":{}}'),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_answer_says_nothing_of_what_was_asked(api: BotApi, odd: tuple[int, str]) -> None:
    api.says_oddly = {"sendmessage": [odd]}
    with pytest.raises(Unknown) as problem:
        await _call(api, "sendMessage", chat_id="5", text="x")
    assert "3275050903889401" not in str(problem.value)


async def test_a_wait_is_one_whatever_the_status(api: BotApi) -> None:
    said = [(400, 3), (400, 10**30), (429, "soon")]
    api.says_oddly = {
        "sendmessage": [
            (status, json.dumps({"ok": False, "description": "x", "parameters": {"retry_after": wait}}))
            for status, wait in said
        ]
    }
    for seconds in (1.0, 3600.0, 3.0):  # the last is said first
        with pytest.raises(Throttled) as problem:
            await _call(api, "sendMessage", chat_id="5", text="x")
        assert problem.value.retry_after == seconds


async def test_a_fault_of_the_library_is_one_of_ours_by_name(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stumbles(*_: Any, **__: Any) -> None:
        raise AttributeError("3275050903889401")

    monkeypatch.setattr(BaseRequest, "_request_wrapper", stumbles)
    with pytest.raises(Unknown, match=r"^AttributeError$"):
        await _call(api, "sendMessage", chat_id="5", text="x")
