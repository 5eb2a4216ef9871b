"""The result of a check on the page: a card with a heading, one button that stands out, and all of it on paper."""

import re

import pypdfium2
import pytest
from playwright.async_api import Locator, expect

from data.content.texts import label, text, web
from tests.conftest import BUDI, NOBODY
from tests.support.web_visits import PHONE, Browsers, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOT_LISTED, LISTED = "Tidak tercatat · per 5 November 2026", "Tercatat · per 5 November 2026"
FILL = "one => getComputedStyle(one).backgroundColor"


async def _asks(visit: Visit, nik: str, result: str) -> Locator:
    """Checks a NIK; returns the card of the result."""
    await visit.page.focus("#text")
    await visit.types(nik)
    card = visit.page.locator(".result", has=visit.page.get_by_role("heading", name=result, exact=True)).last
    await card.wait_for()
    await visit.page.locator("#choices button").first.wait_for()
    return card


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_a_result_stands_out_by_its_heading_and_its_next_step_by_its_button(
    browsers: Browsers, colours: str
) -> None:
    visit = await browsers.visit(PHONE, color_scheme=colours)
    drawn = []
    for nik, result in ((NOBODY, NOT_LISTED), (BUDI, LISTED)):
        card = await _asks(visit, nik, result)
        drawn.append(await card.locator("svg path").get_attribute("d"))
        assert result not in await card.locator(".bubble").inner_text()
        first, *others = await visit.page.locator("#choices button").all()
        fills = [await one.evaluate(FILL) for one in others]
        assert await first.get_attribute("class") == "primary"
        assert len({*fills}) == 1
        assert await first.evaluate(FILL) not in fills
        assert await visit.violations() == []
    assert len({*drawn}) == 2  # another icon, for who sees no colours
    await visit.page.reload()
    await expect(visit.page.get_by_role("heading", name=re.compile("ercatat · per"))).to_have_count(2)
    await expect(visit.page.locator("#choices .primary")).to_have_count(1)
    assert visit.errors == []


async def test_what_erases_is_marked(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.focus("#text")
    await visit.types("privasi")
    await expect(visit.page.locator("#choices .danger")).to_have_text(label("erase", "id"))
    assert await visit.violations() == []


async def test_the_whole_conversation_is_printed_with_the_newest_result_above_it(browsers: Browsers) -> None:
    visit = await browsers.visit(PHONE, color_scheme="dark")
    greeting = await visit.page.locator("#greeting").inner_text()
    await visit.page.focus("#text")
    await visit.types("privasi")
    await visit.page.locator("#choices .danger").wait_for()
    await _asks(visit, BUDI, LISTED)
    await _asks(visit, NOBODY, NOT_LISTED)
    with pypdfium2.PdfDocument(await visit.page.pdf(format="A4")) as paper:
        printed = " ".join("\n".join(page.get_textpage().get_text_range() for page in paper).split())
    name, day = web("id")["name"], await visit.page.locator("#printed p").first.text_content()
    assert day
    assert printed.index(name) < printed.index(day) < printed.index(NOT_LISTED) < printed.index(greeting.split("\n")[0])
    assert printed.count(NOT_LISTED) == 2  # on top, and where it was said
    assert LISTED in printed
    assert "3275 •" in printed
    assert re.search(r"\d{7}", printed) is None
    assert web("id")["placeholder"] not in printed
    assert label("watch", "id") not in printed.replace(text("check.not_listed", "id"), "")
