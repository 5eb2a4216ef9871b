"""Announcements that were sent, and messages made of them: genuine, altered in one character, and those of others."""

import random
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from data.announcements import announcements
from data.announcements.announcements import Attachment, Audience, Broadcast, State
from data.database.sqlite import Transaction
from handlers.messages import Answer, Incoming, Kind
from handlers.subscription.subscription import announcement
from tests.conftest import NOW, Person
from tests.support.paths import TESTS

SENDER = "Pemerintah Kota Bekasi (program SIGAP)"
_MESSAGES = TESTS / "messages"
_SENT_FIRST = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
SEED = 2026


def others() -> list[str]:
    """A hundred messages that are not ours."""
    return (_MESSAGES / "others.txt").read_text(encoding="utf-8").strip().split("\n%%\n")


def announced() -> list[Broadcast]:
    """The announcements of announced.toml, sent a day apart, as drafts without a number."""
    written = tomllib.loads((_MESSAGES / "announced.toml").read_text(encoding="utf-8"))["announced"]
    return [
        Broadcast(
            0,
            State.DONE,
            "telegram:1",
            NOW,
            {language: one[language].strip() for language in ("id", "su", "en") if language in one},
            Attachment(one["attachment"], f"file-{at}", f"mark-{at}") if "attachment" in one else None,
            Audience(one.get("kecamatan")),
            started=_SENT_FIRST + timedelta(days=at),
        )
        for at, one in enumerate(written)
    ]


async def send(tx: Transaction, one: Broadcast) -> Broadcast:
    """Keeps an announcement as one that has begun to be sent, if it says when."""
    begun = await announcements.create(tx, one.writer, NOW)
    kept = replace(one, id=begun.id, code=begun.code, changed=NOW)
    assert await announcements.store(tx, kept, State.DRAFT)
    return kept


async def send_all(chat: Person) -> list[Broadcast]:
    """All of announced.toml, in the live database of the bot."""

    async def work(tx: Transaction) -> list[Broadcast]:
        return [await send(tx, one) for one in announced()]

    return await chat.app.dispatch._database.group_commit(work)


def texts_of(sent: list[Broadcast]) -> list[tuple[Broadcast, str]]:
    """Every text that people were sent, with its announcement."""
    return [(one, announcement(one, language, SENDER).text) for one in sent for language in one.texts]


_number = iter(range(10**9))


async def passes_on(
    chat: Person,
    text: str,
    *,
    forwarded: bool = False,
    kind: Kind = "text",
    attachment: Attachment | None = None,
    address: str = "",
) -> Answer:
    """Sends a message of somebody else's, forwarded or pasted; each from a chat of its own unless one is named."""
    number = next(_number)
    await chat.app.coverage.refresh()
    incoming = Incoming(
        f"passed-{number}",
        chat.channel,
        address or f"resident-{number}",
        text,
        kind=kind,
        attachment=attachment,
        forwarded=forwarded,
        pushed=True,
    )
    answer = await chat.app.dispatch.handle(incoming)
    await chat.app.replies.mark_sent(incoming.message_key)
    return answer


# ---------------------------------------------------------------- genuine


def _wider(text: str, rnd: random.Random) -> str:
    """White space as it comes out of other apps."""
    kinds = [" ", "  ", "\n", "\u00a0", " \n", "\t", "\r\n", "\u2003"]
    return "".join(rnd.choice(kinds) if char.isspace() else char for char in text)


_MARKED: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, _: text,
    lambda text, _: text,
    _wider,
    lambda text, _: " ".join(text.split()),
    lambda text, _: f"\n  {text}\n\n",
    lambda text, _: text.replace("\n", "\r\n"),
    lambda text, _: unicodedata.normalize("NFD", text),
    lambda text, _: "\n".join(f"> {line}" for line in text.split("\n")),
    lambda text, _: f"> {text}",
    lambda text, _: f"[25/11 08.00] Bu Neneng: {text}",
    lambda text, _: f"[08.00, 25/11/2026] +62 812-0000-0000: {text}",
    lambda text, _: f"25/11/26 08.00 - Pak RT: {text}",
    lambda text, _: f"Kang Asep, [25/11/2026 8:00]\n{text}",
    lambda text, _: "*{}*\n{}".format(*text.split("\n", 1)),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One message, and how it comes."""

    text: str
    forwarded: bool
    about: str
    """What was done to it."""
    broadcast: Broadcast | None = None
    original: str = ""


def genuine(sent: list[Broadcast], count: int = 100) -> Iterator[Case]:
    """Texts of ours, forwarded, pasted, quoted, with the white space changed."""
    rnd = random.Random(SEED)
    originals = texts_of(sent)
    for at in range(count):
        broadcast, text = originals[at % len(originals)]
        way = at % len(_MARKED)
        yield Case(_MARKED[way](text, rnd), rnd.random() < 0.5, f"way {way}", broadcast, text)


# ---------------------------------------------------------------- altered

LOOKALIKES = dict(
    zip(
        "aceopxyishdnurlABEKMOPST0123579.,:-;",
        "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0455\u04bb\u0501\u0578\u03c5\u0433\u217c\u0410"
        "\u0412\u0415\u212a\u041c\u041e\u0420\u0405\u0422\uff10\uff11\uff12\uff13\uff15\uff17\uff19\uff0e\u201a\uff1a\u2010\u037e",
        strict=True,
    )
)
"""Cyrillic, Armenian and Greek letters, the Kelvin sign, full-width digits, the Greek question mark."""
_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?-/()\"'&%@#*>_~+é\u200b\u200d\u00ad😀"


def altered(sent: list[Broadcast], count: int = 100) -> Iterator[Case]:
    """Texts of ours with one character replaced, deleted, inserted, in the other case, or a look-alike."""
    rnd = random.Random(SEED + 1)
    originals = texts_of(sent)
    for at in range(count):
        broadcast, text = originals[at % len(originals)]
        kind = ("replaced", "deleted", "inserted", "case", "look-alike")[at % 5]
        yield Case(alter(text, kind, rnd), rnd.random() < 0.5, kind, broadcast, text)


def alter(text: str, kind: str, rnd: random.Random) -> str:
    """The text with one character changed; white space only where it is taken away or put in altogether."""
    fits = {
        "case": {char for char in text if char.swapcase() != char},
        "look-alike": LOOKALIKES.keys(),
    }.get(kind, {char for char in text if not char.isspace()})
    place = rnd.choice([at for at, char in enumerate(text) if char in fits])
    char = text[place]
    if kind == "inserted":
        return f"{text[:place]}{rnd.choice(_SIGNS)}{text[place:]}"
    new = {"case": char.swapcase(), "look-alike": LOOKALIKES.get(char, ""), "deleted": ""}.get(
        kind, rnd.choice([sign for sign in _SIGNS if sign != char])
    )
    return f"{text[:place]}{new}{text[place + 1 :]}"
