"""The last answers of a chat: what each was, what it offered, and the keyed hashes that its buttons need."""

import hmac
from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from data.coverage.second_factor import Factor

MOST = 10
"""The most answers about NIKs that are kept of one chat, and the most others; older ones are dropped."""
CHECK = "check"
"""The page of every answer about a NIK: we do not keep what a check found, as people are told."""
KEPT = timedelta(hours=24)
"""How long each is kept: so long its buttons work."""
_MOST_TOPICS = 3

Moment = Annotated[datetime, Meta(tz=True)]
"""A moment as it is stored; one without a time zone is refused, as it compares with no other."""


class SeveralNiks(Struct, frozen=True):
    """The NIKs of one message that named several; each has a button with the token and its index."""

    token: str
    hashes: tuple[bytes, ...]
    ends: tuple[int, ...] = ()
    """The last four digits of each, sealed under the key; empty in what earlier versions stored."""


class WatchOffer(Struct, frozen=True):
    """The offer to watch the NIK that was asked."""

    snapshot: int | None
    """The snapshot that answered; None where none did."""
    typed: bytes = b""
    """The hashes of the typed second factor, one behind the other."""


class KkOrNik(Struct, frozen=True):
    """Sixteen digits typed where digits of the KK were asked for: the end of a KK, or another NIK."""

    kk: bytes
    """The hash of their end as the second factor of the NIK that was asked."""
    nik: bytes
    factor: Factor


class AskedNik(Struct, frozen=True, omit_defaults=True):
    """What the buttons below an answer to a check need. It holds keyed hashes, never a NIK."""

    nik: bytes | None = None
    """None while several wait and none was picked."""
    others: SeveralNiks | None = None
    watch: WatchOffer | None = None
    may_retry: bool = False
    """Whether the check was not possible, and may be tried again."""
    kk_or_nik: KkOrNik | None = None


class RecentAnswer(Struct, frozen=True, omit_defaults=True):
    """One answer. Neither its text nor the labels of its buttons are stored: both may hold digits of a NIK."""

    at: Moment
    page: str
    """Its outcome; `CHECK` for any answer about a NIK; empty after despair, and in what earlier versions stored."""
    choices: tuple[str, ...] = ()
    """The values of the buttons it offered; none for an answer about a NIK."""
    token: str = ""
    """The token of its buttons about a NIK."""
    session: str = ""
    """The browser session that was answered, where several may share a chat."""
    asked: AskedNik | None = None
    original: str = ""
    """Number and language of the announcement that a message was compared with."""
    about: str = ""
    """Whom its matter is about, as a word ("ibu"); empty for the person in the chat."""
    closes: bool = False
    """Whether typed labels no longer refer to earlier answers, as after a menu."""
    next_best: tuple[str, ...] = ()
    """The topics that the message may have meant instead, best first; none where it left no doubt."""
    part: str = ""
    """The name of the text that it gave about its page; empty if it gave the page itself."""
    simpler: bool = False
    """Whether it said its page in simpler words."""
    harm: str = ""
    """What was told to have happened to whom its matter is about ("death", "accident"); empty if nothing was."""
    helped: Literal["", "asked", "told"] = ""
    """Whether it was asked below it if it helped, and whether a button told; never what that told."""

    @property
    def of_despair(self) -> bool:
        """Whether it helped somebody who despairs: it alone, but for what earlier versions stored, has no name."""
        return not (self.page or self.asked or self.closes)

    def has_buttons_of(self, token: str) -> bool:
        """Whether buttons with this token need this answer; compared in constant time."""
        if self.asked is None:
            return False
        return _same(self.token, token) or (self.asked.others is not None and _same(self.asked.others.token, token))


def _same(kept: str, given: str) -> bool:
    return bool(kept) and hmac.compare_digest(kept.encode(), given.encode())


def still_kept(answers: tuple[RecentAnswer, ...], now: datetime) -> tuple[RecentAnswer, ...]:
    """The answers of the last 24 hours; none of a moment far ahead, which no clock gave."""
    return tuple(one for one in answers if abs(now - one.at) < KEPT)


def with_newest(answers: tuple[RecentAnswer, ...], **changed: object) -> tuple[RecentAnswer, ...]:
    """The answers, of which some fields of the newest are changed."""
    return (*answers[:-1], replace(answers[-1], **changed)) if answers else answers


def with_next_best(answers: tuple[RecentAnswer, ...], topics: tuple[str, ...]) -> tuple[RecentAnswer, ...]:
    """The answers, of which the newest may have been meant otherwise: at most three topics, best first."""
    if not answers or answers[-1].asked:
        return answers
    return with_newest(answers, next_best=topics[:_MOST_TOPICS])


def remember(answers: tuple[RecentAnswer, ...], new: RecentAnswer) -> tuple[RecentAnswer, ...]:
    """The answers with one more at the end: at most ten about NIKs, and ten others, which push none of those out.

    A menu that is dropped still separates what its session was answered before it from what came after it. The answer
    below which it was asked if it helped stays its 24 hours, so that it is not asked again.
    """
    kept = [*answers, new]
    alike = [n for n, one in enumerate(kept) if (one.asked is None) == (new.asked is None) and not one.helped]
    if len(alike) > MOST:
        at = next((n for n in alike if not kept[n].closes or _after_it(kept, n) is not None), alike[0])
        follows = _after_it(kept, at)
        if kept[at].closes and follows is not None:
            kept[follows] = replace(kept[follows], closes=True)
        del kept[at]
    return tuple(kept)


def _after_it(answers: list[RecentAnswer], at: int) -> int | None:
    """The place of the next answer to the same session; None if there is none."""
    session = answers[at].session
    return next((n for n in range(at + 1, len(answers)) if answers[n].session == session), None)
