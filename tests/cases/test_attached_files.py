"""What staff attach is known by its name and first bytes, whatever their app calls it."""

import zlib

import pytest

from bot.channels.telegram import document_kinds
from data.channels import TELEGRAM_LIMITS
from tests.conftest import Opened
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import until

PDF, JPEG, PNG = b"%PDF-1.4\n%\xe2", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\x89PNG\r\n\x1a\n\x00\x00"
HEIC, WEBP, ZIP = b"\x00\x00\x00\x18ftypheic\x00", b"RIFF\x24\x00\x00\x00WEBPVP8 ", b"PK\x03\x04\x14\x00"
KEPT, HINT, WRONG = "Lampiran tersimpan.", "Kirim lagi sebagai foto", "Hanya gambar atau PDF."
LARGE = "Terlalu besar; paling banyak 20 MB"
OCTETS = "application/octet-stream"


@pytest.fixture
def channel() -> str:
    return "telegram"


@pytest.fixture
async def ani(bot: Opened) -> OnTelegram:
    """A writer on Telegram, who is asked for the picture or PDF of her draft."""
    chat = await bot(staff=f"{6_000_000_000 + zlib.crc32(b'ani')}:writer:Ani", messages_per_minute=500)
    assert isinstance(chat, OnTelegram)
    chat.address = "ani"
    await chat.says("/siaran")
    await chat.presses("Tulis siaran baru")
    await chat.says("Besok loket tutup.")
    return chat


async def _sends(ani: OnTelegram, name: str, mime: str | None, content: bytes, size: int | None = None) -> str:
    """What she hears when she attaches this."""
    await ani.presses_value("desk.file.1")
    assert ani.phone
    before = len(ani.phone.replies)
    ani.phone.sends_document(name, mime, content, size=size)
    await until(lambda: ani.phone is not None and len(ani.phone.replies) > before and ani.settled)
    return ani.phone.last.text


@pytest.mark.parametrize(
    ("name", "mime", "content", "told"),
    [
        ("jadwal.pdf", OCTETS, PDF, KEPT),
        ("JADWAL.PDF", OCTETS, b"\xef\xbb\xbf\n" + PDF, KEPT),  # readers allow something before the mark
        ("jadwal.pdf", "binary/octet-stream", PDF, KEPT),
        ("jadwal.pdf", "application/x-pdf", PDF, KEPT),
        ("jadwal.pdf", "application/pdf", PDF, KEPT),
        ("jadwal.pdf", None, PDF, KEPT),
        ("jadwal.pdf", OCTETS, ZIP, WRONG),
        ("jadwal.pdf", OCTETS, b"MZ\x90\x00", WRONG),
        ("jadwal.docx", OCTETS, ZIP, WRONG),
        ("jadwal", OCTETS, PDF, WRONG),
        ("jadwal.pdf", OCTETS, JPEG, HINT),
        ("poster.jpg", "image/jpeg", JPEG, HINT),
        ("poster.jpg", OCTETS, JPEG, HINT),
        ("poster", OCTETS, JPEG, HINT),
        ("poster.png", "image/png", PNG, HINT),
        ("IMG_1.HEIC", OCTETS, HEIC, HINT),
        ("poster", OCTETS, WEBP, HINT),
        ("", None, PNG, HINT),
    ],
)
async def test_a_file_is_what_its_name_and_first_bytes_are(
    ani: OnTelegram, name: str, mime: str | None, content: bytes, told: str
) -> None:
    assert told in await _sends(ani, name, mime, content)


async def test_a_file_that_cannot_be_looked_into_is_not_taken(ani: OnTelegram) -> None:
    assert ani.api
    ani.api.files._paths.clear()
    await ani.presses_value("desk.file.1")
    assert ani.phone
    before = len(ani.phone.replies)
    file = ani.api.files.add("document", "jadwal.pdf", PDF, mime=OCTETS)
    ani.api.files._paths.clear()  # gone when it is asked for
    ani.phone._attaches(file, None)
    await until(lambda: ani.phone is not None and len(ani.phone.replies) > before and ani.settled)
    assert WRONG in ani.phone.last.text


async def test_a_file_that_telegram_hands_to_no_bot_is_not_asked_for(ani: OnTelegram) -> None:
    assert ani.api
    asked: list[str] = []
    about = ani.api.files.about

    def noted(file_id: str) -> dict[str, object]:
        asked.append(file_id)
        return about(file_id)

    ani.api.files.about = noted  # type: ignore[method-assign]
    assert LARGE in await _sends(ani, "jadwal.pdf", OCTETS, PDF, TELEGRAM_LIMITS.download + 1)
    assert asked == []
    assert KEPT in await _sends(ani, "jadwal.pdf", OCTETS, PDF, TELEGRAM_LIMITS.download)
    assert len(asked) == 1


async def test_what_residents_attach_is_not_looked_into(ani: OnTelegram) -> None:
    resident = OnTelegram(ani.app, "siti", ani.channel, api=ani.api, telegram=ani.telegram, open=ani.open)
    await resident.says("halo")
    assert resident.phone
    assert ani.api
    before, asked = len(resident.phone.replies), []
    about = ani.api.files.about

    def noted(file_id: str) -> dict[str, object]:
        asked.append(file_id)
        return about(file_id)

    ani.api.files.about = noted  # type: ignore[method-assign]
    resident.phone.sends_document("ktp.pdf", OCTETS, PDF)
    await until(lambda: len(resident.phone.replies) > before and resident.settled)  # type: ignore[union-attr]
    assert asked == []


@pytest.mark.parametrize("beginning", [b"", b"%PD", b"\x00" * document_kinds.BEGINNING, b"%PDF", b"\xff\xd8"])
def test_too_little_to_tell_is_nothing_we_take(beginning: bytes) -> None:
    assert document_kinds.detected_kind("a.pdf", beginning) == "other"
