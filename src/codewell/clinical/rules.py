"""The rules that a trace names: what each says in words and which section of the Official Guidelines it rests on, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by which a code is completed, chosen or left out.

    Args:
        id: its name.
        says: one sentence for a reader.
        reason: the short form of an answer, with `{other}` for the code that decided; empty for rules that leave nothing out.
        cites: section of the Official Guidelines; empty where it is house policy.
    """

    id: str
    says: str
    reason: str = ""
    cites: str = ""


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules by id."""
    rows = tomllib.loads((files(__package__) / "rules.toml").read_text(encoding="utf-8"))
    return {name: Rule(name, row["says"], row.get("reason", ""), row.get("cites", "")) for name, row in rows.items()}


@cache
def guideline_section(code: str) -> str:
    """Return the section that speaks most closely of a code, its chapter's where none does; empty where no chapter holds it."""
    for first, last, section in ranges_of_guidelines():
        if first <= code[: len(first)] and code[: len(last)] <= last:
            return section
    return ""


@cache
def ranges_of_guidelines() -> tuple[tuple[str, str, str], ...]:
    """Return first code, last code and section, without dots, narrower ranges first."""
    lines = (files(__package__) / "guideline_sections.tsv").read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")][1:]
    return tuple((first, last, section) for first, last, section in rows)
