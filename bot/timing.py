"""How long background work waits, in one place: the defaults, and what tests make quicker."""

from dataclasses import dataclass

from data.coverage.lookup import LOOKUP_SECONDS


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds."""

    announcement_poll: float = 0.5
    """How often the sender looks for announcements; also how long a pause takes to have effect."""
    announcement_finish: float = 5.0
    """How long announcements under way may take once we are told to stop; supervisors kill after 10 seconds."""
    notice_poll: float = 2.0
    """How often we look for a new snapshot, and for notices to send."""
    notice_finish: float = 1.5
    """How long a notice under way may take once we are told to stop; replies under way are finished after it."""
    notice_first_retry: float = 0.5
    """The pause after a notice that could not be sent; each further pause is twice as long, as for replies."""
    notice_longest_retry: float = 60.0
    """The longest of these pauses."""
    status_poll: float = 1.0
    """How often the status messages of staff are compared with their announcements."""
    status_edit_interval: float = 3.0
    """The shortest time between two edits of a status message: Telegram wants messages edited seldom."""
    status_gone_pause: float = 300.0
    """When staff who could not be reached are tried again: they may have come back."""
    lookup: float = LOOKUP_SECONDS
    """How long a lookup in the list may take; after that the person is told that it cannot be checked now."""
    telegram_timeout: float = 10.0
    """How long Telegram may take to answer; after that we do not know whether a message arrived."""
    whatsapp_timeout: float = 10.0
    """The same for WhatsApp."""


DEFAULT = Timing()
