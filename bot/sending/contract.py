"""What the sending code asks of a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.sending.stored_replies import QueuedReply
from data.announcements.announcements import Broadcast
from handlers.messages import Reply


@dataclass(frozen=True, slots=True)
class Part:
    """One step of sending an answer: a message, or a deletion."""

    what: Mapping[str, str]
    """The parameters, as the channel wants them."""
    again: bool = False
    """Whether repeating it does no harm, so that the progress before it need not be saved first."""


class ReplyChannel(Protocol):
    """A channel on which we send replies ourselves."""

    name: str

    def parts(self, queued: QueuedReply) -> Sequence[Part]:
        """The parts of an answer, in the order of sending. The same answer always has the same number of parts."""

    async def send(self, queued: QueuedReply, part: Part) -> None:
        """Sends one part. Raises SendError."""


class NoticeChannel(Protocol):
    """A channel on which we can write first."""

    name: str

    async def send_notice(self, address: str, reply: Reply) -> None:
        """Sends a message with a lower priority than replies. Raises SendError."""


class AnnouncementChannel(Protocol):
    """A channel that takes announcements."""

    name: str
    bulk_rate: float
    """Messages a second."""

    async def reserve_bulk(self, most: int) -> int:
        """How many messages may go now, up to `most`; waits a quarter of a second for the first."""

    def pause_bulk(self, seconds: float) -> None:
        """Sends no announcement for this time; replies go on."""

    def render_announcement(self, broadcast: Broadcast, language: str) -> Mapping[str, str]:
        """The one message of an announcement, as the channel wants it."""

    def hold_replies(self, address: str) -> None:
        """Holds replies to this chat until the announcement under way is settled.

        Otherwise the confirmation of an unsubscription could be followed by an announcement.
        """

    def release_replies(self, address: str) -> None:
        """Lets the held replies go."""

    async def send_announcement(self, address: str, what: Mapping[str, str]) -> None:
        """Sends it without waiting for a rate limit. Raises SendError."""


class StaffChannel(Protocol):
    """The channel on which staff work."""

    name: str

    async def post(self, address: str, reply: Reply) -> str:
        """Writes to a member of staff; returns the id of the message. Raises SendError."""

    async def edit(self, address: str, message: str, reply: Reply) -> None:
        """Changes an earlier message. Raises SendError."""
