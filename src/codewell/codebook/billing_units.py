"""Drugs of HCPCS Level II by name, and how many units a dose makes: "40 mg" of a code "per 10 mg" are four."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from codewell.releases.shelf import OpenRelease, Shelf

_AMOUNT = re.compile(
    r"(?P<upto>up to |per )?(?P<amount>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>mg|milligrams?|mcg|micrograms?|g|grams?|gm|units?|i\.?u\.?|ml|cc|meq|million units)\b",
    re.IGNORECASE,
)
_UNITS = {
    "mg": ("mg", Decimal(1)),
    "milligram": ("mg", Decimal(1)),
    "mcg": ("mg", Decimal("0.001")),
    "microgram": ("mg", Decimal("0.001")),
    "ug": ("mg", Decimal("0.001")),
    "g": ("mg", Decimal(1000)),
    "gm": ("mg", Decimal(1000)),
    "gram": ("mg", Decimal(1000)),
    "unit": ("unit", Decimal(1)),
    "iu": ("unit", Decimal(1)),
    "million unit": ("unit", Decimal(1_000_000)),
    "ml": ("ml", Decimal(1)),
    "cc": ("ml", Decimal(1)),
    "meq": ("meq", Decimal(1)),
}
_NOT_NAMES = frozenset(
    word
    for line in (
        "injection infusion oral inhalation solution per up to not otherwise specified excludes biosimilar implant",
        "intravenous for the and or with concentrated form unit dose instillation derivative derivitive non depot any patient",
        "preservative preservative-free free formulation single dosage topical administration administered intra-articular",
        "extended-release microsphere suspension powder subcutaneous intramuscular adult physician direct supervision code used",
        "normal treatment release extended controlled immediate liquid solid sterile water acid human therapeutically",
        "equivalent through dme fda approved final product compounded noncompounded type use only",
    )
    for word in line.split()
)
_COMMON = 12
"""A word in the names of more drugs than this, a salt mostly, names none by itself."""


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount of a drug.

    Args:
        amount: as written, without thousands separators.
        unit: as written, singular, lower case.
    """

    amount: Decimal
    unit: str

    def in_common_unit(self) -> tuple[Decimal, str]:
        """Return the amount in milligrams, units, millilitres or milliequivalents."""
        unit, factor = _UNITS[self.unit]
        return self.amount * factor, unit

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.unit}{'s' if self.unit == 'unit' and self.amount != 1 else ''}"


@dataclass(frozen=True, slots=True)
class DrugCode:
    """A code of a drug.

    Args:
        code: HCPCS Level II.
        display: its descriptor.
        name: the drug's words in lower case, as the descriptor begins.
        per: the amount that one unit stands for; None where the descriptor names none.
        release: title of the release.
    """

    code: str
    display: str
    name: tuple[str, ...]
    per: Dose | None
    release: str


@dataclass(frozen=True, slots=True)
class BillingUnits:
    """How many units a dose makes.

    Args:
        dose: what was given.
        per: what one unit stands for.
        units: whole units, a part of one counted as one.
        arithmetic: the sum in words.
    """

    dose: Dose
    per: Dose
    units: int
    arithmetic: str


def billing_units(dose: Dose, per: Dose) -> BillingUnits | None:
    """Return the units that a dose makes; None where the two are not measured alike.

    A part of a unit is billed as a whole one (CMS Claims Processing Manual, ch. 17, sec. 40 and 90.2).
    """
    (given, unit), (each, other) = dose.in_common_unit(), per.in_common_unit()
    if unit != other or each <= 0:
        return None
    exact = given / each
    units = int(exact.to_integral_value(ROUND_CEILING))
    counted = f"{units} unit{'' if units == 1 else 's'}"
    shown = counted if units == exact else f"{exact:.4g}, billed as {counted}"
    return BillingUnits(dose, per, units, f"{dose} ÷ {per} = {shown}")


def dose_in(text: str) -> Dose | None:
    """Return the first amount that a text names."""
    match = _AMOUNT.search(text)
    return _dose(match) if match else None


def doses_in(text: str) -> Iterator[tuple[Dose, int, int]]:
    """Yield every amount that a text names, with its first offset and the one after its last character."""
    for match in _AMOUNT.finditer(text):
        yield _dose(match), match.start("amount"), match.end()


def _dose(match: re.Match[str]) -> Dose:
    unit = match["unit"].lower().replace(".", "")
    unit = unit.removesuffix("s") if unit != "s" else unit
    return Dose(Decimal(match["amount"].replace(",", "")), unit)


def drug_codes(shelf: Shelf, on: date) -> Mapping[str, tuple[DrugCode, ...]]:
    """Return the drugs of the HCPCS release of the day, or the nearest, below each word that names them."""
    return _drug_codes(shelf.nearest("hcpcs", on))


@lru_cache(maxsize=4)
def _drug_codes(opened: OpenRelease | None) -> Mapping[str, tuple[DrugCode, ...]]:
    found: dict[str, list[DrugCode]] = {}
    if opened is None:
        return {}
    listed = "SELECT code, long_descriptor FROM codes WHERE code >= 'J' AND code < 'R' AND terminated IS NULL ORDER BY code"
    for code, words in opened.database.all(listed):
        if code[0] == "J" or words.lower().startswith("injection"):
            drug = DrugCode(code, words, _name(words), dose_in(words), opened.release.title)
            for word in drug.name:
                found.setdefault(word, []).append(drug)
    return {word: tuple(drugs) for word, drugs in found.items() if len(drugs) <= _COMMON or drugs[0].name[0] == word}


def _name(words: str) -> tuple[str, ...]:
    """Return the words of a descriptor that name the drug: those before the amount, without acts, forms and remarks."""
    bare = _AMOUNT.split(re.sub(r"\([^)]*\)", " ", words.lower()), maxsplit=1)[0]
    named = re.findall(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", bare)
    return tuple(dict.fromkeys(word for word in named if word not in _NOT_NAMES and len(word) > 2))
