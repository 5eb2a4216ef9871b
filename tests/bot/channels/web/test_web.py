"""The web channel: what it takes, what it refuses, how much it tells, and whom it forgets."""

import asyncio
import gzip
import json
import logging
import random
import re
import sqlite3
import struct
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App, build_web, running
from bot.channels.web.chat import LONGEST_BODY
from bot.channels.web.cookies import CHAT_COOKIE, SESSION_COOKIE
from bot.channels.web.static_files import mark
from bot.setting_values.secrets import SettingsProblem
from bot.settings import Settings, read
from data.content import pictures, texts
from data.coverage.second_factor import Factor
from handlers.messages import Answer, Picture, Reply
from handlers.outcomes import Outcome
from tests.conftest import BUDI, NOBODY, PEOPLE, Clock, Office
from tests.support import pace
from tests.support.visitors import Visitor

HERE = "203.0.113.7"
ISSUED = r"[A-Za-z0-9_-]{22}\.[0-9a-f]{1,10}\.[A-Za-z0-9_-]{22}"
NIKS = [f"327501010389{n}" for n in range(9600, 9700)]
"""Well-formed, in nobody's list, one after the other."""


def strangers(count: int) -> list[str]:
    """People of one city as they come: well-formed, in nobody's list."""
    rng = random.Random(count)
    return [
        f"3275{rng.randint(1, 12):02}{rng.randint(1, 28) + 40 * rng.randint(0, 1):02}{rng.randint(1, 12):02}"
        f"{rng.randint(50, 99)}{9000 + n}"
        for n in range(count)
    ]


@dataclass
class Site:
    """The site, and browsers that visit it."""

    app: App
    stack: AsyncExitStack

    async def visitor(self, address: str = HERE, **headers: str) -> Visitor:
        transport = httpx.ASGITransport(build_web(self.app).site(), client=(address, 5000))
        client = httpx.AsyncClient(transport=transport, base_url="http://sigap.test")
        return Visitor(
            await self.stack.enter_async_context(client), {name.replace("_", "-"): one for name, one in headers.items()}
        )


Opens = Callable[..., Awaitable[Site]]


@pytest.fixture
async def site(office: Office, clock: Clock) -> AsyncIterator[Opens]:
    async with AsyncExitStack() as stack:

        async def open_(**settings: object) -> Site:
            values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), **settings}
            return Site(await stack.enter_async_context(running(Settings.model_validate(values), clock)), stack)

        yield open_


def rows(office: Office, sql: str) -> list[tuple[object, ...]]:
    live = sqlite3.connect(office.home / "live.db")
    try:
        return live.execute(sql).fetchall()
    finally:
        live.close()


# ---------------------------------------------------------------- the page


async def test_the_page_greets_before_anybody_has_written(site: Opens, office: Office) -> None:
    visitor = await (await site()).visitor()
    response = await visitor.client.get("/")
    assert response.status_code == 200
    assert texts.text("welcome", "id").splitlines()[0] in response.text
    assert rows(office, "SELECT count(*) FROM chats") == [(0,)]  # looking leaves nothing with us


async def test_the_page_stands_while_the_live_database_does_not(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site()
    visitor = await opened.visitor()
    await visitor.client.get("/")  # hands out the cookie
    await opened.app.dispatch._database.close()
    response = await visitor.client.get("/")
    assert response.status_code == 200
    assert texts.text("welcome", "id").splitlines()[0] in response.text


async def test_the_page_is_small_and_asks_nobody_else(site: Opens) -> None:
    client = (await (await site()).visitor()).client
    page = await client.get("/")
    asked = re.findall(r'(?:src|href)="([^"#]+)"', page.text)
    assert asked
    assert all(url.startswith("static/") for url in asked)
    files = [await client.get(url) for url in asked]
    assert len([page, *files]) <= 3
    assert {one.headers.get("content-encoding") for one in (page, *files)} == {"gzip"}
    assert sum(int(one.headers["content-length"]) for one in (page, *files)) <= 20_000  # bytes, compressed
    for one in files:
        assert "immutable" in one.headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "icon"])
async def test_nothing_that_stays_the_same_is_compressed_for_a_request(
    site: Opens, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await (await site()).visitor()
    if path == "icon":
        path = re.findall(r'href="([^"]+[.]svg[^"]*)"', (await visitor.client.get("/")).text)[0]

    def compresses(*_: object, **__: object) -> None:
        raise AssertionError("compressed for a request")

    monkeypatch.setattr(zlib, "compressobj", compresses)
    monkeypatch.setattr(gzip, "compress", compresses)
    said = {}
    for asked in ("gzip, deflate, br", "gzip;q=0", "", "*"):
        response = await visitor.client.get(path, headers={"accept-encoding": asked})
        assert response.headers.get("content-encoding") == ("gzip" if asked.startswith(("gzip,", "*")) else None)
        assert response.headers["vary"] == "accept-encoding"
        said[asked] = response.content
    assert len(set(said.values())) == 1  # unpacked, it is the same


@pytest.mark.parametrize("path", ["/", "/static/icon.svg"])
async def test_each_form_of_a_file_has_a_mark_of_its_own_and_is_sent_once(site: Opens, path: str) -> None:
    client = (await (await site()).visitor()).client
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    packed = await client.get(path, headers={"accept-encoding": "gzip"})
    assert plain.headers["etag"] != packed.headers["etag"]
    assert int(packed.headers["content-length"]) < 0.7 * len(plain.content)
    for asked, kept, status in (
        ("gzip", packed, 304),
        ("identity", plain, 304),
        ("gzip", plain, 200),
        ("identity", packed, 200),
    ):
        headers = {"accept-encoding": asked, "if-none-match": f"W/{kept.headers['etag']}"}
        again = await client.get(path, headers=headers)
        assert again.status_code == status
        assert again.headers["vary"] == "accept-encoding"
        assert again.headers["etag"] == (packed if asked == "gzip" else plain).headers["etag"]


async def test_every_response_is_kept_to_itself(site: Opens) -> None:
    client = (await (await site()).visitor()).client
    for response in (
        await client.get("/"),
        await client.post("/chat", json={"id": "1", "text": "halo"}),
        await client.get("/nothing-here"),
        await client.get("/static/icon.svg"),
    ):
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "server" not in response.headers


async def test_the_cookie_is_the_browsers_secret(site: Opens, office: Office) -> None:
    visitor = await (await site()).visitor()
    chat, session = (await visitor.client.get("/")).headers.get_list("set-cookie")
    assert re.fullmatch(rf"{CHAT_COOKIE}={ISSUED}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", chat)
    assert re.fullmatch(rf"{SESSION_COOKIE}={ISSUED}; HttpOnly; Path=/; SameSite=lax", session)  # ends with the browser
    token = visitor.client.cookies[CHAT_COOKIE]
    await visitor.says("halo")
    assert visitor.client.cookies[CHAT_COOKIE] == token
    kept = str(rows(office, "SELECT * FROM chats"))
    assert all(part not in kept for part in token.split("."))  # what lies in the database opens no chat


async def test_behind_https_the_cookie_travels_only_there(site: Opens) -> None:
    visitor = await (await site(trusted_proxies="10.0.0.0/8")).visitor("10.0.0.1", x_forwarded_proto="https")
    response = await visitor.client.get("/", headers=visitor.headers)
    for cookie, name in zip(response.headers.get_list("set-cookie"), (CHAT_COOKIE, SESSION_COOKIE), strict=True):
        assert cookie.startswith(f"__Host-{name}=")  # no neighbour and no plain page of this host can set it
        assert {"Secure", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "max-age" in response.headers["strict-transport-security"]


@pytest.mark.parametrize("with_key", [True, False])
async def test_only_a_cookie_that_we_issued_opens_a_chat(site: Opens, office: Office, with_key: bool) -> None:
    opened = await site() if with_key else await site(nik_key=None)
    visitor = await opened.visitor()
    await visitor.posts({"id": "1", "choice": "language.su"})
    name, issued, mark = visitor.client.cookies[CHAT_COOKIE].split(".")
    tab = visitor.client.cookies[SESSION_COOKIE]
    later = f"{int(issued, 16) + 1:x}"
    made_up = [
        "x",
        "x" * 22,
        name,
        f"{name}.{issued}.{'A' * 22}",
        f"{name}.{later}.{mark}",
        f"{'x' * 22}.{issued}.{mark}",
        f"{name}.{issued}.{mark}.",
        f"{name}.{issued}.{mark}é",
        tab,
    ]
    for cookie in made_up:
        asks = {b"cookie": f"{CHAT_COOKIE}={cookie}; {SESSION_COOKIE}={tab}".encode()}
        stranger = await opened.visitor()
        page = await stranger.client.get("/", headers=asks)
        assert '<html lang="id"' in page.text
        assert re.match(rf"{CHAT_COOKIE}={ISSUED};", page.headers["set-cookie"])
        assert name not in page.headers["set-cookie"]
        answer = await stranger.client.post("/chat", json={"id": "2", "text": "halo"}, headers=asks)
        assert answer.json()["language"] == "id"
    assert '<html lang="su"' in (await visitor.client.get("/")).text
    assert len(rows(office, "SELECT address FROM chats WHERE language IS NOT NULL")) == 1


FORWARDED = {
    ("https",): True,
    ("HTTPS",): True,
    ("https, http",): True,
    (" Https ,http,http",): True,
    ("https", "http"): True,
    (", https",): True,
    ("wss",): True,
    ("http",): False,
    ("http, https",): False,  # the visitor's own side is the first
    ("http", "https"): False,
    ("evil",): False,
    ("evil, https",): False,
    ("",): False,
}


@pytest.mark.parametrize(("told", "secure"), FORWARDED.items(), ids=map(str, FORWARDED))
async def test_proxies_tell_what_the_visitors_own_side_used(site: Opens, told: tuple[str, ...], secure: bool) -> None:
    opened = await site(trusted_proxies="10.0.0.2,10.0.0.3")
    headers = [("X-Forwarded-Proto", one) for one in told]
    response = await (await opened.visitor("10.0.0.2")).client.get("/", headers=headers)
    assert ("strict-transport-security" in response.headers) is secure
    for cookie in response.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-") is secure
        assert ("Secure" in cookie) is secure
    stranger = await (await opened.visitor("203.0.113.9")).client.get("/", headers=headers)
    assert "strict-transport-security" not in stranger.headers


async def test_behind_https_a_cookie_of_plain_http_opens_nothing(site: Opens) -> None:
    opened = await site(trusted_proxies="10.0.0.0/8")
    plain = await opened.visitor()
    await plain.posts({"id": "1", "choice": "language.su"})
    secure = await opened.visitor("10.0.0.1", x_forwarded_proto="https")
    asks = {**secure.headers, "cookie": f"{CHAT_COOKIE}={plain.client.cookies[CHAT_COOKIE]}"}
    assert '<html lang="id"' in (await secure.client.get("/", headers=asks)).text


async def test_a_cookie_is_renewed_while_it_is_used_and_ends_when_it_is_not(site: Opens, clock: Clock) -> None:
    visitor = await (await site()).visitor()
    await visitor.posts({"id": "1", "choice": "language.su"})
    first = visitor.client.cookies[CHAT_COOKIE]
    for _ in range(3):
        clock.passes(days=20)
        assert '<html lang="su"' in (await visitor.client.get("/")).text
    assert visitor.client.cookies[CHAT_COOKIE] != first
    assert visitor.client.cookies[CHAT_COOKIE].startswith(first.split(".")[0])
    clock.passes(days=31)
    visitor.client.cookies[CHAT_COOKIE] = visitor.client.cookies[CHAT_COOKIE]
    assert '<html lang="id"' in (await visitor.client.get("/")).text


async def test_a_chat_that_holds_nothing_but_answers_leaves_no_row_after_a_day(
    site: Opens, office: Office, clock: Clock
) -> None:
    opened = await site()
    chooses, says = await opened.visitor(), await opened.visitor()
    await chooses.says("english please")
    for said in ("halo", "menu", "qwerty"):
        await says.says(said)
    assert rows(office, "SELECT count(*) FROM chats WHERE recent IS NOT NULL") == [(2,)]
    clock.passes(hours=24, minutes=1)
    await opened.app.sweeper.sweep()
    assert rows(office, "SELECT language, recent FROM chats") == [("en", None)]


@pytest.mark.parametrize(
    "path", ["/static", "/pictures", "/chat/", "/healthz/", "//evil.test", "/static//evil.test/.."]
)
async def test_nobody_is_sent_to_a_host_that_a_request_names(site: Opens, path: str) -> None:
    client = (await (await site()).visitor()).client
    asks = {"host": "evil.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https"}
    response = await client.get(f"http://sigap.test{path}", headers=asks)
    assert response.status_code == 404
    assert "location" not in response.headers
    assert "evil.test" not in f"{response.text}{response.headers}"


@pytest.mark.parametrize(
    ("controller", "shown"),
    [
        ("Disnaker Kota Bekasi", "Disnaker Kota Bekasi"),
        ("Dinas Tenaga Kerja Kota Bekasi, penyelenggara SIGAP (UCJ)", "Dinas Tenaga Kerja Kota Bekasi"),
        ('Dinas <b>"Tenaga" & Kerja</b>', "Dinas &lt;b&gt;&#34;Tenaga&#34; &amp; Kerja&lt;/b&gt;"),
        ("(Kota)", "(Kota)"),
        ("K" * 300, f"{'K' * 60}…"),
    ],
)
async def test_the_top_names_who_runs_it_in_short(site: Opens, controller: str, shown: str) -> None:
    page = (await (await (await site(controller=controller)).visitor()).client.get("/")).text
    assert f'<span class="operator">{shown}</span>' in page
    assert '<span class="unseen" data-word="who">' in page
    nobody = (await (await (await site(controller="")).visitor()).client.get("/")).text
    assert 'class="operator"' not in nobody
    assert texts.web("id")["who"] in nobody


# ---------------------------------------------------------------- a phone that is lent, a cookie that was copied


async def _takes_over(opened: Site, victim: Visitor, **headers: str) -> Visitor:
    """Somebody with a copy of the long-lived cookie."""
    thief = await opened.visitor(**headers)
    thief.client.cookies[CHAT_COOKIE] = victim.client.cookies[CHAT_COOKIE]
    return thief


GUESSES = ("check.again", "check.as_nik", "check.as_kk", "check.pick.0", "check.pick..0", "check.again.", "watch.")


async def test_a_typed_number_opens_nothing_on_the_web_and_a_button_does(site: Opens, office: Office) -> None:
    office.publishes()
    visitor = await (await site()).visitor()
    await visitor.says(f"{BUDI} {NOBODY}")
    picks = visitor.choices
    for typed in ("1", "2.", "1)"):
        assert await visitor.says(typed) == texts.text("check.press", "id")
    for guess in GUESSES:
        assert await visitor.presses(guess) == texts.text("check.expired", "id")
    assert "Tercatat · per" in await visitor.presses(picks[0])
    assert "Tidak tercatat" in await visitor.presses(picks[1])


async def test_a_copied_cookie_opens_no_status(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site()
    victim = await opened.visitor()
    await victim.says(f"{BUDI} {NOBODY}")
    picks = victim.choices
    assert "Tercatat · per" in await victim.presses(picks[0])
    thief = await _takes_over(opened, victim)
    for guess in GUESSES:
        assert await thief.presses(guess) == texts.text("check.expired", "id")
    for pick in picks:
        assert await thief.presses(pick) == texts.text("check.elsewhere", "id")
    thief = await _takes_over(opened, victim)
    thief.client.cookies[SESSION_COOKIE] = victim.client.cookies[SESSION_COOKIE]
    thief.headers["user-agent"] = "another browser"
    assert await thief.presses(picks[0]) == texts.text("check.elsewhere", "id")


async def test_try_again_opens_nothing_for_who_guesses(site: Opens, office: Office) -> None:
    opened = await site()
    visitor = await opened.visitor()
    await visitor.says(BUDI)  # nothing is published yet
    again = visitor.choices[0]
    office.publishes()
    await opened.app.coverage.refresh()
    for guess in GUESSES:
        assert await visitor.presses(guess) == texts.text("check.expired", "id")
    assert "Tercatat · per" not in await visitor.says("coba lagi")
    assert "Tercatat · per" in await visitor.presses(again)


@pytest.mark.parametrize("factor", [Factor.NAME, Factor.KK])
async def test_a_waiting_second_factor_is_not_asked_of_another_session(
    site: Opens, office: Office, factor: Factor
) -> None:
    office.publishes(factor=factor)
    opened = await site()
    victim = await opened.visitor()
    await victim.says(BUDI)
    right = "Budi" if factor is Factor.NAME else "9007"
    thief = await _takes_over(opened, victim)
    assert await thief.says(right) == texts.text("check.elsewhere", "id")
    assert await thief.says("menu") == texts.text("menu", "id")
    assert "Tercatat · per" in await victim.says(right)  # who holds the cookie alone takes nothing away either


async def test_a_first_message_may_be_answered_without_any_cookie_before(site: Opens, office: Office) -> None:
    office.publishes(factor=Factor.NAME)
    visitor = await (await site()).visitor()
    await visitor.says(BUDI)
    assert "Tercatat · per" in await visitor.says("Budi")  # both cookies came with the first answer


async def test_the_page_may_be_opened_anew_while_a_question_waits(site: Opens, office: Office, clock: Clock) -> None:
    office.publishes(factor=Factor.NAME)
    visitor = await (await site()).visitor()
    await visitor.client.get("/")
    clock.passes(hours=5)
    await visitor.says(BUDI)
    clock.passes(minutes=50)
    await visitor.client.get("/")
    assert "Tercatat · per" in await visitor.says("Budi")


async def test_an_answer_kept_for_a_retry_is_kept_from_another_session(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site()
    victim = await opened.visitor()
    asked = {"id": "1", "text": BUDI}
    first = await victim.posts(asked)
    assert await victim.posts(asked) == first
    thief = await _takes_over(opened, victim)
    assert "Tercatat · per" not in str(await thief.posts({"id": "1", "text": "halo"}))


# ---------------------------------------------------------------- one message


async def test_a_resident_asks_and_hears(site: Opens, office: Office) -> None:
    office.publishes()
    visitor = await (await site()).visitor()
    assert "Tidak tercatat · per 5 November 2026" in await visitor.says(f"cek {NOBODY}")
    assert texts.text("guide.who", "id") in await visitor.presses(visitor.choices[0])
    assert "Tercatat · per" in await visitor.says(BUDI)


async def test_a_message_sent_again_is_answered_once(site: Opens, office: Office) -> None:
    office.publishes()
    visitor = await (await site(checks_per_day=1)).visitor()
    message = {"id": "one", "text": NOBODY}
    first = await visitor.posts(message)
    assert await visitor.posts(message) == first
    assert rows(office, "SELECT count(*) FROM turns") == [(1,)]
    await visitor.says("menu")
    repeated = await visitor.posts(message)
    assert repeated["replies"][0]["text"] == texts.text("repeated", "id")
    assert rows(office, "SELECT count(*) FROM asked") == [(1,)]


async def test_a_first_message_sent_twice_comes_from_one_chat(site: Opens, office: Office) -> None:
    office.publishes()
    visitor = await (await site()).visitor()
    await visitor.client.get("/")
    both = await asyncio.gather(*(visitor.posts({"id": "a", "text": BUDI}) for _ in range(2)))
    assert both[0] == both[1]
    assert rows(office, "SELECT count(*) FROM chats") == [(1,)]


async def test_answers_do_not_stay_with_us(site: Opens, office: Office, clock: Clock) -> None:
    office.publishes()
    opened = await site()
    visitor = await opened.visitor()
    await visitor.says(BUDI)
    await visitor.says("makasih")
    assert rows(office, "SELECT count(*), count(answer) FROM turns") == [(2, 1)]
    clock.passes(minutes=11)
    await opened.app.sweeper.sweep()
    assert rows(office, "SELECT count(*), count(answer), count(address) FROM turns") == [(2, 0, 0)]
    clock.passes(days=31)
    await opened.app.sweeper.sweep()
    assert rows(office, "SELECT count(*) FROM chats") == [(0,)]


async def test_the_language_chosen_stays(site: Opens) -> None:
    visitor = await (await site()).visitor()
    said = await visitor.posts({"id": "1", "choice": "language.su"})
    assert said["language"] == "su"
    page = (await visitor.client.get("/")).text
    assert '<html lang="su"' in page
    assert texts.text("welcome", "su").splitlines()[0] in page
    assert (await visitor.posts({"id": "2", "text": "english please"}))["language"] == "en"
    assert (await visitor.posts({"id": "3", "text": "qwerty"}))["language"] == "en"


async def test_a_button_forgets_the_chat(site: Opens, office: Office) -> None:
    office.publishes()
    visitor = await (await site()).visitor()
    await visitor.says("english")
    await visitor.says("SUBSCRIBE")
    assert "Deleted" in await visitor.presses("erase")
    assert rows(office, "SELECT count(*) FROM chats") == [(0,)]
    assert rows(office, "SELECT count(answer), count(address) FROM turns") == [(0, 0)]
    assert '<html lang="id"' in (await visitor.client.get("/")).text


# ---------------------------------------------------------------- pictures


async def test_a_picture_comes_as_an_address_a_size_and_words(site: Opens, office: Office) -> None:
    visitor = await (await site()).visitor()
    await visitor.presses("language.su")
    for name in pictures.NAMES:
        (reply,) = (await visitor.posts({"id": name, "choice": f"picture.{name}"}))["replies"]
        assert set(reply) == {"heading", "text", "choices", "picture", "remind", "card"}
        picture = reply["picture"]
        assert reply["text"] == picture["alt"] == pictures.alt(name, "su")
        assert re.fullmatch(rf"pictures/{name}\.su\.png\?v=[0-9a-f]{{12}}", picture["url"])
        response = await visitor.client.get(picture["url"])
        assert response.content == pictures.png(name, "su")
        assert struct.unpack(">II", response.content[16:24]) == (picture["width"], picture["height"])
    assert (await visitor.posts({"id": "m", "choice": "menu"}))["replies"][0]["picture"] is None


async def test_a_picture_is_kept_by_the_browser_and_keeps_to_itself(site: Opens) -> None:
    client = (await (await site()).visitor()).client
    right = f"/pictures/app.en.png?v={mark(pictures.png('app', 'en'))}"
    assert (await client.get("/pictures/app.en.png?v=anything")).headers["cache-control"] == "no-cache"
    response = await client.get(right)
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in response.headers  # it is small already
    assert "set-cookie" not in response.headers
    unmarked = await client.get("/pictures/app.en.png")
    assert unmarked.headers["cache-control"] == "no-cache"
    known = {"if-none-match": unmarked.headers["etag"]}
    assert (await client.get("/pictures/app.en.png", headers=known)).status_code == 304
    for path in ("", "app.xx.png", "app.en.svg", "../pictures.py", "%2e%2e/pictures.py", "app.en.png/x"):
        assert (await client.get(f"/pictures/{path}")).status_code == 404
    assert (await client.post("/pictures/app.en.png")).status_code == 405


async def test_a_picture_that_is_gone_is_told_in_words(site: Opens) -> None:
    opened = await site()
    visitor = await opened.visitor()
    await visitor.says("halo")
    shown = Answer(Outcome.PICTURE_APP, replies=(Reply("", picture=Picture("old", "id", "Kata-katanya.")),))

    async def handle(_incoming: object) -> Answer:
        return shown

    opened.app.dispatch.handle = handle  # type: ignore[method-assign, assignment]
    (reply,) = (await visitor.posts({"id": "2", "text": "lagi"}))["replies"]
    nothing = {"heading": None, "picture": None, "remind": None}
    assert reply == {"text": "Kata-katanya.", "choices": [], "card": False, **nothing}


# ---------------------------------------------------------------- what is no message


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 30_000, 400),
        (b'{"id": ' + b"9" * 5000 + b"}", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"{}", 422),
        (b'{"id": "1"}', 422),
        (b'{"text": "halo"}', 422),
        (b'{"id": "", "text": "halo"}', 422),
        (b'{"id": "a b", "text": "halo"}', 422),
        (b'{"id": "' + b"x" * 65 + b'", "text": "halo"}', 422),
        (b'{"id": 1, "text": "halo"}', 422),
        (b'{"id": "1", "text": 3275050903889401}', 422),
        (b'{"id": "1", "text": ["halo"]}', 422),
        (b'{"id": "1", "text": "halo", "choice": "menu"}', 422),
        (b'{"id": "1", "choice": {}}', 422),
        (b'{"id": "1", "text": "' + b"x" * 70_000 + b'"}', 413),
        (b"x" * 1_000_000, 413),
    ],
    ids=lambda value: str(value[:30] if isinstance(value, bytes) else value),
)
async def test_what_is_no_message_is_refused_without_repeating_it(site: Opens, body: bytes, status: int) -> None:
    visitor = await (await site()).visitor()
    response = await visitor.client.post("/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == status
    error = response.json()["error"]
    assert 0 < len(error) < 200
    assert error[0].isalpha()  # a sentence for a person
    assert BUDI not in response.text


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", ""])
async def test_a_form_of_another_site_is_no_message(site: Opens, kind: str) -> None:
    visitor = await (await site()).visitor()
    response = await visitor.client.post("/chat", content=b'{"id": "1", "text": "a"}', headers={"content-type": kind})
    assert response.status_code == 415
    assert response.json() == {"error": "send application/json"}


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "\x1b[2J\x07", "\u202e\u200b", "\ud83d", "x" * 4096, "3275 " * 819, "🙂" * 4096, "x" * 60_000],
    ids=ascii,
)
async def test_any_text_gets_an_answer(site: Opens, text: str) -> None:
    visitor = await (await site()).visitor()
    body = json.dumps({"id": "1", "text": text}).encode()
    if len(body) > LONGEST_BODY:
        body = json.dumps({"id": "1", "text": text}, ensure_ascii=False).encode()
    response = await visitor.client.post("/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200
    assert 0 < len(response.json()["replies"][0]["text"]) <= texts.LONGEST_REPLY


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from([BUDI, "menu"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "choice", "x"]) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
async def test_whatever_is_sent_is_answered_or_refused(site: Opens, body: bytes) -> None:
    async with AsyncExitStack() as stack:
        opened = await site()
        visitor = await Site(opened.app, stack).visitor()
        response = await visitor.client.post("/chat", content=body, headers={"content-type": "application/json"})
        assert response.status_code in {200, 400, 422}
        assert response.json()


async def test_other_methods_and_places_are_refused(site: Opens) -> None:
    client = (await (await site()).visitor()).client
    assert (await client.get("/chat")).status_code == 405
    assert (await client.put("/chat", json={})).status_code == 405
    assert (await client.post("/")).status_code == 405
    assert (await client.get("/metrics")).status_code == 404  # on its own port only
    for path in ("/static/../web.py", "/static/%2e%2e/web.py", "/static/", "/static/nothing.js"):
        assert (await client.get(path)).status_code == 404


# ---------------------------------------------------------------- how much is told


async def test_who_tries_niks_in_turn_learns_thirty_more_an_hour_whatever_the_cookie(
    site: Opens, office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    office.publishes()
    opened = await site()
    with caplog.at_level(logging.ERROR):
        said = [await (await opened.visitor()).says(nik) for nik in NIKS[:60]]
    learnt = sum("Tidak tercatat" in one for one in said)
    assert 30 <= learnt <= 45  # ten before it shows
    assert "Dari jaringan internet ini" in said[-1]
    assert "bukan berarti NIK Anda tidak tercatat" in said[-1]
    assert "guessing" in caplog.text
    assert HERE not in caplog.text
    assert "Tidak tercatat" in await (await opened.visitor("198.51.100.1")).says(NIKS[60])
    clock.passes(minutes=122)
    assert "Tidak tercatat" in await (await opened.visitor()).says(NIKS[60])


async def test_sixty_people_behind_one_address_are_all_answered(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site()
    for nik in strangers(60):
        assert "Tidak tercatat" in await (await opened.visitor()).says(nik)


async def test_a_household_has_one_address_of_ipv6(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site(checks_per_ip=1)
    await (await opened.visitor("2001:db8:1:2::5")).says(NIKS[0])
    assert "jaringan" in await (await opened.visitor("2001:db8:1:2:ffff::9")).says(NIKS[1])
    assert "Tidak tercatat" in await (await opened.visitor("2001:db8:1:3::5")).says(NIKS[1])


async def test_who_claims_to_be_forwarded_is_not_believed(
    site: Opens, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.publishes()
    opened = await site(checks_per_ip=1)
    with caplog.at_level(logging.WARNING):
        for n in range(3):
            said = await (await opened.visitor(x_forwarded_for=f"192.0.2.{n}")).says(NIKS[n])
    assert "jaringan" in said
    assert "SIGAP_TRUSTED_PROXIES" in caplog.text
    assert "192.0.2." not in caplog.text


async def test_a_trusted_proxy_tells_who_asks(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site(checks_per_ip=1, trusted_proxies="10.1.0.0/16, 10.2.0.9")
    for n in range(3):
        forwarded = f"203.0.113.99, 192.0.2.{n}"  # what the person wrote before our proxy's word is not believed
        assert "Tidak tercatat" in await (await opened.visitor("10.1.4.4", x_forwarded_for=forwarded)).says(NIKS[n])
    assert "jaringan" in await (await opened.visitor("10.2.0.9", x_forwarded_for="192.0.2.1")).says(NIKS[5])


@pytest.mark.parametrize("written", ["*", "proxy.local", "10.0.0.1/8", "10.0.0.0/8; 10.1.1.1"])
def test_trusted_proxies_are_named_exactly(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("SIGAP_TRUSTED_PROXIES", written)
    with pytest.raises(SettingsProblem, match="SIGAP_TRUSTED_PROXIES"):
        read()


async def test_who_guesses_from_many_addresses_is_braked_and_who_asks_little_is_not(
    site: Opens, office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    office.publishes()
    opened = await site(checks_per_hour=5)
    said = []
    with caplog.at_level(logging.ERROR):
        for n, nik in enumerate(NIKS):
            said.append(await (await opened.visitor(f"198.51.100.{n % 20}")).says(nik))
    assert "dibatasi sebentar" in said[-1]
    assert "bukan berarti NIK Anda tidak tercatat" in said[-1]
    assert "check_brake" in caplog.text
    assert '{kind="check_brake"} 0.0' not in await _metrics(opened.app)
    assert 'sigap_answers_total{channel="web",outcome="check.busy"}' in await _metrics(opened.app)
    newcomer = await opened.visitor("198.51.100.99")
    assert "Tercatat · per" in await newcomer.says(BUDI)
    assert "Tidak tercatat" in await newcomer.says(NOBODY)
    braked = await opened.visitor("198.51.100.1")
    assert "dibatasi sebentar" in await braked.says("3275010103899700")
    again = braked.choices[0]
    assert "Cara klaim" not in await braked.says("klaim")  # everything else is answered as ever
    clock.passes(minutes=122)
    assert "Tidak tercatat" in await braked.presses(again)


async def _metrics(app: App) -> str:
    transport = httpx.ASGITransport(app.metrics.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics.test") as client:
        return (await client.get("/metrics")).text


async def test_fresh_cookies_do_not_refill_the_tries_of_a_name(site: Opens, office: Office) -> None:
    office.publishes(factor=Factor.NAME)
    opened = await site()
    for name in ("Agus", "Slamet", "Tono"):
        visitor = await opened.visitor()
        await visitor.says(BUDI)
        await visitor.says(name)
    assert "sudah dicoba 3 kali" in await (await opened.visitor()).says(BUDI)
    for n in range(7):
        visitor = await opened.visitor(f"198.51.100.{n}")
        await visitor.says(BUDI)
        await visitor.says("Joko")
    visitor = await opened.visitor("198.51.100.77")
    said = await visitor.says(BUDI)
    assert "sudah dicoba 10 kali" in said
    assert "bukan berarti Anda tidak tercatat" in said


async def test_who_knew_the_name_before_is_not_locked_out_by_others(site: Opens, office: Office) -> None:
    office.publishes(factor=Factor.NAME)
    opened = await site()
    owner = await opened.visitor()
    await owner.says(BUDI)
    assert "Tercatat · per" in await owner.says("Budi")
    for n in range(12):
        visitor = await opened.visitor(f"198.51.100.{n % 4}")
        await visitor.says(BUDI)
        await visitor.says("Joko")
    await owner.says(BUDI)
    assert "Tercatat · per" in await owner.says("Budi")
    await owner.says("/hapus")
    assert "sudah dicoba 10 kali" in await owner.says(BUDI)  # what was known of it is forgotten


async def test_who_knew_the_name_does_not_go_on_once_the_kk_is_asked_for(site: Opens, office: Office) -> None:
    office.publishes(factor=Factor.NAME)
    opened = await site()
    owner = await opened.visitor()
    await owner.says(BUDI)
    assert "Tercatat · per" in await owner.says("Budi")
    office.publishes(factor=Factor.KK)
    await opened.app.coverage.refresh()
    for n in range(10):
        visitor = await opened.visitor(f"198.51.100.{n}")
        await visitor.says(BUDI)
        await visitor.says(f"{n:04}")
    assert "sudah dicoba 10 kali" in await owner.says(BUDI)


async def test_a_heap_of_cookies_holds_nobody_up(site: Opens) -> None:
    visitor = await (await site()).visitor()
    heap = {"cookie": f'sigap_chat="{chr(92) * 60_000}'}

    async def held() -> float:
        begun = time.thread_time()
        assert (await visitor.client.get("/", headers=heap)).status_code == 200
        return (time.thread_time() - begun) / pace.piece()

    assert min([await held() for _ in range(3)]) < 200


@pytest.mark.parametrize(
    ("typed", "retype"),
    [
        (BUDI[:-1], True),
        (f"{BUDI}7", True),
        (f"{BUDI[:8]}99{BUDI[10:]}", True),
        (f"99{BUDI[2:]}", True),
        ("a" * 5000, True),
        (BUDI, False),
        (NOBODY, False),
        ("0812-0000-0038", False),
        ("apa itu sigap", False),
    ],
)
async def test_only_a_number_with_a_flaw_is_to_be_typed_again(
    site: Opens, office: Office, typed: str, retype: bool
) -> None:
    office.publishes()
    answer = await (await (await site()).visitor()).posts({"id": "m1", "text": typed})
    assert answer.get("retype", False) is retype
    assert typed not in json.dumps(answer)  # the page alone keeps it


async def test_a_flood_of_one_chat_waits_and_nobody_else_does(site: Opens, clock: Clock) -> None:
    opened = await site()
    flooding, other = await opened.visitor(), await opened.visitor()
    for _ in range(20):
        assert "terlalu cepat" not in await flooding.says("menu")
    held = {"id": "held-back", "text": "menu"}
    refused = await flooding.posts(held)
    assert "terlalu cepat" in refused["replies"][0]["text"]
    assert refused["retype"] is True  # so that the page keeps text and buttons
    assert "terlalu cepat" not in await other.says("menu")
    clock.passes(seconds=61)
    assert "terlalu cepat" not in (await flooding.posts(held))["replies"][0]["text"]


async def test_without_a_key_everything_but_the_check_is_answered(office: Office, clock: Clock) -> None:
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(running(Settings(data_dir=office.home), clock))
        visitor = await Site(app, stack).visitor()
        assert "Belum bisa dicek" in await visitor.says(BUDI)
        assert "Rp42 juta" in await visitor.presses("info.benefits.death")


# ---------------------------------------------------------------- alive and ready


async def test_ready_means_able_to_check(site: Opens, office: Office) -> None:
    opened = await site()
    client = (await opened.visitor()).client
    assert (await client.get("/healthz")).json() == {"alive": True}
    assert (await client.get("/readyz")).status_code == 503
    office.publishes(PEOPLE)
    await opened.app.coverage.refresh()
    ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "database": True, "coverage": "2026-11-05"}


async def test_the_figures_name_nobody(site: Opens, office: Office) -> None:
    office.publishes()
    opened = await site()
    visitor = await opened.visitor()
    await visitor.says(BUDI)
    await visitor.says("hp saya 0812-0000-0038")
    figures = await _metrics(opened.app)
    assert 'sigap_answers_total{channel="web",outcome="check.found"} 1.0' in figures
    assert "sigap_coverage_ready 1.0" in figures
    for secret in (BUDI, "0812-0000", "08120000", HERE, visitor.client.cookies[CHAT_COOKIE]):
        assert secret not in figures
