"""The head of a request as the chat reads it."""

from dataclasses import dataclass

from starlette.types import Scope


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of a request, put in order once: Starlette searches all of them each time it is asked for one."""

    headers: dict[bytes, bytes]
    """By the name in lower case; of a repeated header, the first."""
    secure: bool
    """Whether the visitor uses HTTPS."""
    host: str | None
    """The address of the visitor."""

    @classmethod
    def of(cls, scope: Scope) -> "Head":
        """The head of a request, as ASGI gives it."""
        client = scope["client"]
        return cls(dict(reversed(scope["headers"])), scope["scheme"] == "https", client[0] if client else None)

    def get(self, name: bytes) -> str:
        """A header, empty without it."""
        return self.headers.get(name, b"").decode("latin-1")
