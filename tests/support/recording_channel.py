"""A channel without a service behind it: it keeps what it is asked to send, or fails as it is told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.routing import BaseRoute

from bot.sending.address import Address
from bot.sending.capabilities import Capabilities
from bot.sending.contract import Inbound, Priority
from bot.sending.errors import SendError
from bot.sending.outgoing import Outgoing
from data.channels import TELEGRAM


@dataclass
class RecordingChannel:
    """Everything that was sent, in order."""

    name: str = TELEGRAM.name
    capabilities: Capabilities = field(default=Capabilities(can_push=True, can_edit=True, can_delete=True))
    ready: bool = True
    sent: list[tuple[Address, Outgoing, Priority]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    """The tag of every call, also of those that failed."""
    fails: list[SendError] = field(default_factory=list)
    """The errors of the next calls, first come, first raised."""

    def routes(self) -> Sequence[BaseRoute]:
        return []

    async def run(self, inbound: Inbound) -> None:
        await inbound.begin("memory:")
        await asyncio.Event().wait()

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:
        self.tags.append(tag)
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append((address, outgoing, priority))
        return str(len(self.sent))

    async def close(self, patience: float) -> None:
        """Nothing is open."""

    def advice(self, problem: SendError) -> str:
        return str(problem)
