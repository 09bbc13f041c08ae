"""The trace of a chosen code and of one that was left out, read off what the coder already knows of it."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.clinical.assertion import Assertion, acting_reach
from codewell.clinical.candidate import Manner, Support
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.rules import guideline_section, rules
from codewell.clinical.terms import Term
from codewell.clinical.trace import Step, StepKind, term_steps
from codewell.clinical.weighed import Weighed
from codewell.kernel.text import TextSpan

_STATUS = {
    Manner.PERSONAL_HISTORY: "personal-history",
    Manner.FAMILY_HISTORY: "family-history",
    Manner.LONG_TERM_DRUG: "long-term-drug",
}


def trace_of(one: Weighed, shown: Support, profile: Profile, setting: Setting, dictionary: Dictionary) -> tuple[Step, ...]:
    """Return the way from the words to a code that was chosen, ending with the guidelines on such codes and why it is reported.

    Args:
        one: the code with its confidence.
        shown: the support whose way is told.
        profile: which conditions count.
        setting: where the encounter took place.
        dictionary: the day's codes and releases.
    """
    steps = [*_way(one, shown, dictionary), *_guideline(one.candidate.code)]
    if one.kept_by:
        steps.append(_ruled(StepKind.SELECTION, one.kept_by))
    elif profile is Profile.COMPLETE:
        steps.append(_ruled(StepKind.SELECTION, "reported-complete"))
    elif shown.assertion is Assertion.POSSIBLE:
        steps.append(_ruled(StepKind.SELECTION, "reported-uncertain", spans=_cue(shown)))
    else:
        steps.append(_ruled(StepKind.SELECTION, f"reported-{setting.value}"))
    return tuple(steps)


def trace_of_rejection(one: Weighed, profile: Profile, setting: Setting, dictionary: Dictionary) -> tuple[Step, ...]:
    """Return the way from the words to a code that was left out, ending with the rule that did it.

    A cue in the note has its place; an Excludes1 note has the code or category at which the tabular list prints it.
    """
    shown = one.candidate.supports[0]
    steps = [*_way(one, shown, dictionary)]
    name = one.rule
    if name == "excludes1":
        code, bars = one.candidate.code, dictionary.excludes.place
        place = bars(code, one.other) or bars(one.other, code)
        release = next((title for title in dictionary.releases if title.startswith("icd10cm-tabular ")), "")
        steps.append(Step(StepKind.TABULAR_TERM, "Excludes1 note", release=release, code=place))
    if name in _SAID:
        steps.append(_said(shown, name, setting))
    elif name == "not-selected" and (special := _NOT_SELECTED.get((profile, setting))):
        steps.append(_ruled(StepKind.SELECTION, special))
    else:
        steps.append(_ruled(StepKind.SELECTION, name, code=one.other, spans=one.by))
    return tuple(steps)


_SAID = {assertion.value.replace("_", "-") for assertion in Assertion} - {"present"}
_NOT_SELECTED = {
    (Profile.US_BILLING, Setting.INPATIENT): "not-selected-inpatient",
    (Profile.COMPLETE, Setting.INPATIENT): "not-selected-complete",
    (Profile.COMPLETE, Setting.OUTPATIENT): "not-selected-complete",
}


def _way(one: Weighed, shown: Support, dictionary: Dictionary) -> Iterator[Step]:
    """Yield the steps from the words to the billable code, whatever becomes of it."""
    code, term = one.candidate.code, shown.mention.term
    if shown.manner is Manner.MEASURE and shown.steps:
        yield from shown.steps
        return
    if shown.manner is Manner.MEASURE:
        step = _ruled(StepKind.MEASURE, "measure-weeks" if code.startswith("Z3A") else "measure", code=code)
        yield Step(step.kind, f"{term.path[:1].upper()}{term.path[1:]}. {step.text}", step.cites, code=code)
        return
    if shown.manner is Manner.LONG_TERM_DRUG:
        yield _ruled(StepKind.STATUS_RULE, "long-term-drug", code=code)
        return
    if shown.manner is Manner.DRUG_EVENT:
        release = next((title for title in dictionary.releases if title.startswith("icd10cm-drugs ")), "")
        yield Step(StepKind.INDEX_TERM, shown.path[1].capitalize(), cites="I.C.19.e", release=release, code=code[:4])
        yield _ruled(StepKind.STATUS_RULE, shown.path[2], code=code)
        return
    if shown.manner is Manner.COMBINATION:
        for joined in _joined(one, shown):
            yield from _term(joined.mention.term, dictionary)
        yield from shown.steps
        return
    yield from _term(term, dictionary)
    yield from shown.steps
    if shown.manner in _STATUS:
        yield _ruled(StepKind.STATUS_RULE, _STATUS[shown.manner], code=code)
    elif code != term.code and code.startswith(term.code):
        yield _ruled(StepKind.SPECIFICITY, _completion(code, shown, dictionary), code=code)
    elif code != term.code and not any(step.code == code for step in shown.steps):
        yield _ruled(StepKind.SPECIFICITY, "laterality", code=code)


def _term(term: Term, dictionary: Dictionary) -> tuple[Step, ...]:
    key = (term.kind, term.path, term.code)
    known = dictionary.steps.get(key)
    if known is None:
        known = dictionary.steps[key] = term_steps(*key, dictionary.releases)
    return known


def _joined(one: Weighed, shown: Support) -> Iterator[Support]:
    """Yield, of the conditions that a combination code joins, one support each, the shown one first."""
    seen: set[str] = set()
    for support in (shown, *one.candidate.supports):
        category = support.mention.term.code[:3]
        if support.manner is Manner.COMBINATION and category not in seen:
            seen.add(category)
            yield support


def _completion(code: str, shown: Support, dictionary: Dictionary) -> str:
    """Return which rule says most of how a printed code became billable."""
    added = code[len(shown.mention.term.code) :]
    if len(code) == 7 and not added[:-1].strip("X"):
        return "seventh-character" if code.startswith(("S", "T")) else "seventh-character-elsewhere"
    if shown.filled:
        return "unspecified"
    sides = {"left", "right", "bilateral"} & set(dictionary.codes[code].descriptor.lower().replace(",", " ").split())
    return "laterality" if sides else "level-of-detail"


def _guideline(code: str) -> Iterator[Step]:
    section = guideline_section(code)
    if section:
        yield Step(StepKind.GUIDELINE, "Guidelines on such codes", cites=section, code=code)


def _said(shown: Support, name: str, setting: Setting) -> Step:
    """Return the step that tells what the note says of the words, with the cue's place or else the section that says it."""
    inpatient = name == "possible" and setting is Setting.INPATIENT
    step = _ruled(StepKind.ASSERTION, "possible-inpatient" if inpatient else name, spans=_cue(shown))
    if step.spans or not shown.sentence.section:
        return step
    where = shown.sentence.section.replace("_", " ")
    return Step(step.kind, f"{step.text} (Section: {where}.)", step.cites)


def _cue(shown: Support) -> tuple[TextSpan, ...]:
    reach = acting_reach(shown.mention.places, shown.assertion, shown.reaches)
    if reach is None:
        return ()
    sentence, last = shown.sentence, reach.cue + reach.length - 1
    return (TextSpan(sentence.starts[reach.cue], sentence.starts[last] + len(sentence.tokens[last])),)


def _ruled(kind: StepKind, name: str, *, code: str = "", spans: tuple[TextSpan, ...] = ()) -> Step:
    rule = rules()[name]
    return Step(kind, rule.says, rule.cites, code=code, spans=spans)
