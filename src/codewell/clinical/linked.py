"""Codes that are reported, or not, because of another one: what the tabular list asks for, drugs' effects, examinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner, Support
from codewell.clinical.cues import listed
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Setting
from codewell.clinical.rules import rules
from codewell.clinical.specificity import SEVERAL
from codewell.clinical.status import table
from codewell.clinical.trace import Step, StepKind
from codewell.clinical.weighed import Weighed, chosen_of, code_of

_ASKABLE = ("B95", "B96", "B97", "F17", "N18", "Z")
"""Codes that tell more of another condition and are no reason for a visit of their own."""
_NO_CONDITION = ("Z", "V", "W", "X", "Y")
_WITH_FINDINGS = {
    "Z0000": "Z0001",
    "Z00129": "Z00121",
    "Z01419": "Z01411",
    "Z0100": "Z0101",
    "Z0110": "Z01118",
}


def add_required_codes(weighed: Sequence[Weighed], required: Mapping[str, str]) -> None:
    """Report the code that a chosen one never stands without."""
    codes = {code_of(one) for one in chosen_of(weighed)}
    for one in weighed:
        asking = required.get(code_of(one))
        if asking is None:
            continue
        if asking in codes:
            one.keep("required-with")
        elif not one.reason:
            one.leave_out("not-selected")


def add_drug_events(weighed: Sequence[Weighed]) -> None:
    """Report what a drug did: a poisoning; an adverse effect beside its nature; underdosing beside a condition (I.C.19.e.5)."""
    events = [one for one in weighed if any(s.manner is Manner.DRUG_EVENT for s in one.candidate.supports)]
    if not events:
        return
    conditions = [
        one for one in chosen_of(weighed) if one not in events and not code_of(one).startswith((*_NO_CONDITION, "T887"))
    ]
    at = {support.order for one in conditions for support in one.candidate.supports if support.assertion is Assertion.PRESENT}
    for one in events:
        told = [s for s in one.candidate.supports if s.manner is Manner.DRUG_EVENT and s.assertion is Assertion.PRESENT]
        kinds = {support.path[2] for support in told}
        is_shown = (
            "poisoning" in kinds
            or ("adverse-effect" in kinds and conditions)
            or ("underdosing" in kinds and conditions)
            or any(support.path[2] == "adverse-effect-caused" and support.order in at for support in told)
        )
        if is_shown and one.rule in ("", "not-selected"):
            one.keep("drug-event")
        elif not one.reason:
            one.leave_out("not-selected")
    drugs = [code_of(one) for one in chosen_of(events)]
    for one in chosen_of(weighed):
        if drugs and code_of(one).startswith(("T887", "T509")) and code_of(one) not in drugs:
            one.leave_out("less-specific", drugs[0])


def add_asked_for(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Report what the tabular list asks to use besides a chosen code where the note says it (guideline I.A.17).

    A category or range serves where nothing of its category is reported yet; a symptom only where the list names it.
    """
    chosen = chosen_of(weighed)
    categories = {code_of(one)[:3] for one in chosen}
    waiting = [one for one in weighed if one.rule in ("not-selected", "symptom-integral") and _is_askable(one, categories)]
    for one in waiting if waiting else ():
        code = code_of(one)
        for other in chosen:
            asked = dictionary.sought_beside(code_of(other))
            if code[0] == "R":
                asked = tuple((first, last) for first, last in asked if first == last == code)
            if any(first <= code[: len(first)] and code[: len(last)] <= last for first, last in asked):
                one.keep("asked-for")
                break


def _is_askable(one: Weighed, categories: set[str]) -> bool:
    code = code_of(one)
    if code[0] == "R" or code.startswith(_SEVERAL_ASKED):
        return True
    return code.startswith(_ASKABLE) and one.rule == "not-selected" and code[:3] not in categories


_SEVERAL_ASKED = ("Z79", "B95", "B96", "B97")


def add_statuses(weighed: Sequence[Weighed], setting: Setting) -> None:
    """Report what may affect care wherever the note says it: statuses, histories, long-term drugs, chronic systemic diseases.

    Of a stay all of them are additional diagnoses (guideline III). Of a visit a status is, and a drug that the note calls
    long-term (I.C.21.c.3); diseases, histories and other drugs count only where they affect it (IV.J), which the weights judge.
    """
    codes = tuple(code_of(one) for one in chosen_of(weighed))
    if not codes:
        return
    statuses, systemic, drugs = (table(name) for name in ("reported_statuses", "chronic_systemic", "drug_conditions"))
    categories = {code[:3] for code in codes}
    is_stay = setting is Setting.INPATIENT
    for one in weighed:
        code = code_of(one)
        told = [s for s in one.candidate.supports if s.assertion is Assertion.PRESENT and s.sentence.section not in _NOT_OF_NOW]
        if code[:3] == "Z79" and not one.reason and all(_is_passing(s) for s in one.candidate.supports):
            one.leave_out("not-selected")
        if one.rule != "not-selected" or not told:
            continue
        if code[:3] == "Z79":
            if _is_taken_for_long(told, tuple(drugs.get(code, "").split()) if is_stay else (), codes):
                one.keep("long-term-beside")
        elif any(_is_sure(s) for s in told):
            is_status = code >= "Z88" or code == _INCIDENTAL_PREGNANCY
            if code[0] == "Z" and any(code.startswith(status) for status in statuses):
                if is_stay or is_status:
                    one.keep("status-reported" if is_status else "history-reported")
            elif is_stay and code[:3] not in categories and any(code.startswith(disease) for disease in systemic):
                one.keep("chronic-systemic")


_INCIDENTAL_PREGNANCY = "Z331"
"""Reported beside whatever brings a pregnant patient, where no code of chapter 15 is (guideline I.C.15.a.1)."""


def _is_taken_for_long(told: Sequence[Support], treated: tuple[str, ...], codes: Sequence[str]) -> bool:
    is_long = any(_LASTING_WORDS & {token.lower() for token in s.sentence.tokens} for s in told)
    is_beside = bool(treated) and any(code.startswith(treated) for code in codes)
    return (is_long or is_beside) and not all(_is_passing(s) for s in told)


def _is_sure(support: Support) -> bool:
    """Say whether a mention's words stand close together; a loose one may mean something else."""
    return support.mention.slack <= 2 and support.mention.commas == 0 and support.mention.term.kind != "lay"


def _is_passing(support: Support) -> bool:
    """Say whether a drug is given for a while only: "for 5 days", a taper."""
    return bool(_PASSING_WORDS & {token.lower() for token in support.sentence.tokens})


_NOT_OF_NOW = {"review_of_systems", "family_history", "immunizations"}
_LASTING_WORDS = {"long-term", "longterm", "chronic", "chronically", "lifelong", "indefinitely", "maintenance", "term"}
_PASSING_WORDS = {"days", "taper", "burst", "course"}


def drop_lesser_patterns(weighed: Sequence[Weighed]) -> None:
    """Of use, abuse and dependence of one substance report only dependence, else abuse (guideline I.C.5.b.2)."""
    substances = [one for one in chosen_of(weighed) if code_of(one)[:2] == "F1" and len(code_of(one)) > 3]
    for one in substances:
        code = code_of(one)
        rank = _PATTERNS.get(code[3], 0)
        more = next((code_of(o) for o in substances if code_of(o)[:3] == code[:3] and _PATTERNS.get(code_of(o)[3], 0) > rank), "")
        if more:
            one.leave_out("lesser-pattern", more)
            continue
        plain = code[3:] in ("20", "10", "90")
        fuller = next((code_of(o) for o in substances if o is not one and code_of(o)[:4] == code[:4] and not o.reason), "")
        if plain and fuller:
            one.leave_out("less-specific", fuller)


_PATTERNS = {"2": 3, "1": 2, "9": 1}


def drop_plain_diabetes(weighed: Sequence[Weighed]) -> None:
    """Drop diabetes without complications, or with unspecified ones, where a complication of it is reported (I.C.4.a)."""
    chosen = chosen_of(weighed)
    for one in chosen:
        code = code_of(one)
        if code.startswith(SEVERAL) and code[3:] in ("9", "8"):
            fuller = next((code_of(o) for o in chosen if code_of(o)[:3] == code[:3] and code_of(o)[3:] not in ("9", "8")), "")
            if fuller:
                one.leave_out("less-specific", fuller)


def drop_told_by_others(weighed: Sequence[Weighed]) -> None:
    """Drop what says nothing beside a more specific code of another category (guideline I.B.2)."""
    chosen = chosen_of(weighed)
    for one in chosen:
        tellers = table("told_by_others").get(code_of(one))
        if tellers is not None:
            other = next((code_of(o) for o in chosen if o is not one and code_of(o).startswith(tuple(tellers.split(" ")))), "")
            if other:
                one.leave_out("less-specific", other)


def drop_superficial(weighed: Sequence[Weighed]) -> None:
    """Drop superficial injuries where a more severe one of the same site is reported (guideline I.C.19.b.1)."""
    injuries = [one for one in chosen_of(weighed) if code_of(one)[0] == "S"]
    for one in injuries if len(injuries) > 1 else ():
        if code_of(one)[2] != "0":
            continue
        severe = next((o for o in injuries if _is_same_place(o, one) and code_of(o)[2] != "0"), None)
        if severe is not None:
            one.leave_out("superficial", code_of(severe))


def _is_same_place(severe: Weighed, slight: Weighed) -> bool:
    """Say whether two injuries are of one site: of one region and, where both name words of a site, of the same ones."""
    if code_of(severe)[:2] != code_of(slight)[:2]:
        return False
    sites = [
        {word for support in one.candidate.supports for word in support.mention.term.words} - _INJURY_WORDS
        for one in (severe, slight)
    ]
    return not sites[0] or not sites[1] or bool(sites[0] & sites[1])


_INJURY_WORDS = {"laceration", "abrasion", "contusion", "wound", "open", "bite", "superficial", "injury", "fracture", "scratch"}


def settle_examinations(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Call an examination one with abnormal findings where something new was found (guideline I.C.21.c.13)."""
    for one in chosen_of(weighed):
        told = _WITH_FINDINGS.get(code_of(one))
        if told is None or told not in dictionary.codes or any(code_of(o) == told for o in chosen_of(weighed)):
            continue
        found = next((o for o in chosen_of(weighed) if o is not one and _is_new_finding(o)), None)
        if found is not None:
            step = Step(StepKind.COMBINATION, rules()["abnormal-findings"].says, cites="I.C.21.c.13", code=told)
            supports = [replace(s, manner=Manner.COMBINATION, steps=(*s.steps, step)) for s in one.candidate.supports]
            one.candidate = Candidate(told, supports)


def _is_new_finding(one: Weighed) -> bool:
    """Say whether a chosen condition is acute, an abnormal finding, or told to be new or worse."""
    code = code_of(one)
    if code.startswith(_NO_CONDITION):
        return False
    if code.startswith(tuple(listed("acute_categories"))):
        return True
    news = listed("words_of_news")
    return any(news & {token.lower() for token in s.sentence.tokens} for s in one.candidate.supports)
