"""The recipients of a broadcast: counted beforehand, then listed once, as subscribed when it was approved."""

import json
from collections import Counter
from datetime import datetime
from functools import partial

from data.announcements import announcements, deliveries, tallies
from data.announcements.announcements import COMPLETE, DISCARDED, Audience, Broadcast
from data.channels import PUBLIC
from data.clock import from_unix, unix
from data.content import texts
from data.database import long_reads
from data.database.sqlite import Transaction, placeholders


def _condition(audience: Audience) -> tuple[str, list[object]]:
    """The SQL condition for the chats of an audience, and its values.

    `channel || ''` equals the channel but matches no index: with one, SQLite would read a whole channel for each page.
    """
    parts = ["subscribed IS NOT NULL", f"channel || '' IN ({placeholders(PUBLIC)})"]
    values: list[object] = [*PUBLIC]
    if audience.kecamatan:
        parts.append("kecamatan = ?" if audience.alone else "(kecamatan IS NULL OR kecamatan = ?)")
        values.append(audience.kecamatan)
    if audience.language:
        parts.append("coalesce(language, ?) = ?")
        values += [texts.DEFAULT, audience.language]
    if audience.channel:
        parts.append("channel || '' = ?")
        values.append(audience.channel)
    return " AND ".join(parts), values


async def count_reach(tx: Transaction, audience: Audience) -> Counter[tuple[str, str]]:
    """How many people a broadcast would reach now, by channel and language."""
    return await long_reads.result(tx, f"reach {audience}", partial(_count_reach, audience=audience))


async def _count_reach(tx: Transaction, audience: Audience) -> Counter[tuple[str, str]]:
    wanted, values = _condition(audience)
    rows = await tx.rows(
        f"SELECT channel, coalesce(language, ?), count(*) FROM chats WHERE {wanted} GROUP BY 1, 2",  # noqa: S608
        texts.DEFAULT,
        *values,
    )
    return Counter({(channel, language): count for channel, language, count in rows})


async def snapshot_recipients(tx: Transaction, broadcast: Broadcast, most: int) -> bool:
    """Adds the next page of chats, as subscribed at the approval, to the list. Returns whether the list is complete.

    A page at a time, so that replies do not wait for a long list; after a crash it continues at the next page.
    """
    assert broadcast.approved
    after, listed = await _progress(tx, broadcast)
    page = await tx.rows(
        "SELECT channel, address FROM chats WHERE subscribed IS NOT NULL AND (channel, address) > (?, ?) "
        "ORDER BY channel, address LIMIT 1 OFFSET ?",
        *after,
        most - 1,
    )
    wanted, values = _condition(broadcast.audience)
    own = sorted({texts.DEFAULT, *broadcast.texts})
    until, upto = (" AND (channel, address) <= (?, ?)", list[object](page[0])) if page else ("", [])
    await tx.run(
        "INSERT INTO deliveries (broadcast, channel, address, language) "  # noqa: S608 - our own words
        f"SELECT ?, channel, address, CASE WHEN language IN ({', '.join('?' * len(own))}) THEN language ELSE ? END "
        f"FROM chats WHERE {wanted} AND subscribed <= ? AND (channel, address) > (?, ?){until} "
        "ON CONFLICT (broadcast, channel, address) DO NOTHING",
        broadcast.id,
        *own,
        texts.DEFAULT,
        *values,
        unix(broadcast.approved),
        *after,
        *upto,
    )
    added = await tx.rows(
        "SELECT channel, count(*) FROM deliveries "  # noqa: S608 - our own words
        f"WHERE broadcast = ? AND (channel, address) > (?, ?){until} GROUP BY channel",
        broadcast.id,
        *after,
        *upto,
    )
    listed += Counter(dict(added))
    cursor = json.dumps([*page[0], listed]) if page else COMPLETE
    await tx.run("UPDATE broadcasts SET frozen = ? WHERE id = ?", cursor, broadcast.id)
    if not page:
        await tallies.begin(tx, broadcast.id, listed)
    return not page


async def _progress(tx: Transaction, broadcast: Broadcast) -> tuple[list[object], Counter[str]]:
    """The last chat of the list, and how many are on it by channel; it is counted where an earlier version began it."""
    if not broadcast.list_cursor:
        return ["", ""], Counter()
    channel, address, *counted = json.loads(broadcast.list_cursor)
    if not counted:
        rows = await tx.rows(
            "SELECT channel, count(*) FROM deliveries WHERE broadcast = ? GROUP BY channel", broadcast.id
        )
        counted = [dict(rows)]
    return [channel, address], Counter(counted[0])


async def count_unfinished(tx: Transaction, number: int) -> None:
    """Begins the tallies of a list that was never completed."""
    one = await announcements.load(tx, number)
    if one and not one.list_complete:
        await tallies.begin(tx, number, (await _progress(tx, one))[1])


async def discard_list(tx: Transaction, broadcast: int) -> None:
    """Ends the list of a broadcast that is a draft again; nothing was sent. `delete_discarded` deletes its rows."""
    await tx.run("DELETE FROM tallies WHERE broadcast = ?", broadcast)
    await tx.run("UPDATE broadcasts SET frozen = ? WHERE id = ? AND frozen IS NOT NULL", DISCARDED, broadcast)


async def delete_discarded(tx: Transaction, most: int) -> bool:
    """Deletes the next rows of discarded lists, at most `most`. Returns whether there may be more."""
    rows = await tx.rows("SELECT id FROM broadcasts WHERE frozen = ? ORDER BY id LIMIT 1", DISCARDED)
    for (number,) in rows:
        if not await deliveries.delete_page(tx, number, most):
            await tx.run("UPDATE broadcasts SET frozen = NULL WHERE id = ?", number)
    return bool(rows)


async def recipients_after(
    tx: Transaction, broadcast: int, after: tuple[str, str], most: int
) -> list[tuple[str, str, str, str, str, datetime | None]]:
    """The next page of the list: channel, address, language, state, reason, and the moment of the last change."""
    rows = await tx.rows(
        "SELECT channel, address, language, state, coalesce(reason, ''), at FROM deliveries "
        "WHERE broadcast = ? AND (channel, address) > (?, ?) ORDER BY channel, address LIMIT ?",
        broadcast,
        *after,
        most,
    )
    return [(*row[:5], from_unix(row[5]) if row[5] else None) for row in rows]
