"""The verb `poster`: makes a poster with QR codes for an office."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.command_line.output import configured, out, say_warning, stop
from bot.posters import offices
from bot.setting_values.secrets import SettingsProblem
from bot.settings import Settings
from data.content import poster_texts
from data.files import own_files

app = typer.Typer()

_USERNAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_NUMBER = re.compile(r"\+?([1-9][0-9]{6,14})")
_BETWEEN = re.compile(r"[\s().-]")
"""What people write between the digits of a phone number."""


def _name(written: str) -> str:
    found = _USERNAME.fullmatch(written)
    if found is None:
        raise typer.BadParameter("write the bot's username, such as SigapBekasiBot")
    return found[1]


def _number(written: str) -> str:
    found = _NUMBER.fullmatch(_BETWEEN.sub("", written))
    if found is None:
        raise typer.BadParameter("write the number with its country code, such as +62 821 1000 2000")
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
    whatsapp: Annotated[
        str | None,
        typer.Option(parser=_number, metavar="NUMBER", help="The number on WhatsApp; by default the one of the token."),
    ] = None,
) -> None:
    """Make a poster for an office: one A4 page with QR codes of web chat, Telegram and WhatsApp, ready to print.

    The web chat is the one of SIGAP_PUBLIC_URL. Chats that begin with the Telegram code are counted for that office.
    Chats that begin with the WhatsApp code are billed like any other.
    """
    found = configured()
    try:
        place = offices.find(office)
    except offices.UnknownOffice as problem:
        stop(str(problem))
    words = poster_texts.poster_text(language)
    codes: list[tuple[str, str, str]] = []
    """Of each code the label, the URL, and its short form."""
    if found.chat_url:
        if not found.chat_url.startswith("https://"):
            say_warning(f"{found.chat_url} can be reached from this machine only.")
        codes.append((words.web, found.chat_url, found.chat_url.split("://")[1]))
    if name := telegram or _username(found):
        codes.append((words.telegram, f"https://t.me/{name}?start=poster-{place.place}", f"@{name}"))
    number = whatsapp or _whatsapp_number(found)
    if number:
        codes.append((words.whatsapp, f"https://wa.me/{number}", f"+{number}"))
    if not codes:
        stop(
            "There is nothing a QR code could open. Set SIGAP_PUBLIC_URL to the https address of the web chat, or "
            "SIGAP_TELEGRAM_TOKEN, or give --telegram USERNAME or --whatsapp NUMBER."
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
    if number:
        out.print(
            "WhatsApp bills the answers in chats that begin with its code, as in all others. For 72 hours after a "
            "click on the WhatsApp button of the city's Facebook Page they are free: see docs/operators/whatsapp.md.",
            soft_wrap=True,
        )


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


def _whatsapp_number(settings: Settings) -> str:
    """The digits of the number on WhatsApp, as Meta tells it; empty where WhatsApp is not used."""
    try:
        access = settings.whatsapp
    except SettingsProblem as problem:
        stop(str(problem))
    if access is None:
        return ""

    # Only here, as above.
    from bot.channels.whatsapp.client import Client  # noqa: PLC0415
    from bot.sending.errors import SendError  # noqa: PLC0415

    async def asked() -> str:
        client = Client(access, settings.whatsapp_api_url)
        client.open()
        try:
            return await client.display_number()
        finally:
            await client.close()

    try:
        return re.sub(r"\D", "", asyncio.run(asked()))
    except SendError as problem:
        stop(f"WhatsApp did not tell the number ({problem or type(problem).__name__}). Give it: --whatsapp NUMBER.")
