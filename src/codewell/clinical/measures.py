"""Numbers that carry a code: body mass index and completed weeks of gestation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.clinical.facts import PatientFacts
from codewell.kernel.text import TextSpan

_BMI = re.compile(r"\b(?:BMI|body mass index)\b[^\d\n.;]{0,18}(\d{2}(?:\.\d{1,2})?)(?![\d%])", re.IGNORECASE)
_PERCENTILE = re.compile(
    r"\b(?:BMI|body mass index)\b[^\n;]{0,40}?(?:(?P<share>\d{3})\s?% of (?:the )?95th"
    r"|(?P<place>\d{1,2})(?:\.\d+)?\s?(?:st|nd|rd|th)?[ -]?(?:%\s?ile|percentile|centile))",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"\b(\d{1,2})(?:\s?(?:\+|and|w)\s?[0-6](?:/7|d)?)?[ -]?(?:weeks?|wks?|w)?\b[ -]?(?:[0-6]/7 )?"
    r"(?:weeks? )?(?:of )?(?:gestation|gestational age|pregnant|pregnancy|EGA|IUP)\b",
    re.IGNORECASE,
)
_WEEKS_AFTER = re.compile(
    r"\b(?:IUP|pregnancy|pregnant)\b,? (?:at |of |for )?(\d{1,2})"
    r"(?: ?(?:\+|and|-) ?[0-6](?:/7(?:ths?)?|d)?)?[ -]?(?:weeks?|wks?|w)\b",
    re.IGNORECASE,
)
_SHORT_WEEKS = re.compile(r"\b([89]|[123]\d|4[0-2])\s?w(?:ee)?k?s?\s?[0-6]\s?d(?:ays?)?\b", re.IGNORECASE)
"""Weeks and days as obstetric notes abbreviate them: "28w3d"."""
_OBSTETRIC = re.compile(r"\bg\d+\s?p\d|\b(?:prenatal|antenatal|antepartum|fetal|obstetric|intrauterine)\b")
_BIRTH_WEIGHT = re.compile(r"\bbirth ?weight\b[^\d\n.;]{0,18}(\d{3,4})\s?(?:g|gm|gms|grams?)\b", re.IGNORECASE)
_COMPLETED = re.compile(r"\b(2[0-9]|3[0-6])\s?(?:completed |and \d/7 |\d/7 )?(?:weeks?|wks?|wk)\b", re.IGNORECASE)
_PRETERM = re.compile(
    r"\b(?:preterm|premature|prematurity)\b(?! (?:labor|contractions|rupture|ventricular|atrial))", re.IGNORECASE
)
_GATE = ("bmi", "body mass", "gestation", "pregnan", "ega", "iup", "birth weight", "birthweight")
"""A note without one of these is not searched: most are not."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in the note and the code it stands for.

    Args:
        code: without dot.
        span: the words and the number.
        path: what was measured.
    """

    code: str
    span: TextSpan
    path: str


def measures(text: str) -> Iterator[Measure]:
    """Yield the measured numbers of a note that have a code, in text order; adults' body mass index only."""
    lower = text.lower()
    short = [] if _OBSTETRIC.search(lower) is None else list(_SHORT_WEEKS.finditer(text))
    if not short and not any(word in lower for word in _GATE):
        return
    for match in _BMI.finditer(text):
        code = _bmi_code(float(match.group(1)))
        if code:
            yield Measure(code, TextSpan(match.start(), match.end()), "body mass index")
    weighed = _BIRTH_WEIGHT.search(text)
    if weighed is not None and _PRETERM.search(text):
        yield from _of_preterm_newborn(text, weighed)
        return
    for match in sorted((*_WEEKS.finditer(text), *_WEEKS_AFTER.finditer(text), *short), key=lambda match: match.start()):
        weeks = int(match.group(1))
        if 8 <= weeks <= 42:
            yield Measure(f"Z3A{weeks:02d}", TextSpan(match.start(), match.end()), "completed weeks of gestation")


def _of_preterm_newborn(text: str, weighed: re.Match[str]) -> Iterator[Measure]:
    """Yield the codes of a premature newborn's birth weight and completed weeks; both are reported (guideline I.C.16.d)."""
    grams = int(weighed.group(1))
    code = next((code for below, code in _BY_BIRTH_WEIGHT if grams < below), None)
    if code is not None:
        yield Measure(code, TextSpan(weighed.start(), weighed.end()), "birth weight")
    match = _COMPLETED.search(text)
    if match is not None:
        weeks = int(match.group(1))
        told = f"P07{weeks + 3}" if weeks >= 28 else f"P072{max(1, weeks - 21)}"
        yield Measure(told, TextSpan(match.start(), match.end()), "completed weeks of gestation of a newborn")


_BY_BIRTH_WEIGHT = (
    (500, "P0701"),
    (750, "P0702"),
    (1000, "P0703"),
    (1250, "P0714"),
    (1500, "P0715"),
    (1750, "P0716"),
    (2000, "P0717"),
    (2500, "P0718"),
)
"""Grams below which a birth weight has a code (tabular list, P07.0-P07.1)."""


def weeks_of(measured: Iterable[Measure], facts: PatientFacts) -> tuple[int, ...]:
    """Return the completed weeks of gestation, as given or as the note measures them; several where it disagrees."""
    if facts.weeks is not None:
        return (facts.weeks,)
    return tuple(int(one.code[3:]) for one in measured if one.code.startswith("Z3A"))


def trimester_words(weeks: Iterable[int]) -> frozenset[str]:
    """Return the words of the trimester that the weeks of gestation lie in; none where they disagree or are not said.

    Source: guideline I.C.15.a.3: second from 14 weeks 0 days, third from 28 weeks 0 days.
    """
    told = {"first" if week < 14 else "second" if week < 28 else "third" for week in weeks}
    return frozenset({*told, "trimester"}) if len(told) == 1 else frozenset()


def pediatric_measures(text: str, facts: PatientFacts) -> Iterator[Measure]:
    """Yield the code of a body mass index told as a percentile, for patients of 2 to 19 years (tabular list, Z68)."""
    if facts.age is None or not 2 <= facts.age.years <= 19:
        return
    for match in _PERCENTILE.finditer(text):
        yield Measure(_by_percentile(match), TextSpan(match.start(), match.end()), "percentile of body mass index")


def _by_percentile(match: re.Match[str]) -> str:
    if match["share"]:
        share = int(match["share"])
        return "Z6854" if share < 120 else "Z6855" if share < 140 else "Z6856"
    place = int(match["place"])
    return "Z6851" if place < 5 else "Z6852" if place < 85 else "Z6853" if place < 95 else "Z6854"


def _bmi_code(value: float) -> str | None:
    """Return the Z68 code of an adult's body mass index (tabular list, Z68.1-Z68.45)."""
    if not 10 <= value < 90:
        return None
    if value < 20:
        return "Z681"
    if value < 40:
        return f"Z68{int(value)}"
    for least, code in ((70, "Z6845"), (60, "Z6844"), (50, "Z6843"), (45, "Z6842"), (40, "Z6841")):
        if value >= least:
            return code
    return None
