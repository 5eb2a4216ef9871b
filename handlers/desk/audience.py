"""Chooses the audience of a broadcast: all subscribers, or a part of them."""

from dataclasses import replace

from data import channels
from data.announcements import audience as recipients
from data.announcements.announcements import Audience, Broadcast
from data.announcements.transitions import Action
from data.content import areas, texts
from handlers.desk import draft as drafts
from handlers.desk.request import PREFIX, StaffRequest, button
from handlers.desk.status_card import thousands
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome

_A_PAGE = 4


async def show(request: StaffRequest) -> Turn:
    """Shows the audience, its size, and what can be chosen."""
    draft = await drafts.own_draft(request)
    n = draft.id
    count = await _reached(request, draft.audience)
    more, toggles = await _compare_sizes(request, draft) if draft.audience.kecamatan else ("", ())
    if not count:
        more = "\n".join(filter(None, (more, texts.staff("audience.nobody"))))
    return request.answer(
        Outcome.STAFF_DRAFT,
        "audience",
        *toggles,
        button("audience.all", "only", n, "all"),
        button("audience.kecamatan", "kecamatan", n),
        button("audience.language", "language", n),
        button("audience.channel", "channel", n),
        button("back", "draft", n),
        people=drafts.audience_words(draft),
        count=thousands(count),
        more=f"\n{more}" if more else "",
    )


async def _reached(request: StaffRequest, audience: Audience) -> int:
    return sum((await recipients.count_reach(request.ctx.tx, audience)).values())


async def _compare_sizes(request: StaffRequest, draft: Broadcast) -> tuple[str, tuple[Choice, ...]]:
    """How many people chose the kecamatan, with and without those who chose none, and a button to switch."""
    own = await _reached(request, replace(draft.audience, alone=True))
    together = await _reached(request, replace(draft.audience, alone=False))
    words = {"kecamatan": draft.audience.kecamatan, "own": thousands(own), "together": thousands(together)}
    text = texts.staff("audience.own", **words)
    if draft.audience.alone:
        label, word = texts.staff("audience.with_others", count=thousands(together - own)), "others"
    else:
        label, word = texts.staff("audience.alone", count=thousands(own)), "alone"
    return text, (Choice(label, f"{PREFIX}only.{draft.id}.{word}"),) if own < together else ()


async def ask_kecamatan(request: StaffRequest) -> Turn:
    """Asks for a kecamatan, a page at a time; its name may be typed, too."""
    await drafts.own_draft(request)
    names = areas.all_kecamatan()
    first = int(request.argument) * _A_PAGE if request.argument in {"0", "1", "2"} else 0
    shown = tuple(
        Choice(name, f"{PREFIX}only.{request.number}.kecamatan-{at}")
        for at, name in enumerate(names)
        if first <= at < first + _A_PAGE
    )
    following = (first // _A_PAGE + 1) % -(-len(names) // _A_PAGE)
    more = button("audience.more", "kecamatan", request.number, following)
    back = button("back", "audience", request.number)
    return request.ask("kecamatan", "audience.which_kecamatan", *shown, more, back)


async def take_kecamatan(request: StaffRequest) -> Turn:
    """Takes a typed kecamatan; for a kelurahan, asks whether the whole kecamatan is meant."""
    found, n = areas.find_in(request.reading.normalized), request.number
    names = {*found.kecamatan, *(one.kecamatan for one in found.kelurahan)}
    others = button("audience.list", "kecamatan", n), button("back", "audience", n)
    if len(names) != 1:
        return request.ask_again("audience.unknown_kecamatan", *others)
    kecamatan = names.pop()
    word = f"kecamatan-{areas.all_kecamatan().index(kecamatan)}"
    if found.kecamatan and all(one.name == kecamatan for one in found.kelurahan):
        return await choose(request.for_announcement(n, word))
    return request.answer(
        Outcome.STAFF_ASKED,
        "audience.kelurahan",
        button("audience.whole", "only", n, word),
        *others,
        kelurahan=", ".join(one.name for one in found.kelurahan),
        kecamatan=kecamatan,
    )


async def ask_language(request: StaffRequest) -> Turn:
    """Asks for the language of the audience."""
    await drafts.own_draft(request)
    buttons = [button(f"language.{code}", "only", request.number, f"language-{code}") for code in drafts.LANGUAGES]
    back = button("back", "audience", request.number)
    return request.answer(Outcome.STAFF_DRAFT, "audience.which_language", *buttons, back)


async def ask_channel(request: StaffRequest) -> Turn:
    """Asks for the channel of the audience."""
    await drafts.own_draft(request)
    buttons = [button(f"channel.{name}", "only", request.number, f"channel-{name}") for name in channels.PUBLIC]
    return request.answer(
        Outcome.STAFF_DRAFT, "audience.which_channel", *buttons, button("back", "audience", request.number)
    )


async def choose(request: StaffRequest) -> Turn:
    """Applies the choice of a button."""
    draft = await drafts.own_draft(request)
    draft = replace(draft, audience=_chosen(draft.audience, request.argument))
    await drafts.save(request, Action.AIM, draft, people=drafts.audience_words(draft))
    return await show(request)


def _chosen(audience: Audience, word: str) -> Audience:
    kind, _, value = word.partition("-")
    if kind == "all":
        return Audience()
    if kind == "kecamatan" and value.isdecimal() and int(value) < len(areas.all_kecamatan()):
        return replace(audience, kecamatan=areas.all_kecamatan()[int(value)], alone=True)
    if kind in {"alone", "others"} and audience.kecamatan:
        return replace(audience, alone=kind == "alone")
    if kind == "language" and value in texts.LANGUAGES:
        return replace(audience, language=value)
    if kind == "channel" and value in channels.PUBLIC:
        return replace(audience, channel=value)
    return audience
