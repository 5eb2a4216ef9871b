"""A NIK anywhere in a message of Telegram: it leaves the chat, is never looked up, and no link is followed."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.channels.telegram.parse import read
from bot.channels.telegram.update_models import Update
from data.content.texts import phrase, text
from data.nik.nested_niks import holds_a_nik
from data.nik.nik import EXAMPLE, SHOWN_EXAMPLE
from handlers.messages import Incoming
from tests.conftest import BUDI
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.support.processes import House
from tests.support.telegram_servers import all_answered, serving, wired

GROUP: dict[str, Any] = {"id": -1_001_234_567_893, "type": "supergroup", "title": "Warga RW 05"}
PRIVATE: dict[str, Any] = {"id": 7, "type": "private", "first_name": "Budi"}
CHANNEL: dict[str, Any] = {"id": -1_001_777_777_777, "type": "channel", "title": "Kabar RW 05"}
SPACED = f"{BUDI[:4]} {BUDI[4:8]} {BUDI[8:12]} {BUDI[12:]}"
ORIGIN = {"type": "hidden_user", "sender_user_name": "Pak RT", "date": 1}


def _under(entity: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": "lihat ini", "entities": [{"offset": 0, "length": 5, **entity}]}


def _link(url: str) -> dict[str, Any]:
    return _under({"type": "text_link", "url": url})


def _poll(question: str, option: str = "ya", **more: object) -> dict[str, Any]:
    options = [{"text": option, "voter_count": 0, "persistent_id": "1"}, {"text": "tidak", "voter_count": 0}]
    return {"poll": {"id": "5141090593903017984", "question": question, "options": options, "type": "regular", **more}}


HIDDEN: dict[str, dict[str, Any]] = {
    "behind words": _link(f"https://contoh.id/?nik={BUDI}"),
    "behind words, in the path": _link(f"https://contoh.id/cek/{BUDI}/lihat"),
    "behind words, percent-encoded": _link("https://contoh.id/?n=" + "".join(f"%{ord(one):x}" for one in BUDI)),
    "behind words, percent-encoded twice": _link("https://contoh.id/?n=" + "".join(f"%25{ord(one):x}" for one in BUDI)),
    "behind a long text": {"rich_message": {"blocks": [{"type": "paragraph", "text": "kata " * 2000 + BUDI}]}},
    "behind words, with separators": _link(f"https://contoh.id/?nik={quote(SPACED)}"),
    "behind words, of Telegram": _link(f"tg://resolve?domain=SigapUjiBot&start={BUDI}"),
    "behind words, a mail address": _link(f"mailto:{BUDI}@contoh.id"),
    "behind words of a caption": {
        "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "lihat",
        "caption_entities": [{"type": "text_link", "offset": 0, "length": 5, "url": f"https://x.id/{BUDI}"}],
    },
    "on a button": {"text": "lihat", "reply_markup": {
        "inline_keyboard": [[{"text": "buka", "url": f"https://contoh.id/?nik={BUDI}"}]]}},
    "to copy from a button": {"text": "lihat", "reply_markup": {
        "inline_keyboard": [[{"text": "salin", "copy_text": {"text": BUDI}}]]}},
    "in a link preview": {"text": "lihat", "link_preview_options": {"url": f"https://contoh.id/{BUDI}"}},
    "in a contact's number": {"contact": {"phone_number": f"+{BUDI}", "first_name": "Budi"}},
    "in a contact's name": {"contact": {"phone_number": "+62811", "first_name": "NIK", "last_name": SPACED}},
    "in a contact's card": {"contact": {"phone_number": "1", "first_name": "B", "vcard": f"NOTE:{BUDI}\nEND:VCARD"}},
    "in a poll's question": _poll(f"NIK {SPACED} masuk ga?"),
    "in a poll's option": _poll("siapa?", BUDI),
    "in a poll's explanation": _poll("siapa?", explanation=f"nik {BUDI}"),
    "in a poll's description": _poll("siapa?", description=BUDI),
    "in a quote": {"text": "ini", "quote": {"text": f"cek {BUDI}", "position": 0, "is_manual": True}},
    "in a reply to another chat": {"text": "ini", "external_reply": {
        "origin": ORIGIN, "contact": {"phone_number": BUDI, "first_name": "B"}}},
    "in a checklist": {"checklist": {"title": "Data", "tasks": [{"id": 1, "text": f"nik {BUDI}"}]}},
    "in a checklist's title": {"checklist": {"title": SPACED, "tasks": [{"id": 1, "text": "beras"}]}},
    "in tasks that were added": {"checklist_tasks_added": {"tasks": [{"id": 2, "text": BUDI}]}},
    "in an option that was added": {"poll_option_added": {"option_persistent_id": "9", "option_text": BUDI}},
    "in a file's name": {"document": {"file_id": "a", "file_unique_id": "b", "file_name": f"KTP_{BUDI}.pdf"}},
    "in a song's title": {"audio": {"file_id": "a", "file_unique_id": "b", "duration": 1, "title": BUDI}},
    "in a venue": {"location": {"latitude": 1, "longitude": 1}, "venue": {"title": "Rumah", "address": BUDI}},
    "in the name of a new topic": {"forum_topic_created": {"name": f"cek {BUDI}", "icon_color": 1}},
    "in a rich message": {"rich_message": {"blocks": [{"type": "paragraph", "text": ["NIK ", {"text": BUDI}]}]}},
    "in a kind of next year": {"a_kind_of_next_year": {"words": [[{"inner": BUDI}]]}},
    "in wide digits": _poll("".join(chr(ord(one) + 0xFEE0) for one in BUDI)),
}  # fmt: skip
IN_TEXT: dict[str, dict[str, Any]] = {
    "in the text": {"text": f"cek {BUDI}"},
    "in a caption": {"video": {"file_id": "a"}, "caption": SPACED},
    "in a visible link": {"text": f"https://contoh.id/?nik={BUDI}"},
}
HARMLESS: dict[str, dict[str, Any]] = {
    "a link without": _link("https://contoh.id/?id=12345"),
    "our example in a quote": {"text": "ini", "quote": {"text": f"Contoh bentuknya: {SHOWN_EXAMPLE}", "position": 0}},
    "our example behind words": _link(f"https://contoh.id/?nik={EXAMPLE}"),
    "a telephone number": {"contact": {"phone_number": "+628120000038", "first_name": "Joko", "user_id": int(BUDI)}},
    "a poll": _poll("Rapat tanggal 12-12-2026 jam 19.30?"),
    "the id of a file": {"document": {"file_id": BUDI, "file_unique_id": BUDI, "file_name": "surat.pdf"}},
    "an id of 19 digits": _poll("?", id=f"{BUDI}123"),
    "what a button sends": {"text": "ini", "reply_markup": {
        "inline_keyboard": [[{"text": "buka", "callback_data": BUDI}]]}},
    "16 digits that are no NIK": _link("https://contoh.id/9999999999999999"),
    "in the message that is answered": {"text": "ini", "reply_to_message": {
        "message_id": 1, "date": 1, "chat": PRIVATE, "text": BUDI}},
}  # fmt: skip


def _heard(
    chat: Mapping[str, Any], what: Mapping[str, Any], sender: Mapping[str, Any] | None = None, field: str = "message"
) -> Any:
    person = {"from": {"id": 7, "is_bot": False, "first_name": "Budi", "language_code": "id"}}
    message = {"message_id": 5, "date": 1, "chat": chat, **(sender or person), **what}
    return read(Update.model_validate({"update_id": 1, field: message}), "SigapUjiBot", 424242)


@pytest.mark.parametrize("where", HIDDEN)
@pytest.mark.parametrize("field", ["message", "edited_message"])
def test_a_nik_outside_the_text_is_seen_wherever_it_stands(where: str, field: str) -> None:
    private, group = (_heard(chat, HIDDEN[where], field=field) for chat in (PRIVATE, GROUP))
    assert isinstance(private, Incoming)
    assert isinstance(group, Incoming)
    assert private.exposes_nik
    assert group.exposes_nik
    assert (private.reference, group.reference) == ("5", "5")
    assert (private.private_link, group.private_link) == ("", "https://t.me/SigapUjiBot?start=cek")
    assert BUDI not in private.text
    assert BUDI not in repr(group)


@pytest.mark.parametrize("where", IN_TEXT)
def test_in_a_group_a_nik_in_the_text_is_seen_as_well(where: str) -> None:
    group, private = (_heard(chat, IN_TEXT[where]) for chat in (GROUP, PRIVATE))
    assert (group.exposes_nik, group.reference) == (True, "5")
    assert not private.exposes_nik  # the conversation reads it


@pytest.mark.parametrize("what", HARMLESS)
def test_what_only_resembles_one_changes_nothing(what: str) -> None:
    assert not _heard(PRIVATE, HARMLESS[what]).exposes_nik
    assert _heard(GROUP, HARMLESS[what]) is None


ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
SENDERS: dict[str, dict[str, Any]] = {
    "an anonymous admin": {"from": ANONYMOUS, "sender_chat": GROUP, "author_signature": "Admin"},
    "a person in the name of a channel": {"from": AS_CHANNEL, "sender_chat": CHANNEL},
    "a post of the linked channel": {
        "from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True,
        "forward_origin": {"type": "channel", "chat": CHANNEL, "message_id": 9, "date": 1},
    },
}  # fmt: skip


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize("where", [*HIDDEN, *IN_TEXT])
def test_whoever_sends_it_to_a_group_in_whatever_name_is_heard(sender: str, where: str) -> None:
    heard = _heard(GROUP, {**HIDDEN, **IN_TEXT}[where], SENDERS[sender])
    assert heard.exposes_nik
    assert heard.private_link


def test_a_command_is_heard_from_all_but_a_post_that_came_by_itself_and_another_bot() -> None:
    heard = {name: _heard(GROUP, {"text": "/cek@SigapUjiBot"}, sender) for name, sender in SENDERS.items()}
    assert [name for name, one in heard.items() if one is None] == ["a post of the linked channel"]
    other = {"id": 9, "is_bot": True, "first_name": "Bot"}
    assert _heard(GROUP, {"text": BUDI}, {"from": other}) is None
    assert _heard(PRIVATE, {"text": BUDI}, SENDERS["an anonymous admin"]) is None


@pytest.mark.parametrize(
    "value",
    [
        ["9" * 16] * 30_000,
        {"a": ["3275 " * 800] * 200},
        {"a": ["%" * 4096] * 200},
        {"a": "9" * 1_000_000},
        ["0" * 15 + "\u0660" * 4096] * 50,
        {str(n): {str(m): "12" * 10 for m in range(100)} for n in range(100)},
    ],
)
def test_however_long_the_search_ends(value: object) -> None:
    assert not holds_a_nik(value)


def test_however_deep_it_is_found_or_given_up_without_an_error() -> None:
    deep: object = BUDI
    for _ in range(10_000):
        deep = [deep]
    assert holds_a_nik(deep)
    assert not holds_a_nik([None, 5, True, 1e308, {}, []])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[BotApi, House]]:
    """A bot that runs, which the tests of this file share."""
    async with AsyncExitStack() as stack:
        house = House(tmp_path_factory.mktemp("hidden"))
        house.takes_over(furnished)
        api = await stack.enter_async_context(BotApi(rules=Rules(1e6, 1e6, 10**6)))
        running = await stack.enter_async_context(serving(wired(house, api, webhook=False)))
        yield api, house
        assert BUDI.encode() not in running.said
        assert b"Traceback" not in running.said


LINK = "https://t.me/SigapUjiBot?start=cek"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("sender", [{}, *SENDERS.values()], ids=["a member", *SENDERS])
@pytest.mark.parametrize("where", ["in the text", "behind words", "in a contact's number"])
async def test_in_a_group_it_is_deleted_where_we_may(
    api: tuple[BotApi, House], where: str, sender: Mapping[str, Any]
) -> None:
    fake, house = api
    answer = text("group.nik", "id", link=LINK)
    for n, may_delete in enumerate((False, True)):
        phone = person(fake, group=GROUP["id"] - len(fake.chats))
        fake.chat(phone.chat, "supergroup").may_delete = may_delete
        phone._writes(**{**HIDDEN, **IN_TEXT}[where], **sender)
        await all_answered(fake, house.live)
        remark = phrase("group_hidden" if may_delete else "group_not_hidden", "id")
        assert [one.text for one in phone.replies] == [f"{answer}\n\n{remark}"]
        assert len(phone.own_messages) == 1 - n


@pytest.mark.asyncio(loop_scope="module")
async def test_a_group_where_we_lack_the_right_to_delete_is_written_to_all_the_same(api: tuple[BotApi, House]) -> None:
    fake, house = api
    phone = person(fake, group=GROUP["id"] - len(fake.chats))
    refused = '{"ok":false,"error_code":400,"description":"Bad Request: not enough rights to delete a message"}'
    fake.says_oddly["deletemessage"] = [(400, refused)] * 2
    phone.says(BUDI)
    await all_answered(fake, house.live)
    fake.says_oddly.clear()
    phone.says("/cek")
    await all_answered(fake, house.live)
    assert phone.replies[0].text.endswith(phrase("group_not_hidden", "id"))
    assert phone.replies[1].text == text("group", "id", link=LINK)


def _asked(house: House) -> int:
    """How many NIKs were looked up."""
    with sqlite3.connect(house.live) as live:
        ((count,),) = live.execute("SELECT count(*) FROM asked").fetchall()
    live.close()
    return int(count)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("where", ["behind words", "in a contact's number", "in a poll's option", "in a checklist"])
async def test_in_a_private_chat_it_is_deleted_and_not_looked_up(api: tuple[BotApi, House], where: str) -> None:
    fake, house = api
    phone: Person = person(fake)
    person(fake).says(BUDI)  # somebody else: after a check of one's own, words may ask for its result again
    await all_answered(fake, house.live)
    before = _asked(house)
    assert before > 0
    phone._writes(**HIDDEN[where])
    await all_answered(fake, house.live)
    assert phone.own_messages == []
    assert phone.last.text.endswith(phrase("hidden", "id"))
    assert "✅" not in phone.last.text
    assert _asked(house) == before
