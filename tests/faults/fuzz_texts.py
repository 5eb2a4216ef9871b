"""What residents and staff type, from the messages we have, and how the fuzzer spoils it."""

import json
import random
import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from data.content import texts
from data.coverage.importing import sample
from data.language.normalize import normalize
from handlers.desk import router
from handlers.desk.request import PREFIX
from handlers.phrases import commands as words
from handlers.steps import BUTTONS_WITH_VALUE, STEPS
from tests.faults.scan import SPELLINGS, TODAY, Typed, message
from tests.support.paths import ROOT

PEOPLE = 600
HONEST = 300
"""So many of the people in the list are left to the honest residents, whose answers are known."""
_SEVERAL = 0.25
"""How often a spoiled text is spoiled once more."""


@cache
def people() -> list[sample.SyntheticPerson]:
    """Everybody in the list."""
    return list(sample.people(PEOPLE, 1, TODAY))


@dataclass(frozen=True)
class Corpus:
    """What people type, by the kind of message."""

    messages: list[str]
    numbers: list[str]
    """Texts with a NIK in an odd spelling."""
    commands: list[str]
    labels: list[str]
    buttons: list[str]
    desk: list[str]
    """Values of the desk's buttons."""


@cache
def corpus() -> Corpus:
    """Read once."""
    rows = [*(ROOT / "tests/messages").glob("*.tsv"), *(ROOT / "workshop/examples").glob("*.tsv")]
    said = [line.split("\t")[-1] for file in sorted(rows) for line in file.read_text("utf-8").split("\n") if line]
    said += (ROOT / "tests/messages/others.txt").read_text("utf-8").split("%%")
    for file in ("subscribing.toml", "announced.toml"):
        said += _strings(tomllib.loads((ROOT / "tests/messages" / file).read_text("utf-8")))
    cases = (ROOT / "tests/data/nik/nik_cases_more.jsonl").read_text("utf-8").strip().split("\n")
    steps = (*router.FOR_ALL, *router.FOR_WRITERS, *router.FOR_APPROVERS, *router.FOR_BOTH)
    return Corpus(
        messages=said,
        numbers=[json.loads(case)["text"] for case in cases],
        commands=[f"/{name}" for name in (*words.COMMANDS, *router.COMMANDS)],
        labels=sorted({label for code in texts.LANGUAGES for label in texts.language(code).labels.values()}),
        buttons=[
            *STEPS,
            *(f"{beginning}{rest}" for beginning in BUTTONS_WITH_VALUE for rest in ("", "0", "1.0", "deadbeef.1")),
        ],
        desk=[PREFIX + step for step in (*steps, "cadre", "cadre.list", "cadre.new", "cadre.show", "cadre.back")],
    )


def _strings(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [one for part in inside for one in _strings(part)]


TIMES = (
    "besok 09.00", "sekarang", "30/11/2026 10:00", "senin depan jam 8 pagi", "jam 25.00", "31 februari", "nanti malam",
    "2026-13-45T99:99", "besok", "lusa sore", "00.00", "1 jam lagi", "-1 menit lagi", "99999999999999 hari lagi",
    "9999999999/1/1", "jam", "tgl 0 bulan 0", "10.00 wib", "١٠.٣٠", "29 feb 2027 08.00", "1/1/1", "31/12/9999 23.59",
)  # fmt: skip
_KADER = (
    "RT 05 RW 12",
    "Posyandu Melati",
    "Bu Euis 3",
    "x" * 41,
    "0812 3456 7890",
    "kader <b>",
    "12",
    "",
    "🧕🏽",
    "RW 1\nRT 2",
)


@dataclass
class Said:
    """A text as it was made up, and the NIKs that went into it."""

    text: str
    niks: set[str] = field(default_factory=set)
    how: str = ""
    """What was done to it, in words that give nothing away."""


def made_up_nik(rng: random.Random) -> str:
    """One of the list, or one that is in none."""
    one = rng.choice(people()[HONEST:])
    return one.nik if rng.random() < 0.5 else f"{one.nik[:12]}{rng.randrange(9000, 10000)}"


def typed(rng: random.Random, *, staff: bool = False) -> Said:
    """A message as people write it."""
    have = corpus()
    kind = rng.choices(
        ["message", "nik", "mixed", "case", "command", "label", "kader", "time", "name"],
        [26, 14, 14, 12, 10, 8, 12 if staff else 4, 12 if staff else 2, 6],
    )[0]
    if kind == "nik":
        nik = made_up_nik(rng)
        return Said(rng.choice(SPELLINGS)(nik), {nik}, kind)
    if kind == "mixed":
        known = Typed(set(), set())
        return Said(message(rng, people()[HONEST:], known), known.niks, kind)
    if kind == "case":
        case = rng.choice(have.numbers)
        return Said(case, set(re.findall(r"[0-9]{16}", re.sub(r"[\s._-]", "", normalize(case)))), kind)
    if kind == "command":
        behind = rng.choice(
            ["", "", f" {rng.choice(have.messages)}", "@SigapUjiBot", " cek", " poster-jatiasih", " \n"]
        )
        return Said(rng.choice(have.commands) + behind, how=kind)
    if kind == "kader":
        return Said(f"{rng.choice(['/kader', 'kader'])} {rng.choice(_KADER)}", how=kind)
    if kind == "time":
        return Said(rng.choice(TIMES), how=kind)
    if kind == "name":
        return Said(rng.choice(people()).name.split()[0], how=kind)
    return Said(rng.choice(have.labels if kind == "label" else have.messages), how=kind)


def spoiled(rng: random.Random, said: Said) -> Said:
    """The message, made worse; its NIKs are still those that went in."""
    name, spoil = rng.choice(SPOILERS)
    worse = Said(spoil(rng, said.text), said.niks, f"{said.how}+{name}")
    return spoiled(rng, worse) if rng.random() < _SEVERAL else worse


# ---------------------------------------------------------------- how a text is spoiled

_GROWERS = "㌖ﷺ㍿㌫㌳㋿ﷻ⑽㏂ǅﬃ㈠㉐㏠㎉İẞΐŉ" + chr(0x1F82)
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u061c"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_SPACES = " \t\n\r\v\f\u00a0\u1680\u2000\u2003\u2028\u2029\u202f\u205f\u3000\x1c\x1d\x85"
_EMOJI = ("👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🇮🇩", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️\u200d🔥")
_ESCAPES = (
    "\\u0033", "&lt;b&gt;", "<b>", "</b><i", "<a href='x'>", "&#51;", "&", "%s%n%x", "{0}", "{text}",
    "${jndi:ldap://x}",
    "'; DROP TABLE chats;--", "\x00", "\x07\x08\x1b[31m", "\r\n\r\n", "\\", "\\N{DIGIT THREE}", "\ud83d", "\udc00",
    "]]>",
    "\ufffe", "\uffff", chr(0x10FFFF), "\x7f", "../../etc/passwd", '"', "\\ud83d", "%00", "{{7*7}}",
    "https://t.me/x?start=cek",
)  # fmt: skip
_LENGTHS = (30, 200, 1000, 4000, 4080, 4095, 4096, 4097, 6000, 16_000)


@cache
def _zeros() -> list[int]:
    """The zero of every script that has digits."""
    return [n for n in range(sys.maxunicode) if unicodedata.decimal(chr(n), None) == 0]


def _put(rng: random.Random, text: str, what: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + what + text[at:]


def _growers(rng: random.Random, text: str) -> str:
    """A beginning, a run that grows when it is spelled out, and an end: what patterns stumble over."""
    start = rng.choice(["", "kader ", "/cek ", "nik ", "halo ", f"{text[:40]} "])
    grower = rng.choice("㌖ﷺ" if rng.random() < 0.5 else _GROWERS)
    end = rng.choice(["", "!!! x", " 1", "?", " 3275", "\n.", "ı"])
    longest = max(0, 4_090 - len(start))
    return start + grower * (longest if rng.random() < 0.5 else rng.choice(_LENGTHS)) + end


def _between(marks: str) -> Callable[[random.Random, str], str]:
    return lambda rng, text: "".join(char + rng.choice(marks) * rng.choice([0, 1, 1, 3]) for char in text[:2000])


def _runs(rng: random.Random, text: str) -> str:
    run = rng.choice(
        ["!", "?", ".", "1", "1 ", "a ", "- ", "32", " ", "\n", "http://", "@", "#", ",", "0812", "aku ", "(", "<"]
    )
    return _put(rng, text, (run * rng.choice(_LENGTHS))[: rng.choice(_LENGTHS)])


def _digits(rng: random.Random, text: str) -> str:
    zeros = [rng.choice(_zeros()) for _ in range(rng.choice([1, 1, 16]))]
    return "".join(chr(rng.choice(zeros) + int(char)) if char in "0123456789" else char for char in text)


def _edited(rng: random.Random, text: str) -> str:
    """Characters lost, doubled, swapped, or of another case, as thumbs do."""
    chars = list(text)
    for _ in range(rng.randrange(1, 6)):
        if not chars:
            break
        at = rng.randrange(len(chars))
        chars[at] = rng.choice(
            ["", chars[at] * 2, chars[at].swapcase(), rng.choice(text), chr(rng.randrange(0x20, 0x2FFF))]
        )
    return "".join(chars)


def _long(rng: random.Random, text: str) -> str:
    length = rng.choice(_LENGTHS)
    return (
        ((text + rng.choice([" ", "", "\n", ". "])) * (length // (len(text) + 1) + 1))[:length]
        if text
        else "x" * length
    )


def _combining(rng: random.Random, text: str) -> str:
    run = "".join(chr(rng.randrange(0x300, 0x36F)) for _ in range(rng.choice([3, 30, 300, 3000])))
    return _put(rng, text, f"a{run}")


SPOILERS: tuple[tuple[str, Callable[[random.Random, str], str]], ...] = (
    ("growers", _growers),
    ("growers", _growers),
    ("zero width", _between(_ZERO_WIDTH)),
    ("bidi", _between(_BIDI)),
    ("spaces", _between(_SPACES)),
    ("combining", _combining),
    ("emoji", lambda rng, text: _put(rng, text, rng.choice(_EMOJI) * rng.choice([1, 3, 500]))),
    ("digits", _digits),
    ("long", _long),
    ("runs", _runs),
    ("escapes", lambda rng, text: _put(rng, text, rng.choice(_ESCAPES) * rng.choice([1, 1, 1, 100]))),
    ("edited", _edited),
    ("edited", _edited),
    ("cut", lambda rng, text: text[: rng.randrange(len(text) + 1)]),
    ("joined", lambda rng, text: f"{text}{rng.choice(_SPACES)}{rng.choice(corpus().messages)}"),
    ("empty", lambda rng, _: rng.choice(["", " ", "\n", "\u200b", "\x00"])),
)
