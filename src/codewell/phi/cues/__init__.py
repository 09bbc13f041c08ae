"""Words and labels around identifiers, kept as data beside the code that reads them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final


@cache
def table(name: str) -> dict[str, frozenset[str]]:
    """Return the lists of a TOML file of this folder: list -> its lower-case words."""
    lists = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: frozenset(words.split()) for key, words in lists.items()}


@cache
def eponyms() -> frozenset[str]:
    """Return names that medicine uses for things."""
    lines = (files(__package__) / "eponyms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def brands() -> frozenset[str]:
    """Return brands of drugs and devices, and short forms of the wards."""
    lines = (files(__package__) / "brands.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


VOCABULARIES: Final = ("drugs", "devices", "organisms", "abbreviations", "genes_and_stains", "peoples", "studies")


@cache
def vocabulary(subject: str) -> frozenset[str]:
    """Return the words of one of `VOCABULARIES`: what the published code files do not hold and names nobody."""
    lines = (files(__package__) / "vocabulary" / f"{subject}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def medical_ends() -> frozenset[str]:
    """Return the ends of words that medicine builds from parts."""
    lines = (files(__package__) / "medical_ends.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def labels() -> tuple[tuple[str, str], ...]:
    """Return the labels of numbers: (regular expression, type), in the order of the file."""
    lines = (files(__package__) / "labels.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith(("#", "label\t")))
    return tuple((label, kind) for label, kind in pairs)
