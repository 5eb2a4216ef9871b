"""Lists all facts shown to residents, with their dates and the days on which their reviews are due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from data.content import fine_answers, pictures, poster_texts, review_periods, situations, texts
from data.content.contacts import Contact


@dataclass(frozen=True, slots=True)
class Fact:
    """A reply, answer, situation, picture, poster or office that states a fact."""

    name: str
    """The key of a reply, the step of an answer or situation, `picture.NAME`, `poster` or `contact NAME`."""
    as_of: str
    """The date of its oldest source, in ISO form; `undated` if a source has no date."""
    review_by: date
    """The earliest review date of its sources."""

    def is_overdue(self, today: date) -> bool:
        """Whether the review is overdue."""
        return self.review_by < today


def all_of(contacts: Iterable[Contact] = ()) -> list[Fact]:
    """All facts by review date. They are the same in each language, so each is listed once."""
    return sorted([*_written(), *_offices(contacts)], key=lambda one: (one.review_by, one.name))


def _written() -> Iterator[Fact]:
    for key, reply in texts.language(texts.DEFAULT).replies.items():
        if reply.source:
            yield _fact(key, reply.source, reply.review_by)
    for name, one in situations.situations().items():
        yield _fact(f"{situations.PREFIX}{name}", one.source)
    for name, answer in fine_answers.answers().items():
        if answer.source:
            yield _fact(f"{fine_answers.PREFIX}{name}", answer.source, answer.review_by)
    for name in pictures.NAMES:
        yield _fact(f"picture.{name}", pictures.picture_text(name, texts.DEFAULT).source)
    yield _fact("poster", poster_texts.poster_text(texts.DEFAULT).source)


def _fact(name: str, sources: tuple[str, ...], own: date | None = None) -> Fact:
    known = [texts.sources()[one.split()[0]] for one in sources]
    oldest = min((one.split()[1] for one in sources), key=lambda written: review_periods.first_day(written) or date.min)
    return Fact(name, oldest, own or min(one.due for one in known))


def _offices(contacts: Iterable[Contact]) -> Iterator[Fact]:
    for contact in contacts:
        if contact.shown:
            as_of = contact.verified_on.isoformat() if contact.verified_on else str(contact.source_date)
            looked = contact.verified_on or review_periods.first_day(as_of)
            yield Fact(
                f"contact {contact.name}", as_of, contact.review_by or review_periods.review_by(looked, "contact")
            )
