"""Combination codes: two conditions that the classification links are one code, with those it asks for beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner, Support
from codewell.clinical.dictionary import ListedCode
from codewell.clinical.osteoporosis import link_osteoporosis
from codewell.clinical.trace import Step, StepKind


@dataclass(frozen=True, slots=True)
class Combination:
    """A link that the classification presumes.

    Args:
        id: its name in a path.
        whole: prefixes of the first condition, which the combination replaces.
        part: prefixes of the second condition.
        becomes: prefix of the first or the second condition -> the combination's code; "" fits every pair. {category} stands for
            the first condition's category, {rest} for what follows the second's prefix.
        keeps_part: whether the second condition's code is reported as well.
        cites: section of the Official Guidelines.
        unless: prefixes whose presence in the note breaks the link.
        keeps_whole: whether the first condition's code is reported as well.
        part_alone: whether the second condition's words alone are the evidence.
        assessed: whether the second one counts only where the provider assesses it: a finding alone is none (guideline III.B).
    """

    id: str
    whole: tuple[str, ...]
    part: tuple[str, ...]
    becomes: Mapping[str, str]
    keeps_part: bool
    cites: str
    unless: tuple[str, ...] = ()
    keeps_whole: bool = False
    part_alone: bool = False
    assessed: bool = False

    def code(self, whole: str, part: str) -> str:
        """Return what two codes become; empty where this link says nothing of them."""
        told = next((code for prefix, code in self.becomes.items() if whole.startswith(prefix) or part.startswith(prefix)), "")
        prefix = next((prefix for prefix in self.part if part.startswith(prefix)), part)
        return told.replace("{category}", whole[:3]).replace("{rest}", part[len(prefix) :])


@cache
def combinations() -> tuple[Combination, ...]:
    """Return the links in the order in which they are tried."""
    rows = tomllib.loads((files(__package__) / "status" / "combinations.toml").read_text(encoding="utf-8"))["combination"]
    return tuple(
        Combination(
            row["id"],
            tuple(row["whole"]),
            tuple(row["part"]),
            row["becomes"] if isinstance(row["becomes"], dict) else {"": row["becomes"]},
            row["keeps_part"],
            row["cites"],
            tuple(row.get("unless", ())),
            row.get("keeps_whole", False),
            row.get("part_alone", False),
            row.get("assessed", False),
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
        said: a word that the asking code's mention must hold, or words of its sentence; empty where none must.
    """

    id: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    adds: str
    cites: str
    said: str = ""


@cache
def additions() -> tuple[Addition, ...]:
    """Return the codes that others ask for."""
    rows = tomllib.loads((files(__package__) / "status" / "additions.toml").read_text(encoding="utf-8"))["addition"]
    return tuple(
        Addition(row["id"], tuple(row["when"]), tuple(row["unless"]), row["adds"], row["cites"], row.get("said", ""))
        for row in rows
    )


def add_required(found: dict[str, Candidate], known: Mapping[str, object]) -> dict[str, str]:
    """Add the codes without which present ones never stand; return added code -> the code that asks for it.

    Args:
        found: candidates by code; the added ones join them.
        known: the day's codes.
    """
    added: dict[str, str] = {}
    present = [code for code, candidate in found.items() if _is_present(candidate)]
    for rule in additions():
        asking = next((code for code in present if code.startswith(rule.when) and _says(found[code], rule.said)), None)
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
        present.append(rule.adds)
    return added


def _says(candidate: Candidate, word: str) -> bool:
    present = [s for s in candidate.supports if s.assertion is Assertion.PRESENT]
    if " " in word:
        return any(f" {word} " in f" {' '.join(s.sentence.tokens).lower()} " for s in present)
    return not word or any(word in s.mention.term.words for s in present)


def combine(found: dict[str, Candidate], known: Mapping[str, ListedCode]) -> dict[str, str]:
    """Add the combination codes that a note's present conditions make; return replaced code -> combination code.

    Args:
        found: candidates by code; combinations are added to it.
        known: the day's codes, so that a code of another year is never made.
    """
    replaced = link_osteoporosis(found, known)
    present = [code for code, candidate in found.items() if _is_present(candidate)]
    for link in combinations():
        whole = next((code for code in present if code.startswith(link.whole) and code not in replaced), None)
        if whole is None or (link.unless and any(code.startswith(link.unless) for code in present)):
            continue
        for part in [code for code in present if code.startswith(link.part) and code != whole and code not in replaced]:
            if link.assessed and not _is_assessed(found[part]):
                continue
            becomes = link.code(whole, part)
            if becomes in known and known[becomes].billable:
                _join(found, link, whole, part, becomes)
                present += [becomes] if becomes not in present else []
                if not link.keeps_whole and whole != becomes:
                    replaced[whole] = becomes
                if not link.keeps_part and part != becomes:
                    replaced[part] = becomes
    return replaced


def _is_assessed(candidate: Candidate) -> bool:
    return any(s.sentence.section in _ASSESSING and s.assertion is Assertion.PRESENT for s in candidate.supports)


_ASSESSING = {"assessment", "diagnoses", "problem_list", "hospital_course", "plan"}


def _join(found: dict[str, Candidate], link: Combination, whole: str, part: str, becomes: str) -> None:
    joined = found.setdefault(becomes, Candidate(becomes))
    for code in (part,) if link.part_alone else (whole, part):
        supports = [s for s in found[code].supports if s.assertion is Assertion.PRESENT]
        joined.supports += [s for s in (_joined(s, link, becomes) for s in supports) if s not in joined.supports]
    joined.supports.sort(key=lambda support: (support.order, support.spans[0]))


def _is_present(candidate: Candidate) -> bool:
    return any(
        s.assertion is Assertion.PRESENT and s.manner in (Manner.CONDITION, Manner.COMBINATION) for s in candidate.supports
    )


def _joined(support: Support, link: Combination, becomes: str) -> Support:
    step = Step(StepKind.COMBINATION, link.id, cites=link.cites, code=becomes)
    path = (*support.path, f"{link.id} (guideline {link.cites})")
    return replace(support, manner=Manner.COMBINATION, path=path, steps=(*support.steps, step))
