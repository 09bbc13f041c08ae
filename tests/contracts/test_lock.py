"""requirements.lock pins what pyproject.toml asks for, with hashes and from no named registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; [^\\]+)?(?: \\)?$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
NOT_LOCKED = {"presidio-analyzer", "pyspark", "pandas"}
"""Of extras outside `all`: one brings a language model, one must be what the cluster runs; who installs them pins them."""


def pins() -> dict[str, list[Version]]:
    """Return the versions that the lock gives each package; more than one where they depend on the machine."""
    found: dict[str, list[Version]] = {}
    for line in LOCK.read_text("utf-8").splitlines():
        if match := _PIN.match(line):
            found.setdefault(canonicalize_name(match[1]), []).append(Version(match[2]))
    return found


def asked() -> list[Requirement]:
    """Return what the base and all extras ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    written = [*project["dependencies"], *(one for more in project["optional-dependencies"].values() for one in more)]
    return [one for one in map(Requirement, written) if canonicalize_name(one.name) not in NOT_LOCKED | {"codewell"}]


def test_each_package_is_pinned_with_hashes():
    lines = LOCK.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        assert _PIN.match(line) or _HASH.match(line), f"line {number + 1}: {line[:80]}"
        if _PIN.match(line):
            assert line.endswith(" \\"), line
            assert _HASH.match(lines[number + 1]), line
    assert "://" not in LOCK.read_text("utf-8")


def test_what_the_package_asks_for_is_locked_at_a_version_that_it_takes():
    held = pins()
    for one in asked():
        versions = held.get(canonicalize_name(one.name))
        assert versions, f"{one.name} is not locked: make lock"
        assert all(one.specifier.contains(version, prereleases=True) for version in versions), (str(one), versions)
