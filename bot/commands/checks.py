"""The verbs of the emergency stop: checks off, checks on, and the present state."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.text import Text

from bot.command_line import dates
from bot.command_line.audited import actor
from bot.command_line.output import configured, out, say_warning, stop
from bot.settings import Settings
from data.audit import audit_log
from data.clock import WIB, wib_day
from data.content import texts
from data.coverage import emergency_stop
from data.coverage.emergency_stop import Correction, Off
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction
from data.nik import disclosed_numbers, exposed_numbers

app = typer.Typer(
    invoke_without_command=True,
    help="Stop all checks of NIKs at once, when the list may be wrong; alone: show the state.\n\n"
    'When the list is wrong: sigap checks off "wrong list". Then sigap rollback, and then, if there is a right '
    "list, sigap import: otherwise people who are only in the wrong list are told that they were listed once. Then "
    "sigap checks on. A running bot follows at once, on every channel.",
)

_LONGEST = audit_log.LONGEST
_NO_NUMBERS = "Leave out the NIK, or any other number of a person: the reason is stored, and staff read it."
_SHOWN = ("id", "en")
"""The languages in which the command shows what residents will read."""

Result = TypeVar("Result")
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@dataclass(frozen=True, slots=True)
class _State:
    off: Off | None
    correction: Correction | None


@app.callback()
def show(context: typer.Context) -> None:
    """Say whether NIKs are checked, and what is written above answers."""
    if context.invoked_subcommand is None:
        _show_state(_run_in_transaction(configured(), _read_state))


@app.command("off")
def off(
    reason: Annotated[
        str,
        typer.Argument(help="Why, for staff and the audit; residents never read it. Without any person's number."),
    ],
    *,
    yes: Yes = False,
) -> None:
    """Stop all checks. People who send a NIK read that we cannot answer yet: never that somebody is not listed.

    No NIK is looked up or counted, no second factor is compared, and no watch is notified. All other questions are
    answered as usual, and announcements go on. It stays so, whatever is imported or rolled back and however often the
    bot starts, until `sigap checks on`. On a terminal it asks first.

    Example: sigap checks off "list of 20 November held the wrong people"
    """
    why = _reason(reason)
    found = configured()
    _ask("People who send a NIK will read", {"check.stopped": {}}, "Stop all checks?", yes=yes)
    try:
        before = _run_in_transaction(found, lambda tx, now: _stop(tx, now, why))
    except ValueError:  # the audit accepts no long number of any kind
        _refuse(_NO_NUMBERS)
    if before:
        out.print("Checks were stopped before; they have a new reason now.", soft_wrap=True)
    _show_state(_run_in_transaction(found, _read_state))


@app.command("on")
def on(
    *,
    corrected_since: Annotated[
        date | None,
        typer.Option(
            parser=dates.past_day,
            metavar="DATE",
            help="The first day on which answers may have been wrong, 2026-11-20: for 7 days each answer says so.",
        ),
    ] = None,
    no_correction: Annotated[
        bool, typer.Option("--no-correction", help="Remove the sentence above answers that an earlier `on` added.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Let NIKs be checked again, once the published list is the right one (sigap snapshots shows which it is).

    Nobody knows who read a wrong answer. So --corrected-since adds a sentence above every answer for 7 days: between
    that day and the day of the stop, answers may have been wrong. The sentence is fixed, in each language. The option
    can also be given later. Watches are notified then of what changed. On a terminal it asks first.

    Examples: sigap checks on, or: sigap checks on --corrected-since 2026-11-20
    """
    if corrected_since and no_correction:
        stop("Give --corrected-since or --no-correction, not both.")
    found = configured()
    now = datetime.now(UTC)
    state = _run_in_transaction(found, _read_state)
    given = _correction(corrected_since, state, now) if corrected_since else None
    if not (state.off or given or no_correction):
        out.print("Checks are on: nothing was stopped.", soft_wrap=True)
        return
    if given:
        days = {code: {"first": texts.day(given.first, code), "last": texts.day(given.last, code)} for code in _SHOWN}
        _ask("Above each answer, for 7 days", {given.sentence: days}, "Let checks go on?", yes=yes)
    else:
        _ask("NIKs will be checked again in the published list", {}, "Let checks go on?", yes=yes)
    _run_in_transaction(found, lambda tx, moment: _resume(tx, moment, given, withdraws=no_correction))
    _show_state(_run_in_transaction(found, _read_state))


def remind(found: Settings) -> None:
    """Warns after a list was published or restored that checks are stopped, so that it is not used yet."""
    if off := emergency_stop.off_in(found.database):
        say_warning(
            f"checks are stopped since {_moment(off.since)}, so nobody is answered from this list yet. "
            "Once it is right: sigap checks on"
        )


# ---------------------------------------------------------------- what was typed


def _reason(written: str) -> str:
    """The reason as it is stored. The error for a refused reason does not quote it."""
    why = " ".join(written.split())
    if not why:
        _refuse('Say why, for the audit: sigap checks off "wrong list"')
    if len(why) > _LONGEST:
        _refuse(f"Say why in at most {_LONGEST} characters.")
    today = datetime.now(WIB).date()
    if disclosed_numbers.kind_of(why, today) or exposed_numbers.kinds_in(why, today):
        _refuse(_NO_NUMBERS)
    return why


def _refuse(message: str) -> NoReturn:
    stop(f"Checks were not stopped. {message}")


def _correction(first: date, state: _State, now: datetime) -> Correction:
    """The correction from the first wrong day to the day of the stop, or to today without a stop."""
    last = wib_day(state.off.since if state.off else now)
    if state.correction and not state.off:
        last = state.correction.last
    if first > last:
        stop(f"Give a day up to {last}, the last day with answers that may have been wrong.")
    return Correction(first, last, now + emergency_stop.SHOWN)


def _ask(meaning: str, sentences: dict[str, dict[str, dict[str, str]]], question: str, *, yes: bool) -> None:
    """Shows what residents will read; on a terminal, asks for confirmation."""
    out.print(f"{meaning}{':' if sentences else '.'}", soft_wrap=True)
    for key, values in sentences.items():
        for code in _SHOWN:
            said = " ".join(texts.text(key, code, **values.get(code, {})).split())
            out.print(Text(f"  {said}", "bold"), soft_wrap=True)
    if not yes and sys.stdin.isatty():
        typer.confirm(question, abort=True)


# ---------------------------------------------------------------- what is kept


async def _stop(tx: Transaction, now: datetime, why: str) -> Off | None:
    before = await emergency_stop.stop(tx, now, why)
    await audit_log.note(tx, now, actor(), "checks.off", reason=why, again=before is not None)
    return before


async def _resume(tx: Transaction, now: datetime, given: Correction | None, *, withdraws: bool) -> None:
    before = await emergency_stop.go_on(tx)
    if given or withdraws:
        await emergency_stop.correct(tx, given)
    said = {"first": given.first.isoformat(), "last": given.last.isoformat()} if given else {}
    since = before.since.astimezone(WIB).isoformat() if before else None
    await audit_log.note(tx, now, actor(), "checks.on", off_since=since, **said, **_true_flags(withdraws=withdraws))


def _true_flags(**what: bool) -> dict[str, bool]:
    return {name: True for name, holds in what.items() if holds}


async def _read_state(tx: Transaction, now: datetime) -> _State:
    return _State(await emergency_stop.off(tx), await emergency_stop.correction(tx, now))


def _run_in_transaction(found: Settings, work: Callable[[Transaction, datetime], Awaitable[Result]]) -> Result:
    async def done() -> Result:
        database: Database = await open_database(found.database, found.audit_checkpoint)
        try:
            async with database.transaction() as tx:
                return await work(tx, datetime.now(UTC))
        finally:
            await database.close()

    return asyncio.run(done())


# ---------------------------------------------------------------- how it stands


def _show_state(state: _State) -> None:
    if state.off:
        said = Text.assemble(("Checks are stopped", "bold red"), f" since {_moment(state.off.since)}: ")
        out.print(said.append(state.off.reason), soft_wrap=True)
        out.print("Next: sigap rollback to the last list that was right, then sigap import, if there is a new one.")
        out.print("At the end: sigap checks on; or, where residents read wrong answers:", soft_wrap=True)
        out.print("sigap checks on --corrected-since DATE", soft_wrap=True)
    else:
        out.print(Text.assemble(("Checks are on", "bold green"), "."), soft_wrap=True)
    if given := state.correction:
        days = f"{given.first}" if given.first == given.last else f"{given.first} to {given.last}"
        until = f"Until {_moment(given.until)} each answer says that answers of {days} may have been wrong."
        out.print(until, soft_wrap=True)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(WIB):%Y-%m-%d %H:%M} WIB"
