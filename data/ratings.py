"""Counts whether answers helped, by day, page and fine question, without the chat or the channel."""

from dataclasses import dataclass
from datetime import date

from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said of one answer."""

    page: str
    """The outcome of the answer."""
    part: str
    """The fine question or short answer (`RecentAnswer.part`); empty if it was the page itself."""
    helped: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How often people said of an answer that it helped, and that it did not."""

    page: str
    part: str
    helped: int
    not_helped: int

    @property
    def total(self) -> int:
        """How many people said either."""
        return self.helped + self.not_helped


async def add(tx: Transaction, day: date, rating: Rating) -> None:
    """Counts one rating of a day in Bekasi."""
    helped, not_helped = int(rating.helped), int(not rating.helped)
    await tx.run(
        "INSERT INTO ratings (day, page, part, helped, not_helped) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (day, page, part) DO UPDATE SET helped = ratings.helped + ?, "
        "not_helped = ratings.not_helped + ?",
        day.toordinal(),
        rating.page,
        rating.part,
        helped,
        not_helped,
        helped,
        not_helped,
    )


async def scores(tx: Transaction, since: date) -> list[Score]:
    """The score of every answer that was rated since that day, those that did not help most often first."""
    rows = await tx.rows(
        "SELECT page, part, sum(helped), sum(not_helped) FROM ratings WHERE day >= ? GROUP BY page, part "
        "ORDER BY 4 DESC, 3, page, part",
        since.toordinal(),
    )
    return [Score(page, part, int(helped), int(not_helped)) for page, part, helped, not_helped in rows]
