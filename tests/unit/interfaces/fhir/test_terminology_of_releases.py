"""Terminology operations over the releases that ship; expected facts are those of the publications (CMS, NCHS)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirVersion
from codewell.interfaces.fhir.terminology import terminology_operation
from codewell.interfaces.fhir.terminology.capabilities import terminology_capabilities
from codewell.tasks.workplace import Workplace

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
CPT = "http://www.ama-assn.org/go/cpt"


@pytest.fixture(scope="module")
def workplace(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


@pytest.fixture
def ask(workplace):
    def asked(path, *, fhir=FhirVersion.R4, body=None, **given):
        query = tuple((name, str(value)) for name, value in given.items())
        request = FhirRequest(
            "POST" if body else "GET", tuple(path.split("/")), query, body, workplace, "http://localhost/fhir", fhir
        )
        return terminology_operation(request).resource

    return asked


def values(parameters, name):
    return [
        next(value for key, value in item.items() if key.startswith("value"))
        for item in parameters["parameter"]
        if item["name"] == name
    ]


def properties(parameters):
    found = {}
    for item in parameters["parameter"]:
        if item["name"] == "property":
            code, value = ((next(v for k, v in part.items() if k.startswith("value"))) for part in item["part"][:2])
            found.setdefault(code, []).append(value)
    return found


def test_a_diagnosis_is_looked_up_with_its_place_and_its_release(ask):
    found = ask("CodeSystem/$lookup", system=ICD10CM, code="E11.22")
    assert values(found, "display") == ["Type 2 diabetes mellitus with diabetic chronic kidney disease"]
    assert values(found, "version") == ["2026"]
    told = properties(found)
    assert told["billable"] == [True]
    assert told["status"] == ["active"]
    assert told["parent"] == ["E11.2"]
    assert told["chapter"] == ["4 Endocrine, nutritional and metabolic diseases (E00-E89)"]
    assert (told["release-first-day"], told["release-last-day"]) == (["2025-10-01"], ["2026-09-30"])


def test_a_header_is_abstract_and_names_those_below_it(ask):
    found = ask("CodeSystem/$lookup", system=ICD10CM, code="A00")
    assert values(found, "abstract") == [True]
    assert properties(found)["child"] == ["A00.0", "A00.1", "A00.9"]
    assert properties(found)["billable"] == [False]


def test_inclusion_terms_are_other_names(ask):
    """A00.0 has the inclusion term "Classical cholera" in the tabular list."""
    found = ask("CodeSystem/$lookup", system=ICD10CM, code="A00.0")
    names = [part["valueString"] for item in found["parameter"] if item["name"] == "designation" for part in item["part"][-1:]]
    assert "Classical cholera" in names
    listed = ask("ValueSet/$expand", url=f"{ICD10CM}?fhir_vs", filter="classical cholera")
    assert [item["code"] for item in listed["expansion"]["contains"]] == ["A00.0"]


@pytest.mark.parametrize(
    ("given", "version"),
    [
        ({}, "2026"),
        ({"date": "2025-09-30"}, "2025"),
        ({"date": "2025-10-01"}, "2026"),
        ({"version": "2024"}, "2024"),
        ({"date": "2023-04-01"}, "2023-04"),
    ],
)
def test_the_day_or_the_version_chooses_the_release(ask, given, version):
    assert values(ask("CodeSystem/$lookup", system=ICD10CM, code="E11.22", **given), "version") == [version]


def test_a_code_is_valid_from_the_release_that_brings_it(ask):
    """E11.A is new in FY2026 (addenda of 2025-10-01)."""
    before, after = (
        values(ask("CodeSystem/$validate-code", url=ICD10CM, code="E11.A", date=day), "result")
        for day in ("2025-09-30", "2025-10-01")
    )
    assert (before, after) == ([False], [True])


def test_a_day_that_no_release_covers_is_said(ask):
    with pytest.raises(FhirFault) as refused:
        ask("CodeSystem/$lookup", system=ICD10CM, code="E11.22", date="2019-05-01")
    assert refused.value.status == 404
    assert "2026" in refused.value.issues[0].text


def test_all_billable_codes_of_a_year_are_counted_as_the_publisher_counts_them(ask):
    """CMS and NCHS state 74,719 codes for FY2026."""
    include = {"system": ICD10CM, "version": "2026", "filter": [{"property": "billable", "op": "=", "value": "true"}]}
    value_set = {"resourceType": "ValueSet", "status": "active", "compose": {"include": [include]}}
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "valueSet", "resource": value_set}, {"name": "count", "valueInteger": 3}],
    }
    expansion = ask("ValueSet/$expand", body=body)["expansion"]
    assert expansion["total"] == 74_719
    assert [item["code"] for item in expansion["contains"]] == ["A00.0", "A00.1", "A00.9"]


def test_the_codes_below_one_stand_below_it(ask):
    found = ask("ValueSet/$expand", url=f"{ICD10CM}?fhir_vs=isa/A00", property="billable", fhir=FhirVersion.R5)
    (top,) = found["expansion"]["contains"]
    assert (top["code"], top["abstract"]) == ("A00", True)
    assert [item["code"] for item in top["contains"]] == ["A00.0", "A00.1", "A00.9"]
    assert top["contains"][0]["property"] == [{"code": "billable", "valueBoolean": True}]
    assert {"name": "used-codesystem", "valueUri": f"{ICD10CM}|2026"} in found["expansion"]["parameter"]


@pytest.mark.parametrize(
    ("code", "valid"), [("E11.22", True), ("E11", True), ("E10.9", False), ("E99.99", False), ("E1122", False)]
)
def test_an_implicit_value_set_holds_a_code_and_those_below(ask, code, valid):
    found = ask("ValueSet/$validate-code", url=f"{ICD10CM}?fhir_vs=isa/E11", system=ICD10CM, code=code)
    assert values(found, "result") == [valid]


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("E11", "E11.22", "subsumes"),
        ("E11.22", "E11.2", "subsumed-by"),
        ("E11", "E10", "not-subsumed"),
        ("A00", "A00", "equivalent"),
    ],
)
def test_the_hierarchy_tells_what_subsumes(ask, first, second, outcome):
    assert values(ask("CodeSystem/$subsumes", system=ICD10CM, codeA=first, codeB=second), "outcome") == [outcome]


def test_no_word_of_cpt_is_told_without_the_users_own_table(ask):
    found = ask("CodeSystem/$lookup", system=CPT, code="99213", date="2025-06-02")
    assert values(found, "display") == ["99213"]
    assert properties(found)["status"] == ["active"]
    assert not [item for item in found["parameter"] if item["name"] == "designation"]
    page = ask("ValueSet/$expand", url=f"{CPT}?fhir_vs", count=500)["expansion"]
    assert page["contains"]
    assert not any("display" in item for item in page["contains"])


def test_an_unknown_code_of_cpt_is_not_called_invalid(ask):
    """What is loaded is a part of CPT, and a part cannot say what is not in the whole."""
    found = ask("CodeSystem/$validate-code", url=CPT, code="00001")
    (outcome,) = (item["resource"] for item in found["parameter"] if item["name"] == "issues")
    assert outcome["issue"][0]["severity"] == "warning"


def test_a_code_of_hcpcs_has_its_words_and_days(ask):
    found = ask("CodeSystem/$lookup", system=HCPCS, code="J1100")
    assert values(found, "display") == ["Injection, dexamethasone sodium phosphate, 1 mg"]
    assert properties(found)["effectiveDate"] == ["1982-01-01"]


def translations(found):
    return [
        (part[1]["valueCoding"]["code"], part[0]["valueCode"])
        for item in found["parameter"]
        if item["name"] == "match"
        for part in [item["part"]]
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"system": ICD9CM, "code": "001.0"}, [("A00.0", "equivalent")]),
        ({"system": ICD9CM, "code": "250.40"}, [("E11.29", "relatedto")]),
        ({"system": ICD10CM, "code": "A00.0", "targetsystem": ICD9CM}, [("001.0", "equivalent")]),
        ({"system": ICD10CM, "code": "A04.7", "targetsystem": ICD10CM}, [("A04.71", "narrower"), ("A04.72", "narrower")]),
    ],
    ids=["to-icd-10", "approximately", "to-icd-9", "divided-in-2017"],
)
def test_codes_are_translated_by_the_published_crosswalks(ask, given, expected):
    found = ask("ConceptMap/$translate", **given)
    assert values(found, "result") == [True]
    assert translations(found) == expected


def test_a_code_without_counterpart_has_no_translation(ask):
    """The mappings of 2018 state that R29.700 has none ("no map"): scores on the NIH stroke scale came with ICD-10-CM."""
    found = ask("ConceptMap/$translate", system=ICD10CM, code="R29.700", targetsystem=ICD9CM)
    assert values(found, "result") == [False]
    assert translations(found) == []


def test_systems_and_maps_are_read_and_found(ask, workplace):
    bundle = ask("CodeSystem", url=ICD10CM)
    assert [entry["resource"]["version"] for entry in bundle["entry"]] == ["2023-04", "2024", "2025", "2026"]
    assert ask("CodeSystem/icd10cm-2026")["date"] == "2025-10-01"
    assert ask("ConceptMap/icd-9-cm-to-icd-10-cm")["targetUri"] == f"{ICD10CM}?fhir_vs"
    request = FhirRequest("GET", ("metadata",), (), None, workplace, "http://localhost/fhir")
    told = {item["uri"] for item in terminology_capabilities(request)["codeSystem"]}
    assert {ICD10CM, HCPCS, CPT} <= told


def test_every_answer_is_json(ask):
    assert json.loads(json.dumps(ask("ValueSet/$expand", url=f"{HCPCS}?fhir_vs", count=5)))["expansion"]["total"] > 7_000
