"""What the bot consists of is listed whole, with versions and licences, and the README says what they oblige to."""

import hashlib
import json
import subprocess
import sys
import tomllib
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from workshop import sbom


def _locked() -> dict[str, str]:
    """Name and version of all that the lock gives the project to run with on this system."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    by_name: dict[str, Any] = {one["name"]: one for one in packages}
    found: dict[str, str] = {}
    left: list[tuple[str, tuple[str, ...]]] = [(sbom.PROJECT, ())]
    while left:
        name, extras = left.pop()
        one = by_name[name]
        needs = [*one.get("dependencies", []), *(need for x in extras for need in one["optional-dependencies"][x])]
        if name in found and not extras:
            continue
        found[name] = one["version"]
        here = [need for need in needs if sbom.is_here(need.get("marker", ""))]
        left += [(need["name"], tuple(need.get("extra", ()))) for need in here]
    return found


def test_every_package_stands_in_it_with_version_and_licence() -> None:
    words = [sys.executable, "-m", "workshop.sbom"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    document = json.loads(done.stdout)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    about = document["metadata"]["component"]
    parts = [about, *(one for one in document["components"] if one["type"] == "library")]
    assert {part["name"]: part["version"] for part in parts} == _locked()
    assert all(part["licenses"][0]["expression"] for part in parts)
    assert all(part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}" for part in parts)
    references = {part["bom-ref"] for part in parts}
    assert {one["ref"] for one in document["dependencies"]} == references
    every = {one["bom-ref"] for one in document["components"]}
    assert {need for one in document["dependencies"] for need in one["dependsOn"]} == every


def test_every_package_has_the_hash_of_a_file_that_the_lock_gives() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    given = {one["name"]: [*one.get("wheels", []), *([one["sdist"]] if "sdist" in one else [])] for one in packages}
    document: Any = sbom.bill(sbom.parts())
    for part in (one for one in document["components"] if one["type"] == "library"):
        (found,) = part["hashes"]
        file = next(one for one in given[part["name"]] if one["hash"] == f"sha256:{found['content']}")
        assert found["alg"] == "SHA-256"
        assert file["url"].endswith(".whl")
        assert "win" not in file["url"].rpartition("-")[2]


def test_what_we_ship_beside_code_stands_in_it_as_it_is() -> None:
    document: Any = sbom.bill(sbom.parts())
    shipped = {one["name"]: one for one in document["components"] if one["type"] != "library"}
    assert {"data/nik/regions.csv", "data/language/understanding.model"} <= {*shipped}
    assert {str(font.relative_to(ROOT)) for font in (ROOT / "data" / "fonts").glob("*.ttf")} <= {*shipped}
    for name, part in shipped.items():
        (found,) = part["hashes"]
        assert found["content"] == hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        assert part["licenses"][0]["expression"]
    page = sbom.table([])
    assert all(part["version"] in page for part in shipped.values() if "version" in part)


def test_nothing_of_the_tests_stands_in_it() -> None:
    assert not {"pytest", "ruff", "mypy", "hypothesis", "playwright"} & {part.name for part in sbom.parts()}


def test_the_page_of_licences_is_true() -> None:
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == sbom.table(sbom.parts()), (
        "write it again: python -m workshop.sbom --table > docs/licences.md"
    )


def test_the_readme_names_every_licence_that_obliges() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Licence")[1]
    obliging = [part for part in sbom.parts() if part.obliges]
    assert {part.name for part in obliging} >= {"python-telegram-bot", "fpdf2"}
    for part in obliging:
        assert f"{part.name} ({part.licence})" in section


def test_a_package_whose_licence_nobody_knows_is_no_mit(tmp_path: Path) -> None:
    folder = tmp_path / "silent-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: silent\nVersion: 1.0\n")
    with pytest.raises(sbom.NoLicence):
        sbom.licence("silent", PathDistribution(folder))
