"""Files on Telegram, over HTTP to our strict fake: what people attach and pass on, and what we send with our words."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.telegram.channel import CAPABILITIES
from bot.channels.telegram.client import Api
from bot.channels.telegram.media import Files
from bot.channels.telegram.optional_fields import OptionalFields
from bot.channels.telegram.parse import read
from bot.channels.telegram.update_models import Update
from bot.sending import compose
from bot.sending.errors import Refused
from bot.settings import Settings
from data.announcements.announcements import Attachment
from data.channels import TELEGRAM_LIMITS
from data.content import pictures
from handlers.messages import Answer, Choice, Incoming, Picture, Reply
from handlers.outcomes import Outcome
from tests.conftest import Opened
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import until

CSV = b"bahasa;terkirim\nid;12\n"
CHART = pictures.png("app", "id")
MENU = (Choice("Menu", "menu"),)


async def made(name: str) -> bytes:
    return {"report-12.csv": CSV, "figures.png": CHART, "broken.png": b"no picture", "empty.csv": b""}[name]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api:
        yield api


@pytest.fixture
async def ours(api: BotApi) -> AsyncIterator[Api]:
    ours = Api(Settings.model_validate({"telegram_token": api.token, "telegram_api_url": api.url}))
    await ours.open()
    yield ours
    await ours.close()


@pytest.fixture
def files(ours: Api) -> Files:
    return Files(ours, OptionalFields(), made)


@pytest.fixture
def phone(api: BotApi) -> Person:
    phone = person(api)
    phone.says("halo")
    return phone


async def heard(api: BotApi, ours: Api) -> Incoming:
    """The newest message, as the bot understands it."""
    found = await ours.call("getUpdates", {})
    incoming = read(Update.model_validate(found[-1]), api.username, api.bot_id)
    assert isinstance(incoming, Incoming)
    return incoming


async def attached(api: BotApi, ours: Api) -> Attachment:
    one = (await heard(api, ours)).attachment
    assert one
    return one


async def sends(files: Files, phone: Person, reply: Reply) -> None:
    for message in compose.messages(reply, CAPABILITIES):
        await files.send(message, {"chat_id": str(phone.chat)})


# ---------------------------------------------------------------- what comes in


async def test_a_photo_comes_with_its_words_and_in_its_largest_size(api: BotApi, ours: Api, phone: Person) -> None:
    phone.sends_photo(CHART, "Jadwal baru")
    one = await heard(api, ours)
    assert (one.text, one.kind, one.forwarded) == ("Jadwal baru", "photo", False)
    assert one.attachment
    assert (one.attachment.kind, one.attachment.name) == ("photo", "")
    assert one.attachment.size > 0
    about = await ours.call("getFile", {"file_id": one.attachment.reference})
    assert about["file_unique_id"] == one.attachment.mark


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [
        ("jadwal.pdf", "application/pdf", "pdf"),
        ("JADWAL.PDF", None, "pdf"),
        ("jadwal.pdf", "application/x-msdownload", "other"),
        ("jadwal.docx", None, "other"),
        ("foto.jpg", "image/jpeg", "image"),
    ],
)
async def test_a_file_is_a_pdf_or_something_else(
    api: BotApi, ours: Api, phone: Person, name: str, mime: str | None, kind: str
) -> None:
    phone.sends_document(name, mime, b"isi", "Ini", size=77)
    one = await heard(api, ours)
    assert (one.kind, one.text) == ("file", "Ini")
    assert one.attachment
    assert (one.attachment.kind, one.attachment.name, one.attachment.size) == (kind, name, 77)


async def test_what_is_passed_on_is_known_as_such_and_its_file_by_its_mark(
    api: BotApi, ours: Api, files: Files, phone: Person
) -> None:
    phone.sends_photo(CHART)
    original = await attached(api, ours)
    await sends(files, phone, Reply("Pengumuman", attachment=original))
    neighbour = person(api)
    neighbour.forwards(phone.last)
    one = await heard(api, ours)
    assert (one.forwarded, one.text, one.address) == (True, "Pengumuman", str(neighbour.id))
    assert one.attachment
    assert one.attachment.mark == original.mark
    assert one.attachment.reference != original.reference  # an id of its own, though it is the same photo
    neighbour.forwards("dari tetangga")
    assert (await heard(api, ours)).forwarded


@pytest.mark.parametrize("kind", ["video", "sticker", "voice", "location", "animation"])
async def test_what_cannot_go_with_an_announcement_is_no_attachment(
    api: BotApi, ours: Api, phone: Person, kind: str
) -> None:
    phone.sends(kind)
    assert (await heard(api, ours)).attachment is None


async def test_in_a_group_nothing_is_taken_along(api: BotApi, ours: Api) -> None:
    member = person(api, group=-1_001_234_567_890)
    member.sends_photo(CHART, "/cek")
    one = await heard(api, ours)
    assert (one.attachment, one.forwarded) == (None, False)


SIZE = {"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}


def _message(**what: Any) -> Incoming:
    chat, sender = {"id": 5, "type": "private"}, {"id": 5, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": sender, **what}
    one = read(Update.model_validate({"update_id": 1, "message": message}), "SigapUjiBot", 1)
    assert isinstance(one, Incoming)
    return one


@pytest.mark.parametrize(
    "what",
    [
        {"photo": []},
        {"photo": "x"},
        {"photo": [{"file_id": "a"}]},
        {"photo": [{**SIZE, "file_id": ""}]},
        {"photo": [{**SIZE, "file_size": -1}]},
        {"document": {}},
        {"document": {"file_id": "a", "file_unique_id": ""}},
        {"document": {"file_id": "a", "file_unique_id": "b", "file_name": 7}},
        {"document": [SIZE]},
    ],
    ids=str,
)
def test_an_attachment_unlike_what_telegram_says_is_ignored_and_the_message_is_not(what: dict[str, Any]) -> None:
    one = _message(**what, caption="halo")
    assert (one.attachment, one.text) == (None, "halo")
    assert one.kind == ("photo" if "photo" in what else "file")


def test_the_largest_size_is_found_wherever_it_stands() -> None:
    large = {**SIZE, "file_id": "c", "file_unique_id": "d", "width": 900, "height": 10, "file_size": 5}
    assert _message(photo=[large, SIZE]).attachment == Attachment("photo", "c", "d", size=5)


def test_old_servers_say_with_a_date_that_a_message_was_forwarded() -> None:
    assert _message(text="a", forward_date=1_700_000_000).forwarded
    assert not _message(text="a").forwarded


# ---------------------------------------------------------------- what goes out


async def test_an_announcement_with_a_file_is_one_message(api: BotApi, ours: Api, files: Files, phone: Person) -> None:
    words = "Gelombang baru\n\n" + "x" * 900
    phone.sends_document("jadwal.pdf")
    pdf = await attached(api, ours)
    phone.sends_photo(CHART)
    for file in (pdf, await attached(api, ours)):
        await files.send(compose.announcement(Reply(words, MENU, attachment=file)), {"chat_id": str(phone.chat)})
        await sends(files, phone, Reply(words, MENU, attachment=file, original=3))  # its preview is just the same
    assert [(one.document, one.photo != "") for one in phone.replies] == [(pdf.reference, False)] * 2 + [("", True)] * 2
    assert {one.text for one in phone.replies} == {words}
    assert {one.html for one in phone.replies} == {f"<b>Gelombang baru</b>\n\n{'x' * 900}"}
    assert all(one.keyboard for one in phone.replies)


async def test_an_announcement_that_is_too_long_is_refused_and_not_cut(
    api: BotApi, ours: Api, files: Files, phone: Person
) -> None:
    phone.sends_photo(CHART)
    photo = await attached(api, ours)
    for reply in (
        Reply("x" * (TELEGRAM_LIMITS.caption + 1), attachment=photo, original=1),
        Reply("x" * (TELEGRAM_LIMITS.text + 1), original=1),
    ):
        with pytest.raises(Refused, match="too long"):
            await sends(files, phone, reply)
    assert phone.replies == []
    await sends(files, phone, Reply("😀" * (TELEGRAM_LIMITS.caption // 2), attachment=photo, original=1))
    await sends(files, phone, Reply("😀" * (TELEGRAM_LIMITS.text // 2), original=1))
    assert len(phone.replies) == 2


async def test_a_photo_cannot_be_sent_as_a_file(api: BotApi, ours: Api, files: Files, phone: Person) -> None:
    phone.sends_photo(CHART)
    photo = await attached(api, ours)
    with pytest.raises(Refused, match="use file of type photo as document"):
        await sends(files, phone, Reply("a", attachment=Attachment("pdf", photo.reference, photo.mark)))


async def test_a_table_is_made_when_it_is_sent_and_comes_as_a_file(files: Files, phone: Person) -> None:
    await sends(files, phone, Reply("Laporan & angka", MENU, made="report-12.csv"))
    (one,) = phone.replies
    assert (one.document, one.text) == ("report-12.csv", "Laporan & angka")
    assert one.file
    assert (one.file.content, one.file.mime) == (CSV, "text/csv")
    assert one.keyboard


async def test_a_chart_comes_as_a_photo_and_long_words_after_it(files: Files, phone: Person) -> None:
    words = ("kata " * 300).strip()
    await sends(files, phone, Reply("Pendek", MENU, made="figures.png"))
    await sends(files, phone, Reply(words, MENU, made="figures.png"))
    assert [one.photo for one in phone.replies] == ["figures.png", "figures.png", ""]
    assert [one.text for one in phone.replies] == ["Pendek", "", words]
    assert [bool(one.keyboard) for one in phone.replies] == [True, False, True]


@pytest.mark.parametrize("name", ["broken.png", "empty.csv", "gone.csv"])
async def test_where_a_file_cannot_be_made_or_is_not_taken_its_words_are_sent(
    files: Files, phone: Person, name: str
) -> None:
    await sends(files, phone, Reply("Angkanya: 12", MENU, made=name))
    (one,) = phone.replies
    assert (one.text, one.photo, one.document) == ("Angkanya: 12", "", "")
    assert one.keyboard
    with pytest.raises(Refused):
        await sends(files, phone, Reply("", made=name))


async def test_a_file_that_telegram_would_not_take_is_not_uploaded(
    api: BotApi, files: Files, phone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.media.TELEGRAM_LIMITS", replace(TELEGRAM_LIMITS, upload=len(CSV) - 1))
    await sends(files, phone, Reply("Angkanya: 12", made="report-12.csv"))
    assert phone.last.text == "Angkanya: 12"
    assert api.calls["senddocument"] == 0


async def test_a_channel_that_makes_no_files_says_the_words(ours: Api, phone: Person) -> None:
    await sends(Files(ours, OptionalFields()), phone, Reply("Angkanya: 12", made="report-12.csv"))
    assert (phone.last.text, phone.last.document) == ("Angkanya: 12", "")


async def test_pictures_of_ours_still_go(files: Files, phone: Person) -> None:
    await sends(files, phone, Reply("Begini", picture=Picture("app", "id", "lain")))
    assert (phone.last.photo, phone.last.text) == ("app.id.png", "Begini")


# ---------------------------------------------------------------- the whole way


@pytest.fixture
def channel() -> str:
    return "telegram"


async def test_the_running_bot_takes_a_forwarded_photo_and_sends_files(bot: Opened) -> None:
    opened = await bot()
    assert isinstance(opened, OnTelegram)
    assert opened.api
    assert opened.telegram
    opened.telegram._files._generate = made
    taken: list[Incoming] = []
    dispatch = opened.app.dispatch

    async def noted(incoming: Incoming) -> Answer:
        taken.append(incoming)
        replies = (Reply("Laporan", made="report-12.csv"), Reply("Aslinya", attachment=incoming.attachment))
        return Answer(Outcome.STAFF_REPORT, replies=replies)

    dispatch.handle = noted  # type: ignore[method-assign]
    first, second = person(opened.api), person(opened.api)
    first.sends_photo(CHART, "asli ga?")
    await until(lambda: len(first.replies) >= 2 and opened.settled)
    second.forwards(first.last)
    await until(lambda: len(second.replies) >= 2 and opened.settled)
    assert [(one.forwarded, one.text, one.kind) for one in taken] == [
        (False, "asli ga?", "photo"),
        (True, "Aslinya", "photo"),
    ]
    original, passed_on = taken[0].attachment, taken[1].attachment
    assert original
    assert passed_on
    assert original.mark == passed_on.mark
    assert [one.document for one in second.replies] == ["report-12.csv", ""]
    assert second.last.photo == passed_on.reference
    assert opened.api.refused == []
