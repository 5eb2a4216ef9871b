"""Judges the addresses in the settings: they are called, printed and drawn, so each must be one, and hold no secret."""

import re
from urllib.parse import urlsplit

from data.files import file_names

_LONGEST = 300
"""Characters; a QR code of a poster takes some more."""

_PLACE = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::[0-9]{1,5})?")
"""A host, and a port where it is another than usual."""


def read(written: str) -> str:
    """An address without the slash at its end. Raises ValueError, which does not repeat it."""
    if len(written) > _LONGEST:
        raise ValueError(f"an address has at most {_LONGEST} characters")
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", written) or not written.isprintable():
        raise ValueError("give an address such as https://api.telegram.org")
    if "@" in written.split("/")[2]:
        raise ValueError("no name and password belong into an address: it is shown in logs and on posters")
    if file_names.holds_a_secret(written):
        raise ValueError("no key or token belongs into an address: it is shown in logs and on posters")
    if not _can_be_called(written):
        raise ValueError("this address has no host, or a port that there is not")
    return written.rstrip("/")


def _can_be_called(written: str) -> bool:
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
        return bool(_PLACE.fullmatch(parts.netloc) and host.encode("idna") and port != 0)
    except ValueError:
        return False


def read_public(written: str) -> str:
    """One at which Telegram can reach us; empty for none. Raises ValueError."""
    if written and not re.match(r"https://|http://(localhost|127\.0\.0\.1)(?![^:/])", written):
        raise ValueError("Telegram speaks to https addresses only")
    return read(written) if written else ""
