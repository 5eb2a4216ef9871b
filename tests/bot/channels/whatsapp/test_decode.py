"""What a webhook brings beside messages, and that nothing odd in it takes the rest along."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp import reports
from bot.channels.whatsapp.decode import Arrived, PayloadDecoder
from bot.metrics import Metrics
from bot.sending import errors
from bot.sending.receipts import Price
from data.content import texts
from tests.bot.channels.whatsapp.test_parse import GROUP, decoded
from tests.conftest import BUDI
from tests.fakes.cloud_api.reports import REPORTS
from tests.support.whatsapp_payloads import (
    CONTACT,
    METADATA,
    PHONE,
    PHONE_ID,
    USER_ID,
    Json,
    message,
    of_messages,
    of_statuses,
    payload,
    status,
)

OLD, NEW = USER_ID, "ID.13491208655300000009"
OLD_PHONE, NEW_PHONE = PHONE, "6281240000009"


def _system(kind: str = "user_changed_number", /, **more: Any) -> Json:
    outside = {name: more.pop(name) for name in ("from_user_id", "from") if name in more}
    return message("system", system={"type": kind, "body": "User Budi changed", **more}, **outside)


MOVES: dict[str, tuple[Json, list[tuple[str, str]]]] = {
    "a new number, with ids": (
        _system(wa_id=NEW_PHONE, user_id=NEW, previous_user_id=OLD, from_user_id=None),
        [(OLD_PHONE, OLD), (OLD, NEW)],
    ),
    "a new id, without phones": (
        _system("user_changed_user_id", user_id=NEW, previous_user_id=OLD, from_user_id=NEW, **{"from": None}),
        [(OLD, NEW)],
    ),
    "a new id, in the message alone": (
        _system("user_changed_user_id", previous_user_id=OLD, from_user_id=NEW, **{"from": None}),
        [(OLD, NEW)],
    ),
    "a new number, without ids": (_system(wa_id=NEW_PHONE, from_user_id=None), [(OLD_PHONE, NEW_PHONE)]),
    "a new number, without the old id": (
        _system(wa_id=NEW_PHONE, user_id=NEW, from_user_id=None),
        [(OLD_PHONE, NEW)],
    ),
    "a new number, without the new id": (
        _system(wa_id=NEW_PHONE, previous_user_id=OLD, from_user_id=OLD),
        [(OLD_PHONE, OLD), (OLD, NEW_PHONE)],
    ),
    "as written until 2022": (
        _system("customer_changed_number", customer=OLD_PHONE, new_wa_id=NEW_PHONE, from_user_id=None),
        [(OLD_PHONE, NEW_PHONE)],
    ),
    "nothing new": (_system(wa_id=OLD_PHONE, from_user_id=None), []),
    "the same id": (_system(user_id=OLD, previous_user_id=OLD, **{"from": None}), []),
    "no old one": (_system(user_id=NEW, **{"from": None, "from_user_id": None}), []),
    "no new one": (_system(previous_user_id=OLD, **{"from": None, "from_user_id": None}), []),
    "another identity": (_system("customer_identity_changed", wa_id=NEW_PHONE), []),
    "odd ids": (_system(wa_id=7, user_id=[], previous_user_id={}, from_user_id=None), []),
    "no content": (message("system"), []),
}  # fmt: skip


@pytest.mark.parametrize("label", MOVES)
def test_a_chat_moves(label: str) -> None:
    given_, expected = MOVES[label]
    arrived, skipped = decoded(payload(of_messages(given_, contacts=None)))
    assert [(one.before, one.after) for one in arrived.moves] == expected
    assert not arrived.messages
    assert not skipped


FAILED: Any = object()
STATUSES: dict[str, tuple[Json, dict[str, Any]]] = {
    "sent": (status("sent"), {"state": "sent", "message": "wamid.ours", "tag": "tag", "price": None}),
    "delivered": (status("delivered"), {"state": "delivered", "recipient": USER_ID}),
    "read": (status("read"), {"state": "read"}),
    "played": (status("played"), {"state": "read"}),
    "without a tag": (status(biz_opaque_callback_data=None), {"tag": ""}),
    "with an odd tag": (status(biz_opaque_callback_data=7), {"tag": ""}),
    "without the id of the person": (status(recipient_user_id=None), {"recipient": PHONE}),
    "without anybody": (status(recipient_user_id=None, recipient_id=None), {"recipient": ""}),
    "in a group": (
        status(recipient_user_id=None, recipient_id=GROUP, recipient_type="group"),
        {"recipient": GROUP},
    ),
    "billed": (
        status(pricing={"billable": False, "pricing_model": "PMP", "type": "regular", "category": "service"}),
        {"price": Price("service", free=False)},
    ),
    "free in the month": (
        status(pricing={"billable": True, "type": "free_customer_service", "category": "service"}),
        {"price": Price("service", free=True)},
    ),
    "free after an advertisement": (
        status(pricing={"type": "free_entry_point", "category": "referral_conversion"}),
        {"price": Price("referral_conversion", free=True)},
    ),
    "without a type": (status(pricing={"category": "UTILITY"}), {"price": Price("utility", free=False)}),
    "without a type, after an advertisement": (
        status(pricing={"category": "referral_conversion"}),
        {"price": Price("referral_conversion", free=True)},
    ),
    "with an odd price": (status(pricing={"category": 7}), {"price": None}),
    "failed: the window is closed": (
        status("failed", errors=[{"code": 131047, "title": "Re-engagement message"}]),
        {"state": "failed", "problem": errors.WindowClosed},
    ),
    "failed: no advertising": (status("failed", errors=[{"code": 131050}]), {"problem": errors.OptedOut}),
    "failed: a code of tomorrow": (status("failed", errors=[{"code": 999_999}]), {"problem": errors.Unrecognised}),
    "failed: without a code": (status("failed"), {"problem": errors.Unrecognised}),
    "failed: with an odd code": (status("failed", errors=[{"code": "x"}]), {"problem": errors.Unrecognised}),
}


@pytest.mark.parametrize("label", STATUSES)
@pytest.mark.parametrize("contacts", [None, [CONTACT]])
def test_a_status_becomes(label: str, contacts: Any) -> None:
    given_, expected = STATUSES[label]
    arrived, skipped = decoded(payload(of_statuses(given_, **({"contacts": contacts} if contacts else {}))))
    (found,) = arrived.receipts
    assert not skipped
    for name, wanted in expected.items():
        said = getattr(found, name)
        if isinstance(wanted, type):
            assert isinstance(said, wanted)
        elif not (contacts and name == "recipient"):
            assert said == wanted


def test_the_only_contact_is_not_taken_for_another_recipient() -> None:
    other = status("failed", recipient_id="628000000099", recipient_user_id=None, errors=[{"code": 131050}])
    arrived, _ = decoded(payload(of_statuses(status(), other, contacts=[CONTACT])))
    assert [one.recipient for one in arrived.receipts][1:] == ["628000000099"]


@pytest.mark.parametrize("state", ["deleted", "warning", "a state of tomorrow"])
def test_a_status_that_says_nothing_of_the_sending_is_passed_over(state: str) -> None:
    assert decoded(payload(of_statuses(status(state)))) == (Arrived(), 0)


def test_what_is_reported_is_in_the_order_in_which_it_happened() -> None:
    late, early = status("read", timestamp="1796000009"), status("sent", timestamp=1796000001)
    odd, garbled = status("delivered", timestamp="bald"), status("failed", timestamp=10**30)
    arrived, _ = decoded(payload(of_statuses(late), of_statuses(early, odd, garbled)))
    assert [one.state for one in arrived.receipts] == ["delivered", "failed", "sent", "read"]
    first, second = message(timestamp="1796000001"), message(id="wamid.2", timestamp="1796000002")
    arrived, _ = decoded(payload(of_messages(second), of_messages(first)))
    assert [one.id for one in arrived.messages] == ["wamid.1", "wamid.2"]


TOLD = {
    "restricted": (
        "account",
        "",
        "ACCOUNT_RESTRICTION",
        "RESTRICTED_BIZ_INITIATED_MESSAGING, RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    ),
    "banned": ("account", "", "DISABLED_UPDATE", "DISABLE"),
    "violation": ("account", "", "ACCOUNT_VIOLATION", "SPAM"),
    "reviewed": ("account", "", "REJECTED", ""),
    "alert": ("account", "", "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED", "CRITICAL, ACTIVE"),
    "capability": ("capability", "", "TIER_2K", ""),
    "approved": ("template_status", "pengingat (id)", "APPROVED", "NONE"),
    "rejected": ("template_status", "pengingat (id)", "REJECTED", "INVALID_FORMAT"),
    "paused": ("template_status", "pengingat (id)", "PAUSED", "FIRST_PAUSE"),
    "quality": ("template_quality", "pengingat (id)", "GREEN > YELLOW", ""),
    "category": ("template_status", "pengingat (id)", "UTILITY > MARKETING", ""),
    "number quality": ("phone_quality", "", "DOWNGRADE", "TIER_250"),
    "name": ("phone_quality", "SIGAP", "APPROVED", ""),
    "pin": ("account", "", "PIN_CHANGED", ""),
}


@pytest.mark.parametrize("label", REPORTS)
def test_staff_are_told(label: str) -> None:
    field, value = REPORTS[label]
    arrived, skipped = decoded(payload({"field": field, "value": value}))
    said = [(one.kind, one.subject, one.event, one.reason) for one in arrived.reports]
    assert said == ([TOLD[label]] if label in TOLD else [])
    assert skipped == (label == "field of tomorrow")
    assert all(one.kind in reports.KINDS and one.day == "2026-11-30" for one in arrived.reports)


@pytest.mark.parametrize("field", sorted(reports.TOLD))
def test_an_odd_report_is_told_as_well(field: str) -> None:
    odd: tuple[Any, ...] = (None, 7, [], {}, {"event": []}, {"restriction_info": 7, "event": True}, {"ban_info": [7]})
    for value in odd:
        arrived, skipped = decoded(payload({"field": field, "value": value}))
        assert len(arrived.reports) == 1
        assert not skipped


def test_a_report_names_nobody() -> None:
    value = {"event": f"CHANGED {BUDI}", "violation_info": {"violation_type": f"by {PHONE} " + "x" * 500}}
    arrived, _ = decoded(payload({"field": "account_update", "value": value}, moment=0))
    (report,) = arrived.reports
    assert report.details == {
        "event": "CHANGED ...", "reason": f"by ... {'x' * 93}"
    }  # fmt: skip


def test_of_a_conversation_that_another_sender_has_nothing_is_read() -> None:
    value = of_messages(message(text={"body": BUDI}))["value"]
    arrived, _ = decoded(payload({"field": "standby", "value": value}, {"field": "standby", "value": value}))
    assert {one.kind for one in arrived.reports} == {"standby"}
    assert not arrived.messages
    assert BUDI not in repr(arrived)


def _preference(value: str, **more: Any) -> Json:
    said = {"wa_id": PHONE, "user_id": USER_ID, "category": "marketing_messages", "value": value, **more}
    return {"field": "user_preferences", "value": {"metadata": METADATA, "user_preferences": [said]}}


def test_whoever_stops_advertising_gets_nothing_more_and_is_not_named() -> None:
    arrived, _ = decoded(payload(_preference("stop", timestamp=1796000000)))
    assert arrived.opted_out == [USER_ID]
    assert [one.details for one in arrived.reports] == [{"event": "stop", "day": "2026-11-30"}]
    arrived, _ = decoded(payload(_preference("stop", user_id=None)))
    assert arrived.opted_out == [PHONE]


@pytest.mark.parametrize("value", ["resume", "signup"])
def test_whoever_allows_advertising_again_subscribes_to_nothing(value: str) -> None:
    arrived, _ = decoded(payload(_preference(value)))
    assert not arrived.opted_out
    assert [one.kind for one in arrived.reports] == ["preference"]


ODD: dict[str, Any] = {
    "a number": 7,
    "null": None,
    "a text": "x",
    "a list": [],
    "nothing": {},
    "without a form": {"id": "wamid.9"},
    "an id as a number": message(id=9),
    "an empty id": message(id=""),
    "an endless id": message(id="x" * 10_000),
    "a type as a list": message([]),  # type: ignore[arg-type]
    "a name of another's": {BUDI: BUDI},
}


@pytest.mark.parametrize("label", ODD)
def test_what_stands_beside_something_odd_is_read(label: str, caplog: pytest.LogCaptureFixture) -> None:
    odd = ODD[label]
    given_ = payload(
        odd,
        {"field": "messages", "value": odd},
        of_messages(odd, message(), odd),
        of_statuses(odd, status(), odd),
        of_messages(message(id="wamid.2"), contacts=(odd,)),
        {**of_statuses(), "field": odd},
        _preference("stop"),
    )
    given_["entry"] = [odd, *given_["entry"], odd]
    arrived, skipped = decoded(given_)
    assert [one.id for one in arrived.messages] == ["wamid.1", "wamid.2"]
    assert len(arrived.receipts) == 1
    assert arrived.opted_out == [USER_ID]
    assert skipped >= 5
    assert BUDI not in caplog.text


def test_lists_that_are_none_lose_nothing_else() -> None:
    value: Json = {"metadata": METADATA, "contacts": None, "messages": None, "statuses": [status()], "errors": 7}
    arrived, skipped = decoded(payload({"field": "messages", "value": value}))
    assert (len(arrived.receipts), skipped) == (1, 0)
    value = {"metadata": METADATA, "contacts": 7, "messages": {}, "statuses": [status()], "errors": [{"code": 131000}]}
    arrived, skipped = decoded(payload({"field": "messages", "value": value}))
    assert (len(arrived.receipts), skipped) == (1, 1)


RAW: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a number": b"7",
    "a list": b"[]",
    "no entries": b'{"object": "whatsapp_business_account"}',
    "another object": b'{"object": "page", "entry": []}',
    "no UTF-8": b'{"object": "\xff\xfe',
    "nested": b"[" * 100_000,
    "a number of 5,000 digits": b'{"object": ' + b"9" * 5000 + b"}",
    "no number at all": b'{"object": NaN}',
}


@pytest.mark.parametrize("label", RAW)
def test_what_is_no_webhook_of_whatsapp_is_skipped(label: str) -> None:
    metrics = Metrics()
    decoder = PayloadDecoder(PHONE_ID, metrics)
    read = decoder.payload(RAW[label])
    assert not read or decoder.read(read) == Arrived()
    assert metrics.registry.get_sample_value("sigap_updates_skipped_total", {"channel": "whatsapp"}) == 1


WHOLE = payload(
    of_messages(message(), message("image", id="wamid.2", image={"caption": "x"}), message(group_id=GROUP)),
    of_messages(message("interactive", interactive={"button_reply": {"id": "a"}}), _system(wa_id=NEW_PHONE)),
    of_statuses(status(pricing={"type": "regular", "category": "service"}), status("failed", errors=[{"code": 1}])),
    {"field": "account_update", "value": {"event": "X", "restriction_info": [{"restriction_type": "Y"}]}},
    _preference("stop"),
)
_TEXT = st.text("09aé😀\ud83d\x00\n*@.", max_size=8)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT | st.just(BUDI),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, one in inner for place in _places(one, (*path, name)))]


PLACES = [one for one in _places(WHOLE) if one]


@given(st.sampled_from(PLACES), _JSON)
def test_whatever_stands_at_any_place_nothing_else_is_lost(place: tuple[Any, ...], value: Any) -> None:
    given_ = copy.deepcopy(WHOLE)
    at: Any = given_
    for name in place[:-1]:
        at = at[name]
    at[place[-1]] = value
    if isinstance(given_["entry"], list):
        given_["entry"].append(payload(of_messages(message(id="wamid.last")), of_statuses(status("read")))["entry"][0])
    raw = json.dumps(given_).encode()
    decoder = PayloadDecoder(PHONE_ID, Metrics())
    read = decoder.payload(raw)
    arrived = decoder.read(read) if read else Arrived()
    if place[0] == "entry" and len(place) > 1:
        assert "wamid.last" in [one.id for one in arrived.messages]
        assert "read" in [one.state for one in arrived.receipts]


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_decoder(raw: bytes) -> None:
    decoder = PayloadDecoder(PHONE_ID, Metrics())
    if read := decoder.payload(raw):
        decoder.read(read)


@pytest.mark.parametrize("kind", reports.KINDS)
def test_every_kind_of_report_has_a_text(kind: str) -> None:
    assert texts.is_staff_text(f"service.{kind}")
