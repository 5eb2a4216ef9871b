"""Which of two pages with the same phrase is answered does not depend on the start of the program."""

import os
import subprocess
import sys

from tests.support.paths import ROOT

_NAMES = """
from datetime import date
from handlers.free_text import intent_pages
from handlers.reading import Reading
print(intent_pages.topics_named(Reading("nama almarhum bapak", date(2026, 11, 30))))
"""


def test_pages_are_named_in_the_same_order_at_every_start() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _NAMES],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in "123"
    }
    assert len(said) == 1
    assert "claim" in said.pop()
