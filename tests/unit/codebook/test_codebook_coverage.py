"""Coverage articles on the pages of procedures and diagnoses, by the days of each article (invented articles)."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.coverage import MOST_LISTED
from codewell.kernel.codes import CodeSystem

PACK = {"codes": [{"code": "77407", "system": "cpt", "period_first_day": "2015-01-01", "label": "our label"}]}


def article(number: int, first_day: str, last_day: str | None = None, **more: object) -> dict[str, object]:
    return {"article_id": number, "article_version": 1, "title": "t", "first_day": first_day, "last_day": last_day, **more}


def diagnosis(number: int, code: str, group: int = 1, covered: int = 1) -> dict[str, object]:
    return {"article_id": number, "article_version": 1, "code": code, "code_group": group, "covered": covered}


def procedure(number: int, code: str = "77407") -> dict[str, object]:
    return {"article_id": number, "article_version": 1, "code": code, "code_group": 1}


@pytest.fixture
def book(book_of, published, code_list):
    def make(articles, diagnoses, procedures):
        export = published(
            "coverage-articles",
            "2026-06-30",
            "2026-06-30",
            None,
            {"articles": articles, "diagnoses": diagnoses, "procedures": procedures},
        )
        codes = code_list("FY2026", "2025-10-01", "2026-09-30", "C61", "C7951", words={"C61": "Malignant neoplasm of prostate"})
        return book_of(published("starter-pack", "1", "2015-01-01", None, PACK), export, codes)

    return make


def relations(book, code, system, day="2026-07-15"):
    entry = book.entry(code, system, on=date.fromisoformat(day))
    return [(one.code, one.relation, one.note) for one in entry.related if "cover" in one.relation or "exclud" in one.relation]


def test_diagnoses_covered_and_excluded_name_their_articles_and_groups(book):
    found = book(
        [article(1, "2025-01-01"), article(2, "2025-01-01")],
        [diagnosis(1, "C61"), diagnosis(2, "C61", 3), diagnosis(1, "C7951", 2, 0)],
        [procedure(1), procedure(2)],
    )
    assert relations(found, "77407", CodeSystem.CPT) == [
        ("C61", "covered_diagnosis", "article A1 group 1, A2 group 3"),
        ("C79.51", "excluded_diagnosis", "article A1 group 2"),
    ]
    entry = found.entry("77407", CodeSystem.CPT, on=date(2026, 7, 15))
    assert [one.label for one in entry.related if one.code == "C61"] == ["Malignant neoplasm of prostate"]
    assert {one.origin.source for one in entry.related} == {"coverage-articles"}


def test_a_diagnosis_names_the_procedures_of_its_articles(book):
    found = book([article(1, "2025-01-01")], [diagnosis(1, "C61", 2)], [procedure(1), procedure(1, "G6015")])
    assert relations(found, "C61", CodeSystem.ICD10CM) == [
        ("77407", "covered_procedure", "article A1 group 2"),
        ("G6015", "covered_procedure", "article A1 group 2"),
    ]


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        pytest.param("2026-06-30", False, id="day-before"),
        pytest.param("2026-07-01", True, id="first-day"),
        pytest.param("2026-07-31", True, id="last-day"),
        pytest.param("2026-08-01", False, id="day-after"),
    ],
)
@pytest.mark.parametrize("end", ["last_day", "revision_last_day", "retired"])
def test_an_article_speaks_on_its_days(book, day, listed, end):
    found = book([article(1, "2026-07-01") | {end: "2026-07-31"}], [diagnosis(1, "C61")], [procedure(1)])
    assert bool(relations(found, "77407", CodeSystem.CPT, day)) is listed


def absences(book, code, system, day="2026-07-15"):
    return {one.what: (one.why, one.remedy) for one in book.entry(code, system, on=date.fromisoformat(day)).absences}


def test_what_is_not_loaded_and_what_no_article_lists_are_told_apart(book, book_of, published):
    found = book([article(1, "2025-01-01")], [diagnosis(1, "C61")], [procedure(1, "G6015")])
    why, remedy = absences(found, "77407", CodeSystem.CPT)["Diagnoses from coverage articles"]
    assert "no article of 2026-06-30 that holds on 2026-07-15 lists 77407" in why
    assert not remedy


def test_without_an_export_the_remedy_is_said(book_of, published):
    found = book_of(published("starter-pack", "1", "2015-01-01", None, PACK))
    said = absences(found, "77407", CodeSystem.CPT)
    assert said["Diagnoses from coverage articles"] == ("not loaded", "codewell sync coverage-articles")
    assert "no free source" in said["HCPCS Level II equivalent of 77407"][0]
    assert "no free source" in said["ICD-10-PCS counterpart of 77407"][0]


def test_a_day_before_the_export_is_answered_with_a_caution(book):
    found = book([article(1, "2025-01-01")], [diagnosis(1, "C61")], [procedure(1)])
    assert relations(found, "77407", CodeSystem.CPT, "2026-05-01")
    assert "nearest is 2026-06-30" in absences(found, "77407", CodeSystem.CPT, "2026-05-01")[
        "Diagnoses from coverage articles on 2026-05-01"
    ][0]  # fmt: skip


def test_more_diagnoses_than_a_page_lists_are_counted(book):
    many = [diagnosis(1, f"Z{number:02}{letter}") for number in range(26) for letter in "ABCDEFGHJK"]
    found = book([article(1, "2025-01-01")], many, [procedure(1)])
    assert len(relations(found, "77407", CodeSystem.CPT)) == MOST_LISTED
    assert absences(found, "77407", CodeSystem.CPT)["Diagnoses from coverage articles"][0] == "the first 200 of 260 are listed"
