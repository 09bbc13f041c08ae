"""Every format and policy: nothing planted is ever emitted, offsets are true, and redacting again changes nothing."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planted_documents import MAKERS, Person, left_of

from codewell.documents.document import Format
from codewell.documents.reading import read_document
from codewell.phi.policy import POLICIES, policy_named
from codewell.tasks.redact_any import redact_any
from codewell.tasks.redact_file import FileRequest, RedactedFile

SECRET = b"a secret of thirty-two bytes....."
GIVEN = "Annelise|Bartholomew|Ngozi|María José|Siân|Xiuying|Jean-Luc|Guðrún|Priyanka|Wojciech|D'Andre|Clementine|Dashiell|Søren"
FAMILY = (
    "Quenbyworth|Okonkwo|O'Shaughnessy|Núñez|Müller-Özdemir|Zbigniewska|Papadopoulos|Nguyen|van der Berg|Abernathy|Castellanos"
    "|Featherstonehaugh|Krishnamurthy|Ellsworth|Tsosie"
)
STREETS = "12 Elm Street|4512 Maple Avenue|88 Chestnut Lane|7 Kestrel Court"
TOWNS = "Dayton|Zanesville|Chillicothe|Ashtabula"


def number(digits: int) -> st.SearchStrategy[str]:
    return st.integers(10 ** (digits - 1), 10**digits - 1).map(str)


def day(first: int, last: int) -> st.SearchStrategy[tuple[int, int, int]]:
    return st.tuples(st.integers(first, last), st.integers(1, 12), st.integers(2, 28))


PEOPLE = st.builds(
    Person,
    given=st.sampled_from(GIVEN.split("|")),
    family=st.sampled_from(FAMILY.split("|")),
    mrn=number(8),
    ssn=st.builds("{}-{}-{}".format, st.integers(100, 665), st.integers(10, 99), number(4)),
    telephone=st.builds("{}-555-{}".format, st.integers(201, 989), number(4)),
    email=st.builds("u{}@example.org".format, number(4)),
    birth=day(1950, 1990),
    seen=day(2015, 2024),
    street=st.sampled_from(STREETS.split("|")),
    town=st.sampled_from(TOWNS.split("|")),
    zip=st.integers(43001, 45899).map(str),
)
NEEDS = {"chart.parquet": "pyarrow", "chart.pdf": "reportlab", "chart.dcm": "pydicom", "chart.docx": "lxml"}
FORMATS = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(find_spec(NEEDS.get(name, "codewell")) is None, reason=f"{NEEDS.get(name)} is not installed"),
    )
    for name in MAKERS
]
UNHURRIED = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def done(content: bytes, name: str, policy: str, **given: object) -> RedactedFile:
    return redact_any(FileRequest(content, policy_named(policy), name, SECRET, uid_key=SECRET, **given))


@pytest.mark.parametrize("name", FORMATS)
@UNHURRIED
@given(PEOPLE, st.sampled_from(POLICIES))
def test_no_policy_emits_what_was_planted(name, person, policy):
    values = person.direct if policy == "limited-data-set" else (*person.direct, *person.days_and_places)
    written = done(MAKERS[name](person), name, policy).content
    assert left_of(values, written) == []


@pytest.mark.parametrize("name", FORMATS)
@UNHURRIED
@given(PEOPLE, st.sampled_from(POLICIES))
def test_offsets_lead_from_the_result_to_the_document_as_received(name, person, policy):
    file = done(MAKERS[name](person), name, policy)
    assert file.parts
    for part in file.parts:
        received, text = part.received.reveal(), part.redacted.text
        at = 0
        for segment in part.redacted.segments:
            assert segment.from_start == at
            at = segment.from_end
            if segment.found is None:
                assert text[segment.start : segment.end] == received[segment.from_start : segment.from_end]
                for here, there in zip(range(segment.start, segment.end), range(segment.from_start, at), strict=True):
                    assert (part.redacted.offset_in_note(here), part.redacted.offset_in_output(there)) == (there, here)
        assert at == len(received)
    if file.format in ("zip", Format.PDF.value) or (file.format, policy) in MASKED:
        return
    again = (
        [one.text.reveal() for one in read_document(file.content, format=Format(file.format)).parts]
        if file.content.strip()
        else []
    )
    squeezed = ["".join(text.split()) for text in again]
    for part in file.parts:  # what the map speaks of is what stands in the file
        if part.redacted.found[0].rule not in SHORTENED:
            assert not part.redacted.text.strip() or "".join(part.redacted.text.split()) in squeezed


MASKED = (("markdown", "masks"), ("x12", "masks"))
"""Asterisks are Markdown's emphasis and X12's separator, which writes X."""

SHORTENED = ("field.date", "field.birth-date", "field.link")
"""A year stands in DICOM as its first day, an id in a reference with its type."""


@pytest.mark.parametrize("name", FORMATS)
@UNHURRIED
@given(PEOPLE, st.sampled_from([one for one in POLICIES if one != "surrogates"]))
def test_redacting_a_file_again_changes_nothing_more(name, person, policy):
    once = done(MAKERS[name](person), name, policy)
    if not once.content.strip():
        return
    again = done(once.content, "charts.zip" if once.format == "zip" else name, policy)
    if once.format in (Format.PDF.value, Format.DICOM.value):  # drawn anew; UIDs and the method of (0012,0063) are written anew
        found = [one for part in again.parts if part.where != "(0012,0063)" for one in part.redacted.found]
        assert [one for one in found if one.rule not in SHORTENED] == []
    else:
        assert again.content == once.content
