"""What gives somebody away is taken out of a Telegram chat: also a NIK with a slip, a KK, an account; nothing else."""

from datetime import date

import pytest

from data.content.texts import phrase
from data.nik import exposed_numbers
from tests.conftest import Office, Opened
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import until

EXPOSED = (
    "32750156075896", "327501560758960", "32750156075896033", "nik saya 3275 0156 0758 96", "3275-0156-0758-960",
    "3275015607589b03", "327S015607589603", "32750156O7589603", "3275015G07589603", "32750|5607589603",
    "327S 0156 0758 9603", "no kk saya 3275011101059007", "3275011101059007 itu nomor KK", "no kk 327501110105900",
    "nomer kk na 3275011101059", "rekening saya 1234567890 bri", "norek bca 0987654321", "no rek 123-456-7890",
    "transfer ke va 88810123456789", "no kartu kks 6013 0123 4567 8901", "nomor peserta bpjs 0001234567890",
    "https://contoh.go.id/cek?nik=3275015607589603", "3275xxxxxx9401", "9975010103889530", "nik 3275 0101 0388 9530 ya",
    "berapa iuran kalau kk saya 3275011101059007?", "https://x.id/?nik=3275.0156.0758.9603",
    "https://x.id/cek/3275-0156-0758-9603", "www.contoh.id/?nik=3275_0156_0758_9603", "32750)5607589603",
    "11.01.01.520190.9603", "1901 2001 0190 9603", "19.01.20 010190 9603", "08.00-12.00 nik 3275015607589603",
    "3275 0141 0590 9001 atau 3275 0156 0758 9603", "tahun 2025 2026, kk 3275011101059007", "3.275.015.607.589.600",
    "gopay 081234567890",
)  # fmt: skip
HARMLESS = (
    "0812 3456 7890", "nomor hp saya 081234567890", "telp 1500910 buka?", "hubungi bri 1500017", "kode pos 17121",
    "iuran 16.800 sebulan", "jadwal 22-11-2026 08.00-15.00", "alamat jl ahmad yani no 12 rt 04 rw 05 bekasi 17121",
    "nik itu 16 digit ya?", "081234567890 / 085712345678", "KADER B4C7D2FG", "kode cek B4C7D2", "gaji 2.000.000",
    "desil 1 2 3 4 5 apa bedanya", "(021) 8895 1234", "rt 001 rw 002", "https://t.me/sigap123456", "no rekening apa?",
    "3275 0141 0590 9001", "contoh 3275014105909001",
    "08.00-12.00 13.00-15.00", "08.00 09.00 10.00 11.00", "buka 08:00 - 12:00, 13:00 - 15:00", "2025 2026 2027",
    "1.000.000 2.000.000 3.000.000", "+62 21 8895 7777 ext 12", "62 21 8895 7777", "1 2 3 4 5 6 7 8 9 10 11 12",
    "17121 17122 17123", "kode pos 17121, 17125, 17131", "kk 0812 3456 7890", "https://x.id/2026-11-22/1234",
    "1.2.3.4.5.6.7.8.9.10.11.12", "10 20 30 40 50 60", "150000 200000 250000", "1.000.000-2.000.000-3.000.000",
    "1500910 1500567",
)  # fmt: skip
SCAM = (
    "Selamat! Anda terpilih menerima dana SIGAP 5 juta, silakan transfer biaya admin ke rekening 1234567890 atas nama "
    "Ahmad hari ini juga"
)


@pytest.mark.parametrize("said", EXPOSED)
def test_a_number_that_gives_somebody_away_is_known(said: str) -> None:
    assert exposed_numbers.kinds_in(said, date(2026, 11, 22))


@pytest.mark.parametrize("said", HARMLESS)
def test_other_numbers_stay(said: str) -> None:
    assert not exposed_numbers.kinds_in(said, date(2026, 11, 22))


@pytest.fixture
def channel() -> str:
    return "telegram"


async def test_the_chat_keeps_none_of_them_and_says_so_once_they_are_gone(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_day=50, messages_per_minute=500)
    assert isinstance(chat, OnTelegram)
    for said in EXPOSED:
        answer = await chat.says(said)
        assert answer.private, said
        assert chat.phone
        assert chat.phone.last_message not in chat.phone.own_messages, said
        assert any(sent.text.endswith(phrase("hidden", "id")) for sent in chat.phone.replies[-2:]), said


async def test_the_chat_keeps_all_else(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(messages_per_minute=500)
    assert isinstance(chat, OnTelegram)
    for said in HARMLESS:
        answer = await chat.says(said)
        assert not answer.private, said
        assert chat.phone
        assert chat.phone.last_message in chat.phone.own_messages, said


async def test_a_swindlers_account_that_was_passed_on_stays_as_evidence(office: Office, bot: Opened) -> None:
    chat = await bot()
    assert isinstance(chat, OnTelegram)
    await chat.says("halo")
    assert chat.phone
    before = len(chat.phone.replies)
    chat.phone.forwards(SCAM)
    await until(lambda: chat.phone is not None and len(chat.phone.replies) > before and chat.settled)
    assert chat.phone.last_message in chat.phone.own_messages
