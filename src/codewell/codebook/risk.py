"""Risk adjustment of a set of diagnoses: the hierarchical condition category of each, for the payment year of the services."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.codebook.entry import Absence
from codewell.codebook.origins import remedy
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

PART_C_MODEL = "CMS-HCC Model V28"
"""The model that pays Medicare Advantage plans for services from 2025 on (payment year 2026)."""

_YEAR = re.compile(r"PY(20\d\d)")


@dataclass(frozen=True, slots=True)
class RiskCategory:
    """The category in which a diagnosis counts.

    Args:
        model: the model, as the publisher names it.
        category: its number within the model.
        label: its title; empty where no labels are loaded.
        payment_year: the year whose payment it bears on; services of the year before make it.
        release: title of the release that says so.
        set_aside_by: category of another diagnosis of the same note that counts instead; empty where this one counts.
    """

    model: str
    category: str
    label: str
    payment_year: int
    release: str
    set_aside_by: str = ""


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """The categories of a set of diagnoses.

    Args:
        by_code: code -> its categories; a code without any is absent.
        release: title of the release that answered; empty where none is loaded.
        notices: what a reader must know: another payment year answered, nothing is loaded.
    """

    by_code: Mapping[Icd10CmCode, tuple[RiskCategory, ...]]
    release: str
    notices: tuple[str, ...] = ()


def risk_categories(shelf: Shelf, codes: Iterable[Icd10CmCode], on: date, *, model: str = PART_C_MODEL) -> RiskAnswer:
    """Return the categories of diagnoses on a day of service.

    Diagnoses of a year's services make the payment of the year after. Where that payment year is not loaded, the nearest
    one answers and the answer says so.

    Args:
        shelf: the releases.
        codes: billable diagnosis codes.
        on: day of service.
        model: whose categories.
    """
    wanted = on.year + 1
    opened = _of_payment_year(shelf, wanted)
    if opened is None:
        gap = Absence(f"HCC mappings of payment year {wanted}", "not loaded", remedy("hcc"))
        return RiskAnswer({}, "", (f"{gap.what}: {gap.why}; {gap.remedy} loads them.",))
    year = _payment_year(opened)
    notices: tuple[str, ...] = (
        () if year == wanted else (f"HCC mappings of payment year {wanted} are not loaded; those of {year} answer.",)
    )
    values = tuple(dict.fromkeys(code.value for code in codes))
    found: dict[Icd10CmCode, tuple[RiskCategory, ...]] = {}
    for value, category, label in _rows(opened, values, model) if values else ():
        code = Icd10CmCode(value)
        found[code] = (*found.get(code, ()), RiskCategory(model, category, label or "", year, opened.release.title))
    hierarchy = _hierarchy(model)
    if hierarchy is not None and found and year > hierarchy.reviewed_through:
        notices += (
            f"Which category sets another aside is that of payment year {hierarchy.reviewed_through} ({hierarchy.cites}).",
        )
    elif hierarchy is None and found:
        notices += (f"Which category of {model} sets another aside is not known here.",)
    return RiskAnswer(_without_those_set_aside(found, hierarchy), opened.release.title, notices)


@dataclass(frozen=True, slots=True)
class _Hierarchy:
    """Which category sets aside which others, with the payment year through which that was compared with the publication."""

    sets_aside: Mapping[str, frozenset[str]]
    reviewed_through: int
    cites: str


@cache
def _hierarchy(model: str) -> _Hierarchy | None:
    kept = tomllib.loads((files("codewell.codebook") / "hcc_hierarchies.toml").read_text(encoding="utf-8")).get(model)
    if kept is None:
        return None
    below = {parent: frozenset(map(str, children)) for parent, children in kept["sets_aside"].items()}
    return _Hierarchy(below, kept["reviewed_through"], kept["cites"])


def _without_those_set_aside(
    found: Mapping[Icd10CmCode, tuple[RiskCategory, ...]], hierarchy: _Hierarchy | None
) -> Mapping[Icd10CmCode, tuple[RiskCategory, ...]]:
    """Mark each category that another one of the set puts aside."""
    present = {one.category for some in found.values() for one in some}
    above = {
        child: parent
        for parent in sorted(present, key=int, reverse=True)
        for child in (hierarchy.sets_aside.get(parent, ()) if hierarchy else ())
    }
    return {code: tuple(replace(one, set_aside_by=above.get(one.category, "")) for one in some) for code, some in found.items()}


def _rows(opened: OpenRelease, values: tuple[str, ...], model: str) -> list[tuple[str, str, str | None]]:
    rows = opened.database.any_of(
        "SELECT mappings.code, mappings.category, categories.label, mappings.model FROM mappings LEFT JOIN categories "
        "ON categories.model = mappings.model AND categories.category = mappings.category WHERE mappings.code IN (?*)",
        values,
    )
    return sorted(((r[0], r[1], r[2]) for r in rows if r[3] == model), key=lambda row: (row[0], int(row[1])))


def _of_payment_year(shelf: Shelf, year: int) -> OpenRelease | None:
    every = [opened for opened in shelf.all("hcc") if _payment_year(opened)]
    return min(every, key=lambda opened: (abs(_payment_year(opened) - year), -_payment_year(opened)), default=None)


def _payment_year(opened: OpenRelease) -> int:
    match = _YEAR.match(opened.release.release)
    return int(match[1]) if match else 0
