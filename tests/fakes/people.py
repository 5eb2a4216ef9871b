"""People with Telegram on their phones: they write, press, send things, block the bot."""

import itertools
import time
from dataclasses import dataclass
from typing import Any

from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.bot_api_files import File

_IDS = itertools.count(6_100_000_001)
_CALLBACKS = itertools.count(1)

ATTACHED: dict[str, dict[str, Any]] = {
    "photo": {},  # these two are files that the bot may send on: see Person.sends
    "document": {},
    "video": {"video": {"file_id": "v1", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}},
    "sticker": {"sticker": {"file_id": "s1", "file_unique_id": "s", "type": "regular", "emoji": "👍"}},
    "voice": {"voice": {"file_id": "o1", "file_unique_id": "o", "duration": 3}},
    "contact": {"contact": {"phone_number": "+628120000038", "first_name": "Joko"}},
    "location": {"location": {"latitude": -6.24, "longitude": 106.99}},
    "animation": {"animation": {"file_id": "a1"}, "document": {"file_id": "a1"}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {"poll": {"id": "1", "question": "?", "options": []}},
    "checklist": {"checklist": {"title": "Belanja", "tasks": [{"id": 1, "text": "beras"}]}},
    "gift": {"gift": {"gift": {"id": "1", "star_count": 15}}},
}
SERVICE: dict[str, dict[str, Any]] = {
    "pinned": {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    "joined": {"new_chat_members": [{"id": 1, "is_bot": False, "first_name": "A"}]},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
}


@dataclass
class Person:
    """One person, in a private chat or, with `group`, in a group."""

    api: BotApi
    id: int
    language: str | None = "id"
    name: str = "Budi"
    group: int | None = None
    last_message: int = 0

    @property
    def chat(self) -> int:
        return self.group or self.id

    @property
    def _from(self) -> dict[str, Any]:
        spoken = {"language_code": self.language} if self.language else {}
        return {"id": self.id, "is_bot": False, "first_name": self.name, **spoken}

    @property
    def _bot(self) -> dict[str, Any]:
        return {"id": self.api.bot_id, "is_bot": True, "first_name": "SIGAP", "username": self.api.username}

    @property
    def _chat(self) -> dict[str, Any]:
        if self.group:
            return {"id": self.group, "type": "supergroup", "title": "Warga RW 05"}
        return {"id": self.id, "type": "private", "first_name": self.name}

    def _message(self, message_id: int, date: int | None = None, **what: Any) -> dict[str, Any]:
        return {
            "message_id": message_id,
            "date": date or int(time.time()),
            "chat": self._chat,
            "from": self._from,
            **what,
        }

    def _writes(self, date: int | None = None, **what: Any) -> int:
        state = self.api.chat(self.chat, "supergroup" if self.group else "private")
        state.known = True
        if what.get("is_topic_message"):
            state.topics.add(what["message_thread_id"])
        self.last_message = state.add(by_bot=False, date=date or int(time.time()))
        return self.api.deliver(self.chat, message=self._message(self.last_message, date, **what))

    def says(self, text: str, date: int | None = None, **more: Any) -> int:
        """Types a message."""
        command = {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}]}
        return self._writes(date, text=text, **(command if text.startswith("/") else {}), **more)

    def sends(self, kind: str, caption: str | None = None) -> int:
        """Attaches something, or does what makes a service message."""
        if kind == "photo":
            return self._attaches(self.api.files.usual("photo"), caption)
        if kind == "document":
            return self._attaches(self.api.files.usual("document"), caption)
        attached: dict[str, Any] = {**ATTACHED, **SERVICE}[kind]
        return self._writes(None, **attached, **({"caption": caption} if caption else {}))

    def sends_photo(self, what: bytes | str | File = "foto.jpg", caption: str | None = None) -> int:
        """Attaches a photo: its content, the name of one that nobody looks at, or one that was here before."""
        name, content = ("foto.jpg", what) if isinstance(what, bytes) else (str(what), b"")
        return self._attaches(what if isinstance(what, File) else self.api.files.add("photo", name, content), caption)

    def sends_document(
        self,
        name: str = "surat.pdf",
        mime: str | None = "application/pdf",
        content: bytes = b"%PDF-1.7",
        caption: str | None = None,
        size: int | None = None,
    ) -> int:
        """Attaches a file; `size` claims more bytes than there are."""
        return self._attaches(self.api.files.add("document", name, content, mime=mime, size=size), caption)

    def _attaches(self, file: File, caption: str | None, **more: Any) -> int:
        return self._writes(None, **self.api.files.shown(file), **({"caption": caption} if caption else {}), **more)

    def forwards(self, what: str | Sent) -> int:
        """Passes on a message of the bot, whoever got it, with its file; or a text that somebody else wrote."""
        date = int(time.time())
        if isinstance(what, str):
            hidden = {"type": "hidden_user", "sender_user_name": "Pak RT", "date": date}
            return self._writes(text=what, forward_origin=hidden)
        origin = {"type": "user", "sender_user": self._bot, "date": date}
        if what.file:
            return self._attaches(what.file, what.text or None, forward_origin=origin)
        return self._writes(text=what.text, forward_origin=origin)

    def edits(self, text: str) -> int:
        """Changes the last own message."""
        edited = self._message(self.last_message, text=text, edit_date=int(time.time()))
        return self.api.deliver(self.chat, edited_message=edited)

    def presses(self, label: str) -> int:
        """Presses the newest button with this label. Raises KeyError when there is none."""
        for sent in reversed(self.replies):
            for button in itertools.chain(*sent.keyboard):
                if button["text"] == label and "callback_data" in button:
                    return self.presses_data(button["callback_data"], sent.message_id)
        raise KeyError(label)

    def presses_data(self, data: str, message_id: int | None = None) -> int:
        """Presses a button that holds this, however old."""
        self.api.chat(self.chat).known = True
        query = f"77{next(_CALLBACKS):012}"
        self.api.unanswered.add(query)
        under = {"message_id": message_id or 1, "date": 0 if message_id is None else 1, "chat": self._chat}
        said = self.api.chat(self.chat).said.get(message_id or 0)
        if said and said.topic:
            under |= {"message_thread_id": said.topic, "is_topic_message": True}
        pressed = {"id": query, "from": self._from, "message": under, "chat_instance": "1", "data": data}
        return self.api.deliver(self.chat, callback_query=pressed)

    def _becomes(self, status: str) -> int:
        self.api.chat(self.chat).known = True
        self.api.chat(self.chat).blocked = status == "kicked"
        bot = self._bot
        changed = {
            "chat": self._chat, "from": self._from, "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": "member"}, "new_chat_member": {"user": bot, "status": status},
        }  # fmt: skip
        return self.api.deliver(self.chat, my_chat_member=changed)

    def blocks(self) -> int:
        return self._becomes("kicked")

    def unblocks(self) -> int:
        return self._becomes("member")

    @property
    def replies(self) -> list[Sent]:
        """Everything the bot said in this chat."""
        state = self.api.chats.get(self.chat)
        return list(state.said.values()) if state else []

    @property
    def last(self) -> Sent:
        return self.replies[-1]

    @property
    def commands(self) -> list[str]:
        """The commands that the phone lists beside the text field."""
        return [one["command"] for one in self.api.listed_in(self.chat, self.language)]

    @property
    def own_messages(self) -> list[int]:
        """Ids of what people wrote in this chat and nobody deleted."""
        return [one for one, (by_bot, _) in self.api.chat(self.chat).messages.items() if not by_bot]


def person(api: BotApi, *, language: str | None = "id", name: str = "Budi", group: int | None = None) -> Person:
    """Somebody new."""
    return Person(api, next(_IDS), language, name, group)
