"""Says what the data of a certain date holds about one person. "Cannot check now" is never "not listed"."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from data.chats.chats import Pending
from data.coverage import lookup
from data.coverage.lookup import Person, Standing
from data.coverage.snapshots import About, Status
from data.watches import watches
from handlers.context import Context
from handlers.coverage import several_niks
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome

TOPIC = "check_coverage"
PATIENCE = timedelta(hours=24)
"""How long buttons for a NIK work."""
RETRY, AS_KK, AS_NIK = "check.again", "check.as_kk", "check.as_nik"
"""Buttons that continue an earlier check; each carries a token."""
ABOUT_A_PERSON = frozenset({Outcome.CHECK_FOUND, Outcome.CHECK_ENDED, Outcome.CHECK_NOT_LISTED, Outcome.CHECK_UNCLEAR})
"""Outcomes that are read from the list. They get corrections, and are withheld while checks are stopped."""
_TOKEN_BYTES = 9
_TOKEN_PREFIXES = ("watch.", "check.pick.", f"{RETRY}.", f"{AS_KK}.", f"{AS_NIK}.")
_OTHER_NIK_KEYS = ("niks", "ends", "token")
"""The keys under which the several NIKs of one message are kept."""


@dataclass(frozen=True, slots=True)
class CheckedNik:
    """The NIK being checked, as a keyed hash."""

    nik: bytes
    other_niks: dict[str, Any] = field(default_factory=dict)
    """The other NIKs of the message, as kept for their buttons."""
    typed: tuple[bytes, ...] = ()
    """Hashes of the typed second factor, where one is required."""


async def answer(
    ctx: Context, about: About, person: Person | None, asked: CheckedNik, *, with_cohort: bool = False
) -> Turn:
    """Says listed, ended, removed, unclear or not listed, with the date of the data. Updates a watch on this NIK."""
    as_of = ctx.day(about.as_of)
    standing = standing_today(ctx, person)
    still = about.number if standing is not Standing.LISTED else None
    await watches.record_answer(ctx.tx, ctx.incoming.channel, ctx.incoming.address, asked.nik, still)
    if person is None:
        outcome, text = Outcome.CHECK_NOT_LISTED, ctx.text("check.not_listed", as_of=as_of)
    elif standing is Standing.UNCLEAR:
        outcome, text = Outcome.CHECK_UNCLEAR, ctx.text("check.unclear", as_of=as_of)
    elif standing is Standing.ENDED:
        outcome = Outcome.CHECK_ENDED
        text = _removed(ctx, about, person) if person.status is Status.REMOVED else _ended(ctx, as_of, person)
    else:
        outcome, text = Outcome.CHECK_FOUND, _listed(ctx, as_of, person)
    if with_cohort and person and person.cohort:
        text = f"{text}\n\n{ctx.phrase('cohort', cohort=person.cohort)}"
    text = with_remarks(ctx, about, text)
    picks = several_niks.buttons(ctx, asked.other_niks, without=asked.nik.hex())
    if standing is Standing.LISTED:
        buttons = (*picks[:3], *ctx.buttons("info.benefits", "info.claim", "menu"))
        return ctx.answer(outcome, text, buttons, topic=TOPIC, pending=pending_picks(ctx, asked.other_niks))
    watch, pending = watch_button(ctx, asked, about.number)
    if standing is Standing.UNCLEAR:
        buttons = (*ctx.buttons("offices.bpjs"), watch, *(picks[:3] or ctx.buttons("info.membership")))
    else:
        buttons = (*ctx.buttons("guide"), watch, *(picks[:3] or ctx.buttons("info.why", "info.eligible")))
    buttons = (*buttons, *ctx.buttons("menu"))
    return ctx.answer(outcome, text, buttons, topic=TOPIC, pending=pending)


def standing_today(ctx: Context, person: Person | None) -> Standing:
    """The person's standing as of today."""
    if person is None:
        return Standing.NOT_LISTED
    return lookup.standing(person.status, person.ends, ctx.today)


def watch_button(ctx: Context, asked: CheckedNik, snapshot: int | None) -> tuple[Choice, Pending]:
    """The button "tell me when it changes", and the hashes that it needs, which only we keep, under a token."""
    token = new_token(ctx)
    watch_offer = {"token": token, "nik": asked.nik.hex(), "snapshot": snapshot, "typed": _hex(asked.typed)}
    answers = {**asked.other_niks, "watch": watch_offer}
    step = "pick" if asked.other_niks else "told"
    return Choice(ctx.label("watch"), f"watch.{token}"), Pending(step, ctx.now + PATIENCE, answers)


def _hex(hashes: Iterable[bytes]) -> str:
    return b"".join(hashes).hex()


def new_token(ctx: Context) -> str:
    """A token for the buttons of this answer, which nobody can guess, not even by choosing the id of the message.

    Empty without a key, since there are no buttons for a NIK then.
    """
    key = ctx.services.key
    return urlsafe_b64encode(key.keyed(b"button\0" + ctx.incoming.message_key)[:_TOKEN_BYTES]).decode() if key else ""


def token_in(value: str) -> str:
    """The token in a button's value; empty if it has none."""
    for beginning in _TOKEN_PREFIXES:
        if value.startswith(beginning):
            return value.removeprefix(beginning).partition(".")[0]
    return ""


def belongs_to(pending: Pending, token: str) -> bool:
    """Whether the button with this token belongs to the open question."""
    kept = pending.answers
    return token in {kept.get("token"), kept.get("button"), kept.get("watch", {}).get("token")}


def token_matches(kept: object, given: str) -> bool:
    """Whether a button carries the token that we keep; compared in constant time."""
    return isinstance(kept, str) and bool(kept) and hmac.compare_digest(kept.encode(), given.encode())


def _listed(ctx: Context, as_of: str, person: Person) -> str:
    until = ctx.phrase("until", day=ctx.day(person.ends)) if person.ends else ""
    if person.starts and person.starts > ctx.today:
        return ctx.text("check.found_later", as_of=as_of, starts=ctx.day(person.starts), until=until)
    since = ctx.phrase("since", day=ctx.day(person.starts)) if person.starts else ""
    return ctx.text("check.found", as_of=as_of, since=since, until=until)


def _ended(ctx: Context, as_of: str, person: Person) -> str:
    known = person.ends if person.ends is not None and person.ends < ctx.today else None
    ended = ctx.phrase("ended_on", day=ctx.day(known)) if known else ctx.phrase("ended")
    return ctx.text("check.ended", as_of=as_of, ended=ended)


def _removed(ctx: Context, about: About, person: Person) -> str:
    """Was in earlier data and no longer is; or was corrected on the same day."""
    last = person.last_listed
    if last is None or last >= about.as_of:
        return ctx.text("check.gone_same_day", as_of=ctx.day(about.as_of))
    return ctx.text("check.gone", as_of=ctx.day(about.as_of), last_listed=ctx.day(last))


def with_remarks(ctx: Context, about: About, text: str) -> str:
    """The text, with a remark if the data is old or synthetic."""
    days = (ctx.today - about.as_of).days
    if days > ctx.services.stale_days:
        text = f"{text}\n\n{ctx.phrase('stale', days=days)}"
    return f"{text}\n\n{ctx.phrase('synthetic')}" if about.synthetic else text


def unavailable(ctx: Context, answers: dict[str, Any] | None = None) -> Turn:
    """Says that checks are unavailable. With `answers`, buttons retry the same NIK or watch it."""
    text = ctx.text("check.unavailable")
    if not answers:
        return unavailable_with_retry(ctx, Outcome.CHECK_UNAVAILABLE, text, None)
    watch, waiting = watch_button(ctx, CheckedNik(bytes.fromhex(answers["nik"]), other_niks(answers)), None)
    return unavailable_with_retry(ctx, Outcome.CHECK_UNAVAILABLE, text, {**answers, **waiting.answers}, watch)


def unavailable_with_retry(
    ctx: Context, outcome: Outcome, text: str, answers: dict[str, Any] | None, *more: Choice
) -> Turn:
    """Says that there is no answer now, with a retry button if the hash of the NIK is kept."""
    if not answers:
        return ctx.answer(outcome, text, ctx.buttons("menu"), topic=TOPIC, pending=None)
    again, kept = token_buttons(ctx, RETRY)
    waiting = Pending("again", ctx.now + PATIENCE, {**answers, **kept})
    buttons = (*again, *more, *ctx.buttons("menu"))
    return ctx.answer(outcome, text, buttons, topic=TOPIC, pending=waiting)


def token_buttons(ctx: Context, *steps: str) -> tuple[tuple[Choice, ...], dict[str, Any]]:
    """Buttons that continue this check, and the data to keep for them."""
    token = new_token(ctx)
    return tuple(Choice(ctx.label(step), f"{step}.{token}") for step in steps), {"button": token}


def hash_behind(ctx: Context, step: str, name: str) -> str | None:
    """The hash that a button stands for; None if the button is too old or not ours.

    The label may be typed instead, but not on shared phones.
    """
    answers: dict[str, Any] = ctx.chat.pending.answers if ctx.chat.pending else {}
    if ctx.incoming.choice is None:
        return answers.get(name) if ctx.incoming.typed_picks else None
    given = ctx.incoming.choice.removeprefix(f"{step}.")
    return answers.get(name) if token_matches(answers.get("button"), given) else None


def expired(ctx: Context) -> Turn:
    """Says that the NIK behind a button is no longer kept."""
    return ctx.answer(Outcome.CHECK_EXPIRED, ctx.text("check.expired"), topic=TOPIC)


def other_niks(answers: dict[str, Any]) -> dict[str, Any]:
    """The other NIKs of the message, as kept for their buttons."""
    return {name: answers[name] for name in _OTHER_NIK_KEYS if name in answers}


def watch_offer(ctx: Context) -> dict[str, Any] | None:
    """What the "tell me" button of the last answer needs; None if it is no longer kept."""
    return ctx.chat.pending.answers.get("watch") if ctx.chat.pending else None


def kept_for_buttons(ctx: Context) -> dict[str, Any]:
    """What the buttons of the last answer need, to be kept while another question is open."""
    kept = ctx.chat.pending.answers if ctx.chat.pending else {}
    return {name: kept[name] for name in ("watch", *_OTHER_NIK_KEYS) if name in kept}


def pending_picks(ctx: Context, answers: dict[str, Any]) -> Pending | None:
    """Pending data that keeps the other NIKs of a message available to their buttons."""
    return Pending("pick", ctx.now + PATIENCE, answers) if answers else None
