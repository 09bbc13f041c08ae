"""What a sentence says of a drug, and with what intent."""

from __future__ import annotations

import pytest

from codewell.clinical.drug_events import DrugEventKind, drug_events, intent_of

DRUGS = {"digoxin": "T460", "metoprolol": "T447", "warfarin": "T4551", "iron": "T454"}


def _told(sentence: str) -> list[tuple[DrugEventKind, str]]:
    return [(event.kind, event.code("1", "A")) for event in drug_events(sentence.split(), DRUGS)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("accidental overdose of digoxin", [(DrugEventKind.POISONING, "T460X1A")]),
        ("nausea , adverse effect of digoxin", [(DrugEventKind.ADVERSE_EFFECT, "T460X5A")]),
        ("epistaxis due to warfarin", [(DrugEventKind.CAUSED, "T45515A")]),
        ("she stopped taking her metoprolol", [(DrugEventKind.UNDERDOSING, "T447X6A")]),
        ("continue metoprolol and digoxin", []),
        ("anemia due to iron deficiency", []),
        ("metoprolol was stopped for bradycardia", []),
    ],
)
def test_event(sentence: str, expected: list[tuple[DrugEventKind, str]]) -> None:
    assert _told(sentence) == expected


@pytest.mark.parametrize(
    ("note", "character"),
    [
        ("overdose of digoxin.", "1"),
        ("a suicide attempt with digoxin.", "2"),
        ("denies suicide attempt. took too many by mistake.", "1"),
        ("unintentional overdose.", "1"),
        ("the intent cannot be determined.", "4"),
    ],
)
def test_intent(note: str, character: str) -> None:
    assert intent_of(note) == character
