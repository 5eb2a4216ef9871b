"""How far we are in Telegram's queue of updates, and the way past one that cannot be read.

An update is confirmed by the number after it, so one that breaks us would come again at each poll and each start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NUMBER = re.compile(rb'"update_id"\s*:\s*"?(\d{1,15})(?!\d)')


_SURE = 4
"""How often the same must come in a row before it is passed: an answer may be garbled on its way once, or twice."""


@dataclass(slots=True)
class Place:
    """Where the next poll begins."""

    offset: int = 0
    one_by_one: bool = False
    """Among several that we cannot take apart, each is asked for alone, so that only the broken one is lost."""
    _before: list[int] = field(default_factory=list)
    """The numbers of the last poll that brought any: the same ones again were not confirmed."""
    _odd: object = None
    """What stood in the way when we asked last ..."""
    _times: int = 0
    """... and how often in a row."""
    _step: int = 0
    """How far beyond the offset we ask this once, to get past it."""
    _steps: int = 0

    @property
    def parameters(self) -> dict[str, int]:
        """What the poll asks for.

        A step is not held open: what came meanwhile, with a number before it, would be confirmed unread.
        """
        asked = {"offset": self.offset + self._step}
        if self._step:
            asked["timeout"] = 0
        return asked | ({"limit": 1} if self.one_by_one else {})

    def passed(self, numbers: list[int], unnumbered: object = None) -> bool:
        """These were handled, in the order in which they came. False when the next poll may bring them once more.

        The last of them counts, not the highest: ids begin anew after a week without updates. An offset beyond the
        queue is answered from its head, so one that stayed at the old, higher ids would confirm nothing any more.
        `unnumbered` is the first update without a number, None where each has one. Those are confirmed by the ones
        behind them. Where none are, and the same one came several times, we step over it.
        """
        if not numbers and unnumbered is not None:
            return self._steps_over(unnumbered)
        self._forget()
        if not numbers:
            return True
        again, self._before = numbers == self._before, numbers
        self.offset = (max(numbers) if again else numbers[-1]) + 1
        return not again

    def _steps_over(self, unnumbered: object) -> bool:
        """Whether the next poll should follow at once.

        The step is taken back with the next poll: it confirms what stands there now and nothing that comes later, so
        if all this was noise, and nothing stood there, nobody is lost.
        """
        self._step = 0
        self._came_again(unnumbered)
        if self.offset and self._times % _SURE == 0:
            self._steps += 1  # over one more: behind the first may stand another, and ids need not follow each other
            self._step = self._steps
        return self._step > 0

    def passes(self, unreadable: bytes) -> bool:
        """Whether there is a way past an answer that is no JSON we can read: by the number of the one in it.

        False when it should be asked for again: it may have been garbled on its way.
        """
        self._step = 0
        if not self.one_by_one:
            self.one_by_one = True
            return True
        self._came_again(unreadable)
        found = _NUMBER.search(unreadable)
        if not found or int(found[1]) + 1 == self.offset or self._times < _SURE:
            return False
        self._forget()
        self.offset = int(found[1]) + 1
        return True

    def _came_again(self, odd: object) -> None:
        self._odd, self._times = odd, self._times + 1 if odd == self._odd else 1

    def _forget(self) -> None:
        """Nothing stands in the way."""
        self.one_by_one, self._odd, self._times, self._step, self._steps = False, None, 0, 0, 0


def number_of(update: object) -> int | None:
    """The number of an update, also where it is written as a text; None for whatever else stands there."""
    written = update.get("update_id") if isinstance(update, Mapping) else None
    if isinstance(written, str) and written.isascii() and written.isdecimal() and len(written) <= 15:
        return int(written)
    known = isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 10**15
    return written if known and isinstance(written, int) else None
