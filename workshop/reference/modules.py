"""The page of the modules: the map of the house, from the first sentence of each."""

from collections import defaultdict
from pathlib import Path

from workshop.reference.markdown import code, generated, table
from workshop.reference.source import PACKAGES, job_of, modules


def page() -> str:
    """The page."""
    folders: dict[Path, list[Path]] = defaultdict(list)
    for module in modules(*PACKAGES, "workshop"):
        folders[module.parent].append(module)
    return generated(
        "Modules",
        "The map of the code: every module and its job.",
        "`bot/` is the edge (networks, process, command line), `handlers/` the conversation, `data/` the facts; "
        "imports run downwards only. `workshop/` makes files that are shipped, on a developer's machine.",
        *(part for folder in sorted(folders) for part in _folder(folder, folders[folder])),
    )


def _folder(folder: Path, found: list[Path]) -> list[str]:
    rooms = [module for module in found if module.name != "__init__.py"]
    rows = ((code(module.name), job_of(module)) for module in rooms)
    return [
        f"## {folder.as_posix()}/",
        job_of(folder / "__init__.py") if len(rooms) < len(found) else "",
        table(("module", "its job"), rows) if rooms else "",
    ]
