"""How heavy and how quick the web chat is on a cheap phone: `python -m tests.bench.phone`.

Needs Chromium, and for `--lighthouse` also npm, which fetches Lighthouse from its registry.

- *first view*: bytes on the wire and requests until the page can be used, on 250 kbit/s with 800 ms a round trip.
- *input delay*: from a key to the next frame, after 100 messages, with the processor slowed six times.
- *axe*: what it finds in every state at every size of window and of letters, light and dark.
- *Lighthouse*: the median of several runs with its mobile profile.
"""

import argparse
import asyncio
import itertools
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.conftest import NOBODY
from tests.support.browsers import ARGUMENTS, chromium
from tests.support.processes import furnished
from tests.support.web_visits import PHONE, Visit

LIGHTHOUSE = "lighthouse@12.2.3"
_BITS, _ROUND_TRIP = 250_000, 800
"""Bits a second, milliseconds."""
_SLOWED = 6
SIZES = ((360, 560), (360, 640), (390, 844), (768, 1024), (1440, 900))
SCHEMES = ("light", "dark")
LETTERS = (100, 130, 200)
"""Percent."""
STATES = {"first view": "", "a result": NOBODY, "a digit missing": NOBODY[:15], "a page": "klaim", "deleting": ""}
"""And what is typed to reach each."""
LIMITS = ("SIGAP_CHECKS_PER_DAY", "SIGAP_CHECKS_PER_IP", "SIGAP_CHECKS_PER_HOUR", "SIGAP_MESSAGES_PER_MINUTE")
_FRAME = """() => new Promise(done => {
  const box = document.getElementById('text');
  box.focus();
  box.addEventListener('keydown', event => requestAnimationFrame(() => setTimeout(
    () => done(performance.now() - event.timeStamp))), {once: true, capture: true});
})"""
"""Milliseconds from the browser's time of the next key until the frame that follows it is drawn."""


async def first_view(browser: Browser, url: str) -> tuple[int, int, float]:
    """Bytes on the wire, requests, and seconds until the page can be used, on a slow line and an empty cache."""
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    speed = _BITS / 8
    slow = {"offline": False, "latency": _ROUND_TRIP, "downloadThroughput": speed, "uploadThroughput": speed}
    await session.send("Network.emulateNetworkConditions", slow)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    await page.goto(url, wait_until="commit")
    await page.locator("#send:not([disabled])").wait_for()
    seconds = await page.evaluate("performance.now()") / 1000
    await page.wait_for_load_state("networkidle")
    await context.close()
    return int(sum(received)), len(received), seconds


async def input_delays(browser: Browser, url: str, messages: int) -> list[float]:
    """Milliseconds of 30 keys on a slowed processor, after a long conversation."""
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(url)
    for number in range(messages // 2):
        await _says(page, "menu" if number % 2 else NOBODY)
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWED})
    found = []
    for _ in range(30):
        waiting = asyncio.ensure_future(page.evaluate(_FRAME))
        await asyncio.sleep(0.1)
        await page.keyboard.press("a")
        found.append(await waiting)
    await context.close()
    return found


async def _says(page: Page, words: str) -> None:
    answers = page.locator(".message.bot:not([aria-hidden])")
    shown = await answers.count()
    await page.fill("#text", words)
    await page.keyboard.press("Enter")
    await answers.nth(shown).wait_for()


async def violations(browser: Browser, url: str) -> tuple[int, list[str]]:
    """How many states were looked at, and what axe finds in them."""
    looked, found = 0, []
    for (width, height), scheme, letters in itertools.product(SIZES, SCHEMES, LETTERS):
        size = {"width": width, "height": height}
        context = await browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        visit = Visit(await context.new_page())
        await visit.page.goto(url)
        await visit.page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%'; }", letters)
        for state, said in STATES.items():
            if said:
                await _says(visit.page, said)
            if state == "deleting":
                await visit.page.click("#forget")
            found += [f"{width}x{height} {scheme} {letters} % {state}: {one}" for one in await visit.violations()]
            looked += 1
        await context.close()
    return looked, found


def lighthouse(url: str, folder: Path) -> dict[str, float]:
    """The scores of one run, from 0 to 100. Raises CalledProcessError."""
    report = folder / "report.json"
    flags = " ".join(("--headless=new", *ARGUMENTS))
    command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={report}"]
    npx = shutil.which("npx") or "npx"
    chosen = "--only-categories=performance,accessibility,best-practices"
    environment = {**os.environ, "CHROME_PATH": chromium()}
    subprocess.run([npx, *command[1:], chosen, f"--chrome-flags={flags}"], check=True, env=environment, timeout=600)
    return {name: 100 * one["score"] for name, one in json.loads(report.read_text())["categories"].items()}


async def measure(url: str, rounds: int, *, axe: bool) -> None:
    """Prints what the browser alone can tell."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS])
        views = [await first_view(browser, url) for _ in range(rounds)]
        size, requests, _ = views[0]
        usable = [seconds for _, _, seconds in views]
        print(f"first view: {size / 1000:.1f} KB on the wire in {requests} requests")
        print(f"usable after {statistics.median(usable):.2f} s ({min(usable):.2f} to {max(usable):.2f})", flush=True)
        delays = await input_delays(browser, url, 100)
        print(f"input delay: median {statistics.median(delays):.0f} ms, longest {max(delays):.0f} ms", flush=True)
        if axe:
            looked, found = await violations(browser, url)
            print(f"axe: {len(found)} violations in {looked} states", *found, sep="\n  ", flush=True)
        await browser.close()


def main() -> None:
    """Measures, and prints."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--axe", action="store_true", help="also look at every state with axe (minutes)")
    asked.add_argument("--lighthouse", action="store_true", help="also run Lighthouse (npm)")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = furnished(Path(folder) / "house")
        house.env |= dict.fromkeys(LIMITS, "100000")
        with house.serving() as server:
            asyncio.run(measure(server.url, chosen.rounds, axe=chosen.axe))
            if chosen.lighthouse:
                runs = [lighthouse(server.url, house.home) for _ in range(chosen.rounds)]
                for name in runs[0]:
                    scores = [one[name] for one in runs]
                    print(f"{name}: {statistics.median(scores):.0f} ({min(scores):.0f} to {max(scores):.0f})")


if __name__ == "__main__":
    main()
