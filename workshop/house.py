"""Prints the house as the code has it: `python -m workshop.house [FOLDER]`.

For each room its modules, its longest one, and the rooms that it imports from; below, the sums and the README's length.
"""

import ast
import sys
from collections import Counter, defaultdict
from pathlib import Path

PACKAGES = ("bot", "handlers", "data")


def modules(root: Path) -> dict[str, Path]:
    """Every module of the three packages, by its dotted name."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): path
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
        if path.name != "__init__.py"
    }


def room_of(module: str) -> str:
    """The folder of a module."""
    return "/".join(module.split(".")[:-1])


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of ours that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found & known.keys()


def main() -> None:
    """Prints the table."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    known = modules(root)
    arrows: dict[str, set[str]] = defaultdict(set)
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in known.items()}
    for name, path in known.items():
        arrows[room_of(name)] |= {room_of(one) for one in imported(path, known)} - {room_of(name)}
    rooms = Counter(map(room_of, known))
    print(f"{'room':34} {'modules':>7} {'longest':>7} {'imports from':>12}")  # noqa: T201
    for room, count in sorted(rooms.items()):
        longest = max(lines[name] for name in known if room_of(name) == room)
        print(f"{room:34} {count:7} {longest:7} {len(arrows[room]):12}")  # noqa: T201
    readme = (root / "README.md").read_bytes()
    print(  # noqa: T201
        f"\n{len(rooms)} rooms, {len(known)} modules, {sum(map(len, arrows.values()))} arrows between rooms, "
        f"longest module {max(lines.values())} lines, {sum(one > 300 for one in lines.values())} above 300, "
        f"largest room {max(rooms.values())} modules; README {len(readme.splitlines())} lines, {len(readme):,} bytes"
    )


if __name__ == "__main__":
    main()
