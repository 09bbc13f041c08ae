"""FHIR Claims of our own making, and the open Synthea bundles."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codewell.claims.fhir import read_fhir
from codewell.claims.issue import Issue
from codewell.kernel.claims import Claim, DiagnosisRole, Setting, Sex
from codewell.kernel.errors import InputError

pytest.importorskip("fhir.resources", reason="FHIR claims need fhir.resources")

ICD, CPT = "http://hl7.org/fhir/sid/icd-10-cm", "http://www.ama-assn.org/go/cpt"


def concept(system, code):
    return {"coding": [{"system": system, "code": code}]}


CLAIM = {
    "resourceType": "Claim",
    "id": "c1",
    "status": "active",
    "type": concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
    "use": "claim",
    "patient": {"reference": "Patient/p1"},
    "created": "2026-01-16",
    "provider": {"identifier": {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}},
    "priority": concept("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
    "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "Medicare"}}],
    "diagnosis": [
        {"sequence": 1, "diagnosisCodeableConcept": concept("http://snomed.info/sct", "44054006")},
        {"sequence": 2, "diagnosisCodeableConcept": concept(ICD, "E11.22"), "type": [concept("x", "principal")]},
        {"sequence": 3, "diagnosisCodeableConcept": concept(ICD, "N18.30")},
    ],
    "item": [
        {
            "sequence": 1,
            "productOrService": concept(CPT, "99214"),
            "modifier": [concept("x", "25")],
            "servicedDate": "2026-01-15",
            "diagnosisSequence": [2, 3],
            "quantity": {"value": 1},
            "net": {"value": 200.50, "currency": "USD"},
            "locationCodeableConcept": concept("x", "11"),
        }
    ],
}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "id": "p1",
                "birthDate": "1950-12-31",
                "gender": "female",
                "name": [{"family": "CANARY"}],
            }
        },
        {"resource": CLAIM},
    ],
}


def read(resource):
    found = list(read_fhir(json.dumps(resource).encode()))
    return [one for one in found if isinstance(one, Claim)], [one for one in found if isinstance(one, Issue)]


def test_a_claim_of_a_bundle_is_read_with_its_patient():
    (claim,), (issue,) = read(BUNDLE)
    assert (claim.id, claim.setting) == ("c1", Setting.PROFESSIONAL)
    assert (claim.patient.birth_date, claim.patient.sex) == (date(1950, 12, 31), Sex.FEMALE)
    assert [(one.code, one.role) for one in claim.diagnoses] == [
        ("E1122", DiagnosisRole.FIRST_LISTED),
        ("N1830", DiagnosisRole.OTHER),
    ]
    (line,) = claim.lines
    assert (line.procedure, line.modifiers, line.charge) == ("99214", ("25",), Decimal("200.5"))
    assert (line.date_of_service, line.place_of_service) == (date(2026, 1, 15), "11")
    assert line.diagnosis_pointers == (1, 2), "pointers count the diagnoses that were read"
    assert (claim.billing.npi, line.position.path) == ("1234567893", "Bundle.entry[1].resource.item[0]")
    assert (issue.slug, issue.position.path) == ("fhir.no-diagnosis-code", "Bundle.entry[1].resource.diagnosis[0]")


def test_an_invalid_claim_is_told_by_place_and_costs_no_other():
    broken = copy.deepcopy(BUNDLE)
    broken["entry"].append({"resource": {**CLAIM, "id": "c2", "status": ["CANARY"]}})
    claims, issues = read(broken)
    assert [claim.id for claim in claims] == ["c1"]
    lost = [issue for issue in issues if issue.lost]
    assert lost
    assert all(issue.claim == "c2" for issue in lost)
    assert lost[0].position.path.startswith("Bundle.entry[2].resource.status")
    assert all("CANARY" not in issue.message for issue in issues)


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        pytest.param(b"", "fhir.not-json", id="empty"),
        pytest.param(b"{", "fhir.not-json", id="truncated"),
        pytest.param(b"\xff\xfe", "fhir.not-json", id="no-utf8"),
        pytest.param(b"[1]", "fhir.no-claim", id="no-object"),
        pytest.param(b'{"resourceType":"Patient"}', "fhir.no-claim", id="no-claim"),
        pytest.param(b'{"id":1,"id":2}', "fhir.duplicate-key", id="duplicate-key"),
        pytest.param(b'{"id":NaN}', "fhir.not-json", id="not-a-number"),
        pytest.param(b'{"a":' * 100_000, "fhir.not-json", id="nested-too-deep"),
    ],
)
def test_what_is_no_claim_is_refused(content, slug):
    with pytest.raises(InputError) as refused:
        list(read_fhir(content))
    assert refused.value.slug == slug


def test_items_without_code_or_day_are_said():
    claim = copy.deepcopy(CLAIM)
    claim["item"] = [
        {"sequence": 1, "productOrService": concept("http://snomed.info/sct", "1")},
        {"sequence": 2, "productOrService": concept(CPT, "99214")},
    ]
    claims, issues = read(claim)
    assert not claims
    assert [one.slug for one in issues if one.lost] == [
        "fhir.no-procedure-code",
        "fhir.no-date-of-service",
        "fhir.claim-without-lines",
    ]


SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "fhir" / "synthea_r4_bundles"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the Synthea bundles are not beside the repository (../shared/samples/fhir)")
def test_synthea_claims_carry_no_billing_codes_and_that_is_said():
    found = list(read_fhir(sorted(SAMPLES.glob("*.json"))[0].read_bytes()))
    assert found
    assert {one.slug for one in found if isinstance(one, Issue)} >= {"fhir.no-procedure-code"}
