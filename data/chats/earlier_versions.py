"""Reads the state of a chat as earlier versions of the program stored it.

Version 2 had the fields of today, with hashes as hexadecimal digits and moments in seconds. Up to schema 9, one JSON
object held both the open question (`step`) and what buttons needed; other answers' buttons had copies of it in a table
of their own, which the migration put into `chats.recent`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from pydantic import ConfigDict, TypeAdapter

from data.chats.questions import (
    AnswerGuide,
    AskFactor,
    CadreLabel,
    CompareMessage,
    DeskButtons,
    DeskInput,
    FirstHalf,
    PickNik,
    Question,
    SubscribePrompt,
    WhichKecamatan,
)
from data.chats.recent_answers import KEPT, AskedNik, KkOrNik, RecentAnswer, SeveralNiks, WatchOffer
from data.coverage.second_factor import Factor

_DESK = "desk."
_GUIDE = TypeAdapter(dict[str, str])
_HASHES = frozenset({"nik", "kk", "typed", "hashes"})
"""The fields of version 2 that held hexadecimal digits."""


class Stored:
    """A record that was stored as JSON, with hashes in hexadecimal digits."""

    __slots__ = ()
    __pydantic_config__: ClassVar = ConfigDict(ser_json_bytes="hex", val_json_bytes="hex")


@dataclass(frozen=True, slots=True)
class _Watch(Stored):
    token: str
    nik: bytes
    snapshot: int | None = None
    typed: bytes = b""


@dataclass(frozen=True, slots=True)
class _Slot(Stored):
    """The one object of then; its fields were those of its step."""

    step: str
    session: str = ""
    nik: bytes | None = None
    factor: Factor = Factor.NONE
    niks: tuple[bytes, ...] = ()
    ends: tuple[int, ...] = ()
    token: str = ""
    button: str = ""
    kk: bytes | None = None
    other: bytes | None = None
    watch: _Watch | None = None
    original: str = ""
    number: int = 0
    word: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    held: str = ""
    told: datetime | None = None
    cut: datetime | None = None
    whole: int = 0
    months: int = 0

    @property
    def others(self) -> SeveralNiks | None:
        """The several NIKs of a message."""
        return SeveralNiks(self.token, self.niks, self.ends) if self.niks and self.token else None

    @property
    def asked(self) -> AskedNik | None:
        """What the buttons of the answer needed; None if it was not about a NIK."""
        nik = self.nik or (self.watch.nik if self.watch else None)
        if nik is None and self.others is None:
            return None
        offer = WatchOffer(self.watch.snapshot, self.watch.typed) if self.watch else None
        choice = KkOrNik(self.kk, self.other, self.factor) if self.kk and self.other else None
        return AskedNik(nik, self.others, offer, self.step == "again", choice)


@dataclass(frozen=True, slots=True)
class _Offer:
    token: str
    until: datetime
    answers: _Slot


@dataclass(frozen=True, slots=True)
class _Answers:
    """As the migration to schema 10 wrote them."""

    offers: tuple[_Offer, ...]
    open: _Slot | None
    until: datetime | None


_SLOT, _ANSWERS = TypeAdapter(_Slot), TypeAdapter(_Answers)


def _of_version_2(kept: str) -> dict[str, Any] | None:
    """What version 2 stored, with hashes as bytes; None if another version stored it. Raises ValueError."""
    stored = msgspec.json.decode(kept)
    return _with_bytes(stored) if isinstance(stored, dict) and stored.get("v") == 2 else None


def _with_bytes(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_bytes(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_bytes(one, name) for one in value]
    return bytes.fromhex(value) if isinstance(value, str) and name in _HASHES else value


def question(kept: str, until: datetime) -> Question | None:
    """The open question; None if there was none, only buttons. Raises ValueError."""
    if stored := _of_version_2(kept):
        found: Question = msgspec.convert(stored.get("question"), Question, strict=False)
        return found
    slot = _SLOT.validate_json(kept)
    match slot.step:
        case "factor" if slot.nik:
            return AskFactor(until, slot.nik, slot.factor, slot.others, slot.session)
        case "pick" if slot.others:
            return PickNik(until, slot.others, slot.session)
        case "guide":
            return AnswerGuide(until)
        case "kecamatan":
            return WhichKecamatan(until)
        case "genuine":
            return CompareMessage(until)
        case "invite":
            return SubscribePrompt(until, slot.session)
        case "told" | "again":
            return None
    return _desk_question(slot, until)


def _desk_question(slot: _Slot, until: datetime) -> Question:
    if not slot.step.startswith(_DESK):
        raise ValueError("a question that no version asked")
    step = slot.step.removeprefix(_DESK)
    if step == "press":
        return DeskButtons(until, slot.buttons, slot.number, slot.word, slot.held, slot.told)
    if step == "cadre.label":
        return CadreLabel(until, slot.months)
    half = FirstHalf(slot.cut, slot.whole) if slot.cut else None
    return DeskInput(until, step, slot.buttons, slot.number, slot.word, half)


def recent_answers(kept: str) -> tuple[RecentAnswer, ...]:
    """The answers whose buttons still work, the one that typed labels refer to as the newest. Raises ValueError."""
    if newer := _of_version_2(kept):
        return msgspec.convert(newer.get("answers"), tuple[RecentAnswer, ...], strict=False)
    stored = _ANSWERS.validate_json(kept)
    answers = [
        RecentAnswer(one.until - KEPT, "", token=one.token, session=one.answers.session, asked=one.answers.asked)
        for one in stored.offers
    ]
    slot = stored.open
    if slot and stored.until:
        token = slot.button or (slot.watch.token if slot.watch else "")
        answers.append(
            RecentAnswer(stored.until - KEPT, "", (), token, slot.session, slot.asked, slot.original, closes=True)
        )
    elif answers:
        answers.append(RecentAnswer(answers[-1].at, "", session=answers[-1].session, closes=True))
    return tuple(answers)


def guide(kept: str) -> tuple[str, dict[str, str]]:
    """The step of the guide and the answers so far. Raises ValueError."""
    answers = _GUIDE.validate_json(kept)
    if "step" not in answers or "v" in answers:
        raise ValueError("no position in the guide")
    return answers.pop("step"), answers
