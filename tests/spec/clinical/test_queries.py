"""Which questions a note gives rise to, and that none of them leads."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from codewell.clinical.gap import CoderQuery
from codewell.clinical.profile import Setting
from codewell.clinical.queries.templates import OTHER, UNABLE, laboratory_findings, templates
from codewell.kernel.text import ClinicalText
from codewell.releases.shelf import Shelf
from codewell.tasks.code_note import NoteRequest, code_note
from codewell.tasks.workplace import Workplace

CASES = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
LEADING = re.compile(
    r"\b(reimburse|payment|paid|severity of illness|HCC|DRG|risk adjust|should|agree|consider adding|quality)", re.IGNORECASE
)


@pytest.fixture(scope="module")
def desk(reference_home) -> Workplace:
    return Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


def asked(desk: Workplace, note: str) -> tuple[CoderQuery, ...]:
    request = NoteRequest(ClinicalText(note), date(2026, 6, 2), setting=Setting.OUTPATIENT, details=True)
    details = code_note(desk, request).details
    assert details is not None
    return details.queries


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_a_note_gives_rise_to_these_questions(desk, case):
    queries = asked(desk, case["note"])
    assert {query.id for query in queries} - set(case.get("allowing", ())) == set(case["asks"])
    for query in queries:
        assert query.options[-2:] == (OTHER, UNABLE)
        assert not LEADING.search(query.question)
        assert query.evidence
        assert all(span.end <= len(case["note"]) for span in query.evidence)


def test_the_side_makes_its_codes_possible(desk):
    (query,) = asked(desk, "ASSESSMENT\n1. Osteoarthritis of the knee. Start physical therapy.")
    assert {str(one.code) for one in query.would_allow} == {"M17.11", "M17.12"}


def test_a_finding_never_has_a_code(desk):
    (query,) = asked(desk, "RESULTS\nHemoglobin 8.1.\n\nASSESSMENT\n1. Hypertension, stable.")
    assert (query.code, query.would_allow) == (None, ())
    assert "anemia" not in query.question.lower()


def test_the_question_about_the_type_of_diabetes_names_none(desk):
    (query,) = asked(desk, "ASSESSMENT\n1. Diabetes. Continue metformin.")
    assert "type 2" not in query.question.lower()


def test_no_question_quotes_the_note(desk):
    for query in asked(desk, "ASSESSMENT\n1. Mr. Quillfeather's congestive heart failure. Continue furosemide."):
        assert "Quillfeather" not in f"{query.question} {query.missing} {query.options}"


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.id)
def test_a_kept_question_names_codes_of_the_list_and_leads_nowhere(reference_home, template):
    listed = Shelf(reference_home).nearest("icd10cm", date(2026, 6, 2))
    assert listed is not None
    for code in (*template.codes, *template.allows, *template.if_also):
        assert listed.database.one("SELECT 1 FROM codes WHERE code >= ? AND code < ?", code, code + "~"), code
    assert len(template.options) >= 2
    assert not LEADING.search(template.missing)


def test_findings_have_bounds_inside_what_is_possible():
    for finding in laboratory_findings():
        bounds = [bound for bound in (finding.low, finding.high) if bound is not None]
        assert bounds
        assert all(finding.possible[0] < bound < finding.possible[1] for bound in bounds), finding.id


def test_a_list_of_other_diagnoses_is_not_offered(desk):
    """I73.9 stands beside Raynaud's and Buerger's, for which nothing in the note speaks."""
    (query,) = asked(desk, "ASSESSMENT\n1. Peripheral vascular disease, stable.")
    assert query.options == ("Further specified (please document)", OTHER, UNABLE)
    assert "I73.1" in {str(one.code) for one in query.would_allow}
