"""A browser that refuses cookies: it is told so once, what can be told is told, and nothing is promised."""

import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route

from bot.app import build_web, running
from bot.settings import Settings
from data.content.texts import label, text
from data.coverage.second_factor import Factor
from tests.conftest import BUDI, NOBODY, PEOPLE, Clock, Office, write_csv
from tests.support import browsers, visitors
from tests.support.processes import House, Serving
from tests.support.step_texts import text_of

NOTICE, NEEDED = text("cookies.refused", "id"), text("cookies.needed", "id")
IDS = count()


@dataclass
class Refusing:
    """The page in a browser that takes no cookie: each request is somebody new."""

    site: httpx.ASGITransport
    told: bool = False
    language: str = "id"
    seen: list[str] = field(default_factory=list)
    """Values of the buttons under the last answer."""

    async def says(self, words: str) -> list[str]:
        return await self._sends(text=words)

    async def presses(self, value: str) -> list[str]:
        return await self._sends(choice=value)

    async def _sends(self, **what: str) -> list[str]:
        async with httpx.AsyncClient(transport=self.site, base_url="http://sigap.test") as client:
            marks = {"cookies": "refused" if self.told else "given", "language": self.language}
            answer = (await client.post("/chat", json={"id": f"c{next(IDS)}", **what, **marks})).json()
        self.told, self.language = answer["cookies"] is False, answer["language"]
        self.seen = [choice["value"] for reply in answer["replies"] for choice in reply["choices"]]
        return [*map(visitors.words, answer["replies"])]


Opens = Callable[..., Awaitable[Refusing]]


@pytest.fixture
async def page(office: Office, clock: Clock) -> AsyncIterator[Opens]:
    async with AsyncExitStack() as stack:

        async def open_(factor: Factor = Factor.NONE) -> Refusing:
            office.publishes(factor=factor)
            settings = Settings.model_validate({"data_dir": office.home, "nik_key": office.key.secret.hex()})
            app = await stack.enter_async_context(running(settings, clock))
            return Refusing(httpx.ASGITransport(build_web(app).site(), client=("203.0.113.7", 5000)))

        yield open_


def kept(office: Office) -> int:
    with closing(sqlite3.connect(office.home / "live.db")) as opened:
        return sum(opened.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in ("chats", "watches"))


async def test_it_is_said_once_and_checks_go_on(page: Opens, office: Office) -> None:
    visitor = await page()
    (answer,) = await visitor.says(f"cek {NOBODY}")
    assert "Tidak tercatat" in answer
    assert answer.endswith(f"\n\n{NOTICE}")
    for said in (f"cek {BUDI}", "klaim"):
        (later,) = await visitor.says(said)
        assert NOTICE not in later
    assert kept(office) == 0


@pytest.mark.parametrize(
    "words",
    [
        "LANGGANAN",
        "langganan pengumuman dong",
        "langganan kecamatan Jatiasih",
        "kabari saya",
        "panduan",
        "KADER B4C7D2FG",
    ],
)
async def test_nothing_is_promised_that_needs_a_second_message(page: Opens, office: Office, words: str) -> None:
    visitor = await page()
    await visitor.says(f"cek {NOBODY}")
    assert await visitor.says(words) == [NEEDED]
    assert kept(office) == 0


@pytest.mark.parametrize("value", ["subscribe", "subscribe.all", "subscribe.kecamatan", "invite.yes", "guide"])
async def test_nor_behind_a_button_of_another_visit(page: Opens, office: Office, value: str) -> None:
    visitor = await page()
    assert await visitor.presses(value) == [NEEDED]
    assert kept(office) == 0


async def test_no_button_is_shown_that_opens_nothing(page: Opens) -> None:
    visitor = await page()
    for words in (
        f"cek {NOBODY}",
        f"cek {BUDI}",
        "halo",
        "menu",
        "apa itu sigap",
        "data saya salah",
        "asli atau palsu?",
    ):
        (said,) = await visitor.says(words)
        assert text("invite", "id") not in said
        for value in visitor.seen:
            assert not value.startswith(("watch", "guide", "subscribe", "invite", "check.pick", "check.again")), words


@pytest.mark.parametrize(("factor", "word"), [(Factor.NAME, "nama depan"), (Factor.KK, "4 angka terakhir nomor KK")])
@pytest.mark.parametrize("nik", [BUDI, NOBODY])
async def test_a_second_factor_is_not_asked_for(page: Opens, factor: Factor, word: str, nik: str) -> None:
    visitor = await page(factor)
    assert await visitor.says(f"cek {nik}") == [text("cookies.factor", "id", factor=word)]
    (lost,) = await visitor.says("Budiarto")  # who answers all the same
    assert lost.endswith(text("cookies.lost", "id"))


async def test_of_several_niks_one_at_a_time_is_asked_for(page: Opens) -> None:
    visitor = await page()
    assert await visitor.says(f"{BUDI} {NOBODY}") == [text("cookies.one_nik", "id", count=2)]


async def test_the_language_stays_as_long_as_the_page(page: Opens) -> None:
    visitor = await page()
    await visitor.presses("language.en")
    (said,) = await visitor.says(f"cek {NOBODY}")
    assert "Not listed" in said


async def test_a_script_without_cookies_is_not_told_off(page: Opens) -> None:
    visitor = await page(Factor.NAME)
    async with httpx.AsyncClient(transport=visitor.site, base_url="http://sigap.test") as client:
        answer = (await client.post("/chat", json={"id": "s1", "text": f"cek {BUDI}"})).json()
        assert "cookies" not in answer
        assert [reply["text"] for reply in answer["replies"]] == [text("check.factor_name", "id")]
        answer = (
            await client.post("/chat", json={"id": "s2", "text": "Budi", "cookies": "given"})
        ).json()  # it kept them
        assert answer["replies"][0]["heading"]["standing"] == "listed"


# ---------------------------------------------------------------- a real browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    house = House(tmp_path_factory.mktemp("refused"), {"SIGAP_CHECKS_PER_IP": "1000"})
    assert house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"]).returncode == 0
    listed = str(write_csv(house.home / "people.csv", PEOPLE))
    done = house.sigap("import", listed, "--as-of", "2026-11-05", "--second-factor", "name")
    assert done.returncode == 0, done.stderr
    with house.serving() as serving:
        yield serving


async def _without_cookies(route: Route) -> None:
    """As a browser that keeps none; what fetches here would keep them for the next request."""
    response = await route.fetch()
    await route.request.frame.page.context.clear_cookies()
    headers = {name: value for name, value in response.headers.items() if name != "set-cookie"}
    await route.fulfill(response=response, headers=headers)


async def _drops_them(browser: Browser, _: Path) -> BrowserContext:
    context = await browser.new_context(viewport={"width": 360, "height": 640})
    await context.route("**/*", _without_cookies)
    return context


async def _clears_them(browser: Browser, _: Path) -> BrowserContext:
    """Between the page and its first message, and after each."""
    context = await browser.new_context(viewport={"width": 360, "height": 640})

    async def cleared(route: Route) -> None:
        await context.clear_cookies()
        headers = {name: value for name, value in route.request.headers.items() if name != "cookie"}
        await route.continue_(headers=headers)

    await context.route("**/chat", cleared)
    return context


async def _blocks_them(browser: Browser, home: Path) -> BrowserContext:
    """Chromium's own setting "block all cookies", which takes the storage away, too."""
    (home / "Default").mkdir(parents=True)
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (home / "Default" / "Preferences").write_text(json.dumps(blocked))
    return await browser.browser_type.launch_persistent_context(
        str(home), executable_path=browsers.chromium(), args=browsers.ARGUMENTS, viewport={"width": 360, "height": 640}
    )


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("refuses", [_drops_them, _clears_them, _blocks_them])
async def test_a_visit_without_cookies(
    server: Serving, chromium: Browser, tmp_path: Path, refuses: Callable[[Browser, Path], Awaitable[BrowserContext]]
) -> None:
    context = await refuses(chromium, tmp_path / "profile")
    context.set_default_timeout(browsers.PATIENCE)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(server.url)
    answers = 1

    async def says(words: str, bubbles: int) -> list[str]:
        nonlocal answers
        await page.fill("#text", words)
        await page.click("#send")
        answers += bubbles
        return await _heard(page, answers, bubbles)

    assert await says("apa itu sigap", 1) == [f"{text_of('answer.about.what')}\n\n{NOTICE}"]
    assert await says(BUDI, 1) == [text("cookies.factor", "id", factor="nama depan")]
    assert await says("LANGGANAN", 1) == [NEEDED]
    await page.click("[aria-controls=languages]")
    await page.click("[data-language=en]")
    answers += 1
    await _heard(page, answers, 1)
    assert await says("LANGGANAN", 1) == [text("cookies.needed", "en")]
    assert await page.locator("#choices button", has_text=label("watch", "en")).count() == 0
    assert errors == []
    await context.close()


async def _heard(page: Page, so_far: int, last: int) -> list[str]:
    """The newest answers, once there are so many in all."""
    bubbles = page.locator(".message.bot .bubble:not(.dots)")
    await bubbles.nth(so_far - 1).wait_for()
    assert await bubbles.count() == so_far
    return (await bubbles.all_text_contents())[-last:]
