"""A code list in the order of its publication: hierarchy and words, on a list that can be read at a glance."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from codewell.terminology.concept import Concept
from codewell.terminology.content import SystemFacts
from codewell.terminology.listed_content import NO_PARENT, ListedCodeSystem
from codewell.terminology.subsumption import subsumption

NAMES = ["Tree", "Leaf tree", "Oak tree", "Red oak", "Needle tree", "Grass"]
CODES = ["T", "T1", "T1.1", "T1.12", "T2", "G"]
PARENTS = [NO_PARENT, 0, 1, 2, 0, NO_PARENT]


class Plants:
    """T > (T1 > T1.1 > T1.12, T2), and G, which is no longer used."""

    def concept(self, row: int) -> Concept:
        return Concept(CODES[row], NAMES[row], inactive=row == 5, abstract=row == 0)

    def names(self, row: int) -> Iterable[str]:
        return (NAMES[row],)

    def inactive(self) -> Iterable[int]:
        return (5,)

    def abstract(self) -> Iterable[int]:
        return (0,)


@pytest.fixture
def plants() -> ListedCodeSystem:
    return ListedCodeSystem(SystemFacts("http://example.org/plants"), (), CODES, PARENTS, Plants())


@pytest.mark.parametrize(
    ("code", "parents", "children", "descendants"),
    [
        ("T", [], ["T1", "T2"], ["T1", "T1.1", "T1.12", "T2"]),
        ("T1", ["T"], ["T1.1"], ["T1.1", "T1.12"]),
        ("T2", ["T"], [], []),
        ("G", [], [], []),
        ("unknown", [], [], []),
    ],
)
def test_what_stands_above_and_below_a_code(plants, code, parents, children, descendants):
    assert list(plants.parents(code)) == parents
    assert list(plants.children(code)) == children
    assert list(plants.descendants(code)) == descendants


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("T", "T1.12", "subsumes"),
        ("T1.12", "T1", "subsumed-by"),
        ("T2", "T1", "not-subsumed"),
        ("G", "G", "equivalent"),
        ("G", "X", None),
    ],
)
def test_how_two_codes_stand_to_each_other(plants, first, second, outcome):
    assert subsumption(plants, first, second) == outcome


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["tree"], {"T", "T1", "T1.1", "T2"}),
        (["oak"], {"T1.1", "T1.12"}),
        (["oak", "tree"], {"T1.1"}),
        (["t1.1"], {"T1.1", "T1.12"}),
        (["tree\rt1"], set()),
        ([], set(CODES)),
    ],
)
def test_every_word_has_to_be_in_the_code_or_its_names(plants, words, codes):
    assert set(plants.codes_with_words(words)) == codes


def test_codes_out_of_use_and_headings(plants):
    assert plants.inactive_codes() == {"G"}
    assert plants.abstract_codes() == {"T"}
    assert plants.codes() == tuple(CODES)


@pytest.mark.parametrize("parents", [[1, NO_PARENT], [NO_PARENT, NO_PARENT, 0]])
def test_a_list_whose_codes_do_not_follow_their_parents_is_refused(parents):
    with pytest.raises(ValueError, match="does not follow"):
        ListedCodeSystem(SystemFacts("http://example.org/plants"), (), CODES[: len(parents)], parents, Plants())
