"""The addresses of chats: people by the id that they have for our business, by their phone where there is none; groups.

Meta calls the id the business-scoped user id (BSUID). It stays while people change their user name or hide their phone;
a new phone number makes a new id (`moves.py`). Source: developers.facebook.com/documentation/business-messaging/
whatsapp/business-scoped-user-ids, read in November 2026.
"""

import re

_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
"""A country and up to 128 signs. `ID.ENT.…` is the id of a whole group of companies, which we do not use."""
_PHONE = re.compile(r"\+?([0-9]{5,20})")
_GROUP = re.compile(r"[!-~]{1,256}")


def user_id(value: object) -> str:
    """The id of a person; empty if the value is none."""
    return value if isinstance(value, str) and _USER_ID.fullmatch(value) else ""


def phone(value: object) -> str:
    """The digits of a phone number; empty if the value is none."""
    found = _PHONE.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""


def group(value: object) -> str:
    """The id of a group; empty if the value is none, or could be taken for a person."""
    is_one = isinstance(value, str) and _GROUP.fullmatch(value) and not user_id(value) and not phone(value)
    return str(value) if is_one else ""


def recipient(address: str) -> dict[str, str]:
    """The parameters of a message that say to whom it goes."""
    if user_id(address):
        return {"recipient_type": "individual", "recipient": address}
    if phone(address):
        return {"recipient_type": "individual", "to": address}
    return {"recipient_type": "group", "to": address}
