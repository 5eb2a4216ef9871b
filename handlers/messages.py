"""Messages in the form that all channels share: what came in, and what is answered."""

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace
from propcache.api import cached_property

from data.announcements.announcements import Attachment
from data.chats import recent_answers
from data.chats.chats import Chat
from data.chats.inbox import message_key_of
from data.content.texts import DEFAULT
from data.limits.networks import Origin
from data.ratings import Rating
from handlers.outcomes import Outcome

Kind = Literal["text", "photo", "file", "voice", "contact", "location", "other"]
"""The kind of a message; `other` has no text: stickers, dice, polls."""


class Incoming(Struct, frozen=True, dict=True):
    """One message of a person: typed text, or the value of a pressed button."""

    id: str
    channel: str
    address: str
    text: str = ""
    choice: str | None = None
    origin: Origin | None = None
    """Its network, for limits that span chats; None if only the operator can write, as in a terminal."""
    acknowledges: bool = False
    """Whether this message confirms that earlier answers arrived, as on request-response channels."""
    pushed: bool = False
    """Whether the channel pushes answers: the answer to a repeated message is then already on its way."""
    kind: Kind = "text"
    language: str | None = None
    """The language of the person's app; one that was chosen in the chat takes precedence."""
    private_link: str = ""
    """In a group: a link to the private chat with the bot."""
    reference: str = ""
    """What the channel needs to refer to the message, e.g. to delete it."""
    source: str = ""
    """The poster or link that the person came from, for the statistics."""
    attachment: Attachment | None = None
    """The picture or file of the message, if the channel can send it again."""
    forwarded: bool = False
    """Whether somebody else wrote it and the person forwarded it."""
    hides_links: bool = False
    """Whether it has links that its text does not show: behind words, or on buttons."""
    exposes_nik: bool = False
    """Whether a NIK stands outside its text, in a hidden link or a poll; in a group, also one in the text.

    It is not looked up, and the message is deleted where that is possible.
    """
    typed_picks: bool = True
    """Whether typing "2" may press a button that reopens an earlier NIK; False where phones are shared."""
    album: str = ""
    """The album of this photo or file, on a channel that sends each part of an album as a message."""
    keeps_cookies: bool = True
    """False if the browser refuses cookies, so that the person's next message cannot be matched to this chat."""
    cookies_warned: bool = False
    """Whether the person was already told about refused cookies."""
    session: str = ""
    """A hash of the browser session, on a channel where several sessions may share a chat."""

    def __repr__(self) -> str:
        """Without the text, as it may reach a traceback."""
        return f"Incoming(channel={self.channel!r}, kind={self.kind!r})"

    @cached_property
    def message_key(self) -> bytes:
        """The key that identifies repeated deliveries of this message."""
        return message_key_of(self.channel, self.address, f"{self.session}\0{self.id}" if self.session else self.id)

    @property
    def album_key(self) -> bytes:
        """The key of its album, the same for all its parts."""
        return message_key_of(self.channel, self.address, f"album\0{self.album}")

    @property
    def chat(self) -> str:
        """The name of the chat, unique across all channels."""
        return f"{self.channel}:{self.address}"


if TYPE_CHECKING:
    Role = Literal["", "primary", "confirm", "danger"]
    Standing = Literal["listed", "later", "ended", "removed", "unclear", "not_listed", "unavailable"]
    AnyOutcome = Outcome
else:  # an answer that waits to be sent may come from another version of the program, with words of its own
    Role = Standing = AnyOutcome = str
"""`Role` is what a button is for: `primary` is the one next step, `confirm` approves, `danger` erases or aborts.
`Standing` is the result that a heading names, by which a channel chooses its look; `unavailable`: there is none now."""


class Choice(Struct, frozen=True, omit_defaults=True):
    """A button: its label, and the value it sends. The value never holds a NIK or a hash."""

    label: str
    value: str
    role: Role = ""


MORE = "more."
"""The beginning of the value of a button that shows the other buttons of the newest answer: `more.9` all but the first
nine. The sending code puts it where a channel has no room for them."""
_SIGNS = {"listed": "✅", "later": "⏳"}


class CopyButton(Struct, frozen=True):
    """A button that copies a text on the phone, and sends nothing. Channels that have none leave it out."""

    label: str
    text: str
    """At most 256 characters."""


class LinkButton(Struct, frozen=True):
    """A button that opens a page. Channels that have none show it as a line of the words."""

    label: str
    """At most 20 characters."""
    url: str

    def __str__(self) -> str:
        return f"{self.label}: {self.url}"


class Heading(Struct, frozen=True):
    """The result above the words of a reply, with the date of the data."""

    text: str
    """Of several NIKs, or of somebody else's, the line before says whose it is."""
    standing: Standing

    @property
    def spoken(self) -> str:
        """The heading as words alone, with a sign for the eye where somebody is listed."""
        *whose, result = self.text.split("\n")
        sign = _SIGNS.get(self.standing)
        return "\n".join([*whose, f"{sign} {result}" if sign else result])


class Picture(Struct, frozen=True):
    """A picture by name, without its bytes: the channel loads it when it sends the reply."""

    name: str
    language: str
    """The language of the text in the picture."""
    alt: str
    """Its content as text, for people who cannot see it."""


class Reply(Struct, frozen=True, omit_defaults=True):
    """One message bubble with its buttons."""

    text: str
    """The words without the heading. May be empty if there is a picture, whose alt text then takes its place."""
    choices: tuple[Choice, ...] = ()
    picture: Picture | None = None
    attachment: Attachment | None = None
    """The file of an announcement."""
    made: str = ""
    """The name of a file for staff that is generated when the reply is sent: `figures.png`, `report-12.csv`."""
    aside: bool = False
    """Whether this is our own remark or question, unrelated to the message."""
    apart: bool = False
    """Whether it stays a message of its own, as an announcement does that is shown as it was sent."""
    original: int | None = None
    """The number of the broadcast that this previews: if a channel refuses it, the writer is informed."""
    heading: Heading | None = None
    """The result that the reply begins with, above its text."""
    remind: int | None = None
    """In how many days it asks to come back, for a calendar; 0 where only an officer can name the day."""
    card: bool = False
    """Whether it says what to take along or to do somewhere, and is worth keeping as a picture. It holds no NIK."""
    copies: tuple[CopyButton, ...] = ()
    """Codes in its text that people copy."""
    placeholder: str = ""
    """What stands in the empty text field, if the reply asks for something to type. Not every channel can show it."""
    link: LinkButton | None = None
    """A page to open. A reply with one has no other buttons."""

    @property
    def headline(self) -> str:
        """The words of its heading; empty if it has none."""
        return self.heading.spoken if self.heading else ""

    @property
    def words(self) -> str:
        """All its words: the heading and the text."""
        return "\n\n".join(filter(None, (self.headline, self.text)))

    @property
    def spoken(self) -> str:
        """All its words, or those of the picture, for channels and people that have no pictures."""
        return self.words or (self.picture.alt if self.picture else "")

    @property
    def caption(self) -> str:
        """The words to show beside the picture; empty if they only repeat the alt text."""
        return "" if self.picture and self.words == self.picture.alt else self.words


class Answer(Struct, frozen=True, omit_defaults=True):
    """The replies to a message, and what the statistics count about them."""

    outcome: AnyOutcome
    topic: str | None = None
    """The topic of the message, as far as it was understood."""
    sure: bool = True
    offered: tuple[str, ...] = ()
    """Topics suggested instead of an answer, best first."""
    replies: tuple[Reply, ...] = ()
    language: str = DEFAULT
    """The language of the replies."""
    private: bool = False
    """Whether the message holds what should not stay in a chat (a NIK, a photo), and is deleted if possible."""
    fine_question: str | None = None
    """The name of the fine question that it answers (`data.content.fine_answers`), if it answers one."""
    rated: Rating | None = None
    """What the message said of an earlier answer, if that was counted; not stored, so that it is counted once."""

    @property
    def last(self) -> Reply | None:
        """The last reply that answers the message itself."""
        return next((reply for reply in reversed(self.replies) if not reply.aside), None)


class Turn(Struct, frozen=True):
    """The result of one message: the answer, and the chat's new state."""

    answer: Answer
    chat: Chat | None
    """The new state of the chat; None erases it."""
    listener: str = ""
    """The name of the listener that answered, once one did."""

    def with_message_deleted(self) -> "Turn":
        """The same turn, which also deletes the answered message from the chat."""
        return replace(self, answer=replace(self.answer, private=True))

    def followed_by(self, replies: tuple[Reply, ...]) -> "Turn":
        """The same turn with more replies at its end."""
        return replace(self, answer=replace(self.answer, replies=(*self.answer.replies, *replies)))

    def preceded_by(self, replies: tuple[Reply, ...]) -> "Turn":
        """The same turn with more replies at its beginning."""
        return replace(self, answer=replace(self.answer, replies=(*replies, *self.answer.replies)))

    def remembered(self, **changed: object) -> "Turn":
        """The same turn, with some fields changed of what is remembered of its answer (`RecentAnswer`)."""
        if self.chat is None:
            return self
        return replace(self, chat=replace(self.chat, recent=recent_answers.with_newest(self.chat.recent, **changed)))

    def with_last_reply(self, **changed: object) -> "Turn":
        """The same turn, with some fields of its last reply changed."""
        *first, last = self.answer.replies
        return replace(self, answer=replace(self.answer, replies=(*first, replace(last, **changed))))

    def of_fine_question(self, name: str) -> "Turn":
        """The same turn, as the answer to a fine question."""
        return replace(self, answer=replace(self.answer, fine_question=name))

    def with_topic(self, topic: str) -> "Turn":
        """The same turn, counted under another topic."""
        return replace(self, answer=replace(self.answer, topic=topic))

    def unsure(self, suggestions: tuple[str, ...]) -> "Turn":
        """The same turn, marked as a guess, with other topics that may have been meant."""
        return replace(self, answer=replace(self.answer, topic=None, sure=False, offered=suggestions))
