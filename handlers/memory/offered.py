"""The choices that an answer offered, made again from what is kept of it: neither labels nor outcomes are stored."""

from collections.abc import Iterator
from functools import cache

from data.chats.recent_answers import AskedNik, RecentAnswer
from data.content import areas, texts
from data.records import replace
from handlers.context import Context
from handlers.coverage import coverage_answer, several_niks
from handlers.guide.guide_steps import FIRST, GUIDE_STEPS, STEP_PREFIX
from handlers.memory import matcher
from handlers.memory.matcher import Named
from handlers.outcomes import Outcome

_SYNONYMS = texts.choices("synonyms")
_KEYS_BY_PREFIX = {
    "guide.problem.": "guide.problem",
    "genuine.show.": "genuine.show",
    "check.again.": "check.again",
    "check.as_kk.": "check.as_kk",
    "check.as_nik.": "check.as_nik",
    "guide.place.page.": "guide.more_places",
    "subscribe.place.page.": "guide.more_places",
}
"""The label of values that carry more than the step."""
_CHANGES = ("subscribe", "unsubscribe", "erase", "language.", "watch.drop.", "invite.")
"""The beginnings of values that change something: a part of their label is not enough."""
NAVIGATION = frozenset({"menu", "menu.2", "menu.3"})
"""Values that lead away from the matter."""
_DIGITS_SHOWN = 4
_AFTER_A_CHECK = ("guide", "watch", "info.why", "info.eligible", "menu")
_AFTER_UNCLEAR = ("offices.bpjs", "watch", "info.membership", "menu")
_AFTER_GOOD_NEWS = ("info.benefits", "info.claim", "menu")
_UNLESS_OTHERS_WAIT = frozenset({"info.why", "info.eligible", "info.membership", "menu"})
"""Buttons that make way for those of other NIKs."""


def _read_all() -> None:
    """Reads the words of all labels before the first message."""
    for key in texts.language(texts.DEFAULT).labels:
        _called((key,))
    for value in _keys_of_the_guide():
        _with_keys(value, _keys(value, ""))


def of_answer(ctx: Context, answer: RecentAnswer) -> tuple[Named, ...]:
    """The choices of one answer, in their order."""
    if answer.asked:
        return tuple(_about_a_nik(ctx, answer.asked, _AFTER_A_CHECK if answer.asked.watch else _AFTER_GOOD_NEWS))
    return tuple(_named(value, answer) for value in answer.choices)


async def of_newest(ctx: Context) -> tuple[Named, ...]:
    """The choices of the newest answer. What a check found is not kept, and looked up where buttons depend on it."""
    newest = ctx.last_answer
    asked = newest.asked if newest else None
    if newest and asked and asked.nik and asked.watch and await coverage_answer.is_unclear(ctx, asked.nik):
        return tuple(_about_a_nik(ctx, asked, _AFTER_UNCLEAR))
    return of_answer(ctx, newest) if newest else ()


def in_reach(ctx: Context) -> Iterator[tuple[Named, ...]]:
    """The choices of each answer that typed words may refer to, the newest first."""
    for answer in ctx.answers_in_reach():
        yield of_answer(ctx, answer)


def changes(value: str) -> bool:
    """Whether this value changes something."""
    return value.startswith(_CHANGES)


def _about_a_nik(ctx: Context, asked: AskedNik, steps: tuple[str, ...]) -> Iterator[Named]:
    """The buttons of an answer about a NIK. Which these were would show the outcome, so that they are not stored."""
    if asked.kk_or_nik:
        yield from (_labelled("check.as_kk", "check.as_kk."), _labelled("check.as_nik", "check.as_nik."))
        return
    if asked.may_retry:
        yield _labelled("check.again")
    elif asked.nik is not None:
        yield from (_labelled(step) for step in steps if not (asked.others and step in _UNLESS_OTHERS_WAIT))
    if asked.watch and asked.may_retry:
        yield _labelled("watch")
    if asked.others:
        for n in range(len(asked.others.hashes)):
            ending = several_niks.label(ctx, asked.others, n)[-_DIGITS_SHOWN:]
            value = f"check.pick.{asked.others.token}.{n}"
            yield matcher.nik_named(value, n + 1, ending if ending.isdecimal() else "")
        yield _labelled("check.all", f"check.pick.{asked.others.token}.all")
    yield _labelled("menu")


def _labelled(key: str, value: str = "") -> Named:
    return _with_keys(value or key, (key,))


def _with_keys(value: str, keys: tuple[str, ...]) -> Named:
    """The choice with this value, which may be a token that nothing here may keep."""
    return replace(_called(tuple(filter(_has_label, keys))), value=value, whole=changes(value))


def _has_label(key: str) -> bool:
    return key in texts.language(texts.DEFAULT).labels


@cache
def _called(keys: tuple[str, ...]) -> Named:
    """A choice without a value that is called as these keys say, in each language."""
    labels = tuple(
        dict.fromkeys(
            labels[key] for code in texts.LANGUAGES for key in keys if key in (labels := texts.language(code).labels)
        )
    )
    synonyms = tuple(dict.fromkeys(word for key in keys for word in _SYNONYMS.get(key, ())))
    return matcher.named("", labels, synonyms)


@cache
def _drop_watch(n: int) -> Named:
    labels = (texts.phrase("drop_watch", code, number=n) for code in texts.LANGUAGES)
    return matcher.named("", labels, number=n, whole=True)


@cache
def _of_place(name: str) -> Named:
    return matcher.named("", (name,), spelt=True)


def _named(value: str, answer: RecentAnswer) -> Named:
    if value.startswith("watch.drop."):
        dropped = [one for one in answer.choices if one.startswith("watch.drop.")]
        return replace(_drop_watch(dropped.index(value) + 1), value=value)
    if value.startswith("watch."):
        return _labelled("watch")
    if place := _place(value):
        return replace(_of_place(place), value=value)
    if prefix := next((one for one in _KEYS_BY_PREFIX if value.startswith(one)), ""):
        return _with_keys(value, (_KEYS_BY_PREFIX[prefix],))
    return _with_keys(value, _keys(value, answer.page))


def _place(value: str) -> str:
    """The name of the kelurahan or kecamatan behind a value; empty if it is for none."""
    kind, _, code = value.partition(".place.")[2].partition(".")
    if kind == "kel" and (known := areas.by_code(code)):
        return known.name
    kecamatan = areas.all_kecamatan()
    return kecamatan[int(code)] if kind == "kec" and code.isdecimal() and int(code) < len(kecamatan) else ""


@cache
def _keys_of_the_guide() -> dict[str, tuple[str, ...]]:
    """The keys of the labels that each value of the guide has in one of its steps."""
    found: dict[str, list[str]] = {}
    for step in GUIDE_STEPS.values():
        for label, value in step.ways:
            found.setdefault(value, []).append(label)
    return {value: tuple(dict.fromkeys(labels)) for value, labels in found.items()}


def _keys(value: str, page: str) -> tuple[str, ...]:
    """The keys of the labels of a value on a page."""
    if page == Outcome.GUIDE_PROBLEM and value.startswith(STEP_PREFIX):
        return ("guide.again",)
    if value == f"{STEP_PREFIX}{FIRST}":
        return ("guide.restart",)
    if value == f"{STEP_PREFIX}office_papers":
        return ("guide.skip",)
    return tuple(dict.fromkeys((*_keys_of_the_guide().get(value, ()), value)))


_read_all()
