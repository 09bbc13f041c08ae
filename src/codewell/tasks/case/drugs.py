"""Drugs of a case: codes of HCPCS Level II by the drug's name, with the units that the dose makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.codebook.billing_units import BillingUnits, Dose, DrugCode, billing_units, doses_in, drug_codes
from codewell.kernel.text import TextSpan
from codewell.search import wordlists
from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.reading import CaseSentence
from codewell.tasks.case.services import code_of, standing_on
from codewell.tasks.drug_names import drug_categories
from codewell.tasks.workplace import Workplace

_NAMED, _COVERED = 0.62, 0.3
_UNASKED = {
    "not therapeutically equivalent": 0.7,
    "oral": 0.6,
    "inhalation": 0.6,
    "implant": 0.7,
    "insert": 0.6,
    "biosimilar": 1.0,
    "hyaluronidase": 0.75,
    "for esrd on dialysis": 0.8,
    "dialysis": 0.85,
    "through dme": 0.7,
    "intrathecal": 0.7,
    "pump": 0.7,
}
"""What a descriptor asks for and nobody said -> factor (house)."""
_AWAY = 60
"""Characters within which a dose belongs to a drug."""


def case_drugs(workplace: Workplace, text: str, case: Sequence[CaseSentence], on: date) -> list[CaseCandidate]:
    """Return the drugs that a case names, with the billing units of their doses."""
    brands = _brands()
    drugs = drug_categories(workplace.shelf, on)
    known = {word: some for word, some in drug_codes(workplace.shelf, on).items() if word in drugs or some[0].name[0] == word}
    found: list[CaseCandidate] = []
    for sentence in case:
        named = _named(sentence, known, brands)
        for place, word in named:
            others = [sentence.spans[at] for at, _ in named if at != place]
            dose = _dose_of(text, sentence, place, others)
            for drug in known[word]:
                candidate = _candidate(workplace, drug, sentence, place, word, dose, on)
                if candidate is not None:
                    found.append(candidate)
    return found


def _named(sentence: CaseSentence, known: Mapping[str, tuple[DrugCode, ...]], brands: Mapping[str, str]) -> list[tuple[int, str]]:
    """Return the positions of drugs with the word that lists name them by; a brand counts as its generic."""
    found = []
    for place, token in enumerate(sentence.tokens):
        if place in sentence.aside or len(token) < 4 or not token[0].isalpha():
            continue
        word = token if token in known else brands.get(token, "")
        if word in known:
            found.append((place, word))
    return found


def _dose_of(text: str, sentence: CaseSentence, place: int, others: Sequence[TextSpan]) -> tuple[Dose, TextSpan] | None:
    """Return the dose nearest to a drug with no other drug between; before or after its name."""
    drug = sentence.spans[place]
    best: tuple[int, Dose, TextSpan] | None = None
    first, last = sentence.spans[0].start, sentence.spans[-1].end
    for dose, start, end in doses_in(text[first:last]):
        span = TextSpan(first + start, first + end)
        between = (min(drug.end, span.end), max(drug.start, span.start))
        away = between[1] - between[0]
        parted = any(between[0] <= other.start < between[1] for other in others)
        if away <= _AWAY and not parted and (best is None or away < best[0]):
            best = (away, dose, span)
    return (best[1], best[2]) if best else None


def _candidate(
    workplace: Workplace,
    drug: DrugCode,
    sentence: CaseSentence,
    place: int,
    word: str,
    dose: tuple[Dose, TextSpan] | None,
    on: date,
) -> CaseCandidate | None:
    said = {token for n, token in enumerate(sentence.tokens) if n not in sentence.aside} | {word}
    covered = [part for part in drug.name if part in said]
    if not drug.name or (drug.name[0] != word and len(covered) * 3 < len(drug.name)):
        return None
    standing = standing_on(workplace, code_of(drug.code), on)
    if standing is None:
        return None
    score = _NAMED + _COVERED * len(covered) / len(drug.name)
    described = drug.display.lower()
    for phrase, factor in _UNASKED.items():
        if phrase in described and not said & set(phrase.split()) and f"non-{phrase}" not in described:
            score *= factor
    score += 0.04 if "not otherwise specified" in described else 0.0
    units: BillingUnits | None = billing_units(dose[0], drug.per) if dose and drug.per else None
    score += 0.04 if units else 0.0
    why = [f"names {sentence.tokens[place]}"]
    why += [units.arithmetic] if units else []
    evidence = (sentence.spans[place], *((dose[1],) if dose and units else ()))
    return CaseCandidate(
        standing.code, drug.display, min(score, 1.0), tuple(why), tuple(sorted(evidence)), drug.name, drug.release, units
    )


@cache
def _brands() -> Mapping[str, str]:
    lines = (files("codewell.tasks.case") / "brands.tsv").read_text(encoding="utf-8").splitlines()
    found = {row[0]: row[1] for row in (line.split("\t") for line in lines if line and line[0] != "#")}
    for brand, generic, *_ in wordlists.rows("drug_brands.tsv"):
        words = generic.lower().split()
        if " " not in brand and words:
            found.setdefault(brand.lower(), words[0])
    return found
