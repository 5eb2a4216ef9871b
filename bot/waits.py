"""How long what runs by itself waits, in one place: what the city gets by default, and what tests make quick."""

from dataclasses import dataclass

from data.coverage.lookup import LOOKUP_SECONDS


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds."""

    lane_look: float = 0.5
    """How often a broadcast's lane looks whether there is something to send: who pauses it waits no longer."""
    lane_finish: float = 5.0
    """How long announcements on their way may take once we are told to stop; supervisors kill after 10 seconds."""
    news_look: float = 2.0
    """How often we look for another snapshot, and for news."""
    news_finish: float = 1.5
    """How long the news that is on its way may take once we are told to stop: before the answers in hand."""
    news_longest_wait: float = 60.0
    """The longest pause after news that could not be sent; it grows from half a second."""
    news_first_doubt: float = 2.0
    """When news that may have arrived is sent again; four times as long each time, 8 tries in two hours ..."""
    news_longest_doubt: float = 3600.0
    """... but never longer than this."""
    cards_look: float = 1.0
    """How often the cards of staff are compared with their broadcasts."""
    cards_edit: float = 3.0
    """How long a card is left alone: Telegram wants messages edited seldom."""
    cards_gone: float = 300.0
    """How long staff who cannot be reached are left alone: they may come back."""
    look_up: float = LOOKUP_SECONDS
    """How long the list may take to say whether a NIK is in it; then the person hears that it cannot be read now."""
    telegram_answer: float = 10.0
    """How long Telegram may take for an answer; a message not answered by then may have arrived, or not."""


USUAL = Timing()
