"""People with WhatsApp on their phones: they write, press, send things, change their number, block the bot."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.cloud_api.chats import FREE_ENTRY, Button, Chat, Sent
from tests.fakes.cloud_api.server import CloudApi
from tests.fakes.cloud_api.statuses import contact

_NUMBERS = itertools.count(40_000_001)
_FILE = {"sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=", "id": "1003383421387256"}

ATTACHED: dict[str, dict[str, Any]] = {
    "image": {"type": "image", "image": {"mime_type": "image/jpeg", **_FILE}},
    "video": {"type": "video", "video": {"mime_type": "video/mp4", **_FILE}},
    "document": {"type": "document", "document": {"mime_type": "application/pdf", "filename": "surat.pdf", **_FILE}},
    "audio": {"type": "audio", "audio": {"mime_type": "audio/mpeg", "voice": False, **_FILE}},
    "voice": {"type": "audio", "audio": {"mime_type": "audio/ogg; codecs=opus", "voice": True, **_FILE}},
    "sticker": {"type": "sticker", "sticker": {"mime_type": "image/webp", "animated": False, **_FILE}},
    "location": {"type": "location", "location": {"latitude": -6.2349, "longitude": 106.9896}},
    "contacts": {"type": "contacts", "contacts": [{
        "name": {"formatted_name": "Joko", "first_name": "Joko"},
        "phones": [{"phone": "+62 812-0000-038", "wa_id": "628120000038", "type": "CELL"}],
    }]},
    "order": {"type": "order", "order": {"catalog_id": "194836987003835", "text": "", "product_items": [
        {"product_retailer_id": "di9ozbzfi4", "quantity": 2, "item_price": 30, "currency": "IDR"}]}},
    "unsupported": {"type": "unsupported", "errors": [{
        "code": 131051, "title": "Message type unknown", "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."}}], "unsupported": {"type": "poll"}},
    "ephemeral": {"type": "ephemeral", "errors": [{
        "code": 131051, "title": "Message type unknown", "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."}}]},
}  # fmt: skip
_CAPTIONED = frozenset({"image", "video", "document"})


@dataclass
class Person:
    """One person, in a private chat or, with `group`, in a group."""

    api: CloudApi
    state: Chat
    group: str = ""
    last_message: str = ""
    """The id of the person's newest message."""
    own_messages: list[str] = field(default_factory=list)
    _before: list[Chat] = field(default_factory=list)
    """What they were before each change of the number."""

    @property
    def address(self) -> str:
        """By what the bot must know the chat."""
        return self.group or (self.state.phone if self.state.hides_id else self.state.user_id)

    @property
    def replies(self) -> list[Sent]:
        """What the person sees of ours, oldest first, also what came before a change of the number."""
        chats = [self.api.chats[self.group]] if self.group else [*self._before, self.state]
        return [one for chat in chats for one in chat.sent if one.arrived]

    @property
    def last(self) -> Sent:
        return self.replies[-1]

    def join(self, group: str) -> None:
        """From now on writes in this group; with an empty one, to us alone."""
        self.group = group
        if group:
            self.api.chats.setdefault(group, Chat(group, is_group=True))

    def _message(self, **what: Any) -> str:
        """A message of this person goes to the bot. Returns its id."""
        now = self.api.now()
        message: dict[str, Any] = {} if self.state.hides_phone else {"from": self.state.phone}
        if not self.state.hides_id:
            message["from_user_id"] = self.state.user_id
            if self.state.parent_id:
                message["from_parent_user_id"] = self.state.parent_id
        if self.group:
            message["group_id"] = self.group
        message |= {"id": self.api.new_id(self.state), "timestamp": str(int(now)), **what}
        self.state.wrote_at = now
        self.api.received[message["id"]] = self.group or self.state.user_id
        self.last_message = message["id"]
        self.own_messages.append(message["id"])
        who = contact(self.state)
        value = {**self.api.metadata, "contacts": [who], "messages": [message]}
        self.api.deliver(f"chat {self.group or self.state.phone}", "messages", value)
        return self.last_message

    def says(self, text: str, **more: Any) -> str:
        """Types a message."""
        return self._message(type="text", text={"body": text}, **more)

    def answers(self, text: str, to: Sent | str) -> str:
        """Types a message as an answer to one of ours, or to one of their own by its id."""
        of = {"from": self.api.number, "id": to.id} if isinstance(to, Sent) else {"from": self.state.phone, "id": to}
        return self.says(text, context=of)

    def forwards(self, text: str, *, often: bool = False) -> str:
        """Passes on what somebody else wrote."""
        return self.says(text, context={"frequently_forwarded" if often else "forwarded": True})

    def sends(self, kind: str, caption: str | None = None) -> str:
        """Attaches something, or sends what bots cannot read."""
        attached: dict[str, Any] = json.loads(json.dumps(ATTACHED[kind]))
        if caption and kind in _CAPTIONED:
            attached[kind]["caption"] = caption
        return self._message(**attached)

    def comes_from_ad(self, text: str) -> str:
        """Writes after a click on an advertisement: for 72 hours, messages are free."""
        self.state.free_until = self.api.now() + FREE_ENTRY
        return self.says(text, referral={
            "source_url": "https://fb.me/3cr4Wqqkv", "source_id": "120226305854810726", "source_type": "ad",
            "headline": "Chat with us", "body": "SIGAP", "media_type": "image", "image_url": "https://example.org/i",
            "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e", "welcome_message": {"text": "Halo"},
        })  # fmt: skip

    def presses(self, label: str) -> str:
        """Presses the newest button or row with this label or title. Raises KeyError when there is none."""
        return self._presses(lambda one: label in {one.title, one.description}, label)

    def presses_data(self, value: str) -> str:
        """Presses the newest button or row that holds this; one of long ago when there is none."""
        try:
            return self._presses(lambda one: one.id == value, value)
        except KeyError:
            return self._reply("button_reply", Button(value, value[:20]), None)

    def _presses(self, is_meant: Callable[[Button], bool], what: str) -> str:
        for sent in reversed(self.replies):
            for kind, ones in (("button_reply", sent.buttons), ("list_reply", sent.rows)):
                for one in filter(is_meant, ones):
                    return self._reply(kind, one, sent)
        raise KeyError(what)

    def _reply(self, kind: str, one: Button, sent: Sent | None) -> str:
        said = {"id": one.id, "title": one.title}
        if one.description:
            said["description"] = one.description
        of = {"from": self.api.number, "id": sent.id if sent else "wamid.old"}
        return self._message(context=of, type="interactive", interactive={"type": kind, kind: said})

    def presses_in_template(self, payload: str, text: str, sent: Sent | None = None) -> str:
        """Presses a quick reply of a template."""
        of = {"from": self.api.number, "id": sent.id if sent else "wamid.template"}
        return self._message(context=of, type="button", button={"payload": payload, "text": text})

    def completes_flow(self, **values: Any) -> str:
        """Sends a flow's form."""
        reply = {"name": "flow", "body": "Sent", "response_json": json.dumps(values)}
        of = {"from": self.api.number, "id": "wamid.flow"}
        return self._message(context=of, type="interactive", interactive={"type": "nfm_reply", "nfm_reply": reply})

    def reacts(self, emoji: str, to: str = "wamid.any") -> str:
        """Puts a sign on a message; an empty one takes it off."""
        return self._message(type="reaction", reaction={"message_id": to, "emoji": emoji})

    def edits(self, text: str) -> str:
        """Changes the newest own message."""
        edited = {"original_message_id": self.last_message, "message": {"type": "text", "text": {"body": text}}}
        return self._message(type="edit", edit=edited)

    def deletes(self, message: str = "") -> str:
        """Deletes an own message for everybody: the newest, or the one with this id."""
        gone = message or self.last_message
        self.own_messages.remove(gone)
        self._message(type="revoke", revoke={"original_message_id": gone})
        return self.own_messages.pop()

    def blocks(self) -> None:
        """The bot is not told: what it sends is taken, and never arrives."""
        self.state.blocked = True

    def unblocks(self) -> None:
        self.state.blocked = False

    def stops_marketing(self, value: str = "stop") -> None:
        """Presses the button against advertisements, or the one that allows them again (`resume`)."""
        self.state.no_marketing = value == "stop"
        preference = {"wa_id": self.state.phone, "user_id": self.state.user_id, "category": "marketing_messages",
                      "value": value, "detail": "User requested to stop marketing messages",
                      "timestamp": int(self.api.now())}  # fmt: skip
        value_ = {**self.api.metadata, "contacts": [contact(self.state)], "user_preferences": [preference]}
        self.api.deliver(f"chat {self.state.phone}", "user_preferences", value_)

    def comes_online(self) -> None:
        """What was sent meanwhile arrives."""
        self.state.online = True
        for sent in self.state.sent:
            if not sent.arrived and not self.state.blocked:
                sent.arrived = True
                self.api._arrives(self.state, sent)

    def changes_number(self, *, announced: bool = True) -> None:
        """Takes a new phone number, and so a new BSUID; the bot is told now, or by `announces_change`."""
        before, new = self.state, _new_state(self.state.name)
        new.username, new.online, new.receipts = before.username, before.online, before.receipts
        new.hides_phone, new.hides_id = before.hides_phone, before.hides_id
        if before.parent_id:
            new.parent_id = f"ID.ENT.{new.user_id[3:]}"
        del self.api.chats[before.user_id]
        self.api.chats[new.user_id] = self.state = new
        self._before.append(before)
        if announced:
            self.announces_change()

    def announces_change(self, *, shares_phone: bool = True) -> str:
        """Meta tells of the newest change, as often as this is called. Returns the id of the message."""
        before, now = self._before[-1], self.state
        kind = "user_changed_number" if shares_phone else "user_changed_user_id"
        system: dict[str, Any] = {"type": kind}
        message: dict[str, Any] = {}
        if not self.state.hides_id:
            system |= {"user_id": now.user_id, "previous_user_id": before.user_id}
            message["from_user_id"] = now.user_id
        if shares_phone:
            system["body"] = f"User {now.name} changed from {before.phone} to {now.phone}"
            system["wa_id"] = now.phone
            message["from"] = before.phone
        else:
            system["body"] = f"User {now.name} changed from {before.user_id} to {now.user_id}"
        message |= {"id": self.api.new_id(now), "timestamp": str(int(self.api.now())), "type": "system"}
        value = {**self.api.metadata, "messages": [{**message, "system": system}]}
        self.api.deliver(f"system {now.phone}", "messages", value)
        return str(message["id"])


def _new_state(name: str, number: int | None = None) -> Chat:
    number = next(_NUMBERS) if number is None else number
    return Chat(f"ID.{13_491_208_655_300_000_000 + number}", f"62812{number:010}", name=name)


def person(
    api: CloudApi,
    *,
    name: str = "Budi",
    username: str = "",
    hides_phone: bool = False,
    hides_id: bool = False,
    group: str = "",
    number: int | None = None,
) -> Person:
    """Somebody new, who has not written yet; with the same number the same person, also at another server."""
    state = _new_state(name, number)
    state.username, state.hides_phone, state.hides_id = username, hides_phone, hides_id
    api.chats[state.user_id] = state
    somebody = Person(api, state)
    somebody.join(group)
    return somebody
