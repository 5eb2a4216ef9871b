"""The offset in Telegram's queue of updates, and how to get past an update that cannot be read.

An update is confirmed by asking for the next number, so one that we cannot read would come again at each poll.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NUMBER = re.compile(rb'"update_id"\s*:\s*"?(\d{1,15})(?!\d)')


_REPEATS = 4
"""How often the same answer must come in a row before it is skipped: once or twice, it may be a network error."""


@dataclass(slots=True)
class UpdateOffset:
    """The offset of the next poll."""

    offset: int = 0
    one_by_one: bool = False
    """Whether updates are fetched one at a time, so that only the unreadable one is lost."""
    _last: list[int] = field(default_factory=list)
    """The numbers of the last poll with updates. If the same come again, they were not confirmed."""
    _blocking: object = None
    """The unreadable answer of the last poll."""
    _times: int = 0
    """How often it came in a row."""
    _step: int = 0
    """How far beyond the offset the next poll asks, to get past an update without a number."""
    _steps: int = 0

    @property
    def parameters(self) -> dict[str, int]:
        """The parameters of the next poll.

        A poll beyond the offset is not held open: it would confirm unread any update that comes meanwhile.
        """
        asked = {"offset": self.offset + self._step}
        if self._step:
            asked["timeout"] = 0
        return asked | ({"limit": 1} if self.one_by_one else {})

    def confirm(self, numbers: list[int], unnumbered: object = None) -> bool:
        """Moves the offset behind updates that were handled. False when the next poll may bring them once more.

        `numbers` are in the order in which they came. The last counts, not the highest: numbers start anew after a week
        without updates, and Telegram answers an offset beyond the queue from its head; so an offset that stayed at the
        old, higher numbers would confirm nothing any more. `unnumbered` is the first update without a number, None when
        each has one. A numbered update behind it confirms it; without one, we step over it after several times.
        """
        if not numbers and unnumbered is not None:
            return self._step_over(unnumbered)
        self._forget()
        if not numbers:
            return True
        again, self._last = numbers == self._last, numbers
        self.offset = (max(numbers) if again else numbers[-1]) + 1
        return not again

    def _step_over(self, unnumbered: object) -> bool:
        """Asks beyond the offset in the next poll; returns whether that should follow at once.

        Only one poll asks so. It confirms what is in the queue now and nothing that comes later; so if the queue was
        empty after all, no message is lost.
        """
        self._step = 0
        self._count(unnumbered)
        if self.offset and self._times % _REPEATS == 0:
            self._steps += 1  # one further each time: another such update may follow, and numbers may have gaps
            self._step = self._steps
        return self._step > 0

    def skip_unreadable(self, unreadable: bytes) -> bool:
        """Moves the offset past an answer that is not JSON, by the update number found in it.

        False when the same poll should be made again: the answer may have been damaged by the network.
        """
        self._step = 0
        if not self.one_by_one:
            self.one_by_one = True
            return True
        self._count(unreadable)
        found = _NUMBER.search(unreadable)
        if not found or int(found[1]) + 1 == self.offset or self._times < _REPEATS:
            return False
        self._forget()
        self.offset = int(found[1]) + 1
        return True

    def _count(self, blocking: object) -> None:
        self._blocking, self._times = blocking, self._times + 1 if blocking == self._blocking else 1

    def _forget(self) -> None:
        """Nothing blocks the queue any more."""
        self.one_by_one, self._blocking, self._times, self._step, self._steps = False, None, 0, 0, 0


def number_of(update: object) -> int | None:
    """The number of an update, also when it is a string; None for any other value."""
    written = update.get("update_id") if isinstance(update, Mapping) else None
    if isinstance(written, str) and written.isascii() and written.isdecimal() and len(written) <= 15:
        return int(written)
    known = isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 10**15
    return written if known and isinstance(written, int) else None
