"""People who use the web chat over HTTP, each with a browser and an address of their own."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

IDS = count()


@dataclass
class Visitor:
    """One browser. `client` keeps its cookie."""

    client: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)
    last: httpx.Response | None = None

    async def posts(self, body: dict[str, Any]) -> dict[str, Any]:
        """Sends one message as the page does."""
        self.last = await self.client.post("/chat", json=body, headers=self.headers)
        assert self.last.status_code == 200, self.last.text
        said: dict[str, Any] = self.last.json()
        return said

    async def says(self, text: str) -> str:
        """Types; returns the first reply's text."""
        return str((await self.posts({"id": f"m{next(IDS)}", "text": text}))["replies"][0]["text"])

    async def presses(self, value: str) -> str:
        """Presses the button with this value; returns the first reply's text."""
        return str((await self.posts({"id": f"m{next(IDS)}", "choice": value}))["replies"][0]["text"])

    @property
    def choices(self) -> list[str]:
        """The values of the buttons under the last reply."""
        assert self.last is not None
        return [choice["value"] for choice in self.last.json()["replies"][-1]["choices"]]
