"""Renders what we send as messages of the Cloud API: words, up to 3 buttons, a list of up to 10 rows, or a link.

The limits are those of developers.facebook.com/documentation/business-messaging/whatsapp/messages, read in November
2026. Meta counts characters; we count UTF-16 units, which are never fewer.
"""

from collections.abc import Sequence

from bot.channels import headings
from bot.channels.whatsapp.choice_ids import ids
from bot.sending.errors import Refused
from bot.sending.outgoing import Document, Message, Photo, Text
from data.channels import WHATSAPP_LIMITS, utf16_units
from data.content.texts import DEFAULT, phrase
from handlers.messages import Choice, Picture

Parameters = dict[str, object]

MOST_BUTTONS, MOST_ROWS = 3, 10
_BODY = 1024
"""The words above buttons, or above a link. Those above a list may be as long as a text."""
_BUTTON, _ROW, _DESCRIPTION = 20, 24, 72


def message(one: Message, media: str = "") -> Parameters:
    """The parameters of a message, without its recipient. `media` is the id of its picture, if that was uploaded.

    A file of staff's has no id here: its words are sent. Raises Refused where there are none, or too many.
    """
    if media and isinstance(one, Photo):
        return _picture(one, media)
    if isinstance(one, Text):
        return _words(one)
    return _words(Text(spoken(one), one.choices))


def spoken(one: Photo | Document) -> str:
    """The words of a picture or file, or those that take its place."""
    return one.text or (one.file.alt if isinstance(one.file, Picture) else "")


def bold(text: str, heading: str = "", longest: int = WHATSAPP_LIMITS.text) -> str:
    """The text with each line of its heading between asterisks; without them where it would be too long."""
    head, rest = headings.split(text, heading)
    lines = [f"*{line}*" if line and line == line.strip() and "*" not in line else line for line in head.split("\n")]
    marked = "\n".join(lines) + rest
    return marked if utf16_units(marked) <= longest else text


def _words(one: Text) -> Parameters:
    length = utf16_units(one.text)
    if not one.text.strip():
        raise Refused("there are no words")
    if length > WHATSAPP_LIMITS.text:
        raise Refused("the text is too long")
    if one.link and not one.choices and length <= _BODY:
        return _link(one, one.link.label, one.link.url)
    if one.link:
        return _words(Text(f"{one.text}\n\n{one.link}", one.choices, one.heading, language=one.language))
    if not one.choices:
        body = bold(one.text, one.heading)
        return {"type": "text", "text": {"body": body, "preview_url": False}}
    if _are_buttons(one.choices) and length <= _BODY:
        return _buttons(bold(one.text, one.heading, _BODY), one.choices)
    return _list(bold(one.text, one.heading), one.choices, one.language)


def _picture(one: Photo, media: str) -> Parameters:
    if not one.choices:
        caption = {"caption": bold(one.text, longest=WHATSAPP_LIMITS.caption)} if one.text else {}
        return {"type": "image", "image": {"id": media, **caption}}
    header: Parameters = {"header": {"type": "image", "image": {"id": media}}}
    return _buttons(bold(spoken(one), longest=_BODY), one.choices, header)


def _are_buttons(choices: Sequence[Choice]) -> bool:
    """Whether choices fit into buttons: Meta wants no two with the same label."""
    labels = {one.label for one in choices}
    return len(labels) == len(choices) <= MOST_BUTTONS and all(utf16_units(one) <= _BUTTON for one in labels)


def _buttons(body: str, choices: Sequence[Choice], header: Parameters | None = None) -> Parameters:
    buttons = [
        {"type": "reply", "reply": {"id": at, "title": _fitted(one.label, _BUTTON)}}
        for at, one in zip(ids(choices), choices, strict=True)
    ]
    return _interactive("button", body, {"buttons": buttons}, header)


def _list(body: str, choices: Sequence[Choice], language: str = DEFAULT) -> Parameters:
    rows = [_row(at, one.label) for at, one in zip(ids(choices), choices, strict=True)]
    return _interactive("list", body, {"button": phrase("open_choices", language), "sections": [{"rows": rows}]})


def _row(at: str, words: str) -> Parameters:
    """A row of a list; a label that is cut stands below as a whole."""
    title = _fitted(words, _ROW)
    description = {} if title == words else {"description": _fitted(words, _DESCRIPTION)}
    return {"id": at, "title": title, **description}


def _link(one: Text, words: str, url: str) -> Parameters:
    parameters = {"display_text": _fitted(words, _BUTTON), "url": url}
    return _interactive("cta_url", bold(one.text, one.heading, _BODY), {"name": "cta_url", "parameters": parameters})


def _interactive(kind: str, body: str, action: Parameters, header: Parameters | None = None) -> Parameters:
    return {
        "type": "interactive",
        "interactive": {"type": kind, **(header or {}), "body": {"text": body}, "action": action},
    }


def _fitted(words: str, longest: int) -> str:
    """The words; their end is left out so that, with the ellipsis, they have at most `longest` UTF-16 units."""
    if utf16_units(words) <= longest:
        return words
    head = words.encode("utf-16-le", "surrogatepass")[: 2 * (longest - 1)].decode("utf-16-le", "ignore")
    return f"{head.rstrip()}…"
