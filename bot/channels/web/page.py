"""Renders the page of the web chat, and finds its static files."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.static_files import Files
from data.content import texts
from handlers.pages import welcome

STATIC = Path(__file__).parent / "static"
AT = "/static"
_TEMPLATE = "index.html"


def files() -> Files:
    """The files that the page loads."""
    return Files(
        {file.name: file.read_bytes() for file in STATIC.iterdir() if file.is_file() and file.name != _TEMPLATE}
    )


def _greeting(code: str) -> dict[str, object]:
    reply = welcome.greeting(code)
    return {"text": reply.text, "choices": [{"label": one.label, "value": one.value} for one in reply.choices]}


def _words(code: str) -> dict[str, object]:
    greeting = _greeting(code)
    return {**texts.web(code), "greeting_text": greeting["text"], "greeting_choices": greeting["choices"]}


def with_news(page: str) -> str:
    """The page for somebody with waiting notices: it asks for them at once."""
    return page.replace("<body>", '<body data-news="yes">', 1)


def pages(loaded: Files) -> dict[str, str]:
    """The page in each language. Raises KeyError or UndefinedError when a text is missing."""
    template = Environment(
        loader=FileSystemLoader(STATIC),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(_TEMPLATE)
    languages = [
        {"code": code, "short": code.upper(), "name": texts.label(f"language.{code}", code)} for code in texts.LANGUAGES
    ]
    all_words = {code: _words(code) for code in texts.LANGUAGES}
    return {
        code: template.render(
            language=code,
            words=all_words[code],
            all_words=all_words,
            languages=languages,
            greeting=_greeting(code),
            asset=partial(loaded.url, AT),
        )
        for code in texts.LANGUAGES
    }
