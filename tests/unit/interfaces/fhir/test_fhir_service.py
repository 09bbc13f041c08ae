"""The FHIR service over HTTP: what is read, batches, refusals, and the operations on notes, claims and records."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.accounts.api_key import Scope
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from web_client import WebClient

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
NOTE = "ASSESSMENT\n1. Type 2 diabetes with neuropathy.\n2. Hypertension.\nSeen with her sister Quillfeather, MRN 99817263.\n"
CANARIES = ("Quillfeather", "99817263")


@pytest.fixture(scope="module")
def client(reference_home: Path) -> Iterator[WebClient]:
    with WebClient(create_app(Workplace(reference_home, lambda: NOON))) as made:
        yield made


def document(note: str = NOTE, **rest) -> dict[str, object]:
    attachment = {"contentType": "text/plain", "data": base64.b64encode(note.encode()).decode()}
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": "Patient/7"},
        "context": {"period": {"start": "2026-06-02T08:00:00Z"}},
        "content": [{"attachment": attachment}],
        **rest,
    }


def claim(*lines: dict[str, object]) -> dict[str, object]:
    return {
        "resourceType": "Claim",
        "id": "c1",
        "status": "active",
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]},
        "use": "claim",
        "patient": {"reference": "Patient/7"},
        "created": "2026-06-02",
        "provider": {"identifier": {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}},
        "priority": {"coding": [{"code": "normal"}]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/1"}}],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": {"coding": [{"system": ICD10CM, "code": "I10"}]}}],
        "item": [{"sequence": number, **line} for number, line in enumerate(lines, 1)],
    }


def line(code: str, **rest) -> dict[str, object]:
    return {
        "productOrService": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]},
        "servicedDate": "2026-05-04",
        "diagnosisSequence": [1],
        "quantity": {"value": 1},
        "net": {"value": 100, "currency": "USD"},
        "locationCodeableConcept": {"coding": [{"code": "11"}]},
        **rest,
    }


def batch(*entries: dict[str, object], type: str = "batch") -> dict[str, object]:
    return {"resourceType": "Bundle", "type": type, "entry": list(entries)}


def asked(method: str, url: str, resource: dict[str, object] | None = None) -> dict[str, object]:
    entry: dict[str, object] = {"request": {"method": method, "url": url}}
    return entry | ({"resource": resource} if resource else {})


def issue(answer) -> dict[str, object]:
    told = answer.json()
    assert told["resourceType"] == "OperationOutcome"
    return told["issue"][0]


def test_the_capability_statement_names_each_operation_with_a_definition_that_can_be_read(client):
    statement = client.get("/fhir/metadata").json()
    assert (statement["resourceType"], statement["kind"], statement["fhirVersion"]) == (
        "CapabilityStatement",
        "instance",
        "4.0.1",
    )
    rest = statement["rest"][0]
    operations = [*rest.get("operation", []), *(one for kind in rest["resource"] for one in kind.get("operation", []))]
    ours = [one for one in operations if one["definition"].startswith("http://testserver/")]
    assert {one["name"] for one in ours} == {"code-note", "redact", "submit"}
    for one in ours:
        definition = client.get(one["definition"]).json()
        assert (definition["resourceType"], definition["code"], definition["url"]) == (
            "OperationDefinition",
            one["name"],
            one["definition"],
        )
        assert {parameter["use"] for parameter in definition["parameter"]} == {"in", "out"}


def test_the_release_of_fhir_is_chosen_by_the_mime_type(client):
    answer = client.get("/fhir/metadata", headers={"Accept": "application/fhir+json; fhirVersion=5.0"})
    assert answer.json()["fhirVersion"] == "5.0.0"
    assert "fhirVersion=5.0" in answer.headers["content-type"]


def test_an_answer_has_a_tag_and_is_not_sent_again(client):
    first = client.get("/fhir/metadata")
    again = client.get("/fhir/metadata", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/fhir/Nonsense/$nothing", 404, "not-supported"),
        ("GET", "/fhir/Observation/1", 404, "not-supported"),
        ("GET", "/fhir/a/b/c/d/e/f/g/h", 404, "not-supported"),
        ("GET", "/fhir", 404, "not-supported"),
        ("GET", "/fhir/OperationDefinition/nothing", 404, "not-found"),
        ("GET", "/fhir/Claim/$submit", 400, "required"),
        ("POST", "/fhir/Observation", 405, "not-supported"),
        ("PUT", "/fhir/Observation/1", 405, "not-supported"),
        ("DELETE", "/fhir/Observation/1", 405, "not-supported"),
        ("PATCH", "/fhir/Observation/1", 405, "not-supported"),
        ("GET", "/fhir/metadata?_format=pdf", 406, "not-supported"),
        ("GET", "/fhir/OperationDefinition?_summary=some", 400, "value"),
        ("GET", "/fhir/metadata?x=%ff", 400, "structure"),
    ],
)
def test_what_is_not_done_is_an_outcome_with_its_code(client, method, path, status, code):
    answer = client.request(method, path)
    assert (answer.status_code, issue(answer)["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/fhir+json")


def test_a_refusal_is_told_in_the_syntax_that_is_read(client):
    answer = client.get("/fhir/Nonsense", headers={"Accept": "application/fhir+xml"})
    assert answer.status_code == 404
    assert b'<OperationOutcome xmlns="http://hl7.org/fhir">' in answer.content
    assert b'<code value="not-supported"/>' in answer.content


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        pytest.param(
            b'{"resourceType":"Claim","id":"a","id":"b"}', "application/fhir+json", 400, "structure", id="element-twice"
        ),
        pytest.param(b"<!DOCTYPE a><Claim/>", "application/fhir+xml", 400, "structure", id="document-type"),
        pytest.param(b"{}", "text/plain", 415, "not-supported", id="text"),
        pytest.param(b"{" * 4_600_000, "application/fhir+json", 413, "too-long", id="too-large"),
    ],
)
def test_bodies_that_are_not_read(client, body, kind, status, code):
    answer = client.post("/fhir/Claim/$submit", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, issue(answer)["code"]) == (status, code)


def test_unknown_parameters_are_passed_over_unless_strictness_is_asked_for(client):
    assert client.get("/fhir/OperationDefinition?code=redact&colour=red").json()["total"] == 1
    refused = client.get("/fhir/OperationDefinition?code=redact&colour=red", headers={"Prefer": "handling=strict"})
    assert (refused.status_code, issue(refused)["code"]) == (400, "not-supported")
    known = client.get("/fhir/OperationDefinition?code=redact&_pretty=true", headers={"Prefer": "handling=strict"})
    assert known.status_code == 200


def test_a_search_by_post_is_the_search_by_get(client):
    by_get = client.get("/fhir/OperationDefinition?code=submit").json()
    by_post = client.post("/fhir/OperationDefinition/_search", data={"code": "submit"}).json()
    assert by_get == by_post
    assert by_get["entry"][0]["resource"]["code"] == "submit"


def test_parts_of_a_resource_are_marked_as_such(client):
    definition = client.get("/fhir/OperationDefinition/redact?_elements=code,status").json()
    assert set(definition) == {"resourceType", "id", "meta", "code", "status"}
    assert definition["meta"]["tag"][0]["code"] == "SUBSETTED"
    counted = client.get("/fhir/OperationDefinition?_summary=count").json()
    assert (counted["total"], "entry" in counted) == (3, False)


def test_each_entry_of_a_batch_has_its_own_answer_in_its_place(client):
    sent = batch(
        asked("GET", "OperationDefinition/redact"),
        asked("GET", "Nonsense/$nothing"),
        asked("POST", "$redact", {"resourceType": "Patient", "name": [{"family": "Quillfeather"}]}),
        asked("DELETE", "Patient/1"),
        {},
        asked("GET", "http://evil.example/metadata"),
        asked("POST", "", batch()),
    )
    answer = client.post("/fhir", json=sent)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (200, "batch-response")
    statuses = [entry["response"]["status"].split()[0] for entry in told["entry"]]
    assert statuses == ["200", "404", "200", "405", "400", "422", "422"]
    assert told["entry"][0]["resource"]["code"] == "redact"
    assert told["entry"][1]["response"]["outcome"]["issue"][0]["code"] == "not-supported"
    assert "Quillfeather" not in str(told["entry"][2]["resource"])


def test_a_batch_answers_what_its_entries_answer_one_at_a_time(client):
    urls = ["metadata", "OperationDefinition", "OperationDefinition/submit", "OperationDefinition?code=redact"]
    together = client.post("/fhir", json=batch(*(asked("GET", url) for url in urls))).json()["entry"]
    assert [entry["resource"] for entry in together] == [client.get(f"/fhir/{url}").json() for url in urls]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(batch(type="transaction"), 422, "not-supported", id="transaction"),
        pytest.param(batch(type="collection"), 422, "value", id="collection"),
        pytest.param({"resourceType": "Patient"}, 400, "invalid", id="no-bundle"),
        pytest.param({"resourceType": "Bundle", "type": "batch", "entry": {}}, 400, "structure", id="entries-no-list"),
        pytest.param(batch(*[asked("GET", "metadata")] * 201), 413, "too-costly", id="too-many"),
    ],
)
def test_bundles_that_are_no_batch(client, body, status, code):
    answer = client.post("/fhir", json=body)
    assert (answer.status_code, issue(answer)["code"]) == (status, code)


def test_a_note_becomes_conditions_whose_offsets_point_at_the_words(client):
    bundle = client.post("/fhir/DocumentReference/$code-note", json=document()).json()
    conditions = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Condition"]
    codes = {one["code"]["coding"][0]["code"]: one for one in conditions}
    assert set(codes) == {"E11.40", "I10"}
    place = codes["I10"]["evidence"][0]["detail"][0]["extension"][0]["extension"]
    start, end = (part["valueUnsignedInt"] for part in place)
    assert NOTE[start:end] == "Hypertension"
    assert codes["I10"]["subject"] == {"reference": "Patient/7"}
    assert codes["I10"]["recordedDate"] == "2026-06-02"
    said = [one["details"]["text"] for one in bundle["entry"][-1]["resource"]["issue"]]
    assert any("2026-06-02" in one for one in said)
    assert any("icd10cm FY2026" in one for one in said)


def test_the_day_and_the_note_may_be_sent_as_parameters(client):
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "document", "resource": document()}, {"name": "on", "valueDate": "2025-11-03"}],
    }
    bundle = client.post("/fhir/DocumentReference/$code-note", json=body).json()
    assert bundle["entry"][0]["resource"]["recordedDate"] == "2025-11-03"


def test_conditions_of_r5_are_what_its_model_has(client):
    models = pytest.importorskip("fhir.resources.condition")
    kind = {"Content-Type": "application/fhir+json; fhirVersion=5.0"}
    bundle = client.post("/fhir/DocumentReference/$code-note", json=document(), headers=kind).json()
    condition = models.Condition.model_validate(bundle["entry"][0]["resource"])
    assert condition.evidence[0].reference.display == "Type 2 diabetes with neuropathy"


@pytest.mark.parametrize("operation", ["DocumentReference/$code-note", "Claim/$submit"])
def test_answers_are_what_the_models_of_r4_have(client, operation):
    models = pytest.importorskip("fhir.resources.R4B")
    body = document() if "note" in operation else claim(line("99213"))
    told = client.post(f"/fhir/{operation}", json=body).json()
    models.get_fhir_model_class(told["resourceType"]).model_validate(told)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"content": [{"attachment": {"url": "http://elsewhere.example/note"}}]}, "required", id="address-only"),
        pytest.param({"content": [{"attachment": {"data": "%%%"}}]}, "value", id="no-base64"),
        pytest.param({"content": []}, "required", id="no-content"),
        pytest.param({"content": [{"attachment": {"data": "IA=="}}]}, "invalid", id="blank"),
    ],
)
def test_a_document_without_a_note_is_refused(client, change, code):
    answer = client.post("/fhir/DocumentReference/$code-note", json=document(**change))
    assert (answer.status_code, issue(answer)["code"]) == (422, code)


def test_xml_and_json_are_answered_alike(client):
    xml_reading = pytest.importorskip("codewell.interfaces.fhir.xml.reading")
    writing = pytest.importorskip("codewell.interfaces.fhir.xml.writing")
    pytest.importorskip("fhir.resources")
    from codewell.interfaces.fhir.exchange import FhirVersion
    from codewell.interfaces.fhir.json_bodies import read_json

    in_json = client.post("/fhir/DocumentReference/$code-note", json=document())
    body = writing.written_xml(document(), FhirVersion.R4)
    kind = {"Content-Type": "application/fhir+xml", "Accept": "application/fhir+xml"}
    in_xml = client.post("/fhir/DocumentReference/$code-note", content=body, headers=kind)
    assert in_xml.headers["content-type"].startswith("application/fhir+xml")
    assert xml_reading.read_xml(in_xml.content, FhirVersion.R4) == read_json(in_json.content)


def test_a_resource_comes_back_without_its_identifiers(client):
    patient = {
        "resourceType": "Patient",
        "id": "99817263",
        "name": [{"family": "Quillfeather", "given": ["Ada"]}],
        "gender": "female",
        "birthDate": "1950-02-03",
        "telecom": [{"system": "phone", "value": "555-201-3344"}],
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Ada Quillfeather</div>'},
    }
    answer = client.post("/fhir/Patient/$redact", json=patient)
    told = answer.json()
    assert (told["resourceType"], told["gender"], told["birthDate"]) == ("Patient", "female", "1950")
    assert not any(canary in answer.text for canary in (*CANARIES, "555-201-3344", "Ada"))


def test_the_audit_counts_and_never_quotes(client):
    patient = {"resourceType": "Patient", "name": [{"family": "Quillfeather"}], "birthDate": "1950-02-03"}
    body = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "resource", "resource": patient},
            {"name": "audit", "valueBoolean": True},
            {"name": "policy", "valueCode": "masks"},
        ],
    }
    answer = client.post("/fhir/$redact", json=body)
    parts = answer.json()["parameter"]
    assert parts[0]["resource"]["name"][0]["family"] == "*" * len("Quillfeather")
    counted = {one["part"][0]["valueString"]: one["part"][2]["valueInteger"] for one in parts if one["name"] == "finding"}
    assert counted["NAME"] == 1
    assert "Quillfeather" not in answer.text


def test_the_type_of_the_address_is_the_bodys(client):
    answer = client.post("/fhir/Patient/$redact", json={"resourceType": "Basic"})
    assert (answer.status_code, issue(answer)["code"]) == (422, "invalid")


def test_findings_stand_on_the_item_they_concern(client):
    told = client.post("/fhir/Claim/$submit", json=claim(line("99213"), line("99213", locationCodeableConcept={}))).json()
    assert (told["resourceType"], told["use"]) == ("ClaimResponse", "predetermination")
    assert (told["patient"], told["request"]) == ({"reference": "Patient/7"}, {"reference": "Claim/c1"})
    reasons = {
        item["itemSequence"]: [one["reason"]["coding"][0]["code"] for one in item["adjudication"]] for item in told["item"]
    }
    assert "places.missing" in reasons[2]
    assert "places.missing" not in reasons.get(1, [])
    notes = {note["number"]: note["text"] for note in told["processNote"]}
    (second,) = [item for item in told["item"] if item["itemSequence"] == 2]
    assert any("places.missing" in notes[number] for number in second["noteNumber"])
    assert "Dates of service: 2026-05-04." in notes.values()


def test_a_claim_that_cannot_be_read_tells_where(client):
    broken = {"resourceType": "Claim", "status": "active"}
    answer = client.post("/fhir/Claim/$submit", json=broken)
    assert answer.status_code == 422
    assert all(one["expression"][0].startswith("Claim") for one in answer.json()["issue"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"fullUrl": [[]]}, id="an-address-that-is-a-list"),
        pytest.param(
            {"resource": claim(line("99213", diagnosisSequence=[None], quantity=None, net=None))}, id="elements-that-are-null"
        ),
    ],
)
def test_what_the_model_lets_pass_does_not_make_the_reader_fail(client, change):
    """These were found by changing parts of good claims at random."""
    entry = {"fullUrl": "urn:x", "resource": claim(line("99213"))}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry | change]}
    answer = client.post("/fhir/Claim/$submit", json=bundle)
    assert (answer.status_code, answer.json()["resourceType"]) == (200, "ClaimResponse"), answer.text


def test_no_word_of_a_note_is_logged_or_told_in_a_refusal(client, caplog):
    caplog.set_level(logging.DEBUG)
    bodies = [
        document(),
        document(content=[{"attachment": {"data": NOTE}}]),
        {"resourceType": "Basic", NOTE: NOTE},
        batch({NOTE: NOTE}),
    ]
    for path in ("/fhir", "/fhir/DocumentReference/$code-note", "/fhir/Claim/$submit", "/fhir/$redact", "/fhir/Basic/$redact"):
        for body in bodies:
            answer = client.post(path, json=body)
            if answer.status_code >= 400:
                assert not any(canary in answer.text for canary in CANARIES), path
            assert answer.headers["cache-control"] == "no-store"
    ours = "\n".join(one.getMessage() + str(one.__dict__) for one in caplog.records if one.name.startswith("codewell"))
    assert not any(canary in ours for canary in CANARIES)


@pytest.fixture
def hospital(tmp_path: Path, reference_home: Path) -> Iterator[tuple[Service, WebClient]]:
    """An installation where everybody signs in."""
    service = Service(tmp_path, lambda: NOON, ServiceSettings(sign_in="required"), serves_only_itself=False)
    with WebClient(create_app(Workplace(reference_home, lambda: NOON), service=service), follow_redirects=False) as client:
        yield service, client


def test_a_viewer_reads_and_uses_no_tool_not_even_in_a_batch(hospital):
    service, client = hospital
    nobody = client.get("/fhir/metadata")
    assert (nobody.status_code, issue(nobody)["code"]) == (401, "login")
    account = service.accounts.people.add("viewer@example.org", role=Role.VIEWER, plan="member", verified=True)
    secret = service.accounts.api_keys.make(account, "ehr", [Scope("codes:read")], per_minute=100, days=None).secret
    key = {"Authorization": f"Bearer {secret}"}
    assert client.get("/fhir/metadata", headers=key).status_code == 200
    refused = client.post("/fhir/$redact", json={"resourceType": "Patient"}, headers=key)
    assert (refused.status_code, issue(refused)["code"]) == (403, "forbidden")
    entry = asked("POST", "$redact", {"resourceType": "Patient"})
    told = client.post("/fhir", json=batch(entry, asked("GET", "OperationDefinition/redact")), headers=key).json()["entry"]
    assert [one["response"]["status"].split()[0] for one in told] == ["403", "200"]
