"""Which places are towns: a limited data set keeps them, and nothing else below a state but ZIP codes."""

from __future__ import annotations

import pytest

from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import policy_named
from codewell.phi.redaction import redact
from codewell.phi.replacing.towns import TOWN_BY_CONTEXT, with_towns
from codewell.phi.verification import Emitted, verify

LIMITED = policy_named("limited-data-set")


@pytest.mark.parametrize(
    ("marked", "is_town"),
    [
        ("She moved from <Duluth> last year.", True),
        ("She lives in <Omaha>.", True),
        ("Home: <Winslow>, Arizona", True),
        ("PO Box, <Gary>, IN.", True),
        ("She retired from <Ford>.", False),
        ("She was employed for years and retired from <Boise>.", False),
        ("She was seen at <Fairview>.", False),
        ("She came from <Mercy Hospital>.", False),
        ("She lives in <Elm Street>.", False),
        ("She lives in <12 Omaha>.", False),
        ("She was treated in <MGH>.", False),
        ("She lives in <Quenbyworthville>.", False),
    ],
)
def test_a_town_is_told_by_list_and_context(marked, is_town):
    start, end = marked.index("<"), marked.index(">") - 1
    text = marked.replace("<", "").replace(">", "")
    (one,) = with_towns(text, [Found(start, end, PhiType.LOCATION, "location.tagger", 0.9)])
    assert (one.rule == TOWN_BY_CONTEXT) is is_town


def test_a_town_behind_its_street_is_one():
    text = "formerly 88 Pine Crest, Salem."
    street, town = Found(9, 22, PhiType.LOCATION, "location.street", 0.9), Found(24, 29, PhiType.LOCATION, "location.tagger", 0.9)
    assert [one.rule for one in with_towns(text, [street, town])] == ["location.street", TOWN_BY_CONTEXT]


def test_a_limited_data_set_keeps_towns_and_takes_streets_facilities_and_employers():
    note = (
        "Anna Quenbyworth, 12 Elm Street, Springfield, IL 62704, moved from Duluth in 2019. Lives in Gary, IN.\n"
        "She works at Acme Corp and was referred to Mercy Hospital in Toledo. PO Box 44."
    )
    done = redact(ClinicalText(note), LIMITED)
    assert [one for one in ("Springfield, IL 62704", "Duluth", "Gary, IN", "Toledo", "2019") if one not in done.text] == []
    assert [one for one in ("Quenbyworth", "Elm", "Acme", "Mercy", "Box 44") if one in done.text] == []
    assert verify([Emitted(0, done)], [], done.text.encode(), LIMITED).passed
