"""Takes the picture in the README: `python -m workshop.screenshot` asks the real demo in a real Chromium.

The window is as large as a cheap phone's. The NIK is one that `sigap demo` prints: nobody's.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FILE = Path(__file__).parent.parent / "docs" / "pictures" / "chat.png"
WIDTH, HEIGHT = 360, 740
"""Of the window, in CSS pixels."""
DENSITY = 2
LARGEST = 120_000
"""Bytes that the picture may have."""
_COLOURS = 128
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NIK = re.compile(r"^(\d{16})\s+not in the list$")
_URL = re.compile(r"^Chat:\s+(http://\S+)$")


class NoPicture(Exception):
    """What is needed for it is not there, or it became too large."""


@contextmanager
def demo(home: Path) -> Iterator[tuple[str, str]]:
    """The address of a demo that runs meanwhile, and a NIK that is not in its list."""
    env = os.environ | {"SIGAP_DATA_DIR": str(home / "sigap"), "SIGAP_WEB_PORT": "0", "SIGAP_METRICS_PORT": "0"}
    command = [str(Path(sys.executable).with_name("sigap")), "demo", "--no-browser"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stdout
            found = {}
            for line in process.stdout:
                for what in (_NIK, _URL):
                    if match := what.match(line.strip()):
                        found[what] = match[1]
                if len(found) == 2:
                    break
            else:
                raise NoPicture("the demo ended before it could be asked")
            yield found[_URL], found[_NIK]
        finally:
            process.terminate()


def ask(page: Page, url: str, nik: str) -> bytes:
    """The window after the answer, as a PNG."""
    page.goto(url)
    page.locator("#text").fill(f"cek NIK {nik}")
    page.keyboard.press("Enter")
    page.locator(".message.bot").nth(1).wait_for()
    page.locator("#choices button:enabled").first.wait_for()
    page.evaluate("document.activeElement.blur()")
    return page.screenshot(animations="disabled")


def smaller(png: bytes) -> bytes:
    """The same with fewer colours: a page has few. Raises NoPicture when it is too large all the same."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    if len(written.getvalue()) > LARGEST:
        raise NoPicture(f"it has {len(written.getvalue())} bytes, and may have {LARGEST}")
    return written.getvalue()


def main() -> None:
    """Writes the picture."""
    browser = next(filter(None, map(shutil.which, _NAMES)), None)
    if browser is None:
        raise NoPicture("there is no Chromium (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as home, demo(Path(home)) as (url, nik), sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        size = {"width": WIDTH, "height": HEIGHT}
        png = ask(opened.new_page(viewport=size, device_scale_factor=DENSITY, color_scheme="light"), url, nik)  # type: ignore[arg-type]
        opened.close()
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(smaller(png))


if __name__ == "__main__":
    main()
