"""The chats as Telegram keeps them: what the bot says there, changes, and takes away."""

import html
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes import bot_api_rules as rules_of
from tests.fakes.bot_api_files import File, Files, Kind
from tests.fakes.bot_api_rules import Keyboard, Refusal, Throttle, bad_request

TWO_DAYS = 48 * 3600
Parameters = dict[str, Any]
Commands = dict[str, list[dict[str, str]]]
"""By language; the empty one is for everybody else."""


@dataclass(slots=True)
class Sent:
    """A message that reached a chat; when the bot edits it, it says what it says now."""

    chat: int
    message_id: int
    text: str
    html: str
    keyboard: Keyboard
    at: float
    """When it arrived, on the clock of `time.monotonic`."""
    photo: str = ""
    """The name of the file that was uploaded, or the id by which it was sent."""
    document: str = ""
    """The same."""
    file: File | None = None
    """The photo or document."""
    paid: bool = False
    topic: int = 0
    """The topic of a forum that it stands in; 0 is the general one."""
    force_reply: Parameters = field(default_factory=dict)
    """How it opens the text field for an answer; empty when it does not."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a message that the bot had sent."""

    chat: int
    message_id: int
    text: str
    at: float


@dataclass(slots=True)
class ChatState:
    """What the server knows of a chat."""

    kind: str = "private"
    known: bool = False
    blocked: bool = False
    last_id: int = 0
    messages: dict[int, tuple[bool, int]] = field(default_factory=dict)
    """By id: whether it is the bot's, and its date."""
    topics: set[int] = field(default_factory=set)
    """Topics of a forum, or of a private chat, in which somebody wrote."""
    topics_gone: set[int] = field(default_factory=set)
    """Those of them that were deleted."""
    may_delete: bool = False
    """Whether the bot is an administrator of the group who may delete messages."""
    said: dict[int, Sent] = field(default_factory=dict)
    """Everything the bot said, by id; also what was deleted."""

    def add(self, *, by_bot: bool, date: int) -> int:
        self.last_id += 1
        self.messages[self.last_id] = (by_bot, date)
        return self.last_id


class Chats:
    """Every chat, and the methods by which the bot speaks."""

    def __init__(self, throttle: Throttle) -> None:
        self.throttle = throttle
        self.chats: dict[int, ChatState] = {}
        self.files = Files()
        self.photos = self.files.photos
        """Names of the photos, by the ids given for them."""
        self.sent: list[Sent] = []
        self.edits: list[Edit] = []
        self.deleted: list[tuple[int, int]] = []
        self.paid = 0
        """Messages sent with `allow_paid_broadcast`."""
        self.billed = 0
        """Those of them that were above the free limit: each costs 0.1 Stars."""
        self.commands: Commands = {}
        """Listed in every private chat."""
        self.commands_of: defaultdict[int, Commands] = defaultdict(dict)
        """Listed in one chat instead."""
        self.unknown_fields: set[str] = set()
        """Fields of buttons that this server refuses, as an older or stricter one does."""
        self.descriptions: dict[str, dict[str, str]] = {"description": {}, "short_description": {}}
        """What is shown about the bot, by language."""

    def chat(self, chat: int, kind: str = "private") -> ChatState:
        return self.chats.setdefault(chat, ChatState(kind))

    def listed_in(self, chat: int, language: str | None) -> list[dict[str, str]]:
        """The commands that a person sees (core.telegram.org/bots/api#determining-list-of-commands)."""
        for commands in (self.commands_of.get(chat, {}), self.commands):
            for spoken in (language or "", ""):
                if found := commands.get(spoken):
                    return found
        return []

    # ------------------------------------------------------------ what the bot says

    def _open_chat(self, parameters: Parameters) -> tuple[int, ChatState]:
        chat, state = self._known_chat(parameters.get("chat_id"))
        if state.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat, state

    def _known_chat(self, chat_id: Any) -> tuple[int, ChatState]:
        try:
            chat = int(chat_id)
        except (TypeError, ValueError):
            raise bad_request("chat_id is empty") from None
        state = self.chats.get(chat)
        if state is None or not state.known:
            raise bad_request("chat not found")
        return chat, state

    async def _sendmessage(self, parameters: Parameters) -> Any:
        written = str(parameters.get("text", ""))
        shown = rules_of.parsed(written, parameters.get("parse_mode"))
        buttons = self._buttons(parameters)
        chat, state = self._open_chat(parameters)
        arrived = self._arrives(parameters, chat, state, Sent(chat, 0, shown, written, buttons, 0))
        return {**arrived, "text": shown}

    async def _sendphoto(self, parameters: Parameters) -> Any:
        return self._send_file(parameters, "photo")

    async def _senddocument(self, parameters: Parameters) -> Any:
        return self._send_file(parameters, "document")

    def _send_file(self, parameters: Parameters, kind: Kind) -> Any:
        written = str(parameters.get("caption", ""))
        shown = rules_of.caption(written, parameters.get("parse_mode"))
        buttons = self._buttons(parameters)
        chat, state = self._open_chat(parameters)
        given = parameters.get(kind)
        if isinstance(given, str) and given.startswith("attach://"):
            given = parameters.get(given.removeprefix("attach://"))
        if not given:
            raise bad_request(f"there is no {kind} in the request")
        if isinstance(given, web.FileField):
            file = self.files.uploaded(kind, given)
            name = file.name
        else:
            name = str(given)
            file = self.files.find(name, kind)
        sent = Sent(chat, 0, shown, written, buttons, 0, file=file)
        sent.photo, sent.document = (name, "") if kind == "photo" else ("", name)
        arrived = self._arrives(parameters, chat, state, sent)
        return {**arrived, **self.files.shown(file), **({"caption": shown} if shown else {})}

    def _buttons(self, parameters: Parameters) -> Keyboard:
        """The buttons below a message. Raises Refusal, also for fields that this server does not know."""
        raw = parameters.get("reply_markup")
        if named := {one for one in self.unknown_fields if f'"{one}"' in str(raw or "")}:
            raise bad_request(f"can't parse reply keyboard markup: unknown field {min(named)}")
        return rules_of.keyboard(raw)

    def _arrives(self, parameters: Parameters, chat: int, state: ChatState, sent: Sent) -> Parameters:
        """Puts a message of the bot into a chat. Raises Refusal when it comes too soon."""
        sent.topic = int(parameters.get("message_thread_id") or 0)
        if sent.topic and sent.topic not in state.topics - state.topics_gone:
            raise bad_request("message thread not found")
        sent.force_reply = rules_of.force_reply(parameters.get("reply_markup"))
        sent.paid = rules_of.true(parameters.get("allow_paid_broadcast"))
        self.billed += self.throttle.check(chat, paid=sent.paid)
        self.paid += sent.paid
        now = int(time.time())
        sent.message_id, sent.at = state.add(by_bot=True, date=now), time.monotonic()
        self.sent.append(sent)
        state.said[sent.message_id] = sent
        return {"message_id": sent.message_id, "date": now, "chat": {"id": chat, "type": state.kind}}

    # ------------------------------------------------------------ what the bot changes, and takes away

    async def _editmessagetext(self, parameters: Parameters) -> Any:
        written = str(parameters.get("text", ""))
        shown = rules_of.parsed(written, parameters.get("parse_mode"))
        return {**self._edit(parameters, "text", written, shown), "text": shown}

    async def _editmessagecaption(self, parameters: Parameters) -> Any:
        written = str(parameters.get("caption", ""))
        shown = rules_of.caption(written, parameters.get("parse_mode"))
        sent = self._edit(parameters, "caption", written, shown)
        return {**sent, **({"caption": shown} if shown else {})}

    def _edit(self, parameters: Parameters, what: str, written: str, shown: str) -> Parameters:
        buttons = self._buttons(parameters)
        if rules_of.force_reply(parameters.get("reply_markup")):
            raise bad_request("inline keyboard expected")
        chat, state = self._open_chat(parameters)
        message_id = _message_id(parameters)
        if message_id not in state.messages:
            raise bad_request("message to edit not found")
        old = state.said.get(message_id)
        if old is None:
            raise bad_request("message can't be edited")
        if (old.file is None) is (what == "caption"):
            raise bad_request(f"there is no {what} in the message to edit")
        if (old.text, html.unescape(old.html), old.keyboard) == (shown, html.unescape(written), buttons):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        self.throttle.check(chat)
        old.text, old.html, old.keyboard = shown, written, buttons
        self.edits.append(Edit(chat, message_id, shown, time.monotonic()))
        date = state.messages[message_id][1]
        return {"message_id": message_id, "date": date, "edit_date": int(time.time()),
                "chat": {"id": chat, "type": state.kind}}  # fmt: skip

    async def _deletemessage(self, parameters: Parameters) -> Any:
        chat, state = self._open_chat(parameters)
        message_id = _message_id(parameters)
        if message_id not in state.messages:
            raise bad_request("message to delete not found")
        by_bot, date = state.messages[message_id]
        as_admin = state.kind != "private" and state.may_delete
        if not as_admin and (time.time() - date > TWO_DAYS or (state.kind != "private" and not by_bot)):
            raise bad_request("message can't be deleted")
        del state.messages[message_id]
        self.deleted.append((chat, message_id))
        return True

    async def _deletemessages(self, parameters: Parameters) -> Any:
        _, state = self._open_chat(parameters)
        ids = rules_of.json_object(parameters.get("message_ids"), "message identifiers")
        if not 1 <= len(ids) <= 100:
            raise bad_request("there must be from 1 to 100 message identifiers")
        for one in ids:
            if one in state.messages:  # what is not found is skipped
                await self._deletemessage({**parameters, "message_id": one})
        return True

    # ------------------------------------------------------------ files and commands

    async def _getfile(self, parameters: Parameters) -> Any:
        return self.files.about(str(parameters.get("file_id") or ""))

    async def _setmycommands(self, parameters: Parameters) -> Any:
        language = str(parameters.get("language_code") or "")
        listed = rules_of.commands(parameters.get("commands"), language)
        self._commands_in(parameters)[language] = listed
        return True

    async def _deletemycommands(self, parameters: Parameters) -> Any:
        self._commands_in(parameters).pop(str(parameters.get("language_code") or ""), None)
        return True

    async def _setmydescription(self, parameters: Parameters) -> Any:
        return self._describe(parameters, "description")

    async def _setmyshortdescription(self, parameters: Parameters) -> Any:
        return self._describe(parameters, "short_description")

    async def _getmydescription(self, parameters: Parameters) -> Any:
        return self._description(parameters, "description")

    async def _getmyshortdescription(self, parameters: Parameters) -> Any:
        return self._description(parameters, "short_description")

    def _describe(self, parameters: Parameters, what: str) -> bool:
        written, language = rules_of.description(parameters, what)
        self.descriptions[what][language] = written
        return True

    def _description(self, parameters: Parameters, what: str) -> Parameters:
        return {what: self.descriptions[what].get(rules_of.language_code(parameters), "")}

    def _commands_in(self, parameters: Parameters) -> Commands:
        chat_id = rules_of.command_scope(parameters.get("scope"))
        return self.commands if chat_id is None else self.commands_of[self._known_chat(chat_id)[0]]

    async def _setchatmenubutton(self, parameters: Parameters) -> Any:
        if rules_of.json_object(parameters.get("menu_button"), "menu button").get("type") != "commands":
            raise bad_request("menu button type not supported")
        return True


def _message_id(parameters: Parameters) -> int:
    try:
        return int(parameters.get("message_id") or 0)
    except ValueError:
        return 0
