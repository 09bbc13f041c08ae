"""FHIR XML: the same resource in either syntax, by property and by hand, and nothing that is hostile is followed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("fhir.resources")

from codewell.interfaces.fhir.exchange import FhirFault, FhirVersion
from codewell.interfaces.fhir.xml.reading import read_xml
from codewell.interfaces.fhir.xml.writing import written_xml

R4 = FhirVersion.R4
NAMESPACE = 'xmlns="http://hl7.org/fhir"'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">Jane &amp; <b class="x">co</b><br/></div>'
PATIENT_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<Patient {NAMESPACE}>
  <id value="p1"/>
  <text><status value="generated"/>{DIV}</text>
  <contained><Organization><id value="o"/><name value="A &amp; B"/></Organization></contained>
  <extension url="http://example.org/weight"><valueDecimal value="1.50"/></extension>
  <active value="true"/>
  <name id="n"><given value="Jane"/>
  <given><extension url="http://example.org/unknown"><valueCode value="u"/></extension></given></name>
  <multipleBirthInteger value="2"/>
</Patient>"""
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "text": {"status": "generated", "div": DIV},
    "contained": [{"resourceType": "Organization", "id": "o", "name": "A & B"}],
    "extension": [{"url": "http://example.org/weight", "valueDecimal": Decimal("1.50")}],
    "active": True,
    "name": [
        {
            "id": "n",
            "given": ["Jane", None],
            "_given": [None, {"extension": [{"url": "http://example.org/unknown", "valueCode": "u"}]}],
        }
    ],
    "multipleBirthInteger": 2,
}
"""Written by hand after FHIR R4, 2.6.2: arrays of one, values beside extensions, ids as attributes but for resources."""


def test_xml_is_read_as_the_standard_maps_it():
    read = read_xml(PATIENT_XML.encode(), R4)
    assert read == PATIENT
    assert str(read["extension"][0]["valueDecimal"]) == "1.50"


def test_it_is_written_back_the_same():
    lines = (one.strip() for one in PATIENT_XML.splitlines())
    assert written_xml(PATIENT, R4).decode() == "".join(lines)


def test_pretty_xml_reads_the_same():
    assert read_xml(written_xml(PATIENT, R4, pretty=True), R4) == PATIENT


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\n\t\r<>&\"'"),
    min_size=1,
    max_size=12,
)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=3)
EXTENSIONS = st.lists(
    st.builds(
        lambda url, value: {"url": url, **value},
        TEXTS,
        st.builds(lambda v: {"valueString": v}, TEXTS)
        | st.builds(lambda v: {"valueDecimal": v}, DECIMALS)
        | st.builds(lambda v: {"valueBoolean": v}, st.booleans()),
    ),
    min_size=1,
    max_size=2,
)
CODINGS = st.lists(st.builds(lambda s, c: {"system": s, "code": c}, TEXTS, TEXTS), min_size=1, max_size=2)


def value_and_more(name: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Return an element as a value, as an extension without one, or as both."""
    more = st.builds(lambda extension: {f"_{name}": {"extension": extension}}, EXTENSIONS)
    value = st.builds(lambda one: {name: one}, values)
    return value | more | st.builds(lambda one, other: {**one, **other}, value, more)


OBSERVATIONS = st.builds(
    lambda status, value, day, codings, notes: {
        "resourceType": "Observation",
        **status,
        "code": {"coding": codings},
        **day,
        **value,
        **({"note": [{"text": text} for text in notes]} if notes else {}),
    },
    value_and_more("status", st.sampled_from(["final", "amended"])),
    st.one_of(
        value_and_more("valueBoolean", st.booleans()),
        value_and_more("valueInteger", st.integers(-(2**31), 2**31 - 1)),
        value_and_more("valueString", TEXTS),
        st.builds(lambda number: {"valueQuantity": {"value": number, "unit": "mg"}}, DECIMALS),
        st.builds(lambda codings: {"valueCodeableConcept": {"coding": codings}}, CODINGS),
    ),
    value_and_more("effectiveDateTime", st.sampled_from(["2026", "2026-06", "2026-06-02", "2026-06-02T12:00:00Z"])),
    CODINGS,
    st.lists(TEXTS, max_size=2),
)
PARAMETERS = st.builds(
    lambda name, inner, flag: {
        "resourceType": "Parameters",
        "parameter": [{"name": name, "resource": inner}, {"name": "part", "part": [{"name": "flag", "valueBoolean": flag}]}],
    },
    TEXTS,
    OBSERVATIONS,
    st.booleans(),
)
RESOURCES = st.one_of(
    OBSERVATIONS,
    PARAMETERS,
    st.builds(
        lambda held: {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": one} for one in held]},
        st.lists(PARAMETERS, min_size=1, max_size=2),
    ),
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(RESOURCES, st.sampled_from(FhirVersion), st.booleans())
def test_a_resource_survives_both_ways(resource, version, pretty):
    assert read_xml(written_xml(resource, version, pretty=pretty), version) == resource


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(f"<Patient {NAMESPACE}><nickname value='x'/></Patient>", "Patient", id="unknown-element"),
        pytest.param(f"<Patient {NAMESPACE}><active value='yes'/></Patient>", "Patient.active", id="no-boolean"),
        pytest.param(
            f"<Patient {NAMESPACE}><multipleBirthInteger value='1.5'/></Patient>", "Patient.multipleBirthInteger", id="no-integer"
        ),
        pytest.param(
            f"<Patient {NAMESPACE}><active value='true'/><active value='true'/></Patient>", "Patient.active", id="twice"
        ),
        pytest.param(f"<Patient {NAMESPACE}>text</Patient>", "Patient", id="text-between"),
        pytest.param(f"<Patient {NAMESPACE}><contained/></Patient>", "Patient.contained", id="contains-nothing"),
    ],
)
def test_what_fhir_does_not_have_is_told_by_its_place(body, where):
    with pytest.raises(FhirFault) as refused:
        read_xml(body.encode(), R4)
    assert (refused.value.status, refused.value.issues[0].code) == (400, "structure")
    assert refused.value.issues[0].expression == (where,)


BILLION_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '&a{n - 1 if n > 1 else ''};&a{n - 1 if n > 1 else ''};'>" for n in range(1, 30))
    + f"]><Patient {NAMESPACE}><id value='&a29;'/></Patient>"
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BILLION_LAUGHS.encode(), id="entities-within-entities"),
        pytest.param(
            f"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><Patient {NAMESPACE}><id value='&f;'/></Patient>".encode(),
            id="a-file",
        ),
        pytest.param(
            f"<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><Patient {NAMESPACE}/>".encode(), id="a-document-type-elsewhere"
        ),
        pytest.param(b"<a>" * 100_000, id="bottomless"),
        pytest.param(f"<Patient {NAMESPACE}>".encode(), id="cut-off"),
        pytest.param(b"<Patient/>", id="no-namespace"),
        pytest.param(f"<HumanName {NAMESPACE}/>".encode(), id="a-type-that-is-no-resource"),
        pytest.param(b"\xff\xfe<\x00a\x00/\x00>\x00", id="utf-16"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_hostile_documents_are_refused(body):
    with pytest.raises(FhirFault) as refused:
        read_xml(body, R4)
    assert (refused.value.status, refused.value.issues[0].code) == (400, "structure")


def test_a_document_of_too_many_elements_is_too_costly():
    body = f"<Patient {NAMESPACE}>" + "<contact/>" * 300_001 + "</Patient>"
    with pytest.raises(FhirFault) as refused:
        read_xml(body.encode(), R4)
    assert (refused.value.status, refused.value.issues[0].code) == (413, "too-costly")


def test_a_narrative_that_is_no_xhtml_is_written_as_the_text_it_is():
    resource = {"resourceType": "Patient", "text": {"status": "generated", "div": "<b>not closed <script>"}}
    written = written_xml(resource, R4).decode()
    assert "&lt;script&gt;" in written
    assert json.dumps(read_xml(written.encode(), R4)["text"]["div"]).count("&lt;b&gt;") == 1


def test_characters_that_xml_cannot_hold_do_not_break_the_document():
    resource = {"resourceType": "Basic", "id": "a\x00b\x0bc"}
    assert read_xml(written_xml(resource, R4), R4)["id"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
