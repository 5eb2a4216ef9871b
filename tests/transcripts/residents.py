"""Plays what residents type through the real bot on real files, at a fixed time, in every language."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import cast

from pydantic import SecretStr

from bot.app import running
from bot.settings import Settings
from data import hashing
from data.content.texts import DEFAULT, LANGUAGES, text
from data.coverage import snapshots
from data.coverage.second_factor import Factor
from handlers.messages import Answer, Kind
from tests.conftest import PEOPLE, Clock, Office, Person
from tests.support.telegram_channel import on_telegram
from tests.support.whatsapp_channel import on_whatsapp
from tests.transcripts.scenes import (
    ANOTHER_KEY,
    DAMAGED,
    KK_SCENES,
    NAME_SCENES,
    NO_SNAPSHOT,
    OLD_DATA,
    PAGES,
    SCENES,
    TOLD_LATER,
    TOPICS,
    Page,
)

TELEGRAM_LINK, WHATSAPP_LINK = "https://t.me/SigapUjiBot?start=cek", "https://wa.me/6282110002000?text=cek"
"""What a group is given, to ask in private."""


@contextmanager
def _office() -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "sigap"
        home.mkdir()
        yield Office(home, hashing.parse("5a" * 32))


@asynccontextmanager
async def _people(settings: Settings, clock: Clock, channel: str) -> AsyncIterator[Callable[[str], Person]]:
    """New people by name, on the core or on a channel."""
    if channel == "telegram":
        async with on_telegram(settings, clock) as one:
            yield one.another
    elif channel == "whatsapp":
        async with on_whatsapp(settings, clock) as other:
            yield other.another
    else:
        assert channel == "core", f"nobody is led through the transcripts on {channel}"
        async with running(settings, clock) as app:
            yield lambda name: Person(app, address=name)


async def _does(person: Person, line: str) -> Answer:
    """`[a button]`, `(something attached)`, `(group) words`, or plain words."""
    if line.startswith("["):
        return await person.presses_value(line.strip("[]"))
    if line.startswith("(group) "):
        return await person.says_in_group(line.removeprefix("(group) "))
    if line.startswith("("):
        return await person.sends(cast("Kind", line.strip("()")))
    return await person.says(line)


async def _play(
    office: Office,
    language: str,
    scenes: dict[str, list[str]],
    channel: str,
    clock: Clock | None = None,
    *,
    asked: bool = False,
) -> dict[str, str]:
    """Scenes of people who were asked before whether they want announcements, unless they are `asked` here."""
    played: dict[str, str] = {}
    settings = Settings(data_dir=office.home, nik_key=SecretStr(office.key.secret.hex()))
    async with _people(settings, clock or Clock(), channel) as meet:
        for title, said in scenes.items():
            person = meet(f"{language} {title} {len(scenes)}")
            person.language = language
            await person.presses_value(f"language.{language}")
            if not asked:
                await person.presses_value("invite.no")
            written = [f"### {title}\n"]
            for line in said:
                answer = await _does(person, line)
                written.append(f"**>** {line}\n")
                for reply in answer.replies:
                    quoted = "\n".join(f"> {part}".rstrip() for part in reply.words.splitlines())
                    buttons = " ".join(f"`{choice.label}`" for choice in reply.choices)
                    written.append(f"{quoted}\n{f'>{chr(10)}> {buttons}{chr(10)}' if buttons else ''}")
                written.append(f"<sub>{answer.outcome}</sub>\n")
            played[title] = "\n".join(written)
    return played


async def scenes(language: str, channel: str = "core") -> dict[str, str]:
    """All conversations in one language, as Markdown, by the title of the scene."""
    played: dict[str, str] = {}
    with _office() as office:
        office.publishes([*PEOPLE, ("3275014705949344", "A", "", "", "", "", "")], as_of=date(2026, 10, 1))
        office.publishes([*PEOPLE, ("3275014705949345", "A", "", "", "", "", "#N/A")])
        played |= await _play(office, language, {**SCENES, **TOPICS}, channel)
        for where, later in TOLD_LATER.items():
            played |= await _play(office, language, later, where, asked=True)
        late = Clock()
        late.passes(days=100)
        played |= await _play(office, language, OLD_DATA, channel, late)
    for factor, asked in ((Factor.NAME, NAME_SCENES), (Factor.KK, KK_SCENES)):
        with _office() as office:
            office.publishes(factor=factor)
            played |= await _play(office, language, asked, channel)
    with _office() as office:
        played |= await _play(office, language, NO_SNAPSHOT, channel)
        office.publishes(key=hashing.parse("11" * 32))
        played |= await _play(office, language, ANOTHER_KEY, channel)
        office.publishes()
        path = snapshots.file_of(office.snapshots, 2)
        path.write_bytes(path.read_bytes()[:100])
        played |= await _play(office, language, DAMAGED, channel)
    return played


def _page(page: Page, by_language: dict[str, dict[str, str]]) -> str:
    head = (
        f"# {page.title}\n\nWritten by `python -m tests.transcripts`; a test keeps it true. All NIKs are made up."
        " The day is 22 November 2026.\n"
    )
    parts = [head]
    for language, played in by_language.items():
        parts += [f"## {language}\n", *(played[title] for title in page.scenes)]
    return "\n".join(parts)


async def documents(channel: str = "core") -> dict[str, str]:
    """Each page by its file name, as it is heard on a channel: on each the same, but for what a group is told."""
    by_language = {language: await scenes(language, channel) for language in LANGUAGES}
    if channel == "whatsapp":
        by_language = {code: _as_on_telegram(code, played) for code, played in by_language.items()}
    return {f"{name}.md": _page(page, by_language) for name, page in PAGES.items()}


def _as_on_telegram(language: str, played: dict[str, str]) -> dict[str, str]:
    """WhatsApp has a link of its own, and does not say which language somebody in a group reads."""
    here = text("group.nik", DEFAULT, link=WHATSAPP_LINK)
    there = text("group.nik", language, link=TELEGRAM_LINK)
    return {title: one.replace(here, there) for title, one in played.items()}
