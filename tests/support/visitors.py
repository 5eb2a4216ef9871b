"""People who use the web chat over HTTP, each with a browser and an address of their own."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

IDS = count()


def words(reply: dict[str, Any]) -> str:
    """The words of a reply as the page shows them: the heading, and the text."""
    return "\n\n".join(filter(None, (reply["heading"] and reply["heading"]["text"], reply["text"])))


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
        """Types; returns the first reply's words."""
        return words((await self.posts({"id": f"m{next(IDS)}", "text": text}))["replies"][0])

    async def presses(self, value: str) -> str:
        """Presses the button with this value; returns the first reply's words."""
        return words((await self.posts({"id": f"m{next(IDS)}", "choice": value}))["replies"][0])

    @property
    def choices(self) -> list[str]:
        """The values of the buttons under the last reply."""
        assert self.last is not None
        return [choice["value"] for choice in self.last.json()["replies"][-1]["choices"]]
