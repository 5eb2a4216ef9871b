"""The start page of the desk: broadcasts, by what they wait for."""

from data.announcements import announcements
from data.announcements.announcements import OPEN, Broadcast, State
from data.content import texts
from handlers.desk import draft, progress, review, statistics_page
from handlers.desk.request import PREFIX, StaffRequest, button, state_name
from handlers.desk.status_card import title
from handlers.desk.time import sending_time
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome

_SHOWN = 4


async def show(request: StaffRequest) -> Turn:
    """Shows a page of broadcasts, with buttons for older ones, a new one, and pausing the one that is being sent."""
    page, request = request.number, request.for_announcement(0)
    found = await _some(request, page)
    listed = "\n".join(_line(request, one) for one in found[:_SHOWN]) or texts.staff("lobby.empty")
    older = (button("older", "lobby", page + 1),) if len(found) > _SHOWN else ()
    opens = tuple(map(_open_button, found[:_SHOWN]))
    if page:
        return request.answer(
            Outcome.STAFF_LOBBY, "lobby.older", *opens, *older, button("newest", "lobby"), listed=listed
        )
    halt = tuple(_pause_button(one) for one in found if one.state is State.SENDING and request.may_control)
    new = (button("new", "new"),) if request.member.writes else ()
    key = "lobby" if request.member.writes else "lobby.look"
    return request.answer(
        Outcome.STAFF_LOBBY, key, *halt, *new, *opens, *older, button("figures", "figures"), listed=listed
    )


async def _some(request: StaffRequest, page: int) -> list[Broadcast]:
    """The broadcasts of a page, plus one if there are more: those that wait or are being sent come first."""
    waiting = await announcements.in_states(request.ctx.tx, State.HANDED_IN, *OPEN)
    waiting.sort(key=lambda one: one.state not in {State.SENDING, State.PAUSED})
    first = page * _SHOWN
    numbers = {one.id for one in waiting}
    others = await announcements.latest(request.ctx.tx, first + _SHOWN + 1 + len(waiting))
    return [*waiting, *(one for one in others if one.id not in numbers)][first : first + _SHOWN + 1]


def _line(request: StaffRequest, one: Broadcast) -> str:
    day = sending_time.short_day(one.ended or (one.due if one.state is State.APPROVED else one.changed))
    line = f"#{one.id} · {state_name(one.state)} · {day} · {request.name_of(one.writer)}"
    return f"{line}\n{title(one)}".strip()


def _open_button(one: Broadcast) -> Choice:
    return Choice(f"#{one.id} {state_name(one.state)}"[:20].strip(), f"{PREFIX}open.{one.id}")


def _pause_button(one: Broadcast) -> Choice:
    return Choice(f"{texts.staff_label('pause')} #{one.id}", f"{PREFIX}pause.{one.id}")


async def open_one(request: StaffRequest) -> Turn:
    """Opens a broadcast in the view that fits its state."""
    one = await request.broadcast()
    if one is None:
        return await show(request.for_announcement(0))
    if one.state is State.DRAFT:
        return await draft.show(request)
    if one.state is State.HANDED_IN:
        return await review.show(request)
    return await progress.show(request)


async def show_statistics(request: StaffRequest) -> Turn:
    """Shows the statistics, and records this in the audit log."""
    await request.record("figures.seen")
    return await statistics_page.show(request.ctx)
