"""What tells an injury apart from how it came about."""

from __future__ import annotations

import pytest

from codewell.search.injuries import aside, healing_phase, trimester, vertebra_words
from codewell.search.tokens import Phase, read


def _stems(text: str) -> frozenset[str]:
    return frozenset(read(text, parentheses_are_optional=False).tokens)


def test_the_means_stand_aside_and_the_injury_does_not() -> None:
    text = "cut finger with a kitchen knife"
    assert aside(text, _stems(text)) == _stems("kitchen knife")


def test_a_disease_as_cause_does_not_stand_aside() -> None:
    text = "fracture from osteoporosis"
    assert aside(text, _stems(text)) == frozenset()


def test_a_denial_after_the_means_is_kept() -> None:
    text = "head injury after fall, no loss of consciousness"
    assert aside(text, _stems(text)) == {"fall"}


def test_causes_without_injury_are_asked_in_full() -> None:
    assert aside("fell off ladder", _stems("fell off ladder")) == frozenset()


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("wrist fracture, cast check", Phase.SUBSEQUENT),
        ("tibia fracture nonunion", Phase.SUBSEQUENT),
        ("broken wrist", Phase.NONE),
        ("hypertension follow up", Phase.NONE),
    ],
)
def test_an_injury_that_is_followed_is_a_later_encounter(text: str, phase: Phase) -> None:
    assert healing_phase(text, _stems(text)) is phase


@pytest.mark.parametrize(("weeks", "stem"), [(13, "first"), (14, "second"), (27, "second"), (28, "third")])
def test_weeks_give_the_trimester_of_the_chapter_note(weeks: int, stem: str) -> None:
    assert trimester(f"bleeding at {weeks} weeks") == stem


def test_a_broken_vertebra_is_asked_by_its_name() -> None:
    assert vertebra_words("l1", _stems("L1 fracture")) == ("first", "lumbar")
    assert vertebra_words("t12", _stems("T12 fracture")) == ()
    assert vertebra_words("l4", _stems("L4 radiculopathy")) == ()
