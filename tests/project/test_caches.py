"""Nothing that people type stays in memory: no cache of ours grows with what they say."""

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import bot as edge
import data
import handlers
from data.content.texts import LANGUAGES
from data.coverage.second_factor import Factor
from tests.conftest import BUDI, Office, Opened

_Cached = functools._lru_cache_wrapper


def _caches() -> Iterator[tuple[str, Any]]:
    """Every function and method that remembers what it was asked, by its name."""
    for package in (edge, handlers, data):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, one in vars(module).items():
                inside = vars(one) if isinstance(one, type) and one.__module__ == found.name else {}
                for path, kept in [(name, one), *((f"{name}.{inner}", kept) for inner, kept in inside.items())]:
                    if isinstance(kept, _Cached) and kept.__module__ == found.name:
                        yield f"{found.name}.{path}", kept


def _sizes() -> dict[str, int]:
    return {name: kept.cache_info().currsize for name, kept in _caches()}


def test_there_are_caches_to_look_at() -> None:
    assert {"data.content.texts.language", "data.language.classifier.shipped"} <= {*_sizes()}


async def test_no_cache_grows_with_what_people_type(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()

    async def talks(serial: int) -> None:
        name = "".join(chr(ord("a") + int(digit)) for digit in f"{serial:06}")
        nik = f"327505{1 + serial % 28:02}{1 + serial % 12:02}{60 + serial % 39}{9000 + serial}"
        chat.address = f"resident-{serial}"
        await chat.presses_value(f"language.{LANGUAGES[serial % len(LANGUAGES)]}")
        for said in (nik, f"nama saya H. {name}", f"{BUDI} {nik}", f"apa itu {name}? {chr(0x4E00 + serial)}"):
            await chat.says(said)

    await chat.says("zxqwv")  # what is not understood reads the common words once
    for serial in range(20):  # what is read once and for all
        await talks(serial)
    before = _sizes()
    for serial in range(20, 60):
        await talks(serial)
    assert _sizes() == before
