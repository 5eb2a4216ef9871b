"""What a channel can do, and how much one message may hold: the sending code asks this, never which channel it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a channel may be written to. The defaults are Telegram's advice."""

    overall: float = 30.0
    """Messages a second."""
    chat: float = 1.0
    """Messages a second to one chat."""
    chat_burst: int = 3
    """So many may go to one chat at once."""
    bulk: float = 25.0
    """Announcements and notices a second, at a lower priority than replies."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. None: no limit that its service states."""

    text_limit: int | None = None
    """UTF-16 units of one message as people see it. A longer reply is split; a longer announcement is refused."""
    caption_limit: int | None = None
    """UTF-16 units below a picture or a file. Longer words follow as a message."""
    max_buttons: int | None = None
    """Buttons of one message."""
    picture_buttons: int | None = None
    """Buttons below a picture, where that is fewer."""
    pages_buttons: bool = False
    """Whether the last of too many buttons shows the others, for a service that bills each message. Otherwise they
    follow below messages of their own."""
    label_limit: int | None = None
    """Characters of a button's label."""
    can_push: bool = False
    """Whether it sends by itself; otherwise answers go back with the request, and `Channel.send` is never called.

    Whether we may write first is the channel's `pushes` in `data/channels.py`.
    """
    has_receipts: bool = False
    """Whether the service tells later which messages arrived."""
    can_edit: bool = False
    can_delete: bool = False
    """Whether messages of people can be deleted from the chat."""
    rates: Rates = Rates()
    """Used where it can push."""
