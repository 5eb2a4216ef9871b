"""Checks the URLs in settings: they are called, logged and printed, so they must be valid and hold no secret."""

import re
from urllib.parse import urlsplit

from data.files import file_names

_LONGEST = 300
"""Characters; a QR code on a poster has room for some more."""

_HOST_AND_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::[0-9]{1,5})?")
"""A host, and perhaps a port."""


def read(written: str) -> str:
    """The URL without a slash at its end. Raises ValueError, whose message does not repeat it."""
    if len(written) > _LONGEST:
        raise ValueError(f"an address has at most {_LONGEST} characters")
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", written) or not written.isprintable():
        raise ValueError("give an address such as https://api.telegram.org")
    if "@" in written.split("/")[2]:
        raise ValueError("an address must not hold a name and password: it is shown in logs and on posters")
    if file_names.holds_a_secret(written):
        raise ValueError("an address must not hold a key or token: it is shown in logs and on posters")
    if not _is_reachable_form(written):
        raise ValueError("this address has no host, or an impossible port")
    return written.rstrip("/")


def _is_reachable_form(written: str) -> bool:
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
        return bool(_HOST_AND_PORT.fullmatch(parts.netloc) and host.encode("idna") and port != 0)
    except ValueError:
        return False


_OURS = frozenset({"chat", "static", "pictures", "healthz", "readyz", "telegram", "metrics"})
"""First parts of paths that the bot serves itself."""


def read_path(written: str) -> str:
    """The path below which the web chat lives, `/` or such as `/sigap`. Raises ValueError."""
    path = f"/{written.strip('/')}"
    if len(path) > _LONGEST or not re.fullmatch(r"/|(?:/[A-Za-z0-9_-]+)+", path):
        raise ValueError("give a path such as /sigap, of letters, digits, - and _")
    if path.split("/")[1] in _OURS:
        raise ValueError("the bot itself serves this path: choose another, such as /sigap")
    return path


_MOST_ORIGINS = 20
_ORIGIN = re.compile(r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?::[0-9]{1,5})?")


def read_origins(written: str) -> str:
    """The origins of sites, with spaces between. Raises ValueError, whose message does not repeat them.

    They become part of a header, so that only plain hosts are taken: no `*`, no path.
    """
    found = list(dict.fromkeys(one.rstrip("/").lower() for one in re.split(r"[\s,]+", written) if one))
    if len(found) > _MOST_ORIGINS:
        raise ValueError(f"at most {_MOST_ORIGINS} sites")
    for one in found:
        if len(one) > _LONGEST or not _ORIGIN.fullmatch(one) or not _is_reachable_form(one):
            raise ValueError("give the https origin of each site, such as https://portal.example, with spaces between")
    return " ".join(found)


def read_public(written: str) -> str:
    """A URL at which Telegram can reach us, or empty. Raises ValueError."""
    if written and not re.match(r"https://|http://(localhost|127\.0\.0\.1)(?![^:/])", written):
        raise ValueError("Telegram only accepts https addresses")
    return read(written) if written else ""
