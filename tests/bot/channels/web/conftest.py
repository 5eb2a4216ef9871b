"""A running bot and a real browser, for the tests of the web chat that drive one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.support import browsers as real
from tests.support.processes import House, Serving
from tests.support.web_visits import Browsers


@pytest.fixture(scope="module")
def house(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("visit"), {"SIGAP_CHECKS_PER_IP": "1000", "SIGAP_CHECKS_PER_DAY": "100"})
    house.takes_over(furnished)
    return house


@pytest.fixture(scope="module")
def server(house: House) -> Iterator[Serving]:
    with house.serving() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def browsers(server: Serving, chromium: Browser) -> AsyncIterator[Browsers]:
    async with AsyncExitStack() as stack:
        yield Browsers(chromium, stack, server.url)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def resolving() -> AsyncIterator[Browser]:
    """A browser for which each host is this machine."""
    rules = "--host-resolver-rules=MAP *.test 127.0.0.1"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=real.chromium(), args=[*real.ARGUMENTS, rules])
        yield browser
        await browser.close()
