"""The information pages: one short answer for each topic, with more behind its buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its topic, and the steps of its buttons."""

    topic: str
    buttons: tuple[str, ...]


_NOT_OURS = "out_of_scope"
_UPDATE = ("info.update.papers", "info.update.kelurahan", "info.update.app", "info.update.after")

# The text of a page has the name of the page.
PAGES: dict[str, Page] = {
    "info.register": Page("self_registration", ("info.update", "info.register.province", "info.self_pay", "menu")),
    "info.register.province": Page("self_registration", ("info.update", "info.self_pay", "menu")),
    "info.self_pay": Page("contribution", ("info.benefits", "offices.bpjs", "menu")),
    "info.eligible": Page("eligibility", ("info.desil", "info.why", "info.update", "menu")),
    "info.desil": Page("eligibility", ("info.update", "info.eligible", "menu")),
    "info.why": Page("eligibility", ("info.update", "info.why.figures", "info.desil", "menu")),
    "info.why.figures": Page("eligibility", ("info.update", "info.eligible", "menu")),
    "info.update": Page("update_data", ("guide", *_UPDATE, "menu")),
    "info.update.papers": Page(
        "update_data", ("guide", *_UPDATE[1:3], "answer.update.ktp_reprint", "offices.population", "menu")
    ),
    "info.update.kelurahan": Page("update_data", ("guide", "picture.kelurahan", _UPDATE[3], _UPDATE[0], "menu")),
    "info.update.app": Page("update_data", ("guide", "picture.app", _UPDATE[3], _UPDATE[1], "menu")),
    "info.update.after": Page("update_data", ("offices.welfare", "info.desil", "menu")),
    "info.benefits": Page(
        "benefits", ("info.benefits.accident", "info.benefits.death", "picture.protects", "info.claim", "menu")
    ),
    "info.benefits.accident": Page(
        "benefits",
        (
            "answer.benefits.disability",
            "answer.benefits.killed",
            "answer.benefits.scholarship",
            "info.claim.accident",
            "menu",
        ),
    ),
    "info.benefits.death": Page("benefits", ("info.claim.death", "info.benefits.accident", "menu")),
    "info.contribution": Page("contribution", ("info.membership", "info.self_pay", "menu")),
    "info.claim": Page("claim", ("info.claim.accident", "info.claim.death", "info.benefits", "menu")),
    "info.claim.accident": Page("claim", ("info.claim.papers", "info.benefits.accident", "offices.bpjs", "menu")),
    "info.claim.papers": Page("claim", ("info.claim.accident", "offices.bpjs", "menu")),
    "info.claim.death": Page(
        "claim",
        (
            "answer.claim.death_steps",
            "info.benefits.death",
            "info.claim.heirs",
            "info.claim.accident",
            "offices.bpjs",
            "menu",
        ),
    ),
    "info.claim.killed": Page(
        "claim", ("info.claim.papers", "info.benefits.accident", "info.claim.heirs", "offices.bpjs", "menu")
    ),
    "info.claim.heirs": Page("claim", ("info.claim.death", "offices.bpjs", "menu")),
    "info.about": Page("about_program", ("check", "info.about.figures", "info.benefits", "subscribe", "menu")),
    "info.about.figures": Page("about_program", ("info.eligible", "info.benefits", "menu")),
    "info.scams": Page("scam_report", ("genuine", "info.scammed", "info.misused", "info.who", "offices", "menu")),
    "info.scammed": Page("scam_report", ("info.scams", "offices", "menu")),
    "info.misused": Page("privacy", ("offices.population", "offices.bpjs", "info.scams", "privacy", "menu")),
    "info.kesehatan": Page(_NOT_OURS, ("info.benefits", "info.about", "menu")),
    "info.membership": Page("check_coverage", ("check", "offices.bpjs", "menu")),
    "info.human": Page("human", ("offices.population", "offices.welfare", "offices.bpjs", "info.who", "menu")),
    "info.emergency": Page("claim", ("info.emergency.hospital", "info.claim.accident", "offices.bpjs", "menu")),
    "info.emergency.hospital": Page("claim", ("info.claim.accident", "info.claim.papers", "offices.bpjs", "menu")),
    "info.despair": Page("human", ("offices.emergency", "menu")),
    "info.calm": Page("human", ("info.human", "menu")),
    "info.jht": Page(_NOT_OURS, ("info.membership", "offices.bpjs", "menu")),
    "info.bsu": Page(_NOT_OURS, ("info.membership", "info.scams", "menu")),
    "info.bansos": Page(_NOT_OURS, ("offices.welfare", "info.update.app", "info.about", "menu")),
    "info.kabupaten": Page(_NOT_OURS, ("check", "info.about", "menu")),
    "info.city": Page(_NOT_OURS, ("check", "info.about", "menu")),
    "info.not_ours": Page(_NOT_OURS, ("check", "info.about", "menu")),
}


async def _show(name: str, page: Page, ctx: Context) -> Turn:
    return ctx.answer(Outcome(name), ctx.text(name), ctx.buttons(*page.buttons), topic=page.topic)


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {
    name: partial(_show, name, page) for name, page in PAGES.items()
}
