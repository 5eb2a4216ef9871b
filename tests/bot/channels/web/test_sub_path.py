"""The chat below a path of the city's site, behind a real HTTPS proxy and in a real browser."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser

from data.content import pictures
from tests.conftest import NOBODY
from tests.support import browsers
from tests.support.https_sites import https_site
from tests.support.processes import House
from tests.support.web_visits import PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
HOST = "kota.test"


@pytest.fixture(scope="module")
def house(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    given = {"SIGAP_WEB_PATH": "/layanan/sigap/", "SIGAP_TRUSTED_PROXIES": "127.0.0.1"}
    house = House(tmp_path_factory.mktemp("below"), given)
    house.takes_over(furnished)
    return house


@pytest.mark.parametrize("strips", [False, True], ids=["keeps the path", "strips the path"])
async def test_the_chat_lives_below_a_path(house: House, resolving: Browser, tmp_path: Path, strips: bool) -> None:
    with house.serving() as server:
        assert server.url.endswith("/layanan/sigap")
        bot = server.url.removesuffix("/layanan/sigap")
        async with https_site(tmp_path, bot, "/layanan/sigap/", strips=strips, page="the city") as site:
            context = await resolving.new_context(viewport=PHONE, ignore_https_errors=True)  # type: ignore[arg-type]
            context.set_default_timeout(browsers.PATIENCE)
            visit = Visit(await context.new_page())
            visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
            asked: list[str] = []
            visit.page.on("request", lambda request: asked.append(request.url))
            home = site.url(HOST, "/layanan/sigap/")
            await visit.page.goto(home)
            await visit.page.focus("#text")
            await visit.types(NOBODY)
            await visit.hears("Tidak tercatat")
            await visit.page.evaluate("document.querySelector('#choices button').dataset.value = 'picture.app'")
            await visit.page.locator("#choices button").first.click()
            image = visit.page.locator(".picture img")
            await image.evaluate("one => one.decode()")
            assert await image.get_attribute("alt") == pictures.alt("app", "id")
            await visit.page.locator("#choices button").last.click()
            assert {one[: len(home)] for one in asked} == {home}
            cookies = await context.cookies()
            assert {one["name"] for one in cookies} == {"__Secure-sigap_chat", "__Secure-sigap_tab"}
            assert {(one["path"], one["secure"]) for one in cookies} == {("/layanan/sigap", True)}
            assert visit.errors == []
            await context.close()


async def test_the_checks_of_health_stay_and_the_path_leads_to_the_page(house: House) -> None:
    with house.serving() as server:
        bot = server.url.removesuffix("/layanan/sigap")
        async with httpx.AsyncClient(base_url=bot) as client:
            led = await client.get("/layanan/sigap", headers={"host": "evil.test"})
            assert led.is_redirect
            assert led.headers["location"] == "/layanan/sigap/"  # and to no host that a request names
            page = await client.get(led.headers["location"])
            assert re.search(r"; Path=/layanan/sigap;", page.headers["set-cookie"])
            assert (await client.get("/healthz")).json() == {"alive": True}
            assert (await client.get("/readyz")).status_code == 200
            for path in ("/layanan", "/layanan/sigap/healthz", "/layanan/sigapp/", "/layanan/sigap//"):
                assert (await client.get(path)).status_code == 404
