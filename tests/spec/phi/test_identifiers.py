"""Sentences with the identifiers marked in place, class by class; read beside `identifiers.yaml`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from codewell.phi.finding import find_identifiers
from codewell.phi.phi_types import PhiType

CLASSES = yaml.safe_load((Path(__file__).parent / "identifiers.yaml").read_text(encoding="utf-8"))
FINDS = [(group["paragraph"], sentence) for group in CLASSES for sentence in group.get("finds", ())]
PASSES = [(group["paragraph"], sentence) for group in CLASSES for sentence in group.get("passes", ())]


def marked(sentence: str) -> tuple[str, set[int]]:
    """Return the sentence without marks, and the offsets of the letters and digits between them."""
    text, inside, wanted = "", False, set()
    for letter in sentence:
        if letter in "⟦⟧":
            inside = letter == "⟦"
            continue
        if inside and letter.isalnum():
            wanted.add(len(text))
        text += letter
    return text, wanted


def covered(text: str) -> set[int]:
    return {at for one in find_identifiers(text) for at in range(one.start, one.end) if text[at].isalnum()}


@pytest.mark.parametrize(("paragraph", "sentence"), FINDS, ids=[f"{paragraph}-{at}" for at, (paragraph, _) in enumerate(FINDS)])
def test_exactly_the_marked_words_are_found(paragraph, sentence):
    text, wanted = marked(sentence)
    assert covered(text) == wanted


@pytest.mark.parametrize(("paragraph", "sentence"), PASSES, ids=[f"{paragraph}-{at}" for at, (paragraph, _) in enumerate(PASSES)])
def test_nothing_is_found(paragraph, sentence):
    assert covered(sentence) == set()


def test_every_paragraph_has_cases_and_a_source():
    assert [group["paragraph"] for group in CLASSES] == list("ABCDEFGHIJKLMNOPQR")
    assert all(group["finds"] and re.search(r"164\.514", group["cites"]) for group in CLASSES)
    assert {kind.paragraph for kind in PhiType} == set("ABCDEFGHIJKLMNOPQR")
