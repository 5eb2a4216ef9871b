"""What axe does not measure: wide spacing of letters, and the size of what is tapped (docs/accessibility.md)."""

import pytest
from playwright.async_api import Page

from tests.conftest import NOBODY
from tests.support.web_visits import PHONE, Browsers

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;'
    + ' word-spacing: .16em !important; } p { margin-bottom: 2em !important; }');
  document.adoptedStyleSheets = [sheet];
}"""
"""The spacing of WCAG 1.4.12."""
CUT = """() => [...document.querySelectorAll('button, .bubble, h1, h2')].filter(one => one.checkVisibility()
  && !one.closest('.unseen') && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2)
  ).map(one => one.textContent.trim().slice(0, 40))"""
"""What has words that its box has no room for."""
SMALL = """() => [...(document.querySelector('dialog[open]') || document).querySelectorAll(
  'button, a[href], textarea, input')].filter(one => {
  if (!one.checkVisibility() || one.closest('.unseen') || one.matches('.skip, .bubble a, .bubble button')) return false;
  one.scrollIntoView({block: 'nearest'});
  const box = one.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const around = [[0, -11], [0, 11], [-11, 0], [11, 0]];
  return !around.every(([right, down]) => one.contains(document.elementFromPoint(x + right, y + down)));
}).map(one => one.outerHTML.slice(0, 80))"""
"""What is tapped and smaller than WCAG 2.5.8 allows; links within a sentence may be."""


async def _sideways(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


async def test_wide_spacing_cuts_nothing_and_all_targets_are_large_enough(browsers: Browsers) -> None:
    visit = await browsers.visit(PHONE)
    page = visit.page
    await page.fill("#text", NOBODY)
    await page.press("#text", "Enter")
    await visit.hears("Tidak tercatat · per")
    await page.locator(".extras").wait_for(state="attached")
    await page.fill("#text", NOBODY[:15])
    assert await page.evaluate(SMALL) == []
    for panel in ("letters", "languages"):
        await page.click(f"[aria-controls={panel}]")
        await page.locator(f"#{panel}").wait_for()
        assert await page.evaluate(SMALL) == []
        await page.keyboard.press("Escape")
    await page.evaluate(SPACED)
    assert await page.evaluate(CUT) == []
    assert not await _sideways(page)
    await page.click("#forget")
    assert await page.evaluate(CUT) == []
    assert await page.evaluate(SMALL) == []
