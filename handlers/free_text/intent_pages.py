"""Chooses the page that answers an intent, or asks which topic is meant."""

from data.content import fine_answers
from data.language import spelling
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info, offices
from handlers.reading import Reading
from handlers.words import follow_up_words
from handlers.words.intent import NOT_OURS, Intent

# The page of a topic when its words name no particular page.
MAIN = {
    "check_coverage": "check",
    "self_registration": "info.register",
    "eligibility": "info.eligible",
    "update_data": "info.update",
    "benefits": "info.benefits",
    "contribution": "info.contribution",
    "claim": "info.claim",
    "office": "offices",
    "about_program": "info.about",
    "subscribe": "subscribe",
    "unsubscribe": "unsubscribe",
    "privacy": "privacy",
    "scam_report": "info.scams",
    "human": "info.human",
    "language": "language",
    "greeting": "start",
    "thanks": "thanks",
}
REDIRECTS = {
    "kesehatan": "info.kesehatan",
    "jht": "info.jht",
    "bsu": "info.bsu",
    "bansos": "info.bansos",
    "province": "info.register.province",
    "kabupaten": "info.kabupaten",
    "city": "info.city",
    "other": "info.not_ours",
}
"""The page for each redirect of messages that are out of scope."""
_FURTHER_TOPICS = {
    "info.desil": {"update_data", "check_coverage"},
    "info.why": {"check_coverage", "update_data"},
    "info.self_pay": {"self_registration"},
    "offices.population": {"claim"},
    "guide.elsewhere": {"update_data", "self_registration"},
}
"""Further topics that a page answers if its words occur."""
_PRECEDENCE = {
    "info.update.after": {"info.update.app", "info.update.kelurahan"},
    "info.claim.death": {"info.claim.accident"},
}
"""Pages that take precedence over others if both are named: somebody who asks what comes next has taken the earlier
steps, and after a fatal accident the claim is for a death."""
_OTHER_TOPICS = {
    "check": "check_coverage",
    "guide.elsewhere": "eligibility",
    "genuine": "scam_report",
    "info.who": "scam_report",
    "privacy": "privacy",
    "subscribe.kecamatan": "subscribe",
    "language.en": "language",
    "language.su": "language",
    "language.id": "language",
}


def topic_of(step: str) -> str:
    """The topic of a page."""
    if step in info.PAGES:
        return info.PAGES[step].topic
    return "office" if step in offices.STEPS else _OTHER_TOPICS[step]


def topics_named(reading: Reading) -> list[str]:
    """The topics of the pages named in the text, longest phrase first."""
    points = reading.pages
    return list(dict.fromkeys(topic_of(step) for step in sorted(points, key=points.__getitem__, reverse=True)))


def _answers(step: str, topic: str) -> bool:
    return topic_of(step) == topic or topic in _FURTHER_TOPICS.get(step, ())


def has_phrase_of(topic: str, reading: Reading) -> bool:
    """Whether the text holds a phrase of several words for a topic."""
    return any(topic_of(step) == topic and weight > 1 for step, weight in reading.pages.items())


def page_for(intent: Intent, reading: Reading) -> str:
    """The page for an intent: of its topic the one with the longest phrase in the text, else the main one.

    A more specific page (`info.claim.death`) takes precedence over a general one (`info.claim`). Only the model decides
    on a redirect; words alone do not.
    """
    if intent.topic == NOT_OURS and intent.redirect:
        return REDIRECTS[intent.redirect]
    own = {step: weight for step, weight in reading.pages.items() if _answers(step, intent.topic or "")}
    own = {step: own[step] for step in own if not any(step in _PRECEDENCE.get(other, ()) for other in own)}
    special = {step: own[step] for step in own if not any(other.startswith(f"{step}.") for other in own)}
    best = [step for step, weight in special.items() if weight == max(special.values())]
    if len(best) == 1:
        return best[0]
    return REDIRECTS["other"] if intent.topic == NOT_OURS else MAIN[intent.topic or ""]


_INSTEAD = {
    "subscribe": "announcements",
    "unsubscribe": "announcements",
    "language.id": "language",
    "language.en": "language",
    "language.su": "language",
}
"""The page that offers a change by a button, if the message as a whole does not request it (`phrases.wishes`)."""


def page_without_change(intent: Intent, reading: Reading) -> str:
    """The page for an intent; in place of a step that changes something, the page that offers the change."""
    step = page_for(intent, reading)
    return _INSTEAD.get(step, step)


def step_for(intent: Intent, reading: Reading) -> str:
    """The answer to the fine question of an intent; the page of its topic, if none is clear or a page answers it."""
    if answer := fine_answer(intent.question):
        return answer
    page, fine = page_without_change(intent, reading), fine_answers.answers().get(intent.question)
    by_name = fine and page == MAIN.get(intent.topic or "") and fine.page != "menu"
    return fine.page if fine and by_name else page


def fine_answer(name: str) -> str:
    """The step that answers a fine question in words; empty if a page answers it, or if there is none."""
    answer = fine_answers.answers().get(name)
    return f"{fine_answers.PREFIX}{name}" if answer and not answer.by_page else ""


_CLEAR = 0.7
"""The probability of the topic, and of the fine question, from which the words of a message decide by themselves."""


def clear_answer(reading: Reading) -> str:
    """The step of the fine answer to a question that is clear by its own words; empty if there is none, or a page."""
    intent = reading.intent
    best = intent.questions[0] if intent.questions else None
    if best is None or min(best.probability, intent.probability) < _CLEAR:
        return ""
    answer = fine_answers.answers().get(best.label)
    return fine_answer(best.label) if answer and answer.topic_alone == intent.topic else ""


_TO_AN_OFFICE = frozenset(
    spelling.words("lapor melapor kantor ke datang hubungi alamat dimana mana kemana report office")
)
_BESIDE_BPJS = (
    follow_up_words.FILLERS
    | _TO_AN_OFFICE
    | frozenset(
        spelling.words(
            "bpjs bukan laporan uang bantuan program gratis kota pemkot daftar ikut cek kerja tanyakan tahu info "
            "maksudnya tadi namanya apa bagaimana cara soal tentang go"
        )
    )
)
"""Words beside which "bpjs" alone is that of SIGAP; an illness, a class or arrears make it the other one."""
_OF_OFFICES = frozenset({Outcome.OFFICES, Outcome.INFO_HUMAN})


def page_of_bare_bpjs(ctx: Context, intent: Intent) -> str:
    """The page for a message that says "bpjs" and nothing about health, whatever the model makes of it; else empty."""
    said = frozenset(ctx.reading.words)
    if "bpjs" not in said or not said <= _BESIDE_BPJS or "info.kesehatan" in ctx.reading.pages:
        return ""
    if intent.topic not in {NOT_OURS, None} and not said & _TO_AN_OFFICE:
        return ""
    to_an_office = said & _TO_AN_OFFICE or (ctx.last_answer and ctx.last_answer.page in _OF_OFFICES)
    return "offices.bpjs" if to_an_office else "info.about"


def ask_which_topic(ctx: Context, intent: Intent) -> Turn:
    """Asks which of several topics is meant, in words of what was asked."""
    asked = (fine_answer(question) or MAIN.get(topic, REDIRECTS["other"]) for topic, question in intent.offers)
    buttons = ctx.buttons(*dict.fromkeys(asked), "menu")
    return ctx.answer(
        Outcome.NOT_UNDERSTOOD, ctx.text("which_topic"), buttons, sure=False, suggestions=intent.suggestions
    )
