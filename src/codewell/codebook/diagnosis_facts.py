"""Published values about a diagnosis code: present-on-admission exemption, hierarchical condition categories."""

from __future__ import annotations

import re
from datetime import date

from codewell.codebook.entry import Fact
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease, Shelf


def diagnosis_facts(shelf: Shelf, code: Code, day: date, on: date) -> tuple[Fact, ...]:
    """Return what the loaded releases say about a billable diagnosis code.

    Args:
        shelf: the releases.
        code: the code.
        day: a day on which the code is listed, as near as can be to `on`.
        on: the day of service asked about; values of a release that does not cover it say so.
    """
    return (*_poa(shelf, code, day, on), *_hcc(shelf, code))


def _poa(shelf: Shelf, code: Code, day: date, on: date) -> list[Fact]:
    opened = answering(shelf, "icd10cm-poa-exempt", day).opened
    if opened is None:
        return []
    exempt = opened.database.one("SELECT 1 FROM exempt_codes WHERE code = ?", code.value) is not None
    if not exempt and not _billable_in_days_of(shelf, opened, code):
        return []
    meaning = (
        "Exempt from reporting whether the condition was present on admission."
        if exempt
        else "An inpatient claim reports whether the condition was present on admission (Y, N, U or W)."
    )
    value = "exempt" if exempt else "not exempt"
    covers = opened.release.validity.covers(on)
    return [Fact("poa.exempt", "Present on admission", value, meaning, "", origin_of(opened), covers)]


def _billable_in_days_of(shelf: Shelf, opened: OpenRelease, code: Code) -> bool:
    """Say whether the code could stand on the list: its absence from the list of other days means nothing."""
    days = opened.release.validity
    for listed in shelf.all(code.system.value):
        others = listed.release.validity
        meet = (days.last_day is None or others.first_day <= days.last_day) and not listed.release.ends_before(days.first_day)
        if meet and listed.database.one("SELECT 1 FROM codes WHERE code = ? AND billable = 1", code.value):
            return True
    return False


def _hcc(shelf: Shelf, code: Code) -> list[Fact]:
    """Return the categories of every loaded payment year: risk adjustment runs by payment year, not by day of service."""
    facts = []
    for opened in shelf.all("hcc"):
        rows = opened.database.all(
            "SELECT mappings.model, mappings.category, categories.label FROM mappings LEFT JOIN categories "
            "ON categories.model = mappings.model AND categories.category = mappings.category WHERE mappings.code = ?",
            code.value,
        )
        year = f"payment year {opened.release.release.removeprefix('PY')}"
        facts += [
            Fact("hcc.category", model, f"HCC {category}", label or "", year, origin_of(opened), True)
            for model, category, label in sorted(rows, key=lambda row: (_rank(row[0]), row[1]))
        ]
    return facts


def _rank(model: str) -> tuple[int, int, str]:
    """Order models as a risk adjuster reads them: Part C, then Part D, then ESRD; the newest version of each first."""
    kind = 2 if "ESRD" in model else 1 if model.startswith("Rx") else 0
    version = re.search(r"V(\d+)", model)
    return kind, -int(version[1]) if version else 0, model
