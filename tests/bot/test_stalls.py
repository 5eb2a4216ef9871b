"""No message holds everybody else up: whatever is typed, in whatever state of a chat, the event loop goes on.

Counted in pieces of a fixed work, done beside: what is counted grows with what a message asks for, not with how slow
or busy this machine is.
"""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import pytest

from data.announcements.announcements import Attachment, State
from data.announcements.authenticity import OriginalsCache
from data.coverage.second_factor import Factor
from data.database.sqlite import Transaction
from handlers.messages import Kind
from tests.conftest import BUDI, SITI, Office, Opened, Person
from tests.support import announced, pace
from tests.support.announced import passes_on
from tests.support.officers import PHOTO, STAFF, WRITER, at_work

MOST_PIECES = 50
"""In one go; see `tests.support.pace`."""
_TRIES = 5
LONGEST = 4096
ORIGINALS = 300
_CHATS = count()


def _filled(piece: str, end: str = "") -> str:
    return (piece * (LONGEST // len(piece) + 1))[: LONGEST - len(end)] + end


_RND = random.Random(2026)
_WORDS = "nik kk saya itu nomor bukan ini cek apa jatuh meninggal rumah kecamatan jatiasih di kelurahan".split()

# Each as long as a message may be, and made to be slow somewhere.
NASTY = {
    "grows": "kader " + "㌖" * 4080 + "!!! x",
    "grows most": "\ufdfa" * LONGEST,
    "grows a little": "…" * 2000,
    "grows just so much": "½" * 1300,
    "marks in disorder": "a" + "\u0301\u0323" * 2047,
    "marks on every letter": "a\u0301\u0323" * 1365,
    "marks in disguise": "\u0f73" * LONGEST,
    "marks in disguise, in disorder": "\uff9e\u0f71\u0f72" * 1365,
    "digits and brackets": _filled("]\uff19"),
    "digits of a place in brackets": _filled("(\uff13\uff12\uff19\uff19".replace("", "(")[1:]),
    "digits with a stop": "\U0001f100" * LONGEST,
    "invisible": "\u200b" * LONGEST,
    "emoji": "😀" * LONGEST,
    "digits": "1" * LONGEST,
    "digits apart": _filled("1 "),
    "digits and letters": _filled("1o"),
    "digits on lines": _filled("1\n"),
    "digits in commas": _filled("1,"),
    "many NIKs": _filled(f"{BUDI} "),
    "many short NIKs": _filled(f"{BUDI[:15]}\n"),
    "NIKs apart": _filled("3275 0509 0388 9401, "),
    "named numbers": _filled("nik: 3275, kk 12 "),
    "named behind": _filled("3275 itu nomor KK, "),
    "hidden digits": _filled("3x", "1"),
    "white space": "nik" + " " * (LONGEST - 4) + "1",
    "white space behind": "1" + " " * (LONGEST - 2) + "x",
    "one letter": "a" * LONGEST,
    "letters": _filled("a "),
    "questions": _filled("apa itu? "),
    "question marks": "?" * LONGEST,
    "words of ours": _filled(" ".join(_RND.choices(_WORDS, k=900)) + " "),
    "words of nobody": " ".join("".join(_RND.choices("bcdfghaeiou", k=8)) for _ in range(LONGEST // 9)),
    "places": _filled("di jatyasih kecamatan rawalumbo "),
    "one long place": "di " + "jatiasi" * 580,
    "links": _filled("http://a "),
    "addresses": _filled("a@"),
    "codes": _filled("K7M2PQ "),
    "codes in a row": _filled("K-7-M-2-P-Q-"),
    "stars": _filled("*a "),
    "quoted": _filled("> a\n"),
    "headings": _filled("[25/11 08.00] Bu Neneng: "),
    "kader": _filled("kader-aa "),
    "names": _filled("nama saya "),
    "name and white space": "nm" + " " * (LONGEST - 3) + "x",
    "money": _filled("rp 1.000.000."),
    "dates": _filled("1 jan 2020 "),
    "times": _filled("besok jam 8 "),
    "stop": _filled("stop berhenti "),
    "ours, over and over": _filled("Kode cek: K7M2PQ. Ketik BERHENTI "),
}


@dataclass
class Stopwatch:
    """The longest time that the event loop was held in one go, of this thread's processor time."""

    longest: float = 0.0


@contextmanager
def _watched() -> Iterator[Stopwatch]:
    """Times each step of the loop; what other threads and other programs do does not count."""
    watch, run = Stopwatch(), asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        begun = time.thread_time()
        run(handle)
        watch.longest = max(watch.longest, time.thread_time() - begun)

    asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]
    try:
        yield watch
    finally:
        asyncio.Handle._run = run  # type: ignore[method-assign]


async def _stall(send: Callable[[], Awaitable[object]], prepare: Callable[[], Awaitable[object]]) -> float:
    """How long a message holds the loop, in pieces; the best of some tries where it is long."""
    fewest = math.inf
    for _ in range(_TRIES):
        await prepare()
        with _watched() as watch:
            await send()
        fewest = min(fewest, watch.longest / pace.piece())
        if fewest < MOST_PIECES:
            break
    return fewest


async def _nothing() -> None:
    """The chat is as it should be."""


async def _check_all(prepare: Callable[[], Awaitable[object]], say: Callable[[str], Awaitable[object]]) -> None:
    for name, text in NASTY.items():
        for said in (text, text[: LONGEST // 3], f"{text[:900]}?"):
            pieces = await _stall(partial(say, said), prepare)
            assert pieces < MOST_PIECES, f"{name} ({len(said)}): {pieces:.0f} pieces"


STATES: dict[str, tuple[str, ...]] = {
    "fresh": (),
    "factor": (BUDI,),
    "several": (f"{BUDI} {SITI}",),
    "guide": ("panduan",),
    "place": ("=guide.to.where",),
    "kecamatan": ("=subscribe.kecamatan",),
    "genuine": ("=genuine",),
    "told": ("=info.eligible",),
}
"""What leads to each state of a chat; a button begins with "="."""


def _led_to(chat: Person, steps: tuple[str, ...]) -> Callable[[], Awaitable[None]]:
    async def go() -> None:
        """In a chat of its own: neither tries nor checks are used up."""
        if chat.address != WRITER:
            chat.address = f"resident-{next(_CHATS)}"
        for step in steps:
            await (chat.presses_value(step[1:]) if step.startswith("=") else chat.says(step))

    return go


@pytest.mark.parametrize(
    ("state", "factor"), [*((state, Factor.NAME) for state in STATES), ("factor", Factor.KK), ("fresh", Factor.NONE)]
)
async def test_no_message_holds_the_loop(office: Office, bot: Opened, state: str, factor: Factor) -> None:
    office.publishes(factor=factor)
    chat = await bot()
    await _check_all(_led_to(chat, STATES[state]), chat.says)


DESK: dict[str, tuple[str, ...]] = {
    "text": ("/siaran", "=desk.new"),
    "aside": ("/siaran", "=desk.new", "Jadwal sosialisasi", "=desk.draft.1"),
    "kecamatan": ("/siaran", "=desk.new", "=desk.kecamatan.1"),
    "time": ("/siaran", "=desk.new", "=desk.time.1"),
    "reason": ("/siaran", "=desk.new", "=desk.reason.1"),
    "label": ("/kader", "=desk.cadre.for.3"),
    "lobby": ("/siaran",),
}


@pytest.mark.parametrize("state", DESK)
async def test_no_text_of_the_staff_holds_the_loop(bot: Opened, state: str) -> None:
    ani = at_work(await bot(staff=STAFF), WRITER)
    await _check_all(_led_to(ani, DESK[state]), ani.says)


# ---------------------------------------------------------------- compared with all that we announced


KINDS: dict[Kind, Attachment | None] = {"text": None, "photo": PHOTO}


async def _announces(chat: Person) -> list[str]:
    """Three hundred announcements, as long as they may be and much alike; their texts."""
    rnd, sent = random.Random(7), []

    async def work(tx: Transaction) -> None:
        one = announced.announced()[0]
        for at in range(ORIGINALS):
            words = " ".join(rnd.choices([*_WORDS, "BPJS", "kerja", "kota", "Bekasi", "Sabtu"], k=630))
            text = f"Siaran {at}. {words}"[: 3800 - at]
            sent.append(text)
            await announced.send(tx, replace(one, texts={"id": text, "su": text[::-1]}, state=State.DONE))

    await chat.app.dispatch._database.group_commit(work)
    return sent


async def test_no_comparison_with_300_announcements_holds_the_loop(bot: Opened) -> None:
    chat = await bot()
    sent = await _announces(chat)
    rnd = random.Random(8)
    texts = {
        **NASTY,
        "ours": sent[7],
        "altered": sent[7].replace("a", "o"),
        "the same letters": "".join(rnd.sample(sent[7], len(sent[7]))),
        "the same words": " ".join(rnd.sample(sent[7].split(), len(sent[7].split()))),
        "two halves": sent[7][:1900] + sent[8][1900:],
        "backwards": sent[9][::-1],
        "every second letter": "".join(f"{a}x" for a in sent[7])[:LONGEST],
        "long": " ".join(sent[:5])[:8_192],
        **{f"{name}, 65,000": (text * 20)[:65_000] for name, text in list(NASTY.items())[::4]},
        **{f"{name}, 8,192": (text * 3)[:8_192] for name, text in list(NASTY.items())[1::4]},
        "codes": ("kader " + "b-" * 33_000)[:65_000],
    }
    for name, text in texts.items():
        for kind, attachment in KINDS.items():

            async def pass_it_on(
                text: str = text, kind: Kind = kind, attachment: Attachment | None = attachment
            ) -> None:
                await passes_on(chat, text, forwarded=True, kind=kind, attachment=attachment)

            pieces = await _stall(pass_it_on, _nothing)
            assert pieces < MOST_PIECES, f"{name}, {kind}: {pieces:.0f} pieces"


async def test_laying_out_300_announcements_holds_nobody_up(bot: Opened) -> None:
    chat = await bot()
    dispatch = chat.app.dispatch
    sent = await _announces(chat)

    async def knows_none() -> None:
        dispatch._services = replace(dispatch._services, originals=OriginalsCache())

    async def asks() -> None:
        assert (await passes_on(chat, sent[-1], forwarded=True)).outcome.startswith("genuine.")

    assert await _stall(asks, knows_none) < MOST_PIECES
