"""Talks to the real program, breaks it, and looks for what was typed: `python -m tests.faults.scan --messages 10000`.

Mixed messages (checks in every spelling, several NIKs, second factors, phones, malformed numbers, chatter, /hapus) go
to `sigap ask` processes that are killed at random, while the snapshot is damaged, removed, replaced and rolled back.
Then every file the processes wrote, and their output and errors, is searched for the NIKs and phone numbers typed, in
every written form.
"""

import argparse
import json
import os
import random
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.coverage.importing import sample
from tests.support import warm

SIGAP = str(Path(sys.executable).with_name("sigap"))
TODAY = date(2026, 11, 22)
BATCH = 100


def _fancy(zero: int) -> Callable[[str], str]:
    return lambda digits: "".join(chr(zero + int(digit)) for digit in digits)


def _grouped(separator: str, size: int) -> Callable[[str], str]:
    return lambda digits: separator.join(digits[at : at + size] for at in range(0, len(digits), size))


SPELLINGS: tuple[Callable[[str], str], ...] = (
    str, _grouped(" ", 4), _grouped(".", 4), _grouped("-", 6), _grouped(" ", 1), _grouped("\n", 8),
    _grouped("\u200b", 4), _grouped("\u00a0", 4), _grouped("_", 4), _fancy(ord("０")), _fancy(0x0660),
    _fancy(0x06F0), _fancy(0x1D7CE),
)  # fmt: skip


@dataclass
class Typed:
    """The numbers typed in the run, as plain digits."""

    niks: set[str]
    phones: set[str]


def message(rng: random.Random, people: list[sample.SyntheticPerson], typed: Typed) -> str:
    one = rng.choice(people)
    nik = one.nik if rng.random() < 0.5 else f"{one.nik[:12]}{rng.randrange(9000, 10000)}"
    phone = f"0812{rng.randrange(10**7, 10**8)}"
    spelled = rng.choice(SPELLINGS)(nik)
    kind = rng.random()
    if kind < 0.6:
        typed.niks.add(nik)
        return rng.choice(["{}", "cek {}", "NIK: {}", "bang {} masuk ga", "{} itu punya istri"]).format(spelled)
    if kind < 0.7:
        typed.niks |= {nik, people[0].nik}
        return f"{spelled} sama {people[0].nik}"
    if kind < 0.8:
        typed.phones.add(phone)
        typed.niks.add(nik)
        return f"hp saya {rng.choice(SPELLINGS)(phone)} nik {nik}"
    if kind < 0.85:
        return nik[:-1] + "x"
    if kind < 0.9:
        return one.name.split()[0]
    return rng.choice(["halo", "/privasi", "/hapus", "1", "2", "english", "bahasa indonesia", "apa kabar", ""])


class _House:
    """A data directory whose snapshot suffers."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {
            **os.environ,
            "HOME": str(home),
            "SIGAP_DATA_DIR": str(home / "sigap"),
            "SIGAP_NIK_KEY_FILE": str(home / "keys" / "nik.key"),
            "SIGAP_LOG": "json",
        }
        self.said = b""

    def sigap(self, *words: str) -> None:
        done = warm.run((SIGAP, *words), self.env).said
        self.said += done.stdout + done.stderr

    def publish(self, factor: str, as_of: str) -> None:
        list_ = self.home.parent / "participants.csv"  # what is imported is ours to hold; it is not searched
        self.sigap("import", str(list_), "--as-of", as_of, "--second-factor", factor, "--replace", "--older")

    def ask(self, lines: list[str], kill_after: int | None) -> int:
        if kill_after is None:
            done = warm.run((SIGAP, "ask"), self.env, "".join(lines).encode(), patience=300).said
            out, err = done.stdout, done.stderr
        else:
            out, err = self._ask_and_kill("".join(lines[:kill_after]).encode(), kill_after // 2)
        self.said += out + err
        return out.count(b"\n")

    def _ask_and_kill(self, typed: bytes, answers: int) -> tuple[bytes, bytes]:
        """Kills it after so many answers; returns all that it wrote to both streams."""
        (its_in, ours), (theirs, its_out) = os.pipe(), os.pipe()
        with tempfile.TemporaryFile() as wrong, os.fdopen(ours, "wb") as given, os.fdopen(theirs, "rb") as heard:
            running = warm.Process((SIGAP, "ask"), self.env, (its_in, its_out, wrong.fileno()))
            os.close(its_in)
            os.close(its_out)
            given.write(typed)
            given.flush()
            out = b"".join(heard.readline() for _ in range(answers))
            running.kill()
            running.wait()
            out += heard.read()
            wrong.seek(0)
            return out, wrong.read()

    def suffer(self, rng: random.Random) -> str:
        """Breaks or mends the snapshot."""
        coverage = self.home / "sigap" / "coverage"
        fault = rng.choice(["new", "name", "kk", "damage", "no pointer", "rollback", "none", "none"])
        if fault == "damage":
            for file in coverage.glob("coverage-*.db"):
                file.write_bytes(file.read_bytes()[: rng.randrange(1, 9000)])
        elif fault == "no pointer":
            (coverage / "current").unlink(missing_ok=True)
        elif fault == "rollback":
            self.sigap("rollback")
        elif fault != "none":
            self.publish({"new": "none"}.get(fault, fault), "2026-11-01")
        return fault


def _written(home: Path, said: bytes) -> Iterator[tuple[str, bytes]]:
    yield "output", said
    for file in sorted(home.rglob("*")):
        if file.is_file():
            yield str(file.relative_to(home)), file.read_bytes()


def _digits_of(raw: bytes) -> Iterator[str]:
    """The text in every encoding it may have been written in, any script's digits plain, nothing between them."""
    for encoding in ("utf-8", "utf-16-le", "latin-1"):
        text = raw.decode(encoding, "ignore")
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
        if not text.isascii():
            text = "".join(
                str(unicodedata.digit(c)) if c.isdecimal() else "" if unicodedata.category(c) == "Cf" else c
                for c in text
            )
        yield re.sub(r"(?<=[0-9])[\s.\-_]+(?=[0-9])", "", text)


def runs_written(home: Path, said: bytes) -> Iterator[tuple[str, bytes, set[str]]]:
    """Every file that was written, and the output: its name, its bytes, and the long numbers in it."""
    for name, raw in _written(home, said):
        yield name, raw, {run for text in _digits_of(raw) for run in re.findall(r"[0-9]{11,}", text)}


def leaks(home: Path, said: bytes, typed: Typed) -> list[str]:
    """Files that hold a number typed, also packed as an integer or without its first 0 or 62."""
    found = []
    numbers = typed.niks | typed.phones | {phone.removeprefix("0") for phone in typed.phones}
    for name, raw, runs in runs_written(home, said):
        spelled = any(number in run for run in runs for number in numbers)
        packed = any(int(nik).to_bytes(8, order) in raw for nik in typed.niks for order in ("big", "little"))
        if spelled or packed:
            found.append(name)
    return found


def run(messages: int, home: Path, seed: int = 1) -> tuple[Counter[str], list[str], Typed]:
    """What happened, the files that leak, and what was typed."""
    rng = random.Random(seed)
    typed = Typed(set(), set())
    people = list(sample.people(500, 1, TODAY))
    sample.write(home / "participants.csv", 500, 1, TODAY, lambda *_: None)
    house = _House(home / "house")
    house.home.mkdir()
    house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"])
    house.publish("none", "2026-11-01")
    happened: Counter[str] = Counter()
    while happened["messages"] < messages:
        size = min(BATCH, messages - happened["messages"])
        said = [{"chat": f"c{rng.randrange(2000)}", "text": message(rng, people, typed)} for _ in range(size)]
        lines = [json.dumps(one, ensure_ascii=rng.random() < 0.5) + "\n" for one in said]
        kill_after = rng.randrange(2, size) if rng.random() < 0.3 else None
        happened["answers"] += house.ask(lines, kill_after)
        happened["messages"] += size
        happened["kills"] += kill_after is not None
        happened[f"fault: {house.suffer(rng)}"] += 1
    return happened, leaks(house.home, house.said, typed), typed


def search(run: Callable[[int, Path, int], tuple[Counter[str], list[str], Typed]], about: str | None) -> None:
    """Prints what happened in such a run and what was found; fails when something was."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        happened, found, typed = run(chosen.messages, Path(home), chosen.seed)
    print(f"{dict(happened)}; typed {len(typed.niks)} NIKs and {len(typed.phones)} phones")  # noqa: T201
    print(f"files that hold one of them: {found or 0}")  # noqa: T201
    sys.exit(bool(found))


if __name__ == "__main__":
    search(run, __doc__)
