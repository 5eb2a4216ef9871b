"""Who gets a broadcast: everybody who wants announcements, or a part of them."""

from dataclasses import replace

from data import channels
from data.announcements import announcements
from data.announcements import audience as recipients
from data.announcements.announcements import Audience, Broadcast
from data.content import areas, texts
from handlers.desk import draft as drafts
from handlers.desk import stale_button
from handlers.desk.request import PREFIX, StaffRequest, button
from handlers.desk.status_card import thousands
from handlers.messages import Choice, Turn

_A_PAGE = 4


async def show(officer: StaffRequest) -> Turn:
    """Who gets it now, how many they are, and what can be chosen."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    n = draft.id
    count = await _reached(officer, draft.audience)
    more, toggles = await _beside(officer, draft) if draft.audience.kecamatan else ("", ())
    if not count:
        more = "\n".join(filter(None, (more, texts.staff("audience.nobody"))))
    return officer.answer(
        "draft",
        "audience",
        *toggles,
        button("audience.all", "only", n, "all"),
        button("audience.kecamatan", "kecamatan", n),
        button("audience.language", "language", n),
        button("audience.channel", "channel", n),
        button("back", "draft", n),
        people=drafts.people(draft),
        count=thousands(count),
        more=f"\n{more}" if more else "",
    )


async def _reached(officer: StaffRequest, audience: Audience) -> int:
    return sum((await recipients.count_reach(officer.ctx.tx, audience)).values())


async def _beside(officer: StaffRequest, draft: Broadcast) -> tuple[str, tuple[Choice, ...]]:
    """How many chose the kecamatan, how many they are with those who chose none, and the button to the other number."""
    own = await _reached(officer, replace(draft.audience, alone=True))
    together = await _reached(officer, replace(draft.audience, alone=False))
    words = {"kecamatan": draft.audience.kecamatan, "own": thousands(own), "together": thousands(together)}
    text = texts.staff("audience.own", **words)
    if draft.audience.alone:
        label, word = texts.staff("audience.with_others", count=thousands(together - own)), "others"
    else:
        label, word = texts.staff("audience.alone", count=thousands(own)), "alone"
    return text, (Choice(label, f"{PREFIX}only.{draft.id}.{word}"),) if own < together else ()


async def which_kecamatan(officer: StaffRequest) -> Turn:
    """The twelve, a page at a time; its name may be typed, too."""
    if await drafts.own(officer) is None:
        return await stale_button.told(officer)
    names = areas.all_kecamatan()
    first = int(officer.word) * _A_PAGE if officer.word in {"0", "1", "2"} else 0
    shown = tuple(
        Choice(name, f"{PREFIX}only.{officer.number}.kecamatan-{at}")
        for at, name in enumerate(names)
        if first <= at < first + _A_PAGE
    )
    following = (first // _A_PAGE + 1) % -(-len(names) // _A_PAGE)
    more = button("audience.more", "kecamatan", officer.number, following)
    back = button("back", "audience", officer.number)
    return officer.asks("kecamatan", "audience.which_kecamatan", *shown, more, back)


async def heard_kecamatan(officer: StaffRequest) -> Turn:
    """Its name, typed. Of a kelurahan it is asked whether the whole kecamatan is meant."""
    found, n = areas.find(officer.typed), officer.number
    names = {*found.kecamatan, *(one.kecamatan for one in found.kelurahan)}
    others = button("audience.list", "kecamatan", n), button("back", "audience", n)
    if len(names) != 1:
        return officer.again("audience.unknown_kecamatan", *others)
    kecamatan = names.pop()
    word = f"kecamatan-{areas.all_kecamatan().index(kecamatan)}"
    if found.kecamatan and all(one.name == kecamatan for one in found.kelurahan):
        return await choose(officer.for_announcement(n, word))
    return officer.answer(
        "asked",
        "audience.kelurahan",
        button("audience.whole", "only", n, word),
        *others,
        kelurahan=", ".join(one.name for one in found.kelurahan),
        kecamatan=kecamatan,
    )


async def which_language(officer: StaffRequest) -> Turn:
    """People of one language."""
    if await drafts.own(officer) is None:
        return await stale_button.told(officer)
    buttons = [button(f"language.{code}", "only", officer.number, f"language-{code}") for code in drafts.LANGUAGES]
    back = button("back", "audience", officer.number)
    return officer.answer("draft", "audience.which_language", *buttons, back)


async def which_channel(officer: StaffRequest) -> Turn:
    """People on one channel."""
    if await drafts.own(officer) is None:
        return await stale_button.told(officer)
    buttons = [button(f"channel.{name}", "only", officer.number, f"channel-{name}") for name in channels.PUBLIC]
    return officer.answer("draft", "audience.which_channel", *buttons, button("back", "audience", officer.number))


async def choose(officer: StaffRequest) -> Turn:
    """A button was pressed: everybody, or one kind more."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    audience = _chosen(draft.audience, officer.word)
    draft = await announcements.save(officer.ctx.tx, replace(draft, audience=audience), officer.now)
    await officer.note("broadcast.audience", people=drafts.people(draft), content=draft.content.hex())
    return await show(officer)


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
