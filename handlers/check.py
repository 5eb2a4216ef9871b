"""Answers the coverage question. "Cannot check now" is never "not listed", and a NIK lives for one turn only.

With a second factor in the snapshot, *every* well-formed NIK is asked for it, and a NIK that is not in the list gets
the same words, after the same work, as a name that does not match: so nobody learns who is listed by guessing.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from data import asked, nik, texts
from data.chats import Pending
from data.coverage import Person, Status, Unavailable
from data.factors import Factor, typed_digits, typed_name
from data.nik import Found
from data.snapshots import About
from handlers.context import Context
from handlers.messages import Choice, Turn

TOPIC = "check_coverage"
EXAMPLE = "3275014105909001"
"""Well formed and nobody's: serials 9xxx are ours to make up."""
SHOWN_EXAMPLE = "3275 0141 0590 9001"

MOST_AT_ONCE = 5
TRIES = 3
"""Second factors per chat, NIK and day."""
PATIENCE = timedelta(hours=24)
_NOBODY = bytes(16)


async def ask(ctx: Context) -> Turn:
    """Please type a NIK."""
    return ctx.answer("check.asked", ctx.text("check.ask", example=SHOWN_EXAMPLE), topic=TOPIC)


async def heard(ctx: Context, found: Found) -> Turn:
    """A text that holds numbers: a check, or what is wrong with them."""
    if found.problem is None and found.nik:
        if found.nik == EXAMPLE:
            return ctx.answer("check.asked", ctx.text("check.example"), topic=TOPIC)
        return _unavailable(ctx) if ctx.house.key is None else await check(ctx, ctx.house.key.of_nik(found.nik))
    if found.problem == "several":
        return await _which(ctx, found.niks)
    if found.problem == "none":
        words = f"not_nik_{found.other}"
        return ctx.answer("check.not_nik", ctx.text(f"check.{words}", example=SHOWN_EXAMPLE), topic=TOPIC)
    words = "obscured" if found.obscured else str(found.problem)
    text = ctx.text(f"check.{words}", digits=found.digits, example=SHOWN_EXAMPLE)
    return ctx.answer(f"check.{found.problem}", text, topic=TOPIC)


# ---------------------------------------------------------------- several NIKs in one message


async def _which(ctx: Context, niks: list[str]) -> Turn:
    """Several NIKs: asks which. The buttons carry an index into hashes that only we keep."""
    key = ctx.house.key
    if key is None:
        return _unavailable(ctx)
    if len(niks) > MOST_AT_ONCE:
        return ctx.answer("check.several", ctx.text("check.too_many", count=len(niks), most=MOST_AT_ONCE), topic=TOPIC)
    token = hashlib.blake2b(ctx.incoming.id.encode(), digest_size=4).hexdigest()
    choices = tuple(
        Choice(f"{index + 1}. {nik.masked(one)}", f"check.pick.{token}.{index}") for index, one in enumerate(niks)
    )
    pending = Pending("pick", ctx.now + PATIENCE, {"token": token, "niks": [key.of_nik(one).hex() for one in niks]})
    return ctx.answer(
        "check.several", ctx.text("check.several", count=len(niks)), choices, topic=TOPIC, pending=pending
    )


async def picked(ctx: Context, value: str) -> Turn:
    """A button of `_which` was pressed; an old one, whose NIKs we forgot, is told so."""
    token, _, index = value.removeprefix("check.pick.").partition(".")
    pending = ctx.chat.pending
    answers = pending.answers if pending else {}
    kept = answers.get("niks") if answers.get("token") == token else None
    if not kept or not index.isdecimal() or int(index) >= len(kept):
        return ctx.answer("check.expired", ctx.text("check.expired"), topic=TOPIC)
    return await check(ctx, bytes.fromhex(kept[int(index)]), keep=answers)


async def pick_by_word(ctx: Context) -> Turn | None:
    """A typed "2" where buttons were offered."""
    pending, word = ctx.chat.pending, ctx.incoming.text.strip().rstrip(".)")
    if pending and word.isdecimal() and 1 <= int(word) <= len(pending.answers["niks"]):
        return await picked(ctx, f"check.pick.{pending.answers['token']}.{int(word) - 1}")
    return None


# ---------------------------------------------------------------- the check itself


async def check(ctx: Context, nik_hash: bytes, keep: dict[str, Any] | None = None) -> Turn:
    """Looks the person up, or first asks for the second factor. `keep` holds the other NIKs of the message."""
    others = _others(keep)
    try:
        about, person = await ctx.house.coverage.look_up(nik_hash)
    except Unavailable:
        return _unavailable(ctx, {"nik": nik_hash.hex(), **others})
    for limit in ctx.incoming.limits:
        opens = await asked.note(ctx.tx, limit.bucket, nik_hash, limit.most, limit.window, ctx.now)
        if opens:
            text = ctx.text("check.quota", most=limit.most, opens=texts.moment(opens, ctx.language))
            return ctx.answer("check.quota", text, topic=TOPIC, pending=_pick_again(ctx, others))
    if about.second_factor is Factor.NONE:
        return _tell(ctx, about, person, _pick_again(ctx, others))
    if opens := await _tries_over(ctx, nik_hash):
        return _no_more_tries(ctx, about.second_factor, opens)
    pending = Pending("factor", ctx.now + PATIENCE, {"nik": nik_hash.hex(), **others})
    return ctx.answer("check.factor", ctx.text(f"check.factor_{about.second_factor}"), topic=TOPIC, pending=pending)


async def again(ctx: Context) -> Turn:
    """The same NIK once more, after we could not check."""
    pending = ctx.chat.pending
    if pending is None or "nik" not in pending.answers:
        return ctx.answer("check.expired", ctx.text("check.expired"), topic=TOPIC)
    return await check(ctx, bytes.fromhex(pending.answers["nik"]), keep=pending.answers)


def _others(answers: dict[str, Any] | None) -> dict[str, Any]:
    return {name: answers[name] for name in ("niks", "token") if name in answers} if answers else {}


def _pick_again(ctx: Context, others: dict[str, Any]) -> Pending | None:
    """Keeps the other NIKs of the message within reach of their buttons."""
    return Pending("pick", ctx.now + PATIENCE, others) if others else None


def _unavailable(ctx: Context, answers: dict[str, Any] | None = None) -> Turn:
    """We cannot check now: never "no"."""
    pending = Pending("again", ctx.now + PATIENCE, answers) if answers else None
    buttons = ctx.buttons(again="check.again", menu="menu") if answers else ctx.buttons(menu="menu")
    return ctx.answer("check.unavailable", ctx.text("check.unavailable"), buttons, topic=TOPIC, pending=pending)


# ---------------------------------------------------------------- the second factor


async def factor_heard(ctx: Context) -> Turn | None:
    """The answer to "which first name?" or "which last 4 digits of the KK?"."""
    pending, key = ctx.chat.pending, ctx.house.key
    if pending is None or key is None:
        return None
    nik_hash = bytes.fromhex(pending.answers["nik"])
    try:
        about, person = await ctx.house.coverage.look_up(nik_hash)
    except Unavailable:
        return _unavailable(ctx, pending.answers)
    factor = about.second_factor
    if factor is Factor.NONE:  # another snapshot since we asked
        return await check(ctx, nik_hash, pending.answers)
    if opens := await _tries_over(ctx, nik_hash):
        return _no_more_tries(ctx, factor, opens)
    text = ctx.incoming.text
    word = typed_name(text) if factor is Factor.NAME else typed_digits(text)
    if not word:
        return ctx.answer("check.factor", ctx.text(f"check.factor_{factor}_again"), topic=TOPIC, pending=pending)
    typed = key.of_factor(nik_hash, word)
    kept = person.factor if person and person.factor else _NOBODY
    if hmac.compare_digest(typed, kept):
        return _tell(ctx, about, person, _pick_again(ctx, _others(pending.answers)), with_cohort=True)
    return await _no_match(ctx, about, nik_hash, pending)


async def _no_match(ctx: Context, about: About, nik_hash: bytes, pending: Pending) -> Turn:
    """Not found and not matching alike."""
    misses = 0
    for limit in ctx.incoming.limits[:1]:
        await asked.note_mismatch(ctx.tx, limit.bucket, nik_hash, ctx.now)
        misses = len(await asked.mismatches(ctx.tx, limit.bucket, nik_hash, ctx.now))
    text = ctx.text(
        "check.no_match",
        as_of=ctx.day(about.as_of),
        left=TRIES - misses,
        factor=ctx.phrase(f"factor_{about.second_factor}"),
        paper=ctx.phrase(f"paper_{about.second_factor}"),
    )
    buttons = ctx.buttons(update="info.update", eligible="info.eligible", menu="menu")
    again = pending if misses < TRIES else _pick_again(ctx, _others(pending.answers))
    return ctx.answer("check.not_listed", _remarked(ctx, about, text), buttons, topic=TOPIC, pending=again)


async def _tries_over(ctx: Context, nik_hash: bytes) -> datetime | None:
    """When the next second factor may be tried, once three did not match within a day."""
    for limit in ctx.incoming.limits[:1]:  # the chat itself comes first
        misses = await asked.mismatches(ctx.tx, limit.bucket, nik_hash, ctx.now)
        if len(misses) >= TRIES:
            return misses[-TRIES] + asked.DAY
    return None


def _no_more_tries(ctx: Context, factor: Factor, opens: datetime) -> Turn:
    text = ctx.text(
        "check.tries",
        most=TRIES,
        opens=texts.moment(opens, ctx.language),
        factor=ctx.phrase(f"factor_{factor}"),
        paper=ctx.phrase(f"paper_{factor}"),
    )
    return ctx.answer("check.quota", text, ctx.buttons(update="info.update", menu="menu"), topic=TOPIC)


# ---------------------------------------------------------------- the answer


def _tell(
    ctx: Context, about: About, person: Person | None, pending: Pending | None, *, with_cohort: bool = False
) -> Turn:
    """What the data of its day says of this person."""
    as_of = ctx.day(about.as_of)
    help_ = ctx.buttons(why="info.why", eligible="info.eligible", update="info.update")
    if person is None:
        outcome, text, buttons = "check.not_listed", ctx.text("check.not_listed", as_of=as_of), help_
    elif person.status is Status.GONE:
        last = ctx.day(person.last_listed or about.as_of)
        outcome, text, buttons = "check.ended", ctx.text("check.gone", as_of=as_of, last_listed=last), help_
    elif person.status is Status.ENDED or (person.ends and person.ends < ctx.today):
        past = person.ends and person.ends < ctx.today
        ended = ctx.phrase("ended_on", day=ctx.day(person.ends)) if person.ends and past else ctx.phrase("ended")
        outcome, text, buttons = "check.ended", ctx.text("check.ended", as_of=as_of, ended=ended), help_
    else:
        outcome, text, buttons = "check.found", _listed(ctx, as_of, person), ctx.buttons(menu="menu")
    if with_cohort and person and person.cohort:
        text = f"{text}\n\n{ctx.phrase('cohort', cohort=person.cohort)}"
    return ctx.answer(outcome, _remarked(ctx, about, text), buttons, topic=TOPIC, pending=pending)


def _listed(ctx: Context, as_of: str, person: Person) -> str:
    until = ctx.phrase("until", day=ctx.day(person.ends)) if person.ends else ""
    if person.starts and person.starts > ctx.today:
        return ctx.text("check.found_later", as_of=as_of, starts=ctx.day(person.starts), until=until)
    since = ctx.phrase("since", day=ctx.day(person.starts)) if person.starts else ""
    return ctx.text("check.found", as_of=as_of, since=since, until=until)


def _remarked(ctx: Context, about: About, text: str) -> str:
    """The answer with a word on old or made-up data."""
    days = (ctx.today - about.as_of).days
    if days > ctx.house.stale_days:
        text = f"{text}\n\n{ctx.phrase('stale', days=days)}"
    return f"{text}\n\n{ctx.phrase('synthetic')}" if about.synthetic else text
