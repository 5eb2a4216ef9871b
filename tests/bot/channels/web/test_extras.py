"""What stands below the newest answer: share, read aloud, keep as a picture, be reminded; and the microphone's hint."""

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, expect

from data.content.texts import text, web, web_extras
from tests.conftest import BUDI, NOBODY
from tests.support.calendars import Event, read_calendar
from tests.support.web_visits import DESKTOP, PHONE, Browsers, Visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
WORDS = web_extras("id")
SHARES = "navigator.share = async given => { window.shared = given; }"
"""Records what is shared: headless Chromium has no share sheet."""
SPEAKS = """
window.said = [];
window.voices = %s;
Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
  getVoices: () => voices, speak: one => said.push(one), cancel: () => said.push('cancelled') }) });
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
"""
"""Records what is read aloud: headless Chromium has no voices."""
LOCAL = [{"lang": "en-US", "localService": True}, {"lang": "id-ID", "localService": True, "name": "Damayanti"}]
REMOTE = [{"lang": "id-ID", "localService": False}, {"lang": "en-US", "localService": True}]


async def _asks(visit: Visit, *, choice: str = "", said: str = "") -> Locator:
    """Presses a button with this value, or sends these words; returns the row below the answer."""
    before = await visit.page.locator(".message.bot").count()
    if choice:
        await visit.page.evaluate(f"document.querySelector('#choices button').dataset.value = '{choice}'")
        await visit.page.locator("#choices button").first.click()
    else:
        await visit.page.fill("#text", said)
        await visit.page.click("#send")
    await visit.page.locator(".message.bot").nth(before).wait_for()
    await visit.page.locator("#choices + .extras").wait_for()
    return visit.page.locator(".extras")


def _content(path: Path) -> bytes:
    return path.read_bytes()


async def _saved(visit: Visit, button: Locator) -> tuple[str, bytes]:
    async with visit.page.expect_download() as started:
        await button.click()
    download = await started.value
    return download.suggested_filename, _content(await download.path())


async def test_nothing_of_it_is_loaded_before_the_first_answer(browsers: Browsers) -> None:
    visit = await browsers.visit()
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    assert await visit.page.locator(".extras").count() == 0
    assert [one for one in asked if "extras" in one] == []
    row = await _asks(visit, said="iurannya siapa yang bayar?")
    assert len([one for one in asked if "extras.js?v=" in one]) == 1
    await _asks(visit, said="syaratnya apa")
    assert await row.count() == 1  # below the newest answer only
    assert len([one for one in asked if "extras.js" in one]) == 1
    await visit.page.reload()
    await row.wait_for()
    await visit.page.click("#forget")
    await visit.page.click("dialog .danger")
    await visit.hears(text("erased", "id").splitlines()[0])
    assert await row.count() == 0
    assert visit.errors == []


async def test_an_answer_is_there_without_it(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.route("**/extras.js*", lambda route: route.abort())
    await visit.page.focus("#text")
    await visit.types(NOBODY)
    await visit.hears("Tidak tercatat")
    assert await visit.page.locator(".extras").count() == 0
    assert [error for error in visit.errors if "net::ERR_FAILED" not in error] == []


async def test_an_answer_is_shared_without_a_nik(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.add_init_script(SHARES)
    await visit.page.reload()
    await _asks(visit, said=f"{BUDI} {NOBODY}")
    row = await _asks(
        visit, choice=await visit.page.locator("#choices button[data-value$='.all']").get_attribute("data-value") or ""
    )
    assert "••••" in await visit.page.locator(".message.bot .bubble").last.inner_text()
    await row.get_by_role("button", name=WORDS["share"]).click()
    shared = await visit.page.evaluate("window.shared")
    assert list(shared) == ["text"]
    assert "(NIK)" in shared["text"]
    assert "•" not in shared["text"]
    assert re.findall(r"\d{4}", shared["text"].replace("2026", "").replace(browsers.url, "")) == []
    assert shared["text"].endswith(f"{browsers.url}/")
    assert visit.errors == []


async def test_what_cannot_be_shared_is_copied(browsers: Browsers) -> None:
    visit = await browsers.visit(permissions=["clipboard-read", "clipboard-write"])
    await visit.page.add_init_script("delete Navigator.prototype.share")
    await visit.page.reload()
    row = await _asks(visit, choice="offices.bpjs")
    await row.get_by_role("button", name=WORDS["share"]).click()
    await row.get_by_role("button", name=WORDS["copied"]).wait_for()
    assert await visit.page.locator("#status").inner_text() == WORDS["copied"]
    copied = await visit.page.evaluate("navigator.clipboard.readText()")
    assert " ".join(copied.split()).startswith(await visit.reads_last())  # with its telephone numbers
    assert re.search(r"\d{3}", copied)


async def test_an_answer_is_read_by_a_voice_of_the_phone_only_when_asked(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.add_init_script(SPEAKS % json.dumps(LOCAL))
    await visit.page.reload()
    row = await _asks(visit, said="iurannya siapa yang bayar?")
    assert [one for one in await visit.page.evaluate("said") if one != "cancelled"] == []
    aloud = row.get_by_role("button", name=WORDS["aloud"])
    await aloud.click()
    spoken = await visit.page.evaluate("said.filter(one => one.text).map(one => [one.text, one.voice.name, one.lang])")
    shown = await visit.page.locator(".message.bot .bubble").last.inner_text()
    assert " ".join(words for words, *_ in spoken).split()[:8] == shown.replace("•", " ").split()[:8]
    assert {tuple(rest) for _, *rest in spoken} == {("Damayanti", "id-ID")}
    await row.get_by_role("button", name=WORDS["stop"]).click()
    assert (await visit.page.evaluate("said"))[-1] == "cancelled"
    await aloud.click()
    await visit.page.evaluate("said[said.length - 1].dispatchEvent(new Event('end'))")
    await aloud.wait_for()  # read to its end
    assert visit.errors == []


async def test_a_voice_elsewhere_is_not_offered(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await visit.page.add_init_script(SPEAKS % json.dumps(REMOTE))
    await visit.page.reload()
    row = await _asks(visit, said="iurannya siapa yang bayar?")
    assert await row.get_by_role("button", name=WORDS["aloud"]).count() == 0
    await visit.page.evaluate(
        "voices.push({ lang: 'id_ID', localService: true }); speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
    )
    await row.get_by_role("button", name=WORDS["aloud"]).wait_for()  # found later


async def test_what_to_take_along_is_kept_as_a_picture(browsers: Browsers) -> None:
    visit = await browsers.visit()
    row = await _asks(visit, choice="guide.to.who")
    assert await row.get_by_role("button", name=WORDS["picture"]).count() == 0
    await _asks(visit, choice="guide.to.office_counter")
    name, content = await _saved(visit, row.get_by_role("button", name=WORDS["picture"]))
    assert name == "sigap.png"
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or []}
    assert (width, height > 800) == (1080, True)
    assert {(11, 93, 78), (255, 255, 255), (20, 35, 31)} <= colours  # the head, the ground, the words
    assert visit.errors == []


def _of_a_day(content: bytes) -> Event:
    event = read_calendar(content)
    assert event.end == event.start + timedelta(days=1)
    assert event.alarm == "PT9H"
    return event


@pytest.mark.parametrize("code", ["id", "en"])
async def test_a_calendar_file_says_when_to_come_back(browsers: Browsers, code: str) -> None:
    visit = await browsers.visit()
    await _asks(visit, choice=f"language.{code}")
    row = await _asks(visit, choice="guide.to.wait")
    name, content = await _saved(visit, row.get_by_role("button", name=web_extras(code)["remind"]))
    event = _of_a_day(content)
    today = date.fromisoformat(await visit.page.evaluate("new Date().toLocaleDateString('sv')"))
    assert name == "sigap.ics"
    assert event.start == today + timedelta(days=90)
    assert event.summary == web_extras(code)["calendar"]
    assert " ".join(event.description.split()).startswith(await visit.reads_last())
    assert event.description.endswith(f"{browsers.url}/")
    await visit.page.reload()
    _, again = await _saved(visit, row.get_by_role("button", name=web_extras(code)["remind"]))
    assert read_calendar(again).uid != event.uid
    assert visit.errors == []


async def test_a_day_that_an_officer_named_is_typed(browsers: Browsers) -> None:
    visit = await browsers.visit()
    row = await _asks(visit, choice="guide.to.meeting")
    opens = row.get_by_role("button", name=WORDS["remind_me"])
    await opens.focus()
    await visit.page.keyboard.press("Enter")
    field = row.get_by_label(WORDS["which_day"])
    await expect(field).to_be_focused()
    assert await visit.violations() == []
    await field.fill("2030-02-28")
    _, content = await _saved(visit, row.get_by_role("button", name=WORDS["keep"], exact=True))
    assert _of_a_day(content).start == date(2030, 2, 28)
    assert await visit.page.locator("#status").inner_text() == WORDS["saved"]


async def test_a_watch_on_the_web_is_worth_a_reminder(browsers: Browsers) -> None:
    visit = await browsers.visit()
    await _asks(visit, said=NOBODY)
    watch = await visit.page.locator("#choices button[data-value^='watch.']").get_attribute("data-value")
    row = await _asks(visit, choice=watch or "")
    _, content = await _saved(visit, row.get_by_role("button", name=WORDS["remind"]))
    today = date.fromisoformat(await visit.page.evaluate("new Date().toLocaleDateString('sv')"))
    assert today < _of_a_day(content).start < today + timedelta(days=30)  # before the chat ends
    assert NOBODY not in content.decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 360, "height": 560}, DESKTOP], ids=["phone", "desktop"])
async def test_the_row_fits_and_leaves_the_choices_in_sight(
    browsers: Browsers, size: dict[str, int], scheme: str
) -> None:
    visit = await browsers.visit(size, color_scheme=scheme)
    row = await _asks(visit, choice="guide.to.wait")
    assert await visit.violations() == []
    for button in await row.locator("button").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= size["width"]
    await _asks(visit, said="makasih")
    await expect(visit.page.locator("#choices button").last).to_be_in_viewport()
    await expect(row).to_be_in_viewport(ratio=1)  # where there is room for it
    assert visit.errors == []


async def test_the_microphone_is_named_until_the_first_message(browsers: Browsers) -> None:
    visit = await browsers.visit(PHONE, has_touch=True, is_mobile=True)
    hint = visit.page.locator("#hint")
    await expect(hint).to_be_hidden()
    await visit.page.locator("#text").tap()
    await expect(hint).to_have_text(web("id")["dictate"])
    await expect(visit.page.locator("#text")).to_be_in_viewport(ratio=1)
    assert await visit.page.evaluate("document.getElementById('log').clientHeight") > PHONE["height"] / 2
    assert await visit.violations() == []
    await visit.page.keyboard.type(NOBODY)
    await expect(hint).not_to_contain_text(web("id")["dictate"])  # the same line counts the digits
    await _asks(visit, said="halo")
    await visit.page.locator("#text").tap()
    await expect(hint).to_be_hidden()
    desk = await browsers.visit(DESKTOP)
    await desk.page.focus("#text")
    await expect(desk.page.locator("#hint")).to_be_hidden()
