"""A planted name, number or day is nowhere in what is written: not in base64, entities, attributes, keys or other fields."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from codewell.documents.reading import read_document
from codewell.tasks.read_note import read_note
from codewell.tasks.redact_document import DocumentRequest, redact_document

SECRET = b"a secret of thirty-two bytes....."
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
PLANTED = ("Okonkwo", "OKONKWO", "Ngozi", "998877665", "1951", "Fairview", "62704")
LETTER = "Dear Ms. Ngozi Okonkwo, Ngozi was seen on 03/14/2024. MRN: 998877665. Assessment: asthma."


def _hl7() -> bytes:
    return (
        "MSH|^~\\&|LAB|FAIRVIEW|EMR||20240314||ORU^R01|77|P|2.5.1\r"
        "PID|1||998877665^^^H^MR||OKONKWO^NGOZI||19310203|F|||12 ELM ST^^Fairview^IL^62704\r"
        f"OBX|1|TX|1^Letter||{LETTER}||||||F\r"
        f"OBX|2|ED|1^Letter||x^text^plain^Base64^{base64.b64encode(LETTER.encode()).decode()}||||||F\r"
        "OBX|3|NM|2^Glucose||101|mg/dL||||F\rZPD|Okonkwo\r"
    ).encode()


def _fhir() -> bytes:
    patient = {
        "resourceType": "Patient",
        "id": "998877665",
        "text": {"div": "<div>Ms. Okon<b>kwo</b>, born 02/03/1931<!-- Okonkwo --></div>"},
        "identifier": [{"system": "urn:x", "value": "998877665"}],
        "name": [{"family": "Okonkwo", "given": ["Ngozi"]}],
        "birthDate": "1931-02-03",
        "address": [{"line": ["12 Elm St"], "city": "Fairview", "state": "IL", "postalCode": "62704"}],
        "extension": [{"url": "http://x/nick", "valueString": "Okonkwo"}],
        "unknownElement": "Okonkwo",
    }
    letter = {
        "resourceType": "DocumentReference",
        "subject": {"reference": "Patient/998877665", "display": "Ngozi Okonkwo"},
        "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(LETTER.encode()).decode()}}],
    }
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": letter}]}).encode()


def _ccda() -> bytes:
    return (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><!-- Okonkwo --><recordTarget><patientRole>'
        '<id root="2.16.840" extension="998877665"/><addr><city>Fairview</city><postalCode>62704</postalCode></addr>'
        '<patient><name><given>Ngozi</given><family>Okonkwo</family></name><birthTime value="19310203"/></patient>'
        "</patientRole></recordTarget><component><structuredBody><component><section><title>Assessment</title>"
        f"<text><paragraph ID='Okonkwo'>{LETTER} Seen by Dr. &#79;konkwo.</paragraph></text></section></component>"
        "</structuredBody></component></ClinicalDocument>"
    ).encode()


DOCUMENTS = {
    "letter.txt": LETTER.encode(),
    "letter.md": b"**Patient:** " + LETTER.encode(),
    "letter.html": f"<title>Ngozi Okonkwo</title><p title='Ms. Okonkwo' data-x='Okonkwo'>{LETTER}</p>".encode(),
    "letter.rtf": b"{\\rtf1{\\info{\\author Okonkwo}}" + LETTER.encode() + b"\\par}",
    "table.csv": f'patient_name,mrn,birth_date,zip,note\n"Okonkwo, Ngozi",998877665,02/03/1931,62704,"{LETTER}"\n'.encode(),
    "table.tsv": f"last_name\tfirst_name\tmrn\tnote\nOkonkwo\tNgozi\t998877665\t{LETTER}\n".encode(),
    "one.json": json.dumps({"patient": {"lastName": "Okonkwo", "Ngozi Okonkwo": 998877665}, "note": LETTER}).encode(),
    "many.ndjson": (json.dumps({"id": "998877665", "text": LETTER}) + "\n").encode() * 2,
    "bundle.json": _fhir(),
    "message.hl7": _hl7(),
    "document.xml": _ccda(),
}


def everything_in(content: bytes) -> str:
    """Return the content with every run of base64 in it decoded beside it."""
    text = content.decode()
    for run in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text):
        try:
            text += base64.b64decode(run, validate=True).decode()
        except (ValueError, UnicodeDecodeError):
            continue
    return text


@pytest.mark.parametrize("policy", ["tags", "masks", "blank", "safe-harbor", "surrogates"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_planted_is_left(name, policy):
    redacted = redact_document(DocumentRequest(DOCUMENTS[name], name, policy=policy, secret=SECRET))
    written = everything_in(redacted.content)
    assert [planted for planted in PLANTED if planted in written] == []
    assert "asthma" in written or name == "bundle.json"
    assert read_document(redacted.content, name).format is redacted.format


def test_a_bundle_stays_linked():
    for policy in ("tags", "surrogates"):
        written = json.loads(redact_document(DocumentRequest(_fhir(), policy=policy, secret=SECRET)).content)
        patient, letter = (entry["resource"] for entry in written["entry"])
        assert letter["subject"] == {"reference": f"Patient/{patient['id']}"}
        assert patient["id"] != "998877665"
        assert "birthDate" not in patient  # a birth in 1931 tells an age over 89 beside a letter of 2024
        assert patient["address"] == [{"city": patient["address"][0]["city"], "state": "IL", "postalCode": "627"}]


def test_the_report_says_what_was_dropped_and_what_was_not_read():
    bundle = json.loads(_fhir())
    picture = {"contentType": "image/png", "data": base64.b64encode(b"\x89PNG\r\n\x1a\nOkonkwo").decode()}
    bundle["entry"][1]["resource"]["content"].append({"attachment": picture})
    redacted = redact_document(DocumentRequest(json.dumps(bundle).encode()))
    assert [one.where for one in redacted.unread] == ["Bundle.entry[1].resource(DocumentReference).content[1].attachment.data"]
    assert ("Patient.unknownElement", 1) in redacted.dropped
    assert "Okonkwo" not in repr(redacted)
    assert picture["data"] not in redacted.content.decode()


def test_values_that_tell_nothing_stay():
    written = redact_document(DocumentRequest(_hl7())).content.decode()
    assert "OBX|3|NM|2^Glucose||101|mg/dL||||F" in written
    table = b"patient_name,icd_code,glucose,diagnosis\nNgozi Okonkwo,E11.9,101,Crohn disease\n"
    written = redact_document(DocumentRequest(table, "a.csv")).content
    assert written == b"patient_name,icd_code,glucose,diagnosis\n[NAME],E11.9,101,Crohn disease\n"


@pytest.mark.parametrize("name", ["letter.html", "letter.rtf", "bundle.json", "message.hl7", "document.xml"])
def test_a_coder_reads_the_prose_of_a_document(name):
    note = read_note(DOCUMENTS[name], name)
    text = note.text.reveal()
    assert "Assessment: asthma" in text
    assert "\n\n".join(text[place.start : place.end] for place in note.places) == text


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample claims and bundles are not on this machine")
@pytest.mark.parametrize("folder", ["x12/linuxforhealth", "fhir/synthea_r4_bundles"])
def test_samples_are_redacted(folder):
    for sample in sorted((SAMPLES / folder).iterdir())[:3]:
        content = sample.read_bytes()
        redacted = redact_document(DocumentRequest(content, sample.name))
        if sample.suffix == ".json":
            family = re.search(rb'"family":\s*"([^"]+)"', content)
            assert json.loads(redacted.content)["resourceType"] == "Bundle"
        else:
            family = re.search(rb"NM1\*(?:IL|QC)\*1\*([A-Z]+)", content)
            assert redacted.content.count(b"~") == content.count(b"~")
        assert family is None or family[1] not in redacted.content
