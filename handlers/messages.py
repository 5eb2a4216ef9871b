"""The neutral words of every channel: what came in, what goes out."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import PlainSerializer, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from data.announcements.announcements import Attachment
from data.chats.chats import Chat
from data.chats.inbox import message_key_of
from data.content.texts import DEFAULT
from data.limits.networks import Origin
from data.records import replace
from handlers.outcomes import Outcome

Kind = Literal["text", "photo", "file", "voice", "contact", "location", "other"]
"""What a message is; whatever has no words of its own is `other`: stickers, dice, polls."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person: typed text, or the value of a pressed button."""

    id: str
    channel: str
    address: str
    text: str = field(default="", repr=False)
    choice: str | None = None
    origin: Origin | None = None
    """Where it comes from, for the limits beyond the chat's own; None where nobody but oneself can ask."""
    acknowledges: bool = False
    """On a channel of question and answer, a message says that the answers before it have arrived."""
    pushed: bool = False
    """On a channel that sends by itself, a message that comes again has its answer on the way already."""
    kind: Kind = "text"
    language: str | None = None
    """What the person's app is set to; what the person chose here goes before it."""
    private_link: str = ""
    """Set in a group: where the same person can ask us alone."""
    reference: str = ""
    """What the channel needs to find the message again."""
    source: str = ""
    """The poster or link that brought the person, to be counted."""
    attachment: Attachment | None = None
    """The picture or file that came with the message, where the channel can send it again."""
    forwarded: bool = False
    """Somebody else wrote it; the person only passed it on."""
    hides_links: bool = False
    """Links that its words do not show stand behind them, or on buttons under it."""
    typed_picks: bool = True
    """Whether a typed "2" may stand for a button that opens what was asked before: not where phones are lent."""
    album: str = ""
    """The name of the album that this photo or file is a part of, on a channel where each part is a message."""
    keeps_cookies: bool = True
    """Whether the next message of this person can be known as theirs: not where a browser refuses cookies."""
    cookies_warned: bool = False
    """That was said before."""
    session: str = ""
    """On a channel whose chats several people may open: a hash of the session that this one is in."""

    @property
    def message_key(self) -> bytes:
        """How the message is recognised when it comes again."""
        return message_key_of(self.channel, self.address, f"{self.session}\0{self.id}" if self.session else self.id)

    @property
    def album_key(self) -> bytes:
        """How its album is recognised, whichever part comes first."""
        return message_key_of(self.channel, self.address, f"album\0{self.album}")

    @property
    def chat(self) -> str:
        """The chat, among those of all channels."""
        return f"{self.channel}:{self.address}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: the words on it, and the value that comes back. It never carries a NIK or a hash."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name, never its bytes: each channel fetches it when it sends."""

    name: str
    language: str
    """Of the words in it."""
    alt: str
    """What it says, in words: for who does not see it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble with its buttons."""

    text: str
    """May be empty beside a picture: then its alt text is what is said."""
    choices: tuple[Choice, ...] = ()
    picture: Picture | None = None
    attachment: Attachment | None = None
    """What goes with an announcement."""
    made: str = ""
    """A file for staff, by its name; it is made when it is sent: `figures.png`, `report-12.csv`."""
    aside: bool = False
    """It asks something of its own: a remark on the person's message stands before it."""
    original: int | None = None
    """The broadcast that this is a preview of: when a channel refuses it, its writer must hear so."""

    @property
    def spoken(self) -> str:
        """All that is said in words, for who sees no picture."""
        return self.text or (self.picture.alt if self.picture else "")

    @property
    def caption(self) -> str:
        """What is said beside the picture, where the picture already says its alt text."""
        return "" if self.picture and self.text == self.picture.alt else self.text


def _read_outcome(kept: object, read: ValidatorFunctionWrapHandler) -> object:
    """An answer that waits to be sent may come from another version, with an outcome that this one does not have."""
    try:
        return read(kept)
    except ValidationError:
        return kept


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person hears, and what is counted."""

    outcome: Annotated[Outcome, WrapValidator(_read_outcome), PlainSerializer(str)]
    topic: str | None = None
    """What the person wanted, as far as we understood."""
    sure: bool = True
    offered: tuple[str, ...] = ()
    """Topics offered instead of an answer, best first."""
    replies: tuple[Reply, ...] = ()
    language: str = DEFAULT
    """In which it is written."""
    private: bool = False
    """The message holds what should not stay in a chat (a NIK, a photo): a channel that can takes it out."""

    @property
    def last(self) -> Reply | None:
        """The last bubble that answers the message."""
        return next((reply for reply in reversed(self.replies) if not reply.aside), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message led to."""

    answer: Answer
    chat: Chat | None
    """How the chat goes on; None forgets it."""

    def with_message_deleted(self) -> "Turn":
        """The same, and the message it answers is taken out of the chat."""
        return replace(self, answer=replace(self.answer, private=True))

    def followed_by(self, replies: tuple[Reply, ...]) -> "Turn":
        """The same, and more bubbles after it."""
        return replace(self, answer=replace(self.answer, replies=(*self.answer.replies, *replies)))

    def preceded_by(self, replies: tuple[Reply, ...]) -> "Turn":
        """The same, and bubbles before it."""
        return replace(self, answer=replace(self.answer, replies=(*replies, *self.answer.replies)))

    def with_topic(self, topic: str) -> "Turn":
        """The same, as the answer to another topic."""
        return replace(self, answer=replace(self.answer, topic=topic))

    def unsure(self, suggestions: tuple[str, ...]) -> "Turn":
        """The same, though the person may have meant something else."""
        return replace(self, answer=replace(self.answer, topic=None, sure=False, offered=suggestions))
