"""The verb `poster`: makes a poster with QR codes for an office."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.command_line.output import configured, out, say_warning, stop
from bot.posters import offices
from bot.settings import Settings
from data.content import poster_texts
from data.files import own_files

app = typer.Typer()

_USERNAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")


def _name(written: str) -> str:
    found = _USERNAME.fullmatch(written)
    if found is None:
        raise typer.BadParameter("write the bot's username, such as SigapBekasiBot")
    return found[1]


@app.command("poster")
def make_poster(
    office: Annotated[
        str, typer.Option(help='The office where it will hang: "Kelurahan Jatiasih", "Kec. Medan Satria".')
    ],
    *,
    output: Annotated[Path | None, typer.Option(help="The PDF to write; by default named after the office.")] = None,
    language: Annotated[Literal["id", "su", "en"], typer.Option(help="The language of the poster.")] = "id",
    telegram: Annotated[
        str | None,
        typer.Option(parser=_name, metavar="USERNAME", help="The Telegram bot; by default the one of the token."),
    ] = None,
) -> None:
    """Make a poster for an office: one A4 page with QR codes of the web chat and of Telegram, ready to print.

    The web chat is the one of SIGAP_PUBLIC_URL. Chats that begin with the Telegram code are counted for that office.
    """
    found = configured()
    try:
        place = offices.find(office)
    except offices.UnknownOffice as problem:
        stop(str(problem))
    words = poster_texts.poster_text(language)
    codes: list[tuple[str, str, str]] = []
    if found.chat_url:
        if not found.chat_url.startswith("https://"):
            say_warning(f"{found.chat_url} can be reached from this machine only.")
        codes.append((words.web, found.chat_url, found.chat_url.split("://")[1]))
    if name := telegram or _username(found):
        codes.append((words.telegram, f"https://t.me/{name}?start=poster-{place.place}", f"@{name}"))
    if not codes:
        stop(
            "There is nothing a QR code could open. Set SIGAP_PUBLIC_URL to the https address of the web chat, or "
            "SIGAP_TELEGRAM_TOKEN, or give --telegram USERNAME."
        )
    # Only here: the import takes a second, which a typing error should not.
    from bot.posters import drawing  # noqa: PLC0415

    drawn = drawing.draw(place.title, tuple(drawing.Code(*code) for code in codes), words, language, datetime.now(UTC))
    file = output or Path(f"poster-{place.kind.lower()}-{place.place}.pdf")
    try:
        with own_files.open_private(file) as opened:
            opened.write(drawn)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")
    out.print(f"Poster for {place.title} written to {file}. Its QR codes open:", soft_wrap=True)
    for _, url, _ in codes:
        out.print(f"  {url}", soft_wrap=True)


def _username(settings: Settings) -> str:
    """The bot's username, as Telegram tells it; empty without a token."""
    if not settings.telegram:
        return ""

    # Only here: both take long to import, and are not needed when the bot is named.
    from bot.channels.telegram.client import Api  # noqa: PLC0415
    from bot.sending.errors import SendError  # noqa: PLC0415

    async def asked() -> str:
        api = Api(settings)
        await api.open()
        try:
            return str((await api.call("getMe", {}))["username"])
        finally:
            await api.close()

    try:
        return asyncio.run(asked())
    except SendError as problem:
        stop(
            f"Telegram did not tell the bot's name ({problem or type(problem).__name__}). Give it: --telegram USERNAME."
        )
