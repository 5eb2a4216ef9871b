"""Joins the style sheets and scripts of the page, which are written as small files, into one each."""

import re
from collections.abc import Iterator
from pathlib import Path

STYLES = (
    "base", "top", "tools", "who", "log", "links", "results", "extras", "composer", "dialog", "hint", "sizes",
    "viewport", "print",
)  # fmt: skip
"""The style sheets, in the order in which later ones take precedence."""
_COMMENT = re.compile(r"^[ \t]*//.*\n|/\*[\s\S]*?\*/\n?", re.MULTILINE)
_BEHIND = re.compile(r"(?<=[;,{(]) // .*$|^ +", re.MULTILINE)
"""A comment behind code, and the indentation of a line, for which people would wait as well."""
_IMPORT = re.compile(r"^import .* from \"\./(\w+)\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def style(folder: Path) -> str:
    """All style sheets of a folder as one. Raises OSError."""
    return "".join(_COMMENT.sub("", _read(folder, f"{name}.css")) for name in STYLES)


def script(folder: Path, first: str) -> str:
    """A JavaScript module and all that it imports, as one script.

    The modules keep the order in which a browser would run them; they share one scope, so that no two may define the
    same name: the browser refuses such a script. Raises OSError.
    """
    return f'"use strict";\n(() => {{\n{_joined(folder, first)}}})();\n'


def module(folder: Path, first: str, exported: str) -> str:
    """The same as one module with this export, for `import()` when it is first needed. Raises OSError."""
    return f"{_joined(folder, first)}export {{ {exported} }};\n"


def _joined(folder: Path, first: str) -> str:
    joined = "".join(_EXPORT.sub("", _IMPORT.sub("", _read(folder, f"{name}.js"))) for name in _modules(folder, first))
    return _BEHIND.sub("", _COMMENT.sub("", joined))


def _modules(folder: Path, first: str) -> list[str]:
    """The modules by name, each behind those it imports."""
    seen: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in seen:
            seen.add(name)
            for imported in _IMPORT.findall(_read(folder, f"{name}.js")):
                yield from visit(imported)
            yield name

    return list(visit(first))


def _read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")
