"""Readings of what somebody types in a test, on the day of the tests."""

from data.clock import wib_day
from handlers.reading import Reading
from tests.conftest import NOW


def reading(text: str) -> Reading:
    """The reading of a message."""
    return Reading(text, wib_day(NOW))
