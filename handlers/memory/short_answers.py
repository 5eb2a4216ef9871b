"""Short answers to follow-ups that no page answers in its first sentences; the text of each is `more.NAME`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """An answer to one question about a page."""

    page: str
    """The page that it belongs to, which is then the one that is talked about."""
    buttons: tuple[str, ...]


ANSWERS: dict[str, ShortAnswer] = {
    "more.update.free": ShortAnswer("info.update", ("guide", "info.scams", "menu")),
    "more.update.long": ShortAnswer("info.update.after", ("guide", "offices.welfare", "menu")),
    "more.update.papers": ShortAnswer("info.update.papers", ("guide", "picture.papers", "offices.population", "menu")),
    "more.update.lower": ShortAnswer("info.desil", ("guide", "info.scams", "menu")),
    "more.update.wrong": ShortAnswer("info.update", ("guide", "offices.welfare", "menu")),
    "more.update.why": ShortAnswer("info.update", ("guide", "info.eligible", "menu")),
    "more.desil.often": ShortAnswer("info.desil", ("info.update", "info.update.after", "menu")),
    "more.eligible.jobs": ShortAnswer("info.eligible", ("check", "info.desil", "menu")),
    "more.eligible.sure": ShortAnswer("info.eligible", ("check", "info.why.figures", "menu")),
    "more.eligible.ktp": ShortAnswer("info.eligible", ("check", "guide.elsewhere", "menu")),
    "more.eligible.who": ShortAnswer("info.why", ("info.why.figures", "info.update", "menu")),
    "more.eligible.when": ShortAnswer("info.about", ("check", "subscribe", "menu")),
    "more.listed.next": ShortAnswer("info.membership", ("info.membership", "info.benefits", "info.claim", "menu")),
    "more.paid.until": ShortAnswer("info.contribution", ("info.membership", "subscribe", "menu")),
    "more.paid.billed": ShortAnswer("info.contribution", ("info.scams", "info.membership", "menu")),
    "more.since": ShortAnswer("info.about", ("check", "info.about.figures", "menu")),
    "more.claim.when": ShortAnswer("info.claim", ("info.claim.accident", "info.claim.death", "menu")),
    "more.claim.accident.when": ShortAnswer(
        "info.claim.accident", ("info.claim.accident", "info.claim.papers", "offices.bpjs", "menu")
    ),
    "more.claim.death.when": ShortAnswer("info.claim.death", ("info.claim.death", "offices.bpjs", "menu")),
    "more.claim.free": ShortAnswer("info.claim", ("info.scams", "offices.bpjs", "menu")),
    "more.claim.hospital": ShortAnswer("info.claim.accident", ("offices.bpjs", "offices.emergency", "menu")),
    "more.claim.report": ShortAnswer(
        "info.claim.accident", ("info.claim.accident", "info.claim.papers", "offices.bpjs", "menu")
    ),
    "more.claim.certificate": ShortAnswer("info.claim.death", ("offices.population", "info.claim.death", "menu")),
    "more.claim.papers": ShortAnswer("info.claim", ("info.claim.papers", "info.claim.death", "offices.bpjs", "menu")),
    "more.benefits.killed": ShortAnswer("info.benefits.accident", ("info.claim.accident", "info.claim.death", "menu")),
    "more.benefits.three_months": ShortAnswer("info.benefits.death", ("info.claim.death", "offices.bpjs", "menu")),
    "more.benefits.amounts": ShortAnswer(
        "info.benefits", ("info.benefits.accident", "info.benefits.death", "info.claim", "menu")
    ),
    "more.scams.free": ShortAnswer("info.scams", ("info.scammed", "genuine", "menu")),
    "more.scams.safe": ShortAnswer("info.scams", ("genuine", "info.scammed", "menu")),
    "more.scammed.money": ShortAnswer("info.scammed", ("info.scammed", "offices", "menu")),
    "more.scammed.nik": ShortAnswer("info.scammed", ("info.scammed", "offices.population", "offices.bpjs", "menu")),
    "more.scammed.block": ShortAnswer("info.scammed", ("info.scammed", "info.misused", "menu")),
    "more.scammed.paid": ShortAnswer("info.scammed", ("check", "info.scammed", "menu")),
    "more.scammed.yes": ShortAnswer("info.scammed", ("info.scammed", "info.misused", "menu")),
    "more.scammed.not_given": ShortAnswer("info.scammed", ("info.scammed", "info.misused", "menu")),
    "more.eligible.help": ShortAnswer("info.eligible", ("check", "info.desil", "menu")),
    "more.nik.where": ShortAnswer("check.asked", ("check", "privacy", "menu")),
    "more.nik.why": ShortAnswer("check.asked", ("check", "privacy", "menu")),
    "more.check.free": ShortAnswer("check.asked", ("check", "privacy", "menu")),
    "more.member.how": ShortAnswer("info.membership", ("check", "offices.bpjs", "info.benefits", "menu")),
    "more.self_pay.how": ShortAnswer("info.self_pay", ("offices.bpjs", "info.benefits", "menu")),
    "more.self_pay.amount": ShortAnswer("info.self_pay", ("info.benefits", "offices.bpjs", "menu")),
    "more.desil.who": ShortAnswer("info.desil", ("offices.welfare", "info.eligible", "menu")),
    "more.update.example": ShortAnswer("info.update", ("guide", "info.update.papers", "menu")),
    "more.update.done": ShortAnswer("info.update.after", ("check", "offices.welfare", "menu")),
    "more.update.app_papers": ShortAnswer("info.update.app", ("guide", "picture.app", "info.update.kelurahan", "menu")),
    "more.benefits.example": ShortAnswer("info.benefits.accident", ("info.claim.accident", "info.benefits", "menu")),
    "more.paid.amount": ShortAnswer("info.contribution", ("info.benefits", "info.membership", "menu")),
    "more.claim.how": ShortAnswer("info.claim", ("info.claim.accident", "info.claim.death", "offices.bpjs", "menu")),
    "more.claim.death_papers": ShortAnswer("info.claim.death", ("offices.population", "offices.bpjs", "menu")),
    "more.claim.death_how": ShortAnswer("info.claim.death", ("info.benefits.death", "offices.bpjs", "menu")),
    "more.scams.example": ShortAnswer("info.scams", ("genuine", "info.scammed", "info.misused", "menu")),
    "more.scams.report": ShortAnswer("info.scammed", ("info.scams", "menu")),
    "more.misused.how": ShortAnswer("info.misused", ("offices.population", "info.scams", "menu")),
    "more.human.who": ShortAnswer("info.human", ("offices.welfare", "offices.bpjs", "menu")),
    "more.offices.where": ShortAnswer("offices", ("offices.population", "offices.welfare", "offices.bpjs", "menu")),
    "more.news.how": ShortAnswer("announcements", ("subscribe", "menu")),
    "more.privacy.safe": ShortAnswer("privacy", ("privacy", "privacy.more", "erase", "menu")),
    "more.news.when": ShortAnswer("announcements", ("check", "menu")),
    "more.news.free": ShortAnswer("announcements", ("check", "menu")),
    "more.privacy.why": ShortAnswer("privacy", ("privacy.more", "erase", "menu")),
    "more.offices.bpjs": ShortAnswer("offices", ("offices.bpjs", "info.membership", "offices", "menu")),
    "more.offices.hours": ShortAnswer("offices", ("offices", "info.update", "menu")),
    "more.offices.phone": ShortAnswer("offices", ("offices", "offices.bpjs", "menu")),
    "more.benefits.school": ShortAnswer("info.benefits", ("info.claim.accident", "info.claim.death", "menu")),
    "more.benefits.disabled": ShortAnswer("info.benefits.accident", ("info.claim.papers", "offices.bpjs", "menu")),
    "more.benefits.off_work": ShortAnswer("info.benefits.accident", ("info.claim.accident", "offices.bpjs", "menu")),
    "more.benefits.sick": ShortAnswer("info.benefits", ("info.kesehatan", "info.benefits.death", "menu")),
    "more.benefits.vehicle": ShortAnswer("info.benefits.accident", ("info.benefits", "offices.bpjs", "menu")),
    "more.eligible.age": ShortAnswer("info.eligible", ("check", "offices.bpjs", "menu")),
    "more.eligible.employee": ShortAnswer("info.eligible", ("check", "info.membership", "offices.bpjs", "menu")),
    "more.update.lost": ShortAnswer("info.update.papers", ("offices.population", "info.update.papers", "menu")),
    "more.update.silence": ShortAnswer("info.update.after", ("offices.welfare", "info.update.app", "menu")),
    "more.update.refused": ShortAnswer("info.update", ("guide", "offices", "menu")),
    "more.benefits.family": ShortAnswer("info.benefits", ("check", "info.claim.heirs", "menu")),
    "more.dtsen": ShortAnswer("info.update", ("guide", "info.desil", "info.update.app", "menu")),
    "more.siks": ShortAnswer("info.update", ("guide", "offices.welfare", "menu")),
    "more.sktm": ShortAnswer("info.update.kelurahan", ("info.update.kelurahan", "offices.welfare", "menu")),
    "more.operator": ShortAnswer("info.update", ("offices.welfare", "guide", "menu")),
    "more.unknown.welfare": ShortAnswer("offices", ("offices.welfare", "offices", "menu")),
    "more.unknown.population": ShortAnswer("offices", ("offices.population", "offices", "menu")),
    "more.unknown.bpjs": ShortAnswer("offices", ("offices.bpjs", "offices", "menu")),
}
_TOPICS = {"check.asked": "check_coverage", "announcements": "subscribe", "privacy": "privacy", "offices": "office"}


async def _show(name: str, one: ShortAnswer, ctx: Context) -> Turn:
    topic = info.PAGES[one.page].topic if one.page in info.PAGES else _TOPICS[one.page]
    turn = ctx.answer(Outcome(one.page), ctx.text(name), ctx.buttons(*one.buttons), topic=topic)
    return turn.remembered(part=name)


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {
    name: partial(_show, name, one) for name, one in ANSWERS.items()
}
