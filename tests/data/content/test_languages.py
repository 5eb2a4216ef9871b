"""Numbers, money and dates are written as each language writes them; Babel knows how."""

import json
import re
import tomllib
from datetime import date
from importlib.resources import files
from itertools import chain

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal

from data.content import texts
from data.content.texts import DEFAULT, LANGUAGES
from tests.conftest import Opened

_AMOUNT = re.compile(r"(?<![\w.,-])(?:Rp)?(\d{1,3}(?:([.,])\d{3})+|\d+([.,])\d+)(?![\w-])")
_SIZES = {"id": "juta", "su": "juta", "en": "million"}


def _written(code: str) -> dict[str, str]:
    """Every sentence of a language, by where it stands."""
    language = texts.language(code)
    found = {key: reply.text for key, reply in language.replies.items()}
    found |= {f"phrase {key}": phrase for key, phrase in language.phrases.items()}
    for name in ("pictures", "poster", "web"):
        whole = tomllib.loads(files("data").joinpath(f"texts/{name}.toml").read_text(encoding="utf-8"))
        found[name] = json.dumps(whole[code], ensure_ascii=False)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_and_months_are_written_as_babel_writes_them(code: str) -> None:
    for month in range(1, 13):
        day = date(2026, month, month)
        assert texts.day(day, code) == format_date(day, "d MMMM y", locale=code)
        assert texts.partial_date(f"2026-{month:02}", code) == format_date(day, "MMMM y", locale=code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_and_money_are_written_as_babel_writes_them(code: str) -> None:
    comma = "." if code == "en" else ","
    seen = 0
    for key, text in _written(code).items():
        for found in _AMOUNT.finditer(re.sub(r"\b\d{1,2}\.\d{2} WIB|32\.75\.[\d.]+", "", text)):
            digits = found[1]
            value = float(digits.replace(comma, "~").replace("." if comma == "," else ",", "").replace("~", "."))
            assert digits == format_decimal(value, locale=code), f"{key}: {digits}"
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_in_texts_are_those_of_the_language(code: str) -> None:
    months = set(texts.language(code).months)
    others = set(chain.from_iterable(texts.language(other).months for other in LANGUAGES)) - months
    for key, text in _written(code).items():
        assert not {month for month in others if re.search(rf"\b{month} (?:19|20)\d\d\b", text)}, key
        wrong = "million" if code != "en" else "juta"
        assert not re.search(rf"Rp[\d.,]+ {wrong}", text), key
    assert any(f"Rp1 {_SIZES[code]}" in text for text in _written(code).values())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("basa sunda", "su"),
        ("abdi teu ngartos, tiasa basa sunda teu?", "su"),
        ("english please", "en"),
        ("sorry i dont understand indonesian, can you speak english", "en"),
        ("balik ke bahasa indonesia aja", "id"),
    ],
)
async def test_a_typed_language_is_spoken_and_stays(bot: Opened, said: str, code: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert (answer.outcome, answer.topic, answer.language) == ("language", "language", code)
    assert (await chat.says("/menu")).language == code


async def test_a_language_we_do_not_speak_is_answered_with_those_we_do(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says("ngomong jowo wae yo mas")).topic == "language"
    assert {choice.value for choice in chat.choices} & {"language", *(f"language.{code}" for code in LANGUAGES)}


@pytest.mark.parametrize("app", [*LANGUAGES, None])
async def test_the_phones_language_is_spoken_until_one_is_chosen(bot: Opened, app: str | None) -> None:
    chat = await bot()
    chat.language = app
    assert (await chat.says("/menu")).language == (app or DEFAULT)
    await chat.presses_value("language.su")
    assert (await chat.says("/menu")).language == "su"
