"""The chat without JavaScript, in a real browser: a form that is posted, and answers on a page."""

import re

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from data.content import pictures
from data.content.texts import label, text, web
from tests.conftest import BUDI, NOBODY
from tests.support.processes import Serving
from tests.support.web_visits import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
KIND = {"content-type": "application/x-www-form-urlencoded"}
OURS = {**KIND, "sec-fetch-site": "same-origin"}


async def _says(page: Page, words: str) -> str:
    await page.fill("#text", words)
    return await _presses(page.locator(".send"))


async def _presses(button: Locator) -> str:
    """Presses a button; returns what the next page says first."""
    async with button.page.expect_navigation():
        await button.click()
    return await button.page.locator(".bubble").first.inner_text()


async def test_a_resident_without_javascript_asks_presses_and_is_known(browsers: Browsers) -> None:
    visit = await browsers.visit(java_script_enabled=False)
    page, urls = visit.page, list[str]()
    page.on("request", lambda request: urls.append(request.url) if request.resource_type == "document" else None)
    assert await page.locator(".note").inner_text() == web("id")["noscript"]
    await expect(page.locator("#send")).to_be_enabled()
    said = await _presses(page.locator("#choices button", has_text=label("check", "id")))
    assert text("check.ask", "id", example="x").splitlines()[0].removesuffix("x.") in said
    result = "Tidak tercatat · per 5 November 2026"
    assert await _says(page, NOBODY) == result
    assert (await page.locator("#log").inner_text()).count(result) == 1
    await expect(page.locator(".bubble", has_text=text("check.not_listed", "id").splitlines()[0])).to_be_visible()
    assert await page.locator(".as-of").inner_text() == f"{web('id')['as_of']} 5 November 2026."
    assert NOBODY not in re.sub(r"\D", "", await page.content())
    said = await _presses(page.get_by_role("button", name=label("guide", "id")))
    assert text("guide.who", "id").splitlines()[0] in said
    await _presses(page.get_by_role("button", name="English"))
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert await _says(page, "hello") == text("welcome", "en")  # the cookie is kept: it is the same chat
    assert text("info.who", "en", responsible="x").splitlines()[2] in await _presses(page.locator(".who"))
    await page.goto(browsers.url)
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert all("?" not in url for url in urls)  # no number in any address
    assert {url.removeprefix(browsers.url) for url in urls} <= {"/", "/chat"}
    assert visit.errors == []


async def test_a_page_without_javascript_is_for_everybody(browsers: Browsers) -> None:
    visit = await browsers.visit(java_script_enabled=False)
    await _says(visit.page, BUDI)
    written = await visit.page.content()
    looker = await browsers.visit()  # axe is a script: it looks at the same page where scripts run
    await looker.page.route("**/looked-at", lambda route: route.fulfill(body=written, content_type="text/html"))
    await looker.page.goto(f"{browsers.url}/looked-at")
    assert await looker.violations() == []
    wide = await looker.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


async def test_only_our_own_form_is_taken(server: Serving) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        for headers, status in (
            (OURS, 200),
            ({**KIND, "origin": server.url}, 200),  # a browser that does not say which site
            ({**KIND, "sec-fetch-site": "cross-site", "origin": server.url}, 403),
            ({**KIND, "sec-fetch-site": "same-site"}, 403),
            ({**KIND, "sec-fetch-site": "none"}, 403),
            ({**KIND, "origin": "https://evil.test"}, 403),
            ({**KIND, "origin": "null"}, 403),
            ({**KIND, "origin": "http://[not-an-address"}, 403),
            (KIND, 403),
        ):
            response = await client.post("/chat", content="text=halo", headers=headers)
            assert response.status_code == status, headers
            assert response.headers["content-type"].startswith("text/html")
            assert "form-action 'self'" in response.headers["content-security-policy"]
            assert response.headers["cache-control"] == "no-store"
        assert (await client.get("/chat", params={"text": NOBODY})).status_code == 405


async def test_whatever_a_form_holds_gets_a_page(server: Serving) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        for body, status in (
            (b"", 200),
            (b"text=", 200),
            (b"text=%3Cb%3Ehalo%3C/b%3E%00%ff%f0&choice=", 200),
            (b"choice=nothing.of.ours", 200),
            (b"choice=picture.app", 200),
            (b"text=halo&id=%20%3Cscript%3E", 422),
            (b"&".join(b"a%d=1" % n for n in range(100)), 422),
            (b"text=\xff\xfe", 422),
            (b"text=" + b"9" * 70_000, 413),
        ):
            response = await client.post("/chat", content=body, headers=OURS)
            assert response.status_code == status, body[:40]
            assert '<p class="bubble">' in response.text or pictures.alt("app", "id")[:20] in response.text
            assert "<script" not in response.text
        again = [await client.post("/chat", content=f"text={NOBODY}&id=a1", headers=OURS) for _ in range(2)]
        first, second = (re.findall(r'(?s)class="bubble">(.*?)</p>', one.text) for one in again)
        assert first == second  # a page that is loaded again is answered once
