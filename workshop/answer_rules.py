"""What every answer to a fine question must keep, so that it fits, leads on and does not mislead."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from data.content import fine_answers, texts
from data.content.fine_answers import PREFIX, FineAnswer
from data.content.texts import LANGUAGES
from handlers.pages.answers import outcome_of
from handlers.steps import has_step

Answers = Mapping[str, FineAnswer]
BOTH = ("id", "en")
"""The languages that every answer has."""
WITHOUT_SIMPLE = frozenset({"other.injection", "talk.closing", "talk.salaam", "talk.thanks"})
"""Answers of one or two plain sentences, which cannot be said more simply."""
_NAME = re.compile(r"[a-z]+\.[a-z_]+")
_NIK = re.compile(r"\d{16}")
_UNVERIFIED = re.compile(
    r"\b175\b|0813|1500[-. ]?444|\b1708\b|lapor\.go\.id|\bLAPOR\b|Pramuka|\b6[05] (?:tahun|years|taun)"
    r"|\bterlindungi\b|\bdijamin\b|guarantee|\bpasti (?:dapat|masuk|cair)\b|will (?:surely|certainly)|\bpasti kenging\b"
)
"""Contacts and an age limit that nobody confirmed, and words that promise."""
_QUOTED = re.compile(
    r'(?:[Pp]ilih|[Tt]ekan|[Ll]ihat|[Bb]uka|[Cc]hoose|[Pp]ress|[Ss]ee|[Oo]pen|[Pp]encét|[Pp]ilih) "([^"]+)"'
)
_ELSEWHERE = frozenset({"Daftar Usulan", *(texts.label("watch", code) for code in LANGUAGES)})
"""Quoted words that stand in another app, or below the answer to a check, as the text says."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer."""

    name: str
    """The fine question."""
    where: str
    """The field of the answer."""
    what: str


def first_sentence(text: str) -> str:
    """The beginning of a text up to the first full stop, question or exclamation mark."""
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def sentences(text: str) -> set[str]:
    """The sentences of a text, in lower case and without punctuation."""
    found = (re.sub(r"[\W_]+", " ", one).strip().casefold() for one in re.split(r"[.!?:\n]+", text))
    return {one for one in found if one}


def _written(answers: Answers) -> Iterator[tuple[str, str, str]]:
    """The name, the language and the text of each answer, where it is written in that language."""
    for name, one in answers.items():
        yield from ((name, code, one.text(code)) for code in LANGUAGES if one.is_in(code))


def _of_step(answers: Answers, step: str) -> FineAnswer | None:
    return answers.get(step.removeprefix(PREFIX)) if step.startswith(PREFIX) else None


def named_by_the_scheme(answers: Answers) -> Iterator[Problem]:
    """A name is a group and a word: `claim.how`."""
    for name in answers:
        if not _NAME.fullmatch(name):
            yield Problem(name, "name", 'write it like "claim.how": small letters, one dot')


def labels_differ(answers: Answers) -> Iterator[Problem]:
    """Each label is there in both languages, and nobody else's."""
    for code in BOTH:
        count = Counter(one.label.get(code) for one in answers.values())
        for name, one in answers.items():
            if not one.label.get(code):
                yield Problem(name, "label", f"has no {code}")
            elif count[one.label[code]] > 1:
                yield Problem(name, "label", f'"{one.label[code]}" ({code}) is the label of another answer, too')


def first_sentences_differ(answers: Answers) -> Iterator[Problem]:
    """No two answers begin alike: they would look like the same one."""
    count = Counter((code, first_sentence(text)) for _, code, text in _written(answers))
    for name, code, text in _written(answers):
        if count[code, first_sentence(text)] > 1:
            yield Problem(name, code, f'another answer begins with "{first_sentence(text)}", too')


def is_trimmed(answers: Answers) -> Iterator[Problem]:
    """No spaces or line ends around a text, and nothing to fill in."""
    for name, code, text in _written(answers):
        if text != text.strip():
            yield Problem(name, code, "has spaces or empty lines around it")
        if "{" in text or "}" in text:
            yield Problem(name, code, "has braces, but nothing is filled in")


def simpler_in_other_words(answers: Answers) -> Iterator[Problem]:
    """The simpler version is there in both languages, and repeats no sentence."""
    for name, one in answers.items():
        if not one.simple and name not in WITHOUT_SIMPLE:
            yield Problem(name, "simple", "is missing: say it in simpler words")
        if one.simple and not {*BOTH} <= one.simple.keys():
            yield Problem(name, "simple", "is needed in id and en")
        for code, simple in one.simple.items():
            if same := sentences(simple) & sentences(one.text(code)):
                yield Problem(name, "simple", f'"{min(same)}" ({code}) stands in the answer itself: say it otherwise')


def leads_on(answers: Answers) -> Iterator[Problem]:
    """Its buttons lead to other steps, each once, and its page is known."""
    for name, one in answers.items():
        for step in one.buttons:
            if not has_step(step) and _of_step(answers, step) is None:
                yield Problem(name, "buttons", f"there is no step {step}")
        if len({*one.buttons}) < len(one.buttons):
            yield Problem(name, "buttons", "the same step stands there twice")
        if f"{PREFIX}{name}" in one.buttons:
            yield Problem(name, "buttons", "one leads to this answer itself")
        try:
            outcome_of(one)
        except ValueError:
            yield Problem(name, "page", f"there is no page {one.page}")


def sources_are_known(answers: Answers) -> Iterator[Problem]:
    """Each source stands in data/texts/sources.toml, with the same date."""
    known = texts.sources()
    for name, one in answers.items():
        for source in one.source:
            number, day, _ = source.split()
            if number not in known:
                yield Problem(name, "source", f"{number} is not in data/texts/sources.toml")
            elif not (known[number].date.startswith(day) or day.startswith(known[number].date)):
                yield Problem(name, "source", f"{number} has the date {known[number].date} in data/texts/sources.toml")


def tells_nothing_unverified(answers: Answers) -> Iterator[Problem]:
    """No contact that nobody confirmed, no promise, no NIK."""
    simple = ((name, "simple", text) for name, one in answers.items() for text in one.simple.values())
    for name, where, text in (*_written(answers), *simple):
        if found := _UNVERIFIED.search(text):
            yield Problem(name, where, f'"{found[0]}" is not confirmed, or promises')
        if _NIK.search(text.replace(" ", "")):
            yield Problem(name, where, "holds 16 digits, like a NIK")


def quoted_labels_are_below(answers: Answers) -> Iterator[Problem]:
    """A label that the text says to press is that of one of its own buttons."""
    for name, code, text in _written(answers):
        labels = texts.language(code).labels
        fine = {step: _of_step(answers, step) for step in answers[name].buttons}
        below = {one.label_in(code) if one else labels.get(step, "") for step, one in fine.items()}
        for label in _QUOTED.findall(text):
            if label not in below | _ELSEWHERE:
                yield Problem(name, code, f'says to press "{label}", which is none of its buttons')


RULES: tuple[Callable[[Answers], Iterator[Problem]], ...] = (
    named_by_the_scheme,
    labels_differ,
    first_sentences_differ,
    is_trimmed,
    simpler_in_other_words,
    leads_on,
    sources_are_known,
    tells_nothing_unverified,
    quoted_labels_are_below,
)


def broken(answers: Answers | None = None) -> list[Problem]:
    """Where answers break a rule; by default those that are shipped."""
    return [one for rule in RULES for one in rule(fine_answers.answers() if answers is None else answers)]
