"""Large letters, the lists behind the buttons at the top, and the first view of a small phone."""

import json
from typing import Any

import pytest
from playwright.async_api import expect

from data.content.texts import LANGUAGES, label, text
from tests.conftest import NOBODY
from tests.support.web_visits import PHONE, Browsers, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SMALL = {"width": 360, "height": 560}
LANGUAGE, LETTERS = "[aria-controls=languages]", "[aria-controls=letters]"
SIZES = {"A−": 0.875, "A": 1, "A+": 1.25, "A++": 1.5}
"""What the page offers, and by how much it enlarges the letters."""
COVERS = """() => {
  const listed = ".panel:not([hidden]) button";
  const parts = [".names", ".who", ".tool", "#text", "#send", ".bubble", "#choices button", listed];
  const seen = (one) => one.getBoundingClientRect().height > 1;
  const all = parts.flatMap((part) => [...document.querySelectorAll(part)]).filter(seen);
  const open = document.querySelector(".panel:not([hidden])");
  const log = document.querySelector("#log").getBoundingClientRect();
  const found = [];
  for (const one of all) {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const name = (one.textContent || one.id).trim();
    if (left < 0 || right > innerWidth) found.push(`${name} is cut off`);
    if (one.scrollWidth > one.clientWidth + 1 && one.tagName !== "TEXTAREA" && !one.matches(".names p"))
      found.push(`${name} does not fit`);
    for (const [x, y] of [[left + 8, (top + bottom) / 2], [(left + right) / 2, (top + bottom) / 2]]) {
      if (one.closest("#log") && (open || y < log.top || y > log.bottom)) continue; // scrolled away, or under the list
      const over = open && open.getBoundingClientRect();
      if (over && (open.contains(one) ? y < over.top || y > over.bottom : y > over.top)) continue;
      if (!one.contains(document.elementFromPoint(x, y))) found.push(`${name} is covered`);
    }
  }
  const wide = ["html", "#log"].map((it) => document.querySelector(it)).filter((it) => it.scrollWidth > it.clientWidth);
  return [...found, ...wide.map((it) => `${it.tagName} scrolls sideways`)];
}"""
ROOT = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
ROWS = """() => {
  const end = document.querySelector("#composer").getBoundingClientRect().top;
  const places = [...document.querySelectorAll("#choices button")].map((one) => one.getBoundingClientRect());
  return new Set(places.filter((one) => one.bottom <= end).map((one) => one.top)).size;
}"""


async def _with_letters(browsers: Browsers, scale: float, size: dict[str, int] = PHONE, **how: Any) -> Visit:
    """A phone whose system enlarges all letters."""
    visit = await browsers.visit(size, has_touch=True, **how)
    devtools = await visit.page.context.new_cdp_session(visit.page)
    await devtools.send("Emulation.setEmulatedOSTextScale", {"scale": scale})
    await visit.page.reload()
    await visit.page.locator("#forget:not([disabled])").wait_for()
    return visit


@pytest.mark.parametrize("own", ["A", "A++"])
@pytest.mark.parametrize("scale", [1, 1.3, 1.75, 2])
async def test_large_letters_cover_nothing_and_do_not_scroll_sideways(
    browsers: Browsers, scale: float, own: str
) -> None:
    visit = await _with_letters(browsers, scale)
    page = visit.page
    await page.click(LETTERS)
    await page.click(f"#letters button:has(b:text-is('{own}'))")
    assert abs(await page.evaluate(ROOT) - 16 * scale * SIZES[own]) < 2
    faults = {"first view": await page.evaluate(COVERS)}
    for opener in (LETTERS, LANGUAGE):
        await page.click(opener)
        faults[opener] = await page.evaluate(COVERS)
        await page.keyboard.press("Escape")
    await page.focus("#text")
    await visit.types(NOBODY)
    await visit.hears("Tidak tercatat")
    faults["answered"] = await page.evaluate(COVERS)
    await page.click("#forget")
    await page.click("dialog button[value=no]")
    assert faults == {name: [] for name in faults}
    assert visit.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_lists_bar_nobody(browsers: Browsers, scheme: str) -> None:
    visit = await _with_letters(browsers, 1.3, color_scheme=scheme)
    for opener in (LETTERS, LANGUAGE):
        await visit.page.click(opener)
        assert await visit.violations() == []


async def test_languages_are_chosen_by_keyboard_behind_one_button(browsers: Browsers) -> None:
    visit = await browsers.visit()
    page, opener = visit.page, visit.page.locator(LANGUAGE)
    names = [label(f"language.{code}", code) for code in LANGUAGES]

    async def is_at(name: str, *, opened: bool) -> None:
        assert name in await visit.focused()
        await expect(opener).to_have_attribute("aria-expanded", "true" if opened else "false")
        await expect(page.locator("#languages")).to_be_visible(visible=opened)

    await opener.focus()
    await page.keyboard.press("Enter")
    await is_at(names[0], opened=True)
    for key, name in (("ArrowDown", 1), ("End", 2), ("ArrowDown", 0), ("ArrowUp", 2), ("Home", 0), ("ArrowRight", 1)):
        await page.keyboard.press(key)
        await is_at(names[name], opened=True)
    await page.keyboard.press("Escape")
    await is_at("ID", opened=False)
    await page.keyboard.press("ArrowDown")
    await is_at(names[0], opened=True)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await is_at("EN", opened=False)
    await visit.hears(text("language", "en"))
    await page.keyboard.press("Enter")
    await is_at(names[1], opened=True)
    for _ in names[1:]:
        await page.keyboard.press("Tab")
    assert await visit.focused() == "forget"
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await page.click("#log", position={"x": 5, "y": 400})
    await expect(opener).to_have_attribute("aria-expanded", "false")
    assert visit.errors == []


async def test_the_size_of_the_letters_is_kept_and_nothing_else(browsers: Browsers) -> None:
    visit = await browsers.visit()

    async def enlarges(to: int) -> None:
        await visit.page.click(LETTERS)
        await visit.page.click(f"button[data-letters='{to}']")

    await enlarges(2)
    await visit.page.focus("#text")
    await visit.types(NOBODY)
    await visit.hears("Tidak tercatat")
    await visit.page.reload()
    assert await visit.page.evaluate(ROOT) == 20
    assert json.loads(await visit.page.evaluate("JSON.stringify(localStorage)")) == {"sigap.letters": "2"}
    await visit.page.click(LETTERS)
    assert await visit.focused() == "A+ Besar"
    await visit.page.keyboard.press("Escape")
    await enlarges(1)
    assert await visit.page.evaluate(ROOT) == 16
    assert await visit.page.evaluate("localStorage.length") == 0
    assert visit.errors == []


async def test_a_browser_that_stores_nothing_enlarges_the_letters_all_the_same(browsers: Browsers) -> None:
    refuses = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
    )
    visit = await browsers.visit(script=refuses)
    await visit.page.click(LETTERS)
    await visit.page.click("button[data-letters='3']")
    assert await visit.page.evaluate(ROOT) == 24
    assert visit.errors == []


@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_first_view_of_a_small_phone_shows_what_one_may_do(browsers: Browsers, code: str) -> None:
    visit = await browsers.visit(SMALL, has_touch=True)
    await visit.speaks(code)
    await visit.hears(text("language", code))
    await visit.page.evaluate("sessionStorage.clear()")
    await visit.page.reload()
    greeting = await visit.reads_last()
    assert greeting == " ".join(text("welcome", code).split())
    assert len(greeting) <= 200
    assert {"id": "Ini bukan pendaftaran", "en": "not registration", "su": "Ieu sanés pendaptaran"}[code] in greeting
    assert await visit.page.evaluate(ROWS) >= 2
    header = await visit.page.locator(".top").bounding_box()
    assert header
    assert header["height"] <= 60  # one line
    for step in ("info.scams", "privacy"):
        await visit.page.locator("#choices button", has_text=label(step, code)).tap()
        await visit.page.locator(".own .bubble", has_text=label(step, code)).wait_for()
        await expect(visit.page.locator("#send")).to_have_attribute("aria-disabled", "false")
        assert await visit.reads_last() != greeting
        await visit.page.evaluate("sessionStorage.clear()")
        await visit.page.reload()
    assert visit.errors == []
