"""An answer to a message that is taken out of the chat, as it is while that message is still there and afterwards."""

import json

from bot.channels.telegram.client import Api
from bot.channels.telegram.deletions import DeletionPart, MessageDeletion, parts
from bot.settings import Settings
from data.content.texts import phrase
from handlers.messages import Answer, Choice, Reply
from handlers.outcomes import Outcome

CHAT = {"chat_id": "7"}
REMARK = phrase("hidden", "id")
BUTTON = Choice("Menu", "menu")


def _parts(*replies: Reply) -> list[DeletionPart]:
    api = Api(Settings.model_validate({"telegram_token": "1:a", "data_dir": "nowhere"}))
    found = parts(Answer(Outcome.CHECK_FOUND, replies=replies, private=True), CHAT, MessageDeletion(api, "7", "5"))
    return [one for one in found if isinstance(one, DeletionPart)]


def test_the_last_answer_says_it_once_it_has_happened_and_the_one_before_it_nothing() -> None:
    first, last, end = _parts(Reply("Satu"), Reply("Dua", (BUTTON,)))
    assert first.what == first.without_remark
    assert last.what["text"] == f"<b>Dua</b>\n\n{REMARK}"
    assert last.without_remark
    assert last.without_remark["text"] == "Dua"
    assert last.what["reply_markup"] == last.without_remark["reply_markup"]
    assert (end.again, end.what) == (True, {})


def test_a_remark_for_which_there_is_no_room_takes_a_message_that_is_left_out_while_nothing_is_deleted() -> None:
    words, remark, end = _parts(Reply("a" * 4090, (BUTTON,)))
    assert words.without_remark
    assert json.loads(words.without_remark["reply_markup"])
    assert words.without_remark["text"] == "a" * 4090
    assert "reply_markup" in remark.what
    assert remark.without_remark is None
    assert end.again


def test_what_has_no_words_is_taken_out_in_silence() -> None:
    (end,) = _parts()
    assert end.again
