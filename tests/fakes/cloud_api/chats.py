"""The chats of our number as Meta keeps them: who is there, what the bot said, and whether it may say more."""

import base64
import itertools
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.fakes.cloud_api import rules as rules_of
from tests.fakes.cloud_api import schema
from tests.fakes.cloud_api.errors import Refusal, invalid, missing, unexpected
from tests.fakes.cloud_api.limits import Limits, Rates
from tests.fakes.cloud_api.media import Media
from tests.fakes.cloud_api.rules import Parameters
from tests.fakes.cloud_api.templates import Templates
from tests.fakes.lateness import Lateness

DAY = 86_400.0
FREE_ENTRY = 3 * DAY
"""After a click on an advertisement or the button of a Page."""
USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_NUMBERS = itertools.count(1)
_MARKED = re.compile(r"(?<![\w*~_])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*~_])|```(.+?)```")


class Button(NamedTuple):
    """What can be pressed: a reply button, or a row of a list."""

    id: str
    title: str
    description: str = ""


@dataclass(slots=True)
class Sent:
    """A message of ours that Meta took."""

    id: str
    chat: str
    """The BSUID of the person, or the id of the group."""
    to: str
    """The address that we used."""
    message: Parameters
    """What we sent."""
    at: float
    """Seconds since 1970, on the clock of the fake."""
    text: str = ""
    """The words as they were written."""
    buttons: tuple[Button, ...] = ()
    rows: tuple[Button, ...] = ()
    list_button: str = ""
    link: tuple[str, str] = ("", "")
    """Label and address of a button that opens a page."""
    media: str = ""
    """The id or address of the picture or file."""
    media_name: str = ""
    """The name under which it was uploaded."""
    category: str = "service"
    arrived: bool = False
    """Whether it is on the person's screen."""

    @property
    def shown(self) -> str:
        """The words as people see them: WhatsApp's marks are gone."""
        before, text = None, self.text
        while before != text:
            before, text = text, _MARKED.sub(lambda found: found[2] or found[3], text)
        return text

    @property
    def pressable(self) -> tuple[Button, ...]:
        """The buttons, or the rows of the list."""
        return self.buttons + self.rows

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands on the buttons and rows; of a row whose title was cut, the whole label below it."""
        return tuple(one.description or one.title for one in self.pressable)

    @property
    def tag(self) -> str:
        """What we gave along, and see again in the statuses."""
        return str(self.message.get("biz_opaque_callback_data", ""))


@dataclass(slots=True)
class Chat:
    """One person, or one group, as Meta knows them."""

    user_id: str
    phone: str = ""
    parent_id: str = ""
    name: str = "Budi"
    username: str = ""
    hides_phone: bool = False
    """Whether payloads say no phone number: the person has a username and we are strangers."""
    hides_id: bool = False
    """Whether payloads have no BSUID, as until 2026."""
    is_group: bool = False
    wrote_at: float = float("-inf")
    """When the window of 24 hours opened last."""
    free_until: float = float("-inf")
    """Until when messages are free, after an advertisement."""
    blocked: bool = False
    online: bool = True
    receipts: tuple[str, ...] = ("sent", "delivered", "read")
    """The statuses that come of a message; `delivered` may be missing where it is read at once."""
    no_marketing: bool = False
    sent: list[Sent] = field(default_factory=list)


class Chats:
    """Every chat, and what the bot says there."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.lateness = Lateness()
        self.limits = Limits(rates or Rates(), self.lateness, self.now)
        self.phone_id, self.number, self.waba_id, self.business_id = "106540352242922", "6282110002000", "1022901", "77"
        self.chats: dict[str, Chat] = {}
        """By BSUID or group id."""
        self.sent: list[Sent] = []
        self.read: list[str] = []
        """Ids of the messages of people that we marked as read."""
        self.typing: list[str] = []
        """Those of them for which we showed that we type."""
        self.received: dict[str, str] = {}
        """The chat of every message that a person sent, by its id."""
        self.media = Media(self.now)
        self.templates = Templates()
        self.late: set[int] = set()
        """Codes that come later, as a `failed` status, and not as the answer to the call."""
        self._shifted = 0.0

    def now(self) -> float:
        """Seconds since 1970, on the clock of this server."""
        return time.time() + self._shifted

    def shift(self, seconds: float) -> None:
        """So much time passes for this server at once."""
        self._shifted += seconds

    def chat(self, address: str) -> Chat | None:
        """Who has this BSUID or phone number."""
        return self.chats.get(address) or next((one for one in self.chats.values() if one.phone == address), None)

    def new_id(self, chat: Chat) -> str:
        """An id for a message; Meta's hold the person's number, too."""
        inside = b"\x1c\x18" + (chat.phone or chat.user_id).encode() + b"\x15\x02\x00\x12%016x" % next(_NUMBERS)
        return "wamid." + base64.b64encode(inside).decode()

    # ------------------------------------------------------------ what the bot says

    def _say(self, message: Parameters) -> Parameters:
        if "status" in message:
            return self._mark_read(message)
        kind = rules_of.check(message)
        chat, to = self._addressee(message)
        template = self.templates.check(message["template"]) if kind == "template" else None
        if template and template.category == "authentication" and "to" not in message:
            raise Refusal(131062, "Authentication templates need a phone number.")
        schema.check_request(message)
        failure: Refusal | None = None
        sent = _as_sent(Sent(self.new_id(chat), chat.user_id, to, message, self.now()), self.media)
        sent.category = template.category if template else "service"
        try:
            self._may(chat, sent)
        except Refusal as refusal:
            if refusal.code not in self.late:
                raise
            failure = refusal
        self.sent.append(sent)
        chat.sent.append(sent)
        sent.arrived = failure is None and chat.online and not chat.blocked
        self._report(chat, sent, failure)
        who: Parameters = {"input": to}
        if "to" in message and chat.phone:
            who["wa_id"] = chat.phone
        if "to" not in message:
            who["user_id"] = chat.user_id
        accepted = {"id": sent.id, **({"message_status": "accepted"} if template else {})}
        return {"messaging_product": "whatsapp", "contacts": [who], "messages": [accepted]}

    def _addressee(self, message: Parameters) -> tuple[Chat, str]:
        """Who is meant, and by which address: with both, the phone wins."""
        to, user_id = message.get("to"), message.get("recipient")
        if to is None and user_id is None:
            raise missing("to or recipient")
        if to is None and not (isinstance(user_id, str) and USER_ID.fullmatch(user_id)):
            raise invalid("Param recipient is not a valid business-scoped user ID.")
        group = message.get("recipient_type") == "group"
        address = str(user_id if to is None else to if group else re.sub(r"[\s()+-]", "", str(to)))
        if to is not None and not group and not (address.isascii() and address.isdigit()):
            raise invalid("Param to is not a valid phone number.")
        if address == self.number:
            raise Refusal(131021)
        parents = (one for one in self.chats.values() if one.parent_id == address)
        chat = self.chat(address) if "." not in address or ".ENT." not in address else next(parents, None)
        if chat is None or chat.is_group is not group:
            raise Refusal(131026, "Message failed to send because the recipient cannot receive it.")
        return chat, str(user_id if to is None else to)

    def _may(self, chat: Chat, sent: Sent) -> None:
        """Raises Refusal where a message to this chat may not go now."""
        self.limits.pace(chat.user_id)
        if sent.category == "marketing" and chat.no_marketing:
            raise Refusal(131050)
        if sent.at - chat.wrote_at < DAY or chat.is_group:
            return
        if "template" not in sent.message:
            raise Refusal(
                131047,
                "Message failed to send because more than 24 hours have passed since the customer last replied to "
                "this number.",
            )
        self.limits.reach(chat.user_id)

    def _mark_read(self, message: Parameters) -> Parameters:
        if odd := message.keys() - {"messaging_product", "status", "message_id", "typing_indicator"}:
            raise unexpected(min(odd))
        if message.get("messaging_product") != "whatsapp":
            raise missing("messaging_product")
        if message["status"] != "read":
            raise Refusal(100, "Param status must be one of {READ}.")
        if message.get("message_id") not in self.received:
            raise invalid("Param message_id is not a message that this number received.")
        if message.get("typing_indicator", {"type": "text"}) != {"type": "text"}:
            raise invalid("Param typing_indicator.type must be one of {text}.")
        schema.check_request(message)
        self.read.append(message["message_id"])
        if "typing_indicator" in message:
            self.typing.append(message["message_id"])
        return {"success": True}

    def _report(self, chat: Chat, sent: Sent, failure: Refusal | None) -> None:
        """Tells the bot what became of a message."""
        raise NotImplementedError


def _as_sent(sent: Sent, media: Media) -> Sent:
    """With what stands on the screen. Raises Refusal for a picture that is not there."""
    kind = sent.message.get("type", "text")
    held: Any = sent.message[kind]
    if kind == "text":
        sent.text = held["body"]
    elif kind == "interactive":
        sent.text, action = held["body"]["text"], held["action"]
        sent.buttons = tuple(_button(one["reply"]) for one in action.get("buttons", ()))
        sent.rows = tuple(_button(row) for section in action.get("sections", ()) for row in section["rows"])
        sent.list_button = action.get("button", "")
        if held["type"] == "cta_url":
            sent.link = action["parameters"]["display_text"], action["parameters"]["url"]
        header = held.get("header", {})
        _show(sent, header.get(header.get("type")), header.get("type", ""), media)
    elif kind in {"image", "document", "video", "audio", "sticker"}:
        sent.text = held.get("caption", "")
        _show(sent, held, kind, media)
    return sent


def _show(sent: Sent, file: Any, kind: str, media: Media) -> None:
    if isinstance(file, dict):
        sent.media = file.get("id") or file["link"]
        sent.media_name = media.use(file["id"], kind).name if "id" in file else file["link"]


def _button(one: Parameters) -> Button:
    return Button(one["id"], one["title"], one.get("description", ""))


def addresses(chats: Iterable[Chat]) -> set[str]:
    """All by which people can be told apart: for scans that must not find them."""
    return {one for chat in chats for one in (chat.phone, chat.user_id) if one}
