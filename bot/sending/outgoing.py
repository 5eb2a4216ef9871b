"""What a channel is asked to send, in a form that all channels share; each renders it as requests of its own."""

from msgspec import Struct

from data.announcements.announcements import Attachment
from data.content.texts import DEFAULT
from handlers.messages import Choice, CopyButton, LinkButton, Picture


class MadeFile(Struct, frozen=True):
    """A file that is generated when it is sent."""

    name: str
    """`figures.png`, `report-12.csv`."""


class Text(Struct, frozen=True):
    """A message of words, with its buttons."""

    text: str
    choices: tuple[Choice, ...] = ()
    heading: str = ""
    """The beginning of the text that stands out; empty if none does."""
    copies: tuple[CopyButton, ...] = ()
    """Buttons that copy a text. For channels that have them."""
    placeholder: str = ""
    """What stands in the empty text field. For channels that can open it; some show no words there beside buttons."""
    link: LinkButton | None = None
    """A button that opens a page."""
    language: str = DEFAULT
    """Of the words that a channel adds, such as on a button that opens a list of choices."""


class Photo(Struct, frozen=True):
    """A picture, with words below it and its buttons. Where a channel has no pictures, the words or the alt text go."""

    file: Picture | Attachment | MadeFile
    """A picture of ours, one that a member of staff sent on this channel, or one that is generated."""
    text: str = ""
    choices: tuple[Choice, ...] = ()


class Document(Struct, frozen=True):
    """A file, with words below it and its buttons."""

    file: Attachment | MadeFile
    text: str = ""
    choices: tuple[Choice, ...] = ()


Message = Text | Photo | Document
"""What appears in the chat as a message of its own."""


class Edit(Struct, frozen=True):
    """Changes a message of ours. For channels that can edit."""

    message: str
    """Its id, as `Channel.send` returned it."""
    new: Text


class Deletion(Struct, frozen=True):
    """Deletes a message from the chat; one that is gone already counts as deleted. For channels that can delete."""

    message: str
    """Its id, as the channel put it into `Incoming.reference`."""


Outgoing = Message | Edit | Deletion
