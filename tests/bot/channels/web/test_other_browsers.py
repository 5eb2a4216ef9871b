"""A whole visit in Firefox and in WebKit, the engine of every browser on an iPhone; Chromium has the other tests."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from data.content.texts import day, label, phrase, text, web
from tests.conftest import AS_OF, NOBODY
from tests.support.other_browsers import ENTER, Tab, firefox, taps, types, until, webkit
from tests.support.processes import Serving

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
Opens = Callable[[Path], contextlib.AbstractAsyncContextManager[Tab]]

READY = "!document.querySelector('#send').disabled"
SAID = "[...document.querySelectorAll('.bubble')].map(one => one.textContent)"
RESULTS = "[...document.querySelectorAll('.result h2')]"
RESULT = f"({RESULTS}.pop() || {{}}).textContent"
SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
COMPOSER = "document.querySelector('#composer').getBoundingClientRect()"
COMPOSER_SEEN = f"{COMPOSER}.top >= 0 && {COMPOSER}.bottom <= innerHeight + 1"
FIELD = "document.querySelector('#text')"


def _button(words: str) -> str:
    return f"[...document.querySelectorAll('#choices button')].find(one => one.textContent === {words!r})"


def _says(words: str) -> str:
    return f"{SAID}.some(one => one.includes({words!r}))"


@pytest.mark.parametrize("opens", [firefox, webkit], ids=["firefox", "webkit"])
async def test_a_visit_from_the_first_view_to_the_deletion(opens: Opens, server: Serving, tmp_path: Path) -> None:
    async with opens(tmp_path) as tab:
        await tab.resizes(390, 664)
        await tab.opens(server.url)
        await until(tab, READY)
        await _is_answered_by_nik(tab)
        await _gives_a_wrong_number_back(tab)
        await _stays_whole_at_every_size(tab)
        await _comes_back_after_a_reload(tab, server.url)
        await _speaks_another_language(tab)
        await _forgets(tab)


async def _is_answered_by_nik(tab: Tab) -> None:
    await taps(tab, FIELD)
    await types(tab, NOBODY)
    assert await tab.evaluates(f"{FIELD}.value") == f"{NOBODY[:4]} {NOBODY[4:8]} {NOBODY[8:12]} {NOBODY[12:]}"
    await types(tab, ENTER)
    result = phrase("heading_not_listed", "id", as_of=day(AS_OF, "id"))
    await until(tab, f"{RESULT} === {result!r}")
    kept = "document.documentElement.outerHTML + JSON.stringify([sessionStorage, localStorage])"
    assert NOBODY not in re.sub(r"\s", "", await tab.evaluates(kept))
    await taps(tab, _button(label("info.why", "id")))
    await until(tab, _says(text("info.why", "id").splitlines()[0]))


async def _gives_a_wrong_number_back(tab: Tab) -> None:
    await taps(tab, FIELD)
    await types(tab, NOBODY[:15] + ENTER)
    await until(tab, f"{FIELD}.value.replace(/ /g, '') === {NOBODY[:15]!r} && {READY}")
    await types(tab, NOBODY[15] + ENTER)
    await until(tab, f"{FIELD}.value === '' && {RESULTS}.length === 2")


async def _stays_whole_at_every_size(tab: Tab) -> None:
    for size in ((390, 664), (390, 330), (390, 664), (844, 390), (390, 664)):
        await tab.resizes(*size)
        await until(tab, COMPOSER_SEEN)
        assert not await tab.evaluates(SCROLLS_SIDEWAYS)


async def _comes_back_after_a_reload(tab: Tab, url: str) -> None:
    kept = await tab.evaluates(SAID)
    await tab.opens(url)
    await until(tab, READY)
    assert await tab.evaluates(SAID) == kept


async def _speaks_another_language(tab: Tab) -> None:
    await taps(tab, "document.querySelector('[aria-controls=languages]')")
    await taps(tab, "document.querySelector('[data-language=en]')")
    await until(tab, f"document.documentElement.lang === 'en' && {READY}")
    assert await tab.evaluates(f"{FIELD}.placeholder") == web("en")["placeholder"]


async def _forgets(tab: Tab) -> None:
    await taps(tab, "document.querySelector('#forget')")
    await taps(tab, "document.querySelector('#sure .danger')")
    await until(tab, f"{SAID}.length === 2")
    assert web("en")["forgotten_here"] not in await tab.evaluates(SAID)  # the server has deleted it, too
    assert await tab.evaluates("sessionStorage.length") == 0
