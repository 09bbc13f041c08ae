"""Questions about assigned codes: hand-kept ones first, then what the code list itself leaves open beside its siblings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from codewell.clinical.coder import Assignment
from codewell.clinical.dictionary import CodeList
from codewell.clinical.gap import CoderQuery, GapKind, PossibleCode
from codewell.clinical.queries.templates import OTHER, PRACTICE, UNABLE, Template, templates
from codewell.kernel.codes import Icd10CmCode

_SIDES = ("right", "left", "bilateral")
_NOT_ASKED = ("R", "Z", "V", "W", "X", "Y")
"""Symptoms, status and external causes: their detail seldom rests with the writer of the note."""
_FEWEST, _MOST = 2, 8
_OPEN = ("Further specified (please document)",)
"""The answer where siblings differ in no one respect: a list of diagnoses that nothing in the record speaks for would lead."""
_AXES = (
    (GapKind.ACUITY, frozenset({"acute", "chronic", "subacute", "recurrent"}), "acuity"),
    (GapKind.STAGE, frozenset({"stage", "grade"}), "stage"),
    (GapKind.SEVERITY, frozenset({"mild", "moderate", "severe", "intermittent", "persistent"}), "severity"),
    (GapKind.CAUSE, frozenset({"due", "caused", "induced"}), "cause"),
    (GapKind.TYPE, frozenset({"type", "primary", "secondary", "post-traumatic"}), "type"),
)


def code_queries(
    assigned: Sequence[Assignment], said: AbstractSet[str], documented: Sequence[str], codes: CodeList
) -> list[CoderQuery]:
    """Return the questions that assigned codes give rise to, in the order of the codes.

    Args:
        assigned: the codes of a note.
        said: words of the note in lower case.
        documented: codes that the note documents as present, chosen or not, without dots.
        codes: the day's codes.
    """
    found: list[CoderQuery] = []
    for one in assigned:
        template = next((t for t in templates() if _asks(t, one, said, documented)), None)
        if template is not None:
            found.append(_from_template(template, one, codes))
        sides = _other_sides(one.code.value, codes)
        if sides:
            found.append(_laterality(one, sides, codes))
        elif template is None:
            found += _from_siblings(one, codes)
    return found


def _asks(template: Template, one: Assignment, said: AbstractSet[str], documented: Sequence[str]) -> bool:
    if not one.code.value.startswith(template.codes) or template.unless_said & said:
        return False
    return not template.if_also or any(code.startswith(template.if_also) for code in documented)


def _from_template(template: Template, one: Assignment, codes: CodeList) -> CoderQuery:
    return CoderQuery(
        template.id,
        template.kind,
        one.code,
        template.missing,
        asking(template.subject or one.display, template.missing),
        (*template.options, OTHER, UNABLE),
        one.evidence,
        possible(template.allows, codes),
        f"{template.cites}; {PRACTICE}",
    )


def asking(subject: str, missing: str) -> str:
    """Return the text of a question about a condition."""
    return (
        f"The record documents “{subject}” at the places marked. Based on your clinical judgment and the record, please "
        f"document the {missing}, if known."
    )


def possible(values: Sequence[str], codes: CodeList) -> tuple[PossibleCode, ...]:
    """Return those of some codes that the day's list has, with their descriptors."""
    return tuple(PossibleCode(Icd10CmCode(value), codes[value].descriptor) for value in values if value in codes)


def _stem(value: str, codes: CodeList) -> str:
    """Return the code without its encounter."""
    parent = codes[value].parent if value in codes else None
    return parent if len(value) == 7 and parent else value


def _bare(descriptor: str) -> frozenset[str]:
    words = descriptor.lower().replace(",", " ").replace("(s)", "").split()
    return (
        frozenset(word.rstrip("s") for word in words)
        - {"unspecified", "side", "unilateral"}
        - {side.rstrip("s") for side in _SIDES}
    )


def _named_side(descriptor: str) -> str:
    words = descriptor.lower().replace(",", " ").split()
    return next((side for side in _SIDES if side in words), "")


def _other_sides(value: str, codes: CodeList) -> tuple[str, ...]:
    """Return the codes of the same condition on a side where the given one names none; empty where it names one."""
    if value not in codes or _named_side(codes[value].descriptor):
        return ()
    stem = _stem(value, codes)
    parent = codes[stem].parent
    if parent is None or "unspecified" not in codes[stem].descriptor.lower():
        return ()
    wanted = _bare(codes[stem].descriptor)
    sided = [other for other in codes.children(parent) if _named_side(codes[other].descriptor)]
    same = [other for other in sided if _bare(codes[other].descriptor) == wanted]
    found = [next((c for c in codes.children(o) if c[6:] == value[6:]), o) if o != stem and len(value) == 7 else o for o in same]
    return tuple(found) if len(found) > 1 else ()


def _laterality(one: Assignment, sides: Sequence[str], codes: CodeList) -> CoderQuery:
    named = [side for side in _SIDES if any(_named_side(codes[code].descriptor) == side for code in sides)]
    missing = "side"
    return CoderQuery(
        "laterality",
        GapKind.LATERALITY,
        one.code,
        missing,
        asking(one.display, missing),
        (*(side.capitalize() for side in named), OTHER, UNABLE),
        one.evidence,
        possible(sides, codes),
        f"Official Guidelines, sec. I.B.13; {PRACTICE}",
    )


def _from_siblings(one: Assignment, codes: CodeList) -> Iterator[CoderQuery]:
    """Yield a question where a code is the unspecified one among few siblings that say what it is."""
    value = one.code.value
    if value.startswith(_NOT_ASKED) or value not in codes:
        return
    stem = _stem(value, codes)
    descriptor, parent = codes[stem].descriptor.lower(), codes[stem].parent
    if parent is None or "unspecified" not in descriptor:
        return
    told = codes[parent].descriptor.lower()
    others = [
        code
        for code in codes.children(parent)
        if code != stem and not {"unspecified", "other"} & set(codes[code].descriptor.lower().replace(",", " ").split())
    ]
    if not _FEWEST <= len(others) <= _MOST or descriptor.count("unspecified") <= told.count("unspecified"):
        return
    own = {word for code in others for word in codes[code].descriptor.lower().replace(",", " ").split()} - set(told.split())
    kind, missing = next(((kind, name) for kind, words, name in _AXES if words & own), (GapKind.SPECIFICITY, "kind"))
    missing = f"{missing} of the condition"
    options = _OPEN if kind is GapKind.SPECIFICITY else tuple(codes[code].descriptor for code in others)
    yield CoderQuery(
        "specified-siblings",
        kind,
        one.code,
        missing,
        asking(one.display, missing),
        (*options, OTHER, UNABLE),
        one.evidence,
        possible(others, codes),
        f"Official Guidelines, sec. I.B.2; {PRACTICE}",
    )
