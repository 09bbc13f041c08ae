"""How a diagnosis code stands on the days around each change of its life."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.entry import Standing
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import NotLoadedError, UnknownCodeError
from codewell.kernel.validity import Validity

IN_FORCE, NOT_YET, NO_LONGER, NOT_LOADED = Standing.IN_FORCE, Standing.NOT_YET, Standing.NO_LONGER, Standing.NOT_LOADED

YEARS = (
    ("FY2023", "2022-10-01", "2023-09-30", ("A00", "B00", "C00")),
    ("FY2024", "2023-10-01", "2024-09-30", ("A00", "C00")),
    ("FY2025", "2024-10-01", "2025-09-30", ("A00", "B00", "D00")),
)
"""A00 always; B00 deleted for a year and added again; C00 deleted with FY2025; D00 new in FY2025."""


@pytest.fixture
def book(book_of, code_list):
    return book_of(*(code_list(label, first, last, *codes) for label, first, last, codes in YEARS))


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        pytest.param("D00", "2024-09-30", NOT_YET, id="added-day-before"),
        pytest.param("D00", "2024-10-01", IN_FORCE, id="added-first-day"),
        pytest.param("D00", "2025-09-30", IN_FORCE, id="last-day-of-the-last-release"),
        pytest.param("D00", "2025-10-01", NOT_LOADED, id="day-after-the-last-release"),
        pytest.param("C00", "2022-10-01", IN_FORCE, id="first-day-of-the-first-release"),
        pytest.param("C00", "2022-09-30", NOT_LOADED, id="day-before-the-first-release"),
        pytest.param("C00", "2024-09-30", IN_FORCE, id="deleted-last-day"),
        pytest.param("C00", "2024-10-01", NO_LONGER, id="deleted-day-after"),
        pytest.param("B00", "2023-09-30", IN_FORCE, id="re-added-last-day-of-first-span"),
        pytest.param("B00", "2023-10-01", NO_LONGER, id="re-added-first-day-of-pause"),
        pytest.param("B00", "2024-09-30", NO_LONGER, id="re-added-last-day-of-pause"),
        pytest.param("B00", "2024-10-01", IN_FORCE, id="re-added-first-day-again"),
        pytest.param("A00", "2024-01-01", IN_FORCE, id="always"),
        pytest.param("A00", "2015-09-30", NOT_YET, id="before-icd-10-cm-was-adopted"),
    ],
)
def test_standing_follows_the_day(book, code, day, standing):
    on = date.fromisoformat(day)
    assert book.entry(code, CodeSystem.ICD10CM, on=on).standing is standing
    assert book.standing(code, CodeSystem.ICD10CM, on=on).standing is standing


@pytest.mark.parametrize(
    ("code", "day", "first", "last"),
    [
        ("D00", "2025-01-01", "2024-10-01", None),
        ("C00", "2025-01-01", "2022-10-01", "2024-09-30"),
        ("B00", "2023-01-01", "2022-10-01", "2023-09-30"),
        ("B00", "2024-01-01", "2022-10-01", "2023-09-30"),
        ("B00", "2025-01-01", "2024-10-01", None),
    ],
)
def test_validity_is_the_span_around_or_before_the_day(book, code, day, first, last):
    expected = Validity(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    assert book.entry(code, CodeSystem.ICD10CM, on=date.fromisoformat(day)).validity == expected


def test_statements_name_days_and_release(book):
    def said(code: str, day: str) -> str:
        return book.entry(code, CodeSystem.ICD10CM, on=date.fromisoformat(day)).statement

    assert said("A00", "2025-01-01") == "A00 is in force on 2025-01-01 (ICD-10-CM FY2025)."
    assert said("C00", "2024-09-30") == "C00 is in force on 2024-09-30 (ICD-10-CM FY2024). Its last day is 2024-09-30."
    assert said("D00", "2024-09-30") == "D00 is not in force on 2024-09-30: it begins on 2024-10-01."
    assert said("C00", "2024-10-01") == "C00 is not in force on 2024-10-01: its last day was 2024-09-30."
    assert said("D00", "2025-10-01") == (
        "No ICD-10-CM code list for 2025-10-01 is loaded; answering from FY2025, which ends 2025-09-30."
    )
    assert "which covers 2022-10-01 to 2023-09-30" in said("A00", "2022-09-30")


def test_april_package_supersedes_its_october_one(book_of, code_list):
    book = book_of(
        code_list("FY2025", "2024-10-01", "2025-09-30", "A00", words={"A00": "october"}),
        code_list("FY2025-04", "2025-04-01", "2025-09-30", "A00", "B00", words={"A00": "april"}),
    )
    march, april = date(2025, 3, 31), date(2025, 4, 1)
    assert book.entry("A00", CodeSystem.ICD10CM, on=march).descriptors.display == "october"
    assert book.entry("A00", CodeSystem.ICD10CM, on=april).descriptors.display == "april"
    assert book.entry("B00", CodeSystem.ICD10CM, on=march).standing is NOT_YET
    assert book.entry("B00", CodeSystem.ICD10CM, on=april).standing is IN_FORCE
    assert book.entry("A00", CodeSystem.ICD10CM, on=april).validity == Validity(date(2024, 10, 1), None)


def test_gap_between_releases_is_not_loaded(book_of, code_list):
    book = book_of(
        code_list("FY2022", "2021-10-01", "2022-09-30", "A00"),
        code_list("FY2024", "2023-10-01", "2024-09-30", "A00", "B00"),
    )
    entry = book.entry("A00", CodeSystem.ICD10CM, on=date(2023, 1, 1))
    assert entry.standing is NOT_LOADED
    assert entry.origin.release == "FY2022"
    assert book.entry("B00", CodeSystem.ICD10CM, on=date(2023, 1, 1)).standing is NOT_LOADED


def test_header_turned_from_billable_says_since_when(book_of, code_list):
    book = book_of(
        code_list("FY2025", "2024-10-01", "2025-09-30", "D71"),
        code_list("FY2026", "2025-10-01", "2026-09-30", "D71-", "D711", "D718"),
    )
    before, after = (book.entry("D71", CodeSystem.ICD10CM, on=day) for day in (date(2025, 9, 30), date(2025, 10, 1)))
    assert before.billable is True
    assert before.children == ()
    assert after.billable is False
    assert [child.key for child in after.children] == ["D71.1", "D71.8"]
    assert after.statement.endswith("It is a header since 2025-10-01, not valid for submission: use a code below it.")
    assert [(event.day, event.action) for event in after.history] == [(date(2025, 10, 1), "header")]


def test_header_of_old_does_not_say_since_when(book_of, code_list):
    book = book_of(code_list("FY2026", "2025-10-01", "2026-09-30", "E11-", "E119"))
    statement = book.entry("E11", CodeSystem.ICD10CM, on=date(2026, 1, 1)).statement
    assert statement.endswith("It is a header, not valid for submission: use a code below it.")


def test_revised_descriptor_is_an_event(book_of, code_list):
    book = book_of(
        code_list("FY2025", "2024-10-01", "2025-09-30", "A00", words={"A00": "old words"}),
        code_list("FY2026", "2025-10-01", "2026-09-30", "A00", words={"A00": "new words"}),
    )
    (event,) = book.entry("A00", CodeSystem.ICD10CM, on=date(2026, 1, 1)).history
    assert (event.day, event.action, event.note) == (date(2025, 10, 1), "revised", "Descriptor was: old words")


def test_unknown_code_of_each_system(book_of, code_list, published):
    hcpcs = published("hcpcs", "2025-Q4", "2025-10-01", "2025-12-31", {"codes": [{"code": "A0021", "added": "1985-01-01"}]})
    cpt = published(
        "cpt", "2025", "2025-01-01", "2025-12-31", {"descriptors": [{"code": "00000", "long_descriptor": "invented"}]}
    )
    pcs = published("icd10pcs", "FY2026", "2025-10-01", "2026-09-30", {"codes": [{"code": "0DTJ4ZZ", "billable": 1}]})
    book = book_of(code_list("FY2026", "2025-10-01", "2026-09-30", "A00"), hcpcs, cpt, pcs)
    for system, code in (
        (CodeSystem.ICD10CM, "Z99"),
        (CodeSystem.ICD10PCS, "0DTJ4ZX"),
        (CodeSystem.HCPCS, "J9999"),
        (CodeSystem.CPT, "99999"),
    ):
        with pytest.raises(UnknownCodeError, match=system.title):
            book.entry(code, system, on=date(2026, 1, 1))


def test_code_of_a_system_without_releases_is_not_loaded(book_of, code_list):
    book = book_of(code_list("FY2026", "2025-10-01", "2026-09-30", "A00"))
    for system, code in ((CodeSystem.ICD10PCS, "0DTJ4ZZ"), (CodeSystem.CPT, "99213")):
        with pytest.raises(NotLoadedError, match=r"codewell (sync|import)"):
            book.entry(code, system, on=date(2026, 1, 1))


def test_resolve_puts_a_drug_before_an_influenza(book_of, code_list, published):
    hcpcs = published("hcpcs", "2025-Q4", "2025-10-01", "2025-12-31", {"codes": [{"code": "J1100", "added": "1996-01-01"}]})
    book = book_of(code_list("FY2026", "2025-10-01", "2026-09-30", "J11-", "J110-", "J1100"), hcpcs)
    day = date(2025, 11, 1)
    assert [code.system for code in book.resolve("j1100", on=day)] == [CodeSystem.HCPCS, CodeSystem.ICD10CM]
    assert [code.system for code in book.resolve("J11.00", on=day)] == [CodeSystem.ICD10CM]
    assert [str(code) for code in book.resolve(" j1100 ", on=day, system=CodeSystem.ICD10CM)] == ["J11.00"]
