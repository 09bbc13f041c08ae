"""Published values about a diagnosis code: present-on-admission exemption, hierarchical condition categories."""

from __future__ import annotations

from datetime import date

from codewell.codebook.entry import Fact
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Code
from codewell.releases.shelf import Shelf


def diagnosis_facts(shelf: Shelf, code: Code, on: date) -> tuple[Fact, ...]:
    """Return what the loaded releases say about a billable diagnosis code on a day."""
    return (*_poa(shelf, code, on), *_hcc(shelf, code))


def _poa(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    found = answering(shelf, "icd10cm-poa-exempt", on)
    if found.opened is None:
        return []
    exempt = found.opened.database.one("SELECT 1 FROM exempt_codes WHERE code = ?", code.value) is not None
    meaning = (
        "Exempt from reporting whether the condition was present on admission."
        if exempt
        else "An inpatient claim reports whether the condition was present on admission (Y, N, U or W)."
    )
    value = "exempt" if exempt else "not exempt"
    return [Fact("poa.exempt", "Present on admission", value, meaning, "", origin_of(found.opened), found.covers)]


def _hcc(shelf: Shelf, code: Code) -> list[Fact]:
    """Return the categories of every loaded payment year: risk adjustment runs by payment year, not by day of service."""
    facts = []
    for opened in shelf.all("hcc"):
        rows = opened.database.all(
            "SELECT mappings.model, mappings.category, categories.label FROM mappings LEFT JOIN categories "
            "ON categories.model = mappings.model AND categories.category = mappings.category "
            "WHERE mappings.code = ? ORDER BY mappings.model",
            code.value,
        )
        year = f"payment year {opened.release.release.removeprefix('PY')}"
        facts += [
            Fact("hcc.category", model, f"HCC {category}", label or "", year, origin_of(opened), True)
            for model, category, label in rows
        ]
    return facts
