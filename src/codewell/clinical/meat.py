"""Which places of a note show an assigned condition monitored, evaluated, assessed or treated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from codewell.clinical.assertion import Assertion, Reach, assertion_of, cue_reaches
from codewell.clinical.code_ranges import CodeRanges, code_ranges
from codewell.clinical.coder import Assignment
from codewell.clinical.drug_uses import DrugUses
from codewell.clinical.sections import Role, Sentence, sentences
from codewell.clinical.support import Work, WorkEvidence
from codewell.clinical.words import TOKEN
from codewell.kernel.text import TextSpan

_MOST_PLACES = 6
"""Shown for each kind of work; more says no more."""
_UNREAD = {"allergies", "family_history", "surgical_history"}
_JOINING = {",", "and", "/", "&", "or", "with", "as", "well"}
_DENYING = (Assertion.ABSENT, Assertion.SOMEONE_ELSE, Assertion.HYPOTHETICAL)
_VALUE_WITHIN = 6
"""Tokens after a measurement's name within which its value stands."""
_DRUG_WITHIN = 5
_AGAIN = {"monitor", "monitoring", "recheck", "repeat", "trend", "trending", "check", "follow", "daily", "weekly", "home"}
_PROBLEMS = ("assessment", "plan", "diagnoses", "problem_list", "hospital_course")


@dataclass(frozen=True, slots=True)
class _Cue:
    words: tuple[str, ...]
    work: Work
    in_block: bool


@dataclass(frozen=True, slots=True)
class _Finding:
    words: tuple[str, ...]
    speaks_of: CodeRanges


@dataclass(slots=True)
class _Line:
    """A sentence with its lower-case tokens, the stretches on which cues act, and the codes whose evidence it holds."""

    sentence: Sentence
    lower: list[str]
    reaches: list[Reach]
    evidence: dict[int, list[tuple[int, int]]]

    def span(self, first: int, last: int) -> TextSpan:
        """Return the text from one token to another, both included."""
        return TextSpan(self.sentence.starts[first], self.sentence.starts[last] + len(self.sentence.tokens[last]))

    def is_denied(self, place: int) -> bool:
        """Say whether what stands at a token is denied, hypothetical or another person's."""
        return assertion_of((place,), self.sentence.section, self.reaches) in _DENYING


def work_shown(text: str, assigned: Sequence[Assignment], drugs: DrugUses) -> tuple[tuple[WorkEvidence, ...], ...]:
    """Return, for each assigned code in order, the places that show work on its condition, in text order.

    A word of care counts where the condition stands in its sentence, or above it as the title of a problem; of several
    conditions in a sentence the nearest has it, together with those that are joined to it. A measurement counts for the
    conditions it speaks of and a drug for those it is given for, wherever they stand.

    Args:
        text: the note as received.
        assigned: its codes with their evidence.
        drugs: what medicines are given for.
    """
    found: list[list[WorkEvidence]] = [[] for _ in assigned]
    under: tuple[int, ...] = ()
    section = ""
    for line in _lines(text, assigned):
        if line.sentence.section != section:
            section, under = line.sentence.section, ()
        own = tuple(line.evidence)
        if own and section in _PROBLEMS and (line.sentence.role is Role.TITLE or not under):
            under = own
        if section in _UNREAD:
            continue
        for number, evidence in (
            *_by_cues(line, under, assigned, drugs),
            *_by_findings(line, assigned),
            *_by_drugs(line, assigned, drugs),
        ):
            found[number].append(evidence)
    return tuple(_few(places) for places in found)


def _lines(text: str, assigned: Sequence[Assignment]) -> Iterator[_Line]:
    spans = sorted((span, number) for number, one in enumerate(assigned) for span in one.evidence)
    for sentence in sentences(text):
        first, last = sentence.starts[0], sentence.starts[-1] + len(sentence.tokens[-1])
        evidence: dict[int, list[tuple[int, int]]] = {}
        for span, number in spans:
            if first <= span.start < last:
                evidence.setdefault(number, []).append(_places(span, sentence))
        lower = [token.lower() for token in sentence.tokens]
        yield _Line(sentence, lower, cue_reaches(lower), evidence)


def _places(span: TextSpan, sentence: Sentence) -> tuple[int, int]:
    inside = [n for n, start in enumerate(sentence.starts) if start < span.end and start + len(sentence.tokens[n]) > span.start]
    return (inside[0], inside[-1]) if inside else (0, 0)


def _by_cues(
    line: _Line, under: tuple[int, ...], assigned: Sequence[Assignment], drugs: DrugUses
) -> Iterator[tuple[int, WorkEvidence]]:
    for first, last, cue in _matches(line.lower, _cues()):
        if line.is_denied(first) and not {"no", "not", "denies"} & set(cue.words):
            continue
        if _is_not_given(line, last + 1):
            continue
        here = _bound(line, first)
        numbers = here or (under if cue.in_block else ())
        given = _given_for(line, last, assigned, drugs) if cue.work is Work.TREAT else None
        because = "in the same sentence" if here else "below the problem's title"
        if given is not None:
            numbers, because = given, "with a drug that is given for it"
        for number in numbers:
            yield number, WorkEvidence(cue.work, line.span(first, last), " ".join(cue.words), because)


def _given_for(line: _Line, last: int, assigned: Sequence[Assignment], drugs: DrugUses) -> tuple[int, ...] | None:
    """Return the codes that the drug named after a word of treatment is given for; None where no known drug stands there."""
    uses = [use for word in line.lower[last + 1 : last + 1 + _DRUG_WITHIN] if (use := drugs.of(word))]
    if not uses:
        return None
    return tuple(n for n, one in enumerate(assigned) if any(use.conditions.holds(one.code.value) for use in uses))


def _bound(line: _Line, place: int) -> tuple[int, ...]:
    """Return the codes a cue belongs to: the nearest evidence, and what is joined to it by commas and "and" alone."""
    stretches = sorted((first, last, number) for number, places in line.evidence.items() for first, last in places)
    if not stretches:
        return ()
    near = min(range(len(stretches)), key=lambda n: max(stretches[n][0] - place, place - stretches[n][1], 0))
    low = high = near
    while low > 0 and _joined(line, stretches[low - 1][1], stretches[low][0]):
        low -= 1
    while high + 1 < len(stretches) and _joined(line, stretches[high][1], stretches[high + 1][0]):
        high += 1
    return tuple(dict.fromkeys(number for _, _, number in stretches[low : high + 1]))


def _joined(line: _Line, last: int, first: int) -> bool:
    return all(token in _JOINING for token in line.lower[last + 1 : first])


def _by_findings(line: _Line, assigned: Sequence[Assignment]) -> Iterator[tuple[int, WorkEvidence]]:
    for first, last, finding in _matches(line.lower, _findings()):
        numbers = [n for n, one in enumerate(assigned) if finding.speaks_of.holds(one.code.value)]
        if not numbers:
            continue
        end, work = _finding_work(line, first, last)
        name = " ".join(finding.words)
        for number in numbers:
            yield number, WorkEvidence(work, line.span(first, end), name, f"{name} speaks of this condition")


def _finding_work(line: _Line, first: int, last: int) -> tuple[int, Work]:
    """Return where the finding ends and its work: asked for again it monitors, with a value or by itself it evaluates."""
    if _AGAIN & set(line.lower[max(0, first - 3) : first]) or _AGAIN & set(line.lower[last + 1 : last + 2]):
        return last, Work.MONITOR
    following = range(last + 1, min(last + 1 + _VALUE_WITHIN, len(line.lower)))
    value = next((n for n in following if line.lower[n][0].isdigit()), None)
    if value is None or any(token in (",", ";") for token in line.lower[last + 1 : value]):
        return last, Work.EVALUATE
    return value, Work.EVALUATE


def _by_drugs(line: _Line, assigned: Sequence[Assignment], drugs: DrugUses) -> Iterator[tuple[int, WorkEvidence]]:
    for place, word in enumerate(line.lower):
        use = drugs.of(word) if len(word) > 3 else None
        if use is None or line.is_denied(place) or _is_not_given(line, place):
            continue
        for number, one in enumerate(assigned):
            named = any(first <= place <= last for first, last in line.evidence.get(number, ()))
            if use.conditions.holds(one.code.value) and not named:
                yield number, WorkEvidence(Work.TREAT, line.span(place, place), word, f"{word}: {use.told}")


def _is_not_given(line: _Line, place: int) -> bool:
    return any(tuple(line.lower[max(0, place - len(words)) : place]) == words for words in _not_given())


def _few(places: list[WorkEvidence]) -> tuple[WorkEvidence, ...]:
    """Return the first places of each kind of work in text order, each stretch once."""
    kept: dict[tuple[Work, TextSpan], WorkEvidence] = {}
    counts: dict[Work, int] = {}
    for one in sorted(places, key=lambda one: (one.span, list(Work).index(one.work))):
        key = (one.work, one.span)
        if key not in kept and counts.get(one.work, 0) < _MOST_PLACES:
            counts[one.work] = counts.get(one.work, 0) + 1
            kept[key] = one
    return tuple(kept.values())


_Listed = TypeVar("_Listed", _Cue, _Finding)


def _matches(lower: Sequence[str], by_first: dict[str, tuple[_Listed, ...]]) -> Iterator[tuple[int, int, _Listed]]:
    """Yield first and last token of each listed phrase, the longest at a place; no token belongs to two."""
    place = 0
    while place < len(lower):
        fitting = (one for one in by_first.get(lower[place], ()) if tuple(lower[place : place + len(one.words)]) == one.words)
        one = next(fitting, None)
        if one is not None:
            yield place, place + len(one.words) - 1, one
            place += len(one.words) - 1
        place += 1


@cache
def _not_given() -> tuple[tuple[str, ...], ...]:
    lines = (files("codewell.clinical.work") / "not_given.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(TOKEN.findall(line)) for line in lines if line and not line.startswith("#"))


@cache
def _cues() -> dict[str, tuple[_Cue, ...]]:
    found: dict[str, list[_Cue]] = {}
    for phrase, work, scope in _rows("cues.tsv", "cue"):
        words = tuple(TOKEN.findall(phrase))
        found.setdefault(words[0], []).append(_Cue(words, Work(work), scope == "block"))
    return {first: tuple(sorted(some, key=lambda one: -len(one.words))) for first, some in found.items()}


@cache
def _findings() -> dict[str, tuple[_Finding, ...]]:
    found: dict[str, list[_Finding]] = {}
    for phrase, conditions in _rows("findings.tsv", "finding"):
        words = tuple(TOKEN.findall(phrase))
        found.setdefault(words[0], []).append(_Finding(words, code_ranges(conditions)))
    return {first: tuple(sorted(some, key=lambda one: -len(one.words))) for first, some in found.items()}


def _rows(name: str, heading: str) -> Iterator[tuple[str, ...]]:
    for line in (files("codewell.clinical.work") / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", f"{heading}\t")):
            yield tuple(line.split("\t"))
