"""Parsers of JSON may keep short texts to save memory. Ours must not: a text may be a NIK."""

import json
from collections.abc import Callable

import pytest

from bot.channels import json_messages
from bot.channels.telegram.http import ApiRequest
from bot.channels.telegram.update_models import Message
from tests.conftest import BUDI

READERS: dict[str, Callable[[bytes], str]] = {
    "a message of the web chat": lambda raw: json_messages.read(json_messages.Message, raw).id,
    "a webhook": lambda raw: str((Message.model_validate_json(raw).model_extra or {})["contact"]),
    "an answer to a poll": lambda raw: str(ApiRequest.parse_json_payload(raw)["result"]),
}
"""Each reads a text that no validator copies."""


@pytest.mark.parametrize("what", READERS)
def test_a_text_is_not_kept_for_the_next_one(what: str) -> None:
    chat = {"id": 7, "type": "private"}
    update = {"message_id": 1, "chat": chat, "text": "cek", "contact": BUDI}
    raw = json.dumps({"id": BUDI, **update, "ok": True, "result": BUDI}).encode()
    first, second = READERS[what](raw), READERS[what](raw)
    assert first == second == BUDI
    assert first is not second
