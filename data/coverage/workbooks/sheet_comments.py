"""Reads the comments (notes) of a sheet in an .xlsx, which Excel shows beside the cells."""

import posixpath
import zipfile

from data.coverage.workbooks import xml_parts
from data.coverage.workbooks.sheet_marks import Place, place

_KIND = "/comments"
"""The end of the type of a relation to comments, including threaded ones."""
_LONGEST = 2000
"""Characters of a comment that are looked at."""
_MOST = 100_000


def has_comments(archive: zipfile.ZipFile) -> bool:
    """Whether a workbook has comments at all."""
    return any("comments" in name.lower() for name in archive.namelist())


def of_sheet(archive: zipfile.ZipFile, part: str) -> dict[Place, str]:
    """The comments of a sheet by cell. Raises UnreadableFile for what is no XML."""
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    folder, _, file = part.replace("\\", "/").lower().rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in names:
        return {}
    found = _Relations()
    xml_parts.read(archive, names[relations], found)
    comments = _Comments()
    for target in found.targets:
        path = posixpath.normpath(posixpath.join("/", folder, target.lower()))[1:]
        if path in names:
            xml_parts.read(archive, names[path], comments)
    return comments.found


class _Relations:
    """Reads the parts that belong to a sheet."""

    def __init__(self) -> None:
        self.targets: list[str] = []

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith(_KIND):
            self.targets.append(attributes.get("Target", "").replace("\\", "/"))

    def end_element(self, name: str) -> None:
        """A relation has no content."""

    def add_text(self, text: str) -> None:
        """A relation has no content."""


class _Comments:
    """Reads the comments of a sheet."""

    def __init__(self) -> None:
        self.found: dict[Place, str] = {}
        self._at: Place | None = None
        self._within = False

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "comment":
            self._at = place(attributes.get("ref", ""))
        self._within = local == "t"

    def end_element(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._within = self._within and local != "t"
        if local == "comment":
            self._at = None

    def add_text(self, text: str) -> None:
        if self._within and self._at and (self._at in self.found or len(self.found) < _MOST):
            before = self.found.get(self._at, "")
            if len(before) < _LONGEST:
                self.found[self._at] = f"{before}{text}"[:_LONGEST]
