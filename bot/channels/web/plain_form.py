"""The chat without JavaScript: reads the page's form, and writes the answer as a page."""

import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import parse_qs, urlsplit

from jinja2 import Template
from pydantic import ValidationError
from starlette.responses import HTMLResponse, Response

from bot.channels import json_messages
from bot.channels.json_messages import Malformed
from bot.channels.web import page
from bot.channels.web.request_head import Head
from data.content import texts

KIND = "application/x-www-form-urlencoded"
"""The content type of a form that the browser sends itself."""
_MOST_FIELDS = 8
_HEADERS = {
    "cache-control": "no-store",
    # With `no-referrer`, old browsers would not say which site the next form comes from.
    "referrer-policy": "same-origin",
}


def is_from_our_page(head: Head, public_url: str) -> bool:
    """Whether the form is on a page of ours: a form on another site can be sent here, too."""
    if b"sec-fetch-site" in head.headers:
        return head.get(b"sec-fetch-site") == "same-origin"
    try:
        origin = urlsplit(head.get(b"origin")).netloc.lower()
    except ValueError:
        return False
    return bool(origin) and origin in {head.get(b"host").lower(), urlsplit(public_url).netloc.lower()}


def read(body: bytes) -> json_messages.Message:
    """The message in a form: the button that was pressed, else what was typed. Raises Malformed."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=_MOST_FIELDS)
        given = {name: fields[name][0] for name in ("choice", "text") if name in fields}
        said = {"choice": given["choice"]} if "choice" in given else {"text": given.get("text", "")}
        made = {"id": fields.get("id", [secrets.token_hex(8)])[0], "cookies": "given", **said}
        return json_messages.Message.model_validate(made)
    except (ValueError, ValidationError):
        raise Malformed("this form is not ours") from None


@cache
def _template() -> Template:
    return page.template("plain.html")


def answer(
    replies: Sequence[Mapping[str, object]], language: str, *, as_of: str = "", operator: str = "", status: int = 200
) -> Response:
    """The page with the replies, their buttons, and the form for the next message. `as_of` dates the list."""
    buttons = {one["value"]: one for reply in replies for one in _choices(reply)}
    written = _template().render(
        language=language,
        words=texts.web(language),
        replies=replies,
        buttons=[*buttons.values()],
        languages=page.languages(),
        as_of=as_of,
        operator=page.short(operator),
        style=page.style(),
        id=secrets.token_hex(8),
    )
    return HTMLResponse(written, status, _HEADERS)


def refused(language: str, status: int, operator: str) -> Response:
    """The page that says that the message cannot be read."""
    return answer([{"text": texts.web(language)["refused"], "choices": []}], language, operator=operator, status=status)


def _choices(reply: Mapping[str, object]) -> Sequence[Mapping[str, str]]:
    found = reply["choices"]
    return found if isinstance(found, list) else []
