"""What each message of WhatsApp becomes."""

from typing import Any

import pytest

from bot.channels.whatsapp.decode import Arrived, PayloadDecoder
from bot.metrics import Metrics
from data.nik.nik import EXAMPLE
from handlers.messages import Incoming
from tests.conftest import BUDI
from tests.fakes.cloud_api import schema
from tests.support.whatsapp_payloads import (
    CONTACT,
    OUR_PHONE,
    PHONE,
    PHONE_ID,
    USER_ID,
    Json,
    body,
    message,
    of_messages,
    payload,
)

LINK = f"https://wa.me/{OUR_PHONE}?text=cek"
GROUP = "Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD"
FILE = {"sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=", "id": "1003383421387256"}
LOOKASIDE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=3275015006890001&source=webhook"
ERRORS = [{"code": 131051, "title": "Message type unknown", "error_data": {"details": "not supported"}}]


def decoded(given: Json, phone_id: str = PHONE_ID) -> tuple[Arrived, float]:
    """What a webhook brings, and how much of it was skipped."""
    metrics = Metrics()
    decoder = PayloadDecoder(phone_id, metrics)
    read = decoder.payload(body(given))
    arrived = decoder.read(read) if read else Arrived()
    return arrived, metrics.registry.get_sample_value("sigap_updates_skipped_total", {"channel": "whatsapp"}) or 0


def incoming(one: Json, **more: Any) -> Incoming | None:
    """What one message becomes."""
    arrived, skipped = decoded(payload(of_messages(one, **more)))
    assert not skipped
    return arrived.messages[0] if arrived.messages else None


def _replied(kind: str, **more: Any) -> Json:
    return message("interactive", interactive={"type": kind, kind: more}, context={"from": OUR_PHONE, "id": "wamid.0"})


def _contact(**more: Any) -> Json:
    return message("contacts", contacts=[{"name": {"formatted_name": "Joko"}, **more}])


def _edit(**new: Any) -> Json:
    return message("edit", edit={"original_message_id": "wamid.0", "message": {"context": {"id": "M0"}, **new}})


MESSAGES: dict[str, tuple[Json, dict[str, Any]]] = {
    "a text": (message(), {"text": "cek", "kind": "text"}),
    "a text of two lines": (message(text={"body": "cek\n123"}), {"text": "cek\n123"}),
    "half a sign": (message(text={"body": "cek \ud83d"}), {"text": "cek \ufffd"}),
    "an answer to a message of ours": (message(context={"from": OUR_PHONE, "id": "wamid.0"}), {"forwarded": False}),
    "a text with an odd context": (message(context=7), {"text": "cek", "forwarded": False}),
    "a reply button": (_replied("button_reply", id="check.0", title="Cek"), {"choice": "check.0", "text": ""}),
    "a row": (_replied("list_reply", id="page.jkk", title="JKK", description="x"), {"choice": "page.jkk", "text": ""}),
    "the second button with one value": (_replied("button_reply", id="menu#2", title="Menu"), {"choice": "menu"}),
    "a quick reply of a template": (
        message("button", button={"payload": "check", "text": "Cek"}),
        {"choice": "check", "text": "", "kind": "text"},
    ),
    "an answer to buttons without its content": (message("interactive"), {"kind": "other", "choice": None}),
    "a form": (
        _replied("nfm_reply", name="flow", body="Sent", response_json='{"nik": "1"}'),
        {"kind": "other", "choice": None, "exposes_nik": False},
    ),
    "a photo": (message("image", image={"mime_type": "image/jpeg", **FILE}), {"kind": "photo", "text": ""}),
    "a photo with words": (message("image", image={"caption": "cek", **FILE}), {"kind": "photo", "text": "cek"}),
    "a photo with half a sign": (message("image", image={"caption": "\ud83d", **FILE}), {"text": "\ufffd"}),
    "a photo with its address": (message("image", image={"url": LOOKASIDE, **FILE}), {"exposes_nik": False}),
    "an odd photo": (message("image", image=7), {"kind": "photo", "text": ""}),
    "a video": (message("video", video={"caption": "lihat", **FILE}), {"kind": "file", "text": "lihat"}),
    "a document": (message("document", document={"filename": "a.pdf", **FILE}), {"kind": "file", "text": ""}),
    "a sound": (message("audio", audio={"voice": False, **FILE}), {"kind": "voice"}),
    "a voice message": (message("audio", audio={"voice": True, **FILE}), {"kind": "voice"}),
    "a sticker": (message("sticker", sticker={"animated": False, **FILE}), {"kind": "other"}),
    "a place": (message("location", location={"latitude": -6.2, "longitude": 107.0}), {"kind": "location"}),
    "a contact": (_contact(phones=[{"phone": "+62 812-0000-038", "wa_id": "628120000038"}]), {"kind": "contact"}),
    "an order": (message("order", order={"catalog_id": "1", "product_items": []}), {"kind": "other"}),
    "a poll": (message("unsupported", errors=ERRORS, unsupported={"type": "poll"}), {"kind": "other"}),
    "what vanishes": (message("ephemeral", errors=ERRORS), {"kind": "other"}),
    "a type of tomorrow": (message("hologram", hologram={"id": "1"}), {"kind": "other"}),
    "a text without words": (message("text", text=None), {"kind": "other", "text": ""}),
    "passed on": (message(context={"forwarded": True}), {"forwarded": True}),
    "passed on often": (message(context={"frequently_forwarded": True}), {"forwarded": True}),
    "from an advertisement": (message(referral={"source_type": "ad", "source_id": "1"}), {"source": "ad"}),
    "from a post": (message(referral={"source_type": "post", "source_id": "1"}), {"source": "post"}),
    "an odd referral": (message(referral={"source_type": 7}), {"source": ""}),
    "an edited text": (_edit(type="text", text={"body": "cek lagi"}), {"text": "cek lagi", "id": "wamid.1"}),
    "an edited caption": (_edit(type="image", image={"caption": "baru", **FILE}), {"text": "baru", "kind": "photo"}),
    "a group": (message(group_id=GROUP), {"address": GROUP, "private_link": LINK, "exposes_nik": False}),
    "a group, a NIK": (
        message(group_id=GROUP, text={"body": f"nik {BUDI}"}),
        {"address": GROUP, "private_link": LINK, "exposes_nik": True},
    ),
    "a group, passed on": (message(group_id=GROUP, context={"forwarded": True}), {"forwarded": False}),
}  # fmt: skip


@pytest.mark.parametrize("label", MESSAGES)
def test_a_message_becomes(label: str) -> None:
    given, expected = MESSAGES[label]
    found = incoming(given)
    assert found
    assert {name: getattr(found, name) for name in expected} == expected
    assert (found.channel, found.origin and found.origin.channel, found.pushed) == ("whatsapp", "whatsapp", True)
    assert (found.language, found.attachment, found.reference, found.acknowledges) == (None, None, "", False)


UNANSWERED: dict[str, Json] = {
    "a reaction": message("reaction", reaction={"message_id": "wamid.0", "emoji": "👍"}),
    "a reaction that was taken back": message("reaction", reaction={"message_id": "wamid.0"}),
    "a deleted message": message("revoke", revoke={"original_message_id": "wamid.0"}),
    "an edit without its new form": message("edit", edit={"original_message_id": "wamid.0"}),
    "an edited picture without words": _edit(type="image", image=FILE),
    "a chat that was opened": message("request_welcome"),
    "another identity": message("system", system={"type": "customer_identity_changed", "body": "x"}),
    "a sticker in a group": message("sticker", sticker=FILE, group_id=GROUP),
    "a photo in a group": message("image", image=FILE, group_id=GROUP),
}


@pytest.mark.parametrize("label", UNANSWERED)
def test_nobody_waits_for_an_answer_to(label: str) -> None:
    assert incoming(UNANSWERED[label]) is None


HIDDEN: dict[str, Json] = {
    "the name of a contact": _contact(name={"formatted_name": f"Joko {BUDI}"}),
    "the phone of a contact": _contact(phones=[{"phone": BUDI}]),
    "the address of a contact": _contact(addresses=[{"street": f"NIK {BUDI[:6]} {BUDI[6:]}"}]),
    "the card of a contact": _contact(vcard=f"BEGIN:VCARD\nNOTE:{BUDI}\nEND:VCARD"),
    "the name of a place": message("location", location={"latitude": 1, "longitude": 1, "name": BUDI}),
    "the address of a place": message("location", location={"address": f"Jl. {BUDI}"}),
    "a link to a place": message("location", location={"url": f"https://contoh.id/?nik={BUDI}"}),
    "the name of a file": message("document", document={"filename": f"ktp_{BUDI}.pdf", **FILE}),
    "the name of a file with words": message("document", document={"filename": f"{BUDI}.pdf", "caption": "cek"}),
    "an order": message("order", order={"text": f"nik {BUDI}", "product_items": []}),
    "a form": _replied("nfm_reply", response_json=f'{{"nik": "{BUDI}"}}'),
    "a type of tomorrow": message("hologram", hologram={"words": [{"line": BUDI}]}),
    "a text with more": message(note={"line": BUDI}),
    "the edited name of a file": _edit(type="document", document={"filename": f"{BUDI}.pdf", **FILE}),
}


@pytest.mark.parametrize("label", HIDDEN)
@pytest.mark.parametrize("group", [None, GROUP])
def test_a_nik_outside_the_text(label: str, group: str | None) -> None:
    found = incoming({**HIDDEN[label], **({"group_id": group} if group else {})})
    assert found
    assert found.exposes_nik


def test_the_example_is_no_nik() -> None:
    found = incoming(_contact(name={"formatted_name": EXAMPLE}))
    assert found
    assert not found.exposes_nik


def test_a_nik_in_the_text_of_a_private_chat_is_looked_up() -> None:
    for given in (message(text={"body": BUDI}), message("image", image={"caption": BUDI, **FILE})):
        found = incoming(given)
        assert found
        assert (found.text, found.exposes_nik) == (BUDI, False)


def test_no_message_shows_its_words_in_a_traceback() -> None:
    arrived, _ = decoded(payload(of_messages(message(text={"body": BUDI}), _contact(vcard=BUDI))))
    assert BUDI not in repr(arrived.messages)
    read = PayloadDecoder(PHONE_ID, Metrics()).payload(body(payload(of_messages(message(text={"body": BUDI})))))
    assert BUDI not in repr(read)


WHO: dict[str, tuple[Json, Any, str]] = {
    "both are said": (message(), (CONTACT,), USER_ID),
    "the phone is hidden": (
        message(**{"from": None}), ({"profile": {"name": "Budi", "username": "budi"}, "user_id": USER_ID},), USER_ID
    ),
    "the id is in the contact only": (message(from_user_id=None), (CONTACT,), USER_ID),
    "the phone is all there is": (message(from_user_id=None), ({"wa_id": PHONE},), PHONE),
    "the phone is in the contact only": (message(**{"from": None, "from_user_id": None}), ({"wa_id": PHONE},), PHONE),
    "there is no contact": (message(), None, USER_ID),
    "there is no contact and no id": (message(from_user_id=None), None, PHONE),
    "an odd contact": (message(), (7, {"wa_id": []}), USER_ID),
    "a phone with a plus": (message(**{"from": f"+{PHONE}", "from_user_id": None}), None, PHONE),
    "an id of a group of companies": (message(from_user_id="ID.ENT.11815799212886844830"), None, PHONE),
    "an id of another form": (message(from_user_id="ID.1/2"), None, PHONE),
    "an id that is too long": (message(from_user_id="ID." + "1" * 129), None, PHONE),
    "the longest id": (message(from_user_id="ID." + "a" * 128), None, "ID." + "a" * 128),
    "an id of another country": (message(from_user_id="MY.13491208655300000001"), None, "MY.13491208655300000001"),
    "another spelling of the phone in the only contact": (
        message(from_user_id=None), ({"wa_id": "6281240000999", "user_id": USER_ID},), USER_ID
    ),
}  # fmt: skip


@pytest.mark.parametrize("label", WHO)
def test_people_are_known_by_their_id(label: str) -> None:
    given, contacts, address = WHO[label]
    arrived, _ = decoded(payload(of_messages(given, contacts=contacts)))
    assert [one.address for one in arrived.messages] == [address]


def test_among_several_contacts_each_finds_its_own() -> None:
    other, other_id = "6281240000002", "ID.13491208655300000002"
    contacts = ({"wa_id": other, "user_id": other_id}, CONTACT)
    given = (message(from_user_id=None), message(id="wamid.2", from_user_id=None, **{"from": other}))
    arrived, _ = decoded(payload(of_messages(*given, contacts=contacts)))
    assert [one.address for one in arrived.messages] == [USER_ID, other_id]


def test_the_only_contact_is_not_lent_to_somebody_else() -> None:
    given = (message(from_user_id=None), message(id="wamid.2", from_user_id=None, **{"from": "6281240000002"}))
    arrived, _ = decoded(payload(of_messages(*given, contacts=(CONTACT,))))
    assert [one.address for one in arrived.messages] == [USER_ID, "6281240000002"]


def test_a_message_of_nobody_is_skipped() -> None:
    given = message(id="wamid.2", **{"from": None, "from_user_id": None})
    arrived, skipped = decoded(payload(of_messages(given, message(), contacts=None)))
    assert ([one.id for one in arrived.messages], skipped) == (["wamid.1"], 1)


def test_whoever_shows_phone_and_id_is_linked() -> None:
    arrived, _ = decoded(payload(of_messages(message())))
    assert [(one.before, one.after) for one in arrived.links] == [(PHONE, USER_ID)]
    arrived, _ = decoded(payload(of_messages(message(**{"from": None}), contacts=({"user_id": USER_ID},))))
    assert not arrived.links


def test_messages_of_another_number_are_not_ours() -> None:
    arrived, skipped = decoded(payload(of_messages(message())), phone_id="1")
    assert (arrived, skipped) == (Arrived(), 0)


if schema.published():  # docs/development/testing.md

    def test_every_example_of_meta_is_read() -> None:
        read = {}
        for name, example in schema.webhook_examples().items():
            phone_id = example["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"]
            arrived, skipped = decoded(example, phone_id)
            assert not skipped, name
            read[name] = len(arrived.messages) + len(arrived.moves) + len(arrived.receipts)
        unanswered = {name for name, count in read.items() if not count}
        assert unanswered == {name for name in read if name.startswith(("Group", "Reaction"))}
