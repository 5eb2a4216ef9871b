"""Visits to the web chat in a real browser: by keyboard, on a slow line, with a screen reader's eyes."""

import asyncio
import contextlib
import json
import re

import pytest
from playwright.async_api import Locator, Route, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from data.content import pictures
from data.content.texts import DEFAULT, LANGUAGES, label, text, web
from tests.conftest import BUDI, NOBODY, PEOPLE, write_csv
from tests.faults.scan import SPELLINGS
from tests.support.processes import House
from tests.support.web_visits import DESKTOP, PHONE, Browsers, Visit

SECONDS = 1000
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SOON_LISTED = "3275010103889531"


def _publishes(house: House, *people: tuple[str, ...]) -> None:
    house.sigap("import", str(write_csv(house.home / "people.csv", people)), "--as-of", "2026-11-05")


async def _slow_line(visit: Visit) -> None:
    """A poor mobile line: 50 kbit/s, and 600 ms for a round trip."""
    devtools = await visit.page.context.new_cdp_session(visit.page)
    await devtools.send("Network.enable")
    speed = {"offline": False, "latency": 600, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
    await devtools.send("Network.emulateNetworkConditions", speed)


async def test_a_resident_without_a_mouse_on_a_slow_line_finds_the_way_out(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await _slow_line(visit)
    await visit.page.goto(browsers.url)
    await visit.page.locator("#send:not([disabled])").wait_for()
    await visit.page.keyboard.press("Tab")
    assert await visit.focused() == web("id")["skip"]
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator("#text")).to_be_focused()
    await visit.types(f"bang cek {NOBODY}")
    await visit.page.locator(".state", has_text=web("id")["sending"]).wait_for()
    assert await visit.focused() == "text"
    await visit.hears("Tidak tercatat · per 5 November 2026")
    await visit.page.keyboard.press("Shift+Tab")
    for way in ("info.why", "info.update", "info.update.kelurahan"):
        await visit.page.locator("#choices button", has_text=label(way, "id")).wait_for()
        await visit.page.focus("#choices")
        await visit.tabs_to(label(way, "id"))
        await visit.page.keyboard.press("Enter")
        await visit.hears(text(way, "id").splitlines()[0])
        await expect(visit.page.locator("#choices")).to_be_focused()  # focus goes on with the person
    assert visit.errors == []


async def test_the_examiner_sees_a_fault(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.evaluate("document.querySelector('#send').replaceChildren()")
    assert [found for found in await visit.violations() if found.startswith("button-name")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 256}], ids=["phone", "desktop", "400 %"])
async def test_no_state_bars_anybody(browsers: Browsers, size: dict[str, int], scheme: str) -> None:
    visit = await browsers.visit(size, color_scheme=scheme)
    states: dict[str, list[str]] = {}

    async def look(name: str) -> None:
        wide = await visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        states[name] = [*(await visit.violations()), *(["it scrolls sideways"] if wide > 0 else [])]

    await look("first view")
    await visit.page.focus("#text")
    await visit.types(NOBODY)
    await visit.hears("Tidak tercatat")
    await look("not in the list")
    await visit.page.locator("#choices button").last.click()
    await visit.hears(text("menu", "id"))
    await look("menu")
    for code in ("su", "en"):
        await visit.speaks(code)
        await expect(visit.page.locator("html")).to_have_attribute("lang", code)
        await look(code)
    words = web("en")
    await visit.page.route("**/chat", _hang)
    await visit.page.fill("#text", "claim")
    await visit.page.click("#send")
    await visit.page.locator(".state", has_text=words["sending"]).wait_for()
    await look("sending")
    await visit.page.reload()
    await visit.page.unroute_all(behavior="ignoreErrors")
    await visit.page.locator(".state", has_text=words["type_again"]).wait_for()
    await look("lost by a reload")
    await visit.page.route("**/chat", lambda route: route.fulfill(status=400, body="{}"))
    await visit.page.fill("#text", "claim")
    await visit.page.click("#send")
    await visit.page.locator(".state", has_text=words["refused"]).wait_for()
    await look("refused")
    await visit.page.click("#forget")
    await look("sure?")
    assert states == {name: [] for name in states}
    assert [error for error in visit.errors if "400" not in error] == []


async def _hang(_: Route) -> None:
    """Neither answers nor refuses."""


async def test_a_number_is_hidden_before_it_is_shown_or_kept(browsers: Browsers) -> None:
    visit = await browsers.visit()
    typed = [f"cek {spelling(BUDI)} ya" for spelling in SPELLINGS]
    typed += ["nik 3275O5O9O388940l", "hp 0812-0000-0038", f"{BUDI} {NOBODY}"]
    for words in typed:
        await visit.page.fill("#text", words)
        await visit.page.click("#send")
        await expect(visit.page.locator("#send")).to_have_attribute("aria-disabled", "false")
    await visit.page.reload()
    digits = re.sub(r"[^0-9]", "", re.sub(r"&[a-z]+;|\\u200b", "", await visit.kept()))
    own = await visit.page.locator(".own .bubble").all_inner_texts()
    assert len(own) == len(typed)
    assert all("•••" in words for words in own)
    for words in own:
        assert len(re.findall(r"\d", words)) <= 12  # two numbers of six digits shown at most
    assert BUDI not in digits
    assert "081200000038" not in digits
    assert visit.page.url == f"{browsers.url}/"
    assert visit.errors == []


async def test_a_reload_keeps_the_conversation_and_a_button_forgets_it(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.speaks("en")
    await visit.hears(text("language", "en"))
    await visit.page.fill("#text", NOBODY)
    await visit.page.keyboard.press("Enter")
    await visit.hears("Not listed")
    before = await visit.page.locator(".bubble").all_inner_texts()
    await visit.page.reload()
    assert await visit.page.locator(".bubble").all_inner_texts() == before
    assert await visit.page.evaluate("document.documentElement.lang") == "en"
    await visit.page.locator("#choices button").first.click()
    await visit.hears(text("guide.who", "en").splitlines()[0])
    await visit.page.click("#forget")
    await visit.page.keyboard.press("Escape")
    assert await visit.page.locator(".bubble").count() > 3
    await visit.page.click("#forget")
    await visit.page.click("dialog .danger")
    await visit.hears(text("erased", "en").splitlines()[0])
    assert await visit.page.locator(".bubble").count() == 2
    assert json.loads(await visit.page.evaluate("JSON.stringify(sessionStorage)")) == {}
    await visit.page.reload()
    assert text("welcome", "id").splitlines()[0] in (await visit.page.locator(".bubble").all_inner_texts())[0]
    assert visit.errors == []


async def test_news_wait_for_the_next_visit(browsers: Browsers, house: House) -> None:
    visit = await browsers.visit()
    await visit.page.focus("#text")
    await visit.types(SOON_LISTED)
    await visit.hears("Tidak tercatat")
    await visit.page.locator("#choices button", has_text=label("watch", "id")).click()
    await visit.hears(text("watch.kept_here", "id").splitlines()[0])
    await visit.page.reload()
    assert text("watch.changed", "id") not in await visit.kept()
    _publishes(house, *PEOPLE, (SOON_LISTED, "AGUS", "", "", "01/01/2026", "", "Aktif"))
    news = visit.page.locator(".bubble", has_text=text("watch.changed", "id"))
    async with asyncio.timeout(120):
        while not await news.count():  # the server looks every two seconds
            await visit.page.reload()
            with contextlib.suppress(PlaywrightTimeout):
                await news.wait_for(timeout=SECONDS / 2)
    await visit.page.reload()
    assert await news.count() == 1
    assert await visit.violations() == []
    assert visit.errors == []


async def test_a_lost_answer_is_fetched_with_the_same_id(browsers: Browsers) -> None:
    visit = await browsers.visit()
    ids: list[str] = []

    async def lose_the_answer(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "{}")["id"])
        if len(ids) <= 3:
            await route.fetch()  # it arrives, is answered, and the answer is lost
            await route.abort()
        else:
            await route.continue_()

    await visit.page.route("**/chat", lose_the_answer)
    await visit.page.fill("#text", NOBODY)
    await visit.page.keyboard.press("Enter")
    await visit.page.locator(".state.failed", has_text=web("id")["failed"]).wait_for()
    await visit.page.click(".state button")
    await visit.hears("Tidak tercatat")
    assert len(ids) == 4
    assert len(set(ids)) == 1
    assert await visit.page.locator(".own").count() == 1


async def test_what_was_forgotten_is_not_sent_when_the_line_comes_back(browsers: Browsers) -> None:
    visit = await browsers.visit()
    sent: list[str] = []

    async def note(route: Route) -> None:
        sent.append(route.request.post_data or "")
        await route.abort()

    await visit.page.route("**/chat", note)
    await visit.page.fill("#text", NOBODY)
    await visit.page.keyboard.press("Enter")
    await visit.page.locator(".state.failed").wait_for()
    await visit.page.click("#forget")
    await visit.page.click("dialog .danger")
    await visit.hears(web("id")["forgotten_here"])
    before = len(sent)
    await visit.page.evaluate("window.dispatchEvent(new Event('online'))")
    await visit.page.evaluate("fetch('/chat', { method: 'POST', body: 'last' }).catch(() => 0)")
    assert sent[before:] == ["last"]
    await visit.page.unroute_all(behavior="wait")
    await visit.page.fill("#text", "/privasi")
    await visit.page.keyboard.press("Enter")
    await visit.hears("tidak wajib dikirim")
    await visit.page.click("#choices button:has-text('Hapus data saya')")  # the button in the chat forgets here, too
    await visit.page.click("dialog .danger")
    await visit.hears(text("erased", "id").splitlines()[0])
    assert "tidak wajib dikirim" not in await visit.kept()


async def test_the_first_view_is_small_and_needs_no_script(browsers: Browsers) -> None:
    visit = await browsers.visit(java_script_enabled=False)
    assert text("welcome", "id").splitlines()[0] in await visit.page.locator(".bubble").first.inner_text()
    assert await visit.page.locator(".note").inner_text() == web("id")["noscript"]
    assert await visit.page.locator("#send").is_enabled()
    form = visit.page.locator("#composer")
    assert await form.get_attribute("method") == "post"  # no form can carry a NIK into a URL
    second = await browsers.visit()
    loaded = await second.page.evaluate(
        "[...performance.getEntriesByType('resource'), performance.getEntriesByType('navigation')[0]]"
        ".map((one) => [one.name, one.encodedBodySize, one.transferSize])"
    )
    assert len(loaded) <= 3
    for name, body, transferred in loaded:
        assert name.startswith(browsers.url)
        assert transferred > body > 0  # it came over the line, not out of a cache
    assert sum(transferred for *_, transferred in loaded) <= 20_000  # bytes on the wire, compressed, with headers


# ---------------------------------------------------------------- pictures

LOADED = "one => one.decode()"
"""Waits for a picture; fails when it cannot be shown."""


async def _asks_for(visit: Visit, picture: str) -> Locator:
    """Presses a button that shows a picture; returns the picture, loaded."""
    await visit.page.evaluate(f"document.querySelector('#choices button').dataset.value = 'picture.{picture}'")
    before = await visit.page.locator(".picture img").count()
    await visit.page.locator("#choices button").first.click()
    image = visit.page.locator(".picture img").nth(before)
    await image.scroll_into_view_if_needed()
    await image.evaluate(LOADED)
    return image


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 256}], ids=["phone", "desktop", "400 %"])
async def test_pictures_are_seen_and_read_out_and_survive_a_reload(
    browsers: Browsers, size: dict[str, int], scheme: str
) -> None:
    visit = await browsers.visit(size, color_scheme=scheme)
    for name in pictures.NAMES:
        image = await _asks_for(visit, name)
        assert await image.get_attribute("alt") == pictures.alt(name, "id")
        assert await visit.page.locator(".bubble", has_text=pictures.alt(name, "id")[:40]).count() == 0  # said once
        assert await visit.violations() == []
        sideways = "['html', '#log'].map(it => document.querySelector(it)).map(it => it.scrollWidth - it.clientWidth)"
        assert await visit.page.evaluate(sideways) == [0, 0]
        box = await image.bounding_box()
        assert box
        assert box["width"] >= min(size["width"] - 40, 370)  # as large as there is room
        assert abs(box["height"] / box["width"] - await _shape(image)) < 0.01
    before = await visit.page.locator(".picture img").evaluate_all("all => all.map(one => [one.alt, one.src])")
    await visit.page.reload()
    after = await visit.page.locator(".picture img").evaluate_all("all => all.map(one => [one.alt, one.src])")
    assert after == before
    assert len(after) == len(pictures.NAMES)
    assert visit.errors == []


async def _shape(image: Locator) -> float:
    return float(await image.evaluate("one => one.naturalHeight / one.naturalWidth"))


async def test_nothing_is_loaded_before_it_is_asked_for_and_nothing_jumps_when_it_comes(browsers: Browsers) -> None:
    visit = await browsers.visit()
    loaded: list[str] = []
    arrived = asyncio.Event()

    async def hold(route: Route) -> None:
        loaded.append(route.request.url.removeprefix(browsers.url).partition("?")[0])
        await arrived.wait()
        await route.continue_()

    await visit.page.route("**/pictures/**", hold)
    await visit.page.focus("#text")
    await visit.types(NOBODY)
    await visit.hears("Tidak tercatat")
    assert loaded == []
    await visit.page.evaluate("document.querySelector('#choices button').dataset.value = 'picture.app'")
    await visit.page.locator("#choices button").first.click()
    image = visit.page.locator(".picture img")
    await image.wait_for()
    before, scrolled = await image.bounding_box(), await visit.page.evaluate("document.getElementById('log').scrollTop")
    arrived.set()
    await image.evaluate(LOADED)
    assert await image.bounding_box() == before
    assert await visit.page.evaluate("document.getElementById('log').scrollTop") == scrolled
    assert loaded == ["/pictures/app.id.png"]


async def test_a_tap_opens_the_picture_in_full_size(browsers: Browsers) -> None:
    visit = await browsers.visit(has_touch=True)
    image = await _asks_for(visit, "kelurahan")
    async with visit.page.expect_popup() as opened:
        await image.tap()
    tab = await opened.value
    await tab.wait_for_load_state()
    assert await tab.evaluate("document.images[0].naturalWidth") == 1080
    assert await tab.evaluate("window.opener") is None
    assert await visit.page.locator(".picture img").count() == 1  # the chat stays where it was
    assert visit.errors == []


async def test_a_picture_that_does_not_come_is_told_in_words(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.route("**/pictures/**", lambda route: route.abort())
    await visit.page.evaluate("document.querySelector('#choices button').dataset.value = 'picture.protects'")
    await visit.page.locator("#choices button").first.click()
    await visit.hears(pictures.alt("protects", "id").splitlines()[0])
    assert await visit.reads_last() == " ".join(pictures.alt("protects", "id").split())
    assert await visit.page.locator(".picture").count() == 0
    await visit.page.unroute_all()
    await visit.page.reload()  # the line is back
    await visit.page.locator(".picture img").evaluate(LOADED)


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_word_of_the_page_changes_with_the_language(browsers: Browsers, code: str) -> None:
    visit = await browsers.visit(DESKTOP)
    other = next(one for one in LANGUAGES if one not in {code, DEFAULT})  # so that there is a change to wait for
    for chosen in (other, code):
        await visit.speaks(chosen)
        await expect(visit.page.locator("html")).to_have_attribute("lang", chosen)
    words = web(code)
    assert await visit.page.title() == words["title"]
    assert await visit.page.get_attribute("#text", "placeholder") == words["placeholder"]
    for name in await visit.page.eval_on_selector_all("[data-word]", "all => all.map(one => one.dataset.word)"):
        assert await visit.page.locator(f"[data-word={name}]").first.text_content() == words[name]
    assert await visit.page.get_attribute(f"[data-language={code}]", "aria-pressed") == "true"


async def test_a_typed_number_or_label_presses_the_button_that_this_tab_shows(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.focus("#text")
    await visit.types(f"{BUDI} {NOBODY}")
    await visit.hears(text("check.several", "id", count=2))
    await visit.types("2.")
    await visit.hears("Tidak tercatat · per 5 November 2026")
    await expect(visit.page.locator(".message.own .bubble").last).to_have_text("2.")  # as it was typed
    shown = await visit.page.locator("#choices button", has_text="1. ••••9401").inner_text()
    await visit.types(shown.upper())
    await visit.hears("Tercatat · per")
    await visit.types("1")  # that number is no longer offered
    await visit.hears(text("check.press", "id"))
    assert visit.errors == []


async def test_the_next_person_on_the_same_phone_is_asked_for_the_nik(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.focus("#text")
    await visit.types(f"{BUDI} {NOBODY}")
    await visit.hears(text("check.several", "id", count=2))
    await visit.page.evaluate("sessionStorage.clear()")
    await visit.page.reload()
    await visit.page.focus("#text")
    await visit.types("1")
    await visit.hears(text("check.press", "id"))
    left = [one for one in await visit.page.context.cookies() if one.get("expires", -1) != -1]
    await visit.page.context.clear_cookies()
    await visit.page.context.add_cookies(left)  # type: ignore[arg-type]  # what outlives the browser
    await visit.page.reload()
    await visit.page.focus("#text")
    await visit.types("1")
    await visit.hears(text("check.elsewhere", "id"))
    assert visit.errors == []
