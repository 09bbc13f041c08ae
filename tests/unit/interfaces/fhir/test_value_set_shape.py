"""A damaged condition of a value set is refused: read as absent, it would let the whole code system in."""

from __future__ import annotations

import pytest

from codewell.interfaces.fhir.exchange import FhirFault
from codewell.interfaces.fhir.terminology.value_set_shape import require_shape

SYSTEM = "http://hl7.org/fhir/sid/icd-10-cm"


@pytest.mark.parametrize(
    ("compose", "element"),
    [
        ([], "ValueSet.compose"),
        ({"include": {"system": SYSTEM}}, "ValueSet.compose.include"),
        ({"include": [5]}, "ValueSet.compose.include"),
        ({"include": [{"system": 5}]}, "ValueSet.compose.include.system"),
        ({"include": [{"system": SYSTEM, "version": 2026}]}, "ValueSet.compose.include.version"),
        ({"include": [{"system": SYSTEM, "filter": "billable"}]}, "ValueSet.compose.include.filter"),
        ({"include": [{"system": SYSTEM, "concept": {"code": "I10"}}]}, "ValueSet.compose.include.concept"),
        ({"include": [{"valueSet": SYSTEM}]}, "ValueSet.compose.include.valueSet"),
        ({"exclude": [{"system": SYSTEM, "concept": [None]}]}, "ValueSet.compose.exclude.concept"),
    ],
)
def test_a_damaged_definition_is_refused_by_the_name_of_its_element(compose, element):
    with pytest.raises(FhirFault) as told:
        require_shape({"resourceType": "ValueSet", "compose": compose})
    assert told.value.status == 400
    assert told.value.issues[0].code == "structure"
    assert told.value.issues[0].text.startswith(f"{element} is ")


def test_a_definition_in_shape_passes():
    require_shape({"resourceType": "ValueSet"})
    chosen = {"system": SYSTEM, "filter": [{"property": "billable", "op": "=", "value": "true"}]}
    require_shape({"resourceType": "ValueSet", "compose": {"include": [chosen], "exclude": [{"valueSet": ["urn:x"]}]}})
