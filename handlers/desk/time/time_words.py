"""Parses the words of a sending time: days, hours, parts of the day. An unknown word makes it invalid."""

# The library dateparser understood 6 of 17 such sentences, and misread two others. This table is stricter.

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from data.content import texts
from handlers.reading import Reading

LONGEST = 100
"""The most characters of a sending time."""
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
PARTS = {
    "dini hari": (0, 5),
    "subuh": (3, 6),
    "pagi": (0, 11),
    "siang": (10, 16),
    "sore": (14, 19),
    "petang": (14, 19),
    "malam": (18, 23),
}
"""The first and last hour of each part; hours after midnight are handled in `sending_time`."""

Reason = Literal["not_understood", "no_hour", "which_hour", "which_day", "past", "too_far"]


class NotATime(Exception):
    """The text is no valid sending time; `reason` names the text `when.REASON` that says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(slots=True)
class TimeExpression:
    """What the words say, as far as they have been parsed."""

    today: date
    at_once: bool = False
    wait: timedelta | None = None
    days: set[date] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)
    """0 is Monday."""
    later: bool = False
    """Later today, or in the following night."""
    hour: int | None = None
    minute: int = 0
    certain: bool = False
    """Written with a leading zero, so that 04.00 is not in the afternoon."""
    part: str | None = None
    bare: bool = False
    """The hour is a number without "jam"."""

    def set_time(self, hour: int, minute: int = 0, *, certain: bool = False) -> None:
        """Sets the time of day. Raises NotATime for a second or an impossible one."""
        if self.hour is not None or hour > 23 or minute > 59:
            raise NotATime("not_understood")
        self.hour, self.minute, self.certain = hour, minute, certain or hour > 12


def read(typed: Reading, today: date) -> TimeExpression:
    """Parses a sentence; `today` is the date in Bekasi. Raises NotATime for an unknown word."""
    if len(typed.raw.strip()) > LONGEST:
        raise NotATime("not_understood")
    words = _with_digits(" ".join(typed.normalized.split()))
    said, at = TimeExpression(today), 0
    while at < len(words):
        for pattern, note in _WORDS:
            if found := pattern.match(words, at):
                note(said, found)
                at = found.end()
                break
        else:
            raise NotATime("not_understood")
    return said


# ---------------------------------------------------------------- numbers in words

_UNITS = {name: n for n, name in enumerate("satu dua tiga empat lima enam tujuh delapan sembilan".split(), 1)}
_UNIT = "|".join(_UNITS)
_SPELT = tuple((re.compile(spelt), digits) for spelt, digits in (
    (rf"\b({_UNIT}) belas\b", lambda found: str(10 + _UNITS[found[1]])),
    (rf"\b({_UNIT}) puluh(?: ({_UNIT}))?\b", lambda found: str(10 * _UNITS[found[1]] + _UNITS.get(found[2], 0))),
    (rf"\b({_UNIT})\b", lambda found: str(_UNITS[found[1]])),
    (r"\bsepuluh\b", lambda _: "10"),
    (r"\bsebelas\b", lambda _: "11"),
    (r"\bseperempat\b", lambda _: "15"),
    (r"\bse(jam|menit|hari|minggu|pekan)\b", lambda found: f"1 {found[1]}"),
    (r"\b(\d+)(?:[.,]5| setengah) jam\b", lambda found: f"{found[1]} jam 30 menit"),
    (r"\bsetengah jam\b", lambda _: "30 menit"),
    (r"\bjum['’` ]?at\b", lambda _: "jumat"),
    (r"\bhr\b", lambda _: "hari"),
))  # fmt: skip


def _with_digits(words: str) -> str:
    for spelt, digits in _SPELT:
        words = spelt.sub(digits, words)
    return words


# ---------------------------------------------------------------- what each word means

_MONTHS = {name.lower(): number for number, name in enumerate(texts.language(texts.DEFAULT).months, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_MONTHS |= {"pebruari": 2, "peb": 2, "ags": 8, "agt": 8, "agst": 8, "sept": 9, "nopember": 11, "nop": 11}
_DAY_NAMES = {name: number for number, name in enumerate(WEEKDAYS)}
_DAY_NAMES |= {name[:3]: number for number, name in enumerate(WEEKDAYS[:-1])} | {"ahad": 6}
_AHEAD = {"hari ini": 0, "besok": 1, "esok": 1, "bsk": 1, "bsok": 1, "besuk": 1, "lusa": 2, "besok lusa": 2}


def _nothing(_said: TimeExpression, _found: re.Match[str]) -> None:
    """Handles a word without effect."""


def _now(said: TimeExpression, _found: re.Match[str]) -> None:
    said.at_once = True


def _wait(said: TimeExpression, found: re.Match[str]) -> None:
    if said.wait is not None:
        raise NotATime("not_understood")
    said.wait = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or found["only"] or 0))


def _days_away(said: TimeExpression, found: re.Match[str]) -> None:
    said.days.add(said.today + timedelta(days=int(found[1]) * (1 if found[2] == "hari" else 7)))


def _date(said: TimeExpression, found: re.Match[str]) -> None:
    """A day and month; without a year, the nearest such date."""
    parts = found.groupdict()
    month = int(parts["month"]) if parts["month"].isdecimal() else _MONTHS[parts["month"]]
    years = [int(parts["year"]) % 2000 + 2000] if parts["year"] else [said.today.year + one for one in (-1, 0, 1)]
    days = [date(year, month, day) for year in years if (day := int(parts["day"])) and _exists(year, month, day)]
    if not days:
        raise NotATime("not_understood")
    said.days.add(min(days, key=lambda one: abs(one - said.today)))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and day <= monthrange(year, month)[1]


def _day_of_month(said: TimeExpression, found: re.Match[str]) -> None:
    """The next day with this number."""
    ahead = (said.today + timedelta(days=one) for one in range(62))
    day = next((one for one in ahead if one.day == int(found[1])), None)
    if day is None:
        raise NotATime("not_understood")
    said.days.add(day)


def _which_day(_said: TimeExpression, _found: re.Match[str]) -> None:
    """Ambiguous: a whole week, or "malam Jumat", which is Thursday evening to some and Friday evening to others."""
    raise NotATime("which_day")


def _weekday(said: TimeExpression, found: re.Match[str]) -> None:
    number = _DAY_NAMES[found[1]]
    said.weekdays.add(number)
    if found[2] == "depan":  # of next week, which begins on Monday
        said.days.add(said.today + timedelta(days=7 - said.today.weekday() + number))


def _ahead(said: TimeExpression, found: re.Match[str]) -> None:
    said.days.add(said.today + timedelta(days=_AHEAD[found[1]]))


def _later(said: TimeExpression, _found: re.Match[str]) -> None:
    said.later = True


def _part(said: TimeExpression, found: re.Match[str]) -> None:
    if said.part not in {None, found[1]}:
        raise NotATime("not_understood")
    said.part = found[1]
    said.later = said.later or found[2] == "ini"


def _half(said: TimeExpression, found: re.Match[str]) -> None:
    """Half an hour earlier: "setengah 9" is 08:30."""
    hour = int(found[1])
    if not 1 <= hour <= 12:
        raise NotATime("not_understood")
    said.set_time(hour - 1 or 12, 30)


def _clock(said: TimeExpression, found: re.Match[str]) -> None:
    said.set_time(int(found[1]), int(found[2]), certain=found[1].startswith("0"))


def _hour(said: TimeExpression, found: re.Match[str]) -> None:
    said.set_time(int(found[1]), certain=found[1].startswith("0"))


def _bare(said: TimeExpression, found: re.Match[str]) -> None:
    _hour(said, found)
    said.bare = True


def _more_or_less(said: TimeExpression, found: re.Match[str]) -> None:
    minutes = int(found[2])
    if said.hour is None or said.minute or not 0 < minutes < 60:
        raise NotATime("not_understood")
    if found[1] == "kurang":
        said.hour, said.minute = (said.hour - 1) % 24 or 12, 60 - minutes
    else:
        said.minute = minutes


_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(_DAY_NAMES, key=len, reverse=True))
_O_CLOCK = r"(?:jam|pukul|pkl|jm)\.? ?"
_SPAN = r"(?:(?P<hours>\d{1,4}) jam(?: (?P<minutes>\d{1,4}) menit)?|(?P<only>\d{1,5}) menit)"
_MORE = r"lagi|kemudian"

_WORDS: tuple[tuple[re.Pattern[str], Callable[[TimeExpression, re.Match[str]], None]], ...] = tuple(
    (re.compile(pattern), note)
    for pattern, note in (
        (r"\s+|[,;!]+|\.(?=\s|$)", _nothing),
        (r"(?:di)?(?:kirim|siar)(?:kan)?\b|(?:tolong|mohon|pada|tepat|pas|saja|aja|ya|wib)\b", _nothing),
        (r"(?:sekarang|segera|langsung|secepatnya)(?: juga)?\b", _now),
        (rf"(?:dalam )?{_SPAN} (?:{_MORE})\b", _wait),
        (rf"dalam {_SPAN}\b", _wait),
        (rf"(?:dalam )?(\d{{1,3}}) (hari|minggu|pekan) (?:{_MORE})\b", _days_away),
        (r"(?P<year>20\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?:t(?=\d)|(?!\w))", _date),
        (r"(?P<day>\d\d?) ?(?P<mark>[/-]) ?(?P<month>\d\d?)(?: ?(?P=mark) ?(?P<year>20\d\d|\d\d))?(?![\w/-])", _date),
        (r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>20\d\d)(?!\w)", _date),
        (rf"(?:(?:tanggal|tgl)\.? ?)?(?P<day>\d\d?) ?(?P<month>{_MONTH})\b\.?(?: (?P<year>20\d\d)(?!\w))?", _date),
        (r"(?:tanggal|tgl)\.? ?(\d\d?)(?![\w/]|[.:]\d)", _day_of_month),
        (r"(?:tanggal|tgl)\b", _nothing),
        (rf"hari ({_DAY})\b(?: (depan|ini)\b)?", _weekday),
        (rf"(?:minggu|pekan) (?:depan|ini|besok)\b|malam (?:hari )?(?:{_DAY})\b", _which_day),
        (rf"({_DAY})\b(?: (depan|ini)\b)?", _weekday),
        (r"(?:hari )?(hari ini|besok lusa|besok|esok|bsk|bsok|besuk|lusa)\b", _ahead),
        (r"nanti\b", _later),
        (r"(dini hari|subuh|pagi|siang|sore|petang|malam)\b(?: (ini|hari)\b)?", _part),
        (r"(?:jam )?setengah (\d\d?)(?!\w)", _half),
        (rf"(?:{_O_CLOCK})?(\d\d?)[.:](\d\d)(?:[.:]00)?(?!\w)", _clock),
        (rf"{_O_CLOCK}(\d\d)(\d\d)(?!\w)", _clock),
        (rf"{_O_CLOCK}(\d\d?)(?!\w)", _hour),
        (r"(lewat|lebih|kurang) (\d\d?)(?: menit)?(?!\w)", _more_or_less),
        (r"(\d\d?)(?!\w)", _bare),
    )
)  # fmt: skip
