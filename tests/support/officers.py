"""The staff of the tests, who work in their chats on Telegram."""

from itertools import count

from bot.app import App
from data.announcements.announcements import Attachment
from handlers.messages import Answer, Choice, Incoming, Kind
from tests.conftest import Person

WRITER, APPROVER, VIEWER, BOTH = "111", "222", "333", "444"
_IDS = count(1_000_000)
"""Of messages; a chat that is spoken for twice sends none twice."""
STAFF = f"{WRITER}:writer:Ani; {APPROVER}:approver:Budi; {VIEWER}:viewer:Citra; {BOTH}:writer+approver:Dedi"
PHOTO = Attachment("photo", "file-of-a-photo", "mark-of-a-photo", "", 120_000)
PDF = Attachment("pdf", "file-of-a-pdf", "mark-of-a-pdf", "jadwal.pdf", 300_000)


class Officer(Person):
    """One of the staff; the buttons stand under the last bubble."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        assert self.last is not None
        return self.last.replies[-1].choices

    @property
    def said(self) -> str:
        """Everything of the last answer."""
        assert self.last is not None
        return "\n\n".join(reply.text for reply in self.last.replies)

    async def attaches(self, attachment: Attachment | None, kind: Kind = "photo", text: str = "") -> Answer:
        incoming = Incoming(str(next(self.ids)), self.channel, self.address, text, kind=kind, attachment=attachment)
        self.last = await self.app.dispatch.handle(incoming)
        await self.app.replies.mark_sent(incoming.message_key)
        return self.last

    async def can_press(self, *labels: str) -> None:
        assert [choice.label for choice in self.choices] == list(labels)


def at_work(person: Person, address: str) -> Officer:
    """One of the staff of the bot that this person talks to."""
    return Officer(person.app, address, "telegram", ids=_IDS)


def resident(app: App, address: str, channel: str = "telegram") -> Person:
    """Somebody else."""
    return Person(app, address, channel, ids=_IDS)
