"""Written forms of dates, ages and numbers, and figures beside them; read beside `dates.yaml` and `numbers.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from codewell.phi.finding import Engine, find_identifiers

FOLDER = Path(__file__).parent
GROUPS = [
    group for name in ("dates", "numbers") for group in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
]
FINDS = [sentence for group in GROUPS for sentence in group.get("finds", ())]
STAYS = [sentence for group in GROUPS for sentence in group["stays"]]


def covered(text: str) -> set[int]:
    return {at for one in find_identifiers(text, Engine.RULES) for at in range(one.start, one.end) if text[at].isalnum()}


@pytest.mark.parametrize("sentence", FINDS)
def test_exactly_the_identifier_is_found(sentence):
    text, inside, wanted = "", False, set()
    for letter in sentence:
        if letter in "⟦⟧":
            inside = letter == "⟦"
            continue
        if inside and letter.isalnum():
            wanted.add(len(text))
        text += letter
    assert covered(text) == wanted


@pytest.mark.parametrize("sentence", STAYS)
def test_what_is_none_stays(sentence):
    assert covered(sentence) == set()
