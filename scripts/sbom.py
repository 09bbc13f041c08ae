"""Writes what Codewell consists of as CycloneDX 1.6, from `requirements.lock`: names, versions, hashes, licences, origins.

    python scripts/sbom.py dist/codewell.cdx.json

Licences are those that the packages installed here state of themselves; where one is not installed it stays out.
"""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$")
_HASH = re.compile(r"^    --hash=sha256:([0-9a-f]{64})")


@dataclass
class Locked:
    """One package of the lock.

    Attributes:
        name: as the lock writes it.
        version: that is locked.
        marker: where it is needed; empty for everywhere.
        hashes: SHA-256 of each of its files.
    """

    name: str
    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)


def locked(text: str) -> Iterator[Locked]:
    """Yield the packages of a lock.

    Raises:
        ValueError: a line is none of a lock.
    """
    current: Locked | None = None
    for line in text.splitlines():
        pin, digest = _PIN.match(line), _HASH.match(line)
        if pin:
            if current is not None:
                yield current
            current = Locked(pin["name"], pin["version"], pin["marker"] or "")
        elif digest and current is not None:
            current.hashes.append(digest[1])
        else:
            raise ValueError(f"no line of a lock: {line[:60]}")
    if current is not None:
        yield current


def sbom(text: str, version: str) -> Bom:
    """Return the bill of materials of a lock."""
    whole = Component(
        name="codewell",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="codewell",
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    parts = [_component(one) for one in locked(text)]
    made = Bom(components=parts, serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"codewell {version}\n{text}"))
    made.metadata.component = whole
    made.register_dependency(whole, parts)
    return made


def _component(one: Locked) -> Component:
    purl = PackageURL("pypi", None, one.name.lower().replace("_", "-"), one.version)
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in one.hashes],
        licenses=_licences(one),
        description=f"needed where {one.marker}" if one.marker else None,
    )


def _licences(one: Locked) -> list[License]:
    """Return the licence that the installed package of that version states."""
    try:
        told = metadata.metadata(one.name)
    except metadata.PackageNotFoundError:
        return []
    if told["Version"] != one.version:
        return []
    words = told.get("License-Expression") or next(
        (line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License :: OSI Approved ::")),
        "",
    )
    return [LicenseFactory().make_from_string(words)] if words else []


def main() -> None:
    """Write the bill to the file that is named."""
    import codewell

    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    made = sbom((ROOT / "requirements.lock").read_text("utf-8"), codewell.__version__)
    target.write_text(JsonV1Dot6(made).output_as_string(indent=1) + "\n", "utf-8")
    print(f"{target}: {len(made.components)} packages")


if __name__ == "__main__":
    main()
