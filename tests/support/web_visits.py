"""A tab of a real browser on the web chat: what a person does in it, and what it shows."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page

from tests.support.browsers import PATIENCE

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
AXE = Axe().axe_script
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
FOUND = (
    "how => axe.run(how).then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 100)}`))"
)


@dataclass
class Visit:
    """One browser tab, and every error that its scripts met."""

    page: Page
    errors: list[str] = field(default_factory=list)

    async def types(self, words: str) -> None:
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")

    async def hears(self, words: str) -> None:
        await self.page.locator(".message.bot :is(.bubble, .result)", has_text=words).last.wait_for()

    async def speaks(self, code: str) -> None:
        """Chooses a language in the list at the top."""
        await self.page.click("[aria-controls=languages]")
        await self.page.click(f"[data-language={code}]")

    async def reads_last(self) -> str:
        """The words of our last bubble, in one line."""
        return " ".join((await self.page.locator(".message.bot .bubble").last.inner_text()).split())

    async def focused(self) -> str:
        return str(await self.page.evaluate("document.activeElement.id || document.activeElement.textContent"))

    async def tabs_to(self, words: str) -> None:
        for _ in range(12):
            if words in await self.focused():
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {words}")

    async def violations(self) -> list[str]:
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE)
        return list(await self.page.evaluate(FOUND, WCAG))

    async def kept(self) -> str:
        """Everything the browser keeps and shows of this tab."""
        return str(await self.page.evaluate("JSON.stringify([sessionStorage, localStorage, document.body.outerHTML])"))


@dataclass
class Browsers:
    """Opens tabs on the chat."""

    browser: Browser
    stack: AsyncExitStack
    url: str

    async def visit(self, size: dict[str, int] = PHONE, *, script: str = "", **how: Any) -> Visit:
        """Opens the chat; `script` runs before the scripts of the page."""
        context: BrowserContext = await self.browser.new_context(viewport=size, **how)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        self.stack.push_async_callback(context.close)
        if script:
            await context.add_init_script(script)
        visit = Visit(await context.new_page())
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("console", lambda said: visit.errors.extend([said.text] if said.type == "error" else []))
        await visit.page.goto(self.url)
        return visit
