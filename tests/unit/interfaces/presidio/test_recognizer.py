"""The recognizer for Presidio: over stand-ins of its classes, and inside Presidio itself where that is installed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from codewell.interfaces.presidio.entities import ENTITIES
from codewell.interfaces.presidio.recognizer import recognizer_class
from codewell.phi.phi_types import PhiType

NOTE = "Mr. Zbigniewski, MRN 7508165, was seen on 3/4/2021 at age 94."


class _Recognizer:
    """Takes and keeps what Presidio's `EntityRecognizer` does."""

    def __init__(self, supported_entities, name, supported_language) -> None:
        self.supported_entities, self.name, self.supported_language = supported_entities, name, supported_language


@pytest.fixture
def recognizer():
    return recognizer_class(_Recognizer, SimpleNamespace, SimpleNamespace)()


def test_every_kind_has_a_name_in_presidio(recognizer):
    assert set(ENTITIES) == set(PhiType)
    assert recognizer.supported_entities == list(dict.fromkeys(ENTITIES.values()))


def test_it_finds_what_the_redactor_finds(recognizer):
    found = recognizer.analyze(NOTE, None)
    assert [(one.entity_type, NOTE[one.start : one.end]) for one in found] == [
        ("PERSON", "Zbigniewski"), ("MEDICAL_RECORD_NUMBER", "7508165"), ("DATE_TIME", "3/4/2021"), ("AGE", "94"),
    ]  # fmt: skip
    assert all(0 < one.score <= 1 for one in found)


def test_it_gives_only_what_is_asked_for(recognizer):
    assert [one.entity_type for one in recognizer.analyze(NOTE, ["DATE_TIME"])] == ["DATE_TIME"]


def test_inside_presidio():
    presidio = pytest.importorskip("presidio_analyzer", reason="Presidio is not installed: pip install 'codewell[presidio]'")
    from codewell.interfaces.presidio.recognizer import CodewellRecognizer

    registry = presidio.RecognizerRegistry()
    registry.add_recognizer(CodewellRecognizer())
    recognizer = registry.get_recognizers(language="en", all_fields=True)[0]
    found = recognizer.analyze(NOTE, ["PERSON"], None)
    assert [(one.entity_type, NOTE[one.start : one.end]) for one in found] == [("PERSON", "Zbigniewski")]
    assert isinstance(found[0], presidio.RecognizerResult)
