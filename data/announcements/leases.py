"""Which process sends on a channel: a lease that expires, with a fencing token that rises with each new owner.

Each delivery keeps the token under which it was claimed, so an owner that was replaced can still settle its own claims,
and no others.
"""

import os
import secrets
import socket
from datetime import datetime

from data.database.sqlite import Transaction

LEASE_SECONDS = 3.0
"""How long a lease lasts after each renewal."""


def new_owner() -> str:
    """A name for this process that is unique, even across restarts."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


async def acquire_or_renew(tx: Transaction, channel: str, owner: str, now: datetime) -> int | None:
    """Takes or renews the lease of a channel. Returns its fencing token, or None while another process holds the lease.

    A lease that ends later than one can be granted shows that a clock was set back, and counts as expired.
    """
    moment = now.timestamp()
    rows = await tx.rows("SELECT holder, fence, until FROM lanes WHERE channel = ?", channel)
    if not rows:
        await tx.run("INSERT INTO lanes VALUES (?, ?, 1, ?)", channel, owner, moment + LEASE_SECONDS)
        return 1
    current, fencing_token, until = rows[0]
    if current != owner and moment <= until <= moment + LEASE_SECONDS:
        return None
    if current == owner and moment + LEASE_SECONDS / 2 <= until <= moment + LEASE_SECONDS:
        return int(fencing_token)  # lasts long enough; every write waits for the disk
    fencing_token += current != owner
    await tx.run(
        "UPDATE lanes SET holder = ?, fence = ?, until = ? WHERE channel = ?",
        owner,
        fencing_token,
        moment + LEASE_SECONDS,
        channel,
    )
    return int(fencing_token)


async def release(tx: Transaction, channel: str, owner: str) -> None:
    """Ends the lease, so that another process can take it at once."""
    await tx.run("UPDATE lanes SET until = 0 WHERE channel = ? AND holder = ?", channel, owner)
