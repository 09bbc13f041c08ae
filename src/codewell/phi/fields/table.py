"""Tables of fields: path -> treatment, with the rule that each follows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from codewell.phi.phi_types import PhiType


class Treatment(Enum):
    """What becomes of a field that is not an identifier as a whole; an identifier's treatment is its `PhiType`."""

    KEEP = "keep"
    DROP = "drop"
    PROSE = "prose"
    """Read as text; what is found in it is replaced."""
    SCAN = "scan"
    """A value of unknown meaning: read as text behind its label, and taken whole where a word or number of it may tell."""
    DATE = "date"
    """The year stays (a surrogate: the day moves); the rest of the date goes."""
    BIRTH_DATE = "birth-date"
    """As a date, and gone where it tells an age over 89."""
    ZIP = "zip"
    """Its first three digits, 000 for areas of few people."""
    LINK = "link"
    """An id that other records refer to: another one in its place, the same wherever it stands in the document."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The treatment of a field.

    Args:
        treatment: what becomes of it.
        cites: clause or chapter; "house" where it is our choice.
        of_things: its values name equipment or software; a word of them that is also somebody's name is no fault.
    """

    treatment: Treatment | PhiType
    cites: str
    of_things: bool = False


class FieldTable:
    """A table of one format.

    Args:
        rules: path or pattern -> rule; a pattern is `*.` and the last steps of a path.
        otherwise: rule of what the table does not name.
    """

    __slots__ = ("_known", "_otherwise", "_rules")

    def __init__(self, rules: dict[str, Rule], otherwise: Rule) -> None:
        self._rules, self._otherwise = rules, otherwise
        self._known: dict[str, Rule] = {}

    def __iter__(self) -> Iterator[tuple[str, Rule]]:
        return iter(self._rules.items())

    def rule(self, path: str) -> Rule:
        """Return the rule of a field: the one that names its path best."""
        known = self._known.get(path)
        if known is None:
            known = next((self._rules[name] for name in _names(path) if name in self._rules), self._otherwise)
            self._known[path] = known
        return known


@cache
def field_table(name: str) -> FieldTable:
    """Return the table of a format: `fhir`, `hl7v2`, `ccda`, `x12`, `html` or `generic`."""
    written = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    rules: dict[str, Rule] = {}
    for group in written["group"]:
        rule = Rule(_treatment(group["treatment"]), group["cites"], group.get("of_things", False))
        for path in group["paths"].split("\n"):
            if path.strip():
                rules[path.strip()] = rule
    return FieldTable(rules, Rule(_treatment(written["otherwise"]), "house"))


def _treatment(written: str) -> Treatment | PhiType:
    return PhiType(written) if written.isupper() else Treatment(written)


def words_of_label(label: str) -> str:
    """Return the label of a column or key as a path of words: `patientFirstName` and `Patient First-Name` are one."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", label)
    return ".".join(re.findall(r"[a-z]+|[0-9]+", parted.lower()))


def _names(path: str) -> Iterator[str]:
    """Yield the names under which a path may stand in a table, best first.

    The path itself; the last steps, the longest first, but never without the extension they are of; for `PID-5.1` and
    `NM1(IL)-03` the field without its component and the element without its qualifier.
    """
    yield path
    if "-" in path and not path.startswith("("):
        field = path.partition(".")[0]
        yield field
        yield re.sub(r"\([^)]*\)", "", path)
        yield re.sub(r"\([^)]*\)", "", field)
    steps = _STEP.findall(path)
    extensions = [at for at, step in enumerate(steps) if step.startswith(("extension(", "modifierExtension("))]
    for first in range(extensions[-1] + 1 if extensions else len(steps)):
        yield "*." + ".".join(steps[first:])


_STEP = re.compile(r"(?:[^.()]|\([^)]*\))+")
