"""Chooses the page that answers an intent, or asks which topic is meant."""

from data.content import texts
from data.language import spelling
from handlers.context import Context
from handlers.free_text.intent import NOT_OURS, Intent
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info, offices

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
    "privacy": "privacy",
    "subscribe.kecamatan": "subscribe",
    "language.en": "language",
    "language.su": "language",
    "language.id": "language",
}
_ENDINGS = ("nya", "kah", "lah")


def _bare(word: str) -> str:
    """The word without its suffix: `iurannya` is `iuran`."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) > len(one) + 3), "")
    return word.removesuffix(ending)


def _words(text: str) -> list[str]:
    return [_bare(word) for word in spelling.words(text)]


_PHRASES: dict[str, set[str]] = {}
_BEGINNINGS: dict[str, str] = {}
for _step, _written in texts.keywords().pages.items():
    for _one in _written:
        if _one.endswith("*"):
            _BEGINNINGS[_one.removesuffix("*")] = _step
        else:
            _PHRASES.setdefault(" ".join(_words(_one)), set()).add(_step)
_LONGEST = max(len(phrase.split()) for phrase in _PHRASES)


def pages_named(text: str) -> dict[str, int]:
    """The pages named in the text, each with the number of words in its longest phrase there."""
    words = _words(text)
    points: dict[str, int] = {}
    for size in range(1, _LONGEST + 1):
        for at in range(len(words) - size + 1):
            for step in _PHRASES.get(" ".join(words[at : at + size]), ()):
                points[step] = size
    for word in words:
        for beginning, step in _BEGINNINGS.items():
            if word.startswith(beginning):
                points.setdefault(step, 1)
    return points


def topic_of(step: str) -> str:
    """The topic of a page."""
    if step in info.PAGES:
        return info.PAGES[step].topic
    return "office" if step in offices.STEPS else _OTHER_TOPICS[step]


def topics_named(text: str) -> list[str]:
    """The topics of the pages named in the text, longest phrase first."""
    points = pages_named(text)
    return list(dict.fromkeys(topic_of(step) for step in sorted(points, key=points.__getitem__, reverse=True)))


def _answers(step: str, topic: str) -> bool:
    return topic_of(step) == topic or topic in _FURTHER_TOPICS.get(step, ())


def has_phrase_of(topic: str, text: str) -> bool:
    """Whether the text holds a phrase of several words for a topic."""
    return any(topic_of(step) == topic and weight > 1 for step, weight in pages_named(text).items())


def page_for(intent: Intent, text: str) -> str:
    """The page for an intent: of its topic the one with the longest phrase in the text, else the main one.

    A more specific page (`info.claim.death`) takes precedence over a general one (`info.claim`). Only the model decides
    on a redirect; words alone do not.
    """
    points = pages_named(text)
    if intent.topic == NOT_OURS and intent.redirect:
        return REDIRECTS[intent.redirect]
    own = {step: weight for step, weight in points.items() if _answers(step, intent.topic or "")}
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


def page_without_change(intent: Intent, text: str) -> str:
    """The page for an intent; in place of a step that changes something, the page that offers the change."""
    step = page_for(intent, text)
    return _INSTEAD.get(step, step)


def ask_which_topic(ctx: Context, intent: Intent) -> Turn:
    """Asks which of several topics is meant."""
    buttons = ctx.buttons(*(MAIN[topic] for topic in intent.suggestions), "menu")
    return ctx.answer(
        Outcome.NOT_UNDERSTOOD, ctx.text("which_topic"), buttons, sure=False, suggestions=intent.suggestions
    )
