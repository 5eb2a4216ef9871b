"""Parsers of JSON may keep short texts to save memory. Ours must not: a text may be a NIK."""

import json
from collections.abc import Callable

import pytest

from bot.channels import json_messages
from bot.channels.telegram.http import ApiRequest
from bot.channels.telegram.update_models import Me
from tests.conftest import BUDI

READERS: dict[str, Callable[[bytes], str]] = {
    "a message of the web chat": lambda raw: json_messages.read(json_messages.Message, raw).id,
    "a webhook, whose models share their configuration": lambda raw: Me.model_validate_json(raw).username,
    "an answer to a poll": lambda raw: str(ApiRequest.parse_json_payload(raw)["result"]),
}
"""Each reads a text that no validator copies."""


@pytest.mark.parametrize("what", READERS)
def test_a_text_is_not_kept_for_the_next_one(what: str) -> None:
    of_telegram = {"id": 7, "username": BUDI, "ok": True, "result": BUDI}
    raw = json.dumps(of_telegram if "web chat" not in what else {"id": BUDI, "text": "cek"}).encode()
    first, second = READERS[what](raw), READERS[what](raw)
    assert first == second == BUDI
    assert first is not second
