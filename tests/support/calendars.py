"""Reads a calendar file with one event as strictly as RFC 5545 writes it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

_LONGEST = 75
_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = {"n": "\n", "N": "\n", "\\": "\\", ";": ";", ",": ","}


@dataclass(frozen=True, slots=True)
class Event:
    """A whole-day event and its alarm."""

    uid: str
    start: date
    end: date
    summary: str
    description: str
    alarm: str


def _lines(content: bytes) -> list[tuple[str, str, str]]:
    """Name, parameters and value of each line, unfolded."""
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    folded = content[:-2].split(b"\r\n")
    assert all(0 < len(line) <= _LONGEST for line in folded), max(map(len, folded))
    for raw in folded:
        raw.decode()  # no character is cut in two
    found = []
    for line in content[:-2].replace(b"\r\n ", b"").decode().split("\r\n"):
        parts = _LINE.fullmatch(line)
        assert parts, line
        found.append((parts[1], parts[2], parts[3]))
    return found


def _text(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return _ESCAPE.sub(lambda found: _PLAIN[found[1]], value)


def _day(value: str, kind: str) -> date:
    assert kind == ";VALUE=DATE"
    return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone


def read_calendar(content: bytes) -> Event:
    """The event of a file. Raises AssertionError, KeyError or ValueError where a strict calendar would refuse it."""
    opened: list[str] = []
    found: dict[tuple[str, ...], dict[str, tuple[str, str]]] = {}
    for name, kind, value in _lines(content):
        if name == "BEGIN":
            opened.append(value)
            assert tuple(opened) not in found, "one of each"
            found[tuple(opened)] = {}
        elif name == "END":
            assert opened.pop() == value
        else:
            assert name not in found[tuple(opened)], name
            found[tuple(opened)][name] = (kind, value)
    assert not opened
    calendar, event, alarm = (
        found["VCALENDAR",],
        found["VCALENDAR", "VEVENT"],
        found["VCALENDAR", "VEVENT", "VALARM"],
    )
    assert calendar["VERSION"] == ("", "2.0")
    assert calendar["PRODID"][1]
    datetime.strptime(event["DTSTAMP"][1], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007 - Z is in the format
    assert alarm["ACTION"] == ("", "DISPLAY")
    assert alarm["DESCRIPTION"][1]
    return Event(
        event["UID"][1],
        _day(event["DTSTART"][1], event["DTSTART"][0]),
        _day(event["DTEND"][1], event["DTEND"][0]),
        _text(event["SUMMARY"][1]),
        _text(event["DESCRIPTION"][1]),
        alarm["TRIGGER"][1],
    )
