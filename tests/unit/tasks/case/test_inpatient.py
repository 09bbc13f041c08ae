"""Inpatient procedures of a case: people's words as root operation, body part and approach; what is not loaded is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from codewell.kernel.codes import CodeSystem
from codewell.search.index import Hit, SearchResult
from codewell.tasks.case.inpatient import inpatient_procedures
from codewell.tasks.case.reading import read_case

DAY = date(2026, 6, 2)
APPENDIX = {
    "0DTJ0ZZ": "Resection of Appendix, Open Approach",
    "0DTJ4ZZ": "Resection of Appendix, Percutaneous Endoscopic Approach",
    "0DTJ4ZG": "Resection of Appendix, Percutaneous Endoscopic Approach, Hand-Assisted",
    "0DBJ4ZX": "Excision of Appendix, Percutaneous Endoscopic Approach, Diagnostic",
}
"""Descriptors of ICD-10-PCS FY2026."""


@dataclass
class FewProcedures:
    """A search that finds the appendix codes whatever it is asked."""

    asked: list[str] = field(default_factory=list)

    def search(self, query: str, *, on: date, limit: int = 20, systems=None) -> SearchResult:
        self.asked.append(query)
        system = CodeSystem.ICD10PCS
        hits = tuple(Hit(system, code, words, True, "descriptor", system.title, 0.5) for code, words in APPENDIX.items())
        return SearchResult(query, on, hits)


def desk(search: FewProcedures, *, loaded: bool = True) -> SimpleNamespace:
    opened = SimpleNamespace(release=SimpleNamespace(title="icd10pcs FY2026")) if loaded else None
    return SimpleNamespace(shelf=SimpleNamespace(nearest=lambda source, on: opened), search=search)


def codes_of(text: str) -> tuple[list[str], FewProcedures]:
    search = FewProcedures()
    found, _ = inpatient_procedures(desk(search), read_case(text), DAY)
    return [one.code.value for one in sorted(found, key=lambda one: -one.score)], search


def test_peoples_words_are_asked_in_the_words_of_the_classification():
    _, search = codes_of("Laparoscopic appendectomy.")
    assert set(search.asked[0].split()) == {"resection", "appendix", "percutaneous", "endoscopic"}


def test_the_approach_and_the_plainest_code_lead():
    assert codes_of("Laparoscopic appendectomy.")[0][:2] == ["0DTJ4ZZ", "0DTJ4ZG"]
    assert codes_of("Open appendectomy.")[0][0] == "0DTJ0ZZ"


def test_a_case_without_an_operation_asks_nothing():
    codes, search = codes_of("Cough and fever.")
    assert (codes, search.asked) == ([], [])


def test_denied_operations_are_not_proposed():
    assert codes_of("No appendectomy was done.")[0] == []


def test_what_is_not_loaded_is_said():
    found, notice = inpatient_procedures(desk(FewProcedures(), loaded=False), read_case("Appendectomy."), DAY)
    assert found == []
    assert "not loaded" in notice
    assert "icd10pcs" in notice
