"""ZIP codes cut to three digits, or to 000 where too few people live.

Source: 45 CFR 164.514(b)(2)(i)(B); the list of small areas is data, with its citation.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")


def is_zip(value: str) -> bool:
    """Say whether the value is a ZIP code and nothing else."""
    return _ZIP.fullmatch(value.strip()) is not None


def generalised_zip(value: str) -> str:
    """Return the first three digits of a ZIP code, 000 for the areas of 20,000 people or fewer."""
    area = value.strip()[:3]
    return "000" if area in small_zip_areas() else area


@cache
def small_zip_areas() -> frozenset[str]:
    """Return the first three digits of the ZIP codes that become 000."""
    text = (files("codewell.phi.cues") / "zip_areas.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["small"].split())
