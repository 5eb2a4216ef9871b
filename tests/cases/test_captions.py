"""A caption is a text: its words are heard as if they had been typed, its picture is refused and taken out."""

import sqlite3
from contextlib import closing

import pytest

from data.content.texts import text
from data.coverage.second_factor import Factor
from handlers.messages import Kind
from tests.conftest import BUDI, CHANNELS, NOBODY, Office, Opened
from tests.support.step_texts import text_of
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import until

REMARK = text("attached.words", "id")
WORDS = (
    "apa manfaatnya?",
    "suami saya kecelakaan kerja",
    "saya putus asa, mau mati saja",
    "kantor bpjs dimana",
    BUDI,
    f"cek nik {NOBODY} dong",
    "info sigap: daftar sekarang dapat 5 juta, klik http://sigap-bekasi.xyz",
    "menu",
    "english",
    "cara betulkan data kk gimana",
    "pesan ini beneran ga",
    "ini asli?",
    "3275 0141 0590",
    "makasih",
    "suamiku jatuh dari motor waktu kerja, ini fotonya, harus gimana",
    "no kk saya 3275011101059007",
)
KINDS: tuple[Kind, ...] = ("photo", "file")


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_words_are_heard_as_if_typed_and_the_picture_refused(office: Office, bot: Opened, kind: Kind) -> None:
    office.publishes()
    chat = await bot()
    for n, said in enumerate(WORDS):
        typed = await chat.another(f"typed {n}").says(said)
        captioned = await chat.another(f"captioned {n}").sends(kind, said)
        bubbles = [reply.text for reply in captioned.replies]
        assert (captioned.outcome, captioned.topic) == (typed.outcome, typed.topic), said
        assert bubbles[0].split("\n\n")[0] == typed.replies[0].text.split("\n\n")[0], said  # help first
        assert "\n".join(bubbles).count(REMARK) == 1
        assert len(bubbles) == len(typed.replies)
        assert captioned.private


@pytest.mark.parametrize("kind", KINDS)
async def test_stop_under_a_photo_is_heeded(office: Office, bot: Opened, kind: Kind) -> None:
    chat = await bot()
    await chat.says("langganan")
    answer = await chat.sends(kind, "BERHENTI")
    assert answer.outcome == "unsubscribed"
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        assert live.execute("SELECT count(*) FROM chats WHERE subscribed IS NOT NULL").fetchone() == (0,)


async def test_a_first_name_under_a_photo_answers_the_question(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    asked = await chat.sends("photo", BUDI)
    assert [reply.text for reply in asked.replies] == [f"{REMARK}\n\n{text('check.factor_name', 'id')}"]  # asked last
    assert (await chat.sends("photo", "Budi")).outcome == "check.found"


@pytest.mark.parametrize("words", ["", "   ", "xqzt wvbn", "👍"])
async def test_without_words_that_mean_something_it_is_refused_as_ever(bot: Opened, words: str) -> None:
    chat = await bot()
    answer = await chat.sends("photo", words)
    assert answer.outcome == "attached"
    assert [reply.text for reply in answer.replies] == [text("attached.photo", "id", example="3275 0141 0590 9001")]
    assert answer.private


async def test_a_sticker_without_words_is_no_photo(bot: Opened) -> None:
    assert (await (await bot()).sends("other")).outcome == "not_understood"


async def test_words_under_a_video_a_voice_message_and_a_moving_picture_are_heard(bot: Opened, channel: str) -> None:
    chat = await bot()
    if not isinstance(chat, OnTelegram):
        return
    await chat.says("halo")
    assert chat.phone
    for kind, said, page in (
        ("video", "kantor bpjs dimana", "offices.bpjs"),
        ("voice", "cara klaim", "info.claim"),
        ("animation", "siapa yang bayar iurannya", "answer.paid.who_pays"),
    ):
        before = len(chat.phone.replies)
        chat.phone.sends(kind, said)
        await until(lambda before=before: len(chat.phone.replies) > before and chat.settled)  # type: ignore[misc]
        assert REMARK in chat.phone.last.text
        assert chat.phone.replies[before].text.replace("<b>", "").startswith(text_of(page)[:20])
        assert (chat.phone.last_message in chat.phone.own_messages) is (kind != "video")


async def test_an_album_is_answered_once(bot: Opened, channel: str) -> None:
    chat = await bot()
    if not isinstance(chat, OnTelegram):
        return
    await chat.says("halo")
    assert chat.phone
    assert chat.api
    before = len(chat.phone.replies)
    for caption in ("suami saya kecelakaan kerja", None, None):
        chat.phone._attaches(chat.api.files.add("photo", "foto.jpg", b""), caption, media_group_id="7")
    await until(lambda: chat.settled)
    texts = [sent.text for sent in chat.phone.replies[before:]]
    assert REMARK in texts[-1]
    assert "\n".join(texts).count(REMARK) == 1
    assert text("attached.photo", "id", example="")[:25] not in "".join(texts)
    assert chat.phone.last_message not in chat.phone.own_messages
