"""JSON bodies: what is ambiguous, bottomless or no JSON is refused as the structure fault that it is."""

from __future__ import annotations

import json
import tracemalloc
from decimal import Decimal

import pytest

from codewell.interfaces.fhir.exchange import FhirFault
from codewell.interfaces.fhir.json_bodies import DEEPEST, read_json, written_json


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"resourceType":"Patient","id":"a","id":"b"}', id="an-element-twice"),
        pytest.param(b'{"resourceType":"Patient","x":{"a":1,"a":1}}', id="an-inner-element-twice"),
        pytest.param(b'{"resourceType":"Patient","x":NaN}', id="nan"),
        pytest.param(b'{"resourceType":"Patient","x":-Infinity}', id="infinity"),
        pytest.param(b'{"resourceType":"Patient","x":1e999999999}', id="a-number-beyond-any"),
        pytest.param(b'{"resourceType":"Patient","x":' + b"9" * 5000 + b"}", id="an-endless-number"),
        pytest.param(b'{"resourceType":"Patient","x":"\xff"}', id="not-utf-8"),
        pytest.param(b'{"resourceType":"Patient","x":"\\ud800"}', id="half-a-surrogate-pair"),
        pytest.param(b"[]", id="an-array"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"Patient"', id="a-text"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"resourceType":"Patient"', id="cut-off"),
        pytest.param(b'{"id":"a"}', id="no-type"),
        pytest.param(b'{"resourceType":["Patient"]}', id="a-type-that-is-none"),
        pytest.param(b'{"resourceType":"../Patient"}', id="a-type-that-is-a-path"),
        pytest.param(b'{"a":' * 100_000, id="bottomless-objects"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="bottomless-arrays"),
    ],
)
def test_what_is_no_resource_is_refused(body):
    with pytest.raises(FhirFault) as refused:
        read_json(body)
    assert refused.value.status == 400
    assert refused.value.issues[0].code == "structure"


def nested(levels: int) -> bytes:
    return b'{"resourceType":"Basic","x":' + b"[" * levels + b"]" * levels + b"}"


def test_depth_is_bounded_where_the_bound_says():
    """The resource itself is the first level."""
    assert read_json(nested(DEEPEST - 1))["resourceType"] == "Basic"
    with pytest.raises(FhirFault):
        read_json(nested(DEEPEST))


def test_a_bottomless_body_takes_no_more_memory_than_a_few_times_itself():
    body = b'{"a":' * 800_000
    tracemalloc.start()
    with pytest.raises(FhirFault):
        read_json(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(body)


def test_a_byte_order_mark_and_escapes_of_whole_characters_are_read():
    read = read_json(b"\xef\xbb\xbf" + rb'{"resourceType":"Patient","x":"\ud83d\ude00 \u00fc"}')
    assert read["x"] == "\N{GRINNING FACE} ü"


def test_a_decimal_keeps_its_precision_inside():
    assert str(read_json(b'{"resourceType":"Observation","x":1.50}')["x"]) == "1.50"


def test_decimals_are_written_as_numbers():
    written = written_json({"resourceType": "Observation", "a": Decimal("1.5"), "b": Decimal(3), "c": 2})
    assert json.loads(written) == {"resourceType": "Observation", "a": 1.5, "b": 3, "c": 2}
    assert b"Decimal" not in written


def test_pretty_is_the_same_resource_in_lines():
    resource = {"resourceType": "Patient", "name": [{"family": "Müller"}]}
    plain, pretty = written_json(resource), written_json(resource, pretty=True)
    assert b"\n" not in plain
    assert b"\n" in pretty
    assert json.loads(plain) == json.loads(pretty) == resource
