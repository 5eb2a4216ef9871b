"""Answers short follow-ups about the last answer: "kenapa?", "berkasnya?", "trus?", "kalo istri saya?"."""

from collections.abc import Mapping
from functools import lru_cache

from data.content import fine_answers, follow_up_texts, situations
from handlers.context import Context
from handlers.coverage import last_standing
from handlers.free_text import intent_pages, of_situation
from handlers.memory import not_listed, places, simpler
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import answers, info
from handlers.reading import Reading
from handlers.words import follow_up_words, harm, whom
from handlers.words.intent import NOT_OURS, Intent

KIN = "kin"
"""The kind of a follow-up that asks the same of somebody else: "kalo istri saya?"."""
_ASIDE = frozenset(
    {
        Outcome.THANKS,
        Outcome.HELPED,
        Outcome.NOT_HELPED,
        Outcome.NOT_UNDERSTOOD,
        Outcome.INVITE_DECLINED,
        Outcome.LANGUAGE,
        Outcome.INFO_CALM,
    }
)
"""Answers that leave open what was asked before them."""
_SURE, _CLEAR, _SURELY = 0.75, 0.5, 0.97
"""The probability of the topic, with that of the fine question or without, from which a question is one of its own."""
_OF_ONE_WORD = frozenset({"terms", "card", "months", "age", "how", "late", "signup"})
"""Kinds whose word is often said beside another question: "umur saya 60, tukang cuci, bisa masuk?"."""
_LONGEST = 7
"""In words, of a message that asks the same for somebody else."""
_WITH_KIN = frozenset({"how", "next", "sure", "why", "fits", "gets", "job", "check_it"})
"""Kinds beside which the person is what is asked about: "kalo istri saya gimana?"."""
_ALWAYS = ("sure",)
"""The kind that is answered whatever else is said: "klo udah dibenerin pasti dapet kan?"."""
_OF_OTHER_PLACES = ("elsewhere",)
"""The kind that is no matter of another office, though it names other places: "saya ktp karawang"."""
_SURE_OF_ANOTHER = 0.9
"""The probability from which a message that names another page by a phrase is about that, whatever its words."""
_ON_MONEY = frozenset({"claim", "benefits", "contribution"})
_OF_WHO_TELLS = {"job": "answer.eligible.who", "age": "answer.eligible.age", "how_many": "answer.eligible.quota"}
"""The steps of kinds that mean something where nothing was talked about: "saya tukang parkir"."""
_OFFERS = frozenset({"cek", "check", "nik", "kalau", "untuk", "bisa", "punya", "boleh", "for", "if", "about", "?"})
"""Words of which one stands in a message that names somebody and asks nothing else: "buat ibu saya"."""
_ABOUT_OFFICES = frozenset({Outcome.OFFICES, Outcome.INFO_HUMAN})
_WITHOUT_MATTER = frozenset({Outcome.WELCOME, Outcome.MENU, Outcome.LANGUAGE})
"""Pages about nothing in particular, after which only what the model does not understand is a follow-up."""
_TOPICS = {
    "check": "check_coverage",
    "guide": "update_data",
    "situation": "update_data",
    "offices": "office",
    "privacy": "privacy",
}
"""The topics of pages that are no information, by the beginnings of their names."""
_TABLE = follow_up_texts.follow_up_pages()
_LIKE = "like"
_ABOUT_HARM = frozenset({"claim", "benefits", "office", "contribution", "human", None})
_TREATMENT = frozenset({"hospital", "receipt", "pay", "off_work"})
"""Kinds that are about treatment after an accident, also where the words alone are of BPJS Kesehatan."""
_ON_DEATHS = frozenset(
    {"info.claim.death", "info.claim.killed", "info.claim.heirs", "info.benefits.death", "check.death"}
)
_ON_ACCIDENTS = frozenset({"info.claim.accident", "info.claim.papers", "info.emergency", "info.benefits.accident"})
_NAMES_OF_IT = {"death": _ON_DEATHS, "accident": _ON_ACCIDENTS}
"""Kinds that ask nothing more about pages on the same: "kalau meninggal berkasnya apa?" after the claim of a death."""
_OF_CLAIMS = frozenset(
    "papers how_much gets heirs late terms receipt hospital billed who_gets months bill police marriage not_spouse "
    "divorced bank".split()
)
"""Kinds that are about the claim of who has told of a death or an accident, whatever was shown since."""
_OF_THEIR_OWN = ("info.update", "guide", "info.desil", "scams", "info.scam", "info.misused", "privacy", "announcements")
"""The beginnings of pages that such questions are about, even so."""
_ON_CLAIMS = (
    "info.claim",
    "info.benefits",
    "info.emergency",
    "info.eligible",
    "info.register",
    "info.about",
    "info.contribution",
    "info.membership",
    "offices",
)
_OF_HARM = {
    harm.ACCIDENT: (
        "info.claim.accident",
        "info.claim.papers",
        "info.emergency",
        "info.emergency.hospital",
        "info.benefits.accident",
    ),
    harm.DEATH: ("info.claim.death", "info.claim.heirs", "info.benefits.death"),
    harm.KILLED: ("info.claim.killed",),
}
"""The pages about what happened, that with the most general row first."""


def rows() -> tuple[str, ...]:
    """The pages, and groups of pages, that have a row in the table."""
    return tuple(_TABLE.pages)


def _row_above(page: str) -> str:
    """The row of the pages to which one without a row belongs: that of `guide` for `guide.kk`."""
    return "" if page in _TABLE.pages else page.rpartition(".")[0]


@lru_cache(maxsize=1024)  # more than there are pages
def steps_of(page: str) -> Mapping[str, str]:
    """The step of each kind of follow-up about a page, those of the pages that it is like included."""
    return {kind: situations.of_this(step, page) for kind, step in _row(situations.row_of(page)).items()}


def _row(page: str) -> dict[str, str]:
    own = dict(_TABLE.pages.get(page, {}))
    like = own.pop(_LIKE, "") or _row_above(page)
    return {**_row(like), **own} if like else own


def pointless_kinds(page: str) -> frozenset[str]:
    """The kinds that make no sense about a page."""
    like = _TABLE.pages.get(page, {}).get(_LIKE, "") or _row_above(page)
    return frozenset(_TABLE.pointless.get(page, ())) | (pointless_kinds(like) if like else frozenset())


def follow_up_step(page: str, reading: Reading, told: str = "") -> str | None:
    """The step that answers a message as a follow-up about a page; None if it is none, or a new question.

    `told` is what happened to somebody (`words.harm`): questions about money and papers are then about that.
    """
    steps, asked = {**steps_of(page), **_steps_of_harm(page, told)}, reading.follow_up
    if _asks_the_same_for_another(page, reading):
        return steps.get(KIN, "check" if not page else None)
    if asked is None or (_is_new(page, reading) and not _is_about_harm(told, reading, steps)):
        return None
    if asked.office and ("where" in asked.kinds or (page in _ABOUT_OFFICES and not asked.kinds)):
        return asked.office
    kinds = sorted(asked.kinds, key=lambda kind: page in _NAMES_OF_IT.get(kind, ()))
    return next((step for kind in kinds if (step := steps.get(kind))), None)


def _steps_of_harm(page: str, told: str) -> dict[str, str]:
    """The steps of questions about the claim of what was told, in place of those of another page."""
    if told not in _OF_HARM or not page or page.startswith(_OF_THEIR_OWN):
        return {}
    of_harm = steps_of(_OF_HARM[told][0])
    return {kind: step for kind, step in of_harm.items() if kind in _OF_CLAIMS}


def _is_about_harm(told: str, reading: Reading, steps: Mapping[str, str]) -> bool:
    """Whether it asks about claim, money or office after a death or an accident, and these steps answer it."""
    asked = reading.follow_up
    if not told or asked is None or reading.harm:
        return False
    if reading.intent.topic not in _ABOUT_HARM and _TREATMENT.isdisjoint(asked.kinds):
        return False
    return any(kind in steps for kind in asked.kinds)


def _of_the_matter(page: str, told: str) -> str:
    """The page whose row answers: that of what happened, also where a page on claims in general was shown between."""
    own = _OF_HARM.get(told, (page,))
    return own[0] if page.startswith(_ON_CLAIMS) and page not in own else page


def _asks_the_same_for_another(page: str, reading: Reading) -> bool:
    """Whether it is "kalo istri saya?", "bisa untuk ibu?" or, about others before, "kok punya saya belum?"."""
    asked, intent = reading.follow_up, reading.intent
    if not reading.whom or reading.size > _LONGEST or reading.harm:
        return False
    if asked:
        of_another_check = reading.whom != whom.SELF or not page.startswith("check")
        return of_another_check and _WITH_KIN.issuperset(asked.kinds) and not _is_new(page, reading)
    about_a_check = intent.topic in {"check_coverage", "eligibility"} or follow_up_words.says_nothing_else(
        reading.compared
    )
    clear = _is_clear(intent) and not about_a_check
    return reading.whom != whom.SELF and not clear and (reading.size <= 2 or bool(_OFFERS & {*reading.words}))


def _is_new(page: str, reading: Reading) -> bool:
    """Whether it is a question of its own: it has words of its own, and surely another topic or page."""
    intent, asked = reading.intent, reading.follow_up
    if asked is None or intent.topic is None or asked.kinds[:1] == _ALWAYS:
        return False
    if intent.topic == NOT_OURS and asked.kinds[:1] == _OF_OTHER_PLACES:
        return False
    if page in _WITHOUT_MATTER or _names_another(page, reading):
        return True
    if not asked.stands_alone or intent.topic == NOT_OURS:
        return asked.stands_alone
    if topic_of(page) == intent.topic:
        others = (step for step, weight in reading.pages.items() if weight > 1 and step != page)
        return any(topic_of(step) == intent.topic for step in others)
    named = any(weight > 1 or step == "check" for step, weight in reading.pages.items() if step != page)
    return _is_clear(intent) or named


def _is_clear(intent: Intent) -> bool:
    """Whether it is sure what a message asks, without what was answered before."""
    asked = any(one.probability >= _CLEAR for one in intent.questions[:1])
    return intent.probability >= (_SURE if asked else _SURELY)


def _names_another(page: str, reading: Reading) -> bool:
    """Whether it surely asks about claims or benefits, and names their page by a phrase, after a page on neither."""
    intent = reading.intent
    if (
        intent.topic not in {"claim", "benefits"}
        or intent.probability < _SURE_OF_ANOTHER
        or topic_of(page) in _ON_MONEY
    ):
        return False
    return any(weight > 1 and topic_of(step) == intent.topic for step, weight in reading.pages.items())


def topic_of(page: str) -> str:
    """The topic of a page; empty if it is about nothing in particular."""
    if answer := fine_answers.of_step(page):
        page = answer.page
    if page in info.PAGES:
        return info.PAGES[page].topic
    return next((topic for beginning, topic in _TOPICS.items() if page.startswith(beginning)), "")


async def page_before(ctx: Context, *, with_asides: bool = False) -> str:
    """The page of the last answer, without asides unless they are asked for; empty if there is none."""
    for one in ctx.answers_in_reach():
        if one.asked and one.asked.nik and one.harm and not one.asked.others:
            return f"check.{one.harm}"
        if one.asked:
            return await last_standing.page_of(ctx, one.asked)
        if one.of_despair:
            return Outcome.INFO_DESPAIR
        if one.page == Outcome.GUIDE and ctx.chat.guide:
            return f"guide.{ctx.chat.guide.step}"
        if with_asides or one.page not in _ASIDE:
            return situations.page_of(one.page, one.part)
    return ""


async def about_last_answer(ctx: Context) -> Turn | None:
    """A simpler version of the last answer, or the answer to a follow-up about it; None for any other message."""
    if ctx.incoming.kind != "text" or ctx.incoming.forwarded:
        return None
    if meaning := ctx.reading.meaning:
        return await ctx.go(meaning)
    if ctx.reading.is_unclear:
        return await simpler.explain_part(ctx) or await simpler.explain(ctx, await page_before(ctx, with_asides=True))
    if place := places.named(ctx):
        return await places.answer(ctx, place, await page_before(ctx))
    before = await page_before(ctx)
    anywhere = ctx.reading.answered_anywhere or ctx.reading.answered_after(before, _part_of(ctx, before))
    if ctx.reading.follow_up is None and not ctx.reading.whom:
        return await ctx.go(anywhere) if anywhere else None
    told = "" if ctx.reading.harm else ctx.harm  # who tells of it just now asks about the page before
    page = _of_the_matter(before, told)
    step = (
        anywhere
        or _by_its_own_words(ctx.reading, told)
        or follow_up_step(_part_of(ctx, page), ctx.reading, told)
        or _of_who_tells(page, ctx.reading)
    )
    if not step:
        return None
    step = of_situation.instead_of_the_beginning(ctx, step)
    turn = await ctx.go(answers.in_their_language(ctx, await not_listed.unless_not_listed(ctx, step), page))
    return turn.remembered(part=page) if situations.is_beside(step, page) else turn


def _by_its_own_words(reading: Reading, told: str) -> str:
    """The fine answer to a clear question of several words, of which one alone would mean something else here."""
    asked = reading.follow_up
    if told or asked is None or not asked.stands_alone or _OF_ONE_WORD.isdisjoint(asked.kinds[:1]):
        return ""
    return intent_pages.clear_answer(reading)


def _part_of(ctx: Context, page: str) -> str:
    """The row of the answer to a fine question given last about this page, if it has one; else the page."""
    last = ctx.last_answer
    return last.part if last and last.page == page and last.part in _TABLE.pages else page


def _of_who_tells(page: str, reading: Reading) -> str:
    """The step for somebody who says what they are where nothing is talked about, and no topic is sure."""
    asked = reading.follow_up
    if asked is None or reading.intent.topic is not None or (page and page not in _WITHOUT_MATTER):
        return ""
    return next((step for kind in asked.kinds if (step := _OF_WHO_TELLS.get(kind))), "")
