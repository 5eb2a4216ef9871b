"""What Meta refuses in a message before it looks at whom it is for: types, lengths, counts and unknown parameters.

After the pages of developers.facebook.com/documentation/business-messaging/whatsapp/messages, read in November 2026.
Meta says "characters" and not which: this fake counts UTF-16 units, of which there are never fewer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.cloud_api.errors import Refusal, invalid, missing, unexpected

Parameters = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_BODY = 1024
LONGEST_LIST_BODY = 4096
LONGEST_CAPTION = 1024
LONGEST_HEADER = 60
LONGEST_FOOTER = 60
LONGEST_TAG = 512
MOST_BUTTONS, LONGEST_TITLE, LONGEST_BUTTON_ID = 3, 20, 256
MOST_ROWS, MOST_SECTIONS = 10, 10
LONGEST_SECTION, LONGEST_ROW, LONGEST_DESCRIPTION, LONGEST_ROW_ID, LONGEST_LIST_BUTTON = 24, 24, 72, 200, 20
LONGEST_LINK_LABEL = 20

_ENVELOPE = frozenset({
    "messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data",
})  # fmt: skip
_MEDIA = frozenset({"audio", "document", "image", "sticker", "video"})
_CAPTIONED = frozenset({"document", "image", "video"})
TYPES = _MEDIA | {"contacts", "interactive", "location", "reaction", "template", "text"}


def check(message: Parameters) -> str:
    """The type of a message that is to be sent. Raises Refusal."""
    if message.get("messaging_product") != "whatsapp":
        raise missing("messaging_product")
    if "recipient_type" not in message:  # Meta takes "individual" then, though its OpenAPI asks for it
        raise missing("recipient_type")
    if message["recipient_type"] not in {"individual", "group"}:
        raise invalid("Param recipient_type must be one of {INDIVIDUAL, GROUP}.")
    kind = message.get("type", "text")
    if kind not in TYPES:
        raise Refusal(100, f"Param type must be one of {{{', '.join(sorted(TYPES)).upper()}}} - got {kind!r}.")
    if odd := message.keys() - _ENVELOPE - {kind}:
        raise unexpected(min(odd))
    if not isinstance(message.get(kind), list if kind == "contacts" else dict):
        raise missing(kind)
    _tagged(message)
    if kind in _MEDIA:
        _media(kind, message[kind])
    elif check_one := _CHECKS.get(kind):
        check_one(message[kind])
    return str(kind)


def _tagged(message: Parameters) -> None:
    tag = message.get("biz_opaque_callback_data", "")
    if not isinstance(tag, str) or length(tag) > LONGEST_TAG:
        raise invalid(f"biz_opaque_callback_data must be a string of at most {LONGEST_TAG} characters.")
    context = message.get("context")
    if context is not None and (not isinstance(context, dict) or not isinstance(context.get("message_id"), str)):
        raise missing("context.message_id")


def length(text: str) -> int:
    """In UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _known(what: str, found: Any, allowed: set[str] | frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise missing(what)
    if odd := found.keys() - allowed:
        raise unexpected(f"{what}.{min(odd)}")
    return found


def _words(what: str, found: Any, longest: int) -> str:
    """Words that must be there. Raises Refusal."""
    if not isinstance(found, str):
        raise missing(what)
    if not found.strip():
        raise invalid(f"Param {what} cannot be empty.")
    if length(found) > longest:
        raise invalid(f"Param {what} length invalid. Min length: 1, Max length: {longest}.")
    return found


def _text(text: Any) -> None:
    _known("text", text, {"body", "preview_url"})
    written = text.get("body")
    if not isinstance(written, str):
        raise missing("text.body")
    if not 1 <= length(written) <= LONGEST_TEXT or not written.strip():
        raise Refusal(100, f"Param text['body'] must be at most {LONGEST_TEXT} characters long, and not empty.")
    if not isinstance(text.get("preview_url", False), bool):
        raise invalid("Param text['preview_url'] must be a boolean.")


def _media(kind: str, media: Any) -> None:
    allowed = {"id", "link"} | ({"caption"} if kind in _CAPTIONED else set())
    _known(kind, media, allowed | ({"filename"} if kind == "document" else set()))
    if ("id" in media) == ("link" in media):
        raise missing(f"{kind}.id or {kind}.link, and not both,")
    if length(str(media.get("caption", ""))) > LONGEST_CAPTION:
        raise invalid(f"Param {kind}.caption length invalid. Max length: {LONGEST_CAPTION}.")


def _interactive(interactive: Any) -> None:
    kind = interactive.get("type")
    check_one = _INTERACTIVE.get(kind) if isinstance(kind, str) else None
    if check_one is None:
        raise invalid(f"Param interactive.type must be one of {{{', '.join(_INTERACTIVE)}}} - got {kind!r}.")
    _known("interactive", interactive, {"type", "header", "body", "footer", "action"})
    body = _known("interactive.body", interactive.get("body"), {"text"})
    _words("interactive.body.text", body.get("text"), LONGEST_LIST_BODY if kind == "list" else LONGEST_BODY)
    if "footer" in interactive:
        footer = _known("interactive.footer", interactive["footer"], {"text"})
        _words("interactive.footer.text", footer.get("text"), LONGEST_FOOTER)
    if "header" in interactive:
        _header(interactive["header"], {"text"} if kind == "list" else {"text", "image", "video", "document"})
    action = interactive.get("action")
    if not isinstance(action, dict):
        raise missing("interactive.action")
    check_one(action)


def _header(header: Any, kinds: set[str]) -> None:
    kind = header.get("type") if isinstance(header, dict) else None
    if kind not in kinds:
        raise invalid(f"Param interactive.header.type must be one of {{{', '.join(sorted(kinds))}}} - got {kind!r}.")
    _known("interactive.header", header, {"type", str(kind)})
    if kind == "text":
        _words("interactive.header.text", header.get("text"), LONGEST_HEADER)
    else:
        _media(str(kind), header.get(str(kind)))


def _buttons(action: Any) -> None:
    _known("interactive.action", action, {"buttons"})
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        raise invalid(f"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {MOST_BUTTONS}.")
    replies = []
    for button in buttons:
        _known("interactive.action.buttons", button, {"type", "reply"})
        if button.get("type") != "reply":
            raise invalid("Param button.type must be one of {reply}.")
        reply = _known("button.reply", button.get("reply"), {"id", "title"})
        _words("button.reply.id", reply.get("id"), LONGEST_BUTTON_ID)
        if reply["id"] != reply["id"].strip():
            raise invalid("Button id cannot have leading or trailing spaces.")
        _words("button.reply.title", reply.get("title"), LONGEST_TITLE)
        replies.append(reply)
    _once("Button ids", [one["id"] for one in replies])
    _once("Button titles", [one["title"] for one in replies])


def _list(action: Any) -> None:
    _known("interactive.action", action, {"button", "sections"})
    _words("interactive.action.button", action.get("button"), LONGEST_LIST_BUTTON)
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= MOST_SECTIONS:
        raise invalid(f"Sections count must be between 1 and {MOST_SECTIONS}.")
    rows: list[Mapping[str, Any]] = []
    for section in sections:
        _known("section", section, {"title", "rows"})
        if len(sections) > 1 or "title" in section:
            _words("section.title", section.get("title"), LONGEST_SECTION)
        if not isinstance(section.get("rows"), list) or not section["rows"]:
            raise missing("section.rows")
        for row in section["rows"]:
            _row(row)
        rows += section["rows"]
    if len(rows) > MOST_ROWS:
        raise invalid(f"Total row count exceed max allowed count: {MOST_ROWS}.")
    _once("Row ids", [row["id"] for row in rows])


def _row(row: Any) -> None:
    _known("row", row, {"id", "title", "description"})
    _words("row.id", row.get("id"), LONGEST_ROW_ID)
    _words("row.title", row.get("title"), LONGEST_ROW)
    if "description" in row:
        _words("row.description", row["description"], LONGEST_DESCRIPTION)


def _link(action: Any) -> None:
    _known("interactive.action", action, {"name", "parameters"})
    if action.get("name") != "cta_url":
        raise invalid("Param interactive.action.name must be one of {cta_url}.")
    parameters = _known("interactive.action.parameters", action.get("parameters"), {"display_text", "url"})
    _words("parameters.display_text", parameters.get("display_text"), LONGEST_LINK_LABEL)
    url = _words("parameters.url", parameters.get("url"), 2000)
    if not url.startswith(("https://", "http://")):
        raise invalid("Param parameters.url is not a valid URI.")


def _once(what: str, values: list[str]) -> None:
    if len({*values}) < len(values):
        raise invalid(f"{what} must be unique.")


def _reaction(reaction: Any) -> None:
    _known("reaction", reaction, {"emoji", "message_id"})
    if not isinstance(reaction.get("message_id"), str):
        raise missing("reaction.message_id")


_CHECKS: dict[str, Callable[[Any], None]] = {"text": _text, "interactive": _interactive, "reaction": _reaction}
_INTERACTIVE: dict[str, Callable[[Any], None]] = {"button": _buttons, "list": _list, "cta_url": _link}
