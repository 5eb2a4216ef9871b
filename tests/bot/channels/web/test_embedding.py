"""The chat in a frame of the city's portal, in a real browser: allowed by name only, with cookies of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, FrameLocator, expect

from data.content.texts import text
from tests.conftest import NOBODY
from tests.support import browsers
from tests.support.https_sites import Site, https_site
from tests.support.processes import House

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FRAME = '<!doctype html><title>Portal</title><iframe src="{}" title="SIGAP" width="360" height="600"></iframe>'


@dataclass
class Portal:
    """The chat, and sites that frame it; `portal.test` is allowed to."""

    site: Site
    bot: str
    browser: Browser
    stack: AsyncExitStack

    async def context(self) -> BrowserContext:
        context = await self.browser.new_context(ignore_https_errors=True)
        context.set_default_timeout(browsers.PATIENCE)
        self.stack.push_async_callback(context.close)
        return context


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def portal(
    furnished: House, tmp_path_factory: pytest.TempPathFactory, resolving: Browser
) -> AsyncIterator[Portal]:
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("portal")
        site = await stack.enter_async_context(https_site(folder, "", "/sigap/"))
        site.page = FRAME.format(site.url("sigap.test", "/sigap/"))
        given = {
            "SIGAP_WEB_PATH": "/sigap",
            "SIGAP_TRUSTED_PROXIES": "127.0.0.1",
            "SIGAP_EMBED_ORIGINS": f"https://city.test, {site.url('portal.test')}",
        }
        house = House(folder / "house", given)
        house.takes_over(furnished)
        server = stack.enter_context(house.serving())
        site.bot = server.url.removesuffix("/sigap")
        yield Portal(site, site.bot, resolving, stack)


async def _says(frame: FrameLocator, words: str, reply: str) -> None:
    await frame.locator("#text").fill(words)
    await frame.locator("#send").click()
    await frame.locator(".message.bot :is(.bubble, .result)", has_text=reply).last.wait_for()


async def test_an_allowed_site_shows_the_chat_which_keeps_its_conversation(portal: Portal) -> None:
    context = await portal.context()
    page = await context.new_page()
    await page.goto(portal.site.url("portal.test"))
    frame = page.frame_locator("iframe")
    await _says(frame, "english", text("language", "en"))
    await _says(frame, NOBODY, "Not listed")
    cookies = await context.cookies()
    assert {one["name"] for one in cookies} == {"__Secure-sigap_chat", "__Secure-sigap_tab"}
    assert {(one["sameSite"], one["secure"], one["httpOnly"]) for one in cookies} == {("None", True, True)}
    assert all(one["partitionKey"] for one in cookies)
    await page.reload()
    await expect(frame.locator("html")).to_have_attribute("lang", "en")
    await _says(frame, "why", "SIGAP")  # the server knows the chat, too: no warning that cookies are refused
    assert text("cookies.refused", "en").splitlines()[0] not in await frame.locator("#log").inner_text()
    alone = await context.new_page()
    await alone.goto(portal.site.url("sigap.test", "/sigap/"))
    await expect(alone.locator("html")).to_have_attribute("lang", "id")  # a visit without the frame is another chat


async def test_another_site_may_not(portal: Portal) -> None:
    page = await (await portal.context()).new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "frame-ancestors" in said.text else None)
    await page.goto(portal.site.url("evil.test"))
    assert len(page.frames) == 2
    assert await page.frame_locator("iframe").locator("#text").count() == 0
    assert refused


async def test_the_headers_name_who_may(portal: Portal) -> None:
    async with httpx.AsyncClient(base_url=portal.bot) as client:
        headers = (await client.get("/sigap/")).headers
        assert (
            f"frame-ancestors https://city.test {portal.site.url('portal.test')[:-1]}"
            in (headers["content-security-policy"])
        )
        assert "x-frame-options" not in headers  # it knows no list, and old browsers would obey it
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert "Partitioned" not in headers["set-cookie"]  # over plain HTTP no browser would keep it
        secure = (await client.get("/sigap/", headers={"x-forwarded-proto": "https"})).headers
        assert secure["set-cookie"].endswith("; Path=/sigap; SameSite=none; Secure; Partitioned")
