"""The verb `import`: builds a snapshot from the lists of the labour office, and publishes it."""

import dataclasses
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.command_line import dates, gates, import_report, list_options
from bot.command_line.audited import audited
from bot.command_line.output import (
    REFUSED,
    bar,
    cleanup_on_signals,
    configured,
    confirmed,
    ignore_signals,
    out,
    say_warning,
    stop,
)
from bot.command_line.usage import OfficeCommand, unquoted
from bot.commands import checks
from bot.settings import Settings
from data.coverage.columns import status_words
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import importer, job, rejected_file
from data.coverage.importing.all_listed import SWITCH as ALL_LISTED
from data.coverage.importing.job import Refused
from data.coverage.second_factor import Factor
from data.coverage.snapshots import SnapshotProblem
from data.database import stored_values
from data.files import memory_limit
from data.import_texts import render

app = typer.Typer()


class Language(StrEnum):
    """The languages of the output."""

    ID = "id"
    EN = "en"


@app.command("import", cls=OfficeCommand)
def import_file(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="CSV or Excel, as the labour office has it. Several files form one list."
        ),
    ],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="The day of the list: 2025-11-05 or 05/11/2025.")
    ],
    *,
    second_factor: Annotated[
        Factor,
        typer.Option(help="What residents are asked besides the NIK: first name, or last 4 digits of the KK."),
    ] = Factor.NONE,
    sheet: list_options.OneSheet = None,
    all_sheets: list_options.AllSheets = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report, publish nothing.")] = False,
    replace: gates.Replace = False,
    older: gates.Older = False,
    accept_rejected: gates.AcceptRejected = 0,
    accept_unclear: gates.AcceptUnclear = 0,
    all_listed: list_options.AllListed = False,
    ignore_columns: list_options.IgnoreColumns = None,
    rejected: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help="Write the list back to this file, with the reason in a red cell beside each row that was not taken. "
            "Delete it afterwards: it holds the whole list.",
        ),
    ] = None,
    language: Annotated[
        Language, typer.Option(help="The language of the output: Indonesian or English.")
    ] = Language.ID,
) -> None:
    """Check a participants file, build a coverage snapshot and publish it.

    Refused unless its own switch says yes: more than 1 % of rows rejected, more than 1 % of people unclear, 10 % fewer
    people than the live list, a list older than the live one, made-up people over real ones; and a column that looks
    like a status or a date and is not read. The refusal says all of it at once, and what to type. Whatever happens, the
    old snapshot stays live until the new one is sound.
    """
    found = configured()
    memory_limit.limit_memory()
    list_options.check_sheets(sheet, language, all_sheets=all_sheets)
    try:
        day = dates.list_day(as_of, language)
    except dates.UnfitDay as problem:
        stop(str(problem))
    try:
        words = status_words.read(found.data_dir)
        if rejected:
            rejected_file.check(rejected, found.data_dir)
    except status_words.StatusWordsProblem as problem:
        stop(problem.sentence.in_language(language))
    except rejected_file.CannotReturn as problem:
        stop(f"{problem.sentence.in_language(language)} {unquoted(files, language)}".strip())
    key = found.required_key()
    stored_values.require_key(found.database, key)
    accepted = job.Accepted(replace, older, accept_rejected, accept_unclear)
    order = job.ImportJob(
        files[0],
        day,
        datetime.now(UTC),
        key,
        found.snapshots,
        second_factor,
        sheet,
        all_sheets=all_sheets,
        accepted=accepted,
        dry_run=dry_run,
        status_words=words,
        all_listed=all_listed,
        ignore_columns=list_options.names(ignore_columns),
        keep_reasons=rejected is not None,
        more=tuple(files[1:]),
        publishing=ignore_signals,
    )
    try:
        with cleanup_on_signals():
            report = _publish_as_meant(found, order, language)
    except Refused as refused:
        import_report.show_import(out, refused.report, language)
        out.print()
        _return(order, refused.report, rejected, language)
        names_rows = refused.report.rejected or refused.report.unclear
        after = render("rejected.see_all", language) if names_rows and rejected is None else ""
        command = _typed(order, rejected, language)
        gates.refuse("gate.not_published", refused, command, accepted, language, after)
    except UnreadableFile as problem:
        stop(f"{problem.sentence.in_language(language)} {unquoted(files, language)}".strip())
    except SnapshotProblem as problem:
        stop(problem.sentence.in_language(language), REFUSED)
    import_report.show_import(out, report, language)
    out.print()
    _return(order, report, rejected, language)
    number = report.about.number if report.about else 0
    if report.published:
        published = render("end.as_snapshot", language, number=str(number))
        out.print(Text.assemble((render("end.published", language), "bold green"), f" {published}"), soft_wrap=True)
        checks.remind(found)
    else:
        out.print(render("end.dry_run", language), soft_wrap=True)


def _typed(order: job.ImportJob, rejected: Path | None, language: Language) -> list[str]:
    """The command as it was typed, without the switches that accept a risk, and without --dry-run.

    The file that was written back now is not overwritten the next time, so the command names another one.
    """
    words = ["sigap", "import", *map(str, order.paths), "--as-of", order.as_of.isoformat()]
    words += ["--second-factor", order.factor.value] if order.factor is not Factor.NONE else []
    words += list_options.sheet_options(order.sheet, all_sheets=order.all_sheets)
    words += list_options.column_options(order.ignore_columns, all_listed=order.all_listed)
    words += ["--rejected", str(rejected_file.free_path(rejected))] if rejected else []
    return words + (["--language", language.value] if language is not Language.ID else [])


def _publish_as_meant(found: Settings, order: job.ImportJob, language: Language) -> job.Report:
    """Publishes. Where everybody must be meant to be listed, asks the person at the keyboard."""

    def publish(order: job.ImportJob) -> job.Report:
        return _publish(order, language) if order.dry_run else _publish_audited(found, order, language)

    try:
        return publish(order)
    except Refused as refused:
        question = f"{refused.gates[0].sentence.in_language(language)} {render('all_listed.ask', language)}"
        if refused.switches != [*ALL_LISTED] or not confirmed(question):
            raise
    return publish(dataclasses.replace(order, all_listed=True))


def _return(order: job.ImportJob, report: job.Report, path: Path | None, language: Language) -> None:
    """Writes the list back if that was asked for and a row was not taken. An error here changes nothing else."""
    if path is None:
        return
    if not report.reasons:
        out.print(render("rejected.none", language, file=path), soft_wrap=True)
        return
    read = rejected_file.ImportedLists(order.paths, order.sheet, order.all_sheets, report.reasons, report.source)
    try:
        with cleanup_on_signals():
            left = rejected_file.write(path, read, language)
    except (rejected_file.CannotReturn, UnreadableFile) as problem:
        say_warning(problem.sentence.in_language(language))
        return
    out.print(render("rejected.written", language, file=path, rows=len(report.reasons)), soft_wrap=True)
    if left:
        say_warning(render("rejected.left_out", language, rows=left))


def _publish(order: job.ImportJob, language: Language) -> job.Report:
    with bar(language) as progress:
        return importer.publish(order, progress)


def _publish_audited(found: Settings, order: job.ImportJob, language: Language) -> job.Report:
    words = order.accepted.words + list_options.column_options(order.ignore_columns, all_listed=order.all_listed)
    risks = " ".join(map(job.short, words)) or "nothing"
    with audited(found, "import", as_of=order.as_of.isoformat(), factor=order.factor, risks=risks) as details:
        report = _publish(order, language)
        details |= {"rows": report.rows, "rejected": report.rejected.total()}
        if report.about:
            details |= {"snapshot": report.about.number, "source": report.about.source_sha256}
            details |= {"listed": report.about.listed, "ended": report.about.ended}
            details |= {"unclear": report.about.unclear}
    return report
