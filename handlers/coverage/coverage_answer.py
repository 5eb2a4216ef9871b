"""Says what the data of a certain date holds about one person. "Cannot check now" is never "not listed"."""

from msgspec import Struct

from data.chats.recent_answers import KEPT, AskedNik, SeveralNiks, WatchOffer
from data.coverage.lookup import Person, Standing
from data.coverage.snapshots import About, Status
from data.watches import watches
from handlers.context import Context
from handlers.coverage import result_words, several_niks
from handlers.coverage.result_words import RESULTS, begins_later, standing_today
from handlers.messages import Choice, Heading, Turn
from handlers.outcomes import Outcome
from handlers.words import harm

TOPIC = "check_coverage"
PATIENCE = KEPT
"""How long buttons for a NIK work."""
RETRY, AS_KK, AS_NIK, OF_ANOTHER = "check.again", "check.as_kk", "check.as_nik", "check.other"
"""Buttons that continue an earlier check; each carries a token."""
ABOUT_A_PERSON = frozenset({Outcome.CHECK_FOUND, Outcome.CHECK_ENDED, Outcome.CHECK_NOT_LISTED, Outcome.CHECK_UNCLEAR})
"""Outcomes that are read from the list. They get corrections, and are withheld while checks are stopped."""
AFTER_HARM = {
    harm.DEATH: ("info.claim.death", "info.benefits.death", "offices.bpjs", "menu"),
    harm.ACCIDENT: ("info.claim.accident", "info.benefits.accident", "offices.bpjs", "menu"),
    harm.KILLED: ("info.claim.killed", "info.claim.heirs", "offices.bpjs", "menu"),
}
"""The buttons below an answer about somebody who died or was hurt, whatever the data says."""
_BELOW = {
    Standing.LISTED: ("info.membership", "info.benefits", "info.claim"),
    Standing.ENDED: ("offices.bpjs", "guide", "watch", "info.why", "info.self_pay"),
    Standing.UNCLEAR: ("offices.bpjs", "watch", "info.membership"),
    Standing.NOT_LISTED: ("guide", "watch", "info.why", "info.self_pay"),
}
"""The buttons below any other answer about one NIK; the first, which is filled, is the step that its text names."""
_TOKEN_PREFIXES = ("watch.", "check.pick.", f"{RETRY}.", f"{AS_KK}.", f"{AS_NIK}.", f"{OF_ANOTHER}.")


class CheckedNik(Struct, frozen=True):
    """The NIK being checked, as a keyed hash."""

    nik: bytes
    others: SeveralNiks | None = None
    """The NIKs of the message, if it held several."""
    typed: tuple[bytes, ...] = ()
    """Hashes of the typed second factor, where one is required."""


async def answer(
    ctx: Context, about: About, person: Person | None, asked: CheckedNik, *, with_cohort: bool = False
) -> Turn:
    """Says listed, ended, removed, unclear or not listed, with the date of the data. Updates a watch on this NIK.

    What would be said otherwise is made as well, so that the time of an answer does not tell who is listed.
    """
    is_listed = standing_today(ctx, person) is Standing.LISTED
    still = None if is_listed else about.number
    await watches.record_answer(ctx.tx, ctx.incoming.channel, ctx.incoming.address, asked.nik, still)
    listed, unlisted = (person, None) if is_listed else (_somebody_listed(about), person)
    both = [_said(ctx, about, one, asked, with_cohort=with_cohort) for one in (listed, unlisted)]
    said = both[0] if is_listed else both[1]
    return ctx.answer(
        said.outcome,
        said.text,
        said.buttons,
        topic=TOPIC,
        question=several_niks.question(ctx, asked.others),
        asked=said.kept,
        heading=said.heading,
    )


class _Said(Struct, frozen=True):
    """What is said about one NIK."""

    outcome: Outcome
    text: str
    heading: Heading | None
    buttons: tuple[Choice, ...]
    kept: AskedNik


def _somebody_listed(about: About) -> Person:
    """A person who is listed, as most are: since a day, and until none."""
    return Person(Status.LISTED, about.as_of, None, None, None, None)


def _said(ctx: Context, about: About, person: Person | None, asked: CheckedNik, *, with_cohort: bool) -> _Said:
    outcome, text = result_words.outcome_and_text(ctx, about, person)
    told = _told(ctx, asked.others)
    if told:
        text = result_words.after_harm(ctx, about, person, told)
    elif with_cohort and person and person.cohort:
        text = f"{text}\n\n{ctx.phrase('cohort', cohort=person.cohort)}"
    text = with_remarks(ctx, about, text)
    heading = None if told else _heading(ctx, about, person, "" if asked.others else _whose(ctx, ctx.about))
    offer = None if outcome == Outcome.CHECK_FOUND or told else WatchOffer(about.number, b"".join(asked.typed))
    kept = AskedNik(asked.nik, asked.others, offer)
    buttons = ctx.buttons(*AFTER_HARM[told]) if told else _buttons(ctx, kept, standing_today(ctx, person), ctx.about)
    return _Said(outcome, text, heading, buttons, kept)


def _whose(ctx: Context, kin: str) -> str:
    """The line that says whose NIK it is; empty if it is the person's own."""
    return ctx.phrase("nik_of", who=ctx.phrase(f"kin_{kin}")) if kin else ""


def _heading(ctx: Context, about: About, person: Person | None, whose: str) -> Heading:
    """The result and the date of the data; above it the line that says whose NIK it is, if there is one."""
    result = "later" if person and begins_later(ctx, person) else RESULTS[standing_today(ctx, person)]
    text = ctx.phrase(f"heading_{result}", as_of=ctx.day(about.as_of))
    was_removed = person is not None and person.status is Status.REMOVED and result == "ended"
    return Heading(f"{whose}\n{text}" if whose else text, "removed" if was_removed else result)


def no_result(ctx: Context, about: About | None = None) -> Heading:
    """The heading of an answer without a result: there is none now, or the data of this date leaves it open."""
    if about is None:
        return Heading(ctx.phrase("heading_unavailable"), "unavailable")
    return Heading(ctx.phrase("heading_unclear", as_of=ctx.day(about.as_of)), "unclear")


def _told(ctx: Context, others: SeveralNiks | None) -> str:
    """What happened to the owner of the NIK, as was told; empty where several NIKs leave open to whom."""
    return "" if others else ctx.harm


def steps_below(standing: Standing, *, others: bool) -> tuple[str, ...]:
    """The steps below an answer about one NIK; where others wait, those behind "watch" make way for their buttons."""
    steps = _BELOW[standing]
    return steps[: steps.index("watch") + 1] if others and "watch" in steps else steps


def _buttons(ctx: Context, kept: AskedNik, standing: Standing, whose: str) -> tuple[Choice, ...]:
    """The buttons below an answer about one NIK, with those of the others; `memory.offered` makes them again."""
    steps = [one for one in steps_below(standing, others=bool(kept.others)) if kept.watch or one != "watch"]
    own = (token_button(ctx, "watch") if one.value == "watch" else one for one in ctx.buttons(*steps))
    picks = several_niks.buttons(ctx, kept.others, without=kept.nik or b"")[:3]
    whom = () if whose or kept.others else (token_button(ctx, OF_ANOTHER),)
    return (*own, *picks, *whom, *ctx.buttons("menu"))


def answer_in_short(ctx: Context, about: About, person: Person | None, asked: AskedNik, whose: str) -> Turn:
    """The result of an earlier check in short, with its date; `whose` is whom it is about, as in `RecentAnswer`."""
    standing = standing_today(ctx, person)
    if told := _told(ctx, asked.others):
        text = with_remarks(ctx, about, result_words.after_harm(ctx, about, person, told, again=True))
        return ctx.answer(Outcome.SIMPLER, text, ctx.buttons(*AFTER_HARM[told]), topic=TOPIC, asked=asked)
    text = with_remarks(ctx, about, f"{result_words.in_short(ctx, person)}\n\n{ctx.phrase(_MEANING[standing])}")
    heading = _heading(ctx, about, person, _whose(ctx, whose) or f"{ctx.phrase('result_nik')}:")
    buttons = _buttons(ctx, asked, standing, whose)
    return ctx.answer(Outcome.SIMPLER, text, buttons, topic=TOPIC, asked=asked, heading=heading)


_MEANING = {
    Standing.LISTED: "means_listed",
    Standing.ENDED: "means_not_listed",
    Standing.UNCLEAR: "means_unclear",
    Standing.NOT_LISTED: "means_not_listed",
}


def watch_button(ctx: Context, asked: CheckedNik, snapshot: int | None) -> tuple[Choice, AskedNik]:
    """The button "tell me when it changes", and the hashes that it needs, which only we keep."""
    offer = WatchOffer(snapshot, b"".join(asked.typed))
    return token_button(ctx, "watch"), AskedNik(asked.nik, asked.others, offer)


def token_button(ctx: Context, step: str) -> Choice:
    """A button for which this answer keeps the hash of a NIK."""
    return Choice(ctx.label(step), f"{step}.{ctx.token}")


def token_in(value: str) -> str:
    """The token in a button's value; empty if it has none."""
    for beginning in _TOKEN_PREFIXES:
        if value.startswith(beginning):
            return value.removeprefix(beginning).partition(".")[0]
    return ""


def with_remarks(ctx: Context, about: About, text: str) -> str:
    """The text, with a remark if the data is old or synthetic."""
    days = (ctx.today - about.as_of).days
    if days > ctx.services.stale_days:
        text = f"{text}\n\n{ctx.phrase('stale', days=days)}"
    return f"{text}\n\n{ctx.phrase('synthetic')}" if about.synthetic else text


def unavailable(ctx: Context, asked: CheckedNik | None = None) -> Turn:
    """Says that checks are unavailable. With a NIK, buttons retry or watch it."""
    return no_answer_now(ctx, Outcome.CHECK_UNAVAILABLE, ctx.text("check.unavailable"), asked)


def no_answer_now(
    ctx: Context, outcome: Outcome, text: str, asked: CheckedNik | None, *, may_watch: bool = True
) -> Turn:
    """Says that there is no answer now; with a NIK, a button retries it, and another watches it until then."""
    heading = no_result(ctx)
    if asked is None:
        return ctx.answer(outcome, text, ctx.buttons("menu"), topic=TOPIC, closes=True, heading=heading)
    watch, kept = watch_button(ctx, asked, None)
    kept = AskedNik(asked.nik, asked.others, kept.watch if may_watch else None, may_retry=True)
    buttons = (token_button(ctx, RETRY), *((watch,) if may_watch else ()), *ctx.buttons("menu"))
    return ctx.answer(outcome, text, buttons, topic=TOPIC, question=None, asked=kept, heading=heading)


def asked_behind(ctx: Context, value: str) -> AskedNik | None:
    """What a button, or its typed label, is about; None if the button is too old or not ours.

    The label may be typed instead, but not on shared phones.
    """
    if ctx.incoming.choice is not None:
        answer = ctx.answer_with_buttons(token_in(value))
    else:
        answer = ctx.last_check if ctx.incoming.typed_picks else None
    return answer.asked if answer else None


def expired(ctx: Context) -> Turn:
    """Says that the NIK behind a button is no longer kept."""
    return ctx.answer(Outcome.CHECK_EXPIRED, ctx.text("check.expired"), topic=TOPIC)


def watch_offer(ctx: Context) -> WatchOffer | None:
    """What the "tell me" button of the last answer needs; None if it is no longer kept."""
    return ctx.last_check.asked.watch if ctx.last_check and ctx.last_check.asked else None
