"""The two cookies of a browser, which only we can issue: one for the chat, one for the browser's session.

The first opens a chat for as long as the chat is kept. It may have been copied, or stay on a shared phone; so what the
chat holds about a NIK asked before needs the second as well, which ends with the browser.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.web.request_head import Head
from data.channels import WEB
from data.hashing import Key

CHAT_COOKIE = "sigap_chat"
SESSION_COOKIE = "sigap_tab"
_DAY = timedelta(days=1)
CHAT_COOKIE_LIFETIME = WEB.chat_kept
"""As long as a web chat is kept after its last message."""
SESSION_COOKIE_LIFETIME = _DAY
"""Even if the browser keeps the cookie of its session longer."""
_LONGEST = 8192
"""Characters of the cookie header; browsers do not send more."""
_FORM = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9a-f]{1,10})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Browser:
    """The sender of a request, by its cookies."""

    chat: str
    """The secret name of the chat."""
    tab: str
    chat_cookie: str = ""
    """To be set; empty when the cookie need not be renewed yet."""
    tab_cookie: str = ""
    is_new: bool = False
    """Whether the request named no chat of ours."""

    @property
    def address(self) -> str:
        """The chat as stored in the database: a hash, so that nobody can open a chat with what is stored."""
        return hashlib.blake2b(self.chat.encode(), digest_size=16).hexdigest()

    def session(self, head: Head) -> str:
        """The session of the browser, bound to its user agent."""
        program = head.get(b"user-agent")
        return hashlib.blake2b(f"{self.tab}\0{program}".encode(), digest_size=12).hexdigest()


class Cookies:
    """Issues cookies for the pages below `path`, and recognises them.

    If the chat may be `framed` by other sites, browsers must send its cookies there, too; each such site then has its
    own cookies of ours (`Partitioned`), so that a frame does not open the chat of a visit without one.

    `before` are the secrets of former keys, as `with_former_key` writes them.
    """

    def __init__(
        self,
        key: Key | None,
        clock: Callable[[], datetime],
        before: str = "",
        path: str = "/",
        *,
        framed: bool = False,
    ) -> None:
        self._path, self._framed = path, framed
        self._key = Key(key.of_cookies() if key else secrets.token_bytes(16))
        self._before = [(Key(secret), until) for secret, until in _read_before(before)]
        self._clock = clock

    def read(self, head: Head) -> Browser:
        """The chat and the session of a request, or new ones when it has no cookies that we issued."""
        now, sent = int(self._clock().timestamp()), _sent(head)
        chat, issued = self._known(CHAT_COOKIE, sent.get(self._name(head, CHAT_COOKIE)), now, CHAT_COOKIE_LIFETIME)
        tab, tab_issued = self._known(
            SESSION_COOKIE, sent.get(self._name(head, SESSION_COOKIE)), now, SESSION_COOKIE_LIFETIME
        )
        new_chat, new_tab = chat or secrets.token_urlsafe(16), tab or secrets.token_urlsafe(16)
        return Browser(
            new_chat,
            new_tab,
            self.issue(CHAT_COOKIE, new_chat, now) if not chat or now - issued >= _DAY.total_seconds() else "",
            self.issue(SESSION_COOKIE, new_tab, now) if not tab or now - tab_issued >= 3600 else "",
            is_new=not chat,
        )

    def has_cookie(self, head: Head) -> bool:
        """Whether the request has one of our cookies, valid or not."""
        sent = _sent(head)
        return any(sent.get(self._name(head, name)) for name in (CHAT_COOKIE, SESSION_COOKIE))

    def headers(self, head: Head, browser: Browser) -> list[tuple[bytes, bytes]]:
        """The headers that set the cookies that are new or must be renewed."""
        found = []
        if browser.chat_cookie:
            lasts = int(CHAT_COOKIE_LIFETIME.total_seconds())
            found.append(self._header(head, CHAT_COOKIE, browser.chat_cookie, lasts))
        if browser.tab_cookie:
            found.append(self._header(head, SESSION_COOKIE, browser.tab_cookie, None))
        return found

    def _header(self, head: Head, name: str, value: str, age: int | None) -> tuple[bytes, bytes]:
        lasts = [] if age is None else [f"Max-Age={age}"]
        site = ["SameSite=none", "Secure", "Partitioned"] if head.secure and self._framed else ["SameSite=lax"]
        said = [f"{self._name(head, name)}={value}", "HttpOnly", *lasts, f"Path={self._path}", *site]
        said += ["Secure"] * (head.secure and not self._framed)
        return b"set-cookie", "; ".join(said).encode("latin-1")

    def _name(self, head: Head, name: str) -> str:
        """The name of the cookie: no plain page of this host can set it, with `__Host-` no other host either."""
        if not head.secure:
            return name
        return f"__Host-{name}" if self._path == "/" else f"__Secure-{name}"  # the first needs the path /

    def _known(self, name: str, value: str | None, now: int, lasts: timedelta) -> tuple[str, int]:
        """The name in a valid cookie, and when we issued it; an empty name for any other cookie."""
        found = _FORM.fullmatch(value or "")
        if not found:
            return "", 0
        issued = int(found[2], 16)
        valid = [self._key, *(key for key, until in self._before if now < until)]
        right = any([hmac.compare_digest(_issued(one, name, found[1], issued), found[0]) for one in valid])  # noqa: C419
        return (found[1], issued) if right and 0 <= now - issued <= lasts.total_seconds() else ("", 0)

    def issue(self, name: str, value: str, issued: int) -> str:
        """The cookie for a chat or a session (22 letters), issued at a time in seconds since 1970."""
        return _issued(self._key, name, value, issued)


def _issued(key: Key, name: str, value: str, issued: int) -> str:
    said = f"{value}.{issued:x}"
    mark = key.keyed(f"{name}\0{said}".encode())
    return f"{said}.{urlsafe_b64encode(mark).decode().rstrip('=')}"


def with_former_key(before: str, key: Key, now: datetime) -> str:
    """Adds a key that is being replaced to the former keys, so that its cookies are valid until they expire.

    What is stored opens no chat: that needs a chat's name, which only the cookie holds.
    """
    moment = int(now.timestamp())
    kept = [(secret, until) for secret, until in _read_before(before) if moment < until]
    kept.append((key.of_cookies(), moment + int(CHAT_COOKIE_LIFETIME.total_seconds())))
    return " ".join(f"{secret.hex()}:{until}" for secret, until in kept)


def _read_before(written: str) -> list[tuple[bytes, int]]:
    pairs = (one.partition(":") for one in written.split())
    return [(bytes.fromhex(secret), int(until)) for secret, _, until in pairs]


def _sent(head: Head) -> Mapping[str, str]:
    """The cookies of a request; of a repeated name, the first. Ours have no quotes; unquoting could take long."""
    sent = head.get(b"cookie")
    if len(sent) > _LONGEST:
        return {}
    pairs = (pair.strip().partition("=") for pair in reversed(sent.split(";")))
    return {name: value for name, _, value in pairs}
