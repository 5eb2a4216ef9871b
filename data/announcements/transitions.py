"""The table of transitions: what may be done with an announcement, in which state, by whom, and what the audit says.

`data.announcements.workflow` carries the actions out.
"""

from dataclasses import dataclass
from enum import StrEnum

from data import channels
from data.announcements.announcements import OPEN, Broadcast, State
from data.staff.members import Member, Staff


class Action(StrEnum):
    """What is done with an announcement."""

    BEGIN = "begin"
    WRITE = "write its text"
    ATTACH = "attach a file"
    AIM = "choose its audience"
    PROPOSE_TIME = "propose a time at night"
    SET_TIME = "set its time"
    JUSTIFY_NIGHT = "give a reason for the night"
    CHECK = "check"
    TAKE_OVER = "take over"
    THROW_AWAY = "throw away"
    HAND_IN = "hand in"
    WITHDRAW = "withdraw"
    SEND_BACK = "send back"
    APPROVE = "approve"
    START = "start"
    PAUSE = "pause"
    PAUSE_REFUSED = "pause after refusals"
    RESUME = "resume"
    ABORT = "abort"
    END = "end"
    CLOSE = "close after an abort"
    REOPEN = "reopen for an unsent message"
    RESEND = "resend unknown"
    APPROVE_AGAIN = "require a new approval"
    END_UNKNOWN = "end as unknown"
    GIVE_UP = "give up"


class Who(StrEnum):
    """Who may do it."""

    WRITER = "a writer"
    OWNER = "its writer"
    SUCCESSOR = "a writer, if its own no longer writes"
    APPROVER = "an approver"
    SECOND_PERSON = "an approver who is not its writer"
    """In the one-person mode, its writer as well."""
    STAFF = "a writer or an approver"
    BOT = "the bot"
    RESTORE = "`sigap restored`"


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: the states in which it is possible, and what it does."""

    come_from: tuple[State, ...]
    to: State | None
    """None: it is deleted."""
    who: Who
    audit: str | None
    """The action in the audit log; None: it leaves no entry."""
    unstarted: bool = False
    """Only while none of it was sent."""
    unended: bool = False
    """Only while its end is not recorded."""

    def fits(self, one: Broadcast) -> bool:
        """Whether it is possible in the present state of this announcement."""
        begun, over = self.unstarted and one.started is not None, self.unended and one.ended is not None
        return one.state in self.come_from and not begun and not over


_DRAFT, _WAITING = (State.DRAFT,), (State.HANDED_IN, State.APPROVED)
TRANSITIONS = {
    Action.BEGIN: Transition((), State.DRAFT, Who.WRITER, "broadcast.begun"),
    Action.WRITE: Transition(_DRAFT, State.DRAFT, Who.OWNER, "broadcast.text"),
    Action.ATTACH: Transition(_DRAFT, State.DRAFT, Who.OWNER, "broadcast.attached"),
    Action.AIM: Transition(_DRAFT, State.DRAFT, Who.OWNER, "broadcast.audience"),
    Action.PROPOSE_TIME: Transition(_DRAFT, State.DRAFT, Who.OWNER, None),
    Action.SET_TIME: Transition(_DRAFT, State.DRAFT, Who.OWNER, "broadcast.time"),
    Action.JUSTIFY_NIGHT: Transition(_DRAFT, State.DRAFT, Who.OWNER, "broadcast.at_night"),
    Action.CHECK: Transition(_DRAFT, State.DRAFT, Who.OWNER, "broadcast.checked"),
    Action.TAKE_OVER: Transition(_DRAFT, State.DRAFT, Who.SUCCESSOR, "broadcast.taken_over"),
    Action.THROW_AWAY: Transition(_DRAFT, None, Who.OWNER, "broadcast.thrown_away"),
    Action.HAND_IN: Transition(_DRAFT, State.HANDED_IN, Who.OWNER, "broadcast.handed_in"),
    Action.WITHDRAW: Transition(_WAITING, State.DRAFT, Who.OWNER, "broadcast.withdrawn", unstarted=True),
    Action.SEND_BACK: Transition((State.HANDED_IN,), State.DRAFT, Who.APPROVER, "broadcast.returned"),
    Action.APPROVE: Transition((State.HANDED_IN,), State.APPROVED, Who.SECOND_PERSON, "broadcast.approved"),
    Action.START: Transition((State.APPROVED,), State.SENDING, Who.BOT, "broadcast.started"),
    Action.PAUSE: Transition((State.SENDING,), State.PAUSED, Who.STAFF, "broadcast.paused"),
    Action.PAUSE_REFUSED: Transition((State.SENDING,), State.PAUSED, Who.BOT, "broadcast.paused"),
    Action.RESUME: Transition((State.PAUSED,), State.SENDING, Who.STAFF, "broadcast.resumed"),
    Action.ABORT: Transition(OPEN, State.ABORTED, Who.STAFF, "broadcast.aborted"),
    Action.END: Transition((State.SENDING,), State.DONE, Who.BOT, "broadcast.ended"),
    Action.CLOSE: Transition((State.ABORTED,), State.ABORTED, Who.BOT, "broadcast.ended", unended=True),
    Action.REOPEN: Transition((State.DONE,), State.APPROVED, Who.BOT, None),
    Action.RESEND: Transition((State.DONE,), State.APPROVED, Who.APPROVER, "broadcast.resent"),
    Action.APPROVE_AGAIN: Transition((State.APPROVED,), State.HANDED_IN, Who.RESTORE, None),
    Action.END_UNKNOWN: Transition(OPEN, State.DONE, Who.RESTORE, "broadcast.ended"),
    Action.GIVE_UP: Transition((State.DRAFT, State.HANDED_IN), State.ABORTED, Who.RESTORE, None),
}
"""Every change of state there is. Of restores, `database.restored` in the audit log has the numbers."""
APPROVAL_REFUSED = "broadcast.approval_refused"
"""In the audit log: somebody who may not approve it tried to."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A staff member who acts, and what the rules need to know of the office."""

    member: Member
    staff: Staff
    single_approver: bool = False
    """Whether writers who are approvers may approve their own announcements."""

    @property
    def name(self) -> str:
        """How the audit log names this member."""
        return f"{channels.STAFF}:{self.member.address}"


class WorkflowError(Exception):
    """An action that the rules do not allow; the announcement is unchanged."""

    def __init__(self, action: Action, broadcast: Broadcast | None = None) -> None:
        super().__init__(str(action))
        self.broadcast = broadcast
        """The announcement as it is; None: there is none."""


class NotAllowed(WorkflowError):
    """It is not for this member to do it."""


class Stale(WorkflowError):
    """The announcement is gone or in another state than the member saw."""


class ContentChanged(Stale):
    """What it says, or to whom or when, is not what the member saw."""


class Reason(StrEnum):
    """Why an action is refused that is allowed otherwise."""

    CHANNEL = "channel"
    """The channel refused the preview; `Broadcast.refused` has its words."""
    NO_TEXT = "no_text"
    NOBODY = "nobody"
    """It would reach nobody."""
    NOTHING_UNKNOWN = "nothing_unknown"
    """No delivery is unknown."""


class Refused(WorkflowError):
    """It is allowed, but would be a mistake now."""

    def __init__(self, action: Action, broadcast: Broadcast, reason: Reason) -> None:
        super().__init__(action, broadcast)
        self.broadcast: Broadcast = broadcast
        self.reason = reason


def may(action: Action, one: Broadcast, by: Actor | None) -> bool:
    """Whether the action is possible now, and allowed to this member; None: to ourselves."""
    transition = TRANSITIONS[action]
    return transition.fits(one) and _is_allowed(transition.who, one, by)


def require(action: Action, one: Broadcast | None, by: Actor | None) -> Broadcast:
    """The announcement. Raises Stale if the action is not possible now, NotAllowed if this member may not do it."""
    transition = TRANSITIONS[action]
    if one is None or not transition.fits(one):
        raise Stale(action, one)
    if not _is_allowed(transition.who, one, by):
        raise NotAllowed(action, one)
    return one


def _is_allowed(who: Who, one: Broadcast, by: Actor | None) -> bool:
    if by is None or who in {Who.BOT, Who.RESTORE}:
        return by is None and who in {Who.BOT, Who.RESTORE}
    member = by.member
    writer = by.staff.get(one.writer)
    return {
        Who.WRITER: member.writes,
        Who.OWNER: member.writes and member.address == one.writer,
        Who.SUCCESSOR: member.writes and (writer is None or not writer.writes),
        Who.APPROVER: member.approves,
        Who.SECOND_PERSON: member.may_approve(one.writer, single_approver=by.single_approver),
        Who.STAFF: member.writes or member.approves,
    }[who]
