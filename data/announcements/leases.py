"""Which process sends on a channel: a lease that runs out, and a fence that an old holder cannot pass.

The fence rises with each new holder and stands on each delivery it claims, so what a holder finds out after it was
replaced is still told of its own deliveries, and of no others.
"""

import os
import secrets
import socket
from datetime import datetime

from data.database.sqlite import Transaction

LEASE_SECONDS = 3.0
"""So long after its last sign of life a holder is taken for dead."""


def new_owner() -> str:
    """A name for this process that no other one has, nor itself after its next start."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


async def acquire_or_renew(tx: Transaction, channel: str, holder: str, now: datetime) -> int | None:
    """Takes or keeps the lane; its fence, or None while another process has it.

    A lease that ends later than it could have been given is a clock that was set back: it counts as run out.
    """
    moment = now.timestamp()
    rows = await tx.rows("SELECT holder, fence, until FROM lanes WHERE channel = ?", channel)
    if not rows:
        await tx.run("INSERT INTO lanes VALUES (?, ?, 1, ?)", channel, holder, moment + LEASE_SECONDS)
        return 1
    current, fence, until = rows[0]
    if current != holder and moment <= until <= moment + LEASE_SECONDS:
        return None
    if current == holder and moment + LEASE_SECONDS / 2 <= until <= moment + LEASE_SECONDS:
        return int(fence)  # long enough; every write is one more wait for the disk
    fence += current != holder
    await tx.run(
        "UPDATE lanes SET holder = ?, fence = ?, until = ? WHERE channel = ?",
        holder,
        fence,
        moment + LEASE_SECONDS,
        channel,
    )
    return int(fence)


async def release(tx: Transaction, channel: str, holder: str) -> None:
    """Lets the next one have it at once."""
    await tx.run("UPDATE lanes SET until = 0 WHERE channel = ? AND holder = ?", channel, holder)
