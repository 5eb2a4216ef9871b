"""Our fake Telegram refuses what Telegram refuses."""

import asyncio
import io
import json
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import person
from tests.support.telegram_servers import until


@dataclass
class File:
    """What is uploaded."""

    name: str
    mime: str
    content: bytes


class Bot:
    """Speaks to it as a bot does."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api, self._session = api, session

    async def calls(self, method: str, **parameters: Any) -> dict[str, Any]:
        form = aiohttp.FormData()
        for name, value in parameters.items():
            if isinstance(value, bytes):
                form.add_field(name, io.BytesIO(value), filename="bagan.png", content_type="image/png")
            elif isinstance(value, File):
                form.add_field(name, io.BytesIO(value.content), filename=value.name, content_type=value.mime)
            else:
                form.add_field(name, str(value))
        async with self._session.post(f"{self.api.url}/bot{self.api.token}/{method}", data=form) as response:
            said: dict[str, Any] = await response.json()
            assert said["ok"] or said["error_code"] == response.status
            return said

    async def hears(self) -> list[dict[str, Any]]:
        """The messages that wait."""
        return [one["message"] for one in (await self.calls("getUpdates"))["result"]]

    async def downloads(self, path: str, token: str = "") -> tuple[int, bytes]:
        async with self._session.get(f"{self.api.url}/file/bot{token or self.api.token}/{path}") as response:
            return response.status, await response.read()

    async def is_refused(self, method: str, **parameters: Any) -> str:
        said = await self.calls(method, **parameters)
        assert not said["ok"]
        return str(said["description"])


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with BotApi(rules=Rules(1e6, 1e6, 10**6)) as api, aiohttp.ClientSession() as session:
        yield Bot(api, session)


def _button(**button: object) -> str:
    return json.dumps({"inline_keyboard": [[button]]})


_ROWS = [[{"text": "a", "callback_data": "a"}]]


def _force(**more: object) -> str:
    return json.dumps({"force_reply": True, **more})


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<p>x</p>", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "a & b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup"),
        ({"text": "x", "reply_markup": "[]"}, "object expected"),
        ({"text": "x", "reply_markup": _button(text="a")}, "exactly one kind"),
        ({"text": "x", "reply_markup": _button(text="", callback_data="a")}, "non-empty"),
        ({"text": "x", "reply_markup": _button(text="a", callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": _button(text="a", callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": _button(text="a", url="x")}, "BUTTON_URL_INVALID"),
        ({"text": "x", "reply_markup": _button(text="a", callback_data="a", style="green")}, "invalid button style"),
        ({"text": "x", "reply_markup": _button(text="a", callback_data="a", style=1)}, "invalid button style"),
        ({"text": "x", "reply_markup": _button(text="a", callback_data="a", color="red")}, "unknown field color"),
        ({"text": "x", "reply_markup": _button(text="a", callback_data="a", copy_text={"text": "a"})}, "one kind"),
        ({"text": "x", "reply_markup": _button(text="a", copy_text="a")}, "must be an Object"),
        ({"text": "x", "reply_markup": _button(text="a", copy_text={"text": ""})}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_markup": _button(text="a", copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_markup": _force(input_field_placeholder="x" * 65)}, "1-64 characters"),
        ({"text": "x", "reply_markup": _force(input_field_placeholder="")}, "1-64 characters"),
        ({"text": "x", "reply_markup": _force(resize=True)}, "object expected"),
        ({"text": "x", "reply_markup": _force(inline_keyboard=[])}, "object expected"),
        ({"text": "x", "reply_markup": _force(inline_keyboard=_ROWS, selective=True)}, "unknown field selective"),
        ({"text": "x", "reply_markup": _force(inline_keyboard=_ROWS, input_field_placeholder="16")}, "unknown field"),
        ({"text": "x", "message_thread_id": 7}, "message thread not found"),
        ({"text": "x", "chat_id": 99}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
    ],
)  # fmt: skip
async def test_a_message_that_telegram_would_not_take(bot: Bot, parameters: dict[str, Any], why: str) -> None:
    bot.api.chat(5).known = True
    assert why in await bot.is_refused("sendMessage", **{"chat_id": 5, **parameters})
    assert bot.api.sent == []


async def test_a_message_that_it_takes(bot: Bot) -> None:
    bot.api.chat(5).known = True
    said = await bot.calls("sendMessage", chat_id=5, text="<b>a</b> &lt; b", parse_mode="HTML")
    assert said["result"]["text"] == "a < b"
    assert (await bot.calls("sendMessage", chat_id=5, text="<b>" + "x" * 4096 + "</b>", parse_mode="HTML"))["ok"]


async def test_buttons_may_have_a_style_or_copy_a_text_and_a_question_opens_the_text_field(bot: Bot) -> None:
    chat, group = bot.api.chat(5), bot.api.chat(-5, "supergroup")
    chat.known = group.known = True
    for style in ("primary", "success", "danger"):
        assert (await bot.calls("sendMessage", chat_id=5, text="x", reply_markup=_button(
            text="a", callback_data="a", style=style)))["ok"]  # fmt: skip
    copied = _button(text="Salin", copy_text={"text": "ABC-123"}, style="primary")
    assert (await bot.calls("sendMessage", chat_id=5, text="x", reply_markup=copied))["ok"]
    forced = _force(input_field_placeholder="16 angka", selective=True)
    asked = (await bot.calls("sendMessage", chat_id=5, text="x", reply_markup=forced))["result"]["message_id"]
    assert bot.api.sent[-1].force_reply == json.loads(forced)
    assert bot.api.sent[-1].keyboard == []
    below_buttons = _force(inline_keyboard=_ROWS)
    assert (await bot.calls("sendMessage", chat_id=5, text="x", reply_markup=below_buttons))["ok"]
    assert (bot.api.sent[-1].keyboard, bot.api.sent[-1].force_reply) == (_ROWS, {"force_reply": True})
    edit = {"chat_id": 5, "message_id": asked, "text": "y"}
    assert "inline keyboard expected" in await bot.is_refused("editMessageText", **edit, reply_markup=forced)
    bot.api.unknown_fields = {"style"}
    assert "unknown field style" in await bot.is_refused("sendMessage", chat_id=5, text="x", reply_markup=copied)


async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(bot: Bot) -> None:
    phone = person(bot.api, group=-1_001)
    phone.says("a")
    phone.says("b", date=int(time.time()) - 49 * 3600)
    assert "can't be deleted" in await bot.is_refused("deleteMessage", chat_id=phone.chat, message_id=1)
    bot.api.chat(phone.chat).may_delete = True
    for message in (1, 2):  # however old
        assert (await bot.calls("deleteMessage", chat_id=phone.chat, message_id=message))["ok"]
    assert phone.own_messages == []


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR%b\x08\x02\0\0\0"
"""The head of a picture, which is all that the fake reads."""


def _png(width: int, height: int) -> bytes:
    return PNG % struct.pack(">II", width, height)


def _jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\0" * 9 + frame + b"\x03"


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({}, "there is no photo in the request"),
        ({"photo": ""}, "there is no photo in the request"),
        ({"photo": "attach://bagan"}, "there is no photo in the request"),
        ({"photo": "kelurahan.id"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": b"GIF89a" + b"x" * 40}, "IMAGE_PROCESS_FAILED"),
        ({"photo": b"%PDF-1.4"}, "IMAGE_PROCESS_FAILED"),
        ({"photo": PNG[:12]}, "IMAGE_PROCESS_FAILED"),
        ({"photo": b"\xff\xd8 a picture, it says"}, "IMAGE_PROCESS_FAILED"),
        ({"photo": _png(0, 5)}, "IMAGE_PROCESS_FAILED"),
        ({"photo": _png(5000, 5001)}, "PHOTO_INVALID_DIMENSIONS"),
        ({"photo": _png(2100, 100)}, "PHOTO_INVALID_DIMENSIONS"),
        ({"photo": _jpeg(100, 2100)}, "PHOTO_INVALID_DIMENSIONS"),
        ({"photo": _png(9, 9) + b"x" * 10 * 2**20}, "too big for a photo"),
        ({"photo": _png(9, 9), "caption": "x" * 1025}, "caption is too long"),
        ({"photo": _png(9, 9), "caption": "😀" * 513}, "caption is too long"),
        ({"photo": _png(9, 9), "caption": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
        ({"photo": _png(9, 9), "caption": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"photo": _png(9, 9), "reply_markup": "[]"}, "object expected"),
        ({"photo": _png(9, 9), "chat_id": 99}, "chat not found"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
async def test_a_photo_that_telegram_would_not_take(bot: Bot, parameters: dict[str, Any], why: str) -> None:
    bot.api.chat(5).known = True
    assert why in await bot.is_refused("sendPhoto", **{"chat_id": 5, **parameters})
    assert bot.api.sent == []


@pytest.mark.parametrize("photo", [_png(1080, 1350), _jpeg(1080, 1350)], ids=["png", "jpeg"])
async def test_a_photo_that_it_takes_may_be_sent_again_by_its_id(bot: Bot, photo: bytes) -> None:
    bot.api.chat(5).known = True
    caption = "<b>a</b>&amp;" + "😀" * 511
    said = (await bot.calls("sendPhoto", chat_id=5, photo=photo, caption=caption, parse_mode="HTML"))["result"]
    assert said["caption"] == "a&" + "😀" * 511
    assert [(one["width"], one["height"]) for one in said["photo"]][::3] == [(72, 90), (1024, 1280)]
    again = (await bot.calls("sendPhoto", chat_id=5, photo=said["photo"][-1]["file_id"]))["result"]
    assert "caption" not in again
    assert [one.photo for one in bot.api.sent] == ["bagan.png", said["photo"][-1]["file_id"]]
    assert bot.api.photos[bot.api.sent[1].photo] == "bagan.png"
    attached = await bot.calls("sendPhoto", chat_id=5, photo="attach://bagan", bagan=photo)
    assert attached["result"]["photo"]
    edited = {"chat_id": 5, "message_id": again["message_id"], "text": "x"}
    assert "no text in the message to edit" in await bot.is_refused("editMessageText", **edited)


async def test_photos_count_as_messages() -> None:
    async with BotApi(rules=Rules(5, 1, 2)) as api, aiohttp.ClientSession() as session:
        bot = Bot(api, session)
        api.chat(1).known = True
        assert (await bot.calls("sendMessage", chat_id=1, text="x"))["ok"]
        assert (await bot.calls("sendPhoto", chat_id=1, photo=_png(9, 9)))["ok"]
        assert "retry after" in await bot.is_refused("sendPhoto", chat_id=1, photo=_png(9, 9))
        api.chat(1).blocked = True
        assert "blocked by the user" in await bot.is_refused("sendPhoto", chat_id=1, photo=_png(9, 9))


CSV = File("report-12.csv", "text/csv", b"nama;jumlah\n")


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({}, "there is no document in the request"),
        ({"document": "attach://surat"}, "there is no document in the request"),
        ({"document": "surat.pdf"}, "wrong file identifier/HTTP URL specified"),
        ({"document": File("kosong.csv", "text/csv", b"")}, "file must be non-empty"),
        ({"document": File("film.mp4", "video/mp4", b"x" * (50 * 2**20 + 1))}, "Request Entity Too Large"),
        ({"document": CSV, "caption": "x" * 1025}, "caption is too long"),
        ({"document": CSV, "caption": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"document": CSV, "chat_id": 99}, "chat not found"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_document_that_telegram_would_not_take(bot: Bot, parameters: dict[str, Any], why: str) -> None:
    bot.api.chat(5).known = True
    assert why in await bot.is_refused("sendDocument", **{"chat_id": 5, **parameters})
    assert bot.api.sent == []


async def test_a_document_that_it_takes_may_be_sent_again_and_downloaded(bot: Bot) -> None:
    bot.api.chat(5).known = True
    said = (await bot.calls("sendDocument", chat_id=5, document=CSV, caption="x" * 1024))["result"]
    assert said["caption"] == "x" * 1024
    first = said["document"]
    assert (first["file_name"], first["mime_type"], first["file_size"]) == ("report-12.csv", "text/csv", 12)
    again = (await bot.calls("sendDocument", chat_id=5, document=first["file_id"]))["result"]["document"]
    assert again["file_unique_id"] == first["file_unique_id"]
    assert again["file_id"] != first["file_id"]
    assert [one.document for one in bot.api.sent] == ["report-12.csv", first["file_id"]]
    assert bot.api.sent[1].file == bot.api.sent[0].file
    about = (await bot.calls("getFile", file_id=again["file_id"]))["result"]
    assert about["file_unique_id"] == first["file_unique_id"]
    assert await bot.downloads(about["file_path"]) == (200, CSV.content)
    assert (await bot.downloads(about["file_path"], "1:other"))[0] == 404
    assert (await bot.downloads("documents/file_99.csv"))[0] == 404
    assert await bot.is_refused("getFile", file_id="x") == "Bad Request: invalid file_id"
    assert await bot.is_refused("getFile") == "Bad Request: file_id not specified"


async def test_what_people_attach_may_be_sent_on_as_what_it_is(bot: Bot) -> None:
    phone = person(bot.api)
    phone.sends_photo(_png(600, 800), "Jadwal")
    phone.sends_document("surat.pdf", "application/pdf", b"%PDF-1.7 isi", size=30 * 2**20)
    photo, document = await bot.hears()
    assert photo["caption"] == "Jadwal"
    largest = photo["photo"][-1]
    assert (largest["width"], largest["height"]) == (600, 800)
    sent = (await bot.calls("sendPhoto", chat_id=phone.chat, photo=photo["photo"][0]["file_id"]))["result"]["photo"]
    assert [one["file_unique_id"] for one in sent] == [one["file_unique_id"] for one in photo["photo"]]
    assert len({one["file_unique_id"] for one in sent}) == len(sent)
    assert sent[-1]["file_id"] != largest["file_id"]
    file_id = document["document"]["file_id"]
    assert (await bot.calls("sendDocument", chat_id=phone.chat, document=file_id))["ok"]
    why = "can't use file of type {} as {}"
    assert why.format("Document", "Photo") in await bot.is_refused("sendPhoto", chat_id=phone.chat, photo=file_id)
    as_document = {"chat_id": phone.chat, "document": largest["file_id"]}
    assert why.format("Photo", "Document") in await bot.is_refused("sendDocument", **as_document)
    assert "file is too big" in await bot.is_refused("getFile", file_id=file_id)
    path = (await bot.calls("getFile", file_id=largest["file_id"]))["result"]["file_path"]
    assert await bot.downloads(path) == (200, _png(600, 800))


async def test_a_forwarded_message_keeps_its_words_its_file_and_says_whose_it_is(bot: Bot) -> None:
    first, other = person(bot.api), person(bot.api)
    first.says("halo")
    photo = await bot.calls("sendPhoto", chat_id=first.chat, photo=_png(9, 9), caption="<b>a</b>", parse_mode="HTML")
    await bot.calls("sendDocument", chat_id=first.chat, document=CSV)
    await bot.calls("sendMessage", chat_id=first.chat, text="b", reply_markup=_button(text="a", callback_data="a"))
    for sent in first.replies:
        other.forwards(sent)
    other.forwards("dari orang")
    _, with_photo, with_document, words, strange = await bot.hears()
    assert with_photo["caption"] == "a"
    assert with_photo["photo"][-1]["file_unique_id"] == photo["result"]["photo"][-1]["file_unique_id"]
    assert with_document["document"]["file_name"] == "report-12.csv"
    assert "caption" not in with_document
    assert (words["text"], "reply_markup" in words) == ("b", False)
    for message in (with_photo, with_document, words):
        assert message["forward_origin"]["sender_user"]["id"] == bot.api.bot_id
        assert message["from"]["id"] == other.id
    assert strange["forward_origin"]["type"] == "hidden_user"


async def test_documents_count_as_messages_and_fail_as_they_do() -> None:
    async with BotApi(rules=Rules(5, 1, 1)) as api, aiohttp.ClientSession() as session:
        bot = Bot(api, session)
        api.chat(1).known = True
        assert (await bot.calls("sendDocument", chat_id=1, document=CSV))["ok"]
        assert "retry after" in await bot.is_refused("sendDocument", chat_id=1, document=CSV)
        api.faults.rates = {"error_500": 1}
        assert "Internal Server Error" in await bot.is_refused("sendDocument", chat_id=1, document=CSV)
        api.faults.rates = {}
        api.chat(1).blocked = True
        assert "blocked by the user" in await bot.is_refused("sendDocument", chat_id=1, document=CSV)


async def test_what_may_be_edited_and_what_not(bot: Bot) -> None:
    phone = person(bot.api)
    phone.says("a")
    to = {"chat_id": phone.chat}
    assert "can't be edited" in await bot.is_refused("editMessageText", **to, message_id=1, text="x")
    sent = (await bot.calls("sendPhoto", **to, photo=_png(9, 9), caption="a"))["result"]["message_id"]
    assert "no text in the message" in await bot.is_refused("editMessageText", **to, message_id=sent, text="x")
    assert "not modified" in await bot.is_refused("editMessageCaption", **to, message_id=sent, caption="a")
    assert "too long" in await bot.is_refused("editMessageCaption", **to, message_id=sent, caption="x" * 1025)
    before = phone.last.at
    said = (await bot.calls("editMessageCaption", **to, message_id=sent, caption="b"))["result"]
    assert (said["caption"], phone.last.text, phone.last.at) == ("b", "b", before)
    words = (await bot.calls("sendMessage", **to, text="a"))["result"]["message_id"]
    assert "no caption in the message" in await bot.is_refused("editMessageCaption", **to, message_id=words)
    bold = {"message_id": words, "text": "<b>a</b>", "parse_mode": "HTML"}
    assert (await bot.calls("editMessageText", **to, **bold))["result"]["text"] == "a"
    assert "not modified" in await bot.is_refused("editMessageText", **to, **bold)
    assert "to edit not found" in await bot.is_refused("editMessageText", **to, message_id="x", text="y")
    assert [(one.message_id, one.text) for one in bot.api.edits] == [(sent, "b"), (words, "a")]
    assert bot.api.edits[0].at <= bot.api.edits[1].at
    await bot.calls("deleteMessage", **to, message_id=words)
    assert "to edit not found" in await bot.is_refused("editMessageText", **to, message_id=words, text="z")


async def test_deleting_editing_and_callbacks(bot: Bot) -> None:
    phone = person(bot.api)
    phone.says("a")
    phone.says("b", date=int(time.time()) - 49 * 3600)
    assert (await bot.calls("deleteMessage", chat_id=phone.chat, message_id=1))["ok"]
    assert "not found" in await bot.is_refused("deleteMessage", chat_id=phone.chat, message_id=1)
    assert "can't be deleted" in await bot.is_refused("deleteMessage", chat_id=phone.chat, message_id=2)
    phone.says("c")
    phone.says("d")
    many = {"chat_id": phone.chat, "message_ids": json.dumps([1, 3, 4])}
    assert (await bot.calls("deleteMessages", **many))["ok"]  # what is not found is passed over
    assert phone.own_messages == [2]
    assert "from 1 to 100" in await bot.is_refused("deleteMessages", chat_id=phone.chat, message_ids=list(range(101)))
    sent = (await bot.calls("sendMessage", chat_id=phone.chat, text="x"))["result"]["message_id"]
    assert "not modified" in await bot.is_refused("editMessageText", chat_id=phone.chat, message_id=sent, text="x")
    assert "to edit not found" in await bot.is_refused("editMessageText", chat_id=phone.chat, message_id=99, text="x")
    assert (await bot.calls("editMessageText", chat_id=phone.chat, message_id=sent, text="y"))["ok"]
    phone.presses_data("menu")
    (query,) = bot.api.unanswered
    assert (await bot.calls("answerCallbackQuery", callback_query_id=query))["ok"]
    assert "too old" in await bot.is_refused("answerCallbackQuery", callback_query_id=query)


async def test_who_blocked_the_bot_is_not_reached(bot: Bot) -> None:
    phone = person(bot.api)
    phone.blocks()
    assert "blocked by the user" in await bot.is_refused("sendMessage", chat_id=phone.chat, text="x")


async def test_too_fast_is_429_with_the_seconds_to_wait() -> None:
    async with BotApi(rules=Rules(5, 1, 2)) as api, aiohttp.ClientSession() as session:
        bot = Bot(api, session)
        for chat in range(1, 9):
            api.chat(chat).known = True
        assert [(await bot.calls("sendMessage", chat_id=1, text="x"))["ok"] for _ in range(3)] == [True, True, False]
        assert (await bot.calls("sendMessage", chat_id=1, text="x"))["parameters"]["retry_after"] == 1
        answers = [(await bot.calls("sendMessage", chat_id=chat, text="x"))["ok"] for chat in range(2, 9)]
        assert answers == [True] * 3 + [False] * 4


async def test_a_paid_broadcast_is_faster_and_what_is_above_the_limit_is_billed() -> None:
    async with BotApi(rules=Rules(5, 1, 2, paid_per_second=8)) as api, aiohttp.ClientSession() as session:
        bot = Bot(api, session)
        for chat in range(1, 12):
            api.chat(chat).known = True
        paid = [
            (await bot.calls("sendMessage", chat_id=chat, text="x", allow_paid_broadcast="true"))["ok"]
            for chat in range(1, 11)
        ]
        assert paid == [True] * 8 + [False] * 2
        assert (api.paid, api.billed) == (8, 3)
        assert [one.paid for one in api.sent] == [True] * 8
        assert "retry after" in await bot.is_refused("sendMessage", chat_id=11, text="x", allow_paid_broadcast="false")


async def test_commands_for_all_and_for_one_chat(bot: Bot) -> None:
    staff, other = person(bot.api), person(bot.api, language="en")
    staff.says("halo")

    def listed(*names: str) -> str:
        return json.dumps([{"command": name, "description": "x"} for name in names])

    def only(chat: int | str) -> str:
        return json.dumps({"type": "chat", "chat_id": chat})

    await bot.calls("setMyCommands", commands=listed("cek"))
    await bot.calls("setMyCommands", commands=listed("check"), language_code="en", scope='{"type":"all_private_chats"}')
    await bot.calls("setMyCommands", commands=listed("cek", "siaran"), scope=only(staff.chat))
    assert (staff.commands, other.commands) == (["cek", "siaran"], ["check"])
    assert [one["command"] for one in bot.api.commands_of[staff.chat][""]] == ["cek", "siaran"]
    assert bot.api.commands.keys() == {"", "en"}
    await bot.calls("deleteMyCommands", scope=only(staff.chat))
    assert staff.commands == ["cek"]
    for scope, why in (
        (only(99), "chat not found"),
        (only(""), "Empty chat_id specified"),
        ('{"type":"everybody"}', "Unsupported type specified"),
        ("[]", "must be an Object"),
        ("{", "can't parse BotCommandScope JSON object"),
    ):
        assert why in await bot.is_refused("setMyCommands", commands=listed("cek"), scope=scope)


async def test_the_descriptions_of_the_bot_have_a_length_and_a_language(bot: Bot) -> None:
    for what, longest in (("Description", 512), ("ShortDescription", 120)):
        name = "description" if what == "Description" else "short_description"
        assert (await bot.calls(f"setMy{what}", **{name: "x" * longest}, language_code="su"))["ok"]
        assert (await bot.calls(f"getMy{what}", language_code="su"))["result"] == {name: "x" * longest}
        assert (await bot.calls(f"getMy{what}"))["result"] == {name: ""}
        assert "too long" in await bot.is_refused(f"setMy{what}", **{name: "x" * (longest + 1)})
        assert "language_code" in await bot.is_refused(f"setMy{what}", **{name: "x"}, language_code="ind")


async def test_tokens_methods_and_commands(bot: Bot) -> None:
    assert await bot.is_refused("sendMesage") == "Not Found"
    assert (await bot.calls("GETME"))["ok"]
    bad = '[{"command": "Cek", "description": "x"}]'
    assert "BOT_COMMAND_INVALID" in await bot.is_refused("setMyCommands", commands=bad)
    bot.api.token = "1:other"
    async with aiohttp.ClientSession() as session, session.get(f"{bot.api.url}/bot2:x/getMe") as response:
        assert response.status == 401


async def test_updates_stay_until_the_offset_confirms_them(bot: Bot) -> None:
    phone = person(bot.api)
    first = phone.says("a")
    phone.says("b")
    for _ in range(2):
        found = (await bot.calls("getUpdates", timeout=1))["result"]
        assert [one["message"]["text"] for one in found] == ["a", "b"]
    assert [one["message"]["text"] for one in (await bot.calls("getUpdates", offset=first + 1))["result"]] == ["b"]
    assert bot.api.pending == 1
    waiting = asyncio.create_task(bot.calls("getUpdates", offset=first + 2, timeout=60))
    await until(lambda: bot.api.waited_for)
    assert (await bot.calls("getUpdates", offset=first + 2))["result"] == []
    assert "terminated by other getUpdates" in (await waiting)["description"]
    assert (await bot.calls("setWebhook", url="http://127.0.0.1:9/x"))["ok"]
    assert "webhook is active" in await bot.is_refused("getUpdates")


async def test_ids_may_begin_anew_and_an_offset_beyond_the_queue_is_answered_from_its_head(bot: Bot) -> None:
    phone = person(bot.api)
    last = phone.says("a")
    assert (await bot.calls("getUpdates", offset=last + 1))["result"] == []
    bot.api.ids_begin_anew(101)
    phone.says("b")
    phone.says("c")
    for _ in range(2):  # the old place confirms nothing any more
        found = (await bot.calls("getUpdates", offset=last + 1))["result"]
        assert [one["update_id"] for one in found] == [101, 102]
    assert [one["update_id"] for one in (await bot.calls("getUpdates", offset=102))["result"]] == [102]


async def test_a_webhook_that_is_set_ends_a_poll_and_is_told_as_it_was_set(bot: Bot) -> None:
    waiting = asyncio.create_task(bot.calls("getUpdates", timeout=5))
    while not bot.api.calls["getupdates"]:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await bot.calls("setWebhook", url="https://x", allowed_updates='["message"]', max_connections=7)
    assert "terminated by setWebhook request" in (await waiting)["description"]
    info = (await bot.calls("getWebhookInfo"))["result"]
    assert (info["url"], info["allowed_updates"], info["max_connections"]) == ("https://x", ["message"], 7)


async def test_flood_control_lasts_as_long_as_it_says(bot: Bot) -> None:
    bot.api.hold("getMe", 1)
    said = await bot.calls("getMe")
    assert (said["error_code"], said["parameters"]["retry_after"]) == (429, 1)
    assert (await bot.calls("getChatMenuButton"))["error_code"] == 404
    async with asyncio.timeout(60):
        while not (await bot.calls("getMe"))["ok"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_a_webhook_is_tried_until_it_is_taken(bot: Bot) -> None:
    await bot.is_refused("setWebhook", url="http://example.org")
    await bot.is_refused("setWebhook", url="https://x", secret_token="a b")
    await bot.is_refused("setWebhook", url="https://x", max_connections=101)
    phone = person(bot.api)
    phone.says("a")
    await bot.calls("setWebhook", url="http://127.0.0.1:9/x")
    info: dict[str, Any] = {}
    async with asyncio.timeout(60):
        while "last_error_message" not in info:
            info = (await bot.calls("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 1
    assert "Connection failed" in info["last_error_message"]


@pytest.mark.parametrize("fault", ["error_500", "error_502", "reset_before", "reset_after", "error_after", "throttle"])
async def test_it_fails_as_networks_do(bot: Bot, fault: str) -> None:
    bot.api.chat(5).known = True
    bot.api.faults.next.append(("sendMessage", fault))
    url = f"{bot.api.url}/bot{bot.api.token}/sendMessage"
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(url, data={"chat_id": "5", "text": "x"}) as response:
                assert response.status in {500, 502, 429}
        except aiohttp.ClientError:
            assert fault.startswith("reset")
    assert len(bot.api.sent) == fault.endswith("_after")
    assert bot.api.faults.seen[fault] == 1
