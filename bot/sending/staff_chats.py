"""What a channel can do on which staff work."""

from typing import Protocol

from handlers.messages import Reply


class Desk(Protocol):
    """The channel on which staff work."""

    name: str

    async def post(self, address: str, reply: Reply) -> str:
        """Writes to one of the staff; the id of the message. Raises SendError."""

    async def change(self, address: str, message: str, reply: Reply) -> None:
        """Makes an earlier message say something else. Raises SendError."""
