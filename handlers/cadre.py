"""The cadre's side: accepts the role with a code, shows it, gives it back, and records the cadre's checks."""

import re
from datetime import datetime, timedelta

from data.chats import quotas
from data.chats.questions import AskFactor
from data.content import texts
from data.hashing import Key
from data.staff import cadres
from data.staff.cadres import Cadre
from handlers import cookies_refused
from handlers.context import Context
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading

TRIES = 5
"""The wrong codes that one chat may type within `_WINDOW`."""
_WINDOW = timedelta(hours=1)
_NOT_ANSWERED_YET = Outcome.CHECK_FACTOR
"""The outcome of a check that still asks for the second factor."""

_LETTER = f"[{cadres.LETTERS.lower()}{cadres.DIGITS}]"
_CODE = re.compile(rf"\bkader[\W_]{{1,3}}((?:{_LETTER}[ .-]?){{{cadres.CODE_LENGTH - 1}}}{_LETTER})(?!\w)")
"""Anywhere in the message: some people forward the whole invitation."""
_SOME = f"{{1,{cadres.CODE_LENGTH + 2}}}"
_NEARLY = re.compile(rf"(?:/start |kode )?/?kader[\W_]{{1,3}}(\w{_SOME}[ .-]?\w{_SOME})\W*+")
_GIVES_BACK = re.compile(rf"/?kader\W+(?:{'|'.join(texts.typed('cadre')['gives_back'])})\W*")
_ASKS = re.compile(r"/?kader\W*")


async def respond(ctx: Context) -> Turn | None:
    """The answer to KADER, alone or followed by a code or SELESAI; None for any other text."""
    text = _on_one_line(ctx.reading)
    if "kader" not in text:
        return None
    if code := _code(ctx.reading):
        return await _accept(ctx, code)
    if (nearly := _NEARLY.fullmatch(text)) and _is_nearly_a_code(word := re.sub(r"\W", "", nearly[1])):
        words = "cadre.malformed" if len(word) < cadres.CODE_LENGTH else "cadre.mistyped"
        return ctx.answer(Outcome.CADRE_WRONG_CODE, ctx.text(words), ctx.buttons("menu"))
    if _GIVES_BACK.fullmatch(text):
        return await _give_back(ctx)
    if _ASKS.fullmatch(text) and not isinstance(ctx.question, AskFactor):
        role = await role_of(ctx)
        return _show_role(ctx, role) if role else _no_role(ctx)
    return None


def contains_code(ctx: Context) -> bool:
    """Whether the message holds a cadre's code, as an invitation does: it is then not compared with announcements."""
    return bool(_code(ctx.reading))


def _on_one_line(reading: Reading) -> str:
    return " ".join(reading.normalized.split())


def _code(reading: Reading) -> str:
    found = _CODE.search(_on_one_line(reading)) if "kader" in reading.normalized else None
    code = re.sub(r"[ .-]", "", found[1]) if found else ""
    return code.upper() if code and _looks_like_a_code(code) else ""


def _looks_like_a_code(code: str) -> bool:
    return not code.isalpha() and not code.isdecimal()


def _is_nearly_a_code(word: str) -> bool:
    """Whether it may be a mistyped code, with a character too few, too many or wrong; "RW 05" and NIKs are none."""
    return abs(len(word) - cadres.CODE_LENGTH) <= 2 and _looks_like_a_code(word)


async def role_of(ctx: Context) -> Cadre | None:
    """The role of this chat; None when it has none or it has ended."""
    return await cadres.find(ctx.tx, ctx.incoming.channel, ctx.incoming.address, ctx.now)


# ---------------------------------------------------------------- taking the role


async def _accept(ctx: Context, code: str) -> Turn:
    """Gives the role to this chat if the code is right and the chat has tries left."""
    key = ctx.services.key
    if key is None:  # no checks are possible without a key
        return ctx.answer(Outcome.CHECK_UNAVAILABLE, ctx.text("check.unavailable"), ctx.buttons("menu"))
    if not ctx.incoming.keeps_cookies:  # the code stays valid for a browser that can keep the role
        return cookies_refused.refuse(ctx)
    wrong = await _wrong_codes(ctx, key)
    if len(wrong) >= TRIES:
        text = ctx.text("cadre.too_many_tries", most=TRIES, opens=ctx.moment(wrong[-TRIES] + _WINDOW))
        return ctx.answer(Outcome.CADRE_TOO_MANY_TRIES, text, ctx.buttons("menu"))
    role = await cadres.accept(ctx.tx, ctx.incoming.channel, ctx.incoming.address, code, ctx.now)
    if role:
        await ctx.record("cadre.accepted", label=role.label, until=role.last_day.isoformat())
        text = ctx.text("cadre.accepted", most=ctx.services.cadre_checks_per_day, day=ctx.day(role.last_day))
        return ctx.answer(Outcome.CADRE_ACCEPTED, text, ctx.buttons("check", "menu"), closes=True)
    await quotas.count_mismatch(ctx.tx, _bucket(ctx, key), quotas.cadre_code_hash(key), ctx.now)
    if kept := await role_of(ctx):  # the invitation link was opened twice
        return _show_role(ctx, kept)
    left = TRIES - len(wrong) - 1
    return ctx.answer(Outcome.CADRE_WRONG_CODE, ctx.text("cadre.wrong_code", left=left), ctx.buttons("menu"))


async def _wrong_codes(ctx: Context, key: Key) -> list[datetime]:
    """When this chat typed a wrong code within the last hour, oldest first."""
    typed = await quotas.mismatches(ctx.tx, _bucket(ctx, key), quotas.cadre_code_hash(key), ctx.now)
    return [at for at in typed if at > ctx.now - _WINDOW]


def _bucket(ctx: Context, key: Key) -> bytes:
    return quotas.cadre_bucket(key, ctx.incoming.channel, ctx.incoming.address)


def _show_role(ctx: Context, role: Cadre) -> Turn:
    most, day = ctx.services.cadre_checks_per_day, ctx.day(role.last_day)
    text = ctx.text("cadre.status", most=most, day=day, count=role.checks)
    return ctx.answer(Outcome.CADRE_STATUS, text, ctx.buttons("check", "menu"))


def _no_role(ctx: Context) -> Turn:
    return ctx.answer(Outcome.CADRE_NONE, ctx.text("cadre.none"), ctx.buttons("check", "menu"))


# ---------------------------------------------------------------- giving it back


async def _give_back(ctx: Context) -> Turn:
    """Ends the role at once. A check that waits for its second factor is dropped, or it would go unrecorded."""
    if not await role_of(ctx):
        return _no_role(ctx)
    await _end(ctx)
    text = ctx.text("cadre.given_back", most=ctx.services.checks_per_day)
    return ctx.answer(Outcome.CADRE_GIVEN_BACK, text, ctx.buttons("check", "menu"), closes=True)


async def end_with_chat(ctx: Context) -> tuple[Reply, ...]:
    """Ends the role of a chat that is erased; returns the replies that say so."""
    if not await _end(ctx):
        return ()
    return (Reply(ctx.text("cadre.erased", months=ctx.services.audit_months)),)


async def _end(ctx: Context) -> Cadre | None:
    role = await cadres.forget(ctx.tx, ctx.incoming.channel, ctx.incoming.address)
    if role and role.until > ctx.now:
        await ctx.record("cadre.given_back", label=role.label, checks=role.checks)
    return role


# ---------------------------------------------------------------- its checks


async def record_answer(ctx: Context, nik_hash: bytes, turn: Turn, outcome: str = "") -> Turn:
    """The answer to a check. For a cadre, the check is recorded in the audit log and counted once its outcome is known.

    `outcome` replaces that of the answer in the audit log if the answer says less than is known.
    """
    if (outcome or turn.answer.outcome) != _NOT_ANSWERED_YET and await role_of(ctx):
        await record_check(ctx, nik_hash, outcome or turn.answer.outcome)
    return turn


async def record_check(ctx: Context, nik_hash: bytes, outcome: str) -> None:
    """Records the outcome of a cadre's check in the audit log, and counts the check."""
    if outcome != _NOT_ANSWERED_YET:
        await ctx.record("cadre.check", outcome=outcome, nik=nik_hash.hex())
        await cadres.count_check(ctx.tx, ctx.incoming.channel, ctx.incoming.address)
