"""From what is meant to the page that answers it; when several things may be meant, the person chooses."""

from data.content import texts
from data.language import spelling
from handlers.context import Context
from handlers.free_text.intent import NOT_OURS, Intent
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info, offices

# What answers a topic when its words name no page in particular.
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
"""Where those belong who ask for what is not ours."""
_FURTHER_TOPICS = {
    "info.desil": {"update_data", "check_coverage"},
    "info.why": {"check_coverage", "update_data"},
    "info.self_pay": {"self_registration"},
    "offices.population": {"claim"},
    "guide.elsewhere": {"update_data", "self_registration"},
}
"""Pages that answer a question of another topic too, when their words stand in it."""
_PRECEDENCE = {
    "info.update.after": {"info.update.app", "info.update.kelurahan"},
    "info.claim.death": {"info.claim.accident"},
}
"""Pages that go before others when both are named: who asks what comes after has gone that way already, and who lost
somebody by an accident hears of the death first."""
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
    """`iurannya` is `iuran`."""
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
    """Each page whose words stand in the text, with the number of words of the longest phrase."""
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
    """The topic that a page answers."""
    if step in info.PAGES:
        return info.PAGES[step].topic
    return "office" if step in offices.STEPS else _OTHER_TOPICS[step]


def topics_named(text: str) -> list[str]:
    """The topics of the pages whose words stand in the text, the heaviest first."""
    points = pages_named(text)
    return list(dict.fromkeys(topic_of(step) for step in sorted(points, key=points.__getitem__, reverse=True)))


def _answers(step: str, topic: str) -> bool:
    return topic_of(step) == topic or topic in _FURTHER_TOPICS.get(step, ())


def has_phrase_of(topic: str, text: str) -> bool:
    """Whether a phrase of a topic, not only a word, stands in the text."""
    return any(topic_of(step) == topic and weight > 1 for step, weight in pages_named(text).items())


def page_for(intent: Intent, text: str) -> str:
    """The page for what is meant: of its topic the one whose words weigh most in the text, else the main one.

    A page that says more of a part (`info.claim.death`) goes before the one of the whole (`info.claim`). What is not
    ours has a redirect when the model says so; named by its words only, it has none.
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
"""What answers words that do not ask for a change as a whole (`phrases.wishes`): a page that offers it by a button."""


def page_without_change(intent: Intent, text: str) -> str:
    """The page for what is meant; it changes nothing."""
    step = page_for(intent, text)
    return _INSTEAD.get(step, step)


def ask_which_topic(ctx: Context, intent: Intent) -> Turn:
    """Several topics may be meant: asks which."""
    buttons = ctx.buttons(*(MAIN[topic] for topic in intent.suggestions), "menu")
    return ctx.answer(
        Outcome.NOT_UNDERSTOOD, ctx.text("which_topic"), buttons, sure=False, suggestions=intent.suggestions
    )
