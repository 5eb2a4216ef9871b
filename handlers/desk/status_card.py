"""Renders the status message of a broadcast, which is updated in place: bar, counts, speed, time left."""

import math
from collections.abc import Iterable
from datetime import datetime

from data.announcements import schedule
from data.announcements.announcements import OPEN, Broadcast, State
from data.announcements.quiet_hours import after_quiet
from data.announcements.tallies import Tally
from data.content import texts
from data.shortened import fitted
from data.staff.members import Staff
from handlers.desk.request import button, name_of, state_name
from handlers.desk.time import sending_time
from handlers.messages import Choice, CopyButton, Reply

_BAR = 12
_TITLE = 30
"""Characters of a title that fit on one line of a small phone."""


def thousands(count: int) -> str:
    """A number with Indonesian separators: 11.666."""
    return f"{count:,}".replace(",", ".")


def title(broadcast: Broadcast) -> str:
    """The beginning of its text, as its name; empty when there is no text."""
    words = " ".join(
        (broadcast.texts.get(texts.DEFAULT) or next(iter(broadcast.texts.values()), "")).split("\n")[0].split()
    )
    return fitted(words, _TITLE)


def bar(share: float) -> str:
    """A progress bar of twelve characters."""
    full = math.floor(share * _BAR + 1e-9)
    return "▓" * full + "░" * (_BAR - full)


def card(broadcast: Broadcast, tally: Tally, speed: float, now: datetime, staff: Staff) -> Reply:
    """The status message; `tally` counts recipients on push channels, `speed` is in messages a second."""
    words: dict[str, object] = {"number": broadcast.id, "writer": name_of(staff, broadcast.writer)}
    if broadcast.state is State.HANDED_IN:
        asked = button("review", "review", broadcast.id)
        return Reply(texts.staff("card.handed_in", **words), (asked,))
    if broadcast.state is State.DRAFT:
        return Reply(texts.staff("card.draft", **words), (button("look", "open", broadcast.id),))
    share = tally.done / tally.total if tally.total else 0.0
    text = texts.staff(
        "card",
        title=title(broadcast),
        state=state_of(broadcast, now),
        approver=name_of(staff, broadcast.approver),
        bar=bar(share),
        percent=math.floor(share * 100),
        sent=thousands(tally.sent),
        total=thousands(tally.total),
        left=thousands(tally.left),
        troubles=_troubles(tally),
        pace=_pace(broadcast, tally, speed, now),
        **words,
    )
    return Reply(text, _buttons(broadcast), copies=_code(broadcast))


def state_of(broadcast: Broadcast, now: datetime) -> str:
    """The state in words, and what the broadcast waits for."""
    if broadcast.state is State.APPROVED:
        if not broadcast.list_complete:
            return texts.staff_phrase("state.listing")
        if broadcast.due > now:
            return texts.staff_phrase("state.at", at=sending_time.in_words(broadcast.due))
    if broadcast.state in {State.APPROVED, State.SENDING} and schedule.waits_for_morning(broadcast, now):
        return texts.staff_phrase("state.quiet", at=sending_time.in_words(after_quiet(now)))
    if broadcast.state is State.APPROVED:
        return texts.staff_phrase("state.queued")
    return state_name(broadcast.state)


def _troubles(tally: Tally) -> str:
    counts = {"gone": tally.gone, "failed": tally.failed, "unknown": tally.unknown}
    return "\n".join(
        texts.staff_phrase(f"trouble.{name}", count=thousands(count)) for name, count in counts.items() if count
    )


def _pace(broadcast: Broadcast, tally: Tally, speed: float, now: datetime) -> str:
    if broadcast.state is not State.SENDING or schedule.waits_for_morning(broadcast, now) or speed <= 0:
        return ""
    left = math.ceil(tally.left / speed / 60)
    return texts.staff("card.pace", speed=f"{speed:.0f}", minutes=thousands(left))


def _buttons(broadcast: Broadcast) -> tuple[Choice, ...]:
    n = broadcast.id
    if broadcast.state is State.SENDING:
        return button("pause", "pause", n), button("abort", "abort", n), button("report", "report", n)
    if broadcast.state is State.PAUSED:
        return button("resume", "resume", n), button("abort", "abort", n), button("report", "report", n)
    if broadcast.state in OPEN:
        return button("abort", "abort", n), button("report", "report", n)
    return (button("report", "report", n),)


def final_notice(broadcast: Broadcast, tally: Tally, address: str) -> Reply | None:
    """The message when the broadcast has ended or was returned; None for members who know already."""
    n = broadcast.id
    if broadcast.state is State.DRAFT:
        if not broadcast.note or address != broadcast.writer:
            return None
        return Reply(texts.staff("card.returned", number=n, note=broadcast.note), (button("look", "open", n),))
    key = "card.done" if broadcast.state is State.DONE else "card.aborted"
    words = {"sent": thousands(tally.sent), "total": thousands(tally.total), "troubles": _troubles(tally)}
    return Reply(texts.staff(key, number=n, **words), (button("report", "report", n),), copies=_code(broadcast))


def _code(broadcast: Broadcast) -> tuple[CopyButton, ...]:
    """The button that copies the check code, for posters and for who asks by telephone."""
    return (CopyButton(texts.staff_label("copy.check_code"), broadcast.code),) if broadcast.code else ()


def reminder(broadcast: Broadcast, left: int, address: str, staff: Staff) -> Reply:
    """The reminder about a broadcast that waits for this member; `left` recipients are still to be sent to."""
    n, since = broadcast.id, texts.moment(broadcast.changed, texts.DEFAULT)
    words = {"number": n, "title": title(broadcast), "since": since, "writer": name_of(staff, broadcast.writer)}
    if broadcast.state is State.PAUSED:
        ways = button("resume", "resume", n), button("abort", "abort", n), button("report", "report", n)
        return Reply(texts.staff("reminder.paused", left=thousands(left), **words), ways)
    if address == broadcast.writer and not staff[address].approves:
        return Reply(texts.staff("reminder.nobody", **words), (button("look", "open", n),))
    return Reply(texts.staff("reminder.handed_in", **words), (button("review", "review", n),))


def approvers_not_reached(broadcast: Broadcast, approvers: Iterable[str], staff: Staff) -> Reply:
    """The message to the writer if approvers could not be reached."""
    names = ", ".join(name_of(staff, address) for address in approvers)
    return Reply(
        texts.staff("card.not_told", number=broadcast.id, names=names), (button("look", "open", broadcast.id),)
    )
