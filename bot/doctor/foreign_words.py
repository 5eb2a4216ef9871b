"""Shows what a service says of us, without the secrets that may stand in it."""

import re
from urllib.parse import urlsplit

_SECRETS = re.compile(r"[a-z]+://\S+|\d{6,}(:[A-Za-z0-9_-]+)?|[A-Za-z0-9_-]{24,}")
"""Addresses, tokens and long numbers."""


def without_secrets(said: str) -> str:
    """An error message of a service."""
    return _SECRETS.sub("…", said)


def host_of(url: str) -> str:
    """Scheme and host of a URL, without password, path and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…" if parts.netloc else "…" if url else ""
