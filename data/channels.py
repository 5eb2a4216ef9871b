"""The channels: their names and labels, whether we can write first, how long a chat is kept, what one message holds.

Telegram's limits: core.telegram.org/bots/api#sendmessage, #sendphoto, #senddocument, #getfile, read in November 2026.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Channel:
    """What the conversation and the database know about a channel (not how it sends)."""

    name: str
    """The name in the database, in statistics and in metrics."""
    label: str
    """The name for staff within a sentence."""
    short_label: str
    """The name for staff in a list of figures."""
    pushes: bool
    """Whether we can write first. Otherwise people see our announcements when they next open the chat."""
    chat_kept: timedelta
    """How long a chat is kept after its last message."""
    repeats: timedelta = timedelta(hours=48)
    """How long after a message its service may deliver it again: so long its hash is kept."""
    limits: "MessageLimits | None" = None
    """What one message may hold; None where it may hold anything."""
    keeps_messages: bool = False
    """Whether a company keeps what people write, and we cannot delete it there: people are told so."""
    bills: bool = False
    """Whether the service bills us for each message: a budget limits them."""


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """The most that one message may hold."""

    text: int
    """The UTF-16 units of a message as people see it, without its markup."""
    caption: int
    """UTF-16 units under a photo or a file."""
    upload: int
    """Bytes of a file that we send."""
    download: int
    """Bytes of a file that we may fetch."""


TELEGRAM_LIMITS = MessageLimits(text=4096, caption=1024, upload=50 * 2**20, download=20 * 2**20)
"""A file that Telegram already has may be larger than `upload`, but would be too large for a phone."""
TELEGRAM = Channel("telegram", "Telegram", "Telegram", True, timedelta(days=730), limits=TELEGRAM_LIMITS)
WEB = Channel("web", "chat web", "web", pushes=False, chat_kept=timedelta(days=30), repeats=timedelta(hours=1))
"""The chat belongs to a browser, through a cookie that lasts as long as the chat is kept."""
WHATSAPP_LIMITS = MessageLimits(text=4096, caption=1024, upload=5 * 2**20, download=0)
"""From developers.facebook.com/documentation/business-messaging/whatsapp, read in November 2026; uploads: pictures."""
WHATSAPP = Channel(
    "whatsapp",
    "WhatsApp",
    "WhatsApp",
    pushes=False,
    chat_kept=timedelta(days=730),
    repeats=timedelta(days=8),
    limits=WHATSAPP_LIMITS,
    keeps_messages=True,
    bills=True,
)
"""It answers by itself, but writes first in a window of 24 hours only: announcements are seen at the next visit."""

PUBLIC = {one.name: one for one in (TELEGRAM, WHATSAPP, WEB)}
"""The channels on which residents write; the terminal is not among them."""
PUSHED = tuple(name for name, one in PUBLIC.items() if one.pushes)
VISITED = tuple(name for name, one in PUBLIC.items() if not one.pushes)
STAFF = TELEGRAM.name
"""The only channel on which we know who somebody is."""
CONSOLE, ASK = "console", "ask"
"""The terminal, for people and for scripts."""


def label(name: str) -> str:
    """The name for staff within a sentence; the given name itself if the channel is not one of ours."""
    return PUBLIC[name].label if name in PUBLIC else name


def short_label(name: str) -> str:
    """The name for staff in a list of figures."""
    return PUBLIC[name].short_label if name in PUBLIC else name


def bills(name: str) -> bool:
    """Whether the service of this channel bills us for each message."""
    return name in PUBLIC and PUBLIC[name].bills


def keeps_messages(name: str) -> bool:
    """Whether a company keeps what people write on this channel, and we cannot delete it there."""
    return name in PUBLIC and PUBLIC[name].keeps_messages


def longest_announcement(*, with_file: bool) -> int:
    """The UTF-16 units of an announcement that each channel can send as one message."""
    limits = [one.limits for one in PUBLIC.values() if one.limits]
    return min(one.caption if with_file else one.text for one in limits)


def utf16_units(text: str) -> int:
    """The length as Telegram counts it: an emoji of one character is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
