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
