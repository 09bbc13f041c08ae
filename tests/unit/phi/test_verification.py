"""The second pass: it knows none of the first one's rules, and refuses what it cannot call harmless."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import pytest

from codewell.kernel.text import ClinicalText
from codewell.phi.finding import find_identifiers
from codewell.phi.planted import Planted
from codewell.phi.policy import policy_named
from codewell.phi.redaction import redact
from codewell.phi.verification import Emitted, verify

VALUE = "Zbigniewski"
TAGS = policy_named("tags")


def untouched(text: str) -> Emitted:
    """Return a text in which a first pass without any rule finds nothing."""
    return Emitted(0, redact(ClinicalText(text), TAGS, find=lambda _: ()))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The number 123-45-6789 stayed.", "verify.ssn"),
        ("Call 559-555-0143.", "verify.phone"),
        ("Write to a.b@example.org.", "verify.email"),
        ("See https://example.org/x.", "verify.url"),
        ("From 192.0.2.7.", "verify.ip"),
        ("Seen 3/4/2021.", "verify.date"),
        ("Seen 2021-03-04.", "verify.iso-date"),
        ("Seen March 4, 2021.", "verify.month-day"),
        ("In CA 93726.", "verify.zip"),
        ("A 94-year-old woman.", "verify.age"),
        ("Order 99887766.", "verify.long-number"),
        ("Mr. Young came.", "verify.title"),
        ("Then Hernandez came.", "verify.name-word"),
    ],
)
def test_what_a_first_pass_left_fails(text, rule):
    found = verify([untouched(text)], [], text.encode(), TAGS)
    assert rule in [one.rule for one in found.suspects if one.fails]
    assert not found.passed


@pytest.mark.parametrize(
    "text",
    [
        "BP 120/80, HR 72, Foley in place, Parkinson disease, metformin 500 mg twice daily.",
        "Labs: Na 140, K 4.1, WBC 7.2, glucose 5.4 in 2021. Strength 5/5. S10, T4, L5-S1.",
        "She is a 54-year-old woman with Crohn disease. Follow up in 2 weeks on Monday.",
        "Mr. [NAME] of [LOCATION] was seen on [DATE].",
    ],
)
def test_medicine_passes(text):
    assert verify([untouched(text)], [], text.encode(), TAGS).passed


def test_a_word_of_no_list_is_a_suspect_and_no_fault():
    text = "Then Xqzwvolith was given."
    found = verify([untouched(text)], [], text.encode(), TAGS)
    assert [(one.rule, text[one.from_start : one.from_end]) for one in found.suspects] == [("verify.unknown-word", "Xqzwvolith")]
    assert found.passed


def test_what_the_policy_lets_stand_is_no_fault():
    text = "Seen 3/4/2021 in CA 93726, a 94-year-old."
    assert verify([untouched(text)], [], text.encode(), policy_named("limited-data-set")).passed


def test_offsets_are_those_of_the_note():
    note = "Mr. Zbigniewski came. Order 123-45-6789"
    part = redact(ClinicalText(note), TAGS, find=lambda text: () if "[" in text else find_identifiers(text)[:1])
    one = verify([Emitted(0, part)], [], b"", TAGS).suspects[0]
    assert note[one.from_start : one.from_end] == "123-45-6789"
    assert part.text[one.start : one.end] == "123-45-6789"


def _zipped(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", content)
    return held.getvalue()


RAW = VALUE.encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(RAW, id="plain"),
        pytest.param(RAW.upper(), id="capitals"),
        pytest.param(VALUE.encode("utf-16-le"), id="utf-16"),
        pytest.param(VALUE.encode("utf-16-be"), id="utf-16-be"),
        pytest.param("".join(f"&#{ord(one)};" for one in VALUE).encode(), id="html-escapes"),
        pytest.param("".join(f"\\u{ord(one):04x}" for one in VALUE).encode(), id="json-escapes"),
        pytest.param("".join(f"%{ord(one):02X}" for one in VALUE).encode(), id="percent-escapes"),
        pytest.param(RAW.hex().encode(), id="hexadecimal"),
        pytest.param(RAW[::-1], id="reversed"),
        pytest.param(b"Zbig\n  niewski", id="wrapped"),
        pytest.param(b"Zbig=\r\nniewski", id="quoted-printable"),
        pytest.param(base64.b64encode(b"Mr. " + RAW + b" came"), id="base64"),
        pytest.param(base64.b64encode(b"M. " + RAW + b" came"), id="base64-shifted"),
        pytest.param(base64.b64encode(b"Mrs. " + RAW + b" came"), id="base64-shifted-twice"),
        pytest.param(b"stream\n" + zlib.compress(b"(Mr. " + RAW + b" came and went) Tj") + b"\nendstream", id="pdf-stream"),
        pytest.param(_zipped(b"<w:t>Mr. " + RAW + b"</w:t>"), id="zip"),
        pytest.param(_zipped(_zipped(b"<w:t>Mr. " + RAW + b"</w:t>")), id="zip-in-zip"),
    ],
)
def test_a_planted_value_is_found_however_it_is_encoded(content):
    assert list(Planted([VALUE], set()).found_in(b"some bytes " + content if content[:2] != b"PK" else content))


def test_nothing_is_found_where_nothing_is():
    clean = _zipped(b"Mr. [NAME] came") + zlib.compress(b"no name here, none at all")
    assert list(Planted([VALUE, "7508165", "Anna Okonkwo"], set()).found_in(clean)) == []


def test_an_ordinary_word_that_stays_elsewhere_is_no_proof():
    assert len(Planted(["Young", "2021", "3/4"], {"young"})) == 0
