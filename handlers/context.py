"""What a step may use, and how it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from data.announcements.authenticity import OriginalsCache
from data.chats.chats import Chat, Pending
from data.clock import WIB
from data.content import texts
from data.content.contacts import Contact
from data.coverage.lookup import Coverage
from data.database.sqlite import Transaction
from data.hashing import Key
from data.limits.check_limits import Brake
from data.limits.storage_caps import Caps, Kept
from data.records import replace
from data.staff import members
from data.staff.members import Staff
from handlers.messages import Answer, Choice, Incoming, Reply, Turn
from handlers.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Services:
    """What stays the same from message to message."""

    coverage: Coverage
    key: Key | None
    stale_days: int
    checks_per_day: int
    brake: Brake
    """What is asked beyond the quota of a chat."""
    caps: Caps
    """What visitors can make us keep."""
    contacts: tuple[Contact, ...] = ()
    """Offices and numbers that may be told."""
    controller: str = ""
    """Who answers for the data; empty: `/privasi` says that it is not set."""
    dpo: str = ""
    """The data protection officer, and how to reach one."""
    sender: str = ""
    """Who sends announcements."""
    staff: Staff = field(default_factory=dict)
    """Who may write, approve and follow announcements."""
    single_approver: bool = False
    """A writer may approve what he wrote."""
    bulk_rate: float = 25
    """Messages of a broadcast a second."""
    paid: bool = False
    """Telegram takes Stars for going faster than it does for nothing."""
    cadre_checks_per_day: int = 50
    audit_months: int = 24
    """How long what staff and cadres did is kept."""
    originals: OriginalsCache = field(default_factory=OriginalsCache)
    """The announcements that messages are compared with."""


@dataclass(frozen=True, slots=True)
class Context:
    """One message, its chat, and the moment."""

    services: Services
    tx: Transaction
    now: datetime
    incoming: Incoming
    chat: Chat
    question_elsewhere: Pending | None = None
    """A question that another session of this chat was asked; here it does not wait."""

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.chat.language or self.incoming.language or texts.DEFAULT

    @property
    def is_staff(self) -> bool:
        """Whether this is the chat of one of the staff: nothing they type makes them a resident who wants something."""
        return members.find(self.services.staff, self.incoming.channel, self.incoming.address) is not None

    @property
    def today(self) -> date:
        """The day in Bekasi."""
        return self.now.astimezone(WIB).date()

    def hash_of(self, nik: str) -> bytes:
        """The keyed hash of a NIK that stood in the message; what guessing is known by is read here. There is a key."""
        assert self.services.key
        nik_hash = self.services.key.of_nik(nik)
        if self.incoming.origin:
            self.services.brake.read(nik_hash, nik)
        return nik_hash

    async def may_keep(self, what: Kept) -> bool:
        """Whether one more subscription or question may be kept from here; it is counted then."""
        origin = self.incoming.origin
        return origin is None or await self.services.caps.allows(what, origin, self.incoming.chat, self.now)

    def text(self, key: str, **values: object) -> str:
        """A sentence in the language of the chat."""
        return texts.text(key, self.language, **values)

    def phrase(self, key: str, **values: object) -> str:
        """A part of a sentence in the language of the chat."""
        return texts.phrase(key, self.language, **values)

    def label(self, step: str) -> str:
        """The words on a button in the language of the chat."""
        return texts.label(step, self.language)

    def day(self, value: date) -> str:
        """A date in the language of the chat."""
        return texts.day(value, self.language)

    def moment(self, value: datetime) -> str:
        """A date and time of day in the language of the chat."""
        return texts.moment(value, self.language)

    def buttons(self, *steps: str) -> tuple[Choice, ...]:
        """The buttons that lead to these steps; their words are the labels of the same name."""
        return tuple(Choice(self.label(step), step) for step in steps)

    def answer(
        self,
        outcome: Outcome,
        text: str,
        choices: tuple[Choice, ...] = (),
        *,
        topic: str | None = None,
        pending: Pending | Literal["keep"] | None = "keep",
        sure: bool = True,
        suggestions: tuple[str, ...] = (),
    ) -> Turn:
        """One reply. A question that waits goes on waiting, unless `pending` names another one or None."""
        chat = self.chat if pending == "keep" else replace(self.chat, pending=pending)
        return Turn(Answer(outcome, topic, sure, suggestions, (Reply(text, choices),), self.language), chat)

    def no_reply(self, outcome: Outcome) -> Turn:
        """No reply."""
        return Turn(Answer(outcome, language=self.language), self.chat)


Step = Callable[[Context], Awaitable[Turn]]
"""What a button or a command leads to."""


async def also_answer(ctx: Context, turn: Turn, step: Step) -> Turn:
    """The turn, and behind it the answer of another step."""
    if turn.chat is None:
        return turn
    more = await step(replace(ctx, chat=turn.chat))
    return replace(turn.followed_by(more.answer.replies), chat=more.chat)
