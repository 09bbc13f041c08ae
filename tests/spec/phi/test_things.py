"""What survives and what is taken beside it, pair by pair; read beside `things.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from codewell.phi.finding import Engine, find_identifiers

GROUPS = yaml.safe_load((Path(__file__).parent / "things.yaml").read_text(encoding="utf-8"))
STAYS = [sentence for group in GROUPS for sentence in group["stays"]]
TAKEN = [sentence for group in GROUPS for sentence in group.get("taken", ())]


def covered(text: str, engine: Engine) -> set[int]:
    return {at for one in find_identifiers(text, engine) for at in range(one.start, one.end) if text[at].isalnum()}


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("sentence", STAYS)
def test_a_thing_stays(sentence, engine):
    assert covered(sentence, engine) == set()


@pytest.mark.parametrize("sentence", TAKEN)
def test_a_person_or_place_beside_it_is_taken_and_nothing_else(sentence):
    text, inside, wanted = "", False, set()
    for letter in sentence:
        if letter in "⟦⟧":
            inside = letter == "⟦"
            continue
        if inside and letter.isalnum():
            wanted.add(len(text))
        text += letter
    assert covered(text, Engine.FULL) == wanted
