"""Changes one place of an SQL text at a time: a comparison, a condition, a value, an order."""

import re
from collections.abc import Iterator

_SQL = re.compile(
    r"\b(?:SELECT|FROM|WHERE|AND|OR|UPDATE|INSERT|DELETE|SET|VALUES|ORDER BY|LIMIT|LEFT JOIN|ON CONFLICT"
    r"|IS (?:NOT )?NULL|IN \(|PRAGMA)"
)
_CONDITIONS = re.compile(r"\b(?:WHERE|AND|OR|ON)\b")
_ASSIGNMENTS = re.compile(r"\bSET\b")
_CHANGES = (
    (re.compile(r"(?<= )>=(?= )"), ">"),
    (re.compile(r"(?<= )<=(?= )"), "<"),
    (re.compile(r"(?<= )>(?= )"), ">="),
    (re.compile(r"(?<= )<(?= )"), "<="),
    (re.compile(r"(?<= )!=(?= )"), "="),
    (re.compile(r"\bAND\b"), "OR"),
    (re.compile(r"\bOR\b"), "AND"),
    (re.compile(r"\bIS NULL\b"), "IS NOT NULL"),
    (re.compile(r"\bIS NOT NULL\b"), "IS NULL"),
    (re.compile(r"(?<!NOT )\bIN \("), "NOT IN ("),
    (re.compile(r"\bNOT IN \("), "IN ("),
    (re.compile(r"\bLEFT JOIN\b"), "JOIN"),
    (re.compile(r"(?<= )\+(?= )"), "-"),
    (re.compile(r"(?<= )-(?= )"), "+"),
    (re.compile(r"(?<=[a-z] )= NULL"), "= 0"),
    (re.compile(r", [a-z]+ = excluded\.[a-z]+"), ""),
    (re.compile(r"(?<=')[a-z_]+(?=')"), "another"),
    (re.compile(r"\bORDER BY [a-z_.]+"), r"\g<0> DESC"),
    (re.compile(r"(?<=')(?P<first>[a-z_]+)', '[a-z_]+(?='\))"), r"\g<first>"),
)
_EQUAL = re.compile(r"(?<= )=(?= (?!NULL))")


def is_sql(text: str) -> bool:
    """Whether the text is SQL, or a part of a statement."""
    return bool(_SQL.search(text))


def changed(text: str) -> Iterator[str]:
    """The text with one change each."""
    for pattern, new in _CHANGES:
        for found in pattern.finditer(text):
            yield text[: found.start()] + found.expand(new) + text[found.end() :]
    for found in _EQUAL.finditer(text):
        if not _assigns(text[: found.start()]):
            yield text[: found.start()] + "!=" + text[found.end() :]


def _assigns(before: str) -> bool:
    """Whether an equals sign after this text assigns: "!=" would be an error there, which any test notices."""
    sets, conditions = [*_ASSIGNMENTS.finditer(before)], [*_CONDITIONS.finditer(before)]
    if not sets:
        return not conditions
    return not conditions or conditions[-1].start() < sets[-1].start()
