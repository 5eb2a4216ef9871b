"""Renders the page of the web chat, and finds its static files."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.channels.web import bundle
from bot.channels.web.static_files import Files
from data.content import texts
from data.shortened import cut
from handlers.pages import welcome

STATIC = Path(__file__).parent / "static"
AT = "static"
"""Where the files are, as seen from the page: relative, so that the chat can live below a path of another site."""
_TEMPLATE = "index.html"
_ICON = "icon.svg"
_LONGEST_NAME = 60
"""Characters of the operator's name at the top."""


def files() -> Files:
    """The files that the page loads."""
    made = {"words.js": f"export default {_in_each(_words)};\n", "extras.js": _extras()}
    return Files({_ICON: (STATIC / _ICON).read_bytes(), **{name: written.encode() for name, written in made.items()}})


def _extras() -> str:
    """What stands below an answer, with its words: loaded with the first answer, so that the first view is small."""
    return f"const WORDS = {_in_each(texts.web_extras)};\n{bundle.module(STATIC / 'extras', 'extras', 'show')}"


def _in_each(words: Callable[[str], object]) -> str:
    """Words in each language, as JSON."""
    return json.dumps({code: words(code) for code in texts.LANGUAGES}, ensure_ascii=False, separators=(",", ":"))


@cache
def style() -> str:
    """The style, which is part of the page: on a slow line each request of its own costs a second."""
    return bundle.style(STATIC / "style")


@cache
def script() -> str:
    """The script, which is part of the page as well."""
    return bundle.script(STATIC / "script", "begin")


def as_source(inline: str) -> str:
    """A style or script that is part of the page, as a source of the Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"


def _greeting(code: str) -> dict[str, object]:
    reply = welcome.greeting(code)
    return {"text": reply.text, "choices": [{"label": one.label, "value": one.value} for one in reply.choices]}


def _words(code: str) -> dict[str, object]:
    greeting = _greeting(code)
    return {**texts.web(code), "greeting_text": greeting["text"], "greeting_choices": greeting["choices"]}


def short(name: str) -> str:
    """A name without what is added behind a comma, in brackets or between dashes, and not longer than a line."""
    return cut(re.split(r"[,;(]| [-–—] ", name, maxsplit=1)[0].strip() or name, _LONGEST_NAME)


def with_news(page: str) -> str:
    """The page for somebody with waiting notices: it asks for them at once."""
    return page.replace("<body>", '<body data-news="yes">', 1)


def template(name: str) -> Template:
    """A page that is filled in with what is escaped."""
    return Environment(
        loader=FileSystemLoader(STATIC),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(name)


def languages() -> list[dict[str, str]]:
    """The languages that the page offers, each with its own name."""
    return [{"code": code, "name": texts.label(f"language.{code}", code)} for code in texts.LANGUAGES]


def pages(loaded: Files, operator: str = "") -> dict[str, str]:
    """The page in each language, which names its operator. Raises KeyError or UndefinedError when a text is missing."""
    index = template(_TEMPLATE)
    all_words = {code: _words(code) for code in texts.LANGUAGES}
    return {
        code: index.render(
            language=code,
            words=all_words[code],
            own_words={code: all_words[code]},
            languages=languages(),
            greeting=_greeting(code),
            operator=short(operator),
            asset=partial(loaded.url, AT),
            style=style(),
            script=script(),
            emblem=(STATIC / _ICON).read_text(encoding="utf-8"),
        )
        for code in texts.LANGUAGES
    }
