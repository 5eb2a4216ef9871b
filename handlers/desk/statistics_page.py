"""Shows the statistics: checks and their results, topics, subscribers, broadcasts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial

from data import statistics
from data.channels import short_label
from data.content import fine_answers, texts
from data.coverage import emergency_stop
from data.database import long_reads
from data.ratings import Score
from data.spending import Spending
from data.statistics import DAYS, LEAST_HELPFUL, SENDINGS, Figures, Sending, Subscribers, Topic
from handlers.context import Context
from handlers.desk.request import accept_labels, button
from handlers.desk.status_card import thousands
from handlers.desk.time.time_words import WEEKDAYS
from handlers.messages import Answer, Reply, Turn
from handlers.outcomes import Outcome

PICTURE = "figures.png"
WEEK = 7
_TOPICS = 5
_SENDINGS_SHOWN = 4
_SPENT_ON = 3
_SHOWN = (
    *((most, _SPENT_ON, _SENDINGS_SHOWN) for most in range(LEAST_HELPFUL, 0, -1)),
    *((1, most, _SENDINGS_SHOWN) for most in range(_SPENT_ON - 1, -1, -1)),
    *((0, 0, most) for most in range(_SENDINGS_SHOWN, 0, -1)),
)
"""How many of the answers that did not help, of those that cost most, and of the broadcasts are listed: the first of
these that fits."""
_SEPARATORS = str.maketrans(",.", ".,")
_LONGEST = 1024
"""Characters beside a picture."""


async def show(ctx: Context) -> Turn:
    """Shows the figures as text, with a chart that is drawn when the reply is sent."""
    figures = await long_reads.result(ctx.tx, "figures", partial(statistics.figures, today=ctx.today))
    buttons = (button("figures.again", "figures"), button("figures.back", "lobby"))
    words = in_words(figures)
    # Without the reason for the stop: it may hold anything, and the channel would store it.
    if off := await emergency_stop.off(ctx.tx):
        words = f"{texts.staff('figures.checks_off', since=texts.moment(off.since, texts.DEFAULT))}\n\n{words}"
    reply = Reply(words, buttons, made=PICTURE)
    answer = Answer(Outcome.STAFF_FIGURES, replies=(reply,), language=texts.DEFAULT)
    return ctx.turn(answer, question=accept_labels(ctx.now, buttons), closes=True)


def in_words(figures: Figures) -> str:
    """The figures as text: of the lists that tell the most, as much as leaves it beside the picture."""
    every = (_shortened(figures, *most) for most in _SHOWN)
    return next((one for one in every if len(one) <= _LONGEST), _shortened(figures, 0, 0, 0))


def _shortened(figures: Figures, least_helpful: int, spent_on: int, sendings: int) -> str:
    week, all_days = figures.checks(WEEK), figures.checks(DAYS)
    checks = [
        texts.staff("figures.check", label=group_name(one), count=thousands(week[one]), longer=thousands(all_days[one]))
        for one in statistics.GROUPS
    ]
    topics = [
        texts.staff("figures.topic", rank=rank, label=topic_name(one.name), count=thousands(one.count))
        for rank, one in enumerate(top(figures), 1)
    ]
    messages = {"count": thousands(figures.messages(WEEK)), "longer": thousands(figures.messages(DAYS))}
    return texts.staff(
        "figures",
        day=texts.day(figures.days[-1].day, texts.DEFAULT),
        days=WEEK,
        longer=DAYS,
        checks="\n".join(checks),
        messages=texts.staff("figures.messages", **messages),
        topics="\n".join(topics) or texts.staff("figures.none"),
        helped=_helped(figures, least_helpful),
        subscribers=_subscribers(figures.subscribers),
        sending_days=SENDINGS,
        sendings=_sendings(figures.sendings, sendings),
        spending="".join(f"\n\n{_spending(one, spent_on)}" for one in figures.spending),
    )


def _spending(spent: Spending, most: int) -> str:
    """What a channel cost, and for which answers most."""
    each = spent.dollars_a_check
    said = texts.staff(
        "figures.spending",
        channel=short_label(spent.channel),
        days=DAYS,
        messages=thousands(spent.messages),
        free=thousands(spent.free),
        dollars=money(spent.dollars),
        each="-" if each is None else f"US$ {money(each, 3)}",
    )
    lines = [
        texts.staff(
            "figures.spent_on",
            label=outcome_name(one.outcome),
            messages=thousands(one.messages),
            dollars=money(one.dollars),
        )
        for one in spent.answers[:most]
    ]
    return "\n".join((said, *lines))


def money(dollars: float, digits: int = 2) -> str:
    """An amount as it is written in Indonesia: 1.234,50."""
    return f"{dollars:,.{digits}f}".translate(_SEPARATORS)


def _helped(figures: Figures, most: int) -> str:
    """The share of answers that helped, and those that did not most often."""
    helped, total = figures.helped
    if not total:
        return texts.staff("figures.nobody")
    said = texts.staff(
        "figures.helped", helped=thousands(helped), total=thousands(total), rate=round(100 * helped / total)
    )
    lines = [
        texts.staff(
            "figures.least_helpful",
            rank=rank,
            label=answer_name(one),
            count=thousands(one.not_helped),
            total=thousands(one.total),
        )
        for rank, one in enumerate(figures.least_helpful(most), 1)
    ]
    return "\n".join((said, texts.staff("figures.not_helped", lines="\n".join(lines)))) if lines else said


def _subscribers(subscribers: tuple[Subscribers, ...]) -> str:
    channels = Counter[str]()
    for one in subscribers:
        channels[one.channel] += one.people
    if not channels:
        return texts.staff("figures.nobody")
    named = [f"{short_label(name)} {thousands(people)}" for name, people in channels.most_common()]
    return texts.staff(
        "figures.subscribers",
        count=thousands(channels.total()),
        channels=", ".join(named),
        chosen=thousands(sum(one.people for one in subscribers if one.kecamatan)),
    )


def _sendings(sendings: tuple[Sending, ...], most: int) -> str:
    if not sendings:
        return texts.staff("figures.nobody")
    return texts.staff(
        "figures.sendings",
        count=thousands(len(sendings)),
        sent=thousands(sum(one.tally.sent for one in sendings)),
        unknown=thousands(sum(one.tally.unknown for one in sendings)),
        lines="\n".join(_lines(sendings, most)),
    )


def _lines(sendings: tuple[Sending, ...], most: int) -> Iterator[str]:
    for one in sendings[:most]:
        yield texts.staff(
            "figures.sending",
            broadcast=one.broadcast,
            day=_short(one.started.date()),
            sent=thousands(one.tally.sent),
            total=thousands(one.tally.total),
            unknown=thousands(one.tally.unknown),
        )
    if (left := len(sendings) - most) > 0:
        yield texts.staff("figures.more", count=left)


# ---------------------------------------------------------------- shared by text and chart


def top(figures: Figures) -> tuple[Topic, ...]:
    """The topics to list."""
    return figures.topics[:_TOPICS]


def topic_name(name: str) -> str:
    """The name of a topic; a topic of an older version that has no name is shown as stored."""
    try:
        return texts.staff_label(f"figures.topic.{name}")
    except KeyError:
        return name


def answer_name(score: Score) -> str:
    """The name of an answer: that of its fine question, or of its page and what it says about that."""
    if fine := fine_answers.of_step(score.part):
        return fine.label_in(texts.DEFAULT)
    labels = texts.language(texts.DEFAULT).labels
    page = labels.get(score.page, score.page)
    return f"{page} ({score.part})" if score.part else page


def outcome_name(outcome: str) -> str:
    """The name of an outcome: how a check ended, or the page; one without a name is shown as counted."""
    if outcome in statistics.OUTCOMES:
        return group_name(statistics.OUTCOMES[outcome])
    return texts.language(texts.DEFAULT).labels.get(outcome, outcome or "-")


def group_name(name: str) -> str:
    """The name of a group of check results."""
    return texts.staff_label(f"figures.{name}")


def weekday(day: date) -> str:
    """A day in short form: Sen 23."""
    return f"{WEEKDAYS[day.weekday()][:3].capitalize()} {day.day}"


def dates(figures: Figures) -> str:
    """The period of the figures: 12 Nov – 25 November 2026."""
    first, last = figures.days[0].day, figures.days[-1].day
    return f"{_short(first)} – {texts.day(last, texts.DEFAULT)}"


def _short(day: date) -> str:
    return f"{day.day} {texts.language(texts.DEFAULT).months[day.month - 1][:3]}"
