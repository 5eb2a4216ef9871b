"""Whether the visitor came by HTTPS, as our proxies tell it, in the one form that uvicorn reads."""

from starlette.types import ASGIApp, Receive, Scope, Send

_NAME = b"x-forwarded-proto"
_PLAIN = {b"http": b"http", b"https": b"https", b"ws": b"http", b"wss": b"https"}


class ForwardedScheme:
    """Makes one word of `X-Forwarded-Proto`: the first, in lower case; none where it is not one we know.

    Proxies in a row add theirs at the end, so the first is what the visitor's own side used: between our proxies it
    may be HTTP. Somebody who puts a word of his own in front changes his own cookies, and nobody else's. Whether the
    header is believed at all, what stands behind this decides: only from a trusted proxy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        if scope["type"] == "http" and (told := [value for name, value in scope["headers"] if name == _NAME]):
            others = [one for one in scope["headers"] if one[0] != _NAME]
            scheme = _first(told)
            scope = {**scope, "headers": [*others, (_NAME, scheme)] if scheme else others}
        await self.app(scope, receive, send)


def _first(told: list[bytes]) -> bytes | None:
    words = (word.strip().lower() for line in told for word in line.split(b","))
    return _PLAIN.get(next(filter(None, words), b""))
