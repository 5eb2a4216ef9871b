"""The on-screen keyboard of a phone: what a person types in and the answer stay in view, and nothing stays shifted.

Headless Chromium opens no keyboard, and DevTools emulate none. Where the browser makes the page smaller
(`resizes-content`: Chrome and Firefox on Android) the window is made smaller, which is the same to a page. Where the
keyboard only covers the page (`resizes-visual`: Safari on iOS), a stand-in for `window.visualViewport` reports what
Safari reports; where everything lies on the page is measured as drawn.
"""

from dataclasses import dataclass

import pytest

from tests.conftest import NOBODY
from tests.support.web_visits import Browsers, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

UPRIGHT = [(320, 480), (320, 568), (360, 560), (360, 640), (360, 740), (375, 667), (384, 786), (390, 844), (412, 915)]
LYING = [(568, 320), (640, 360), (844, 390)]
SIZES = UPRIGHT + LYING

COVERED = """
(() => {
  const seen = new EventTarget();
  let keyboard = 0;
  let shifted = 0;
  const says = (name, value) => Object.defineProperty(seen, name, { get: value });
  says("width", () => innerWidth);
  says("height", () => innerHeight - keyboard);
  says("offsetTop", () => shifted);
  says("offsetLeft", () => 0);
  says("pageTop", () => shifted + scrollY);
  says("scale", () => 1);
  Object.defineProperty(window, "visualViewport", { value: seen });
  window.cover = (height) => {
    keyboard = height;
    shifted = height / 2; // Safari moves the part that is seen down to the field
    for (const name of ["resize", "scroll"]) seen.dispatchEvent(new Event(name));
  };
})()
"""
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))"
"""Comes true when the page has been drawn, and has been told what was scrolled and resized."""
PLACES = """() => {
  const top = visualViewport.offsetTop;
  const box = (one) => {
    const { y, height } = document.querySelector(one).getBoundingClientRect();
    return [y - top, y + height - top].map(Math.round);
  };
  const end = document.querySelector("#choices").getBoundingClientRect().bottom - top;
  const said = [...document.querySelectorAll(".message.bot")].pop().getBoundingClientRect();
  return {
    height: Math.round(visualViewport.height), composer: box("#composer"), field: box("#text"), page: box(".page"),
    answer: Math.round(said.y - top), end: Math.round(end),
    scrolled: scrollY, more: document.documentElement.scrollHeight - innerHeight,
  };
}"""


@dataclass
class Phone:
    """A phone whose keyboard opens and closes."""

    visit: Visit
    size: tuple[int, int]
    covers: bool
    """Whether the keyboard covers the page; otherwise the page becomes smaller."""

    async def keyboard(self, *, opened: bool) -> None:
        width, height = self.size
        taken = round(height * (0.55 if width > height else 0.45)) if opened else 0
        if self.covers:
            await self.visit.page.evaluate(f"cover({taken})")
        else:
            await self.visit.page.set_viewport_size({"width": width, "height": height - taken})
        await self.visit.page.evaluate(DRAWN)

    async def faults(self, when: str) -> list[str]:
        """What cannot be seen that should be."""
        at = await self.visit.page.evaluate(PLACES)
        low = at["composer"][0]
        wrong = {
            "the composer is out of view": not (at["height"] / 3 <= at["composer"][1] <= at["height"]),
            "the field is out of view": not (0 <= at["field"][0] < at["field"][1] <= at["height"]),
            "the answer is out of view": when == "answered" and not (-1 <= at["answer"] <= low - 24),
            "its end is out of view": when == "at the end" and not (0 < at["end"] <= low + 1),
            "the page is shifted": when == "closed" and (at["page"] != [0, self.size[1]] or at["scrolled"] != 0),
            "the page scrolls": when == "closed" and at["more"] > 0,
        }
        return [f"{when}: {fault} {at}" for fault, is_so in wrong.items() if is_so]


async def _talks_to(phone: Phone) -> list[str]:
    """Types a NIK with the keyboard open, reads the answer, and closes the keyboard."""
    page, faults = phone.visit.page, []
    await page.focus("#text")
    await phone.keyboard(opened=True)
    faults += await phone.faults("opened")
    await phone.visit.types(NOBODY)
    await phone.visit.hears("Tidak tercatat")
    await page.locator("#choices + .extras").wait_for(state="attached")  # the last that comes with an answer
    faults += await phone.faults("answered")
    await page.evaluate("document.activeElement.blur()")
    await phone.keyboard(opened=False)
    faults += await phone.faults("closed")
    await page.evaluate("document.querySelector('#log').scrollTop = 9999")
    await page.evaluate(DRAWN)
    await phone.keyboard(opened=True)
    return [*faults, *(await phone.faults("at the end"))]


@pytest.mark.parametrize("covers", [False, True], ids=["resizes-content", "resizes-visual"])
async def test_the_composer_and_the_answer_stay_in_view_over_a_keyboard(browsers: Browsers, covers: bool) -> None:
    faults: dict[str, list[str]] = {}
    for width, height in SIZES:
        size = {"width": width, "height": height}
        visit = await browsers.visit(size, has_touch=True, is_mobile=True, script=COVERED if covers else "")
        await visit.page.locator("#send:not([disabled])").wait_for()
        phone = Phone(visit, (width, height), covers)
        faults[f"{width}x{height}"] = [*await _talks_to(phone), *visit.errors]
        await visit.page.context.close()
    assert faults == {size: [] for size in faults}


async def test_fingers_that_enlarge_the_page_do_not_move_the_composer(browsers: Browsers) -> None:
    visit = await browsers.visit({"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    place = "document.querySelector('#composer').getBoundingClientRect().y"
    before = await visit.page.evaluate(place)
    devtools = await visit.page.context.new_cdp_session(visit.page)
    await devtools.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    await visit.page.wait_for_function("visualViewport.scale === 2 && visualViewport.height < 400")
    await visit.page.evaluate(DRAWN)
    assert await visit.page.get_attribute("html", "class") in {None, ""}
    assert await visit.page.evaluate(place) == before
