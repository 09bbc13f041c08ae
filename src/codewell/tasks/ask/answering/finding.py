"""The code for something said in words: the best one, others with the reason, and what would decide between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, Understood
from codewell.codebook.entry import CodeEntry, Standing
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import NotLoadedError
from codewell.kernel.text import ClinicalText
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.asking_back import ask_for_code
from codewell.tasks.ask.citing import cite_origin, cite_words
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.guidelines_beside import tell_guidelines
from codewell.tasks.ask.naming import best_words, named_day
from codewell.tasks.case.candidate import Answers
from codewell.tasks.find_codes_for_case import CaseRequest, find_codes_for_case
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.search_codes import LONGEST_QUERY, SearchRequest, search_codes
from codewell.tasks.workplace import Workplace

_SYSTEMS = (
    (re.compile(r"\b(?:icd[- ]?10[- ]?pcs|pcs)\b", re.IGNORECASE), CodeSystem.ICD10PCS),
    (re.compile(r"\b(?:icd|icd[- ]?10|icd[- ]?10[- ]?cm|icd10|dx|diagnos\w{1,4})\b", re.IGNORECASE), CodeSystem.ICD10CM),
    (re.compile(r"\bcpt\b", re.IGNORECASE), CodeSystem.CPT),
    (re.compile(r"\b(?:hcpcs|[gjqack][- ]codes?)\b", re.IGNORECASE), CodeSystem.HCPCS),
)
_OTHER_SYSTEMS = re.compile(
    r"\b(?:snomed(?: ct)?|loinc|rxnorm|rxcui|opcs(?:-4)?|icd-?11|icd-?o(?:-3)?|icpc|read code|ndc|cdt|(?:ms-?)?drg|unii|atc)\b",
    re.IGNORECASE,
)
_SIDES = re.compile(r"\b(left|right|bilateral|unilateral|both)\b", re.IGNORECASE)
_LEFT_OVER = re.compile(r"^(?:[a-z]\s+)?(?:for|of|to)\s+", re.IGNORECASE)
"""What stays of "J code for" where the words for code are taken out."""
_EXAMPLE = "ICD-10 for left knee osteoarthritis"
_MOST_SHOWN = 6
_CLOSE = 0.05
"""Candidates of about one score; the search's order decides among them, because it knows what the index leads to first."""
_EQUAL = 0.02
"""Within this much of the best, words alone do not decide between two services or drugs."""
_MOST_BELOW = 12
_CATEGORY = 3
"""Characters of a category of ICD-10-CM."""
_UNSURE = 0.6
"""Below this score the answer says that the words fit only in part."""
_WEAK = 0.45
"""Below this score the words are not answered well enough to name one code."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that words may mean.

    Args:
        system: its code system.
        code: as shown.
        why: what led to it.
        score: 0 to 1.
    """

    system: CodeSystem
    code: str
    why: str
    score: float


@answerer(Intent.FIND)
def finding(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer which code the words mean; asks back where the side or the kind decides and is not said."""
    words = _words(understood)
    if not words:
        return ask_for_code(
            understood, "A code for what? Name the condition, service or drug.", "ICD-10 for left knee osteoarthritis"
        )
    draft, day = Draft(understood, on), named_day(understood, on)
    other = _OTHER_SYSTEMS.search(understood.text)
    if other is not None:
        loaded = draft.cite(SourceKind.APP, "what is loaded", "releases", "/releases")
        draft.say(f"Codes of {other[0]} are in no release that can be loaded here.", loaded)
        draft.suggest(f"ICD-10 for {_OTHER_SYSTEMS.sub('', words).strip().removeprefix('for ')}")
        return draft.finished(Outcome.NOT_LOADED)
    choices = choices_for(workplace, draft, words, wished_system(understood.text), day)
    if not choices:
        draft.say(f"Nothing that is loaded answers to “{words}”.")
        draft.suggest(_EXAMPLE, "HCPCS code for dexamethasone injection")
        return draft.finished(Outcome.NO_SOURCE)
    found = [(one, _entry(workplace, one, day)) for one in choices[:_MOST_SHOWN]]
    found.sort(key=lambda one: one[1].standing is Standing.NO_LONGER)
    best, entry = found[0]
    draft.on = entry.on
    _tell_best(draft, words, best, entry)
    _tabulate(draft, found)
    asked = _ask_back(draft, understood, words, found)
    if not asked and best.score < _UNSURE:
        draft.say("The words fit it only in part: name the site, the side or the type to be sure.")
    tell_guidelines(workplace, draft, on)
    draft.suggest(f"What is {entry.code}?", *(f"Compare {entry.code} and {other.code}" for _, other in found[1:2]))
    weak = best.score < _WEAK
    return draft.finished(Outcome.UNCLEAR if weak and not asked else Outcome.ANSWERED, round(min(1.0, best.score), 3))


def wished_system(text: str) -> CodeSystem | None:
    """Return the code system that a question names; None where it names none."""
    return next((system for pattern, system in _SYSTEMS if pattern.search(text)), None)


def choices_for(workplace: Workplace, draft: Draft, words: str, system: CodeSystem | None, day: date | None) -> list[Choice]:
    """Return codes for words, best first: diagnoses as the case finder reads them, the rest as the search finds them.

    Raises:
        NotLoadedError: the system asked for has no release.
    """
    if system is not None and not any(release.source == _SOURCES[system] for release in workplace.shelf):
        raise NotLoadedError(
            f"No release of {system.title} is loaded.", next_step=f"Load one with `codewell sync {_SOURCES[system]}`."
        )
    systems = frozenset({system}) if system else None
    found = search_codes(workplace, SearchRequest(words[:LONGEST_QUERY], day, 20, systems))
    for notice in found.notices:
        if not notice.startswith(tuple(one.title for one in CodeSystem)):
            draft.notice(notice)
    hits = [Choice(hit.system, hit.code, hit.why, min(1.0, hit.score)) for hit in found.results]
    diagnoses = system is CodeSystem.ICD10CM or (system is None and (not hits or hits[0].system is CodeSystem.ICD10CM))
    if not diagnoses:
        return hits
    case = find_codes_for_case(workplace, CaseRequest(ClinicalText(words), day, 12)).group(Answers.DIAGNOSES).candidates
    if not case:
        return hits
    order = {hit.code: place for place, hit in enumerate(hits)}
    ranked = sorted(case, key=lambda one: (-round((one.score) / _CLOSE), order.get(str(one.code), len(order))))
    return [Choice(one.code.system, str(one.code), "; ".join(one.why[:1]), one.score) for one in ranked]


_SOURCES = {
    CodeSystem.ICD10CM: "icd10cm",
    CodeSystem.ICD10PCS: "icd10pcs",
    CodeSystem.HCPCS: "hcpcs",
    CodeSystem.CPT: "starter-pack",
}


def _words(understood: Understood) -> str:
    words, side = _LEFT_OVER.sub("", understood.entities.topic.strip()), understood.entities.side
    if words and side is not None and not _SIDES.search(words):
        words = f"{'bilateral' if side.value == 'both' else side.value} {words}"
    return words


def _entry(workplace: Workplace, choice: Choice, day: date | None) -> CodeEntry:
    return look_up_code(workplace, LookUpRequest(choice.code, day, choice.system)).likeliest


def _tell_best(draft: Draft, words: str, best: Choice, entry: CodeEntry) -> None:
    cited = cite_words(draft, entry)
    shown = best_words(entry)
    draft.say(f"{entry.code} ({entry.code.system.title}): {shown}.", cited)
    draft.state(words, "code", str(entry.code), cited)
    draft.state(str(entry.code), "descriptor" if entry.descriptors.long or entry.descriptors.short else "label", shown, cited)
    if entry.billable is not None:
        standing = cite_origin(draft, entry, entry.origin, "the-code")
        draft.state(str(entry.code), "billable", "yes" if entry.billable else "no", standing)
        if not entry.billable:
            draft.say("It is a header: one of the codes below it is reported instead.", standing)
    if entry.standing is not Standing.IN_FORCE:
        draft.say(entry.statement, cite_origin(draft, entry, entry.origin, "the-code"))


def _tabulate(draft: Draft, found: list[tuple[Choice, CodeEntry]]) -> None:
    rows = []
    for choice, entry in found:
        cited = cite_words(draft, entry)
        billable = "" if entry.billable is None else "yes" if entry.billable else "no, a header"
        rows.append(((str(entry.code), best_words(entry), billable, choice.why), (cited,)))
    if len(rows) > 1:
        draft.tabulate("Codes that answer to these words", ("Code", "Words", "Billable", "Why"), rows)


def _ask_back(draft: Draft, understood: Understood, words: str, found: list[tuple[Choice, CodeEntry]]) -> bool:
    """Ask for the side, or for what a header or equally good codes leave open, where the question does not say it."""
    best, entry = found[0]
    if entry.billable is False and entry.children:
        cited = cite_origin(draft, entry, entry.origin, "below")
        rows = [((place.key, place.title), (cited,)) for place in entry.children[:_MOST_BELOW]]
        draft.tabulate(f"Below {entry.code}", ("Code", "Descriptor"), rows)
        draft.say("Which of them? Name the site, the side, the type or the encounter.")
        return True
    if not _SIDES.search(words) and understood.entities.side is None and _has_sides(found):
        draft.say("Which side? Other codes tell the sides apart.")
        wanted = entry.code.system.title
        draft.suggest(
            f"{wanted} code for left {words}", f"{wanted} code for right {words}", f"{wanted} code for bilateral {words}"
        )
        return True
    equal = [
        str(other.code) for one, other in found if best.score - one.score < _EQUAL and other.standing is not Standing.NO_LONGER
    ]
    if len(equal) > 1 and entry.code.system is not CodeSystem.ICD10CM:
        draft.say(f"{' and '.join(equal)} answer to these words equally well: name the kind or the form to be sure.")
        return True
    return False


def _has_sides(found: list[tuple[Choice, CodeEntry]]) -> bool:
    """Say whether the codes in question differ by side while the best one names none."""
    entry = found[0][1]
    if entry.code.system is not CodeSystem.ICD10CM or _SIDES.search(best_words(entry)):
        return False
    alike = [other for _, other in found[1:] if other.code.value[:_CATEGORY] == entry.code.value[:_CATEGORY]]
    beside = [*(place.title for place in entry.siblings), *(best_words(other) for other in alike)]
    return any(_SIDES.search(title) for title in beside)
