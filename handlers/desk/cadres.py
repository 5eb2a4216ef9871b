"""Manages cadres for staff: invites them with a code, lists them, extends or revokes the role."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

from data.chats.questions import CadreLabel, DeskQuestion
from data.clock import wib_day
from data.content import texts
from data.language import redaction
from data.language.invisible_signs import without_invisible
from data.nik import disclosed_numbers
from data.shortened import fitted
from data.staff import cadres
from data.staff.cadres import Cadre
from data.staff.members import Member
from handlers.context import Context
from handlers.desk import typed_replies
from handlers.desk.request import PREFIX, accept_labels, button
from handlers.messages import Choice, CopyButton, Reply, Turn
from handlers.outcomes import Outcome
from handlers.phrases import yes_no
from handlers.reading import Reading

LONGEST_LABEL = 40
_TERMS = {str(months): months for months in (1, 3, 6, 12)}
_A_PAGE = 4
_PATIENCE = timedelta(hours=1)
_LONG_NUMBER = re.compile(r"\d(?:[\W_]{0,6}\d){5}")
"""A NIK or phone number, also in groups: "0812 3456 7890", but not "RW 05 RT 12"."""
_CODE = re.compile(rf"[{cadres.LETTERS}{cadres.DIGITS}]{{{cadres.CODE_LENGTH}}}")


async def respond(ctx: Context, member: Member, value: str) -> Turn:
    """The answer to a button `desk.cadre.VALUE`, to `/kader` (an empty value), or to a typed label.

    Only for writers and approvers, as `router` ensures.
    """
    step, _, rest = value.partition(".")
    return await STEPS.get(step, list_all)(ctx, member, rest)


def _day(value: date) -> str:
    return texts.day(value, texts.DEFAULT)


def _answer(ctx: Context, outcome: Outcome, text: str, *buttons: Choice, question: DeskQuestion | None = None) -> Turn:
    """One reply; an earlier question is dropped."""
    return ctx.answer(outcome, text, buttons, question=question or accept_labels(ctx.now, buttons), closes=True)


def _to_list() -> Choice:
    return button("cadres.list", "cadre", "list")


# ---------------------------------------------------------------- the list


async def list_all(ctx: Context, _member: Member, page: str) -> Turn:
    """Shows a page of cadres: label, end, number of checks. It never shows whom they checked, nor their chat."""
    text, buttons = await _page(ctx, int(page) if page.isdecimal() and len(page) < 4 else 0)
    return _answer(ctx, Outcome.STAFF_CADRE_LISTED, text, *buttons)


async def _page(ctx: Context, page: int) -> tuple[str, list[Choice]]:
    everybody = await cadres.all_roles(ctx.tx, ctx.now)
    ask_term = button("cadres.new", "cadre", "new")
    if not everybody:
        return texts.staff("cadres.none"), [ask_term]
    first = page * _A_PAGE if page * _A_PAGE < len(everybody) else 0
    shown = list(enumerate(everybody[first : first + _A_PAGE], start=first + 1))
    lines = "\n".join(_line(ctx, number, one) for number, one in shown)
    text = texts.staff("cadres.listed", running=sum(one.until > ctx.now for one in everybody), lines=lines)
    buttons = [
        Choice(fitted(f"{number}. {one.label}", texts.LONGEST_LABEL), f"{PREFIX}cadre.show.{_id_of(one)}")
        for number, one in shown
    ]
    if len(everybody) > _A_PAGE:
        following = page + 1 if first + _A_PAGE < len(everybody) else 0
        return text, [*buttons, ask_term, button("cadres.more", "cadre", "list", following)]
    return text, [*buttons, ask_term]


def _line(ctx: Context, number: int, one: Cadre) -> str:
    words = "cadres.line" if one.until > ctx.now else "cadres.line_ended"
    return texts.staff(words, number=number, label=one.label, day=_day(one.last_day), checks=one.checks)


def _id_of(one: Cadre) -> int:
    return int(one.since.timestamp())


async def show(ctx: Context, _member: Member, since: str) -> Turn:
    """Shows one cadre, and what can be done."""
    one = await _cadre(ctx, since)
    return _shown(ctx, one) if one else await _gone(ctx)


def _shown(ctx: Context, one: Cadre) -> Turn:
    running = one.until > ctx.now
    began = wib_day(one.since)
    words = "cadres.one" if running else "cadres.one_ended"
    text = texts.staff(words, label=one.label, since=_day(began), day=_day(one.last_day), checks=one.checks)
    extend = button("cadres.extend", "cadre", "extend", _id_of(one))
    back = (button("cadres.take_back", "cadre", "back", _id_of(one)),) if running else ()
    return _answer(ctx, Outcome.STAFF_CADRE_SHOWN, text, extend, *back, _to_list())


async def _cadre(ctx: Context, since: str) -> Cadre | None:
    return await cadres.find_by_start(ctx.tx, int(since)) if since.isdecimal() and len(since) <= 12 else None


async def _gone(ctx: Context) -> Turn:
    """Says that the cadre of a button no longer exists, and shows the current list."""
    text, buttons = await _page(ctx, 0)
    return _answer(ctx, Outcome.STAFF_CADRE_GONE, f"{texts.staff('cadres.gone')}\n\n{text}", *buttons)


# ---------------------------------------------------------------- inviting


async def ask_term(ctx: Context, _member: Member, _rest: str) -> Turn:
    """Asks how many months the role is to last."""
    buttons = (_months(months, "for", months) for months in _TERMS.values())
    return _answer(
        ctx,
        Outcome.STAFF_CADRE_ASKED,
        texts.staff("cadres.how_long"),
        *buttons,
        button("cadres.cancel", "cadre", "list"),
    )


def _months(months: int, step: str, *more: object) -> Choice:
    value = ".".join(map(str, (step, *more)))
    return Choice(texts.staff("cadres.months", months=months), f"{PREFIX}cadre.{value}")


async def ask_label(ctx: Context, member: Member, months: str) -> Turn:
    """Asks for the label."""
    if months not in _TERMS:
        return await ask_term(ctx, member, "")
    question = CadreLabel(ctx.now + _PATIENCE, _TERMS[months])
    day = _day(cadres.last_day(cadres.end_of_term(ctx.now, _TERMS[months])))
    text = texts.staff("cadres.which_label", day=day, most=LONGEST_LABEL)
    return _answer(ctx, Outcome.STAFF_CADRE_ASKED, text, button("cadres.cancel", "cadre", "list"), question=question)


async def take_label(ctx: Context, member: Member, _rest: str) -> Turn:
    """Creates the invitation: one message for staff, one to forward."""
    question = ctx.question
    if not isinstance(question, CadreLabel) or typed_replies.is_no_text(ctx.reading):
        return await list_all(ctx, member, "")
    label = " ".join(without_invisible(ctx.reading.raw).split())
    if problem := _problem(ctx.reading.of(label), ctx.today):
        text = texts.staff(f"cadres.label_{problem}", most=LONGEST_LABEL)
        return _answer(
            ctx, Outcome.STAFF_CADRE_ASKED, text, button("cadres.cancel", "cadre", "list"), question=question
        )
    months = question.months
    until = cadres.end_of_term(ctx.now, months)
    code = await cadres.invite(ctx.tx, label, until, member.address, ctx.now)
    last = cadres.last_day(until)
    await ctx.record("cadre.invited", label=label, months=months, until=last.isoformat())
    valid = texts.moment(ctx.now + cadres.VALID, texts.DEFAULT)
    text = texts.staff("cadres.invited", label=label, day=_day(last), until=valid)
    turn = _answer(
        ctx, Outcome.STAFF_CADRE_INVITED, text, button("cadres.withdraw", "cadre", "withdraw", code), _to_list()
    )
    copied = CopyButton(texts.staff_label("copy.invitation"), f"KADER {code}")
    return turn.followed_by((Reply(texts.staff("cadres.pass_on", label=label, invitation=code), copies=(copied,)),))


def _problem(read: Reading, today: date) -> str:
    label = read.raw
    if not any(map(str.isalpha, label)) or label.endswith("?") or yes_no.agrees(read):
        return "empty"
    if len(label) > LONGEST_LABEL:
        return "long"
    return "number" if redaction.IN_A_LABEL.search(read.normalized) or disclosed_numbers.kind_of(label, today) else ""


async def withdraw(ctx: Context, _member: Member, code: str) -> Turn:
    """Withdraws an invitation that is not used yet."""
    label = await cadres.withdraw(ctx.tx, code) if _CODE.fullmatch(code) else None
    if label is None:
        return _answer(ctx, Outcome.STAFF_CADRE_GONE, texts.staff("cadres.used"), _to_list())
    await ctx.record("cadre.withdrawn", label=label)
    text = texts.staff("cadres.withdrawn", label=label)
    return _answer(ctx, Outcome.STAFF_CADRE_WITHDRAWN, text, button("cadres.new", "cadre", "new"), _to_list())


# ---------------------------------------------------------------- extending and revoking


async def ask_extension(ctx: Context, _member: Member, since: str) -> Turn:
    """Asks by how many months to extend a role."""
    one = await _cadre(ctx, since)
    if one is None:
        return await _gone(ctx)
    until = int(one.until.timestamp())
    buttons = (_months(months, "longer", _id_of(one), until, months) for months in _TERMS.values())
    text = texts.staff("cadres.how_much_longer", label=one.label, day=_day(one.last_day), most=cadres.LONGEST_TERM)
    return _answer(
        ctx, Outcome.STAFF_CADRE_ASKED, text, *buttons, button("cadres.cancel", "cadre", "show", _id_of(one))
    )


async def extend(ctx: Context, _member: Member, rest: str) -> Turn:
    """Extends a role. The button holds the old end, so that pressing it twice extends it once."""
    since, _, terms = rest.partition(".")
    old, _, months = terms.partition(".")
    one = await _cadre(ctx, since)
    if one is None or months not in _TERMS:
        return await _gone(ctx)
    if old != str(int(one.until.timestamp())):
        return _shown(ctx, one)
    one = replace(one, until=cadres.extended_until(one.until, _TERMS[months], ctx.now))
    await cadres.extend(ctx.tx, _id_of(one), one.until)
    await ctx.record("cadre.extended", label=one.label, months=_TERMS[months], until=one.last_day.isoformat())
    return _answer(
        ctx,
        Outcome.STAFF_CADRE_EXTENDED,
        texts.staff("cadres.extended", label=one.label, day=_day(one.last_day)),
        _to_list(),
    )


async def take_back(ctx: Context, _member: Member, since: str) -> Turn:
    """Revokes a role at once; extending it undoes that."""
    one = await _cadre(ctx, since)
    if one is None:
        return await _gone(ctx)
    if not await cadres.take_back(ctx.tx, _id_of(one), ctx.now):
        return _shown(ctx, one)
    await ctx.record("cadre.taken_back", label=one.label, checks=one.checks)
    extend = button("cadres.extend", "cadre", "extend", _id_of(one))
    return _answer(
        ctx, Outcome.STAFF_CADRE_TAKEN_BACK, texts.staff("cadres.taken_back", label=one.label), extend, _to_list()
    )


# By the name after `desk.cadre.`; any other name leads to the list.
STEPS: dict[str, Callable[[Context, Member, str], Awaitable[Turn]]] = {
    "list": list_all,
    "show": show,
    "new": ask_term,
    "for": ask_label,
    "label": take_label,
    "withdraw": withdraw,
    "extend": ask_extension,
    "longer": extend,
    "back": take_back,
}
