"""A fracture and the osteoporosis that caused it: one code for both (guideline I.C.13.d.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner, Support
from codewell.clinical.dictionary import ListedCode
from codewell.clinical.rules import rules
from codewell.clinical.status import by_longest_prefix
from codewell.clinical.trace import Step, StepKind

_OSTEOPOROSIS = ("M810", "M816", "M818")
_NONTRAUMATIC = ("M84", "M485")
_SEVENTH = {"B": "A", "C": "A", "E": "D", "F": "D", "H": "G", "J": "G", "M": "K", "N": "K", "Q": "P", "R": "P"}
"""Seventh characters of open fractures, which M80 does not have, as those of the same care."""


def link_osteoporosis(found: dict[str, Candidate], known: Mapping[str, ListedCode]) -> dict[str, str]:
    """Add the code for a fracture due to osteoporosis; return the codes that it replaces.

    A fracture without injury belongs to the osteoporosis of the same note. One that is coded as an injury does only where one
    sentence names both: whether a fall would have broken a healthy bone is the provider's to say.

    Args:
        found: candidates by code; the joined ones are added.
        known: the day's codes.
    """
    bones = next((code for code in found if code.startswith(_OSTEOPOROSIS) and _told(found[code])), None)
    if bones is None:
        return {}
    replaced: dict[str, str] = {}
    at = {support.order for support in _told(found[bones])}
    for code in list(found):
        told = [s for s in _told(found[code]) if code.startswith(_NONTRAUMATIC) or s.order in at]
        both = _with_osteoporosis(code, bones, known) if told else ""
        if both in known and known[both].billable:
            joined = found.setdefault(both, Candidate(both))
            joined.supports += [_joined(s, both) for s in (*_told(found[bones]), *told)]
            joined.supports.sort(key=lambda support: (support.order, support.spans[0]))
            replaced[code] = replaced[bones] = both
    return replaced


def _told(candidate: Candidate) -> list[Support]:
    return [s for s in candidate.supports if s.assertion is Assertion.PRESENT and s.manner is Manner.CONDITION]


def _with_osteoporosis(fracture: str, bones: str, known: Mapping[str, ListedCode]) -> str:
    """Return the code of M80 for a fracture's site, side and encounter; empty where the list names no such fracture."""
    stem = by_longest_prefix("osteoporotic_fractures", fracture)
    if not stem or len(fracture) < 7:
        return ""
    if bones != "M810":
        stem = stem.replace("M800", "M808")
    words = known[fracture].descriptor.lower().replace(",", " ").split()
    side = "1" if "right" in words else "2" if "left" in words else "9"
    seventh = _SEVENTH.get(fracture[6], fracture[6])
    sided = f"{stem}{side}{seventh}"
    return sided if sided in known else f"{stem}X{seventh}"


def _joined(support: Support, both: str) -> Support:
    rule = rules()["osteoporotic-fracture"]
    step = Step(StepKind.COMBINATION, rule.says, cites=rule.cites, code=both)
    path = (*support.path, f"osteoporosis with current pathological fracture (guideline {rule.cites})")
    return replace(support, manner=Manner.COMBINATION, path=path, steps=(*support.steps, step))
