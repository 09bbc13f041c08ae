"""What holds of every coded note: places, paths, order, and that no text leaves by the back door."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codewell.clinical.coder import CodedNote, code_note
from codewell.clinical.combining import combinations
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.specificity import descriptor_words, sited_code
from codewell.clinical.status import table
from codewell.kernel.text import ClinicalText

ON = date(2026, 6, 2)
NOTE = (
    "CC: cough\n\nHPI: 61-year-old man with type 2 diabetes mellitus and CKD stage 3b. He denies fever.\n"
    "PMH: Old MI. History of breast cancer.\nFAMILY HISTORY: Mother had colon cancer.\n"
    "ASSESSMENT\n1. Community-acquired pneumonia.\n2. Bilateral knee osteoarthritis.\n3. Possible gout.\n"
)
PIECES = [
    "Pneumonia",
    "no fever",
    "type 2 diabetes",
    "with",
    "neuropathy",
    "left knee pain",
    ".",
    "\n",
    "1. ",
    "ASSESSMENT:\n",
    "é🙂",
    "CKD 3",
    "HTN,",
]


def _coded(
    text: str, dictionary: Dictionary, profile: Profile = Profile.US_BILLING, setting: Setting = Setting.OUTPATIENT
) -> CodedNote:
    return code_note(ClinicalText(text), ON, dictionary, profile, setting)


@pytest.mark.parametrize("profile", list(Profile))
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_evidence_lies_in_the_text_and_starts_and_ends_at_words(
    dictionary: Dictionary, profile: Profile, pieces: list[str]
) -> None:
    text = " ".join(pieces)
    coded = _coded(text, dictionary, profile)
    for one in (*coded.assignments, *coded.rejections):
        assert one.evidence
        for span in one.evidence:
            assert span.end <= len(text)
            assert text[span.start].isalnum()
            assert text[span.end - 1].isalnum()


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20), lead=st.sampled_from(["\n\n", "  ", "\t\n"]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blank_text_before_a_note_moves_its_evidence_and_nothing_else(
    dictionary: Dictionary, pieces: list[str], lead: str
) -> None:
    text = "HPI: " + " ".join(pieces)
    plain, moved = _coded(text, dictionary), _coded(lead + text, dictionary)
    assert [a.code for a in plain.assignments] == [a.code for a in moved.assignments]
    for before, after in zip(plain.assignments, moved.assignments, strict=True):
        assert [(s.start + len(lead), s.end + len(lead)) for s in before.evidence] == [(s.start, s.end) for s in after.evidence]


def test_same_note_gives_the_same_answer(dictionary: Dictionary) -> None:
    assert _coded(NOTE, dictionary) == _coded(NOTE, dictionary)


def test_every_code_is_billable_and_has_a_path(dictionary: Dictionary) -> None:
    for profile in Profile:
        coded = _coded(NOTE, dictionary, profile)
        assert coded.assignments
        for assignment in coded.assignments:
            assert dictionary.codes[assignment.code.value].billable
            assert len(assignment.path) >= 2
            assert 0 < assignment.confidence <= 1


def test_what_the_assessment_names_is_reported_first(dictionary: Dictionary) -> None:
    assert str(_coded(NOTE, dictionary).assignments[0].code) == "J18.9"


def test_uncertain_diagnosis_follows_the_setting(dictionary: Dictionary) -> None:
    outpatient = {str(a.code) for a in _coded(NOTE, dictionary).assignments}
    inpatient = {str(a.code) for a in _coded(NOTE, dictionary, setting=Setting.INPATIENT).assignments}
    assert "M10.9" not in outpatient
    assert "M10.9" in inpatient


def test_every_rejection_says_why(dictionary: Dictionary) -> None:
    rejections = _coded(NOTE, dictionary).rejections
    assert all(rejection.reason for rejection in rejections)
    assert {str(r.code): r.reason for r in rejections}["R50.9"] == "absent"


@pytest.mark.parametrize(
    "text", [" ", ".", "\n" * 50, "?" * 300, "🙂" * 50, "مرحبا بالعالم", "A" * 5000, "-\n" * 100, "1. " * 200]
)
def test_strange_text_has_no_codes_and_no_error(dictionary: Dictionary, text: str) -> None:
    assert _coded(text, dictionary).assignments == ()


def test_no_word_of_the_note_is_in_a_result(dictionary: Dictionary) -> None:
    canary = "Zyzzyvanov"
    for profile in Profile:
        coded = _coded(f"{canary} has pneumonia.\nASSESSMENT\n1. {canary} pneumonia. 2. Gout ({canary}).\n", dictionary, profile)
        assert coded.assignments
        assert canary.lower() not in repr(coded).lower()


@pytest.mark.parametrize("name", ["personal_history", "family_history", "long_term_drugs"])
def test_status_codes_are_billable(dictionary: Dictionary, name: str) -> None:
    for code in set(table(name).values()) - {"", "="}:
        assert dictionary.codes[code].billable, code


def test_combination_codes_are_billable_and_cite_a_section(dictionary: Dictionary) -> None:
    for link in combinations():
        assert link.cites.startswith("I.")
        for whole in link.whole:
            for prefix in {*link.becomes} - {""} or {link.part[0]}:
                becomes = link.code(whole, prefix)
                if "{rest}" not in "".join(link.becomes.values()):
                    assert dictionary.codes[becomes].billable, (link.id, becomes)


def test_assignment_tells_what_the_tabular_list_asks_for(dictionary: Dictionary) -> None:
    by_code = {
        str(a.code): a for a in _coded("ASSESSMENT\n1. Type 2 diabetes mellitus.\n2. CKD stage 4.\n", dictionary).assignments
    }
    assert any("chronic kidney disease (N18" in asked for asked in by_code["E11.22"].asks_for)


def test_open_side_is_a_gap(dictionary: Dictionary) -> None:
    (without,) = _coded("ASSESSMENT\n1. Carpal tunnel syndrome.\n", dictionary).assignments
    (sided,) = _coded("ASSESSMENT\n1. Left carpal tunnel syndrome.\n", dictionary).assignments
    assert without.gaps == ("Laterality is not documented.",)
    assert sided.gaps == ()


def test_a_site_left_open_leads_to_a_billable_code_whatever_words_stand_near(dictionary: Dictionary) -> None:
    codes = dictionary.codes
    for code in [code for code in codes if codes[code].billable and "unspecified site" in codes[code].descriptor.lower()]:
        stem = codes[code].parent if len(code) == 7 else code
        parent = codes[stem or code].parent or ""
        for sibling in codes.children(parent):
            assert codes[sited_code(code, descriptor_words(sibling, dictionary), dictionary, "A")].billable
