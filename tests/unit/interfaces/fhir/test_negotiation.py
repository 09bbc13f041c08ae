"""Which syntax and release an answer has (FHIR R4, RESTful API, 3.1.0.1.11), and which bodies are read."""

from __future__ import annotations

import pytest

from codewell.interfaces.fhir.exchange import FhirFault, FhirVersion
from codewell.interfaces.fhir.negotiation import Syntax, wanted, written_as

JSON, XML = Syntax.JSON, Syntax.XML


@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/fhir+json", JSON),
        ("application/json", JSON),
        ("application/fhir+xml", XML),
        ("application/xml", XML),
        ("text/xml", XML),
        ("APPLICATION/FHIR+XML", XML),
        ("application/fhir+xml;q=0.5, application/fhir+json;q=0.9", JSON),
        ("application/fhir+xml;q=0.9, application/fhir+json;q=0.5", XML),
        ("application/fhir+json;q=0, application/fhir+xml", XML),
        ("application/pdf, application/fhir+xml;q=0.1", XML),
        ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
    ],
)
def test_the_syntax_that_is_accepted_most_is_written(accept, syntax):
    assert wanted((), {"accept": accept}).syntax is syntax


@pytest.mark.parametrize(
    "accept", ["application/pdf", "image/*", "application/fhir+json;q=0", "application/fhir+json; fhirVersion=3.0"]
)
def test_what_is_not_written_is_406(accept):
    with pytest.raises(FhirFault) as refused:
        wanted((), {"accept": accept})
    assert refused.value.status == 406
    assert refused.value.issues[0].code == "not-supported"


@pytest.mark.parametrize(
    ("format_", "syntax"),
    [("json", JSON), ("xml", XML), ("application/fhir xml", XML), ("application/fhir+json", JSON), ("text/xml", XML)],
)
def test_format_goes_before_accept(format_, syntax):
    """A plus sign of an address that nobody encoded is a space when it arrives."""
    other = "application/fhir+xml" if syntax is JSON else "application/fhir+json"
    assert wanted((("_format", format_),), {"accept": other}).syntax is syntax


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({}, FhirVersion.R4),
        ({"accept": "application/fhir+json; fhirVersion=4.0"}, FhirVersion.R4),
        ({"accept": "application/fhir+json; fhirVersion=5.0"}, FhirVersion.R5),
        ({"content-type": "application/fhir+json; fhirVersion=5.0"}, FhirVersion.R5),
        (
            {"content-type": "application/fhir+json; fhirVersion=5.0", "accept": "application/json; fhirVersion=4.0"},
            FhirVersion.R4,
        ),
    ],
)
def test_the_release_is_the_one_that_is_asked_for_or_sent(headers, version):
    assert wanted((), headers).version is version


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/pdf",
        "json",
        "application/fhir+json; charset=latin-1",
        "application/fhir+json; fhirVersion=3.0",
    ],
)
def test_what_is_not_read_is_415(kind):
    with pytest.raises(FhirFault) as refused:
        written_as({"content-type": kind})
    assert refused.value.status == 415


def test_bodies_are_read_as_what_they_say():
    assert written_as({"content-type": "application/json; charset=UTF-8"}) == (JSON, FhirVersion.R4)
    assert written_as({"content-type": "application/fhir+xml; fhirVersion=5.0"}) == (XML, FhirVersion.R5)
    assert written_as({"content-type": "application/x-www-form-urlencoded"}) is None
