"""What a screen reader says during a visit by keyboard alone, written down so that a person can read it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from data.content.texts import web
from tests.conftest import NOBODY
from tests.support.web_visits import Browsers, Visit
from tests.transcripts.files import READ_OUT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LISTEN = """
window.announced = [];
document.addEventListener('DOMContentLoaded', () => {
  const said = node => node.nodeType === Node.TEXT_NODE ? node.textContent
    : node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true' || node.hidden
    || node.ariaLive === 'off' || node.matches('.state') ? ''
    : [...node.childNodes].map(said).filter(one => one.trim()).join(' | ');
  const note = text => text.trim() && announced.push(text.replace(/\\s+/g, ' ').trim());
  const log = document.getElementById('log');
  new MutationObserver(changes => log.getAttribute('aria-live') === 'polite' && changes.forEach(
    change => change.addedNodes.forEach(node => note(said(node))))).observe(log, {childList: true});
  const status = document.getElementById('status');
  new MutationObserver(() => note(status.textContent)).observe(status, {childList: true, characterData: true});
});
"""
"""Collects what the log and the status announce: what is added to them, unless it is hidden from screen readers."""
TITLE = """# A visit as a screen reader says it

Written by a test in Chromium (`tests/bot/channels/web/test_read_out.py`), which uses the keyboard alone. `>` is what
the person does, "focus" the element that has the focus then with its role and name, and "said" what the page announces
by itself. A real screen reader adds words of its own.
"""


class Reader:
    """Somebody who hears the page."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._heard = visit, 0
        self.lines: list[str] = []

    async def presses(self, key: str) -> None:
        """Presses a key that moves the focus at once."""
        await self.sends(key)
        await self.notes_focus()

    async def sends(self, *keys: str) -> None:
        """Presses keys that something comes of."""
        for key in keys:
            await self._visit.page.keyboard.press(key)
        self.lines.append(f"\n**>** {', '.join(keys)}\n")

    async def types(self, words: str, shown: str) -> None:
        await self._visit.page.keyboard.type(words)
        self.lines.append(f"\n**>** types {shown}\n")

    async def waits_for(self, announced: str) -> None:
        """Waits until the page announces this, and notes what it said."""
        until = "said => announced.some((one, at) => at >= said[1] && one.includes(said[0]))"
        while not await self._visit.page.evaluate(until, [announced, self._heard]):
            await self._visit.page.wait_for_timeout(50)
        await expect(self._visit.page.locator(".dots")).to_have_count(0)
        announced = await self._visit.page.evaluate("announced")
        self.lines += [f"- said: {one}" for one in announced[self._heard :] if one not in _PASSING]
        self._heard = len(announced)
        await self.notes_focus()

    async def is_answered(self, announced: str) -> None:
        """Waits for an answer, and for what stands below it."""
        await self._visit.page.locator(".extras").wait_for(state="attached")
        await self.waits_for(announced)

    async def notes_focus(self) -> None:
        """Notes what has the focus, unless nothing has moved it."""
        focused = self._visit.page.locator(":focus")
        if await focused.count():
            name = (await focused.aria_snapshot()).splitlines()[0].removeprefix("- ").rstrip(":")
            if f"- focus: {name}" != next((line for line in reversed(self.lines) if "focus:" in line), ""):
                self.lines.append(f"- focus: {name}")


_PASSING = {web("id")["sending"]}
"""Announced only where the answer takes a while."""


async def test_a_visit_by_keyboard_is_read_out_as_it_is_written_down(
    browsers: Browsers, as_written: Callable[[Path, str], None]
) -> None:
    visit = await browsers.visit()
    await visit.page.add_init_script(LISTEN)
    await visit.page.reload()
    reader = Reader(visit)
    for _ in range(9):
        await reader.presses("Tab")
    await visit.page.locator(".skip").focus()
    await reader.presses("Enter")
    await reader.types(NOBODY[:15], "15 angka")
    await reader.waits_for("15 dari 16 angka")
    await reader.sends("Enter")
    await reader.is_answered("kurang angka")
    await reader.types(NOBODY[15], "angka terakhir")
    await reader.waits_for("16 dari 16 angka")
    await reader.sends("Enter")
    await reader.is_answered("Tidak tercatat")
    await reader.presses("Shift+Tab")
    await visit.page.focus("#choices")
    await reader.presses("Tab")
    await reader.sends("Enter")
    await reader.is_answered("Langkah 1")
    await visit.page.focus("#forget")
    await reader.presses("Enter")
    await reader.sends("Tab", "Enter")
    await reader.waits_for("dihapus")
    assert visit.errors == []
    as_written(READ_OUT, TITLE + "\n".join(reader.lines) + "\n")
