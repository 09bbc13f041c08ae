"""Cases in which age, sex, pregnancy or the kind of encounter decides, found in the note or given beside it."""

from __future__ import annotations

import lzma
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.clinical.coder import code_note
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.facts import EncounterType, FactKind, PatientFacts, age_of
from codewell.clinical.profile import Profile, Setting
from codewell.kernel.claims import Sex
from codewell.kernel.text import ClinicalText

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "patient_facts.yaml").read_text(encoding="utf-8"))
ON = date(2026, 6, 2)


def _given(told: dict[str, Any]) -> PatientFacts:
    return PatientFacts(
        age=age_of(str(told["age"])) if "age" in told else None,
        sex=Sex(told["sex"]) if "sex" in told else None,
        pregnant=told.get("pregnant"),
        weeks=told.get("weeks"),
        encounter=EncounterType(told["encounter"]) if "encounter" in told else None,
    )


def _as_written(fact: object) -> object:
    if isinstance(fact, Sex | EncounterType):
        return fact.value
    return fact if fact is None or isinstance(fact, bool | int) else str(fact)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{n}-{case['cites']}") for n, case in enumerate(CASES)])
def test_fact(case: dict[str, Any], dictionary: Dictionary) -> None:
    note = ClinicalText(case["note"])
    coded = code_note(note, ON, dictionary, Profile.US_BILLING, Setting.OUTPATIENT, given=_given(case.get("given", {})))
    reported = [str(assignment.code) for assignment in coded.assignments]
    assert set(case.get("codes", ())) <= set(reported)
    assert not set(case.get("never", ())) & set(reported)
    assert [code for code in reported if code in case.get("order", ())] == case.get("order", [])
    assert {name: _as_written(getattr(coded.facts, name)) for name in case.get("facts", {})} == case.get("facts", {})
    reasons = {str(one.code): one.reason for one in coded.rejections}
    assert {code: reasons.get(code) for code in case.get("bars", {})} == case.get("bars", {})


def test_every_case_cites_a_section_that_exists() -> None:
    packed = (files("codewell") / "bundled/guidelines/guidelines-FY2026.tsv.xz").read_bytes()
    sections = {line.split("\t")[0] for line in lzma.decompress(packed).decode("utf-8").splitlines()[1:]}
    assert {case["cites"] for case in CASES} <= sections


def test_what_was_given_goes_before_the_note_and_the_difference_is_kept(dictionary: Dictionary) -> None:
    text = "HPI: 67-year-old woman.\nASSESSMENT\n1. Gout.\n"
    given = PatientFacts(age=age_of("76"), sex=Sex.FEMALE)
    facts = code_note(ClinicalText(text), ON, dictionary, given=given).facts
    assert facts.age == age_of("76")
    assert facts.differs == (FactKind.AGE,)
    assert facts.found == ()


def test_what_the_note_says_has_its_place(dictionary: Dictionary) -> None:
    text = "HPI: 31-year-old woman at 24 weeks gestation, seen for cast removal.\nASSESSMENT\n1. Gout.\n"
    facts = code_note(ClinicalText(text), ON, dictionary).facts
    said = {one.fact: [text[span.start : span.end] for span in one.spans] for one in facts.found}
    assert said == {
        FactKind.AGE: ["31-year-old woman"],
        FactKind.SEX: ["31-year-old woman"],
        FactKind.PREGNANT: ["24 weeks gestation"],
        FactKind.WEEKS: ["24 weeks gestation"],
        FactKind.ENCOUNTER: ["cast removal"],
    }


def test_a_code_that_is_barred_leads_to_the_words_that_say_the_fact(dictionary: Dictionary) -> None:
    text = "HPI: 67-year-old woman.\nASSESSMENT\n1. Benign prostatic hyperplasia.\n"
    one = next(r for r in code_note(ClinicalText(text), ON, dictionary).rejections if str(r.code) == "N40.0")
    assert [text[span.start : span.end] for span in one.trace[-1].spans] == ["67-year-old woman"]


def test_a_fact_that_nobody_states_bars_nothing(dictionary: Dictionary) -> None:
    coded = code_note(ClinicalText("ASSESSMENT\n1. Benign prostatic hyperplasia.\n2. Endometriosis.\n"), ON, dictionary)
    assert {"N40.0", "N80.9"} <= {str(one.code) for one in coded.assignments}
