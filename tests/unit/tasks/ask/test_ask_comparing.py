"""Two codes or two days side by side, crosswalks, coverage and words of the field, against the releases' own rows."""

from __future__ import annotations

from datetime import date

import pytest
from asked_of_releases import asked, desk, facts, rows

from codewell.assistant.answer import Outcome, SourceKind
from codewell.assistant.glossary import asks_for_term, glossary, terms_in
from codewell.assistant.question import Intent


@pytest.fixture(scope="module")
def workplace(reference_home):
    return desk(reference_home)


def test_two_visits_differ_in_label_and_notes(workplace, reference_home):
    answer = asked(workplace, Intent.COMPARE, "99213", "99214")
    for code in ("99213", "99214"):
        query = "SELECT label FROM codes WHERE code = ?"
        ((label,),) = rows(reference_home, "starter-pack", "2026-11-23", query, code)
        assert facts(answer, code, "label") == [label]
    assert any(citation.kind is SourceKind.WRITTEN_PAGE and "#coding-notes" in citation.link for citation in answer.citations)
    assert len({sentence.text for sentence in answer.sentences}) == len(answer.sentences)


def test_two_days_of_a_code_differ_in_its_relative_values(workplace, reference_home):
    days = (date(2024, 2, 1), date(2025, 2, 1))
    query = "SELECT work_rvu, nonfacility_pe_rvu FROM fees WHERE code = '77301' AND modifier = ''"
    values = [rows(reference_home, "mpfs", release, query)[0] for release in ("RVU24A", "RVU25A")]
    answer = _two_days(workplace, "77301", days)
    stated = [(fact.on, fact.value) for fact in answer.facts if fact.name == "mpfs_nonfacility_pe_rvu"]
    if values[0][1] != values[1][1]:
        assert (days[0], values[0][1]) in stated
        assert (days[1], values[1][1]) in stated


def _two_days(workplace, code, days):
    from asked_of_releases import mention

    from codewell.assistant.question import Entities, Understood
    from codewell.tasks.ask.ask import ask
    from codewell.tasks.ask.conversation import AskRequest

    understood = Understood(code, Intent.COMPARE, Entities(codes=(mention(code),), days=days), 0.9)
    return ask(workplace, AskRequest(code), understands=lambda _, __: (understood,)).answers[0]


def test_two_descriptors_differ(workplace, reference_home):
    answer = asked(workplace, Intent.COMPARE, "E11.22", "E11.21", on=date(2026, 9, 1))
    for code in ("E1122", "E1121"):
        query = "SELECT long_descriptor FROM codes WHERE code = ?"
        ((descriptor,),) = rows(reference_home, "icd10cm", "FY2026", query, code)
        assert descriptor in facts(answer, f"{code[:3]}.{code[3:]}", "descriptor")


@pytest.mark.parametrize("old", ["25040", "4019", "185", "V5811", "82100"])
def test_icd9_codes_as_the_mappings_have_them(workplace, reference_home, old):
    query = "SELECT target_code FROM mappings WHERE direction = '9to10' AND source_code = ? AND target_code IS NOT NULL"
    targets = {row[0] for row in rows(reference_home, "gems", "FY2018", query, old)}
    shown = old if len(old) == 3 else f"{old[:3]}.{old[3:]}"
    answer = asked(workplace, Intent.CROSSWALK, text=f"ICD-9 {shown} to ICD-10")
    assert {value.replace(".", "") for value in facts(answer, shown, "gem_to_icd10")} == targets


@pytest.mark.parametrize("code", ["E11.22", "C61", "S72.001A"])
def test_icd10_codes_as_the_mappings_have_them(workplace, reference_home, code):
    query = "SELECT target_code FROM mappings WHERE direction = '10to9' AND source_code = ? AND target_code IS NOT NULL"
    targets = {row[0] for row in rows(reference_home, "gems", "FY2018", query, code.replace(".", ""))}
    answer = asked(workplace, Intent.CROSSWALK, code)
    assert {value.replace(".", "") for value in facts(answer, code, "gem_to_icd9")} == targets


def test_one_code_without_a_day_is_asked_back(workplace):
    assert asked(workplace, Intent.COMPARE, "E11.22", text="compare E11.22").outcome is Outcome.UNCLEAR


def test_a_crosswalk_of_nothing_is_asked_back(workplace):
    assert asked(workplace, Intent.CROSSWALK, text="crosswalk please").outcome is Outcome.UNCLEAR


def test_coverage_without_articles_is_not_guessed(workplace):
    text = "Does Medicare cover IMRT for breast in Florida?"
    answer = asked(workplace, Intent.COVERAGE, text=text, topic="IMRT for breast", state="FL")
    assert answer.outcome is Outcome.NOT_LOADED
    assert "coverage-articles" in answer.text
    assert not [fact for fact in answer.facts if "cover" in fact.name and fact.name != "hcpcs_coverage"]


def test_an_indicator_means_what_the_addendum_says(workplace, reference_home):
    for value in ("N", "J1", "S", "T", "Q1"):
        ((item, payment),) = rows(
            reference_home,
            "opps-addendum-d1",
            "CY2025",
            "SELECT item, payment_status FROM status_indicators WHERE indicator = ?",
            value,
        )
        text = f"What does OPPS status indicator {value} mean?"
        answer = asked(workplace, Intent.DEFINITION, text=text, indicator=("status indicator", value))
        (said,) = facts(answer, f"OPPS status indicator {value}", "published_meaning")
        assert said == " ".join(f"{item} {payment}".split())


def test_an_ambiguous_indicator_is_told_in_both_senses(workplace):
    answer = asked(workplace, Intent.DEFINITION, text="what does status indicator N mean", indicator=("status indicator", "N"))
    assert {fact.subject for fact in answer.facts} == {"OPPS status indicator N", "MPFS status code N"}


@pytest.mark.parametrize(("place", "rate"), [("22", "facility"), ("11", "non-facility"), ("24", "facility")])
def test_a_place_of_service_has_its_rate(workplace, place, rate):
    """Medicare Claims Processing Manual, chapter 26, section 10.5 lists 22 and 24 as facility and 11 as non-facility."""
    answer = asked(workplace, Intent.DEFINITION, text=f"POS {place}", place_of_service=place)
    assert facts(answer, f"place of service {place}", "rate") == [rate]


def test_a_word_that_nothing_explains_has_no_source(workplace):
    answer = asked(workplace, Intent.DEFINITION, text="what is a flurbgrind", topic="flurbgrind")
    assert answer.outcome is Outcome.NO_SOURCE
    assert not answer.facts


def test_the_glossary_is_whole():
    terms = glossary()
    assert len(terms) >= 150
    names = [name.lower() for term in terms for name in term.names]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})
    known = {term.term for term in terms}
    assert not {other for term in terms for other in term.see} - known
    assert all(term.source and 20 <= len(term.text) <= 400 for term in terms)
    assert all(terms_in(name)[0] is term for term in terms for name in term.names)


@pytest.mark.parametrize(
    "text", ["What is an MUE?", "define laterality", "whats a global period", "Excludes1", "explain NCCI edits"]
)
def test_a_question_for_a_word(text):
    assert asks_for_term(text)


@pytest.mark.parametrize("text", ["MUE of J1100", "modifier for two lesions", "guidelines for sequela of stroke", ""])
def test_a_question_for_more_than_a_word(text):
    assert not asks_for_term(text)
