"""Every code of a note, chosen or left out, tells its way by steps that can be opened, as the publications print them."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.clinical.coder import CodedNote, code_note
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.rules import guideline_section, ranges_of_guidelines, rules
from codewell.clinical.trace import Step, StepKind, term_steps
from codewell.kernel.text import ClinicalText

ON = date(2026, 6, 2)


def _coded(text: str, dictionary: Dictionary, setting: Setting = Setting.OUTPATIENT) -> CodedNote:
    return code_note(ClinicalText(text), ON, dictionary, Profile.US_BILLING, setting)


def _chosen(text: str, code: str, dictionary: Dictionary, setting: Setting = Setting.OUTPATIENT) -> tuple[Step, ...]:
    return next(a.trace for a in _coded(text, dictionary, setting).assignments if str(a.code) == code)


def _left_out(text: str, code: str, dictionary: Dictionary) -> tuple[Step, ...]:
    return next(r.trace for r in _coded(text, dictionary).rejections if str(r.code) == code)


def test_index_path_is_told_term_by_term_down_to_the_printed_code(dictionary: Dictionary) -> None:
    steps = _chosen("ASSESSMENT\n1. Chronic kidney disease, stage 3b.\n", "N18.32", dictionary)
    index = [s for s in steps if s.release.startswith("icd10cm-index ")]
    assert [s.kind for s in index] == [StepKind.INDEX_TERM, StepKind.SUBTERM, StepKind.SUBTERM, StepKind.SUBTERM]
    assert [s.text for s in index] == ["Disease, diseased", "kidney", "chronic", "stage 3b"]
    assert [s.code for s in index] == ["", "", "", "N1832"]


def test_with_of_the_index_cites_its_convention(dictionary: Dictionary) -> None:
    steps = _chosen("ASSESSMENT\n1. Type 2 diabetes with gastroparesis.\n", "E11.43", dictionary)
    assert [s.cites for s in steps if s.text == "with"] == ["I.A.15"]


def test_combination_tells_both_conditions_and_its_guideline(dictionary: Dictionary) -> None:
    steps = _chosen("ASSESSMENT\n1. Hypertension.\n2. Systolic heart failure, chronic.\n", "I11.0", dictionary)
    assert [s.cites for s in steps if s.kind is StepKind.COMBINATION] == ["I.C.9.a.1"]
    assert {s.code[:3] for s in steps if s.code} >= {"I10", "I50"}


@pytest.mark.parametrize(
    ("text", "code", "cites"),
    [
        ("ASSESSMENT\n1. Bilateral carpal tunnel syndrome.\n", "G56.03", "I.B.13"),
        ("ASSESSMENT\n1. Obesity. BMI 41.2.\n", "Z68.41", "I.B.14"),
        ("ASSESSMENT\n1. Type 2 diabetes mellitus.\nMEDICATIONS\nLantus 10 units\n", "Z79.4", "I.C.21.c.3"),
    ],
)
def test_rule_that_made_the_code_is_cited(dictionary: Dictionary, text: str, code: str, cites: str) -> None:
    assert cites in {s.cites for s in _chosen(text, code, dictionary)}


def test_chosen_code_ends_with_its_chapter_and_the_reason_to_report_it(dictionary: Dictionary) -> None:
    steps = _chosen("ASSESSMENT\n1. Bronchiectasis.\n", "J47.9", dictionary)
    assert [(s.kind, s.cites) for s in steps[-2:]] == [(StepKind.GUIDELINE, "I.C.10"), (StepKind.SELECTION, "IV.J")]


def test_uncertain_diagnosis_cites_the_guideline_of_its_setting(dictionary: Dictionary) -> None:
    text = "ASSESSMENT\n1. Possible gout.\n"
    (cue,) = _left_out(text, "M10.9", dictionary)[-1].spans
    assert _left_out(text, "M10.9", dictionary)[-1].cites == "IV.H"
    assert text[cue.start : cue.end] == "Possible"
    assert _chosen(text, "M10.9", dictionary, Setting.INPATIENT)[-1].cites == "II.H"


@pytest.mark.parametrize(
    ("text", "code", "cue"),
    [
        ("He denies fever.", "R50.9", "denies"),
        ("Mother had gout.", "M10.9", "Mother"),
        ("Pneumonia was ruled out.", "J18.9", "was ruled out"),
    ],
)
def test_what_the_note_says_against_a_code_has_its_place(dictionary: Dictionary, text: str, code: str, cue: str) -> None:
    step = _left_out(text, code, dictionary)[-1]
    assert step.kind is StepKind.ASSERTION
    assert cue in [text[s.start : s.end] for s in step.spans]


def test_section_that_speaks_of_relatives_is_named(dictionary: Dictionary) -> None:
    step = _left_out("FAMILY HISTORY:\nGout.\n", "M10.9", dictionary)[-1]
    assert step.spans == ()
    assert "family history" in step.text


def test_symptom_beside_its_diagnosis_names_the_diagnosis(dictionary: Dictionary) -> None:
    text = "HPI: Productive cough for a week. The cough is worse at night.\nASSESSMENT\n1. Bronchiectasis. Cough.\n"
    rejected = [r for r in _coded(text, dictionary).rejections if str(r.code) == "R05.9"]
    for one in rejected:
        assert one.trace[-1].kind is StepKind.SELECTION
        assert one.trace[-1].cites in ("I.B.5", "IV.J")


def test_excludes1_tells_at_which_code_the_note_stands(dictionary: Dictionary) -> None:
    text = "ASSESSMENT\n1. Acute bronchitis.\n2. Bronchitis.\n"
    one = next(r for r in _coded(text, dictionary).rejections if r.reason.startswith("Excludes1"))
    note = next(s for s in one.trace if s.text == "Excludes1 note")
    assert note.code
    assert note.release.startswith("icd10cm-tabular ")
    assert one.trace[-1].cites == "I.A.12.a"


def test_every_code_has_a_trace_and_no_step_holds_words_of_the_note(dictionary: Dictionary) -> None:
    canary = "Zyzzyvanov"
    coded = _coded(f"{canary} denies {canary} fever.\nASSESSMENT\n1. {canary} pneumonia, gout ({canary}).\n", dictionary)
    for one in (*coded.assignments, *coded.rejections):
        assert one.trace
        assert canary.lower() not in repr(one.trace).lower()


def test_a_see_reference_is_a_step_of_its_own() -> None:
    steps = term_steps("index", "Stroke > see Infarct > brain", "I639", ("icd10cm-index FY2025-04",))
    assert [(s.kind, s.text, s.cites) for s in steps] == [
        (StepKind.INDEX_TERM, "Stroke", ""),
        (StepKind.SEE, "Infarct", "I.A.16"),
        (StepKind.SUBTERM, "brain", ""),
    ]


def test_table_cell_is_the_last_step_of_the_neoplasm_table() -> None:
    steps = term_steps("neoplasm", "Neoplasm, neoplastic > colon > Malignant Primary", "C189", ("icd10cm-neoplasm FY2026-04",))
    assert [s.kind for s in steps] == [StepKind.INDEX_TERM, StepKind.SUBTERM, StepKind.TABLE_CELL]


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("A000", "I.C.1"),
        ("B999", "I.C.1"),
        ("D499", "I.C.2"),
        ("D500", "I.C.3"),
        ("H59", "I.C.7"),
        ("H60", "I.C.8"),
        ("S52501A", "I.C.19.c"),
        ("S50011A", "I.C.19.b"),
        ("T889XXA", "I.C.19.g"),
        ("E1122", "I.C.4.a"),
        ("I110", "I.C.9.a"),
        ("N1832", "I.C.14.a"),
        ("Z794", "I.C.21.c.3"),
        ("O9A213", "I.C.15"),
        ("U071", "I.C.1.g"),
        ("U070", "I.C.10.e"),
        ("Z9989", "I.C.21.c.3"),
        ("QQQ", ""),
    ],
)
def test_section_on_a_code(code: str, section: str) -> None:
    assert guideline_section(code) == section


def test_sections_that_rules_cite_are_in_the_guidelines(guideline_sections: frozenset[str]) -> None:
    cited = {rule.cites for rule in rules().values()} - {""}
    cited |= {section for _, _, section in ranges_of_guidelines()}
    assert cited <= guideline_sections
