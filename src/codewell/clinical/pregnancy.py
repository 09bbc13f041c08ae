"""Chapter 15 for a pregnant patient: conditions that complicate the pregnancy, supervision, and the weeks of gestation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.facts import PatientFacts
from codewell.clinical.rules import rules
from codewell.clinical.trace import Step, StepKind
from codewell.clinical.weighed import Weighed, chosen_of, code_of

_DELIVERY = ("Z37", "O80", "O82")
_NO_WEEKS = ("O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08", "Z332")
_DIABETES = ("O24",)
_HYPERTENSION = ("O10", "O11", "O13", "O14", "O16")


@dataclass(frozen=True, slots=True)
class Group:
    """Where chapter 15 holds a condition: the subcategory, and whether the condition's own code is reported besides."""

    code: str
    is_beside: bool


@cache
def _groups() -> dict[str, Group | None]:
    lines = (files(__package__) / "status" / "pregnancy.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return {row[0]: Group(row[1], row[2] == "yes") if len(row) > 2 else None for row in rows}


def group_of(code: str) -> Group | None:
    """Return where chapter 15 holds a condition; None where it has no such place or asks more than the condition's code."""
    groups = _groups()
    return next((groups[code[:n]] for n in range(len(code), 0, -1) if code[:n] in groups), None)


def settle_pregnancy(weighed: list[Weighed], facts: PatientFacts, weeks: Sequence[int], dictionary: Dictionary) -> None:
    """Report the chosen conditions of a pregnant patient as complicating the pregnancy, and what belongs to it.

    Every condition is presumed to, unless the provider calls the pregnancy incidental, Z33.1 (guideline I.C.15.a.1).

    Args:
        weighed: every candidate after selection; codes of chapter 15 join them.
        facts: of the patient.
        weeks: completed weeks, as given or measured; none or several where nobody or more than one tells.
        dictionary: the day's codes.
    """
    chosen = chosen_of(weighed)
    if facts.pregnant and not any(code_of(one).startswith(("Z331", *_NO_WEEKS)) for one in chosen):
        stage = _stage(chosen, weeks)
        for one in sorted(chosen, key=lambda one: one.candidate.supports[0].order):
            _add(one, weighed, stage, dictionary)
    _settle_supervision(weighed)
    _settle_weeks(weighed, facts, dictionary)


def _stage(chosen: Iterable[Weighed], weeks: Sequence[int]) -> str:
    if any(code_of(one).startswith(_DELIVERY) for one in chosen):
        return "childbirth"
    told = {"first" if week < 14 else "second" if week < 28 else "third" for week in weeks}
    told |= {word for one in chosen if code_of(one)[0] == "O" or code_of(one)[:3] == "Z34" for word in _trimester(one)}
    return f"{told.pop()} trimester" if len(told) == 1 else "unspecified trimester"


def _trimester(one: Weighed) -> Iterator[str]:
    for support in one.candidate.supports:
        words = [token.lower() for token in support.sentence.tokens]
        if "trimester" in words:
            yield from {"first", "second", "third"} & set(words)


def _add(one: Weighed, weighed: list[Weighed], stage: str, dictionary: Dictionary) -> None:
    """Add the code of chapter 15 that a chosen condition belongs to, unless one of its kind is chosen already."""
    group = group_of(code_of(one))
    told = _code_of(group.code, stage, dictionary) if group is not None else None
    if group is None or told is None:
        return
    same = _HYPERTENSION if group.code.startswith("O10") else _DIABETES if group.code.startswith("O24") else (group.code,)
    there = next((o for o in chosen_of(weighed) if code_of(o).startswith(same)), None)
    if there is None:
        added = _complicating(one, told)
        weighed[:] = [o for o in weighed if code_of(o) != told]
        weighed.append(added)
    elif code_of(there) == told and not there.features:
        joined = _complicating(one, told).candidate.supports
        there.candidate.supports = sorted([*there.candidate.supports, *joined], key=lambda s: (s.order, s.spans[0]))
    if not group.is_beside:
        one.leave_out("in-chapter-15", code_of(there) if there is not None else told)


def _complicating(one: Weighed, told: str) -> Weighed:
    rule = rules()["complicates-pregnancy"]
    step = Step(StepKind.COMBINATION, rule.says, rule.cites, code=told)
    present = [s for s in one.candidate.supports if s.assertion is Assertion.PRESENT] or one.candidate.supports
    path = f"complicating pregnancy (guideline {rule.cites})"
    supports = [replace(s, manner=Manner.COMBINATION, path=(*s.path, path), steps=(*s.steps, step)) for s in present]
    return Weighed(Candidate(told, supports), {}, one.confidence)


def _code_of(group: str, stage: str, dictionary: Dictionary) -> str | None:
    """Return the billable code of a subcategory and a stage; the one without stages where it has none for a pregnancy."""
    codes = dictionary.codes
    below = [code for code in _below(group, dictionary) if codes[code].billable]
    for code in below:
        if stage in codes[code].descriptor.lower() and (
            stage != "childbirth" or "pregnancy" not in codes[code].descriptor.lower()
        ):
            return code
    if stage == "childbirth":
        return None
    endings = ("complicating pregnancy", "in pregnancy")
    return next((code for code in below if codes[code].descriptor.lower().endswith(endings)), None)


def _below(code: str, dictionary: Dictionary) -> Iterator[str]:
    if code in dictionary.codes:
        yield code
        for child in dictionary.codes.children(code):
            yield from _below(child, dictionary)


def _settle_supervision(weighed: Sequence[Weighed]) -> None:
    """Leave out what is for the uncomplicated alone, Z34, Z33.1 and O80, beside a complication of the pregnancy.

    A complication that lost to Z34 as Excludes1 comes back.
    """
    for one in weighed:
        if code_of(one)[0] == "O" and one.rule == "excludes1" and one.other.startswith("Z34"):
            one.keep()
    complication = next((code_of(one) for one in chosen_of(weighed) if code_of(one)[0] == "O"), None)
    for one in chosen_of(weighed) if complication else ():
        if code_of(one).startswith(("Z34", "Z331")):
            one.leave_out("normal-pregnancy", complication or "")
    other = next((code_of(one) for one in chosen_of(weighed) if code_of(one)[0] == "O" and code_of(one) != "O80"), None)
    for one in chosen_of(weighed) if other else ():
        if code_of(one) == "O80":
            one.leave_out("uncomplicated-delivery", other or "")


def _settle_weeks(weighed: list[Weighed], facts: PatientFacts, dictionary: Dictionary) -> None:
    """Report the weeks beside a code of the pregnancy, those that were given in place of those that the note tells."""
    chosen = chosen_of(weighed)
    ended = next((code_of(one) for one in chosen if code_of(one).startswith(_NO_WEEKS)), None)
    of_pregnancy = [one for one in chosen if code_of(one).startswith(("O", "Z34"))]
    for one in weighed:
        if code_of(one)[:3] != "Z3A":
            continue
        if ended and not one.reason:
            one.leave_out("no-weeks", ended)
        elif of_pregnancy and not ended and one.rule == "no-associated-condition":
            one.keep()
    if facts.weeks is None or not of_pregnancy or ended:
        return
    told = f"Z3A{'01' if facts.weeks < 8 else '49' if facts.weeks > 42 else f'{facts.weeks:02d}'}"
    for one in chosen:
        if code_of(one)[:3] == "Z3A" and code_of(one) != told:
            one.leave_out("less-specific", told)
    if told in dictionary.codes and not any(code_of(one) == told and not one.reason for one in weighed):
        weighed[:] = [one for one in weighed if code_of(one) != told]
        weighed.append(_given_weeks(of_pregnancy[0], told))


def _given_weeks(beside: Weighed, told: str) -> Weighed:
    """Return the weeks that were given; their evidence is that of the code they belong to, for the note says nothing of them."""
    step = Step(StepKind.MEASURE, rules()["weeks-given"].says, rules()["weeks-given"].cites, code=told)
    support = replace(beside.candidate.supports[0], manner=Manner.MEASURE, path=("given", "weeks of gestation"), steps=(step,))
    return Weighed(Candidate(told, [support]), {}, 1.0)
