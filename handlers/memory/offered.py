"""The choices that an answer offered, made again from what is kept of it: neither labels nor outcomes are stored."""

from collections.abc import Iterable, Iterator
from functools import cache

from msgspec.structs import replace

from data.chats.questions import SubscribePrompt
from data.chats.recent_answers import AskedNik, RecentAnswer
from data.content import areas, fine_answers, situations, step_labels, texts
from data.coverage.lookup import Standing
from data.watches import watches
from handlers import one_message
from handlers.context import Context
from handlers.coverage import coverage_answer, last_standing, result_words, several_niks
from handlers.guide.guide_steps import BACK, FIRST, GUIDE_STEPS, STEP_PREFIX, GuideStep
from handlers.memory import matcher
from handlers.memory.matcher import Named
from handlers.messages import Choice
from handlers.outcomes import Outcome

_SYNONYMS = texts.choices("synonyms")
_KEYS_BY_PREFIX = {
    "guide.problem.": "guide.problem",
    BACK: "guide.back",
    "genuine.show.": "genuine.show",
    "check.again.": "check.again",
    "check.as_kk.": "check.as_kk",
    "check.as_nik.": "check.as_nik",
    "check.other.": "check.other",
    "guide.place.page.": "guide.more_places",
    "subscribe.place.page.": "guide.more_places",
}
"""The label of values that carry more than the step."""
_CHANGES = ("subscribe", "unsubscribe", "erase", "language.", "watch.drop.", "invite.")
"""The beginnings of values that change something: a question presses none."""
_WHOLE = ("unsubscribe", "erase", "watch.drop.")
"""The beginnings of values that take something away: a part of their label is not enough."""
_OF_A_QUESTION = ("guide.to.", "guide.for.", "guide.problem.", "guide.resume", "subscribe.place.", "guide.place.")
"""The beginnings of values that answer a question of ours."""
_TOPICS = ("info.", "offices", "menu", "picture.", "genuine", "check", "privacy", "guide.more_places", "situation")
"""The beginnings of values that lead to a page, so that a question may name them."""
NAVIGATION = frozenset({"menu", "menu.2", "menu.3"})
"""Values that lead away from the matter."""
HELPED = ("helped.yes", "helped.no")
"""Values that say whether an answer helped; they lead to nothing that it offered."""
_OF_SOMEBODY = ("about.", "check.other")
"""The beginnings of values that say whose a NIK is: only their labels name them, as words of their own say so, too."""
_FEWEST = 2
"""Choices besides the menu, from which they are a question."""
_DIGITS_SHOWN = 4
_INVITATION = ("invite.yes", "invite.no")


def _read_all() -> None:
    """Reads the words of all labels before the first message."""
    for key in texts.language(texts.DEFAULT).labels:
        _called((key,))
    for name in situations.situations():
        _called((f"{situations.PREFIX}{name}",))
    for one in fine_answers.answers().values():
        for button in one.buttons:
            _called((button,))
    for value in _keys_of_the_guide():
        _with_keys(value, _keys(value, ""))
    for kecamatan in areas.all_kecamatan():
        for name in (kecamatan, *(one.name for one in areas.in_kecamatan(kecamatan))):
            _of_place(name)
    for n in range(1, watches.MAX_WATCHES_PER_CHAT + 1):
        _drop_watch(n)


def of_answer(ctx: Context, answer: RecentAnswer) -> tuple[Named, ...]:
    """The choices of one answer, in their order."""
    if answer.asked:
        return tuple(_about_a_nik(ctx, answer.asked, _steps_below(answer, answer.asked)))
    step = _guide_step(answer)
    return tuple(_named(value, answer, step, n) for n, value in enumerate(answer.choices))


def _steps_below(answer: RecentAnswer, asked: AskedNik, standing: Standing | None = None) -> tuple[str, ...]:
    """The steps below an answer about one NIK, as `coverage_answer` puts them there.

    Where the standing is not known, those of somebody who is not listed if there was a button to watch the NIK.
    """
    if answer.harm and not asked.others:
        return coverage_answer.AFTER_HARM[answer.harm]
    known = standing or (Standing.NOT_LISTED if asked.watch else Standing.LISTED)
    steps = coverage_answer.steps_below(known, others=bool(asked.others))
    return steps if asked.others or answer.about else (*steps, "check.other")


async def of_newest(ctx: Context) -> tuple[Named, ...]:
    """The choices of the newest answer as they stand below it, those of the question about announcements included.

    What a check found is not kept, and looked up where buttons depend on it.
    """
    newest = ctx.last_answer
    asked = newest.asked if newest else None
    if newest and asked and asked.watch and (found := await last_standing.looked_up_again(ctx, asked, pressed=True)):
        now = result_words.standing_today(ctx, found[1])
        standing = None if now is Standing.LISTED else now  # who is listed since then still sees the buttons of before
        return with_invitation(ctx, tuple(_about_a_nik(ctx, asked, _steps_below(newest, asked, standing))))
    return with_invitation(ctx, of_answer(ctx, newest)) if newest else ()


def with_invitation(ctx: Context, choices: tuple[Named, ...]) -> tuple[Named, ...]:
    """The choices of the newest answer, with those of the question about announcements if it ends in this."""
    if not isinstance(ctx.question, SubscribePrompt):
        return choices
    more = tuple(_labelled(step) for step in _INVITATION)
    by_value = {one.value: one for one in (*choices, *more)}
    shown = one_message.merged(*(tuple(Choice("", one.value) for one in row) for row in (choices, more)))
    return tuple(by_value[one.value] for one in shown)


def in_reach(ctx: Context) -> Iterator[tuple[Named, ...]]:
    """The choices of each answer that typed words may refer to, the newest first."""
    for n, answer in enumerate(ctx.answers_in_reach()):
        choices = of_answer(ctx, answer)
        if n:  # "kembali" leads back from the answer that is shown, not from an older one
            yield tuple(one for one in choices if not one.value.startswith(BACK))
        else:
            yield with_invitation(ctx, choices)


def shown_again(ctx: Context, answer: RecentAnswer) -> tuple[Choice, ...]:
    """The buttons of an answer, once more; none of one about a NIK, since these would show what was found.

    Nor of one that leaves nothing to choose, with fewer than two besides the menu.
    """
    if answer.asked:
        return ()
    choices = (one for one in of_answer(ctx, answer) if one.key and one.value not in HELPED)
    shown = tuple(Choice(_shown(ctx, one.key), one.value) for one in choices)
    return shown if sum(one.value not in NAVIGATION for one in shown) >= _FEWEST else ()


def shown_from(ctx: Context, answer: RecentAnswer, first: int) -> tuple[Choice, ...]:
    """The buttons of an answer from the one at this place on, counted from 0; none of one about a NIK, as above."""
    if answer.asked:
        return ()
    return tuple(Choice(_shown(ctx, one.key), one.value) for one in of_answer(ctx, answer)[first:] if one.key)


def _shown(ctx: Context, key: str) -> str:
    """The label of a key, in the language of the chat; of a place, its name."""
    return ctx.label(key) if _has_label(key) else key


def answers_a_question(values: Iterable[str]) -> bool:
    """Whether one of these values answers a question of ours, rather than leads to another page."""
    return any(value.startswith(_OF_A_QUESTION) for value in values)


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
        yield from map(_labelled, steps)
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
    return _of_a_step(value, keys) if _has_label(step_labels.key_of(value)) else _called_by(value, keys)


@cache
def _of_a_step(value: str, keys: tuple[str, ...]) -> Named:
    """The same for the value of a step, of which there are few."""
    return _called_by(value, keys)


def _called_by(value: str, keys: tuple[str, ...]) -> Named:
    known = tuple(filter(_has_label, map(step_labels.key_of, keys)))
    return replace(
        _called(known),
        value=value,
        whole=value.startswith(_WHOLE),
        entire=changes(value),
        topic=value.startswith(_TOPICS) or value == "guide",
        exact=value in HELPED or value.startswith(_OF_SOMEBODY),
        key=known[0] if known else "",
    )


def _has_label(key: str) -> bool:
    return step_labels.has_label(key)


@cache
def _called(keys: tuple[str, ...]) -> Named:
    """A choice without a value that is called as these keys say, in each language."""
    labels = tuple(dict.fromkeys(step_labels.label(key, code) for code in texts.LANGUAGES for key in keys))
    synonyms = tuple(dict.fromkeys(word for key in keys for word in _SYNONYMS.get(key, ())))
    return matcher.named("", labels, synonyms)


@cache
def _drop_watch(n: int) -> Named:
    labels = (texts.phrase("drop_watch", code, number=n) for code in texts.LANGUAGES)
    return matcher.named("", labels, number=n, whole=True)


@cache
def _of_place(name: str) -> Named:
    return matcher.named("", (name,), spelt=True)


def _named(value: str, answer: RecentAnswer, step: GuideStep | None, n: int) -> Named:
    if step and value.startswith("guide.") and not value.startswith(("guide.problem.", BACK)):
        ways = [label for label, way in step.ways if way == value]
        same = answer.choices[:n].count(value)
        return _with_keys(value, (ways[min(same, len(ways) - 1)],)) if ways else _with_keys(value, ())
    if value.startswith("watch.drop."):
        dropped = [one for one in answer.choices if one.startswith("watch.drop.")]
        return replace(_drop_watch(dropped.index(value) + 1), value=value)
    if value.startswith("watch."):
        return _labelled("watch")
    if place := _place(value):
        return replace(_of_place(place), value=value, key=place)
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


def _guide_step(answer: RecentAnswer) -> GuideStep | None:
    """The step of the guide whose buttons an answer has."""
    values = tuple(value for value in answer.choices if not value.startswith(("guide.problem.", BACK)))
    name = next((one.removeprefix("guide.problem.") for one in answer.choices if one.startswith("guide.problem.")), "")
    if name in GUIDE_STEPS:
        return GUIDE_STEPS[name]
    return _STEPS_BY_VALUES.get(values)


_STEPS_BY_VALUES = {tuple(value for _, value in step.ways): step for step in GUIDE_STEPS.values() if not step.trouble}


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
