"""What Telegram refuses, in its own words. After core.telegram.org/bots/api, read in November 2026."""

import html
import json
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.lateness import Lateness


class Refusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


def bad_request(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: {why}")


LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_TAGS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "tg-spoiler",
    "blockquote",
    "span",
}
_TOKEN = re.compile(r"<(/?)([a-z-]+)((?:\s[^<>]*)?)>|[<>]|&(?:(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)?")


def parsed(text: str, parse_mode: str | None) -> str:
    """The text as people see it. Raises Refusal for broken HTML, for none, and for too much."""
    if parse_mode not in {None, "", "HTML"}:
        raise bad_request("unsupported parse_mode")
    shown = _without_tags(text) if parse_mode else text
    if not shown.strip():
        raise bad_request("message text is empty")
    if len(shown.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise bad_request("message is too long")
    return shown


def caption(text: str, parse_mode: str | None) -> str:
    """The caption as people see it, which may be empty. Raises Refusal for broken HTML, and for too much."""
    if parse_mode not in {None, "", "HTML"}:
        raise bad_request("unsupported parse_mode")
    shown = _without_tags(text) if parse_mode else text
    if len(shown.encode("utf-16-le")) // 2 > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return shown


def _without_tags(text: str) -> str:
    if "<" not in text and "&" not in text and ">" not in text:
        return text
    open_tags: list[str] = []
    for token in _TOKEN.finditer(text):
        closes, tag = token[1], token[2]
        if tag is None:
            if token[0] in {"<", ">", "&"}:
                raise bad_request(f"can't parse entities: unescaped {token[0]!r} at byte offset {token.start()}")
        elif tag not in _TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {token.start()}')
        elif not closes:
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {token.start()}")
    if open_tags:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def json_object(raw: Any, what: str) -> Any:
    """A parameter that is JSON. Raises Refusal."""
    try:
        return json.loads(raw) if isinstance(raw, str) else raw
    except ValueError:
        raise bad_request(f"can't parse {what} JSON object") from None


Keyboard = list[list[dict[str, Any]]]
STYLES = frozenset({"", "default", "primary", "success", "danger"})
_LONGEST_COPIED = 256
_LONGEST_PLACEHOLDER = 64
_KINDS = frozenset(
    "callback_data callback_game copy_text login_url pay switch_inline_query switch_inline_query_chosen_chat "
    "switch_inline_query_current_chat url web_app".split()
)


def markup(raw: Any) -> dict[str, Any]:
    """What is below a message or beside the text field; empty when there is nothing. Raises Refusal."""
    if raw is None or raw == "":
        return {}
    found = json_object(raw, "reply keyboard markup")
    if not isinstance(found, dict):
        raise bad_request("object expected as reply markup")
    return found


def keyboard(raw: Any) -> Keyboard:
    """The rows of an inline keyboard. Raises Refusal."""
    found = markup(raw)
    if not found or (found.get("force_reply") is True and "inline_keyboard" not in found):
        return []
    if unknown := found.keys() - {"inline_keyboard", "force_reply"}:  # Telegram itself ignores them
        raise bad_request(f"can't parse inline keyboard: unknown field {min(unknown)}")
    rows = found.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return rows


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("inline keyboard button text must be non-empty")
    if unknown := button.keys() - _KINDS - {"text", "style", "icon_custom_emoji_id"}:  # Telegram itself ignores them
        raise bad_request(f"can't parse inline keyboard button: unknown field {min(unknown)}")
    if len(button.keys() & _KINDS) != 1:
        raise bad_request("inline keyboard button must have exactly one kind")
    style = button.get("style", "")
    if not isinstance(style, str) or style.lower() not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S+", str(button["url"])):
        raise bad_request("BUTTON_URL_INVALID")
    if "copy_text" in button:
        _check_copied(button["copy_text"])


def _check_copied(copied: Any) -> None:
    if not isinstance(copied, dict) or copied.keys() != {"text"} or not isinstance(copied["text"], str):
        raise bad_request('can\'t parse inline keyboard button: field "copy_text" must be an Object')
    if not 1 <= len(copied["text"]) <= _LONGEST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def force_reply(raw: Any) -> dict[str, Any]:
    """How the text field is opened for an answer; empty when it is not. Raises Refusal."""
    found = markup(raw)
    if "force_reply" not in found:
        return {}
    if found.get("inline_keyboard") and found["force_reply"] is True:  # since Bot API 10.3, and without a placeholder
        return {"force_reply": True}
    if found.keys() - {"force_reply", "input_field_placeholder", "selective"} or found["force_reply"] is not True:
        raise bad_request("object expected as reply markup")
    placeholder = found.get("input_field_placeholder", "x")
    if not isinstance(placeholder, str) or not 1 <= len(placeholder) <= _LONGEST_PLACEHOLDER:
        raise bad_request("input_field_placeholder must be 1-64 characters long")
    return found


def commands(raw: Any, language: str | None) -> list[dict[str, str]]:
    """A list of commands. Raises Refusal."""
    listed = json_object(raw, "commands")
    if not isinstance(listed, list) or len(listed) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in listed:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(one.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description") or "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    language_code({"language_code": language})
    return listed


LONGEST_DESCRIPTION = {"description": 512, "short_description": 120}


def description(parameters: Mapping[str, Any], what: str) -> tuple[str, str]:
    """A description of the bot and its language. Raises Refusal."""
    written = str(parameters.get(what) or "")
    if len(written) > LONGEST_DESCRIPTION[what]:
        raise bad_request(f"{what} is too long")
    return written, language_code(parameters)


def language_code(parameters: Mapping[str, Any]) -> str:
    """The language; empty for everybody else. Raises Refusal."""
    language = str(parameters.get("language_code") or "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language_code specified")
    return language


def command_scope(raw: Any) -> Any:
    """The chat for which commands are meant; None when they are for all. Raises Refusal."""
    if raw is None or raw == "":
        return None
    scope = json_object(raw, "BotCommandScope")
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    if scope.get("type") in {"default", "all_private_chats"}:
        return None
    if scope.get("type") != "chat":  # the others are for groups, where we list none
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    return scope["chat_id"]


def true(raw: Any) -> bool:
    """A parameter that is a boolean; anything else is read as no."""
    return str(raw).strip().lower() in {"true", "yes", "1"}


@dataclass
class Rules:
    """How fast messages may come."""

    per_second: float = 30
    chat_per_second: float = 1
    chat_burst: int = 3
    paid_per_second: float = 1000
    """For messages with `allow_paid_broadcast`, instead of the first."""


class Throttle:
    """Counts the messages of the last second, and a bucket of tokens for each chat.

    By as much as this machine is late at most, messages that left apart may arrive together: that is forgiven.
    """

    def __init__(self, rules: Rules, lateness: Lateness | None = None) -> None:
        self.rules = rules
        self.lateness = lateness or Lateness()
        self._last: deque[float] = deque()
        self._chats: dict[int, tuple[float, float]] = {}

    def check(self, chat: int, *, paid: bool = False) -> bool:
        """Whether this message is above what is free. Raises Refusal (429) when it comes too soon."""
        now, late = time.monotonic(), self.lateness.now
        while self._last and now - self._last[0] >= 1 - late:
            self._last.popleft()
        if len(self._last) >= (self.rules.paid_per_second if paid else self.rules.per_second):
            raise Refusal(429, "Too Many Requests: retry after 1", 1)
        tokens, since = self._chats.get(chat, (float(self.rules.chat_burst), now))
        tokens = min(self.rules.chat_burst, tokens + (now - since) * self.rules.chat_per_second)
        if tokens + late * self.rules.chat_per_second < 1:
            wait = max(1, round((1 - tokens) / self.rules.chat_per_second))
            raise Refusal(429, f"Too Many Requests: retry after {wait}", wait)
        self._chats[chat] = (tokens - 1, now)
        self._last.append(now)
        return len(self._last) > self.rules.per_second
