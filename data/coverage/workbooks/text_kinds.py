"""Recognizes texts that are no list by their beginning (JSON, SYLK, DIF, SQL, SVG, mail), and tables after text."""

import json
import re

_TABLE = re.compile(r"<(?:table|html)[\s>]", re.IGNORECASE)
_ROW = re.compile(r"<t[rdh][\s>]", re.IGNORECASE)
_A_NIK = re.compile(r"\d{16}")
_SVG = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s{0,20})?(?:<!--[^>]{0,500}-->\s{0,20})?(?:<!doctype svg[^>]{0,300}>\s{0,20})?<svg[\s>]",
    re.IGNORECASE,
)
_SYLK = re.compile(r"ID;P[^\r\n,]{0,80}\r?\n(?:B|C|P|F|O|W|E|NN|NU|NL|ID);")
_DIF = re.compile(r"TABLE\s{0,9}\n\s{0,9}0,1\s{0,9}\n\s{0,9}\"")
_LETTER = re.compile(
    r"(?:(?:from|to|subject|date|received|return-path|message-id|delivered-to)\s?: [^\r\n]{0,999}\r?\n){2}",
    re.IGNORECASE,
)
_SQL = re.compile(r"(?:--|/\*|#|create|drop|insert|set|use|begin|start)\b|--|/\*|#", re.IGNORECASE)
_SQL_ROWS = re.compile(r"\b(?:insert into|create table)\s", re.IGNORECASE)
_JSON = re.compile(r"(?:[\w.$ ]{1,60}[(=]\s{0,20})?[\[{]\s{0,200}(?:[\[{]|[\]}]|\"[^\"\r\n]{0,200}\"\s{0,20}[:,\]])")
"""The beginning of JSON, also wrapped by a page or a program: `callback([{`, `var data = [`."""
_GOOGLE = re.compile(r"https://docs\.google\.com/")
_BEGIN = 8192
"""Characters that are looked at where not all of the text need be."""


def refusal(text: str) -> str | None:
    """The sentence (in texts/lists.toml) about a text that is no list, given without blanks before it; else None."""
    for pattern, key in ((_SYLK, "file.sylk"), (_DIF, "file.dif"), (_SVG, "file.picture"), (_LETTER, "file.mail")):
        if pattern.match(text):
            return key
    if _SQL.match(text) and _SQL_ROWS.search(text[:_BEGIN]):
        return "file.database"
    if _JSON.match(text) and not _goes_on(text):
        return "file.google" if _GOOGLE.search(text[:_BEGIN]) else "file.json"
    return None


def has_table(text: str) -> bool:
    """Whether a text holds the table of a web page, after anything except a 16-digit number."""
    table = _TABLE.search(text)
    return bool(table and _ROW.search(text, table.end()) and not _A_NIK.search(text, 0, table.start()))


def _goes_on(text: str) -> bool:
    """Whether a list follows a piece of JSON that a program wrote first."""
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    rest = text[end:].lstrip(" \t\r\n,;)")
    return bool(rest) and not _JSON.match(rest)
