"""Adds the security headers to every response."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web import page

_NOBODY = "'none'"


def _headers(framed_by: str) -> dict[str, str]:
    """The headers, when these origins may show our pages in a frame; empty for none."""
    return {
        "content-security-policy": f"default-src 'none'; script-src 'self' {page.as_source(page.script())}; "
        f"style-src {page.as_source(page.style())}; "
        "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {framed_by or _NOBODY}",
        "cross-origin-opener-policy": "same-origin",
        # A site that isolates itself (COEP) frames only what allows it; who may frame us is said above.
        "cross-origin-resource-policy": "cross-origin" if framed_by else "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        **({} if framed_by else {"x-frame-options": "DENY"}),
    }


class SafeHeaders:
    """Adds headers that isolate our pages from other sites."""

    def __init__(self, app: ASGIApp, framed_by: str = "") -> None:
        self.app = app
        self._headers = [(name.encode(), value.encode()) for name, value in _headers(framed_by).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(one for one in self._headers if one[0] not in own),
                ]
                if scope["scheme"] == "https":
                    message["headers"].append((b"strict-transport-security", b"max-age=31536000"))
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
