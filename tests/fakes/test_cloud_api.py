import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.cloud_api import schema
from tests.fakes.cloud_api.chats import DAY
from tests.fakes.cloud_api.errors import Refusal
from tests.fakes.cloud_api.limits import UNLIMITED, Rates
from tests.fakes.cloud_api.people import Person, person
from tests.fakes.cloud_api.server import APP_SECRET, TOKEN, CloudApi
from tests.fakes.cloud_api.templates import Template

VERSION = "v23.0"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


class Bot:
    """Speaks to it as a bot does."""

    def __init__(self, api: CloudApi, session: aiohttp.ClientSession) -> None:
        self.api, self.session, self.token = api, session, TOKEN

    @property
    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    async def posts(self, message: Any, phone_id: str = "") -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to a call of `messages`."""
        url = f"{self.api.url}/{VERSION}/{phone_id or self.api.phone_id}/messages"
        async with self.session.post(url, json=message, headers=self._bearer) as response:
            return response.status, await response.json()

    async def sends(self, person: Person, /, **what: Any) -> str:
        """The id of a message that is taken."""
        status, said = await self.posts(_to(person, **what))
        assert status == 200, said
        return str(said["messages"][0]["id"])

    async def is_refused(self, message: Any, phone_id: str = "") -> tuple[int, str]:
        """Code and details."""
        status, said = await self.posts(message, phone_id)
        assert status >= 400, said
        error = said["error"]
        return error["code"], error.get("error_data", {}).get("details", "") or error["message"]

    async def uploads(self, content: bytes, mime: str = "image/png", **fields: str) -> tuple[int, dict[str, Any]]:
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime} | fields)
        form.add_field("file", io.BytesIO(content), filename="bagan.png", content_type=mime)
        url = f"{self.api.url}/{VERSION}/{self.api.phone_id}/media"
        async with self.session.post(url, data=form, headers=self._bearer) as response:
            return response.status, await response.json()

    async def asks(self, path: str, method: str = "GET", token: str = "") -> tuple[int, dict[str, Any]]:
        headers = {"authorization": f"Bearer {token}"} if token else self._bearer
        async with self.session.request(method, f"{self.api.url}/{VERSION}/{path}", headers=headers) as response:
            return response.status, await response.json()


def _to(person: Person, /, **what: Any) -> dict[str, Any]:
    message = {"messaging_product": "whatsapp", "recipient_type": "individual", "recipient": person.state.user_id,
               "type": "text", "text": {"body": "x"}}  # fmt: skip
    if "type" in what:
        del message["text"]
    return {name: value for name, value in (message | what).items() if value is not None}


def _buttons(*titles: str, **more: Any) -> dict[str, Any]:
    buttons = [{"type": "reply", "reply": {"id": f"b{n}", "title": title}} for n, title in enumerate(titles)]
    return _interactive("button", {"buttons": buttons}, **more)


def _rows(*rows: dict[str, str], **more: Any) -> dict[str, Any]:
    return _interactive("list", {"button": "Pilih", "sections": [{"rows": [*rows]}]}, **more)


def _row(n: int, **more: str) -> dict[str, str]:
    return {"id": f"r{n}", "title": f"Baris {n}", **more}


def _link(label: str, url: str) -> dict[str, Any]:
    return _interactive("cta_url", {"name": "cta_url", "parameters": {"display_text": label, "url": url}})


def _interactive(kind: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": "x"}, "action": action, **more}}


def _text(body: Any, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}, **more}


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with CloudApi(rates=UNLIMITED) as api, aiohttp.ClientSession() as session:
        yield Bot(api, session)


@pytest.fixture
def budi(bot: Bot) -> Person:
    """Somebody who has just written."""
    budi = person(bot.api)
    budi.says("halo")
    return budi


@pytest.mark.parametrize(
    ("what", "code", "why"),
    [
        ({"messaging_product": "sms"}, 131008, "messaging_product"),
        ({"recipient_type": "crowd"}, 131009, "recipient_type"),
        ({"recipient_type": None}, 131008, "recipient_type"),
        ({"type": "poll"}, 100, "got 'poll'"),
        ({"type": "image"}, 131008, "image"),
        ({"ttl": 3}, 100, "Unexpected key 'ttl'"),
        ({"biz_opaque_callback_data": "x" * 513}, 131009, "512"),
        ({"context": {}}, 131008, "context"),
        (_text(""), 100, "4096"),
        (_text(" \n"), 100, "4096"),
        (_text("x" * 4097), 100, "4096"),
        (_text("😀" * 2049), 100, "4096"),
        (_text(5), 131008, "text.body"),
        ({"type": "text", "text": {"body": "x", "parse_mode": "HTML"}}, 100, "parse_mode"),
        ({"type": "text", "text": {"body": "x", "preview_url": "no"}}, 131009, "preview_url"),
        (_buttons(), 131009, "buttons count"),
        (_buttons("a", "b", "c", "d"), 131009, "buttons count"),
        (_buttons("x" * 21), 131009, "Max length: 20"),
        (_buttons("😀" * 11), 131009, "Max length: 20"),
        (_buttons(""), 131009, "empty"),
        (_buttons("a", "a"), 131009, "unique"),
        (_buttons("a", body={"text": "x" * 1025}), 131009, "Max length: 1024"),
        (_buttons("a", body={"text": " "}), 131009, "empty"),
        (_buttons("a", body=None), 131008, "body"),
        (_buttons("a", footer={"text": "x" * 61}), 131009, "Max length: 60"),
        (_buttons("a", header={"type": "text", "text": "x" * 61}), 131009, "Max length: 60"),
        (_buttons("a", header={"type": "gif"}), 131009, "got 'gif'"),
        (_buttons("a", header={"type": "image", "image": {"id": "7"}}), 100, "image['id']"),
        (_buttons("a", header={"type": "image", "image": {}}), 131008, "image.id"),
        (_buttons("a", title="x"), 100, "interactive.title"),
        (_interactive("button", {"buttons": [{"type": "reply", "reply": {"id": "", "title": "a"}}]}), 131009, "empty"),
        (_interactive("button", {"buttons": [{"type": "reply", "reply": {"id": "x" * 257, "title": "a"}}]}),
         131009, "Max length: 256"),
        (_interactive("button", {"buttons": [{"type": "reply", "reply": {"id": "a ", "title": "a"}}]}),
         131009, "spaces"),
        (_interactive("button", {"buttons": [{"type": "reply", "reply": {"id": "1", "title": t}} for t in "ab"]}),
         131009, "Button ids must be unique"),
        (_interactive("menu", {}), 131009, "got 'menu'"),
        (_rows(*map(_row, range(11))), 131009, "row count"),
        (_rows(), 131008, "section.rows"),
        (_rows({"id": "1", "title": "x" * 25}), 131009, "Max length: 24"),
        (_rows({"id": "1", "title": ""}), 131009, "empty"),
        (_rows({"id": "x" * 201, "title": "a"}), 131009, "Max length: 200"),
        (_rows(_row(1, description="x" * 73)), 131009, "Max length: 72"),
        (_rows(_row(1, description="")), 131009, "empty"),
        (_rows(_row(1), _row(1)), 131009, "unique"),
        (_rows(_row(1), body={"text": "x" * 4097}), 131009, "Max length: 4096"),
        (_rows(_row(1), header={"type": "image", "image": {"id": "7"}}), 131009, "got 'image'"),
        (_interactive("list", {"button": "x" * 21, "sections": [{"rows": [_row(1)]}]}), 131009, "Max length: 20"),
        (_interactive("list", {"button": "a", "sections": []}), 131009, "Sections"),
        (_interactive("list", {"button": "a", "sections": [{"rows": [_row(1)]}, {"rows": [_row(2)]}]}),
         131008, "section.title"),
        (_interactive("list", {"button": "a", "sections": [{"title": "x" * 25, "rows": [_row(1)]}]}),
         131009, "Max length: 24"),
        (_link("x" * 21, "https://a.id"), 131009, "Max length: 20"),
        (_link("Buka", "a.id"), 131009, "URI"),
        ({"type": "image", "image": {"id": "7"}}, 100, "image['id']"),
        ({"type": "image", "image": {"id": "7", "caption": "x" * 1025}}, 131009, "Max length: 1024"),
        ({"type": "image", "image": {"id": "7", "link": "https://a.id/b.png"}}, 131008, "not both"),
        ({"type": "audio", "audio": {"id": "7", "caption": "x"}}, 100, "audio.caption"),
        ({"type": "template", "template": {"name": "a", "language": {"code": "id"}}}, 132001, "does not exist"),
        ({"type": "template", "template": {"name": "a"}}, 131008, "language"),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
async def test_a_message_that_meta_would_not_take(bot: Bot, budi: Person, what: Any, code: int, why: str) -> None:
    refused, details = await bot.is_refused(_to(budi, **what))
    assert (refused, why in details) == (code, True), details
    assert bot.api.sent == []


@pytest.mark.parametrize(
    "what",
    [
        _text("x" * 4096),
        _text("😀" * 2048),
        _text("*Judul*\n\n1 < 2", biz_opaque_callback_data="x" * 512),
        {"type": "text", "text": {"body": "https://a.id", "preview_url": False}},
        _buttons("x" * 20, "b", "c", body={"text": "x" * 1024}),
        _buttons("a", header={"type": "text", "text": "x" * 60}, footer={"text": "x" * 60}),
        _rows(*map(_row, range(10)), body={"text": "x" * 4096}),
        _rows(_row(1, description="x" * 72, title="x" * 24, id="x" * 200)),
        _link("Buka percakapan web", "https://sigap.example/?x=1"),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_a_message_that_it_takes_stands_on_the_screen(bot: Bot, budi: Person, what: Any) -> None:
    sent = await bot.sends(budi, **what)
    assert budi.last.id == sent
    assert bot.api.refused == []


async def test_marks_are_seen_as_bold_and_the_words_of_a_cut_title_below_it(bot: Bot, budi: Person) -> None:
    await bot.sends(budi, **_rows(_row(1, description="Baris pertama"), _row(2), body={"text": "*Judul*\n2*3*4 _ya_"}))
    assert budi.last.shown == "Judul\n2*3*4 ya"
    assert budi.last.labels == ("Baris pertama", "Baris 2")


@pytest.mark.parametrize(
    ("addressed", "code"),
    [
        ({"recipient": None}, 131008),
        ({"recipient": "628123456789"}, 131009),
        ({"recipient": "ID.abc-1"}, 131009),
        ({"recipient": "ID." + "1" * 129}, 131009),
        ({"recipient": "ID.1"}, 131026),
        ({"recipient": None, "to": "62899"}, 131026),
        ({"recipient": None, "to": "budi"}, 131009),
        ({"to": "62899"}, 131026),
    ],
    ids=str,
)
async def test_an_address_that_reaches_nobody(bot: Bot, budi: Person, addressed: dict[str, Any], code: int) -> None:
    assert (await bot.is_refused(_to(budi, **addressed)))[0] == code


async def test_a_person_is_reached_by_either_address_and_with_both_the_phone_wins(bot: Bot, budi: Person) -> None:
    siti = person(bot.api)
    siti.says("halo")
    _, by_id = await bot.posts(_to(budi))
    assert by_id["contacts"] == [{"input": budi.state.user_id, "user_id": budi.state.user_id}]
    _, by_phone = await bot.posts(_to(budi, recipient=None, to=f"+{budi.state.phone}"))
    assert by_phone["contacts"] == [{"input": f"+{budi.state.phone}", "wa_id": budi.state.phone}]
    await bot.posts(_to(budi, to=siti.state.phone))
    assert (len(budi.replies), len(siti.replies)) == (2, 1)


async def test_the_own_number_gets_nothing(bot: Bot, budi: Person) -> None:
    assert (await bot.is_refused(_to(budi, recipient=None, to=bot.api.number)))[0] == 131021


async def test_an_old_id_reaches_nobody_once_the_number_was_changed(bot: Bot, budi: Person) -> None:
    before = _to(budi)
    budi.changes_number()
    assert (await bot.is_refused(before))[0] == 131026
    assert (await bot.is_refused(_to(budi)))[0] == 131047
    budi.says("nomor baru")
    await bot.sends(budi)


async def test_the_window_closes_a_day_after_the_persons_last_message(bot: Bot, budi: Person) -> None:
    bot.api.shift(DAY - 60)
    await bot.sends(budi)
    bot.api.shift(120)
    assert (await bot.is_refused(_to(budi)))[0] == 131047
    bot.api.templates.known["pengingat", "id"] = Template(parameters=1)
    body = {"type": "body", "parameters": [{"type": "text", "text": "1"}]}
    template = {"name": "pengingat", "language": {"code": "id"}, "components": [body]}
    await bot.sends(budi, type="template", template=template)
    template["components"] = []
    assert (await bot.is_refused(_to(budi, type="template", template=template)))[0] == 132000
    bot.api.templates.known["pengingat", "id"].status = "PAUSED"
    assert (await bot.is_refused(_to(budi, type="template", template=template)))[0] == 132015


async def test_an_authentication_template_needs_a_phone_number(bot: Bot, budi: Person) -> None:
    bot.api.templates.known["kode", "id"] = Template("authentication")
    template: dict[str, Any] = {"type": "template", "template": {"name": "kode", "language": {"code": "id"}}}
    assert (await bot.is_refused(_to(budi, **template)))[0] == 131062
    await bot.sends(budi, **template, recipient=None, to=budi.state.phone)


async def test_the_tier_counts_people_who_did_not_write() -> None:
    async with CloudApi(rates=Rates(tier=2)) as api, aiohttp.ClientSession() as session:
        bot = Bot(api, session)
        api.templates.known["a", "id"] = Template()
        template: dict[str, Any] = {"type": "template", "template": {"name": "a", "language": {"code": "id"}}}
        first, second, third = (person(api) for _ in range(3))
        for one in (first, second, first):
            await bot.sends(one, **template)
        assert (await bot.is_refused(_to(third, **template)))[0] == 80007
        third.says("halo")
        await bot.sends(third, **template)


async def test_too_many_messages_to_one_person_or_in_one_second() -> None:
    async with CloudApi(rates=Rates(per_second=6, pair_seconds=6, pair_burst=3)) as api, aiohttp.ClientSession() as s:
        bot, budi, siti = Bot(api, s), person(api), person(api)
        budi.says("halo")
        siti.says("halo")
        for _ in range(3):
            await bot.sends(budi)
        refused = (await bot.is_refused(_to(budi)))[0]
        api.shift(6)
        assert refused == 131056
        await bot.sends(budi)
        codes = [((await bot.posts(_to(siti)))[1].get("error") or {}).get("code") for _ in range(7)]
        assert 130429 in codes
        assert api.refused == []


async def test_a_call_with_another_token_or_number_is_refused(bot: Bot, budi: Person) -> None:
    assert (await bot.is_refused(_to(budi), "1"))[0] == 100
    bot.token = "another"
    status, said = await bot.posts(_to(budi))
    assert (status, said["error"]["code"]) == (401, 190)
    assert bot.api.strangers == 1


async def test_a_message_is_marked_as_read_with_or_without_typing(bot: Bot, budi: Person) -> None:
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": budi.last_message}
    assert await bot.posts(read) == (200, {"success": True})
    assert await bot.posts({**read, "typing_indicator": {"type": "text"}}) == (200, {"success": True})
    assert (bot.api.read, bot.api.typing) == ([budi.last_message] * 2, [budi.last_message])
    for odd in ({"message_id": "wamid.1"}, {"status": "seen"}, {"typing_indicator": {"type": "audio"}}, {"to": "1"}):
        assert (await bot.is_refused({**read, **odd}))[0] in {100, 131009}


async def test_a_picture_is_uploaded_once_and_sent_often_until_its_time_is_over(bot: Bot, budi: Person) -> None:
    _, said = await bot.uploads(PNG)
    header = {"type": "image", "image": {"id": said["id"]}}
    for _ in range(2):
        await bot.sends(budi, **_buttons("a", header=header))
    await bot.sends(budi, type="image", image={"id": said["id"], "caption": "Bagan"})
    assert (budi.last.media_name, budi.last.text, bot.api.media.uploads) == ("bagan.png", "Bagan", 1)
    assert (await bot.asks(said["id"]))[1]["mime_type"] == "image/png"
    bot.api.shift(31 * DAY)
    budi.says("masih di sini")
    assert (await bot.is_refused(_to(budi, **_buttons("a", header=header))))[0] == 100
    assert (await bot.asks(said["id"], "DELETE"))[1] == {"success": True}
    assert (await bot.asks(said["id"]))[0] == 400


@pytest.mark.parametrize(
    ("content", "mime", "code"),
    [
        (b"GIF89a", "image/gif", 100),
        (b"", "image/png", 131053),
        (b"GIF89a", "image/png", 131053),
        (PNG + b"x" * 5 * 2**20, "image/png", 131053),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_file_that_it_does_not_take(bot: Bot, content: bytes, mime: str, code: int) -> None:
    assert (await bot.uploads(content, mime))[1]["error"]["code"] == code
    assert (await bot.uploads(PNG, messaging_product="x"))[1]["error"]["code"] == 131008


@pytest.mark.parametrize(
    ("fault", "status"),
    [("error_500", 500), ("error_502", 502), ("throttle", 400), ("garbage", 200), (368, 403), (131016, 500), (5, 400)],
)
async def test_what_goes_wrong_is_not_sent(bot: Bot, budi: Person, fault: str | int, status: int) -> None:
    bot.api.faults.next.append(("messages", fault))
    url = f"{bot.api.url}/{VERSION}/{bot.api.phone_id}/messages"
    async with bot.session.post(url, json=_to(budi), headers={"authorization": f"Bearer {TOKEN}"}) as response:
        assert response.status == status
    assert bot.api.sent == []
    await bot.sends(budi)


@pytest.mark.parametrize(("fault", "arrives"), [("reset_before", 0), ("hang", 0), ("reset_after", 1)])
async def test_a_connection_that_breaks_says_nothing_of_the_message(
    bot: Bot, budi: Person, fault: str, arrives: int
) -> None:
    bot.api.faults.next.append(("messages", fault))
    bot.api.faults.hang_seconds = 0.01
    with pytest.raises(aiohttp.ClientError):
        await bot.posts(_to(budi))
    assert len(budi.replies) == arrives
    bot.api.faults.next.append(("messages", "error_after"))
    assert (await bot.posts(_to(budi)))[0] == 500
    assert len(budi.replies) == arrives + 1
    async with bot.api.unplugged():
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot.posts(_to(budi))
    await bot.sends(budi)


async def test_a_doctor_sees_the_number_the_token_and_where_webhooks_go(bot: Bot) -> None:
    api = bot.api
    _, said = await bot.asks(f"{api.phone_id}?fields=verified_name,name_status,quality_rating,throughput,health_status")
    assert (said["name_status"], said["health_status"]["can_send_message"]) == ("APPROVED", "AVAILABLE")
    assert "nonexisting field (age)" in str(await bot.asks(f"{api.phone_id}?fields=age"))
    api.account.problems["WABA"] = [{"error_code": 141006, "error_description": "no payment method"}]
    assert (await bot.asks(f"{api.phone_id}?fields=health_status"))[1]["health_status"]["can_send_message"] == "BLOCKED"
    token = (await bot.asks(f"debug_token?input_token={TOKEN}"))[1]["data"]
    (waba,) = {target for scope in token["granular_scopes"] for target in scope["target_ids"]}
    assert len((await bot.asks(f"{waba}/subscribed_apps"))[1]["data"]) == 1
    subscriptions = await bot.asks(f"{api.account.app_id}/subscriptions", token=f"{api.account.app_id}|{APP_SECRET}")
    assert subscriptions[1]["data"][0]["fields"][0]["name"] == "messages"
    assert (await bot.asks("nowhere/at_all"))[0] == 400
    async with bot.session.get(f"{api.url}/{api.phone_id}") as response:
        assert response.status == 400


if schema.published():  # docs/development/testing.md

    class TestByMetasOwnOpenAPI:
        """Where there is a copy of it, all of the above was checked by it too."""

        def test_its_own_examples_are_valid(self) -> None:
            for name in ("Send Text Message", "Send Reply Button", "Send List Message", "Send Image Message by ID"):
                schema.check_request(schema.message_examples()[name])
            schema.check_request(schema.message_examples()["Send typing indicator and read receipt"])

        @pytest.mark.parametrize(
            "odd", [{"text": {"body": "x", "colour": "red"}}, {"colour": "red"}, {"text": {"body": 1}}], ids=str
        )
        def test_it_refuses_by_itself(self, odd: dict[str, Any]) -> None:
            message = schema.message_examples()["Send Text Message"]
            with pytest.raises(Refusal, match="OpenAPI"):
                schema.check_request({**message, **odd})
