"""Webhooks of WhatsApp as Meta writes them, made of their parts."""

import hashlib
import hmac
import json
from typing import Any

PHONE_ID = "106540352242922"
OUR_PHONE = "6282110002000"
PHONE, USER_ID = "6281240000001", "ID.13491208655300000001"
SECRET = "0123456789abcdef0123456789abcdef"
METADATA = {"display_phone_number": OUR_PHONE, "phone_number_id": PHONE_ID}
CONTACT = {"profile": {"name": "Budi"}, "wa_id": PHONE, "user_id": USER_ID}

Json = dict[str, Any]


def message(kind: str = "text", /, **more: Any) -> Json:
    """A message of somebody with phone and id; `None` leaves a field out."""
    said = {"text": {"body": "cek"}} if kind == "text" else {}
    given = {
        "from": PHONE,
        "from_user_id": USER_ID,
        "id": "wamid.1",
        "timestamp": "1796000000",
        "type": kind,
        **said,
        **more,
    }
    return {name: one for name, one in given.items() if one is not None}


def status(state: str = "delivered", /, **more: Any) -> Json:
    """What became of a message of ours."""
    given = {
        "id": "wamid.ours",
        "status": state,
        "timestamp": "1796000000",
        "recipient_id": PHONE,
        "recipient_user_id": USER_ID,
        "biz_opaque_callback_data": "tag",
        **more,
    }
    return {name: one for name, one in given.items() if one is not None}


def of_messages(*messages: Any, contacts: Any = (CONTACT,), **more: Any) -> Json:
    """The change that brings messages."""
    value = {"messaging_product": "whatsapp", "metadata": METADATA, "messages": [*messages], **more}
    if contacts is not None:
        value["contacts"] = [*contacts]
    return {"field": "messages", "value": value}


def of_statuses(*statuses: Any, **more: Any) -> Json:
    """The change that brings statuses."""
    value = {"messaging_product": "whatsapp", "metadata": METADATA, "statuses": [*statuses], **more}
    return {"field": "messages", "value": value}


def payload(*changes: Any, moment: int = 1_796_000_000) -> Json:
    """One webhook."""
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1022901", "time": moment, "changes": [*changes]}],
    }


def body(given: Json) -> bytes:
    """The bytes of a webhook."""
    return json.dumps(given).encode()


def signature(raw: bytes, secret: str = SECRET) -> str:
    """What stands in its header."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
