"""What does not change from message to message."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from data.announcements.authenticity import OriginalsCache
from data.content.contacts import Contact
from data.coverage.lookup import Coverage
from data.hashing import Key
from data.limits.check_limits import CheckLimiter
from data.limits.storage_caps import Caps
from data.staff.members import Staff
from handlers.messages import Turn


@dataclass(frozen=True, slots=True)
class Services:
    """What does not change from message to message: the coverage data, the key, limits, settings."""

    coverage: Coverage
    key: Key | None
    stale_days: int
    checks_per_day: int
    check_limiter: CheckLimiter
    """Limits on checks that span chats."""
    caps: Caps
    """Limits on how much data one network may make us store."""
    contacts: tuple[Contact, ...] = ()
    """Offices and numbers that residents may be shown."""
    controller: str = ""
    """The data controller's name; empty when it is not set, and `/privasi` then names none."""
    dpo: str = ""
    """The data protection officer and how to reach them."""
    sender: str = ""
    """The sender named below announcements."""
    staff: Staff = field(default_factory=dict)
    """Staff members and their roles, by address."""
    single_approver: bool = False
    """Whether writers may approve their own announcements."""
    bulk_rate: float = 25
    """Announcement messages a second."""
    paid: bool = False
    """Whether the rate is above Telegram's free limit, so that each message beyond that limit costs Stars."""
    cadre_checks_per_day: int = 50
    audit_months: int = 24
    """How long entries of the audit log are kept."""
    links: dict[str, str] = field(default_factory=dict)
    """The URL of each channel that people reach elsewhere, by its name, once it is known."""
    over_budget: set[str] = field(default_factory=set)
    """The channels whose service bills us and whose budget for this month is spent."""
    originals: OriginalsCache = field(default_factory=OriginalsCache)
    """The announcements that messages are compared with."""
    steps: Mapping[str, Callable[..., Awaitable[Turn]]] = field(default_factory=dict)
    """The one table of steps, by name: `handlers.steps.STEPS`."""
