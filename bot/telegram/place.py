"""How far we are in Telegram's queue of updates, and the way past one that cannot be read.

An update is confirmed by the number after it, so one that breaks us would come again at each poll and each start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NUMBER = re.compile(rb'"update_id"\s*:\s*"?(\d{1,15})(?!\d)')


@dataclass(slots=True)
class Place:
    """Where the next poll begins."""

    offset: int = 0
    one_by_one: bool = False
    """Among several that we cannot take apart, each is asked for alone, so that only the broken one is lost."""
    _before: list[int] = field(default_factory=list)
    """The numbers of the last poll that brought any: the same ones again were not confirmed."""

    @property
    def parameters(self) -> dict[str, int]:
        """What the poll asks for."""
        return {"offset": self.offset, **({"limit": 1} if self.one_by_one else {})}

    def passed(self, numbers: list[int], *, some_without: bool) -> bool:
        """These were handled, in the order in which they came. False when the next poll may bring them once more.

        The last of them counts, not the highest: ids begin anew after a week without updates. An offset beyond the
        queue is answered from its head, so one that stayed at the old, higher ids would confirm nothing any more.
        Updates without a number are confirmed by those behind them; where none are, we ask for one alone and move on
        by one, which can confirm no other, and then for all again.
        """
        if numbers:
            again, self._before = numbers == self._before, numbers
            self.offset = (max(numbers) if again else numbers[-1]) + 1
            self.one_by_one = some_without
            return not again
        if not some_without:
            self.one_by_one = False
            return True
        if self.one_by_one and self.offset:
            self.offset += 1
        self.one_by_one = not self.one_by_one
        return False

    def passes(self, unreadable: bytes) -> bool:
        """Whether there is a way past an answer that is no JSON we can read: by the number of the one in it."""
        if not self.one_by_one:
            self.one_by_one = True
            return True
        found = _NUMBER.search(unreadable)
        if not found or int(found[1]) + 1 == self.offset:
            return False
        self.offset, self.one_by_one = int(found[1]) + 1, False
        return True


def number_of(update: object) -> int | None:
    """The number of an update, also where it is written as a text; None for whatever else stands there."""
    written = update.get("update_id") if isinstance(update, Mapping) else None
    if isinstance(written, str) and written.isascii() and written.isdecimal() and len(written) <= 15:
        return int(written)
    known = isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 10**15
    return written if known and isinstance(written, int) else None
