"""Combination codes: two conditions that the classification links are one code, with those it asks for beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidates import Candidate, Manner, Support
from codewell.clinical.trace import Step, StepKind


@dataclass(frozen=True, slots=True)
class Combination:
    """A link that the classification presumes.

    Args:
        id: its name in a path.
        whole: prefixes of the first condition, which the combination replaces.
        part: prefixes of the second condition.
        becomes: the combination's code.
        keeps_part: whether the second condition's code is reported as well.
        cites: section of the Official Guidelines.
        unless: prefixes whose presence in the note breaks the link.
        keeps_whole: whether the first condition's code is reported as well.
    """

    id: str
    whole: tuple[str, ...]
    part: tuple[str, ...]
    becomes: str
    keeps_part: bool
    cites: str
    unless: tuple[str, ...] = ()
    keeps_whole: bool = False


@cache
def combinations() -> tuple[Combination, ...]:
    """Return the links in the order in which they are tried."""
    rows = tomllib.loads((files(__package__) / "status" / "combinations.toml").read_text(encoding="utf-8"))["combination"]
    return tuple(
        Combination(
            row["id"],
            tuple(row["whole"]),
            tuple(row["part"]),
            row["becomes"],
            row["keeps_part"],
            row["cites"],
            tuple(row.get("unless", ())),
            row.get("keeps_whole", False),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Addition:
    """A code that another one never stands without.

    Args:
        id: its name in a path.
        when: prefixes of the code that asks for it.
        unless: prefixes of codes that serve as well.
        adds: the code that is reported besides.
        cites: section of the Official Guidelines.
    """

    id: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    adds: str
    cites: str


@cache
def additions() -> tuple[Addition, ...]:
    """Return the codes that others ask for."""
    rows = tomllib.loads((files(__package__) / "status" / "additions.toml").read_text(encoding="utf-8"))["addition"]
    return tuple(Addition(row["id"], tuple(row["when"]), tuple(row["unless"]), row["adds"], row["cites"]) for row in rows)


def add_required(found: dict[str, Candidate], known: Mapping[str, object]) -> dict[str, str]:
    """Add the codes without which present ones never stand; return added code -> the code that asks for it.

    Args:
        found: candidates by code; the added ones join them.
        known: the day's codes.
    """
    added: dict[str, str] = {}
    present = [code for code, candidate in found.items() if _is_present(candidate)]
    for rule in additions():
        asking = next((code for code in present if code.startswith(rule.when)), None)
        if asking is None or rule.adds not in known or any(code.startswith(rule.unless) for code in present):
            continue
        joined = found.setdefault(rule.adds, Candidate(rule.adds))
        step = Step(StepKind.COMBINATION, rule.id, cites=rule.cites, code=rule.adds)
        path = f"{rule.id} (guideline {rule.cites})"
        joined.supports += [
            replace(s, manner=Manner.COMBINATION, path=(*s.path, path), steps=(*s.steps, step))
            for s in found[asking].supports
            if s.assertion is Assertion.PRESENT
        ]
        joined.supports.sort(key=lambda support: (support.order, support.spans[0]))
        added[rule.adds] = asking
    return added


def combine(found: dict[str, Candidate], known: Mapping[str, object]) -> dict[str, str]:
    """Add the combination codes that a note's present conditions make; return replaced code -> combination code.

    Args:
        found: candidates by code; combinations are added to it.
        known: the day's codes, so that a code of another year is never made.
    """
    replaced: dict[str, str] = {}
    present = [code for code, candidate in found.items() if _is_present(candidate)]
    for link in combinations():
        whole = next((code for code in present if code.startswith(link.whole) and code not in replaced), None)
        if whole is None or link.becomes not in known:
            continue
        part = next((code for code in present if code.startswith(link.part) and code != whole and code not in replaced), None)
        if part is None or (link.unless and any(code.startswith(link.unless) for code in present)):
            continue
        joined = found.setdefault(link.becomes, Candidate(link.becomes))
        for code in (whole, part):
            joined.supports += [_joined(s, link, found[part]) for s in found[code].supports if s.assertion is Assertion.PRESENT]
        joined.supports.sort(key=lambda support: (support.order, support.spans[0]))
        present.append(link.becomes)
        if not link.keeps_whole:
            replaced[whole] = link.becomes
        if not link.keeps_part:
            replaced[part] = link.becomes
    return replaced


def _is_present(candidate: Candidate) -> bool:
    return any(
        s.assertion is Assertion.PRESENT and s.manner in (Manner.CONDITION, Manner.COMBINATION) for s in candidate.supports
    )


def _joined(support: Support, link: Combination, part: Candidate) -> Support:
    path = (*support.path, f"{link.id} (guideline {link.cites})")
    return Support(
        support.assertion,
        Manner.COMBINATION,
        support.mention,
        support.sentence,
        support.spans,
        path,
        support.filled,
        support.order,
        support.reaches,
        (*support.steps, Step(StepKind.COMBINATION, link.id, cites=link.cites, code=link.becomes)),
    )
