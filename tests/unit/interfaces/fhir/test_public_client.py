"""A public FHIR client library against the served service: what a hospital's program does needs nothing of our own."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from served import served

fhirpy = pytest.importorskip("fhirpy")
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"


@pytest.fixture(scope="module")
def fhir(reference_home: Path) -> Iterator[fhirpy.SyncFHIRClient]:
    with served(create_app(Workplace(reference_home, lambda: NOON))) as address:
        yield fhirpy.SyncFHIRClient(f"{address}/fhir")


def test_it_searches_and_reads_definitions(fhir):
    found = fhir.resources("OperationDefinition").search(code="submit").fetch()
    assert [one["code"] for one in found] == ["submit"]
    assert fhir.reference("OperationDefinition", "redact").to_resource()["resource"] == ["Resource"]


def test_it_executes_an_operation(fhir):
    data = base64.b64encode(b"ASSESSMENT\n1. Hypertension.\n").decode()
    document = {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": {"data": data}}]}
    bundle = fhir.execute("DocumentReference/$code-note", method="post", data=document, params={"on": "2026-06-02"})
    codes = [entry["resource"]["code"]["coding"][0]["code"] for entry in bundle["entry"] if "code" in entry["resource"]]
    assert codes == ["I10"]


def test_a_refusal_reaches_it_as_an_outcome(fhir):
    with pytest.raises(fhirpy.base.exceptions.ResourceNotFound):
        fhir.reference("OperationDefinition", "nothing").to_resource()
    with pytest.raises(fhirpy.base.exceptions.OperationOutcome) as told:
        fhir.execute("Claim/$submit", method="post", data={"resourceType": "Basic"})
    assert told.value.resource["issue"][0]["severity"] == "error"


def test_it_sends_a_batch(fhir):
    entry = {"request": {"method": "GET", "url": "OperationDefinition/redact"}}
    sent = fhir.resource("Bundle", type="batch", entry=[entry])
    told = fhir.execute("", method="post", data=sent.serialize())
    assert told["entry"][0]["resource"]["code"] == "redact"


def _values(parameters, name):
    return [next(v for k, v in p.items() if k.startswith("value")) for p in parameters["parameter"] if p["name"] == name]


def test_it_looks_up_and_validates_a_code_on_its_day(fhir):
    asked = {"system": ICD10CM, "code": "E11.9", "date": "2026-06-02"}
    told = fhir.execute("CodeSystem/$lookup", method="get", params=asked)
    assert _values(told, "display") == ["Type 2 diabetes mellitus without complications"]
    asked = {"url": ICD10CM, "code": "E11.99", "date": "2026-06-02"}
    assert _values(fhir.execute("CodeSystem/$validate-code", method="get", params=asked), "result") == [False]


def test_it_reads_an_expansion_page_by_page(fhir):
    asked = {"url": f"{ICD10CM}?fhir_vs", "filter": "cholera", "date": "2026-06-02"}
    whole = fhir.execute("ValueSet/$expand", method="get", params=asked)["expansion"]
    pages = [
        fhir.execute("ValueSet/$expand", method="get", params={**asked, "count": 2, "offset": at})["expansion"]
        for at in range(0, whole["total"], 2)
    ]
    codes = [one["code"] for one in whole["contains"]]
    assert {"A00.0", "A00.1", "A00.9"} <= set(codes)
    assert [one["code"] for page in pages for one in page["contains"]] == codes


def test_it_translates_and_subsumes(fhir):
    asked = {"system": ICD10CM, "code": "E11.9", "target": "http://hl7.org/fhir/sid/icd-9-cm"}
    told = fhir.execute("ConceptMap/$translate", method="get", params=asked)
    concepts = [
        part["valueCoding"]["code"]
        for match in told["parameter"]
        if match["name"] == "match"
        for part in match["part"]
        if part["name"] == "concept"
    ]
    assert "250.00" in concepts
    asked = {"system": ICD10CM, "codeA": "E11", "codeB": "E11.9"}
    assert _values(fhir.execute("CodeSystem/$subsumes", method="get", params=asked), "outcome") == ["subsumes"]


def test_it_finds_a_code_system_and_reads_it(fhir):
    found = fhir.resources("CodeSystem").search(url=ICD10CM, version="2026").fetch()
    assert [one["id"] for one in found] == ["icd10cm-2026"]
    assert fhir.reference("CodeSystem", "icd10cm-2026").to_resource()["url"] == ICD10CM


def test_a_value_set_with_a_damaged_filter_is_refused_and_not_expanded_whole(fhir):
    damaged = {"resourceType": "ValueSet", "compose": {"include": [{"system": ICD10CM, "filter": "billable"}]}}
    sent = {"resourceType": "Parameters", "parameter": [{"name": "valueSet", "resource": damaged}]}
    with pytest.raises(fhirpy.base.exceptions.OperationOutcome) as told:
        fhir.execute("ValueSet/$expand", method="post", data=sent)
    assert told.value.resource["issue"][0]["code"] == "structure"
