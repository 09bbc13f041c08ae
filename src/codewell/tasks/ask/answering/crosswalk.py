"""What a code is in another system or at another time: equivalence mappings, conversion table, successors, equivalents."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import CodeMention, Intent, Understood
from codewell.codebook import crosswalks
from codewell.codebook.entry import CodeEntry, RelatedCode
from codewell.kernel.codes import CodeSystem, parse_code
from codewell.kernel.errors import CodewellError
from codewell.tasks.ask.answerers import ANSWERERS, answerer
from codewell.tasks.ask.asking_back import ask_for_code
from codewell.tasks.ask.citing import cite_origin, code_link
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.naming import MOST_CODES, best_words, entry_named, is_procedure, named_day
from codewell.tasks.cross_walk import CrosswalkRequest, CrosswalkStep, Target, cross_walk
from codewell.tasks.workplace import Workplace

_ICD9 = re.compile(r"\bicd[- ]?9", re.IGNORECASE)
_RISK = re.compile(r"\b(?:hccs?|rxhccs?|risk adjust\w{0,8})\b", re.IGNORECASE)
"""Categories of risk adjustment stand on the code's own answer."""
_TOKEN = re.compile(r"\b(?:[VvEe][0-9]{2}[0-9]?|[0-9]{3})(?:\.[0-9]{1,2}|[0-9]{0,2})\b")
_MOST_ROWS = 20
_WORDS = {
    "gem_to_icd9": "maps to the ICD-9-CM code",
    "gem_from_icd9": "is mapped to from the ICD-9-CM code",
    "gem_to_icd10": "maps to the ICD-10-CM code",
    "replaced_by": "was replaced by",
    "part_moved_to": "gave a part to",
    "cross_reference": "is referred by the publisher to",
    "equivalent": "stands beside",
}


@answerer(Intent.CROSSWALK)
def crosswalk(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer what the published mappings and tables make of the named codes."""
    if _RISK.search(understood.text) and understood.entities.codes:
        return ANSWERERS[Intent.MEANING](workplace, understood, on)
    draft, day = Draft(understood, on), named_day(understood, on)
    old = _icd9_codes(workplace, understood)
    codes = understood.entities.codes[:MOST_CODES]
    if not old and not codes:
        return ask_for_code(understood, "A crosswalk of which code?", "ICD-10 code for ICD-9 250.40", "ICD-9 of E11.22")
    found = False
    for value in old:
        walked = cross_walk(workplace, CrosswalkRequest(value, Target.ICD10, day))
        found |= _tell(draft, None, walked.steps)
        for absence in walked.absences:
            draft.say(f"{absence.what}: {absence.why}.")
    for mention in () if old else codes:
        entry = entry_named(workplace, draft, mention, day)
        draft.on = entry.on
        walked = cross_walk(workplace, CrosswalkRequest(str(entry.code), None, entry.on))
        steps = [one for one in walked.steps if one.target is not Target.ICD10 and _is_alike(one.source_system, entry)]
        found |= _tell(draft, entry, tuple(steps))
        found |= _tell_equivalents(draft, entry)
        for sentence in () if found else (*(f"{one.what}: {one.why}" for one in walked.absences), *_missing(entry)):
            draft.say(f"{sentence}.")
        draft.suggest(f"What is {entry.code}?", f"History of {entry.code}")
    return draft.finished(Outcome.ANSWERED if found else Outcome.NO_SOURCE)


def _icd9_codes(workplace: Workplace, understood: Understood) -> list[str]:
    """Return the ICD-9-CM codes of a question that the mappings list, if it speaks of ICD-9 or names no code of another list."""
    if not _ICD9.search(understood.text) and all(_is_known(workplace, one) for one in understood.entities.codes):
        return []
    text = re.sub(r"\bicd[- ]?(?:9|10)(?:[- ]?cm)?\b", " ", understood.text, flags=re.IGNORECASE)
    values = [crosswalks.icd9_value(token) for token in _TOKEN.findall(text)]
    return [value for value in dict.fromkeys(values) if value and crosswalks.knows_icd9(workplace.shelf, value)][:MOST_CODES]


def _is_alike(system: str, entry: CodeEntry) -> bool:
    """Say whether a step begins in the code's own kind of list: J1100 is a drug, and the same letters an influenza."""
    return (system in (CodeSystem.CPT.value, CodeSystem.HCPCS.value)) is is_procedure(entry)


def _is_known(workplace: Workplace, mention: CodeMention) -> bool:
    try:
        return bool(workplace.book.resolve(mention.text, on=workplace.today))
    except CodewellError:
        return False


def _tell(draft: Draft, entry: CodeEntry | None, steps: tuple[CrosswalkStep, ...]) -> bool:
    rows = []
    told: dict[tuple[str, str], list[CrosswalkStep]] = {}
    for step in steps:
        told.setdefault((step.source_code, step.relation), []).append(step)
        cited = _cite(draft, entry, step)
        draft.state(step.source_code, step.relation, step.code, cited, dated=False)
        rows.append(((step.source_code, _WORDS[step.relation], step.code, step.label, step.note), (cited,)))
    for (source, relation), group in told.items():
        listed = ", ".join(step.code for step in group)
        words = _WORDS[relation] + ("s" if len(group) > 1 and _WORDS[relation].endswith("code") else "")
        draft.say(f"{source} {words} {listed}.", *(_cite(draft, entry, step) for step in group))
    if rows:
        draft.tabulate("Crosswalk", ("From", "How", "To", "Words", "Note"), rows[:_MOST_ROWS])
    return bool(rows)


def _cite(draft: Draft, entry: CodeEntry | None, step: CrosswalkStep) -> str:
    if entry is not None and step.source_code == str(entry.code):
        return cite_origin(draft, entry, step.origin, "related", place=f"relations of {entry.code}")
    system, code = (step.system, step.code) if step.source_system == crosswalks.ICD9 else (step.source_system, step.source_code)
    return draft.cite(
        SourceKind.ROW,
        f"{step.origin.source} {step.origin.release}",
        f"{step.source_code} to {step.code}",
        code_link(parse_code(code, CodeSystem(system)), draft.on or date.min, "related"),
        first_day=step.origin.validity.first_day if step.origin.validity else None,
        last_day=step.origin.validity.last_day if step.origin.validity else None,
    )


def _tell_equivalents(draft: Draft, entry: CodeEntry) -> bool:
    found: list[RelatedCode] = [one for one in entry.related if one.relation == "equivalent"]
    rows = []
    for one in found:
        cited = cite_origin(draft, entry, one.origin, "related", place=f"relations of {entry.code}")
        draft.state(str(entry.code), one.relation, one.code, cited, dated=False)
        rows.append(((one.code, one.label, one.note), (cited,)))
        draft.say(f"{entry.code} {_WORDS[one.relation]} {one.code}: {one.note}.", cited)
    return bool(rows)


def _missing(entry: CodeEntry) -> list[str]:
    """Return in words what no free source states of a code in another system."""
    beginnings = ("HCPCS", "CPT equivalent", "ICD-9", "ICD-10-PCS")
    said = [f"{one.what}: {one.why}" for one in entry.absences if one.what.startswith(beginnings)]
    return said or [f"{entry.code} ({best_words(entry)}): no loaded publication states a counterpart"]
