"""CDS Hooks 2.0: what is discovered, cards at discharge and at the signing of orders, and what a call lacks."""

from __future__ import annotations

import base64
import logging
import socket
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
NOTE = "ASSESSMENT\n1. Type 2 diabetes with neuropathy.\n2. Hypertension.\n3. COPD, stable on tiotropium. Sister: Quillfeather.\n"
PATIENT = {"resourceType": "Patient", "id": "1", "birthDate": "1950-02-02", "gender": "female"}
GAPS, EDITS = "/cds-services/codewell-coding-gaps", "/cds-services/codewell-claim-edits"


@pytest.fixture(scope="module")
def client(reference_home: Path) -> Iterator[WebClient]:
    with WebClient(create_app(Workplace(reference_home, lambda: NOON))) as made:
        yield made


def bundle(*resources: dict[str, object]) -> dict[str, object]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def condition(code: str, id: str = "c", **rest) -> dict[str, object]:
    coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}
    return {"resourceType": "Condition", "id": id, "code": {"coding": [coding]}, **rest}


def discharge(*conditions: dict[str, object], note: str = NOTE) -> dict[str, object]:
    attachment = {"contentType": "text/plain", "data": base64.b64encode(note.encode()).decode()}
    document = {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": attachment}]}
    encounter = {"resourceType": "Encounter", "class": {"code": "AMB"}, "period": {"end": "2026-06-02T17:00:00Z"}}
    return {
        "hook": "encounter-discharge",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "1", "encounterId": "2"},
        "prefetch": {
            "patient": PATIENT,
            "encounter": encounter,
            "conditions": bundle(*conditions),
            "documents": bundle(document),
        },
    }


def signing(*orders: tuple[str, str], conditions=()) -> dict[str, object]:
    """Return a call over orders, each a procedure and the diagnosis that is its reason."""
    drafts = [
        {
            "resourceType": "ServiceRequest",
            "status": "draft",
            "intent": "order",
            "occurrenceDateTime": "2026-06-03",
            "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": procedure}]},
            "reasonCode": [condition(reason)["code"]],
        }
        for procedure, reason in orders
    ]
    return {
        "hook": "order-sign",
        "hookInstance": "a",
        "context": {"userId": "Practitioner/1", "patientId": "1", "draftOrders": bundle(*drafts)},
        "prefetch": {"patient": PATIENT, "conditions": bundle(*conditions)},
    }


def summaries(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [card["summary"] for card in answer.json()["cards"]]


def test_discovery_lists_each_service_with_what_it_needs(client):
    services = client.get("/cds-services").json()["services"]
    assert {(one["hook"], one["id"]) for one in services} == {
        ("encounter-discharge", "codewell-coding-gaps"),
        ("order-sign", "codewell-claim-edits"),
    }
    for one in services:
        assert one["title"]
        assert one["description"]
        assert "patient" in one["prefetch"]


def test_what_is_documented_and_not_coded_is_a_card(client):
    told = summaries(client.post(GAPS, json=discharge(condition("E11.40"), condition("I10"))))
    assert len(told) == 1
    assert told[0].startswith("J44.9 is documented and not coded")


def test_an_unspecified_code_beside_a_more_specific_note_is_a_warning(client):
    cards = client.post(GAPS, json=discharge(condition("E11.9"), condition("I10"), condition("J44.9"))).json()["cards"]
    assert [(card["indicator"], card["summary"][:43]) for card in cards] == [
        ("warning", "E11.9 is coded; the note documents E11.40 (")
    ]


def test_what_is_coded_as_documented_needs_no_card(client):
    assert summaries(client.post(GAPS, json=discharge(condition("E11.40"), condition("I10"), condition("J44.9")))) == []


def test_a_condition_that_was_refuted_is_not_coded(client):
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    told = summaries(client.post(GAPS, json=discharge(condition("E11.40"), condition("I10", **refuted), condition("J44.9"))))
    assert [one.split()[0] for one in told] == ["I10"]


def test_a_card_is_as_the_standard_has_it_and_holds_no_word_of_the_note(client):
    answer = client.post(GAPS, json=discharge())
    cards = answer.json()["cards"]
    assert len(cards) == 3
    assert len({card["uuid"] for card in cards}) == 3
    for card in cards:
        UUID(card["uuid"])
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning", "critical")
        assert card["source"]["label"] == "Codewell"
        assert all(link["url"].startswith("http://testserver/") and link["type"] == "absolute" for link in card["links"])
        assert client.get(card["links"][0]["url"]).status_code == 200
        assert "2026-06-02" in card["detail"]
        assert "icd10cm FY2026" in card["detail"]
    assert "Quillfeather" not in answer.text


def test_the_same_call_gives_the_same_cards(client):
    assert client.post(GAPS, json=discharge()).content == client.post(GAPS, json=discharge()).content


def test_a_header_as_the_reason_of_an_order_is_a_card_that_says_what_to_code(client):
    *cards, last = client.post(EDITS, json=signing(("99213", "E11.62"))).json()["cards"]
    assert [card["links"][0]["url"].rpartition("/")[2] for card in cards] == ["diagnosis.header-not-billable"]
    assert last["indicator"] == "info"
    assert "E11.621" in cards[0]["detail"]


def test_a_procedure_that_no_list_has_is_a_card(client):
    told = client.post(EDITS, json=signing(("Q0Q0Q", "I10"))).json()["cards"]
    assert any("procedure.not-in-any-list" in card["links"][0]["url"] for card in told)


def test_charges_and_places_are_not_asked_of_an_order(client):
    """The bundled reference has no PTP or MUE table of 2026, so that what remains is the card that says so."""
    cards = client.post(EDITS, json=signing(("99213", "I10"))).json()["cards"]
    assert [card["summary"].partition("; ")[2] for card in cards] == ["that is no pass"]
    assert "ncci-mue-practitioner is not loaded" in cards[0]["detail"]
    assert "charge" not in cards[0]["detail"]


@pytest.mark.parametrize("key", ["patient", "encounter", "conditions", "documents"])
def test_a_call_without_its_prefetch_is_told_which_is_missing(client, key):
    for missing in ("left out", None):
        call = deepcopy(discharge())
        call["prefetch"][key] = missing
        if missing:
            del call["prefetch"][key]
        answer = client.post(GAPS, json=call)
        assert (answer.status_code, answer.json()["slug"]) == (412, "cds.prefetch-missing")
        assert key in answer.json()["detail"]


def test_documents_whose_notes_lie_elsewhere_are_told_as_missing(client):
    call = discharge()
    content = [{"attachment": {"url": "http://127.0.0.1:9/Binary/1"}}]
    call["prefetch"]["documents"] = bundle({"resourceType": "DocumentReference", "status": "current", "content": content})
    assert client.post(GAPS, json=call).status_code == 412


def test_the_fhir_server_of_a_call_is_never_asked(client):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        call = discharge() | {
            "fhirServer": f"http://127.0.0.1:{listening.getsockname()[1]}/fhir",
            "fhirAuthorization": {"access_token": "secret-token", "token_type": "Bearer"},
        }
        del call["prefetch"]["conditions"]
        assert client.post(GAPS, json=call).status_code == 412
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"hook": "patient-view"}, "cds.other-hook"),
        ({"hookInstance": None}, "cds.no-instance"),
        ({"context": []}, "cds.no-context"),
    ],
)
def test_what_is_no_call_of_the_service_is_refused(client, change, slug):
    answer = client.post(GAPS, json=discharge() | change)
    assert (answer.status_code, answer.json()["slug"]) == (422, slug)


def test_an_unknown_service_and_a_body_that_is_no_call(client):
    assert client.post("/cds-services/nothing", json=discharge()).status_code == 404
    assert client.post(GAPS, content=b"[" * 100_000, headers={"Content-Type": "application/json"}).status_code == 400
    assert client.post(EDITS, json=signing() | {"context": {}}).json()["slug"] == "cds.no-orders"


def test_no_word_of_a_note_is_logged(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.post(GAPS, json=discharge())
    client.post(EDITS, json=discharge())
    ours = [str(one.__dict__) for one in caplog.records if one.name.startswith("codewell")]
    assert not any("Quillfeather" in one for one in ours)
