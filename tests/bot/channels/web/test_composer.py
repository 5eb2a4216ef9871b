"""The field and the buttons of the web chat: numbers in groups, given back after an error; nothing cut or lost."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from data.content.texts import label, web
from tests.conftest import BUDI, NOBODY
from tests.support.web_visits import Browsers, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORDS = web("id")
GROUPED = "3275 0509 0388 9401"
_TOLD = f"{WORDS['digits']}."
CARET = "document.getElementById('text').selectionStart"
RECORD = """() => {
  window.told = [];
  const status = document.getElementById("status");
  const note = () => status.textContent && window.told.push(status.textContent);
  new MutationObserver(note).observe(status, { childList: true });
}"""


async def _opens(browsers: Browsers) -> tuple[Visit, Page]:
    visit = await browsers.visit()
    await visit.page.focus("#text")
    return visit, visit.page


async def _value(page: Page) -> str:
    return await page.input_value("#text")


async def test_digits_stand_in_groups_of_four_wherever_they_are_typed(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    await page.keyboard.type(BUDI)
    assert await _value(page) == GROUPED
    await expect(page.locator("#hint")).to_have_text("16/16")
    for _ in range(3):
        await page.keyboard.press("Backspace")
    assert await _value(page) == "3275 0509 0388 9"
    await page.keyboard.press("Backspace")
    assert await _value(page) == "3275 0509 0388"  # no blank stays behind
    await page.keyboard.press("Home")
    for _ in range(4):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Delete")  # the blank, which stays; the caret goes on
    await page.keyboard.press("Delete")
    assert (await _value(page), await page.evaluate(CARET)) == ("3275 5090 388", 5)
    await page.keyboard.type("0")
    assert (await _value(page), await page.evaluate(CARET)) == ("3275 0509 0388", 6)
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Backspace")  # the blank again
    await page.keyboard.press("Backspace")
    assert (await _value(page), await page.evaluate(CARET)) == ("3270 5090 388", 3)
    assert visit.errors == []


@pytest.mark.parametrize(
    ("typed", "shown", "hint"),
    [
        ("3275-0509.0388 9401", GROUPED, "16/16"),
        (f" {BUDI}\u00a0", f"{GROUPED} ", "16/16"),
        (f"{BUDI}7", f"{GROUPED} 7", f"17/16{WORDS['digits_over'].format(n=1)}"),
        (f"{BUDI} {NOBODY}", f"{BUDI} {NOBODY}", ""),
        (f"cek {BUDI}", f"cek {BUDI}", ""),
        ("25-06-1984", "25-06-1984", ""),
        ("12.500.000", "12.500.000", ""),
        ("081280070175", "081280070175", ""),
        ("1500444", "1500444", ""),
    ],
)
async def test_only_what_is_all_digits_is_grouped(browsers: Browsers, typed: str, shown: str, hint: str) -> None:
    _, page = await _opens(browsers)
    await page.evaluate("text => document.execCommand('insertText', false, text)", typed)  # as a paste does
    assert await _value(page) == shown
    assert await page.text_content("#hint") == hint
    await page.keyboard.type("9")
    assert await page.evaluate(CARET) == len(await _value(page))


async def test_a_keyboard_that_tells_no_keys_is_understood(browsers: Browsers) -> None:
    """As on Android, where each digit is composed and then put in."""
    _, page = await _opens(browsers)
    keyboard = await page.context.new_cdp_session(page)
    for digit in BUDI:
        await keyboard.send("Input.imeSetComposition", {"text": digit, "selectionStart": 1, "selectionEnd": 1})
        await keyboard.send("Input.insertText", {"text": digit})
    await expect(page.locator("#text")).to_have_value(GROUPED)
    await expect(page.locator("#hint")).to_have_text("16/16")


async def test_a_word_that_a_keyboard_still_composes_is_left_alone(browsers: Browsers) -> None:
    _, page = await _opens(browsers)
    keyboard = await page.context.new_cdp_session(page)
    for n in range(8, 16):
        await keyboard.send("Input.imeSetComposition", {"text": BUDI[:n], "selectionStart": n, "selectionEnd": n})
    await expect(page.locator("#hint")).to_have_text(f"15/16{GROUPED[:-1]}")  # the groups are shown all the same
    assert await _value(page) == BUDI[:-1]
    await keyboard.send("Input.insertText", {"text": BUDI})
    await expect(page.locator("#text")).to_have_value(GROUPED)
    await expect(page.locator("#hint")).to_have_text("16/16")
    assert await page.evaluate(CARET) == len(GROUPED)


async def test_a_screen_reader_is_told_in_pauses_and_not_on_each_key(browsers: Browsers) -> None:
    _, page = await _opens(browsers)
    await page.evaluate(RECORD)
    await page.keyboard.type(BUDI[:-1])
    await expect(page.locator("#status")).to_have_text(_TOLD.format(n=15))
    await page.keyboard.type(BUDI[-1])
    await expect(page.locator("#status")).to_have_text(_TOLD.format(n=16))
    assert await page.evaluate("window.told") == [_TOLD.format(n=n) for n in (15, 16)]
    assert await page.get_attribute("#text", "aria-describedby") == "hint"


# ---------------------------------------------------------------- after an error


async def test_a_wrong_number_comes_back_to_be_corrected(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    answers: list[str] = []
    async with page.expect_response("**/chat") as answered:
        await visit.types(BUDI[:-1])
    answers.append(await (await answered.value).text())
    await visit.hears("baru 15")
    await expect(page.locator("#text")).to_have_value(GROUPED[:-1])
    await expect(page.locator("#text")).to_be_focused()
    assert await page.evaluate(CARET) == len(GROUPED) - 1
    assert WORDS["correct"] in await page.inner_text("#hint")
    assert BUDI[:-1] not in re.sub(r"\D", "", answers[0] + await visit.kept())  # the server and the storage have none
    assert await visit.violations() == []
    await visit.types(BUDI[-1])  # the missing digit
    await expect(page.locator(".message.bot:not([aria-hidden])")).to_have_count(3)
    assert await _value(page) == ""
    own = await page.locator(".own .bubble").all_inner_texts()
    assert own == ["3275 ••••••••• 40", "3275 •••••••••• 01"]
    await expect(page.locator("#hint")).to_be_hidden()
    assert visit.errors == []


async def test_who_goes_on_otherwise_leaves_the_number_behind(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    for leave in ("#hint button", "#choices button >> nth=-1"):
        await page.fill("#text", f"{BUDI}7")
        await page.keyboard.press("Enter")
        await expect(page.locator("#text")).to_have_value(f"{GROUPED} 7")
        await page.click(leave)
        await expect(page.locator("#text")).to_have_value("")
        await expect(page.locator("#send")).to_have_attribute("aria-disabled", "false")
    typed = asyncio.Event()

    async def answers_late(route: Route) -> None:
        await typed.wait()
        await route.continue_()

    await page.route("**/chat", answers_late)
    await page.fill("#text", BUDI[:-1])
    await page.keyboard.press("Enter")
    await page.keyboard.type("saya bingung")
    typed.set()
    await expect(page.locator(".message.bot")).to_have_count(5)
    assert await _value(page) == "saya bingung"
    assert visit.errors == []


async def test_too_many_messages_take_neither_text_nor_buttons_away(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    await page.evaluate(
        """async () => {
          for (let n = 0; n < 20; n += 1) {
            const body = JSON.stringify({ id: `flood-${n}`, choice: "menu", cookies: "given" });
            await fetch("chat", { method: "POST", headers: { "content-type": "application/json" }, body });
          }
        }"""
    )
    before = await page.locator("#choices button").all_inner_texts()
    assert before
    await visit.types("apa itu sigap?")
    await visit.hears("terlalu cepat")
    assert await page.locator("#choices button").all_inner_texts() == before
    assert await _value(page) == "apa itu sigap?"
    assert WORDS["given_back"] in await page.inner_text("#hint")
    await page.locator("#choices button").first.click()
    await expect(page.locator(".own")).to_have_count(2)
    await expect(page.locator("#choices button")).to_have_text(before)
    assert visit.errors == []


async def test_behind_a_picture_the_guide_goes_on(browsers: Browsers) -> None:
    visit = await browsers.visit()
    page = visit.page
    await page.evaluate("document.querySelector('#choices button').dataset.value = 'guide.to.office_papers'")
    await page.locator("#choices button").first.click()
    await page.click(f"#choices button:has-text('{label('guide.picture', 'id')}')")
    await page.locator(".picture").wait_for()
    await page.click(f"#choices button:has-text('{label('guide.done', 'id')}')")
    await expect(page.locator(".own .bubble").last).to_have_text(label("guide.done", "id"))
    await expect(page.locator("#choices button[data-value='guide.problem.office_rt']")).to_have_count(1)
    assert visit.errors == []


# ---------------------------------------------------------------- too long, and no line


async def test_a_long_paste_is_kept_whole_and_told_about(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    long = "Pak RT bilang data saya belum masuk. " * 140
    await page.evaluate("text => document.execCommand('insertText', false, text)", long)
    said = WORDS["too_long"].format(n="5.179")
    assert await page.inner_text("#hint") == said
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_have_text(said)
    assert await _value(page) == long
    assert await page.locator(".own").count() == 0
    assert await visit.violations() == []
    await page.fill("#text", long[:4096])
    await expect(page.locator("#hint")).to_be_hidden()
    await page.click("#send")
    await expect(page.locator(".own")).to_have_count(1)
    await expect(page.locator(".message.bot:not([aria-hidden])")).to_have_count(2)
    assert visit.errors == []


async def test_without_a_line_what_was_typed_stays_in_the_page_alone(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    await page.keyboard.type(NOBODY)
    await page.context.set_offline(True)
    await page.locator("#hint", has_text=WORDS["line_down"]).wait_for()
    await expect(page.locator("#status")).to_have_text(WORDS["line_down"])
    assert await visit.violations() == []
    await page.keyboard.press("Enter")
    await page.locator("#choices button").first.click()
    assert await page.locator(".own").count() == 0
    assert re.sub(r"\D", "", await _value(page)) == NOBODY
    assert NOBODY not in re.sub(r"\D", "", await visit.kept())
    await page.context.set_offline(False)
    await expect(page.locator("#status")).to_have_text(WORDS["line_back"])
    await page.focus("#text")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.bot:not([aria-hidden])")).to_have_count(2)
    await expect(page.locator("#hint")).to_be_hidden()


async def test_a_request_that_fails_is_told_near_the_field_until_one_succeeds(browsers: Browsers) -> None:
    visit, page = await _opens(browsers)
    await page.route("**/chat", lambda route: route.abort())
    await visit.types("klaim")
    await page.locator("#hint", has_text=WORDS["line_down_empty"]).wait_for()
    await page.unroute_all(behavior="wait")
    await page.click(".state button")
    await expect(page.locator("#hint")).to_be_hidden()
    await expect(page.locator(".state")).to_have_count(0)
