"""The page of the web chat: a template with our words in it, and files that browsers may keep for good."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from data import texts
from handlers import welcome

STATIC = Path(__file__).parent / "static"


def _asset() -> Callable[[str], str]:
    """URLs of our files, each with a part that changes when the file does."""
    marks = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in STATIC.iterdir() if file.is_file()
    }
    return lambda name: f"/static/{name}?v={marks[name]}"


def _greeting(code: str) -> dict[str, object]:
    reply = welcome.greeting(code)
    return {"text": reply.text, "choices": [{"label": one.label, "value": one.value} for one in reply.choices]}


def _words(code: str) -> dict[str, object]:
    greeting = _greeting(code)
    return {**texts.web(code), "greeting_text": greeting["text"], "greeting_choices": greeting["choices"]}


def pages() -> dict[str, str]:
    """The page in each language, ready to be sent. Raises KeyError or UndefinedError for a word that is missing."""
    template = Environment(
        loader=FileSystemLoader(STATIC),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("index.html")
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
            asset=_asset(),
        )
        for code in texts.LANGUAGES
    }
