"""A request of a staff member: the button or text, the broadcast that it is about, and how the desk answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from data.announcements import announcements, transitions
from data.announcements.announcements import Broadcast, State
from data.announcements.transitions import Action, Actor
from data.chats.questions import DeskButtons, DeskInput, DeskQuestion
from data.content import texts
from data.staff.members import Member, Staff
from handlers.context import Context
from handlers.messages import Choice, Reply, Role, Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading

PREFIX = "desk."
ATTENTION = timedelta(minutes=10)
"""How long the typed label of a button still presses it."""
PATIENCE = timedelta(hours=24)
"""How long a question waits for typed text."""


def state_name(state: State) -> str:
    """The state of a broadcast in the words of staff."""
    return texts.staff_phrase(f"state.{state}")


_ROLES: dict[str, Role] = {"approve": "confirm", "abort": "danger"}
"""What some steps of the desk do, by which their buttons look."""


def button(label: str, step: str, *more: object) -> Choice:
    """A button of the desk: the key of its label, its step, and anything else in its value."""
    value = f"{PREFIX}{'.'.join(map(str, (step, *more)))}"
    return Choice(texts.staff_label(label), value, _ROLES.get(step, ""))


def accept_labels(now: datetime, buttons: Iterable[Choice], number: int = 0, argument: str = "") -> DeskButtons:
    """The question that lets the labels of these buttons be typed."""
    return DeskButtons(now + ATTENTION, labels_of(buttons), number, argument)


def labels_of(buttons: Iterable[Choice]) -> dict[str, str]:
    """The value of each button by its label."""
    return {one.label: one.value for one in buttons}


def name_of(staff: Staff, address: str | None) -> str:
    """The name of a staff member; a general name for somebody who is no longer one."""
    found = staff.get(address or "")
    return found.name if found else texts.staff_phrase("former_member")


class StaffRequest(Struct, frozen=True):
    """One message of a staff member."""

    ctx: Context
    member: Member
    number: int = 0
    """The number of the broadcast it is about; 0: none."""
    argument: str = ""
    """Anything else in the button's value."""

    @property
    def now(self) -> datetime:
        """When the message was received."""
        return self.ctx.now

    @property
    def text(self) -> str:
        """The typed text."""
        return self.ctx.reading.raw.strip()

    @property
    def reading(self) -> Reading:
        """The reading of the typed text."""
        return self.ctx.reading

    @property
    def actor(self) -> Actor:
        """The member, with what the rules of the workflow need to know of the office."""
        services = self.ctx.services
        return Actor(self.member, services.staff, services.single_approver)

    def may(self, action: Action, one: Broadcast) -> bool:
        """Whether this member may do it to the announcement in its present state."""
        return transitions.may(action, one, self.actor)

    @property
    def may_control(self) -> bool:
        """Whether this member may pause, resume and abort broadcasts."""
        return self.member.writes or self.member.approves

    def for_announcement(self, number: int, argument: str = "") -> "StaffRequest":
        """The same request, about this broadcast."""
        return replace(self, number=number, argument=argument)

    def name_of(self, address: str | None) -> str:
        """The name of a staff member; a general name for somebody who is no longer one."""
        return name_of(self.ctx.services.staff, address)

    def answer(
        self,
        outcome: Outcome,
        key: str,
        *buttons: Choice,
        question: DeskQuestion | None = None,
        said: Mapping[str, object] | None = None,
        **values: object,
    ) -> Turn:
        """One reply, with the values filled into its text; an earlier question is dropped."""
        text = texts.staff(key, **(said or {}), **values)
        question = question or accept_labels(self.now, buttons, self.number, self.argument)
        return self.ctx.answer(outcome, text, buttons, question=question, closes=True)

    def ask(self, step: str, key: str, *buttons: Choice, word: str = "", **values: object) -> Turn:
        """A question to answer with typed text or a file. That step gets `word` as its argument."""
        question = DeskInput(self.now + PATIENCE, step, labels_of(buttons), self.number, word)
        return self.answer(Outcome.STAFF_ASKED, key, *buttons, question=question, said=values)

    def ask_again(self, key: str, *buttons: Choice, **values: object) -> Turn:
        """Says that the text is no answer; the question stays open."""
        return self.ctx.answer(Outcome.STAFF_ASKED, texts.staff(key, **values), buttons)

    def insert_before_last(self, turn: Turn, *replies: Reply) -> Turn:
        """The same turn, with more replies before its last one."""
        *first, last = turn.answer.replies
        return replace(turn, answer=replace(turn.answer, replies=(*first, *replies, last)))

    async def broadcast(self) -> Broadcast | None:
        """The broadcast that it is about; None if there is none."""
        return await announcements.load(self.ctx.tx, self.number) if self.number else None

    async def record(self, action: str, **detail: object) -> None:
        """Records an action of this member in the audit log."""
        about = {"broadcast": self.number} if self.number else {}
        await self.ctx.record(action, **about, **detail)
