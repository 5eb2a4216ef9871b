"""Summarises a broadcast before it is sent: how many people, how long it takes, what is sent before it, previews."""

import math

from msgspec.structs import replace

from data import channels
from data.announcements import announcements as broadcasts
from data.announcements import audience, delivery_claims
from data.announcements.announcements import OPEN, Broadcast
from data.content import texts
from handlers.desk import draft as drafts
from handlers.desk.request import StaffRequest
from handlers.desk.status_card import thousands
from handlers.messages import Reply
from handlers.subscription import subscription


def previews(request: StaffRequest, broadcast: Broadcast) -> tuple[Reply, ...]:
    """The announcement as people receive it, once for each language that has its own text."""
    return tuple(
        replace(
            subscription.announcement(broadcast, code, request.ctx.services.sender),
            choices=(),
            original=broadcast.id,
        )
        for code in drafts.LANGUAGES
        if code in broadcast.texts
    )


async def reaches_somebody(request: StaffRequest, broadcast: Broadcast) -> bool:
    """Whether the audience is not empty."""
    return any((await audience.count_reach(request.ctx.tx, broadcast.audience)).values())


async def summary(request: StaffRequest, broadcast: Broadcast) -> str:
    """The summary as text."""
    reached = await audience.count_reach(request.ctx.tx, broadcast.audience)
    services = request.ctx.services
    by_channel = {channel: sum(n for (one, _), n in reached.items() if one == channel) for channel, _ in reached}
    by_language = {code: sum(n for (_, one), n in reached.items() if one == code) for _, code in reached}
    pushed = sum(n for channel, n in by_channel.items() if channel not in channels.VISITED)
    before = await sent_before(request, broadcast)
    return texts.staff(
        "preflight",
        number=broadcast.id,
        total=thousands(sum(reached.values())),
        channels="\n".join(f"- {_channel(name)}: {thousands(n)}" for name, n in sorted(by_channel.items())) or "- 0",
        languages="\n".join(
            texts.staff_phrase(
                "preflight.language",
                language=drafts.language_name(code),
                count=thousands(n),
                written=drafts.language_name(broadcast.language_for(code)),
            )
            for code, n in sorted(by_language.items())
        )
        or "- 0",
        duration=_duration(pushed / services.bulk_rate),
        rate=f"{services.bulk_rate:g}",
        tier=texts.staff("preflight.paid" if services.paid else "preflight.free"),
        most_unknown=delivery_claims.most_open(services.bulk_rate),
        usually_unknown=delivery_claims.usually_open(services.bulk_rate),
        queue=f" {queue_note(before)}" if before else "",
        **drafts.summary(broadcast, request.now),
    )


async def sent_before(request: StaffRequest, broadcast: Broadcast) -> list[Broadcast]:
    """The broadcasts that will be sent before it, as only one is sent at a time."""
    starts = max(broadcast.starts or request.now, request.now)
    going = await broadcasts.in_states(request.ctx.tx, *OPEN)
    return [one for one in going if one.id != broadcast.id and one.due <= starts]


def queue_note(before: list[Broadcast]) -> str:
    """A sentence that names the broadcasts sent before it."""
    return texts.staff("queue", numbers=", ".join(f"#{one.id}" for one in before))


def _channel(name: str) -> str:
    label = channels.label(name)
    return texts.staff_phrase("preflight.on_visit", channel=label) if name in channels.VISITED else label


def _duration(seconds: float) -> str:
    if seconds < 60:
        return texts.staff_phrase("duration.short")
    minutes = math.ceil(seconds / 60)
    if minutes < 120:
        return texts.staff_phrase("duration.minutes", minutes=minutes)
    return texts.staff_phrase("duration.hours", hours=minutes // 60, minutes=minutes % 60)
