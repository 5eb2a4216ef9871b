"""What the fake brings to the bot: signed, in batches, twice, out of order, again; and what stands in it."""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.people import ATTACHED, Person, person
from tests.fakes.cloud_api.reports import REPORTS
from tests.fakes.cloud_api.server import APP_SECRET, TOKEN, VERIFY_TOKEN, CloudApi
from tests.support.telegram_servers import until

Message = dict[str, Any]


class Hook:
    """A bot that takes webhooks and looks at them."""

    def __init__(self, api: CloudApi, url: str) -> None:
        self.api, self.url = api, url
        self.bodies: list[bytes] = []
        self.refuse = 0
        """How many are answered with 500 from now on."""

    async def take(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            known = request.query["hub.verify_token"] == VERIFY_TOKEN
            return web.Response(text=request.query["hub.challenge"], status=200 if known else 403)
        body = await request.read()
        signed = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signed, request.headers.get("x-hub-signature-256", "")):
            return web.Response(status=401)
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=500)
        self.bodies.append(body)
        return web.Response()

    @property
    def values(self) -> list[dict[str, Any]]:
        """What came, in the order in which it came."""
        payloads = [json.loads(body) for body in self.bodies]
        return [change["value"] for one in payloads for entry in one["entry"] for change in entry["changes"]]

    def all_of(self, kind: str) -> list[Message]:
        """All messages, or all statuses."""
        return [one for value in self.values for one in value.get(kind, ())]

    async def hears(self) -> list[Message]:
        """The messages, once all that happened was taken."""
        await until(lambda: self.api.taken)
        return self.all_of("messages")

    async def sends(self, to: Person, tag: str = "") -> int:
        """Answers to a person; returns the status of HTTP."""
        message: dict[str, Any] = {
            "messaging_product": "whatsapp", "recipient_type": "individual", "recipient": to.state.user_id,
            "type": "text", "text": {"body": "x"}, **({"biz_opaque_callback_data": tag} if tag else {}),
        }  # fmt: skip
        url = f"{self.api.url}/v23.0/{self.api.phone_id}/messages"
        bearer = {"authorization": f"Bearer {TOKEN}"}
        async with aiohttp.ClientSession() as session, session.post(url, json=message, headers=bearer) as response:
            return response.status


@asynccontextmanager
async def _hook() -> AsyncIterator[Hook]:
    async with CloudApi(rates=UNLIMITED) as api:
        hook = Hook(api, "")
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/whatsapp/webhook", hook.take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/whatsapp/webhook"
        api.webhooks.redelivery = 0.01
        try:
            yield hook
        finally:
            await runner.cleanup()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with _hook() as hook:
        hook.api.webhooks.go_to(hook.url)
        yield hook


async def test_the_address_is_accepted_with_the_word_that_both_know() -> None:
    async with _hook() as hook:
        assert not await hook.api.webhooks.verify(hook.url, "another")
        person(hook.api).says("halo")
        assert hook.api.webhooks.pending == 1
        assert await hook.api.webhooks.verify(hook.url, VERIFY_TOKEN)
        assert [one["text"]["body"] for one in await hook.hears()] == ["halo"]


async def test_a_webhook_with_another_signature_or_none_is_not_taken(hook: Hook) -> None:
    body = hook.api.webhooks.body([{"field": "messages", "value": {"name": "é/"}}])
    assert b"\\u00e9\\/" in body
    assert [await hook.api.webhooks.post(body, one) for one in ("right", "sha256=ab", None)] == [200, 401, 401]


async def test_it_comes_again_until_200_and_in_order(hook: Hook) -> None:
    hook.refuse = 3
    budi = person(hook.api)
    for n in range(5):
        budi.says(f"{n}")
    assert [one["text"]["body"] for one in await hook.hears()] == list("01234")
    assert hook.api.webhooks.answers == {500: 3, 200: 5}


async def test_batches_hold_everything_once_in_whatever_form(hook: Hook) -> None:
    people = [person(hook.api) for _ in range(20)]
    hook.api.webhooks.batch = 3
    async with hook.api.webhooks.held():
        for one in people * 2:
            one.says("halo")
    ids = [one["id"] for one in await hook.hears()]
    assert Counter(ids) == {message: 1 for one in people for message in one.own_messages}
    assert len(hook.bodies) < 20
    payloads = [json.loads(body) for body in hook.bodies]
    assert any(len(one["entry"]) > 1 for one in payloads)
    assert any(len(one["entry"][0]["changes"]) > 1 for one in payloads)
    assert any(len(value["messages"]) > 1 for value in hook.values)
    for value in hook.values:
        assert {one["from_user_id"] for one in value["messages"]} == {one["user_id"] for one in value["contacts"]}


async def test_duplicates_and_disorder(hook: Hook) -> None:
    budi = person(hook.api)
    hook.api.faults.rates = {"duplicate": 0.5, "disorder": 0.5}
    async with hook.api.webhooks.held():
        for n in range(30):
            budi.says(f"{n}")
    said = [one["text"]["body"] for one in await hook.hears()]
    assert {*said} == {str(n) for n in range(30)}
    assert len(said) > 30
    assert said != sorted(said, key=int)
    hook.api.faults.rates = {}
    assert hook.api.webhooks.repeat() >= 30
    assert len(await hook.hears()) >= 60


async def test_who_hides_the_phone_and_who_has_no_id(hook: Hook) -> None:
    usual, hidden, old = person(hook.api), person(hook.api, username="ani", hides_phone=True), person(
        hook.api, hides_id=True)  # fmt: skip
    for one in (usual, hidden, old):
        one.says("halo")
        await until(lambda: hook.api.taken)
        await hook.sends(one)
    await until(lambda: hook.api.taken)
    known = {one.state.user_id: one.state.phone for one in (usual, hidden, old)}
    for value in hook.values:
        who, said = value["contacts"][0], (value.get("messages") or value["statuses"])[0]
        pair = said.get("from_user_id", said.get("recipient_user_id")), said.get("from", said.get("recipient_id"))
        assert pair == (who.get("user_id"), who.get("wa_id"))
        assert pair in {(usual.state.user_id, usual.state.phone), (hidden.state.user_id, None), (None, old.state.phone)}
    assert len(known) == 3
    assert (usual.address, hidden.address, old.address) == (
        usual.state.user_id, hidden.state.user_id, old.state.phone)  # fmt: skip


async def test_a_message_becomes_sent_delivered_and_read_with_its_tag_and_its_price(hook: Hook) -> None:
    budi = person(hook.api)
    budi.says("halo")
    await hook.sends(budi, "answer 1")
    await until(lambda: hook.api.taken)
    said = hook.all_of("statuses")
    assert [one["status"] for one in said] == ["sent", "delivered", "read"]
    assert {one["biz_opaque_callback_data"] for one in said} == {"answer 1"}
    regular = {"pricing_model": "PMP", "type": "regular", "category": "service"}
    assert [one.get("pricing") for one in said] == [regular, regular, None]


async def _statuses(hook: Hook, budi: Person) -> list[Message]:
    hook.bodies.clear()
    await hook.sends(budi)
    await until(lambda: hook.api.taken)
    return hook.all_of("statuses")


async def test_what_is_read_at_once_may_never_be_delivered_and_who_blocks_gets_nothing(hook: Hook) -> None:
    budi = person(hook.api)
    budi.says("halo")
    budi.state.receipts = ("sent", "read", "played")
    statuses = await _statuses(hook, budi)
    assert [(one["status"], "pricing" in one) for one in statuses] == [
        ("sent", True), ("read", True), ("played", False)]  # fmt: skip
    budi.state.online = False
    assert [one["status"] for one in await _statuses(hook, budi)] == ["sent"]
    assert len(budi.replies) == 1
    budi.comes_online()
    await until(lambda: hook.api.taken)
    assert len(budi.replies) == 2
    budi.blocks()
    assert [one["status"] for one in await _statuses(hook, budi)] == ["sent"]
    assert len(budi.replies) == 2


async def test_prices_are_free_after_an_advertisement_and_as_long_as_some_are_left(hook: Hook) -> None:
    budi = person(hook.api)
    budi.comes_from_ad("halo")
    hook.api.pricing.free_left, hook.api.pricing.billable = 1, "false"
    priced = [(await _statuses(hook, budi))[0]["pricing"]]
    hook.api.shift(80 * 3600)
    budi.says("halo")
    hook.api.pricing.billable = "right"
    priced += [(await _statuses(hook, budi))[0]["pricing"] for _ in range(2)]
    assert [(one["type"], one["category"], one["billable"]) for one in priced] == [
        ("free_entry_point", "referral_conversion", False),
        ("free_customer_service", "service", False),
        ("regular", "service", True),
    ]
    hook.api.contacts_in_statuses = False
    await _statuses(hook, budi)
    assert not any("contacts" in value for value in hook.values)


async def test_what_fails_may_be_said_later_and_without_contacts(hook: Hook) -> None:
    budi = person(hook.api)
    hook.api.late = {131047}
    assert await hook.sends(budi, "answer 2") == 200
    await until(lambda: hook.api.taken)
    (value,) = hook.values
    assert "contacts" not in value
    assert value["statuses"][0]["errors"][0]["code"] == 131047
    assert value["statuses"][0]["biz_opaque_callback_data"] == "answer 2"
    assert budi.replies == []
    hook.api.fail(hook.api.sent[0], 131026)
    await until(lambda: hook.api.taken)
    assert hook.all_of("statuses")[-1]["errors"][0]["code"] == 131026


def _number_is(before: str, message: Message, budi: Person) -> bool:
    system = message["system"]
    return (system.get("previous_user_id"), system.get("user_id")) == (before, budi.state.user_id)


async def test_a_change_of_the_number_names_the_id_of_before_and_no_contacts(hook: Hook) -> None:
    budi = person(hook.api)
    before, phone = budi.state.user_id, budi.state.phone
    budi.changes_number(announced=False)
    budi.says("nomor baru")
    budi.announces_change()
    budi.announces_change(shares_phone=False)
    await hook.hears()
    first, shared, hidden = (value for value in hook.values)
    assert first["messages"][0]["from_user_id"] == budi.state.user_id != before
    assert all(_number_is(before, value["messages"][0], budi) for value in (shared, hidden))
    assert (shared["messages"][0]["from"], shared["messages"][0]["system"]["wa_id"]) == (phone, budi.state.phone)
    assert not {phone, budi.state.phone} & {*str(hidden).split("'")}
    assert not any("contacts" in value for value in (shared, hidden))


def _sends(kind: str) -> Callable[[Person], str]:
    return lambda one: one.sends(kind, "ini")


_DOES: dict[str, tuple[Callable[[Person], Any], str]] = {
    "edits": (lambda one: one.edits("baru"), "edit"),
    "deletes": (lambda one: one.deletes(), "revoke"),
    "reacts": (lambda one: one.reacts("👍"), "reaction"),
    "flow": (lambda one: one.completes_flow(nik="1"), "interactive"),
    "template": (lambda one: one.presses_in_template("stop", "Berhenti"), "button"),
    "old button": (lambda one: one.presses_data("menu"), "interactive"),
    "forwards": (lambda one: one.forwards("lihat", often=True), "text"),
    "answers": (lambda one: one.answers("ya", one.last_message), "text"),
    "ad": (lambda one: one.comes_from_ad("halo"), "text"),
    **{kind: (_sends(kind), attached["type"]) for kind, attached in ATTACHED.items()},
}


@pytest.mark.parametrize("does", _DOES)
async def test_whatever_a_person_does_is_a_message_of_that_type(hook: Hook, does: str) -> None:
    budi = person(hook.api)
    budi.says("halo")
    act, kind = _DOES[does]
    act(budi)
    message = (await hook.hears())[-1]
    assert message["type"] == kind
    assert kind in message or kind in {"ephemeral", "unsupported"}
    assert message["from_user_id"] == budi.state.user_id


async def test_a_group_has_an_id_of_its_own(hook: Hook) -> None:
    budi = person(hook.api, group="Y2FwaV9ncm91cDox")
    budi.says("halo")
    (message,) = await hook.hears()
    assert (message["group_id"], message["from_user_id"]) == (budi.address, budi.state.user_id)


async def test_meta_reports_of_the_account_and_of_preferences(hook: Hook) -> None:
    for report in REPORTS.values():
        hook.api.tells(*report)
    await until(lambda: hook.api.taken)
    assert len(hook.values) == len(REPORTS)
    assert all(value in hook.values for _, value in REPORTS.values())
    person(hook.api).stops_marketing()
    await until(lambda: hook.api.taken)
    assert hook.values[-1]["user_preferences"][0]["value"] == "stop"


async def test_nothing_is_lost_while_nobody_listens(hook: Hook) -> None:
    budi = person(hook.api)
    async with hook.api.unplugged():
        budi.says("halo")
        await asyncio.sleep(0)
        assert hook.api.webhooks.pending == 1
    assert len(await hook.hears()) == 1
