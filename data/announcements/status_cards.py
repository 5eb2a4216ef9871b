"""The status messages in staff chats: each shows the progress of a broadcast and is edited as it changes."""

from dataclasses import dataclass

from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Card:
    """The status message of one broadcast in one staff chat."""

    broadcast: int
    address: str
    message: str
    """Its id on the channel; empty until it is sent."""
    shown: str
    """A hash of its text."""


async def of_broadcast(tx: Transaction, broadcast: int) -> dict[str, Card]:
    """The cards of a broadcast, by chat."""
    rows = await tx.rows("SELECT broadcast, address, message, shown FROM cards WHERE broadcast = ?", broadcast)
    return {row[1]: Card(*row) for row in rows}


async def broadcasts_shown(tx: Transaction) -> list[int]:
    """The broadcasts that have cards."""
    return [number for (number,) in await tx.rows("SELECT DISTINCT broadcast FROM cards")]


async def start_anew(tx: Transaction, broadcast: int, address: str) -> None:
    """Has a new card sent to this chat; an earlier one is no longer edited."""
    await save(tx, Card(broadcast, address, "", ""))


async def save(tx: Transaction, card: Card) -> None:
    """Saves the message id of a card, and the hash of its text."""
    await tx.run(
        "INSERT INTO cards VALUES (?, ?, ?, ?) "
        "ON CONFLICT (broadcast, address) DO UPDATE SET message = excluded.message, shown = excluded.shown",
        card.broadcast,
        card.address,
        card.message,
        card.shown,
    )


async def delete(tx: Transaction, broadcast: int, address: str | None = None) -> None:
    """Deletes the card of this chat, or of all chats, from our records: it is no longer edited."""
    if address is None:
        await tx.run("DELETE FROM cards WHERE broadcast = ?", broadcast)
    else:
        await tx.run("DELETE FROM cards WHERE broadcast = ? AND address = ?", broadcast, address)
