"""What a code is in another code system or at another time: ICD-9-CM, ICD-10-CM, and what replaced it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.codebook import crosswalks
from codewell.codebook.entry import Absence, Origin, RelatedCode, Standing
from codewell.kernel.codes import Code, CodeSystem, parse_code, possible_codes
from codewell.kernel.errors import CodewellError, InputError, NotLoadedError, UnknownCodeError
from codewell.tasks.asked_day import AnsweredDay, nearest_covered
from codewell.tasks.workplace import Workplace

_LONGEST_CODE = 40
_MOST_STEPS = 100


class Target(Enum):
    """Where to."""

    ICD9 = "icd9"
    ICD10 = "icd10"
    REPLACED_BY = "replaced-by"


_RELATIONS = {
    Target.ICD9: ("gem_to_icd9", "gem_from_icd9"),
    Target.REPLACED_BY: ("replaced_by", "part_moved_to", "cross_reference"),
}


@dataclass(frozen=True, slots=True)
class CrosswalkRequest:
    """A code to be followed.

    Args:
        text: as a person wrote it.
        to: where; None for everything that is known.
        on: the day on which the codes found are to be used; None for today, or the nearest day that a list covers.
    """

    text: str
    to: Target | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CrosswalkStep:
    """One code that leads to another.

    Args:
        target: which question it answers.
        source_system, source_code: where the step begins, with its dot.
        system, code: where it leads.
        label: words for the code found on the day; empty where none are loaded.
        relation: id of the relation, as on the code's page.
        note: the flags in words, or from which day the code holds.
        standing: how the code found stands on the day; None for ICD-9-CM and where nothing is loaded.
        origin: the release or page that states it.
    """

    target: Target
    source_system: str
    source_code: str
    system: str
    code: str
    label: str
    relation: str
    note: str
    standing: Standing | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """What was found.

    Args:
        text: as asked.
        on: the day of use.
        steps: the codes found, in the publisher's order; replacements are followed to their end.
        absences: what has no answer, and why.
        notices: about the day.
    """

    text: str
    on: date
    steps: tuple[CrosswalkStep, ...]
    absences: tuple[Absence, ...]
    notices: tuple[str, ...] = ()


def cross_walk(workplace: Workplace, request: CrosswalkRequest) -> Crosswalk:
    """Return what the published mappings and conversion tables state of a code.

    The text is read as a code of ICD-9-CM, too, where the mappings list it or nothing else fits.

    Raises:
        InputError: the text is shaped like no code, or like none that can be mapped to `to`.
        UnknownCodeError: no loaded release has ever held it.
        NotLoadedError: its system is not loaded.
    """
    answered = _day(workplace, request.on)
    on, notices = answered.day, (answered.notice,) if answered.notice else ()
    old = crosswalks.icd9_value(request.text) if request.to in (None, Target.ICD10) else None
    if old is not None and request.to is None and not crosswalks.knows_icd9(workplace.shelf, old):
        old = None
    steps: list[CrosswalkStep] = []
    absences: list[Absence] = []
    if old is not None:
        shown = crosswalks.icd9_shown(old)
        found = crosswalks.from_icd9(workplace.shelf, old, on)
        steps += [_step(workplace, Target.ICD10, crosswalks.ICD9, shown, one, on) for one in found]
        if missing := crosswalks.unmapped(workplace.shelf, "9to10", old, shown):
            absences.append(missing)
    if request.to is Target.ICD10:
        if old is None:
            raise _malformed(request.text, "ICD-9-CM")
        return Crosswalk(request.text, on, tuple(steps), tuple(absences), notices)
    for code in _codes(workplace, request, on, optional=old is not None):
        for target in (request.to,) if request.to else (Target.ICD9, Target.REPLACED_BY):
            new, why = _answer(workplace, code, target, on)
            steps += new
            absences += why
    return Crosswalk(request.text, on, tuple(steps), tuple(absences), notices)


def _day(workplace: Workplace, asked: date | None) -> AnsweredDay:
    day = asked or workplace.today
    opened = workplace.shelf.nearest("icd10cm", day)
    if asked or opened is None:
        return AnsweredDay(day)
    return nearest_covered(day, opened.release.release, opened.release.validity)


def _codes(workplace: Workplace, request: CrosswalkRequest, on: date, *, optional: bool) -> tuple[Code, ...]:
    text = request.text.strip()
    if not text or len(text) > _LONGEST_CODE or not possible_codes(text):
        if optional:
            return ()
        raise _malformed(text, "any system")
    try:
        if request.to is Target.ICD9:
            return workplace.book.resolve(text, on=on, system=CodeSystem.ICD10CM)
        return workplace.book.resolve(text, on=on)
    except (UnknownCodeError, NotLoadedError):
        if optional:
            return ()
        raise


def _malformed(text: str, system: str) -> InputError:
    return InputError(
        f"{text.strip()[:20]!r} is not shaped like a code of {system}.",
        next_step="Write an ICD-9-CM code such as 250.40, an ICD-10-CM code such as E11.22, or a procedure code.",
        slug="input.malformed-code",
    )


def _answer(workplace: Workplace, code: Code, target: Target, on: date) -> tuple[list[CrosswalkStep], list[Absence]]:
    """Return the steps of one code and, where there are none, why."""
    if target is Target.ICD9:
        if code.system is not CodeSystem.ICD10CM:
            return [], []
        missing = crosswalks.unmapped(workplace.shelf, "10to9", code.value, str(code))
        found = crosswalks.to_icd9(workplace.shelf, code)
        return [_step(workplace, target, code.system.value, str(code), one, on) for one in found], [missing] if missing else []
    steps = list(_followed(workplace, code, on))
    if steps:
        return steps, []
    return [], [Absence(f"Replacement of {code}", "no loaded publication states one")]


def _followed(workplace: Workplace, code: Code, on: date) -> Iterator[CrosswalkStep]:
    """Yield what replaced a code, then what replaced that, each code once."""
    seen, waiting = {(code.system.value, str(code))}, [code]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        current = waiting.pop(0)
        for one in _replacements(workplace.book.entry(current, on=on).related):
            yield _step(workplace, Target.REPLACED_BY, current.system.value, str(current), one, on)
            if (one.system, one.code) not in seen and one.relation == "replaced_by":
                seen.add((one.system, one.code))
                successor = _loaded(workplace, one, on)
                if successor is not None:
                    waiting.append(successor)


def _replacements(related: Iterable[RelatedCode]) -> list[RelatedCode]:
    return [one for one in related if one.relation in _RELATIONS[Target.REPLACED_BY]]


def _loaded(workplace: Workplace, one: RelatedCode, on: date) -> Code | None:
    code = parse_code(one.code, CodeSystem(one.system))
    return code if _standing(workplace, code, on) is not None else None


def _standing(workplace: Workplace, code: Code, on: date) -> Standing | None:
    try:
        return workplace.book.standing(code, on=on).standing
    except CodewellError:
        return None


def _step(workplace: Workplace, target: Target, system: str, shown: str, one: RelatedCode, on: date) -> CrosswalkStep:
    standing = None
    if one.system != crosswalks.ICD9:
        standing = _standing(workplace, parse_code(one.code, CodeSystem(one.system)), on)
    return CrosswalkStep(target, system, shown, one.system, one.code, one.label, one.relation, one.note, standing, one.origin)
