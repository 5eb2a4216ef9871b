"""The two cookies of a browser, which only we can issue: one for the chat, one for the browser's session.

The first opens a chat for as long as the chat is kept. It may have been copied, or stay on a shared phone; so what the
chat holds about a NIK asked before needs the second as well, which ends with the browser.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

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

    def session(self, request: Request) -> str:
        """The session of the browser, bound to its user agent."""
        program = request.headers.get("user-agent", "")
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
        self._secret = key.of_cookies() if key else secrets.token_bytes(16)
        self._before = _read_before(before)
        self._clock = clock

    def read(self, request: Request) -> Browser:
        """The chat and the session of a request, or new ones when it has no cookies that we issued."""
        now = int(self._clock().timestamp())
        chat, issued = self._known(request, CHAT_COOKIE, now, CHAT_COOKIE_LIFETIME)
        tab, tab_issued = self._known(request, SESSION_COOKIE, now, SESSION_COOKIE_LIFETIME)
        new_chat, new_tab = chat or secrets.token_urlsafe(16), tab or secrets.token_urlsafe(16)
        return Browser(
            new_chat,
            new_tab,
            self.issue(CHAT_COOKIE, new_chat, now) if not chat or now - issued >= _DAY.total_seconds() else "",
            self.issue(SESSION_COOKIE, new_tab, now) if not tab or now - tab_issued >= 3600 else "",
            is_new=not chat,
        )

    def has_cookie(self, request: Request) -> bool:
        """Whether the request has one of our cookies, valid or not."""
        return any(_cookie(request, self._name(request, name)) for name in (CHAT_COOKIE, SESSION_COOKIE))

    def set_cookies(self, request: Request, response: Response, browser: Browser) -> None:
        """Sets the cookies that are new or must be renewed."""
        if browser.chat_cookie:
            self._set(request, response, CHAT_COOKIE, browser.chat_cookie, int(CHAT_COOKIE_LIFETIME.total_seconds()))
        if browser.tab_cookie:
            self._set(request, response, SESSION_COOKIE, browser.tab_cookie, None)

    def _set(self, request: Request, response: Response, name: str, value: str, age: int | None) -> None:
        secure = _is_secure(request)
        lasts = [] if age is None else [f"Max-Age={age}"]
        site = ["SameSite=none", "Secure", "Partitioned"] if secure and self._framed else ["SameSite=lax"]
        said = [f"{self._name(request, name)}={value}", "HttpOnly", *lasts, f"Path={self._path}", *site]
        said += ["Secure"] * (secure and not self._framed)
        response.headers.append("set-cookie", "; ".join(said))

    def _name(self, request: Request, name: str) -> str:
        """The name of the cookie: no plain page of this host can set it, with `__Host-` no other host either."""
        if not _is_secure(request):
            return name
        return f"__Host-{name}" if self._path == "/" else f"__Secure-{name}"  # the first needs the path /

    def _known(self, request: Request, name: str, now: int, lasts: timedelta) -> tuple[str, int]:
        """The name in a valid cookie, and when we issued it; an empty name for any other cookie."""
        found = _FORM.fullmatch(_cookie(request, self._name(request, name)))
        if not found:
            return "", 0
        issued = int(found[2], 16)
        valid = [self._secret, *(secret for secret, until in self._before if now < until)]
        right = any([hmac.compare_digest(_issued(one, name, found[1], issued), found[0]) for one in valid])  # noqa: C419
        return (found[1], issued) if right and 0 <= now - issued <= lasts.total_seconds() else ("", 0)

    def issue(self, name: str, value: str, issued: int) -> str:
        """The cookie for a chat or a session (22 letters), issued at a time in seconds since 1970."""
        return _issued(self._secret, name, value, issued)


def _issued(secret: bytes, name: str, value: str, issued: int) -> str:
    said = f"{value}.{issued:x}"
    mark = hmac.digest(secret, f"{name}\0{said}".encode(), "sha256")[:16]
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


def _cookie(request: Request, name: str) -> str:
    """The value of a cookie, empty without one. Ours have no quotes; unquoting others could take long."""
    sent = request.headers.get("cookie", "")
    if len(sent) > _LONGEST:
        return ""
    pairs = (pair.strip().partition("=") for pair in sent.split(";"))
    return next((value for one, _, value in pairs if one == name), "")


def _is_secure(request: Request) -> bool:
    return bool(request.scope["scheme"] == "https")
