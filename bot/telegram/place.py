"""How far we are in Telegram's queue of updates, and the way past one that cannot be read.

An update is confirmed by the number after it, so one that breaks us would come again at each poll and each start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = re.compile(rb'"update_id"\s*:\s*"?(\d{1,15})(?!\d)')


@dataclass(slots=True)
class Place:
    """Where the next poll begins."""

    offset: int = 0
    one_by_one: bool = False
    """Among several that we cannot take apart, each is asked for alone, so that only the broken one is lost."""

    @property
    def parameters(self) -> dict[str, int]:
        """What the poll asks for."""
        return {"offset": self.offset, **({"limit": 1} if self.one_by_one else {})}

    def passed(self, numbers: list[int], *, some_without: bool) -> bool:
        """These were handled. False when only such came as have no number: nothing confirms those.

        Asked for alone, each poll then moves on by one, which can confirm no other.
        """
        if numbers or not some_without:
            self.offset = max([self.offset, *(number + 1 for number in numbers)])
            self.one_by_one = some_without
            return True
        if self.one_by_one and self.offset:
            self.offset += 1
        self.one_by_one = True
        return False

    def passes(self, unreadable: bytes) -> bool:
        """Whether there is a way past an answer that is no JSON we can read: by the number of the one in it."""
        if not self.one_by_one:
            self.one_by_one = True
            return True
        found = _NUMBER.search(unreadable)
        number = int(found[1]) if found else -1
        if number < self.offset:
            return False
        self.offset, self.one_by_one = number + 1, False
        return True


def number_of(update: object) -> int | None:
    """The number of an update, also where it is written as a text; None for whatever else stands there."""
    written = update.get("update_id") if isinstance(update, Mapping) else None
    if isinstance(written, str) and written.isascii() and written.isdecimal() and len(written) <= 15:
        return int(written)
    known = isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 10**15
    return written if known and isinstance(written, int) else None
