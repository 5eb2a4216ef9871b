"""The messages in staff chats that show how a broadcast stands, and edit themselves."""

from dataclasses import dataclass

from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Card:
    """One broadcast in one staff chat."""

    broadcast: int
    address: str
    message: str
    """Its id on the channel; empty: it is not there yet."""
    shown: str
    """A hash of what it says."""


async def of_broadcast(tx: Transaction, broadcast: int) -> dict[str, Card]:
    """The cards of a broadcast, by chat."""
    rows = await tx.rows("SELECT broadcast, address, message, shown FROM cards WHERE broadcast = ?", broadcast)
    return {row[1]: Card(*row) for row in rows}


async def broadcasts_shown(tx: Transaction) -> list[int]:
    """The broadcasts that have cards."""
    return [number for (number,) in await tx.rows("SELECT DISTINCT broadcast FROM cards")]


async def start_anew(tx: Transaction, broadcast: int, address: str) -> None:
    """A new card, at the end of this chat; one that was there says no more."""
    await save(tx, Card(broadcast, address, "", ""))


async def save(tx: Transaction, card: Card) -> None:
    """Notes where a card is, and what it says."""
    await tx.run(
        "INSERT INTO cards VALUES (?, ?, ?, ?) "
        "ON CONFLICT (broadcast, address) DO UPDATE SET message = excluded.message, shown = excluded.shown",
        card.broadcast,
        card.address,
        card.message,
        card.shown,
    )


async def delete(tx: Transaction, broadcast: int, address: str | None = None) -> None:
    """Forgets the card in this chat, or in all: they change no more."""
    if address is None:
        await tx.run("DELETE FROM cards WHERE broadcast = ?", broadcast)
    else:
        await tx.run("DELETE FROM cards WHERE broadcast = ? AND address = ?", broadcast, address)
