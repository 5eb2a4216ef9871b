"""Normalises `X-Forwarded-Proto`, by which proxies say whether the visitor used HTTPS, to the form uvicorn reads."""

from starlette.types import ASGIApp, Receive, Scope, Send

_NAME = b"x-forwarded-proto"
_PLAIN = {b"http": b"http", b"https": b"https", b"ws": b"http", b"wss": b"https"}


class ForwardedScheme:
    """Keeps only the first scheme in `X-Forwarded-Proto`, in lower case; removes the header when it is not known.

    Each proxy appends its own scheme, so the first is what the visitor used; between our proxies it may be HTTP. A
    visitor who adds a scheme in front only changes his own cookies. The middleware behind this one decides whether the
    header is used at all: only from a trusted proxy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        if scope["type"] == "http" and (values := [value for name, value in scope["headers"] if name == _NAME]):
            others = [one for one in scope["headers"] if one[0] != _NAME]
            scheme = _first_scheme(values)
            scope = {**scope, "headers": [*others, (_NAME, scheme)] if scheme else others}
        await self.app(scope, receive, send)


def _first_scheme(values: list[bytes]) -> bytes | None:
    words = (word.strip().lower() for line in values for word in line.split(b","))
    return _PLAIN.get(next(filter(None, words), b""))
