"""What browsers and people do to the web chat: other tabs, going back, no dialogs, no storage, composed words."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from data.content.texts import text, web
from tests.conftest import BUDI, NOBODY
from tests.support import browsers as support
from tests.support.processes import Serving
from tests.support.web_visits import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORDS = web("id")
SMALL = {"width": 360, "height": 560}
ERASED = text("erased", "id").splitlines()[0]
GREETING = text("welcome", "id").splitlines()[0]
WITHOUT_DIALOGS = "delete HTMLDialogElement.prototype.showModal"
WITHOUT_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}"""
IN_VIEW = """one => {
  const { top, bottom } = one.getBoundingClientRect();
  const log = document.getElementById("log").getBoundingClientRect();
  return top >= log.top - 1 && top < log.bottom && bottom > log.top;
}"""


async def _asks(page: Page, words: str) -> None:
    """Sends, and waits for the answer."""
    answers = page.locator(".message.bot:not([aria-hidden])")
    before = await answers.count()
    await page.fill("#text", words)
    await page.keyboard.press("Enter")
    await expect(answers).to_have_count(before + 1)


async def _bubbles(page: Page) -> list[str]:
    return await page.locator(".bubble").all_inner_texts()


# ---------------------------------------------------------------- erasing


async def test_after_erasing_that_it_is_done_is_in_view_and_told(browsers: Browsers) -> None:
    visit = await browsers.visit(SMALL)
    page = visit.page
    await _asks(page, NOBODY)
    await page.fill("#text", "belum selesai")
    await page.click("#forget")
    await page.click("dialog .danger")
    await visit.hears(ERASED)
    assert await page.locator(".bubble", has_text=ERASED).evaluate(IN_VIEW)
    assert ERASED in str(await page.text_content("#status"))
    assert len(await _bubbles(page)) == 2
    assert await page.input_value("#text") == ""
    await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
    assert visit.errors == []


async def test_erasing_in_one_tab_clears_the_others_even_one_that_slept(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await _asks(visit.page, NOBODY)
    open_, asleep = [await visit.page.context.new_page() for _ in range(2)]
    for page in (open_, asleep):
        await page.goto(browsers.url)
        await _asks(page, "apa itu sigap")
    await open_.fill("#text", BUDI[:-1])
    kept = await asleep.evaluate("JSON.stringify(sessionStorage)")
    await asleep.goto("about:blank")
    await visit.page.click("#forget")
    await visit.page.click("dialog .danger")
    await visit.hears(ERASED)
    await open_.locator(".bubble", has_text=WORDS["erased_elsewhere"]).wait_for()
    assert [one.splitlines()[0] for one in await _bubbles(open_)] == [WORDS["erased_elsewhere"], GREETING]
    assert await open_.text_content("#status") == WORDS["erased_elsewhere"]
    assert await open_.input_value("#text") == ""
    assert await open_.evaluate("sessionStorage.length") == 0
    await asleep.goto(browsers.url)  # as a phone restores a tab that it had closed
    assert await asleep.evaluate("JSON.stringify(sessionStorage)") in {kept, "{}"}
    assert [one.splitlines()[0] for one in await _bubbles(asleep)] == [WORDS["erased_elsewhere"], GREETING]
    assert len(await _bubbles(visit.page)) == 2  # the tab that erased says it itself
    assert visit.errors == []


async def test_erasing_in_words_clears_the_page_as_well(browsers: Browsers) -> None:
    visit = await browsers.visit(SMALL)
    await _asks(visit.page, NOBODY)
    other = await visit.page.context.new_page()
    await other.goto(browsers.url)
    await _asks(other, "apa itu sigap")
    await visit.page.fill("#text", "/hapus")
    await visit.page.click("#send")
    await visit.hears(ERASED)
    assert [one.splitlines()[0] for one in await _bubbles(visit.page)] == [ERASED, GREETING]
    assert await visit.page.locator(".bubble", has_text=ERASED).evaluate(IN_VIEW)
    await other.locator(".bubble", has_text=WORDS["erased_elsewhere"]).wait_for()
    assert len(await _bubbles(other)) == 2
    await visit.page.reload()
    assert await visit.page.locator(".own").count() == 0
    assert visit.errors == []


async def test_what_another_tab_was_sending_is_dropped_when_the_chat_is_erased(browsers: Browsers) -> None:
    visit = await browsers.visit()
    other = await visit.page.context.new_page()
    await other.goto(browsers.url)
    release = asyncio.Event()

    async def hold(route: Route) -> None:
        await release.wait()
        await route.continue_()

    await other.route("**/chat", hold)
    await other.fill("#text", NOBODY)
    await other.click("#send")
    await other.locator(".state").wait_for()
    await visit.page.click("#forget")
    await visit.page.click("dialog .danger")
    await visit.hears(ERASED)
    await other.locator(".bubble", has_text=WORDS["erased_elsewhere"]).wait_for()
    async with other.expect_response("**/chat") as late:
        release.set()
    await (await late.value).finished()
    await _asks(other, "klaim")
    assert await other.locator(".own").count() == 1
    assert len(await _bubbles(other)) == 4  # that it was deleted, the greeting, the question, its answer


# ---------------------------------------------------------------- old browsers, keyboards, no storage


async def test_without_dialogs_the_question_stands_above_the_field(browsers: Browsers) -> None:
    visit = await browsers.visit()
    page = visit.page
    await page.add_init_script(WITHOUT_DIALOGS)
    await page.goto(browsers.url)
    await _asks(visit.page, "apa itu sigap")
    await expect(page.locator("#sure")).to_be_hidden()
    await page.focus("#forget")
    await page.keyboard.press("Enter")
    await expect(page.locator("#sure button").first).to_be_focused()
    assert await visit.violations() == []
    await page.keyboard.press("Escape")
    await expect(page.locator("#sure")).to_be_hidden()
    await expect(page.locator("#forget")).to_be_focused()
    assert len(await _bubbles(page)) == 3
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await visit.focused() == WORDS["forget_yes"]
    await page.keyboard.press("Enter")
    await visit.hears(ERASED)
    await expect(page.locator("#sure")).to_be_hidden()
    assert page.url == f"{browsers.url}/"  # no form was sent
    assert visit.errors == []


@pytest.mark.parametrize("composing", ["isComposing: true", "keyCode: 229"])
async def test_enter_that_ends_a_composed_word_sends_nothing(browsers: Browsers, composing: str) -> None:
    visit = await browsers.visit()
    page = visit.page
    await page.fill("#text", "klaim")
    press = "one => one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, %s }))"
    await page.locator("#text").evaluate(press % composing)
    assert (await page.locator(".own").count(), await page.input_value("#text")) == (0, "klaim")
    await page.locator("#text").evaluate(press % "keyCode: 13")
    await expect(page.locator(".own")).to_have_count(1)


async def test_a_browser_that_denies_storage_chats_and_erases(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.add_init_script(WITHOUT_STORAGE)
    await visit.page.goto(browsers.url)
    await _asks(visit.page, NOBODY)
    await visit.page.click("#forget")
    await visit.page.click("dialog .danger")
    await visit.hears(ERASED)
    await _asks(visit.page, BUDI)
    assert visit.errors == []


# ---------------------------------------------------------------- back again


@pytest_asyncio.fixture(loop_scope="session")
async def returning(server: Serving, chromium: Browser) -> AsyncIterator[Page]:
    """A page of a browser that keeps pages whole when they are left, which Playwright switches off otherwise."""
    browser = await chromium.browser_type.launch(
        executable_path=support.chromium(),
        args=support.ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = await browser.new_page()
    page.set_default_timeout(support.PATIENCE)
    await page.goto(server.url)
    yield page
    await browser.close()


async def test_a_page_that_is_brought_back_as_it_was_goes_on(returning: Page, server: Serving) -> None:
    page = returning
    await _asks(page, NOBODY)
    before = await _bubbles(page)
    await page.fill("#text", "cara klaim")
    await page.evaluate("window.same = true")
    await page.goto(f"{server.url}/healthz")
    await page.go_back(wait_until="commit")
    assert await page.evaluate("window.same")  # it was kept whole, not loaded anew
    assert await _bubbles(page) == before
    assert await page.input_value("#text") == "cara klaim"
    await page.click("#send")
    await expect(page.locator(".own")).to_have_count(2)
    await expect(page.locator("#send")).to_have_attribute("aria-disabled", "false")
    await page.goto(f"{server.url}/?again")  # the same tab goes on in another page
    await _asks(page, "siapa yang bayar iuran")
    there = await _bubbles(page)
    await page.go_back(wait_until="commit")
    await expect(page.locator(".own")).to_have_count(3)
    assert await _bubbles(page) == there


async def test_what_was_being_sent_when_the_page_was_left_is_sent_once(browsers: Browsers) -> None:
    """The event is made here: Chromium keeps no page that waits for an answer, as Safari does."""
    visit = await browsers.visit()
    page = visit.page
    ids: list[str] = []

    async def first_never(route: Route) -> None:
        ids.append((route.request.post_data_json or {})["id"])
        if len(ids) > 1:
            await route.continue_()

    await page.route("**/chat", first_never)
    await page.fill("#text", NOBODY)
    await page.keyboard.press("Enter")
    await page.locator(".state", has_text=WORDS["sending"]).wait_for()
    await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    await expect(page.locator(".state")).to_have_count(0)
    assert (len(ids), len(set(ids))) == (2, 1)
    assert len(await _bubbles(page)) == 3
    assert await page.locator(".own").count() == 1
    await _asks(visit.page, "klaim")
    assert visit.errors == []
