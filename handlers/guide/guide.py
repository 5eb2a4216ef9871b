"""The guide to correcting population and welfare data: one step at a time, over weeks.

The current step is stored with the chat, so "lanjutkan" resumes it. The guide asks for no NIK: a NIK does not show
where its owner lives.
"""

from functools import partial

from msgspec.structs import replace

from data.chats.chats import Guide
from data.chats.questions import AnswerGuide
from data.clock import wib_day
from data.content import texts
from data.content.areas import by_code
from handlers.context import Context, Step
from handlers.coverage import coverage_answer
from handlers.guide import area_picker, guide_steps
from handlers.guide.area_picker import AreaChoice
from handlers.guide.guide_steps import (
    ABOUT_KK,
    AT_A_COUNTER,
    BACK,
    BY_OFFICE,
    BY_PHONE,
    FIRST,
    GUIDE_STEPS,
    STEP_PREFIX,
    GuideStep,
)
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome
from handlers.phrases import yes_no
from handlers.words.whom import OTHER

PREFIX = "guide."
_PROBLEM = "guide.problem."
_TOPIC = "update_data"
_TYPED = {name: frozenset(words) for name, words in texts.typed("guide").items()}
_YES = yes_no.YES | _TYPED["yes"]
_NO = yes_no.NO - {"jangan"} | _TYPED["no"]
_DONE, _TROUBLE, _SKIP = _TYPED["done"], _TYPED["trouble"], _TYPED["skip"]
_SHORT = 4
"""In words; a longer message is more than an answer like "sudah"."""


async def start(ctx: Context) -> Turn:
    """Shows the first step or, to somebody who has already begun, a choice to resume."""
    guide = ctx.chat.guide
    if guide is None or guide.step not in GUIDE_STEPS or guide.step in {FIRST, "end"}:
        return _start_for(ctx, ctx.about) if ctx.about else _show(ctx, FIRST, {})
    text = ctx.text("guide.welcome_back", day=ctx.day(wib_day(guide.at)))
    ways = (
        Choice(ctx.label("guide.resume"), "guide.resume"),
        Choice(ctx.label("guide.restart"), f"{STEP_PREFIX}{FIRST}"),
    )
    return ctx.answer(Outcome.GUIDE, text, (*ways, *ctx.buttons("menu")), topic=_TOPIC)


def _start_for(ctx: Context, who: str) -> Turn:
    """The second step, since it is known for whom the guide is."""
    turn = _show(ctx, "ktp", {"for": "other"})
    first = turn.answer.replies[0]
    said = f"{ctx.phrase('guide_for_kin', who=ctx.phrase(f'kin_{who}'))}\n\n{first.text}"
    return replace(turn, answer=replace(turn.answer, replies=(replace(first, text=said),)))


async def resume(ctx: Context) -> Turn:
    """Shows the last step again."""
    guide = ctx.chat.guide
    return _show(ctx, guide.step, guide.answers) if guide and guide.step in GUIDE_STEPS else await start(ctx)


async def respond_to_button(ctx: Context, value: str) -> Turn:
    """The answer to a button of the guide; an unknown one starts the guide."""
    answers = ctx.chat.guide.answers if ctx.chat.guide else {}
    if value == "guide.resume":
        return await resume(ctx)
    if value in {"guide.for.self", "guide.for.other"}:
        return _show(ctx, "ktp", {"for": value.rpartition(".")[2]})
    if value.startswith(area_picker.PREFIX):
        return _take_place(ctx, answers, area_picker.from_button(value))
    if value.startswith(_PROBLEM) and (step := GUIDE_STEPS.get(value.removeprefix(_PROBLEM))) and step.trouble:
        return _help(ctx, value.removeprefix(_PROBLEM), step)
    for prefix in (STEP_PREFIX, BACK):
        if value.startswith(prefix) and value.removeprefix(prefix) in GUIDE_STEPS:
            return _show(ctx, value.removeprefix(prefix), answers)
    return await start(ctx)


async def respond_to_text(ctx: Context) -> Turn | None:
    """The answer to text typed in place of a button: "sudah", "ya", the name of a kelurahan; None for other text."""
    guide = ctx.chat.guide
    if guide is None or guide.step not in GUIDE_STEPS or ctx.reading.is_unclear:  # "ga ngerti" is no "no"
        return None
    words = set(ctx.reading.words)
    if guide.step == "where":
        place = area_picker.find(ctx.reading)
        if place is None and words & _SKIP:
            return _show(ctx, BY_OFFICE[0], guide.answers)
        return _take_place(ctx, guide.answers, place) if place else None
    if len(words) > _SHORT:
        return None
    step = GUIDE_STEPS[guide.step]
    return await (_answer_task(ctx, guide, words) if step.trouble else _answer_question(ctx, step, words))


async def _answer_task(ctx: Context, guide: Guide, words: set[str]) -> Turn | None:
    """Whether the task is done: "pak RT ga ada" means trouble, "tidak ada masalah" does not."""
    step, negated = GUIDE_STEPS[guide.step], bool(words & {"tidak", "bukan"})
    named = bool(words & _TROUBLE)
    if named != negated or words >= {"tidak", "bisa"}:
        return _help(ctx, guide.step, step) if named or words & {"ada", "bisa"} else None
    return await respond_to_button(ctx, step.ways[0][1]) if words & _DONE or named else None


async def _answer_question(ctx: Context, step: GuideStep, words: set[str]) -> Turn | None:
    if not words <= _NO | _YES | yes_no.FILLERS:  # "nik saya ga kebaca" is no "belum"
        return None
    way = step.no if words & _NO else step.yes if words & _YES else None
    return None if way is None else await respond_to_button(ctx, step.ways[way][1])


# ---------------------------------------------------------------- showing a step


def _show(ctx: Context, name: str, answers: dict[str, str]) -> Turn:
    """Shows a step and stores it as the current one."""
    if name == "where":
        return _ask_place(ctx, answers, area_picker.ALL)
    step = GUIDE_STEPS[name]
    if name in {BY_OFFICE[0], BY_PHONE[0]}:
        answers = {**answers, "route": "office" if name == BY_OFFICE[0] else "phone"}
    text = _words(ctx, name, answers)
    if answers.get("for") == "other" and (name in ABOUT_KK or name in AT_A_COUNTER):
        text = f"{text}\n\n{ctx.phrase('guide_for_other')}"
    ways = [*step.ways]
    if step.trouble:
        ways.insert(1, ("guide.problem", f"{_PROBLEM}{name}"))
    if earlier := guide_steps.before(name, _route(answers)):
        ways.insert(len(ways) - (ways[-1][0] == "menu"), ("guide.back", f"{BACK}{earlier}"))
    turn = _with_position(ctx, name, answers).answer(
        Outcome.GUIDE, text, _choices(ctx, ways), topic=_TOPIC, question=_question(ctx)
    )
    turn = turn.with_last_reply(remind=step.remind, card=bool(step.trouble or step.remind))
    return turn if (who := _about(ctx, answers)) == ctx.about else turn.remembered(about=who)


def _about(ctx: Context, answers: dict[str, str]) -> str:
    """Whom the matter is about from now on: the guide knows for whom it is, also weeks later."""
    if answers.get("for") == "other":
        return ctx.about or OTHER
    return "" if answers.get("for") == "self" else ctx.about


def _route(answers: dict[str, str]) -> tuple[str, ...]:
    return BY_PHONE if answers.get("route") == "phone" else BY_OFFICE


def _words(ctx: Context, name: str, answers: dict[str, str]) -> str:
    """The words of a step, with its number; the number stands first, or within the text where this has room for it."""
    place = by_code(answers.get("kelurahan", ""))
    where = ctx.phrase("guide_at", kelurahan=place.name) if place else ctx.phrase("guide_anywhere")
    way = _route(answers)
    n = guide_steps.number(name, way)
    key, what = ("guide.kk_do", ctx.phrase(f"guide_{name}")) if name in ABOUT_KK else (f"guide.{name}", "")
    text = ctx.text(key, where=where, n=n, of=guide_steps.count(way), what=what)
    return text if name in way or not n else f"{_number(ctx, n)}\n\n{text}"


def _number(ctx: Context, n: int, of: object = None) -> str:
    """The line with the number of a step; before the route is chosen, about how many there are."""
    about = ctx.phrase("guide_about", more=guide_steps.count(BY_OFFICE))
    return ctx.phrase("guide_number", n=n, of=of or about)


def _choices(ctx: Context, ways: "list[tuple[str, str]]") -> tuple[Choice, ...]:
    return tuple(Choice(ctx.label(label), value) for label, value in ways)


def _with_position(ctx: Context, name: str, answers: dict[str, str]) -> Context:
    return replace(ctx, chat=replace(ctx.chat, guide=Guide(name, ctx.now, answers)))


def _question(ctx: Context) -> AnswerGuide:
    return AnswerGuide(ctx.now + coverage_answer.PATIENCE)


def _help(ctx: Context, name: str, step: GuideStep) -> Turn:
    """Says what to do when a step does not work."""
    ways = [
        ("guide.again", f"{STEP_PREFIX}{name}"),
        *((("info.update.app", "info.update.app"),) if step.trouble == "counter" else ()),
        ("offices", "offices"),
        ("info.human", "info.human"),
        ("menu", "menu"),
    ]
    return ctx.answer(
        Outcome.GUIDE_PROBLEM, ctx.text(f"guide.trouble.{step.trouble}"), _choices(ctx, ways), topic=_TOPIC
    )


# ---------------------------------------------------------------- which kelurahan


def _take_place(ctx: Context, answers: dict[str, str], place: AreaChoice) -> Turn:
    if place.kelurahan is None:
        return _ask_place(ctx, answers, place)
    one = place.kelurahan
    answers = {**answers, "kelurahan": one.code}
    turn = _show(ctx, "office_papers", answers)
    known = ctx.text("guide.kelurahan", kelurahan=one.name, kecamatan=one.kecamatan)
    first = replace(turn.answer.replies[0], text=f"{known}\n\n{turn.answer.replies[0].text}")
    return replace(turn, answer=replace(turn.answer, replies=(first,)))


def _ask_place(ctx: Context, answers: dict[str, str], place: AreaChoice) -> Turn:
    n = guide_steps.number("where", BY_OFFICE)
    words = ctx.text("guide.where" if place.is_empty else "guide.which")
    back = Choice(ctx.label("guide.back"), f"{BACK}{'dtsen' if place.is_empty else 'where'}")
    return _with_position(ctx, "where", answers).answer(
        Outcome.GUIDE,
        f"{_number(ctx, n, guide_steps.count(BY_OFFICE))}\n\n{words}",
        (*area_picker.choices(ctx, place), back),
        topic=_TOPIC,
        question=_question(ctx),
    )


STEPS: dict[str, Step] = {
    "guide": start,
    "guide.resume": resume,
    "guide.elsewhere": partial(respond_to_button, value=f"{STEP_PREFIX}elsewhere"),  # can be requested in words, too
}
